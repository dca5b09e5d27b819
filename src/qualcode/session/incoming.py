"""One file from outside, read for a study: the interviews in it, each with the source it would become."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import qualcode
from qualcode.files.incoming import read_steady
from qualcode.files.layout import Layout, read_bytes, safe_name
from qualcode.files.redactor import PSEUDONYMS_PUT, Redactor
from qualcode.files.sources import Origin, Sidecar, SpeakerFile, read_sidecar, read_source
from qualcode.formats.decode import decode
from qualcode.formats.plain.lexicon import fold
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech, compose, passages, speeches_of
from qualcode.model.text import Span, canonical, count_words, nfc, text_version
from qualcode.plugins import reader_for
from qualcode.session.masking import masked

CASE_TABLE = "case-table"
"""The layout of a file that holds data about cases and no talk."""
_FIRST_WORDS = 24
_NUMBERED = re.compile(r"([A-Za-z]{1,4}\d{1,4})[ _-].*")


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as a preview shows one: how much is said under the label, and the first words."""

    turns: int
    words: int
    first: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One interview as read. Its text is handed on when it is made, so that only this much stays in memory.

    ``spans`` are the passages of its remarks and then of its codes, in the text as it will be written.
    """

    path: Path
    source: str
    imported: Imported
    before: Sidecar
    sidecar: Sidecar
    voices: Mapping[str, Voice] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()
    spans: tuple[Span | None, ...] = ()
    kept: Path | None = None
    version: str = ""
    """The version of the text as it will be written."""
    alike: float = 1.0
    """How much of the words of the transcript that is there now stand in it too, and the other way round (0 to 1)."""
    own: bool = False
    """The file is the study's own transcript."""
    unread: bool = False
    """Nothing of the file could be read."""

    @property
    def n_turns(self) -> int:
        """Count the turns."""
        return sum(v.turns for v in self.voices.values())

    @property
    def n_words(self) -> int:
        """Count the words of all turns."""
        return sum(v.words for v in self.voices.values())

    @property
    def is_talk(self) -> bool:
        """Tell whether it holds an interview, and not only a table of cases or nothing that can be read."""
        return bool(self.voices)


def source_id(path: Path) -> str:
    """Give the id a file's source gets: its name, or the number the name begins with (``P01_김OO_강북.txt`` is P01)."""
    stem = nfc(path.stem)
    numbered = _NUMBERED.fullmatch(stem)
    return numbered[1] if numbered else safe_name(stem)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are read: for which study, by what a person said of them, without which names.

    ``keep`` puts a text aside and says where it lies; None in a preview.
    """

    layout: Layout
    wish: Wish = field(default_factory=Wish)
    redactor: Redactor | None = None
    keep: Callable[[str], Path] | None = None

    def name(self, text: str) -> str:
        """Give a name without the names of persons in it."""
        return self.redactor.plain(text) if self.redactor else text


def read_file(desk: Desk, path: Path) -> list[tuple[Reading, tuple[Speech, ...]]]:
    """Read the interviews of one file, each with its speeches; what cannot be read is one reading with an error."""
    id_ = desk.name(source_id(path))
    before, _ = read_sidecar(desk.layout, id_)
    told = _remembered(desk.wish, before, desk.name(nfc(path.name)))
    try:
        raw = read_steady(path)
        own = _own(desk.layout, path, id_, raw, before)
        found = own or reader_for(path.suffix).read(raw, str(path), told)
    except QualcodeError as problem:
        bad = error("QC052", f"this file cannot be read: {problem}", Location(str(path)), problem.help or None)
        return [(Reading(path, id_, Imported(encoding=""), before, before, findings=(bad,), unread=True), ())]
    origin = Origin(desk.name(nfc(path.name)), hashlib.sha256(raw).hexdigest(), importer=qualcode.__version__, told=_told(told))
    readings = []
    for given in found:
        one = masked(given, desk.redactor, path.name) if desk.redactor else given
        part = safe_name(one.part) if one.part else id_
        known = read_sidecar(desk.layout, part)[0] if part != id_ else before
        put = (PSEUDONYMS_PUT,) if one != given else ()
        learned = None if own else replace(origin, told=(*origin.told, *put))
        reading, speeches = _reading(path, part, one, known, learned, desk.keep)
        readings.append((_against(desk, reading, speeches), speeches))
    return readings


def _against(desk: Desk, reading: Reading, speeches: Sequence[Speech]) -> Reading:
    """Hold a reading against what the study has: how alike the texts are, and whether names would come back that were taken out."""
    there = desk.layout.transcript(reading.source)
    put = PSEUDONYMS_PUT in reading.before.origin.told
    if put and not desk.redactor and not reading.own and reading.version != reading.before.origin.text:
        message = "pseudonyms were put into this interview, and their map is not on this computer: names would come back"
        found = error("QC077", message, Location(str(reading.path)), "get pseudonyms.csv from whoever has it, or give --pseudonyms FILE")
        return replace(reading, findings=(*reading.findings, found))
    if not there.is_file():
        return reading
    old = Counter(canonical(read_bytes(there).decode("utf-8-sig", "replace"))[0].split())
    new = Counter(word for speech in speeches for word in speech.text.split())
    return replace(reading, alike=(old & new).total() / max(1, old.total(), new.total()))


def _own(layout: Layout, path: Path, id_: str, raw: bytes, before: Sidecar) -> tuple[Imported, ...]:
    """Read one of the study's own transcripts by the labels that its sidecar declares; nothing for any other file."""
    if not before.speakers or path.resolve() != layout.transcript(id_).resolve():
        return ()
    text, _ = canonical(decode(raw)[0])
    source, _, _ = read_source(layout, id_)
    labels = [*source.speakers, *(a for s in source.speakers.values() for a in s.aliases)]
    speeches = speeches_of(text, labels)
    return (Imported(speeches, tuple(source.speakers.values()), before.languages, layout="canonical", why="as its sidecar declares"),)


