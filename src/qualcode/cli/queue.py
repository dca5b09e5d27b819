"""The queue of suggestions, for scripts and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import label_of
from qualcode.analysis.table import Column, Table
from qualcode.cli.view import Screen, show
from qualcode.match.engine import TIERS

if TYPE_CHECKING:
    from qualcode.match.suggest import Proposals
    from qualcode.model.project import Project


def queue_table(proposals: Proposals, lang: str) -> Table:
    """Give one suggestion a row, in text order; ``evidence`` lists every hit."""
    keys = ("code", "source", "address", "start", "end", "exact", "keywords")
    columns = tuple(Column(k, phrase(k, lang), "number" if k in {"start", "end"} else "text", note=k == "exact") for k in keys)
    rows, records = [], []
    names, texts = [s.id for s in proposals.sources], [s.text for s in proposals.sources]
    evidence = _evidence(proposals)
    parts = (proposals.code, proposals.source, proposals.start, proposals.end, proposals.firsts[:-1], proposals.firsts[1:])
    for address, (code, source, start, end, first, last) in zip(
        proposals.addresses(), zip(*(p.tolist() for p in parts), strict=True), strict=True
    ):
        exact, hits = texts[source][start:end], evidence[first:last]
        keywords = ", ".join(dict.fromkeys(str(hit["keyword"]) for hit in hits))
        rows.append((proposals.codes[code], names[source], address, start, end, exact, keywords))
        records.append({"code": proposals.codes[code], "source": names[source], "address": address, "start": start, "end": end,
                        "exact": exact, "evidence": hits})  # fmt: skip
    return Table("qualcode.suggest/1", "suggestions", columns, tuple(rows), records=tuple(records))


def _evidence(proposals: Proposals) -> list[dict[str, object]]:
    """Give all hits of all suggestions as records."""
    entries = proposals.matcher.entries
    parts = (proposals.entry, proposals.tier, proposals.hit_start, proposals.hit_end, proposals.negated)
    rows = zip(*(p.tolist() for p in parts), strict=True)
    return [{"keyword": entries[e].keyword, "tier": TIERS[t], "start": s, "end": n, "negated": d} for e, t, s, n, d in rows]


def queue_lines(project: Project, proposals: Proposals, lang: str, *, ascii_only: bool) -> Iterator[str]:
    """Write for each code how many suggestions wait, in how many sources, and what its keywords brought."""
    columns = (
        Column("code", phrase("code", lang)),
        Column("label", phrase("label", lang), summary=True),
        *(Column(key, phrase(key, lang), "number") for key in ("waiting", "sources")),
        Column("keywords", phrase("keywords", lang), note=True),
    )
    of = np.repeat(proposals.code, np.diff(proposals.firsts))
    rows = []
    for number in np.unique(proposals.code).tolist():
        own = proposals.code == number
        code = proposals.codes[number]
        counted = _keywords(proposals, of == number)
        rows.append((code, label_of(project, code, lang), int(own.sum()), len(np.unique(proposals.source[own])), counted))
    return show(Table("qualcode.suggest/1", "", columns, tuple(rows)), Screen.of_stdout(ascii_only=ascii_only))


def _keywords(proposals: Proposals, chosen: NDArray[np.bool_]) -> str:
    counted = Counter(proposals.matcher.entries[entry].keyword for entry in proposals.entry[chosen].tolist())
    return " · ".join(f"{keyword} {n}" for keyword, n in counted.most_common())
