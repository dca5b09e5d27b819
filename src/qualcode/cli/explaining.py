"""``codebook explain``: what became of a keyword, and its hits by form."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.door import exit_with
from qualcode.cli.exits import ExitCode
from qualcode.cli.options import Ascii, Form, InLang, Out, Quiet, Raw
from qualcode.cli.prepare import codebook


@codebook.command("explain")
def explain_(
    typed: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE | KEYWORD]...", help="A code, a keyword of the codebook, or one to try; else all.")
    ] = None,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Show what a keyword is read as, and what it finds in the study, form by form; a keyword can be tried before it is written down.

    Examples: qualcode codebook explain 연결하다; qualcode codebook explain "예산 NEAR/5 깎다"
    """
    from qualcode.cli.explained import closing, explanation_lines, explanation_table
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.cli.progress import telling
    from qualcode.session.explaining import explain

    session = open_here()
    asked = " ".join(typed or ())
    with telling(quiet=quiet) as progress:
        found = explain(session, asked, progress=progress)
    shown = language(session, lang)
    lines = explanation_lines(session.project, found, shown, brief=not asked, ascii_only=ascii)
    deliver(explanation_table(found, shown), Delivery(format, out, ascii, raw, quiet), lines)
    for sentence in closing(found):
        say(sentence, quiet=quiet)
    if any(one.problems and not one.code for one in found.keywords):
        exit_with(ExitCode.FINDINGS)
