"""Tables of cases: surveys with open answers, attributes without a talk, a sheet of cases beside a talk, and ``--attrs``."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from qualcode.formats.tables import TABLES, NoIds, UnknownColumn, read_attributes
from qualcode.model.imported import Imported, Wish

Rows = Sequence[Sequence[object]]


def read(table: str, **columns: str) -> tuple[Imported, ...]:
    return TABLES.read(table.encode(), "a.csv", Wish(columns=columns))


def workbook(**sheets: Rows) -> bytes:
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TALK: Rows = [("화자", "발화"), ("연구자", "왜 오셨나요?"), ("김", "친구요."), ("연구자", "네."), ("김", "예.")]


def test_a_form_without_ids_numbers_its_cases_and_says_so() -> None:
    made = read(
        "타임스탬프,성별,가장 도움이 된 점은 무엇인가요?,바라는 점이 있으면 적어 주세요.\n"
        "2024/05/01 3:12:33 PM,여,사람들이 좋았어요,공간이요\n"
        "2024/05/01 3:15:33 PM,남,,시간을 늘려 주세요\n"
    )
    assert [one.part for one in made] == ["R1", "R2"]
    assert made[0].findings[0].rule == "QC057"
    assert made[1].attributes["성별"] == "남"
    assert [s.text for s in made[1].speeches] == ["바라는 점이 있으면 적어 주세요.", "시간을 늘려 주세요"]


def test_the_questions_of_a_survey_service_are_read_below_the_names() -> None:
    ids = ",".join(f'"{{""ImportId"":""{i}""}}"' for i in range(3))
    made = read(
        f"ResponseId,Q1,Q2\nResponse ID,What helped you most?,How old are you?\n{ids}\n"
        f"R_1,The people I met.,34\nR_2,Nothing at all really.,55\n"
    )
    assert [(one.part, one.speeches[0].text, dict(one.attributes)) for one in made] == [
        ("R_1", "What helped you most?", {"How old are you?": "34"}),
        ("R_2", "What helped you most?", {"How old are you?": "55"}),
    ]


def test_an_id_twice_or_missing_loses_no_answer_and_a_case_without_answers_is_a_case() -> None:
    made = read(
        "id,gender,What helped you most?\nP01,f,The people who came.\nP02,m,\nP02,f,All of the drills.\n"
        "P03,f,Just the tea.\n,m,No idea at all.\n"
    )
    assert [one.part for one in made] == ["P01", "P02-2", "P03", "row 6"]
    assert made[0].cases == {"P02": {"gender": "m"}}
    assert [d.rule for d in made[0].findings] == ["QC064", "QC065", "QC058"]


def test_answers_in_rows_of_their_own_come_together_under_their_questions() -> None:
    made = read(
        "respondent_id,question,answer\nR1,What helped?,The people there.\n"
        "R1,What to change?,Nothing really.\nR2,What helped?,The drill.\n"
        "R2,What to change?,More classes.\n"
    )
    assert [(one.part, [(s.speaker, s.text) for s in one.speeches][:2]) for one in made] == [
        ("R1", [("#", "What helped?"), ("R1", "The people there.")]),
        ("R2", [("#", "What helped?"), ("R2", "The drill.")]),
    ]


def test_codes_after_an_answer_are_codes_of_it() -> None:
    made = read("ID,성별,답변,코드\n1,여,나는 정말 좋았다고 생각해요,관계\n2,남,별로 그렇지 않았어요 저는,돈;시간\n")
    assert [[(c.code, one.speeches[c.place.speech].speaker) for c in one.codes] for one in made] == [
        [("관계", "1")],
        [("돈", "2"), ("시간", "2")],
    ]


def test_cells_beyond_the_last_column_of_a_survey_are_kept_and_said() -> None:
    made = read("id,What helped you most?\nP01,The people who came.\nP02,Well, I do not know.\nP03,The tea we had.\n")
    assert [s.text for s in made[1].speeches][1:] == ["Well\nI do not know."]
    assert "QC064" in [d.rule for d in made[1].findings]


def test_attributes_without_a_talk_are_cases_and_no_error() -> None:
    (one,) = read("사례,역할,자치구\nP01,수료생,가온구\nP02,수료생,\n")
    assert (one.layout, one.speeches) == ("case-table", ())
    assert one.cases == {"P01": {"역할": "수료생", "자치구": "가온구"}, "P02": {"역할": "수료생"}}
    assert one.findings == ()


def test_a_workbook_gives_its_talks_with_their_sheets_and_its_cases_to_the_first() -> None:
    people: Rows = [
        ("이름", "나이", "가입일", "소개"),
        ("김", 52.0, dt.date(2022, 3, 1), "목수로 오래 일한 사람이다."),
        ("박", None, None, "가게를 하는 사람인데 바쁘다."),
    ]
    book: Rows = [("코드", "정의"), ("관계", "사람들 사이의 관계를 말하는 것")]
    other: Rows = [("화자", "발화"), ("연구자", "무엇을요?"), ("박", "전등이요.")]
    made = TABLES.read(workbook(사람=people, 코드북=book, 하나=TALK, 둘=other), "a.xlsx", Wish())
    assert [one.part for one in made] == ["하나", "둘"]
    assert made[0].cases == {"김": {"나이": "52", "가입일": "2022-03-01"}, "박": {}}
    assert [d.message for d in made[0].findings if d.rule == "QC059"] != []
    assert "관계 | 사람들 사이의 관계를 말하는 것" in made[0].cut


def test_merged_cells_name_the_document_and_the_speaker_of_all_their_rows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [
        ("문서", "화자", "발화"),
        ("가", "연구자", "왜요?"),
        (None, "김", "친구요."),
        ("나", "연구자", "네?"),
        (None, None, "그래요?"),
    ]:
        sheet.append(row)
    for cells in ("A2:A3", "A4:A5", "B4:B5"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    made = TABLES.read(out.getvalue(), "a.xlsx", Wish())
    assert [(one.part, [s.speaker for s in one.speeches]) for one in made] == [("가", ["연구자", "김"]), ("나", ["연구자"])]


def test_attributes_go_to_the_column_whose_values_are_known_cases() -> None:
    text = "번호,가명,역할,이름\n1,p 01,수료생,가\n2,P02,,나\n3,P09,강사,다\n"
    found = read_attributes(text.encode(), ".csv", "a.csv", ["P01", "P02", "P03"])
    assert found.key == "가명"
    assert found.cases == {"P01": {"역할": "수료생", "이름": "가"}, "P02": {"이름": "나"}, "P09": {"역할": "강사", "이름": "다"}}
    assert (found.unmatched, found.without, found.columns) == (("P09",), ("P03",), ("역할", "이름"))


def test_decomposed_names_are_the_same_ids() -> None:
    assert list(read_attributes("name,age\n\u1100\u1175\u11b7,3\n".encode(), ".csv", "a.csv", ["김"]).cases) == ["김"]


def test_a_named_key_holds_and_an_unknown_one_is_refused_with_the_columns() -> None:
    text = b"id,pseudonym,age\nP01,x,3\nP02,y,4\n"
    assert list(read_attributes(text, ".csv", "a.csv", ["P01"], key="Pseudonym").cases) == ["x", "y"]
    with pytest.raises(UnknownColumn) as caught:
        read_attributes(text, ".csv", "a.csv", ["P01"], key="who")
    assert "id, pseudonym, age" in caught.value.help


def test_without_known_ids_the_name_of_a_column_says_which_has_them() -> None:
    assert read_attributes("역할,사례\n강사,a\n강사,b\n".encode(), ".csv", "a.csv", []).key == "사례"
    with pytest.raises(NoIds):
        read_attributes(b"1,2\n1,2\n", ".csv", "a.csv", [])


def test_ids_twice_and_rows_without_one_are_findings_and_numbers_and_dates_are_tidy() -> None:
    rows: Rows = [("id", "age", "since"), ("P01", 3.0, dt.date(2022, 3, 1)), ("p01", 4, None), (None, 5, None), ("P02", None, None)]
    found = read_attributes(workbook(cases=rows), ".xlsx", "a.xlsx", ["P01", "P02"])
    assert found.cases == {"P01": {"age": "3", "since": "2022-03-01"}, "P02": {}}
    assert [(d.rule, d.where.line) for d in found.findings if d.where] == [("QC064", 3), ("QC064", 4)]


def test_whole_numbers_that_a_program_wrote_with_a_point_lose_it() -> None:
    text = b"id,year,score\nP01,2022.0,1.0\nP02,,1.5\n"
    assert read_attributes(text, ".csv", "a.csv", []).cases == {"P01": {"year": "2022", "score": "1.0"}, "P02": {"score": "1.5"}}
