"""Rows that are turns or sentences, read one by one: what is said, by whom, when, and what hangs on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qualcode.formats.plain.lexicon import fold
from qualcode.formats.plain.names import is_name_shaped
from qualcode.formats.tables.codes import CodeReader
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.damage import Mended, mend
from qualcode.formats.tables.grid import Row
from qualcode.formats.tables.header import line_of
from qualcode.formats.tables.times import per_second, time_of, unstamped
from qualcode.model.diagnostic import Diagnostic, warning
from qualcode.model.source import HEADING

_LABELLED = re.compile(r"\s*(?P<label>[^:：\n]{1,40}?)\s*[:：]\s+(?P<text>\S.*)", re.DOTALL)
_MOST = 0.6
_HALF = 0.5
_RECURS = 2


@dataclass(slots=True)
class Piece:
    """A row of the talk: where it stands, whose it is, what is said, and what hangs on it."""

    row: int
    document: str
    speaker: str
    text: str
    time: str | None = None
    codes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    turn: str = ""
    number: str = ""
    """What a column that counts rows or passages says."""


@dataclass(slots=True)
class Gathering:
    """What comes together while rows are read."""

    pieces: list[Piece] = field(default_factory=list)
    findings: list[tuple[str, Diagnostic]] = field(default_factory=list)
    """With the document that they are about."""
    cut: list[str] = field(default_factory=list)


class RowReader:
    """Reads the rows of a table of turns by its plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sheet = plan, plan.table.sheet
        self.codes = CodeReader(plan.of("code"), [not plan.table.surplus(row) for row in plan.table.rows])
        time, end = plan.first("time"), plan.first("end")
        self.unit = per_second(time.cells, time.name, end.cells if end else ()) if time else 1.0
        self.got = Gathering()
        self.document = ""
        self.asked: dict[str, str] = {}
        """The last question in each document."""
        text = plan.first("text")
        self.labels = labels_in(text.filled) if text and not plan.first("speaker") and not plan.by_column else frozenset()

    def read(self) -> Gathering:
        """Read all rows."""
        last = self._last_row()
        for row in self.plan.table.rows:
            if row.number > last:
                self.got.cut.append(line_of(row))
            else:
                self._row(row)
        return self.got

    def _last_row(self) -> int:
        """Give the row that ends the talk: below it stand notes and sums, with one cell filled and none of text."""
        texts = self.plan.of("text")
        for row in reversed(self.plan.table.rows):
            if row.filled > 1 or any(row.cell(c.index) for c in texts):
                return row.number
        return 0

    def _row(self, row: Row) -> None:
        mended = mend(row, self.plan, self.codes)
        self._carry(mended, row)
        if mended.done:
            self._say_damage(row, mended)
        if self._is_heading(row, mended):
            self.got.pieces.append(Piece(row.number, self.document, HEADING, line_of(row)))
            return
        self._say_question(row, mended)
        texts = [c for c in self.plan.of("text") if mended.cell(c.index)]
        if not texts:
            self._say_silent(row, mended)
        for column in texts:
            who = column.name if self.plan.by_column else self._value("speaker", row, mended)
            self._speech(row, mended, who, mended.cell(column.index), first=column is texts[0])

    def _value(self, job: str, row: Row, mended: Mended) -> str:
        """Give the cell of a job, or that of the cell above with which it is one."""
        column = self.plan.first(job)
        if column is None:
            return ""
        cell = mended.cell(column.index) or self.sheet.merged.get((row.number, column.index), "")
        parts = unstamped(cell) if column.stamped else None
        return parts[0] if parts else cell

    def _carry(self, mended: Mended, row: Row) -> None:
        """Keep the document of the rows before where a row names none."""
        column = self.plan.first("document")
        if column is None:
            return
        said = self._value("document", row, mended)
        if not said and self.document and column.coverage >= _HALF:
            message = f"{self.sheet.prefix}row {row.number} names no {column.shown}; it is read as part of {self.document!r}"
            self._say(warning("QC059", message, self.sheet.where(row.number), "write it there"))
        self.document = said or self.document

    def _is_heading(self, row: Row, mended: Mended) -> bool:
        """Tell whether a row is a heading within the talk: one cell, that is no speaker and not where the talk stands."""
        if row.filled != 1 or mended.done or any(mended.cell(c.index) for c in self.plan.of("text")):
            return False
        at = next(i for i, cell in enumerate(row.cells) if cell)
        jobs = {job for job, columns in self.plan.jobs.items() for c in columns if c.index == at}
        speaker = self.plan.first("speaker")
        recurs = speaker is not None and speaker.index == at and speaker.counts[row.cells[at]] > 1
        return not recurs and not jobs & {"document", "code", "note", "question"} and any(c.isalpha() for c in row.cells[at])

    def _say_question(self, row: Row, mended: Mended) -> None:
        """Put a question above the answers to it, where a column has the questions."""
        asked = self._value("question", row, mended)
        if asked and asked != self.asked.get(self.document):
            self.asked[self.document] = asked
            self.got.pieces.append(Piece(row.number, self.document, HEADING, asked))

    def _say_silent(self, row: Row, mended: Mended) -> None:
        """Say what a row without words has to say all the same."""
        codes = self.codes.read([mended.cell(c.index) for c in self.codes.columns])
        speaker = self._value("speaker", row, mended)
        if codes.codes or codes.prose:
            message = f"{self.sheet.prefix}row {row.number} has codes and no words: {line_of(row)[:80]!r}; they are left out"
            self._say(warning("QC064", message, self.sheet.where(row.number), "put the words in, or delete the row"))
        elif speaker:
            self.got.pieces.append(Piece(row.number, self.document, speaker, ""))
        elif notes := [mended.cell(c.index) for c in self.plan.of("note") if mended.cell(c.index)]:
            self.got.cut += notes
        elif len(line_of(row).split()) > 1:
            self.got.cut.append(line_of(row))

    def _speech(self, row: Row, mended: Mended, who: str, text: str, *, first: bool) -> None:
        time, beside = self._time(mended)
        codes = self.codes.read([mended.cell(c.index) or self._above(row, c.index) for c in self.codes.columns])
        for words in codes.prose:
            place = f"{self.sheet.prefix}row {row.number}"
            message = f"{place}: {words[:80]!r} stands in a column of codes and is taken as no code; it is kept as a remark"
            help_ = "move it to the words if it is the rest of a sentence; a code has at most 40 characters and no full stop"
            self._say(warning("QC063", message, self.sheet.where(row.number), help_))
        notes = [mended.cell(c.index) for c in self.plan.of("note")]
        remarks = tuple(r for r in [beside, *notes, *codes.prose, *mended.left] if r)
        speaker, said = (who, text) if self.plan.first("speaker") or self.plan.by_column else self._labelled(text)
        piece = Piece(
            row.number, self.document, speaker, said, time, (), (), self._value("turn", row, mended), self._value("index", row, mended)
        )
        self.got.pieces.append(replace(piece, codes=codes.codes, remarks=remarks) if first else piece)

    def _above(self, row: Row, index: int) -> str:
        return self.sheet.merged.get((row.number, index), "")

    def _time(self, mended: Mended) -> tuple[str | None, str]:
        column, speaker = self.plan.first("time"), self.plan.first("speaker")
        cell = mended.cell(column.index) if column else ""
        if cell or not speaker or not speaker.stamped:
            return time_of(cell, self.unit) if cell else (None, "")
        parts = unstamped(mended.cell(speaker.index))
        return (parts[1] if parts else None), ""

    def _labelled(self, text: str) -> tuple[str, str]:
        """Take a label off the words where the table has no column of speakers and labels recur."""
        found = _LABELLED.fullmatch(text) if self.labels else None
        return (found["label"], found["text"]) if found and fold(found["label"]) in self.labels else ("", text)

    def _say_damage(self, row: Row, mended: Mended) -> None:
        text = self.plan.first("text")
        read = mended.cell(text.index)[:60] if text else ""
        left = f"; kept as remarks: {', '.join(map(repr, mended.left))[:120]}" if mended.left else ""
        message = f"row {row.number} has {mended.done}; its words are read as {read!r}{left}"
        self._say(
            warning("QC064", message, self.sheet.where(row.number), "put quotation marks around a cell that holds the sign between cells")
        )

    def _say(self, finding: Diagnostic) -> None:
        self.got.findings.append((self.document, finding))


def labels_in(texts: Sequence[str]) -> frozenset[str]:
    """Give the labels that begin most cells of a talk without a column of speakers, folded; none where few cells have one."""
    found = [fold(m["label"]) for text in texts if (m := _LABELLED.fullmatch(text)) and is_name_shaped(m["label"])]
    recurring = {label for label, n in Counter(found).items() if n >= _RECURS}
    share = sum(label in recurring for label in found) / len(texts) if texts else 0.0
    return frozenset(recurring) if share >= _MOST else frozenset()
