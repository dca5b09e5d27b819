"""Rows that people or scripts hand in: what all forms of them share, and the error that says which row is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from qualcode.analysis.phrases import phrase
from qualcode.formats.cells import unique
from qualcode.model.failure import QualcodeError

Row: TypeAlias = dict[str, Any]

KEYS = ("op", "of", "id", "code", "source", "address", "exact", "quote", "start", "end", "by", "note", "round", "evidence")
"""The columns that decisions are read from."""

_TITLES = {phrase(key, lang): key for lang in ("en", "ko") for key in KEYS}
"""What the columns are called on sheets for people, so that a sheet of ours can be handed in again."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class BadRows(QualcodeError):
    """A file of rows that cannot be read: which file, which row (counted from 1, the header is one), why, and what to do."""

    def __init__(self, name: str, row: int | None, why: str, help: str) -> None:  # noqa: A002 - the word users see
        place = f"{name or 'the file'}, row {row}" if row else name or "the file"
        super().__init__(f"{place}: {why}", help)
        self.row = row


def decode(raw: bytes, name: str) -> str:
    """Decode a table: UTF-8 with or without a mark, UTF-16 with one (PowerShell writes it), else CP949."""
    encodings = ("utf-16",) if raw.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRows(name, None, "neither UTF-8 nor CP949", "save it as CSV UTF-8")


def header_of(cells: Sequence[object], name: str) -> tuple[str, ...]:
    """Give the columns' ids from a header of ids or of titles; raises when a column of decisions stands there twice."""
    typed = ["" if cell is None else str(cell).strip() for cell in cells]
    if not any(typed):
        raise BadRows(name, 1, "no header", "name the columns in the first row: address, code, …")
    ids = [_TITLES.get(cell, cell) for cell in typed]
    twice = next((key for key in KEYS if ids.count(key) > 1), None)
    if twice:
        raise BadRows(name, 1, f"two columns are {twice!r}", "keep one of them")
    return unique(ids)


def row_of(header: Sequence[str], cells: Sequence[object], number: int, name: str) -> Row | None:
    """Give a row by column; None for a blank one; raises where a value stands under no name."""
    values = ["" if cell is None else cell for cell in cells]
    if all(value == "" for value in values):
        return None
    values += [""] * (len(header) - len(values))
    names = (*header, *[""] * (len(values) - len(header)))
    if any(value != "" and not key for key, value in zip(names, values, strict=True)):
        raise BadRows(name, number, "a value stands in a column without a name", "name every column in the first row")
    return finished({key: value for key, value in zip(names, values, strict=True) if key})


def finished(row: Row) -> Row:
    """Give a row with ``by`` as a list: it may be one, a JSON list as text, or names parted by a comma and a blank."""
    by = row.get("by")
    return {**row, "by": _names(by)} if isinstance(by, str) else row


def _names(by: str) -> list[str]:
    if by.startswith("["):
        try:
            listed = json.loads(by)
        except ValueError:
            return [by]
        return [str(name) for name in listed]
    return [name for name in by.split(", ") if name]


def all_rows(header: Sequence[str], numbered: Iterable[tuple[int, Sequence[object]]], name: str) -> list[Row]:
    """Give all rows that are not blank."""
    found = (row_of(header, cells, number, name) for number, cells in numbered)
    return [row for row in found if row is not None]
