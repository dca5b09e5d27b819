"""What a keyword is read as, in words for a person, before any text is seen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from qualcode.match import english, korean
from qualcode.match.parse import parse
from qualcode.match.plan import Leaf
from qualcode.match.query import (
    Both,
    Either,
    Exact,
    Glob,
    Near,
    Problem,
    Query,
    Reference,
    Regex,
    Terms,
    Without,
    children,
    leaves,
    unparse,
)
from qualcode.match.query import Leaf as QueryLeaf
from qualcode.model.codebook import Keyword

VERB, NOUN, PHRASE, WORD, WRITTEN, GLOB, REGEX = "verb", "noun", "phrase", "word", "as written", "glob", "regular expression"
CODE, EITHER, COMBINATION, PATTERN = "keywords of a code", "alternatives", "combination", "token pattern"
"""What a keyword may be read as."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a keyword, or one part of it, is read as; ``said`` is that for a person.

    ``tiers`` are the ways of being written that are worth a word where they have no hit, ``shapes`` what is looked for in
    some of them. ``words`` are the forms of each word of an English keyword in matching form, the typed one first.
    """

    kind: str
    said: str
    tiers: tuple[str, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    words: tuple[tuple[str, ...], ...] = ()


def query_of(keyword: Keyword) -> Query | list[Problem]:
    """Parse what a keyword looks for; with ``match: regex`` all of it is the pattern."""
    return Regex(keyword.find, ignore_case=False) if keyword.match == "regex" else parse(keyword.find)


def same(typed: str) -> str:
    """Write a keyword as all that ask for the same are written (``a|b`` and ``a | b``); one that cannot be read stays."""
    query = parse(typed)
    return typed if isinstance(query, list) else unparse(query)


@dataclass(frozen=True, slots=True)
class Part:
    """A word, phrase or pattern of a combination as a keyword of its own; ``unwanted`` where it must not stand."""

    keyword: Keyword
    query: QueryLeaf
    unwanted: bool


def parts(query: Query, keyword: Keyword) -> tuple[Part, ...]:
    """Give the parts of a combination, each once, with the keyword's options; one that is no combination has none."""
    unwanted, every = Counter(_unwanted(query)), Counter(leaves(query))
    return tuple(Part(_alone(leaf, keyword), leaf, unwanted[leaf] == n) for leaf, n in every.items()) if len(every) > 1 else ()


def _unwanted(query: Query) -> Iterator[QueryLeaf]:
    """Give the leaves behind a NOT."""
    match query:
        case Without(first, second):
            yield from _unwanted(first)
            yield from leaves(second)
        case _:
            yield from (leaf for child in children(query) for leaf in _unwanted(child))


def _alone(leaf: QueryLeaf, keyword: Keyword) -> Keyword:
    return replace(keyword, find=unparse(leaf), pos=keyword.pos if isinstance(leaf, Terms) else "")


def inflected(query: Query, keyword: Keyword) -> frozenset[str]:
    """Give the English words whose forms :func:`reading` asks for."""
    if not isinstance(query, Terms) or _leaf(query, keyword).korean or keyword.match == "form":
        return frozenset()
    return frozenset(word for way in english.readings(query.text) for group in way for word in english.inflected(group))


def _leaf(query: Terms, keyword: Keyword) -> Leaf:
    return Leaf(0, query, keyword, 0)


def reading(query: Query, keyword: Keyword, forms: Mapping[str, frozenset[str]], *, plain_korean: bool = False) -> Reading:
    """Say what a keyword is read as; ``forms`` are those of English words, ``plain_korean`` where no analyser is there."""
    if keyword.pattern:
        return Reading(PATTERN, "spaCy token pattern")
    made = _reading(query, keyword, forms, plain_korean=plain_korean)
    options = "".join(f", {option}" for option in _options(keyword, made.kind))
    return replace(made, said=made.said + options)


def _options(keyword: Keyword, kind: str) -> Iterator[str]:
    if keyword.match == "family" and kind in {VERB, NOUN, PHRASE, WORD}:
        yield "with all words of its family"
    if keyword.match == "compound" and kind in {NOUN, PHRASE}:
        yield "parts of longer nouns as good as the noun"
    if keyword.pos and kind in {VERB, NOUN, PHRASE, WORD}:
        yield f"only tagged {keyword.pos}"
    if keyword.not_:
        yield f"but not in {' or '.join(keyword.not_)}"
    if keyword.roles:
        yield f"said by {' or '.join(keyword.roles)}"


def _reading(query: Query, keyword: Keyword, forms: Mapping[str, frozenset[str]], *, plain_korean: bool) -> Reading:
    match query:
        case Terms(text):
            return _terms(text, _leaf(query, keyword), forms, plain_korean=plain_korean)
        case Exact():
            return Reading(WRITTEN, "as written, in no other form")
        case Glob():
            return Reading(GLOB, "glob: all written words that look like this")
        case Regex(_, ignore_case):
            return Reading(REGEX, "regular expression" + (", capitals or not" if ignore_case else ""))
        case Reference(code):
            return Reading(CODE, f"all keywords of {code}")
    return _combined(query, keyword.scope)


def _combined(query: Query, scope: str) -> Reading:
    if isinstance(query, Either) and all(isinstance(option, QueryLeaf) for option in query.options):
        return Reading(EITHER, f"any of: {', '.join(map(_said, query.options))}")
    return Reading(COMBINATION, f"combination: {paraphrase(query, scope)}")


