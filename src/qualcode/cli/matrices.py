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


def make(session: Session, asked: Question, by: str, cell: str | None, with_: Sequence[str] | None, within: str | None, lang: str) -> Table:
    """Make the table that the options of ``matrix`` ask for."""
    by = _SINGULAR.get(by, by)
    if by == "codes" and cell:
        raise QualcodeError("--cell does not go with --by codes, whose cells count units", "leave it out, or choose other columns")
    if by == "codes":
        others = replace(asked, codes=code_ids(session, with_)) if with_ else asked
        return cooccurrence(session.project, asked, others, cast("Within", within or "answer"), lang)
    if with_ or within:
        option = "--with" if with_ else "--within"
        raise QualcodeError(f"{option} goes with --by codes alone", f"use --by codes, or leave {option} out for --by {by}")
    if by not in NAMED:
        known = (*NAMED, "codes", *session.project.attributes)
        if by not in known:
            raise unknown("column", by, known)
        by = attribute(session, by)
    return matrix(session.project, asked, by, cast("CellKind", cell or "codings"), lang)
