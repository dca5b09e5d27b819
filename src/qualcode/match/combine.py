"""Keywords that combine leaves (AND, NOT, NEAR, SEQ), evaluated sentence by sentence or turn by turn."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.match.compile import Matcher
from qualcode.match.hits import Hits, Leaves, Text, some
from qualcode.match.logic import Hit, leaves_of, matches
from qualcode.match.plan import Entry
from qualcode.match.units import Chunk, Ints, within


def combined(matcher: Matcher, found: Leaves, chunk: Chunk, texts: Sequence[Text]) -> Hits:
    """Give the hits of all entries that combine leaves, each match held together by the range of its segment."""
    order = np.argsort(found.leaf, kind="stable")
    table = _Table(found, chunk, texts, order, found.leaf[order])
    rows = [(number, *row) for number in matcher.trees for row in table.matches(matcher.entries[number])]
    entry, of, low, high = np.array(rows, np.int32).reshape(-1, 4).T
    return Hits.of(entry, found.tier[of], some(found.found, of), low, high)


@dataclass(frozen=True, slots=True)
class _Table:
    """Hits of leaves by leaf."""

    found: Leaves
    chunk: Chunk
    texts: Sequence[Text]
    order: np.ndarray[tuple[int], np.dtype[np.intp]]
    by_leaf: Ints

    def matches(self, entry: Entry) -> Iterator[tuple[int, int, int]]:
        """Give the hits that an entry's matches are made of: number of the hit, and begin and end of its match."""
        for place, by_leaf in sorted(self._grouped(entry).items()):
            words = _Words(self.chunk, self.texts, entry.scope, place)
            for match in matches(entry.tree, by_leaf, words) if entry.tree else ():
                low, high = min(hit.start for hit in match), max(hit.end for hit in match)
                yield from ((hit.number, low, high) for hit in sorted(match))

    def _grouped(self, entry: Entry) -> Mapping[int, Mapping[int, list[Hit]]]:
        """Group the hits of an entry's leaves by sentence or turn, then by leaf."""
        chosen = np.concatenate([self._of(leaf) for leaf in sorted(set(leaves_of(entry.tree)))]) if entry.tree else self.order[:0]
        starts, ends = self.found.found.start[chosen], self.found.found.end[chosen]
        places = within(self.chunk.turn_starts if entry.scope == "turn" else self.chunk.sentence_starts, starts)
        grouped: dict[int, dict[int, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        columns = (places, chosen, self.found.leaf[chosen], starts, ends)
        for place, number, leaf, start, end in zip(*(c.tolist() for c in columns), strict=True):
            grouped[place][leaf].append(Hit(number, start, end))
        return grouped

    def _of(self, leaf: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        low, high = np.searchsorted(self.by_leaf, (leaf, leaf + 1))
        return self.order[low:high]


class _Words:
    """The number of the blank-separated word at an offset of a sentence or turn, counted when first asked for."""

    def __init__(self, chunk: Chunk, texts: Sequence[Text], scope: str, place: int) -> None:
        self.chunk, self.texts = chunk, texts
        ranges = chunk.units.turns if scope == "turn" else chunk.units.sentences
        self.start, self.end = int(ranges[2 * place]), int(ranges[2 * place + 1])
        self.starts: list[int] | None = None

    def __call__(self, offset: int) -> int:
        if self.starts is None:
            number = int(self.chunk.text_at(np.array([self.start], np.int32))[0])
            base = int(self.chunk.bases[number])
            text = self.texts[number].text[self.start - base : self.end - base]
            self.starts = [self.start + m.start() for m in re.finditer(r"\S+", text)]
        return bisect.bisect_right(self.starts, offset)
