"""Commands to start with: demo, init, doctor, status, check."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.door import exit_with
from qualcode.cli.exits import ExitCode
from qualcode.cli.options import Ascii, Form, Me, Out, Quiet, Raw, Yes


class CheckFormat(enum.StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def demo(
    directory: Annotated[Path, typer.Argument(help="The folder to make.")] = Path("qualcode-demo"),
    sample: Annotated[
        str, typer.Option("--sample", help="residents-technology-school or lifelong-learning-city.")
    ] = "residents-technology-school",
    run: Annotated[bool, typer.Option("--run", help="Then do the main job on a copy: suggest, code, matrix, workbook.")] = False,
) -> None:
    """Make a study from an invented sample that ships with qualcode.

    Example: qualcode demo --run
    """
    from qualcode.cli.demo import make_demo, run_demo

    make_demo(sample, directory)
    if run:
        run_demo(directory)


def init(
    name: Annotated[str | None, typer.Argument(help="The study's title (else the folder's name).")] = None,
    languages: Annotated[str, typer.Option("--languages", help="Languages of the interviews, the main one first.")] = "ko,en",
    codebook: Annotated[str, typer.Option("--codebook", help="A codebook that ships, or the path of your own .yaml.")] = "capacity",
    coder: Annotated[str | None, typer.Option("--coder", help="Your name as coder, kept in git's and your own configuration.")] = None,
    quiet: Quiet = False,
) -> None:
    """Start a study in this folder.

    Example: qualcode init 주민기술학교 --languages ko,en --coder kim --codebook capacity
    """
    from qualcode.cli.output import say
    from qualcode.files.codebook import write_schema
    from qualcode.files.identity import remember_coder
    from qualcode.files.shipped import new_study
    from qualcode.model.text import nfc

    here = Path.cwd()
    spoken = tuple(part.strip() for part in languages.split(",") if part.strip())
    layout = new_study(here, nfc(name or here.name), spoken, codebook)
    write_schema(layout)
    if coder:
        remember_coder(here, nfc(coder))
    say(f"Started {name or here.name} here: qualcode.yaml, codebooks/, transcripts/, .gitattributes.", quiet=quiet)
    say("Next: qualcode import FILES...     qualcode codebook show     git init, if this folder is not in git", quiet=quiet)


def doctor() -> None:
    """Look at terminal and installation: Hangul ruler, widths, encodings, packages, git."""
    from qualcode.cli.doctor import report

    for line in report():
        sys.stdout.write(line + "\n")


def status(coder: Me = None, format: Form = None, out: Out = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False) -> None:
    """Show what is coded, what waits, and what to do next."""
    from qualcode.analysis.overview import overview
    from qualcode.cli.next import closing, waiting
    from qualcode.cli.open import open_here
    from qualcode.cli.output import Delivery, deliver, say

    session = open_here(coder)
    waits = waiting(session)
    deliver(overview(session.project, waits), Delivery(format, out, ascii, raw, quiet))
    for line in closing(session, waits):
        say(line, quiet=quiet)


def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Only findings in these files and folders.")] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="text, json, or github (annotations).")] = CheckFormat.TEXT,
) -> None:
    """Check the study: codebook, transcripts, codings, method. Exits with 1 on an error or warning.

    Example: qualcode check codebooks/ --format github
    """
    from qualcode.cli.findings import all_findings, report
    from qualcode.cli.open import open_here

    session = open_here()
    exit_with(ExitCode(report(all_findings(session, paths or ()), session.layout.root, format.value)))


def confirm(question: str, flag: str, *, yes: Yes = False) -> bool:
    """Ask before something is overwritten; without a terminal the flag is named instead."""
    from qualcode.model.failure import QualcodeError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise QualcodeError(f"{question} There is no terminal to ask.", f"give {flag}")
    return typer.confirm(question)
