"""Interviews in RTF files, read by an own parser in one pass; and old Word files, which are refused with what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qualcode.formats.documents.rtf_text import Event, Parser
from qualcode.formats.documents.story import Teller, read_story
from qualcode.formats.package import BadDocument
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.imported import Imported, Wish

NO_WISH = Wish()
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_SAVE = "open it in Word or LibreOffice and save it as DOCX"


class Rtf:
    """The reader of .rtf."""

    suffixes: tuple[str, ...] = (".rtf",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview; raises :class:`BadDocument` where it is no RTF, cut short or empty."""
        start = _START.match(raw)
        if not start:
            raise BadDocument("this is no RTF document", _SAVE)
        parser = Parser(raw[start.end() - len(b"{\\rtf") :])
        told = _tell(list(parser.events()))
        told.counts.furniture += list(dict.fromkeys(parser.furniture))
        return (read_story(told.story(), "RTF", name, wish, _lost(parser, name)),)


class Doc:
    """The reader of .doc: what is RTF inside is read, all else refused with what to do."""

    suffixes: tuple[str, ...] = (".doc",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read what is RTF under another name; raises :class:`BadDocument` for Word's old format."""
        if _START.match(raw):
            return RTF.read(raw, name, wish)
        if raw.startswith(_ZIP):
            raise BadDocument("this is a newer document under the name of an old one", "change the end of its name to .docx (or .odt)")
        why = "qualcode does not read the old format of Word (.doc)" if raw.startswith(_OLE) else "this is no Word document"
        raise BadDocument(why, _SAVE)


def _lost(parser: Parser, name: str) -> tuple[Diagnostic, ...]:
    if not parser.lost:
        return ()
    message = f"{parser.lost} characters of this RTF file do not fit its code page {parser.page} and could not be read"
    return (warning("QC053", message, Location(name), "open it in the program that made it and save it as DOCX"),)


@dataclass(slots=True)
class _Gathered:
    """Paragraphs on their way into cells and rows."""

    rows: list[list[list[list[Event]]]] = field(default_factory=list)
    cells: list[list[list[Event]]] = field(default_factory=list)
    lines: list[list[Event]] = field(default_factory=list)
    line: list[Event] = field(default_factory=list)


def _tell(events: Iterable[Event]) -> Teller:
    """Tell paragraphs and tables of the events of a document."""
    events = list(events)
    notes = {e.key: e for e in events if e.kind == "note" and e.key}
    ranged = {e.key for e in events if e.kind == "open"} & set(notes)
    teller, now = Teller(), _Gathered()
    for event in events:
        match event.kind:
            case "par":
                now.line.append(event)
                if event.table or now.cells:
                    now.lines.append(now.line)
                else:
                    _end_table(teller, now, notes, ranged)
                    _paragraph(teller, now.line, notes, ranged)
                now.line = []
            case "cell":
                now.cells.append([*now.lines, now.line])
                now.lines, now.line = [], []
            case "row":
                now.rows.append(now.cells)
                now.cells = []
            case _:
                now.line.append(event)
    _end_table(teller, now, notes, ranged)
    for line in [*(line for cell in now.cells for line in cell), *now.lines, now.line]:
        _paragraph(teller, line, notes, ranged)
    return teller


def _end_table(teller: Teller, now: _Gathered, notes: Mapping[str, Event], ranged: set[str]) -> None:
    if now.rows:
        with teller.table():
            for row in now.rows:
                with teller.row():
                    for cell in row:
                        with teller.cell():
                            for line in cell:
                                _paragraph(teller, line, notes, ranged)
        now.rows = []


def _paragraph(teller: Teller, line: Iterable[Event], notes: Mapping[str, Event], ranged: set[str]) -> None:
    line = list(line)
    with teller.paragraph(line[-1].level if line and line[-1].kind == "par" else 0):
        before = Event("par")
        for event in line:
            if event.kind == "text":
                _text(teller, event, before)
                before = event
            elif event.kind == "open" and event.key in ranged:
                teller.open_note(event.key, notes[event.key].text, notes[event.key].author)
            elif event.kind == "close":
                teller.close_note(event.key)
            elif event.kind == "note" and event.key not in ranged:
                teller.note_here(event.text, author=event.author, kind="footnote" if event.footnote else "comment")


def _text(teller: Teller, event: Event, before: Event) -> None:
    """Add text, or count it where it is deleted or hidden; neighbours are one stretch."""
    counts = teller.counts
    for mine, its, texts in ((event.deleted, before.deleted, counts.deleted), (event.hidden, before.hidden, counts.hidden)):
        if mine:
            texts[-1:] = [texts[-1] + event.text] if its and texts else [*texts[-1:], event.text]
            return
    counts.insertions += event.inserted and not before.inserted
    teller.struck = event.struck
    teller.add(event.text, bold=event.bold)
    teller.struck = False


RTF = Rtf()
DOC = Doc()
