"""The whole study as tables: what a workbook holds, sheet by sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qualcode
from qualcode.analysis.codes import codebook_table
from qualcode.analysis.cooccurrence import cooccurrence
from qualcode.analysis.matrix import matrix
from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import Question, passages, quotes
from qualcode.analysis.table import Column, Table
from qualcode.files.git import git

if TYPE_CHECKING:
    from qualcode.session.study import Session

_MANY = 30
"""An attribute with more values than this makes no sheet of its own."""


def tables(session: Session, question: Question, lang: str) -> tuple[Table, ...]:
    """Give the sheets: summary, codes by cases, by each attribute, by codes, quotes, codebook."""
    project = session.project
    columns = ["cases", *(a for a in project.attributes if _is_comparable(session, a))]
    by = [matrix(project, question, c, "codings", lang) for c in columns]
    codes = cooccurrence(project, question, question, "answer", lang)
    spoken, book = quotes(project, question, lang), codebook_table(project, lang)
    body = (*by, codes, spoken, book)
    return (_summary(session, question, lang, body), *body)


def _is_comparable(session: Session, attribute: str) -> bool:
    values = {v for case in session.project.cases.values() for v in case.values(attribute)}
    return 1 < len(values) <= _MANY


def _summary(session: Session, question: Question, lang: str, body: tuple[Table, ...]) -> Table:
    """Say what the workbook is of, and how each sheet counts."""
    project = session.project
    found = passages(project, question)
    commit = git(session.layout.root, "rev-parse", "--short", "HEAD") or ""
    facts = [
        ("study", project.settings.study or session.layout.root.name),
        ("qualcode", qualcode.__version__),
        ("codebook", f"{project.settings.codebook} ({project.codebook.version})"),
        ("git", commit),
        ("sources", str(len(project.sources))),
        ("codings", str(len(found))),
        ("coders", ", ".join(sorted({p.coding.coder for p in found}))),
        *((t.title, " · ".join(t.notes)) for t in body if t.notes),
    ]
    rows = tuple((phrase(name, lang), value) for name, value in facts if value)
    columns = (Column("what", ""), Column("value", "", note=True))
    return Table("qualcode.summary/1", phrase("summary", lang), columns, rows)
