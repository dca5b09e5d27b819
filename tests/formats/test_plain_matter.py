"""What in a file is no talk: an interviewer's guide, a printed page's own lines, data between meetings, notes at the end."""

from __future__ import annotations

import pytest

from qualcode.formats.plain import read_text
from qualcode.model.imported import Imported
from qualcode.model.source import HEADING, Speech

TURNS = "I: Who?\n\nR: Me.\n\n"


def marks(imported: Imported) -> list[str]:
    return [s.text for s in imported.speeches if s.speaker == HEADING]


def said(imported: Imported) -> str:
    return "\n".join(s.text for s in imported.speeches if s.speaker != HEADING)


@pytest.mark.parametrize(
    "guide",
    [
        ["1. Arrival", "2. Work"],
        ["Ⅰ. 도입", "Ⅱ. 핵심"],
        ["I. Arrival", "II. Work"],
        ["A1. Arrival", "A2. Work"],
        ["1.1 Arrival", "1.2 Work"],
        ["Section A: Arrival", "Section B: Work"],
    ],
)
def test_lines_of_a_guide_that_count_up_are_section_marks(guide: list[str]) -> None:
    imported = read_text(TURNS + "".join(f"{line}\n\n{TURNS}" for line in guide), "a.txt")
    assert marks(imported) == guide


def test_a_guide_has_sections_above_questions_and_probes_below() -> None:
    parts = "Ⅰ. Arrival\n\n1. When?\n\n", "Ⅱ. Work\n\n2. Where?\n- day\nProbe: night\n\n"
    imported = read_text("".join(part + TURNS for part in parts), "a.txt")
    assert marks(imported) == ["Ⅰ. Arrival", "1. When?", "Ⅱ. Work", "2. Where?", "- day", "Probe: night"]


@pytest.mark.parametrize("lines", ["1. Heat\n2. Damp\n", "3. Heat\n\n"])
def test_a_list_in_speech_is_no_guide(lines: str) -> None:
    imported = read_text(f"{TURNS}{lines}{TURNS}{lines}{TURNS}", "a.txt")
    assert marks(imported) == []
    assert lines.strip() in said(imported)


def test_page_numbers_that_count_up_are_cut_with_what_comes_back_beside_them() -> None:
    pages = "".join(f"{TURNS}Study 7, case {n}\n- {n} -\n\n" for n in range(1, 4))
    imported = read_text(pages + TURNS, "a.txt")
    assert said(imported) == "\n".join(["Who?", "Me."] * 4)
    assert set(imported.cut) == {f"Study 7, case {n}" for n in range(1, 4)} | {f"- {n} -" for n in range(1, 4)}


@pytest.mark.parametrize("lines", [["- 3 -", "- 7 -"], ["Page 4"], ["3 쪽", "3 쪽"]])
def test_numbers_that_do_not_count_pages_stay(lines: list[str]) -> None:
    imported = read_text("".join(f"{TURNS}{line}\n\n" for line in lines) + TURNS, "a.txt")
    assert all(line in said(imported) for line in lines)


def test_a_page_break_does_not_end_a_sentence() -> None:
    full = (
        "R: I started going because of my knee and the doctor told me to\nkeep on moving, so I went to the only warm room that they had\n"
    )
    pages = "".join(f"I: Why did you go?\n\n{full}with a\n\nPage {n} of 3\n\nflat floor.\n\n" for n in range(1, 4))
    imported = read_text(pages, "a.txt")
    assert [s.text for s in imported.speeches][1].endswith("that they had with a flat floor.")


@pytest.mark.parametrize("mark", ["[2회차]", "TAPE 2, SIDE A", "Part two"])
def test_data_above_a_further_meeting_are_no_speech(mark: str) -> None:
    imported = read_text(f"{TURNS}{TURNS}{mark}\nDate: 10 June\nPlace: Kitchen\n\n{TURNS}", "a.txt")
    assert marks(imported) == [mark, "Date: 10 June", "Place: Kitchen"]
    inside = read_text(f"{TURNS}R: It said\n\nDate: 10 June\nPlace: Kitchen\n\n{TURNS}", "a.txt")
    assert marks(inside) == []


@pytest.mark.parametrize("line", ["TAPE 1, SIDE B", "테이프 2 앞면", "[사진] 수업 중인 교장"])
def test_tapes_and_pictures_are_no_speech(line: str) -> None:
    assert marks(read_text(f"{TURNS}{TURNS}{line}\n\n{TURNS}", "a.txt")) == [line]


@pytest.mark.parametrize(
    "tail",
    [
        "INDEX\n\ncannery, 3",
        "※ 소요 시간: 85분",
        "This interview has been edited for length.\nOpen from 9:00.",
        "[녹음 종료]\n\n위 녹취록은 듣고 적은 것임.",
        "5. 결정 사항\n- 담당: 간사",
        "www.hall.example",
        "ⓒ 마을신문, 무단 전재 금지",
        "Focus group ended 20:50.",
    ],
)
def test_what_an_editor_adds_after_the_last_turn_is_cut(tail: str) -> None:
    imported = read_text(TURNS * 3 + tail, "a.txt")
    assert imported.speeches[-1] == Speech("R", "Me.")
    assert imported.cut == tuple(line for line in tail.split("\n") if line)


def test_footnotes_are_cut_when_their_numbers_hang_on_words_above() -> None:
    notes = "1) Closed in 1989.\n2) A street.\n\n[End]\n"
    assert read_text(f"{TURNS}R: The cannery1) was in Albert Terrace 2).\n\n{notes}", "a.txt").cut[:2] == (
        "1) Closed in 1989.",
        "2) A street.",
    )
    assert read_text(f"{TURNS}R: The cannery1) was there.\n\n{notes}", "a.txt").cut == ("[End]",)


@pytest.mark.parametrize("word", ["Decisions", "결정 사항"])
def test_a_bare_word_of_speech_ends_no_talk(word: str) -> None:
    assert read_text(f"{TURNS}I: And?\n\nR: It said\n\n{word}\n\nand that was all.\n", "a.txt").cut == ()


def test_a_first_block_says_who_is_who_also_below_a_title_and_with_lists() -> None:
    cast = "Group 3, evening\nParticipants: Ann Lee, Ben Oduya, Carol Finch\nI: Lena Pohl\nScribe: Sam Reid\n\n"
    assert read_text(cast + TURNS * 2, "a.txt").cut == tuple(cast.strip().split("\n"))


def test_signed_forms_are_no_talk() -> None:
    form = "동의서\n\n연구참여자: 한가람 (서명)\n연구자: 오세린 (서명)\n\n면담 전사\n\n"
    imported = read_text(form + "연구자: 왜요?\n\n연구참여자: 그냥요.\n\n" * 2, "a.txt")
    assert [s.speaker for s in imported.speeches] == ["연구자", "연구참여자"] * 2
