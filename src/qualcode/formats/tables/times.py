"""Times in cells of tables: clock times with or without prose, durations in words, seconds and milliseconds as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from qualcode.formats.assemble import clock

_CLOCK = re.compile(r"(?<![\d:.])(?P<time>\d{1,3}:[0-5]\d(?::[0-5]\d)?)(?:[.,;:]\d{1,6})?(?![\d:])")
_WORDS = re.compile(
    r"(?:(?P<h>\d{1,3})\s*(?:시간|h|hrs?|hours?)\s*)?(?:(?P<m>\d{1,3})\s*(?:분|m|mins?|minutes?)\s*)?(?:(?P<s>\d{1,4})\s*(?:초|s|secs?|seconds?))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?")
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?!\d)|\d{2,4}\s?[-/.년]\s?\d{1,2}\s?[-/.월]\s?\d{1,4}\s?[일.]?(?:\s*\([^)]*\))?")
_HALF_DAY = re.compile(r"(오전|오후|[ap]\.?m\b\.?)\s*", re.IGNORECASE)
_AROUND = " \t\n[](){}<>,;|–—~-"
_RANGE = re.compile(r"^\s*(?:-+>?|~|–|—|to|부터)?\s*$")
_MILLISECONDS = 300
"""Steps between rows of at least so many are no seconds: nobody speaks for five minutes in each of most rows."""
_FEWEST_STEPS = 4
_LONGEST_NAME = 80
_NOON = 12


def is_clock(cell: str) -> bool:
    """Tell whether a cell holds a clock time, and not first of all a date."""
    return _CLOCK.search(cell) is not None and _DATE.search(cell) is None


def is_moment(cell: str) -> bool:
    """Tell whether a cell holds a date with a clock time, as chats and forms write it."""
    return _CLOCK.search(cell) is not None and _DATE.search(cell) is not None


def unstamped(cell: str) -> tuple[str, str] | None:
    """Give the name and the clock time of a cell that holds both, ``참석자 1 00:12`` or ``[0:12] Ana``; else None."""
    found = _CLOCK.search(cell) if len(cell) <= _LONGEST_NAME else None
    if not found or _DATE.search(cell):
        return None
    before, after = cell[: found.start()].strip(_AROUND), cell[found.end() :].strip(_AROUND)
    name = before or after
    return (name, found["time"]) if not (before and after) and any(map(str.isalpha, name)) else None


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    return _NUMBER.fullmatch(cell) is not None


def per_second(cells: Sequence[str], name: str, ends: Sequence[str] = ()) -> float:
    """Tell how many units of a column of numbers make a second: 1, or 1000 where its name or its steps say milliseconds."""
    folded = name.casefold().replace("_", " ")
    if re.search(r"\bms\b|milli|밀리|msec", folded):
        return 1000.0
    pairs = [(float(a), float(b)) for a, b in zip(cells, ends, strict=False) if is_number(a) and is_number(b)]
    starts = [float(c) for c in cells if is_number(c)]
    whole = all(n.is_integer() for n in starts) and not any("." in c for c in cells)
    steps = [b - a for a, b in pairs] or [b - a for a, b in pairwise(starts)]
    few = not pairs and len(steps) < _FEWEST_STEPS
    if re.search(r"\bsec|\(s\)|초", folded) or not whole or not steps or few:
        return 1.0
    return 1000.0 if median(steps) >= _MILLISECONDS else 1.0


def time_of(cell: str, unit: float = 1.0) -> tuple[str | None, str]:
    """Give the time that a cell tells, and the words in it that are no time.

    A number counts units of which ``unit`` make a second. Of a range the first time is taken.
    """
    if is_number(cell):
        return clock(float(cell) / unit), ""
    worded = _WORDS.fullmatch(cell.strip())
    if worded and any(worded.groupdict().values()):
        return clock(3600 * int(worded["h"] or 0) + 60 * int(worded["m"] or 0) + int(worded["s"] or 0)), ""
    found = _CLOCK.search(cell)
    if not found:
        return None, cell.strip()
    rest = _DATE.sub("", cell[: found.start()]) + " " + _CLOCK.sub("", cell[found.end() :], count=1)
    half = _HALF_DAY.search(rest) if _DATE.search(cell) or re.search("오전|오후", rest) else None
    time = _afternoon(found["time"], half[1]) if half else found["time"]
    words = (_HALF_DAY.sub("", rest, count=1) if half else rest).strip(_AROUND)
    return time, "" if _RANGE.match(words) else words


def _afternoon(time: str, half: str) -> str:
    """Give a time of the day by the clock of 24 hours."""
    hours, _, rest = time.partition(":")
    late = half.casefold().startswith(("오후", "p"))
    return f"{int(hours) % _NOON + (_NOON if late else 0):02}:{rest}" if int(hours) <= _NOON else time
