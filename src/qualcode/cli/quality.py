"""How good keywords are: one row a code and a keyword for scripts, three short tables for people, and what keywords missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.options import Ascii, ByCoder, Codes, Form, InLang, Out, Quiet, Raw
from qualcode.cli.prepare import codebook

if TYPE_CHECKING:
    from qualcode.analysis.table import Cell, Column, Table
    from qualcode.model.project import Project
    from qualcode.session.quality import CodeQuality, Found, Quality
    from qualcode.session.verdicts import Tally


@codebook.command("quality")
def quality_(
    typed: Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes to judge; all when none is named.")] = None,
    codes: Codes = None, coder: ByCoder = None,
    missed: Annotated[bool, typer.Option("--missed", help="List the passages coded by hand that no keyword finds.")] = False,
    format: Form = None, out: Out = None, lang: InLang = None, ascii: Ascii = False, raw: Raw = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Judge keywords by what coders decided: how often each is right, and what was coded by hand without them.

    Example: qualcode codebook quality factor.people --missed
    """
    from qualcode.cli.open import open_here
    from qualcode.cli.options import code_ids, known_only, language
    from qualcode.cli.output import Delivery, deliver
    from qualcode.session.quality import quality

    session = open_here()
    coders = known_only(coder, session.project.coders, "coder")
    found = quality(session, code_ids(session, [*(typed or []), *(codes or [])]), coders)
    shown = Shown(session.project, found, coders, language(session, lang))
    how = Delivery(format, out, ascii, raw, quiet)
    if missed:
        deliver(missed_table(shown), how, missed_lines(shown, ascii_only=ascii))
    else:
        deliver(quality_table(shown), how, quality_lines(shown, ascii_only=ascii))


class Shown:
    """A quality with what its tables need besides: the study, whose decisions were counted, and the language."""

    def __init__(self, project: Project, found: Quality, coders: frozenset[str] | None, lang: str) -> None:
        self.project = project
        self.found = found
        self.coders = coders
        self.lang = lang

    def say(self, key: str, **values: object) -> str:
        """Give a phrase."""
        from qualcode.analysis.phrases import phrase

        return phrase(key, self.lang, **values)

    def label(self, code: str) -> str:
        """Give a code's label."""
        from qualcode.analysis.retrieve import label_of

        return label_of(self.project, code, self.lang)


_FOUND = ("hits", "segments", "sources", "waiting")
_SAID = ("accepted", "rejected", "withdrawn", "decided")
_SHARES = ("precision", "low", "high")
_HITS = ("compound", "denied")
_HAND = ("by_hand", "found")
_RECALL = ("recall", "recall_low", "recall_high")


def quality_table(s: Shown) -> Table:
    """Give a row for each code, with its keywords together and its recall, and below it one for each keyword.

    A blank is not known: of a keyword that is not looked for, of a share of nothing.
    """
    from qualcode.analysis.table import Column, Table

    texts = ("code", "label", "keyword", "in_codebook")
    numbers = (*_FOUND, *_SAID, *_SHARES, *_HITS, *_HAND, *_RECALL)
    shares = {*_SHARES, *_RECALL}
    columns = (
        *(Column(key, s.say(key)) for key in texts),
        *(Column(key, s.say(key), "share" if key in shares else "number") for key in numbers),
    )
    rows: list[tuple[Cell, ...]] = []
    levels: list[int] = []
    for code in s.found.codes:
        rows.append((code.code, s.label(code.code), "", "", *_numbers(code.found, code.tally), *_hand(code)))
        rows.extend(
            (code.code, s.label(code.code), k.keyword, "yes" if k.in_codebook else "no", *_numbers(k.found, k.tally), *[None] * 5)
            for k in code.keywords
        )
        levels.extend((0, *[1] * len(code.keywords)))
    return Table("qualcode.quality/1", s.say("quality"), columns, tuple(rows), notes(s), tuple(levels))


