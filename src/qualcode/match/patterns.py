"""Regular expressions of the codebook, each guarded by a time limit in each turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

REGEX = "regex"
SECONDS = 0.2
"""How long a pattern may take in one turn. Ours take microseconds; one that needs this long would not end today."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of a leaf, compiled by the package ``regex``."""

    leaf: int
    text: str
    compiled: Any


class TooSlow(Exception):
    """A pattern did not end in time; ``turn`` is the number of the turn (from 0) it was given up in."""

    def __init__(self, turn: int) -> None:
        self.turn = turn
        super().__init__(turn)


def pattern(leaf: int, text: str, *, ignore_case: bool) -> Pattern:
    """Compile a pattern that was parsed without a problem."""
    import regex  # noqa: PLC0415 - only codebooks with patterns need it

    return Pattern(leaf, text, regex.compile(text, regex.IGNORECASE if ignore_case else 0))


def matches(wanted: Pattern, text: str, turns: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the ranges that a pattern matches inside turns, none of them empty; raises :class:`TooSlow`."""
    for number, (start, end) in enumerate(turns):
        try:
            for match in wanted.compiled.finditer(text, start, end, timeout=SECONDS):
                if match.end() > match.start():
                    yield match.start(), match.end()
        except TimeoutError:
            raise TooSlow(number) from None
