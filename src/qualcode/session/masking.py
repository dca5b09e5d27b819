"""Pseudonyms at import: what a reader gave, with the names of the study's map taken out before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qualcode.files.layout import write_whole
from qualcode.files.pseudonyms import ensure_ignored, find_map, is_usable, map_text, read_pseudonyms
from qualcode.files.redactor import Redactor
from qualcode.match.names import Names
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Place
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speaker
from qualcode.model.text import Span
from qualcode.session.redact import BadPseudonyms, study_pseudonyms
from qualcode.session.study import Session

MAP = "pseudonyms.csv"


def pseudonyms_for(session: Session, path: Path | None) -> Mapping[str, str]:
    """Give the names to take out: those of the study's map, if it has one, and those of a file that is named.

    Raises :class:`BadPseudonyms`, and an error where the two give one name different pseudonyms.
    """
    known = study_pseudonyms(session) if find_map(session.layout) else {}
    if path is None:
        return known
    told, findings = read_pseudonyms(path, str(path))
    if not is_usable(findings):
        raise BadPseudonyms(tuple(d for d in findings if d.severity == "error"))
    odd = next((name for name in told if known.get(name, told[name]) != told[name]), None)
    if odd:
        message = f"{odd!r} is {told[odd]!r} in {path} and {known[odd]!r} in the study's own map"
        raise QualcodeError(message, "put one of them right")
    return {**known, **told}


def keep_pseudonyms(session: Session, pseudonyms: Mapping[str, str]) -> None:
    """Write the study's own map, which git ignores, so that no later import brings a name back."""
    path = find_map(session.layout)
    if pseudonyms and (path is None or study_pseudonyms(session) != pseudonyms):
        write_whole(path if path and path.suffix == ".csv" else session.layout.root / MAP, map_text(pseudonyms))
    if pseudonyms:
        ensure_ignored(session.layout)


def redactor_of(pseudonyms: Mapping[str, str]) -> Redactor | None:
    """Give what takes the names out, None where there are none."""
    return Redactor(Names.of(pseudonyms)) if pseudonyms else None


def masked(imported: Imported, redactor: Redactor, shown: str) -> Imported:
    """Take the names out of an interview: turns, labels, data, remarks; passages move along. ``shown`` is the file, for the account."""
    plain = redactor.plain
    done = [redactor.text(s.text, shown) for s in imported.speeches]

    def moved(place: Place | None) -> Place | None:
        if place is None:
            return None
        span = done[place.speech].moves.span(Span(place.start, place.end))
        return Place(place.speech, span.start, span.end)

    remarks = tuple(replace(r, text=plain(r.text), author=plain(r.author), place=moved(r.place)) for r in imported.remarks)
    return replace(
        imported,
        speeches=tuple(
            replace(s, speaker=_label(s.speaker, redactor, shown), text=d.text) for s, d in zip(imported.speeches, done, strict=True)
        ),
        speakers=_speakers(imported, redactor),
        cut=tuple(map(plain, imported.cut)),
        findings=tuple(replace(d, message=plain(d.message), help=d.help and plain(d.help)) for d in imported.findings),
        part=plain(imported.part),
        attributes={name: plain(value) for name, value in imported.attributes.items()},
        cases={plain(case): {name: plain(value) for name, value in values.items()} for case, values in imported.cases.items()},
        remarks=remarks,
        codes=tuple(replace(c, place=place) for c in imported.codes if (place := moved(c.place))),
    )


def _label(label: str, redactor: Redactor, shown: str = "") -> str:
    if label in {HEADING, UNKNOWN_SPEAKER}:
        return label
    return redactor.text(label, shown).text if shown else redactor.plain(label)


def _speakers(imported: Imported, redactor: Redactor) -> tuple[Speaker, ...]:
    """Give the speakers under their pseudonyms; labels that come to be one are one speaker."""
    found: dict[str, Speaker] = {}
    for speaker in imported.speakers:
        label = _label(speaker.label, redactor)
        case = speaker.case and redactor.plain(speaker.case)
        found.setdefault(label, Speaker(label, speaker.role, case, tuple(map(redactor.plain, speaker.aliases))))
    return tuple(found.values())
