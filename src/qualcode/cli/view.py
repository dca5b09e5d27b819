"""Tables in the terminal: widths in cells, no column lost without a word, numbers always printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from qualcode.analysis.table import Cell, Column, Table

GAP = 2
_SMALLEST_NOTE, _SMALLEST_TEXT = 24, 8
_HEAD = 10
"""Heads of number columns fold at so many cells, or at their widest number."""
_DEFAULT_WIDTH = 100
_NARROWEST = 20

SIGNS = {
    "─": "-",
    "·": ".",
    "…": "...",
    "×": "x",
    "Σ": "Sum",
    "█": "#",
    "■": "*",
    "◀": "<",
    "→": "->",
    "—": "-",
    "–": "-",
    "“": '"',
    "”": '"',
}
"""Signs that some consoles cannot show, each with what stands for it in ASCII."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the terminal can show: its width in cells, colour or none, only ASCII signs or all."""

    width: int = _DEFAULT_WIDTH
    colour: bool = False
    ascii: bool = False

    @classmethod
    def of_stdout(cls, *, ascii_only: bool = False) -> Screen:
        """Look at stdout and the environment (COLUMNS, NO_COLOR, FORCE_COLOR)."""
        columns = os.environ.get("COLUMNS", "")
        width = int(columns) if columns.isdigit() else _terminal_width()
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        colour = bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and not plain)
        return cls(max(width, _NARROWEST), colour, ascii_only or not _can_show(sys.stdout.encoding or "utf-8"))

    def signs(self, text: str) -> str:
        """Replace signs where only ASCII ones can be shown."""
        return text.translate({ord(k): v for k, v in SIGNS.items()}) if self.ascii else text

    def bold(self, text: str) -> str:
        """Make a text bold where there is colour."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        """Make a text dim where there is colour."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text


def _terminal_width() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _DEFAULT_WIDTH
    except (OSError, ValueError):
        return _DEFAULT_WIDTH


def _can_show(encoding: str) -> bool:
    try:
        "─·…×Σ".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as texts, with the columns that a screen shows and the width that each would like."""

    table: Table
    cells: Sequence[Sequence[str]]
    shown: Sequence[int]
    natural: Sequence[int]
    n_keys: int


def show(table: Table, screen: Screen) -> Iterator[str]:
    """Write a table as lines: a matrix too wide in blocks of columns, other tables by folding their longest columns."""
    grid = _grid(table, screen)
    blocks = _blocks(grid, screen)
    for number, block in enumerate(blocks, 1):
        if len(blocks) > 1:
            first, last = table.columns[block[grid.n_keys]].title, table.columns[block[-1]].title
            yield from [] if number == 1 else [""]
            yield from fold(screen.signs(f"Block {number} of {len(blocks)}: {first} – {last}"), screen.width)
        yield from _block(grid, block, screen)
    for sentence in table.notes:
        for line in fold(sentence, screen.width):
            yield screen.dim(screen.signs(line))


def _grid(table: Table, screen: Screen) -> _Grid:
    cells = [[screen.signs(_text(value, column)) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    labelled = any(c.id == "label" and c.summary for c in table.columns)
    shown = [i for i, c in enumerate(table.columns) if not (labelled and c.id == "code")]
    for row, level in zip(cells, table.levels, strict=False):
        row[shown[0]] = "  " * (level - min(table.levels)) + row[shown[0]]
    natural = [_natural(table.columns[i], [row[i] for row in cells]) for i in range(len(table.columns))]
    n_keys = next((n for n, i in enumerate(shown) if table.columns[i].kind != "text"), 1)
    return _Grid(table, cells, shown, natural, n_keys)


def _text(value: Cell, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "share" and not isinstance(value, str):
        return f"{value * 100:.1f} %" if value else "·"
    if isinstance(value, int | float) and value == 0:
        return "·"
    return str(value) if column.note else str(value).replace("\n", " ")


def _natural(column: Column, texts: Sequence[str]) -> int:
    widest = max((cell_len(line) for text in texts for line in text.split("\n")), default=0)
    title = column.title + column.mark
    return max(widest, *(cell_len(line) for line in ([title] if column.kind == "text" else _head(column, widest))))


def _head(column: Column, widest: int) -> list[str]:
    """Give a column's head in lines: over numbers it folds, and its mark stays with its last line."""
    return fold(column.title + column.mark, widest if column.kind == "text" else max(_HEAD, widest))


