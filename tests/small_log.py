"""A small log on disk: three decisions of kim about P01, written by hand and read."""

from __future__ import annotations

from decisions import LAMP, TAP
from qualcode.files.layout import Layout
from qualcode.files.log import read_log
from qualcode.ops import Op, encode, sealed
from studies import EXPERTISE, KIM, PRIDE

FIRST = sealed(Op("code", at="2026-11-21T09:00:00Z", code=EXPERTISE, anchor=LAMP))
SECOND = sealed(Op("code", at="2026-11-21T09:00:01Z", code=PRIDE, anchor=TAP))
THIRD = sealed(Op("recode", at="2026-11-21T09:00:02Z", of=FIRST.id, code=PRIDE))
ALL = (FIRST, SECOND, THIRD)
LINES = tuple(map(encode, ALL))


def written(layout: Layout, *lines: str, end: str = "\n", encoding: str = "utf-8") -> Layout:
    """Write kim's log about P01 by hand, one string a line."""
    path = layout.log(KIM, "P01")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return layout


def read(layout: Layout) -> tuple[tuple[Op, ...], list[tuple[str, int]]]:
    """Read kim's log about P01: decisions, and findings as rule and line."""
    log, findings = read_log(layout, KIM, "P01")
    return log.ops, [(d.rule, d.where.line) for d in findings if d.where]
