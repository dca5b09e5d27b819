"""Commands that code: suggest, review, apply, memo, done, undo, redo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.door import exit_with
from qualcode.cli.options import Ascii, Codes, DryRun, Form, InLang, Me, Out, Quiet, Raw, Speech, WhoseSpeech

Sources = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these sources.")]


def suggest(
    sources: Sources = None, codes: Codes = None, coder: Me = None, speech: WhoseSpeech = Speech.RESPONDENTS,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Run the codebook's keywords and show what waits for you; changes no coding.

    Example: qualcode suggest P03 --codes resident --format json
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids, language
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.cli.queue import queue_lines, queue_table
    from qualcode.session.suggesting import queue

    session = open_here(coder)
    wanted = [session.source(s).id for s in sources] if sources else None
    found = queue(session, wanted, code_ids(session, codes), all_speech=speech is Speech.ALL)
    shown = language(session, lang)
    table = queue_table(found.proposals, shown)
    deliver(table, Delivery(format, out, ascii, raw, quiet), queue_lines(session.project, found.proposals, shown, ascii_only=ascii))
    left = (
        f" {found.left_out} hits in turns of {', '.join(session.project.settings.exclude)} left out: --speech all."
        if found.left_out
        else ""
    )
    say(
        f"{len(found)} wait for {session.coder} ({found.coded} coded already, {found.rejected} hits rejected).{left}",
        quiet=quiet,
    )
    if len(found):
        say("Next: qualcode review     or from a file: --out queue.json, then qualcode apply --from queue.json", quiet=quiet)


def review(
    sources: Sources = None, codes: Codes = None, coder: Me = None,
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line (the only way in this version).")] = False,  # noqa: ARG001 - accepted so that habits and scripts keep
    lang: InLang = None,
) -> None:  # fmt: skip
    """Accept or reject what the keywords propose, one after the other; every answer is saved at once.

    Example: qualcode review P03 --plain
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids, language
    from qualcode.cli.review import walk

    session = open_here(coder)
    wanted = [session.source(s).id for s in sources] if sources else None
    walk(session, wanted, code_ids(session, codes), language(session, lang))


def apply(
    address: Annotated[str | None, typer.Argument(help="Where: P03:12, P03:12-14 or P03:12.2.")] = None,
    code: Annotated[str | None, typer.Argument(help="The code: id, label or last part.")] = None,
    quote: Annotated[str | None, typer.Option("--quote", help="Only these words within the address.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="A memo on the coding.")] = None,
    from_: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="Rows of decisions: .json .jsonl .csv .xlsx.")] = None,
    coder: Me = None, dry_run: DryRun = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Code a passage, or apply decisions in bulk; one bad row and nothing is written.

    Examples: qualcode apply P03:12.2 factor.people; qualcode apply --from queue.json
    """
    from qualcode.cli.deciding import apply_file, apply_one
    from qualcode.cli.open import open_here

    session = open_here(coder)
    if from_ is not None:
        exit_with(apply_file(session, from_, dry_run=dry_run, quiet=quiet))
    else:
        row = {"op": "code", "address": address, "code": code, "quote": quote, "note": note}
        apply_one(session, row, dry_run=dry_run, quiet=quiet)


def memo(
    target: Annotated[str | None, typer.Argument(help="study, a code, a case, a source, an address, or a coding's id.")] = None,
    text: Annotated[str | None, typer.Argument(help="What to write; without it, the memos on the target are listed.")] = None,
    coder: Me = None, format: Form = None, out: Out = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write or list memos on the study, a code, a case, a source, a passage or a coding.

    Example: qualcode memo P03:12 "막막함과 연결이 한 문장에 있다"
    """
    from qualcode.cli.memos import list_memos, write
    from qualcode.cli.open import open_here
    from qualcode.cli.output import Delivery, deliver, say

    session = open_here(coder)
    if target and text:
        say(write(session, target, text), quiet=quiet)
    else:
        deliver(list_memos(session, target), Delivery(format, out, ascii, raw, quiet))


def done(
    source: Annotated[str, typer.Argument(help="The source you have finished.")],
    round_: Annotated[str, typer.Option("--round", help="The round of coding, such as training-1.")] = "",
    coder: Me = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Say that you have finished a source: from here "not coded" means no."""
    from qualcode.cli.open import open_here
    from qualcode.cli.output import say
    from qualcode.model.text import nfc
    from qualcode.ops import Op

    session = open_here(coder)
    found = session.source(nfc(source))
    session.do(found.id, Op("done", text=found.version, round=round_))
    say(f"{found.id} finished by {session.coder}. qualcode undo takes it back.", quiet=quiet)


def undo(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The start of its id (qualcode log); without it, the last one.")] = None,
    coder: Me = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Take back your last decision, or the named one; works after quitting, and has no limit."""
    from qualcode.cli.deciding import said
    from qualcode.cli.open import open_here
    from qualcode.cli.output import say

    source, op = open_here(coder).undo(id)
    say(f"Taken back: {said(source, op)}. qualcode redo brings it back.", quiet=quiet)


def redo(coder: Me = None, quiet: Quiet = False) -> None:
    """Bring back what the last undo took."""
    from qualcode.cli.deciding import said
    from qualcode.cli.open import open_here
    from qualcode.cli.output import say

    source, op = open_here(coder).redo()
    say(f"Brought back: {said(source, op)}.", quiet=quiet)
