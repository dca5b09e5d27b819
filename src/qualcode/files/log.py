"""A coder's log on disk: read through damage, append one line at a time under a lock."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.files.failure import CannotWrite
from qualcode.files.layout import Layout, make_derived, read_bytes
from qualcode.model.diagnostic import Diagnostic, Location, error, note, warning
from qualcode.ops import Op, Unreadable, content_id, decode, encode, sealed

if TYPE_CHECKING:
    from filelock import FileLock

_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})( |$)")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A decision with the line of the file it stands on."""

    op: Op
    where: Location


@dataclass(frozen=True, slots=True)
class Log:
    """What a coder decided about a source, as read."""

    coder: str
    source: str
    lines: tuple[LogLine, ...] = ()

    @property
    def ops(self) -> tuple[Op, ...]:
        """The decisions alone."""
        return tuple(line.op for line in self.lines)


def read_log(layout: Layout, coder: str, source: str) -> tuple[Log, tuple[Diagnostic, ...]]:
    """Read a log, through conflict markers and damage; what could not be read is a finding, never an exception."""
    path = layout.log(coder, source)
    shown = layout.relative(path)
    raw = read_bytes(path) if path.is_file() else b""
    lines: list[LogLine] = []
    findings: list[Diagnostic] = []
    rows = raw.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    for number, row in enumerate(rows, 1):
        where = Location(shown, number, 1, max(len(row), 1))
        text = row.rstrip("\r").strip()
        if not text:
            continue
        found = _read_line(text, where, torn=number == len(rows))
        (lines if isinstance(found, LogLine) else findings).append(found)  # type: ignore[arg-type]
    return Log(coder, source, tuple(lines)), (*findings, *_remarks(lines))


def _read_line(text: str, where: Location, *, torn: bool) -> LogLine | Diagnostic:
    if _CONFLICT.match(text):
        return warning("QC010", "an unresolved git conflict; both sides are read", where, "remove the marker lines, keep all others")
    try:
        return LogLine(decode(text), where)
    except Unreadable as problem:
        if torn:
            return warning("QC011", "the last line is torn (a program was stopped while writing); the rest is read", where)
        return error("QC012", f"this line is no decision: {problem}", where, "restore it from git, or remove it")


def _remarks(lines: Sequence[LogLine]) -> list[Diagnostic]:
    """Remark on lines that are kept but deserve a look."""
    found = []
    for line in lines:
        if not line.op.known:
            found.append(note("QC013", f'"{line.op.op}" is of a newer version of qualcode; it is kept and does nothing', line.where))
        elif not line.op.redacted and line.op.id != content_id(line.op):
            found.append(note("QC014", f"the id {line.op.id!r} is not the hash of its line: the line was edited", line.where))
    return found


def append(layout: Layout, coder: str, source: str, make: Callable[[str], Sequence[Op]]) -> tuple[Op, ...]:
    """Append decisions under a lock and force them to disk; ``make`` gets the coder's latest time and gives the new lines.

    All lines of one call are one write. If the system cannot take them all, the file is cut back to what it was.
    """
    path = layout.log(coder, source)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(layout), path.open("ab") as file:
            ops = tuple(sealed(op) for op in make(_last_at(path.parent)))
            data = "".join(encode(op) + "\n" for op in ops).encode("utf-8")
            _write(file.fileno(), path, data)
    except OSError as problem:
        raise CannotWrite(path, problem) from problem
    return ops


def lock(layout: Layout) -> FileLock:
    """Give the lock that one writer of a study holds at a time."""
    from filelock import FileLock  # noqa: PLC0415 - only those who write need it, and it takes as long as reading a study

    make_derived(layout)
    return FileLock(layout.derived / "write.lock")


def _write(descriptor: int, path: Path, data: bytes) -> None:
    size = path.stat().st_size
    rest = data if size == 0 or _ends_line(path) else b"\n" + data
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if path.is_file():
            os.fsync(descriptor)
    except OSError:
        if path.is_file():
            os.ftruncate(descriptor, size)
        raise


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


_AT = re.compile(rb'"at": ?"([0-8][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)Z"')


def _last_at(folder: Path) -> str:
    """Give the latest time of all a coder's logs, because undo takes back the latest decision about whatever source.

    Read anew under the lock: another program may have written. What has not the form of our times is none.
    """
    found = {at for path in folder.glob("*.jsonl") if path.is_file() for at in _AT.findall(path.read_bytes())}
    latest_first = sorted((at.decode("ascii") for at in found), reverse=True)
    return next((at + "Z" for at in latest_first if _is_time(at)), "")


def _is_time(at: str) -> bool:
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return True
