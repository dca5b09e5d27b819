"""The interviews researchers really have, each format against its gold: right turns, no false speaker, nothing that is no speech.

The table of all of them is printed, also where all is well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from qualcode.model.imported import Imported, Wish
from qualcode.model.source import compose, speeches_of
from qualcode.plugins import reader_for
from turns import SAMPLES, SHARED_SAMPLES, gold_rows, joined, read_rows, turn_f1

GOAL = 0.98
EXTRAS = {".pdf": "pypdf", ".hwp": "hwpx", ".hwpx": "hwpx", ".rtf": "striprtf"}


def listed(folder: Path) -> list[dict[str, Any]]:
    """Give what a folder's list expects of its files that hold turns."""
    path = folder / "expected.yaml"
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return [entry for entry in entries if "speakers" in entry]


ENTRIES = [(SAMPLES, e) for e in listed(SAMPLES)] + [(SHARED_SAMPLES, e) for e in listed(SHARED_SAMPLES) if e["id"].startswith("r")]
IDS = [entry["id"] for _, entry in ENTRIES]


def read(folder: Path, entry: dict[str, Any]) -> Imported:
    path = folder / entry["file"]
    if path.suffix in EXTRAS:
        pytest.importorskip(EXTRAS[path.suffix])
    return reader_for(path.suffix).read(path.read_bytes(), path.name, Wish())[0]


def score(folder: Path, entry: dict[str, Any], imported: Imported) -> float:
    return turn_f1(joined(gold_rows(folder / entry["gold"])), joined(read_rows(imported)))


@pytest.mark.parametrize(("folder", "entry"), ENTRIES, ids=IDS)
def test_turns_speakers_and_roles_are_those_of_the_gold(folder: Path, entry: dict[str, Any]) -> None:
    imported = read(folder, entry)
    assert score(folder, entry, imported) >= GOAL
    roles = {s.label: s.role for s in imported.speakers if s.label != "?"}
    assert roles == {label: speaker["role"] for label, speaker in entry["speakers"].items()}
    assert not {*roles} & {*entry.get("must_not_be_speaker", [])}
    said = [s.text for s in imported.speeches if s.speaker != "#"]
    assert [t for t in entry.get("must_not_contain", []) if any(t in text for text in said)] == []


@pytest.mark.parametrize(
    ("folder", "entry"), [(f, e) for f, e in ENTRIES if "same_turns_as" in e], ids=lambda v: v.get("id", "") if isinstance(v, dict) else ""
)
def test_copies_give_the_very_same_turns(folder: Path, entry: dict[str, Any]) -> None:
    other = next(e for f, e in ENTRIES if f == folder and e["id"] == entry["same_turns_as"])
    assert read(folder, entry).speeches == read(folder, other).speeches


@pytest.mark.parametrize(("folder", "entry"), ENTRIES, ids=IDS)
def test_a_transcript_reads_back_to_the_same_turns_byte_for_byte(folder: Path, entry: dict[str, Any]) -> None:
    imported = read(folder, entry)
    labels = [s.label for s in imported.speakers]
    text = compose(imported.speeches, labels)
    assert speeches_of(text, labels) == imported.speeches
    (again,) = reader_for(".txt").read(text.encode("utf-8"), "own.txt", Wish())
    assert compose(again.speeches, [s.label for s in again.speakers]) == text


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for folder, entry in ENTRIES:
        imported = read(folder, entry)
        rows.append((score(folder, entry, imported), entry, imported))
    with capsys.disabled():
        lines = [f"{e['id']}  F1 {value:.3f}  {i.layout:<16} {i.encoding:<12} {e['file']}" for value, e, i in rows]
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert min(value for value, *_ in rows) >= GOAL
