"""One interview as text: its speakers and turns, and the form in which a transcript stands on disk."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from qualcode.model.diagnostic import Location
from qualcode.model.text import Span, count_words, sentences, text_version, trimmed

ROLES = ("interviewer", "respondent", "moderator", "group", "system", "unknown")
UNKNOWN_SPEAKER = "?"
HEADING = "#"
_LABEL = re.compile(r"(?P<label>[^\s:\\][^:\n]{0,63}?)(?:[ \t]*\[(?P<time>[\d:.,]+)\])?[ \t]*:(?=\s|$)")
_FURTHER = re.compile(rf"\n{_LABEL.pattern}")
"""A label at the beginning of a line that is not the first; a pattern that begins with one character is found fastest."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks under a label: the role in the talk, and the case whose words these are."""

    label: str
    role: str = "unknown"
    case: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted speech: number from 1, and the range of its words in the canonical text."""

    number: int
    speaker: str
    span: Span
    time: str | None = None


@dataclass(frozen=True)
class Source:
    """One transcript: canonical text and speakers by label; the turns are what the two come to, read when first asked for."""

    id: str
    text: str
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    case: str | None = None
    languages: tuple[str, ...] = ()
    path: str = ""
    version: str = ""
    where: Location | None = field(default=None, compare=False, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """What may begin a turn: the speakers' labels, then their aliases."""
        return (*self.speakers, *(alias for s in self.speakers.values() for alias in s.aliases))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns in order, each under its speaker's own label, whatever alias begins it."""
        turns = parse_turns(self.text, self.labels)
        own = {alias: s.label for s in self.speakers.values() for alias in s.aliases if alias not in self.speakers}
        return tuple(replace(t, speaker=own.get(t.speaker, t.speaker)) for t in turns) if own else turns

    def words_of(self, turn: Turn) -> str:
        """Give the words of a turn as they stand in the text."""
        return self.text[turn.span.start : turn.span.end]

    def turn_at(self, offset: int) -> Turn | None:
        """Give the turn whose words hold this offset, or the last one that begins before it."""
        index = bisect.bisect_right(self.turns, offset, key=lambda t: t.span.start)
        return self.turns[index - 1] if index else None

    def turns_in(self, span: Span) -> tuple[Turn, ...]:
        """Give the turns that share characters with a range."""
        first = max(bisect.bisect_right(self.turns, span.start, key=lambda t: t.span.start) - 1, 0)
        last = bisect.bisect_left(self.turns, span.end, key=lambda t: t.span.start)
        return tuple(t for t in self.turns[first:last] if t.span.overlaps(span))

    def sentences_of(self, turn: Turn) -> tuple[Span, ...]:
        """Give the sentences of a turn; a turn without marks is its own sentence."""
        return sentences(self.text, turn.span)

    def role_of(self, turn: Turn) -> str:
        """Give the role in which a turn is spoken."""
        speaker = self.speakers.get(turn.speaker)
        return speaker.role if speaker else "unknown"

    def case_of(self, turn: Turn) -> str | None:
        """Give the case whose words a turn holds: the speaker's own, else the source's."""
        speaker = self.speakers.get(turn.speaker)
        return (speaker.case if speaker else None) or self.case

    def n_words(self, exclude: Iterable[str] = ()) -> int:
        """Count the blank-separated words of all turns whose role is not excluded."""
        left_out = frozenset(exclude)
        return sum(count_words(self.words_of(t)) for t in self.turns if self.role_of(t) not in left_out)

    def line_of(self, offset: int) -> Location:
        """Give the line and column of an offset."""
        line = self.text.count("\n", 0, offset) + 1
        return Location(self.path, line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1)


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn as an importer found it, before it has a place in a canonical text."""

    speaker: str
    text: str
    time: str | None = None


def parse_turns(text: str, labels: Iterable[str]) -> tuple[Turn, ...]:
    """Read the turns of a canonical transcript in which these labels are declared.

    ``Label: text`` or ``Label [00:02:33]: text`` at the start of a line begins a turn; lines without a declared label
    belong to the turn before. ``?:`` is speech of an unknown speaker, ``#:`` a heading and no turn.
    """
    turns: list[Turn] = []
    for match, span in _declared_lines(text, labels):
        if match["label"] != HEADING:
            turns.append(Turn(len(turns) + 1, match["label"], span, match["time"]))
    return tuple(turns)


def _declared_lines(text: str, labels: Iterable[str]) -> Iterator[tuple[re.Match[str], Span]]:
    """Give each declared label at the beginning of a line, with the range of the words up to the next."""
    declared = {*labels, UNKNOWN_SPEAKER, HEADING}
    found = [match for match in _label_lines(text) if match["label"] in declared]
    starts = [*(match.start("label") for match in found), len(text)]
    for match, end in zip(found, starts[1:], strict=True):
        yield match, trimmed(text, match.end(), end)


def _label_lines(text: str) -> Iterator[re.Match[str]]:
    """Give what looks like a label at the beginning of a line."""
    first = _LABEL.match(text)
    if first:
        yield first
    yield from _FURTHER.finditer(text)


def declared_label(text: str, line: Span, declared: Iterable[str]) -> re.Match[str] | None:
    """Read the label at the start of a line, when it is one of those declared."""
    match = _LABEL.match(text, line.start, line.end)
    return match if match and match["label"] in declared else None


def undeclared_labels(text: str, labels: Iterable[str]) -> dict[str, list[int]]:
    """Find what looks like a label and is not declared: each with the offsets of the lines that begin with it."""
    declared = {*labels, UNKNOWN_SPEAKER, HEADING}
    found: dict[str, list[int]] = {}
    for match in _label_lines(text):
        if match["label"] not in declared and len(match["label"].split()) <= 3:  # noqa: PLR2004 - names have few words
            found.setdefault(match["label"], []).append(match.start("label"))
    return found


def compose(speeches: Sequence[Speech], labels: Iterable[str]) -> str:
    """Write turns as a canonical transcript, so that reading it back gives the same turns."""
    declared = {*labels, UNKNOWN_SPEAKER, HEADING}
    blocks = ["\n".join([_head(speech) + first, *rest]) for speech in speeches for first, *rest in [_guarded(speech, declared)]]
    return "\n\n".join(block.rstrip(" ") for block in blocks) + "\n" if blocks else ""


def _head(speech: Speech) -> str:
    return f"{speech.speaker} [{speech.time}]: " if speech.time else f"{speech.speaker}: "


def _guarded(speech: Speech, declared: Iterable[str]) -> list[str]:
    """Give the paragraphs of a turn, each but the first with a backslash where it would be read as the start of a turn."""
    first, *rest = speech.text.strip().split("\n")
    return [first, *(_escape(line, declared) for line in rest)]


def passages(speeches: Sequence[Speech], labels: Iterable[str], places: Iterable[tuple[int, int, int]]) -> tuple[Span, ...]:
    """Give where passages come to lie in the text that :func:`compose` makes: each (speech, start, end) as a range of it.

    The texts of the speeches have no white space around them.
    """
    declared = {*labels, UNKNOWN_SPEAKER, HEADING}
    starts: list[list[tuple[int, int]]] = []
    at = 0
    for speech in speeches:
        at += len(_head(speech)) - (not speech.text)
        starts.append([])
        inside = 0
        for plain, guarded in zip(speech.text.split("\n"), _guarded(speech, declared), strict=True):
            at += len(guarded) - len(plain)
            starts[-1].append((inside, at))
            inside += len(plain) + 1
            at += len(plain) + 1
        at += 1
    return tuple(Span(_moved(starts[speech], start), _moved(starts[speech], end)) for speech, start, end in places)


def _moved(starts: Sequence[tuple[int, int]], offset: int) -> int:
    inside, at = starts[bisect.bisect_right(starts, offset, key=lambda s: s[0]) - 1]
    return at + offset - inside


def speeches_of(text: str, labels: Iterable[str]) -> tuple[Speech, ...]:
    """Read a canonical transcript back as speeches, headings among them: what :func:`compose` was given."""
    return tuple(Speech(m["label"], spoken(text[s.start : s.end]), m["time"]) for m, s in _declared_lines(text, labels))


def _escape(paragraph: str, declared: Iterable[str]) -> str:
    """Put a backslash before a paragraph that would be read as the start of a turn."""
    bare = paragraph.lstrip("\\")
    looks_guarded = bare != paragraph and _LABEL.match(bare)
    return "\\" + paragraph if looks_guarded or declared_label(bare, Span(0, len(bare)), declared) else paragraph


def spoken(text: str) -> str:
    """Give the words of a turn without the backslashes that guard paragraphs."""
    if "\\" not in text:
        return text
    return "\n".join(_unescape(i, line) for i, line in enumerate(text.split("\n")))


def _unescape(index: int, line: str) -> str:
    guarded = index and line.startswith("\\") and _LABEL.match(line.lstrip("\\"))
    return line[1:] if guarded else line


def make_source(  # noqa: PLR0913 - a value with as many parts
    id: str,  # noqa: A002 - the field's name
    text: str,
    speakers: Mapping[str, Speaker],
    *,
    case: str | None = None,
    languages: tuple[str, ...] = (),
    path: str = "",
    version: str = "",
) -> Source:
    """Make a source from canonical text and its declared speakers; the version is counted here where it is not known."""
    return Source(id, text, dict(speakers), case, languages, path, version or text_version(text), Location(path))