def _numbers(found: Found | None, tally: Tally) -> tuple[Cell, ...]:
    """Give the cells of what keywords find and what was decided about it."""
    from qualcode.analysis.interval import wilson

    of_found = tuple(getattr(found, key) if found else None for key in _FOUND)
    of_hits = tuple(getattr(found, key) if found else None for key in _HITS)
    low, high = wilson(tally.accepted, tally.decided) if tally.decided else (None, None)
    return (*of_found, *(getattr(tally, key) for key in _SAID), tally.precision, low, high, *of_hits)


def _hand(code: CodeQuality) -> tuple[Cell, ...]:
    from qualcode.analysis.interval import wilson

    n = len(code.by_hand)
    k = n - len(code.missed)
    return (n, k, code.recall, *(wilson(k, n) if n else (None, None)))


def notes(s: Shown) -> tuple[str, ...]:
    """Say what the unit is, what shares divide by, and who is counted."""
    from qualcode.analysis.retrieve import Question, left_out_notes, speech_note

    asked = Question(frozenset(c.code for c in s.found.codes), coders=s.coders)
    coders = ", ".join(sorted(s.coders or ()))
    return (
        s.say("quality hits", unit=s.say(f"unit {s.project.settings.unit}"), speech=speech_note(s.project, asked, s.lang)),
        s.say("quality waiting for", coders=coders) if coders else s.say("quality waiting"),
        s.say("quality precision"),
        s.say("quality recall"),
        *_who(s),
        *left_out_notes(s.project, asked, s.lang),
        *(finding.message for finding in s.found.findings),
    )


def _who(s: Shown) -> tuple[str, ...]:
    return () if s.coders is None else (s.say("coder only", coders=", ".join(sorted(s.coders))),)


def missed_table(s: Shown) -> Table:
    """Give a row for each passage that was coded by hand and holds no keyword of its code; one that several coded once."""
    from qualcode.analysis.table import Column, Table
    from qualcode.model.address import address_of

    keys = ("code", "label", "source", "address", "start", "end", "exact", "coder")
    columns = tuple(
        Column(key, s.say(key), "number" if key in {"start", "end"} else "text", note=key == "exact", summary=key == "label")
        for key in keys
    )
    rows: dict[tuple[Cell, ...], list[str]] = {}
    for code in s.found.codes:
        for coding in code.missed:
            if coding.span is not None:
                source, span = s.project.sources[coding.source], coding.span
                words = source.text[span.start : span.end]
                row = (code.code, s.label(code.code), source.id, address_of(source, span), span.start, span.end, words)
                rows.setdefault(row, []).append(coding.coder)
    every = tuple((*row, "; ".join(dict.fromkeys(coders))) for row, coders in rows.items())
    return Table("qualcode.missed/1", s.say("missed"), columns, every, (s.say("quality missed"), *_who(s)))


def missed_lines(s: Shown, *, ascii_only: bool) -> Iterator[str]:
    """Write the passages without their offsets, which only scripts read."""
    from qualcode.cli.view import Screen, show

    table = missed_table(s)
    kept = [i for i, column in enumerate(table.columns) if column.id not in {"source", "start", "end"}]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return show(replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows), Screen.of_stdout(ascii_only=ascii_only))


def quality_lines(s: Shown, *, ascii_only: bool) -> Iterator[str]:
    """Write the keywords of the codebook with their codes, those that are no longer in it, and the recall of codes."""
    from qualcode.cli.view import Screen, show

    screen = Screen.of_stdout(ascii_only=ascii_only)
    table, left_out = _fitting(_keywords(s), screen.width)
    narrow = (s.say("narrow", names=", ".join(left_out)),) if left_out else ()
    tables = [t for t in (table, _former(s), _recall(s)) if t.rows]
    for number, one in enumerate(tables):
        yield from [""] if number else []
        yield from show(replace(one, notes=(*narrow, *notes(s)) if number == len(tables) - 1 else ()), screen)


