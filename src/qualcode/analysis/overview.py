"""How far the coding of a study is: one row a source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from qualcode.analysis import count
from qualcode.analysis.matrix import own_words, source_states
from qualcode.analysis.retrieve import Passage, Question, passages
from qualcode.analysis.table import Column, Table
from qualcode.model.case import Case
from qualcode.model.project import Project

_STATES = {"blank": "", "begun": "begun", "done": "done"}


def overview(project: Project, waiting: Mapping[str, int] | None) -> Table:
    """Give sources with words, share of words coded, codings, what waits, who coded, and whether it is finished."""
    question = Question()
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for p in passages(project, question):
        by_source[p.source.id].append(p)
    states = source_states(project, None)
    coded = Counter(c.source for c in project.codings)
    keys = (("source", "text"), ("role", "text"), ("words", "number"), ("coded", "share"), ("codings", "number"), ("waiting", "number"),
            ("state", "text"), ("coders", "text"))  # fmt: skip
    columns = tuple(Column(k, k, kind) for k, kind in keys if k != "waiting" or waiting is not None)  # type: ignore[arg-type]
    decided = {(c.coder, c.source) for c in project.codings} | {(d.coder, d.source) for d in project.done}
    rows = []
    for source in project.sources.values():
        words = sum(own_words(project, source, question).values())
        covered = count.words(by_source[source.id])
        coders = sorted({c for c, s in decided if s == source.id})
        role = project.cases.get(source.case or "", Case("")).attributes.get("role", "")
        waits = () if waiting is None else (waiting.get(source.id, 0),)
        share = covered / words if words else None
        rows.append((source.id, role, words, share, coded[source.id], *waits, _STATES[states.get(source.id, "blank")], ", ".join(coders)))
    return Table("qualcode.status/1", "status", columns, tuple(rows))
