"""Interviews in documents: paragraphs with what is bold and what hangs on them, read as the plain text in them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from qualcode.formats.plain.lines import make_page
from qualcode.formats.plain.reader import read_page
from qualcode.formats.plain.talk import Piece
from qualcode.model.imported import Imported, Place, Remark, RemarkKind
from qualcode.model.text import OffsetMap, canonical


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a row of a table as one line with tabs between cells; the first ``bold`` characters are bold.

    The text need not be canonical. Line feeds in it are line breaks inside the paragraph; an empty one is a blank line.
    """

    text: str
    bold: int = 0


@dataclass(frozen=True, slots=True)
class Margin:
    """A note on a passage: from code point ``start`` of paragraph ``first`` to ``end`` of paragraph ``last``, as these were given."""

    text: str
    first: int
    start: int
    last: int
    end: int
    author: str = ""
    kind: RemarkKind = "comment"


def read_paragraphs(paragraphs: Sequence[Paragraph], margins: Sequence[Margin], name: str, layout: str | None = None) -> Imported:
    """Read an interview from the paragraphs of a document; each note becomes a remark on its passage of the talk.

    A note whose passage is no part of the talk has no place. One that runs over several turns ends with the first.
    """
    mapped = [canonical(p.text) for p in paragraphs]
    firsts = [0, *accumulate(text.count("\n") + 1 for text, _ in mapped)]
    bold = {line: n for p, (text, at), first in zip(paragraphs, mapped, firsts, strict=False) for line, n in _bold(p, text, at, first)}
    page = make_page("\n".join(text for text, _ in mapped), bold)
    imported, talk = read_page(page, name, layout)
    place = _Places(mapped, firsts, talk.pieces)
    texts = [s.text for s in imported.speeches]
    return replace(imported, remarks=tuple(Remark(m.text, place.of(m, texts), m.author, m.kind) for m in margins))


def _bold(paragraph: Paragraph, text: str, at: OffsetMap, first: int) -> Iterator[tuple[int, int]]:
    """Give the lines of a paragraph that begin bold, each with how many characters are."""
    rest = at[min(paragraph.bold, len(paragraph.text))]
    for number, line in enumerate(text.split("\n")):
        if rest > 0:
            yield first + number, min(rest, len(line))
        rest -= len(line) + 1


class _Places:
    """Finds where a place in a paragraph came to stand in the talk."""

    def __init__(self, mapped: Sequence[tuple[str, OffsetMap]], firsts: Sequence[int], pieces: Sequence[Piece]) -> None:
        self.mapped = mapped
        self.firsts = firsts
        self.pieces: dict[int, list[Piece]] = {}
        for piece in pieces:
            self.pieces.setdefault(piece.line, []).append(piece)

    def of(self, margin: Margin, texts: Sequence[str]) -> Place | None:
        """Give the passage of a note, None where it lies outside of what was kept as speech."""
        start, end = self._position(margin.first, margin.start), self._position(margin.last, margin.end)
        inside = [p for line in range(start[0], end[0] + 1) for p in self.pieces.get(line, []) if _touches(p, start, end)]
        if not inside:
            return None
        first = inside[0]
        last = next(p for p in reversed(inside) if p.speech == first.speech)
        place = Place(first.speech, _offset(first, start), _offset(last, end))
        return _not_empty(place, texts[first.speech])

    def _position(self, paragraph: int, offset: int) -> tuple[int, int]:
        """Give line and column of an offset in a paragraph as given."""
        text, at = self.mapped[paragraph]
        before = text[: at[offset]]
        return self.firsts[paragraph] + before.count("\n"), len(before) - (before.rfind("\n") + 1)


def _touches(piece: Piece, start: tuple[int, int], end: tuple[int, int]) -> bool:
    return (piece.line, piece.column) <= end and start <= (piece.line, piece.column + piece.length)


def _offset(piece: Piece, position: tuple[int, int]) -> int:
    """Give the offset in the speech of a position, or of that end of the piece which is nearer to it."""
    line, column = position
    within = column - piece.column if line == piece.line else 0 if line < piece.line else piece.length
    return piece.start + min(max(within, 0), piece.length)


def _not_empty(place: Place, text: str) -> Place:
    """Give a passage that has words: a note that hangs on a point hangs on the word before it, else on the one after."""
    if text[place.start : place.end].strip():
        return place
    before = text[: place.start].rstrip()
    start = max(before.rfind(" "), before.rfind("\n")) + 1
    if before:
        return Place(place.speech, start, len(before))
    return Place(place.speech, 0, len(text.split(maxsplit=1)[0])) if text.strip() else place
