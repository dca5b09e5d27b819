"""Behind ``apply`` and ``undo``: decisions from a row or a file, and decisions in words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli.exits import ExitCode
from qualcode.cli.output import say
from qualcode.cli.render import render
from qualcode.files.layout import read_bytes
from qualcode.model.failure import QualcodeError
from qualcode.plugins import read_rows
from qualcode.session.decide import Applied, apply_rows, decide

if TYPE_CHECKING:
    from qualcode.ops import Op
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
