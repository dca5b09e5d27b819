"""The codebook as a table: one code a row, with its six parts and how often it is used."""

from __future__ import annotations

from collections import Counter

from qualcode.analysis.phrases import phrase
from qualcode.analysis.table import Cell, Column, Table
from qualcode.model.codebook import Code, in_language
from qualcode.model.project import Project

_KEYS = ("code", "label", "brief", "definition", "use", "not", "examples", "keywords")


def codebook_table(project: Project, lang: str, only: str | None = None) -> Table:
    """Give codes in the order of the codebook (of one family, if named); ``codings`` counts those of all coders, themes with all below."""
    used = Counter(c.code for c in project.codings)
    chosen = project.codebook.family(only) if only else None
    codes = [c for c in (*project.codebook.tree(), *project.provisional) if chosen is None or c.id in chosen]
    long = {"definition", "use", "not", "examples", "keywords"}
    columns = tuple(Column(k, phrase(k, lang), note=k in long or k == "brief", summary=False) for k in _KEYS)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*_row(code, lang), sum(used[id_] for id_ in project.codebook.family(code.id))) for code in codes
    )
    levels = tuple(project.codebook.depth(c.id) for c in codes)
    return Table(
        "qualcode.codebook/1",
        phrase("codebook", lang),
        (*columns, Column("codings", phrase("codings", lang), "number")),
        rows,
        levels=levels,
    )


def _row(code: Code, lang: str) -> tuple[str, ...]:
    parts = (code.brief, code.definition, code.use, code.not_)
    keywords = " · ".join(k.find for k in code.keywords)
    return (code.id, code.title(lang), *(in_language(p, lang) for p in parts), "\n".join(code.examples), keywords)


def brief_table(table: Table) -> Table:
    """Give the columns that fit on a terminal: code, label, brief, codings."""
    keep = [0, 1, 2, len(table.columns) - 1]
    rows = tuple(tuple(row[i] for i in keep) for row in table.rows)
    return Table(table.schema, table.title, tuple(table.columns[i] for i in keep), rows, table.notes, table.levels)
