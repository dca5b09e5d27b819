"""Four steps from an anchor to its place in a text: its own offsets, the alignment, quote and context, or a question."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz

from qualcode.anchor.alignment import Alignment, Strand
from qualcode.anchor.compare import Run
from qualcode.anchor.search import Found, likeness, search
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, trim

ALIKE = 0.6
"""How alike words found by the alignment must be to the quote."""
_REACH = 400
_MARK = 4
_BEGINS = re.compile(r"(?:[.!?…。][\"'”’)\]]*\s|\n|:\s)\s*")  # noqa: RUF001 - typographic quotes close sentences
_ENDS = re.compile(r"[.!?…。][\"'”’)\]]*(?=\s|$)|(?=\n)|$")  # noqa: RUF001 - typographic quotes close sentences
_EDGE = re.compile(r"(?<!\S)(?=\S)|(?<=\S)(?!\S)")


@dataclass(frozen=True, slots=True)
class Adrift:
    """A quote that has no sure place: why, the nearest words there are, and how alike they are (0 to 1)."""

    reason: Literal["ambiguous", "not found"]
    nearest: Span | None = None
    likeness: float = 0.0


def settle(anchor: Anchor, text: str, version: str, alignment: Alignment | None) -> Span | Adrift:
    """Find where an anchor's words lie in a text of this version.

    ``alignment`` leads from the text the anchor was made in to this one; None when that text is lost. Offsets are code
    points, the span half-open and without white space at its ends, unless the anchor's own text is unchanged.
    """
    if anchor.text == version and _verbatim(anchor, text):
        return Span(anchor.start, anchor.end)
    if alignment is None or not _verbatim(anchor, alignment.old):
        return _answer(search(anchor, text))
    return _follow(anchor, alignment)


def _verbatim(anchor: Anchor, text: str) -> bool:
    """Tell whether the anchor's words stand at its offsets."""
    return 0 <= anchor.start <= anchor.end and text[anchor.start : anchor.end] == anchor.exact


def _answer(found: Found) -> Span | Adrift:
    """Turn the outcome of step three into a place or a question."""
    if found.sure and found.span:
        return found.span
    return Adrift("ambiguous" if found.rivals else "not found", found.span, found.likeness)


def _follow(anchor: Anchor, alignment: Alignment) -> Span | Adrift:
    """Go where the alignment leads; if that is nowhere, look for the quote among words that are new."""
    span = trim(alignment.old, Span(anchor.start, anchor.end))
    best, strand, place = _best_place(alignment, span)
    if place and best >= ALIKE:
        return Adrift("ambiguous", place, best) if _slides(alignment, strand, span, place) else place
    found = search(anchor, alignment.new, lambda s: 2 * alignment.claimed(s, but=span) <= s.end - s.start)
    answer = _answer(found)
    if isinstance(answer, Adrift) and place and best > answer.likeness:
        return Adrift(answer.reason, place, best)
    return answer


# ---------------------------------------------------------------- step two: along a strand


def _best_place(alignment: Alignment, span: Span) -> tuple[float, Strand, Span | None]:
    """Give the most alike of the places to which the strands lead, the thread of the text before others."""
    best: tuple[float, Strand, Span | None] = (0.0, (), None)
    for strand in alignment.strands:
        first, last = _touching(strand, span)
        if first <= last and any(run.length for run in strand[first : last + 1]):
            carry = _Carry(alignment, strand, span, first, last)
            place = carry.place()
            best = max(best, (carry.alike(place), strand, place), key=lambda b: b[0])
            if best[2] and best[2] != place:
                hull = Span(min(best[2].start, place.start), max(best[2].end, place.end))
                best = max(best, (carry.alike(hull), best[1], hull), key=lambda b: b[0])
    return best


def _touching(strand: Strand, span: Span) -> tuple[int, int]:
    """Give the first and the last index of the runs that share characters with a range; the first is larger when none do."""
    first = bisect_right(strand, span.start, key=lambda r: r.old_end)
    return first, bisect_left(strand, span.end, key=lambda r: r.old) - 1


