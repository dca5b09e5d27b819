"""A document as a reader walks over it: paragraphs, tables, notes and tracked changes are told in order, blocks come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from qualcode.formats.documents.blocks import MOST_COLUMNS, Beside, Cell, Line, Row, Spot, Table, lines_of
from qualcode.formats.documents.document import read_blocks
from qualcode.formats.documents.table_talk import is_data
from qualcode.formats.package import BadDocument
from qualcode.formats.plain.lexicon import is_metadata
from qualcode.model.diagnostic import Diagnostic, Location, note
from qualcode.model.imported import Imported, RemarkKind, Wish
from qualcode.model.text import canonical, count_words

Block = Line | Table
_FEWEST_DATA = 2
_SHOWN = 40
_FEW = 3


@dataclass(slots=True)
class Counts:
    """What was met besides plain text, to be told to people."""

    insertions: int = 0
    deleted: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    hidden_comments: int = 0
    furniture: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Story:
    """A document as walked over: its blocks in order, what hangs on them, and what else was met."""

    blocks: tuple[Block, ...]
    notes: tuple[Beside, ...]
    counts: Counts


@dataclass(slots=True)
class _Open:
    """A paragraph that is being told; ``blocks`` are the tables and boxes that hang in it.

    ``joins`` tells that its end was deleted, so that the next one goes on with it.
    """

    number: int
    level: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    bold: int = 0
    blank: bool = True
    joins: bool = False
    blocks: list[Block] = field(default_factory=list)

    def add(self, text: str, *, bold: bool) -> None:
        """Add text; it lengthens the bold start of the paragraph if it is bold and nothing plain is before it."""
        plain = bool(text.strip()) and not bold
        if not plain and (self.bold == self.length if self.bold else bold and self.blank):
            self.bold = self.length + len(text)
        self.blank = self.blank and not text.strip()
        self.text.append(text)
        self.length += len(text)

    def told(self) -> list[Block]:
        """Give it as a line, unless it only holds other blocks, and these."""
        text = "".join(self.text)
        line = [Line(text, self.number, self.bold, self.level)] if text.strip() or not self.blocks else []
        return [*line, *self.blocks]


@dataclass(slots=True)
class _Deleting:
    """A deletion that is going on: whether it may pass its paragraph's end, and what it takes away."""

    beyond: bool
    text: list[str] = field(default_factory=list)


class Teller:
    """Gathers what a walker tells: open a paragraph, a table, a row, a cell, and add text where it stands."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.struck = False
        self._blocks: list[list[Block]] = [[]]
        self._rows: list[list[Row]] = []
        self._cells: list[list[tuple[Cell, int | None]]] = []
        self._open: list[_Open] = []
        self._number = 0
        self._pending: _Open | None = None
        self._deleting: _Deleting | None = None
        self._notes: list[Beside] = []
        self._waiting: dict[str, tuple[int, Spot]] = {}

    @contextmanager
    def paragraph(self, level: int = 0) -> Iterator[None]:
        """Open a paragraph; it goes on with the one before where the mark between them was deleted."""
        paragraph = self._pending or _Open(self._number, level)
        self._number += self._pending is None
        self._pending = None
        paragraph.joins = False
        self._open.append(paragraph)
        self._blocks.append(paragraph.blocks)
        yield
        self._close()
        if self._deleting and not self._deleting.beyond:
            self.undelete()
        self._open.pop()
        self._pending = paragraph
        if not paragraph.joins:
            self._flush()

    def _close(self) -> list[Block]:
        """End the innermost list of blocks."""
        self._flush()
        return self._blocks.pop()

    def _flush(self) -> None:
        if self._pending:
            self._blocks[-1] += self._pending.told()
            self._pending = None

    def add(self, text: str, *, bold: bool = False) -> None:
        """Add text to the open paragraph, or to what is deleted."""
        if not text or not self._open:
            return
        if self._deleting:
            self._deleting.text.append(text)
            return
        if self.struck and text.strip():
            self.counts.struck.append(text)
        self._open[-1].add(text, bold=bold)

    @property
    def spot(self) -> Spot:
        """The place where the next text will stand."""
        return (self._open[-1].number, self._open[-1].length) if self._open else (max(self._number - 1, 0), 10**9)

    def delete(self, *, beyond: bool = False) -> None:
        """Begin a tracked deletion; unless it goes ``beyond``, it ends with its paragraph."""
        if self._deleting is None:
            self._deleting = _Deleting(beyond)

    def undelete(self, *, joins: bool = False) -> None:
        """End a tracked deletion; ``joins`` where the end of its paragraph is deleted, too."""
        if self._deleting is not None:
            self.counts.deleted.append("".join(self._deleting.text))
            self._deleting = None
            if joins and self._open:
                self._open[-1].joins = True

    @contextmanager
    def table(self) -> Iterator[None]:
        """Open a table."""
        self._flush()
        self._rows.append([])
        yield
        rows = tuple(self._rows.pop())
        if rows:
            self._blocks[-1].append(Table(rows))

    @contextmanager
    def row(self) -> Iterator[None]:
        """Open a row of a table."""
        self._cells.append([])
        yield
        self._rows[-1].append(_row(self._cells.pop()))

    @contextmanager
    def cell(self, span: int = 1, column: int | None = None, *, below: bool = False) -> Iterator[None]:
        """Open a cell that takes ``span`` columns from ``column`` on, where the file says it."""
        self._blocks.append([])
        yield
        self._cells[-1].append((Cell(tuple(self._close()), max(1, min(span, MOST_COLUMNS)), below), column))

    def note_here(self, text: str, *, author: str = "", kind: RemarkKind = "comment") -> None:
        """Hang a note on this place."""
        if text.strip():
            self._notes.append(Beside(text, self.spot, self.spot, author, kind))

    def open_note(self, key: str, text: str, author: str = "") -> None:
        """Begin the passage of a comment; without :meth:`close_note` it hangs on the place where it begins."""
        if text.strip():
            self._waiting[key] = (len(self._notes), self.spot)
            self._notes.append(Beside(text, self.spot, self.spot, author))

    def close_note(self, key: str) -> None:
        """End the passage of a comment; a key that no comment has is none's."""
        if key in self._waiting:
            index, _ = self._waiting.pop(key)
            self._notes[index] = replace(self._notes[index], end=self.spot)

    def note_loose(self, text: str, author: str = "") -> None:
        """Keep a comment that hangs on nothing."""
        if text.strip():
            self._notes.append(Beside(text, author=author))

    def has_note(self, text: str) -> bool:
        """Tell whether a note with these words was told."""
        return any(note.text == text for note in self._notes)

    def story(self) -> Story:
        """Give what was told."""
        if self._deleting:
            self.undelete()
        self._flush()
        return Story(tuple(self._blocks[0]), tuple(self._notes), self.counts)


