"""What columns beside the talk say about its cases: values that belong to a whole interview, or to one of its speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcode.formats.assemble import as_label
from qualcode.formats.plain.lexicon import fold, role_word
from qualcode.formats.tables.column import Column
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.pieces import Piece
from qualcode.formats.tables.words import folded
from qualcode.model.source import HEADING, Speaker

_ROLES = frozenset({"role", "roles", "역할", "구분"})
_FEWEST = 2
Values = dict[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Data:
    """Columns whose values are one in each document, and those whose values are one for each of its speakers."""

    documents: Mapping[str, Values] = field(default_factory=dict)
    speakers: Mapping[str, Values] = field(default_factory=dict)
    columns: frozenset[int] = frozenset()
    said: Mapping[str, Sequence[Column]] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, pieces: Iterable[Piece]) -> Data:
        """Find these columns among those that have no job."""
        owner = {p.row: p for p in pieces if p.speaker != HEADING and p.text}
        rows = [(owner[row.number], i) for i, row in enumerate(plan.table.rows) if row.number in owner]
        free = [c for c in plan.unused if not c.is_text and not c.is_index and not c.reaches and c.name]
        whole = {c: v for c in free if (v := _constant(c, rows, lambda p: (p.document,)))}
        own = {c: v for c in free if c not in whole and plan.first("speaker") and (v := _constant(c, rows, _speaker_of))}
        said = {"about the interview": list(whole), "about speakers": list(own)}
        columns = frozenset(c.index for c in (*whole, *own))
        return cls({c.name: v for c, v in whole.items()}, {c.name: v for c, v in own.items()}, columns, said)

    def of_document(self, document: str) -> dict[str, str]:
        """Give what the table says about the case of an interview."""
        return {name: values[document,] for name, values in self.documents.items() if (document,) in values}

    def of_speakers(self, labels: Iterable[str], document: str) -> dict[str, dict[str, str]]:
        """Give what the table says about each speaker of an interview of whom it says something."""
        found = {label: self._about(label, document) for label in labels}
        return {label: data for label, data in found.items() if data}

    def _about(self, label: str, document: str) -> dict[str, str]:
        key = (document, fold(label))
        return {name: values[key] for name, values in self.speakers.items() if key in values}

    def speaker(self, speaker: Speaker, document: str) -> Speaker:
        """Give a speaker the role that a column of roles says."""
        said = [value for name, value in self._about(speaker.label, document).items() if folded(name) in _ROLES]
        role = next((role for value in said if (role := role_word(value))), None)
        return replace(speaker, role=role) if role else speaker


def _speaker_of(piece: Piece) -> tuple[str, ...]:
    return (piece.document, fold(as_label(piece.speaker))) if piece.speaker else ()


def _constant(column: Column, rows: Sequence[tuple[Piece, int]], group_of: Callable[[Piece], tuple[str, ...]]) -> Values:
    """Give a column's value for each group of rows; nothing where one group has two.

    Where groups are of one row each, only a column that is named as an attribute says something of them.
    """
    values: Values = {}
    n = 0
    for piece, index in rows:
        key = group_of(piece)
        cell = column.cells[index]
        if key and cell:
            n += 1
            if values.setdefault(key, cell) != cell:
                return {}
    said = "attribute" in column.jobs or folded(column.name) in _ROLES
    return values if said or n >= _FEWEST * len(values) else {}
