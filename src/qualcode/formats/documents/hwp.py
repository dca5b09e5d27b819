"""Documents of Hancom's word processor: HWPX read from its XML, HWP 5 brought to that XML by python-hwpx first."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from qualcode.formats.documents.story import Story, Teller, read_story
from qualcode.formats.package import BadDocument, Package, library, parse_xml
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.imported import Imported, Wish

NO_WISH = Wish()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OLD = b"HWP Document File"
_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_HEADER = re.compile(r"Contents/header\.xml", re.IGNORECASE)
_MANIFEST = "META-INF/manifest.xml"
_GLYPHS = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_UNSTRUCK = frozenset({"NONE", "3D"})
"""Hancom writes the second of these for text that nobody struck out."""
_DEEPEST = 200
_LEVELS = 6
_LOCKED = {
    "hwp5-password": ("it is protected with a password", "open it in Hancom Office, take the password off, and save it anew"),
    "hwp5-distribution": (
        "it is a distribution document (배포용 문서), whose text is locked",
        "ask its author for the editable file, or print it to PDF and import that",
    ),
    "hwp5-drm": ("it is locked by a company's document security (DRM)", "ask its owner for an unlocked copy"),
    "hwp5-version-unsupported": ("it is of another version than HWP 5", "save it as HWPX in Hancom Office"),
    "hwp5-not-hwp5": ("it is no HWP document inside", "give the file the suffix of what it is, or save it as HWPX in Hancom Office"),
}
_DAMAGED = ("it is damaged or cut short", "copy or export it again, or save it as HWPX in Hancom Office")


class _Parts(Protocol):
    """Where the parts of a document are read from."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def xml(self, name: str) -> Element: ...


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """The parts that python-hwpx makes of an HWP 5 document."""

    parts: Mapping[str, bytes]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.parts)

    def xml(self, name: str) -> Element:
        return parse_xml(self.parts[name], f"the part {name} of this HWP file")


