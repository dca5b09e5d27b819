"""From the starts of turns to turns: paragraphs joined, headings and events apart, and all the rest reported as cut."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from qualcode.formats.plain.labels import STAMPED, Head, clock, read_head
from qualcode.formats.plain.lexicon import is_agenda, is_caption, is_datum_only, is_sentence, is_sound, is_tape_mark
from qualcode.formats.plain.lines import Page, heading_level, heading_text, is_dated_rule, is_event, is_rule, join_wrapped, words_of
from qualcode.formats.plain.matter import back_start, notes_start
from qualcode.formats.plain.outline import outline_marks
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech

_FEWEST_DATA = 2
_BOLD_LINE = re.compile(r"\s*(?P<mark>\*\*|__)[^*_]+(?P=mark)\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a stretch of a line came to stand: from this column on, so many characters, at ``start`` in a speech."""

    line: int
    column: int
    length: int
    speech: int
    start: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, in order; the lines that are no speech; prefixes taken off; lines at which somebody goes on unlabelled.

    The first ``front`` of the lines in ``cut`` stand before the talk; ``after`` are lines with labels below notes on it.
    """

    speeches: tuple[Speech, ...] = ()
    cut: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    resumed: tuple[int, ...] = ()
    pieces: tuple[Piece, ...] = ()
    front: int = 0
    after: tuple[int, ...] = ()


@dataclass(slots=True)
class _Turn:
    """A turn while its lines are gathered."""

    speaker: str
    time: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    closed: bool = True
    """The next line begins a paragraph."""
    added: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    """What lines brought: line, column and length there, the paragraph and the place in it."""

    def add(self, index: int, line: str, page: Page, words: frozenset[str]) -> None:
        if self.paragraphs and page.wrapped and not self.closed:
            self.paragraphs[-1] = join_wrapped(self.paragraphs[-1], line, words)
        elif line:
            self.paragraphs.append(line)
        self.closed = False
        if line:
            column = page.lines[index].rstrip().rfind(line)
            self.added.append((index, column, len(line), len(self.paragraphs) - 1, len(self.paragraphs[-1]) - len(line)))

    def goes_on(self) -> bool:
        """Tell whether a sentence is open: a page break does not end it."""
        return bool(self.paragraphs) and not is_sentence(self.paragraphs[-1])

    def pieces(self, speech: int) -> list[Piece]:
        starts = [0, *accumulate(len(p) + 1 for p in self.paragraphs)]
        return [Piece(line, column, n, speech, starts[p] + at) for line, column, n, p, at in self.added]

    def speech(self) -> Speech:
        return Speech(self.speaker, "\n".join(self.paragraphs), self.time)


def build(page: Page, heads: Sequence[Head]) -> Talk:
    """Make the turns that begin at these heads; every line that is not blank goes to a turn, a section mark or the cut."""
    end = notes_start(page, heads)
    kept = [h for h in heads if h.line < end]
    stop = min(end, back_start(page, kept[-1]))
    marks = section_marks(page, kept, stop)
    start = _start(page, kept[0].line, marks)
    at = {h.line: h for h in kept}
    stamps = _stamps(page, at, start, stop)
    between = [page.lines[i].strip() for i in page.content(start, stop) if is_rule(page.lines[i]) or i in stamps]
    front = _cut(page, 0, start)
    cut = [*front, *between, *_cut(page, stop, len(page.lines)), *page.dropped.values()]
    turns, resumed = _gather(page, _with_stamps(page, at, stamps), range(start, stop), marks, stamps)
    removed = tuple(part for h in kept for part in (h.prefix, h.suffix) if part)
    pieces = tuple(p for n, t in enumerate(turns) for p in t.pieces(n))
    after = tuple(h.line for h in heads if h.line >= end)
    return Talk(tuple(t.speech() for t in turns), tuple(cut), removed, tuple(resumed), pieces, len(front), after)


def unlabelled(page: Page) -> Talk:
    """Keep a text in which nobody is named: each block a speech of ``?``, Markdown headings apart, nothing cut but rules."""
    marks = {i: heading_text(page.lines[i]) for i in page.content() if heading_level(page.lines[i])}
    first = [i for i in page.content() if i not in marks and page.opens(i) and not is_rule(page.lines[i])]
    at = {i: Head(i, UNKNOWN_SPEAKER, page.lines[i].strip(), kind="implied") for i in first}
    turns, _ = _gather(page, at, range(len(page.lines)), marks)
    pieces = tuple(p for n, t in enumerate(turns) for p in t.pieces(n))
    cut = (*_cut(page, 0, len(page.lines), only_rules=True), *page.dropped.values())
    return Talk(tuple(t.speech() for t in turns), cut, pieces=pieces)


def _cut(page: Page, start: int, end: int, *, only_rules: bool = False) -> list[str]:
    return [page.lines[i].strip() for i in page.content(start, end) if not only_rules or is_rule(page.lines[i])]


def _stamps(page: Page, at: Mapping[int, Head], start: int, stop: int) -> dict[int, str]:
    """Find the lines that are only a time."""
    matches = {i: STAMPED.fullmatch(page.lines[i].strip()) for i in page.content(start, stop) if i not in at}
    return {i: clock(m["before"]) or "" for i, m in matches.items() if m}


def _with_stamps(page: Page, at: Mapping[int, Head], stamps: Mapping[int, str]) -> dict[int, Head]:
    """Give a turn without a time that of the line above it."""
    following = {page.next_content(i): time for i, time in stamps.items()}
    return {i: replace(h, time=following[i]) if i in following and not h.time else h for i, h in at.items()}


def _gather(
    page: Page, at: Mapping[int, Head], lines: range, marks: Mapping[int, str], skipped: Container[int] = ()
) -> tuple[list[_Turn], list[int]]:
    """Walk over the lines of the talk, from the first head or section mark."""
    turns: list[_Turn] = []
    resumed: list[int] = []
    words = words_of("\n".join(page.lines)) if page.wrapped else frozenset()
    speaking: _Turn | None = None
    for i in lines:
        line = page.lines[i].strip()
        if i in at:
            speaking = _begin(turns, at[i])
            speaking.add(i, at[i].text.strip(), page, words)
            speaking.closed = not at[i].text.strip()
        elif i in marks:
            turns.append(_Turn(HEADING, None, [marks[i]]))
        elif not line or i in skipped or is_rule(line):
            if speaking and not (i in page.breaks and speaking.goes_on()):
                speaking.closed = True
        elif speaking:
            if turns[-1] is not speaking:
                speaking = _Turn(speaking.speaker)
                turns.append(speaking)
                resumed.append(i)
            speaking.add(i, line, page, words)
    return turns, resumed


def _begin(turns: list[_Turn], head: Head) -> _Turn:
    """Begin a turn, or go on with the one before when the same speaker's label only stands at a further paragraph."""
    before = turns[-1] if turns else None
    goes_on = head.kind == "label" and not head.time and head.label not in {HEADING, UNKNOWN_SPEAKER}
    if before and before.speaker == head.label and goes_on:
        before.closed = True
        return before
    turns.append(_Turn(head.label, head.time))
    return turns[-1]


