"""Captions as cues: WebVTT, SRT, SBV and LRC taken apart into times and lines, whatever of their syntax is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qualcode.formats.captions.stamps import CLOCK, clock_seconds

_TIMING = re.compile(rf"\s*(?P<start>{CLOCK})\s*(?:-{{1,3}}\s?>|[—–]>|→)\s*(?P<end>{CLOCK})(?P<rest>(?:\s.*)?)")
_SBV = re.compile(r"\s*(?P<start>\d{1,2}:\d\d:\d\d\.\d{3}),(?P<end>\d{1,2}:\d\d:\d\d\.\d{3})(?P<rest>)\s*")
_BROKEN = re.compile(r"\s*\S{0,20}\d\S{0,20}\s*-->|.{0,40}-->\s*\d")
_SETTINGS = re.compile(r"(?:\s+[A-Za-z]\w{0,20}:\S+)*\s*")
_BLOCK = re.compile(r"NOTE(?:[ \t].*)?|STYLE\s*|REGION\s*")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?\S*")
_NUMBER = re.compile(r"\d{1,9}")
_LYRIC = re.compile(rf"\s*\[(?P<start>{CLOCK})\](?:\s*\[{CLOCK}\])*(?P<text>.*)")
_LYRIC_DATUM = re.compile(r"\s*\[[A-Za-z#]{1,10}:[^\]]*\]\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when it is shown, in seconds, its lines as written, and the line of the file (from 1) that has its times."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Cues:
    """The captions of a file; the lines that are none; lines (from 1) with times that do not read, and lines after a gap in a cue."""

    cues: tuple[Cue, ...] = ()
    cut: tuple[str, ...] = ()
    damaged: tuple[int, ...] = ()
    loose: tuple[int, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Cues while the lines of a file are walked over."""

    lines: list[str]
    cues: list[Cue] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    number: int = 0
    """The last number that a cue had, else how many there were."""
    aside: bool = False
    """Inside a block that is no cue."""

    def step(self, index: int) -> None:
        line = self.lines[index]
        timing = _timing(line)
        if timing is not None:
            self._begin(index, timing)
        elif not line.strip():
            self.aside = self.aside and bool(line)
        elif self.aside or self._opens_aside(index):
            self.aside = True
            self.cut.append(line.strip())
        elif self._is_id(index):
            self.number = int(line.strip()) - 1 if _NUMBER.fullmatch(line.strip()) else self.number
        elif not self.cues:
            self.cut.append(line.strip())
        else:
            self._add(index, line)

    def _begin(self, index: int, timing: re.Match[str] | bool) -> None:  # noqa: FBT001 - True: times are meant and cannot be read
        self.aside = False
        self.number += 1
        if isinstance(timing, bool):
            self.damaged.append(index + 1)
            self.cues.append(Cue(None, None, (), index + 1))
            self.said.append([])
        else:
            self.cues.append(Cue(clock_seconds(timing["start"]), clock_seconds(timing["end"]), (), index + 1))
            text = "" if _SETTINGS.fullmatch(timing["rest"]) else timing["rest"].strip()
            self.said.append([text] if text else [])

    def _add(self, index: int, line: str) -> None:
        if self.said[-1] and self.lines[index - 1] == "":
            self.loose.append(index + 1)
        self.said[-1].append(line.strip())

    def _opens_aside(self, index: int) -> bool:
        line = self.lines[index]
        first = not self.cues and not self.cut and line.startswith("WEBVTT")
        return first or (self._after_blank(index) and _BLOCK.fullmatch(line) is not None)

    def _after_blank(self, index: int) -> bool:
        return index == 0 or not self.lines[index - 1].strip()

    def _is_id(self, index: int) -> bool:
        """Tell whether a line is the name or number of the cue whose times stand on the next line."""
        if index + 1 >= len(self.lines) or _timing(self.lines[index + 1]) is None:
            return False
        line = self.lines[index].strip()
        if _GUID.fullmatch(line):
            return True
        if not self._after_blank(index):
            return _NUMBER.fullmatch(line) is not None and int(line) == self.number + 1
        return _NUMBER.fullmatch(line) is not None or not self.cues or bool(self.said[-1]) or " " not in line


def _timing(line: str) -> re.Match[str] | bool | None:
    """Read the times of a cue: the match, True where times are meant and cannot be read, None for another line."""
    match = _TIMING.fullmatch(line) or _SBV.fullmatch(line)
    return match or (True if "-->" in line and _BROKEN.match(line) else None)


def parse_cues(text: str) -> Cues:
    """Take WebVTT, SRT or SBV apart; header, numbers and blank lines may be missing. The text is canonical.

    Text after a blank line belongs to the cue before, as many SRT files have it.
    """
    reading = _Reading(text.split("\n"))
    for index in range(len(reading.lines)):
        reading.step(index)
    cues = tuple(Cue(c.start, c.end, tuple(said), c.line) for c, said in zip(reading.cues, reading.said, strict=True))
    return Cues(cues, tuple(reading.cut), tuple(reading.damaged), tuple(reading.loose))


def parse_lyrics(text: str) -> Cues:
    """Take LRC apart: a time in brackets before each line; other lines go on with the one before."""
    cues: list[Cue] = []
    cut: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _LYRIC.fullmatch(line)
        if match:
            cues.append(Cue(clock_seconds(match["start"]), None, (match["text"].strip(),), number))
        elif _LYRIC_DATUM.fullmatch(line) or (line.strip() and not cues):
            cut.append(line.strip())
        elif line.strip():
            last = cues[-1]
            cues[-1] = Cue(last.start, last.end, (" ".join((*last.lines, line.strip())),), last.line)
    return Cues(tuple(cues), tuple(cut))
