"""The queue of suggestions, for scripts and for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import code_order, label_of
from qualcode.analysis.table import Column, Table
from qualcode.cli.view import Screen, show
from qualcode.model.address import address_of
from qualcode.model.coding import Suggestion

if TYPE_CHECKING:
    from qualcode.model.project import Project
    from qualcode.session.suggesting import Queue


def queue_table(project: Project, suggestions: Sequence[Suggestion], lang: str) -> Table:
    """Give one suggestion a row, in text order; ``evidence`` lists every hit."""
    keys = ("code", "source", "address", "start", "end", "exact", "keywords")
    columns = tuple(Column(k, phrase(k, lang), "number" if k in {"start", "end"} else "text", note=k == "exact") for k in keys)
    rows, records = [], []
    for s in suggestions:
        address = address_of(project.sources[s.source], s.span)
        keywords = dict.fromkeys(e.keyword for e in s.evidence)
        rows.append((s.code, s.source, address, s.span.start, s.span.end, s.exact, ", ".join(keywords)))
        evidence = [{"keyword": e.keyword, "tier": e.tier, "start": e.start, "end": e.end, "negated": e.negated} for e in s.evidence]
        records.append({"code": s.code, "source": s.source, "address": address, "start": s.span.start, "end": s.span.end,
                        "exact": s.exact, "evidence": evidence})  # fmt: skip
    return Table("qualcode.suggest/1", "suggestions", columns, tuple(rows), records=tuple(records))


def queue_lines(project: Project, found: Queue, lang: str, *, ascii_only: bool) -> Iterator[str]:
    """Write for each code how many suggestions wait, in how many sources, and what its keywords brought."""
    by_code: dict[str, list[Suggestion]] = defaultdict(list)
    for s in found.suggestions:
        by_code[s.code].append(s)
    order = code_order(project)
    columns = (
        Column("code", phrase("code", lang)),
        Column("label", phrase("label", lang), summary=True),
        *(Column(key, phrase(key, lang), "number") for key in ("waiting", "sources")),
        Column("keywords", phrase("keywords", lang), note=True),
    )
    rows = tuple(
        (code, label_of(project, code, lang), len(group), len({s.source for s in group}), _keywords(group))
        for code, group in sorted(by_code.items(), key=lambda item: order[item[0]])
    )
    return show(Table("qualcode.suggest/1", "", columns, rows), Screen.of_stdout(ascii_only=ascii_only))


def _keywords(group: Sequence[Suggestion]) -> str:
    counted = Counter(e.keyword for s in group for e in s.evidence)
    return " · ".join(f"{keyword} {n}" for keyword, n in counted.most_common())
