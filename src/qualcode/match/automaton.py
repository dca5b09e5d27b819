"""Sequences of symbols found in one pass, however many there are: a non-deterministic automaton run on whole arrays.

A symbol stands at a place of a stream of units; a pattern is a path of symbols, with a rule for what may stand between
two of them. All paths advance together, so the cost is linear in the symbols found and nearly flat in the patterns.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qualcode.match.units import ADVERB, KIND_BITS, PARTICLE, Ints

NEXT, LOOSE, LIGHT, GROWN = range(4)
"""What may stand between two symbols: nothing; particles and adverbs; at most four of them; not even a blank."""

_MOST_BETWEEN = 4
ANY_KIND = (1 << (1 << KIND_BITS)) - 1
"""All kinds of units, as the bits of a number."""

ROOT = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Symbols in a stream, ordered by place: each with its range in the text, and the place of the next unit."""

    symbol: Ints
    place: Ints
    start: Ints
    end: Ints
    after: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """Outputs of paths that were found: the number of the output, first and last place, and the range in the text."""

    output: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints

    @classmethod
    def none(cls) -> Found:
        """Give no find."""
        return cls(*(np.empty(0, np.int32) for _ in range(5)))


@dataclass(slots=True)
class Paths:
    """Paths while they are collected: nodes from the root, edges that bear a symbol, and what a node puts out."""

    gaps: list[int] = field(default_factory=lambda: [NEXT])
    follows: list[int] = field(default_factory=lambda: [ANY_KIND])
    edges: list[tuple[int, int, int]] = field(default_factory=list)
    outputs: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def node(self, gap: int = NEXT, follows: int = ANY_KIND) -> int:
        """Make a node; ``gap`` is what may stand before the symbols that lead on from it, ``follows`` the kinds of their units."""
        self.gaps.append(gap)
        self.follows.append(follows)
        return len(self.gaps) - 1

    def edge(self, node: int, symbol: int, to: int) -> None:
        """Lead from a node to another by a symbol."""
        self.edges.append((node, symbol, to))

    def built(self, symbols: int) -> Automaton:
        """Give the automaton over so many symbols."""
        edges = np.array(sorted(set(self.edges)), np.int64).reshape(-1, 3)
        put = [(node, output) for node in sorted(self.outputs) for output in dict.fromkeys(self.outputs[node])]
        counts = np.bincount([node for node, _ in put], minlength=len(self.gaps)) if put else np.zeros(len(self.gaps), np.int64)
        return Automaton(
            Sorted.of(edges[:, 0] * (symbols + 1) + edges[:, 1]),
            edges[:, 2].astype(np.int32),
            np.array(self.gaps, np.int32),
            np.array(self.follows, np.int32),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.array([output for _, output in put], np.int32),
            np.isin(np.arange(len(self.gaps)), edges[:, 0]),
            symbols + 1,
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """Numbers in order, with the end of the run of equal ones that each is in, so that one search finds a run."""

    numbers: NDArray[np.integer]
    run_ends: NDArray[np.intp]

    @classmethod
    def of(cls, numbers: NDArray[np.integer]) -> Sorted:
        """Take numbers that are in order."""
        ends = np.append(np.flatnonzero(numbers[1:] != numbers[:-1]) + 1, len(numbers)) if len(numbers) else np.empty(0, np.intp)
        return cls(numbers, np.repeat(ends, np.diff(ends, prepend=0)))

    def find(self, wanted: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give for each number where the run of it begins and ends, an empty one where there is none."""
        if not len(self.numbers):
            none = np.zeros(len(wanted), np.intp)
            return none, none
        low = np.searchsorted(self.numbers, wanted.astype(self.numbers.dtype, copy=False))
        at = np.minimum(low, len(self.numbers) - 1)
        return low, np.where(self.numbers[at] == wanted, self.run_ends[at], low)


@dataclass(frozen=True, slots=True)
class _Stream:
    """Symbols in a stream, their places, and of all its units the kinds and whether they may be skipped."""

    seen: Seen
    places: Sorted
    kinds: NDArray[np.int8]
    skipped: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Edges sorted by node and symbol, with the node each leads to; for each node its gap, its outputs, whether it leads on."""

    keys: Sorted
    to: Ints
    gaps: Ints
    follows: Ints
    put_from: NDArray[np.int64]
    puts: Ints
    leads_on: NDArray[np.bool_]
    width: int

    def run(self, seen: Seen, kinds: NDArray[np.int8]) -> Found:
        """Find all paths in a stream; ``kinds`` are those of its units, with a mark behind the last."""
        if not len(self.keys.numbers) or not len(seen.symbol):
            return Found.none()
        at, node = self._begin(seen.symbol)
        state = (node, at, at)
        stream = _Stream(seen, Sorted.of(seen.place), kinds, (kinds == PARTICLE) | (kinds == ADVERB))
        found = [Found.none()]  # where symbols stand of which no path begins
        while len(state[0]):
            found.append(self._outputs(state, seen))
            state = self._advance(state, stream)
        return Found(*(np.concatenate([getattr(f, name) for f in found]) for name in ("output", "first", "last", "start", "end")))

    def _begin(self, symbols: Ints) -> tuple[NDArray[np.intp], Ints]:
        """Follow the edges from the root, whose keys are the symbols themselves: a table of them costs less than a search."""
        bounds = np.searchsorted(self.keys.numbers, np.arange(self.width + 1))
        of, edges = expand(bounds[symbols], bounds[symbols + 1])
        return of, self.to[edges]

    def _step(self, nodes: NDArray[np.int64], symbols: Ints) -> tuple[NDArray[np.intp], Ints]:
        """Follow the edges of each node that bear its symbol: which pair each edge taken is of, and where it leads."""
        of, edges = expand(*self.keys.find(nodes * self.width + symbols))
        return of, self.to[edges]

    def _outputs(self, state: tuple[Ints, NDArray[np.intp], NDArray[np.intp]], seen: Seen) -> Found:
        node, first, last = state
        of, puts = expand(self.put_from[node], self.put_from[node + 1])
        begun, ended = first[of], last[of]
        return Found(self.puts[puts], seen.place[begun], seen.after[ended] - 1, seen.start[begun], seen.end[ended])

    def _advance(
        self, state: tuple[Ints, NDArray[np.intp], NDArray[np.intp]], stream: _Stream
    ) -> tuple[Ints, NDArray[np.intp], NDArray[np.intp]]:
        """Take every state one symbol further; where the kind of the next unit does not fit, nothing is searched."""
        seen = stream.seen
        on = np.flatnonzero(self.leads_on[state[0]])
        gap = self.gaps[state[0][on]]
        place = _next_places(seen.after[state[2][on]], gap, stream.skipped)
        fits = (self.follows[state[0][on]] >> stream.kinds[place]) & 1 > 0
        on, gap, place = on[fits], gap[fits], place[fits]
        node, first, last = (part[on] for part in state)
        of, candidates = expand(*stream.places.find(place))
        grown = (gap[of] != GROWN) | (seen.start[candidates] == seen.end[last[of]])
        of, candidates = of[grown], candidates[grown]
        taken, to = self._step(node[of].astype(np.int64), seen.symbol[candidates])
        return to, first[of][taken], candidates[taken]


def _next_places(after: Ints, gap: Ints, skipped: NDArray[np.bool_]) -> Ints:
    """Give the place where the next symbol must stand, particles and adverbs skipped where the gap allows it."""
    places = after.copy()
    between = np.zeros_like(places)
    most = np.where(gap == LOOSE, len(skipped), np.where(gap == LIGHT, _MOST_BETWEEN, 0))
    moving = np.flatnonzero(most > 0)
    while len(moving):
        skip = skipped[places[moving]] & (between[moving] < most[moving])
        moving = moving[skip]
        places[moving] += 1
        between[moving] += 1
    return places


def expand(low: NDArray[np.integer], high: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Write out ranges: for each number in each range, which range it is of, and the number."""
    counts = (high - low).astype(np.intp)
    of = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    return of, np.arange(len(of)) - begins[of] + low[of]
