"""Korean keywords: which sequences of morphemes are the word that a person wrote into the codebook.

``lemma == keyword`` finds only two thirds: 연결하다 stands in texts as 연결을 안 해, 주민 자치 as 주민자치, 배우다 as
배웠어요. So a keyword becomes steps over the morphemes, one tier a way of being written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.match.sequence import Index, Key, Reading, Rule, Step
from qualcode.match.word import Word

VERB, LIGHT, NOUN, WHOLE, PHRASE = "verb", "light", "noun", "word", "phrase"

_CLASSES = {
    **dict.fromkeys(("NNG", "NNP", "NNB", "NR", "NP", "XR", "SL", "SN", "SH", "XSN", "XPN"), "N"),  # never MM: it lets 지|염 pass as nouns
    **dict.fromkeys(("VV", "VA", "VCP", "VCN", "XSV", "XSA"), "V"),
    **dict.fromkeys(("MM", "MAJ", "IC"), "W"),
    "VX": "X",
    "MAG": "A",
}
_LIGHT_VERBS = frozenset("하되")
_AUXILIARIES_THAT_COUNT = frozenset("있없싶")
_GAP = 4
"""How many particles and adverbs may stand between a noun and its light verb (참여를 안 하시는)."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What prunes the search: the nouns that some light verb begins with, and the length of the longest noun."""

    light: frozenset[str]
    longest: int

    @classmethod
    def of(cls, index: Index) -> Heads:
        """Read them off an index."""
        light = frozenset(key[:n] for tier, key in index.keys if tier == LIGHT for n in range(1, len(key)))
        nouns = (len(key) for tier, key in index.keys if tier == NOUN)
        return cls(light, max([*nouns, *map(len, light)], default=0))


def rules(term: str) -> tuple[Rule, ...]:
    """Compile a word or phrase (composed, blanks single): a word ending in 다 is a verb, by rule."""
    words = term.casefold().split()
    if len(words) == 1:
        return (Rule((_step(words[0], dropped_alone(words[0])),)),)
    if words[-1].endswith("다") or any(dropped_alone(word) for word in words):
        return (_each_alone(words),)
    noun = Rule((frozenset({(NOUN, "".join(words))}),))
    adverbial = Rule(tuple(_step(word, None) for word in words), tier=PHRASE)
    typed = any(dropped_in_phrase(word) for word in words)
    return (noun, adverbial, _each_alone(words)) if typed else (noun, adverbial)


def _each_alone(words: Sequence[str]) -> Rule:
    """Make a phrase whose words follow each other with only particles and adverbs between."""
    return Rule(tuple(_step(word, dropped_in_phrase(word)) for word in words), loose=True, tier=PHRASE)


def _step(word: str, bare: str | None) -> Step:
    """Give all readings that are this word; ``bare`` is the word without the particle typed with it."""
    spellings = {word, bare} if bare else {word}
    keys: set[Key] = {(tier, spelling) for spelling in spellings for tier in (NOUN, WHOLE)}
    stem = word.removesuffix("다")
    return frozenset(keys | {(VERB, stem), (LIGHT, stem)} if stem not in {"", word} else keys)


_AFTER_CONSONANT = ("으로부터", "으로", "은", "을", "이", "과")
_AFTER_VOWEL = ("로부터", "는", "를", "가", "와", "로")
_AFTER_ANY = ("에서", "에게", "한테", "께서", "까지", "부터", "의", "에", "도", "만")
_NEVER_A_NOUNS_END = frozenset(("을", "를", "은", "는", "으로", "으로부터", "로부터", "에서", "에게", "한테", "께서", "까지", "부터"))
"""Particles that a noun alone may be taken to carry; 의, 이, 가, 과, 도 also end nouns (회의, 종이, 휴가, 성과, 제도)."""


def dropped_alone(word: str) -> str | None:
    """Give a single keyword without the particle typed with it, None where none was typed for certain."""
    particle = _particle(word)
    rest = word.removesuffix(particle)
    return rest if particle in _NEVER_A_NOUNS_END and (len(rest) > 1 or particle in "을를") else None


def dropped_in_phrase(word: str) -> str | None:
    """Give a word of a phrase without what may be its particle, None where there is none (회의 keeps its last syllable)."""
    rest = word.removesuffix(_particle(word))
    return rest if len(rest) > 1 and rest != word else dropped_alone(word)


def _particle(word: str) -> str:
    """Give the longest particle that a word ends in and that its sound allows: 을 after a consonant, 를 after a vowel."""
    fitting = (p for p in (*_AFTER_CONSONANT, *_AFTER_VOWEL, *_AFTER_ANY) if word.endswith(p) and _fits(word.removesuffix(p), p))
    return max(fitting, key=len, default="")


