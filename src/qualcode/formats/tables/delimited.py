"""CSV and TSV as people and programs really write them: which sign parts the cells, and what a quotation mark means.

The standard reader takes a quotation mark that is never closed for the start of a cell that holds the rest of the file.
Here such a mark is a letter like others, the line is said, and the rows after it are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2

from qualcode.formats.tables.words import jobs_of

DELIMITERS = (",", ";", "\t", "|")
ONE_COLUMN = "\0"
"""Stands for the sign between cells where there are none: lines that are whole cells."""
_SEPARATOR_LINE = re.compile(r"(?:sep=([,;\t|])|\"sep=([,;\t|])\")(?:\r\n|\r|\n)", re.IGNORECASE)
_END = re.compile(r"\r\n|\r|\n")
_SAMPLE = 100_000
_MOST_RECORDS = 300
_PATIENCE = 20
"""Looking for the ends of marks that have none may cost so many times the length of the file."""
_MOST_BROKEN = 3
"""After so many broken marks in one line its other marks are letters."""
_EVEN = 0.5
"""A sign parts cells when at least this share of the rows has one number of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: the line of the file on which it begins, counted from 1, its cells, and whether its marks are broken."""

    line: int
    cells: tuple[str, ...]
    broken: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads records one after the other; ``expected`` is how many cells a row has."""

    text: str
    delimiter: str
    expected: int | None = None
    at: int = 0
    line: int = 1
    broken: int = 0
    _patience: int = field(init=False)
    _plain: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self._patience = _PATIENCE * len(self.text)
        self._plain = re.compile(f"[^\r\n{re.escape(self.delimiter)}]*")

    def records(self) -> Iterator[Record]:
        while self.at < len(self.text):
            line, self.broken = self.line, 0
            cells = tuple(self._cells())
            yield Record(line, cells, self.broken > 0)

    def _cells(self) -> Iterator[str]:
        start = self.at
        while True:
            quoted = self._quoted(start)
            yield self._unquoted() if quoted is None else quoted
            if not self.text.startswith(self.delimiter, self.at):
                break
            self.at += 1
        end = _END.match(self.text, self.at)
        self.at = end.end() if end else self.at
        self.line += 1

    def _unquoted(self) -> str:
        found = self._plain.match(self.text, self.at)
        cell = found.group() if found else ""
        self.at += len(cell)
        return cell

    def _quoted(self, row: int) -> str | None:
        """Read a cell in quotation marks; None where there is none, or none that ends."""
        mark = self._after_blanks(self.at)
        if not self.text.startswith('"', mark) or self.broken >= _MOST_BROKEN:
            return None
        end = self._closing(row, mark)
        if end is None:
            self.broken += 1
            return None
        cell = self.text[mark + 1 : end].replace('""', '"')
        self.line += len(_END.findall(cell))
        self.at = self._after_blanks(end + 1)
        return cell

    def _after_blanks(self, at: int) -> int:
        while self.text.startswith(" ", at):
            at += 1
        return at

    def _closing(self, row: int, mark: int) -> int | None:
        """Find the mark that ends a cell: the first that stands before a delimiter or the end of a line."""
        line_end = _END.search(self.text, mark)
        stop = line_end.start() if line_end else len(self.text)
        limit = len(self.text) if self._patience > 0 else stop
        at, stray = mark + 1, False
        while (at := self.text.find('"', at, limit)) >= 0:
            if self.text.startswith('""', at):
                at += 2
            elif self._ends_cell(at + 1):
                doubtful = at > stop and (stray or self.delimiter == "\t")
                if not doubtful or not self._are_rows(row, at):
                    return at
                break
            elif at > stop and self.text[at - 1] in {self.delimiter, "\r", "\n"}:
                break
            else:
                stray, at = True, at + 1
        self._patience -= (limit if at < 0 else at) - mark
        return None

    def _ends_cell(self, at: int) -> bool:
        at = self._after_blanks(at)
        return at >= len(self.text) or self.text[at] in {self.delimiter, "\r", "\n"}

    def _are_rows(self, row: int, at: int) -> bool:
        """Tell whether the lines that a cell would span are rows by themselves."""
        end = _END.search(self.text, at)
        lines = _END.split(self.text[row : end.start() if end else len(self.text)])
        return self.expected is not None and all(line.count(self.delimiter) + 1 == self.expected for line in lines if line)


def read_records(text: str, *, tabs: bool = False) -> tuple[tuple[Record, ...], str]:
    """Read the rows of a table, blank ones included, and give the sign that parts its cells; ``tabs`` prefers tabs.

    Cells are as written, without their quotation marks. Lines end in CR, LF or both.
    """
    said = _SEPARATOR_LINE.match(text)
    start = said.end() if said else 0
    delimiter = (said[1] or said[2]) if said else _sniffed(text[:_SAMPLE], tabs=tabs)
    expected = _usual(_sample(text[start : start + _SAMPLE], delimiter))[0]
    reader = _Reader(text, delimiter, expected if expected > 1 else None, start, 2 if said else 1)
    return tuple(reader.records()), delimiter


def _sniffed(sample: str, *, tabs: bool) -> str:
    scored = [(_fitness(sample, sign) * (2.0 if tabs and sign == "\t" else 1.0), -rank, sign) for rank, sign in enumerate(DELIMITERS)]
    best, _, sign = max(scored)
    return sign if best > 0 else ONE_COLUMN


def _fitness(sample: str, delimiter: str) -> float:
    """Weigh how well a sign parts a table: rows of one length, more columns, names that are known among the first rows."""
    rows = _sample(sample, delimiter)
    n, share = _usual(rows)
    known = max((sum(bool(jobs_of(cell)) for cell in row) for row in rows[:10] if len(row) > 1), default=0)
    return (share if share >= _EVEN else 0.0) * log2(n) + 0.5 * known if n > 1 or known > 1 else 0.0


def _sample(sample: str, delimiter: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for record in _Reader(sample, delimiter).records():
        if any(cell.strip() for cell in record.cells):
            found.append(record.cells)
        if len(found) >= _MOST_RECORDS:
            break
    return found


def _usual(rows: list[tuple[str, ...]]) -> tuple[int, float]:
    """Give the number of cells that most rows have, of those that have several, and the share of rows that have it."""
    counts = Counter(len(row) for row in rows)
    several = {n: k for n, k in counts.items() if n > 1} or counts
    if not several:
        return 1, 0.0
    n = max(several, key=lambda n: (several[n], n))
    return n, several[n] / len(rows)
