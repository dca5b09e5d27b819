"""Commands that code: suggest, review, apply, memo, done, undo, redo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.door import exit_with
from qualcode.cli.options import Ascii, Codes, DryRun, Form, InLang, Me, Out, Quiet, Raw, Speech, WhoseSpeech
from qualcode.model.failure import QualcodeError

Sources = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these sources.")]


def suggest(
    sources: Sources = None, codes: Codes = None, coder: Me = None, speech: WhoseSpeech = Speech.RESPONDENTS,
    pattern: Annotated[str | None, typer.Option("--pattern", metavar="KEYWORD", help="With --as: write this keyword to the code.")] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="CODE", help="The code that --pattern is a keyword of.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Count by keyword instead: hits, segments, what is left out.")] = False,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Run the codebook's keywords and show what waits for you; changes no coding.

    Example: qualcode suggest P03 --codes resident --format json
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids, language
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.cli.progress import telling
    from qualcode.cli.queue import counts_table, new_keyword, queue_lines, queue_table, summary
    from qualcode.session.suggesting import queue

    session = open_here(coder)
    wanted = [session.source(s).id for s in sources] if sources else None
    if pattern is not None or as_ is not None:
        codes = [new_keyword(session, pattern, as_, dry_run=dry_run, quiet=quiet)]
    with telling(quiet=quiet) as progress:
        found = queue(session, wanted, code_ids(session, codes), all_speech=speech is Speech.ALL, progress=progress)
    shown, how = language(session, lang), Delivery(format, out, ascii, raw, quiet)
    if dry_run:
        deliver(counts_table(found.proposals, shown), how)
    else:
        deliver(queue_table(found.proposals, shown), how, queue_lines(session.project, found.proposals, shown, ascii_only=ascii))
    for line in summary(session, found):
        say(line, quiet=quiet)


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


Rules = Annotated[
    list[str] | None,
    typer.Option("--rule", metavar="KEYWORD", help="All that this keyword brought (or import:FILE), instead of one decision."),
]


def undo(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The start of its id (qualcode log); without it, the last one.")] = None,
    rule: Rules = None, codes: Codes = None, coder: Me = None, dry_run: DryRun = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Take back your last decision, or the named one, or all that a rule brought; works after quitting, and has no limit.

    Examples: qualcode undo; qualcode undo --rule 예산 --codes community.resources --dry-run
    """
    from qualcode.cli.deciding import said, undo_by_rule
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids
    from qualcode.cli.output import say

    _only_with_rule(rule, id, codes, dry_run=dry_run)
    session = open_here(coder)
    if rule:
        undo_by_rule(session, rule, code_ids(session, codes), dry_run=dry_run, quiet=quiet)
    else:
        source, op = session.undo(id)
        say(f"Taken back: {said(source, op)}. qualcode redo brings it back.", quiet=quiet)


def redo(
    rule: Rules = None, codes: Codes = None, coder: Me = None, dry_run: DryRun = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Bring back what the last undo took, or all that undo --rule took."""
    from qualcode.cli.deciding import redo_by_rule, said
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids
    from qualcode.cli.output import say

    _only_with_rule(rule, None, codes, dry_run=dry_run)
    session = open_here(coder)
    if rule:
        redo_by_rule(session, rule, code_ids(session, codes), dry_run=dry_run, quiet=quiet)
    else:
        source, op = session.redo()
        say(f"Brought back: {said(source, op)}.", quiet=quiet)


def _only_with_rule(rule: list[str] | None, id: str | None, codes: list[str] | None, *, dry_run: bool) -> None:
    """Refuse options that mean nothing together, before anything is done."""
    if rule and id is not None:
        raise QualcodeError("ID names one decision, --rule all of a rule", "give one of the two")
    if not rule and (codes or dry_run):
        raise QualcodeError("--codes and --dry-run go with --rule", "for example: qualcode undo --rule 예산 --dry-run")
