"""Commands that hand over, account and help: export, log, help, completion."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.options import Ascii, ByCoder, Codes, Form, InLang, Out, Quiet, Raw, Speech, WhoseSpeech


class Shell(enum.StrEnum):
    """Shells that completion is written for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="study.xlsx, codings.csv, study.json or study.md.")],
    coder: ByCoder = None, speech: WhoseSpeech = Speech.RESPONDENTS, lang: InLang = None, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Hand over the whole study in one file; its ending picks the format.

    Example: qualcode export study.xlsx
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.options import Asked, language, question
    from qualcode.cli.output import Delivery, write_file
    from qualcode.session.handover import tables

    session = open_here()
    asked = question(session, Asked(None, None, None, coder, speech))
    made = tables(session, asked, language(session, lang))
    flat = file.suffix in {".csv", ".tsv", ".json"}
    write_file([t for t in made if t.schema == "qualcode.quotes/1"] if flat else made, file, Delivery(raw=raw, quiet=quiet))


def log(
    coder: ByCoder = None, codes: Codes = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Only these sources.")] = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="KEYWORD", help="Only what this rule brought and led to.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many of the latest; 0 shows all.")] = 0,
    format: Form = None, out: Out = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Show the audit trail: who decided what, when, by which rule.

    Example: qualcode log --coder kim --limit 20
    """
    from qualcode.cli.audit import Wanted, audit, lines
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids
    from qualcode.cli.output import Delivery, deliver

    session = open_here()
    table = audit(session, Wanted(coder, source, code_ids(session, codes), rule), limit)
    deliver(table, Delivery(format, out, ascii, raw, quiet), lines(table, ascii_only=ascii))


def help_(topic: Annotated[str | None, typer.Argument(help="A topic; none lists them.")] = None) -> None:
    """Explain a topic: first-study, addresses, keys, exit-codes."""
    from qualcode.cli.topics import text_of, topics

    sys.stdout.write(text_of(topic) if topic else "\n".join(topics()) + "\n")


def completion(shell: Annotated[Shell, typer.Argument(help="Your shell.")]) -> None:
    """Print the script that completes commands in a shell.

    Example: qualcode completion bash >> ~/.bashrc
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined] # Typer hands it on

    from qualcode.cli.main import COMPLETING

    script = get_completion_script(prog_name="qualcode", complete_var=COMPLETING, shell=shell.value)
    sys.stdout.write(script + "\n")
