"""Behind ``apply`` and ``undo``: decisions from a row or a file, and decisions in words."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli.exits import ExitCode
from qualcode.cli.output import say
from qualcode.cli.render import render
from qualcode.files.layout import read_bytes
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc
from qualcode.plugins import read_rows
from qualcode.session.decide import Applied, apply_rows, decide

if TYPE_CHECKING:
    from qualcode.ops import Op
    from qualcode.session.by_rule import Batch
    from qualcode.session.study import Session

_WORDS = 30


def apply_one(session: Session, row: Mapping[str, Any], *, dry_run: bool, quiet: bool) -> None:
    """Apply one decision typed on the command line."""
    if not row["address"] or not row["code"]:
        raise QualcodeError("apply needs ADDRESS and CODE, or --from FILE", "for example: qualcode apply P03:12 factor.people")
    decision = decide(session, row)
    for op in decision.ops:
        say(("Would code: " if dry_run else "Coded: ") + said(decision.source, op), quiet=quiet)
    applied = apply_rows(session, [row], "the command line", dry_run=dry_run)
    if applied.standing:
        say("It stands already; nothing was written.", quiet=quiet)
    _warn(session, applied)


def _warn(session: Session, applied: Applied) -> None:
    """Say that codings count in no table, because of who speaks there."""
    if applied.uncounted:
        roles = ", ".join(session.project.settings.exclude)
        say(f"{applied.uncounted} of them only in turns of {roles}: counted only with --speech all.")


def apply_file(session: Session, path: Path, *, dry_run: bool, quiet: bool) -> ExitCode:
    """Apply a file of decisions; on any bad row all findings are printed and nothing is written."""
    rows = read_rows(read_bytes(path), path.suffix, path.as_posix())
    first = 2 if path.suffix.lower() in {".csv", ".tsv", ".xlsx"} else 1
    applied = apply_rows(session, rows, path.as_posix(), first=first, dry_run=dry_run)
    if applied.findings:
        for finding in applied.findings:
            sys.stderr.write(render(finding, Path("/nonexistent")) + "\n")
        say(f"{len(applied.findings)} of {len(rows)} rows are wrong. Nothing was written.")
        return ExitCode.FINDINGS
    verb = "would be written" if dry_run else "written"
    say(f"{applied.written} decisions {verb} for {session.coder}; {applied.standing} stood already.", quiet=quiet)
    _warn(session, applied)
    return ExitCode.OK


def said(source: str, op: Op) -> str:
    """Say a decision in words."""
    words = op.anchor.exact.replace("\n", " ") if op.anchor else ""
    quoted = f' "{words if len(words) <= _WORDS else words[:_WORDS] + "…"}"' if words else ""
    what = {"undo": "undo of", "done": "finished"}.get(op.op, op.op)
    return " ".join(part for part in (what, op.code or op.of, f"{source}{quoted}") if part)


def undo_by_rule(session: Session, rules: Sequence[str], codes: Collection[str] | None, *, dry_run: bool, quiet: bool) -> None:
    """Take back what rules brought, and say how many decisions went and how many stay."""
    from qualcode.session.by_rule import undo_rules

    batch = undo_rules(session, rules, codes, dry_run=dry_run)
    _tell(session, batch, "undo", "Would take back" if dry_run else "Taken back", quiet=quiet)
    if not dry_run:
        waits = "What it finds waits again: qualcode suggest. " if _still_found(session, batch) else ""
        again = " ".join(f"--rule {rule if rule.isalnum() else shlex.quote(rule)}" for rule in rules)
        say(f"{waits}To bring all back: qualcode redo {again}", quiet=quiet)


def _still_found(session: Session, batch: Batch) -> bool:
    """Tell whether a rule is a keyword that the codebook still has."""
    return any(f"keyword:{nfc(k.find)}" in batch.rules for code in session.project.codebook.tree() for k in code.keywords)


def redo_by_rule(session: Session, rules: Sequence[str], codes: Collection[str] | None, *, dry_run: bool, quiet: bool) -> None:
    """Bring back what an undo of rules took, and say how many decisions came back and how many not."""
    from qualcode.session.by_rule import redo_rules

    batch = redo_rules(session, rules, codes, dry_run=dry_run)
    _tell(session, batch, "redo", "Would bring back" if dry_run else "Brought back", quiet=quiet)


def _tell(session: Session, batch: Batch, what: str, done: str, *, quiet: bool) -> None:
    """Say what became of the decisions of rules; raises where there was nothing to do."""
    by = f"by {', '.join(batch.rules)}"
    if batch.found:
        counts = " and ".join(_n(n, name) for n, name in ((batch.codings, "coding"), (batch.rejections, "rejection")) if n)
        say(f"{done}: {counts} {by} in {_n(len(batch.drafts), 'source')}.", quiet=quiet)
    for sentence in _stays(batch):
        say(sentence, quiet=quiet)
    if not batch.found:
        raise QualcodeError(f"nothing to {what} for {session.coder} {by}", "qualcode log shows what was decided")


def _stays(batch: Batch) -> Iterator[str]:
    """Say which decisions are left as they are, and why."""
    if batch.shared:
        yield f"{batch.shared} left in place: another rule found the same (name it with a further --rule to take that back too)."
    if batch.changed:
        yield f"{batch.changed} left in place: recoded, moved or annotated by hand afterwards."
    if batch.anew:
        yield f"{batch.anew} not brought back: the same words were decided again since."


def _n(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
