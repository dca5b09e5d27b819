"""Commands that look: find, quotes, count, matrix."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from qualcode.cli.options import Ascii, Asked, ByCoder, Codes, Form, InCase, InLang, Out, Quiet, Raw, Speech, Where, WhoseSpeech
from qualcode.model.failure import QualcodeError


class Cell(enum.StrEnum):
    """What a matrix counts."""

    CODINGS = "codings"
    CASES = "cases"
    WORDS = "words"
    SHARE = "share"
    PRESENT = "present"
    QUOTES = "quotes"


class Within(enum.StrEnum):
    """How near two codes must be to count as named together."""

    ANSWER = "answer"
    SENTENCE = "sentence"


def find(
    pattern: Annotated[str, typer.Argument(help="Letters to find, upper and lower case alike.")],
    where: Where = None, case: InCase = None, speech: WhoseSpeech = Speech.RESPONDENTS, format: Form = None, out: Out = None,
    lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Search the transcripts: keyword in context.

    Example: qualcode find 예산 --where role=참여자
    """
    from qualcode.analysis.kwic import kwic
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language, question
    from qualcode.cli.output import Delivery, deliver, say
    from qualcode.cli.passages import kwic_lines

    if not pattern:
        raise QualcodeError("nothing to find", "give the letters to look for: qualcode find 예산")
    session = open_here()
    table = kwic(session.project, question(session, Asked(None, where, case, None, speech)), pattern, language(session, lang))
    deliver(table, Delivery(format, out, ascii, raw, quiet), kwic_lines(table, ascii_only=ascii))
    n_cases = len({record["case"] for record in table.to_records()})
    say(f"{len(table.rows)} hits in {n_cases} cases, {'all speech' if speech is Speech.ALL else 'respondents only'}.", quiet=quiet)


def quotes(
    typed: Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes to read; all when none is named.")] = None,
    codes: Codes = None, where: Where = None, case: InCase = None, coder: ByCoder = None, speech: WhoseSpeech = Speech.RESPONDENTS,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many to show on a terminal; 0 shows all.")] = 20,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Read the coded passages, with case, address and coder.

    Example: qualcode quotes factor.people --where role=참여자 --out quotes.xlsx
    """
    from qualcode.analysis import retrieve
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language, question
    from qualcode.cli.output import Delivery, deliver
    from qualcode.cli.passages import quote_lines

    session = open_here()
    asked = question(session, Asked([*(typed or []), *(codes or [])], where, case, coder, speech))
    shown = language(session, lang)
    table = retrieve.quotes(session.project, asked, shown)
    deliver(table, Delivery(format, out, ascii, raw, quiet), quote_lines(session.project, asked, shown, limit, ascii_only=ascii))


def count(
    codes: Codes = None, where: Where = None, case: InCase = None, coder: ByCoder = None, speech: WhoseSpeech = Speech.RESPONDENTS,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Count how often each code is used, in how many cases and sources, over how many words.

    Example: qualcode count --codes resident --where role=참여자
    """
    from qualcode.analysis.matrix import counts
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language, question
    from qualcode.cli.output import Delivery, deliver

    session = open_here()
    table = counts(session.project, question(session, Asked(codes, where, case, coder, speech)), language(session, lang))
    deliver(table, Delivery(format, out, ascii, raw, quiet))


def matrix(
    by: Annotated[str, typer.Option("--by", help="Columns: cases, sources, coders, codes, or the name of an attribute.")] = "cases",
    cell: Annotated[Cell | None, typer.Option("--cell", help="What a cell counts (else codings); not with --by codes.")] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", metavar="CODES", help="With --by codes: the codes of the columns.")] = None,
    within: Annotated[Within | None, typer.Option("--within", help="With --by codes: in one answer (turn) or sentence.")] = None,
    codes: Codes = None, where: Where = None, case: InCase = None, coder: ByCoder = None, speech: WhoseSpeech = Speech.RESPONDENTS,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Make a theme matrix: codes by cases, by an attribute, by coder, by source, or by codes.

    Examples: qualcode matrix --by role --cell cases; qualcode matrix --by codes --codes factor --with resident,community
    """
    from qualcode.cli.matrices import make
    from qualcode.cli.open import open_here
    from qualcode.cli.options import language, question
    from qualcode.cli.output import Delivery, deliver, say

    session = open_here()
    asked = question(session, Asked(codes, where, case, coder, speech))
    table = make(session, asked, by, cell.value if cell else None, with_, within.value if within else None, language(session, lang))
    deliver(table, Delivery(format, out, ascii, raw, quiet))
    if out is None:
        say("Read a cell: qualcode quotes CODE --case CASE     To Excel: --out matrix.xlsx", quiet=quiet)