def _blocks(grid: _Grid, screen: Screen) -> list[list[int]]:
    """Cut the columns into blocks that fit the screen; columns of long texts fold instead."""
    if sum(grid.natural[i] + GAP for i in grid.shown) <= screen.width + 1 or any(c.note for c in grid.table.columns):
        return [list(grid.shown)]
    keys, rest = list(grid.shown[: grid.n_keys]), grid.shown[grid.n_keys :]
    room = screen.width - sum(grid.natural[i] + GAP for i in keys)
    blocks: list[list[int]] = [[]]
    used = 0
    for i in rest:
        width = grid.natural[i] + GAP
        if blocks[-1] and used + width > room:
            blocks.append([])
            used = 0
        blocks[-1].append(i)
        used += width
    return [keys + block for block in blocks]


def _block(grid: _Grid, block: Sequence[int], screen: Screen) -> Iterator[str]:
    widths = _widths(grid, block, screen)
    columns = [grid.table.columns[i] for i in block]
    heads = [_head(c, w) for c, w in zip(columns, widths, strict=True)]
    height = max(map(len, heads))
    for n in range(height):
        texts = [head[n - height + len(head)] if n - height + len(head) >= 0 else "" for head in heads]
        yield screen.bold(screen.signs(_line(texts, widths, columns)))
    yield screen.signs("─" * min(sum(widths) + GAP * (len(widths) - 1) + 1, screen.width))
    for row in grid.cells:
        folded = [fold(row[i], w) if c.kind == "text" else [row[i]] for i, w, c in zip(block, widths, columns, strict=True)]
        for n in range(max(map(len, folded))):
            yield _line([f[n] if n < len(f) else "" for f in folded], widths, columns)


def _widths(grid: _Grid, block: Sequence[int], screen: Screen) -> list[int]:
    """Give each column its natural width; columns of long texts, then all texts, give up what does not fit and fold."""
    widths = [grid.natural[i] for i in block]
    columns = [grid.table.columns[i] for i in block]
    room = screen.width - GAP * len(widths)
    _shrink(widths, [n for n, c in enumerate(columns) if c.note], _SMALLEST_NOTE, room)
    _shrink(widths, [n for n, c in enumerate(columns) if c.kind == "text"], _SMALLEST_TEXT, room)
    return widths


def _shrink(widths: list[int], which: Sequence[int], smallest: int, room: int) -> None:
    """Take from the widest of some columns, cell by cell, until all columns fit or none of them can give more."""
    while sum(widths) > room and any(widths[n] > smallest for n in which):
        widths[max(which, key=lambda n: widths[n])] -= 1


def _line(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    cells = [_fit(text, width, right=c.kind != "text") for text, width, c in zip(texts, widths, columns, strict=True)]
    return (" " + (" " * GAP).join(cells)).rstrip()


def _fit(text: str, width: int, *, right: bool = False) -> str:
    """Bring a text to a width in cells: cut between characters with an ellipsis, or padded."""
    if cell_len(text) > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
    padding = " " * (width - cell_len(text))
    return padding + text if right else text + padding


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines of at most a width in cells, at blanks where there are any; blanks at its start stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        body = paragraph.lstrip(" ")
        line = paragraph[: len(paragraph) - len(body)]
        for number, word in enumerate(body.split(" ")):
            if number and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}" if number and line else line + word
            *full, line = _chop(line, width)
            lines.extend(full)
        lines.append(line)
    return lines


def _chop(line: str, width: int) -> list[str]:
    """Cut a line that is too wide between characters, losing none of them."""
    if cell_len(line) <= width:
        return [line]
    pieces = [""]
    for char in line:
        if pieces[-1] and cell_len(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
