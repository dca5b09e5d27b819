"""Behind ``codebook``: one code in full, findings of a codebook, and codes and keywords written into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.codes import brief_table
from qualcode.cli.findings import all_findings
from qualcode.cli.open import open_here
from qualcode.cli.view import Screen, show
from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import read_bytes
from qualcode.files.splice import NewCode, add_code, add_keyword
from qualcode.match.parse import parse
from qualcode.model.codebook import Code, in_language
from qualcode.model.failure import QualcodeError
from qualcode.model.project import Project
from qualcode.model.text import nfc
from qualcode.rules import check as run_rules
from qualcode.rules import nearest

if TYPE_CHECKING:
    from qualcode.analysis.table import Table
    from qualcode.model.diagnostic import Diagnostic
    from qualcode.session.study import Session


def code_lines(code: Code, lang: str) -> Iterator[str]:
    """Write one code with all its parts."""
    yield f"{code.id}   {' · '.join(dict.fromkeys((code.title('ko'), code.title('en'))))}"
    parts = (("brief", code.brief), ("definition", code.definition), ("use", code.use), ("not", code.not_))
    for name, text in parts:
        if text:
            yield f"  {name:<11}{in_language(text, lang)}"
    for example in code.examples:
        yield f"  {'example':<11}{example}"
    if code.keywords:
        yield f"  {'keywords':<11}{' · '.join(k.find for k in code.keywords)}"
    for child in code.codes:
        yield f"  {'code':<11}{child.id}   {child.title(lang)}"


def tree_lines(table: Table, *, ascii_only: bool) -> Iterator[str]:
    """Write the tree of codes with the columns that fit on a terminal."""
    return show(brief_table(table), Screen.of_stdout(ascii_only=ascii_only))


def codebook_findings(file: Path | None) -> tuple[Path, tuple[Diagnostic, ...]]:
    """Give the findings of the study's codebook, or of a file that need not belong to a study."""
    if file is None:
        session = open_here()
        return session.layout.root, all_findings(session, [session.layout.root / session.project.settings.codebook])
    from qualcode.session.checking import of_codebook

    book, problems = parse_codebook(read_bytes(file), file.as_posix())
    of_rules = run_rules(Project(codebook=book))
    return Path(), (*problems, *of_rules, *of_codebook(book, file.as_posix()))


def add(session: Session, id_: str, labels: Sequence[str], keywords: Sequence[str]) -> Iterator[str]:
    """Write a new code, or keywords to one that is there."""
    id_ = nfc(id_)
    path = session.layout.root / session.project.settings.codebook
    for keyword in keywords:
        problems = parse(keyword)
        if isinstance(problems, list):
            raise QualcodeError(f"the keyword {keyword!r} does not parse: {problems[0].message}", problems[0].help)
    if id_ in session.project.codebook.by_id:
        if not keywords:
            raise QualcodeError(f"the code {id_!r} is there already", f"qualcode codebook show {id_}")
    else:
        add_code(path, NewCode(id_, _labels(labels), _theme(session, id_)))
        yield f"{session.project.settings.codebook}: {id_} added"
    present = {k.find for k in session.project.codebook.by_id.get(id_, Code(id_)).keywords}
    for keyword in (nfc(k) for k in keywords):
        if keyword not in present:
            add_keyword(path, id_, keyword)
            yield f"{session.project.settings.codebook}: {id_} has the keyword {keyword}"
    session.changed()


def _theme(session: Session, id_: str) -> str | None:
    theme = id_.rpartition(".")[0] or None
    if theme and theme not in session.project.codebook.by_id:
        near = nearest(session.project, theme)
        raise QualcodeError(f"no theme {theme!r} for {id_!r}. {near}".strip(), "add the theme first: qualcode codebook add " + theme)
    return theme


def _labels(typed: Sequence[str]) -> dict[str, str]:
    labels = {}
    for pair in typed:
        lang, equals, text = pair.partition("=")
        if not equals or not lang.isalpha():
            raise QualcodeError(f"--label {pair!r} is no LANG=TEXT", "write, for example, --label ko=신뢰")
        labels[lang] = nfc(text)
    return labels


def adopt(session: Session, typed: Sequence[str]) -> Iterator[str]:
    """Write provisional codes into the codebook, each under the theme that its id names where there is one."""
    waiting = [c.id for c in session.project.provisional]
    unknown = [t for t in typed if nfc(t) not in waiting]
    if unknown:
        raise QualcodeError(f"no coding uses {unknown[0]!r} without the codebook holding it", f"such codes: {', '.join(waiting) or 'none'}")
    path = session.layout.root / session.project.settings.codebook
    for id_ in sorted(nfc(t) for t in typed) if typed else waiting:
        theme = id_.rpartition(".")[0] or None
        under = theme if theme in session.project.codebook.by_id else None
        add_code(path, NewCode(id_, {}, under))
        session.changed()
        yield f"{session.project.settings.codebook}: {id_} adopted" + (f" under {under}" if under else " at the top")
    if not waiting:
        yield "Every code that is used is in the codebook."
