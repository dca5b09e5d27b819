"""Files from outside, read whole: regular files only, of a bearable size, that stand still while they are read."""

from __future__ import annotations

import stat
from pathlib import Path

from qualcode.files.failure import CannotRead
from qualcode.model.failure import QualcodeError

MOST_BYTES = 512 * 1024 * 1024
_TRIES = 3


class NotAFile(QualcodeError):
    """What stands at a path is no regular file."""

    def __init__(self, path: Path, kind: str, help: str) -> None:  # noqa: A002 - the word users see
        super().__init__(f"{path} is {kind}, not a file", help)


class TooLarge(QualcodeError):
    """A file that is larger than any transcript."""

    def __init__(self, path: Path, size: int) -> None:
        mega = 1024 * 1024
        super().__init__(f"{path} has {size // mega:,} MB; files up to {MOST_BYTES // mega} MB are read", "is it a recording?")


class Unsteady(QualcodeError):
    """A file that somebody writes while it is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} changes while it is read", "wait until the program that writes it has finished")


def read_steady(path: Path) -> bytes:
    """Read a file from outside; raises :class:`CannotRead`, :class:`NotAFile`, :class:`TooLarge` and :class:`Unsteady`."""
    try:
        for _ in range(_TRIES):
            before = path.stat()
            _refuse_odd(path, before.st_mode, before.st_size)
            raw = path.read_bytes()
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size) and len(raw) == after.st_size:
                return raw
    except OSError as problem:
        raise CannotRead(path, problem) from problem
    raise Unsteady(path)


def _refuse_odd(path: Path, mode: int, size: int) -> None:
    if stat.S_ISDIR(mode):
        raise NotAFile(path, "a folder", f"name the files in it: {path}/*")
    if not stat.S_ISREG(mode):
        raise NotAFile(path, "a device or a pipe", "save it as a file first")
    if size > MOST_BYTES:
        raise TooLarge(path, size)
