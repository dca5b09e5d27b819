"""The parts of a DOCX package: which is the document, what hangs on it, and what its styles make bold, hidden or a heading."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from qualcode.formats.package import BadDocument, Package
from qualcode.model.diagnostic import Diagnostic, Location, warning

_SHORT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2012/wordml": "w15",
}
_NAME = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)
_HEADING = re.compile(r"(?:heading|제목|überschrift|titre|título|titolo|kop|rubrik)\s?([1-6])", re.IGNORECASE)
_DEEPEST = 6
_LONGEST_CHAIN = 40
_OFF = frozenset({"0", "false", "off", "none"})
_OTHERS = (
    (b"{\\rtf", "an RTF file", ".rtf"),
    (b"%PDF", "a PDF file", ".pdf"),
    (b"<!DOCTYPE", "a web page", ".html"),
    (b"<html", "a web page", ".html"),
    (b"HWP Document File", "a Hancom document", ".hwp"),
)


def short(root: Element) -> Element:
    """Rename the elements and attributes of a tree, in place, by prefixes: ``w-p`` in transitional and in strict files alike."""
    for element in root.iter():
        element.tag = _short(element.tag)
        if any("{" in key for key in element.attrib):
            element.attrib = {_short(key): value for key, value in element.attrib.items()}
    return root


def _short(name: str) -> str:
    match = _NAME.match(name)
    if not match:
        return name
    prefix = _SHORT.get(match[1])
    return f"{prefix}-{match[2]}" if prefix else name


class Parts:
    """The parts of a Word file; ``findings`` says which of them cannot be read."""

    def __init__(self, raw: bytes, name: str) -> None:
        _refuse_others(raw)
        self._package = Package(raw, "DOCX")
        self._name = name
        self.findings: list[Diagnostic] = []
        self._main = self._find_main()
        self._targets = self._relations(self._main)

    def document(self) -> Element:
        """Give the body of the document; raises :class:`BadDocument` where there is none."""
        root = short(self._package.xml(self._main))
        body = root.find("w-body") if root.tag == "w-document" else None
        if body is None:
            raise BadDocument("this file holds no Word document", "open it in the program that made it and save it as DOCX")
        return body

    def part(self, kind: str) -> Element | None:
        """Give a part that belongs to the document (``styles``, ``comments``), None where there is none; a damaged one is a finding."""
        path = self._targets.get(kind)
        if path is None or path not in self._package.names:
            return None
        try:
            return short(self._package.xml(path))
        except BadDocument as problem:
            message = f"the {kind} of this file are left out: {problem}"
            self.findings.append(warning("QC052", message, Location(self._name), "open it in Word and save it anew"))
            return None

    def _find_main(self) -> str:
        by_relation = self._relations("").get("officeDocument")
        if by_relation in self._package.names:
            return str(by_relation)
        by_type = [path for path, kind in self._types().items() if kind.endswith(".document.main+xml")]
        return next((path for path in by_type if path in self._package.names), "word/document.xml")

    def _types(self) -> Mapping[str, str]:
        """Give the kinds of parts by name, as the package declares them; nothing where that is damaged."""
        try:
            root = self._package.xml("[Content_Types].xml")
        except BadDocument:
            return {}
        return {e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in root if e.tag.endswith("}Override")}

    def _relations(self, path: str) -> dict[str, str]:
        """Give the targets of a part by the last word of their kind; what lies outside of the package is left out."""
        folder, file = posixpath.split(path)
        try:
            root = self._package.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        except BadDocument:
            return {kind: posixpath.join(folder, f"{kind}.xml") for kind in ("styles", "comments", "footnotes", "endnotes")} if path else {}
        inside = [e for e in root if e.get("TargetMode") != "External"]
        return {e.get("Type", "").rsplit("/", 1)[-1]: _resolved(folder, e.get("Target", "")) for e in inside}


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _refuse_others(raw: bytes) -> None:
    """Say what a file is that only calls itself DOCX."""
    start = raw[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    for mark, what, suffix in _OTHERS:
        if start[: len(mark)].lower() == mark.lower():
            raise BadDocument(f"this is no DOCX file inside but {what}", f"name it {suffix} or save it as DOCX in Word, and import that")


def is_on(properties: Element | None, name: str) -> bool | None:
    """Tell whether a property such as ``w-b`` is on or off there; None where nothing is said."""
    found = properties.find(name) if properties is not None else None
    return None if found is None else found.get("w-val", "1").lower() not in _OFF


class Styles:
    """What styles say of text: bold, hidden, struck, heading; each taken from the style it is based on where it says nothing."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall("w-style")
        self._styles = {e.get("w-styleId", ""): e for e in found}
        self._defaults = None if root is None else root.find("w-docDefaults/w-rPrDefault/w-rPr")
        kinds = [e for e in found if e.get("w-type") == "paragraph" and e.get("w-default", "0") not in _OFF]
        self.paragraph = kinds[0].get("w-styleId", "") if kinds else ""
        self._known: dict[tuple[str, str], bool] = {}
        self._levels: dict[str, int] = {}

    def toggle(self, name: str, paragraph: str, character: str) -> bool:
        """Tell whether a toggle such as ``w-b`` is on: where both styles have it they cancel out (ECMA-376, 17.7.3)."""
        return bool(is_on(self._defaults, name)) or self._of(paragraph, name) != self._of(character, name)

    def level(self, style: str) -> int:
        """Give the level of the heading that a paragraph style makes, 1 to 6; 0 for text."""
        if style not in self._levels:
            self._levels[style] = next((n for e in self._chain(style) if (n := _own_level(e)) is not None), 0)
        return self._levels[style]

    def _of(self, style: str, name: str) -> bool:
        key = (style, name)
        if key not in self._known:
            said = (is_on(e.find("w-rPr"), name) for e in self._chain(style))
            self._known[key] = next((on for on in said if on is not None), False)
        return self._known[key]

    def _chain(self, style: str) -> list[Element]:
        """Give a style and those it is based on, the nearest first."""
        chain: dict[str, Element] = {}
        while style in self._styles and style not in chain and len(chain) < _LONGEST_CHAIN:
            chain[style] = self._styles[style]
            base = chain[style].find("w-basedOn")
            style = "" if base is None else base.get("w-val", "")
        return list(chain.values())


def _own_level(style: Element) -> int | None:
    outline = outline_level(style.find("w-pPr"))
    named = style.find("w-name")
    match = _HEADING.fullmatch("" if named is None else named.get("w-val", ""))
    return outline if outline is not None or not match else int(match[1])


def outline_level(properties: Element | None) -> int | None:
    """Give the level that paragraph properties say themselves: 1 to 6 for headings, 0 for text, None where nothing is said."""
    found = properties.find("w-outlineLvl") if properties is not None else None
    value = "" if found is None else found.get("w-val", "")
    if not value.isascii() or not value.isdigit():
        return None
    return int(value[:2]) + 1 if int(value[:2]) < _DEEPEST else 0
