"""From the bytes of a table to sheets of cells, the same for CSV, TSV and XLSX, with what is wrong with the file as a file."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.formats.decode import decode, doubts
from qualcode.formats.package import BadDocument
from qualcode.formats.tables.delimited import ONE_COLUMN, Record, read_records
from qualcode.formats.tables.xlsx import RawSheet, column_letters, read_workbook
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.text import canonical

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SAYS = {
    ONE_COLUMN: "one cell a line",
    ",": "cells parted by commas",
    ";": "cells parted by semicolons",
    "\t": "cells parted by tabs",
    "|": "cells parted by bars",
}
_MOST_CELLS = 8_000_000
_MOST_MERGED = 200_000
_SHOWN = 3


class OldWorkbook(BadDocument):
    """A workbook of the kind before 2007, which is not read."""

    def __init__(self) -> None:
        super().__init__(".xls files of old Excel are not read", "open it in a spreadsheet, save it as .xlsx, and import that")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: its line in the file or its number in the sheet, its cells trimmed, and as they are written."""

    number: int
    cells: tuple[str, ...]
    written: tuple[str, ...] = ()
    broken: bool = False

    def cell(self, index: int) -> str:
        """Give a cell by its place; "" beyond the end."""
        return self.cells[index] if 0 <= index < len(self.cells) else ""

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return sum(map(bool, self.cells))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as cells. ``merged`` has the values of cells that are one with a cell above, by row number and column."""

    path: str
    title: str
    rows: tuple[Row, ...]
    letters: tuple[str, ...]
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)
    delimiter: str = ""
    """The sign between the cells of a text file; a workbook has none."""
    findings: tuple[Diagnostic, ...] = ()

    def where(self, number: int) -> Location:
        """Give the place of a row."""
        return Location(self.path, number)

    @property
    def prefix(self) -> str:
        """What a message begins with, so that a reader knows which sheet it is about."""
        return f"sheet {self.title}: " if self.title else ""


@dataclass(frozen=True, slots=True)
class Book:
    """All tables of a file, its encoding, how its cells are parted, and what is wrong with the whole."""

    sheets: tuple[Sheet, ...]
    encoding: str
    says: str
    findings: tuple[Diagnostic, ...] = ()


def read_book(raw: bytes, name: str, encoding: str | None = None) -> Book:
    """Read the tables in a file's bytes; the bytes say whether they are a workbook, the name's ending prefers tabs.

    Raises :class:`BadDocument`, :class:`OldWorkbook` and what :func:`decode` raises.
    """
    if raw.startswith(_OLE):
        if _LOCKED in raw:
            raise BadDocument("this workbook is protected with a password", "take the password off in the spreadsheet and import it again")
        raise OldWorkbook
    if raw.startswith(_ZIP):
        return _workbook(raw, name)
    if name.casefold().endswith((".xlsx", ".xlsm")):
        raise BadDocument("this is no workbook inside, whatever its ending says", "open it in a spreadsheet and save it as .xlsx")
    return _text_table(raw, name, encoding)


def _text_table(raw: bytes, name: str, encoding: str | None) -> Book:
    text, used = decode(raw, encoding)
    if re.match(r"\s*<(?:!doctype html|html|table|\?xml)", text, re.IGNORECASE):
        raise BadDocument(
            "this is a web page and no table, whatever its ending says", "open it in a spreadsheet and save it as .xlsx or CSV"
        )
    records, delimiter = read_records(text.removeprefix("\ufeff"), tabs=name.casefold().endswith(".tsv"))
    rows = tuple(row for record in records if (row := _row(record)).filled)
    width = max((len(row.cells) for row in rows), default=0)
    found = (*doubts(text, used, name, named=encoding is not None), *_broken(rows, name))
    letters = tuple(column_letters(i + 1) for i in range(width))
    return Book((Sheet(name, "", rows, letters, delimiter=delimiter),), used, _SAYS[delimiter], found)


def _row(record: Record) -> Row:
    cells = tuple(unescaped(cell) for cell in record.cells)
    return Row(record.line, tuple(cell.strip() for cell in cells), cells, record.broken)


def unescaped(cell: str) -> str:
    """Give a cell's canonical text, its HTML entities once turned into what they stand for."""
    if "&" in cell:
        cell = _ENTITY.sub(lambda m: html.unescape(m.group()), cell)
    return canonical(cell)[0]


