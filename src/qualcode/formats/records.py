"""Tables for scripts and for text: JSON, written and read as rows of decisions, and Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, BinaryIO

from qualcode.analysis.table import Cell, Column, Table
from qualcode.formats.rows import BadRows, Row, decode, finished
from qualcode.formats.sheets import only

_QUOTES = "qualcode.quotes/1"
_MARKUP = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_BLOCK = re.compile(r"^([ \t]*\d*)([-+#=.)])", re.MULTILINE)
"""What begins a heading, a list or a rule where a line begins, with the number before it."""


class Json:
    """Writes one table as JSON: schema, rows by column id, notes; a row a line, so that a diff shows rows."""

    suffixes: tuple[str, ...] = (".json",)

    def write(self, tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
        """Write the table; raises :class:`~qualcode.formats.sheets.OneTableOnly`."""
        table = only(tables, ".json")
        out.write(f'{{"schema": {_json(table.schema)},\n"rows": [\n'.encode("utf-8", "replace"))
        records = table.to_records()
        for at in range(0, len(records), _BLOCK_OF_ROWS):
            rows = ",\n".join(_json_rows(records, at, min(at + _BLOCK_OF_ROWS, len(records))))
            out.write(((",\n" if at else "") + rows).encode("utf-8", "replace"))
        out.write(f'\n],\n"notes": {_json(table.notes)}}}\n'.encode("utf-8", "replace"))
        return ()


def _json_rows(records: Sequence[Mapping[str, object]], start: int, stop: int) -> Iterable[str]:
    """Write a stretch of records; rows that are made while they are written may write themselves."""
    own = getattr(records, "json_rows", None)
    return own(start, stop) if own else (_json(dict(record)) for record in records[start:stop])


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_BLOCK_OF_ROWS = 1000
"""How many rows are written at a time, so that a long table is not in memory twice."""


def json_rows(raw: bytes, name: str) -> list[Row]:
    """Read rows from JSON (an object with ``rows``, or a list of rows) or JSON Lines. Raises :class:`BadRows`."""
    text = decode(raw, name)
    try:
        numbered = list(enumerate(_listed(json.loads(text)), 1))
    except ValueError as problem:
        numbered = list(_from_lines(text, name, problem))
    for number, row in numbered:
        if not isinstance(row, dict):
            raise BadRows(name, number, "not an object", 'write each row as {"address": …, "code": …}')
    return [finished(row) for _, row in numbered]


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    rows = value.get("rows", [value]) if isinstance(value, dict) else value
    return rows if isinstance(rows, list) else [rows]


def _from_lines(text: str, name: str, whole: ValueError) -> Iterator[tuple[int, Any]]:
    """Read JSON Lines; a text whose first line is no JSON either is no JSON at all, and that is said."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        try:
            yield number, json.loads(line)
        except ValueError as problem:
            if number == lines[0][0]:
                raise BadRows(name, None, f"not JSON: {whole}", "put that place right") from None
            raise BadRows(name, number, f"not JSON: {problem}", "each line is one row; put this one right") from None


class Markdown:
    """Writes tables as Markdown for people; quotes become block quotes under their codes, with addresses."""

    suffixes: tuple[str, ...] = (".md",)

    def write(self, tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
        """Write the tables, each under its title when there are several."""
        blocks: list[str] = []
        for table in tables:
            if len(tables) > 1:
                blocks.append(f"## {escaped(table.title)}")
            if table.schema == _QUOTES:
                blocks.extend(_quotes(table, 3 if len(tables) > 1 else 2))
            else:
                blocks.append("\n".join(_table(table)))
            blocks.extend(escaped(note) for note in table.notes)
        out.write(("\n\n".join(blocks) + "\n").encode("utf-8", "replace"))
        return ()


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return _MARKUP.sub(lambda m: "&amp;" if m.group() == "&" else "\\" + m.group(), text)


def _table(table: Table) -> Iterator[str]:
    """Write a table with the titles for people, numbers to the right, codes indented below their themes."""
    columns = table.columns
    yield _row([column.title + column.mark for column in columns])
    yield "|" + "|".join(" --- " if column.kind == "text" else " ---: " for column in columns) + "|"
    for head in table.head:
        yield _row([_shown(v, c) for v, c in zip((*head, *[None] * len(columns)), columns, strict=False)])
    for i, row in enumerate(table.rows):
        level = table.levels[i] if table.levels else 0
        first, *others = (_shown(value, column) for value, column in zip(row, columns, strict=True))
        yield _row(["\u2003" * level + first, *others])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell).replace("\r\n", "\n").replace("\n", "<br>") for cell in cells) + " |"


def _shown(value: Cell, column: Column) -> str:
    if value is None:
        return ""
    return f"{value * 100:.1f} %" if column.kind == "share" and not isinstance(value, str) else str(value)


def _quotes(table: Table, level: int) -> Iterator[str]:
    """Write quotes under their codes, each with its address, attributes, coder and memo."""
    ids = [column.id for column in table.columns]
    code, label = ids.index("code"), ids.index("label")
    for (code_id, title), rows in groupby(table.rows, key=lambda row: (row[code], row[label])):
        name = escaped(str(title)) if title == code_id else f"{escaped(str(title))} ({escaped(str(code_id))})"
        yield f"{'#' * level} {name}"
        for row in rows:
            yield _quote(row, ids)


def _quote(row: Sequence[Cell], ids: Sequence[str]) -> str:
    at = {key: i for i, key in enumerate(ids)} | {"case": ids.index("case")}
    attributes = row[at["case"] + 1 : at["quote"]]
    source = str(row[at["address"]]).partition(":")[0]
    case = row[at["case"]] if row[at["case"]] != source else None
    by = [escaped(str(cell)) for cell in (row[at["address"]], case, *attributes, row[at["coder"]]) if cell]
    words = _BLOCK.sub(r"\1\\\2", escaped(str(row[at["quote"]])))
    memo = str(row[at["memo"]] or "")
    lines = [*words.split("\n"), " · ".join(by), *([f"*{line}*" if line else "" for line in escaped(memo).split("\n")] if memo else [])]
    return "\n".join(f"> {line}\n>" for line in lines).removesuffix("\n>")


JSON, MARKDOWN = Json(), Markdown()
