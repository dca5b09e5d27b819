"""The reader of interviews in tables: sheets to plans, plans to interviews, and the cases of a second sheet to the first of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from qualcode.formats.package import BadDocument
from qualcode.formats.plain.lexicon import fold
from qualcode.formats.tables.attributes import attributes_of
from qualcode.formats.tables.columns import Plan, has_columns, make_plan
from qualcode.formats.tables.grid import Book, read_book
from qualcode.formats.tables.header import Table, line_of, make_table
from qualcode.formats.tables.survey import read_survey
from qualcode.formats.tables.talks import read_talk
from qualcode.formats.tables.whole import is_whole, read_whole
from qualcode.model.diagnostic import Diagnostic, note
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish

CASES = "case-table"
_NAMED = 12
_HALF = 0.5


class NoTalk(QualcodeError):
    """A table in which no column reads like a talk, nor like ids of cases."""

    def __init__(self, why: str, columns: Sequence[str]) -> None:
        shown = ", ".join(columns[:_NAMED]) + (" …" if len(columns) > _NAMED else "")
        super().__init__(why, f"say which column is the text, or the case; its columns are: {shown}")


class Tables:
    """Reads .csv, .tsv and .xlsx: rows that are turns, sentences, or cases with answers."""

    suffixes: tuple[str, ...] = (".csv", ".tsv", ".xlsx", ".xls")

    def read(self, raw: bytes, name: str, wish: Wish) -> tuple[Imported, ...]:
        """Read the interviews in a table; ``wish.columns`` says which column has which job, whatever is found.

        Raises :class:`NoTalk`, :class:`UnknownColumn`, :class:`BadDocument` and what decoding raises.
        """
        book = read_book(raw, name, wish.encoding)
        tables = [make_table(sheet, tuple(wish.columns.values())) for sheet in book.sheets if sheet.rows]
        tables = [table for table in tables if table.rows]
        if not tables:
            raise BadDocument("this table has no rows with anything in them", "export it again")
        made = _interviews(_plans(tables, wish), book)
        found = (*book.findings, *(d for sheet in book.sheets for d in sheet.findings))
        return (replace(made[0], findings=(*found, *made[0].findings)), *made[1:])


TABLES = Tables()


def _plans(tables: Sequence[Table], wish: Wish) -> list[Plan]:
    """Plan each table; what a person wishes of columns holds for the tables that have them, and must hold for one."""
    fitting = [t for t in tables if has_columns(t, wish.columns)] or list(tables[:1])
    return [make_plan(t, wish.columns if t in fitting else None) for t in tables]


def _interviews(plans: Sequence[Plan], book: Book) -> tuple[Imported, ...]:
    talks = [p for p in plans if p.kind == "talk" or is_whole(p)]
    talks = [p for p in talks if p.sure or is_whole(p)] or talks[:1]
    made = {id(p): _read(p, book.encoding) for p in talks}
    known = {fold(s.label) for group in made.values() for one in group for s in one.speakers}
    surveys = [p for p in plans if p.kind == "survey" and p not in talks and not _is_about(p, known)]
    made |= {id(p): _read(p, book.encoding) for p in surveys if p.sure or not talks}
    ordered = [p for p in plans if id(p) in made]
    flat = [one for p in ordered for one in _parted(p, made[id(p)], several=len(ordered) > 1)]
    rest = [p for p in plans if id(p) not in made]
    return _with_cases(flat, rest) if flat else (_cases_only(rest, book),)


def _is_about(plan: Plan, known: Collection[str]) -> bool:
    """Tell whether a table of one case a row is about the speakers of a talk in another sheet."""
    key = plan.first("case")
    return key is not None and sum(fold(v) in known for v in key.filled) >= _HALF * len(key.filled)


def _read(plan: Plan, encoding: str) -> tuple[Imported, ...]:
    if is_whole(plan):
        return read_whole(plan, encoding)
    return read_talk(plan, encoding) if plan.kind == "talk" else read_survey(plan, encoding)


def _parted(plan: Plan, made: Iterable[Imported], *, several: bool) -> list[Imported]:
    """Name the parts after their sheet as well, where several sheets hold a talk."""
    title = plan.table.sheet.title
    return [replace(one, part=" ".join(p for p in (title, one.part) if p)) if several else one for one in made]


def _with_cases(made: Sequence[Imported], rest: Iterable[Plan]) -> tuple[Imported, ...]:
    """Give the first interview the cases of other sheets, and say which sheets were not read."""
    ids = list(dict.fromkeys(i for one in made for i in (*(s.label for s in one.speakers), one.part) if i and i not in {"?", "#"}))
    first = made[0]
    cases = {id_: dict(data) for id_, data in first.cases.items()}
    for plan in rest:
        found = attributes_of(plan.table, ids) if plan.kind != "codes" else None
        if found is None or (plan.kind not in {"cases", "survey"} and len(found.unmatched) == len(found.cases)):
            first = replace(first, cut=(*first.cut, *map(line_of, plan.table.sheet.rows)), findings=(*first.findings, _unread(plan)))
            continue
        for id_, data in found.cases.items():
            cases[id_] = {**cases.get(id_, {}), **data}
        why = f"{first.why}; cases from sheet {plan.table.sheet.title}, ids in {found.key} ({found.why})"
        first = replace(first, why=why, findings=(*first.findings, *found.findings))
    return (replace(first, cases=cases), *made[1:])


def _unread(plan: Plan) -> Diagnostic:
    what = "a list of codes" if plan.kind == "codes" else "neither a talk nor a table of cases"
    message = f"{plan.table.sheet.prefix}this is {what} and was not read as one; its lines are among what was cut"
    return note("QC059", message, plan.table.sheet.where(plan.table.sheet.rows[0].number))


def _cases_only(plans: Sequence[Plan], book: Book) -> Imported:
    """Give an import without a talk, of tables that have attributes of cases and nothing to code."""
    found = [made for p in plans if p.kind == "cases" and (made := attributes_of(p.table, (), _key_of(p)))]
    if not found:
        why = (
            "this is a list of codes and no talk" if any(p.kind == "codes" for p in plans) else "no column of this table reads like a talk"
        )
        raise NoTalk(why, [c.shown for p in plans for c in p.table.columns])
    cases: dict[str, dict[str, str]] = {}
    for table in found:
        for id_, data in table.cases.items():
            cases[id_] = {**cases.get(id_, {}), **data}
    why = f"one case a row, no column with a talk; ids in {', '.join(t.key for t in found)}"
    cut = tuple(line for p in plans for line in p.table.cut)
    findings = tuple(d for t in found for d in t.findings)
    return Imported((), encoding=book.encoding, layout=CASES, why=why, cut=cut, findings=findings, cases=cases)


def _key_of(plan: Plan) -> str | None:
    key = plan.first("case")
    return key.name or key.letter if key else None
