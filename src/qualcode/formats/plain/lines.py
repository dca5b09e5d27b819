"""A canonical text as lines, and what a line is by its form alone: blank, heading, rule, event, wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qualcode.formats.plain.furniture import furniture, gaps
from qualcode.formats.plain.numbering import without_numbers

_HEADING = re.compile(r"\s*(?P<level>#{1,6})\s+(?P<text>\S.*)")
_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}")
_EVENT = re.compile(r"\s*(?:\[[^][]*\]|\([^()]*\)|<[^<>]*>|（[^（）]*）|〈[^〈〉]*〉|【[^【】]*】)[.\s]*")
_DATED_RULE = re.compile(r"\s*[-=]{3,}\s*(?P<words>[^-=\s](?:.{0,58}[^-=\s])?)\s*[-=]{3,}\s*")
_COLON = re.compile(r"\s*[^\s:：][^:：]{0,59}[:：]")
_SENTENCE_END = re.compile(r"[.!?…。\"'”’)\]]\s*$")
_NARROWEST = 40
_WIDEST = 120
"""A margin in characters; in cells, Hangul may take twice as many."""
_FEWEST_PAIRS = 3
_FULL_SHARE = 0.85
_RUN_ON_SHARE = 0.3
_FEWEST_WORDS = 4
_FEW_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a text, counted from 0; ``wrapped`` tells that a typewriter's margin broke them inside sentences.

    ``bold`` says of lines of a document how many of their first characters are bold there, ``dropped`` which lines were
    a printed page's own and are blank here, ``breaks`` which blank lines a page break takes up with those.
    """

    lines: tuple[str, ...]
    wrapped: bool = False
    bold: Mapping[int, int] = field(default_factory=dict)
    dropped: Mapping[int, str] = field(default_factory=dict)
    breaks: frozenset[int] = frozenset()

    def is_blank(self, index: int) -> bool:
        """Tell whether a line has no characters but white space."""
        return not self.lines[index].strip()

    def is_bold(self, index: int, end: int | None = None) -> bool:
        """Tell whether a line is bold up to a column, or from end to end."""
        bold = self.bold.get(index, 0)
        return bold > 0 and bold >= (len(self.lines[index].rstrip()) if end is None else end)

    def opens(self, index: int) -> bool:
        """Tell whether a line begins a block: first of all, after a blank line, a heading or a rule."""
        if index == 0:
            return True
        before = self.lines[index - 1]
        return not before.strip() or is_rule(before) or heading_level(before) > 0

    def content(self, start: int = 0, end: int | None = None) -> list[int]:
        """Give the lines in a range that are not blank."""
        return [i for i in range(start, len(self.lines) if end is None else end) if self.lines[i].strip()]

    def next_content(self, index: int) -> int | None:
        """Give the first line after this one that is not blank."""
        return next((i for i in range(index + 1, len(self.lines)) if self.lines[i].strip()), None)

    def blocks(self) -> list[range]:
        """Give the runs of lines between blank lines."""
        found: list[range] = []
        for i in self.content():
            if found and found[-1].stop == i:
                found[-1] = range(found[-1].start, i + 1)
            else:
                found.append(range(i, i + 1))
        return found


def make_page(text: str, bold: Mapping[int, int] | None = None) -> Page:
    """Cut a canonical text into lines, blank what only counts them and pages, and see whether they are wrapped."""
    counted = without_numbers(text.split("\n"))
    dropped = furniture(counted)
    lines = tuple("" if i in dropped else line for i, line in enumerate(counted))
    return Page(lines, is_wrapped(lines), bold or {}, dropped, gaps(lines, dropped))


def heading_level(line: str) -> int:
    """Give the level of a Markdown heading, 1 to 6, and 0 for any other line."""
    match = _HEADING.fullmatch(line) if "#" in line else None
    return len(match["level"]) if match else 0


def heading_text(line: str) -> str:
    """Give the words of a Markdown heading, and of any other line the line."""
    match = _HEADING.fullmatch(line) if "#" in line else None
    return match["text"].strip().rstrip("#").rstrip() if match else line.strip()


def is_rule(line: str) -> bool:
    """Tell whether a line is only a stroke (---, ***, ===)."""
    return _RULE.fullmatch(line) is not None


def is_dated_rule(line: str) -> bool:
    """Tell whether a line is a stroke with a few words in it: ------ 2025년 9월 18일 ------."""
    return _DATED_RULE.fullmatch(line) is not None


def is_event(line: str) -> bool:
    """Tell whether a line is one bracket and nothing else: [laughter], (녹음 중단: 전화)."""
    return _EVENT.fullmatch(line) is not None


def is_wrapped(lines: tuple[str, ...]) -> bool:
    """Tell whether lines are broken at a margin: hardly any has room for the next line's first word, few end a sentence."""
    bare = [line.rstrip() for line in lines]
    if max(map(len, bare), default=0) > _WIDEST:
        return False
    pairs = [(a, b) for a, b in pairwise(bare) if _runs_on(a, b)]
    run_on = sum(not _SENTENCE_END.search(a) for a, _ in pairs)
    if len(pairs) < _FEWEST_PAIRS or run_on < _RUN_ON_SHARE * len(pairs):
        return False
    return any(_are_full(pairs, max(map(measure, bare)), measure) for measure in (cells, len))


def _are_full(pairs: Sequence[tuple[str, str]], margin: int, measure: Callable[[str], int]) -> bool:
    """Tell whether hardly any line has room for the first word of the next one."""
    full = sum(measure(a) + 1 + measure(b.split(maxsplit=1)[0]) > margin for a, b in pairs)
    return margin >= _NARROWEST and full >= _FULL_SHARE * len(pairs)


def _runs_on(line: str, following: str) -> bool:
    """Tell whether two neighbouring lines may be halves of one sentence."""
    return len(line.split()) >= _FEWEST_WORDS and bool(following.strip()) and not _COLON.match(following)


def characters(text: str) -> Counter[str]:
    """Count the characters of a text; where few are different, by looking for each, which is quicker."""
    distinct = set(text)
    return Counter({c: text.count(c) for c in distinct}) if len(distinct) < _FEW_CHARACTERS else Counter(text)


def cells(text: str) -> int:
    """Count terminal cells: Hangul and other wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def join_wrapped(before: str, after: str, words: frozenset[str]) -> str:
    """Join two halves of a wrapped line: with a blank, or without the hyphen where the joined word stands elsewhere."""
    if not before.endswith("-"):
        return f"{before} {after}"
    head, tail = before[:-1].rsplit(maxsplit=1)[-1:] or [""], re.match(r"\w*", after)
    left, right = head[0], tail.group() if tail else ""
    if left and right and left + right in words:
        return before[:-1] + after
    return before + after if left and right and f"{left}-{right}" in words else f"{before} {after}"


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text with their inner hyphens, to judge what a hyphen at a line's end means."""
    return frozenset(re.findall(r"\w+(?:-\w+)*", text))
