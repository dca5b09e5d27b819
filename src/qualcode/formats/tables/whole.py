"""Tables in which a cell holds a whole transcript, with labels inside, as data archives give them: one interview a row."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

from qualcode.formats.plain import read_text
from qualcode.formats.tables.attributes import tidy
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.pieces import labels_in
from qualcode.model.imported import Imported

_FEWEST_LINES = 4
_MOST = 0.5


def is_whole(plan: Plan) -> bool:
    """Tell whether most cells of the only column of text are transcripts: several lines that begin with recurring labels."""
    text = plan.first("text")
    if text is None or plan.first("speaker") or len(plan.of("text")) > 1 or plan.kind not in {"talk", "survey"}:
        return False
    lines = [[line for line in cell.split("\n") if line.strip()] for cell in text.filled]
    return fmean(len(found) >= _FEWEST_LINES and bool(labels_in(found)) for found in lines) >= _MOST


def read_whole(plan: Plan, encoding: str) -> tuple[Imported, ...]:
    """Read each cell as a transcript of its own; the other columns are attributes, its document or case names it."""
    text, key = plan.first("text"), plan.first("document") or plan.first("case") or plan.first("index")
    others = [c for c in plan.table.columns if c is not text and c is not key and c.filled]
    named = tidy(others, plan.table)
    made = []
    for index, row in enumerate(plan.table.rows):
        words = row.cell(text.index) if text else ""
        if words:
            one = read_text(words, plan.table.sheet.path)
            part = (row.cell(key.index) if key else "") or f"row {row.number}"
            attributes = {name: cells[index] for name, cells in named.items() if cells[index]}
            why = f"a transcript in each cell of {text.shown if text else ''}; {one.why}"
            made.append(replace(one, part=part, why=why, encoding=encoding, attributes={**one.attributes, **attributes}))
    cut = (*plan.table.cut, *made[0].cut)
    return (replace(made[0], cut=cut), *made[1:])
