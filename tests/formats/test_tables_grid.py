"""Bytes to cells: what parts them, quotation marks that do not fit, and what workbooks hide, merge and cannot compute."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from qualcode.formats.package import BadDocument
from qualcode.formats.tables.delimited import read_records
from qualcode.formats.tables.grid import OldWorkbook, Sheet, read_book, unescaped
from qualcode.formats.tables.xlsx import column_letters, column_number

Value: TypeAlias = str | float | dt.date | dt.time | dt.timedelta | None
CELLS = st.text(st.sampled_from("ab가 ,;|\t\n\"'.1"), max_size=8)


def cells_of(text: str, *, tabs: bool = False) -> list[tuple[str, ...]]:
    return [r.cells for r in read_records(text, tabs=tabs)[0]]


def sheet_of(raw: bytes, name: str = "a.xlsx") -> Sheet:
    return read_book(raw, name).sheets[0]


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def add(sheet: Worksheet, rows: Iterable[Sequence[Value]]) -> None:
    for row in rows:
        sheet.append(list(row))


def with_part(raw: bytes, name: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data.decode()).encode() if part == name else data)
    return out.getvalue()


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_counted_outside_quotation_marks(sign: str) -> None:
    text = f'speaker{sign}text\nA{sign}"One, two; three|four\tfive{sign} six"\nB{sign}"Yes, yes; yes."\n'
    assert read_records(text)[1] == sign
    assert cells_of(text)[1] == ("A", f"One, two; three|four\tfive{sign} six")


def test_a_first_line_that_says_the_sign_is_believed_and_is_no_row() -> None:
    assert cells_of("sep=;\r\na;b,c\r\n") == [("a", "b,c")]
    assert read_records("sep=;\na;b\n")[0][0].line == 2


def test_prose_without_a_regular_sign_is_one_cell_a_line() -> None:
    assert cells_of("Hello, my friend, how are you.\nFine.\nWell, yes.\n")[0] == ("Hello, my friend, how are you.",)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(",;|"))
def test_what_a_program_writes_comes_back_cell_for_cell(rows: list[tuple[str, str, str]], sign: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL).writerows([("speaker", "text", "code"), *rows])
    assert cells_of(f"sep={sign}\n{out.getvalue()}")[1:] == rows


@settings(deadline=None)
@given(st.text(st.sampled_from('ab,"\n '), max_size=40))
def test_no_letter_is_lost_or_doubled_whatever_quotation_marks_stand_there(text: str) -> None:
    read = "".join(cell for cells in cells_of(text) for cell in cells)
    assert [c for c in read if c.isalpha()] == [c for c in text if c.isalpha()]


def test_a_mark_that_is_never_closed_is_a_letter_and_the_rows_after_it_are_read() -> None:
    found = read_book(b'speaker,text,tags\nMK,"What did you do,x\nJT,"I said, no",y\nMK,ok,\n', "a.csv")
    assert [r.cells for r in found.sheets[0].rows][1:3] == [("MK", '"What did you do', "x"), ("JT", "I said, no", "y")]
    assert [(d.rule, d.where.line) for d in found.findings if d.where] == [("QC064", 2)]


def test_a_mark_in_an_unquoted_tsv_is_a_letter() -> None:
    rows = cells_of('speaker\ttext\nA\t"Well," she said.\nB\tHe said "no"\nA\t"Quoted"\n', tabs=True)
    assert rows[1:] == [("A", '"Well," she said.'), ("B", 'He said "no"'), ("A", "Quoted")]


def test_lines_are_counted_through_cells_with_line_breaks() -> None:
    assert [r.line for r in read_records('a,b\n"x\ny",z\nq,r\n')[0]] == [1, 2, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_end_rows(end: str) -> None:
    assert cells_of(end.join(["a,b", "c,d", ""])) == [("a", "b"), ("c", "d")]


def test_entities_are_unescaped_once_and_only_when_complete() -> None:
    assert unescaped("We&#8217;re &amp;amp; R&D &laugh <laugh>") == "We’re &amp; R&D &laugh <laugh>"


def test_a_workbook_gives_what_it_shows() -> None:
    values: list[tuple[str, Value]] = [
        ("text", "가나다"),
        ("3", 3.0),
        ("3.5", 3.5),
        ("0.1", 0.1),
        ("TRUE", True),
        ("2022-03-01", dt.date(2022, 3, 1)),
        ("2022-03-01 10:20:30", dt.datetime(2022, 3, 1, 10, 20, 30)),  # noqa: DTZ001 - a spreadsheet knows no zones
        ("00:01:20", dt.time(0, 1, 20)),
        ("25:00:05", dt.timedelta(hours=25, seconds=5)),
    ]
    raw = workbook(lambda sheet: add(sheet, values))
    assert [r.cells for r in sheet_of(raw).rows] == [("text", "가나다"), *((name, name) for name, _ in values[1:])]


def test_a_clock_time_without_seconds_gets_none() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = dt.time(0, 10)
        sheet["A1"].number_format = "h:mm"

    assert sheet_of(workbook(fill)).rows[0].cells == ("00:10",)


def test_texts_are_those_of_another_reader() -> None:
    rows: list[list[Value]] = [["a", "b\nc", "x & <y>"], ["_x000D_", None, "둘"], [None, "only", None]]
    raw = workbook(lambda sheet: add(sheet, rows))
    others = load_workbook(io.BytesIO(raw)).active
    assert isinstance(others, Worksheet)
    expected = [tuple(str(c).replace("_x000D_", "").strip() if c else "" for c in row) for row in others.iter_rows(values_only=True)]
    assert [r.cells + ("",) * (3 - len(r.cells)) for r in sheet_of(raw).rows] == expected


def test_errors_and_formulas_without_a_value_are_said_with_what_they_are() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = "text", "#NAME?", '=A1&"x"'

    found = sheet_of(workbook(fill))
    assert [r.cells for r in found.rows] == [("text",)]
    assert [(d.rule, d.where.line) for d in found.findings if d.where] == [("QC064", 2), ("QC064", 3)]
    assert "#NAME?" in found.findings[0].message
    assert '=A1&"x"' in found.findings[1].message


def test_hidden_rows_columns_and_sheets_are_read_and_said() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["speaker", "text"])
        sheet.append(["A", "secret words"])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = sheet_of(workbook(fill))
    assert found.rows[1].cells == ("A", "secret words")
    assert [d.rule for d in found.findings] == ["QC061", "QC061"]


def test_merged_cells_of_a_column_say_the_same_in_each_of_their_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["d", "t"], ["one", "a"], [None, "b"], ["two", "c", "x"], [None, None, "y"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:B5")

    assert sheet_of(workbook(fill)).merged == {(3, 0): "one"}


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    raw = workbook(lambda sheet: sheet.append(["a", "b"]))
    small = with_part(raw, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('ref="A1:B1"', 'ref="A1"'))
    large = with_part(raw, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('ref="A1:B1"', 'ref="A1:XFD1048576"'))
    assert [sheet_of(r).rows[0].cells for r in (small, large)] == [("a", "b")] * 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('<row r="1"', '<row r="99999999999"', "which no spreadsheet has"),
        ("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "entities"),
        ("</worksheet>", "", "well-formed"),
    ],
)
def test_hostile_sheets_are_refused(old: str, new: str, says: str) -> None:
    raw = workbook(lambda sheet: sheet.append(["a", "b"]))
    with pytest.raises(BadDocument, match=says):
        read_book(with_part(raw, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(old, new)), "a.xlsx")


def test_a_bomb_is_not_unpacked() -> None:
    raw = workbook(lambda sheet: sheet.append(["a"]))
    bomb = with_part(raw, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<sheetData>", " " * 20_000_000 + "<sheetData>"))
    with pytest.raises(BadDocument, match="without end"):
        read_book(bomb, "a.xlsx")


@pytest.mark.parametrize(
    ("raw", "name", "error", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", OldWorkbook, "old Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", BadDocument, "password"),
        (b"speaker,text\n", "a.xlsx", BadDocument, "no workbook"),
        (b"PK\x03\x04 and so on", "a.xlsx", BadDocument, "damaged"),
        (b"<html><table><tr><td>a</td></tr></table>", "a.csv", BadDocument, "web page"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(raw: bytes, name: str, error: type[BadDocument], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        read_book(raw, name)
    assert caught.value.help


@settings(deadline=None)
@given(st.integers(1, 16384))
def test_letters_of_columns_count_them(number: int) -> None:
    assert column_number(column_letters(number)) == number
