"""What a document is made of once its file format is behind us: lines, and tables of cells that hold lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualcode.model.imported import RemarkKind

Spot = tuple[int, int]
"""A place in a document: the number of a line, and an offset in its text."""

MOST_COLUMNS = 64
"""A table with more columns than this is no talk, and its last ones are read as one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its text, how many of its first characters are bold, its level as a heading (0: none), its number in the file."""

    text: str
    number: int
    bold: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, the columns it takes, and whether it is the lower part of one that is merged over several rows."""

    content: tuple[Line | Table, ...] = ()
    span: int = 1
    below: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines with words in it, those of tables in it among them."""
        return tuple(line for line in lines_of(self.content) if line.text.strip())

    @property
    def text(self) -> str:
        """The words in it, a line feed between lines."""
        return "\n".join(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells from left to right, and how many columns are left out before the first."""

    cells: tuple[Cell, ...]
    skipped: int = 0

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells with words."""
        return tuple(cell for cell in self.cells if cell.text)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row."""

    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return min(MOST_COLUMNS, max((r.skipped + sum(c.span for c in r.cells) for r in self.rows), default=0))

    def grid(self) -> list[list[Cell]]:
        """Give rows of equally many cells: empty ones beside a wide cell, that above again, marked as ``below``, for a merged one."""
        rows: list[list[Cell]] = []
        width = self.width
        for row in self.rows:
            rows.append(_spread(row, width))
            above = rows[-2] if len(rows) > 1 else []
            for i, (cell, upper) in enumerate(zip(rows[-1], above, strict=False)):
                if cell.below:
                    again = not cell.text
                    rows[-1][i] = Cell(upper.content if again else cell.content, cell.span, below=again)
        return rows


@dataclass(frozen=True, slots=True)
class Beside:
    """A comment or a footnote: its words, who wrote it, and from where to where its passage goes, if it has one."""

    text: str
    start: Spot | None = None
    end: Spot | None = None
    author: str = ""
    kind: RemarkKind = "comment"


def _spread(row: Row, width: int) -> list[Cell]:
    cells = [Cell()] * min(row.skipped, width)
    for cell in row.cells:
        cells += [cell, *[Cell()] * min(cell.span - 1, width)]
    return [*cells, *[Cell()] * (width - len(cells))][:width]


def lines_of(blocks: Iterable[Line | Table]) -> Iterator[Line]:
    """Give the lines of blocks and of all cells in them, in order."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from lines_of(cell.content)


def letters(blocks: Iterable[Line | Table]) -> int:
    """Count the letters and digits of blocks."""
    return sum(c.isalnum() for line in lines_of(blocks) for c in line.text)
