"""Where an answer goes: a table on the terminal, rows in a pipe, a file by its ending."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from qualcode.cli.options import Format
from qualcode.cli.view import Screen, show
from qualcode.files.layout import writing_whole
from qualcode.model.failure import QualcodeError
from qualcode.plugins import writer_for

if TYPE_CHECKING:
    from qualcode.analysis.table import Table
    from qualcode.plugins import Writes


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a command's rows leave it, as asked by its options."""

    format: Format | None = None
    out: Path | None = None
    ascii: bool = False
    raw: bool = False
    quiet: bool = False

    @property
    def chosen(self) -> Format:
        """The format for stdout: as named, else a table for people and TSV for pipes."""
        return self.format or (Format.TABLE if sys.stdout.isatty() else Format.TSV)


def say(text: str, *, quiet: bool = False) -> None:
    """Talk to the person: on stderr, so that stdout holds data alone."""
    if not quiet:
        sys.stderr.write(text + "\n")


def deliver(table: Table, how: Delivery, lines: Iterable[str] | None = None) -> None:
    """Write a table where it was asked for; ``lines`` replaces the plain table on a terminal."""
    if how.out is not None:
        write_file([table], how.out, how)
        return
    if how.chosen is Format.TABLE:
        screen = Screen.of_stdout(ascii_only=how.ascii)
        for line in lines if lines is not None else show(table, screen):
            sys.stdout.write(line + "\n")
        return
    writer = writer_for(f".{how.chosen.value}", raw=how.raw)
    for remark in _to_stdout(writer, table):
        say(remark, quiet=how.quiet)
    if how.chosen in {Format.TSV, Format.CSV}:
        for sentence in table.notes:
            say(sentence, quiet=how.quiet)


def _to_stdout(writer: Writes, table: Table) -> Sequence[str]:
    """Write a table to stdout as it is made, where stdout takes bytes; the mark that Excel needs is for files."""
    bytes_out = getattr(sys.stdout, "buffer", None)
    if bytes_out is None or sys.stdout.isatty():
        buffer = io.BytesIO()
        remarks = writer.write([table], buffer)
        sys.stdout.write(buffer.getvalue().decode("utf-8-sig"))
        return remarks
    sys.stdout.flush()
    return writer.write([table], cast("BinaryIO", _WithoutMark(bytes_out)))


class _WithoutMark:
    """Passes bytes on, but for a byte order mark that is written by itself."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out

    def write(self, data: bytes) -> int:
        return len(data) if data == codecs.BOM_UTF8 else self.out.write(data)


def write_file(tables: Sequence[Table], path: Path, how: Delivery) -> None:
    """Write tables to a file, whole or not at all; its ending picks the format."""
    if not path.absolute().parent.is_dir():
        raise QualcodeError(f"cannot write {path}: there is no folder {path.parent}", "make the folder, or name another")
    writer = writer_for(path.suffix, raw=how.raw)
    with writing_whole(path) as file:
        remarks = writer.write(tables, file)
    for remark in remarks:
        say(remark, quiet=how.quiet)
    size = f" ({_size(path.stat().st_size)})" if path.is_file() else ""
    say(f"{path} written{size}.", quiet=how.quiet)


_KILO = 1024


def _size(n: int) -> str:
    return f"{n} bytes" if n < _KILO else f"{n / _KILO:.0f} KB"
