"""Canonical text and the units of it: the one place that says what an offset counts.

Text is code points of canonical text. An offset is half-open and counts from 0. Whoever changes text returns an
:class:`OffsetMap` with it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

NO_BREAK_BLANKS = "\u00a0\u2007\u202f\u3000"
ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"
_CHANGED = f"\r{NO_BREAK_BLANKS}{ZERO_WIDTH}"
_BLANKS = dict.fromkeys(map(ord, NO_BREAK_BLANKS), " ")
_LOWEST_COMBINING = "\u0300"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in a canonical text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether the other range lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each offset of the raw text lies in the canonical text; ``offsets`` is None where nothing moved."""

    offsets: tuple[int, ...] | None = None

    def __getitem__(self, offset: int) -> int:
        """Give the canonical offset of a raw offset (0 to the raw text's length)."""
        return offset if self.offsets is None else self.offsets[offset]


def is_canonical(text: str) -> bool:
    """Tell whether a text is NFC with LF line ends, without byte order mark, no-break blanks and zero-width characters."""
    if text.isascii():
        return "\r" not in text
    return not any(char in text for char in _CHANGED) and unicodedata.is_normalized("NFC", text)


def canonical(raw: str) -> tuple[str, OffsetMap]:
    """Bring text to its canonical form (NFC, LF, blanks, nothing of zero width) and say where each character went."""
    if is_canonical(raw):
        return raw, OffsetMap()
    out: list[str] = []
    offsets: list[int] = []
    length = 0
    for cluster, settled in _clusters(raw):
        piece = cluster if settled else _canonical_piece(cluster)
        offsets.extend(min(length + i, length + len(piece)) for i in range(len(cluster)))
        out.append(piece)
        length += len(piece)
    return "".join(out), OffsetMap((*offsets, length))


def _canonical_piece(cluster: str) -> str:
    """Bring one cluster to canonical form."""
    if cluster in {"\r\n", "\r"}:
        return "\n"
    return unicodedata.normalize("NFC", _drop_zero_width(cluster)).translate(_BLANKS)


def _drop_zero_width(text: str) -> str:
    return "".join(c for c in text if c not in ZERO_WIDTH)


_SETTLED = re.compile("[\\t\\n -~\u2010-\u201f\u2026\u3001-\u3003\u3131-\u314e\u314f-\u3163\u4e00-\u9fff\uac00-\ud7a3]+")
"""Characters that are canonical by themselves, whatever stands before them; so a run of them is, but for its last one."""


def _clusters(raw: str) -> Iterator[tuple[str, bool]]:
    """Cut text where normalising the parts gives the same as normalising the whole; tell which parts need none."""
    start = 0
    while start < len(raw):
        run = _SETTLED.match(raw, start)
        if run and run.end() - start > 1:
            yield raw[start : run.end() - 1], True
            start = run.end() - 1
        end = start + 1
        while end < len(raw) and _belongs(raw[start:end], raw[end]):
            end += 1
        yield raw[start:end], False
        start = end


def _belongs(cluster: str, char: str) -> bool:
    """Tell whether a character must be normalised together with the cluster before it."""
    if char == "\n" or cluster[0] == "\r":
        return cluster + char == "\r\n"
    if char in ZERO_WIDTH:
        return True
    if char < _LOWEST_COMBINING:
        return False
    before = _drop_zero_width(cluster)
    if not before:
        return False
    normal = unicodedata.normalize
    if unicodedata.combining(normal("NFD", char)[0]):
        return True
    return normal("NFC", before + char) != normal("NFC", before) + normal("NFC", char)


def blob_version(data: bytes) -> str:
    """Give the first 12 hexadecimal digits of git's blob id for these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()[:12]


def text_version(text: str) -> str:
    """Give the version of a canonical text: the blob version of its UTF-8 bytes."""
    return blob_version(text.encode("utf-8", "surrogatepass"))


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs etc e.g i.e vol fig al approx dept inc ltd jr sr rev hon gov cf viz ca".split()  # noqa: SIM905 - a list of words
)
_NUMBER_NEXT = re.compile(r" *\d")
_BOUNDARY = re.compile(r"[.!?…。]+[\"'”’)\]]*(?=\s|$)|\n")


def sentences(text: str, within: Span) -> tuple[Span, ...]:
    """Cut a stretch of text into sentences, from its characters alone, trimmed of white space.

    A boundary is a run of sentence marks with closing quotes before white space or the end, or a line break; not
    after an abbreviation, a single capital, or a number before another. A stretch without any mark is one sentence.
    """
    spans: list[Span] = []
    start = within.start
    for match in _BOUNDARY.finditer(text, within.start, within.end):
        if match.group() == "." and _goes_on(text, start, match.start(), match.end()):
            continue
        spans.append(Span(start, match.end()))
        start = match.end()
    spans.append(Span(start, within.end))
    return tuple(trimmed for span in spans if (trimmed := trim(text, span)).start < trimmed.end)


def _goes_on(text: str, start: int, end: int, after: int) -> bool:
    """Tell whether a full stop ends an abbreviation, a single capital letter, or a number before another one (3. 5.)."""
    word = re.split(r"[\s(\[\"'“‘]", text[start:end])[-1]
    if word.isdecimal() or word.lower() == "no":
        return bool(_NUMBER_NEXT.match(text, after))
    single = len(word) == 1 and word.isascii() and word.isupper() and word != "I"
    return single or word.lower() in _ABBREVIATIONS


def trim(text: str, span: Span) -> Span:
    """Take white space off both ends of a range."""
    return trimmed(text, span.start, span.end)


def trimmed(text: str, start: int, end: int) -> Span:
    """Give the range between two offsets without the white space at its ends; where there is no more, the empty one at its end."""
    inner = text[start:end]
    begun = inner.lstrip()
    start += len(inner) - len(begun)
    return Span(start, start + len(begun.rstrip()))


def count_words(text: str) -> int:
    """Count blank-separated words."""
    return len(text.split())


def nfc(text: str) -> str:
    """Compose what a person typed, as all ids, labels and keywords are composed."""
    return unicodedata.normalize("NFC", text)
