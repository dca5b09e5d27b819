"""Which letters a text has, whatever form they were stored in, and the way back to the text as it was given."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model.text import ZERO_WIDTH, Span, canonical

SOFT_HYPHEN = "\u00ad"
UNSEEN = ZERO_WIDTH + SOFT_HYPHEN
"""Characters that stand inside a word and that no reader sees."""

HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff"
"""Syllables and letters of Hangul, composed and decomposed, as the inside of a character class."""

_HANGUL = re.compile(f"[{HANGUL}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def has_hangul(text: str) -> bool:
    """Tell whether at least one letter of a text is Korean."""
    return _HANGUL.search(text) is not None


@dataclass(frozen=True, slots=True)
class Back:
    """The way from a cleaned text to the text as given: begin and end of each character, None where nothing moved."""

    given: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> Span:
        """Give the range of the given text that holds these letters (half-open code points on both sides)."""
        if self.starts is None:
            return Span(start, end)
        begin = self.starts[start] if start < len(self.starts) else len(self.given)
        return Span(begin, max(begin, self.ends[end - 1]) if end > start else begin)


def without_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs, which no analyser takes, by the replacement character: no offset moves."""
    return _SURROGATE.sub("\ufffd", text)


def clean(given: str) -> tuple[str, Back]:
    """Compose a text and drop what no reader sees, so that an analyser meets the letters; and say the way back."""
    text, moved = canonical(given)
    if moved.offsets is None and SOFT_HYPHEN not in text:
        return without_surrogates(text), Back(given)
    offsets = moved.offsets or range(len(text) + 1)
    begins = [bisect.bisect_right(offsets, i) - 1 for i in range(len(text) + 1)]
    kept = [i for i, char in enumerate(text) if char != SOFT_HYPHEN]
    ends = [_end(given, offsets, begins, i) for i in kept]
    return without_surrogates("".join(text[i] for i in kept)), Back(given, [begins[i] for i in kept], ends)


def _end(given: str, offsets: Sequence[int], begins: Sequence[int], index: int) -> int:
    """Give the end in the given text of a canonical character; where one character became two, both end alike."""
    begin, end = begins[index], begins[index + 1]
    end = end if end > begin else bisect.bisect_left(offsets, index + 1)
    while end > begin + 1 and given[end - 1] in UNSEEN:
        end -= 1
    return end
