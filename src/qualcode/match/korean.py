"""Korean keywords: what a word or phrase of the codebook is looked for as.

``lemma == keyword`` finds only two thirds: 연결하다 stands in texts as 연결을 안 해, 주민 자치 as 주민자치, 배우다 as
배웠어요. So a keyword is read in several ways, one tier a way of being written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VERB, CHAIN, PART, LIGHT, NOUN, COMPOUND, WHOLE, PHRASE = "verb", "chain", "part", "light", "noun", "compound", "word", "phrase"
TIERS = (VERB, CHAIN, PART, LIGHT, NOUN, COMPOUND, WHOLE, PHRASE)
LIGHT_VERBS = frozenset("하되")


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a keyword: its spellings as noun or other whole word, and its stem where it may be a verb.

    ``as_noun``: a part of a longer noun counts as the noun itself.
    """

    spellings: tuple[str, ...]
    stem: str = ""
    as_noun: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words that must follow each other; ``loose``: particles and adverbs may stand between them."""

    words: tuple[Sought, ...]
    loose: bool = False


def readings(term: str) -> tuple[Sequence, ...]:
    """Give the ways to read a word or phrase (composed, blanks single): a word ending in 다 is a verb, by rule."""
    words = term.casefold().split()
    if len(words) == 1:
        return (Sequence((_sought(words[0], dropped_alone(words[0])),)),)
    if words[-1].endswith("다") or any(dropped_alone(word) for word in words):
        return (_each_alone(words),)
    noun = Sequence((Sought(("".join(words),)),))
    adverbial = Sequence(tuple(_sought(word, None) for word in words))
    typed = any(dropped_in_phrase(word) for word in words)
    return (noun, adverbial, _each_alone(words)) if typed else (noun, adverbial)


def family(term: str) -> tuple[Sequence, ...]:
    """Give the ways to read a term and the noun in it: 참여하다 finds 참여 and 참여자 too."""
    noun = term.removesuffix("하다").removesuffix("되다")
    return readings(term) if noun in {term, ""} else (*readings(term), *readings(noun))


def _each_alone(words: Iterable[str]) -> Sequence:
    """Make a phrase whose words follow each other with only particles and adverbs between."""
    return Sequence(tuple(_sought(word, dropped_in_phrase(word)) for word in words), loose=True)


def _sought(word: str, bare: str | None) -> Sought:
    """Give what a word is looked for as; ``bare`` is the word without the particle typed with it."""
    stem = word.removesuffix("다")
    return Sought(tuple(dict.fromkeys((word, bare or word))), "" if stem in {"", word} else stem)


def pieces(letters: str) -> Iterator[str]:
    """Give all runs of letters inside a word, the word itself among them."""
    return (letters[i:j] for i in range(len(letters)) for j in range(i + 1, len(letters) + 1))


def forms(sought: Sought) -> Iterator[str]:
    """Give all forms whose units a word may be made of."""
    for spelling in sought.spellings:
        yield from pieces(spelling)
    if sought.stem:
        yield from pieces(sought.stem)


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
