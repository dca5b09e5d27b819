"""Four steps from an anchor to its place in a text: its own offsets, the alignment, quote and context, or a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qualcode.anchor.alignment import Alignment, Strand
from qualcode.anchor.carry import carry, touching
from qualcode.anchor.compare import Run
from qualcode.anchor.search import Found, search
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, trim

ALIKE = 0.6
"""How alike words found by the alignment must be to the quote."""
_REACH = 400
_NEAR = 20


@dataclass(frozen=True, slots=True)
class Adrift:
    """A quote that has no sure place: why, the nearest words there are, and how alike they are (0 to 1)."""

    reason: Literal["ambiguous", "not found"]
    nearest: Span | None = None
    likeness: float = 0.0


def settle(anchor: Anchor, text: str, version: str, alignment: Alignment | None) -> Span | Adrift:
    """Find where an anchor's words lie in a text of this version.

    ``alignment`` leads from the text the anchor was made in to this one; None when that text is lost. Offsets are code
    points, the span half-open; unless the anchor's own text is unchanged, it has no white space at its ends.
    """
    if anchor.text == version and _verbatim(anchor, text):
        return Span(anchor.start, anchor.end)
    if not anchor.exact.strip():
        return Adrift("not found")
    if alignment is None or alignment.new != text or not _verbatim(anchor, alignment.old):
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
    carried = carry(alignment, span)
    if carried and carried.likeness >= ALIKE:
        slides = _slides(alignment, carried.strand, span, carried.place)
        return Adrift("ambiguous", carried.place, carried.likeness) if slides else carried.place
    answer = _answer(search(anchor, alignment.new, lambda s: 2 * alignment.claimed(s, but=span) <= s.end - s.start))
    if isinstance(answer, Adrift) and carried and carried.likeness > answer.likeness:
        return Adrift(answer.reason, carried.place, carried.likeness)
    return answer


# ---------------------------------------------------------------- edits that can be read in two ways


def _slides(alignment: Alignment, strand: Strand, span: Span, place: Span) -> bool:
    """Tell whether the same edit can be read so that other, equal words are the ones that were kept.

    Of "yes, yes" one word is deleted, or a second is added: no comparison of the texts can say which.
    """
    first, last = touching(strand, span)
    near = strand[max(0, first - _NEAR) : last + 1 + _NEAR]
    mirrored = tuple(Run(r.new, r.old, r.length) for r in near)
    return _slid(alignment.old, near, span) or _slid(alignment.new, mirrored, place)


def _slid(text: str, strand: Strand, span: Span) -> bool:
    """Tell whether a stretch beside a range, without a partner, holds once more the words from the range up to it."""
    first, last = touching(strand, span)
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
