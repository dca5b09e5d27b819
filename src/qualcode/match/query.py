"""The tree of a keyword, as values, and the way back from a tree to a keyword that asks for it.

``column`` is always the place where a part begins in the composed keyword, in code points from 0. Two trees are equal
wherever their parts stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Terms:
    """A word or a phrase in all its forms, its words parted by single blanks."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Exact:
    """These letters as whole words, in no other form."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Glob:
    """Written words, parted by single blanks, of which at least one has a ``*`` (any letters) or ``?`` (one letter)."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of the package ``regex``; a slash in ``pattern`` is a slash, without its backslash."""

    pattern: str
    ignore_case: bool
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """The keywords of another code, by the id that stands between < and >."""

    code: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Two queries at most ``within`` (1 to 50) blank-separated words apart; ``ordered`` where the left one comes first."""

    left: Query
    right: Query
    within: int
    ordered: bool
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Without:
    """The first query, where the second finds nothing."""

    query: Query
    unless: Query
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Both:
    """All of several queries, none of them itself a ``Both``."""

    parts: tuple[Query, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several queries, none of them itself an ``Either``."""

    options: tuple[Query, ...]
    column: int = field(default=0, compare=False)


Leaf: TypeAlias = Terms | Exact | Glob | Regex | Reference
Query: TypeAlias = Leaf | Near | Without | Both | Either


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a keyword cannot be read; ``column`` counts code points of the composed keyword, from 0."""

    message: str
    column: int
    help: str


def children(query: Query) -> tuple[Query, ...]:
    """Give the queries right below one, from left to right; a leaf has none."""
    match query:
        case Near():
            return query.left, query.right
        case Without():
            return query.query, query.unless
        case Both():
            return query.parts
        case Either():
            return query.options
    return ()


def leaves(query: Query) -> Iterator[Leaf]:
    """Give the leaves of a query from left to right, those behind a NOT too."""
    waiting = [query]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Terms | Exact | Glob | Regex | Reference):
            yield one
        waiting.extend(reversed(children(one)))


_EITHER, _BOTH, _WITHOUT, _NEAR, _LEAF = range(5)
"""How tightly the parts of a keyword hold together, from loose to tight."""

_SLASH = re.compile(r"\\.|/", re.DOTALL)


def unparse(query: Query) -> str:
    """Write a tree that ``parse`` gives as a keyword for which it gives that tree again, with as few brackets as that takes."""
    return _written(query)[0]


def _written(query: Query) -> tuple[str, int]:
    """Write a tree, and say how tightly the outermost of it holds."""
    match query:
        case Either(options):
            return " | ".join(_side(option, _BOTH) for option in options), _EITHER
        case Both(parts):
            return " AND ".join(_side(part, _WITHOUT) for part in parts), _BOTH
        case Without(first, second):
            return f"{_side(first, _WITHOUT)} NOT {_side(second, _NEAR)}", _WITHOUT
        case Near(left, right, within, ordered):
            return f"{_side(left, _NEAR)} {'SEQ' if ordered else 'NEAR'}/{within} {_side(right, _LEAF)}", _NEAR
    return _leaf(query), _LEAF


def _side(query: Query, level: int) -> str:
    """Write one side of an operator, in brackets where it holds less tightly than the operator asks."""
    text, held = _written(query)
    return text if held >= level else f"({text})"


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Exact(text):
            return f'"{text}"'
        case Reference(code):
            return f"<{code}>"
        case Regex(pattern, ignore_case):
            escaped = _SLASH.sub(lambda found: found[0] if found[0] != "/" else r"\/", pattern)
            return f"/{escaped}/{'i' if ignore_case else ''}"
        case Terms(text) | Glob(text):
            return text
