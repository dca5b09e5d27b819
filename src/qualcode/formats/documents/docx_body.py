"""The text of WordprocessingML (ECMA-376) in order: what stands on the page once all changes are accepted, and what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from qualcode.formats.documents.blocks import MOST_COLUMNS, Cell, Line, Row, Spot, Table
from qualcode.formats.documents.docx_parts import Styles, is_on, outline_level
from qualcode.model.text import count_words

Change = Literal["inserted", "deleted", "hidden", "struck"]

_SKIPPED = frozenset(
    {
        "w-pPr",
        "w-rPr",
        "w-sectPr",
        "w-tblPr",
        "w-tblPrEx",
        "w-tblGrid",
        "w-trPr",
        "w-tcPr",
        "w-sdtPr",
        "w-sdtEndPr",
        "w-instrText",
        "w-delInstrText",
    }
)
_SIGNS = {"w-tab": "\t", "w-ptab": "\t", "w-br": "\n", "w-cr": "\n", "w-noBreakHyphen": "-"}
_LOOSE = frozenset({"w-r", "w-hyperlink"})
"""What should stand in a paragraph, and in damaged files stands by itself."""
_INSERTED = frozenset({"w-ins", "w-moveTo"})
_DELETED = frozenset({"w-del", "w-moveFrom"})
_MARKS = frozenset({"w-commentRangeStart", "w-commentRangeEnd", "w-commentReference"})
_WORDS = frozenset({"w-t", "w-delText", "w-txbxContent", "w-sym", "m-t"})
_FEED = re.compile(r"\s*[\r\n]\s*")
_PICTURED = range(0xF000, 0xF100)
_SYMBOLS = {
    "wingdings": {0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0xA7: "▪", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨",
                  0xFB: "✗", 0xFC: "✓"},
    "symbol": {0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xBC: "…", 0xD7: "⋅"},
}  # fmt: skip
"""What the signs are that Word puts in for ``-->``, ``:)`` and bullets, which only its own fonts know."""


@dataclass(slots=True)
class Tally:
    """Stretches of text that were inserted, deleted, hidden or struck; neighbours count as one."""

    stretches: dict[Change, list[list[str]]] = field(default_factory=dict)
    last: Change | None = None

    def add(self, change: Change | None, text: str) -> None:
        """Note text as it comes; None is text that is none of these."""
        if change is not None:
            found = self.stretches.setdefault(change, [])
            if change != self.last:
                found.append([])
            found[-1].append(text)
        self.last = change

    def count(self, change: Change) -> tuple[int, int]:
        """Give the number of stretches, and that of the words in them."""
        found = self.stretches.get(change, [])
        return len(found), sum(count_words("".join(texts)) for texts in found)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of a run is shown."""

    bold: bool = False
    hidden: bool = False
    struck: bool = False