@dataclass(frozen=True, slots=True)
class _Carry:
    """A range of the old text on its way along a strand, of which the runs from first to last share characters with it."""

    alignment: Alignment
    strand: Strand
    span: Span
    first: int
    last: int

    def place(self) -> Span:
        """Give where the range has come, from its first to its last surviving character with what replaced its ends."""
        first, last = self.strand[self.first], self.strand[self.last]
        start = first.new + max(0, self.span.start - first.old)
        end = last.new_end - max(0, last.old_end - self.span.end)
        start = max(self._starts(start, end), key=lambda at: self.alike(Span(at, end)))
        end = max(self._ends(start, end), key=lambda at: self.alike(Span(start, at)))
        return self._whole(trim(self.alignment.new, Span(start, end)))

    def alike(self, place: Span) -> float:
        """Say how alike the words of a place are to the quote, in any order."""
        old, new = self.alignment.old[self.span.start : self.span.end], self.alignment.new[place.start : place.end].strip()
        return max(likeness(old, new), fuzz.token_sort_ratio(old, new) / 100)

    def _whole(self, place: Span) -> Span:
        """Let a whole sentence stay one: take in words from nowhere up to its ends, no more than it has lost."""
        old, new, room = self.alignment.old, self.alignment.new, self._room()
        start, end = place.start, place.end
        if _last_beginning(old, self.span.start - _MARK, self.span.start) == self.span.start:
            start = self._unless_claimed(_last_beginning(new, start - room - _MARK, start), start)
        if _first_end(old, self.span.end - 1, self.span.end) == self.span.end:
            end = self._unless_claimed(_first_end(new, end - 1, end + room), end)
        return Span(start, end)

    def _unless_claimed(self, to: int | None, at: int) -> int:
        """Give how far a place may reach: not over words that others have."""
        if to is None or self.alignment.claimed(Span(min(to, at), max(to, at)), but=self.span):
            return at
        return to

    def _room(self) -> int:
        """Say how long words may be that replaced the lost ones."""
        kept = sum(
            min(run.old_end, self.span.end) - max(run.old, self.span.start) for run in self.strand[self.first : self.last + 1]
        )
        return 2 * max(self.span.end - self.span.start - kept, 0)

    def _starts(self, start: int, end: int) -> list[int]:
        """List where the range may begin now, the likeliest first: words before the survivors may have replaced lost ones."""
        first = self.strand[self.first]
        if self.first == 0 or first.old < self.span.start:
            return [start]
        before = self.strand[self.first - 1]
        clean = before.old_end >= self.span.start
        if first.old == self.span.start:
            return [start, before.new_end] if clean else [start]
        room = self._room() + 10
        if clean and start - before.new_end <= room:
            return [before.new_end]
        return [start, *reversed(_edges(self.alignment.new, max(before.new_end, start - room), start))]

    def _ends(self, start: int, end: int) -> list[int]:
        """List where the range may end now, the likeliest first."""
        last = self.strand[self.last]
        if self.last + 1 == len(self.strand) or last.old_end > self.span.end:
            return [end]
        after = self.strand[self.last + 1]
        clean = after.old <= self.span.end
        if last.old_end == self.span.end:
            return [end, after.new] if clean else [end]
        room = self._room() + 10
        if clean and after.new - end <= room:
            return [after.new]
        return [end, *_edges(self.alignment.new, end, min(after.new, end + room))]


def _last_beginning(text: str, start: int, end: int) -> int | None:
    """Give where the last sentence, turn or text begins at or before an end."""
    found = 0 if start <= 0 else None
    for match in _BEGINS.finditer(text, max(0, start), end):
        found = match.end()
    return found


def _first_end(text: str, start: int, end: int) -> int | None:
    """Give where the first sentence or line ends after a start and at or before an end."""
    match = _ENDS.search(text, start, min(end + 1, len(text)))
    return match.end() if match and match.end() <= end else None


def _edges(text: str, start: int, end: int) -> list[int]:
    """List where words begin and end within a range."""
    return [m.start() for m in _EDGE.finditer(text, start, end)]


# ---------------------------------------------------------------- edits that can be read in two ways


def _slides(alignment: Alignment, strand: Strand, span: Span, place: Span) -> bool:
    """Tell whether the same edit can be read so that other, equal words are the ones that were kept.

    Of "yes, yes" one word is deleted, or a second is added: no comparison of the texts can say which.
    """
    mirrored = tuple(Run(r.new, r.old, r.length) for r in strand)
    return _slid(alignment.old, strand, span) or _slid(alignment.new, mirrored, place)


def _slid(text: str, strand: Strand, span: Span) -> bool:
    """Tell whether a stretch beside a range, without a partner, holds once more the words from the range up to it."""
    first, last = _touching(strand, span)
    return any(_again(text, span, gap, replaced=replaced) for gap, replaced in _gaps(strand, first, last, span))


def _gaps(strand: Strand, first: int, last: int, span: Span) -> Iterator[tuple[Span, bool]]:
    """Give the stretches near a range that have no partner, and whether something stands in their place."""
    for a, b in pairwise(strand[max(last, 0) :]):
        if a.old_end - span.start > _REACH:
            break
        if span.end <= a.old_end < b.old:
            yield Span(a.old_end, b.old), a.new_end < b.new
    for b, a in pairwise(strand[first::-1]):
        if span.end - b.old > _REACH:
            break
        if a.old_end < b.old <= span.start:
            yield Span(a.old_end, b.old), a.new_end < b.new


def _again(text: str, span: Span, gap: Span, *, replaced: bool) -> bool:
    """Tell whether a stretch holds the words between a range and it; where nothing replaced it, at its far end."""
    after = gap.start >= span.end
    words = text[span.start : gap.start] if after else text[gap.end : span.end]
    if len(words) > gap.end - gap.start:
        return False
    if not replaced:
        return text.endswith(words, gap.start, gap.end) if after else text.startswith(words, gap.start, gap.end)
    edge = text[span.start - 1 : span.start] + words if after else words + text[span.end : span.end + 1]
    return edge in text[gap.start : gap.end]
