"""Findings as a compiler shows them: the sentence, the place, the line with a caret under the right cells, help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.cells import cell_len

from qualcode.formats.decode import decode
from qualcode.model.diagnostic import Diagnostic, Location, Severity
from qualcode.model.failure import QualcodeError
from qualcode.model.text import canonical, nfc

_MAX_LINE = 100
_NO_TEXT = ("PK\x03\x04", "%PDF", "{\\rtf", "\xd0\xcf\x11\xe0")
"""How documents begin, whose lines are not what a person sees in them."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def render(found: Diagnostic, root: Path) -> str:
    """Write one finding; the line it is about is read from the study's file."""
    head = f"{found.severity}[{found.rule}]: {found.message}"
    if found.where is None:
        return head + _help(found, 1)
    gutter = len(str(found.where.line))
    excerpt = _excerpt(found.where, root)
    shown = f"\n{_marked(excerpt, found.where)}" if excerpt is not None else ""
    return f"{head}\n{' ' * gutter} --> {found.where}{shown}{_help(found, gutter)}"


def _help(found: Diagnostic, indent: int) -> str:
    return f"\n{' ' * indent} = help: {found.help}" if found.help else ""


def _excerpt(where: Location, root: Path) -> str | None:
    """Read the line of a place, none of a file that is no text.

    Columns of a transcript count in its canonical text, those of other files as they are.
    """
    try:
        text = decode((root / where.path).read_bytes())[0]
    except (OSError, QualcodeError):
        return None
    if text.startswith(_NO_TEXT):
        return None
    lines = (canonical(text)[0] if where.path.endswith(".txt") else text).split("\n")
    return lines[where.line - 1].rstrip("\r") if where.line <= len(lines) else None


def _marked(line: str, where: Location) -> str:
    """Show a line with carets under the cells of the marked characters; a long line is cut around them."""
    start = max(0, where.column - 1 - _MAX_LINE // 2)
    end = start + _MAX_LINE
    window = ("…" if start else "") + _shown(line[start:end]) + ("…" if end < len(line) else "")
    before = ("…" if start else "") + _shown(line[start : where.column - 1])
    marked = _shown(line[where.column - 1 : min(where.column - 1 + where.length, end)])
    carets = "^" * max(1, cell_len(marked))
    number = str(where.line)
    return f"{number} | {window}\n{' ' * len(number)} | {' ' * cell_len(before)}{carets}"


def _shown(text: str) -> str:
    """Compose letters that stand in pieces, and show tabs and what else moves a terminal's cursor as blanks."""
    return _CONTROL.sub(" ", nfc(text))


def github(found: Diagnostic) -> str:
    """Write one finding as an annotation that GitHub shows beside the line."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    place = f" file={_escaped(found.where.path, ':,')},line={found.where.line},col={found.where.column}" if found.where else ""
    text = f"{found.rule} {found.message}" + (f" ({found.help})" if found.help else "")
    return f"::{kinds[found.severity]}{place}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    """Escape what ends a GitHub annotation or, by ``more``, a property of it."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def summary(findings: Iterable[Diagnostic]) -> str:
    """Count findings in one sentence."""
    found = list(findings)
    counts = [(sum(d.severity is s for d in found), s.value) for s in Severity]
    said = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    files = len({d.where.path for d in found if d.where})
    return f"{said} in {files} file{'s' if files != 1 else ''}. Nothing was changed." if found else "No findings."


def as_rows(findings: Sequence[Diagnostic]) -> list[dict[str, object]]:
    """Give findings as rows for scripts."""
    return [
        {"rule": d.rule, "severity": d.severity.value, "message": d.message, "help": d.help,
         "path": d.where.path if d.where else None, "line": d.where.line if d.where else None,
         "column": d.where.column if d.where else None}
        for d in found_in_order(findings)
    ]  # fmt: skip


def found_in_order(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Sort findings by how much they matter, then by place."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted(findings, key=lambda d: rank[d.severity])
