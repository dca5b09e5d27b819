"""The table that ``cases`` shows: cases with their attributes and the sources in which they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.analysis.matrix import speaking_cases
from qualcode.analysis.table import Column, Table
from qualcode.cli.options import unknown
from qualcode.model.case import Case

if TYPE_CHECKING:
    from qualcode.session.study import Session


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
