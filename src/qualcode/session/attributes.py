"""What is known of cases: set by hand, brought from a table, found in the files of the interviews; missing stays missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.files.cases import KEY, CaseTable, read_cases, write_cases
from qualcode.files.incoming import read_steady
from qualcode.files.layout import Layout
from qualcode.model.case import Case
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.failure import QualcodeError
from qualcode.session.study import Session

if TYPE_CHECKING:
    from qualcode.formats.tables import AttributeTable
    from qualcode.session.bring import Incoming
    from qualcode.session.incoming import Reading

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attributes to write, by case; ``replaces`` says of a case which of them win over what the table of cases says."""

    cases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replaces: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()
    why: str = ""
    """Which column of the table had the ids, and what spoke for it."""

    @property
    def count(self) -> int:
        """Count the values."""
        return sum(len(values) for part in (self.cases, self.replaces) for values in part.values())


def read_table(path: Path, readings: Iterable[Reading], known: Mapping[str, Case]) -> AttributeTable:
    """Read a table of attributes: its key column is the one that holds ids of cases, sources or speakers."""
    from qualcode.formats.tables import read_attributes  # noqa: PLC0415 - most imports bring no table

    readings = list(readings)
    sources = {id_ for r in readings for id_ in (r.source, r.sidecar.case or r.source)}
    ids = {*known, *sources, *(label for r in readings for label in r.sidecar.speakers)}
    return read_attributes(read_steady(path), path.suffix, str(path), ids)


def gather(items: Sequence[Incoming], known: Mapping[str, Case], table: AttributeTable | None, name: str) -> Attributes:
    """Collect what is known of the cases that speak: a table wins over what stands, what files say only fills gaps."""
    speaking = {case for one in items if one.state != "bad" for case in cases_of(one)} | known.keys()
    fill: dict[str, dict[str, str]] = {}
    for one in items:
        said = {**one.imported.cases, **({one.sidecar.case or one.source: one.imported.attributes} if one.imported.attributes else {})}
        for case, values in said.items():
            fresh = {name: value for name, value in values.items() if not _has(known, case, name)}
            if fresh and one.state != "bad" and (case in speaking or one.state == "cases"):
                fill.setdefault(case, {}).update({n: v for n, v in fresh.items() if n not in fill[case]})
    if table is None:
        return Attributes(fill)
    ours = {case: {n: v for n, v in values.items() if n.casefold() != KEY} for case, values in table.cases.items() if case in speaking}
    findings = (*table.findings, *_strangers([case for case in table.cases if case not in speaking], name, none_known=not ours))
    changed = {c: new for c, vs in ours.items() if (new := {n: v for n, v in vs.items() if not _is(known, c, n, v)})}
    return Attributes(fill, changed, findings, f"{name}: ids are in the column {table.key!r}, {table.why}")


def cases_of(one: Incoming) -> set[str]:
    """Give the cases whose words an interview holds, by its sidecar."""
    return {one.sidecar.case or one.source, *(s.case for s in one.sidecar.speakers.values() if s.case)}


def _has(known: Mapping[str, Case], case: str, name: str) -> bool:
    return bool(case in known and known[case].attributes.get(name))


def _is(known: Mapping[str, Case], case: str, name: str, value: str) -> bool:
    return case in known and known[case].attributes.get(name) == value


def _strangers(ids: Sequence[str], name: str, *, none_known: bool) -> list[Diagnostic]:
    if not ids:
        return []
    shown = ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
    rows = "1 row is" if len(ids) == 1 else f"{len(ids)} rows are"
    help_ = "they were left out; import their interviews and give the table again"
    give = warning if none_known else note
    return [give("QC068", f"{rows} about nobody who speaks in this study: {shown}", Location(name), help_)]


def write_attributes(layout: Layout, found: Attributes, cases: Sequence[str]) -> None:
    """Write attributes, and a row for each case that has none yet; a table of cases that says all that already stays untouched."""
    table, _ = read_cases(layout)
    changed = {}
    for id_ in dict.fromkeys((*cases, *found.cases, *found.replaces)):
        old = table.cases.get(id_, Case(id_))
        filled = {**{n: v for n, v in found.cases.get(id_, {}).items() if not old.attributes.get(n)}, **found.replaces.get(id_, {})}
        if filled or id_ not in table.cases:
            changed[id_] = Case(id_, {**old.attributes, **filled})
    _write(layout, table, changed)


def _write(layout: Layout, table: CaseTable, changed: Mapping[str, Case]) -> None:
    if changed:
        write_cases(layout, table, {**table.cases, **changed})


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
    _write(session.layout, table, {case: changed})
    session.changed()
    return changed
