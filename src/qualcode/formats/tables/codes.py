"""Codes in cells: several in one, none, marks below a code's name, and prose that slipped into a column of codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.formats.tables.column import Column, is_yes
from qualcode.formats.tables.words import is_no_code, is_whole_name

LONGEST = 40
"""A code of more characters is the rest of a sentence."""
_MOST_LETTERS = 2000
_STRONG = re.compile(r"\s*[;；|\n]\s*")
_COMMA = re.compile(r"\s*[,，、](?![^()（）]*[)）])\s*")
_STOP = re.compile(r"[.!?。…][\"'”’)\]]*(?:\s|$)")
_NUMBERED = re.compile(r"(?:[A-Za-z]?\d+[.)-])+\s*\d*")
_NAME_OF_MARK = re.compile(r"^(?:codes?|코드|themes?|tags?|주제)\s*[:：_.\-/\\]+\s*|\s+applied$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Codes:
    """What the code cells of a row say: codes as written, and words that are no code."""

    codes: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()


class CodeReader:
    """Reads the cells of all columns of codes; what stands in other rows tells whether a comma parts codes."""

    def __init__(self, columns: Sequence[Column], sound: Sequence[bool] | None = None) -> None:
        """Learn the codes from rows that are ``sound``, that is not damaged; all are where nothing is said."""
        self.columns = columns
        self.marked = frozenset(c.index for c in columns if c.is_marks and c.name and not is_whole_name(c.name))
        codes = [c for c in columns if c.index not in self.marked]
        cells = [cell for c in codes for i, cell in enumerate(c.cells) if cell and not is_no_code(cell) and (sound is None or sound[i])]
        parts = [part for cell in cells for part in _split(cell)]
        self._strong = any(len(_split(cell)) > 1 for cell in cells)
        self._seen = Counter(part for part in parts if part and not is_prose(part) and not _COMMA.search(part))
        split = Counter(p for part in parts if part and not is_prose(part) and _COMMA.search(part) for p in _COMMA.split(part))
        self.known = frozenset(self._seen) | frozenset(p for p, n in split.items() if n > 1)

    def read(self, cells: Sequence[str]) -> Codes:
        """Read the code cells of a row, one for each column, in their order; a code given twice counts once."""
        found = [self._cell(column, cell) for column, cell in zip(self.columns, cells, strict=True)]
        codes = dict.fromkeys(code for f in found for code in f.codes)
        return Codes(tuple(codes), tuple(p for f in found for p in f.prose))

    def _cell(self, column: Column, cell: str) -> Codes:
        if column.index in self.marked:
            return Codes((_NAME_OF_MARK.sub("", column.name),)) if is_yes(cell, column.counts) else Codes()
        parts = [self._parts(part) for part in _split(cell) if part and not is_no_code(part)]
        return Codes(tuple(c for p in parts for c in p.codes), tuple(w for p in parts for w in p.prose))

    def _parts(self, part: str) -> Codes:
        """Cut at commas where these part codes; what is too long or a sentence is no code."""
        if len(part) > _MOST_LETTERS:
            return Codes(prose=(part,))
        pieces = [p for p in _COMMA.split(part) if p and not is_no_code(p)]
        if is_prose(part, longest=len(part)) or (len(part) > LONGEST and not any(p in self.known for p in pieces)):
            return Codes(prose=(part,))
        if len(pieces) > 1 and self._strong and not all(p in self.known for p in pieces):
            pieces = [part]
        return Codes(tuple(p for p in pieces if not is_prose(p)), tuple(p for p in pieces if is_prose(p)))


def _split(cell: str) -> list[str]:
    """Cut at the signs that part codes; what is far too long for a list of codes stays whole."""
    return _STRONG.split(cell.strip()) if len(cell) <= _MOST_LETTERS else [cell.strip()]


def is_prose(code: str, longest: int = LONGEST) -> bool:
    """Tell whether what stands for a code is the rest of a sentence: too long, or with a full stop."""
    return len(code) > longest or _STOP.search(_NUMBERED.sub("", code, count=1)) is not None


def all_known(cells: Iterable[str], known: frozenset[str]) -> bool:
    """Tell whether cells hold nothing but codes that stand elsewhere."""
    parts = [part for cell in cells for part in _split(cell) if part]
    return bool(parts) and all(part in known or is_no_code(part) for part in parts)
