"""What a reader makes of a file before it is part of the study: turns, speakers, and the reasons for both."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.model.diagnostic import Diagnostic
from qualcode.model.source import Speaker, Speech


@dataclass(frozen=True, slots=True)
class Imported:
    """One file as read: speeches in order (speaker ``?`` unknown, ``#`` heading), speakers with guessed roles.

    ``layout`` names the form the file was read as, ``why`` the evidence for it, ``cut`` the lines that are no speech.
    """

    speeches: tuple[Speech, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    languages: tuple[str, ...] = ()
    encoding: str = "utf-8"
    layout: str = ""
    why: str = ""
    cut: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
