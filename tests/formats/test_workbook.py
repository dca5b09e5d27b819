"""Workbooks read back by another library: texts stay texts, numbers stay numbers and lead to the rows they count."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from qualcode.analysis.table import Cell, Column, Table
from qualcode.formats import workbook
from qualcode.formats.cells import LIMIT
from qualcode.formats.sheets import XLSX

Book: TypeAlias = Any  # what openpyxl gives is looked at by duck
Cell_: TypeAlias = Any
NOTES = {"quote", "before", "after", "memo"}
QUOTE_KEYS = ("code", "label", "role", "quote", "before", "address", "memo", "id")


def quotes(*rows: tuple[str, str, str], title: str = "인용문") -> Table:
    """Quotes of (code, words, coding id)."""
    columns = tuple(Column(key, key, note=key in NOTES) for key in QUOTE_KEYS)
    cells = tuple((code, code, "참여자", words, "앞", "P03:1", "", id_) for code, words, id_ in rows)
    return Table("qualcode.quotes/1", title, columns, cells, ("응답자 발화만",))


def matrix(
    rows: Sequence[tuple[Cell, ...]],
    links: Mapping[tuple[int, int], tuple[str, ...]] | None = None,
    *,
    levels: tuple[int, ...] = (),
    kind: str = "number",
    head: tuple[tuple[Cell, ...], ...] = (),
) -> Table:
    columns = (
        Column("code", "코드"),
        Column("label", "이름", summary=True),
        Column("P01", "P01", kind),  # type: ignore[arg-type]
        Column("P02", "P02", kind, mark="*"),  # type: ignore[arg-type]
        Column("total", "Σ", kind, summary=True),  # type: ignore[arg-type]
    )
    return Table("qualcode.matrix/1", "코드×사례", columns, tuple(rows), ("칸: 코딩 수",), levels, links or {}, head=head)


def saved(*tables: Table) -> tuple[bytes, tuple[str, ...]]:
    out = io.BytesIO()
    remarks = XLSX.write(tables, out)
    return out.getvalue(), remarks


def opened(*tables: Table) -> Book:
    return load_workbook(io.BytesIO(saved(*tables)[0]))


def counted(book: Book, cell: Cell_) -> list[int]:
    """Give the rows (from 1) that a cell's link selects, after checking that they are whole rows of the quotes."""
    name, _, cells = cell.hyperlink.location.rpartition("!")
    sheet = book[name.strip("'").replace("''", "'")]
    left, first, right, last = range_boundaries(cells)
    assert (left, right) == (1, sheet.max_column)
    assert first is not None
    assert last is not None
    return list(range(first, last + 1))


def rows_with(book: Book, ids: Sequence[str], name: str = "인용문") -> list[int]:
    sheet = book[name]
    column = [cell.value for cell in sheet[1]].index("id") + 1
    return [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value in ids]


THREE = quotes(("a", "하나", "id1"), ("a", "둘", "id2"), ("b", "셋", "id3"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.org", "internal:A1", "12", "007", "TRUE", "_x0041_", " x "]
)
def test_a_text_stays_the_text_it_is(text: str) -> None:
    book = opened(quotes(("a", text, "0123456789")))
    cell = book["인용문"]["D2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert book["인용문"]["H2"].data_type == "s"


def test_numbers_are_numbers_zero_is_one_and_blank_is_blank() -> None:
    sheet = opened(matrix([("a", "가", 3, 0, 0.5), ("b", "나", None, "", None)]))["코드×사례"]
    assert [cell.value for cell in sheet[2]] == ["a", "가", 3, 0, 0.5]
    assert [cell.data_type for cell in sheet[2]][2:] == ["n", "n", "n"]
    assert [cell.value for cell in sheet[3]] == ["b", "나", None, None, None]


def test_shares_are_shown_as_percent() -> None:
    sheet = opened(matrix([("a", "가", 0.123, 0, None)], kind="share"))["코드×사례"]
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0.123, "0.0 %")


def test_head_header_rows_and_notes_stand_below_each_other() -> None:
    made = matrix([("a", "가", 1, 2, 3)], head=(("", "role", "참여자", "공무원"), ("", "나이", 30, None)))
    sheet = opened(made)["코드×사례"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "role", "참여자", "공무원", None],
        [None, "나이", 30, None, None],
        ["코드", "이름", "P01", "P02*", "Σ"],
        ["a", "가", 1, 2, 3],
        [None] * 5,
        ["칸: 코딩 수", None, None, None, None],
    ]
    assert sheet["A3"].font.bold
    assert not sheet["A4"].font.bold
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:E4"


