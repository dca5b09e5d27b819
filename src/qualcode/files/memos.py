"""Memos on codes, cases, sources and the study: one Markdown file each, with front matter that says what it is about."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from qualcode.files.layout import Layout, read_bytes, safe_name, write_whole
from qualcode.files.splice import scalar
from qualcode.files.yaml import Map, Reader, compose, decode_utf8, to_data
from qualcode.model.coding import Memo
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.text import nfc

if TYPE_CHECKING:
    from pathlib import Path

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_NAME = 60


def read_memos(layout: Layout) -> tuple[tuple[Memo, ...], tuple[Diagnostic, ...]]:
    """Read all memos of the folder."""
    memos: list[Memo] = []
    findings: list[Diagnostic] = []
    for path in sorted(layout.memos.glob("*.md"), key=lambda p: p.stem) if layout.memos.is_dir() else ():
        memo, problems = _read(layout, path)
        memos.append(memo)
        findings.extend(problems)
    return tuple(memos), tuple(findings)


def _read(layout: Layout, path: Path) -> tuple[Memo, list[Diagnostic]]:
    shown = layout.relative(path)
    raw = read_bytes(path)
    text, findings = decode_utf8(raw, shown)
    text = nfc(text if text is not None else raw.decode("utf-8", "replace"))
    match = _FRONT.match(text)
    fields: dict[str, str] = {}
    if match:
        fields, problems = _front_matter("\n" + match[1], shown)
        findings += problems
    if "about" not in fields:
        help_ = "begin the file with three lines: ---, about: study (or a code, case or source), ---"
        findings.append(warning("QC040", "this memo does not say what it is about", Location(shown), help_))
    body = text[match.end() :] if match else text
    memo = Memo(path.stem, fields.get("about", "study"), body.strip(), fields.get("by", ""), fields.get("at", ""), where=Location(shown))
    return memo, findings


def _front_matter(text: str, shown: str) -> tuple[dict[str, str], list[Diagnostic]]:
    """Read the fields between the two lines ``---``; people write dates and numbers bare there, which is fine."""
    node, problems = compose(text, shown)
    reader = Reader(shown, text, problems)
    data = to_data(node, reader)
    fields = {k: v for k, v in data.items() if isinstance(v, str)} if isinstance(data, Map) else {}
    return fields, [d for d in reader.findings if d.rule != "QC103"]


def write_memo(layout: Layout, about: str, text: str, coder: str, now: datetime) -> Path:
    """Write a new memo under a name that is free."""
    stem = f"{now.date().isoformat()}-{safe_name(about)[:_LONGEST_NAME]}"
    taken = {p.stem for p in layout.memos.glob("*.md")} if layout.memos.is_dir() else set()
    name = next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
    at = now.replace(microsecond=0).isoformat()
    front = f'---\nabout: {scalar(about)}\nby: {scalar(coder)}\nat: "{at}"\n---\n\n'
    path = layout.memos / f"{name}.md"
    write_whole(path, (front + text.strip() + "\n").encode("utf-8"))
    return path
