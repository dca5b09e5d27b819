"""Keywords of a compiled codebook against analysed texts: every hit of every keyword, in one pass over many texts."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from qualcode.match.automaton import Found, Seen
from qualcode.match.compile import Matcher
from qualcode.match.logic import Hit, leaves_of, matches
from qualcode.match.negation import denied
from qualcode.match.patterns import SECONDS, TooSlow
from qualcode.match.patterns import matches as pattern_matches
from qualcode.match.units import Chunk, Ints, Units, within

__all__ = ["SECONDS", "TIERS", "GivenUp", "Hits", "Text", "find", "longest"]

TIERS = ("verb", "chain", "part", "light", "noun", "compound", "word", "phrase", "form", "glob", "regex", "pattern")
_TIER = {name: number for number, name in enumerate(TIERS)}


@dataclass(frozen=True, slots=True)
class Text:
    """One analysed text: its letters, its units, and its written words where keywords are looked for as written."""

    text: str
    units: Units
    written: Units | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits as columns: entry, tier, range in the chunk, first and last unit, the range its segment must hold, denied or not."""

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


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A pattern that was given up because it did not end in time, and the text and turn (from 0) where that was."""

    entry: int
    leaf: int
    pattern: str
    text: int
    turn: int


def find(
    matcher: Matcher, texts: Sequence[Text], more: Iterable[tuple[int, int, int, int]] = (), slow: set[int] | None = None
) -> tuple[Chunk, Hits, list[GivenUp]]:
    """Find all keywords in some texts.

    ``more`` are hits found elsewhere: entry, number of the text, start, end. ``slow`` are leaves whose patterns were given
    up before; those given up now are added. What stands in marks is no hit; of nested hits of one keyword the longest stays.
    """
    chunk = Chunk.of([(len(t.text), t.units) for t in texts])
    slow = slow if slow is not None else set()
    leaf, tier, found = _by_units(matcher, chunk)
    rows, given_up = _by_text(matcher, texts, chunk, slow)
    leaf, tier, found = _with_rows(leaf, tier, found, rows, chunk)
    keep = ~_in_marks(found, chunk)
    keep &= ~_vetoed(matcher, leaf, found, keep)
    leaf, tier, found = leaf[keep], tier[keep], _some(found, keep)
    hits = _joined([_single(matcher, leaf, tier, found), _combined(matcher, leaf, tier, found, chunk, texts), _given(more, chunk)])
    hits = longest(hits)
    return (
        chunk,
        replace(hits, negated=denied(Found(hits.entry, hits.first, hits.last, hits.start, hits.end), chunk, matcher.denials)),
        given_up,
    )


def _by_units(matcher: Matcher, chunk: Chunk) -> tuple[Ints, Ints, Found]:
    """Run the automata: words, then phrases over the words that were found."""
    found = matcher.words.run(matcher.table.seen(chunk), chunk.kinds)
    targets, tiers, is_word = _outputs(matcher)
    whole = ~is_word[found.output]
    words = _some(found, ~whole)
    order = np.argsort(words.first, kind="stable")
    words = _some(words, order)
    seen = Seen(targets[words.output], words.first, words.start, words.end, words.last + 1)
    phrases = matcher.phrases.run(seen, chunk.kinds)
    every = _concatenated([_some(found, whole), phrases])
    return targets[every.output], tiers[every.output], every


def _outputs(matcher: Matcher) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    rows = [(o.target, _TIER[o.tier], o.word) for o in matcher.outputs]
    table = np.array(rows, np.int32).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.bool_)


def _by_text(
    matcher: Matcher, texts: Sequence[Text], chunk: Chunk, slow: set[int]
) -> tuple[list[tuple[int, int, int, int]], list[GivenUp]]:
    """Look for what is written, and run the patterns: leaf, tier, start and end of each hit in the chunk."""
    rows: list[tuple[int, int, int, int]] = []
    given_up: list[GivenUp] = []
    for number, text in enumerate(texts):
        base = int(chunk.bases[number])
        if text.written is not None:
            rows.extend((w.leaf, _TIER[w.tier], base + s, base + e) for w, s, e in matcher.written.hits(text.text, text.written))
        turns = list(zip(text.units.turns[::2].tolist(), text.units.turns[1::2].tolist(), strict=True))
        for wanted in matcher.patterns:
            if wanted.leaf in slow:
                continue
            try:
                rows.extend((wanted.leaf, _TIER["regex"], base + s, base + e) for s, e in pattern_matches(wanted, text.text, turns))
            except TooSlow as problem:
                slow.add(wanted.leaf)
                given_up.append(GivenUp(int(matcher.owners[wanted.leaf]), wanted.leaf, wanted.text, number, problem.turn))
    return [row for row in rows if row[0] not in slow], given_up


def _with_rows(leaf: Ints, tier: Ints, found: Found, rows: list[tuple[int, int, int, int]], chunk: Chunk) -> tuple[Ints, Ints, Found]:
    """Put hits of the text beside hits of the units: they lie on the units whose letters they hold."""
    if not rows:
        return leaf, tier, found
    table = np.array(rows, np.int32).reshape(-1, 4)
    first = within(chunk.units.starts, table[:, 2])
    last = np.maximum(within(chunk.units.starts, table[:, 3] - 1), first)
    more = Found(table[:, 0], first, last, table[:, 2], table[:, 3])
    return np.append(leaf, table[:, 0]), np.append(tier, table[:, 1]), _concatenated([found, more])


def _in_marks(found: Found, chunk: Chunk) -> NDArray[np.bool_]:
    """Tell which hits lie in what was not said; ranges of marks stand in order and apart."""
    marks = chunk.units.marks
    if not len(marks):
        return np.zeros(len(found.start), np.bool_)
    following = np.searchsorted(marks[1::2], found.start, "right")
    at = np.minimum(following, len(marks) // 2 - 1)
    inside: NDArray[np.bool_] = (following < len(marks) // 2) & (marks[2 * at] < found.end)
    return inside


def _vetoed(matcher: Matcher, leaf: Ints, found: Found, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which hits overlap a phrase that their keyword excludes."""
    out = np.zeros(len(leaf), np.bool_)
    is_veto = matcher.vetoes[leaf] if len(leaf) else out
    group = matcher.groups[leaf] if len(leaf) else leaf
    for veto in np.flatnonzero(is_veto & keep):
        same = (group == group[veto]) & (found.start < found.end[veto]) & (found.end > found.start[veto])
        out |= same
    return out | is_veto


