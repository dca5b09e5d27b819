"""Units read as words that could be keywords: nouns as they are, verbs with 다, 참여하다 in one, English words in their base form.

The vocabulary is read entry by entry, the texts as arrays; words are numbered as they come, pairs of neighbours by both numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qualcode.match.general import ENGLISH, KOREAN
from qualcode.match.letters import has_hangul
from qualcode.match.units import LATIN_TAG, Chunk, Ints

Bools = NDArray[np.bool_]

_ROOT, _LATIN = "XR", "SL"
_NOUNS, _VERBS = frozenset(("NNG", "NNP")), frozenset(("VV", "VA"))
_DO, _BECOME = "하", "되"
_CARRIES = frozenset(("VV", "VX", "XSV", "XSA"))
_INSIDE_LIGHT = frozenset(("도", "만", "안", "못", "잘"))
_OF_A_NOUN = frozenset(("JKO", "JKS", "JKB", "JKC", "JX"))
_SHORTEST, _SHORTEST_LATIN = 2, 3
_FARTHEST = 3
"""How many particles and adverbs may stand between a noun and its verb."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a keyword would be written. ``general``: it stands in any talk; ``korean``: else it is of another script."""

    text: str
    korean: bool
    general: bool

    @property
    def alone(self) -> bool:
        """Tell whether it may be a keyword by itself: nouns of one syllable are other words as often."""
        return not self.general and len(self.text) >= (_SHORTEST if self.korean else _SHORTEST_LATIN)


class _Row(NamedTuple):
    """What the dictionary makes of a vocabulary entry, or by column of units: the word that it is, that it is with 하다, -1 for none.

    ``carries`` are 하다 and 되다, ``inside_light`` stands between a noun and these, ``of_a_noun`` between a noun and its verb.
    """

    word: Any = -1
    light: Any = -1
    noun: Any = False
    verb: Any = False
    latin: Any = False
    carries: Any = False
    inside_light: Any = False
    of_a_noun: Any = False


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
        units = _Units(_Row(*rows.T), np.array([w.general for w in self.words], np.bool_))
        noun, verb = units.light_verbs()
        self._count_verbs(units.row.light[noun], chunk.units.ids[verb])
        return units.found(noun, verb)

    def _learn(self, new: Collection[int]) -> None:
        entries = self.forms(new)
        self.known.update((id_, self._row(*entries.get(id_, ("", "")))) for id_ in new)

    def _row(self, form: str, tag: str) -> _Row:
        bare = tag.partition("-")[0]
        if tag.partition(":")[0] == LATIN_TAG or bare == _LATIN:
            word = self._english(form)
            return _Row(word, latin=word >= 0)
        if bare in _NOUNS:
            word = self._number(form)
            return _Row(word, self._light(form, word), noun=True)
        if bare == _ROOT:
            return _Row(light=self._light(form, -1))
        if bare in _VERBS | _CARRIES:
            word = self._number(form + "다") if bare in _VERBS else -1
            return _Row(word, verb=bare in _VERBS, carries=bare in _CARRIES and form in {_DO, _BECOME})
        return _Row(inside_light=bare == "JKO" or form in _INSIDE_LIGHT, of_a_noun=bare in _OF_A_NOUN)

    def _number(self, text: str, *, korean: bool = True) -> int:
        number = self.numbers.setdefault((text, korean), len(self.words))
        if number == len(self.words):
            self.words.append(Word(text, korean, text in (KOREAN if korean else ENGLISH)))
        return number

    def _light(self, noun: str, word: int) -> int:
        number = self._number(noun + "하다")
        if word >= 0:
            self.nouns[number] = word
        return number

    def _english(self, form: str) -> int:
        if not form.isalpha() or has_hangul(form):  # Korean as written, where nothing analyses it, has no words
            return -1
        bases = {form} if form in ENGLISH else set(self.bases(form)) - {form} or {form}
        return self._number(min(bases, key=lambda base: (len(base), base)), korean=False)

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


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of a chunk, and one behind the last, as the dictionary reads them; ``general`` is by word."""

    row: _Row
    general: Bools

    def found(self, noun: Ints, verb: Ints) -> Found:
        """Give all single words, the nouns that 하다 follows as one with it, and all pairs."""
        single = np.flatnonzero(self.row.word >= 0).astype(np.int32)
        begin, second, first, last = self._pairs(noun, verb)
        alone = np.full(len(single) + len(noun), -1, np.int32)
        word = np.concatenate([self.row.word[single], self.row.light[noun], begin])
        return Found(word, np.append(alone, second), np.concatenate([single, noun, first]), np.concatenate([single, verb, last]))

    def light_verbs(self) -> tuple[Ints, Ints]:
        """Give the places of nouns with 하다 or 되다 behind them, perhaps with an object particle between, and of these."""
        noun = np.flatnonzero(self.row.light >= 0)
        return self._followed(noun, self._behind(noun, self.row.inside_light), self.row.carries)

    def _behind(self, places: NDArray[np.intp], passed: Ints) -> NDArray[np.intp]:
        """Give the first place behind each that is none of what may be passed over."""
        at = places + 1
        for _ in range(_FARTHEST):
            at = np.minimum(at + passed[at], len(passed) - 1)
        return at

    def _followed(self, places: NDArray[np.intp], behind: NDArray[np.intp], by: Ints) -> tuple[Ints, Ints]:
        right = by[behind] > 0
        return places[right].astype(np.int32), behind[right].astype(np.int32)

    def _pairs(self, noun: Ints, verb: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Give pairs of neighbours that are both no general words: numbers of both words, first and last unit."""
        row = self.row
        light, ends = np.full(len(row.word), -1, np.int32), np.arange(len(row.word), dtype=np.int32)
        light[noun], ends[noun] = row.light[noun], verb
        one, two = self._neighbours(row.noun)
        latin, next_latin = self._neighbours(row.latin)
        nouns = np.flatnonzero(row.noun)
        behind = self._behind(nouns, row.of_a_noun)
        acting, act = self._followed(nouns, behind, row.verb)
        doing, deed = self._followed(nouns[behind > nouns + 1], behind[behind > nouns + 1], light + 1)
        first = np.concatenate([one, latin, acting, doing])
        begin = np.concatenate([two, next_latin, act, deed])
        second = np.concatenate([row.word[two], row.word[next_latin], row.word[act], light[deed]])
        last = np.concatenate([two, next_latin, act, ends[deed]])
        kept = ~self.general[row.word[first]] & ~self.general[second] & (begin > first)
        return row.word[first][kept], second[kept], first[kept], last[kept]

    def _neighbours(self, kind: Ints) -> tuple[Ints, Ints]:
        first = np.flatnonzero((kind[:-1] > 0) & (kind[1:] > 0) & (self.row.word[:-1] >= 0) & (self.row.word[1:] >= 0)).astype(np.int32)
        return first, first + 1
