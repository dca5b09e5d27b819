"""An oracle that recounts a matrix from the files of a study, sharing no line with the program.

It reads logs, sidecars and transcripts itself and counts by loops over characters. It knows only unchanged texts (every
anchor is of the text that is on disk), which the tests that use it make sure of.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

LEFT_OUT = {"interviewer", "moderator", "system"}


@dataclass(frozen=True)
class Mark:
    """A coding as the log says."""

    id: str
    coder: str
    source: str
    code: str
    start: int
    end: int


def codings(study: Path) -> list[Mark]:
    """Read what stands: lines that put a coding, less those that are ended or undone."""
    marks = []
    for path in sorted(study.glob("codings/*/*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        by_id = {line["id"]: line for line in lines}
        alive = _in_force(by_id)
        ended = {by_id[i]["of"] for i in alive if by_id[i]["op"] in {"recode", "move", "uncode"}}
        for id_ in alive - ended:
            line = by_id[id_]
            if line["op"] in {"code", "recode", "move"}:
                code, start, end = _resolve(line, by_id)
                marks.append(Mark(id_, path.parent.name, path.stem, code, start, end))
    return marks


def _in_force(by_id: dict[str, dict[str, object]]) -> set[str]:
    """Undo lines in the order of time, latest first: one that is itself undone does nothing."""
    dead: set[str] = set()
    for line in sorted(by_id.values(), key=lambda line: str(line["at"]).rstrip("Z"), reverse=True):
        if line["op"] == "undo" and line["id"] not in dead:
            dead.add(str(line["of"]))
    return set(by_id) - dead


def _resolve(line: dict[str, object], by_id: dict[str, dict[str, object]]) -> tuple[str, int, int]:
    code, place = line.get("code"), line if "start" in line else None
    while code is None or place is None:
        line = by_id[str(line["of"])]
        code = code or line.get("code")
        place = place or (line if "start" in line else None)
    return str(code), int(str(place["start"])), int(str(place["end"]))


def owners(study: Path, source: str) -> list[str | None]:
    """Give for each character of a transcript the case whose words it is, None where it is nobody's that counts."""
    text = (study / "transcripts" / f"{source}.txt").read_text(encoding="utf-8")
    sidecar = yaml.safe_load((study / "transcripts" / f"{source}.yaml").read_text(encoding="utf-8"))
    of: list[str | None] = [None] * len(text)
    current: str | None = None
    at = 0
    for line in text.split("\n"):
        label = next((s for s in sidecar["speakers"] if re.match(re.escape(s) + r"( \[[\d:]+\])?:( |$)", line)), None)
        skip = 0
        if label:
            speaker = sidecar["speakers"][label]
            current = None if speaker["role"] in LEFT_OUT else speaker.get("case") or sidecar["case"]
            skip = re.match(re.escape(label) + r"( \[[\d:]+\])?: ?", line).end()  # type: ignore[union-attr]
        for i in range(at + skip, at + len(line)):
            of[i] = current
        at += len(line) + 1
    return of


def attributes(study: Path) -> dict[str, dict[str, list[str]]]:
    """Read cases.csv: values of each attribute, several parted by semicolons."""
    with (study / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["case"]: {k: [v.strip() for v in cell.split(";") if v.strip()] for k, cell in row.items()} for row in rows}


def themes(codebook: Path) -> dict[str, list[str]]:
    """Give each code with the themes above it."""
    above: dict[str, list[str]] = {}

    def walk(codes: list[dict[str, object]], path: list[str]) -> None:
        for code in codes:
            above[str(code["id"])] = path
            walk(code.get("codes", []), [*path, str(code["id"])])  # type: ignore[arg-type]

    walk(yaml.safe_load(codebook.read_text(encoding="utf-8"))["codes"], [])
    return above


def groups(study: Path, codebook: Path, by: str) -> dict[tuple[str, str], list[Mark]]:
    """Sort codings into rows (a code and the themes above it) and columns (values of ``by``, or cases)."""
    above, known = themes(codebook), attributes(study)
    characters = {path.stem: owners(study, path.stem) for path in study.glob("transcripts/*.txt")}
    cells: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in codings(study):
        cases = {c for c in characters[mark.source][mark.start : mark.end] if c}
        columns = cases if by == "cases" else {v for c in cases for v in known.get(c, {}).get(by, [])}
        for row in [mark.code, *above.get(mark.code, [])]:
            for column in columns:
                cells[row, column].append(mark)
    return cells


def count_segments(marks: list[Mark]) -> int:
    """Count segments as docs/counting.md says: runs of overlapping segments of different coders, the larger number in each."""
    segments = sorted({(m.source, m.start, m.end, m.coder) for m in marks})
    runs = [{s} for s in segments]
    merged = True
    while merged:
        merged = False
        for a in range(len(runs)):
            for b in range(a + 1, len(runs)):
                if any(_same_words(x, y) for x in runs[a] for y in runs[b]):
                    runs[a] |= runs.pop(b)
                    merged = True
                    break
            if merged:
                break
    return sum(max(sum(s[3] == coder for s in run) for coder in {s[3] for s in run}) for run in runs)


def _same_words(x: tuple[str, int, int, str], y: tuple[str, int, int, str]) -> bool:
    return x[0] == y[0] and x[3] != y[3] and bool(set(range(x[1], x[2])) & set(range(y[1], y[2])))