@dataclass(slots=True)
class Body:
    """The walk through a document, or through a note; what it meets besides text is kept under the ids of the file.

    ``ranges`` has the start and end of each comment, ``notes`` the places of ``footnote`` and ``endnote`` ids, ``boxes`` the
    words of text boxes; ``foreign`` counts embedded documents.
    """

    styles: Styles
    changes: Tally = field(default_factory=Tally)
    marks: Tally = field(default_factory=Tally)
    ranges: dict[str, list[Spot]] = field(default_factory=dict)
    notes: list[tuple[str, str, Spot]] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    foreign: int = 0
    _number: int = 0
    _runs: list[tuple[str, bool]] = field(default_factory=list)
    _length: int = 0
    _open: bool = False
    _level: int = 0
    _style: str = ""
    _look: _Look = _Look()
    _inserted: bool = False
    _deleted: bool = False
    _fields: list[bool] = field(default_factory=list)
    """Of each field that has begun, whether its result has."""
    _waiting: list[Element] = field(default_factory=list)
    """Text boxes that come after the paragraph they hang on."""
    _handlers: Mapping[str, Callable[[Element], None]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Say which method reads which element of a paragraph."""
        self._handlers = {
            "w-r": self._run,
            "w-t": self._text,
            "m-t": self._text,
            "w-delText": self._deleted_text,
            "w-sym": self._symbol,
            "w-fldChar": self._field,
            "w-ruby": self._ruby,
            "w-txbxContent": self._box,
            "w-footnoteReference": self._reference,
            "w-endnoteReference": self._reference,
            "mc-AlternateContent": self._alternative,
            **dict.fromkeys(_MARKS, self._range),
        }

    def blocks(self, parent: Element) -> list[Line | Table]:
        """Give the paragraphs and tables in an element, in order, empty ones too."""
        out = list(self._blocks(parent))
        if self._open:
            out += self._close()
        return out

    def _blocks(self, parent: Element) -> Iterator[Line | Table]:
        for child in parent:
            if child.tag == "w-p":
                yield from self._paragraph(child)
            elif child.tag == "w-tbl":
                yield from self._close() if self._open else ()
                yield self._table(child)
            elif child.tag in {"w-altChunk", "w-subDoc"}:
                self.foreign += 1
            elif child.tag == "mc-AlternateContent":
                yield from self._blocks(_chosen(child))
            elif child.tag in _MARKS:
                self._visit(child)
            elif child.tag in _LOOSE:
                self._visit(child)
                self._open = True
            elif child.tag not in _SKIPPED:
                before = self._under(child)
                yield from self._blocks(child)
                self._inserted, self._deleted = before

    def _under(self, element: Element) -> tuple[bool, bool]:
        """Note that an element inserts or deletes; gives what held before."""
        before = self._inserted, self._deleted
        self._inserted |= element.tag in _INSERTED
        self._deleted |= element.tag in _DELETED
        return before

    def _paragraph(self, element: Element) -> Iterator[Line | Table]:
        properties = element.find("w-pPr")
        style = properties.find("w-pStyle") if properties is not None else None
        self._style = self.styles.paragraph if style is None else style.get("w-val", "")
        own = outline_level(properties)
        self._level = self.styles.level(self._style) if own is None else own
        for child in element:
            self._visit(child)
        self._fields = [True] * len(self._fields)
        self._open = True
        if not self._mark_is_gone(properties):
            yield from self._close()

    def _mark_is_gone(self, properties: Element | None) -> bool:
        """Tell whether the end of a paragraph is deleted or hidden, so that the next one goes on in its line."""
        mark = properties.find("w-rPr") if properties is not None else None
        gone = self._deleted or (mark is not None and any(mark.find(tag) is not None for tag in _DELETED))
        if gone:
            self.changes.add("deleted", " ")
        elif self._inserted or (mark is not None and any(mark.find(tag) is not None for tag in _INSERTED)):
            self.changes.add("inserted", " ")
        else:
            self.changes.add(None, "")
        self.marks.add(None, "")
        return gone or bool(is_on(mark, "w-vanish"))

    def _close(self) -> list[Line | Table]:
        """End the line, and give it with the text boxes that hang on it."""
        text = "".join(text for text, _ in self._runs)
        out: list[Line | Table] = [Line(text, self._number, _leading_bold(self._runs), self._level if text.strip() else 0)]
        self._number += 1
        self._runs, self._length, self._open = [], 0, False
        waiting, self._waiting = self._waiting, []
        for box in waiting:
            inside = self.blocks(box)
            words = " ".join(line.text.strip() for line in inside if isinstance(line, Line)).strip()
            self.boxes += [words] if words else []
            out += inside if words or any(isinstance(b, Table) for b in inside) else []
        return out

    def _table(self, element: Element) -> Table:
        return Table(tuple(row for tr in self._children(element, "w-tr") if (row := self._row(tr))))

    def _children(self, parent: Element, tag: str) -> Iterator[Element]:
        """Give the rows of a table, or the cells of a row, also those in content controls."""
        for child in parent:
            if child.tag == tag:
                yield child
            elif child.tag in _MARKS:
                self._visit(child)
            elif child.tag not in _SKIPPED:
                yield from self._children(child, tag)

    def _row(self, element: Element) -> Row | None:
        """Read a row; a deleted one is only counted."""
        properties = element.find("w-trPr")
        before = self._inserted, self._deleted
        self._deleted |= properties is not None and properties.find("w-del") is not None
        self._inserted |= properties is not None and properties.find("w-ins") is not None
        cells = tuple(self._cell(tc) for tc in self._children(element, "w-tc"))
        gone = self._deleted
        self._inserted, self._deleted = before
        return None if gone else Row(cells, _number(properties, "w-gridBefore", 0))

    def _cell(self, element: Element) -> Cell:
        properties = element.find("w-tcPr")
        merged = properties.find("w-vMerge") if properties is not None else None
        below = merged is not None and merged.get("w-val", "continue") == "continue"
        return Cell(tuple(self.blocks(element)), max(1, _number(properties, "w-gridSpan", 1)), below)

    def _visit(self, element: Element) -> None:
        """Take in what stands in a paragraph: known elements by their kind, the insides of all others."""
        handler = self._handlers.get(element.tag)
        if handler:
            handler(element)
        elif element.tag in _SIGNS:
            self._say(_SIGNS[element.tag])
        elif element.tag not in _SKIPPED:
            self._inside(element)

    def _inside(self, element: Element) -> None:
        before = self._under(element)
        for child in element:
            self._visit(child)
        self._inserted, self._deleted = before

    def _run(self, element: Element) -> None:
        properties = element.find("w-rPr")
        style = properties.find("w-rStyle") if properties is not None else None
        character = "" if style is None else style.get("w-val", "")

        def shown(*names: str) -> bool:
            said = [(is_on(properties, name), name) for name in names]
            return any(self.styles.toggle(name, self._style, character) if on is None else on for on, name in said)

        before, self._look = self._look, _Look(shown("w-b"), shown("w-vanish"), shown("w-strike", "w-dstrike"))
        self._inside(element)
        self._look = before

    def _text(self, element: Element) -> None:
        text = element.text or ""
        self._say(_FEED.sub(" ", text))

    def _deleted_text(self, element: Element) -> None:
        self.changes.add("deleted", element.text or "")

    def _say(self, text: str) -> None:
        """Add text to the line, unless it is deleted, hidden, or part of what a field is computed from."""
        if not text or not all(self._fields):
            return
        if self._deleted:
            self.changes.add("deleted", text)
            return
        self.marks.add("hidden" if self._look.hidden else "struck" if self._look.struck else None, text)
        if not self._look.hidden:
            self.changes.add("inserted" if self._inserted else None, text)
            self._runs.append((text, self._look.bold))
            self._length += len(text)

    def _symbol(self, element: Element) -> None:
        code = element.get("w-char", "")
        number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{2,5}", code) else 0
        sign = number - _PICTURED.start if number in _PICTURED else number
        known = _SYMBOLS.get(element.get("w-font", "").lower(), {}).get(sign)
        self._say(known or (chr(number) if number in _PICTURED or chr(number).isprintable() else ""))

    def _field(self, element: Element) -> None:
        kind = element.get("w-fldCharType")
        if self._deleted:
            return
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _ruby(self, element: Element) -> None:
        """Read a word with its reading written above it, which comes in brackets."""
        for tag, mark in (("w-rubyBase", "{}"), ("w-rt", "({})")):
            opening, closing = mark.split("{}")
            self._say(opening)
            for part in element.findall(tag):
                self._inside(part)
            self._say(closing)

    def _alternative(self, element: Element) -> None:
        self._inside(_chosen(element))

    def _box(self, element: Element) -> None:
        if not self._deleted:
            self._waiting.append(element)

    def _range(self, element: Element) -> None:
        """Note where a comment begins, ends, or has its sign, which marks a place where nothing else does."""
        id_ = element.get("w-id", "")
        here = (self._number, self._length)
        if element.tag == "w-commentRangeStart":
            self.ranges.setdefault(id_, [here])
        elif element.tag == "w-commentRangeEnd":
            self.ranges[id_] = [*self.ranges.get(id_, [here])[:1], here]
        else:
            self.ranges.setdefault(id_, [here])

    def _reference(self, element: Element) -> None:
        if not self._deleted:
            self.notes.append((element.tag[2:].removesuffix("Reference"), element.get("w-id", ""), (self._number, self._length)))


def _chosen(element: Element) -> Element:
    """Give one of the forms in which a file holds the same thing: the newest, or that for older programs where only it has words."""
    forms = [*element.findall("mc-Choice"), *element.findall("mc-Fallback")]
    worded = [form for form in forms if any(e.tag in _WORDS for e in form.iter())]
    return (worded or forms or [Element("mc-Fallback")])[0]


def _leading_bold(runs: list[tuple[str, bool]]) -> int:
    """Count the characters up to the last bold one before the first letter that is not bold: times, marks and blanks do not count."""
    length = bold = 0
    for text, is_bold in runs:
        if is_bold:
            bold = length + len(text.rstrip()) if text.strip() else bold
        elif any(c.isalpha() for c in text):
            break
        length += len(text)
    return bold


def _number(properties: Element | None, tag: str, default: int) -> int:
    """Read a count of columns, which a table cannot have too many of."""
    found = properties.find(tag) if properties is not None else None
    value = "" if found is None else found.get("w-val", "")
    return min(int(value[:4]), MOST_COLUMNS) if value.isascii() and value.isdigit() else default
