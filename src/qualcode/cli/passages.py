"""Quotes and concordance lines as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from qualcode.analysis.count import cases
from qualcode.analysis.matrix import speaking_cases
from qualcode.analysis.retrieve import (
    Passage,
    Question,
    attribute_of,
    by_code,
    context,
    label_of,
    left_out_notes,
    passages,
    speech_note,
)
from qualcode.cli.view import Screen, fold

if TYPE_CHECKING:
    from qualcode.analysis.table import Table
    from qualcode.model.project import Project


def quote_lines(project: Project, question: Question, lang: str, limit: int, *, ascii_only: bool) -> Iterator[str]:
    """Write quotes under their codes, each with address, attributes and coder, the coded words in brackets."""
    screen = Screen.of_stdout(ascii_only=ascii_only)
    found = by_code(project, passages(project, question))
    n_cases = sum(question.takes_case(project, case) for case in speaking_cases(project))
    shown = found if limit == 0 else found[:limit]
    for code, group in groupby(shown, key=lambda p: p.coding.code):
        every = [p for p in found if p.coding.code == code]
        labels = " · ".join(dict.fromkeys((label_of(project, code, "ko"), label_of(project, code, "en"))))
        yield from (screen.bold(screen.signs(line)) for line in fold(f"{code}   {labels}", screen.width))
        yield screen.dim(f"  {len(every)} codings in {len(cases(every))} of {n_cases} cases")
        for p in group:
            yield from _quote(project, p, screen)
    for sentence in (speech_note(project, question, lang), *left_out_notes(project, question, lang)):
        yield from (screen.dim(screen.signs(line)) for line in fold(sentence, screen.width))
    more = f"{len(shown)} of {len(found)} shown. All: --limit 0     " if len(shown) < len(found) else f"{len(found)} shown.     "
    yield from fold(more + "To Excel: --out quotes.xlsx", screen.width)


def _quote(project: Project, p: Passage, screen: Screen) -> Iterator[str]:
    attributes = [value for name in project.attributes if (value := attribute_of(project, p, name))]
    head = "  ".join([p.address, " · ".join([*attributes, p.coding.coder])])
    yield from (screen.signs("  " + line) for line in fold(head, screen.width - 2))
    before, after = context(p)
    text = f"{before}[{p.exact}]{after}".replace("\n", " ")
    for line in fold(text, screen.width - 6):
        yield screen.signs("    " + line)
    if p.coding.memo:
        for line in fold("memo: " + p.coding.memo.replace("\n", " "), screen.width - 8):
            yield screen.dim(screen.signs("      " + line))


def kwic_lines(table: Table, *, ascii_only: bool) -> Iterator[str]:
    """Write concordance lines with the words found under each other, counted in cells."""
    screen = Screen.of_stdout(ascii_only=ascii_only)
    width = max((cell_len(str(row[0])) for row in table.rows), default=0)
    around = max(10, (screen.width - width - 20) // 2)
    for row in table.rows:
        address, _, _, before, exact, after = (str(cell) for cell in row)
        left = _tail(before, around)
        yield screen.signs(f"{set_cell_size(address, width)}  {left}[{exact}]{set_cell_size(after, around).rstrip()}")


def _tail(text: str, width: int) -> str:
    """Give the end of a text in exactly so many cells."""
    while cell_len(text) > width:
        text = text[1:]
    return " " * (width - cell_len(text)) + text
