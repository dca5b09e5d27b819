"""Tables of turns and sentences in the layouts in which people and programs keep them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.tables import TABLES, NoTalk, UnknownColumn, UnknownJob
from qualcode.formats.tables.times import time_of
from qualcode.formats.tables.words import is_no_code, jobs_of
from qualcode.model.imported import Imported, Wish

Said = list[tuple[str, str]]


def read(table: str, name: str = "a.csv", **columns: str) -> tuple[Imported, ...]:
    return TABLES.read(table.encode(), name, Wish(columns=columns))


def said(imported: Imported) -> Said:
    return [(s.speaker, s.text) for s in imported.speeches]


def codes(imported: Imported) -> list[tuple[str, int]]:
    return [(c.code, c.place.speech) for c in imported.codes]


def warned(imported: Imported) -> list[str]:
    return [d.rule for d in imported.findings if d.rule in {"QC059", "QC063", "QC064", "QC065"}]


def test_rows_of_interleaved_documents_come_apart_in_the_order_in_which_they_first_occur() -> None:
    made = read(
        "면담,화자,발화,코드\n2차,연구자,무엇이 달라졌나요?,\n1차,연구자,왜 오셨어요?,\n"
        "2차,박둘,전등은 제가 갈아요.,자신감|기술\n1차,김하나,그냥요.,계기\n"
    )
    assert [(one.part, [s.speaker for s in one.speeches], codes(one)) for one in made] == [
        ("2차", ["연구자", "박둘"], [("자신감", 1), ("기술", 1)]),
        ("1차", ["연구자", "김하나"], [("계기", 1)]),
    ]


def test_a_document_named_once_holds_for_the_rows_below() -> None:
    made = read("document,speaker,text\nd1,A,Well then.\n,B,Yes.\nd2,A,And you?\n,B,No.\n")
    assert [(one.part, len(one.speeches)) for one in made] == [("d1", 2), ("d2", 2)]


def test_a_table_without_header_is_read_by_what_its_columns_hold() -> None:
    rows = ["d1\tI\t00:01\tWhat did you do at first?", "d1\tP\t00:05\tI learned how to saw.", "d1\tI\t00:15\tAnd then, what came?"]
    rows += ["d1\tP\t00:20\tI taught the others.", "d2\tI\t00:01\tTell me how it began.", "d2\tP\t00:06\tThere was nothing there."]
    rows += ["d2\tI\t00:09\tAnd what then?", "d2\tP\t00:12\tThen we built it."]
    made = read("\n".join(rows), "a.tsv")
    assert [one.part for one in made] == ["d1", "d2"]
    assert said(made[1])[1] == ("P", "There was nothing there.")
    assert made[0].speeches[1].time == "00:05"


def test_the_first_speaker_of_a_headerless_table_is_no_header_even_if_he_never_speaks_again() -> None:
    (one,) = read(
        'Host,"Welcome to all of you, it is good to be here."\nA,"Thank you so much for that."\n'
        'B,"I say yes to it too."\nA,"Fine with me then."\nB,Yes.\n'
    )
    assert said(one)[0] == ("Host", "Welcome to all of you, it is good to be here.")


def test_lines_above_the_header_are_cut_and_an_index_is_no_speaker() -> None:
    (one,) = read(
        "면담 기록표,,,\n일시,2024-05-01,,\n번호,이름,시간,내용\n1,김연구,00:00:01,안녕하세요.\n"
        "2,이주민,00:00:09,네.\n3,김연구,00:00:12,왜요?\n4,이주민,00:00:13,음.\n"
    )
    assert one.cut == ("면담 기록표", "일시 | 2024-05-01")
    assert [s.speaker for s in one.speeches] == ["김연구", "이주민"] * 2


def test_milliseconds_are_told_from_seconds() -> None:
    (one,) = read("start\tend\ttext\n0\t2500\tHello there.\n2500\t6000\tThis is a test.\n61500\t65000\tBye.\n", "a.tsv")
    assert [(s.speaker, s.time) for s in one.speeches] == [("?", "00:00:00"), ("?", "00:00:02"), ("?", "00:01:01")]
    (two,) = read("start_time,stop_time,speaker,value\n36.588,39.6,E,hi there you\n62.3,63.1,P,good to see you\n")
    assert [s.time for s in two.speeches] == ["00:00:36", "00:01:02"]


def test_seconds_far_apart_in_a_few_rows_are_seconds() -> None:
    (one,) = read("speaker,start,text\nA,65,Hello there.\nB,70,Hi.\nA,3700,So.\n")
    assert [s.time for s in one.speeches] == ["00:01:05", "00:01:10", "01:01:40"]


def test_names_that_occur_once_beside_times_are_speakers_and_no_cases() -> None:
    (one,) = read("Name,Start time,End time,Text,Comments\nKim,0:01,0:03,Hello there.,\nLee,0:04,0:06,Hi. How are you?,later\n")
    assert said(one) == [("Kim", "Hello there."), ("Lee", "Hi. How are you?")]


@pytest.mark.parametrize(
    ("cell", "time", "rest"),
    [
        ("[00:02:10] door opens", "00:02:10", "door opens"),
        ("00:01-00:05", "00:01", ""),
        ("00:01:02,500 --> 00:01:04,000", "00:01:02", ""),
        ("2024-05-01 13:02:11", "13:02:11", ""),
        ("2024. 5. 1 오후 3:12", "15:12", ""),
        ("2분 10초", "00:02:10", ""),
        ("door opens", None, "door opens"),
    ],
)
def test_times_are_found_among_prose_and_the_prose_is_kept(cell: str, time: str | None, rest: str) -> None:
    assert time_of(cell) == (time, rest)


def test_sentences_are_joined_by_a_blank_and_turns_by_a_line_feed() -> None:
    (sentences,) = read("speaker,sentence\nA,What?\nB,I went home.\nB,Then I slept.\nB,It was good.\nA,Fine.\n")
    assert said(sentences)[1] == ("B", "I went home. Then I slept. It was good.")
    (turns,) = read(
        "speaker,text\nA,What? Why?\nB,I went home. I slept. It was late.\nB,Then I woke up. It was good.\nA,Fine. Good.\nB,Yes.\n"
    )
    assert said(turns)[1] == ("B", "I went home. I slept. It was late.\nThen I woke up. It was good.")


def test_labels_at_the_start_of_cells_are_speakers_where_no_column_has_them() -> None:
    (one,) = read("no,text,codes\n1,Interviewer: What did you do?,\n2,P1: I sawed: wood.,skill\n3,Interviewer: And then?,\n4,P1: Home.,\n")
    assert said(one)[1] == ("P1", "I sawed: wood.")
    assert codes(one) == [("skill", 1)]


def test_questions_and_answers_in_two_columns_are_turns_of_two_speakers() -> None:
    (one,) = read("번호,질문,답변\n1,어떻게 오셨나요?,친구가 소개했어요.\n2,무엇을 배우셨나요?,도배를 배웠어요.\n")
    assert [s.speaker for s in one.speeches] == ["질문", "답변"] * 2
    assert {s.label: s.role for s in one.speakers} == {"질문": "interviewer", "답변": "respondent"}


def test_a_column_for_each_speaker_is_read_row_by_row() -> None:
    (one,) = read("면담자,참여자\n어떻게 오셨나요?,\n,친구가 소개했어요.\n무엇이 좋았나요?,\n,사람들이요 정말로.\n")
    assert [s.speaker for s in one.speeches] == ["면담자", "참여자"] * 2


def test_rows_with_one_cell_between_turns_are_headings() -> None:
    (one,) = read(
        "화자,발화\n1. 들어온 길,\n연구자,왜 오셨나요?\n김,친구랑요.\n2. 배움,\n연구자,무엇을요?\n김,전등이요.\n출처: 지어낸 자료,\n"
    )
    assert [s.text for s in one.speeches if s.speaker == "#"] == ["1. 들어온 길", "2. 배움"]
    assert one.cut == ("출처: 지어낸 자료",)


def test_codes_stand_apart_by_marks_and_what_says_none_is_none() -> None:
    (one,) = read("speaker,text,code\nA,Well then.,trust; hope\nB,No.,none\nA,Why?,1 - 없음\nB,So.,hope|trust\nA,Hm.,0\nB,Ah.,N/A\n")
    assert [c.code for c in one.codes] == ["trust", "hope", "hope", "trust"]
    (two,) = read('speaker,text,code\nA,Well then.,"trust, hope"\nB,No.,"hope"\n')
    assert [c.code for c in two.codes] == ["trust", "hope", "hope"]


def test_a_comma_belongs_to_a_code_where_other_signs_part_codes() -> None:
    (one,) = read('speaker,text,code\nA,Well then.,"trust, local; hope"\nB,No.,"hope; fear"\n')
    assert [c.code for c in one.codes] == ["trust, local", "hope", "hope", "fear"]


@pytest.mark.parametrize("cell", ["and then we went away. It was late", "by which time all of the others had gone away", "a full stop."])
def test_prose_among_codes_is_a_warning_and_no_code(cell: str) -> None:
    (one,) = read(f"speaker,text,code\nA,Well then.,trust\nB,No.,{cell}\nA,And why?,trust\n")
    assert [c.code for c in one.codes] == ["trust", "trust"]
    assert [(d.rule, d.where.line) for d in one.findings if d.rule == "QC063" and d.where] == [("QC063", 3)]
    assert one.remarks[0].text == cell


def test_one_column_a_code_with_marks_gives_codes_of_the_columns_names() -> None:
    (one,) = read("speaker,text,trust,hope\nA,It is good.,1,0\nB,No not at all.,0,1\nA,Why is that?,0,0\nB,They left us.,1,1\n")
    assert codes(one) == [("trust", 0), ("hope", 1), ("trust", 3), ("hope", 3)]


def test_a_passage_repeated_for_each_of_its_codes_is_read_once() -> None:
    made = read(
        "id,document,tag,content\n1,i1,trust,We trusted each other.\n1,i1,hope,We trusted each other.\n"
        "2,i1,hope,We hoped.\n3,i2,fear,Nobody did so.\n"
    )
    assert [len(one.speeches) for one in made] == [2, 1]
    assert codes(made[0]) == [("trust", 0), ("hope", 0), ("hope", 1)]


def test_notes_become_remarks_at_their_passage() -> None:
    (one,) = read("speaker,text,memo\nA,Well then.,\nB,No.,looks away\n")
    (remark,) = one.remarks
    assert remark.text == "looks away"
    assert remark.place is not None
    assert one.speeches[remark.place.speech].text == "No."


def test_rows_without_a_speaker_stay_unknown_before_and_after_the_first() -> None:
    (one,) = read("speaker,text\n,Noise.\nA,Well then.\n,And so on.\nB,Yes.\n")
    assert [s.speaker for s in one.speeches] == ["?", "A", "?", "B"]
    assert warned(one) == ["QC065"]


def test_commas_of_the_talk_that_cut_its_cell_are_put_back() -> None:
    (one,) = read("speaker,text,tags\nMK,Well, I think so, yes,leadership\nJT,Fine.,networks\nMK,Good.,leadership\n")
    assert said(one)[0] == ("MK", "Well, I think so, yes")
    assert codes(one) == [("leadership", 0), ("networks", 1), ("leadership", 2)]
    assert warned(one) == ["QC064"]


def test_codes_parted_by_the_sign_of_cells_stay_codes_and_other_surplus_is_kept() -> None:
    (one,) = read("speaker,text,tags\nA,Fine.,networks\nB,Good.,networks,leadership\nA,Yes.,leadership\nB,No.,networks,more words here\n")
    assert codes(one) == [("networks", 0), ("networks", 1), ("leadership", 1), ("leadership", 2), ("networks", 3)]
    assert [r.text for r in one.remarks] == ["more words here"]


def test_words_that_stand_one_column_too_far_left_are_no_time_and_their_code_no_talk() -> None:
    (one,) = read("speaker,time,text,code\nA,0:01,Hello there my friend.,x1\nB,I came here all by myself.,x1\nA,0:03,And then?,\n")
    assert said(one)[1] == ("B", "I came here all by myself.")
    assert codes(one) == [("x1", 0), ("x1", 1)]
    assert warned(one) == ["QC064"]


def test_columns_that_say_one_thing_of_a_document_or_a_speaker_are_data_about_them() -> None:
    made = read(
        "doc,speaker,role,district,text\nd1,I,Interviewer,N,How so?\nd1,P,x,N,Good.\n"
        "d1,I,Interviewer,N,Why?\nd1,P,x,N,Well.\nd2,I,Interviewer,S,So?\nd2,P,y,S,Bad.\n"
        "d2,I,Interviewer,S,Oh.\nd2,P,y,S,Yes.\n"
    )
    assert [one.attributes for one in made] == [{"district": "N"}, {"district": "S"}]
    assert made[1].cases == {"I": {"role": "Interviewer"}, "P": {"role": "y"}}
    assert made[0].speakers[0].role == "interviewer"


def test_a_transcript_in_each_cell_is_an_interview_of_its_own() -> None:
    made = read(
        'file,transcript,year\na,"I: How so?\nP: Good.\nI: Why?\nP: Money.",2020\nb,"I: And?\nP: Bad.\nI: Why so?\nP: None.",2021\n'
    )
    assert [(one.part, one.attributes, len(one.speeches)) for one in made] == [("a", {"year": "2020"}, 4), ("b", {"year": "2021"}, 4)]


def test_a_person_says_which_column_is_what() -> None:
    (one,) = read("a,b,c\nx,hello there,z\ny,bye then,z\n", speaker="a", text="b", code="C")
    assert said(one) == [("x", "hello there"), ("y", "bye then")]
    assert codes(one) == [("z", 0), ("z", 1)]
    with pytest.raises(UnknownColumn, match="'nope'") as caught:
        read("speaker,text\nx,hello there\n", speaker="nope")
    assert "speaker, text" in caught.value.help
    with pytest.raises(UnknownJob):
        read("speaker,text\nx,hello there\n", colour="text")


@pytest.mark.parametrize(
    "text", ["code,definition\ntrust,When people say that they trust.\nhope,When people hope.\n", "Code;Memo\na;b c d\ne;f g h\n"]
)
def test_a_list_of_codes_is_no_talk(text: str) -> None:
    with pytest.raises(NoTalk, match="list of codes"):
        read(text)


@pytest.mark.parametrize(
    ("name", "job"),
    [("Speaker Name", "speaker"), ("발화자", "speaker"), ("start_time", "time"), ("Codes Applied Combined", "code"), ("코드2", "code"),
     ("발화 내용", "text"), ("Utterance (cleaned)", "text"), ("파일명", "document"), ("No.", "index"),
     ("비고", "note"), ("1차 코딩", "code")],
)  # fmt: skip
def test_names_of_columns_are_known(name: str, job: str) -> None:
    assert job in jobs_of(name)


@pytest.mark.parametrize("name", ["zip code", "우편코드", "phone number", "We talked about the time of day", ""])
def test_other_names_are_not(name: str) -> None:
    assert not jobs_of(name) & {"code", "index", "time"}


@pytest.mark.parametrize(("cell", "none"), [("없음", True), ("1 - 없음", True), ("-", True), ("nonexistent", False), ("10", False)])
def test_what_says_that_there_is_no_code(cell: str, none: bool) -> None:  # noqa: FBT001 - a table of two columns
    assert is_no_code(cell) is none


WORDS = st.lists(st.sampled_from(["well", "네", "그래요.", "a,b", 'x"y', "no;", "<laugh>", "1:30", "end."]), min_size=3, max_size=9).map(
    " ".join
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "C", ""]), WORDS, st.sampled_from(["", "trust", "trust;hope", "none"])),
        min_size=2,
        max_size=12,
    )
)
def test_no_letter_of_the_talk_is_lost_or_doubled(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("speaker", "text", "code"), *rows])
    (one,) = read(out.getvalue())
    assert " ".join(" ".join(s.text for s in one.speeches).split()) == " ".join(" ".join(text for _, text, _ in rows).split())
    assert [c.code for c in one.codes] == [c for _, _, cell in rows for c in cell.split(";") if c not in {"", "none"}]
    assert all(one.speeches[c.place.speech].text[c.place.start : c.place.end].strip() for c in one.codes)
