"""A talk as rows of a table in text: columns parted by tabs or strokes, one of speakers, one of what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.formats.plain.believe import RECURS, one_spelling
from qualcode.formats.plain.found import Found
from qualcode.formats.plain.labels import STAMPED, Head, clock, form_of
from qualcode.formats.plain.lexicon import is_datum_only, is_prose
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import is_name_like, is_name_shaped

_CELL = re.compile(r"[^\t|]+")
_NEARLY = 0.9
_FEWEST_ROWS = 4
_FEWEST_COLUMNS = 2
_MOST_LABELS = 0.5


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table: its cells with where they begin."""

    line: int
    cells: tuple[tuple[int, str], ...]


def table(page: Page) -> Found:
    """See rows with a column of speakers that recur and a column of speech; also with one of times, in any order."""
    seen = Found("table", weight=0.85, says="a row of a table")
    rows = [_Row(i, _cells(page.lines[i])) for i in page.content() if "|" in page.lines[i] or page.lines[i].count("\t") > 1]
    widths = Counter(len(r.cells) for r in rows)
    width = widths.most_common(1)[0][0] if rows else 0
    rows = [r for r in rows if len(r.cells) == width]
    if len(rows) < _FEWEST_ROWS or width < _FEWEST_COLUMNS or not _is_whole(page, rows):
        return seen
    columns = [[r.cells[c][1] for r in rows] for c in range(width)]
    said = max(range(width), key=lambda c: sum(map(len, columns[c])))
    who = next((c for c in range(width) if c != said and _are_speakers(columns[c])), None)
    when = next((c for c in range(width) if _are_times(columns[c])), None)
    heads = [_head(page, r, who, said, when) for r in rows if who is not None and _counts(r.cells[who][1])]
    return replace(seen, heads=one_spelling(heads))


def _is_whole(page: Page, rows: Sequence[_Row]) -> bool:
    """Tell whether hardly any line between the rows is none, strokes under a header aside."""
    return len(rows) >= _NEARLY * sum(bool(_cells(page.lines[i])) for i in page.content(rows[0].line, rows[-1].line + 1))


def _cells(line: str) -> tuple[tuple[int, str], ...]:
    found = [(m.start() + len(m.group()) - len(m.group().lstrip()), m.group().strip()) for m in _CELL.finditer(line)]
    return tuple((start, cell) for start, cell in found if cell and set(cell) - set("-: "))


def _counts(label: str) -> bool:
    return (
        is_name_shaped(label) and not is_prose(label) and not is_datum_only(label) and label.casefold() not in {"speaker", "화자", "이름"}
    )


def _are_speakers(column: Sequence[str]) -> bool:
    """Tell whether a column holds few labels, two of which recur."""
    counts = Counter(c for c in column if _counts(c) and is_name_like(c))
    often = [n for n in counts.values() if n >= RECURS]
    return len(often) >= RECURS and counts.total() >= _NEARLY * (len(column) - 1) and len(counts) <= _MOST_LABELS * len(column)


def _are_times(column: Sequence[str]) -> bool:
    return sum(STAMPED.fullmatch(c) is not None for c in column) >= _NEARLY * (len(column) - 1)


def _head(page: Page, row: _Row, who: int, said: int, when: int | None) -> Head:
    line = page.lines[row.line].rstrip()
    start, text = row.cells[said]
    stamp = STAMPED.fullmatch(row.cells[when][1]) if when is not None else None
    time = clock(stamp["before"]) if stamp else None
    return Head(row.line, row.cells[who][1], text, line[:start], line[start + len(text) :], time, form_of(page, row.line))
