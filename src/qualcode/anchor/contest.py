"""Whether a place could as well be another's: words that stand several times between two firm points.

Of "yes, yes" one word is deleted, or a third is added: no comparison of the texts can say which. Such a coding must ask,
for the worst an anchor can do is to hop silently to equal words said at another time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from qualcode.anchor.alignment import Alignment, Strand
from qualcode.anchor.carry import Carried, touching
from qualcode.model.text import Span

FIRM = 12
"""So many characters in a row that stand once in each text are a firm point."""
REACH = 800
"""Firm points are looked for so many characters before and after a range."""

_LINE = re.compile(r"[^\n]+")

Point = tuple[int, int]


def is_contested(alignment: Alignment, span: Span, carried: Carried) -> bool:
    """Tell whether equal words near a range, or near the place it was carried to, may be the ones that were kept.

    They cannot be when, between the nearest firm points, both texts hold the words equally often and the range and its
    place come at the same turn; or when both have equally many lines, range and place stand in the same one, and the
    words stand there once.
    """
    old, new, place = alignment.old, alignment.new, carried.place
    words = {old[span.start : span.end], new[place.start : place.end]}
    if all(_stands_once(old, w) and _stands_once(new, w) for w in words):
        return False
    before, after = _firm_before(alignment, carried.strand, span), _firm_after(alignment, carried.strand, span)
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    here = _Zone(old, Span(before[0], after[0]), span, pattern)
    there = _Zone(new, Span(before[1], after[1]), place, pattern)
    return here.turn() != there.turn() and (here.line() is None or here.line() != there.line())


@dataclass(frozen=True, slots=True)
class _Zone:
    """A stretch of one of the texts between two firm points, the place of a coding in it, and a pattern of its words."""

    text: str
    within: Span
    place: Span
    words: re.Pattern[str]

    def turn(self) -> tuple[int, int]:
        """Give how often the words stand here, and how many of them come before the place."""
        return _count(self._find(self.words, self.within), self.place)

    def line(self) -> tuple[int, int] | None:
        """Give how many lines are here, and how many come before the place; None unless its own has the words once."""
        lines = self._find(_LINE, self.within)
        total, before = _count(lines, self.place)
        is_sole = before < total and len(self._find(self.words, lines[before])) == 1
        return (total, before) if is_sole else None

    def _find(self, pattern: re.Pattern[str], within: Span) -> list[Span]:
        return [Span(*match.span()) for match in pattern.finditer(self.text, within.start, within.end)]


def _count(spans: Sequence[Span], place: Span) -> tuple[int, int]:
    return len(spans), sum(s.end <= place.start for s in spans)


def _stands_once(text: str, words: str) -> bool:
    """Tell whether words stand once in a text, or not at all."""
    return text.find(words) == text.rfind(words)


def _firm_before(alignment: Alignment, strand: Strand, span: Span) -> Point:
    """Give the nearest firm point before a range, else where its strand begins: offsets in the old and in the new text."""
    first, _ = touching(strand, span)
    for run in strand[min(first, len(strand) - 1) :: -1]:
        for end in range(min(run.old_end, span.start), max(run.old, span.start - REACH) + FIRM - 1, -FIRM):
            if _is_firm(alignment, end - FIRM):
                return end, run.new + end - run.old
        if run.old < span.start - REACH:
            break
    return strand[0].old, strand[0].new


def _firm_after(alignment: Alignment, strand: Strand, span: Span) -> Point:
    """Give the nearest firm point after a range, else where its strand ends: offsets in the old and in the new text."""
    _, last = touching(strand, span)
    for run in islice(strand, max(last, 0), None):
        for start in range(max(run.old, span.end), min(run.old_end, span.end + REACH) - FIRM + 1, FIRM):
            if _is_firm(alignment, start):
                return start, run.new + start - run.old
        if run.old_end > span.end + REACH:
            break
    return strand[-1].old_end, strand[-1].new_end


def _is_firm(alignment: Alignment, start: int) -> bool:
    """Tell whether the characters from here on stand once in both texts."""
    words = alignment.old[start : start + FIRM]
    return _stands_once(alignment.old, words) and _stands_once(alignment.new, words)
