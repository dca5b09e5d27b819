"""Interviews in PDF files, whose pages know neither paragraphs nor headers: lines that repeat go, lines that belong together join."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from qualcode.formats.documents.print_lines import Gatherer, Joints, Printed, masked, paragraphs, without_furniture
from qualcode.formats.package import BadDocument, library
from qualcode.formats.plain import Paragraph, read_paragraphs
from qualcode.formats.plain.lexicon import is_footer
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.imported import Imported, Remark, Wish

NO_WISH = Wish()
_TAIL = 2048
_HEAD = 1024
_FEW = 4
_SHOWN = 40
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_TIME = re.compile(r"^[\[(<]?\d{1,3}:[0-5]\d(?::[0-5]\d)?[\])>]?\s+")
_LOCKED = ("this PDF is protected with a password", "open it, take the password off, and save or print it anew")
_DAMAGED = "copy or export it again"


class Pdf:
    """The reader of .pdf, by pypdf."""

    suffixes: tuple[str, ...] = (".pdf",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview. Raises :class:`BadDocument` for what is locked, scanned, cut short or no PDF.

        Raises :class:`MissingExtra` without pypdf.
        """
        pypdf = library("pypdf", ".pdf", "pypdf", "docs")
        _check_ends(raw)
        try:
            with _quiet():
                pages, remarks = _pages(pypdf.PdfReader(io.BytesIO(raw), strict=False))
        except BadDocument:
            raise
        except (Exception, RecursionError) as problem:  # noqa: BLE001 - a parser of foreign bytes fails in many ways
            raise BadDocument(f"this PDF is damaged and cannot be read ({type(problem).__name__})", _DAMAGED) from None
        return (_read(pages, remarks, name, wish),)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library from writing on the terminal: what matters is among the findings."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)


def _check_ends(raw: bytes) -> None:
    """Refuse what is no PDF, and one whose end is missing: the library would read the rest without a word."""
    if b"%PDF" not in raw[:_HEAD]:
        raise BadDocument("this is no PDF inside", "give the file the suffix of what it is, or export it again")
    if b"%%EOF" not in raw[-_TAIL:]:
        raise BadDocument("this PDF is cut short: its end is missing", _DAMAGED)


def _pages(reader: Any) -> tuple[list[list[Printed]], list[Remark]]:  # noqa: ANN401 - the library is optional
    if reader.is_encrypted and not _opens(reader):
        raise BadDocument(*_LOCKED)
    pages: list[list[Printed]] = []
    remarks: list[Remark] = []
    for number, page in enumerate(reader.pages):
        gatherer = Gatherer(number)
        page.extract_text(visitor_text=gatherer.see)
        pages.append([_clean(line) for line in gatherer.printed()])
        remarks += _comments(page)
    return pages, remarks


def _opens(reader: Any) -> bool:  # noqa: ANN401 - the library is optional
    """Tell whether a protected file may be read without a password, as those are that only forbid changes."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - unknown or broken ways of locking
        return False


def _clean(line: Printed) -> Printed:
    text = line.text.translate(_LIGATURES)
    return replace(line, text=text) if text != line.text else line


def _comments(page: Any) -> Iterator[Remark]:  # noqa: ANN401 - the library is optional
    """Give the comments that readers put on a page; on which words they hang is not kept."""
    for annotation in page.annotations or ():
        found = annotation.get_object()
        words = found.get("/Contents") if hasattr(found, "get") else None
        if isinstance(words, str) and words.strip() and found.get("/Subtype") not in {"/Link", "/Widget", "/Popup"}:
            yield Remark(words.strip(), None, str(found.get("/T", "")))


def _read(pages: Sequence[Sequence[Printed]], remarks: Sequence[Remark], name: str, wish: Wish) -> Imported:
    empty = [number for number, page in enumerate(pages, 1) if not page]
    if len(empty) == len(pages):
        help_ = "have its pages recognised as text first (OCR), and check the result"
        raise BadDocument("this PDF has no text: its pages are pictures, as from a scanner", help_)
    body, dropped = without_furniture(pages)
    found, joints = paragraphs(body)
    found, last = _without_last_words(found)
    read = read_paragraphs(found, (), name, wish.layout)
    said = (*_empty(empty, name), *_dropped(dropped, name), *_guessed(joints, name), *_beside(remarks, name))
    cut = (*read.cut, *last, *(line.text for line in dropped))
    return replace(read, cut=cut, remarks=tuple(remarks), findings=(*said, *read.findings))


def _without_last_words(found: Sequence[Paragraph]) -> tuple[list[Paragraph], list[str]]:
    """Take a service's or a typist's last words off the end, also with a time before them: ``[00:41:07] [end of recording]``."""
    end = len(found)
    while end and (not found[end - 1].text.strip() or is_footer(_TIME.sub("", found[end - 1].text))):
        end -= 1
    return list(found[:end]), [p.text for p in found[end:] if p.text.strip()]


def _empty(pages: Sequence[int], name: str) -> Iterator[Diagnostic]:
    if pages:
        numbers = ", ".join(map(str, pages[:_FEW])) + (" …" if len(pages) > _FEW else "")
        help_ = "if they are pictures, have them recognised as text first (OCR)"
        yield warning("QC059", f"{len(pages)} pages have no text: {numbers}", Location(name), help_)


def _dropped(lines: Sequence[Printed], name: str) -> Iterator[Diagnostic]:
    if lines:
        kinds = list(masked(lines))
        shown = ", ".join(f"{text[:_SHOWN]!r} ({n})" for text, n in kinds[:_FEW]) + (" …" if len(kinds) > _FEW else "")
        message = f"{len(lines)} lines at the edges of pages repeat or number them, and are left out: {shown}"
        yield note("QC066", message, Location(name), "look at what was cut if words of the talk are missing")


def _guessed(joints: Joints, name: str) -> Iterator[Diagnostic]:
    if joints.guessed:
        message = (
            f"lines of this PDF break inside words; of {joints.joined} line ends that were joined, {joints.guessed} may part two words"
        )
        yield warning("QC059", message, Location(name), "import the file that the PDF was made from if you have it")


def _beside(remarks: Sequence[Remark], name: str) -> Iterator[Diagnostic]:
    if remarks:
        yield note("QC062", f"{len(remarks)} comments are kept beside the talk, on no passage of it", Location(name))


PDF = Pdf()
