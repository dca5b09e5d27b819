"""``codebook suggest-keywords``: words that may become keywords of a code, and writing those that a person accepts."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.options import Ascii, DryRun, Form, InLang, Out, Quiet, Raw
from qualcode.cli.prepare import codebook


@codebook.command("suggest-keywords")
def suggest_keywords_(
    code: Annotated[str, typer.Argument(help="The code: id, label or last part.")],
    accept: Annotated[list[str] | None, typer.Option("--accept", metavar="WORD", help="Write this word as a keyword; repeatable.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask about one word after the other, and write those you take.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many of each kind; 0 gives all.")] = 20,
    dry_run: DryRun = False, format: Form = None, out: Out = None, lang: InLang = None,
    ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find words that may become keywords of a code: from what is coded, and near the keywords it has; a person decides.

    Example: qualcode codebook suggest-keywords resident.expertise --accept 변속기
    """
    from qualcode.cli.found import accept_all, found_lines, found_table, walk
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.cli.progress import telling
    from qualcode.session.finding import find_words

    session = open_here()
    shown = language(session, lang)
    with telling(quiet=quiet) as progress:
        found = find_words(session, session.code(code), progress)
    if accept:
        for line in accept_all(session, found, accept, dry_run=dry_run):
            say(line, quiet=quiet)
    elif ask:
        walk(session, found, limit, shown, dry_run=dry_run)
    else:
        lines = found_lines(found, limit, shown, ascii_only=ascii)
        deliver(found_table(found, limit, shown), Delivery(format, out, ascii, raw, quiet), lines)
        if not found.candidates:
            say("No word stands out.", quiet=quiet)
        else:
            say(f"Take one: qualcode codebook suggest-keywords {found.code} --accept WORD     or be asked: --ask", quiet=quiet)
