"""How turns that were read are held against those of a gold file: neighbours joined, speaker and first words compared."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from qualcode.model.imported import Imported
from qualcode.model.source import compose, speeches_of
from support import ROOT, SHARED

SAMPLES = ROOT / "tests" / "data" / "transcripts"
SHARED_SAMPLES = SHARED / "data" / "transcripts"
FIRST = 24
"""So many characters of a turn are compared."""

Said = tuple[str, str]


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def gold_rows(path: Path) -> list[tuple[str | None, str]]:
    """Read a gold file: who says what; no speaker for headings, front matter and events."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [(None if "kind" in row else row["speaker"], row["text"]) for row in rows]


def read_rows(imported: Imported) -> list[tuple[str | None, str]]:
    """Give who says what in an import; no speaker for headings and for what nobody is named for."""
    return [(None if s.speaker in {"?", "#"} else s.speaker, s.text) for s in imported.speeches]


def joined(rows: Iterable[tuple[str | None, str]]) -> list[Said]:
    """Join neighbouring turns of one speaker; what has no speaker breaks a join."""
    turns: list[Said] = []
    last: str | None = None
    for speaker, text in rows:
        if speaker is not None and speaker == last:
            turns[-1] = (speaker, f"{turns[-1][1]} {text}")
        elif speaker is not None:
            turns.append((speaker, text))
        last = speaker
    return turns


def comes_back(imported: Imported) -> bool:
    """Tell whether the transcript of an interview gives the very same turns again."""
    labels = [s.label for s in imported.speakers]
    return speeches_of(compose(imported.speeches, labels), labels) == imported.speeches


def turn_f1(gold: Sequence[Said], read: Sequence[Said]) -> float:
    """Give F1 over turns: right when speaker and first characters agree."""
    a = Counter((speaker, fold(text)[:FIRST]) for speaker, text in gold)
    b = Counter((speaker, fold(text)[:FIRST]) for speaker, text in read)
    return 2 * (a & b).total() / (a.total() + b.total())
