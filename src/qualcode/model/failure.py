"""What stops a command: small errors whose sentence says what is wrong and what to do, met at one door."""

from __future__ import annotations


class QualcodeError(Exception):
    """A reason that a command cannot go on; its text is the sentence a user reads, ``help`` what to do."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - the word users see
        super().__init__(message)
        self.help = help
