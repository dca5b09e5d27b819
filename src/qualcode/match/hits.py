"""Hits as columns, before they are suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from qualcode.match.automaton import Found
from qualcode.match.units import Ints, Units

TIERS = ("verb", "chain", "part", "light", "noun", "compound", "word", "phrase", "form", "glob", "regex", "pattern")
TIER = {name: number for number, name in enumerate(TIERS)}


@dataclass(frozen=True, slots=True)
class Text:
    """One analysed text: its letters, its units, and its written words where keywords are looked for as written."""

    text: str
    units: Units
    written: Units | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """Hits of leaves in a chunk: the number of the leaf, the tier, and where."""

    leaf: Ints
    tier: Ints
    found: Found

    def at(self, chosen: NDArray[np.integer] | NDArray[np.bool_]) -> Leaves:
        """Give some of the hits."""
        return Leaves(self.leaf[chosen], self.tier[chosen], some(self.found, chosen))


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits of entries: entry, tier, range in the chunk, first and last unit, the range its segment must hold, denied or not."""

    entry: Ints
    tier: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints
    low: Ints
    high: Ints
    negated: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the hits."""
        return len(self.entry)

    def at(self, chosen: NDArray[np.integer] | NDArray[np.bool_]) -> Hits:
        """Give some of the hits."""
        return Hits(*(getattr(self, f.name)[chosen] for f in fields(self)))

    @classmethod
    def of(cls, entry: Ints, tier: Ints, found: Found, low: Ints | None = None, high: Ints | None = None) -> Hits:
        """Make hits that nothing denies yet; without ``low`` and ``high`` a segment must hold their own letters."""
        low, high = (found.start if low is None else low), (found.end if high is None else high)
        return cls(entry, tier, found.start, found.end, found.first, found.last, low, high, np.zeros(len(entry), np.bool_))


def joined(parts: Sequence[Hits]) -> Hits:
    """Join hits of several kinds."""
    return Hits(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Hits)))


def longest(hits: Hits) -> Hits:
    """Put hits in the order of entries and text, and drop each that lies inside another of the same entry."""
    hits = hits.at(np.lexsort((hits.tier, -hits.end, hits.start, hits.entry)))
    if not len(hits):
        return hits
    reach = hits.end.astype(np.int64) + hits.entry.astype(np.int64) * (int(hits.end.max()) + 1)
    before = np.concatenate([[-1], np.maximum.accumulate(reach)[:-1]])
    return hits.at(reach > before)


def some(found: Found, chosen: NDArray[np.integer] | NDArray[np.bool_]) -> Found:
    """Give some of what was found."""
    return Found(*(getattr(found, f.name)[chosen] for f in fields(found)))


def together(parts: Sequence[Found]) -> Found:
    """Join what was found in several ways."""
    return Found(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Found)))
