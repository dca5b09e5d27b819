"""What every answer comes to before it has a format: columns, rows, and the sentences below that say how it was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Cell: TypeAlias = str | int | float | None
"""None is blank: not coded, not known. Zero is a number."""

Kind = Literal["text", "number", "share"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: stable English ``id`` for scripts, ``title`` for people; ``summary`` ones stay out of files for scripts."""

    id: str
    title: str
    kind: Kind = "text"
    summary: bool = False
    note: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. ``levels`` indents rows (0 is a theme at the top), ``links`` names the codings behind a cell.

    ``title`` is also the sheet's name in a workbook; ``notes`` state unit, roles, coders and what is blank.
    """

    schema: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    links: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    records: Sequence[Mapping[str, object]] | None = None
    head: tuple[tuple[Cell, ...], ...] = ()

    def data_columns(self) -> tuple[int, ...]:
        """Give the indexes of the columns that go to scripts."""
        return tuple(i for i, column in enumerate(self.columns) if not column.summary)

    def to_records(self) -> Sequence[Mapping[str, object]]:
        """Give the rows as mappings by column id, without the columns that only summarise."""
        if self.records is not None:
            return self.records
        keep = self.data_columns()
        return tuple({self.columns[i].id: row[i] for i in keep} for row in self.rows)
