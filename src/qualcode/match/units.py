"""Analysed text as arrays of numbers: what is kept of a transcript, so that no text is analysed twice.

A unit is a morpheme of Korean or a word of English. Its id stands for a form with a tag in a vocabulary, and the four
low bits of the id say what kind of unit it is, so that matching needs no vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]

KIND_BITS = 4
MARK, NOUN, VERB, AUXILIARY, ADVERB, PARTICLE, ENDING, OTHER, LATIN, CHAIN, WRITTEN = range(11)
"""What a unit is: a mark or nothing, the Korean classes, a word in another script, several verbs as one, a word as written."""

SEPARATOR = 0
"""The id that stands before each turn, so that no keyword reaches over it."""

_KOREAN = {
    **dict.fromkeys(("NNG", "NNP", "NNB", "NR", "NP", "XR", "SL", "SN", "SH", "XSN", "XPN"), NOUN),  # never MM: it lets 지|염 pass as nouns
    **dict.fromkeys(("VV", "VA", "VCP", "VCN", "XSV", "XSA"), VERB),
    **dict.fromkeys(("MM", "MAJ", "IC"), OTHER),
    "VX": AUXILIARY,
    "MAG": ADVERB,
}
LATIN_TAG, CHAIN_TAG, WRITTEN_TAG = "latin", "chain", "written"
_OURS = {LATIN_TAG: LATIN, CHAIN_TAG: CHAIN, WRITTEN_TAG: WRITTEN}


def kind_of(tag: str) -> int:
    """Give the kind of a tag: one of Kiwi's, or one of our own (``latin:VERB`` is a word with a universal tag)."""
    if tag in _KOREAN:
        return _KOREAN[tag]
    head = tag.partition(":")[0]
    if head in _OURS:
        return _OURS[head]
    bare = tag.partition("-")[0]
    return _KOREAN.get(bare) or {"E": ENDING, "J": PARTICLE}.get(bare[:1], MARK)


def unit_id(serial: int, tag: str) -> int:
    """Make the id of a vocabulary entry from its number, counted from 1, and its tag."""
    return serial << KIND_BITS | kind_of(tag)


_EMPTY = np.empty(0, np.int32)
_NAMES = ("ids", "starts", "ends", "turns", "speakers", "sentences", "marks", "joins")


@dataclass(frozen=True)
class Units:
    """The units of one text, in its order, and what else of it matching asks for.

    ``ids`` (n) begin each turn with a separator; ``starts`` and ``ends`` (n) are half-open code points of the text, the end
    of a verb being that of the last syllable which holds a letter of its stem. ``turns`` and ``sentences`` and ``marks``
    (k x 2, flat) are ranges in order, ``speakers`` (one a turn) numbers of labels. ``joins`` (k x 3, flat) are units that
    can be read as one: id, place of the first, place of the last.
    """

    ids: Ints = field(default_factory=_EMPTY.copy)
    starts: Ints = field(default_factory=_EMPTY.copy)
    ends: Ints = field(default_factory=_EMPTY.copy)
    turns: Ints = field(default_factory=_EMPTY.copy)
    speakers: Ints = field(default_factory=_EMPTY.copy)
    sentences: Ints = field(default_factory=_EMPTY.copy)
    marks: Ints = field(default_factory=_EMPTY.copy)
    joins: Ints = field(default_factory=_EMPTY.copy)

    def to_bytes(self) -> bytes:
        """Write the arrays one behind the other, their lengths first."""
        arrays = [getattr(self, name) for name in _NAMES]
        lengths = np.array([len(a) for a in arrays], np.int32)
        return b"".join(np.ascontiguousarray(a, np.int32).tobytes() for a in (lengths, *arrays))

    @classmethod
    def from_bytes(cls, data: bytes) -> Units:
        """Read what :meth:`to_bytes` wrote; raises ValueError where it is no such thing."""
        if len(data) % 4 or len(data) < 4 * len(_NAMES):
            raise ValueError("no units")
        numbers = np.frombuffer(data, np.int32)
        lengths = numbers[: len(_NAMES)]
        if lengths.min() < 0 or int(lengths.sum()) != len(numbers) - len(_NAMES):
            raise ValueError("no units")
        cuts = np.cumsum(lengths)[:-1]
        return cls(*np.split(numbers[len(_NAMES) :], cuts))

    def renumbered(self, ids: Ints) -> Units:
        """Give the same units with other ids: ``ids`` (by old number) are those of another vocabulary."""
        joins = self.joins.reshape(-1, 3).copy()
        joins[:, 0] = ids[joins[:, 0]]
        return Units(ids[self.ids], self.starts, self.ends, self.turns, self.speakers, self.sentences, self.marks, joins.ravel())


@dataclass(frozen=True)
class Chunk:
    """Several texts as one, for one pass over all: offsets count on from text to text, ``bases`` are where each begins."""

    units: Units
    bases: Ints

    @classmethod
    def of(cls, texts: list[tuple[int, Units]]) -> Chunk:
        """Join texts, each given by its length in code points and its units."""
        bases = np.cumsum([0, *(length + 1 for length, _ in texts)]).astype(np.int32)
        places = np.cumsum([0, *(len(units.ids) for _, units in texts)]).astype(np.int32)
        every = [units for _, units in texts]
        moved = {name: _joined([getattr(u, name) for u in every], bases) for name in ("starts", "ends", "turns", "sentences", "marks")}
        fixed = {name: _joined([getattr(u, name) for u in every]) for name in ("ids", "speakers")}
        joins = [u.joins.reshape(-1, 3) + np.array([0, place, place], np.int32) for u, place in zip(every, places, strict=False)]
        return cls(Units(**moved, **fixed, joins=_joined([j.ravel() for j in joins])), bases[:-1])

    @cached_property
    def sentence_starts(self) -> Ints:
        """Where sentences begin."""
        return np.ascontiguousarray(self.units.sentences[::2])

    @cached_property
    def sentence_ends(self) -> Ints:
        """Where sentences end."""
        return np.ascontiguousarray(self.units.sentences[1::2])

    @cached_property
    def turn_starts(self) -> Ints:
        """Where turns begin."""
        return np.ascontiguousarray(self.units.turns[::2])

    @cached_property
    def turn_ends(self) -> Ints:
        """Where turns end."""
        return np.ascontiguousarray(self.units.turns[1::2])

    @cached_property
    def kinds(self) -> NDArray[np.int8]:
        """The kind of each unit, and of a separator behind the last."""
        return np.append(self.units.ids & (1 << KIND_BITS) - 1, MARK).astype(np.int8)

    def text_at(self, offsets: Ints) -> Ints:
        """Give the number of the text that holds each offset."""
        return (np.searchsorted(self.bases, offsets, "right") - 1).astype(np.int32)


def _joined(arrays: list[Ints], moved_by: Ints | None = None) -> Ints:
    if not arrays:
        return _EMPTY
    if moved_by is not None:
        arrays = [a + base for a, base in zip(arrays, moved_by, strict=False)]
    return np.concatenate(arrays).astype(np.int32, copy=False)


def distinct(numbers: Iterable[int]) -> Ints:
    """Give numbers in order, each once; ``np.unique`` would load masked arrays to do so."""
    return np.array(sorted(set(numbers)), np.int32)


def within(starts: Ints, offsets: Ints) -> Ints:
    """Give the number of the range, of those that begin at ``starts``, which holds each offset or is the last before it."""
    return (np.searchsorted(starts, offsets, "right") - 1).astype(np.int32)
