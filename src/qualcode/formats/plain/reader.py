"""Interviews in plain text and Markdown: how teams have them after typing, after recognition, and after qualcode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qualcode.formats.decode import decode, doubts
from qualcode.formats.plain.account import gaps, in_doubt, once, unaccounted, why
from qualcode.formats.plain.attributes import attributes_of
from qualcode.formats.plain.canonical import read_back
from qualcode.formats.plain.layouts import DETECTORS, detect
from qualcode.formats.plain.lines import Page, make_page
from qualcode.formats.plain.speakers import guess_speakers, languages_of
from qualcode.formats.plain.talk import Talk, build, unlabelled
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import HEADING
from qualcode.model.text import canonical

NO_WISH = Wish()
CANONICAL = "canonical"
NONE = "none"
LAYOUTS = (CANONICAL, *DETECTORS)


class UnknownLayout(QualcodeError):
    """No detector has this name."""

    def __init__(self, layout: str) -> None:
        super().__init__(f"no layout is called {layout!r}", f"one of {', '.join(LAYOUTS)}")


class Plain:
    """The reader of .txt and .md: finds encoding, layout, turns, speakers."""

    suffixes: tuple[str, ...] = (".txt", ".text", ".md", ".markdown")

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read a file's bytes; raises :class:`QualcodeError` where they are no text."""
        text, encoding = decode(raw, wish.encoding)
        imported = read_text(text, name, wish.layout)
        doubtful = doubts(text, encoding, name, named=wish.encoding is not None)
        return (replace(imported, encoding=encoding, findings=(*doubtful, *imported.findings)),)


def read_text(raw: str, name: str, layout: str | None = None) -> Imported:
    """Read an interview from text of any origin. The text need not be canonical; ``name`` is the file's, for findings only.

    Lines are parted by line feeds. Raises :class:`UnknownLayout`.
    """
    _known(layout)
    text, _ = canonical(raw)
    page = make_page(text)
    whole = replace(page, lines=tuple(text.split("\n"))) if page.dropped else page
    own = read_back(whole, text) if layout in {None, CANONICAL} and page.content() else None
    if own:
        return _imported(own, CANONICAL, "each block begins with a label, as in our own transcripts", once(own, name), name, text)
    return read_page(page, name, layout)[0]


def read_page(page: Page, name: str, layout: str | None = None) -> tuple[Imported, Talk]:
    """Read an interview from a page of lines; gives also where the lines came to stand. Raises :class:`UnknownLayout`."""
    _known(layout)
    text = "\n".join([*page.lines, *page.dropped.values()])
    if not page.content():
        return Imported(layout=NONE, findings=(error("QC050", "this file is empty", Location(name), "export it again"),)), Talk()
    found = detect(page, layout) if layout != CANONICAL else []
    if not found:
        talk = unlabelled(page)
        return _imported(talk, NONE, "no label recurs in any known form", (), name, text), talk
    talk = build(page, found[0].heads)
    return _imported(talk, found[0].layout, why(found, page), in_doubt(found, talk, name), name, text), talk


def _known(layout: str | None) -> None:
    if layout is not None and layout not in LAYOUTS:
        raise UnknownLayout(layout)


def _imported(talk: Talk, layout: str, why: str, doubtful: Iterable[Diagnostic], name: str, text: str) -> Imported:  # noqa: PLR0913, PLR0917 - a value of as many parts
    speakers, guesses = guess_speakers(talk.speeches, talk.cut, name)
    said = [s.text for s in talk.speeches if s.speaker != HEADING]
    findings = (*gaps(talk, speakers, name), *doubtful, *guesses, *unaccounted(text, talk, name))
    known = attributes_of(talk.cut[: talk.front])
    return Imported(talk.speeches, speakers, languages_of(said), layout=layout, why=why, cut=talk.cut, findings=findings, attributes=known)


PLAIN = Plain()
