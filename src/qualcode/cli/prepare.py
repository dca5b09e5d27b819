"""Commands that prepare a study: import, cases, codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.door import exit_with
from qualcode.cli.options import Ascii, DryRun, Form, InLang, Me, Out, Quiet, Raw, Yes

codebook = typer.Typer(no_args_is_help=True, help="Show, check and extend the codebook.", rich_markup_mode=None)


def import_(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="Interviews; see help formats.")] = None,
    interviewer: Annotated[list[str] | None, typer.Option("--interviewer", metavar="NAME", help="This speaker asks the questions.")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", metavar="NAME=ROLE", help="This speaker's role.")] = None,
    speaker: Annotated[list[str] | None, typer.Option("--speaker", metavar="NAME=CASE", help="This speaker's case (focus groups).")] = None,
    attrs: Annotated[Path | None, typer.Option("--attrs", metavar="FILE", help="A table of attributes of cases (.csv, .xlsx).")] = None,
    codings: Annotated[bool, typer.Option("--codings", help="Bring in the codes of a coded table, as yours.")] = False,
    encoding: Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="The files' encoding, such as cp949.")] = None,
    layout: Annotated[str | None, typer.Option("--layout", metavar="NAME", help="How turns are marked, such as label.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="JOB=NAME", help="Which column of a table is speaker, time, text, code, document, case."),
    ] = None,
    pseudonyms: Annotated[Path | None, typer.Option("--pseudonyms", metavar="FILE", help="Put pseudonyms for names (.csv, .yaml).")] = None,
    coder: Me = None, dry_run: DryRun = False, yes: Yes = False,
    format: Form = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Bring in interviews; again = update, and codings settle by their words.

    Example: qualcode import interviews/* --attrs participants.csv --dry-run
    """
    from qualcode.cli.importing import run
    from qualcode.cli.open import open_here
    from qualcode.cli.output import Delivery
    from qualcode.session.bring import Told, parse_pairs, parse_roles, wished

    told = Told(
        wished(encoding, layout, column or ()), parse_roles(interviewer or (), role or ()),
        parse_pairs(speaker or (), "--speaker", "NAME=CASE"), attrs, pseudonyms,
    )  # fmt: skip
    how = Delivery(format, None, ascii, raw, quiet)
    exit_with(run(open_here(coder), files or (), told, how, codings=codings, dry_run=dry_run, yes=yes))


def cases(
    case: Annotated[str | None, typer.Argument(help="A case to show or to set attributes of.")] = None,
    pairs: Annotated[list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Attributes to set.")] = None,
    format: Form = None, out: Out = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """List cases with their attributes, or set attributes of one.

    Example: qualcode cases P03 role=참여자 "district=강북구; 노원구"
    """
    from qualcode.cli.casetable import case_table
    from qualcode.cli.open import open_here
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.model.text import nfc
    from qualcode.session.attributes import set_attributes

    session = open_here()
    if case and pairs:
        set_attributes(session, nfc(case), [nfc(pair) for pair in pairs])
        say(f"cases.csv: {case} {' '.join(pairs)}", quiet=quiet)
    deliver(case_table(session, nfc(case) if case else None), Delivery(format, out, ascii, raw, quiet))


def pseudonymise(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Names and pseudonyms (.csv, .yaml); else pseudonyms.csv.")] = None,
    dry_run: DryRun = False, yes: Yes = False, format: Form = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Put pseudonyms for names in all of a study's files: transcripts, codings, memos, cases; codings move with their words.

    Example: qualcode pseudonymise --dry-run
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.output import Delivery
    from qualcode.cli.pseudonyms import run

    exit_with(run(open_here(), file, Delivery(format, None, ascii, raw, quiet), dry_run=dry_run, yes=yes))


@codebook.command("show")
def show_(
    code: Annotated[str | None, typer.Argument(help="One code, in full.")] = None,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Show the tree of codes, or one code with all its parts."""
    from qualcode.analysis.codes import codebook_table
    from qualcode.cli.codes import code_lines, tree_lines
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language
    from qualcode.cli.output import Delivery, deliver

    session = open_here()
    shown = language(session, lang)
    only = session.code(code) if code else None
    table = codebook_table(session.project, shown, only.id if only else None)
    deliver(table, Delivery(format, out, ascii, raw, quiet), code_lines(only, shown) if only else tree_lines(table, ascii_only=ascii))


@codebook.command("check")
def check_(
    file: Annotated[Path | None, typer.Argument(help="Another codebook file than the study's.")] = None,
) -> None:
    """Check a codebook: every problem at its line, keywords that do not parse, and the sentences in its tests."""
    from qualcode.cli.codes import codebook_findings
    from qualcode.cli.findings import report

    root, findings = codebook_findings(file)
    exit_with(report(findings, root, "text"))


@codebook.command("add")
def add_(
    id: Annotated[str, typer.Argument(metavar="ID", help="The new code's id; its dots say the theme it goes under.")],
    label: Annotated[list[str] | None, typer.Option("--label", metavar="LANG=TEXT", help="Its label: ko=신뢰, en=Trust.")] = None,
    keyword: Annotated[list[str] | None, typer.Option("--keyword", help="A keyword; with an id that exists, it is added there.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write a code or keywords into the codebook; every other byte of the file stays.

    Example: qualcode codebook add community.trust --label ko=신뢰 --label en=Trust --keyword 신뢰
    """
    from qualcode.cli.codes import add
    from qualcode.cli.open import open_here
    from qualcode.cli.output import say

    for line in add(open_here(), id, label or (), keyword or ()):
        say(line, quiet=quiet)


@codebook.command("adopt")
def adopt_(
    codes: Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes to adopt; all when none is named.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write codes that codings use, and the codebook does not hold, into the codebook."""
    from qualcode.cli.codes import adopt
    from qualcode.cli.open import open_here
    from qualcode.cli.output import say

    for line in adopt(open_here(), codes or ()):
        say(line, quiet=quiet)
