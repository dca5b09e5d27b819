"""Rows that are cases with answers in their own words: one interview for each, questions as headings, the rest attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcode.formats.assemble import Utterance, assemble
from qualcode.formats.tables.attributes import tidy, withheld
from qualcode.formats.tables.codes import CodeReader
from qualcode.formats.tables.column import Column
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.grid import Row
from qualcode.model.diagnostic import Diagnostic, note, warning
from qualcode.model.imported import Imported
from qualcode.model.source import HEADING, Speaker

LAYOUT = "case-rows"
_SHOWN = 10


def read_survey(plan: Plan, encoding: str) -> tuple[Imported, ...]:
    """Read a table of one case a row: one interview for each case that has answers; the others are cases of the first.

    Cells that are empty are missing: no answer, no attribute.
    """
    ids, found = _ids(plan)
    about = plan.of("attribute")
    named = tidy([c for c in about if not c.reaches])
    readers = {c.index: CodeReader(_codes_of(plan, c)) for c in plan.of("text")}
    made: list[Imported] = []
    silent: dict[str, dict[str, str]] = {}
    for index, (row, id_) in enumerate(zip(plan.table.rows, ids, strict=True)):
        attributes = {column: cells[index] for column, cells in named.items() if cells[index]}
        case = _case(plan, row, id_, encoding, readers)
        if case is None:
            silent[id_] = attributes
        else:
            made.append(replace(case, attributes=attributes))
    found += [*_silent(silent, plan), *withheld(plan.table, about)]
    if not made:
        return (
            Imported((), encoding=encoding, layout="case-table", why=plan.why(), cut=plan.table.cut, findings=tuple(found), cases=silent),
        )
    first = replace(made[0], findings=(*found, *made[0].findings), cases=silent, cut=(*plan.table.cut, *made[0].cut))
    return (first, *made[1:])


def _ids(plan: Plan) -> tuple[list[str], list[Diagnostic]]:
    """Give each row an id of its own, and say where the table has none, or one twice."""
    key, sheet = plan.first("case"), plan.table.sheet
    rows = plan.table.rows
    if key is None:
        message = f"{sheet.prefix}no column has ids of cases; they are numbered in the order of the rows: R1 to R{len(rows)}"
        return [f"R{i}" for i in range(1, len(rows) + 1)], [note("QC057", message, sheet.where(rows[0].number))]
    ids: list[str] = []
    found: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for row in rows:
        id_ = row.cell(key.index)
        if not id_:
            id_ = f"row {row.number}"
            message = f"{sheet.prefix}row {row.number} has no {key.shown}; it is read as the case {id_!r}"
            found.append(warning("QC065", message, sheet.where(row.number), f"write the {key.shown} into the table"))
        elif id_ in seen:
            message = f"{sheet.prefix}row {row.number}: {id_!r} stands in row {seen[id_]} already; both are read"
            found.append(warning("QC064", message, sheet.where(row.number), "give each case a row of its own"))
            id_ = next(new for n in range(2, len(rows) + 2) if (new := f"{row.cell(key.index)}-{n}") not in seen)
        seen[id_] = row.number
        ids.append(id_)
    return ids, found


def _codes_of(plan: Plan, text: Column) -> list[Column]:
    """Give the columns of codes that stand after a column of text and before the next one."""
    later = [c.index for c in plan.of("text") if c.index > text.index]
    return [c for c in plan.of("code") if text.index < c.index < min(later, default=len(plan.table.columns))]


def _case(plan: Plan, row: Row, id_: str, encoding: str, readers: dict[int, CodeReader]) -> Imported | None:
    """Read the answers of a case; None where it gave none."""
    pieces: list[Utterance] = []
    found: list[Diagnostic] = []
    for column in plan.of("text"):
        answer = row.cell(column.index)
        codes = readers[column.index].read([row.cell(c.index) for c in readers[column.index].columns])
        found += [_slipped(words, plan, row) for words in codes.prose]
        if answer:
            heading = [Utterance(HEADING, column.name)] if column.name else []
            pieces += [*heading, Utterance(id_, answer, codes=codes.codes)]
    if surplus := plan.table.surplus(row):
        pieces += _beyond(surplus, plan, row, id_, found)
    if not pieces:
        return None
    made = assemble(pieces, plan.table.sheet.path, layout=LAYOUT, why=plan.why(), encoding=encoding, findings=found, part=id_)
    return replace(made, speakers=tuple(Speaker(s.label, "respondent") for s in made.speakers))


def _slipped(words: str, plan: Plan, row: Row) -> Diagnostic:
    message = f"{plan.table.sheet.prefix}row {row.number}: {words[:80]!r} stands in a column of codes and is taken as no code"
    return warning("QC063", message, plan.table.sheet.where(row.number), "a code has at most 40 characters and no full stop")


def _beyond(surplus: Sequence[str], plan: Plan, row: Row, id_: str, found: list[Diagnostic]) -> list[Utterance]:
    """Keep the words in cells beyond the last column as the case's, without saying which question they answer."""
    cells = [cell.strip() for cell in surplus if cell.strip()]
    message = f"row {row.number} has {len(plan.table.columns) + len(surplus)} cells where the table has {len(plan.table.columns)} columns"
    help_ = "put quotation marks around a cell that holds the sign between cells"
    shown = ", ".join(map(repr, cells))[:120]
    found.append(warning("QC064", f"{message}; what is left over stands at the end: {shown}", plan.table.sheet.where(row.number), help_))
    return [Utterance(id_, "\n".join(cells))]


def _silent(silent: dict[str, dict[str, str]], plan: Plan) -> list[Diagnostic]:
    if not silent:
        return []
    shown = ", ".join(list(silent)[:_SHOWN]) + (" …" if len(silent) > _SHOWN else "")
    sheet = plan.table.sheet
    return [
        note(
            "QC058",
            f"{sheet.prefix}{len(silent)} cases gave no answer and become no interview: {shown}",
            sheet.where(plan.table.header or 1),
        )
    ]
