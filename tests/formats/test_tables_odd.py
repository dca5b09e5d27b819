"""Tables whose columns do two jobs or half a job: speakers at changes only, speakers with times, sums below, odd headers, forms."""

from __future__ import annotations

import pytest

from qualcode.formats.tables import TABLES, read_attributes
from qualcode.formats.tables.times import time_of, unstamped
from qualcode.formats.tables.words import is_question, jobs_of
from qualcode.model.imported import Imported, Wish

Said = list[tuple[str, str]]


def read(table: str, name: str = "a.csv") -> tuple[Imported, ...]:
    return TABLES.read(table.encode(), name, Wish())


def said(imported: Imported) -> Said:
    return [(s.speaker, s.text) for s in imported.speeches]


def finding(imported: Imported, rule: str) -> str:
    return " ".join(d.message for d in imported.findings if d.rule == rule)


SENTENCES = (
    "화자,문장\n연구자,어떻게 오셨어요?\n김,현수막을 봤어요.\n,그래서 갔죠.\n연구자,그다음은요?\n김,배웠어요.\n,같이 배웠어요.\n,(웃음)\n"
)


def test_speakers_named_only_where_another_begins_go_on_and_each_such_row_is_said() -> None:
    (imported,) = read(SENTENCES)
    assert said(imported) == [
        ("연구자", "어떻게 오셨어요?"),
        ("김", "현수막을 봤어요. 그래서 갔죠."),
        ("연구자", "그다음은요?"),
        ("김", "배웠어요. 같이 배웠어요."),
        ("?", "(웃음)"),
    ]
    assert "2 rows have no 화자; they are given to the speaker before: rows 4, 7" in finding(imported, "QC065")


@pytest.mark.parametrize(
    "rows",
    [
        "A,One.\n,Two.\nA,Three.\nB,Four.\n,Five.\nA,Six.\n",  # A is named twice in a row: names stand in any row
        "A,One.\nB,Two.\nA,Three.\nB,Four.\nA,Five.\nB,Six.\n,Seven.\n",  # a name is missing once
        ",Say who you are.\nA,I am A.\n,Now you.\nB,I am B.\n,Tell me more.\nA,A tool.\n,Go on.\nB,It is.\n",  # the interviewer has no name
        "A,Here.\n,Who are you?\nB,I am B.\n,And you?\nC,I am C.\n,What is it?\nA,A tool.\n,Why so?\nB,It is.\n",
    ],
)
def test_rows_without_a_speaker_stay_nobodys_in_other_tables(rows: str) -> None:
    (imported,) = read("speaker,text\n" + rows)
    assert sum(s.speaker == "?" for s in imported.speeches) == rows.count("\n,") + rows.startswith(",")
    assert "given to nobody" in finding(imported, "QC065")


def test_a_speaker_does_not_go_on_into_the_next_document() -> None:
    table = "doc,speaker,text\n1,I,Why is it?\n1,P,It is so.\n1,,It was so.\n1,I,Since when?\n1,P,May.\n"
    table += "2,,It rains.\n2,I,Does it?\n2,P,No.\n2,,Never.\n"
    first, second = read(table)
    assert said(first)[1] == ("P", "It is so.\nIt was so.")
    assert said(second)[0] == ("?", "It rains.")


@pytest.mark.parametrize("cell", ["참석자 {n} 00:0{i}", "[0:0{i}] 참석자 {n}", "참석자 {n} (00:00:0{i})"])
def test_a_cell_with_speaker_and_time_gives_both(cell: str) -> None:
    lines = [f"{cell.format(n=1 + i % 2, i=i)},이것은 {i}번째 말입니다" for i in range(6)]
    (imported,) = read("참석자,내용\n" + "\n".join(lines) + "\n")
    assert [s.speaker for s in imported.speeches] == ["참석자 1", "참석자 2"] * 3
    assert [(s.time or "")[-2:] for s in imported.speeches] == [f"0{i}" for i in range(6)]


def test_a_name_with_a_time_in_it_is_taken_apart_only_at_its_ends() -> None:
    assert unstamped("Ana 0:12") == ("Ana", "0:12")
    assert unstamped("Ana at 0:12 said") is None
    assert unstamped("2024-05-01 0:12") is None
    assert unstamped("0:12") is None


def test_sums_below_a_talk_are_cut_and_change_no_codes() -> None:
    table = "no,speaker,text,trust,skill\n1,I,Why did you come?,0,0\n2,P,A friend told me.,1,0\n3,I,And then?,0,0\n4,P,I learned.,1,1\n"
    (imported,) = read(table + "Total,,,2,1\n비율,,,50%,25%\n")
    assert [c.code for c in imported.codes] == ["trust", "trust", "skill"]
    assert len(imported.speeches) == 4
    assert imported.cut == ("Total | 2 | 1", "비율 | 50% | 25%")


