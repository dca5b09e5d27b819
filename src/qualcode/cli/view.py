"""Tables in the terminal: widths in cells, no column lost without a word, numbers always printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size

from qualcode.analysis.table import Cell, Column, Table

GAP = 2
_SMALLEST_FOLD = 24
_KEY_LIMIT = 40
_DEFAULT_WIDTH = 100

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
        terminal = sys.stdout.isatty()
        columns = os.environ.get("COLUMNS", "")
        width = int(columns) if columns.isdigit() else _terminal_width() if terminal else _DEFAULT_WIDTH
        colour = bool(os.environ.get("FORCE_COLOR")) or (
            terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        return cls(max(width, 20), colour, ascii_only or not _can_show(sys.stdout.encoding or "ascii"))

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
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return _DEFAULT_WIDTH


def _can_show(encoding: str) -> bool:
    try:
        "─·…×Σ■█".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def show(table: Table, screen: Screen) -> Iterator[str]:
    """Write a table as lines: a matrix too wide in blocks of columns, other tables by folding their longest column."""
    cells = [[_text(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    for row, level in zip(cells, table.levels or [0] * len(cells), strict=True):
        row[0] = "  " * level + row[0]
    blocks = _blocks(table, cells, screen)
    for number, block in enumerate(blocks, 1):
        if len(blocks) > 1:
            first, last = table.columns[block[_keys(table)]].title, table.columns[block[-1]].title
            yield screen.signs(f"{'' if number == 1 else chr(10)}Block {number} of {len(blocks)}: {first} – {last}")
        yield from _block(table, cells, block, screen)
    for sentence in table.notes:
        yield screen.dim(screen.signs(sentence))


def _text(value: Cell, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "share" and not isinstance(value, str):
        return f"{value * 100:.1f} %" if value else "·"
    if isinstance(value, int | float) and value == 0:
        return "·"
    return str(value).replace("\n", " ") if not column.note else str(value)


def _keys(table: Table) -> int:
    """Count the columns that every block repeats: those before the first number."""
    return next((i for i, c in enumerate(table.columns) if c.kind != "text"), 1)


def _natural(table: Table, cells: Sequence[Sequence[str]], index: int) -> int:
    widest = max((cell_len(line) for row in cells for line in row[index].split("\n")), default=0)
    return max(widest, cell_len(table.columns[index].title + table.columns[index].mark))


def _blocks(table: Table, cells: Sequence[Sequence[str]], screen: Screen) -> list[list[int]]:
    """Cut the columns into blocks that fit the screen."""
    every = list(range(len(table.columns)))
    widths = [_natural(table, cells, i) for i in every]
    if sum(widths) + GAP * len(every) <= screen.width or any(c.note for c in table.columns):
        return [every]
    keys = every[: _keys(table)]
    room = screen.width - sum(min(widths[i], _KEY_LIMIT) + GAP for i in keys)
    blocks: list[list[int]] = [[]]
    used = 0
    for i in every[len(keys) :]:
        if blocks[-1] and used + widths[i] + GAP > room:
            blocks.append([])
            used = 0
        blocks[-1].append(i)
        used += widths[i] + GAP
    return [keys + block for block in blocks]


def _block(table: Table, cells: Sequence[Sequence[str]], block: Sequence[int], screen: Screen) -> Iterator[str]:
    widths = _widths(table, cells, block, screen)
    columns = [table.columns[i] for i in block]
    heads = [c.title + c.mark for c in columns]
    yield screen.bold(screen.signs(_line(heads, widths, columns)))
    yield screen.signs("─" * min(sum(widths) + GAP * (len(widths) - 1) + 1, screen.width))
    for row in cells:
        folded = [fold(row[i], w) if c.note else [row[i]] for i, w, c in zip(block, widths, columns, strict=True)]
        for n in range(max(map(len, folded))):
            yield screen.signs(_line([f[n] if n < len(f) else "" for f in folded], widths, columns))


def _widths(table: Table, cells: Sequence[Sequence[str]], block: Sequence[int], screen: Screen) -> list[int]:
    """Give each column its natural width; note columns share what is left and fold."""
    widths = [_natural(table, cells, i) for i in block]
    notes = [n for n, i in enumerate(block) if table.columns[i].note]
    too_much = sum(widths) + GAP * len(widths) - screen.width
    for n in sorted(notes, key=lambda n: -widths[n]):
        less = max(0, min(too_much, widths[n] - _SMALLEST_FOLD))
        widths[n] -= less
        too_much -= less
    for n in range(min(_keys(table), len(widths))) if too_much > 0 else ():
        less = max(0, min(too_much, widths[n] - _SMALLEST_FOLD))
        widths[n] -= less
        too_much -= less
    return widths


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
    """Break a text into lines of at most a width in cells, at blanks where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}" if line else word
            *full, line = chop_cells(line, width) or [""]
            lines.extend(full)
        lines.append(line)
    return lines