def _single(matcher: Matcher, leaf: Ints, tier: Ints, found: Found) -> Hits:
    """Take the leaves that are hits by themselves."""
    owner = matcher.owners[leaf] if len(leaf) else leaf
    own = np.flatnonzero(owner >= 0)
    start, end = found.start[own], found.end[own]
    return Hits(owner[own], tier[own], start, end, found.first[own], found.last[own], start, end, np.zeros(len(own), np.bool_))


def _combined(matcher: Matcher, leaf: Ints, tier: Ints, found: Found, chunk: Chunk, texts: Sequence[Text]) -> Hits:
    """Combine the leaves of trees, sentence by sentence or turn by turn."""
    rows: list[tuple[int, int, int, int]] = []
    order = np.argsort(leaf, kind="stable")
    by_leaf = leaf[order]
    for number in matcher.trees:
        entry = matcher.entries[number]
        wanted = sorted(set(leaves_of(entry.tree))) if entry.tree else []
        spans = [order[slice(*np.searchsorted(by_leaf, (one, one + 1)))] for one in wanted]
        chosen = np.concatenate(spans) if spans else order[:0]
        if len(chosen):
            rows.extend(_of_tree(number, matcher, chosen, (leaf, found), chunk, texts))
    if not rows:
        return _none()
    table = np.array(rows, np.int32)
    of = table[:, 1]
    return Hits(
        table[:, 0],
        tier[of],
        found.start[of],
        found.end[of],
        found.first[of],
        found.last[of],
        table[:, 2],
        table[:, 3],
        np.zeros(len(of), np.bool_),
    )


def _of_tree(
    number: int, matcher: Matcher, chosen: NDArray[np.integer], leaves: tuple[Ints, Found], chunk: Chunk, texts: Sequence[Text]
) -> Iterator[tuple[int, int, int, int]]:
    """Give the hits of one entry that combines leaves: entry, number of the hit, the range of its match."""
    entry, (leaf, found) = matcher.entries[number], leaves
    places = within(chunk.turn_starts if entry.scope == "turn" else chunk.sentence_starts, found.start[chosen])
    grouped: dict[int, dict[int, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for place, hit in zip(places.tolist(), chosen.tolist(), strict=True):
        grouped[place][int(leaf[hit])].append(Hit(hit, int(found.start[hit]), int(found.end[hit])))
    for place, by_leaf in sorted(grouped.items()):
        if entry.tree is None:
            continue
        for match in matches(entry.tree, by_leaf, _Words(chunk, texts, entry.scope, place)):
            low, high = min(h.start for h in match), max(h.end for h in match)
            yield from ((number, hit.number, low, high) for hit in sorted(match))


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


def _given(more: Iterable[tuple[int, int, int, int]], chunk: Chunk) -> Hits:
    """Take hits that were found elsewhere."""
    table = np.array(list(more), np.int32).reshape(-1, 4)
    if not len(table):
        return _none()
    start, end = table[:, 2] + chunk.bases[table[:, 1]], table[:, 3] + chunk.bases[table[:, 1]]
    first = within(chunk.units.starts, start)
    last = np.maximum(within(chunk.units.starts, end - 1), first)
    tier = np.full(len(table), _TIER["pattern"], np.int32)
    return Hits(table[:, 0], tier, start, end, first, last, start, end, np.zeros(len(table), np.bool_))


def longest(hits: Hits) -> Hits:
    """Put hits in the order of entries and text, and drop each that lies inside another of the same entry."""
    order = np.lexsort((hits.tier, -hits.end, hits.start, hits.entry))
    hits = hits.at(order)
    if not len(hits):
        return hits
    reach = hits.end.astype(np.int64) + hits.entry.astype(np.int64) * (int(hits.end.max()) + 1)
    before = np.concatenate([[-1], np.maximum.accumulate(reach)[:-1]])
    return hits.at(reach > before)


def _none() -> Hits:
    empty = np.empty(0, np.int32)
    return Hits(empty, empty, empty, empty, empty, empty, empty, empty, np.empty(0, np.bool_))


def _joined(parts: Sequence[Hits]) -> Hits:
    return Hits(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Hits)))


def _some(found: Found, chosen: NDArray[np.integer] | NDArray[np.bool_]) -> Found:
    return Found(*(getattr(found, f.name)[chosen] for f in fields(found)))


def _concatenated(parts: Sequence[Found]) -> Found:
    return Found(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Found)))
