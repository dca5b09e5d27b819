"""Four steps from an anchor to its place in a text: its own offsets, the alignment, quote and context, or a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qualcode.anchor.alignment import Alignment
from qualcode.anchor.carry import carry
from qualcode.anchor.contest import is_contested
from qualcode.anchor.search import Found, search
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, trim

ALIKE = 0.6
"""How alike words found by the alignment must be to the quote."""
FOREIGN = 0.25
"""How much of them may have stood elsewhere before: else the quote was torn apart, and they stand between its pieces."""


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
    if carried and carried.likeness >= ALIKE and not _is_torn(alignment, span, carried.place):
        contested = is_contested(alignment, span, carried)
        return Adrift("ambiguous", carried.place, carried.likeness) if contested else carried.place
    answer = _answer(search(anchor, alignment.new, lambda s: 2 * alignment.claimed(s, but=span) <= s.end - s.start))
    if isinstance(answer, Adrift) and carried and carried.likeness > answer.likeness:
        return Adrift(answer.reason, carried.place, carried.likeness)
    return answer


def _is_torn(alignment: Alignment, span: Span, place: Span) -> bool:
    """Tell whether too many words from elsewhere stand in a place."""
    return alignment.claimed(place, but=span) > FOREIGN * (place.end - place.start)
