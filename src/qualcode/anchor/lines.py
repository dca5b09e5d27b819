"""The lines of two texts and which of them are pairs: equal ones in order first, moved ones, and changed ones by likeness."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel, LCSseq

ALIKE = 0.65
"""Neighbours of a pair of lines that are as alike are a pair as well."""
SURELY, CLEARLY = 0.75, 0.15
"""Lines with no pair beside them must be more alike, and more than any other two by so much."""
MOVED = 10
"""A line of fewer characters is too common to have moved on its own."""
COMPARED, A_LINE = 4 * 10**8, 100
"""So many pairs of characters are compared at once, a line counting as so many characters at least."""
MOSTLY = 0.55
"""A line belongs to a merged or split one when so much of it stands there;"""
MERGED = 8
"""so many lines are merged or split at most."""

_HEAD = re.compile(r"\s*[^\s:][^\n]{0,79}?:(?=\s)\s*")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words, as offsets: ``body`` is where they begin, after what looks like a speaker's label."""

    start: int
    body: int
    end: int


def lines_of(text: str) -> list[Line]:
    """List the lines of a text that are not blank."""
    found = []
    start = 0
    for words in text.split("\n"):
        if words.strip():
            found.append(line_at(text, start))
        start += len(words) + 1
    return found


def line_at(text: str, at: int) -> Line:
    """Give the line that a place stands in."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    end = len(text) if end < 0 else end
    head = _HEAD.match(text, start, end)
    return Line(start, head.end() if head and head.end() < end else start, end)


def shared_once(old: Sequence[object], new: Sequence[object]) -> list[Pair]:
    """Pair the keys that stand exactly once on both sides, in the order of the old side."""
    often, times = Counter(old), Counter(new)
    where = {key: j for j, key in enumerate(new) if times[key] == 1}
    return [(i, where[key]) for i, key in enumerate(old) if often[key] == 1 and key in where]


def longest_rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Give the longest chain of pairs that rises on both sides (patience sorting).

    Pairs come sorted by the old side; of pairs with the same old side the larger new side comes first.
    """
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        tops[pile : pile + 1] = [j]
        before.append(piles[pile - 1] if pile else -1)
        piles[pile : pile + 1] = [at]
    chain = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def one_to_one(pairs: Iterable[Pair]) -> list[Pair]:
    """Keep the pairs whose two members are in no other pair."""
    every = sorted(set(pairs))
    old, new = Counter(i for i, _ in every), Counter(j for _, j in every)
    return [(i, j) for i, j in every if old[i] == new[j] == 1]


@dataclass(frozen=True, slots=True)
class Match:
    """Lines that belong together: one on each side, or on one side the several that were merged or split.

    The first and the last line of the old and of the new text, counted from 0.
    """

    old: int
    old_last: int
    new: int
    new_last: int

    @property
    def pairs(self) -> list[Pair]:
        """Every old line with every new one."""
        return [(i, j) for i in range(self.old, self.old_last + 1) for j in range(self.new, self.new_last + 1)]

    def leads_to(self, other: Match) -> bool:
        """Tell whether the other goes on with the next line on both sides."""
        return (self.old_last + 1, self.new_last + 1) == (other.old, other.new)


