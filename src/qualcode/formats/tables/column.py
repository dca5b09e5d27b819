"""What a column holds, told from its cells alone: names that recur, clock times, numbers in order, texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import fmean

from qualcode.formats.cells import width
from qualcode.formats.tables.times import is_clock, is_moment, is_number, unstamped
from qualcode.formats.tables.words import folded, is_question, jobs_of

_MARKS = tuple(
    frozenset(family.split())
    for family in ("0 1", "x", "v ✓ ✔ √", "o x × ○ ● ■", "true false", "yes no", "y n", "예 아니오 아니요", "유 무", "해당 미해당")
)
"""Families of marks; a column of marks keeps to one."""
_YES = frozenset("1 x v ✓ ✔ √ o ○ ● ■ true yes y 예 유 해당".split())  # noqa: SIM905 - a list of words
_MOST = 0.8
_HALF = 0.5
_VARIED = 0.7
_NAME_WIDTH = 40
_TIME_WORDS = 3
_TEXT_WIDTH = 18
_TEXT_WORDS = 3.5
_ANSWER_WORDS = 2.0
_CLOCK_IN = re.compile(r"(?<!\d)\d{1,2}:[0-5]\d")
_REACHES = re.compile(r"\S{1,64}@\S{1,200}|(?:\d{1,3}\.){3}\d{1,3}|\+?\d{2,4}[-. ]\d{3,4}[-. ]\d{4}")
_DIGITS = re.compile(r"\d")


def is_yes(cell: str, others: Collection[str]) -> bool:
    """Tell whether a mark says that a code holds; x says no where ``others`` of the column say yes with a circle."""
    mark = cell.casefold()
    return mark in _YES and not (mark == "x" and any(other.casefold() in {"o", "○", "●"} for other in others))


@dataclass(frozen=True)
class Column:
    """A column: its place, its name ("" where none is given), and its cells, one for each row."""

    index: int
    name: str
    cells: Sequence[str]
    letter: str = ""
    stamped: bool = False
    """Its cells had clock times beside names, which were taken off."""

    @property
    def shown(self) -> str:
        """What people call it: its name, or its letter."""
        return self.name or f"column {self.letter}"

    @cached_property
    def jobs(self) -> frozenset[str]:
        """The jobs that its name may stand for."""
        return jobs_of(self.name)

    @cached_property
    def filled(self) -> list[str]:
        """Its cells that are not empty."""
        return [cell for cell in self.cells if cell]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value occurs."""
        return Counter(self.filled)

    @property
    def distinct(self) -> float:
        """The share of filled cells that are the first of their value (0 to 1)."""
        return len(self.counts) / len(self.filled) if self.filled else 0.0

    @property
    def coverage(self) -> float:
        """The share of cells that are filled."""
        return len(self.filled) / len(self.cells) if self.cells else 0.0

    def _share(self, holds: Sequence[bool]) -> float:
        return sum(holds) / len(holds) if holds else 0.0

    @cached_property
    def is_time(self) -> bool:
        """Most cells are clock times."""
        return self._share([is_clock(c) and len(c.split()) <= _TIME_WORDS for c in self.filled]) >= _MOST

    @cached_property
    def reaches(self) -> bool:
        """Most cells say how to reach a person or a computer: addresses of mail, telephone numbers, IP addresses."""
        return self._share([_REACHES.fullmatch(c) is not None for c in self.filled]) >= _HALF

    def named_alone(self) -> Column:
        """Give the column of names where most cells are a name with a clock time; else itself."""
        parts = [unstamped(c) for c in self.cells]
        if sum(p is not None for p in parts) < max(2, _MOST * len(self.filled)):
            return self
        cells = tuple(part[0] if part else cell for part, cell in zip(parts, self.cells, strict=True))
        bare = replace(self, cells=cells, stamped=True)
        return bare if bare.is_names else self

    @cached_property
    def may_be_time(self) -> bool:
        """At least half of the cells are clock times, dates with one, or numbers."""
        return self._share([is_clock(c) or is_moment(c) or is_number(c) for c in self.filled]) >= _HALF

    @cached_property
    def has_times(self) -> bool:
        """Some cells hold a clock time, among prose or not, and they are no talk."""
        return not self.is_text and any(map(_CLOCK_IN.search, self.filled))

    @cached_property
    def is_numbers(self) -> bool:
        """Most cells are numbers."""
        return self._share([is_number(c) for c in self.filled]) >= _MOST

    @cached_property
    def is_index(self) -> bool:
        """Its cells count the rows: whole numbers, each greater than the one before by one, a few gaps apart."""
        numbers = [int(c) for c in self.filled if c.isdecimal() and len(c) < 10]  # noqa: PLR2004 - no row has such a number
        if len(numbers) < max(2, _MOST * len(self.cells)):
            return False
        steps = [b - a for a, b in pairwise(numbers)]
        return self._share([step == 1 for step in steps]) >= _MOST

    @cached_property
    def is_turns(self) -> bool:
        """Its cells are whole numbers that do not fall, several rows having one."""
        numbers = [int(c) for c in self.filled if c.isdecimal() and len(c) < 10]  # noqa: PLR2004 - as above
        rising = all(a <= b for a, b in pairwise(numbers))
        return len(numbers) >= _MOST * len(self.cells) and rising and len(set(numbers)) < len(numbers)

    @cached_property
    def width(self) -> float:
        """The mean width of its filled cells; Hangul is 2 wide."""
        return fmean(map(width, self.filled)) if self.filled else 0.0

    @cached_property
    def words(self) -> float:
        """The mean number of blank-separated words."""
        return fmean(len(c.split()) for c in self.filled) if self.filled else 0.0

    @cached_property
    def is_text(self) -> bool:
        """Its cells are long, of many words, and seldom alike."""
        if not self.filled or self.is_numbers or self.is_time or self._is_digits:
            return False
        asked = is_question(self.name)
        words = _ANSWER_WORDS if asked else _TEXT_WORDS
        return self.words >= words and self.width >= (_TEXT_WIDTH / 2 if asked else _TEXT_WIDTH) and self.distinct >= _VARIED

    @cached_property
    def _is_digits(self) -> bool:
        """Half of its letters are digits, as in dates, numbers of telephones, addresses of computers."""
        text = "".join("".join(self.filled[:200]).split())
        return len(_DIGITS.findall(text)) >= _HALF * len(text) > 0

    @cached_property
    def is_names(self) -> bool:
        """Its cells are short, and most values recur."""
        if not self.filled or self.is_time or self.width > _NAME_WIDTH:
            return False
        recurring = sum(n for n in self.counts.values() if n > 1)
        return recurring >= _HALF * len(self.filled) and max(map(len, self.counts)) <= 2 * _NAME_WIDTH

    @cached_property
    def is_unique(self) -> bool:
        """Its cells are short, nearly all filled, and nearly all differ, as ids do."""
        return bool(self.filled) and self.coverage >= _MOST and self.distinct >= 0.9 and self.width <= _NAME_WIDTH  # noqa: PLR2004 - one slip in ten

    @cached_property
    def is_marks(self) -> bool:
        """Its cells are marks, 0 and 1 or crosses, and at least one says yes."""
        values = {c.casefold() for c in self.filled}
        return any(values <= family and values & _YES for family in _MARKS)

    @cached_property
    def changes(self) -> float:
        """The share of neighbouring rows with different values."""
        return self._share([a != b for a, b in pairwise(self.filled)])

    def is_called(self, name: str) -> bool:
        """Tell whether a person means this column: by its name, whatever its case and blanks, or by its letter."""
        return folded(name) == folded(self.name) != "" or (not self.name and name.strip().upper() == self.letter)
