"""What an import shows before and after, and the table of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.matrix import speaking_cases
from qualcode.analysis.table import Column, Table
from qualcode.cli.options import unknown
from qualcode.model.case import Case
from qualcode.session.bring import Incoming, speakers_line

if TYPE_CHECKING:
    from qualcode.session.study import Session

_STATES = {"new": "new", "changed": "changed: codings settle by their words", "same": "no change", "edited": "edited by hand here",
           "bad": "not read"}  # fmt: skip


def preview(found: Sequence[Incoming]) -> Table:
    """Give one file a row: what it would become, how it was read, who speaks."""
    keys = (("file", "text"), ("source", "text"), ("lang", "text"), ("speakers", "text"), ("turns", "number"), ("words", "number"),
            ("read as", "text"), ("state", "text"))  # fmt: skip
    columns = tuple(Column(k.replace(" ", "_"), k, kind, note=k in {"speakers", "read as"}) for k, kind in keys)  # type: ignore[arg-type]
    rows = tuple(
        (one.path.name, one.source, "+".join(one.imported.languages), speakers_line(one), one.n_turns, one.n_words,
         f"{one.imported.layout}, {one.imported.encoding}", _STATES[one.state])
        for one in found
    )  # fmt: skip
    cut = sum(len(one.imported.cut) for one in found)
    notes = (f"{cut} lines of headings and notes are not speech and were left out",) if cut else ()
    return Table("qualcode.import/1", "import", columns, rows, notes)


def closing(session: Session, found: Sequence[Incoming], written: Sequence[Incoming], *, dry_run: bool) -> Iterator[str]:
    """Say what was written, and how the codings of changed texts fared."""
    states = Counter(one.state for one in found)
    said = ", ".join(f"{n} {_STATES[state].split(':')[0]}" for state, n in states.items())
    yield f"{len(found)} files: {said}." + (" Nothing written: run again without --dry-run." if dry_run else "")
    for one in (o for o in written if o.state != "new"):
        own = [c for c in session.project.codings if c.source == one.source]
        adrift = sum(c.span is None for c in own)
        moved = sum(c.span is not None and c.span.start != c.anchor.start for c in own)
        stayed = len(own) - adrift - moved
        yield f"{one.source}: {stayed} codings stayed, {moved} moved with their words, {adrift} need a look (qualcode check)"
    if written:
        yield "Next: qualcode cases CASE role=…     qualcode suggest     qualcode status"


def case_table(session: Session, only: str | None) -> Table:
    """Give one case a row, with its attributes and the sources in which it speaks."""
    project = session.project
    spoken = speaking_cases(project)
    known = tuple(dict.fromkeys((*project.cases, *spoken)))
    if only and only not in known:
        raise unknown("case", only, known)
    sources = {case: [s.id for s in project.sources.values() if any(s.case_of(t) == case for t in s.turns)] for case in known}
    columns = (Column("case", "case"), *(Column(name, name) for name in project.attributes), Column("sources", "sources"))
    rows = tuple(
        (
            case,
            *(project.cases.get(case, Case(case)).attributes.get(name, "") for name in project.attributes),
            ", ".join(sources[case]),
        )
        for case in known
        if only in {None, case}
    )
    return Table("qualcode.cases/1", "cases", columns, rows)
