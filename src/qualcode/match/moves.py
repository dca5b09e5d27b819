"""Edits of a text as a value, and where every range of the old text lies in the new one."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.model.text import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the range of the old text (half-open code points, empty to insert) and what is put there."""

    start: int
    end: int
    put: str


@dataclass(frozen=True, slots=True)
class Moves:
    """The way from a text to its edited form: the ranges taken out, in order and apart, and where each of them came to lie."""

    old: Sequence[Span] = ()
    new: Sequence[Span] = ()

    def start(self, offset: int) -> int:
        """Give where a range that begins at this offset begins now; inside an edited range it begins with that range."""
        at = bisect.bisect_right(self.old, offset, key=lambda s: s.start) - 1
        if at < 0:
            return offset
        was, now = self.old[at], self.new[at]
        return now.start if offset < was.end else now.end + offset - was.end

    def end(self, offset: int) -> int:
        """Give where a range that ends at this offset ends now; inside an edited range it ends with that range."""
        at = bisect.bisect_left(self.old, offset, key=lambda s: s.start) - 1
        if at < 0:
            return offset
        was, now = self.old[at], self.new[at]
        return now.end + max(0, offset - was.end)

    def span(self, span: Span) -> Span:
        """Give where a range lies now; one that cut an edited range holds the whole of it."""
        start = self.start(span.start)
        return Span(start, max(start, self.end(span.end)))


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, Moves]:
    """Make edits, which must not overlap, and give the new text with the way to it."""
    pieces: list[str] = []
    old: list[Span] = []
    new: list[Span] = []
    at = length = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        pieces += (text[at : edit.start], edit.put)
        length += edit.start - at + len(edit.put)
        old.append(Span(edit.start, edit.end))
        new.append(Span(length - len(edit.put), length))
        at = edit.end
    return "".join((*pieces, text[at:])), Moves(tuple(old), tuple(new))
