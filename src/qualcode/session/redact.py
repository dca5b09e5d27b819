"""Pseudonymising a study: the names of a map give way to pseudonyms everywhere, and every coding keeps its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.files.log import lock
from qualcode.files.pseudonyms import RULE, ensure_ignored, find_map, is_usable, read_pseudonyms
from qualcode.files.redaction import carry_out, plan
from qualcode.files.redactor import Replaced
from qualcode.files.sources import read_source, source_ids
from qualcode.files.standing import history, standing
from qualcode.match.lookalikes import Lookalike, lookalikes
from qualcode.match.names import Names
from qualcode.model.diagnostic import Diagnostic, Location
from qualcode.model.failure import QualcodeError

if TYPE_CHECKING:
    from pathlib import Path

    from qualcode.session.study import Session


class NoPseudonyms(QualcodeError):
    """A study without a map of pseudonyms."""

    def __init__(self, path: Path) -> None:
        help_ = "make pseudonyms.csv there with the columns name,pseudonym; several names may share a pseudonym"
        super().__init__(f"no map of pseudonyms in {path}", help_)


class BadPseudonyms(QualcodeError):
    """A map of pseudonyms that cannot be used; ``findings`` say where."""

    def __init__(self, findings: tuple[Diagnostic, ...]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.where}: {first.message}{more}; nothing was written", first.help or "")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Similar:
    """What resembles a name and was left, with the place of the first."""

    lookalike: Lookalike
    where: Location


@dataclass(frozen=True, slots=True)
class Report:
    """What pseudonymising did, or would do.

    ``replaced`` are the names by file and form, ``similar`` what was left for a person to judge, ``written`` and
    ``removed`` the files as they are called, ``lines`` the decisions whose words moved along, ``lost`` those whose text
    version is gone, so that their offsets stayed; ``standing`` where names still stand (the codebook and
    qualcode.yaml are never rewritten); ``history`` is the warning about git, empty where there is no commit.
    """

    replaced: tuple[Replaced, ...]
    similar: tuple[Similar, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    lines: tuple[Location, ...]
    lost: tuple[Location, ...]
    standing: tuple[Diagnostic, ...]
    findings: tuple[Diagnostic, ...]
    history: str
    dry_run: bool

    @property
    def changes_nothing(self) -> bool:
        """Tell whether no file had or has to be written."""
        return not self.written and not self.removed


def study_pseudonyms(session: Session) -> Mapping[str, str]:
    """Read the study's own map; raises :class:`NoPseudonyms` and :class:`BadPseudonyms`."""
    path = find_map(session.layout)
    if path is None:
        raise NoPseudonyms(session.layout.root)
    pseudonyms, findings = read_pseudonyms(path, session.layout.relative(path))
    if not is_usable(findings):
        raise BadPseudonyms(tuple(d for d in findings if d.severity == "error"))
    return pseudonyms


def pseudonymise(session: Session, pseudonyms: Mapping[str, str], *, dry_run: bool = False) -> Report:
    """Put pseudonyms for the names of a map in all of a study's files; a second run changes nothing.

    The pseudonyms are those of a map that :func:`qualcode.files.pseudonyms.read_pseudonyms` finds usable. Raises
    :class:`qualcode.files.redaction.SameName`, and CannotWrite; then running again finishes what was begun.
    """
    layout, names = session.layout, Names.of(pseudonyms)
    past = history(layout, names)
    similar = _similar(session, names)
    if dry_run:
        made = plan(layout, names)
    else:
        with lock(layout):
            made = plan(layout, names)
            carry_out(made)
        if find_map(layout):
            ensure_ignored(layout)
        session.changed()
    planned = {*(w.path for w in made.writes), *made.removals} if dry_run else set()
    return Report(
        replaced=tuple(made.redactor.found.values()),
        similar=similar,
        written=tuple(dict.fromkeys(layout.relative(w.path) for w in made.writes)),
        removed=tuple(layout.relative(path) for path in made.removals),
        lines=made.lines,
        lost=made.lost,
        standing=standing(layout, names, planned),
        findings=tuple(made.findings),
        history=past,
        dry_run=dry_run,
    )


def _similar(session: Session, names: Names) -> tuple[Similar, ...]:
    sources = [read_source(session.layout, id_)[0] for id_ in source_ids(session.layout)]
    return tuple(Similar(one, source.line_of(one.offset)) for source in sources for one in lookalikes(source.text, names))


def names_left(session: Session) -> tuple[Diagnostic, ...]:
    """Find where names of the study's map still stand (QC074) and what is wrong with the map (QC076); nothing without a map."""
    path = find_map(session.layout)
    if path is None:
        return ()
    pseudonyms, findings = read_pseudonyms(path, session.layout.relative(path))
    own = tuple(d for d in findings if d.rule == RULE)
    return (*findings, *standing(session.layout, Names.of(pseudonyms))) if is_usable(findings) else own or findings
