"""Findings of a whole study, and their report."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.exits import ExitCode
from qualcode.cli.render import as_rows, found_in_order, github, render, summary
from qualcode.files.codebook import write_schema
from qualcode.files.failure import CannotWrite
from qualcode.model.diagnostic import Diagnostic, Severity
from qualcode.plugins import rules
from qualcode.rules import RULES
from qualcode.rules import check as run_rules

if TYPE_CHECKING:
    from qualcode.session.study import Session


def all_findings(session: Session, paths: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
    """Give what loading, the rules (installed ones too) and the codebook's own tests find, in these paths."""
    from qualcode.cli.progress import telling
    from qualcode.session.checking import of_keywords
    from qualcode.session.redact import names_left

    with contextlib.suppress(CannotWrite, OSError):  # for editors; a study that cannot be written is checked all the same
        write_schema(session.layout)
    project = session.project
    with telling() as progress:
        keyword_findings = tuple(of_keywords(session, progress))
    found = (
        *run_rules(project, (*RULES, *rules())),
        *keyword_findings,
        *names_left(session),
    )
    wanted = [p.absolute() for p in paths]
    return tuple(d for d in found if not wanted or _is_in(session.layout.root, d, wanted))


def _is_in(root: Path, found: Diagnostic, wanted: Sequence[Path]) -> bool:
    if found.where is None:
        return False
    path = (root / found.where.path).absolute()
    return any(path == w or w in path.parents for w in wanted)


def report(findings: Sequence[Diagnostic], root: Path, form: str) -> ExitCode:
    """Print findings to stdout and give the exit code that they come to."""
    ordered = found_in_order(findings)
    if form == "json":
        sys.stdout.write(json.dumps({"schema": "qualcode.check/1", "rows": as_rows(findings)}, ensure_ascii=False, indent=1) + "\n")
    elif form == "github":
        sys.stdout.write("".join(github(d) + "\n" for d in ordered))
    else:
        sys.stdout.write("".join(render(d, root) + "\n\n" for d in ordered))
        sys.stderr.write(summary(findings) + "\n")
    matters = any(d.severity is not Severity.NOTE for d in findings)
    return ExitCode.FINDINGS if matters else ExitCode.OK