def _keywords(s: Shown) -> Table:
    """Give the keywords of the codebook under their codes, with precision and its interval in one cell."""
    from qualcode.analysis.table import Table

    rows: list[tuple[Cell, ...]] = []
    levels: list[int] = []
    for code in s.found.codes:
        current = [k for k in code.keywords if k.in_codebook]
        if current:
            rows.append(_keyword_row(s.label(code.code), code.found, code.tally))
            rows.extend(_keyword_row(k.keyword, k.found, k.tally) for k in current)
            levels.extend((0, *[1] * len(current)))
    return Table("qualcode.quality/1", "", (*_heads(s, "keyword"), *_heads(s, *_SHOWN)), tuple(rows), (), tuple(levels))


_SHOWN = ("hits", "segments", "sources", "waiting", "accepted", "precision", "compound", "denied")


def _heads(s: Shown, *keys: str) -> tuple[Column, ...]:
    from qualcode.analysis.table import Column

    words = {"keyword", "code"}
    return tuple(Column(k, s.say(k), "text" if k in words else "number", note=k in words) for k in keys)


def _keyword_row(name: str, found: Found | None, tally: Tally) -> tuple[Cell, ...]:
    of_found = tuple(getattr(found, key) if found else None for key in (*_FOUND, *_HITS))
    return (name, *of_found[:4], *_of(tally.accepted, tally.decided), *of_found[4:])


def _of(k: int, n: int) -> tuple[Cell, Cell]:
    """Write a share with both its numbers and its interval; nothing where it is a share of nothing."""
    from qualcode.analysis.interval import wilson

    if not n:
        return None, None
    low, high = wilson(k, n)
    return f"{k}/{n}", f"{k / n * 100:.0f} % [{low * 100:.0f}, {high * 100:.0f}]"


def _former(s: Shown) -> Table:
    """Give the keywords that decided and are no longer in the codebook."""
    from qualcode.analysis.table import Column, Table

    columns = (Column("keyword", s.say("no longer"), note=True), Column("code", s.say("code")), *_heads(s, "accepted", "precision"))
    rows = tuple(
        (k.keyword, s.label(code.code), *_of(k.tally.accepted, k.tally.decided))
        for code in s.found.codes
        for k in code.keywords
        if not k.in_codebook
    )
    return Table("qualcode.quality/1", "", columns, rows)


def _recall(s: Shown) -> Table:
    """Give for each code how much of what was coded by hand its keywords find."""
    from qualcode.analysis.table import Table

    rows = tuple(
        (s.label(code.code), *_of(len(code.by_hand) - len(code.missed), len(code.by_hand))) for code in s.found.codes if code.by_hand
    )
    return Table("qualcode.quality/1", "", (*_heads(s, "code"), *_heads(s, "found", "recall")), rows)


_NAME = 20
"""How many cells a keyword's column keeps before other columns give way."""

_GIVE_WAY = ("sources", "segments", "compound", "denied")


def _fitting(table: Table, width: int) -> tuple[Table, tuple[str, ...]]:
    """Leave out columns, the less wanted first, until the rest fits; gives their titles, to be said."""
    left_out: list[str] = []
    for key in _GIVE_WAY:
        if _NAME + sum(_cells(table, i) for i in range(1, len(table.columns))) <= width:
            break
        at = next(i for i, column in enumerate(table.columns) if column.id == key)
        left_out.append(table.columns[at].title)
        rows = tuple((*row[:at], *row[at + 1 :]) for row in table.rows)
        table = replace(table, columns=(*table.columns[:at], *table.columns[at + 1 :]), rows=rows)
    return table, tuple(left_out)


def _cells(table: Table, column: int) -> int:
    """Measure a column and the gap before it."""
    from rich.cells import cell_len

    from qualcode.cli.view import GAP

    texts = (table.columns[column].title, *(str(row[column] or "") for row in table.rows))
    return GAP + max(map(cell_len, texts))