def test_a_table_whose_rows_are_no_codes_is_frozen_at_one_column() -> None:
    made = Table("qualcode.cases/1", "cases", (Column("case", "case"), Column("role", "role")), (("P01", "참여자"),))
    assert opened(made)["cases"].freeze_panes == "B2"


def test_a_table_without_titles_has_no_header() -> None:
    made = Table("qualcode.summary/1", "요약", (Column("what", ""), Column("value", "", note=True)), (("study", "주민기술학교"),))
    sheet = opened(made)["요약"]
    assert [cell.value for cell in sheet[1]] == ["study", "주민기술학교"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (None, None)


def test_numbers_their_titles_and_sums_stand_at_the_right() -> None:
    columns = (Column("code", "코드"), Column("P01", "P01", "number"), Column("n_cases", "사례", summary=True), Column("words", "말"))
    made = Table("qualcode.matrix/1", "코드×사례", columns, (("a", 1, "1/2", "말"),), head=(("role", "참여자"),))
    sheet = opened(made)["코드×사례"]
    assert [sheet.cell(1, 2).alignment.horizontal] == ["right"]
    assert [cell.alignment.horizontal for cell in sheet[2]] == [None, "right", "right", None]
    assert [cell.alignment.horizontal for cell in sheet[3]] == [None, "right", "right", None]


def test_themes_are_bold_and_codes_are_indented() -> None:
    sheet = opened(matrix([("t", "주제", 1, 1, 2), ("t.a", "가", 1, 0, 1), ("u", "홀로", 0, 0, 0)], levels=(0, 1, 0)))["코드×사례"]
    assert [sheet.cell(row, 3).font.bold for row in (2, 3, 4)] == [True, False, False]
    assert [sheet.cell(row, 2).alignment.indent for row in (2, 3, 4)] == [0, 1, 0]
    assert sheet["B3"].alignment.horizontal == "left"
    assert sheet["C3"].alignment.indent == 0


def test_the_codes_of_a_matrix_are_tinted_without_themes_and_sums() -> None:
    made = matrix(
        [("t", "주제", 1, 1, 2), ("t.a", "가", 1, 0, 1), ("u", "홀로", 0, 0, 0), ("v", "주제", 1, 1, 1), ("v.a", "나", 1, 1, 1)],
        levels=(0, 1, 0, 0, 1),
    )
    scales = list(opened(made)["코드×사례"].conditional_formatting)
    assert [str(scale.sqref) for scale in scales] == ["C3:D4 C6:D6"]
    assert scales[0].rules[0].type == "colorScale"
    columns = tuple(Column(id_, id_, "text" if id_ == "code" else "number") for id_ in ("code", "t", "t.a", "u", "v"))
    together = Table("qualcode.matrix/1", "코드×코드", columns, (("t", 1, 1, 0, 0), ("t.a", 1, 1, 0, 0)), (), (0, 1))
    assert [str(scale.sqref) for scale in opened(together)["코드×코드"].conditional_formatting] == ["C3:E3"]
    count = Table("qualcode.count/1", "코드 빈도", made.columns, made.rows)
    assert not list(opened(count)["코드 빈도"].conditional_formatting)


def test_sheets_are_named_in_hangul_and_apart() -> None:
    assert opened(THREE, THREE, quotes(title="역할/구"), quotes(title="가" * 40)).sheetnames == [
        "인용문",
        "인용문 (2)",
        "역할-구",
        "가" * 31,
    ]
    assert opened(quotes(title="")).sheetnames == ["quotes"]


def test_all_fonts_are_a_korean_one() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(matrix([("a", "가", 1, 1, 2)], {(0, 2): ("id1",)}), THREE)[0])) as file:
        styles = file.read("xl/styles.xml").decode()
    assert set(re.findall(r'<name val="([^"]*)"', styles)) == {"맑은 고딕"}
    assert "<scheme" not in styles


