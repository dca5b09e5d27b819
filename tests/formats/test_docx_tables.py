"""Tables in documents: talks with a row for each turn in many forms, data about the talk, tables that only lay out a page."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.documents.docx import DOCX
from qualcode.model.diagnostic import Severity
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import HEADING
from wordfiles import b, comment, p, style, styles, tbl, tc, tr, word_file

SAID = ("How did you start with this?", "I came here by chance.", "And what came then?", "For example: I stayed on for years.")
WHO = ("Interviewer", "Mina Park")
TURNS = [(WHO[n % 2], SAID[n % 4]) for n in range(8)]
HEADED = {"styles": styles(style("H", name="heading 2"))}
MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read(*body: str, wish: Wish | None = None, parts: dict[str, str] | None = None) -> Imported:
    return DOCX.read(word_file(*body, parts=parts), "talk.docx", wish or Wish())[0]


def turns(imported: Imported) -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


def labelled(*, colon: str = ":") -> str:
    return "".join(p(b(f"{who}{colon}"), f" {text}") for who, text in TURNS)


FORMS: dict[str, list[tuple[str, ...] | str]] = {
    "speaker, speech": [*TURNS],
    "speaker with colon": [(f"{who}:", text) for who, text in TURNS],
    "header": [("Speaker", "Text"), *TURNS],
    "header that also names data": [("구분", "내용"), *TURNS],
    "time, speaker, speech": [(f"00:00:0{n}", *turn) for n, turn in enumerate(TURNS)],
    "time in brackets": [(f"[0:0{n}]", *turn) for n, turn in enumerate(TURNS)],
    "start, end, speaker, speech": [
        ("Start", "End", "Speaker", "Transcript"),
        *((f"0:0{n}", f"0:0{n + 1}", *turn) for n, turn in enumerate(TURNS)),
    ],
    "number, speaker, speech": [(str(n + 1), *turn) for n, turn in enumerate(TURNS)],
    "number with header": [("번호", "화자", "발화 내용"), *((f"{n + 1}.", *turn) for n, turn in enumerate(TURNS))],
    "number, time, speaker, speech": [(str(n + 1), f"00:0{n}", *turn) for n, turn in enumerate(TURNS)],
    "time, label and speech": [(f"00:00:0{n}", f"{who}: {text}") for n, (who, text) in enumerate(TURNS)],
    "number, label and speech": [(str(n + 1), f"{who}: {text}") for n, (who, text) in enumerate(TURNS)],
    "time below the name": [tr(tc(who, f"00:00:0{n}"), tc(text)) for n, (who, text) in enumerate(TURNS)],
    "time behind the name": [(f"{who} (0:0{n})", text) for n, (who, text) in enumerate(TURNS)],
    "one column": [(f"{who}: {text}",) for who, text in TURNS],
    "empty columns": [(who, "", text, "") for who, text in TURNS],
    "header of each page": [("Speaker", "Text"), *TURNS[:4], ("Speaker", "Text"), *TURNS[4:]],
    "row in a content control": [f"<w:sdt><w:sdtContent>{tr(*turn)}</w:sdtContent></w:sdt>" for turn in TURNS],
}


@pytest.mark.parametrize("name", FORMS)
def test_a_talk_in_a_table_is_read(name: str) -> None:
    imported = read(tbl(*FORMS[name]))
    assert turns(imported) == TURNS
    assert all(s.time for s in imported.speeches) == ("time" in name or "start" in name)
    assert not [d for d in imported.findings if d.severity is Severity.ERROR]


@pytest.mark.parametrize("name", FORMS)
def test_no_letter_of_a_table_is_lost_or_doubled(name: str) -> None:
    imported = read(tbl(*FORMS[name]))
    assert letters(" ".join(s.text for s in imported.speeches)) == letters(" ".join(text for _, text in TURNS))
    assert set("".join(imported.cut)) <= set("".join(map(str, FORMS[name][0]))) | {"\t"}


@pytest.mark.parametrize("between", ["", p(), p("Next tape")])
def test_a_table_for_each_turn_or_for_a_part_is_read(between: str) -> None:
    halves = tbl(*TURNS[:4]) + between + tbl(*TURNS[4:])
    single = between.join(tbl(turn) for turn in TURNS) if "Next" not in between else halves
    assert [t for t in turns(read(halves)) if t[0] in WHO] == TURNS
    assert turns(read(single))[:4] == TURNS[:4]


def test_data_before_and_words_after_the_talk_are_cut() -> None:
    imported = read(p("Interview 3"), tbl(("Date", "3 May"), ("Interviewer", "Jo Lee")), p(), tbl(*TURNS), p("End of recording"))
    assert turns(imported) == TURNS
    assert imported.cut == ("Interview 3", "Date: 3 May", "Interviewer: Jo Lee", "End of recording")


def test_a_table_with_few_turns_is_known_by_the_others() -> None:
    body = "".join(p(str(n)) + tbl(*TURNS[n : n + 2]) for n in range(0, 8, 2))
    assert [t for t in turns(read(body)) if t[0] in WHO] == TURNS
    data = tbl(("Interviewer", "Jo Lee"), ("Mina Park", "a nurse"))
    assert turns(read(data, p(), tbl(*TURNS))) == TURNS


def test_tables_between_those_of_the_talk_are_said() -> None:
    imported = read(tbl(*TURNS), p("x"), tbl(("a", "b", "c"), ("d", "e", "f")), p("y"), tbl(*TURNS))
    assert messages(imported, "QC059")[0] == "tables between those of the talk that name no speakers are left out: 1"
    assert imported.cut == ("a\tb\tc", "d\te\tf")


def test_headings_between_tables_and_rows_across_a_table_are_no_turns() -> None:
    across = tr(tc("3. Later", props='<w:gridSpan w:val="2"/>'))
    body = p("1. Start", style="H") + tbl(*TURNS[:2]) + p("2. Work", style="H") + tbl(*TURNS[2:4], across, *TURNS[4:])
    found = turns(read(body, parts=HEADED))
    assert found == [(HEADING, "1. Start"), *TURNS[:2], (HEADING, "2. Work"), *TURNS[2:4], (HEADING, "3. Later"), *TURNS[4:]]


def test_a_speaker_merged_over_rows_speaks_in_all_of_them_and_an_empty_cell_is_nobody() -> None:
    first, below = MERGED
    rows = [
        tr(tc("Interviewer", props=first), tc("How are you?")),
        tr(tc(props=below), tc("And you?")),
        ("Mina", "I am fine, thanks."),
        ("", "Mm."),
    ]
    imported = read(tbl(*rows, ("Interviewer", "Good to hear it."), ("Mina", "Yes, it is.")))
    assert turns(imported)[:3] == [("Interviewer", "How are you?\nAnd you?"), ("Mina", "I am fine, thanks."), ("?", "Mm.")]
    assert messages(imported, "QC059")[0].startswith("1 of 6 passages name no speaker")


def test_merged_speech_is_not_doubled() -> None:
    first, below = MERGED
    rows = [
        tr("1", tc("Interviewer", props=first), tc("How are you today?", props=first)),
        tr("2", tc(props=below), tc(props=below)),
        ("3", "Mina", "I am fine."),
    ]
    imported = read(tbl(("No", "Speaker", "Text"), *rows))
    assert turns(imported) == [("Interviewer", "How are you today?"), ("Mina", "I am fine.")]


def test_a_column_for_each_speaker_is_read_row_by_row() -> None:
    rows = [("질문", "답변"), ("언제 오셨어요?", "작년에 왔어요."), ("그리고요?", ""), ("뭘 배우셨나요?", "목공을 배웠죠.")]
    found = turns(read(tbl(*rows)))
    assert found == [
        ("질문", "언제 오셨어요?"),
        ("답변", "작년에 왔어요."),
        ("질문", "그리고요?\n뭘 배우셨나요?"),
        ("답변", "목공을 배웠죠."),
    ]


def test_other_columns_are_kept_as_comments_on_the_turn() -> None:
    rows = [("화자", "내용", "메모", "")] + [
        (who, text, "tired" if n == 3 else "", "!" if n == 1 else "") for n, (who, text) in enumerate(TURNS)
    ]
    imported = read(tbl(*rows))
    at = [(r.text, imported.speeches[r.place.speech].text[r.place.start : r.place.end]) for r in imported.remarks if r.place]
    assert at == [("!", SAID[1]), ("메모: tired", SAID[3])]
    assert messages(imported, "QC059") == [
        "columns of a table that are not the talk are kept as comments on its turns: '메모', one without a name"
    ]


def test_a_person_may_say_which_columns_hold_the_talk() -> None:
    rows = [("alpha", "beta"), ("Ann", "Good."), ("Ben", "Bad."), ("Cem", "So.")]
    assert [who for who, _ in turns(read(tbl(*rows), wish=Wish(columns={"speaker": "alpha", "text": "Beta"})))] == ["Ann", "Ben", "Cem"]


def test_comments_hang_on_their_words_in_a_table_and_on_nothing_outside() -> None:
    def noted(id_: int, text: str, before: str = "") -> str:
        return p(before, f'<w:commentRangeStart w:id="{id_}"/>', text, f'<w:commentRangeEnd w:id="{id_}"/>')

    cells = tr(tc("Interviewer"), tc(p("Well."), noted(1, "are you now?", "  How ")))
    open_ended = tr(tc("Mina"), tc(p("I am ", '<w:commentRangeStart w:id="4"/>', "fine.")))
    ends_here = tr(tc(noted(2, "Interviewer")), tc(p("Good", '<w:commentRangeEnd w:id="4"/>', " to hear.")))
    body = noted(3, "Before") + tbl(("Speaker", "Text"), cells, open_ended, ends_here)
    imported = read(body, parts={"comments": "".join(comment(i, str(i)) for i in (1, 2, 3, 4))})
    found = {r.text: r.place and imported.speeches[r.place.speech].text[r.place.start : r.place.end] for r in imported.remarks}
    assert found == {"1": "are you now?", "2": "Good", "3": None, "4": "fine."}


def test_a_memo_merged_over_rows_is_kept_once() -> None:
    first, below = MERGED
    rows = [
        tr("Ann", "How are you?", tc("tired", props=first)),
        tr("Ben", "I am fine.", tc(props=below)),
        ("Ann", "Good.", ""),
        ("Ben", "Yes.", ""),
    ]
    assert [r.text for r in read(tbl(("Speaker", "Text", "Memo"), *rows)).remarks] == ["Memo: tired"]


def test_labelled_paragraphs_and_tables_of_turns_are_one_talk() -> None:
    imported = read(
        p("Interviewer: Shall we begin?"), p("Mina Park: Yes."), p("Interviewer: Then listen."), p("Mina Park: Right."), tbl(*TURNS)
    )
    assert turns(imported)[4:] == TURNS
    assert imported.layout == "label"


@pytest.mark.parametrize("colon", [":", ":\t", "-\t"])
def test_data_in_a_table_before_labelled_paragraphs_is_cut(colon: str) -> None:
    table = tbl(("일시", "2025년 9월"), ("장소", "서울"), ("면담자", "오세린"), ("비고", ""))
    imported = read(p("면담 3"), table, labelled(colon=colon))
    assert turns(imported) == TURNS
    assert imported.cut == ("면담 3", "일시: 2025년 9월", "장소: 서울", "면담자: 오세린", "비고")


def test_several_data_in_a_row_are_a_line_each() -> None:
    imported = read(tbl(("일시", "2025년", "장소", "서울"), ("면담자:", "오세린", "대상", "박")), labelled())
    assert imported.cut == ("일시: 2025년", "장소: 서울", "면담자: 오세린", "대상: 박")


def test_lists_of_people_are_no_talk() -> None:
    people = [
        ("Name", "Gender", "Age", "Note"),
        ("Mina Park", "F", "33", "works as a nurse in town"),
        ("Bo", "M", "41", "used to drive a lorry"),
        ("Cem", "M", "29", "a student of law"),
    ]
    imported = read(tbl(*people), labelled())
    assert turns(imported) == TURNS
    assert imported.cut[1] == "Mina Park\tF\t33\tworks as a nurse in town"
    assert turns(read(tbl(("Mina Park", "a nurse"), ("Interviewer", "Jo")), labelled())) == TURNS


def test_a_table_below_the_talk_is_not_the_last_speakers() -> None:
    imported = read(labelled(), tbl(("Notes", "She was tired."), ("Place", "Leeds")))
    assert turns(imported) == TURNS
    assert imported.cut == ("Notes: She was tired.", "Place: Leeds")


def test_a_table_inside_the_talk_is_said() -> None:
    imported = read(labelled(), tbl(("one", "two", "three"), ("four", "five", "six")), labelled())
    assert messages(imported, "QC059") == ["1 table in the talk is read as words of who speaks before them: 'one'"]


def test_the_whole_talk_in_one_cell_is_read() -> None:
    form = tbl(("일시", "2025년"), tr(tc("면담 내용"), tc(labelled())))
    frame = tbl(tr(tc(p("Title") + labelled())))
    columns = tbl(tr(tc(labelled()), tc(labelled())))
    assert turns(read(form)) == turns(read(frame)) == TURNS
    assert turns(read(columns)) == [*TURNS, *TURNS]


names = st.sampled_from(["Ann", "Ben", "면담자", "", "P-1/2"])
texts = st.text("ab 가.\n?", max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, texts), max_size=8), st.lists(texts, max_size=2), st.booleans())
def test_letters_of_any_table_are_in_turns_labels_or_the_cut(rows: list[tuple[str, str]], around: list[str], header: bool) -> None:  # noqa: FBT001 - drawn
    head = [("Speaker", "Text")] if header else []
    body = [*map(p, around), p("x"), tbl(*head, *rows), *map(p, around)]
    imported = read(*body)
    heard = Counter(letters(" ".join(f"{s.speaker} {s.text}" for s in imported.speeches)) + letters(" ".join(imported.cut)))
    given_ = letters(" ".join([*around, *around, "x", *(cell for row in (*head, *rows) for cell in row)]))
    assert not heard - given_
    assert not letters(" ".join(text for _, text in rows)) - heard
