"""What two short stretches of text share: by words first, and by characters where words were replaced.

diff-match-patch runs without a time limit, since a result that depends on the speed of a machine is none. Its time
grows with the square of what differs; so stretches have a longest size, beyond which they share nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

WORDS_AT_ONCE = 300
CHARACTERS_AT_ONCE = 240
FEW = 40
"""So many characters are always compared one by one;"""
UNLIKE = 0.3
"""longer stretches only when they are more alike than this: else a diff finds nothing but scattered letters."""

_TOKEN = re.compile(r"\n+|\S+")


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Characters that stand in both texts: their offset in the old and in the new one, and how many they are.

    A run of no characters is a fence: places that belong together, such as the beginnings of two lines.
    """

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        """Where the run ends in the old text."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """Where the run ends in the new text."""
        return self.new + self.length


def join(runs: Iterable[Run]) -> list[Run]:
    """Join runs that follow on without a break on both sides."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and (last.old_end, last.new_end) == (run.old, run.new):
            joined[-1] = Run(last.old, last.new, last.length + run.length)
        else:
            joined.append(run)
    return joined


def compare(old: str, new: str) -> list[Run]:
    """Give what two stretches share, in order on both sides; nothing when they are too long to be compared."""
    if old == new:
        return [Run(0, 0, len(old))] if old else []
    if not old or not new:
        return []
    words = [Run(0, 0, 0), *_by_words(old, new), Run(len(old), len(new), 0)]
    gaps = (_by_characters(old, new, a, b) for a, b in pairwise(words))
    return [run for run in join(r for gap, word in zip(gaps, words[1:], strict=True) for r in (*gap, word)) if run.length]


def _by_words(old: str, new: str) -> list[Run]:
    here, there = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    if max(len(here), len(there)) > WORDS_AT_ONCE:
        return []
    signs: dict[str, str] = {}
    for word in (*here, *there):
        signs.setdefault(word.group(), chr(0x4E00 + len(signs)))
    shared = _diff("".join(signs[w.group()] for w in here), "".join(signs[w.group()] for w in there))
    return [
        Run(here[run.old + k].start(), there[run.new + k].start(), len(here[run.old + k].group()))
        for run in shared
        for k in range(run.length)
    ]


def _by_characters(old: str, new: str, before: Run, after: Run) -> Iterator[Run]:
    """Compare what lies between two runs."""
    a, b = old[before.old_end : after.old], new[before.new_end : after.new]
    if a == b:
        yield Run(before.old_end, before.new_end, len(a))
    elif a and b and _is_worth_it(a, b):
        yield from (Run(before.old_end + run.old, before.new_end + run.new, run.length) for run in _diff(a, b))


def _is_worth_it(old: str, new: str) -> bool:
    """Tell whether a comparison letter by letter is short enough and promises more than scattered letters."""
    longer = max(len(old), len(new))
    return longer <= FEW or (longer <= CHARACTERS_AT_ONCE and Indel.normalized_similarity(old, new) >= UNLIKE)


def _diff(old: str, new: str) -> list[Run]:
    """Ask diff-match-patch what two strings share."""
    differ = diff_match_patch()
    differ.Diff_Timeout = 0
    steps: list[tuple[int, str]] = differ.diff_main(old, new, False)  # noqa: FBT003 - the library's own signature
    shared = []
    i = j = 0
    for kind, piece in steps:
        if kind == 0:
            shared.append(Run(i, j, len(piece)))
        i += len(piece) if kind <= 0 else 0
        j += len(piece) if kind >= 0 else 0
    return shared
