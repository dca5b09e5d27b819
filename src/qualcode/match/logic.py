"""Keywords made of several words that need not be neighbours: AND, NOT, NEAR/n and SEQ/n over hits of their parts."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, TypeAlias


class Hit(NamedTuple):
    """One hit of a leaf: its number in the list of all hits, and its range in the text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """Hits of these leaves."""

    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Matches of any part."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Matches of all parts, where each has one."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """Matches of the first, where the second has none."""

    tree: Tree
    other: Tree


@dataclass(frozen=True, slots=True)
class Close:
    """Matches of both at most ``within`` words apart; ``ordered``: the left one first."""

    left: Tree
    right: Tree
    within: int
    ordered: bool


Tree: TypeAlias = OneOf | AnyOf | AllOf | Unless | Close
Match: TypeAlias = frozenset[Hit]
"""Hits that together are one match of a tree."""

WordAt: TypeAlias = Callable[[int], int]
"""The number of the blank-separated word that holds an offset."""


def leaves_of(tree: Tree) -> Iterator[int]:
    """Give the leaves of a tree, those that must not hit among them."""
    match tree:
        case OneOf(leaves):
            yield from leaves
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from leaves_of(part)
        case Unless(first, second) | Close(first, second):
            yield from leaves_of(first)
            yield from leaves_of(second)


def matches(tree: Tree, hits: Mapping[int, Sequence[Hit]], word_at: WordAt) -> list[Match]:
    """Give the matches of a tree among the hits of one sentence or turn, by leaf."""
    match tree:
        case OneOf(leaves):
            return [frozenset({hit}) for leaf in leaves for hit in hits.get(leaf, ())]
        case AnyOf(parts):
            return [found for part in parts for found in matches(part, hits, word_at)]
        case AllOf(parts):
            found = [matches(part, hits, word_at) for part in parts]
            return [frozenset().union(*(m for part in found for m in part))] if all(found) else []
        case Unless(first, second):
            return [] if matches(second, hits, word_at) else matches(first, hits, word_at)
        case Close():
            return _close(matches(tree.left, hits, word_at), matches(tree.right, hits, word_at), tree, word_at)


def _close(lefts: Sequence[Match], rights: Sequence[Match], tree: Close, word_at: WordAt) -> list[Match]:
    """Pair matches that lie apart, near enough, and in the order asked for; only those in reach are looked at."""
    placed = [(word_at(start), word_at(end - 1), start, end, match) for match in rights for start, end in [_range(match)]]
    placed.sort(key=itemgetter(0, 1, 2, 3))
    longest = max((last - first for first, last, *_ in placed), default=0)
    found = []
    for left in lefts:
        start, end = _range(left)
        first, last = word_at(start), word_at(end - 1)
        low = bisect.bisect_left(placed, first - tree.within - longest, key=itemgetter(0))
        high = bisect.bisect_right(placed, last + tree.within, key=itemgetter(0))
        for r_first, r_last, r_start, r_end, right in placed[low:high]:
            behind = end <= r_start and r_first - last <= tree.within
            before = r_end <= start and first - r_last <= tree.within
            if behind or (before and not tree.ordered):
                found.append(left | right)
    return found


def _range(match: Match) -> tuple[int, int]:
    return min(hit.start for hit in match), max(hit.end for hit in match)
