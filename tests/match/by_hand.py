"""Analysed talk as plain values: written by hand for a test, or read back from arrays, so that a test sees what is matched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from qualcode.files.units import Languages, UnitStore
from qualcode.match import engine
from qualcode.match.marks import marks
from qualcode.match.units import LATIN_TAG, SEPARATOR, Ints, Units
from qualcode.model.text import Span, sentences

Parts: TypeAlias = Callable[[str, str], Iterable[tuple[str, int, int]]]
"""The sound parts of an entry (form, tag): each with its begin and end in the form."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a text: form, tag, and where its surface stands."""

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Join:
    """Units of a turn that can be read as one: form, tag, and the numbers of the first and the last in the turn."""

    form: str
    tag: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: its range in the text, its units in order, its joins."""

    start: int
    end: int
    units: tuple[Unit, ...]
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True)
class Talk:
    """A text and its turns."""

    text: str
    turns: tuple[Said, ...]

    @cached_property
    def marks(self) -> tuple[Span, ...]:
        """What was not said."""
        return marks(self.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of all turns."""
        return tuple(s for t in self.turns for s in sentences(self.text, Span(t.start, t.end)))


def talk(*turns: str, joins: Mapping[int, Sequence[tuple[str, str, int, int]]] | None = None) -> Talk:
    """Write a talk: words parted by blanks, their units by ``|``, a unit as ``surface=form/tag``.

    The form may be left out where it is the surface, and the tag of a word that is not Korean. ``joins`` are by turn.
    """
    text, said = "", []
    for number, turn in enumerate(turns):
        start = len(text)
        units: list[Unit] = []
        for word in turn.split(" "):
            text += " " if len(text) > start else ""
            for one in word.split("|") if word else ():
                unit = _unit(one, len(text))
                units.append(unit)
                text += one[: unit.end - unit.start]
        said.append(Said(start, len(text), tuple(units), tuple(Join(*join) for join in (joins or {}).get(number, ()))))
        text += "\n"
    return Talk(text, tuple(said))


def _unit(written: str, start: int) -> Unit:
    letters, slash, tag = written.rpartition("/")
    surface, equals, form = (letters if slash else written).partition("=")
    return Unit(form if equals else surface, tag if slash else LATIN_TAG, start, start + len(surface))


@dataclass(slots=True)
class Numbers:
    """A vocabulary for talks written by hand: numbers for (form, tag) as they come."""

    entries: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])

    def number(self, form: str, tag: str) -> int:
        """Give the number of an entry."""
        if (form, tag) not in self.entries:
            self.entries.append((form, tag))
        return self.entries.index((form, tag))


def units_of(said: Talk, numbers: Numbers) -> Units:
    """Write a talk as arrays."""
    rows: list[tuple[int, int, int]] = []
    joins: list[int] = []
    for turn in said.turns:
        rows.append((SEPARATOR, turn.start, turn.start))
        for join in turn.joins:
            joins += [numbers.number(join.form, join.tag), len(rows) + join.first, len(rows) + join.last]
        rows += [(numbers.number(u.form, u.tag), u.start, u.end) for u in turn.units]
    ids, starts, ends = np.array(rows, np.int32).reshape(-1, 3).T.copy()
    turns = _flat([Span(t.start, t.end) for t in said.turns])
    speakers = np.zeros(len(said.turns), np.int32)
    return Units(ids, starts, ends, turns, speakers, _flat(said.sentences), _flat(said.marks), np.array(joins, np.int32))


def _flat(spans: Iterable[Span]) -> Ints:
    return np.array([n for span in spans for n in (span.start, span.end)], np.int32)


def no_parts(_form: str, _tag: str) -> Iterable[tuple[str, int, int]]:
    """Know no part of any word."""
    return ()


def itself(word: str) -> frozenset[str]:
    """Know no form but the word."""
    return frozenset({word})


def stored(talks: Sequence[Talk], parts: Parts = no_parts, inflections: Callable[[str], frozenset[str]] = itself) -> UnitStore:
    """Put talks into a store in memory, under their numbers."""

    def pieces(entries: Sequence[tuple[str, str]]) -> Iterable[tuple[int, str, int, int]]:
        return [(n, *part) for n, (form, tag) in enumerate(entries) for part in parts(form, tag)]

    store = UnitStore(None, "", Languages(pieces, inflections, str.casefold, itself))
    numbers = Numbers()
    units = [units_of(one, numbers) for one in talks]
    store.put("words", [str(n) for n in range(len(talks))], units, numbers.entries)
    return store


def texts_of(talks: Sequence[Talk], store: UnitStore) -> list[engine.Text]:
    """Give stored talks as the engine takes them."""
    units = store.get("words", [str(n) for n in range(len(talks))])
    return [engine.Text(one.text, units[str(n)]) for n, one in enumerate(talks)]


def read_back(text: engine.Text, store: UnitStore) -> Talk:
    """Read a talk from arrays."""
    units, joins = text.units, text.units.joins.reshape(-1, 3)
    known = store.forms_of({*units.ids.tolist(), *joins[:, 0].tolist()})
    firsts = [*np.flatnonzero(units.ids == SEPARATOR).tolist(), len(units.ids)]
    turns = []
    for number, (first, end) in enumerate(pairwise(firsts)):
        places = range(first + 1, end)
        inside = [Unit(*known[int(units.ids[p])], int(units.starts[p]), int(units.ends[p])) for p in places]
        tied = [Join(*known[i], a - first - 1, b - first - 1) for i, a, b in joins.tolist() if first < a < end]
        start, stop = units.turns[2 * number : 2 * number + 2].tolist()
        turns.append(Said(start, stop, tuple(inside), tuple(tied)))
    return Talk(text.text, tuple(turns))