class Lines:
    """The lines of two texts while they are paired: ``partner`` leads from old to new, ``partner_of`` back."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = lines_of(old), lines_of(new)
        self.old_words = [old[x.body : x.end] for x in self.old]
        self.new_words = [new[x.body : x.end] for x in self.new]
        self.partner: dict[int, int] = {}
        self.partner_of: dict[int, int] = {}

    def equal(self, i: int, j: int) -> bool:
        """Tell whether two lines say the same."""
        return self.old_words[i] == self.new_words[j]

    def alike(self, i: int, j: int) -> bool:
        """Tell whether two lines say nearly the same; lines as long as books are not compared."""
        return self._likeness(i, j, ALIKE) > 0

    def _likeness(self, i: int, j: int, least: float) -> float:
        """Give how alike two lines are, 0 if it is less than that."""
        old, new = self.old_words[i], self.new_words[j]
        return Indel.normalized_similarity(old, new, score_cutoff=least) if len(old) * len(new) <= COMPARED else 0.0

    def pair(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Make pairs of lines, and give those that could be made: no line has two partners."""
        made = [(i, j) for i, j in pairs if i not in self.partner and j not in self.partner_of]
        self.partner.update(made)
        self.partner_of.update((j, i) for i, j in made)
        return made

    def grow(self, pairs: Sequence[Pair], same: Callable[[int, int], bool]) -> list[Pair]:
        """Let each pair take in its neighbours, forwards and backwards, while they are free and the same."""
        grown = list(pairs)
        for step, starts in ((1, pairs), (-1, pairs[::-1])):
            for start in starts:
                i, j = start[0] + step, start[1] + step
                while self._is_free(i, j) and same(i, j):
                    grown += self.pair([(i, j)])
                    i, j = i + step, j + step
        return sorted(grown)

    def _is_free(self, i: int, j: int) -> bool:
        return self._is_free_old(i) and self._is_free_new(j)

    def _is_free_old(self, i: int) -> bool:
        return 0 <= i < len(self.old) and i not in self.partner

    def _is_free_new(self, j: int) -> bool:
        return 0 <= j < len(self.new) and j not in self.partner_of

    def strays(self) -> list[Pair]:
        """Pair lines left on both sides that are by far most alike to each other, wherever they stand.

        Every one is compared with every other, so nothing is done when very many are left.
        """
        old = [i for i, words in enumerate(self.old_words) if len(words) >= MOVED and self._is_free_old(i)]
        new = [j for j, words in enumerate(self.new_words) if len(words) >= MOVED and self._is_free_new(j)]
        cost = sum(max(len(self.old_words[i]), A_LINE) for i in old) * sum(max(len(self.new_words[j]), A_LINE) for j in new)
        if cost > COMPARED:
            return []
        return self.pair(_clearly_best({(i, j): self._likeness(i, j, SURELY - CLEARLY) for i in old for j in new}))

    def widen(self, pairs: Iterable[Pair]) -> list[Match]:
        """Let each pair of changed lines take in free neighbours whose words it holds: lines that were merged or split."""
        return [Match(i, i, j, j) if self.equal(i, j) else self._widened(Match(i, i, j, j)) for i, j in pairs]

    def _widened(self, match: Match) -> Match:
        for _ in range(MERGED):
            wider = next((m for m in self._neighbours(match) if self._belongs(m, match)), None)
            if wider is None:
                break
            self.partner.update((i, match.new) for i in range(wider.old, wider.old_last + 1))
            self.partner_of.update((j, match.old) for j in range(wider.new, wider.new_last + 1))
            match = wider
        return match

    def _neighbours(self, match: Match) -> Iterator[Match]:
        """Give what a match would be with one free line more."""
        if self._is_free_old(match.old_last + 1):
            yield replace(match, old_last=match.old_last + 1)
        if self._is_free_new(match.new_last + 1):
            yield replace(match, new_last=match.new_last + 1)
        if self._is_free_old(match.old - 1):
            yield replace(match, old=match.old - 1)
        if self._is_free_new(match.new - 1):
            yield replace(match, new=match.new - 1)

    def _belongs(self, wider: Match, match: Match) -> bool:
        """Tell whether most of what a match would gain stands on the other side, in what had no partner there."""
        (old, new), (old_before, new_before) = self._words(wider), self._words(match)
        if len(old) * len(new) > COMPARED:
            return False
        gain = LCSseq.similarity(old, new) - LCSseq.similarity(old_before, new_before)
        return gain >= MOSTLY * (len(old) - len(old_before) + len(new) - len(new_before))

    def _words(self, match: Match) -> tuple[str, str]:
        old, new = self.old_words[match.old : match.old_last + 1], self.new_words[match.new : match.new_last + 1]
        return " ".join(old), " ".join(new)


def _clearly_best(rated: Mapping[Pair, float]) -> list[Pair]:
    """Give the pairs that are alike and better by far than every other pair of either side, in order of the old side."""
    by_old: dict[int, list[float]] = {}
    by_new: dict[int, list[float]] = {}
    for (i, j), likeness in rated.items():
        by_old.setdefault(i, []).append(likeness)
        by_new.setdefault(j, []).append(likeness)
    second = {("old", i): sorted(v)[-2:][0] if len(v) > 1 else 0.0 for i, v in by_old.items()}
    second |= {("new", j): sorted(v)[-2:][0] if len(v) > 1 else 0.0 for j, v in by_new.items()}
    return [
        (i, j)
        for (i, j), likeness in sorted(rated.items())
        if likeness >= SURELY and likeness - CLEARLY >= max(second["old", i], second["new", j])
    ]