def _row(cells: Sequence[tuple[Cell, int | None]]) -> Row:
    """Make a row of cells that say their columns, or stand side by side; a column without a cell is one merged from above."""
    row: list[Cell] = []
    width = 0
    for cell, column in cells:
        for _ in range(width, min(column or 0, MOST_COLUMNS)):
            row.append(Cell(below=True))
            width += 1
        row.append(cell)
        width += cell.span
    return Row(tuple(row))


def read_story(story: Story, what: str, name: str, wish: Wish, doubts: Sequence[Diagnostic] = ()) -> Imported:
    """Read the interview in a document of the kind ``what``, and say what was found beside its text.

    Raises :class:`BadDocument` where it has no text.
    """
    if not any(line.text.strip() for line in lines_of(story.blocks)):
        raise BadDocument(f"this {what} file holds no text", "if its pages are pictures, have them recognised as text first")
    read = read_blocks(story.blocks, story.notes, name, wish)
    counts = story.counts
    cut = (*read.cut, *counts.furniture)
    found = (*doubts, *_changes(counts, name), *_beside(read, name), *_furniture(counts.furniture, name), *read.findings)
    return replace(read, cut=cut, findings=found, attributes={**_data(story.blocks), **read.attributes})


def _data(blocks: Sequence[Block]) -> dict[str, str]:
    """Give what tables of data say about the talk: those of which two keys at least are known to name such data."""
    found: dict[str, str] = {}
    for table in (b for b in blocks if isinstance(b, Table) and is_data(b)):
        pairs = [(_flat(k), _flat(v)) for row in table.rows for k, v in zip(row.cells[::2], row.cells[1::2], strict=False)]
        if sum(is_metadata(key) for key, _ in pairs) >= _FEWEST_DATA:
            found |= {key: value for key, value in pairs if key and value and key not in found}
    return found


def _flat(cell: Cell) -> str:
    return " ".join(canonical(cell.text)[0].split()).rstrip(" :：") if cell.text else ""


def _changes(counts: Counts, name: str) -> Iterator[Diagnostic]:
    """Say what tracked changes there were, as if all had been accepted, and what was hidden or struck."""
    where = Location(name)
    deleted, struck = [t for t in counts.deleted if t.strip()], [t for t in counts.struck if t.strip()]
    if counts.insertions or deleted:
        kept = f"tracked changes: {_n(counts.insertions, 'insertion')} kept, {_n(len(deleted), 'deletion')} ({_words(deleted)}) left out"
        yield note("QC061", kept, where, "accept or reject them in the original and import again if that is wrong")
    if counts.hidden:
        message = f"hidden text: {_words(counts.hidden)} in {_n(len(counts.hidden), 'place')} left out"
        yield note("QC061", message, where, "show it in the original if it belongs to the talk")
    if struck:
        message = f"struck text: {_words(struck)} in {_n(len(struck), 'place')} kept as part of the talk"
        yield note("QC061", message, where, "delete it in the original if it does not belong to the talk")
    if counts.hidden_comments:
        yield note("QC061", f"{_n(counts.hidden_comments, 'hidden comment')} left out", where)


def _beside(read: Imported, name: str) -> Iterator[Diagnostic]:
    """Say how many comments and footnotes there are, and how many of them hang on no words of the talk."""
    comments, loose = sum(r.kind == "comment" for r in read.remarks), sum(r.place is None for r in read.remarks)
    kinds = [(comments, "comment"), (len(read.remarks) - comments, "footnote")]
    lost = f"; {loose} of them on no passage of the talk" if loose else ""
    if read.remarks:
        yield note("QC062", f"{' and '.join(_n(n, word) for n, word in kinds if n)} kept beside the talk{lost}", Location(name))


def _furniture(lines: Sequence[str], name: str) -> Iterator[Diagnostic]:
    shown = ", ".join(repr(line[:_SHOWN]) for line in lines[:_FEW]) + (" …" if len(lines) > _FEW else "")
    if lines:
        yield note("QC066", f"{_n(len(lines), 'line')} of page headers and footers left out: {shown}", Location(name))


def _words(texts: Sequence[str]) -> str:
    return _n(sum(map(count_words, texts)), "word")


def _n(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else word + 's'}"
