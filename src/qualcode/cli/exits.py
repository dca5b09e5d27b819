"""What a command's exit code means."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """0 also when nothing was found; 1 when there is something to look at; 2 when the command could not be done."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPT = 130
