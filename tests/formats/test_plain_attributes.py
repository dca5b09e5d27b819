"""Data before a talk as attributes: which keys stay, which would carry names into a table, what counts as missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.formats.plain import read_text
from qualcode.formats.plain.attributes import attributes_of, is_attribute


def test_data_lines_are_attributes_in_order() -> None:
    cut = [
        "면담 기록지",
        "일시: 2025. 10. 2. 14:00",
        "장소 ： 주민사랑방 2층 ",
        "**Age:** 34",
        "- 성별/연령: 여 / 50대",
        "District\tGaon",
        "---",
    ]
    assert list(attributes_of(cut).items()) == [
        ("일시", "2025. 10. 2. 14:00"),
        ("장소", "주민사랑방 2층"),
        ("Age", "34"),
        ("성별/연령", "여 / 50대"),
        ("District", "Gaon"),
    ]


@pytest.mark.parametrize(
    "key",
    [
        "일시",
        "면담 일시",
        "장소",
        "소속",
        "직책",
        "소속/직책",
        "역할",
        "성별",
        "연령대",
        "나이",
        "자치구",
        "Date",
        "Date of interview",
        "Place",
        "Project",
        "role",
        "Gender",
        "Organisation",
        "district",
        "Participant age",
        "Participant gender / age",
        "Duration",
        "나이(만)",
    ],
)
def test_keys_about_the_talk_or_the_case_stay(key: str) -> None:
    assert is_attribute(key)
    assert attributes_of([f"{key}: x"]) == {key: "x"}


@pytest.mark.parametrize(
    "key",
    [
        "면담자",
        "참여자",
        "참석자",
        "면담 대상",
        "대상",
        "이름",
        "성명",
        "연락처",
        "전화번호",
        "파일명",
        "기록자",
        "전사자",
        "녹취",
        "제목",
        "비고",
        "Interviewer",
        "Interviewer (initials)",
        "Participants",
        "Participant name",
        "Name",
        "Phone",
        "E-mail",
        "Transcribed by",
        "File name",
        "Recorded by",
        "Contact",
        "Attendees",
        "Title",
        "Notes",
        "결론",
        "One thing",
        "이수안",
        "https",
    ],
)
def test_keys_that_name_persons_or_no_datum_are_left_out(key: str) -> None:
    assert not is_attribute(key)
    assert attributes_of([f"{key}: x"]) == {}


@pytest.mark.parametrize("value", ["", " ", "-", "—", "미상", "N/A", "kim@example.org", "010-1234-5678", "https://example.org"])
def test_what_is_missing_or_reaches_a_person_is_no_attribute(value: str) -> None:
    assert attributes_of([f"장소: {value}", "나이: 34"]) == {"나이": "34"}


def test_the_first_of_a_key_wins_and_a_missing_one_does_not_count() -> None:
    assert attributes_of(["나이: -", "나이: 34", "나 이: 35"]) == {"나이": "34"}


@pytest.mark.parametrize(
    "row",
    ["일시\t10월 2일\t면담자\t오세린\t장소\t구청", "일시 | 10월 2일 | 면담자 | 오세린 | 장소 | 구청", "| 일시 | 10월 2일 | 장소: | 구청 |"],
)
def test_rows_of_a_form_hold_keys_and_values_by_turns(row: str) -> None:
    assert attributes_of([row]) == {"일시": "10월 2일", "장소": "구청"}


def test_prose_and_urls_are_no_data() -> None:
    assert attributes_of(["https://example.org/date: x", "Two things are worth noting: the noise.", "날짜", "일시: " + "길다 " * 100]) == {}


def test_attributes_of_a_file_that_was_read() -> None:
    text = "일시: 2025년\n면담자: 오세린\n연령대: 50대\n\n면담자: 왜요?\n\nP1: 네.\n\n면담자: 네?\n\nP1: 네.\n"
    assert attributes_of(read_text(text, "a.txt").cut) == {"일시": "2025년", "연령대": "50대"}


@given(st.lists(st.text(max_size=60), max_size=5))
def test_values_are_trimmed_and_present(lines: list[str]) -> None:
    assert all(value and value == value.strip() for value in attributes_of(lines).values())
