"""The table of cases, ``cases.csv``: one row a case, one column an attribute; a spreadsheet may edit it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.files.layout import Layout, read_bytes, write_whole
from qualcode.model.case import Case
from qualcode.model.diagnostic import Diagnostic, Location, error, warning
from qualcode.model.text import nfc

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
    text, findings = decode_csv(raw, shown)
    rows = list(csv.reader(io.StringIO(nfc(text), newline="")))
    header = [cell.strip() for cell in rows[0]] if rows else []
    if KEY not in header:
        found = error("QC022", f"no column {KEY!r} in the first line", Location(shown), "name the column of the cases' ids: case")
        return CaseTable({}, (KEY,), raw), (*findings, found)
    cases: dict[str, Case] = {}
    for line, row in enumerate(rows[1:], 2):
        case, problem = _case(header, row, Location(shown, line), cases)
        findings.extend([problem] if problem else [])
        if case:
            cases[case.id] = case
    return CaseTable(cases, tuple(name for name in header if name), raw), tuple(findings)


def _case(header: Sequence[str], row: Sequence[str], where: Location, seen: Mapping[str, Case]) -> tuple[Case | None, Diagnostic | None]:
    if not any(cell.strip() for cell in row):
        return None, None
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    id_ = cells.pop(KEY, "")
    if not id_:
        return None, error("QC023", "this row has no case id", where, "fill the column case, or delete the row")
    if id_ in seen:
        return None, error("QC024", f"the case {id_!r} stands here again", where, f"its first row is line {_line(seen[id_])}; keep one")
    if len(row) > len(header):
        return Case(id_, cells, where), warning("QC025", "this row has more cells than the header has names", where, "name every column")
    return Case(id_, {name: value for name, value in cells.items() if name}, where), None


def _line(case: Case) -> int:
    return case.where.line if case.where else 0


def write_cases(layout: Layout, table: CaseTable, cases: Mapping[str, Case]) -> None:
    """Write the cases with a byte order mark, so that a spreadsheet shows Hangul; columns keep their order, new ones follow."""
    names = dict.fromkeys([*table.columns, *(name for case in cases.values() for name in case.attributes)])
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for case in cases.values():
        writer.writerow([case.id if name == KEY else case.attributes.get(name, "") for name in names])
    write_whole(layout.cases, out.getvalue().encode("utf-8-sig"), expected=table.raw or None)
