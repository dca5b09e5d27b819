"""OpenDocument texts (LibreOffice and others), read from their XML, so that deletions, notes and labels in bold are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from qualcode.formats.documents.blocks import MOST_COLUMNS
from qualcode.formats.documents.story import Story, Teller, read_story
from qualcode.formats.package import BadDocument, Package
from qualcode.model.imported import Imported, Wish

NO_WISH = Wish()
_TEXTS = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template")
_MANIFEST = "META-INF/manifest.xml"
_SPACE = re.compile(r"[ \t\r\n]+")
_DEEPEST = 200
_MOST_BLANKS = 1000
_LEVELS = 6
_WEIGHTS = frozenset({"bold", "600", "700", "800", "900"})
_SKIPPED = frozenset(
    {
        "tracked-changes",
        "change",
        "number",
        "note-citation",
        "ruby-text",
        "script",
        "title",
        "desc",
        "sequence-decls",
        "forms",
        "variable-decls",
        "user-field-decls",
        "annotation-end",
        "bookmark-start",
        "bookmark-end",
    }
)
_HEADERS = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})


class Odt:
    """The reader of .odt and .ott."""

    suffixes: tuple[str, ...] = (".odt", ".ott")

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview; raises :class:`BadDocument` where it is damaged, protected, of another kind or empty."""
        try:
            return (read_story(_story(_opened(raw)), "ODT", name, wish),)
        except RecursionError:
            raise BadDocument("this ODT file is nested deeper than any that a person wrote; it was not read") from None


def _opened(raw: bytes) -> Package:
    package = Package(raw, "ODT")
    kind = package.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in package.names else _TEXTS[0]
    if kind not in _TEXTS:
        raise BadDocument(f"this is no text document but {kind[:80]}", "export its text as ODT, or save it as what it is")
    if _MANIFEST in package.names and b"encryption-data" in package.read(_MANIFEST):
        raise BadDocument("this ODT file is protected with a password", "open it, take the password off, and save it anew")
    return package


@dataclass(frozen=True, slots=True)
class _Look:
    """How text is shown; what a style does not say is None, and its parent's."""

    bold: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None

    def over(self, below: _Look) -> _Look:
        """Give this look, with that of what lies below where it says nothing."""
        return _Look(*(b if a is None else a for a, b in zip(self._all(), below._all(), strict=True)))

    def _all(self) -> tuple[bool | None, bool | None, bool | None]:
        return self.bold, self.struck, self.hidden


@dataclass(slots=True)
class _Styles:
    """The looks of a document's styles by family and name, with what they inherit."""

    looks: dict[tuple[str, str], _Look] = field(default_factory=dict)
    parents: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, root: Element) -> None:
        """Take in the styles of a part."""
        for style in (e for e in root.iter() if _tag(e) == "style"):
            key = (_get(style, "family"), _get(style, "name"))
            self.parents[key] = _get(style, "parent-style-name")
            self.looks[key] = next((_look(e) for e in style if _tag(e) == "text-properties"), _Look())

    def of(self, family: str, name: str) -> _Look:
        """Give the look of a style."""
        look, seen = _Look(), set[str]()
        while name and name not in seen:
            seen.add(name)
            look = look.over(self.looks.get((family, name), _Look()))
            name = self.parents.get((family, name), "")
        return look


