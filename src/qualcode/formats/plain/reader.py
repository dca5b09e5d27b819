"""Interviews in plain text and Markdown: how teams have them after typing, after recognition, and after qualcode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qualcode.formats.decode import decode, doubts
from qualcode.formats.plain.account import gaps, in_doubt, once, unaccounted, why
from qualcode.formats.plain.canonical import read_back
from qualcode.formats.plain.layouts import DETECTORS, detect
from qualcode.formats.plain.lines import make_page
from qualcode.formats.plain.speakers import guess_speakers, languages_of
from qualcode.formats.plain.talk import Talk, build, unlabelled
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported
from qualcode.model.source import HEADING
from qualcode.model.text import canonical

CANONICAL = "canonical"
NONE = "none"
LAYOUTS = (CANONICAL, *DETECTORS)


class UnknownLayout(QualcodeError):
    """No detector has this name."""

    def __init__(self, layout: str) -> None:
        super().__init__(f"no layout is called {layout!r}", f"one of {', '.join(LAYOUTS)}")


class Plain:
    """The reader of .txt and .md: finds encoding, layout, turns, speakers; ``encoding`` and ``layout`` name what is known."""

    suffixes: tuple[str, ...] = (".txt", ".md")

    def __init__(self, encoding: str | None = None, layout: str | None = None) -> None:
        if layout is not None and layout not in LAYOUTS:
            raise UnknownLayout(layout)
        self.encoding = encoding
        self.layout = layout

    def read(self, raw: bytes, name: str) -> Imported:
        """Read a file's bytes; whatever is wrong with them is among the findings, nothing is raised."""
        try:
            text, encoding = decode(raw, self.encoding)
        except QualcodeError as problem:
            found = error("QC052", f"this file cannot be read: {problem}", Location(name), problem.help or None)
            return Imported(encoding=self.encoding or "", findings=(found,))
        imported = read_text(text, name, self.layout)
        doubtful = doubts(text, encoding, name, named=self.encoding is not None)
        return replace(imported, encoding=encoding, findings=(*doubtful, *imported.findings))


def read_text(raw: str, name: str, layout: str | None = None) -> Imported:
    """Read an interview from text of any origin: what readers of documents hand on once they have the paragraphs.

    The text need not be canonical; lines are parted by line feeds. ``name`` is the file's, for findings only.
    """
    text, _ = canonical(raw)
    page = make_page(text)
    if not page.content():
        return Imported(layout=NONE, findings=(error("QC050", "this file is empty", Location(name), "export it again"),))
    own = read_back(page, text) if layout in {None, CANONICAL} else None
    if own:
        return _imported(own, CANONICAL, "each block begins with a label, as in our own transcripts", once(own, name), name, text)
    found = detect(page, layout) if layout != CANONICAL else []
    if not found:
        return _imported(unlabelled(page), NONE, "no label recurs in any known form", (), name, text)
    return _imported(build(page, found[0].heads), found[0].layout, why(found, page), in_doubt(found, name), name, text)


def _imported(talk: Talk, layout: str, why: str, doubtful: Iterable[Diagnostic], name: str, text: str) -> Imported:  # noqa: PLR0913, PLR0917 - a value of as many parts
    speakers, guesses = guess_speakers(talk.speeches, talk.cut, name)
    said = [s.text for s in talk.speeches if s.speaker != HEADING]
    findings = (*gaps(talk, speakers, name), *doubtful, *guesses, *unaccounted(text, talk, name))
    return Imported(talk.speeches, speakers, languages_of(said), layout=layout, why=why, cut=talk.cut, findings=findings)


PLAIN = Plain()
