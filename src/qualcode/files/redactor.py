"""Texts of a study without the names of a map: transcripts with their labels, text versions, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qualcode.files.layout import Layout
from qualcode.files.sources import Sidecar, SpeakerFile, read_version
from qualcode.match.moves import Edit, Moves, apply
from qualcode.match.names import Names, Redacted
from qualcode.match.names import replace as replace_names
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, declared_label
from qualcode.model.text import Span, text_version

PSEUDONYMS_PUT = "pseudonyms=put"
"""What the sidecar of a transcript says of itself when pseudonyms stand for names in it."""
_LINE = re.compile("^.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A name that is replaced in a file: the form it stood in, the line of the first, and how often."""

    name: str
    form: str
    pseudonym: str
    path: str
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class Redactor:
    """The names, and an account of everything that was replaced."""

    names: Names
    found: dict[tuple[str, str, str], Replaced] = field(default_factory=dict)

    def plain(self, text: str) -> str:
        """Redact a short text, such as a label or a file's name, and keep no account."""
        return replace_names(text, self.names).text

    def text(self, text: str, shown: str, pieces: Sequence[Span] | None = None, line: int = 1) -> Redacted:
        """Redact a text that begins in this line of a file."""
        done = replace_names(text, self.names, pieces)
        for hit in done.hits:
            key = shown, hit.name, hit.form
            at = line + text.count("\n", 0, hit.span.start) if key not in self.found else 0
            known = self.found.get(key, Replaced(hit.name, hit.form, hit.pseudonym, shown, at, 0))
            self.found[key] = replace(known, count=known.count + 1)
        return done

    def lines(self, text: str, shown: str) -> str:
        """Redact a text in which a name never goes over the end of a line: a table, a list."""
        return self.text(text, shown, [Span(*m.span()) for m in _LINE.finditer(text)]).text

    def transcript(self, text: str, labels: Collection[str], shown: str = "") -> tuple[str, Moves]:
        """Redact a canonical transcript so that the same lines begin turns: a label is read by itself.

        A paragraph that would begin with a label only by its pseudonym gets the backslash that guards paragraphs.
        """
        declared = {*labels, UNKNOWN_SPEAKER, HEADING}
        lines = [Span(*m.span()) for m in _LINE.finditer(text)]
        heads = [m for line in lines if (m := declared_label(text, line, declared))]
        pieces = list(_pieces(len(text), [Span(*m.span("label")) for m in heads]))
        done = self.text(text, shown, pieces) if shown else replace_names(text, self.names, pieces)
        if not done.hits:
            return text, Moves()
        starts = {m.start() for m in heads}
        wished = {*map(self.plain, labels), *declared}
        guards = _guards(done, [line.start for line in lines if line.start not in starts], wished)
        return apply(text, [*guards, *(edit for hit in done.hits for edit in hit.edits)])

    def sidecar(self, sidecar: Sidecar, version: str, new_version: str) -> Sidecar:
        """Redact what the import of a source learned; labels that come to be one are one speaker."""
        speakers: dict[str, SpeakerFile] = {}
        for label, speaker in sidecar.speakers.items():
            new = self.plain(label)
            aliases = tuple(dict.fromkeys(a for alias in speaker.aliases if (a := self.plain(alias)) != new))
            said = SpeakerFile(speaker.role, self.plain(speaker.case) if speaker.case else None, aliases)
            speakers[new] = joined(speakers[new], said) if new in speakers else said
        written = sidecar.origin.text
        told = sidecar.origin.told if new_version == version else tuple(dict.fromkeys((*sidecar.origin.told, PSEUDONYMS_PUT)))
        file = self.plain(sidecar.origin.file)
        origin = replace(sidecar.origin, file=file, text=new_version if written == version else written, told=told)
        return replace(sidecar, case=self.plain(sidecar.case) if sidecar.case else None, speakers=speakers, origin=origin)


def labels_of(sidecar: Sidecar) -> frozenset[str]:
    """Give everything that begins a turn: labels and their other spellings."""
    return frozenset((*sidecar.speakers, *(alias for s in sidecar.speakers.values() for alias in s.aliases)))


def joined(first: SpeakerFile, second: SpeakerFile) -> SpeakerFile:
    """Make one speaker of two: what the first leaves open the second says, and the spellings of both."""
    role = second.role if first.role == "unknown" else first.role
    return SpeakerFile(role, first.case or second.case, tuple(dict.fromkeys((*first.aliases, *second.aliases))))


def _pieces(length: int, labels: Sequence[Span]) -> Iterator[Span]:
    """Cut a transcript at its labels, each by itself."""
    at = 0
    for label in labels:
        yield Span(at, label.start)
        yield label
        at = label.end
    yield Span(at, length)


def _guards(done: Redacted, starts: Sequence[int], labels: Collection[str]) -> list[Edit]:
    """Give a backslash for each line that began no turn and would begin one now."""
    old_of = {done.moves.start(start): start for start in starts}
    heads = (m.start() for m in _LINE.finditer(done.text) if declared_label(done.text, Span(*m.span()), labels))
    return [Edit(old_of[at], old_of[at], "\\") for at in heads if at in old_of]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text version without the names: the text before and after, the way between, and its new version."""

    old: str
    text: str
    moves: Moves
    version: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The text versions that logs refer to, each redacted once."""

    layout: Layout
    redactor: Redactor
    known: dict[str, Rewritten | None] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    """Those that a line of a log names."""

    def add(self, text: str, labels: Collection[str], shown: str = "") -> Rewritten:
        """Redact a text and remember it under its version."""
        new, moves = self.redactor.transcript(text, labels, shown)
        made = Rewritten(text, new, moves, text_version(new))
        self.known[text_version(text)] = made
        return made

    def get(self, version: str, labels: Collection[str]) -> Rewritten | None:
        """Give a version by its id, from the study or from git; None where it is lost."""
        if version not in self.known:
            text = read_version(self.layout, version)
            self.known[version] = None
            if text is not None:
                self.add(text, labels)
        return self.known[version]
