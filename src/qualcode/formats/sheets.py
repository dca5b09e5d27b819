"""Tables for spreadsheets and statistics: CSV, TSV and XLSX, written, and read as rows of decisions.

A CSV is guarded: a spreadsheet runs a text that begins with ``=`` as a formula, so it gets an apostrophe, which the
reader takes off again. XLSX needs no guard, since it says of every cell what it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from qualcode.analysis.table import Table
from qualcode.formats.cells import unique
from qualcode.formats.rows import BadRows, Row, all_rows, decode, header_of
from qualcode.model.failure import QualcodeError

_RUNS = re.compile("'*[=+\\-@\t\r\0]")
_FIRST = frozenset("'=+-@\t\r\0")
"""Texts that a spreadsheet would run; with apostrophes before, so that taking one off gives back exactly what was."""
_GUARDED = re.compile("'+[=+\\-@\t\r\0]")


class OneTableOnly(QualcodeError):
    """A format that holds one table was asked to hold another number of them."""

    def __init__(self, suffix: str, n: int) -> None:
        super().__init__(f"a {suffix} file holds one table, not {n}", "an .xlsx or .md file holds several")


def only(tables: Sequence[Table], suffix: str) -> Table:
    """Give the one table; raises :class:`OneTableOnly`."""
    if len(tables) != 1:
        raise OneTableOnly(suffix, len(tables))
    return tables[0]


class _Lines:
    """Takes what a CSV writer writes, which is one record a call, and passes it on with a line feed at its end.

    The writer is told of both signs of a line's end, since it quotes a lone carriage return in a cell only then.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.out = out

    def write(self, line: str) -> None:
        self.out.write((line.removesuffix("\r\n") + "\n").encode("utf-8", "replace"))


def write_csv(table: Table, out: BinaryIO, delimiter: str, *, guard: bool) -> int:
    """Write a table's data columns with their ids above, row by row, and count the texts that got an apostrophe (``guard``).

    Blank cells are empty; the header is as long as each row and has no name twice.
    """
    keep = table.data_columns()
    writer = csv.writer(_Lines(out), delimiter=delimiter, lineterminator="\r\n")
    counted = 0
    for row in chain([unique(table.columns[i].id for i in keep)], ([row[i] for i in keep] for row in table.rows)):
        if guard and any(isinstance(cell, str) and cell[:1] in _FIRST for cell in row):
            cells = [f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell for cell in row]
            counted += sum(new is not old for new, old in zip(cells, row, strict=True))
            row = cells  # noqa: PLW2901 - the same row, guarded
        writer.writerow(row)
    return counted


class Csv:
    """Writes one table as CSV in UTF-8 with a byte order mark; ``raw`` leaves texts that look like formulas as they are."""

    suffixes: tuple[str, ...] = (".csv",)
    delimiter = ","

    def __init__(self, *, raw: bool = False) -> None:
        self.raw = raw

    def write(self, tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
        """Write the table; raises :class:`OneTableOnly`."""
        table = only(tables, self.suffixes[0])
        out.write(codecs.BOM_UTF8)
        n = write_csv(table, out, self.delimiter, guard=not self.raw)
        cells = "1 text cell" if n == 1 else f"{n} text cells"
        return (f"{cells} began with = + - @ and got an apostrophe: --raw keeps them",) if n else ()


class Tsv(Csv):
    """Writes one table with tabs between cells; cells with tabs or line breaks are quoted, as in CSV."""

    suffixes: tuple[str, ...] = (".tsv",)
    delimiter = "\t"


class Xlsx:
    """Writes a workbook, one sheet a table; its numbers link to the quotes when these are among the tables."""

    suffixes: tuple[str, ...] = (".xlsx",)

    def write(self, tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
        """Write the workbook; the same tables give the same bytes."""
        from qualcode.formats.workbook import write_workbook  # noqa: PLC0415 - a CSV needs no XlsxWriter

        return write_workbook(tables, out)


CSV, CSV_RAW, TSV, TSV_RAW, XLSX = Csv(), Csv(raw=True), Tsv(), Tsv(raw=True), Xlsx()


def csv_rows(raw: bytes, name: str, delimiter: str = ",") -> list[Row]:
    """Read the rows of a CSV with a header of columns; the apostrophes of the guard are taken off. Raises :class:`BadRows`."""
    text = decode(raw, name)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    numbered = list(_records(text, delimiter, name))
    header = header_of(numbered[0][1] if numbered else (), name)
    return all_rows(header, numbered[1:], name)


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]
    except csv.Error as problem:
        raise BadRows(name, number + 1, f"not CSV: {problem}", "look for a quotation mark that is not closed, or not doubled") from None


def tsv_rows(raw: bytes, name: str) -> list[Row]:
    """Read the rows of a TSV; as :func:`csv_rows`."""
    return csv_rows(raw, name, "\t")


def xlsx_rows(raw: bytes, name: str) -> list[Row]:
    """Read the rows of a workbook's first sheet, whose first row names the columns. Raises :class:`BadRows`."""
    numbered = [(number, cells) for number, cells in enumerate(_grid(raw, name), 1)]
    header = header_of(numbered[0][1] if numbered else (), name)
    return all_rows(header, _without_notes(numbered[1:], len(header)), name)


def _grid(raw: bytes, name: str) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a CSV needs no openpyxl
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return list(book.worksheets[0].iter_rows(values_only=True))
    except (BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, OSError) as problem:
        raise BadRows(name, None, f"not a workbook that can be read ({problem})", "save it as .xlsx without a password") from None


def _without_notes(numbered: list[tuple[int, tuple[object, ...]]], n_columns: int) -> list[tuple[int, tuple[object, ...]]]:
    """Leave out the notes that we write below a table: after a blank row, rows with nothing but a first cell."""
    end = cut = len(numbered)
    while end and n_columns > 1 and not any(cell is not None for cell in numbered[end - 1][1][1:]):
        end -= 1
        if all(cell is None for cell in numbered[end][1]):
            cut = end
    return numbered[:cut]