def _broken(rows: Sequence[Row], name: str) -> list[Diagnostic]:
    help_ = "it is read as a letter of the text; close it or double it if the cells of this row are wrong"
    return [
        warning("QC064", "a quotation mark in this row is never closed, or not doubled inside the cell", Location(name, row.number), help_)
        for row in rows
        if row.broken
    ]


def _workbook(raw: bytes, name: str) -> Book:
    sheets = read_workbook(raw)
    several = sum(bool(s.rows) for s in sheets) > 1
    return Book(tuple(_sheet(s, name, named=several) for s in sheets), "utf-8", f"{len(sheets)} sheets" if several else "a workbook")


def _sheet(sheet: RawSheet, name: str, *, named: bool) -> Sheet:
    used = sorted({column for cells in sheet.rows.values() for column in cells})
    if len(used) * len(sheet.rows) > _MOST_CELLS:
        raise BadDocument(
            f"the sheet {sheet.title} is too large: {len(sheet.rows):,} rows, {len(used):,} columns", "keep only the talk in it"
        )
    place = {column: index for index, column in enumerate(used)}
    rows = tuple(_dense(number, cells, place) for number, cells in sorted(sheet.rows.items()))
    letters = tuple(map(column_letters, used))
    title = canonical(sheet.title)[0] if named else ""
    found = tuple(_oddities(sheet, name, f"sheet {title}: " if title else ""))
    return Sheet(name, title, tuple(r for r in rows if r.filled), letters, _merged(sheet, place), findings=found)


def _dense(number: int, cells: Mapping[int, str], place: Mapping[int, int]) -> Row:
    dense = [""] * (max(map(place.__getitem__, cells)) + 1)
    for column, value in cells.items():
        dense[place[column]] = unescaped(value).strip()
    return Row(number, tuple(dense))


def _merged(sheet: RawSheet, place: Mapping[int, int]) -> dict[tuple[int, int], str]:
    """Give what merged cells of one column say in the rows below their first."""
    found: dict[tuple[int, int], str] = {}
    for cells in sheet.merged:
        value = sheet.rows.get(cells.top, {}).get(cells.left, "")
        if cells.left != cells.right or not value or len(found) > _MOST_MERGED:
            continue
        for number in range(cells.top + 1, min(cells.bottom, cells.top + _MOST_MERGED) + 1):
            if number in sheet.rows:
                found[number, place[cells.left]] = unescaped(value).strip()
    return found


def _oddities(sheet: RawSheet, name: str, prefix: str) -> list[Diagnostic]:
    """Say what a sheet hides, and what it could not compute."""
    found: list[Diagnostic] = []
    if sheet.hidden and sheet.rows:
        found.append(note("QC061", f"the sheet {sheet.title} is hidden; it is read like others", Location(name)))
    if sheet.hidden_rows:
        where = Location(name, sheet.hidden_rows[0])
        found.append(
            note("QC061", f"{prefix}{len(sheet.hidden_rows)} hidden rows are read like others", where, "delete them if they are no data")
        )
    hidden = [column_letters(first) for first, last in sheet.hidden_columns if _is_used(sheet, first, last)]
    if hidden:
        found.append(note("QC061", f"{prefix}hidden columns are read like others: from {', '.join(hidden)} on", Location(name)))
    if sheet.errors:
        found.append(_wrong(sheet, name, prefix))
    if sheet.uncomputed:
        shown = ", ".join(f"{a} ={formula[:40]}" for a, formula in sheet.uncomputed[:_SHOWN])
        message = f"{prefix}{len(sheet.uncomputed)} formulas have no value in the file and are read as empty: {shown}"
        found.append(warning("QC064", message, _at(name, sheet.uncomputed[0][0]), "open it in a spreadsheet, save it, and import it again"))
    return found


def _is_used(sheet: RawSheet, first: int, last: int) -> bool:
    return any(first <= column <= last for cells in sheet.rows.values() for column in cells)


def _wrong(sheet: RawSheet, name: str, prefix: str) -> Diagnostic:
    shown = ", ".join(f"{a} {value}" + (f" (={formula[:60]})" if formula else "") for a, value, formula in sheet.errors[:_SHOWN])
    more = " …" if len(sheet.errors) > _SHOWN else ""
    help_ = "text that begins with = - + or @ was taken for a formula: put an apostrophe before it"
    return warning(
        "QC064",
        f"{prefix}{len(sheet.errors)} cells hold an error and are read as empty: {shown}{more}",
        _at(name, sheet.errors[0][0]),
        help_,
    )


def _at(name: str, address: str) -> Location:
    return Location(name, int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 1))
