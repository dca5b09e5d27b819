"""Finding keywords in a stream of words, whatever the language: an index by first step, so that 500 keywords are one pass.

A language says at each place of its stream how the words there can be read (as a verb of this stem, as a noun of
these letters); a rule is a sequence of steps, each a set of readings that will do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

Key: TypeAlias = tuple[str, str]
"""Tier and letters: ``("verb", "배우")``."""

Step: TypeAlias = frozenset[Key]


@dataclass(frozen=True, slots=True)
class Rule:
    """Steps that must follow each other.

    ``loose``: words that do not count may stand between them; ``tier``: what a hit is called, if not after its reading.
    """

    steps: tuple[Step, ...]
    loose: bool = False
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the words at a place: its key, its range in the text, and the place of the next word."""

    key: Key
    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: the number of the entry whose rule it is, the tier, and the range in the text (half-open code points)."""

    entry: int
    tier: str
    start: int
    end: int


class Stream(Protocol):
    """Words in order, with the ways to read them."""

    def __len__(self) -> int:
        """Count the places."""

    def readings(self, at: int) -> Iterable[Reading]:
        """Give the readings of the words from this place on that some rule may want."""

    def skip(self, at: int) -> int:
        """Give the next place whose word counts inside a loose rule."""


@dataclass(frozen=True, slots=True)
class Index:
    """All rules by the keys of their first step; ``keys`` are those of all steps, to prune readings nobody wants."""

    first: dict[Key, list[tuple[int, Rule]]] = field(default_factory=lambda: defaultdict(list))
    keys: set[Key] = field(default_factory=set)

    def add(self, entry: int, rules: Iterable[Rule]) -> None:
        """Enter the rules of an entry."""
        for rule in rules:
            self.keys.update(*rule.steps)
            for key in rule.steps[0]:
                self.first[key].append((entry, rule))


def find(index: Index, stream: Stream) -> Iterator[Found]:
    """Give all hits in a stream, nested and repeated ones too, in the order of their first words."""
    for at in range(len(stream)):
        for reading in stream.readings(at):
            for entry, rule in index.first.get(reading.key, ()):
                for end in _ends(stream, rule, rule.steps[1:], reading):
                    yield Found(entry, rule.tier or reading.key[0], reading.start, end)


def _ends(stream: Stream, rule: Rule, steps: Sequence[Step], reading: Reading) -> Iterator[int]:
    """Follow the further steps of a rule behind a reading: where its hits end."""
    if not steps:
        yield reading.end
        return
    at = stream.skip(reading.after) if rule.loose else reading.after
    if at < len(stream):
        for following in stream.readings(at):
            if following.key in steps[0]:
                yield from _ends(stream, rule, steps[1:], following)
