"""The one value that passes between language analysis and matching, so that neither imports the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """One unit of an analysed text: a word, a morpheme or a mark.

    ``start`` and ``end`` are half-open code points of the text given to the analyser, and ``text`` is exactly what
    stands there. Korean morphemes may overlap (배우[0, 2) 었[1, 2)) and may be empty (이/VCP). ``lemma`` is the normal
    form, ``tag`` the analyser's own tag; both may be empty.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str


Words: TypeAlias = Callable[[str], Iterable[Word]]
"""What an analyser is: text to words, in the order of their starts."""

Inflect: TypeAlias = Callable[[str], frozenset[str]]
"""All written forms of an English word, in lower case; the word itself need not be among them."""
