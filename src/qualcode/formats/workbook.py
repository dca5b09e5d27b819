"""Draws laid-out sheets into an XLSX file, so that every number leads to its words.

XlsxWriter alone of the libraries tried keeps a text a text; its ``write`` would make formulas of transcripts, so each
cell is written by its type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from qualcode.analysis.table import Cell, Column, Table
from qualcode.formats.cells import n_lines, parts, width
from qualcode.formats.sheet_plan import Changes, Places, Sheet, lay_out, places, runs_of

FONT = "맑은 고딕"
MOST_LINKS = 65_530
"""How many links a sheet takes."""

_FONT = {"font_name": FONT, "font_size": 10, "font_scheme": "none"}
_OPTIONS = {"in_memory": True, "constant_memory": False, "default_format_properties": _FONT}
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Said of every workbook, so that the same study gives the same bytes."""
_LINE, _TALLEST = 15, 409
"""Height of a line and of the highest row, in points."""
_LONGEST_TIP = 255
_SUMMARY = "qualcode.summary/1"
_SHARE = "0.0 %"
_LINKED = {"font_color": "#1F3864", "underline": 1}
_HEADER = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E7ECF4"}
_NOTE = {"italic": True, "font_color": "#595959"}
_WIDEST = {"quote": 60, "exact": 60, "value": 80}
_SCALE = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": "#8DB4E2"}


