"""``codebook quality`` for people and for scripts, and the warning about keywords that are mostly wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from lamps import LAMP, NONE, ONE, TAP, TOOLS, accept, lamps, reject
from qualcode.files.layout import Layout
from qualcode.files.sources import SpeakerFile
from qualcode.model.diagnostic import warning
from qualcode.model.source import Speech
from qualcode.session import quality, suggesting
from studies import Interview, make_study
from support import Run


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """The study about lamps with one of each kind of decision."""
    layout = lamps(tmp_path)
    accept(layout, ONE, LAMP)
    reject(layout, "One lamp", LAMP)
    accept(layout, TAP, "keyword:spout")
    accept(layout, NONE, "manual")
    accept(layout, NONE, "manual", coder="lee")
    monkeypatch.chdir(layout.root)
    return layout


def rows(out: str) -> list[dict[str, object]]:
    data = json.loads(out)
    assert data["schema"] == "qualcode.quality/1"
    found: list[dict[str, object]] = data["rows"]
    return found


def test_rows_for_scripts(at: Layout, qualcode: Run) -> None:
    found = rows(qualcode("codebook", "quality", "--format", "json").out)
    assert [(r["code"], r["keyword"], r["in_codebook"]) for r in found] == [
        ("skill.repair", "", ""),
        ("skill.repair", "lamp", "yes"),
        ("skill.repair", "tap", "yes"),
        ("skill.repair", "fuse", "yes"),
        ("skill.repair", "spout", "no"),
        ("skill.tools", "", ""),
        ("skill.tools", "drill", "yes"),
    ]
    code, lamp, *_ = found
    assert [lamp[k] for k in ("hits", "segments", "sources", "waiting", "compound", "denied")] == [5, 4, 2, 3, 0, 1]
    assert [lamp[k] for k in ("accepted", "rejected", "withdrawn", "decided")] == [1, 1, 0, 2]
    assert (lamp["precision"], lamp["low"], lamp["high"]) == (0.5, pytest.approx(0.0945312), pytest.approx(0.9054688))
    assert (code["by_hand"], code["found"], code["recall"]) == (2, 0, 0.0)
    assert (lamp["by_hand"], lamp["recall"]) == (None, None)


def test_what_is_not_known_is_blank_and_not_zero(at: Layout, qualcode: Run) -> None:
    found = {r["keyword"]: r for r in csv.DictReader(io.StringIO(qualcode("codebook", "quality", "--format", "csv").out))}
    assert (found["spout"]["hits"], found["spout"]["accepted"], found["spout"]["precision"]) == ("", "1", "1.0")
    assert (found["fuse"]["hits"], found["fuse"]["decided"], found["fuse"]["precision"], found["fuse"]["low"]) == ("0", "0", "", "")


def test_the_table_says_unit_denominator_and_who_is_counted(at: Layout, qualcode: Run) -> None:
    out = qualcode("codebook", "quality", "skill.repair", "--format", "table", "--lang", "en").out
    assert re.search(r"lamp +5 +4 +2 +3 +1/2 +50 % \[9, 91\] +· +1", out)
    assert "No longer in the codebook" in out
    assert "0/2  0 % [0, 66]" in out
    for said in ("segments (sentences)", "segments that nobody has decided", "accepted / decided segments", "95 % Wilson", "coded by hand"):
        assert said in " ".join(out.split()), said
    alone = qualcode("codebook", "quality", "--coder", "lee", "--format", "table", "--lang", "en").out
    assert "segments that lee did not decide yet" in alone
    assert "coder: lee" in alone
    assert "0/1" in alone
    assert qualcode("codebook", "quality", "--coder", "nobody").code == 2


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_table_fits_and_says_which_columns_gave_way(
    school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch, width: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = qualcode("codebook", "quality", "--format", "table", "--lang", lang).out
    assert max(map(cell_len, out.split("\n"))) <= width
    head = out.split("\n")[0].split()
    every = ("hits", "segments", "sources", "waiting", "accepted", "precision", "compound", "denied")
    if lang == "en":
        gone = [title for title in every if title not in head]
        assert (f"left out for want of width: {', '.join(reversed(gone))}" in out) == bool(gone)
        assert {"hits", "waiting", "accepted", "precision"} <= set(head)
        assert len(gone) == {80: 2, 100: 0, 120: 0}[width]


def test_missed_passages_are_listed_once_with_their_coders(at: Layout, qualcode: Run) -> None:
    data = json.loads(qualcode("codebook", "quality", "--missed", "--format", "json").out)
    assert data["schema"] == "qualcode.missed/1"
    (row,) = data["rows"]
    assert (row["code"], row["address"], row["exact"], row["coder"]) == ("skill.repair", "P01:2.5", NONE, "kim; lee")
    text = (at.root / "transcripts" / "P01.txt").read_text(encoding="utf-8")
    assert text[row["start"] : row["end"]] == NONE
    table = qualcode("codebook", "quality", "--missed", "--format", "table", "--lang", "en").out
    assert NONE in table
    assert "without a hit of any keyword of the code" in table


def test_codes_are_chosen_as_elsewhere_and_nothing_is_written(at: Layout, qualcode: Run) -> None:
    before = {p: p.read_bytes() for p in at.root.rglob("*") if p.is_file() and ".qualcode" not in p.parts}
    chosen = {str(r["code"]) for r in rows(qualcode("codebook", "quality", "tools", "--format", "json").out)}
    assert chosen == {str(r["code"]) for r in rows(qualcode("codebook", "quality", "--codes", TOOLS, "--format", "json").out)} == {TOOLS}
    assert len({str(r["code"]) for r in rows(qualcode("codebook", "quality", "skill", "--format", "json").out)}) == 2
    assert qualcode("codebook", "quality", "--out", "quality.xlsx").code == 0
    (at.root / "quality.xlsx").unlink()
    assert {p: p.read_bytes() for p in at.root.rglob("*") if p.is_file() and ".qualcode" not in p.parts} == before


def test_a_pattern_that_was_given_up_is_said_below_the_table(at: Layout, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = (warning("QC123", "the pattern (d+)+ was given up"),)
    monkeypatch.setattr(quality, "proposals", lambda session, codes: (suggesting.proposals(session, codes=codes)[0], findings))
    assert "the pattern (d+)+ was given up" in qualcode("codebook", "quality", "--format", "tsv").err


def test_check_warns_of_a_keyword_that_is_mostly_wrong(tmp_path: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    speakers = {"A": SpeakerFile("respondent", "P01")}
    said = " ".join(f"Lamp number {n} of ours shines." for n in range(11, 21))
    layout = make_study(tmp_path, {"P01": Interview(("en",), speakers, (Speech("A", said),))}, LAMP_BOOK)
    monkeypatch.chdir(tmp_path)
    for n in range(11, 20):
        reject(layout, f"Lamp number {n}", LAMP, code="a")
    assert "QC128" not in qualcode("check").out
    accept(layout, "Lamp number 20 of ours shines.", LAMP, code="a", coder="lee")
    out = qualcode("check").out
    assert "warning[QC128]: lamp of a was right in 1 of 10 decisions" in out
    assert "capacity.yaml:5:16" in out


LAMP_BOOK = """\
codebook: Lamps
codes:
  - id: a
    brief: lamps
    keywords: [lamp]
"""
