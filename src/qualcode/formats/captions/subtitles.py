"""Interviews as captions: WebVTT of meetings, SRT, SBV and LRC of recognisers, and the same inside plain text files."""

from __future__ import annotations

import re
from pathlib import PurePath

from qualcode.formats.captions.cue_talk import talk_of
from qualcode.formats.captions.cues import Cue, Cues, parse_cues, parse_lyrics
from qualcode.formats.captions.stamps import CLOCK, clock_seconds
from qualcode.formats.decode import decode, doubts
from qualcode.formats.package import BadDocument
from qualcode.model.imported import Imported, Wish
from qualcode.model.text import canonical

NO_WISH = Wish()
_CONSOLE = re.compile(rf"\s*\[\s*(?P<start>{CLOCK})\s*-->\s*(?P<end>{CLOCK})\s*\](?P<text>.*)")
_LOG = re.compile(r"\s*(?:Detect(?:ed|ing)\b.*|.{0,80}\blanguage\b.{0,120}|\d{1,3}%\|.*)", re.IGNORECASE)
_HEADED = re.compile(r"\s*(?:WEBVTT\b|(?:\d{1,9}\s*\n)?\s*\d{1,2}:\d\d(?::\d\d)?[.,]\d{1,3}\s*-->)")
_TSV_HEADER = re.compile(r"\s*start\tend\ttext\s*", re.IGNORECASE)
_TSV_ROW = re.compile(r"(\d{1,12})\t(\d{1,12})\t(.*)")
_MILLI = 1000


class Subtitles:
    """The reader of captions: finds cues, speakers by voice tag, name or mark, and what is shown twice."""

    suffixes: tuple[str, ...] = (".vtt", ".srt", ".sbv", ".lrc")

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read a file's bytes; raises :class:`QualcodeError` where they are no text or hold no cue."""
        decoded, encoding = decode(raw, wish.encoding)
        text, _ = canonical(decoded)
        layout = PurePath(name).suffix.lower().removeprefix(".") or "vtt"
        found = parse_lyrics(text) if layout == "lrc" else parse_cues(text)
        if not found.cues:
            raise BadDocument(_no_cue(text), "export the captions again, or give plain text the ending .txt")
        doubtful = doubts(text, encoding, name, named=wish.encoding is not None)
        return (talk_of(found, name, layout, encoding=encoding, findings=doubtful),)


def _no_cue(text: str) -> str:
    return "there is no caption in this file: no line has times" if text.strip() else "this file is empty"


def read_console(text: str, name: str) -> Imported | None:
    """Read what a recogniser prints (``[00:43.810 --> 00:47.850]  text``), or captions saved as plain text; else None.

    Every line that is not blank has that form, but for what the program says before the first.
    """
    text, _ = canonical(text)
    if _HEADED.match(text):
        return _captions(text, name)
    cues: list[Cue] = []
    cut: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _CONSOLE.fullmatch(line)
        if match:
            cues.append(Cue(clock_seconds(match["start"]), clock_seconds(match["end"]), (match["text"].strip(),), number))
        elif line.strip() and (cues or not _LOG.fullmatch(line)):
            return None
        elif line.strip():
            cut.append(line.strip())
    return talk_of(Cues(tuple(cues), tuple(cut)), name, "console") if cues else None


def _captions(text: str, name: str) -> Imported | None:
    """Read WebVTT or SRT that is called plain text; None where other text stands between the cues."""
    found = parse_cues(text)
    if not found.cues or found.damaged or found.loose:
        return None
    return talk_of(found, name, "vtt" if text.lstrip().startswith("WEBVTT") else "srt")


SUBTITLES = Subtitles()
