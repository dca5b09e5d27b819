"""Words for languages without an analyser: runs of letters, and marks."""

from __future__ import annotations

import re

from qualcode.match.word import Word

_UNIT = re.compile(r"\w+|[^\w\s]+")


def read(turn: str) -> tuple[Word, ...]:
    """Give the words and marks of a turn; the lemma is the word, case folded."""
    return tuple(Word(m.start(), m.end(), m.group(), m.group().casefold(), "") for m in _UNIT.finditer(turn))
