"""What matching asks of a vocabulary: which ids stand for a form, which words hold it as a part, which forms a word has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol


class Entry(NamedTuple):
    """A unit of the vocabulary: its matching form, its tag, its id."""

    form: str
    tag: str
    id: int


class Piece(NamedTuple):
    """A word inside a longer one: the form, the id of the longer one, where it stands in it, and the length of all."""

    form: str
    id: int
    start: int
    end: int
    length: int


class Lexicon(Protocol):
    """A vocabulary as it grew with the texts; what it does not know stands in no text."""

    def entries(self, forms: Collection[str]) -> Iterable[Entry]:
        """Give all entries of these forms."""

    def pieces(self, forms: Collection[str]) -> Iterable[Piece]:
        """Give all longer words that hold one of these forms as a sound part."""

    def inflections(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Give all forms of English words, known to the vocabulary or not."""

    def families(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Give, of English words, the forms in the vocabulary that have the same Snowball stem."""

    def written(self, globs: Collection[str]) -> Mapping[str, frozenset[int]]:
        """Give the ids of the written words that fit a pattern of letters, ``*`` and ``?``."""
