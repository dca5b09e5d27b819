"""What becomes a speaker and what does not: words and a colon, times, headings, events, metadata, slips of the pen."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.formats.plain import read_text
from qualcode.formats.plain.account import unaccounted
from qualcode.formats.plain.lexicon import is_back_heading, is_datum_only, is_footer, is_metadata, is_prose, is_talk_heading, role_word
from qualcode.formats.plain.lines import cells, is_event, is_rule, join_wrapped, make_page, words_of
from qualcode.formats.plain.names import is_clear_name, is_name_like, is_name_shaped, is_near
from qualcode.formats.plain.talk import Talk
from qualcode.model.diagnostic import Location
from qualcode.model.imported import Imported
from qualcode.model.source import Speech

TURNS = [("면담자", "왜 오셨어요?"), ("이수안", "그냥 왔어요.")] * 6


def talk(*, inner: str = "", between: str = "\n\n", form: str = "{}: {}", at: tuple[int, ...] = (3, 7)) -> Imported:
    """Read twelve turns, some of which have a further line."""
    blocks = [form.format(who, text) + (f"{inner}" if i in at else "") for i, (who, text) in enumerate(TURNS)]
    return read_text(between.join(blocks), "a.txt")


def labels(imported: Imported) -> set[str]:
    return {s.label for s in imported.speakers}


LOOK_ALIKES = [
    "예를 들면: 전등 가는 일이요.",
    "결론: 잘됐다는 거예요.",
    "제 생각은: 그대로 두자는 거죠.",
    "모임은 보통 저녁 7:30",
    "한 가지: 밥.",
    "문제는: 돈이요.",
    "자신감: 그게 생겼어요.",
    "One thing: measure it.",
    "Conclusion: it works.",
    "https://example.org/a:b",
    "7:30 was late.",
    "[inaudible 00:03:37] and nothing was stolen.",
    "00:00:41] when somebody left a flyer.",
    ":) 하고 웃었어요.",
    '"그 사람": 그렇게 불렀어요.',
    "1. 먼저: 벽을 봐요.",
    "이 면담을 인용할 때에는 다음과 같이 적는다: 이렇게.",
    "# 아님: 제목",
]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("form", ["{}: {}", "{}:\n{}", "**{}:** {}", "{} [00:01]: {}", "{}： {}"])
@pytest.mark.parametrize("line", [line for line in LOOK_ALIKES if not line.startswith("#")])
def test_words_and_a_colon_do_not_make_a_speaker(line: str, form: str, between: str) -> None:
    for inner in (f"\n{line}", f"\n\n{line}"):
        imported = talk(inner=inner, between=between, form=form)
        assert labels(imported) == {"면담자", "이수안"}
        assert [s.text for s in imported.speeches if line in s.text] == [f"그냥 왔어요.\n{line}"] * 2


def test_look_alikes_are_shown() -> None:
    found = [d for d in talk(inner="\n\n결론: 잘됐죠.", between="\n").findings if d.rule == "QC057"]
    assert [(d.message, str(d.where)) for d in found] == [
        ("2 lines begin with words and a colon and are read as speech: '결론'", "a.txt:6:1")
    ]


def test_a_label_that_occurs_once_needs_the_form_of_the_others_and_more() -> None:
    assert "간호사" not in labels(read_text("\n".join(f"{w}: {t}" for w, t in [*TURNS, ("간호사", "주사요."), *TURNS]), "a.txt"))
    bold = "\n\n".join(f"**{w}:** {t}" for w, t in [*TURNS, ("간호사", "주사요."), *TURNS])
    imported = read_text(bold, "a.txt")
    assert "간호사" in labels(imported)
    assert [d.message for d in imported.findings if d.rule == "QC057"] == ["'간호사' begins one turn only and is taken as a speaker"]
    plain_in_bold = bold.replace("**간호사:**", "간호사:")
    assert "간호사" not in labels(read_text(plain_in_bold, "a.txt"))


@pytest.mark.parametrize("once", ["참여자 B", "모두", "자동 안내", "Interviewer", "참여자 A와", "참여자 A·면담자"])
def test_a_label_that_occurs_once_may_be_a_sibling_a_role_a_slip_or_several(once: str) -> None:
    turns = [("면담자", "왜요?"), ("참여자 A", "그냥요.")] * 3
    imported = read_text("\n".join(f"{w}: {t}" for w, t in [*turns, (once, "네."), *turns]), "a.txt")
    assert once in labels(imported)


def test_a_recurring_label_without_the_bold_of_the_others_is_speech_unless_it_was_bold_before() -> None:
    turns = [("**면담자**", "왜요?"), ("**P1**", "그냥요."), ("비용", "오만 원."), ("**면담자**", "네?"), ("**P1**", "네.")] * 3
    imported = read_text("\n\n".join(f"{w}: {t}" for w, t in turns) + "\n\nP1: 끝이요.", "a.txt")
    assert labels(imported) == {"면담자", "P1"}
    assert imported.speeches[-1].text.endswith("끝이요.")


def test_spellings_that_differ_by_blanks_or_case_are_one_speaker() -> None:
    imported = read_text("참여자 C: 네.\n면담자: 왜요?\n참여자C: 음.\n면담자: 네?\n참여자 C: 네.\n면담자 : 끝.\n", "a.txt")
    assert labels(imported) == {"참여자 C", "면담자"}
    assert "QC055" not in [d.rule for d in imported.findings]


def test_drifting_names_stay_apart_and_are_proposed_as_one() -> None:
    imported = read_text("Hannah Cole: Hello.\nP1: Hi.\nHannah: Why?\nP1: So.\nHannah: Oh?\nP1: Yes.\nHC: Ok?\nP1: Yes.\n", "a.txt")
    assert labels(imported) == {"Hannah Cole", "Hannah", "HC", "P1"}
    assert sorted(d.message for d in imported.findings if d.rule == "QC055") == [
        "'Hannah Cole' and 'HC' may be one person; they are kept apart",
        "'Hannah Cole' and 'Hannah' may be one person; they are kept apart",
    ]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Hannah Cole", "Hanna Cole", True),
        ("H.C.", "Hannah Cole", True),
        ("김 선생님", "김선생님", True),
        ("P07", "P08", False),
        ("참석자 1", "참석자 2", False),
        ("참여자 A", "참여자 B", False),
        ("Tom Becker", "Amara Osei", False),
        ("Participant", "Participant 2", False),
    ],
)
def test_near_names(one: str, other: str, near: bool) -> None:  # noqa: FBT001 - a table of cases
    assert is_near(one, other) is near is is_near(other, one)


def test_the_label_at_each_paragraph_is_one_turn_with_paragraphs() -> None:
    imported = read_text("면담자:\n\n왜요?\n\nP1:\n\n그냥.\n\nP1:\n\n또요.\n\n면담자:\n\n네?\n\nP1:\n\n네.\n", "a.txt")
    assert imported.speeches[1] == Speech("P1", "그냥.\n또요.")


def test_a_blank_line_is_no_boundary() -> None:
    imported = talk(inner="\n\n그리고 또요.\n\n끝이요.", between="\n\n", form="{}:\n{}")
    assert [s.text for s in imported.speeches if "또요" in s.text] == ["그냥 왔어요.\n그리고 또요.\n끝이요."] * 2


def test_headings_scenes_and_strokes_are_no_speech() -> None:
    text = "A1: 왜?\n\nB2: 응.\n\n"
    text += "## 2. 다음: 이야기\n\nA1: 네?\n\n(녹음 중단: 전화)\n\n**3부**\n\nB2: 네.\n\n(웃음)\n\n---\n\nA1: 끝?\n\nB2: 네.\n"
    imported = read_text(text, "a.md")
    assert [s.text for s in imported.speeches if s.speaker == "#"] == ["2. 다음: 이야기", "(녹음 중단: 전화)", "**3부**"]
    assert imported.cut == ("---",)
    assert "네.\n(웃음)" in [s.text for s in imported.speeches]


def test_numbered_lines_between_turns_are_marks_when_they_count_up() -> None:
    text = (
        "1. 배경\n면담자: 왜?\n이수안: 첫째로는요.\n1. 벽\n그거요.\n2. 과정\n면담자: 네?\n이수안: 네.\n3. 전망\n면담자: 끝?\n이수안: 네.\n"
    )
    imported = read_text(text, "a.txt")
    assert [s.text for s in imported.speeches if s.speaker == "#"] == ["1. 배경", "2. 과정", "3. 전망"]
    assert imported.speeches[2].text == "첫째로는요.\n1. 벽\n그거요."


def test_speech_that_goes_on_after_a_heading_is_told() -> None:
    imported = read_text("Q: a?\n\nA: b\n\n## Part two\n\nand more\n\nQ: c?\n\nA: d\n", "a.md")
    assert imported.speeches[2:4] == (Speech("#", "Part two"), Speech("A", "and more"))
    (found,) = [d for d in imported.findings if d.rule == "QC059"]
    assert str(found.where) == "a.md:7:1"


def test_a_word_with_two_jobs_is_metadata_above_and_a_label_below() -> None:
    text = "면담자: 오세린, 한규민\n일시: 2025년\n\n면담자: 왜요?\n\n이수안: 네.\n\n면담자: 네?\n\n이수안: 네.\n"
    imported = read_text(text, "a.txt")
    assert imported.cut == ("면담자: 오세린, 한규민", "일시: 2025년")
    assert len(imported.speeches) == 4


def test_the_first_turns_are_not_taken_for_metadata() -> None:
    imported = read_text("면담자: 네\n참여자: 네\n면담자: 시작할까요\n참여자: 좋아요\n면담자: 왜요\n참여자: 그냥\n", "a.txt")
    assert (len(imported.speeches), imported.cut) == (6, ())


def test_a_file_that_is_mostly_cut_is_told() -> None:
    text = "긴 머리말입니다. " * 100 + "\n\n면담자: 왜요?\n\nP1: 네.\n\n면담자: 네?\n\nP1: 네.\n"
    (found,) = [d for d in read_text(text, "a.txt").findings if d.rule == "QC059"]
    assert "taken as no speech" in found.message


def test_two_roles_that_speak_once_each_are_believed() -> None:
    imported = read_text("면담자: 안녕하세요?\n참여자: 네, 안녕하세요.\n", "a.txt")
    assert [(s.speaker, s.text) for s in imported.speeches] == [("면담자", "안녕하세요?"), ("참여자", "네, 안녕하세요.")]


def test_one_word_that_recurs_makes_no_talk() -> None:
    assert [d.rule for d in read_text("장보기: 사과\n할일: 청소\n장보기: 배\n", "a.txt").findings] == ["QC051"]
    alone = read_text("면담자: 네.\n그렇게.\n면담자: 정말요.\n", "a.txt")
    assert [s.text for s in alone.speeches] == ["네.\n그렇게.\n정말요."]


def test_circles_for_letters_are_names() -> None:
    imported = read_text("김○○: 안녕하세요.\n○○○: 네.\n김○○: 왜요?\n○○○: 그냥요.\n", "a.txt")
    assert labels(imported) == {"김○○", "○○○"}


@pytest.mark.parametrize(
    "label", ["P07", "Hannah Cole", "Dr. Kim", "참여자 1(여, 45세)", "Mira | North Hub", "lee_j", "Janet Finch-Saunders AM", "○○○"]
)
def test_shapes_that_a_label_has(label: str) -> None:
    assert is_name_shaped(label)


@pytest.mark.parametrize(
    "label",
    [
        "",
        "12",
        "He said. Then",
        "a, b",
        '"Bea"',
        "1. Bea",
        "one two three four five six",
        "x" * 41,
        "at 7:30 pm",
        "_x_",
        "[x]",
        "이것/저것",
    ],
)
def test_shapes_that_no_label_has(label: str) -> None:
    assert not is_name_shaped(label)


@pytest.mark.parametrize("label", ["이수안", "박솔·정하윤", "김 선생님", "Amara Osei", "참여자 가", "lee_j", "화자1", "van Dijk and Osei"])
def test_names_read_like_names(label: str) -> None:
    assert is_name_like(label)


def test_names_that_are_no_common_word() -> None:
    assert all(map(is_clear_name, ["P07", "면담자", "Amara Osei", "이수안", "김 선생님"]))
    assert not any(map(is_clear_name, ["Patience", "자신감", "소속감", "비용", "guest speaker", "박솔"]))


@pytest.mark.parametrize("label", ["예를 들면", "제 생각은", "문제는", "one thing", "My point", "결론", "guest speaker", "마을을 위한 일"])
def test_phrases_do_not(label: str) -> None:
    assert not is_name_like(label)


def test_the_lexicon_knows_its_words() -> None:
    known = ("Q1", "면담자 2", "피면담자", "사회자", "Everyone", "자동 안내", "Unknown Speaker", "연구자 ㄱ", "Bea")
    assert [role_word(label) for label in known] == [
        "interviewer", "interviewer", "respondent", "moderator", "group", "system", "unknown", "interviewer", None
    ]  # fmt: skip
    assert all(map(is_metadata, ["일시", "면담 대상", "File name", "Date of interview", "Recorded by", "Interviewer"]))
    assert not is_datum_only("Interviewer")
    assert is_prose("예를 들어")
    assert not is_prose("참여자 도")
    assert all(map(is_talk_heading, ["Transcript", "면담 내용", "[녹취록]"]))
    assert all(map(is_back_heading, ["정리 메모", "Field notes", "참고 문헌"]))
    assert not any(map(is_back_heading, ["메모하는 습관", "Notes on a life"]))
    assert all(
        map(
            is_footer,
            ["끝.", "- 끝 -", "<녹음 종료>", "clovanote.naver.com", "Transcribed by https://otter.ai", "[End of recording]", "Page 3 of 9"],
        )
    )
    assert not any(map(is_footer, ["끝까지 가요.", "Generated a lot of work.", "e.g. this"]))


def test_lines_by_their_form() -> None:
    assert all(map(is_rule, ["---", "* * *", "====="]))
    assert not any(map(is_rule, ["--", "- a", ""]))
    assert all(map(is_event, ["[laughter]", "(녹음 중단: 전화)", "<웃음>", "[crosstalk 00:11:02]."]))
    assert not any(map(is_event, ["[a] b", "(a) (b", "a"]))
    assert cells("가a") == 3


WRAPPED = ("When the heating went off in the church hall we had no\nroom for three weeks, so we met in kitchens, and after\n"
           "that nobody in the whole street needed to be told to\ncome any more, not even once.\n")  # fmt: skip


def test_wrapped_lines_are_seen() -> None:
    assert make_page(WRAPPED).wrapped
    assert not make_page(WRAPPED + "x" * 130).wrapped
    assert not make_page(WRAPPED.replace("we had no\n", "we\n").replace("and after\n", "and\n")).wrapped
    assert not make_page("I can price a job today.\nThat was not so before.\nAfter that they rang me.\nAnd so on it went.\n" * 3).wrapped


@pytest.mark.parametrize(
    ("elsewhere", "joint"), [("an example", "an example of"), ("a exam-ple", "an exam-ple of"), ("none", "an exam- ple of")]
)
def test_a_hyphen_at_a_line_end_goes_only_when_the_word_stands_elsewhere(elsewhere: str, joint: str) -> None:
    assert join_wrapped("an exam-", "ple of", words_of(elsewhere)) == joint
    assert join_wrapped("-", "x", words_of("x")) == "- x"


def test_a_wrapped_line_that_begins_with_a_name_and_a_colon_is_speech() -> None:
    words = " ".join(WRAPPED.split())
    turns = [f"{who}: {words}" for who in ("Bea", "Carlos")] * 5
    turns[1] += " And then she said to me, and I said to Bea: come, and so they all came to see it."
    width = next(w for w in range(50, 100) if "\nBea: come" in textwrap.fill(turns[1], w))
    imported = read_text("\n\n".join(textwrap.fill(turn, width) for turn in turns), "a.txt")
    assert [f"{s.speaker}: {s.text}" for s in imported.speeches] == turns


@given(st.lists(st.sampled_from(["면담자: 왜?", "P1: 네", "", "결론: 됨", "## 2", "(전화)", "---", "끝."]), max_size=12))
def test_letters_are_counted(lines: list[str]) -> None:
    imported = read_text("\n".join(lines), "a.txt")
    assert not [d for d in imported.findings if "of this file are lost" in d.message]


def test_a_reader_that_loses_or_doubles_letters_is_caught() -> None:
    (lost,) = unaccounted("A: one two", Talk((Speech("A", "one"),), removed=("A: ",)), "a.txt")
    assert lost.message == "3 letters of this file are lost and 0 doubled in reading"
    (doubled,) = unaccounted("A: one", Talk((Speech("A", "one"),), cut=("one",), removed=("A: ",)), "a.txt")
    assert "0 letters of this file are lost and 3 doubled" in doubled.message


@pytest.mark.parametrize("label", ["P?", "M2?", "참여자?", "박**", "김*수", 'Robert "Bob" Ames, Jr.', "Ann Lee, PhD", "Int."])
def test_names_that_are_masked_unsure_or_have_more_than_a_name_may_be_labels(label: str) -> None:
    turns = [("면담자", "왜요?"), (label, "그냥요.")] * 3
    assert labels(read_text("\n\n".join(f"{w}: {t}" for w, t in turns) + "\n", "a.txt")) == {"면담자", label}


@pytest.mark.parametrize("label", ["Why?", "OK, so?", "박***", "he said, Jr"])
def test_words_with_such_marks_that_are_no_names_are_speech(label: str) -> None:
    turns = [*TURNS, (label, "그냥요."), *TURNS]
    assert label not in labels(read_text("\n\n".join(f"{w}: {t}" for w, t in turns), "a.txt"))


def test_who_comes_in_once_speaks_where_turns_are_blocks_and_a_sentence_is_said() -> None:
    def read(once: str, between: str) -> set[str]:
        rest = [f"{w}: {t}" for w, t in TURNS]
        return labels(read_text("메모\n\n" + between.join([*rest, once, *rest]) + "\n", "a.txt"))

    assert "며느리" in read("며느리: 어머니, 약 드세요.", "\n\n")
    assert "며느리" not in read("며느리: 간호사", "\n\n")
    assert "며느리" not in read("며느리: 어머니, 약 드세요.", "\n")
    assert "마무리" not in read("마무리: 어머니, 약 드세요.", "\n\n")


def test_a_sentence_about_a_role_is_no_label() -> None:
    text = "Study three\n\nParticipants were told: you may leave.\n\n" + "\n\n".join(f"{w}: {t}" for w, t in TURNS)
    assert "Participants were told" not in labels(read_text(text, "a.txt"))


def test_a_semicolon_for_a_colon_is_told_in_each_layout() -> None:
    turn = read_text("Interviewer: What?\nPaul: Locks.\n" * 4 + "Interviewer; And?\nPaul: So.\n", "a.txt")
    assert turn.speeches[-2] == Speech("Interviewer", "And?")
    assert [str(d.where) for d in turn.findings if "semicolon and are read as turns" in d.message] == ["a.txt:9:1"]
    times = "".join(f"나래 00:{n}0\n네\n\n가람 00:{n}5\n왜요\n\n" for n in range(4))
    speech = read_text(times + "나래; 그러니까요\n\n가람 01:30\n네\n", "a.txt")
    assert speech.speeches[-2].speaker == "가람"
    assert [str(d.where) for d in speech.findings if "semicolon and are read as speech" in d.message] == ["a.txt:25:1"]


@pytest.mark.parametrize("end", ["Ben: Me too.", "주민들: (웃음) 맞아요."])
def test_who_speaks_once_where_each_line_is_a_turn_is_built_like_the_others(end: str) -> None:
    who, _ = end.split(":")
    head = "Interviewer: Hi?\nAnna: Yes.\nInterviewer: So?\nAnna: No.\n주민1: 네.\n주민1: 네.\n"
    assert who in labels(read_text(head + end, "a.txt"))
    assert who in labels(read_text(head + end + "\nAnna: Oh.", "a.txt"))


def test_a_label_after_the_last_turn_that_is_read_as_speech_is_told() -> None:
    imported = read_text("Interviewer: Hi?\nRespondent: Yes.\nInterviewer: So?\nRespondent: No.\nBen: Me too.", "a.txt")
    assert imported.speeches[-1].text == "No.\nBen: Me too."
    (found,) = [d for d in imported.findings if d.rule == "QC057"]
    assert (found.message, found.where) == ("1 lines begin with words and a colon and are read as speech: 'Ben'", Location("a.txt", 5))


def test_what_stands_outside_the_talk_is_not_told_as_speech() -> None:
    imported = read_text("Ann: Hi?\nBen: Yes.\n" * 3 + "\n## Notes\n\nMood: good", "a.txt")
    assert [d for d in imported.findings if d.rule == "QC057"] == []


def test_paragraphs_between_turns_make_a_lone_word_and_a_colon_speech() -> None:
    lines = ["Interviewer: Hi?", "Anna: Yes.", "It was late.", "We left.", "Interviewer: So?", "Anna: No.", "Honesty: that was it."]
    assert labels(read_text("\n".join(lines), "a.txt")) == {"Interviewer", "Anna"}


def test_a_label_holds_no_tab() -> None:
    assert not is_name_shaped("Ann\tb")
    assert {*labels(read_text("Ann\tb: text\nBen\tc: text\n" * 3, "a.txt"))} == {"Ann", "Ben"}


@pytest.mark.parametrize("line", ["[00:41:07] [녹음 끝]", "(41:07) End of recording", "[녹음 끝]"])
def test_a_time_may_stand_before_the_last_words(line: str) -> None:
    assert is_footer(line)
    assert not is_footer("[00:41:07] 네, 끝까지요")