def _look(properties: Element) -> _Look:
    weight, line, display = (_get(properties, name) for name in ("font-weight", "text-line-through-style", "display"))
    return _Look(
        weight in _WEIGHTS if weight else None,
        line != "none" if line else None,
        display == "none" if display else None,
    )


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    """Give an attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _count(element: Element, name: str, most: int = MOST_COLUMNS) -> int:
    value = _get(element, name)
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < len(str(most)) + 2 else 1


def _story(package: Package) -> Story:
    root = package.xml("content.xml")
    styles = _Styles()
    walker = _Walker(styles)
    if "styles.xml" in package.names:
        shared = package.xml("styles.xml")
        styles.learn(shared)
        walker.tell.counts.furniture += list(dict.fromkeys(_headers(shared)))
    styles.learn(root)
    body = next((e for parent in root if _tag(parent) == "body" for e in parent if _tag(e) == "text"), None)
    if body is None:
        raise BadDocument("this ODT file has no text in it: it is damaged, or another kind of document")
    walker.changes(body)
    walker.blocks(body)
    return walker.tell.story()


def _headers(styles: Element) -> Iterator[str]:
    for page in (e for e in styles.iter() if _tag(e) == "master-page"):
        for part in (e for e in page if _tag(e) in _HEADERS):
            yield from (words for line in part.iter() if _tag(line) == "p" and (words := " ".join("".join(line.itertext()).split())))


class _Walker:
    """Walks over a body and tells what stands there."""

    def __init__(self, styles: _Styles) -> None:
        self.tell = Teller()
        self.styles = styles
        self.look = _Look()
        self.blank = True
        self.depth = 0

    def changes(self, body: Element) -> None:
        """Count tracked changes; what was deleted stands apart from the text."""
        for region in (e for part in body if _tag(part) == "tracked-changes" for e in part):
            for change in region:
                if _tag(change) == "insertion":
                    self.tell.counts.insertions += 1
                elif _tag(change) == "deletion":
                    info = {e for part in change if _tag(part) == "change-info" for e in part.iter()}
                    self.tell.counts.deleted.append(" ".join(e.text for e in change.iter() if e.text and e not in info))

    def blocks(self, parent: Element) -> None:
        """Walk over paragraphs, tables and what holds them."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RecursionError
        for child in parent:
            match _tag(child):
                case "p" | "h":
                    self.paragraph(child)
                case "table":
                    self.table(child)
                case "frame" | "a" | "g" | "custom-shape":
                    with self.tell.paragraph():
                        self.inline(child)
                case tag if tag not in _SKIPPED:
                    self.blocks(child)
        self.depth -= 1

    def paragraph(self, element: Element) -> None:
        level = min(_count(element, "outline-level"), _LEVELS) if _tag(element) == "h" else 0
        before, self.look = self.look, self.styles.of("paragraph", _get(element, "style-name"))
        outer, self.blank = self.blank, True
        with self.tell.paragraph(level):
            self.runs(element)
        self.look, self.blank = before, outer

    def runs(self, element: Element) -> None:
        """Walk over the text in an element and what stands between."""
        self.text(element.text)
        for child in element:
            self.inline(child)
            self.text(child.tail)

    def text(self, text: str | None) -> None:
        """Add text, its white space taken as one blank, and as none after another and at the start, as the format has it."""
        words = _SPACE.sub(" ", text or "")
        words = words[1:] if self.blank and words.startswith(" ") else words
        if words:
            self.blank = words.endswith(" ")
            self.add(words)

    def sign(self, text: str) -> None:
        self.blank = text == "\n"
        self.add(text)

    def add(self, text: str) -> None:
        if self.look.hidden:
            self.tell.counts.hidden.append(text)
            return
        self.tell.struck = bool(self.look.struck)
        self.tell.add(text, bold=bool(self.look.bold))
        self.tell.struck = False

    def inline(self, element: Element) -> None:
        """Tell what stands inside a paragraph; what is not known by name is text with more around it."""
        tag = _tag(element)
        known = {
            "s": lambda: self.sign(" " * _count(element, "c", _MOST_BLANKS)),
            "tab": lambda: self.sign("\t"),
            "line-break": lambda: self.sign("\n"),
            "span": lambda: self.span(element),
            "note": lambda: self.tell.note_here("\n".join(_lines(e for e in element if _tag(e) == "note-body")), kind="footnote"),
            "annotation": lambda: self.annotation(element),
            "annotation-end": lambda: self.tell.close_note(_get(element, "name")),
            "text-box": lambda: self.blocks(element),
            "table": lambda: self.table(element),
            "p": lambda: self.paragraph(element),
        }
        if tag in known:
            known[tag]()
        elif tag not in _SKIPPED:
            self.runs(element)

    def span(self, element: Element) -> None:
        before = self.look
        self.look = self.styles.of("text", _get(element, "style-name")).over(before)
        self.runs(element)
        self.look = before

    def annotation(self, element: Element) -> None:
        author = next(("".join(e.itertext()) for e in element if _tag(e) == "creator"), "")
        self.tell.open_note(_get(element, "name"), "\n".join(_lines([element])), author)

    def table(self, table: Element) -> None:
        with self.tell.table():
            for row in _rows(table):
                with self.tell.row():
                    self.cells(row)

    def cells(self, row: Element) -> None:
        """Walk over cells; a covered one belongs to that on its left, or else to that above."""
        hidden = 0
        width = 0
        for cell in row:
            tag, span = _tag(cell), _count(cell, "number-columns-spanned")
            for _ in range(min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - width)):
                if tag == "covered-table-cell" and hidden:
                    hidden -= 1
                elif tag in {"table-cell", "covered-table-cell"}:
                    with self.tell.cell(span, below=tag == "covered-table-cell"):
                        self.blocks(cell)
                    hidden = span - 1
                    width += span


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if _tag(child) == "table-row":
            yield child
        elif _tag(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _lines(elements: Iterable[Element]) -> list[str]:
    """Give the words of a note, paragraph by paragraph."""
    found = (" ".join("".join(p.itertext()).split()) for e in elements for p in e.iter() if _tag(p) in {"p", "h"})
    return [line for line in found if line]


ODT = Odt()
