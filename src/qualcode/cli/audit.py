"""The audit trail: every line of every log, with whether it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.table import Cell, Column, Table
from qualcode.cli import view
from qualcode.cli.options import known_only
from qualcode.files.study import read_logs
from qualcode.model.coding import MANUAL
from qualcode.ops import fold, order
from qualcode.session.by_rule import about_rules, rules_named

if TYPE_CHECKING:
    from qualcode.files.log import Log
    from qualcode.ops import Op
    from qualcode.session.study import Session

_KEYS = ("at", "coder", "source", "op", "code", "exact", "by", "of", "note", "in_force", "id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions to list: as typed; ``codes`` are ids. A rule brings what was decided by it, and all that was done to that."""

    coders: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    codes: frozenset[str] | None = None
    rules: Sequence[str] | None = None


def audit(session: Session, wanted: Wanted, limit: int) -> Table:
    """Give one decision a row, in the order of time; ``limit`` keeps the latest, 0 all."""
    who = known_only(wanted.coders, session.project.coders, "coder")
    where = known_only(wanted.sources, tuple(session.project.sources), "source")
    logs = [log for log in read_logs(session.layout)[0] if (who is None or log.coder in who) and (where is None or log.source in where)]
    lines = sorted(_lines(session, logs, wanted.codes, wanted.rules), key=lambda line: order(line[2]))
    kept = lines[-limit:] if limit else lines
    columns = tuple(Column(k, k.replace("_", " "), note=k in {"exact", "note"}) for k in _KEYS)
    rows = tuple(_row(coder, source, op, in_force=force) for coder, source, op, force in kept)
    return Table("qualcode.log/1", "log", columns, rows)


def _lines(
    session: Session, logs: Sequence[Log], codes: frozenset[str] | None, typed: Sequence[str] | None
) -> Iterator[tuple[str, str, Op, bool]]:
    rules = rules_named(typed, logs, "these coders") if typed else None
    for log in logs:
        state = fold(log.ops)
        kept = log.ops if rules is None else about_rules(log.ops, rules)
        for op in kept:
            if codes is None or _resolved(session, op) in codes:
                yield log.coder, log.source, op, op.id in state.in_force


def _resolved(session: Session, op: Op) -> str:
    code = session.project.codebook.resolve(op.code)
    return code.id if code else op.code


def _row(coder: str, source: str, op: Op, *, in_force: bool) -> tuple[Cell, ...]:
    exact = op.anchor.exact if op.anchor else ""
    by = ", ".join(op.by) if op.op in {"code", "reject"} or op.by != MANUAL else ""
    return (op.at, coder, source, op.op, op.code, exact, by, op.of, op.note, "yes" if in_force else "no", op.id)


def lines(table: Table, *, ascii_only: bool) -> Iterator[str]:
    """Write each decision as a line of who, what and when, with its words and rule below; one out of force says so."""
    screen = view.Screen.of_stdout(ascii_only=ascii_only)
    for record in table.to_records():
        at, coder, source, op, code, exact, by, of, said, force, id_ = (str(record[key] or "") for key in _KEYS)
        head = "  ".join(part for part in (at, coder, source, op, code or of, id_, "" if force == "yes" else "(taken back)") if part)
        yield from (screen.signs(line) for line in view.fold(head, screen.width))
        below = "   ".join(part for part in (f"“{exact}”" if exact else "", by, f"memo: {said}" if said else "") if part)
        yield from (
            screen.dim(screen.signs("    " + line)) for line in (view.fold(below.replace("\n", " "), screen.width - 4) if below else ())
        )
