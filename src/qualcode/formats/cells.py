"""Texts as a spreadsheet takes them: how wide they are, what they may not hold, how long they may be.

A spreadsheet cuts a text that is too long without a word, and opens no file that holds a control character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil

LIMIT = 32_767
"""How many characters (UTF-16 units, as spreadsheets count) a cell takes."""
NAME_LIMIT = 31
"""How many of them the name of a sheet takes."""

_MARK_ROOM = len("(999/999) ")
_WASTE_SHARE, _MOST_WASTE = 8, 4
"""Cells at the end of a wrapped line that stay empty because the next word does not fit: an eighth, at most four."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]")
_SECOND_HALF = range(0xDC, 0xE0)
"""The high byte of the second of two UTF-16 units that are one character."""
_JOINING_JAMO = range(0x1160, 0x1200)
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


@lru_cache(maxsize=65_536)
def _width_of(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH or ord(char) in _JOINING_JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def width(text: str) -> int:
    """Give the width of a line in cells: Hangul is 2 wide, a combining sign 0 (Unicode Standard Annex 11)."""
    return len(text) if text.isascii() else sum(map(_width_of, text))


def n_lines(text: str, room: int) -> int:
    """Count the lines of a text that is wrapped to so many cells."""
    filled = max(1, room - min(_MOST_WASTE, room // _WASTE_SHARE))
    return sum(max(1, ceil(width(line) / filled)) for line in text.split("\n"))


def clean(text: str) -> tuple[str, int]:
    """Give a text with line feeds alone between lines, without what XML cannot hold, and how many characters that were."""
    return _NOT_XML.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))


def parts(text: str) -> tuple[str, ...]:
    """Cut a text that is over the limit into parts marked ``(1/2)``, ``(2/2)``; another stays whole and unmarked."""
    if 2 * len(text) <= LIMIT or len(text.encode("utf-16-le")) <= 2 * LIMIT:
        return (text,)
    pieces = tuple(_pieces(text, LIMIT - _MARK_ROOM))
    return tuple(f"({i}/{len(pieces)}) {piece}" for i, piece in enumerate(pieces, 1))


def _pieces(text: str, units: int) -> Iterator[str]:
    """Cut a text into pieces of so many UTF-16 units, never within a character."""
    raw = text.encode("utf-16-le")
    start = 0
    while start < len(raw):
        end = start + 2 * units
        if end < len(raw) and raw[end + 1] in _SECOND_HALF:
            end -= 2
        yield raw[start:end].decode("utf-16-le")
        start = end


def sheet_names(titles: Iterable[str]) -> tuple[str, ...]:
    r"""Give each sheet a name a spreadsheet takes: at most 31 characters, no ``[]:*?/\``, no two alike whatever their case."""
    taken = {"history"}
    names = []
    for title in titles:
        wanted = _NOT_IN_NAMES.sub("-", clean(title)[0])
        name, n = _short_name(wanted, ""), 1
        while name.casefold() in taken:
            n += 1
            name = _short_name(wanted, f" ({n})")
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _short_name(wanted: str, mark: str) -> str:
    cut = next(_pieces(wanted.strip(" '"), NAME_LIMIT - len(mark)), "")
    return (cut.strip(" '") or "-") + mark


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Give a header no name twice: a second ``role`` is ``role.2``."""
    seen: dict[str, None] = {}
    for name in names:
        new, n = name, 1
        while new in seen:
            n += 1
            new = f"{name}.{n}"
        seen[new] = None
    return tuple(seen)