def test_total_is_a_word_of_talk_where_words_stand_beside_it() -> None:
    (imported,) = read("speaker,text\nTotal,I said so.\nA,Did you?\nTotal,I did.\nA,Well.\n")
    assert said(imported)[0] == ("Total", "I said so.")


def test_names_of_columns_in_plain_words_are_no_questions_of_a_survey() -> None:
    (imported,) = read(
        "Seq.,What was said (verbatim),Name of person\n"
        + "".join(f"{i},It is the number {i} of these,{'AB'[i % 2]}\n" for i in range(1, 7))
    )
    assert [s.speaker for s in imported.speeches] == ["B", "A"] * 3
    (imported,) = read(
        "What do they say in the talk?,Whose turn is it here?\n"
        + "".join(f"It is the number {i} of these,{('Interviewer', 'Ana')[i % 2]}\n" for i in range(6))
    )
    assert {s.label: s.role for s in imported.speakers} == {"Interviewer": "interviewer", "Ana": "respondent"}


def test_a_name_of_the_form_x_of_y_is_y_x_and_a_type_of_text_is_no_text() -> None:
    assert jobs_of("name of the speaker") == jobs_of("speaker name")
    assert jobs_of("text of interview") == jobs_of("interview text")
    assert not jobs_of("Response Type")


def test_the_dates_of_a_table_of_segments_are_neither_times_nor_remarks() -> None:
    table = "Document,Quotation Content,Codes,Created\n" + "".join(
        f"D1,These are the words {w} of it.,c{w},3/4/2025 10:1{w} AM\n" for w in range(4)
    )
    (imported,) = read(table)
    assert imported.remarks == ()
    assert {s.time for s in imported.speeches} == {None}
    assert time_of("3/4/2025 2:12 PM") == ("14:12", "")


FORM = (
    '"타임스탬프","이메일 주소","귀하의 성별은 무엇입니까?","2. 만족도를 표시해 주세요. (1: 매우 불만족 ~ 5: 매우 만족)",'
    '"3. 교육을 통해 달라진 점이 있다면 구체적으로 적어 주시기 바랍니다."\n'
    '"2025. 3. 4 오후 2:11:05","a@example.org","여","5","이웃과 인사하는 일이 늘었어요."\n'
    '"2025. 3. 4 오후 3:11:05","b@example.org","남","4","혼자 하던 일을 같이 하게 되었습니다."\n'
)


def test_a_form_with_long_questions_is_a_case_a_row_and_addresses_stay_out() -> None:
    made = read(FORM)
    assert [said(one)[1] for one in made] == [("R1", "이웃과 인사하는 일이 늘었어요."), ("R2", "혼자 하던 일을 같이 하게 되었습니다.")]
    assert made[0].attributes["귀하의 성별은 무엇입니까?"] == "여"
    assert made[0].attributes["2. 만족도를 표시해 주세요. (1: 매우 불만족 ~ 5: 매우 만족)"] == "5"
    assert "example.org" not in str([one.attributes for one in made])
    assert "이메일 주소" in finding(made[0], "QC059")


def test_a_sheet_of_cases_keeps_addresses_out_too() -> None:
    found = read_attributes(b"id,phone,age\nP1,010-1234-5678,40\nP2,010-2345-6789,50\n", ".csv", "a.csv", ["P1", "P2"])
    assert found.cases == {"P1": {"age": "40"}, "P2": {"age": "50"}}
    assert "phone" in found.findings[0].message


def test_a_survey_with_names_questions_and_import_ids_has_its_header_in_the_first_of_these_rows() -> None:
    (one, two) = read(
        "StartDate,EndDate,Status,IPAddress,ResponseId,Q1,Q2\n"
        "Start Date,End Date,Response Type,IP Address,Response ID,What is your age group?,Tell us about something you did after. - Text\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""ip""}","{""ImportId"":""_recordId""}",'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n'
        "2025-03-01 10:00:01,2025-03-01 10:05:01,IP Address,192.0.2.10,R_1,45-54,I fixed the tap and then I helped a neighbour.\n"
        "2025-03-01 11:00:01,2025-03-01 11:05:01,IP Address,192.0.2.11,R_2,25-34,We started a repair café on Saturdays.\n"
    )
    assert [s.text for s in one.speeches] == [
        "Tell us about something you did after. - Text",
        "I fixed the tap and then I helped a neighbour.",
    ]
    assert (one.part, two.part) == ("R_1", "R_2")
    assert one.attributes["Status"] == "IP Address"
    assert one.attributes["What is your age group?"] == "45-54"
    assert "192.0.2.10" not in one.attributes.values()


def test_hints_in_brackets_after_a_question_do_not_hide_it() -> None:
    assert is_question("어떤 점이 좋았습니까? (자유 응답)")
    assert is_question("의견을 적어 주시기 바랍니다.")
    assert not is_question("연구자 (진행)")