def test_a_linked_number_stays_one_and_selects_the_rows_it_counts() -> None:
    made = matrix([("a", "가", 2, 0, 2), ("b", "나", 1, 0, 1)], {(0, 2): ("id1", "id2"), (0, 4): ("id2", "id1"), (1, 2): ("id3",)})
    data, remarks = saved(made, THREE)
    book = load_workbook(io.BytesIO(data))
    sheet = book["코드×사례"]
    for cell, ids in {"C2": ["id1", "id2"], "E2": ["id1", "id2"], "C3": ["id3"]}.items():
        assert (sheet[cell].data_type, sheet[cell].value) == ("n", len(ids))
        assert counted(book, sheet[cell]) == rows_with(book, ids)
    assert sheet["D2"].hyperlink is None
    assert "numbers link to rows of 인용문" in remarks


def test_rows_that_do_not_stand_together_are_named_in_the_tip() -> None:
    rows = quotes(*((code, "말", f"id{i}") for i, code in enumerate("aabbbc")))
    made = matrix([("a", "가", 4, 1, 5)], {(0, 2): ("id0", "id2", "id3", "id5")})
    book = opened(made, rows)
    cell = book["코드×사례"]["C2"]
    assert counted(book, cell) == rows_with(book, ["id0"])
    assert cell.hyperlink.tooltip == "인용문 2, 4-5, 7"
    assert rows_with(book, ["id0", "id2", "id3", "id5"]) == [2, 4, 5, 7]


def test_a_tip_is_cut_where_a_spreadsheet_would_cut_the_file() -> None:
    rows = quotes(*(("a", "말", f"id{i}") for i in range(400)))
    book = opened(matrix([("a", "가", 200, 1, 1)], {(0, 2): tuple(f"id{i}" for i in range(0, 400, 2))}), rows)
    tip = book["코드×사례"]["C2"].hyperlink.tooltip
    assert len(tip) <= 255
    assert tip.startswith("인용문 2, 4, 6,")
    assert re.fullmatch(r"인용문 (\d+, )+…", tip)


def test_links_follow_quotes_that_take_several_rows() -> None:
    rows = quotes(("a", "가" * (LIMIT + 1), "id1"), ("a", "둘", "id2"), ("b", "나" * (2 * LIMIT), "id3"), ("b", "넷", "id4"))
    links = {(0, 2): ("id1", "id2"), (1, 2): ("id3",), (1, 3): ("id4",)}
    book = opened(matrix([("a", "가", 2, 0, 2), ("b", "나", 1, 1, 2)], links), rows)
    sheet = book["코드×사례"]
    assert counted(book, sheet["C2"]) == rows_with(book, ["id1", "id2"]) == [2, 3, 4]
    assert counted(book, sheet["C3"]) == rows_with(book, ["id3"]) == [5, 6, 7]
    assert counted(book, sheet["D3"]) == rows_with(book, ["id4"]) == [8]


def test_no_link_leads_nowhere() -> None:
    made = matrix([("a", "가", 2, None, 2), ("b", "나", 0, 0, 0)], {(0, 2): ("gone",), (0, 3): ("id1",), (1, 2): ()})
    assert not [cell for row in opened(made, THREE)["코드×사례"].iter_rows() for cell in row if cell.hyperlink]
    assert not [cell for row in opened(made)["코드×사례"].iter_rows() for cell in row if cell.hyperlink]


def test_a_link_to_a_sheet_with_a_quotation_mark_in_its_name() -> None:
    made = matrix([("a", "가", 1, 0, 1)], {(0, 2): ("id3",)})
    book = opened(made, quotes(("a", "하나", "id1"), ("b", "셋", "id3"), title="김's 인용 문"))
    assert book["코드×사례"]["C2"].hyperlink.location == "'김''s 인용 문'!A3:H3"
    assert counted(book, book["코드×사례"]["C2"]) == rows_with(book, ["id3"], "김's 인용 문")


