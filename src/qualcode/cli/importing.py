"""Behind ``import``: files are read, shown, and written unless it is only a preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cli.exits import ExitCode
from qualcode.cli.incoming import STATES, TurnRows, closing, detailed, findings_of, preview
from qualcode.cli.options import Format
from qualcode.cli.output import Delivery, deliver, say
from qualcode.cli.render import render
from qualcode.cli.start import confirm
from qualcode.cli.view import Screen
from qualcode.model.failure import QualcodeError
from qualcode.session.beside import write_beside
from qualcode.session.bring import ASKS, Bring, Incoming, Told

if TYPE_CHECKING:
    from qualcode.session.study import Session


def run(session: Session, files: Sequence[Path], told: Told, how: Delivery, *, codings: bool, dry_run: bool, yes: bool) -> ExitCode:
    """Read files, show them, and write them unless it is only a preview; files that cannot be read do not stop the others."""
    if not files and not told.attributes:
        raise QualcodeError("no file is named", "qualcode import FILE...; qualcode help formats lists what can be read")
    if codings:
        _ = session.coder  # whose codings they would be; nobody is an error before anything is written
    rows = TurnRows() if how.format not in {None, Format.TABLE} else None
    with Bring(session, told, preview=dry_run) as bring:
        found = bring.read(files, rows.add if rows else None)
        lines = detailed(found, Screen.of_stdout(ascii_only=how.ascii)) if dry_run else None
        if found and not _none_read(found):
            deliver(rows.table(found) if rows else preview(found), how, lines)
        for finding in findings_of(bring):
            say(render(finding, Path()), quiet=how.quiet)
        written = () if dry_run else bring.write(over_edits=_replaces(found, yes=yes))
        beside = write_beside(session, [one for one in found if one in written or one.state == "same"], codings=codings and not dry_run)
        for finding in beside.findings:
            say(render(finding, Path()), quiet=how.quiet)
        for line in closing(bring, written, beside, dry_run=dry_run, codings=codings):
            say(line, quiet=how.quiet)
    return _exit_code(found)


def _none_read(found: Sequence[Incoming]) -> bool:
    return all(one.reading.unread for one in found)


def _exit_code(found: Sequence[Incoming]) -> ExitCode:
    """Give 2 where no file could be read at all, 1 where an interview did not come in or names nobody."""
    if found and _none_read(found):
        return ExitCode.USAGE
    nobody = any(d.rule == "QC051" for one in found for d in one.findings)
    return ExitCode.FINDINGS if nobody or any(one.state == "bad" for one in found) else ExitCode.OK


def _replaces(found: Sequence[Incoming], *, yes: bool) -> bool:
    """Ask before a transcript is replaced that was edited by hand, or that came from another file."""
    asked = [f"{one.source} ({STATES[one.state]})" for one in found if one.state in ASKS]
    return bool(asked) and confirm(f"Replace {', '.join(asked)}?", "--yes", yes=yes)
