"""What a reader makes of a file before it is part of the study: turns, speakers, remarks, and the reasons for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qualcode.model.diagnostic import Diagnostic
from qualcode.model.source import Speaker, Speech

RemarkKind = Literal["comment", "footnote"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says about a file before it is read: its encoding, its layout, what its columns are.

    ``columns`` maps a job (document, speaker, time, text, code, case) to the name of the column that has it. What is left
    out is found.
    """

    encoding: str | None = None
    layout: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a talk before it has offsets in a transcript: code points ``start`` to ``end`` of one speech's text."""

    speech: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote beside the talk in the file: a comment or a footnote, and the passage it hangs on, if that was kept."""

    text: str
    place: Place | None = None
    author: str = ""
    kind: RemarkKind = "comment"


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that a table gives a passage, as it is written there."""

    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Imported:
    """One interview as read: speeches in order (speaker ``?`` unknown, ``#`` heading), speakers with guessed roles.

    ``layout`` names the form the file was read as, ``why`` the evidence for it, ``cut`` the lines that are no speech.
    ``part`` names the interview in a file that holds several. ``attributes`` are data that the file says about the case
    of the talk, ``cases`` those about other cases, by their ids; what the file leaves empty is missing there.
    """

    speeches: tuple[Speech, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    languages: tuple[str, ...] = ()
    encoding: str = "utf-8"
    layout: str = ""
    why: str = ""
    cut: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    part: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    codes: tuple[Coded, ...] = ()
