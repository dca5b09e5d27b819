"""Where names of a map still stand: in every file of a study that is text, and in what git remembers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from qualcode.files.git import git_bytes
from qualcode.files.layout import Layout, read_bytes
from qualcode.files.pseudonyms import FILES
from qualcode.files.yaml import place
from qualcode.match.names import Names, find
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.text import nfc

RULE = "QC074"
_NOT_SHARED = frozenset((".git", "originals", ".qualcode"))
_LARGEST = 20_000_000
_HELP = "qualcode pseudonymise replaces it"
_BY_HAND = "change it by hand: this file is not rewritten"


def standing(layout: Layout, names: Names, but: Collection[Path] = ()) -> tuple[Diagnostic, ...]:
    """Find each name in each file (QC074), the first place of it; the map, originals/, .git and .qualcode are not read."""
    return tuple(found for path in _files(layout) if path not in but for found in _in_file(layout, path, names))


def _files(layout: Layout) -> Iterator[Path]:
    for path in sorted(layout.root.rglob("*")):
        parts = path.relative_to(layout.root).parts
        if parts[0] not in _NOT_SHARED and parts[0] not in FILES and path.is_file():
            yield path


def _in_file(layout: Layout, path: Path, names: Names) -> Iterator[Diagnostic]:
    shown = layout.relative(path)
    known = path.is_relative_to(layout.codings) or path.is_relative_to(layout.transcripts) or path.is_relative_to(layout.memos)
    help_ = _HELP if known or path == layout.cases else _BY_HAND
    if any(find(nfc(path.stem), names)):
        yield warning(RULE, "the name of this file holds a name of the map", Location(shown), help_)
    raw = read_bytes(path) if path.stat().st_size <= _LARGEST else b""
    text = None if b"\0" in raw else _text(raw)
    if text is None:
        return
    seen: set[str] = set()
    for hit in find(_of_log(text) if path.suffix == ".jsonl" else text, names):
        if hit.name not in seen:
            seen.add(hit.name)
            at = place(shown, text, hit.span.start, hit.span.end - hit.span.start)
            yield warning(RULE, f"a name of the map stands here; its pseudonym is {hit.pseudonym}", at, help_)


_CUT = re.compile(r'(?<="prefix": ")[^\s"\\]+|[^\s"\\]+(?=", "text": ")')
"""The words at the outer edges of a context, which may be parts of other words."""


def _of_log(text: str) -> str:
    """Give a log with the same offsets, in which an escaped line end and a cut word are blanks."""
    return _CUT.sub(lambda m: " " * len(m[0]), text.replace("\\n", "  "))


def _text(raw: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return nfc(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


HISTORY = (
    "git still has the names: whoever gets this repository can read them in earlier commits. Before you share it, start a fresh repository "
    "from these files, or take them out of every commit with git filter-repo --replace-text, and let everybody clone anew. What was "
    "pushed already cannot be called back: copies of it may exist."
)
PERHAPS = HISTORY.replace("git still has the names", "git may still have the names: this study has commits", 1)


def history(layout: Layout, names: Names) -> str:
    """Say that git's history holds the names, or may hold them; nothing where the study has no commit."""
    if git_bytes(layout.root, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        return ""
    if not git_bytes(layout.root, "log", "-1", "--format=%h", "--", "."):
        return ""
    patterns = [part for name in names.pseudonyms for part in ("-e", name)]
    found = git_bytes(layout.root, "grep", "-l", "-I", "-F", *patterns, "HEAD", "--", ".")
    return HISTORY if found else PERHAPS