def _fits(rest: str, particle: str) -> bool:
    if not rest:
        return False
    final = final_consonant(rest[-1])
    if particle in _AFTER_CONSONANT:
        return final not in {"", "ㄹ"} if particle.startswith("으로") else final != ""
    if particle in _AFTER_VOWEL:
        return final in {"", "ㄹ"} if particle.startswith("로") else final == ""
    return True


_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def final_consonant(syllable: str) -> str:
    """Give the consonant that a syllable ends in, nothing for a vowel or any other letter."""
    number = ord(syllable) - 0xAC00
    return _FINALS[number % 28] if 0 <= number < 11172 else ""  # noqa: PLR2004 - Unicode's arithmetic of Hangul syllables


@dataclass(frozen=True, slots=True)
class Morphemes:
    """The morphemes of a turn with their classes: a stream for :func:`qualcode.match.sequence.find`."""

    words: Sequence[Word]
    forms: Sequence[str]
    classes: Sequence[str]
    keys: set[Key]
    heads: Heads

    @classmethod
    def of(cls, words: Sequence[Word], index: Index, heads: Heads) -> Morphemes:
        """Prepare the words of one turn."""
        forms = [unicodedata.normalize("NFC", word.lemma).casefold() for word in words]
        return cls(words, forms, [_class(word.tag) for word in words], index.keys, heads)

    def __len__(self) -> int:
        """Count the morphemes."""
        return len(self.words)

    def skip(self, at: int) -> int:
        """Go over particles and adverbs."""
        while at < len(self.words) and self.classes[at] in {"J", "A"}:
            at += 1
        return at

    def readings(self, at: int) -> Iterator[Reading]:
        """Give the tiers of keywords.md that hold here: ``verb``, ``noun``, ``light``, and any other word as a whole."""
        kind, form = self.classes[at], self.forms[at]
        if kind == "V" or (kind == "X" and form in _AUXILIARIES_THAT_COUNT):
            yield from self._wanted((VERB, form), at, at)
        elif kind == "N":
            yield from self._nouns(at)
        elif kind in {"A", "W"}:
            yield from self._wanted((WHOLE, form), at, at)
            yield from self._light(at, at, form)

    def _nouns(self, at: int) -> Iterator[Reading]:
        """Read ever longer runs of nouns as one noun, and as the head of a light verb."""
        spelled = ""
        for last in range(at, len(self.words)):
            spelled += self.forms[last]
            if self.classes[last] != "N" or len(spelled) > self.heads.longest:
                return
            yield from self._wanted((NOUN, spelled), at, last)
            yield from self._light(at, last, spelled)

    def _light(self, at: int, last: int, head: str) -> Iterator[Reading]:
        """Read X and 하다 or 되다 with at most some particles and adverbs between, or X and any verb grown to it."""
        if head not in self.heads.light:
            return
        verb = last + 1
        if verb < len(self.words) and self.classes[verb] == "V" and self.words[verb].start == self.words[last].end:
            yield from self._wanted((LIGHT, head + self.forms[verb]), at, verb)
        verb = min(self.skip(verb), verb + _GAP)
        if verb < len(self.words) and self.classes[verb] in {"V", "X"} and self.forms[verb] in _LIGHT_VERBS:
            yield from self._wanted((LIGHT, head + self.forms[verb]), at, verb)

    def _wanted(self, key: Key, at: int, last: int) -> Iterator[Reading]:
        """Give a reading if some rule holds its key."""
        if key in self.keys:
            end = _stem_end(self.words[last], self.forms[last], self.words[last + 1 : last + 2])
            yield Reading(key, self.words[at].start, end, last + 1)


def _class(tag: str) -> str:
    """Give the class of one of Kiwi's tags: N, V, X, A, W(hole words), E, J, or nothing for marks."""
    bare = tag.partition("-")[0]
    return _CLASSES.get(bare) or (bare[0] if bare and bare[0] in "EJ" else "")


def _stem_end(word: Word, form: str, following: Sequence[Word]) -> int:
    """Give the end of the last syllable that holds a letter of the stem: the ㅂ of 돕다 lives on in the 와 of 도와."""
    lives_on = word.tag.endswith("-I") and final_consonant(form[-1]) == "ㅂ" and final_consonant(word.text[-1:] or " ") == ""
    grown = following and following[0].start == word.end and following[0].text[:1] in {"와", "왔"}
    return word.end + 1 if lives_on and grown else word.end