def _start(page: Page, first: int, marks: dict[int, str]) -> int:
    """Give the first line of the talk: that of the first head, or of the section marks and times directly above it."""
    start = first
    for i in range(first - 1, -1, -1):
        if i in marks or STAMPED.fullmatch(page.lines[i].strip()):
            start = i
        elif not page.is_blank(i):
            break
    return start


def section_marks(page: Page, heads: Sequence[Head], stop: int) -> dict[int, str]:
    """Find the lines of a talk that are no turns: Markdown headings, numbered lines, scenes in brackets; line to words."""
    at = {h.line for h in heads}
    first = heads[0].line
    headings = {i: heading_level(page.lines[i]) for i in page.content(0, stop) if heading_level(page.lines[i])}
    levels = {level for i, level in headings.items() if i > first and i not in at}
    found = {i: heading_text(page.lines[i]) for i, level in headings.items() if level in levels and i not in at}
    said = {page.next_content(h.line) for h in heads if h.alone}
    leading: list[int] = []
    scenes: list[int] = []
    bold_speech = any(page.is_bold(h.line) and h.text for h in heads)
    leads = True
    for i in (i for i in reversed(page.content(0, stop)) if i not in found):
        leading += [i] if leads and i not in at else []
        scenes += [i] if leads and i > first and i not in at and i not in said and _is_scene(page, i, bold_speech=bold_speech) else []
        leads = i in at or i in scenes[-1:]
    return found | {i: page.lines[i].strip() for i in (*scenes, *outline_marks(page, leading, at), *_data_between(page, at, first, stop))}


def _data_between(page: Page, at: Collection[int], first: int, stop: int) -> list[int]:
    """Find blocks right above turns that are only data about the talk: under a mark of a new part, or as at the top of the file."""
    above = {key for i in page.content(0, first) if (key := _datum(page, i))}
    found: list[int] = []
    for block in (b for b in page.blocks() if first < b[0] and b[-1] < stop and page.next_content(b[-1]) in at):
        titled = is_event(page.lines[block[0]]) or is_tape_mark(page.lines[block[0]])
        keys = [_datum(page, i) for i in block[titled:] if i not in at]
        known = titled or above.issuperset(keys)
        found += block if known and len(keys) == len(block[titled:]) >= _FEWEST_DATA and all(keys) else []
    return found


def _datum(page: Page, index: int) -> str | None:
    """Give the key of a line that is a datum, as compared."""
    head = read_head(page, index)
    return head.key if head and head.text and is_datum_only(head.label) and not is_sentence(head.text) else None


def _is_scene(page: Page, index: int, *, bold_speech: bool) -> bool:
    """Tell whether a line is no speech by its form: a bracket about more than a sound, or bold from end to end where speech is not."""
    line = page.lines[index]
    bold = (page.is_bold(index) and not bold_speech) or (page.opens(index) and _BOLD_LINE.fullmatch(line) is not None)
    event = is_event(line) and not is_sound(line) and not STAMPED.fullmatch(line.strip())
    return bold or event or is_agenda(line) or is_dated_rule(line) or is_caption(line) or (page.opens(index) and is_tape_mark(line))
