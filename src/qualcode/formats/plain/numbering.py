"""Numbers that count lines or turns at the left margin: no part of the talk, blanked so that columns stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

_NUMBER = re.compile(r"(?P<before>\s*)(?P<number>\d{1,5})(?P<mark>[.:)|]?)(?P<gap>\s+|$)")
_LABEL = re.compile(r"(?P<label>[^\s:：\d][^:：]{0,39})[:：]")
_FEWEST = 5
_FEWEST_STEPS = 2
_NEARLY = 0.9
_STEPS = (5, 10)

_Row = tuple[int, "re.Match[str]"]


def without_numbers(lines: Sequence[str]) -> tuple[str, ...]:
    """Blank the numbers that count all lines, every fifth or tenth line, or all labelled turns; else give the lines as they are."""
    rows = [(i, m) for i, line in enumerate(lines) if (m := _NUMBER.match(line))]
    if len(rows) < _FEWEST_STEPS or not any(test(lines, rows) for test in (_count_lines, _count_turns, _count_steps)):
        return tuple(lines)
    blank = {i: m.end() for i, m in rows}
    return tuple(" " * blank[i] + line[blank[i] :] if i in blank else line for i, line in enumerate(lines))


def _count_lines(lines: Sequence[str], rows: Sequence[_Row]) -> bool:
    """Tell whether nearly all lines are counted, also anew on each page, by bare numbers: "1." may be an item of a list."""
    filled = sum(bool(line.strip()) for line in lines)
    bare = not any(m["mark"] in {".", ":", ")"} for _, m in rows)
    return bare and len(rows) >= max(_FEWEST, _NEARLY * filled) and _rise(rows, lambda a, b: b in {a + 1, 1})


def _count_turns(lines: Sequence[str], rows: Sequence[_Row]) -> bool:
    """Tell whether the numbers count turns: behind nearly all of them stands a label that recurs."""
    labels = [match["label"].strip() if (match := _LABEL.match(lines[i], m.end())) else "" for i, m in rows]
    counts = Counter(filter(None, labels))
    often = sum(n for n in counts.values() if n > 1)
    return len(rows) >= _FEWEST and often >= _NEARLY * len(rows) and _rise(rows, lambda a, b: b == a + 1)


def _count_steps(lines: Sequence[str], rows: Sequence[_Row]) -> bool:
    """Tell whether every fifth or tenth line has its number, left of a text that is indented throughout."""
    numbers = [int(m["number"]) for _, m in rows]
    steps = any(numbers == [step * (k + 1) for k in range(len(numbers))] for step in _STEPS)
    counted = {i for i, _ in rows}
    indents = [len(line) - len(line.lstrip()) for i, line in enumerate(lines) if line.strip() and i not in counted]
    return steps and bool(indents) and min(indents) >= max(m.end("number") for _, m in rows)


def _rise(rows: Sequence[_Row], follows: Callable[[int, int], bool]) -> bool:
    """Tell whether nearly each number follows the one before."""
    pairs = list(pairwise(int(m["number"]) for _, m in rows))
    return sum(follows(a, b) for a, b in pairs) >= _NEARLY * len(pairs)
