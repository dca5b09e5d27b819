"""Where a table begins: the row that names its columns, the title lines above it, the rows below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qualcode.formats.cells import width
from qualcode.formats.tables.column import Column
from qualcode.formats.tables.grid import Row, Sheet
from qualcode.formats.tables.times import is_clock, is_number
from qualcode.formats.tables.words import folded, is_question, is_total, jobs_of

_DEPTH = 25
"""A header stands within so many rows that are not blank."""
_ENOUGH = 2
_HALF = 0.5
_LONGEST = 200
_SENTENCE_WORDS = 5
_SAMPLE = 400
_SUM = re.compile(r"[-+]?[\d.,]{1,20}\s*[%건회개명]?")
_QUALTRICS = '{"importid"'


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as a table: columns of one length, the rows they were made of, and the lines that are no rows of it.

    ``header`` is the number of the row that names the columns, None where no row does.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: int | None
    cut: tuple[str, ...] = ()

    def surplus(self, row: Row) -> tuple[str, ...]:
        """Give the cells of a row beyond the last column, as they are written."""
        beyond = (row.written or row.cells)[len(self.columns) :]
        return beyond if any(cell.strip() for cell in beyond) else ()


def make_table(sheet: Sheet, named: Collection[str] = ()) -> Table:
    """Find the header of a sheet, the row with the columns that are ``named`` if there is one, and make columns of the rows below."""
    at = _called(sheet.rows, named)
    at = _header_at(sheet.rows) if at is None else at
    names, first = _names(sheet.rows, at)
    body = sheet.rows[first:]
    header = None if at is None else sheet.rows[at].cells
    again = [row for row in body if row.cells == header]
    rows = tuple(row for row in body if row.cells != header and not _is_sums(row))
    above = sheet.rows[: at or 0]
    cut = tuple(line_of(row) for row in (*above, *again, *filter(_is_sums, body)))
    n = _n_columns(sheet, names, rows)
    columns = tuple(_column(sheet, rows, i, names.get(i, "")) for i in range(n))
    return Table(sheet, columns, rows, None if at is None else sheet.rows[at].number, cut)


def _called(rows: Sequence[Row], named: Collection[str]) -> int | None:
    """Find the row that holds what a person calls the columns."""
    wanted = {folded(part) for name in named for part in (name, *re.split("[,;]", name)) if folded(part)}
    hits: list[int] = [len(wanted & set(map(folded, row.cells))) for row in rows[:_DEPTH]] if wanted else []
    best = max(hits, default=0)
    return hits.index(best) if best else None


def line_of(row: Row) -> str:
    """Give a row as a line, for reports."""
    return " | ".join(cell for cell in row.cells if cell)


def _column(sheet: Sheet, rows: Sequence[Row], index: int, name: str) -> Column:
    return Column(index, name, tuple(row.cell(index) for row in rows), sheet.letters[index] if index < len(sheet.letters) else "")


def _names(rows: Sequence[Row], at: int | None) -> tuple[Mapping[int, str], int]:
    """Give the names of columns and the first row of data; survey services write the questions below the names."""
    if at is None:
        return {}, 0
    names = {i: " ".join(cell.split()) for i, cell in enumerate(rows[at].cells)}
    third = next((i for i in (at + 1, at + 2) if i < len(rows) and _is_import_ids(rows[i])), None)
    if third is None:
        return names, at + 1
    if third == at + 2:
        names |= {i: " ".join(cell.split()) for i, cell in enumerate(rows[at + 1].cells) if cell and is_question(cell)}
    return names, third + 1


def _is_sums(row: Row) -> bool:
    """Tell whether a row adds up those above it: 합계 or Total, and nothing but numbers beside it."""
    first, *others = [cell for cell in row.cells if cell] or [""]
    return bool(others) and is_total(first) and all(_SUM.fullmatch(cell) for cell in others)


def _is_import_ids(row: Row) -> bool:
    return sum(cell.casefold().startswith(_QUALTRICS) for cell in row.cells) >= _ENOUGH


def _n_columns(sheet: Sheet, names: Mapping[int, str], rows: Sequence[Row]) -> int:
    """Count columns; in a text file a row may have more cells than columns, where a cell was cut by its own commas."""
    widest = max((len(row.cells) for row in rows), default=0)
    if not sheet.delimiter:
        return max(len(sheet.letters), len(names))
    counts = Counter(len(row.cells) for row in rows)
    usual = counts.most_common(1)[0][0] if counts else 0
    return max(len(names), usual) if names else min(widest, usual)


def _header_at(rows: Sequence[Row]) -> int | None:
    """Find the row that names the columns, by words that are known, else by how it differs from what stands below."""
    near = rows[:_DEPTH]
    ids = next((i for i, row in enumerate(near) if _is_import_ids(row)), 0)
    if ids:
        return max(ids - 2, 0)
    usual = Counter(row.filled for row in rows[:_SAMPLE]).most_common(1)[0][0] if rows else 0
    below = _values(rows[:_SAMPLE])
    known = [_known(row, below) for row in near]
    best = max(known, default=0)
    if best >= _ENOUGH or (best == 1 and usual == 1):
        return known.index(best)
    wide = [i for i, row in enumerate(near) if row.filled >= max(_ENOUGH, _HALF * usual)]
    named = next((i for i in wide if known[i] and _could_name(near[i], below)), None)
    if named is not None:
        return named
    first = wide[0] if wide else None
    return first if first is not None and _could_name(near[first], below) and _differs(rows, first) else None


def _values(rows: Sequence[Row]) -> Counter[tuple[int, str]]:
    return Counter((i, cell) for row in rows for i, cell in enumerate(row.cells) if cell)


def _known(row: Row, below: Counter[tuple[int, str]]) -> int:
    """Count the cells that are known names of columns and do not recur below, as a speaker called 질문 would."""
    return sum(bool(jobs_of(cell)) and below[i, cell] <= _ENOUGH for i, cell in enumerate(row.cells) if cell)


def _could_name(row: Row, below: Counter[tuple[int, str]]) -> bool:
    filled = [(i, cell) for i, cell in enumerate(row.cells) if cell]
    if len({cell for _, cell in filled}) < len(filled):
        return False
    return all(below[i, cell] == 1 and not _is_datum(cell) for i, cell in filled)


def _is_datum(cell: str) -> bool:
    says = cell.rstrip("\"'”’)").endswith((".", "!", "…", "。", "다", "요")) and len(cell.split()) >= _SENTENCE_WORDS
    return is_number(cell) or is_clock(cell) or len(cell) > _LONGEST or (says and not is_question(cell))


def _differs(rows: Sequence[Row], at: int) -> bool:
    """Tell whether a row is of another kind than those below it: numbers, recurring values or texts under a short name."""
    below = rows[at + 1 : at + 1 + _SAMPLE]
    names = [cell for cell in rows[at].cells if cell]
    columns = [Column(i, "", tuple(r.cell(i) for r in below)) for i, cell in enumerate(rows[at].cells) if cell]
    asked = sum(map(is_question, names))
    over_text = [name for name, c in zip(names, columns, strict=True) if c.is_text]
    if any(len(name.split()) >= _SENTENCE_WORDS and not is_question(name) for name in over_text) or (asked == 1 and len(names) == _ENOUGH):
        return False
    numbers = any(c.is_numbers or c.is_time for c in columns)
    short = any(width(name) * 2 < c.width for name, c in zip(names, columns, strict=True) if c.is_text)
    return numbers or short or asked >= _ENOUGH or (not over_text and any(c.is_names for c in columns))
