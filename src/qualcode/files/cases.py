"""The table of cases, ``cases.csv``: one row a case, one column an attribute; a spreadsheet may edit it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from qualcode.files.layout import Layout, read_bytes, write_whole
from qualcode.model.case import Case
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error, warning
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc

if TYPE_CHECKING:
    from pathlib import Path

KEY = "case"


@dataclass(frozen=True, slots=True)
class CaseTable:
    """The cases as read, with the column order of the file and its bytes, so that an edit can be guarded."""

    cases: Mapping[str, Case]
    columns: tuple[str, ...]
    raw: bytes = b""


def decode_csv(raw: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    """Decode a table that a spreadsheet may have written: UTF-8, else CP949, which is said."""
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = raw.decode("cp949", "replace")
    if "\ufffd" in text:
        return text, [error("QC020", "this table is neither UTF-8 nor CP949", Location(path), "save it as CSV UTF-8")]
    return text, [warning("QC021", "this table is in CP949; it is read as such", Location(path), "save it as CSV UTF-8")]


def read_cases(layout: Layout) -> tuple[CaseTable, tuple[Diagnostic, ...]]:
    """Read the cases; rows without an id, and ids used twice, are findings."""
    path = layout.cases
    if not path.is_file():
        return CaseTable({}, (KEY,)), ()
    raw, shown = read_bytes(path), layout.relative(path)
    rows, findings = _rows(raw, shown)
    header = [cell.strip() for cell in rows[0].cells] if rows else []
    if KEY not in header:
        found = error("QC022", f"no column {KEY!r} in the first line", Location(shown), "name the column of the cases' ids: case")
        return CaseTable({}, (KEY,), raw), (*findings, found)
    findings.extend(_names_twice(header, shown))
    cases: dict[str, Case] = {}
    for row in rows[1:]:
        case, problem = _case(header, row, Location(shown, row.line), cases)
        findings.extend([problem] if problem else [])
        if case:
            cases[case.id] = case
    return CaseTable(cases, tuple(name for name in header if name), raw), tuple(findings)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table with the line on which it begins: a cell may hold line breaks."""

    line: int
    cells: list[str]


def _rows(raw: bytes, shown: str) -> tuple[list[_Row], list[Diagnostic]]:
    text, findings = decode_csv(raw, shown)
    reader = csv.reader(io.StringIO(nfc(text), newline=""), strict=True)
    rows: list[_Row] = []
    while True:
        line = reader.line_num + 1
        try:
            rows.append(_Row(line, next(reader)))
        except StopIteration:
            return rows, findings
        except csv.Error as problem:
            findings.append(error("QC027", f"this row cannot be read: {problem}", Location(shown, line), "put its quotes right"))


def _names_twice(header: Sequence[str], shown: str) -> list[Diagnostic]:
    twice = [name for name, n in Counter(header).items() if name and n > 1]
    return [error("QC026", f"two columns are named {name!r}; the last is read", Location(shown), "rename one") for name in twice]


def _case(header: Sequence[str], row: _Row, where: Location, seen: Mapping[str, Case]) -> tuple[Case | None, Diagnostic | None]:
    cells = [cell.strip() for cell in row.cells]
    if not any(cells):
        return None, None
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    id_ = named.pop(KEY, "")
    if not id_:
        return None, error("QC023", "this row has no case id", where, "fill the column case, or delete the row")
    if id_ in seen:
        return None, error("QC024", f"the case {id_!r} stands here again", where, f"its first row is line {_line(seen[id_])}; keep one")
    if any(cell and not name for name, cell in zip_longest(header, cells)):
        return Case(id_, named, where), warning("QC025", "this row has more cells than the header has names", where, "name every column")
    return Case(id_, named, where), None


def _line(case: Case) -> int:
    return case.where.line if case.where else 0


class CannotEditCases(QualcodeError):
    """A table of cases that cannot be read wholly, so that writing it would lose what somebody wrote."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} was not edited: {why}", "put it right; qualcode check says where")


def write_cases(layout: Layout, table: CaseTable, cases: Mapping[str, Case]) -> None:
    """Write changed and new cases into the table: all other cells, rows and columns stay as they are, in their order.

    With a byte order mark, so that a spreadsheet shows Hangul. Raises :class:`CannotEditCases`, and ChangedOnDisk.
    """
    rows, findings = _rows(table.raw, layout.relative(layout.cases))
    grid = [list(row.cells) for row in rows] or [[KEY]]
    header = [cell.strip() for cell in grid[0]]
    lost = next((d.message for d in findings if d.severity is Severity.ERROR), "" if KEY in header else f"it has no column {KEY!r}")
    if lost:
        raise CannotEditCases(layout.cases, lost)
    added = [n for n in dict.fromkeys(n for case in cases.values() for n in case.attributes) if n not in header]
    if added:
        grid[0] += [""] * (max(map(len, grid)) - len(header)) + added
    columns = {name.strip(): index for index, name in enumerate(grid[0]) if name.strip()}
    waiting = dict(cases)
    for row in grid[1:]:
        case = waiting.pop(row[columns[KEY]].strip(), None) if columns[KEY] < len(row) else None
        if case:
            _fill(row, columns, case)
    for case in waiting.values():
        grid.append([])
        _fill(grid[-1], columns, case)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n" if b"\r\n" in table.raw else "\n").writerows(grid)
    write_whole(layout.cases, out.getvalue().encode("utf-8-sig"), expected=table.raw)


def _fill(row: list[str], columns: Mapping[str, int], case: Case) -> None:
    """Bring the cells of a row to what a case says, touching no cell that says it already."""
    row += [""] * (max(columns.values()) + 1 - len(row))
    for name, index in columns.items():
        value = case.id if name == KEY else case.attributes.get(name, "")
        if row[index].strip() != value:
            row[index] = value
