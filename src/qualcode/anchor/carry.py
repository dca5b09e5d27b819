"""Carrying a range of an old text along an alignment: where its words have come, and what has replaced those at its ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rapidfuzz import fuzz

from qualcode.anchor.alignment import Alignment, Strand
from qualcode.anchor.search import ENDS, likeness
from qualcode.model.text import Span, trim

A_WORD = 10
"""So many characters more than were lost may stand in their place: a word is often replaced by a longer one."""
A_SENTENCE = 200
"""Beyond so many characters the sorted words of any two texts of a language are alike (English, 2,400: .6)."""

_EDGE = re.compile(r"(?<!\S)(?=\S)|(?<=\S)(?!\S)")


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a strand leads a range: the place, and how alike its words are (0 to 1)."""

    place: Span
    likeness: float
    strand: Strand


def carry(alignment: Alignment, span: Span) -> Carried | None:
    """Give the most alike of the places to which the strands lead, the thread of the text before others.

    None when no character of the range has survived.
    """
    best: Carried | None = None
    for strand in alignment.strands_over(span):
        first, last = touching(strand, span)
        if first <= last and any(run.length for run in strand[first : last + 1]):
            place = _Carrier(alignment, strand, span, first, last).place()
            words, found_words = alignment.old[span.start : span.end], alignment.new[place.start : place.end]
            found = Carried(place, alike(words, found_words), strand)
            best = found if best is None or found.likeness > best.likeness else best
    return best


def touching(strand: Strand, span: Span) -> tuple[int, int]:
    """Give the first and the last index of the runs that share characters with a range; the first is larger when none do."""
    first = bisect_right(strand, span.start, key=lambda r: r.old_end)
    return first, bisect_left(strand, span.end, key=lambda r: r.old) - 1


def alike(old: str, new: str) -> float:
    """Say how alike two strings are (0 to 1): their words in order or, in what is no longer than a sentence, in any."""
    in_any_order = fuzz.token_sort_ratio(old, new) / 100 if max(len(old), len(new)) <= A_SENTENCE else 0.0
    return max(likeness(old, new), in_any_order)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A range of the old text and a strand, of which the runs from first to last share characters with the range."""

    alignment: Alignment
    strand: Strand
    span: Span
    first: int
    last: int

    def place(self) -> Span:
        """Give where the range has come: from its first to its last surviving character, with what replaced its ends."""
        first, last = self.strand[self.first], self.strand[self.last]
        start = first.new + max(0, self.span.start - first.old)
        end = last.new_end - max(0, last.old_end - self.span.end)
        quote, new = self.alignment.old[self.span.start : self.span.end], self.alignment.new
        start = max(self._starts(start), key=lambda at: alike(quote[:ENDS], new[at:end][:ENDS]))
        end = max(self._ends(end), key=lambda at: alike(quote[-ENDS:], new[start:at][-ENDS:]))
        return self._whole_words(trim(new, Span(start, end)))

    def _starts(self, start: int) -> list[int]:
        """List where the range may begin now, the likeliest first: words before the survivors may have replaced lost ones."""
        first, lost = self.strand[self.first], self._lost_before()
        if self.first == 0 or first.old < self.span.start:
            return [start]
        before = self.strand[self.first - 1]
        clean = before.old_end >= self.span.start
        if not lost:
            return [start, before.new_end] if clean else [start]
        low, room = before.new_end, self._room()
        if clean and start - low <= room and self._replaces(Span(low, start), lost):
            return [low]
        return [start, *reversed(_edges(self.alignment.new, max(low, start - room), start))]

    def _ends(self, end: int) -> list[int]:
        """List where the range may end now, the likeliest first: words after the survivors may have replaced lost ones."""
        last, lost = self.strand[self.last], self._lost_after()
        if self.last + 1 == len(self.strand) or last.old_end > self.span.end:
            return [end]
        after = self.strand[self.last + 1]
        clean = after.old <= self.span.end
        if not lost:
            return [end, after.new] if clean else [end]
        high, room = after.new, self._room()
        if clean and high - end <= room and self._replaces(Span(end, high), lost):
            return [high]
        return [end, *_edges(self.alignment.new, end, min(high, end + room))]

    def _replaces(self, added: Span, lost: str) -> bool:
        """Tell whether words stand where words were lost: a word does not replace a full stop."""
        words = self.alignment.new[added.start : added.end]
        return any(map(str.isalnum, lost)) or not any(map(str.isalnum, words))

    def _lost_before(self) -> str:
        return self.alignment.old[self.span.start : max(self.span.start, self.strand[self.first].old)]

    def _lost_after(self) -> str:
        return self.alignment.old[min(self.span.end, self.strand[self.last].old_end) : self.span.end]

    def _room(self) -> int:
        """Say how long words may be that replaced the lost ones."""
        runs = self.strand[self.first : self.last + 1]
        kept = sum(min(run.old_end, self.span.end) - max(run.old, self.span.start) for run in runs)
        return 2 * (self.span.end - self.span.start - kept) + A_WORD

    def _whole_words(self, place: Span) -> Span:
        """Let whole words stay whole: take in what was put to their ends, when it does not come from elsewhere."""
        old, new = self.alignment.old, self.alignment.new
        before = Span(_word_start(new, place.start), place.start)
        after = Span(place.end, _word_end(new, place.end))
        start = before.start if _is_edge(old, self.span.start) and self._is_new(before) else place.start
        end = after.end if _is_edge(old, self.span.end) and self._is_new(after) else place.end
        return Span(start, end)

    def _is_new(self, added: Span) -> bool:
        return not self.alignment.claimed(added, but=self.span)


def _edges(text: str, start: int, end: int) -> list[int]:
    """List where words begin and end within a range."""
    return [m.start() for m in _EDGE.finditer(text, start, end)]


def _is_edge(text: str, at: int) -> bool:
    return _EDGE.match(text, at) is not None


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at
