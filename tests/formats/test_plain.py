"""The reader of .txt and .md on whole files: samples with their gold, copies in other encodings, what is wrong with files."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.plain import LAYOUTS, PLAIN, UnknownLayout, read_text
from qualcode.model.diagnostic import Severity
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import HEADING, Speech, compose, parse_turns, spoken
from qualcode.model.text import canonical
from qualcode.plugins import Reads
from turns import SAMPLES, SHARED_SAMPLES, fold, gold_rows, joined, read_rows, turn_f1

GOAL = 0.98
FILES = {
    "s01": "clova_note.txt",
    "s02": "rev_hard_wrapped.txt",
    "s03": "otter.md",
    "s10": "own_line_labels.md",
    "s15": "focus_group.txt",
}
LAYOUT_OF = {"s01": "name-time", "s02": "label", "s03": "name-time", "s10": "label", "s15": "label"}
ROLES = {
    "s01": {"참석자 1": "interviewer", "참석자 2": "respondent", "참석자 3": "respondent"},
    "s02": {"Automation": "system", "Hannah Cole": "interviewer", "P07": "respondent", "Hanna Cole": "interviewer"},
    "s03": {"Petra Lindqvist": "interviewer", "Amara Osei": "respondent", "Tom Becker": "respondent", "Unknown Speaker": "unknown"},
    "s10": {"면담자": "interviewer", "이수안": "respondent"},
    "s15": {
        "?": "moderator",
        "Moderator": "moderator",
        **dict.fromkeys(["Bea", "Carlos", "Dev", "Esther", "Farah", "Gwen"], "respondent"),
        "Everyone": "group",
    },
}
LANGUAGES = {"s01": ("ko",), "s02": ("en",), "s03": ("en",), "s10": ("ko",), "s15": ("en",)}
CUT = {
    "s01": ["주민기술학교 수료생 면담 4차 (지어낸 자료)", "2025.09.18 목요일 오후 2:05 ・ 63분 21초", "면담연구팀", "clovanote.naver.com"],
    "s02": [],
    "s03": ["## Details", "Everybody in it is made up.", "## Transcript", "Transcribed by https://otter.ai"],
    "s10": [
        "면담자: 오세린, 한규민",
        "이수안: 가온구 2기 수료생, 면담 당시 마을수리협동조합 조합원.",
        "일시: 2025년 10월 2일",
        "# 정리 메모",
    ],
    "s15": ["Group 2, evening class (6 participants)"],
}


def read_bytes(raw: bytes, name: str, wish: Wish | None = None) -> Imported:
    (imported,) = PLAIN.read(raw, name, wish or Wish())
    return imported


def read_sample(id_: str) -> Imported:
    return read_bytes((SAMPLES / FILES[id_]).read_bytes(), FILES[id_])


def errors(imported: Imported) -> list[str]:
    return [d.rule for d in imported.findings if d.severity is Severity.ERROR]


def test_it_is_the_reader_of_text_files() -> None:
    reader: Reads = PLAIN
    assert {".md", ".txt"} <= {*reader.suffixes}


@pytest.mark.parametrize("id_", FILES)
def test_samples_give_the_turns_of_their_gold(id_: str) -> None:
    imported = read_sample(id_)
    gold = joined(gold_rows(SAMPLES / "gold" / f"{id_}.jsonl"))
    read = joined(read_rows(imported))
    assert turn_f1(gold, read) == 1.0
    assert [(who, fold(text)) for who, text in read] == [(who, fold(text)) for who, text in gold]
    assert imported.layout == LAYOUT_OF[id_]
    assert errors(imported) == []


@pytest.mark.parametrize("id_", FILES)
def test_samples_give_roles_languages_and_what_is_cut(id_: str) -> None:
    imported = read_sample(id_)
    assert {s.label: s.role for s in imported.speakers} == ROLES[id_]
    assert imported.languages == LANGUAGES[id_]
    assert [line for line in CUT[id_] if line not in imported.cut] == []


@pytest.mark.parametrize("id_", FILES)
def test_every_word_of_a_sample_is_in_the_talk_or_in_the_cut(id_: str) -> None:
    text, _ = canonical((SAMPLES / FILES[id_]).read_text(encoding="utf-8-sig"))
    imported = read_sample(id_)
    kept = fold(" ".join([*imported.cut, *(f"{s.speaker} {s.time} {s.text}" for s in imported.speeches)]))
    assert [w for line in text.split("\n") for w in fold(line).strip("#*_: ").split() if w.strip(":*_#-") not in kept] == []


def test_headings_stay_as_section_marks() -> None:
    marks = [s.text for s in read_sample("s10").speeches if s.speaker == HEADING]
    assert marks == ["1. 들어오게 된 길", "2. 배움과 자신감: 손에 남은 것", "3. 동네와의 관계", "4. 남은 과제"]


def test_questions_written_out_without_a_label_are_their_own_turns() -> None:
    asked = [s.text for s in read_sample("s15").speeches if s.speaker == "?"]
    assert asked[0] == "Question 1. When did you first feel that you belonged to the technology school?"
    assert len(asked) == 4


def test_paragraphs_stay_lines_and_wrapped_lines_are_joined() -> None:
    otter = next(s.text for s in read_sample("s03").speeches if s.text.startswith("And I'm Tom"))
    assert otter.endswith("find something to do.\nSo I found something to do.")
    rev = [s.text for s in read_sample("s02").speeches if s.speaker == "P07"]
    assert rev[1].startswith("Well, I had been out of work for about a year and I was volunteering three days a week at the big food")
    assert rev[1].split("\n")[1].startswith("I did not think of it as a job")
    assert all("  " not in text for text in rev)


def test_a_slip_in_a_name_is_reported_and_not_merged() -> None:
    found = [d for d in read_sample("s02").findings if d.rule == "QC055"]
    assert [d.message for d in found] == ["'Hannah Cole' and 'Hanna Cole' may be one person; they are kept apart"]


def test_the_reasons_for_a_layout_are_said() -> None:
    why = read_sample("s10").why
    assert why.startswith("21 lines with a label and a colon (20 on a line of their own): 이수안 11, 면담자 10")
    assert "lines broken at a margin are joined" in read_sample("s02").why
    assert "next: a mark for question or answer, 8 lines" in read_sample("s15").why


RECODED: dict[str, tuple[Callable[[str], bytes], str]] = {
    "cp949, CRLF": (lambda text: text.replace("\n", "\r\n").encode("cp949"), "cp949"),
    "utf-16": (lambda text: text.replace("\n", "\r\n").encode("utf-16"), "utf-16"),
    "utf-16 without mark": (lambda text: text.encode("utf-16-be"), "utf-16-be"),
    "decomposed": (lambda text: unicodedata.normalize("NFD", text).encode("utf-8"), "utf-8"),
    "mark, CR": (lambda text: text.replace("\n", "\r").encode("utf-8-sig"), "utf-8-sig"),
    "no-break blanks": (lambda text: text.replace(" ", "\u00a0").encode("utf-8"), "utf-8"),
}


@pytest.mark.parametrize("name", RECODED)
def test_copies_in_other_encodings_give_the_same_turns(name: str) -> None:
    recode, encoding = RECODED[name]
    imported = read_bytes(recode((SAMPLES / FILES["s10"]).read_text(encoding="utf-8")), "copy.md")
    assert imported.speeches == read_sample("s10").speeches
    assert imported.encoding == encoding


@pytest.mark.parametrize("id_", FILES)
def test_what_was_read_is_read_back_from_its_canonical_form(id_: str) -> None:
    imported = read_sample(id_)
    text = compose(imported.speeches, [s.label for s in imported.speakers])
    again = read_bytes(text.encode("utf-8"), "own.txt")
    assert again.speeches == imported.speeches
    assert again.layout == "canonical"
    assert {s.label: s.role for s in again.speakers} == {s.label: s.role for s in imported.speakers if s.label != "Hanna Cole"} | (
        {"Hanna Cole": "interviewer"} if id_ == "s02" else {}
    )


LABELS = st.lists(
    st.sampled_from(["면담자", "P03", "이수안", "Hannah Cole", "참여자 A", "Dev", "Q", "진행", "김 팀장", "Dana (Council)", "가·나"]),
    min_size=2,
    max_size=4,
    unique=True,
)
WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("가나 a.:?#\\-\t\n[]*"), min_size=1, max_size=40
)
TIMES = st.none() | st.sampled_from(["00:02:33", "1:05", "63:12", "00:43.810"])


def one_talk(labels: list[str], drawn: list[tuple[int, str, str | None]]) -> list[Speech]:
    """Make a talk in which each label speaks at least twice, of canonical paragraphs without blank lines."""
    says = [(label, "네", None) for label in labels] * 2 + [(labels[i % len(labels)], text, time) for i, text, time in drawn]
    talk = []
    for label, text, time in says:
        lines = [line.strip() for line in canonical(text)[0].split("\n") if line.strip()]
        talk.append(Speech(label, canonical("\n".join(lines))[0], time))
    return [s for s in talk if s.text.strip() == s.text]


@settings(max_examples=200)
@given(LABELS, st.lists(st.tuples(st.integers(0, 9), WORDS, TIMES), max_size=8))
def test_a_canonical_transcript_is_read_back_byte_for_byte(labels: list[str], drawn: list[tuple[int, str, str | None]]) -> None:
    talk = one_talk(labels, drawn)
    text = compose(talk, labels)
    imported = read_text(text, "own.txt")
    assert imported.speeches == tuple(talk)
    assert compose(imported.speeches, [s.label for s in imported.speakers]) == text


def test_what_the_canonical_form_guards_comes_back() -> None:
    talk = [
        Speech("면담자", "왜요?", "00:01"),
        Speech("P1", "이유는:\nP1: 라고 쓴 줄\n\\P1: 빗금이 있는 줄\n결론: 없어요."),
        Speech("#", "2. 다음"),
        Speech("?", "누군가"),
        Speech("P1", "결론: 또 없어요."),
        Speech("P1", "이어서"),
        Speech("면담자", ""),
    ]
    text = compose(talk, ["면담자", "P1"])
    imported = read_text(text, "own.txt")
    assert list(imported.speeches) == talk
    assert imported.layout == "canonical"


def test_a_canonical_transcript_that_lost_a_blank_line_keeps_its_marks() -> None:
    imported = read_text("면담자: 왜요?\n#: 2. 다음\nP1: 그냥요.\n\n?: 누군가\n\n면담자: 네?\n\nP1: 네.", "own.txt")
    assert [s.speaker for s in imported.speeches] == ["면담자", "#", "P1", "?", "면담자", "P1"]


@pytest.mark.parametrize("raw", [b"", b" \n\n\t\n", b"\xef\xbb\xbf", "\u200b\n".encode()])
def test_an_empty_file_is_an_error_and_no_source(raw: bytes) -> None:
    imported = read_bytes(raw, "a.txt")
    assert imported.speeches == ()
    assert errors(imported) == ["QC050"]


@pytest.mark.parametrize(
    "raw",
    [b"\x00\x01\x02\xff", b"PK\x03\x04\x00\x00", b"\xff\xfea", b"\xef\xbb\xbfab\xff", b"A: \x00hello\nB: yes\n"],
)
def test_a_file_that_is_no_text_is_one_error_with_help(raw: bytes) -> None:
    with pytest.raises(QualcodeError) as caught:
        PLAIN.read(raw, "a.txt")
    assert caught.value.help


def test_mixed_encodings_are_a_warning_and_nothing_is_lost() -> None:
    raw = "면담자: 왜요?\n참여자: 그냥.\n".encode() + "면담자: 정말요?\n참여자: 네.\n".encode("cp949")
    imported = read_bytes(raw, "a.txt")
    assert "QC053" in [d.rule for d in imported.findings]
    text = raw.decode("cp1252", "replace")
    assert "".join("".join(s.text.split()) for s in imported.speeches) == "".join(text.split())


def test_text_without_any_speaker_is_kept_and_is_told() -> None:
    imported = read_text("# 기행문\n\n오늘 아침에 시장에 갔다.\n결론: 좋았다.\n\n모임은 보통 저녁 7:30\n---\n끝.\n", "a.md")
    assert imported.speeches == (
        Speech("#", "기행문"),
        Speech("?", "오늘 아침에 시장에 갔다.\n결론: 좋았다."),
        Speech("?", "모임은 보통 저녁 7:30"),
        Speech("?", "끝."),
    )
    assert [(s.label, s.role) for s in imported.speakers] == [("?", "unknown")]
    assert [d.rule for d in imported.findings] == ["QC051"]
    assert imported.layout == "none"
    assert imported.cut == ("---",)


def test_a_lone_huge_line_is_kept_whole() -> None:
    line = "면담자: " + "그리고 또 걸었다 " * 20_000
    imported = read_text(line, "a.txt")
    assert [s.text for s in imported.speeches] == [line.strip()]
    assert [d.rule for d in imported.findings] == ["QC051"]


def test_labels_without_words_are_told() -> None:
    imported = read_text("면담자:\n\nP1:\n\n면담자:\n\nP1:\n", "a.txt")
    assert errors(imported) == ["QC050"]
    assert "QC058" in [d.rule for d in imported.findings]
    half = read_text("면담자: 왜요?\n\nP1:\n\n면담자: 네?\n\nP1: 네.\n", "a.txt")
    assert [(s.speaker, s.text) for s in half.speeches][1] == ("P1", "")
    assert [d.message for d in half.findings if d.rule == "QC058"] == ["1 turns have a label and no words: 'P1' (1)"]


def test_only_metadata_is_no_talk() -> None:
    imported = read_text("면담자: 오세린\n참여자: 이수안\n일시: 오늘\n장소: 카페\n", "a.txt")
    assert [d.rule for d in imported.findings] == ["QC051"]


def test_an_encoding_and_a_layout_can_be_named() -> None:
    named = read_bytes(b"A: caf\xe9?\nB: Yes.\nA: Oh?\nB: Yes.\n", "a.txt", Wish(encoding="cp1252"))
    assert (named.encoding, named.speeches[0].text, [d.rule for d in named.findings]) == ("cp1252", "café?", ["QC054"])
    text = "Ann  0:01\nA: one\nB: two\n\nBen  0:02\nA: three\nB: four\n\nAnn  0:03\nyes\n"
    assert read_text(text, "a.txt", "name-time").speakers[0].label == "Ann"
    assert read_text(text, "a.txt", "label").speakers[0].label == "A"
    assert read_text(text, "a.txt", "canonical").layout == "none"
    with pytest.raises(UnknownLayout, match="otter"):
        read_text(text, "a.txt", "otter")
    assert "name-time" in LAYOUTS


PIECES = st.sampled_from([
    *"\n\n\n\n:?#*_-[]()<>\\\t", "면담자", "P01", "Hannah Cole", ": ", "： ", "네. 그래요", "[00:12]", "00:00:51", "**", "## ", "---",
    "(웃음)", "Q1.", "A.", "문:", "답:", "예를 들면: ", "1. ", "- ", "> ", "?: ", "#: ", "일시: 오늘", "○위원장 김", "끝.", "Transcript",
    "메모", "Question 1. ", "참석자 1 00:47\n", "Name  1:02  \n", "Speaker 1 (00:01):\n", "\r\n", "\u3000", "e\u0301",
    "\x0c", "\u2028", "-\n",
])  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=60))
def test_no_letter_is_lost_or_doubled_whatever_a_file_looks_like(pieces: list[str]) -> None:
    imported = read_text("".join(pieces), "a.txt")
    assert [d.message for d in imported.findings if "of this file are lost" in d.message] == []
    labels = [s.label for s in imported.speakers]
    text = compose(imported.speeches, labels)
    turns = [(t.speaker, spoken(text[t.span.start : t.span.end])) for t in parse_turns(text, labels)]
    assert turns == [(s.speaker, s.text.strip()) for s in imported.speeches if s.speaker != HEADING]


@given(st.binary(max_size=200))
def test_any_bytes_give_findings_or_an_error_of_ours(raw: bytes) -> None:
    try:
        imported = read_bytes(raw, "a.txt")
    except QualcodeError:
        return
    assert imported.speeches or imported.cut or errors(imported)


def shared(name: str) -> Path:
    path = SHARED_SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are not here")
    return path


def shared_ids() -> list[str]:
    if not (SHARED_SAMPLES / "expected.yaml").exists():
        return ["shared samples"]
    listed = yaml.safe_load((SHARED_SAMPLES / "expected.yaml").read_text(encoding="utf-8"))
    return [entry["id"] for entry in listed if entry["file"].endswith((".txt", ".md"))]


@pytest.mark.parametrize("id_", shared_ids())
def test_shared_samples_reach_the_goal(id_: str) -> None:
    listed = yaml.safe_load(shared("expected.yaml").read_text(encoding="utf-8"))
    expected = next(entry for entry in listed if entry["id"] == id_)
    imported = read_bytes(shared(expected["file"]).read_bytes(), expected["file"])
    assert turn_f1(joined(gold_rows(shared(expected["gold"]))), joined(read_rows(imported))) >= GOAL
    roles = {s.label: s.role for s in imported.speakers if s.label != "?"}
    assert roles == {label: speaker["role"] for label, speaker in expected["speakers"].items()}
    assert not {*roles} & {*expected.get("must_not_be_speaker", [])}
    assert [t for t in expected.get("must_not_contain", []) if any(t in s.text for s in imported.speeches)] == []


def test_a_committee_written_out_as_labels_is_read_whole() -> None:
    rows = [json.loads(line) for line in shared("gold/r02.jsonl").read_text(encoding="utf-8").split("\n") if line]
    for blank in ("\n", "\n\n"):
        imported = read_text(blank.join(f"{row['speaker']}: {row['text']}" for row in rows), "r02.txt")
        gold = joined((row["speaker"], row["text"]) for row in rows)
        assert turn_f1(gold, joined(read_rows(imported))) == 1.0
        assert {s.label: s.role for s in imported.speakers}["Lynne Neagle AM"] == "moderator"
