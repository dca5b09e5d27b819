"""Times as recognisers and captions write them: clocks, seconds, milliseconds, durations; all of them as seconds."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

CLOCK = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
_CLOCK = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,3}):(?P<s>\d{1,2}(?:[.,]\d{1,6})?)(?!\d)")
_SECONDS = re.compile(r"\s*(\d{1,12}(?:\.\d{1,12})?)\s*(?P<unit>s|sec|ms)?\s*", re.IGNORECASE)
_DURATION = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?")
_LATEST = 10**8
"""A later second is no time in a recording but a date that somebody counts from 1970."""
_NANO = 1e-9
_MILLI = 1000


class Stamp(NamedTuple):
    """A time; ``bare`` where the file gives a number without a unit, which may be milliseconds if it is ``whole``."""

    value: float
    bare: bool = False
    whole: bool = False


def clock_seconds(text: str) -> float | None:
    """Read the first clock time in a text (h:mm:ss, mm:ss, with a comma or a dot before the fraction) as seconds."""
    match = _CLOCK.search(text)
    if not match:
        return None
    return int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + float(match["s"].replace(",", "."))


def read_stamp(value: object) -> Stamp | None:
    """Read a time in any form that JSON from recognisers has: number, text, ``{seconds, nanos}``, ``{from}``, ``[start, end]``."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        sound = math.isfinite(value) and abs(value) < _LATEST * _MILLI
        return Stamp(float(value), bare=True, whole=isinstance(value, int)) if sound else None
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, list):
        return read_stamp(value[0]) if value and not isinstance(value[0], list | dict) else None
    return _of_object(value) if isinstance(value, dict) else None


def _of_text(text: str) -> Stamp | None:
    clock = clock_seconds(text)
    if clock is not None:
        return Stamp(clock)
    number = _SECONDS.fullmatch(text)
    if number:
        unit = (number["unit"] or "").lower()
        return Stamp(float(number[1]) / (_MILLI if unit == "ms" else 1), bare=not unit, whole="." not in number[1])
    duration = _DURATION.fullmatch(text.strip())
    if duration:
        hours, minutes, seconds = (float(part or 0) for part in duration.groups())
        return Stamp(hours * 3600 + minutes * 60 + seconds)
    return None


def _of_object(value: dict[object, object]) -> Stamp | None:
    if "from" in value:
        inner = value["from"]
        return read_stamp(inner) if not isinstance(inner, list | dict) else None
    whole, nanos = read_stamp(value.get("seconds", 0)), read_stamp(value.get("nanos", 0))
    if whole is None or nanos is None or not {"seconds", "nanos"} & set(value):
        return None
    return Stamp(whole.value + nanos.value * _NANO)


def in_seconds(stamp: Stamp | None, *, milliseconds: bool) -> float | None:
    """Give a time in seconds, None for what cannot be a time in a recording; ``milliseconds`` says what bare numbers are."""
    if stamp is None:
        return None
    value = stamp.value / _MILLI if stamp.bare and milliseconds else stamp.value
    return value if 0 <= value < _LATEST else None
