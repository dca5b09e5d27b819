"""Interviews in Word files: :data:`DOCX` reads what a reader of the page sees, and says what it left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal
from xml.etree.ElementTree import Element

from qualcode.formats.documents.blocks import Beside, lines_of
from qualcode.formats.documents.document import read_blocks
from qualcode.formats.documents.docx_body import Body
from qualcode.formats.documents.docx_parts import Parts, Styles
from qualcode.formats.package import BadDocument
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.imported import Imported, Wish

_NO_WISH = Wish()
_SHOWN = 40
_FEW = 3


class Docx:
    """The reader of .docx: own reading of WordprocessingML, because libraries drop insertions or keep what was deleted."""

    suffixes: tuple[str, ...] = (".docx", ".docm")

    def read(self, raw: bytes, name: str, wish: Wish = _NO_WISH) -> tuple[Imported, ...]:
        """Read a Word file's bytes; raises :class:`BadDocument` where it is damaged, protected, of another kind or empty."""
        try:
            return (_read(Parts(raw, name), name, wish),)
        except RecursionError:
            raise BadDocument("this DOCX file is nested deeper than any that a person wrote; it was not read") from None


def _read(parts: Parts, name: str, wish: Wish) -> Imported:
    body = Body(Styles(parts.part("styles")))
    blocks = body.blocks(parts.document())
    if not any(line.text.strip() for line in lines_of(blocks)):
        raise _empty(body)
    beside = [*_comments(parts, body), *_notes(parts, body)]
    read = read_blocks(blocks, beside, name, wish)
    said = (*parts.findings, *_changes(body, name), *_hidden(body, name), *_beside(read, name), *_boxes(body, name), *_foreign(body, name))
    return replace(read, findings=(*said, *read.findings))


def _empty(body: Body) -> BadDocument:
    """Say why there is nothing to read."""
    if body.foreign:
        return BadDocument("all text of this DOCX file is in documents embedded in it", "open it in Word, save it anew, and import that")
    words = body.marks.count("hidden")[1]
    if words:
        return BadDocument(
            f"all {words} words of this DOCX file are hidden text", "show them in Word (Home, ¶), take 'hidden' off, and save"
        )
    if body.changes.count("deleted")[1]:
        return BadDocument("all text of this DOCX file is deleted in tracked changes", "reject the deletions in Word if they are wrong")
    return BadDocument("this DOCX file holds no text", "if its pages are pictures, have them recognised as text first")


def _comments(parts: Parts, body: Body) -> Iterator[Beside]:
    """Give the comments in the order of their ids in the file; a reply without a passage stands where that which it answers does."""
    root = parts.part("comments")
    found = [] if root is None else root.findall("w-comment")
    passages = {_paragraph_id(e): body.ranges.get(e.get("w-id", "")) for e in found}
    answers = _answers(parts)
    for element in found:
        parent = answers.get(_paragraph_id(element), "")
        spots = body.ranges.get(element.get("w-id", "")) or passages.get(parent) or []
        words = _words(element, body.styles)
        if words:
            yield Beside(words, spots[0] if spots else None, spots[-1] if spots else None, element.get("w-author", ""))


def _paragraph_id(element: Element) -> str:
    """Give the id by which a comment is known to its replies: that of its last paragraph."""
    ids = [p.get("w14-paraId", "") for p in element.iter("w-p")]
    return ids[-1] if ids else ""


def _answers(parts: Parts) -> Mapping[str, str]:
    root = parts.part("commentsExtended")
    found = [] if root is None else root.findall("w15-commentEx")
    return {e.get("w15-paraId", ""): e.get("w15-paraIdParent", "") for e in found if e.get("w15-paraIdParent")}


def _notes(parts: Parts, body: Body) -> Iterator[Beside]:
    """Give footnotes and endnotes where their signs stand, and those without a sign."""
    kinds: tuple[Literal["footnote", "endnote"], ...] = ("footnote", "endnote")
    for kind in kinds:
        root = parts.part(f"{kind}s")
        texts = {
            e.get("w-id", ""): _words(e, body.styles) for e in ([] if root is None else root.findall(f"w-{kind}")) if not e.get("w-type")
        }
        spots = {id_: spot for noted, id_, spot in reversed(body.notes) if noted == kind}
        for id_, words in texts.items():
            if words:
                yield Beside(words, spots.get(id_), spots.get(id_), kind="footnote")


def _words(element: Element, styles: Styles) -> str:
    lines = [line.text.strip() for line in lines_of(Body(styles).blocks(element))]
    return "\n".join(line for line in lines if line)


def _changes(body: Body, name: str) -> list[Diagnostic]:
    """Say what tracked changes there were, as if all had been accepted."""
    (insertions, inserted), (deletions, deleted) = body.changes.count("inserted"), body.changes.count("deleted")
    if not insertions and not deletions:
        return []
    message = (
        f"tracked changes: {_n(insertions, 'insertion')} ({_n(inserted, 'word')}) kept, "
        f"{_n(deletions, 'deletion')} ({_n(deleted, 'word')}) left out"
    )
    return [note("QC061", message, Location(name), "accept or reject them in Word and import again if that is wrong")]


def _hidden(body: Body, name: str) -> list[Diagnostic]:
    (places, hidden), (passages, struck) = body.marks.count("hidden"), body.marks.count("struck")
    found = []
    if places:
        message = f"hidden text: {_n(hidden, 'word')} in {_n(places, 'place')} left out"
        found.append(note("QC061", message, Location(name), "take 'hidden' off in Word if they belong to the talk"))
    if passages:
        message = f"struck text: {_n(struck, 'word')} in {_n(passages, 'place')} kept as part of the talk"
        found.append(note("QC061", message, Location(name), "delete them in Word if they do not belong to it"))
    return found


def _beside(read: Imported, name: str) -> list[Diagnostic]:
    """Say how many comments and footnotes there are, and how many of them hang on no words of the talk."""
    if not read.remarks:
        return []
    comments = sum(r.kind == "comment" for r in read.remarks)
    loose = sum(r.place is None for r in read.remarks)
    counts = " and ".join(_n(n, word) for n, word in ((comments, "comment"), (len(read.remarks) - comments, "footnote")) if n)
    lost = f"; {loose} of them on no passage of the talk" if loose else ""
    return [note("QC062", f"{counts} kept beside the talk{lost}", Location(name))]


def _boxes(body: Body, name: str) -> list[Diagnostic]:
    if not body.boxes:
        return []
    shown = ", ".join(repr(words[:_SHOWN]) for words in body.boxes[:_FEW]) + (" …" if len(body.boxes) > _FEW else "")
    message = f"{_n(len(body.boxes), 'text box', 'text boxes')} read after the paragraph they hang on: {shown}"
    return [warning("QC059", message, Location(name), "see whether these words belong to who speaks there")]


def _foreign(body: Body, name: str) -> list[Diagnostic]:
    if not body.foreign:
        return []
    message = f"{_n(body.foreign, 'document')} embedded in this file not read"
    return [warning("QC052", message, Location(name), "open it in Word, save it anew, and import that")]


def _n(number: int, word: str, words: str = "") -> str:
    return f"{number} {word if number == 1 else words or word + 's'}"


DOCX = Docx()
