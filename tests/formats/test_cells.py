"""What a spreadsheet's cell takes: widths, limits, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.formats.cells import LIMIT, clean, n_lines, parts, sheet_names, unique, width

WRITABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "cells"),
    [("P03", 3), ("면담자", 6), ("", 0), ("ABC×Σ", 5), ("한", 2), ("e\u0301", 1), ("\u1112\u1161\u11ab", 2), ("（전각）", 8), ("😀", 2)],
)
def test_hangul_is_two_cells_wide(text: str, cells: int) -> None:
    assert width(text) == cells


def test_lines_are_counted_in_cells_and_at_line_breaks() -> None:
    assert n_lines("a" * 36, 40) == 1
    assert n_lines("a" * 37, 40) == 2
    assert n_lines("가" * 19, 40) == 2
    assert n_lines("하나\n\n셋", 40) == 3
    assert n_lines("", 40) == 1


def test_control_characters_go_and_line_ends_stay() -> None:
    assert clean("a\x00b\x0bc\x1f\ud800\ufffe") == ("abc", 5)
    assert clean("a\r\nb\rc\nd\te") == ("a\nb\nc\nd\te", 0)


def test_a_text_at_the_limit_stays_whole() -> None:
    assert parts("가" * LIMIT) == ("가" * LIMIT,)
    assert len(parts("가" * (LIMIT + 1))) == 2


def test_the_limit_counts_utf16_units() -> None:
    assert len(parts("😀" * (LIMIT // 2))) == 1
    assert len(parts("😀" * (LIMIT // 2 + 1))) == 2


@given(st.integers(0, 3), st.sampled_from(["가", "a", "😀", "a😀", "가나 다라 "]), st.integers(0, 12))
def test_parts_are_marked_fit_and_join_to_the_text(times: int, piece: str, more: int) -> None:
    text = piece * (times * LIMIT // len(piece)) + "x" * more
    found = parts(text)
    assert all(units(part) <= LIMIT for part in found)
    if len(found) == 1:
        assert found == (text,)
        return
    marks = [f"({i}/{len(found)}) " for i in range(1, len(found) + 1)]
    assert [part[: len(mark)] for part, mark in zip(found, marks, strict=True)] == marks
    assert "".join(part[len(mark) :] for part, mark in zip(found, marks, strict=True)) == text


def test_sheet_names_keep_hangul_and_lose_what_is_forbidden() -> None:
    assert sheet_names(["코드×사례", "역할/구", "[a]:*?\\", "'따옴'", "", "History"]) == (
        "코드×사례",
        "역할-구",
        "-a-----",
        "따옴",
        "-",
        "History (2)",
    )


def test_sheet_names_that_differ_in_case_alone_are_counted() -> None:
    assert sheet_names(["Role", "ROLE", "role"]) == ("Role", "ROLE (2)", "role (3)")


@given(st.lists(st.one_of(WRITABLE, st.sampled_from(["가" * 40, "가" * 31 + "나", "😀" * 16, "a'", "A"])), max_size=6))
def test_any_titles_become_names_that_a_workbook_takes(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.lower() for name in names}) == len(titles)
    for name in names:
        assert 1 <= units(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_a_header_has_no_name_twice() -> None:
    assert unique(["role", "case", "role", "role", "role.2"]) == ("role", "case", "role.2", "role.3", "role.2.2")
