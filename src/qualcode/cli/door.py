"""The one door through which errors leave, and the list of commands in reading order."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from qualcode.cli.exits import ExitCode
from qualcode.model.failure import QualcodeError

GROUPS: dict[str, tuple[str, ...]] = {
    "Start": ("demo", "init", "doctor", "status", "check"),
    "Prepare": ("import", "cases", "pseudonymise", "codebook"),
    "Code": ("suggest", "review", "apply", "memo", "done", "undo", "redo"),
    "Look": ("find", "quotes", "count", "matrix"),
    "Hand over": ("export",),
    "Team": ("log",),
    "Help": ("help", "completion"),
}


class Door(TyperGroup):
    """The top of the command line: groups in reading order, errors as sentences with an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's context, of a class that it does not export
        """Give the commands in reading order."""
        order = [name for names in GROUPS.values() for name in names]
        return [*(n for n in order if n in self.commands), *(n for n in self.commands if n not in order)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the commands under the headings of their groups."""
        for heading, names in GROUPS.items():
            known = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str(100)) for name, command in known if command]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run a command; what stops it becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except QualcodeError as problem:
            say_error(problem)
            raise SystemExit(ExitCode.USAGE) from None
        except KeyboardInterrupt:
            sys.stderr.write("\nInterrupted. Everything decided so far is saved.\n")
            raise SystemExit(ExitCode.INTERRUPT) from None
        except BrokenPipeError:
            _close_stdout()
            raise SystemExit(ExitCode.OK) from None
        except Exception as problem:
            if hasattr(problem, "exit_code"):  # Typer's own: usage errors, typer.Exit
                raise
            if isinstance(problem, OSError) and problem.strerror:
                say_error(QualcodeError(f"{problem.filename or 'the output'}: {problem.strerror}"))
                raise SystemExit(ExitCode.USAGE) from None
            sys.stderr.write(f"bug: {type(problem).__name__}: {problem}. Details: {_keep_traceback()}\n")
            raise SystemExit(ExitCode.BUG) from None


def say_error(problem: QualcodeError) -> None:
    """Print what stopped a command, and what to do."""
    sys.stderr.write(f"error: {problem}\n")
    if problem.help:
        sys.stderr.write(f"  help: {problem.help}\n")


def _close_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain about the closed pipe at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


def _keep_traceback() -> Path:
    """Write the traceback into the study's derived folder, or a temporary one outside a study."""
    folder = Path.cwd() / ".qualcode"
    target = folder if folder.is_dir() and os.access(folder, os.W_OK) else Path(tempfile.gettempdir())
    path = target / "qualcode-traceback.txt"
    path.write_text(traceback.format_exc(), encoding="utf-8")
    return path


def prepare_streams() -> None:
    """Make stdout UTF-8 with bare line feeds where it is no terminal; a terminal of another encoding shows ? and goes on."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")


def exit_with(code: ExitCode) -> None:
    """Leave a command with an exit code other than 0."""
    if code is not ExitCode.OK:
        raise typer.Exit(code)