def _remembered(wish: Wish, before: Sidecar, name: str) -> Wish:
    """Add what a person said of the same file when it came in before, so that the same import repeats."""
    if before.origin.file != name:
        return wish
    said = dict(pair.partition("=")[::2] for pair in before.origin.told if pair != PSEUDONYMS_PUT)
    encoding, layout = said.pop("encoding", None), said.pop("layout", None)
    return Wish(wish.encoding or encoding, wish.layout or layout, {**said, **wish.columns})


def _told(wish: Wish) -> tuple[str, ...]:
    named = {"encoding": wish.encoding, "layout": wish.layout, **wish.columns}
    return tuple(f"{name}={value}" for name, value in named.items() if value)


def _reading(  # noqa: PLR0913, PLR0917 - what a reading is made of
    path: Path, id_: str, imported: Imported, before: Sidecar, origin: Origin | None, keep: Callable[[str], Path] | None
) -> tuple[Reading, tuple[Speech, ...]]:
    aliases = {alias: label for label, s in before.speakers.items() for alias in s.aliases}
    speeches = tuple(replace(s, speaker=aliases.get(s.speaker, s.speaker)) for s in imported.speeches)
    known = {fold(label): said for label, said in before.speakers.items()}
    speakers = {s.label: known.get(fold(s.label)) or SpeakerFile(s.role, s.case, s.aliases) for s in imported.speakers}
    speakers = {label: s for label, s in speakers.items() if label not in aliases}
    speakers = {**{aliases[a]: before.speakers[aliases[a]] for a in aliases if any(s.speaker == aliases[a] for s in speeches)}, **speakers}
    silent = {label: s for label, s in before.speakers.items() if label not in speakers and label not in aliases and (s.case or s.aliases)}
    speakers |= silent
    labels = [*speakers, *aliases]
    text = compose(speeches, labels)
    version = text_version(text)
    learned = origin and replace(origin, encoding=imported.encoding, layout=imported.layout, text=version, part=imported.part)
    sidecar = Sidecar(before.case or id_, imported.languages, speakers, learned or before.origin)
    places = [r.place for r in imported.remarks] + [c.place for c in imported.codes]
    at = iter(passages(speeches, labels, [(p.speech, p.start, p.end) for p in places if p]))
    spans = tuple(next(at) if p else None for p in places)
    light = replace(imported, speeches=())
    where = f"{imported.part}: " if imported.part else ""
    findings = tuple(replace(d, message=where + d.message) for d in imported.findings)
    reading = Reading(path, id_, light, before, sidecar, _voices(speeches), findings, spans, version=version, own=origin is None)
    return replace(reading, kept=keep(text) if keep and speeches else None), speeches


def _voices(speeches: Iterable[Speech]) -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for speech in speeches:
        if speech.speaker != HEADING:
            before = found.get(speech.speaker, Voice(0, 0, speech.text[:_FIRST_WORDS].replace("\n", " ")))
            found[speech.speaker] = replace(before, turns=before.turns + 1, words=before.words + count_words(speech.text))
    return found


def roles_line(voices: Sequence[str], speakers: Mapping[str, SpeakerFile]) -> str:
    """Give the speakers of a file on one line: names, with the role where it is not a respondent's."""
    roles = {label: speakers[label].role for label in voices if label in speakers and label != UNKNOWN_SPEAKER}
    return ", ".join(label if role == "respondent" else f"{label} ({role})" for label, role in roles.items())