def write_workbook(tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
    """Write tables as a workbook, a sheet each, and say what had to be changed and where numbers lead."""
    changes = Changes()
    sheets = lay_out(tables, changes)
    with Workbook(out, _OPTIONS) as workbook:
        workbook.set_properties({"created": _CREATED})
        book = _Book(workbook, sheets, changes)
        for sheet in sheets:
            _Page(book, sheet).draw()
    return (*book.remarks(), *changes.remarks())


class _Book:
    """What the sheets of one workbook share: styles, where the quotes are, which sheet shows which table."""

    def __init__(self, workbook: Any, sheets: Sequence[Sheet], changes: Changes) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self.workbook = workbook
        self.places: Places | None = places(sheets)
        self.names = {sheet.table.title: sheet.name for sheet in sheets if sheet.table.schema != _SUMMARY}
        self.changes = changes
        self.n_linked = self.n_unlinked = 0
        self._styles: dict[tuple[tuple[str, object], ...], Any] = {}

    def style(self, **properties: object) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give the style with these properties; each is made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format({"valign": "top", **properties})
        return self._styles[key]

    def remarks(self) -> Iterator[str]:
        """Say where numbers lead."""
        if self.places and self.n_linked:
            yield f"numbers link to rows of {self.places.name}"
        if self.n_unlinked:
            yield f"numbers without a link: {self.n_unlinked:,}, since a sheet takes {MOST_LINKS:,}"


class _Page:
    """Draws one sheet."""

    def __init__(self, book: _Book, sheet: Sheet) -> None:
        self.book, self.sheet, self.table = book, sheet, sheet.table
        self.page = book.workbook.add_worksheet(sheet.name)
        self.themes = sheet.themes()
        self.widths = [_column_width(sheet, i) for i in range(len(self.table.columns))]
        self.n_links = 0

    def draw(self) -> None:
        """Draw head, header, rows and notes, and set what a reader needs to move in them."""
        for i, columns in enumerate(self.widths):
            self.page.set_column(i, i, columns)
        for row, cells in enumerate(self.table.head):
            for column, value in enumerate(cells):
                self._plain(row, column, value, self._side(column))
        if self.sheet.has_header:
            self._header()
        for at, line in enumerate(self.sheet.lines, self.sheet.top):
            self._line(at, line.row, line.cells)
        self._scale()
        self._notes()

    def _header(self) -> None:
        titles = [column.title + column.mark for column in self.table.columns]
        at, last = self.sheet.top - 1, self.sheet.top - 1 + len(self.sheet.lines)
        for column, title in enumerate(titles):
            self._plain(at, column, title, {**_HEADER, **self._side(column)})
        self._height(at, max(n_lines(title, room) for title, room in zip(titles, self.widths, strict=True)))
        self.page.freeze_panes(self.sheet.top, self.sheet.n_keys)
        self.page.autofilter(at, 0, last, len(titles) - 1)

    def _side(self, column: int) -> Mapping[str, object]:
        return {"align": "right"} if self.sheet.is_right(column) else {}

    def _plain(self, row: int, column: int, value: Cell, style: Mapping[str, object]) -> None:
        """Write a cell by its type; a blank one is left out."""
        if isinstance(value, str):
            text = parts(self.book.changes.text(value))[0]
            if text:
                self.page.write_string(row, column, text, self.book.style(**style))
        elif value is not None:
            self.page.write_number(row, column, value, self.book.style(**style))

    def _line(self, at: int, row: int, cells: Sequence[Cell]) -> None:
        for i, (value, column) in enumerate(zip(cells, self.table.columns, strict=True)):
            style = self._style(row, i, column)
            if isinstance(value, str):
                self._text(at, i, value, style)
            elif value is not None:
                self._number(at, i, value, style, self.table.links.get((row, i), ()))
        wrapped = [(v, w) for v, w, c in zip(cells, self.widths, self.table.columns, strict=True) if c.note and isinstance(v, str)]
        self._height(at, max((n_lines(text, room) for text, room in wrapped), default=1))

    def _style(self, row: int, i: int, column: Column) -> dict[str, object]:
        style = dict(self._side(i))
        if row in self.themes:
            style["bold"] = True
        if i < self.sheet.n_keys and self.table.levels and self.table.levels[row]:
            style |= {"align": "left", "indent": self.table.levels[row]}
        if column.note:
            style["text_wrap"] = True
        if column.kind == "share":
            style["num_format"] = _SHARE
        return style

    def _text(self, at: int, i: int, text: str, style: Mapping[str, object]) -> None:
        """Write a text; the summary's names of sheets lead there."""
        if not text:
            return
        if self.table.schema == _SUMMARY and i == 0 and text in self.book.names:
            style = {**style, **_LINKED}
            self.page.write_url(at, i, _target(self.book.names[text], "A1"), self.book.style(**style), text)
        self.page.write_string(at, i, text, self.book.style(**style))

    def _number(self, at: int, i: int, value: float, style: Mapping[str, object], ids: Sequence[str]) -> None:
        """Write a number; a link is written first and the number over its text, so that the cell stays a number."""
        if self._link(at, i, value, ids):
            style = {**style, **_LINKED}
        self.page.write_number(at, i, value, self.book.style(**style))

    def _link(self, at: int, i: int, value: float, ids: Sequence[str]) -> bool:
        """Link to the rows of codings: all of them when they stand together, else the first, and a tip names all."""
        where = self.book.places
        runs = where.runs(ids) if where else ()
        if where is None or not runs:
            return False
        if self.n_links == MOST_LINKS:
            self.book.n_unlinked += 1
            return False
        first, last = runs[0] if len(runs) == 1 else (runs[0][0], runs[0][0])
        target = _target(where.name, xl_range(first, 0, last, where.n_columns - 1))
        self.page.write_url(at, i, target, None, str(value), _tip(where.name, runs) if len(runs) > 1 else None)
        self.n_links += 1
        self.book.n_linked += 1
        return True

    def _height(self, at: int, lines: int) -> None:
        if lines > 1:
            self.page.set_row(at, min(_TALLEST, _LINE * lines))

    def _scale(self) -> None:
        """Tint the numbers of a matrix from zero up; themes, which hold the sums of their codes, stay untinted."""
        rows = runs_of(at for at, line in enumerate(self.sheet.lines, self.sheet.top) if line.row not in self.themes)
        ranges = [xl_range(top, left, bottom, right) for top, bottom in rows for left, right in self.sheet.tinted()]
        if ranges and self.table.schema.startswith("qualcode.matrix"):
            self.page.conditional_format(ranges[0], {**_SCALE, "multi_range": " ".join(ranges)})

    def _notes(self) -> None:
        at = self.sheet.top + len(self.sheet.lines) + 1
        for note in (part for sentence in self.table.notes for part in parts(self.book.changes.text(sentence))):
            self._plain(at, 0, note, _NOTE)
            at += 1


def _target(name: str, cells: str) -> str:
    return f"internal:'{name.replace(chr(39), chr(39) * 2)}'!{cells}"


def _tip(name: str, runs: Sequence[tuple[int, int]]) -> str:
    """Name all rows of a link as a person counts them: ``인용문 5, 9-11``."""
    rows = ", ".join(str(a + 1) if a == b else f"{a + 1}-{b + 1}" for a, b in runs)
    tip = f"{name} {rows}"
    return tip if len(tip) <= _LONGEST_TIP else tip[: _LONGEST_TIP - 3].rpartition(",")[0] + ", …"


def _column_width(sheet: Sheet, i: int) -> int:
    """Give a column's width in cells: as wide as its longest text, within what its kind may take."""
    column = sheet.table.columns[i]
    if column.note:
        return _WIDEST.get(column.id, 40)
    level = max(sheet.table.levels, default=0) if i < sheet.n_keys else 0
    head = {str(row[i]) for row in sheet.table.head if i < len(row)}
    texts = {str(line.cells[i]) for line in sheet.lines if line.cells[i] is not None} | head
    widest = max((width(text) for text in texts), default=0) + 2 * level
    if column.kind != "text":
        return min(max(widest + 2, width(column.title + column.mark) + 3, 7), 14)
    return min(max(widest + 2, width(column.title) + 3, 8), 36)
