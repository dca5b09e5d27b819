"""Whether the clause of a hit denies it: a flag for the reader, never a filter.

Denials count in the hit and in a window of words on both sides of it, no further than the clause; an odd number denies.
How often the flag is right is measured on sentences with known answers (docs/keywords.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcode.match.automaton import Found
from qualcode.match.lexicon import Entry, Lexicon
from qualcode.match.units import ADVERB, AUXILIARY, ENDING, KIND_BITS, LATIN, SEPARATOR, VERB, Chunk, Ints, distinct, within

_KIND = (1 << KIND_BITS) - 1
_ADVERBS = frozenset(("안", "못"))
_WITHOUT = frozenset(("없이", "아니"))
_VERBS = frozenset(("않", "못하", "말", "없", "아니", "싫"))
_CLAUSE_ENDS = frozenset(
    "어서 아서 라서 어도 아도 더라도 으니까 니까 는데 은데 ᆫ데 지만 면 으면 며 으며 거든 느라 느라고 더니 므로 으므로".split()  # noqa: SIM905 - a list of endings
)
_BEFORE_IT = frozenset(
    """not no never without lack lacks lacked lacking cannot nobody nothing neither nor hardly barely n't
    impossible unable fail failed fails""".split()  # noqa: SIM905 - a list of words
)
_BEHIND_IT = frozenset(("not", "never", "n't", "cannot", "hardly", "barely", "no"))
_CUTS = frozenset(", . ; : ! ? but because although though while".split())  # noqa: SIM905 - a list of words
_NO_DENIAL = {"not": frozenset(("only", "just", "merely")), "no": frozenset(("time", "doubt", "question", "wonder", "matter", "denying"))}
_UNDONE = frozenset(word for words in _NO_DENIAL.values() for word in words)


@dataclass(frozen=True, slots=True)
class _Side:
    """What denies on one side of a hit, how far, and which way."""

    denying: Ints
    reach: int
    step: int


@dataclass(frozen=True, slots=True)
class Denials:
    """The ids of what denies by language, of what ends a clause, and of the words that make ``not`` or ``no`` no denial."""

    korean: tuple[_Side, ...]
    korean_inside: Ints
    clause_ends: Ints
    english: tuple[_Side, ...]
    cuts: Ints
    once: Ints
    """Two words that are one denial together: neither … nor."""
    harmless: Ints
    """Rows of two ids that follow each other and are no denial: not only, no doubt."""

    @classmethod
    def of(cls, lexicon: Lexicon) -> Denials:
        """Look the words up."""
        wanted = _ADVERBS | _WITHOUT | _VERBS | _CLAUSE_ENDS | _BEFORE_IT | _BEHIND_IT | _CUTS | _UNDONE
        found = list(lexicon.entries(wanted))
        adverbs = _ids(found, _ADVERBS, {ADVERB})
        behind = distinct([*_ids(found, _VERBS, {VERB, AUXILIARY}), *_ids(found, _ADVERBS | _WITHOUT, {ADVERB})])
        pairs = [(a, b) for word, after in _NO_DENIAL.items() for a in _ids(found, {word}, {LATIN}) for b in _ids(found, after, {LATIN})]
        return cls(
            (_Side(adverbs, 2, -1), _Side(behind, 6, 1)),
            adverbs,
            _ids(found, _CLAUSE_ENDS, {ENDING}),
            (_Side(_ids(found, _BEFORE_IT, {LATIN}), 6, -1), _Side(_ids(found, _BEHIND_IT, {LATIN}), 3, 1)),
            _ids(found, _CUTS, {LATIN}),
            _ids(found, ("neither", "nor"), {LATIN}),
            np.array(pairs, np.int32).reshape(-1, 2),
        )


def _ids(entries: Iterable[Entry], forms: Iterable[str], kinds: set[int]) -> Ints:
    wanted = frozenset(forms)
    return distinct(e.id for e in entries if e.form in wanted and e.id & _KIND in kinds)


def denied(found: Found, chunk: Chunk, denials: Denials) -> NDArray[np.bool_]:
    """Tell for each hit whether its clause denies it."""
    ids = chunk.units.ids
    sentence = within(chunk.sentence_starts, found.start)
    low, high = (np.append(edges, 0)[sentence] for edges in (chunk.sentence_starts, chunk.sentence_ends))
    every = [side.denying for side in (*denials.korean, *denials.english)]
    known = np.flatnonzero(_table(ids, np.concatenate(every))[ids]).astype(np.int32)
    count = _inside(found, known[_table(ids, denials.korean_inside)[ids[known]]])
    for sides, stop, further in ((denials.korean, denials.clause_ends, True), (denials.english, denials.cuts, False)):
        stops = _table(ids, stop)
        for side in sides:
            denying = _table(ids, side.denying)
            places = known[denying[ids[known]]]
            origin = found.first if side.step < 0 else found.last
            near = np.flatnonzero(_between(places, origin, side))
            clause = _Clause(chunk, denials, denying, stops, origin[near], low[near], high[near])
            count[near] += clause.count(side, further=further)
    odd: NDArray[np.bool_] = count % 2 == 1
    return odd


def _table(ids: Ints, wanted: Ints) -> NDArray[np.bool_]:
    """Give a table by id of which are wanted: a look-up costs less than a search."""
    table = np.zeros(max(int(ids.max(initial=0)), int(wanted.max(initial=0))) + 1, np.bool_)
    table[wanted] = True
    return table


def _between(places: Ints, origin: Ints, side: _Side) -> NDArray[np.bool_]:
    """Tell beside which units a denial stands within reach; places are in order."""
    low = origin + np.int32(1 if side.step > 0 else -side.reach)
    near: NDArray[np.bool_] = np.searchsorted(places, low + np.int32(side.reach), "left") > np.searchsorted(places, low, "left")
    return near


def _inside(found: Found, places: Ints) -> NDArray[np.int64]:
    """Count denials, at these places, between the first and the last unit of each hit (신청 안 했어요)."""
    between: NDArray[np.int64] = np.searchsorted(places, found.last, "left") - np.searchsorted(places, found.first, "right")
    return np.maximum(between, 0)


@dataclass(frozen=True, slots=True)
class _Clause:
    """The surroundings of hits: the unit each looks from, and the begin and end of its sentence."""

    chunk: Chunk
    denials: Denials
    denying: NDArray[np.bool_]
    stops: NDArray[np.bool_]
    origin: Ints
    low: Ints
    high: Ints

    def count(self, side: _Side, *, further: bool) -> NDArray[np.int64]:
        """Count denials on one side; ``further``: behind one the window begins anew, for it may itself be denied."""
        ids, starts = self.chunk.units.ids, self.chunk.units.starts
        count = np.zeros(len(self.origin), np.int64)
        open_ = np.ones(len(count), np.bool_)
        reach = np.full(len(count), side.reach)
        paired = np.zeros(len(count), np.bool_)
        distance = 0
        while distance < int(reach.max(initial=0)) and open_.any():
            distance += 1
            at = self.origin + side.step * distance
            open_ &= (distance <= reach) & (at >= 0) & (at < len(ids))
            at = at.clip(0, len(ids) - 1)
            open_ &= (ids[at] != SEPARATOR) & ~self.stops[ids[at]]
            open_ &= (starts[at] >= self.low) & (starts[at] < self.high)
            denies = open_ & self.denying[ids[at]] & ~_is_harmless(ids, at, self.denials.harmless)
            is_pair = np.isin(ids[at], self.denials.once)
            denies &= ~(is_pair & paired)
            paired |= denies & is_pair
            count += denies
            if further:
                reach = np.where(denies, distance + side.reach, reach)
        return count


def _is_harmless(ids: Ints, at: NDArray[np.integer], harmless: Ints) -> NDArray[np.bool_]:
    """Tell where a word and the next are together no denial."""
    following = ids[np.minimum(at + 1, len(ids) - 1)]
    out = np.zeros(len(at), np.bool_)
    for first, second in harmless:
        out |= (ids[at] == first) & (following == second)
    return out
