"""The options that mean the same in every command, and the questions they ask of a study."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc

if TYPE_CHECKING:
    from qualcode.analysis.retrieve import Question
    from qualcode.session.study import Session


class Format(enum.StrEnum):
    """How rows are written to stdout."""

    TABLE = "table"
    TSV = "tsv"
    CSV = "csv"
    JSON = "json"
    MD = "md"


class Lang(enum.StrEnum):
    """The language of headings and labels."""

    KO = "ko"
    EN = "en"


class Speech(enum.StrEnum):
    """Whose speech counts."""

    RESPONDENTS = "respondents"
    ALL = "all"


Codes = Annotated[
    list[str] | None,
    typer.Option("--codes", "-c", help="Codes: id, label or last part; a theme brings its children, THEME.* only them."),
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", "-w", metavar="ATTRIBUTE=VALUE", help="Only cases with this attribute; several values: a;b."),
]
InCase = Annotated[list[str] | None, typer.Option("--case", help="Only these cases.")]
ByCoder = Annotated[list[str] | None, typer.Option("--coder", help="Only these coders' codings.")]
Me = Annotated[str | None, typer.Option("--coder", help="Who codes (else QUALCODE_CODER, git config qualcode.coder).")]
WhoseSpeech = Annotated[Speech, typer.Option("--speech", help="Count respondents' speech only, or all.")]
Form = Annotated[Format | None, typer.Option("--format", "-f", help="To stdout: table in a terminal, tsv in a pipe, or as named.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write to a file; its ending picks the format (.csv .xlsx .json .md .tsv)."),
]
InLang = Annotated[
    Lang | None, typer.Option("--lang", help="Language of headings and labels (else QUALCODE_LANG, else the study's first).")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Only ASCII signs in tables.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be done; write nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to every question.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only data and errors.")]
Raw = Annotated[bool, typer.Option("--raw", help="In CSV, leave text that begins with = + - @ as it is.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a command as typed."""

    codes: Sequence[str] | None = None
    where: Sequence[str] | None = None
    cases: Sequence[str] | None = None
    coders: Sequence[str] | None = None
    speech: Speech = Speech.RESPONDENTS


def question(session: Session, asked: Asked) -> Question:
    """Turn typed filters into a question; what the study does not know is an error, never an empty answer."""
    from qualcode.analysis.retrieve import Question

    return Question(
        codes=code_ids(session, asked.codes),
        cases=known_only(asked.cases, _cases(session), "case"),
        coders=known_only(asked.coders, session.project.coders, "coder"),
        where=_attributes(session, asked.where or ()),
        all_speech=asked.speech is Speech.ALL,
    )


def code_ids(session: Session, typed: Sequence[str] | None) -> frozenset[str] | None:
    """Give the ids that typed codes mean; a theme brings its children, ``theme.*`` only them."""
    if not typed:
        return None
    ids: set[str] = set()
    for one in (nfc(part.strip()) for text in typed for part in text.split(",")):
        code = session.code(one.removesuffix(".*"))
        ids |= session.project.codebook.family(code.id) - ({code.id} if one.endswith(".*") else set())
    return frozenset(ids)


def _cases(session: Session) -> Sequence[str]:
    from qualcode.analysis.matrix import speaking_cases

    return tuple(dict.fromkeys((*session.project.cases, *speaking_cases(session.project))))


def known_only(typed: Sequence[str] | None, known: Sequence[str], what: str) -> frozenset[str] | None:
    """Give what was typed as a set, each checked against what the study knows; None when nothing was typed."""
    if not typed:
        return None
    wanted = [nfc(part.strip()) for text in typed for part in text.split(",")]
    for one in wanted:
        if one not in known:
            raise unknown(what, one, known)
    return frozenset(wanted)


def unknown(what: str, typed: str, known: Sequence[str]) -> QualcodeError:
    """Make the error of a name that the study does not know."""
    import difflib

    near = difflib.get_close_matches(typed, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else ""
    return QualcodeError(f"no {what} {typed!r}. {hint}".strip(), f"{what}s are: {', '.join(known) or 'none yet'}")


def _attributes(session: Session, typed: Sequence[str]) -> dict[str, frozenset[str]]:
    wanted: dict[str, frozenset[str]] = {}
    for pair in typed:
        name, equals, value = nfc(pair).partition("=")
        if not equals:
            raise QualcodeError(f"--where {pair!r} is no ATTRIBUTE=VALUE", "write, for example, --where role=참여자")
        name = attribute(session, name)
        known = sorted({v for case in session.project.cases.values() for v in case.values(name)})
        values = [v.strip() for v in value.split(";")]
        for one in values:
            if one not in known:
                raise unknown(f"value of {name}", one, known)
        wanted[name] = frozenset(values) | wanted.get(name, frozenset())
    return wanted


def attribute(session: Session, typed: str) -> str:
    """Give an attribute of the study's cases by name."""
    known = session.project.attributes
    if typed.strip() not in known:
        raise unknown("attribute", typed.strip(), known)
    return typed.strip()


def language(session: Session, given: Lang | None) -> str:
    """Give the language of headings: as asked, else QUALCODE_LANG, else the study's first."""
    import os

    said = given.value if given else os.environ.get("QUALCODE_LANG", "")[:2]
    if said in {"ko", "en"}:
        return said
    first = session.project.settings.languages[:1]
    return "ko" if first == ("ko",) else "en"
