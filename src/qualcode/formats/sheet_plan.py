"""Tables laid out as the sheets of a workbook, before any library draws them: rows, names, and what had to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qualcode.analysis.table import Cell, Table
from qualcode.formats.cells import LIMIT, clean, parts, sheet_names

QUOTES = "qualcode.quotes/1"
_ID = "id"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its cells as they are written, and which row of the table it shows (a part of)."""

    row: int
    cells: tuple[Cell, ...]


def runs_of(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Put ascending numbers together into runs: first and last of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a sheet: ``lines`` stand from row ``top`` (counted from 0) on, below the table's head and its header."""

    table: Table
    name: str
    lines: tuple[Line, ...]

    @property
    def has_header(self) -> bool:
        """Tell whether any column has a title."""
        return any(column.title for column in self.table.columns)

    @property
    def top(self) -> int:
        """The first row below the header."""
        return len(self.table.head) + self.has_header

    @property
    def n_keys(self) -> int:
        """How many columns at the left say what a row is: code and label, else one."""
        return min(2, len(self.table.columns)) if self.table.columns[0].id == "code" else 1

    def is_right(self, i: int) -> bool:
        """Tell whether a column stands at the right, as numbers and what sums a row up do."""
        column = self.table.columns[i]
        return column.kind != "text" or (column.summary and i >= self.n_keys)

    def tinted(self) -> tuple[tuple[int, int], ...]:
        """Give the runs of columns that hold numbers of single codes or cases: no sums, no themes."""
        columns, themes = self.table.columns, {self.table.rows[i][0] for i in self.themes()}
        return runs_of(i for i, c in enumerate(columns) if c.kind != "text" and not c.summary and c.id not in themes)

    def themes(self) -> frozenset[int]:
        """Give the rows of the table that have rows below them which belong to them."""
        return frozenset(i for i, (level, below) in enumerate(pairwise(self.table.levels)) if below > level)


@dataclass(slots=True)
class Changes:
    """What had to be changed so that a spreadsheet takes it, to be said afterwards."""

    controls: int = 0
    texts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Give a text without what a cell cannot hold."""
        cleaned, n = clean(text)
        self.controls += n
        return cleaned

    def split(self, kind: str, n_texts: int, n_rows: int) -> None:
        """Note that texts of a row were split and take so many rows."""
        self.texts[kind] = self.texts.get(kind, 0) + n_texts
        self.rows[kind] = self.rows.get(kind, 0) + n_rows

    def remarks(self) -> Iterator[str]:
        """Say it in words."""
        for kind, n in self.texts.items():
            verb = f"{kind} over {LIMIT:,} characters was" if n == 1 else f"{kind}s over {LIMIT:,} characters were"
            yield f"{n} {verb} split into {self.rows[kind]} rows"
        if self.controls:
            yield f"{self.controls} control character{'' if self.controls == 1 else 's'} left out: a workbook cannot hold them"


def lay_out(tables: Sequence[Table], changes: Changes) -> tuple[Sheet, ...]:
    """Give each table its sheet, and note what had to be changed."""
    names = sheet_names(table.title or table.schema.partition("/")[0].rpartition(".")[2] for table in tables)
    return tuple(Sheet(table, name, tuple(_lines(table, changes))) for table, name in zip(tables, names, strict=True))


def _lines(table: Table, changes: Changes) -> Iterator[Line]:
    kind = "quote" if table.schema == QUOTES else "text"
    for i, row in enumerate(table.rows):
        cells = [parts(changes.text(cell)) if isinstance(cell, str) else (cell,) for cell in row]
        n = max(map(len, cells), default=1)
        if n > 1:
            changes.split(kind, sum(len(pieces) > 1 for pieces in cells), n)
        for part in range(n):
            yield Line(i, tuple(_piece(pieces, part) for pieces in cells))


def _piece(pieces: Sequence[Cell], part: int) -> Cell:
    """Give a cell's part; a short text stands in each row, so that filters keep them together, a number once, for sums."""
    if part < len(pieces):
        return pieces[part]
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the codings stand: rows (counted from 0) of the sheet of quotes by coding id."""

    name: str
    n_columns: int
    rows: Mapping[str, tuple[int, ...]]

    def runs(self, ids: Iterable[str]) -> tuple[tuple[int, int], ...]:
        """Give the rows of some codings as runs: first and last row of each."""
        return runs_of(sorted({row for id_ in ids for row in self.rows.get(id_, ())}))


def places(sheets: Iterable[Sheet]) -> Places | None:
    """Find the sheet of quotes and the rows of each coding there; None when there is none."""
    for sheet in sheets:
        ids = [column.id for column in sheet.table.columns]
        if sheet.table.schema == QUOTES and _ID in ids:
            return Places(sheet.name, len(ids), _rows_by_id(sheet, len(ids) - 1 - ids[::-1].index(_ID)))
    return None


def _rows_by_id(sheet: Sheet, column: int) -> Mapping[str, tuple[int, ...]]:
    rows: dict[str, list[int]] = {}
    for at, line in enumerate(sheet.lines, sheet.top):
        rows.setdefault(str(sheet.table.rows[line.row][column]), []).append(at)
    return {id_: tuple(found) for id_, found in rows.items()}
