"""Tables of cases without a talk: which column has the ids, what the others say; what is missing stays missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.formats.plain.lexicon import fold
from qualcode.formats.tables.column import Column
from qualcode.formats.tables.columns import UnknownColumn
from qualcode.formats.tables.grid import read_book
from qualcode.formats.tables.header import Table, line_of, make_table
from qualcode.model.diagnostic import Diagnostic, note, warning
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc

_NEEDLESS = re.compile(r"(-?\d+)\.0+")
_KEYS = ("case", "speaker", "person", "document", "index")
"""Jobs whose names call a column of ids, the surest first."""


class NoIds(QualcodeError):
    """A table of attributes in which no column has ids of cases."""

    def __init__(self, columns: Iterable[str]) -> None:
        super().__init__(
            "no column of this table has ids of cases", f"name the column that has them; its columns are: {', '.join(columns)}"
        )


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """What a table says about cases, by their ids.

    ``key`` is the column that has the ids and ``why`` the reason for it; ``columns`` are the attributes in their order.
    Ids stand as the study writes them where it knows them; ``unmatched`` are those that it does not know, ``without`` those
    that it knows and the table lacks.
    """

    key: str
    cases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    why: str = ""


def read_attributes(raw: bytes, suffix: str, name: str, ids: Collection[str], key: str | None = None) -> AttributeTable:
    """Read the attributes of cases in a CSV, TSV or XLSX; of several sheets the one whose ids are known best.

    The column of ids is ``key``, else the one whose values are known ids most often (NFC, blanks and case ignored), else
    one that is called so. Raises :class:`NoIds`, :class:`UnknownColumn` and what reading the file raises.
    """
    book = read_book(raw, name if name.casefold().endswith(suffix.casefold()) else f"{name}{suffix}")
    tables = [make_table(sheet) for sheet in book.sheets if sheet.rows]
    found = [made for table in tables if (made := attributes_of(table, ids, key))]
    if not found:
        columns = [c.name or c.letter for table in tables for c in table.columns]
        raise UnknownColumn(key, columns) if key is not None else NoIds(columns)
    best = max(found, key=lambda made: len(made.cases) - len(made.unmatched))
    says = tuple(d for sheet in book.sheets for d in sheet.findings)
    return AttributeTable(
        best.key, best.cases, best.columns, best.unmatched, best.without, (*book.findings, *says, *best.findings), best.why
    )


def attributes_of(table: Table, ids: Collection[str], key: str | None = None) -> AttributeTable | None:
    """Give what a table says about cases; None where no column has their ids."""
    known = {_folded(id_): id_ for id_ in ids}
    column, why = _key(table, known, key)
    if column is None:
        return None
    others = [c for c in table.columns if c is not column and c.name and c.filled and not (c.is_index and "index" in c.jobs)]
    named = tidy([c for c in others if not c.is_text and not c.reaches], table)
    cases, found = _rows(table, column, named, known)
    unmatched = tuple(id_ for id_ in cases if _folded(id_) not in known)
    without = tuple(id_ for id_ in ids if id_ not in cases)
    return AttributeTable(
        column.shown, cases, tuple(named), unmatched, without, (*found, *_long(table, others), *withheld(table, others)), why
    )


def _folded(id_: str) -> str:
    return fold(nfc(id_))


def _key(table: Table, known: Mapping[str, str], key: str | None) -> tuple[Column | None, str]:
    """Find the column of ids, and say why it is the one."""
    if key is not None:
        return next((c for c in table.columns if c.is_called(key)), None), "named"
    hits = {c.index: len({_folded(v) for v in c.filled} & known.keys()) for c in table.columns}
    best = max(table.columns, key=lambda c: (hits[c.index], _rank(c), -c.index), default=None)
    if best is None or table.header is None:
        return None, ""
    if hits[best.index]:
        return best, f"{hits[best.index]} of its values are known cases"
    named = [c for c in table.columns if _rank(c) and c.filled]
    called = max(named, key=lambda c: (c.is_unique, _rank(c), -c.index), default=None)
    if called:
        return called, "by its name"
    first = next((c for c in table.columns if c.is_unique and not c.is_text), None)
    return first, "its values are short and all differ"


def _rank(column: Column) -> int:
    return max((len(_KEYS) - i for i, job in enumerate(_KEYS) if job in column.jobs), default=0)


def tidy(columns: Sequence[Column], table: Table | None = None) -> dict[str, tuple[str, ...]]:
    """Give the cells of columns by name: merged cells filled, 3.0 as 3 where a whole column is so; a second name gets a number."""
    found: dict[str, tuple[str, ...]] = {}
    for column in columns:
        cells = tuple(column.cells) if table is None else _unmerged(column, table)
        if all(_NEEDLESS.fullmatch(cell) for cell in cells if cell):
            cells = tuple(_NEEDLESS.sub(r"\1", cell) for cell in cells)
        name = column.shown
        taken = [n for n in found if n == name or n.startswith(f"{name} (")]
        found[f"{name} ({len(taken) + 1})" if taken else name] = cells
    return found


def _unmerged(column: Column, table: Table) -> tuple[str, ...]:
    merged = table.sheet.merged
    return tuple(c or merged.get((r.number, column.index), "") for c, r in zip(column.cells, table.rows, strict=True))


def _rows(
    table: Table, key: Column, named: Mapping[str, Sequence[str]], known: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], list[Diagnostic]]:
    cases: dict[str, dict[str, str]] = {}
    found: list[Diagnostic] = []
    first: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        where, id_ = table.sheet.where(row.number), " ".join(row.cell(key.index).split())
        folded = _folded(id_)
        if not id_:
            message = f"{table.sheet.prefix}row {row.number} has no {key.shown} and was left out: {line_of(row)[:80]!r}"
            found.append(warning("QC064", message, where, f"write the {key.shown} into the table"))
        elif folded in first:
            message = f"{table.sheet.prefix}row {row.number}: {id_!r} stands in row {first[folded]} already; the first is read"
            found.append(warning("QC064", message, where, "give each case one row"))
        else:
            first[folded] = row.number
            cases[known.get(folded, id_)] = {name: cells[index] for name, cells in named.items() if cells[index]}
        if surplus := table.surplus(row):
            shown = ", ".join(repr(cell.strip()) for cell in surplus if cell.strip())[:120]
            message = f"row {row.number} has more cells than the table has columns; left over: {shown}"
            found.append(warning("QC064", message, where, "put quotation marks around a cell that holds the sign between cells"))
    return cases, found


def withheld(table: Table, columns: Iterable[Column]) -> list[Diagnostic]:
    """Say which columns are no attributes, since they would carry addresses of persons into a shared table."""
    shown = [c.shown for c in columns if c.reaches]
    if not shown:
        return []
    message = f"{table.sheet.prefix}columns that say how to reach persons are left out: {', '.join(shown)}"
    return [note("QC059", message, table.sheet.where(table.header or 1), "keep them apart from the study")]


def _long(table: Table, columns: Iterable[Column]) -> list[Diagnostic]:
    texts = [c.shown for c in columns if c.is_text]
    if not texts:
        return []
    message = f"{table.sheet.prefix}columns with answers in words are no attributes and were left out: {', '.join(texts)}"
    return [note("QC059", message, table.sheet.where(table.header or 1), "import the table itself to code them")]
