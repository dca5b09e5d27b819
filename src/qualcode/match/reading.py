"""Units read as words that could be keywords: nouns as they are, verbs with 다, 참여하다 in one, English words in their base form.

The vocabulary is read entry by entry, the texts as arrays; words are numbered as they come, pairs of neighbours by both numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qualcode.match.general import ENGLISH, KOREAN
from qualcode.match.units import LATIN_TAG, Chunk, Ints

Bools = NDArray[np.bool_]

_ROOT, _LATIN = "XR", "SL"
_NOUNS, _VERBS = frozenset(("NNG", "NNP")), frozenset(("VV", "VA"))
_DO, _BECOME = "하", "되"
_CARRIES = frozenset(("VV", "VX", "XSV", "XSA"))
_INSIDE_LIGHT = frozenset(("도", "만", "안", "못", "잘"))
_OF_A_NOUN = frozenset(("JKO", "JKS", "JKB", "JKC", "JX"))
_SHORTEST = 2
_FARTHEST = 3
"""How many particles and adverbs may stand between a noun and its verb."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a keyword would be written; ``alone``: it says enough to be one by itself. ``korean``: else it is of another script."""

    text: str
    korean: bool
    alone: bool = True


class _Row(NamedTuple):
    """What the dictionary makes of a vocabulary entry: the word that it is and that it is with 하다, -1 for none; and its place."""

    word: int = -1
    light: int = -1
    noun: bool = False
    verb: bool = False
    latin: bool = False
    carries: bool = False
    inside_light: bool = False
    of_a_noun: bool = False


@dataclass(frozen=True)
class Found:
    """Words where they stand in a chunk: number of the word and of a second one beside it (-1: none), first and last unit."""

    word: Ints
    second: Ints
    first: Ints
    last: Ints


@dataclass(slots=True)
class Dictionary:
    """All words seen so far, by number. ``forms`` gives form and tag of units, ``bases`` the base forms of an English word.

    ``nouns`` gives for X하다 the number of X, where X is a word by itself.
    """

    forms: Callable[[Collection[int]], Mapping[int, tuple[str, str]]]
    bases: Callable[[str], Collection[str]]
    words: list[Word] = field(default_factory=list)
    numbers: dict[tuple[str, bool], int] = field(default_factory=dict)
    nouns: dict[int, int] = field(default_factory=dict)
    known: dict[int, _Row] = field(default_factory=dict)
    verbs: Counter[tuple[int, str]] = field(default_factory=Counter)

    def find(self, chunk: Chunk) -> Found:
        """Find all words and all neighbouring pairs in a chunk."""
        ids, place = np.unique(chunk.units.ids, return_inverse=True)
        self._learn([n for n in ids.tolist() if n not in self.known])
        table = np.array([self.known[n] for n in ids.tolist()], np.int32).reshape(-1, len(_Row._fields))
        rows = np.concatenate([table[place], np.array([_Row()], np.int32)])
        units = _Units(*(rows[:, n] for n in range(rows.shape[1])))
        single = np.flatnonzero(units.word >= 0).astype(np.int32)
        noun, verb = units.light_verbs()
        self._count_verbs(units.light[noun], chunk.units.ids[verb])
        none = np.full(len(single) + len(noun), -1, np.int32)
        pairs = units.pairs(noun, verb)
        words = np.concatenate([units.word[single], units.light[noun], pairs.word])
        return Found(
            words,
            np.append(none, pairs.second),
            np.concatenate([single, noun, pairs.first]),
            np.concatenate([single, verb, pairs.last]),
        )

    def _learn(self, new: Collection[int]) -> None:
        entries = self.forms(new)
        self.known.update((id_, self._row(*entries.get(id_, ("", "")))) for id_ in new)

    def _row(self, form: str, tag: str) -> _Row:
        bare = tag.partition("-")[0]
        if tag.partition(":")[0] == LATIN_TAG or bare == _LATIN:
            return _Row(self._english(form), latin=form.isalpha())
        if bare in _NOUNS:
            word = self._number(form, alone=len(form) >= _SHORTEST)
            return _Row(word, self._light(form, word), noun=True)
        if bare == _ROOT:
            return _Row(light=self._light(form, -1))
        if bare in _VERBS | _CARRIES:
            word = self._number(form + "다") if bare in _VERBS else -1
            return _Row(word, verb=bare in _VERBS, carries=bare in _CARRIES and form in {_DO, _BECOME})
        return _Row(inside_light=bare == "JKO" or form in _INSIDE_LIGHT, of_a_noun=bare in _OF_A_NOUN)

    def _number(self, text: str, *, korean: bool = True, alone: bool = True) -> int:
        general = KOREAN if korean else ENGLISH
        number = self.numbers.setdefault((text, korean), len(self.words))
        if number == len(self.words):
            self.words.append(Word(text, korean, alone and text not in general))
        return number

    def _light(self, noun: str, word: int) -> int:
        number = self._number(noun + "하다")
        if word >= 0:
            self.nouns[number] = word
        return number

    def _english(self, form: str) -> int:
        if not form.isalpha():
            return -1
        base = min(self.bases(form) - {form} or {form}, key=lambda b: (len(b), b)) if form not in ENGLISH else form
        return self._number(base, korean=False, alone=len(base) > _SHORTEST and form not in ENGLISH)

    def _count_verbs(self, light: Ints, ids: Ints) -> None:
        """Remember whether 하다 or 되다 follows a noun, for the word's spelling."""
        pairs, counts = np.unique(np.stack([light, ids]), axis=1, return_counts=True)
        entries = self.forms(set(pairs[1].tolist()))
        for number, id_, count in zip(*pairs.tolist(), counts.tolist(), strict=True):
            self.verbs[number, entries[id_][0]] += count

    def text(self, number: int) -> str:
        """Give a word as a keyword would be written: 선정되다, where 하다 follows 선정 less often."""
        text = self.words[number].text
        if self.verbs[number, _BECOME] > self.verbs[number, _DO]:
            return text.removesuffix("하다") + "되다"
        return text
