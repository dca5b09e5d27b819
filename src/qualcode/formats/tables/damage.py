"""Rows that lost or gained a cell: which of their cells are the talk, so that no word is lost and none becomes a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.formats.tables.codes import CodeReader, all_known
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.grid import Row

_PROSE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Mended:
    """A row after it was put right: its cells, cells that have no place, and what was done ("" where nothing)."""

    cells: tuple[str, ...]
    left: tuple[str, ...] = ()
    done: str = ""

    def cell(self, index: int) -> str:
        """Give a cell by its place; "" beyond the end."""
        return self.cells[index] if 0 <= index < len(self.cells) else ""


def mend(row: Row, plan: Plan, codes: CodeReader) -> Mended:
    """Put a row right that has too many or too few cells for its table; other rows stay as they are."""
    n = len(plan.table.columns)
    text = plan.first("text")
    if text is None or not plan.table.sheet.delimiter or len(row.cells) == n:
        return Mended(row.cells)
    if plan.table.surplus(row):
        return _too_many(row, text.index, n, codes, plan.table.sheet.delimiter)
    return _too_few(row, text.index, codes) if len(row.cells) < n else Mended(row.cells)


def _too_many(row: Row, text: int, n: int, codes: CodeReader, delimiter: str) -> Mended:
    """Give the text back the cells that its own commas cut off: those that begin with a blank, or all where it is the last."""
    written, cells = list(row.written), list(row.cells)
    spare = len(cells) - n
    end = text + 1
    while spare and (text == n - 1 or (written[end][:1].isspace() and not all_known([cells[end]], codes.known))):
        end, spare = end + 1, spare - 1
    whole = delimiter.join([written[text].lstrip(), *written[text + 1 : end]]).rstrip()
    rest = cells[end:]
    kept, left = rest[: n - text - 1], [c for c in rest[n - text - 1 :] if c]
    last = codes.columns[-1].index if codes.columns else -1
    if left and last == n - 1 and all_known([*kept[-1:], *left], codes.known):
        kept, left = [*kept[:-1], ";".join([*kept[-1:], *left])], []
    for column in codes.columns:
        place = column.index - text - 1
        if 0 <= place < len(kept) and kept[place] and not all_known([kept[place]], codes.known):
            left, kept[place] = [kept[place], *left], ""
    done = f"{len(row.cells)} cells where the table has {n} columns"
    return Mended((*cells[:text], whole, *kept), tuple(left), done)


def _too_few(row: Row, text: int, codes: CodeReader) -> Mended:
    """Find the talk in a row that is too short to have it in its place."""
    cells = list(row.cells)
    if len(cells) > text and cells[text] and not all_known([cells[text]], codes.known):
        return Mended(row.cells)
    prose = [i for i, cell in enumerate(cells[:text]) if len(cell.split()) >= _PROSE_WORDS]
    if not prose:
        return Mended(row.cells)
    at = max(prose, key=lambda i: len(cells[i]))
    after = [c for c in cells[at + 1 :] if c]
    moved = _moved(cells[:at], cells[at], after, text, codes)
    return Mended(
        moved, () if all_known(after, codes.known) else tuple(after), f"only {len(cells)} cells, the words in another column than usual"
    )


def _moved(before: Sequence[str], words: str, after: Sequence[str], text: int, codes: CodeReader) -> tuple[str, ...]:
    cells = [*before, *[""] * (text - len(before)), words]
    column = codes.columns[0].index if codes.columns else -1
    if column > text and all_known(after, codes.known):
        cells += [*[""] * (column - len(cells)), ";".join(after)]
    return tuple(cells)
