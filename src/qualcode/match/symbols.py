"""The symbols of a compiled codebook: which units of the vocabulary can stand for a step of a keyword."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from qualcode.match.automaton import Seen, expand
from qualcode.match.lexicon import Entry, Piece
from qualcode.match.units import (
    ADVERB,
    AUXILIARY,
    CHAIN,
    KIND_BITS,
    LATIN,
    LATIN_TAG,
    NOUN,
    OTHER,
    VERB,
    Chunk,
    Ints,
)

_KIND = (1 << KIND_BITS) - 1
_AUXILIARIES_THAT_COUNT = frozenset("있없싶")

NOUN_WHOLE, NOUN_ANY, NOUN_BACK, NOUN_FRONT = "noun", "noun inside", "noun's back", "noun's front"
STEM, LIGHT_VERB, GROWN_VERB, JOINED, WORD, LATIN_WORD = "stem", "light verb", "grown verb", "chain", "word", "latin"
STEM_PART = "stem part"

_OF_ENTRY: dict[str, Callable[[Entry], bool]] = {
    NOUN_WHOLE: lambda e: e.id & _KIND == NOUN,
    STEM: lambda e: e.id & _KIND == VERB or (e.id & _KIND == AUXILIARY and e.form in _AUXILIARIES_THAT_COUNT),
    LIGHT_VERB: lambda e: e.id & _KIND in {VERB, AUXILIARY},
    GROWN_VERB: lambda e: e.id & _KIND == VERB,
    JOINED: lambda e: e.id & _KIND == CHAIN,
    WORD: lambda e: e.id & _KIND in {ADVERB, OTHER},
    LATIN_WORD: lambda e: e.id & _KIND == LATIN,
}
_OF_PIECE: dict[str, Callable[[Piece], bool]] = {
    NOUN_ANY: lambda p: p.id & _KIND == NOUN,
    NOUN_BACK: lambda p: p.id & _KIND == NOUN and p.end == p.length,
    NOUN_FRONT: lambda p: p.id & _KIND == NOUN and p.start == 0,
    STEM_PART: lambda p: p.id & _KIND == VERB,
}


@dataclass(slots=True)
class Symbols:
    """Symbols by role, letters and tag; each has the units that it stands for, or is None where no text holds any."""

    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    pieces: dict[str, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    known: dict[tuple[str, frozenset[str], str], int | None] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry], pieces: Iterable[Piece]) -> Symbols:
        """Take what a lexicon gave."""
        made = cls()
        for entry in entries:
            made.entries[entry.form].append(entry)
        for piece in pieces:
            made.pieces[piece.form].append(piece)
        return made

    def symbol(self, role: str, letters: str | frozenset[str], pos: str = "") -> int | None:
        """Give the symbol for units of these letters in a role; ``pos`` is the begin of the tag they must have."""
        forms = frozenset({letters}) if isinstance(letters, str) else letters
        key = (role, forms, pos)
        if key not in self.known:
            rows = [row for form in sorted(forms) for row in self._rows(role, form, pos)]
            self.known[key] = self._numbered(rows)
        return self.known[key]

    def _rows(self, role: str, form: str, pos: str) -> Iterable[tuple[int, int, int]]:
        if role in _OF_PIECE:
            return [(p.id, p.start, p.end) for p in self.pieces.get(form, ()) if _OF_PIECE[role](p)]
        return [(e.id, 0, -1) for e in self.entries.get(form, ()) if _OF_ENTRY[role](e) and _has_tag(e.tag, pos)]

    def _numbered(self, rows: list[tuple[int, int, int]]) -> int | None:
        if not rows:
            return None
        self.count += 1
        self.rows.extend((unit, self.count, start, end) for unit, start, end in rows)
        return self.count

    def built(self) -> Table:
        """Give the table by unit."""
        rows = np.array(sorted(self.rows), np.int32).reshape(-1, 4)
        units, firsts = np.unique(rows[:, 0], return_index=True)
        return Table(units, np.append(firsts, len(rows)).astype(np.int32), rows[:, 1].copy(), rows[:, 2].copy(), rows[:, 3].copy())


def _has_tag(tag: str, pos: str) -> bool:
    return not pos or tag.removeprefix(LATIN_TAG + ":").startswith(pos)


@dataclass(frozen=True, slots=True)
class Table:
    """Symbols by unit: the rows of ``units[i]`` are ``firsts[i]`` to ``firsts[i + 1]``.

    A row is a symbol and where its letters stand in the unit, -1 for its end.
    """

    units: Ints
    firsts: Ints
    symbols: Ints
    begins: Ints
    ends: Ints

    def seen(self, chunk: Chunk) -> Seen:
        """Find all symbols in the units of a chunk, ordered by place."""
        units = chunk.units
        place, row = self._look(units.ids)
        joins = units.joins.reshape(-1, 3)
        joined, joined_row = self._look(joins[:, 0])
        first, last = np.append(place, joins[joined, 1]), np.append(place, joins[joined, 2])
        rows = np.append(row, joined_row)
        order = np.argsort(first, kind="stable")
        first, last, rows = first[order], last[order], rows[order]
        start = units.starts[first]
        ends = units.ends[last]
        part = self.ends[rows]
        end = np.where(part < 0, ends, np.minimum(start + part, ends))
        begins = np.minimum(start + self.begins[rows], end)
        return Seen(self.symbols[rows], first.astype(np.int32), begins.astype(np.int32), end.astype(np.int32), (last + 1).astype(np.int32))

    def _look(self, ids: Ints) -> tuple[Ints, Ints]:
        """Give the places of known units among these, and the row of each symbol there."""
        if not len(self.units) or not len(ids):
            return np.empty(0, np.int32), np.empty(0, np.int32)
        known = np.zeros(max(int(self.units[-1]), int(ids.max())) + 1, np.bool_)
        known[self.units] = True
        places = np.flatnonzero(known[ids]).astype(np.int32)
        which = np.searchsorted(self.units, ids[places])
        of, rows = expand(self.firsts[which], self.firsts[which + 1])
        return places[of], rows.astype(np.int32)
