"""Documents whose turns are marked in their text: paragraphs and rows of tables as lines that the reader of plain text knows."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qualcode.formats.documents.blocks import Beside, Cell, Line, Row, Spot, Table, lines_of
from qualcode.formats.documents.table_talk import Planned, Told, Turns, colons, is_data, told
from qualcode.formats.plain import Margin, Paragraph, read_paragraphs
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.imported import Imported, Remark
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER

_STROKE = "----------"
"""Put before a table below the talk, so that its rows are not the last speaker's."""
_SHOWN = 40
_FEW = 3
_LONGEST_PASSAGE = 300
"""A note goes no further than so many paragraphs, or many notes on all of a talk would take for ever; it ends with its turn anyway."""
MANY = 4
"""A cell with so many lines is no value but a text of its own."""


def read_lines(planned: Planned, notes: Sequence[Beside], name: str, layout: str | None) -> Imported:
    """Read an interview from the lines of a document; each note becomes a remark on its passage of the talk."""
    flow = Flow(planned)
    margins = [flow.margin(note) for note in (*notes, *flow.notes) if note.start]
    probes = [flow.margin(Beside(line.text, (line.number, 0))) for line in flow.firsts]
    read = read_paragraphs(flow.paragraphs, [*margins, *probes], name, layout)
    loose = tuple(Remark(note.text, None, note.author, note.kind) for note in notes if not note.start)
    remarks, probed = (*read.remarks[: len(margins)], *loose), read.remarks[len(margins) :]
    cut = tuple(line for line in read.cut if line != _STROKE)
    return replace(read, cut=cut, remarks=remarks, findings=(*read.findings, *_in_talk(read, probed, name)))


def _in_talk(read: Imported, probed: Sequence[Remark], name: str) -> list[Diagnostic]:
    """Say which tables that hold no turns came to stand in somebody's speech."""
    inside = [r.text for r in probed if r.place and read.speeches[r.place.speech].speaker not in {HEADING, UNKNOWN_SPEAKER}]
    if not inside:
        return []
    shown = ", ".join(repr(text[:_SHOWN]) for text in inside[:_FEW]) + (" …" if len(inside) > _FEW else "")
    message = f"{len(inside)} tables in the talk are read as words of who speaks before them: {shown}"
    return [
        warning(
            "QC059", message.replace("1 tables in the talk are", "1 table in the talk is"), Location(name), "put labels where that is wrong"
        )
    ]


class Flow:
    """Blocks as paragraphs; remembers where each line of the document came to stand, and what stands beside turns."""

    def __init__(self, planned: Planned) -> None:
        self.paragraphs: list[Paragraph] = []
        self.notes: list[Beside] = []
        self.firsts: list[Line] = []
        self._spots: dict[int, tuple[int, int, int]] = {}
        for block, turns in planned:
            if isinstance(block, Line):
                self._add(_marked(block))
            elif turns:
                self._add_turns(block, turns)
            else:
                self._add_table(block)
        self._numbers = sorted(self._spots)

    def margin(self, note: Beside) -> Margin:
        """Give a note with its place in the paragraphs."""
        start = self._place(note.start or (0, 0))
        first, last = sorted((start, self._place(note.end or note.start or (0, 0))))
        if last[0] > first[0] + _LONGEST_PASSAGE:
            last = (first[0] + _LONGEST_PASSAGE, len(self.paragraphs[first[0] + _LONGEST_PASSAGE].text))
        return Margin(note.text, *first, *last, note.author, note.kind)

    def _place(self, spot: Spot) -> tuple[int, int]:
        """Give paragraph and offset of a place; one in no line of these is at the end of the line before it."""
        number, offset = spot
        at = bisect.bisect_right(self._numbers, number) - 1
        if at < 0:
            return 0, 0
        paragraph, shift, length = self._spots[self._numbers[at]]
        return paragraph, shift + (min(offset, length) if self._numbers[at] == number else length)

    def _add(self, parts: Sequence[str | Line] = (), dropped: Iterable[Line] = ()) -> None:
        """Add a paragraph made of lines and what stands between them; lines that are left out have their place at its start."""
        text, bold = "", 0
        for part in parts:
            if isinstance(part, Line):
                self._spots[part.number] = (len(self.paragraphs), len(text), len(part.text))
                bold = len(text) + part.bold if part.bold and not any(map(str.isalpha, text[bold:])) else bold
            text += part.text if isinstance(part, Line) else part
        self._spots |= {line.number: (len(self.paragraphs), 0, 0) for line in dropped}
        self.paragraphs.append(Paragraph(text, bold))

    def _add_turns(self, table: Table, turns: Turns) -> None:
        """Add a table that holds a talk, in the form ``[time] Speaker: text``."""
        self._add()
        for row in told(table, turns):
            if row.speaker == HEADING:
                self._add([], row.dropped)
                self._add(["## ", *_side_by_side(row.text, " ")])
            else:
                self._add([*_head(row, turns), *_side_by_side(row.text, "\n")], row.dropped)
            number = next((line.number for line in (*row.text, *row.dropped)), None)
            self.notes += [Beside(words, (number, 0), (number, 10**6)) for words in row.beside if number is not None]
        self._add()

    def _add_table(self, table: Table) -> None:
        """Add a table that holds no turns: data as ``key: value``, else rows with tabs between cells, long cells by themselves."""
        self._add([_STROKE] if any(p.text.strip() for p in self.paragraphs) else [])
        data = is_data(table)
        tame = colons(table)
        self.firsts += [line for line in lines_of([table]) if line.text.strip()][:1]
        for row in table.rows:
            if any(len(cell.lines) >= MANY for cell in row.cells):
                self._add_cells(row)
            elif data:
                for key, value in zip(row.cells[::2], row.cells[1::2], strict=False):
                    self._add_pair(key, value, tame=key.text in tame)
            elif row.filled:
                parts = [part for cell in row.cells for part in ("\t", *_side_by_side(cell.lines, " "))]
                self._add(parts[1:])
        self._add()

    def _add_cells(self, row: Row) -> None:
        for cell in row.filled:
            self._add()
            for line in lines_of(cell.content):
                self._add(_marked(line))
        self._add()

    def _add_pair(self, key: Cell, value: Cell, *, tame: bool) -> None:
        """Add a datum with a colon, but with a stroke where the key may be a speaker's name: who is who is no speech."""
        words = _side_by_side(key.lines, " ")
        if words and value.text:
            words.append(" " if key.text.endswith((":", "：")) else ": " if tame else " | ")
        if words or value.text:
            self._add([*words, *_side_by_side(value.lines, " ")])


def _marked(line: Line) -> list[str | Line]:
    return ["#" * line.level + " ", line] if line.level else [line]


def _head(row: Told, turns: Turns) -> list[str | Line]:
    """Give what stands before the words of a row: its time, and who speaks."""
    time = f"[{row.time}] " if row.time else ""
    if not turns.named:
        return [time]
    return [f"{time}{row.speaker}: "] if row.speaker else [f"{UNKNOWN_SPEAKER}: "]


def _side_by_side(lines: Iterable[Line], joint: str) -> list[str | Line]:
    """Put lines into one, or below each other; inside a single line breaks are blanks."""
    flat = joint != "\n"
    parts = [part for line in lines for part in (joint, replace(line, text=line.text.replace("\n", " ")) if flat else line)]
    return list(parts[1:])
