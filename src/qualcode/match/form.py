"""Keywords as written: whole words of the text itself, without any language analysis.

A Korean word must begin where a word begins; what follows it in the same word (particles, endings) does not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from qualcode.match.english import APOSTROPHES, HYPHENS
from qualcode.match.letters import HANGUL, clean
from qualcode.match.sequence import Found

FORM = "form"
_WORD = re.compile(r"\w+")
_NO_LETTER_BEFORE = r"(?<!\w)"
_NO_LATIN_AFTER = rf"(?![^\W{HANGUL}])"
_ALIKE = (APOSTROPHES, HYPHENS)


@dataclass(frozen=True, slots=True)
class _Written:
    entry: int
    lead: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Forms:
    """All keywords as written, by their first word, case folded; ``lengths`` are those of the first words."""

    first: dict[str, list[_Written]] = field(default_factory=lambda: defaultdict(list))
    lengths: set[int] = field(default_factory=set)

    def add(self, entry: int, term: str) -> None:
        """Enter the letters of an entry; they hold at least one letter or number."""
        term, _ = clean(term)
        head = _WORD.search(term)
        if head:
            word = head.group().casefold()
            self.first[word].append(_Written(entry, head.start(), _pattern(term)))
            self.lengths.add(len(word))


def _pattern(term: str) -> re.Pattern[str]:
    letters = r"\s+".join("".join(_alike(char) for char in word) for word in term.split())
    before = _NO_LETTER_BEFORE if term[0].isalnum() else ""
    after = "" if re.match(f"[{HANGUL}]", term[-1]) or not term[-1].isalnum() else _NO_LATIN_AFTER
    return re.compile(before + letters + after, re.IGNORECASE)


def _alike(char: str) -> str:
    """Write a letter as a pattern: apostrophes are alike, and hyphens are alike."""
    return next((f"[{re.escape(group)}]" for group in _ALIKE if char in group), re.escape(char))


def find(forms: Forms, text: str) -> Iterator[Found]:
    """Give all hits in a text, in offsets of the text as given."""
    if not forms.lengths:
        return
    cleaned, back = clean(text)
    for word in _WORD.finditer(cleaned):
        folded = word.group().casefold()
        for written in (w for n in forms.lengths if n <= len(folded) for w in forms.first.get(folded[:n], ())):
            start = word.start() - written.lead
            match = written.pattern.match(cleaned, start) if start >= 0 else None
            if match:
                span = back.span(match.start(), match.end())
                yield Found(written.entry, FORM, span.start, span.end)
