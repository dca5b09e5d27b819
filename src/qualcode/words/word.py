"""One unit of an analysed text as a value, for spaCy's tokens; what is matched are arrays (:mod:`qualcode.match.units`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a morpheme or a mark.

    ``start`` and ``end`` are half-open code points of the text given to the analyser, and ``text`` is exactly what
    stands there. Korean morphemes may overlap (배우[0, 2) 었[1, 2)) and may be empty (이/VCP). ``lemma`` is the normal
    form, ``tag`` the analyser's own tag; both may be empty.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str