class Hwp:
    """The reader of .hwpx and .hwp; what is inside decides, not the ending."""

    suffixes: tuple[str, ...] = (".hwp", ".hwpx")

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview. Raises :class:`BadDocument` for what is locked, damaged, old or another kind of file.

        Raises :class:`MissingExtra` for HWP 5 without python-hwpx; HWPX needs no library.
        """
        parts, doubts = _opened(raw, name)
        try:
            story = _story(parts)
        except RecursionError:
            raise BadDocument("the tables of this document are nested without end; it was not read") from None
        return (read_story(story, "HWP", name, wish, doubts),)


def _opened(raw: bytes, name: str) -> tuple[_Parts, tuple[Diagnostic, ...]]:
    if raw.startswith(_OLE):
        return _hwp5(raw, name)
    if raw.startswith(_OLD):
        raise BadDocument("this is a document of HWP 3 or older, which qualcode does not read", "save it as HWPX in Hancom Office")
    if not raw.startswith(_ZIP):
        raise BadDocument("this is no HWP or HWPX document", "save it as HWPX in Hancom Office")
    package = Package(raw, "HWPX")
    if _MANIFEST in package.names and b"encryption-data" in package.read(_MANIFEST):
        raise BadDocument(
            "this HWPX file is locked: it has a password or is a distribution document (배포용 문서)", _LOCKED["hwp5-password"][1]
        )
    return package, ()


def _hwp5(raw: bytes, name: str) -> tuple[_Parts, tuple[Diagnostic, ...]]:
    """Let python-hwpx bring a binary document to XML; whatever goes wrong in there is a document that cannot be read."""
    hwpx = library("hwpx", ".hwp", "python-hwpx", "hwp")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = hwpx.HwpxDocument.open(raw)
        parts = {part: document.package.get_part(part) for part in document.package.part_names() if _is_read(part)}
        left = dict(document.conversion_report.unconverted) if document.conversion_report else {}
    except Exception as problem:  # noqa: BLE001 - a parser of foreign bytes fails in many ways
        why, help_ = _LOCKED.get(getattr(problem, "code", ""), _DAMAGED)
        raise BadDocument(f"this HWP file cannot be read: {why}", help_) from None
    return _Unpacked(parts), _unconverted(left, name)


def _is_read(part: str) -> bool:
    return bool(_SECTION.fullmatch(part) or _HEADER.fullmatch(part))


def _unconverted(left: Mapping[str, int], name: str) -> tuple[Diagnostic, ...]:
    """Say what the library could not bring over, by its own words for it."""
    if not left:
        return ()
    what = ", ".join(f"{kind} ({n})" for kind, n in sorted(left.items()))
    help_ = "save it as HWPX in Hancom Office and import that, or compare the text"
    return (warning("QC059", f"parts of this HWP file could not be read: {what}", Location(name), help_),)


def _story(parts: _Parts) -> Story:
    header = next((n for n in parts.names if _HEADER.fullmatch(n)), None)
    shapes = _shapes(parts.xml(header)) if header else _Shapes()
    sections = sorted((int(m[1]), n) for n in parts.names if (m := _SECTION.fullmatch(n)))
    if not sections:
        raise BadDocument("this file has no section with text: it is no HWPX document, or damaged", "save it as HWPX in Hancom Office")
    walker = _Walker(shapes)
    for _, section in sections:
        walker.section(parts.xml(section))
    return walker.tell.story()


@dataclass(slots=True)
class _Shapes:
    """The ids of character shapes that are bold or struck out, and the levels of paragraph shapes that are headings."""

    bold: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    levels: dict[str, int] = field(default_factory=dict)


def _shapes(header: Element) -> _Shapes:
    found = _Shapes()
    for shape in (e for e in header.iter() if _tag(e) in {"charPr", "paraPr"}):
        id_ = shape.get("id", "")
        for child in shape:
            if _tag(child) == "bold":
                found.bold.add(id_)
            elif _tag(child) == "strikeout" and child.get("shape", "NONE").upper() not in _UNSTRUCK:
                found.struck.add(id_)
            elif _tag(child) == "heading" and child.get("type") == "OUTLINE":
                level = child.get("level", "0")
                found.levels[id_] = min(int(level[:3]) + 1, _LEVELS) if level.isdecimal() else 1
    return found


def _tag(element: Element) -> str:
    """Give the name of an element; the versions of the format differ by namespace."""
    return str(element.tag).rpartition("}")[2]


class _Walker:
    """Walks over sections and tells what stands there."""

    def __init__(self, shapes: _Shapes) -> None:
        self.tell = Teller()
        self.shapes = shapes
        self.ends: frozenset[str] = frozenset()
        self.depth = 0

    def section(self, root: Element) -> None:
        marks = [e for e in root.iter() if _tag(e) == "deleteEnd"]
        self.ends = frozenset(e.get("Id", "") for e in marks)
        self.paragraphs(root)
        for memo in (e for group in root if _tag(group) == "memogroup" for e in group):
            if not self.tell.has_note(_words(memo)):
                self.tell.note_loose(_words(memo))

    def paragraphs(self, parent: Element) -> None:
        """Walk over the paragraphs right below an element."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RecursionError
        for child in parent:
            if _tag(child) == "p":
                self.paragraph(child)
        self.depth -= 1

    def paragraph(self, element: Element) -> None:
        with self.tell.paragraph(self.shapes.levels.get(element.get("paraPrIDRef", ""), 0)):
            for run in element:
                if _tag(run) == "run":
                    self.run(run)

    def run(self, run: Element) -> None:
        shape = run.get("charPrIDRef", "")
        self.tell.struck = shape in self.shapes.struck
        for child in run:
            match _tag(child):
                case "t":
                    self.text(child, bold=shape in self.shapes.bold)
                case "ctrl":
                    self.controls(child)
                case "tbl":
                    self.table(child)
                case "compose":
                    self.tell.add(child.get("composeText", ""))
                case "dutmal":
                    self.ruby(child)
                case "equation":
                    self.tell.add("".join(e.text or "" for e in child if _tag(e) == "script"))
                case "secPr":
                    pass
                case _:
                    self.mark(child)
                    self.shape(child)
        self.tell.struck = False

    def text(self, element: Element, *, bold: bool) -> None:
        self.tell.add(element.text or "", bold=bold)
        for child in element:
            self.tell.add(_GLYPHS.get(_tag(child), ""), bold=bold)
            self.mark(child)
            self.tell.add(child.tail or "", bold=bold)

    def mark(self, element: Element) -> None:
        """Follow the marks of tracked changes; a deletion whose end is missing ends with its paragraph."""
        match _tag(element):
            case "insertBegin":
                self.tell.counts.insertions += 1
            case "deleteBegin":
                self.tell.delete(beyond=element.get("Id", "") in self.ends)
            case "deleteEnd":
                self.tell.undelete(joins=element.get("paraend") == "1")

    def controls(self, control: Element) -> None:
        """Follow fields, notes, headers; what a control shows by itself (page numbers, bookmarks) is no text."""
        for child in control:
            match _tag(child):
                case "fieldBegin":
                    self.field(child)
                case "fieldEnd":
                    self.tell.close_note(child.get("beginIDRef", ""))
                case "footNote" | "endNote":
                    self.tell.note_here(_words(child), kind="footnote")
                case "header" | "footer":
                    self.tell.counts.furniture += _lines(child)
                case "hiddenComment":
                    self.tell.counts.hidden_comments += 1

    def field(self, field: Element) -> None:
        """Open a memo; of other fields only the text between their ends counts, which stands outside of them."""
        if field.get("type") == "MEMO":
            author = next((e.text or "" for e in field.iter() if e.get("name") == "Author"), "")
            lists = [e for e in field if _tag(e) == "subList"]
            self.tell.open_note(field.get("id", ""), "\n".join(filter(None, map(_words, lists))), author)

    def table(self, table: Element) -> None:
        with self.tell.table():
            for row in (e for e in table if _tag(e) == "tr"):
                with self.tell.row():
                    for cell in (e for e in row if _tag(e) == "tc"):
                        self.cell(cell)
        for caption in (e for e in table if _tag(e) == "caption"):
            self.lists(caption)

    def cell(self, cell: Element) -> None:
        span = next((e for e in cell if _tag(e) == "cellSpan"), None)
        columns = span.get("colSpan", "1") if span is not None else "1"
        place = next((e for e in cell if _tag(e) == "cellAddr"), None)
        column = place.get("colAddr", "") if place is not None else ""
        with self.tell.cell(int(columns[:6]) if columns.isdecimal() else 1, int(column[:6]) if column.isdecimal() else None):
            self.lists(cell)

    def shape(self, shape: Element) -> None:
        """Read the text in boxes and captions, wherever they are in a drawing."""
        for child in shape:
            if _tag(child) in {"drawText", "caption"}:
                self.lists(child)
            elif len(child):
                self.shape(child)

    def ruby(self, element: Element) -> None:
        for child in element:
            if _tag(child) == "mainText":
                self.tell.add(child.text or "")
            elif _tag(child) == "subText" and child.text:
                self.tell.add(f"({child.text})")

    def lists(self, parent: Element) -> None:
        for child in parent:
            if _tag(child) == "subList":
                self.paragraphs(child)


def _words(element: Element) -> str:
    """Give the words of a note, a line for each paragraph."""
    return "\n".join(_lines(element))


def _lines(element: Element) -> list[str]:
    lines = []
    for paragraph in (e for e in element.iter() if _tag(e) == "p"):
        inside = [e for run in paragraph if _tag(run) == "run" for e in run if _tag(e) == "t"]
        line = "".join((t.text or "") + "".join(_GLYPHS.get(_tag(c), "") + (c.tail or "") for c in t) for t in inside)
        lines += [line.strip()] if line.strip() else []
    return lines


HWP = Hwp()
