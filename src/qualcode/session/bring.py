"""Bringing transcripts into a study: previewed, written whole, never over somebody's edit without a word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import qualcode
from qualcode.files.cases import read_cases, write_cases
from qualcode.files.layout import read_bytes, safe_name
from qualcode.files.sources import Origin, Sidecar, SpeakerFile, keep_version, read_sidecar, read_source, write_source
from qualcode.model.case import Case
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported
from qualcode.model.source import HEADING, ROLES, UNKNOWN_SPEAKER, Speaker, compose
from qualcode.model.text import canonical, count_words, nfc, text_version
from qualcode.plugins import reader_for
from qualcode.session.study import Session

State = Literal["new", "changed", "same", "edited", "bad"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it would come in: its source id, what was read, and how it stands to what the study has."""

    path: Path
    source: str
    state: State
    imported: Imported
    text: str
    sidecar: Sidecar
    findings: tuple[Diagnostic, ...]

    @property
    def n_words(self) -> int:
        """Count the words of all turns."""
        return sum(count_words(s.text) for s in self.imported.speeches if s.speaker != HEADING)

    @property
    def n_turns(self) -> int:
        """Count the turns."""
        return sum(s.speaker != HEADING for s in self.imported.speeches)


def incoming(session: Session, paths: Sequence[Path], roles: Mapping[str, str]) -> tuple[Incoming, ...]:
    """Read files for import and compare them with the study; nothing is written."""
    taken: dict[str, Path] = {}
    found = []
    for path in paths:
        one = _read(session, path, roles)
        if one.source in taken:
            message = f"{taken[one.source].name} and {path.name} would both be the source {one.source!r}"
            clash = error("QC060", message, Location(str(path)), "rename one of them: two sources cannot have one name")
            one = replace(one, state="bad", findings=(*one.findings, clash))
        taken.setdefault(one.source, path)
        found.append(one)
    _refuse_strangers(found, roles)
    return tuple(found)


def _refuse_strangers(found: Sequence[Incoming], roles: Mapping[str, str]) -> None:
    """Refuse a role for somebody who speaks in none of the files: a slip there would leave the real one as guessed."""
    speaking = list(dict.fromkeys(label for one in found for label in one.sidecar.speakers))
    for name in roles:
        if name not in speaking:
            raise QualcodeError(f"no speaker {name!r} in these files", f"speakers are: {', '.join(speaking) or 'none'}")


def _read(session: Session, path: Path, roles: Mapping[str, str]) -> Incoming:
    raw = read_bytes(path)
    imported = reader_for(path.suffix).read(raw, str(path))
    id_ = source_id(path)
    before, _ = read_sidecar(session.layout, id_)
    speakers = {s.label: _speaker(s, roles, before) for s in imported.speakers}
    text, _ = canonical(compose(imported.speeches, speakers))
    origin = Origin(
        path.name, hashlib.sha256(raw).hexdigest(), imported.encoding, imported.layout, qualcode.__version__, text_version(text)
    )
    sidecar = Sidecar(before.case or id_, imported.languages, speakers, origin)
    findings = tuple(d for d in imported.findings if not _is_settled(d, {*roles, *before.speakers}))
    bad = any(d.severity is Severity.ERROR for d in findings) or not imported.speeches
    state: State = "bad" if bad else _compare(session, id_, text, sidecar)
    return Incoming(path, id_, state, imported, text, sidecar, findings)


_NUMBERED = re.compile(r"([A-Za-z]{1,4}\d{1,4})[ _-].*")


def source_id(path: Path) -> str:
    """Give the id a file's source gets: its name, or the number the name begins with (``P01_김OO_강북.txt`` is P01)."""
    stem = nfc(path.stem)
    numbered = _NUMBERED.fullmatch(stem)
    return numbered[1] if numbered else safe_name(stem)


GUESSED_ROLE = "QC054"


def _is_settled(found: Diagnostic, labels: Collection[str]) -> bool:
    """Tell whether a finding is a guess about a speaker whose role a person has said."""
    return found.rule == GUESSED_ROLE and any(repr(label) in found.message for label in labels)


def _speaker(speaker: Speaker, roles: Mapping[str, str], before: Sidecar) -> SpeakerFile:
    """Give what the sidecar will say of a speaker: as told now, else as the study said before, else as guessed."""
    known = before.speakers.get(speaker.label)
    said = known or SpeakerFile(speaker.role, speaker.case, speaker.aliases)
    return replace(said, role=roles.get(speaker.label, said.role))


def _compare(session: Session, id_: str, text: str, sidecar: Sidecar) -> State:
    layout = session.layout
    if not layout.transcript(id_).is_file():
        return "new"
    before, old, _ = read_source(layout, id_)
    if old.origin.text and before.version != old.origin.text and before.text != text:
        return "edited"
    same = before.text == text and old.speakers == sidecar.speakers
    return "same" if same else "changed"


def parse_roles(interviewers: Sequence[str], pairs: Sequence[str]) -> Mapping[str, str]:
    """Read ``--interviewer NAME`` and ``--role NAME=ROLE``."""
    roles = dict.fromkeys(interviewers, "interviewer")
    for pair in pairs:
        name, _, role = pair.partition("=")
        if role not in ROLES:
            raise QualcodeError(f"--role {pair}: {role!r} is no role", f"write NAME=ROLE; roles are: {', '.join(ROLES)}")
        roles[name] = role
    return roles


def write(session: Session, found: Sequence[Incoming], *, over_edits: bool = False) -> tuple[Incoming, ...]:
    """Write what came in and is new or changed; a transcript that was edited by hand only when told so."""
    written = [one for one in found if one.state in {"new", "changed"} or (one.state == "edited" and over_edits)]
    for one in written:
        if session.layout.transcript(one.source).is_file():
            keep_version(session.layout, read_source(session.layout, one.source)[0])
        write_source(session.layout, one.source, one.text, one.sidecar)
    _add_cases(session, [one.sidecar.case or one.source for one in written])
    session.changed()
    return tuple(written)


def _add_cases(session: Session, ids: Sequence[str]) -> None:
    table, _ = read_cases(session.layout)
    missing = {id_: Case(id_) for id_ in ids if id_ not in table.cases}
    if missing:
        write_cases(session.layout, table, {**table.cases, **missing})


def set_attributes(session: Session, case: str, pairs: Sequence[str]) -> Case:
    """Set attributes of a case (``role=참여자``; an empty value takes one away) and write the table."""
    table, _ = read_cases(session.layout)
    known = {c for s in session.project.sources.values() for t in s.turns if (c := s.case_of(t))}
    if case not in table.cases and case not in known:
        raise QualcodeError(f"no case {case!r}", f"cases are: {', '.join(sorted({*table.cases, *known})) or 'none yet'}")
    attributes = dict(table.cases.get(case, Case(case)).attributes)
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise QualcodeError(f"{pair!r} is no attribute", "write NAME=VALUE, such as role=참여자")
        attributes[name.strip()] = value.strip()
    changed = Case(case, attributes)
    write_cases(session.layout, table, {**table.cases, case: changed})
    session.changed()
    return changed


def speakers_line(one: Incoming) -> str:
    """Give the speakers of a file for a preview: names, with the role where it is not a respondent's."""
    roles = {label: s.role for label, s in one.sidecar.speakers.items() if label not in {UNKNOWN_SPEAKER, HEADING}}
    return ", ".join(label if role == "respondent" else f"{label} ({role})" for label, role in roles.items())
