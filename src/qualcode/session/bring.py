"""Bringing transcripts into a study: previewed, written whole, never over somebody's edit without a word."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from qualcode.files.cases import read_cases
from qualcode.files.layout import make_derived, read_bytes, sweep
from qualcode.files.sources import Sidecar, SpeakerFile, keep_version, read_source, write_source
from qualcode.formats.plain.lexicon import fold
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import ROLES, Speech
from qualcode.model.text import blob_version, nfc
from qualcode.session.attributes import Attributes, cases_of, gather, read_table, write_attributes
from qualcode.session.incoming import CASE_TABLE, Desk, Reading, read_file
from qualcode.session.masking import keep_pseudonyms, pseudonyms_for, redactor_of
from qualcode.session.study import Session

State = Literal["new", "changed", "roles", "same", "edited", "other", "cases", "bad"]
WRITES: Collection[State] = ("new", "changed", "roles")
ALIKE = 1 / 3
"""A text that shares less of its words with the transcript of its name is another interview."""
ASKS: Collection[State] = ("edited", "other")
"""States in which a transcript is replaced only when a person says so."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says about the files: what they are, who speaks in them in which role and for which case, what is known of cases."""

    wish: Wish = field(default_factory=Wish)
    roles: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    attributes: Path | None = None
    pseudonyms: Path | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One interview as it would come in: what was read, how it stands to what the study has, what its sidecar will say."""

    reading: Reading
    state: State
    sidecar: Sidecar
    findings: tuple[Diagnostic, ...]

    @property
    def path(self) -> Path:
        """The file it comes from."""
        return self.reading.path

    @property
    def source(self) -> str:
        """The id of the source it becomes."""
        return self.reading.source

    @property
    def imported(self) -> Imported:
        """What the reader gave, without the turns."""
        return self.reading.imported


class Bring:
    """An import under way. Files are read one after the other, and only a summary of each stays in memory.

    Their texts wait in a folder of their own until :meth:`write`; that folder goes away at the end whatever happens.
    """

    def __init__(self, session: Session, told: Told, *, preview: bool = False) -> None:
        self.session = session
        self.told = told
        self.items: tuple[Incoming, ...] = ()
        self.attributes = Attributes()
        self.pseudonyms = pseudonyms_for(session, told.pseudonyms)
        self.redactor = redactor_of(self.pseudonyms)
        self._room: tempfile.TemporaryDirectory[str] | None = None
        self._put_aside = 0
        if not preview:
            make_derived(session.layout)
            sweep(session.layout)
            self._room = tempfile.TemporaryDirectory(prefix="incoming-", dir=session.layout.derived)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        """Take away what was put aside."""
        if self._room:
            self._room.cleanup()

    def read(self, paths: Sequence[Path], turns: Callable[[Reading, tuple[Speech, ...]], None] | None = None) -> tuple[Incoming, ...]:
        """Read files and compare them with the study; ``turns`` gets each interview's speeches while they are at hand.

        Raises :class:`QualcodeError` where a role or a case is said of somebody who speaks in none of the files.
        """
        readings: list[Reading] = []
        taken: dict[str, Path] = {}
        keep = partial(self._keep, Path(self._room.name)) if self._room else None
        desk = Desk(self.session.layout, self.told.wish, self.redactor, keep)
        for path in paths:
            for reading, speeches in read_file(desk, path):
                readings.append(_clashing(reading, taken))
                if turns:
                    turns(readings[-1], speeches)
        _refuse_strangers(readings, {**self.told.roles, **self.told.cases})
        known, _ = read_cases(self.session.layout)
        table = read_table(self.told.attributes, readings, known.cases) if self.told.attributes else None
        sidecars = [_settled(r, self.told, {*known.cases, *(table.cases if table else ()), *r.imported.cases}) for r in readings]
        self.items = tuple(self._compared(r, s) for r, s in zip(readings, sidecars, strict=True))
        self.attributes = gather(self.items, known.cases, table, str(self.told.attributes))
        return self.items

    def _keep(self, room: Path, text: str) -> Path:
        self._put_aside += 1
        path = room / f"{self._put_aside}.txt"
        path.write_bytes(text.encode("utf-8"))
        return path

    def _compared(self, reading: Reading, sidecar: Sidecar) -> Incoming:
        findings = tuple(d for d in reading.findings if not _is_settled(d, {*self.told.roles, *reading.before.speakers}))
        if any(d.severity is Severity.ERROR for d in findings):
            return Incoming(reading, "bad", sidecar, findings)
        if not reading.is_talk:
            return Incoming(reading, "cases" if reading.imported.layout == CASE_TABLE else "bad", sidecar, findings)
        return Incoming(reading, self._state(reading, sidecar), sidecar, findings)

    def _state(self, reading: Reading, sidecar: Sidecar) -> State:
        layout = self.session.layout
        if not layout.transcript(reading.source).is_file():
            return "new"
        if blob_version(read_bytes(layout.transcript(reading.source))) == reading.version:
            return "same" if reading.before.speakers == sidecar.speakers else "roles"
        now, old, _ = read_source(layout, reading.source)
        if reading.own or now.version == reading.version:
            return "changed"
        if old.origin.file and (old.origin.file, old.origin.part) != (sidecar.origin.file, sidecar.origin.part):
            return "other"
        if reading.alike < ALIKE:
            return "other"
        return "edited" if now.version != old.origin.text else "changed"

    def write(self, *, over_edits: bool = False) -> tuple[Incoming, ...]:
        """Write what came in and is new or changed; what would replace another text only when told so. Attributes come last."""
        layout = self.session.layout
        if self.told.pseudonyms:
            keep_pseudonyms(self.session, self.pseudonyms)
        written = [one for one in self.items if one.state in WRITES or (one.state in ASKS and over_edits)]
        for one in written:
            if layout.transcript(one.source).is_file():
                keep_version(layout, read_source(layout, one.source)[0])
            if one.reading.kept:
                write_source(layout, one.source, read_bytes(one.reading.kept).decode("utf-8"), one.sidecar)
        here = [one for one in self.items if one in written or one.state == "same"]
        write_attributes(layout, self.attributes, sorted(case for one in here for case in cases_of(one)))
        self.session.changed()
        return tuple(written)


def _clashing(reading: Reading, taken: dict[str, Path]) -> Reading:
    """Refuse a second interview of one name (on some systems P01 and p01 are one file); ``taken`` remembers the names."""
    if not reading.is_talk:
        return reading
    key = reading.source.casefold()
    if key not in taken:
        taken[key] = reading.path
        return reading
    message = f"{taken[key].name} and {reading.path.name} would both be the source {reading.source!r}"
    clash = error("QC060", message, Location(str(reading.path)), "rename one of them: two sources cannot have one name")
    return replace(reading, findings=(*reading.findings, clash))


def _refuse_strangers(readings: Sequence[Reading], said: Collection[str]) -> None:
    """Refuse what is said of somebody who speaks in none of the files: a slip there would leave the real one as guessed."""
    speaking = list(dict.fromkeys(label for one in readings for label in one.sidecar.speakers))
    for name in said:
        if name not in speaking:
            raise QualcodeError(f"no speaker {name!r} in these files", f"speakers are: {', '.join(speaking) or 'none'}")


GUESSED_ROLE = "QC054"


def _is_settled(found: Diagnostic, labels: Collection[str]) -> bool:
    """Tell whether a finding is a guess about a speaker whose role a person has said."""
    return found.rule == GUESSED_ROLE and any(repr(label) in found.message for label in labels)


def _settled(reading: Reading, told: Told, cases: Collection[str]) -> Sidecar:
    """Say of each speaker what was told now, else what the study said before, else what was guessed.

    Where several people answer, one whose label is the id of a case speaks for that case.
    """
    speakers = reading.sidecar.speakers
    answering = [label for label, s in speakers.items() if told.roles.get(label, s.role) in {"respondent", "unknown"}]
    by_name = {fold(nfc(case)): case for case in cases} if len(answering) > 1 else {}
    settled = {}
    for label, speaker in speakers.items():
        own = by_name.get(fold(label)) if label in answering and label not in reading.before.speakers else None
        case = told.cases.get(label) or speaker.case or (own if own != reading.sidecar.case else None)
        settled[label] = SpeakerFile(told.roles.get(label, speaker.role), case, speaker.aliases)
    return replace(reading.sidecar, speakers=settled)


JOBS = ("document", "speaker", "time", "text", "code", "case", "note")


def wished(encoding: str | None, layout: str | None, columns: Sequence[str]) -> Wish:
    """Read ``--encoding``, ``--layout`` and ``--column JOB=NAME``."""
    jobs = parse_pairs(columns, "--column", "JOB=NAME")
    odd = next((job for job in jobs if job not in JOBS), None)
    if odd:
        raise QualcodeError(f"--column {odd}={jobs[odd]}: no column has the job {odd!r}", f"jobs are: {', '.join(JOBS)}")
    return Wish(encoding, layout, jobs)


def parse_roles(interviewers: Sequence[str], pairs: Sequence[str]) -> Mapping[str, str]:
    """Read ``--interviewer NAME`` and ``--role NAME=ROLE``."""
    roles = dict.fromkeys(map(nfc, interviewers), "interviewer")
    for name, role in parse_pairs(pairs, "--role", "NAME=ROLE").items():
        if role not in ROLES:
            raise QualcodeError(f"--role {name}={role}: {role!r} is no role", f"write NAME=ROLE; roles are: {', '.join(ROLES)}")
        roles[name] = role
    return roles


def parse_pairs(pairs: Sequence[str], option: str, form: str) -> dict[str, str]:
    """Read options of the form NAME=VALUE."""
    found = {}
    for pair in pairs:
        name, equals, value = (nfc(part).strip() for part in pair.partition("="))
        if not equals or not name or not value:
            raise QualcodeError(f"{option} {pair}: a name, = and a value are needed", f"write {option} {form}")
        found[name] = value
    return found
