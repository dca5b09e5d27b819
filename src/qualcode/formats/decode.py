"""Bytes to text: which encoding a file is in, found by trying the likely ones strictly, in a fixed order.

The chain was measured on real Korean files; guessers from statistics give no answer for a third of short CP949 texts.
"""

from __future__ import annotations

import re
import unicodedata

from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.failure import QualcodeError

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_KNOWN = (
    (b"PK\x03\x04", "a DOCX, HWPX, ODT or XLSX document"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an HWP 5, DOC or XLS document"),
)
_MOST_CONTROLS, _FEW_CONTROLS = 0.02, 4
_LAYOUT_CONTROLS = "\t\n\r\f\v"
GUESS = "cp1252"
"""The encoding of last resort: it fits any bytes, so it proves nothing."""
_CP949_SHARE = 0.5
_JOHAB_SHARE = 0.9
_LOSSY = frozenset({"cp949", "johab", "iso2022_kr"})
_LOST = re.compile(r"(?<=\w)\?(?=\w)|(?<=\s)\?(?=\s)")
_URL = re.compile(r"\S*(?:https?://|www\.)\S*")


class NotText(QualcodeError):
    """The bytes are no text in any encoding that is tried."""

    def __init__(self, why: str, kind: str = "") -> None:
        help_ = f"this looks like {kind}: give it its own suffix" if kind else "save it as text in UTF-8, or name its encoding"
        super().__init__(f"it is no text: {why}", help_)


class WrongEncoding(QualcodeError):
    """The bytes do not fit the encoding that a person or a byte order mark names; ``offset`` counts bytes."""

    def __init__(self, encoding: str, offset: int, named_by: str) -> None:
        super().__init__(f"byte {offset:,} does not fit {encoding}, which {named_by}", "save the file anew in UTF-8")
        self.offset = offset


class UnknownEncoding(QualcodeError):
    """No codec has this name."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"no text encoding is called {encoding!r}", "for example utf-8, cp949, utf-16, johab")


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a text file: the text as it was written, and the name of the encoding (a Python codec).

    In this order, the first that answers: the encoding named; a byte order mark; UTF-16 without a mark where there are
    NUL bytes; ISO-2022-KR; UTF-8; CP949 and Johab where most letters come out as Hangul; CP1252, a guess in which bytes
    that mean nothing are U+FFFD. Raises :class:`WrongEncoding`, :class:`UnknownEncoding` and :class:`NotText`.
    """
    if encoding is not None:
        return _strictly(raw, encoding, "was named"), encoding
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, name, "the byte order mark names"), name
    if b"\x00" in raw:
        return _utf16(raw)
    return _iso2022(raw) or _eight_bit(raw)


def _strictly(raw: bytes, encoding: str, named_by: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as problem:
        raise WrongEncoding(encoding, problem.start, named_by) from None
    except (LookupError, ValueError):
        raise UnknownEncoding(encoding) from None


def _attempt(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16(raw: bytes) -> tuple[str, str]:
    """Read UTF-16 without a mark: the NULs of Latin letters and blanks stand on one side of each pair."""
    little = raw[1::2].count(0) > raw[0::2].count(0)
    name = "utf-16-le" if little else "utf-16-be"
    text = _attempt(raw, name)
    if text is None or any(unicodedata.category(c) == "Cc" and c not in _LAYOUT_CONTROLS for c in set(text)):
        kind = next((k for start, k in _KNOWN if raw.startswith(start)), "")
        raise NotText("it holds NUL bytes and is not UTF-16", kind)
    return text, name


def _iso2022(raw: bytes) -> tuple[str, str] | None:
    text = _attempt(raw, "iso2022_kr") if b"\x1b$)C" in raw else None
    return (text, "iso2022_kr") if text is not None else None


def _eight_bit(raw: bytes) -> tuple[str, str]:
    text = _attempt(raw, "utf-8")
    if text is not None:
        return text, "utf-8"
    for name, share in (("cp949", _CP949_SHARE), ("johab", _JOHAB_SHARE)):
        text = _attempt(raw, name)
        if text is not None and _hangul_share(text) > share:
            return text, name
    text = raw.decode(GUESS, "replace")
    controls = sum(c < " " and c not in _LAYOUT_CONTROLS for c in text)
    if controls > max(_FEW_CONTROLS, _MOST_CONTROLS * len(text)):
        raise NotText("it holds control characters all over", next((k for start, k in _KNOWN if raw.startswith(start)), ""))
    return text, GUESS


def _hangul_share(text: str) -> float:
    """Give the share of Hangul among the characters beyond ASCII (0 to 1)."""
    beyond = [c for c in text if c >= "\x80"]
    hangul = sum("가" <= c <= "힣" or "ㄱ" <= c <= "ㆎ" for c in beyond)
    return hangul / len(beyond) if beyond else 0.0


def doubts(text: str, encoding: str, path: str, *, named: bool = False) -> tuple[Diagnostic, ...]:
    """Find what is doubtful in a decoded text: an encoding that is only a guess, letters that an encoding has lost."""
    found = [] if named or encoding != GUESS else [_guessed(text, path)]
    return (*found, *_lost(text, path)) if encoding in _LOSSY else tuple(found)


def _guessed(text: str, path: str) -> Diagnostic:
    number, line = next(((i, s) for i, s in enumerate(text.split("\n"), 1) if not s.isascii()), (1, ""))
    gone = text.count("\ufffd")
    also = f"; {gone} bytes mean nothing in it" if gone else ""
    where, help_ = Location(path, number), "if this line is not right, save the file anew in UTF-8"
    return warning("QC053", f"the encoding is a guess ({GUESS}){also}: {line.strip()[:60]!r}", where, help_)


def _lost(text: str, path: str) -> list[Diagnostic]:
    bare = _URL.sub(lambda m: "_" * len(m.group()), text)
    hits = [m.start() for m in _LOST.finditer(bare)]
    if not hits:
        return []
    start = hits[0]
    where = Location(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    help_ = "— and others do not exist in Korean encodings: export the original again in UTF-8"
    return [warning("QC056", f"{len(hits)} question marks stand where a sign may have been lost", where, help_)]