def _terms(text: str, leaf: Leaf, forms: Mapping[str, frozenset[str]], *, plain_korean: bool) -> Reading:
    if leaf.keyword.match == "form":
        return Reading(WRITTEN, "as written, in no other form")
    if not leaf.korean:
        return _english(text, forms)
    if plain_korean:
        return Reading(WRITTEN, "words that begin so, since Korean is not analysed on this machine")
    return _korean(text.casefold().split())


def _korean(words: list[str]) -> Reading:
    made = korean.readings(" ".join(words))
    if len(words) > 1:
        return _korean_phrase(words, loose=made[0].loose)
    stem = made[0].words[0].stem
    return _korean_verb(stem) if stem else _korean_noun(words[0], korean.dropped_alone(words[0]))


def _korean_verb(stem: str) -> Reading:
    shapes = {korean.VERB: f"{stem}-"}
    if len(stem) > 1 and stem[-1] in korean.LIGHT_VERBS:
        shapes[korean.LIGHT] = f"{stem[:-1]} + {stem[-1]}"
    tiers = tuple(t for t in (korean.VERB, korean.CHAIN, korean.PART, korean.LIGHT) if t in shapes or t in {korean.CHAIN, korean.PART})
    return Reading(VERB, f"verb, stem {stem}-", tiers, shapes)


def _korean_noun(word: str, bare: str | None) -> Reading:
    dropped = f" {bare}, its particle {word.removeprefix(bare)} dropped" if bare else ""
    return Reading(NOUN, f"noun{dropped}", (korean.NOUN, korean.COMPOUND))


def _korean_phrase(words: list[str], *, loose: bool) -> Reading:
    """Say how the words of a phrase follow each other; typed particles show where they are dropped."""
    bare = {word: kept for word in words if (kept := korean.dropped_in_phrase(word))}
    dropped = " and ".join(f"{word.removeprefix(kept)} of {word}" for word, kept in bare.items())
    if not loose:
        said = f"phrase {' + '.join(words)}, with or without blanks" + (f"; also without {dropped}" if dropped else "")
        return Reading(PHRASE, said, (korean.NOUN, korean.COMPOUND, korean.PHRASE))
    shown = " + ".join(_in_phrase(bare.get(word, word)) for word in words)
    said = f"phrase {shown}, particles and adverbs between them or not" + (f"; {dropped} dropped" if dropped else "")
    return Reading(PHRASE, said, (korean.PHRASE,))


def _in_phrase(word: str) -> str:
    stem = word.removesuffix("다")
    return f"{stem}-" if stem not in {"", word} else word


def _english(text: str, forms: Mapping[str, frozenset[str]]) -> Reading:
    apart = english.readings(text)[0]
    words = tuple(_ordered(group[0], english.forms(group, forms)) for group in apart)
    if len(words) == 1:
        n = len(words[0])
        return Reading(WORD, "word in its one form" if n == 1 else f"word in its {n} forms", (), {}, words)
    joined = ", joined or not" if len(english.readings(text)) > 1 else ""
    return Reading(PHRASE, f"{len(words)} words in all forms{joined}", (), {}, words)


def _ordered(word: str, forms: Collection[str]) -> tuple[str, ...]:
    return word, *sorted(set(forms) - {word}, key=lambda f: (len(f), f))


_MOST_FORMS = 20_000
"""More ways to put the forms of a phrase together than this are not tried."""


def never(words: tuple[tuple[str, ...], ...], surfaces: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Give for each word of an English keyword the forms that none of these hits has, however they are joined.

    Function words of a phrase are left out: they have no forms that anybody would miss.
    """
    if math.prod(map(len, words)) > _MOST_FORMS:
        return ()
    seen = {"".join(part.form for stretch in surface.split() for part in english.parts(stretch)) for surface in surfaces}
    found = [way for way in product(*words) if "".join(way) in seen]
    used = [{way[n] for way in found} for n in range(len(words))]
    return tuple(_missing(forms, used[n], phrase=len(words) > 1) for n, forms in enumerate(words))


_FUNCTION_WORDS = frozenset(
    "a an and as at back but by down for from in into no not of off on onto or out over per than the to up with".split()  # noqa: SIM905 - a list of words
)


def _missing(forms: tuple[str, ...], used: Collection[str], *, phrase: bool) -> tuple[str, ...]:
    idle = phrase and forms[0] in _FUNCTION_WORDS
    return () if idle else tuple(form for form in forms if form not in used)


def paraphrase(query: Query, scope: str = "sentence") -> str:
    """Say in words what a combination asks for."""
    together = any(isinstance(one, Both | Without | Near) for one in _all(query))
    return _said(query) + (f", in one {scope}" if together else "")


def _all(query: Query) -> Iterator[Query]:
    yield query
    for child in children(query):
        yield from _all(child)


def _said(query: Query) -> str:
    match query:
        case Either(options):
            return " or ".join(map(_side, options))
        case Both(every):
            return " and ".join(map(_side, every))
        case Without(first, second):
            return f"{_side(first)} without {_side(second)}"
        case Near(left, right, within, ordered):
            reach = f"within {within} word{'s' if within > 1 else ''}"
            return f"{_side(left)} followed {reach} by {_side(right)}" if ordered else f"{_side(left)} {reach} of {_side(right)}"
        case Reference(code):
            return f"any keyword of {code}"
    return unparse(query)


def _side(query: Query) -> str:
    said = _said(query)
    return said if isinstance(query, QueryLeaf) else f"({said})"
