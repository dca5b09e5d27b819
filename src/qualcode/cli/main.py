"""The application: every command under its name, and the way in."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

import qualcode
from qualcode.cli import coding, explaining, finding, hand, look, prepare, quality, start  # noqa: F401 - two enter commands at prepare.codebook
from qualcode.cli.door import Door, prepare_streams
from qualcode.cli.exits import ExitCode

COMPLETING = "_QUALCODE_COMPLETE"
"""The variable by which the script of ``qualcode completion`` asks what may follow."""

app = typer.Typer(
    name="qualcode", cls=Door, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Code qualitative interviews over plain files. New here? qualcode demo, or qualcode help first-study.",
)  # fmt: skip


def _version(value: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if value:
        sys.stdout.write(f"qualcode {qualcode.__version__}\n")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


for _command in (start.demo, start.init, start.doctor, start.status, start.check, prepare.cases, prepare.pseudonymise,
                 coding.suggest, coding.review, coding.apply, coding.memo, coding.done, coding.undo, coding.redo,
                 look.find, look.quotes, look.count, look.matrix, hand.export, hand.log, hand.completion):  # fmt: skip
    app.command(_command.__name__)(_command)
app.command("import")(prepare.import_)
app.command("help")(hand.help_)
app.add_typer(prepare.codebook, name="codebook")


def run(arguments: list[str] | None = None) -> int:
    """Run a command line; gives the exit code."""
    if COMPLETING in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined] # a shell asks for completions; nothing else needs this

        completion_init()
    try:
        app(arguments, prog_name="qualcode")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
    return ExitCode.OK


def main() -> None:
    """Run the command line of this process."""
    prepare_streams()
    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        code = ExitCode.OK
    sys.exit(code)
