"""What resembles a name and was left as it stands, for a person to look at: nothing here is ever replaced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import Levenshtein

from qualcode.match.names import HANGUL, WORD, Names, find, surname
from qualcode.match.particles import TITLE_NEXT, begins_with_title, follows, sound
from qualcode.model.text import Span

Why = Literal["inside a word", "other case", "nearly", "contracted", "masked", "initials", "surname before"]
_LONG_LATIN = 5
_FULL = 3
"""A Korean name of so many syllables is rare enough for a near miss of it to be worth a look without a title."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A form that resembles a name: why, how often it stands, and the offset of the first."""

    name: str
    form: str
    why: Why
    count: int
    offset: int


def lookalikes(text: str, names: Names) -> tuple[Lookalike, ...]:
    """Find what resembles a name in a canonical text and is none by the rules of :mod:`qualcode.match.names`."""
    taken = [hit.span for hit in find(text, names)]
    seen: dict[tuple[str, str], Lookalike] = {}
    for one in (*_in_words(text, names, taken), *_veiled(text, names), *_surnames(text, names, taken)):
        known = seen.get((one.form, one.name))
        seen[one.form, one.name] = replace(known, count=known.count + 1) if known else one
    return tuple(sorted(seen.values(), key=lambda one: one.offset))


def _in_words(text: str, names: Names, taken: list[Span]) -> Iterator[Lookalike]:
    """Judge each different word once, by itself and by whether a title follows it."""
    hits = {word.start() for span in taken for word in WORD.finditer(text, span.start, span.end)}
    judge = _Judge(names)
    known: dict[tuple[str, bool], tuple[str, Why] | None] = {}
    for word in WORD.finditer(text):
        if word.start() in hits or len(word[0]) == 1:
            continue
        key = word[0], TITLE_NEXT.match(text, word.end()) is not None
        if key not in known:
            known[key] = judge.judge(*key)
        found = known[key]
        if found:
            yield Lookalike(found[0], word[0], found[1], 1, word.start())


class _Judge:
    """The names in the forms in which words are compared with them."""

    def __init__(self, names: Names) -> None:
        single = [name for name in names.pseudonyms if WORD.fullmatch(name)]
        parts = [part for name in names.pseudonyms if " " in name for part in WORD.findall(name) if len(part) > 1]
        self.hangul = [name for name in single if "가" <= name[0] <= "힣"]
        self.latin = list(dict.fromkeys(name for name in (*single, *parts) if name not in self.hangul))
        self.folded = {name.casefold(): name for name in self.latin}
        self.exact = {*self.latin, *(name.upper() for name in self.latin)}
        self.contracted = {form: name for name in self.hangul for form in _contracted(name)}
        whole = sorted((name for name in single if len(name) > 1), key=lambda n: -len(n))
        self.inside = re.compile("|".join(map(re.escape, whole))) if whole else None

    def judge(self, word: str, titled: bool) -> tuple[str, Why] | None:  # noqa: FBT001 - called with a key of a table
        hangul = "가" <= word[0] <= "힣"
        inside = self.inside.search(word) if self.inside and word not in self.exact else None
        if inside:
            return inside[0], "inside a word"
        return self._hangul(word, titled) if hangul else self._latin(word)

    def _latin(self, word: str) -> tuple[str, Why] | None:
        same = self.folded.get(word.casefold())
        if same:
            return None if word in self.exact else (same, "other case")
        if len(word) < _LONG_LATIN or not word[0].isupper():
            return None
        near = _nearest(word.casefold(), ((n.casefold(), n) for n in self.latin if len(n) >= _LONG_LATIN))
        return (near, "nearly") if near else None

    def _hangul(self, word: str, titled: bool) -> tuple[str, Why] | None:  # noqa: FBT001 - as above
        if word in self.contracted:
            return self.contracted[word], "contracted"
        fitting = (n for n in self.hangul if _may_be(word, n, titled))
        stems = ((unicodedata.normalize("NFD", n), n) for n in fitting)
        for letters, name in stems:
            if Levenshtein.distance(unicodedata.normalize("NFD", word[: len(name)]), letters, score_cutoff=1) <= 1:
                return name, "nearly"
        return None


def _may_be(word: str, name: str, titled: bool) -> bool:  # noqa: FBT001 - as above
    """Tell whether a word has the length of a name with particles, and a title where the name is short."""
    stem, rest = word[: len(name)], word[len(name) :]
    if len(stem) < len(name) or not any(a == b for a, b in zip(stem, name, strict=True)):
        return False
    if len(name) < _FULL and not (titled and not rest) and not begins_with_title(rest):
        return False
    return follows(rest, sound(stem))


def _nearest(word: str, names: Iterable[tuple[str, str]]) -> str | None:
    return next((name for folded, name in names if Levenshtein.distance(word, folded, score_cutoff=1) <= 1), None)


def _contracted(name: str) -> list[str]:
    """Give a name that ends in a vowel with 는, 를 or the copula grown to it: 민순, 민술 for 민수."""
    if sound(name) != "vowel":
        return []
    closed = [name[:-1] + chr(ord(name[-1]) + final) for final in (4, 8)]
    return [closed[0] + end for end in ("", "데", "데요", "지", "가")] + closed[1:]


_MASK = "[O○◯〇oX×*●Ⅹ]{1,3}"


def _veiled(text: str, names: Names) -> Iterator[Lookalike]:
    """Find surnames with the rest masked (김OO, 김모 씨), and initials (K. M., Kim M.)."""
    families: dict[str, str] = {}
    for name in names.pseudonyms:
        families.setdefault(surname(name), name)
    families.pop("", None)
    if families:
        one = "|".join(families)
        masked = rf"(?<!\w)(?P<family>{one})(?:{_MASK}[{HANGUL}]?(?!\w)|{_MASK}(?=[{HANGUL}])|[ ]?모[ ]?씨)"
        for match in re.finditer(masked, text):
            yield Lookalike(families[match["family"]], match[0], "masked", 1, match.start())
    for name in names.pseudonyms:
        words = [w for w in WORD.findall(name) if w[0].isupper()]
        if len(words) > 1:
            for match in re.finditer(_initials(words), text):
                yield Lookalike(name, match[0], "initials", 1, match.start())


def _initials(words: list[str]) -> str:
    first, last = words[0], words[-1]
    dotted = r"\.[ -]?".join(re.escape(w[0]) for w in words)
    return rf"(?<!\w)(?:{dotted}\.|{re.escape(first)} {last[0]}\.|{first[0]}\. ?{re.escape(last)}(?!\w))"


def _surnames(text: str, names: Names, hits: list[Span]) -> Iterator[Lookalike]:
    """Find the surname that was left before a given name that is replaced (김 민수 where only 민수 is in the map)."""
    families = {surname(name) for name in names.pseudonyms} - {""}
    before = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, families))}) $") if families else None
    for span in hits if before else ():
        match = before.search(text, max(0, span.start - 4), span.start) if before else None
        if match:
            yield Lookalike(text[span.start : span.end], match[1], "surname before", 1, match.start())
