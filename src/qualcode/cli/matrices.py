"""From the options of ``matrix`` to its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from qualcode.analysis.cooccurrence import Within, cooccurrence
from qualcode.analysis.matrix import NAMED, CellKind, matrix
from qualcode.analysis.retrieve import Question
from qualcode.cli.options import attribute, code_ids, unknown
from qualcode.model.failure import QualcodeError

if TYPE_CHECKING:
    from qualcode.analysis.table import Table
    from qualcode.session.study import Session

_SINGULAR = {"case": "cases", "source": "sources", "coder": "coders", "code": "codes"}


def make(session: Session, asked: Question, by: str, cell: str, with_: Sequence[str] | None, within: str, lang: str) -> Table:
    """Make the table that the options of ``matrix`` ask for."""
    by = _SINGULAR.get(by, by)
    if by == "codes":
        others = replace(asked, codes=code_ids(session, with_)) if with_ else asked
        return cooccurrence(session.project, asked, others, cast("Within", within), lang)
    if with_:
        raise QualcodeError("--with names the columns of --by codes", f"use --by codes, or leave --with out for --by {by}")
    if by not in NAMED:
        known = (*NAMED, "codes", *session.project.attributes)
        if by not in known:
            raise unknown("column", by, known)
        by = attribute(session, by)
    return matrix(session.project, asked, by, cast("CellKind", cell), lang)