def test_more_links_than_a_sheet_takes_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_LINKS", 1)
    made = matrix([("a", "가", 1, 1, 1)], {(0, 2): ("id1",), (0, 3): ("id1",)})
    data, remarks = saved(made, THREE)
    sheet = load_workbook(io.BytesIO(data))["코드×사례"]
    assert (sheet["C2"].hyperlink is None, sheet["D2"].hyperlink is None, sheet["D2"].value) == (False, True, 1)
    assert "numbers without a link: 1, since a sheet takes 1" in remarks


def test_the_summary_leads_to_its_sheets() -> None:
    summary = Table("qualcode.summary/1", "요약", (Column("what", ""), Column("value", "")), (("인용문", "응답자"), ("study", "인용문")))
    sheet = opened(summary, THREE)["요약"]
    assert (sheet["A1"].value, sheet["A1"].hyperlink.location) == ("인용문", "'인용문'!A1")
    assert [sheet["A2"].hyperlink, sheet["B2"].hyperlink] == [None, None]


def test_a_long_quote_takes_several_rows_and_is_said() -> None:
    words = "처음에는 " * 7_000
    data, remarks = saved(quotes(("a", words, "id1"), ("b", "짧다", "id2")))
    sheet = load_workbook(io.BytesIO(data))["인용문"]
    first, second = sheet["D2"].value, sheet["D3"].value
    assert (first[:6], second[:6]) == ("(1/2) ", "(2/2) ")
    assert first[6:] + second[6:] == words
    assert [cell.value for cell in sheet[3]] == ["a", "a", "참여자", second, "앞", "P03:1", None, "id1"]
    assert sheet["D4"].value == "짧다"
    assert remarks == ("1 quote over 32,767 characters was split into 2 rows",)


def test_numbers_of_a_split_row_stand_once() -> None:
    columns = (Column("code", "code"), Column("examples", "examples", note=True), Column("codings", "codings", "number"))
    made = Table("qualcode.codebook/1", "코드북", columns, (("a", "가" * (LIMIT + 1), 7), ("b", "나" * (LIMIT + 1), 1)))
    data, remarks = saved(made)
    assert [cell.value for cell in load_workbook(io.BytesIO(data))["코드북"]["C"]] == ["codings", 7, None, 1, None]
    assert remarks == ("2 texts over 32,767 characters were split into 4 rows",)


def test_control_characters_are_left_out_and_said() -> None:
    data, remarks = saved(quotes(("a", "하\x00나\x1b\n둘\r\n셋", "id1")))
    assert load_workbook(io.BytesIO(data))["인용문"]["D2"].value == "하나\n둘\n셋"
    assert remarks == ("2 control characters left out: a workbook cannot hold them",)


def test_rows_are_as_high_as_their_wrapped_words() -> None:
    sheet = opened(quotes(("a", "짧다", "1"), ("a", "가" * 60, "2"), ("a", "하나\n둘\n셋", "3"), ("a", "가" * 9_000, "4")))["인용문"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [None, 45, 45]
    assert 408 < sheet.row_dimensions[5].height <= 409
    assert sheet["D2"].alignment.wrap_text
    assert not sheet["F2"].alignment.wrap_text
    assert sheet.column_dimensions["D"].width > 50


def test_the_same_tables_give_the_same_bytes() -> None:
    made = matrix([("a", "가", 2, 0, 2)], {(0, 2): ("id1", "id2")}), THREE
    assert saved(*made) == saved(*made)
    assert b"2000-01-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(saved(*made)[0])).read("docProps/core.xml")


@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed")
def test_libreoffice_loads_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "study.xlsx"
    path.write_bytes(saved(THREE, matrix([("a", "가", 2, 0, 2)], {(0, 2): ("id1", "id2")}))[0])
    office = shutil.which("soffice") or shutil.which("libreoffice") or ""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, "--headless", profile, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(path)],
        check=True,
    )
    assert (tmp_path / "study.csv").read_text(encoding="utf-8-sig").startswith("code,label,role,quote,")
