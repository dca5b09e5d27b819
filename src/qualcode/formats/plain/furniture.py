"""What a printed page has at its edges: numbers that count pages, and what stands beside them again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*(?P<a>\d{1,4})\s*[-–—]|(?:page|p\.|쪽)\s*(?P<b>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?|(?P<c>\d{1,4})\s*(?:쪽|/\s*\d{1,4}))\s*",
    re.IGNORECASE,
)
_FEWEST = 2
_OFTEN = 0.6
"""What stands beside so large a share of the page numbers is part of the page, too."""


def furniture(lines: Sequence[str]) -> dict[int, str]:
    """Find the lines that are page numbers, if they count up or there is but "- 1 -", and those that come back beside them."""
    matches = {i: m for i, line in enumerate(lines) if (m := _NUMBER.fullmatch(line))}
    numbers = {i: int(next(filter(None, m.groups()))) for i, m in matches.items()}
    first = [m["a"] for m in matches.values()] == ["1"]
    if not first and (len(numbers) < _FEWEST or any(b != a + 1 for a, b in pairwise(numbers.values()))):
        return {}
    beside = [_beside(lines, i, step) for step in (-1, 1) for i in numbers]
    counts = Counter(_masked(lines[i]) for i in beside if i is not None)
    often = {text for text, n in counts.items() if n >= max(_FEWEST, _OFTEN * len(numbers))}
    found = {*numbers, *(i for i in beside if i is not None and _masked(lines[i]) in often)}
    return {i: lines[i].strip() for i in sorted(found)}


def _beside(lines: Sequence[str], index: int, step: int) -> int | None:
    """Give the line next to this one, None where that is blank or there is none."""
    other = index + step
    return other if 0 <= other < len(lines) and lines[other].strip() else None


def _masked(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def gaps(lines: Sequence[str], dropped: Mapping[int, str]) -> frozenset[int]:
    """Give the lines a page break takes up: those that were dropped, with the blank lines around them."""
    found = set(dropped)
    for i in dropped:
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(lines) and (at in dropped or not lines[at].strip()):
                found.add(at)
                at += step
    return frozenset(found)
