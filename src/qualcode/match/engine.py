"""Keywords of a compiled codebook against analysed texts: every hit of every keyword, in one pass over many texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qualcode.match.automaton import Found, Seen
from qualcode.match.combine import combined
from qualcode.match.compile import Matcher
from qualcode.match.hits import TIER, TIERS, Hits, Leaves, Text, joined, longest, some, together
from qualcode.match.negation import denied
from qualcode.match.patterns import SECONDS, Pattern, TooSlow
from qualcode.match.patterns import matches as pattern_matches
from qualcode.match.units import Chunk, Ints, within

__all__ = ["SECONDS", "TIERS", "GivenUp", "Hits", "Text", "find"]

Row = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A pattern that was given up because it did not end in time, and the text and turn (from 0) where that was."""

    leaf: int
    pattern: str
    text: int
    turn: int


def find(
    matcher: Matcher, texts: Sequence[Text], more: Iterable[Row] = (), slow: set[int] | None = None
) -> tuple[Chunk, Hits, list[GivenUp]]:
    """Find all keywords in some texts.

    ``more`` are hits found elsewhere: entry, number of the text, start, end. ``slow`` are leaves whose patterns were given
    up before; those given up now are added. What stands in marks is no hit; of nested hits of one keyword the longest stays.
    """
    chunk = Chunk.of([(len(t.text), t.units) for t in texts])
    slow = slow if slow is not None else set()
    leaves = _by_units(matcher, chunk)
    patterns, given_up = _by_patterns(matcher, texts, chunk, slow)
    leaves = _with_rows(leaves, [*_as_written(matcher, texts, chunk), *patterns], chunk)
    leaves = leaves.at(~_in_marks(leaves.found, chunk) & (leaves.found.end > leaves.found.start))
    leaves = leaves.at(~_vetoed(matcher, leaves))
    hits = longest(joined([_single(matcher, leaves), combined(matcher, leaves, chunk, texts), _given(more, chunk)]))
    found = Found(hits.entry, hits.first, hits.last, hits.start, hits.end)
    return chunk, replace(hits, negated=denied(found, chunk, matcher.denials)), given_up


def _by_units(matcher: Matcher, chunk: Chunk) -> Leaves:
    """Run the automata: words, then phrases over the words that were found."""
    found = matcher.words.run(matcher.table.seen(chunk), chunk.kinds)
    targets, tiers, is_word = matcher.output_columns
    whole = ~is_word[found.output]
    words = some(found, ~whole)
    words = some(words, np.argsort(words.first, kind="stable"))
    seen = Seen(targets[words.output], words.first, words.start, words.end, words.last + 1)
    every = together([some(found, whole), matcher.phrases.run(seen, chunk.kinds)])
    return Leaves(targets[every.output], tiers[every.output], every)


def _as_written(matcher: Matcher, texts: Sequence[Text], chunk: Chunk) -> Iterable[Row]:
    """Look for keywords as written: leaf, tier, start and end of each hit in the chunk."""
    for number, text in enumerate(texts):
        base = int(chunk.bases[number])
        hits = matcher.written.hits(text.text, text.written) if text.written is not None else ()
        yield from ((w.leaf, TIER[w.tier], base + start, base + end) for w, start, end in hits)


def _by_patterns(matcher: Matcher, texts: Sequence[Text], chunk: Chunk, slow: set[int]) -> tuple[list[Row], list[GivenUp]]:
    """Run the regular expressions; one that is given up has no hits at all."""
    rows: list[Row] = []
    given_up: list[GivenUp] = []
    for wanted in matcher.patterns:
        if wanted.leaf not in slow:
            try:
                rows.extend(_of_pattern(wanted, texts, chunk))
            except _Stopped as stopped:
                slow.add(wanted.leaf)
                given_up.append(GivenUp(wanted.leaf, wanted.text, stopped.text, stopped.turn))
    return rows, given_up


class _Stopped(Exception):
    """A pattern was stopped in a text and turn."""

    def __init__(self, text: int, turn: int) -> None:
        self.text, self.turn = text, turn
        super().__init__(text, turn)


def _of_pattern(wanted: Pattern, texts: Sequence[Text], chunk: Chunk) -> list[Row]:
    rows: list[Row] = []
    for number, text in enumerate(texts):
        turns = list(zip(text.units.turns[::2].tolist(), text.units.turns[1::2].tolist(), strict=True))
        base = int(chunk.bases[number])
        try:
            rows.extend((wanted.leaf, TIER["regex"], base + s, base + e) for s, e in pattern_matches(wanted, text.text, turns))
        except TooSlow as problem:
            raise _Stopped(number, problem.turn) from None
    return rows


def _with_rows(leaves: Leaves, rows: Sequence[Row], chunk: Chunk) -> Leaves:
    """Put hits of the text beside hits of the units: they lie on the units whose letters they hold."""
    if not rows:
        return leaves
    leaf, tier, start, end = np.array(rows, np.int32).T
    found = together([leaves.found, _on_units(leaf, start, end, chunk)])
    return Leaves(np.append(leaves.leaf, leaf), np.append(leaves.tier, tier), found)


def _on_units(output: Ints, start: Ints, end: Ints, chunk: Chunk) -> Found:
    first = within(chunk.units.starts, start)
    return Found(output, first, np.maximum(within(chunk.units.starts, end - 1), first), start, end)


def _in_marks(found: Found, chunk: Chunk) -> NDArray[np.bool_]:
    """Tell which hits lie in what was not said; ranges of marks stand in order and apart."""
    starts, ends = chunk.units.marks[::2], chunk.units.marks[1::2]
    following = np.searchsorted(ends, found.start, "right")
    inside: NDArray[np.bool_] = np.append(starts, np.iinfo(np.int32).max)[following] < found.end
    return inside


def _vetoed(matcher: Matcher, leaves: Leaves) -> NDArray[np.bool_]:
    """Tell which hits overlap a phrase that their keyword excludes, and which are such phrases."""
    is_veto, found = matcher.vetoes[leaves.leaf], leaves.found
    group = matcher.groups[leaves.leaf]
    out = is_veto.copy()
    for veto in np.flatnonzero(is_veto):
        out |= (group == group[veto]) & (found.start < found.end[veto]) & (found.end > found.start[veto])
    return out


def _single(matcher: Matcher, leaves: Leaves) -> Hits:
    """Take the leaves that are hits by themselves."""
    owners = matcher.owners[leaves.leaf]
    own = owners >= 0
    return Hits.of(owners[own], leaves.tier[own], some(leaves.found, own))


def _given(more: Iterable[Row], chunk: Chunk) -> Hits:
    """Take hits that were found elsewhere."""
    entry, text, start, end = np.array(list(more), np.int32).reshape(-1, 4).T
    base = chunk.bases[text]
    return Hits.of(entry, np.full(len(entry), TIER["pattern"], np.int32), _on_units(entry, start + base, end + base, chunk))
