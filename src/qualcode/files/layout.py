"""Where things lie in a study's folder, and how files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qualcode.files.failure import CannotRead, CannotWrite, ChangedOnDisk, NoStudy
from qualcode.model.text import nfc

SETTINGS = "qualcode.yaml"
_HOUR = 3600
GITATTRIBUTES = "*.jsonl text eol=lf merge=union\ntranscripts/** text eol=lf\n"
GITIGNORE = "originals/\n.qualcode/\npseudonyms.*\n.*.tmp\n"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one study."""

    root: Path

    @property
    def settings(self) -> Path:
        """The study's own file."""
        return self.root / SETTINGS

    @property
    def cases(self) -> Path:
        """The table of cases."""
        return self.root / "cases.csv"

    @property
    def transcripts(self) -> Path:
        """The folder of transcripts and their sidecars."""
        return self.root / "transcripts"

    @property
    def versions(self) -> Path:
        """The folder of text versions that were coded."""
        return self.transcripts / ".versions"

    @property
    def codings(self) -> Path:
        """The folder of the coders' folders."""
        return self.root / "codings"

    @property
    def memos(self) -> Path:
        """The folder of memos."""
        return self.root / "memos"

    @property
    def derived(self) -> Path:
        """The folder of what can be made anew."""
        return self.root / ".qualcode"

    def transcript(self, source: str) -> Path:
        """Give the file of a source's text."""
        return _on_disk(self.transcripts / f"{source}.txt")

    def sidecar(self, source: str) -> Path:
        """Give the file of what the import of a source learned."""
        return _on_disk(self.transcripts / f"{source}.yaml")

    def log(self, coder: str, source: str) -> Path:
        """Give the file of a coder's decisions about a source."""
        return self.codings / coder / f"{source}.jsonl"

    def relative(self, path: Path) -> str:
        """Write a path as findings show it: from the study's root, with slashes; a path elsewhere as it is."""
        with contextlib.suppress(ValueError):
            return path.relative_to(self.root).as_posix()
        return path.as_posix()


def _on_disk(path: Path) -> Path:
    """Give a path as its file is named on disk: archives made on a Mac hold Hangul names in pieces (NFD)."""
    if path.exists() or path.name.isascii() or not path.parent.is_dir():
        return path
    return next((p for p in path.parent.iterdir() if nfc(p.name) == path.name), path)


def make_derived(layout: Layout) -> None:
    """Make the folder of what can be made anew; it ignores itself, whatever the study's own .gitignore says."""
    layout.derived.mkdir(parents=True, exist_ok=True)
    ignore = layout.derived / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def sweep(layout: Layout) -> None:
    """Take away what programs that were killed left half-written, once it is an hour old."""
    old = time.time() - _HOUR
    with contextlib.suppress(OSError):
        rooms = (layout.root.glob, layout.transcripts.rglob, layout.codings.rglob)
        for path in [*layout.derived.glob("incoming-*"), *(p for look in rooms for p in look(".*.tmp"))]:
            if path.stat().st_mtime < old:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def find_study(start: Path) -> Layout:
    """Find the study at or above a folder; raises :class:`NoStudy`."""
    here = start.absolute()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return Layout(folder)
    raise NoStudy(start)


_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Make a file name that every system takes, keeping letters of any script."""
    cleaned = _UNSAFE.sub("-", nfc(name)).strip(" .-") or "unnamed"
    return f"{cleaned}-" if _DEVICES.fullmatch(cleaned) else cleaned


def read_bytes(path: Path) -> bytes:
    """Read a file; raises :class:`CannotRead`."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CannotRead(path, problem) from problem


def write_whole(path: Path, data: bytes, expected: bytes | None = None) -> None:
    """Write a file by replacing it, so that it is old or new and never half; raises :class:`CannotWrite`.

    ``expected`` are the bytes it had when it was read, none where it was not there: anything else is somebody's edit
    and raises :class:`ChangedOnDisk`. What is no regular file (a device, a pipe) is written directly.
    """
    try:
        if expected is not None and (path.read_bytes() if path.exists() else b"") != expected:
            raise ChangedOnDisk(path)
    except OSError as problem:
        raise CannotWrite(path, problem) from problem
    with writing_whole(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of another when all is written; raises :class:`CannotWrite`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
        else:
            with _replacing(path.resolve()) as file:
                yield file
    except OSError as problem:
        raise CannotWrite(path, problem) from problem


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:20]}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Give the rights a new file at this path has: those of the one it replaces, else what the user's mask leaves."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
