"""Behind ``pseudonymise``: what was replaced, what was left for a person to judge, and what git still remembers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.analysis.table import Column, Table
from qualcode.cli.exits import ExitCode
from qualcode.cli.output import Delivery, deliver, say
from qualcode.cli.render import render
from qualcode.cli.start import confirm
from qualcode.session.masking import keep_pseudonyms, pseudonyms_for
from qualcode.session.redact import pseudonymise, study_pseudonyms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qualcode.files.redactor import Replaced
    from qualcode.session.redact import Report
    from qualcode.session.study import Session

_SHOWN = 10


def run(session: Session, file: Path | None, how: Delivery, *, dry_run: bool, yes: bool) -> ExitCode:
    """Show what would be replaced, ask, and replace it; names that still stand afterwards are findings."""
    pseudonyms = pseudonyms_for(session, file) if file else study_pseudonyms(session)
    report = pseudonymise(session, pseudonyms, dry_run=True)
    deliver(replaced_table(report.replaced), how)
    if not dry_run and not report.changes_nothing:
        if not confirm(f"Rewrite {len(report.written)} files of this study without these names?", "--yes", yes=yes):
            return ExitCode.OK
        report = pseudonymise(session, pseudonyms)
    if not dry_run:
        keep_pseudonyms(session, pseudonyms)
    for finding in (*report.findings, *report.standing):
        say(render(finding, session.layout.root), quiet=how.quiet)
    for line in closing(report):
        say(line, quiet=how.quiet)
    return ExitCode.FINDINGS if report.standing else ExitCode.OK


def replaced_table(replaced: Iterable[Replaced]) -> Table:
    """Give one name in one form in one file a row."""
    columns = (Column("name", "name"), Column("form", "stood as"), Column("pseudonym", "pseudonym"), Column("file", "file"),
               Column("line", "first in line", "number"), Column("count", "times", "number"))  # fmt: skip
    return Table(
        "qualcode.pseudonymise/1", "names", columns, tuple((r.name, r.form, r.pseudonym, r.path, r.line, r.count) for r in replaced)
    )


def closing(report: Report) -> Iterator[str]:
    """Say what was written, what resembles a name, where names still stand, and what the history holds."""
    for one in report.similar[:_SHOWN]:
        yield f"left, look at it: {one.lookalike.form!r} resembles {one.lookalike.name!r} ({one.where})"
    if len(report.similar) > _SHOWN:
        yield f"and {len(report.similar) - _SHOWN} more that resemble names"
    if report.lost:
        yield f"{len(report.lost)} decisions refer to text versions that are gone; their words were replaced, their offsets stayed"
    if report.changes_nothing:
        yield "No name of the map stands in this study's texts; nothing to write."
    else:
        done = "would be" if report.dry_run else "were"
        n = len(report.written)
        moved = f"{len(report.removed)} old ones {done} removed, codings moved along: {len(report.lines)} lines."
        yield f"{n} file{'s' * (n != 1)} {done} rewritten, {moved}"
    if report.history:
        yield report.history
