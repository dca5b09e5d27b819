"""What ``suggest`` can be asked: counts instead of rows, a keyword on the spot, and silence."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from lamps import DRILL, NONE, REPAIR, TOOLS, lamps, reject
from qualcode.files.layout import Layout
from studies import BOOK
from support import Ran, Run

Row = dict[str, Any]
Counts = dict[tuple[str, str], dict[str, int]]


def rows(ran: Ran) -> list[Row]:
    assert ran.code == 0, ran.err
    found: list[Row] = json.loads(ran.out)["rows"]
    return found


def asked(qualcode: Run, *options: str) -> list[Row]:
    return rows(qualcode("suggest", *options, "--format", "json"))


def counted(found: list[Row]) -> Counts:
    """Count rows by code and keyword, as ``--dry-run`` does."""
    out: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in found:
        for keyword in {e["keyword"] for e in row["evidence"]}:
            own = [e for e in row["evidence"] if e["keyword"] == keyword]
            key = row["code"], keyword
            sources[key].add(row["source"])
            out[key].update(
                hits=len(own), segments=1, compound=sum(e["tier"] == "compound" for e in own), denied=sum(bool(e["negated"]) for e in own)
            )
    return {key: {**dict(one), "sources": len(sources[key])} for key, one in out.items()}


def told(found: list[Row]) -> Counts:
    """Give the counts of ``--dry-run`` of keywords that have hits."""
    keys = ("hits", "segments", "compound", "denied", "sources")
    return {(row["code"], row["keyword"]): {k: row[k] for k in keys} for row in found if row["hits"]}


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """The study of lamps, with kim in it."""
    layout = lamps(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    return layout


def book(layout: Layout) -> str:
    return (layout.root / BOOK).read_text(encoding="utf-8")


def files(layout: Layout) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in layout.root.rglob("*") if p.is_file() and ".qualcode" not in p.parts}


@pytest.mark.parametrize(
    "options", [(), ("P03",), ("P01", "P04", "--codes", "resident,factor", "--coder", "lee"), ("--speech", "all"), ("--coder", "nobody")]
)
def test_counts_are_those_of_the_rows(school: Path, qualcode: Run, options: tuple[str, ...]) -> None:
    counts = asked(qualcode, *options, "--dry-run")
    found = counted(asked(qualcode, *options))
    assert told(counts) == found
    assert len(found) > 3
    if not options:
        assert sum(one["compound"] for one in found.values()) > 0
        assert sum(one["denied"] for one in found.values()) > 0
        assert any(one["hits"] > one["segments"] for one in found.values())
        assert any(one["segments"] > one["sources"] > 1 for one in found.values())
        assert any(not row["hits"] for row in counts), "keywords without hits have a row too"


def test_what_is_left_out_is_what_all_speech_adds(school: Path, qualcode: Run) -> None:
    few, every = (asked(qualcode, "--coder", "nobody", *more, "--dry-run") for more in ((), ("--speech", "all")))
    assert [row["left_out"] for row in few] == [b["hits"] - a["hits"] for a, b in zip(few, every, strict=True)]
    assert sum(row["left_out"] for row in few) > 0
    assert {row["left_out"] for row in every} == {0}


def test_counting_writes_nothing_and_leaves_out_what_is_decided(at: Layout, qualcode: Run) -> None:
    before = files(at)
    first = {row["keyword"]: row["hits"] for row in asked(qualcode, "--dry-run")}
    assert first == {"lamp": 5, "tap": 2, "fuse": 0, "drill": 1}
    assert files(at) == before
    reject(at, "Her lamp", "keyword:lamp")
    assert {row["keyword"]: row["hits"] for row in asked(qualcode, "-n")} == {**first, "lamp": 4}
    assert {row["keyword"]: row["hits"] for row in asked(qualcode, "-n", "--coder", "lee")} == first


def test_a_keyword_is_written_and_its_code_is_shown_alone(at: Layout, qualcode: Run) -> None:
    before = book(at)
    ran = qualcode("suggest", "--pattern", "chair", "--as", "tools", "--format", "json")
    assert {row["code"] for row in rows(ran)} == {TOOLS}
    assert [row["exact"] for row in rows(ran)] == [NONE, DRILL]
    assert ran.err.startswith(f"{BOOK}: {TOOLS} has the keyword chair\n")
    assert book(at) == before.replace("[drill]", "[drill, chair]")
    assert {row["code"] for row in asked(qualcode)} == {REPAIR, TOOLS}
    again = qualcode("suggest", "--pattern", "chair", "--as", TOOLS, "--format", "json")
    assert again.out == ran.out
    assert "has the keyword" not in again.err
    assert book(at).count("chair") == 1


@pytest.mark.parametrize("keyword", ["no", "42", "a NEAR/3 tap", '"Her lamp"', "yes: it", "# tap", "배우다", "/[lt]a./", "* tap*"[2:]])
def test_a_keyword_is_written_so_that_it_is_read_back(at: Layout, qualcode: Run, keyword: str) -> None:
    assert qualcode("suggest", "--pattern", keyword, "--as", REPAIR).code == 0
    counts = asked(qualcode, "--dry-run", "--codes", REPAIR)
    assert keyword in {row["keyword"] for row in counts}
    out = qualcode("check").out
    assert "QC103" not in out
    assert "QC120" not in out


@pytest.mark.parametrize(
    ("options", "said", "help_"),
    [
        (("--pattern", "chair"), "--pattern and --as go together", "qualcode suggest --pattern"),
        (("--pattern", ""), "--pattern and --as go together", ""),
        (("--as", TOOLS), "--pattern and --as go together", "qualcode suggest --pattern"),
        (("--pattern", "chair", "--as", TOOLS, "--dry-run"), "--dry-run writes no keyword", "qualcode codebook explain 'chair'"),
        (("--pattern", "chair AND", "--as", TOOLS), "the keyword 'chair AND' does not parse", ""),
        (("--pattern", "", "--as", TOOLS), "the keyword '' does not parse", ""),
        (("--pattern", "chair", "--as", "nowhere"), "no code 'nowhere'", ""),
        (("--pattern", "chair", "--as", ""), "no code ''", ""),
        (("P09", "--pattern", "chair", "--as", TOOLS), "no source 'P09'", "P01, P02"),
        (("P09",), "no source 'P09'", "P01, P02"),
        (("--codes", "nowhere"), "no code 'nowhere'", ""),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(
    at: Layout, qualcode: Run, options: tuple[str, ...], said: str, help_: str
) -> None:
    before = files(at)
    ran = qualcode("suggest", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {said}")
    assert help_ in ran.err
    assert files(at) == before


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--pattern", "chair", "--as", TOOLS), ("--format", "tsv"), ("--format", "csv")])
def test_quiet_is_data_alone(at: Layout, qualcode: Run, options: tuple[str, ...]) -> None:
    quiet = qualcode("suggest", *options, "--quiet")
    loud = qualcode("suggest", *options)
    assert quiet.err == ""
    assert loud.err != ""
    assert quiet.out == loud.out != ""


def test_quiet_keeps_errors(at: Layout, qualcode: Run) -> None:
    assert qualcode("suggest", "--as", TOOLS, "--quiet").err.startswith("error: ")


def test_the_summary_counts_what_is_not_shown_and_says_what_is_next(at: Layout, qualcode: Run) -> None:
    err = qualcode("suggest").err
    assert err.startswith("6 wait for kim (0 coded already, 0 hits rejected). 1 hits in turns of interviewer, moderator, system left out: ")
    assert err.count("\n") == 2
    assert "Next: qualcode review" in err
    none = qualcode("suggest", "--codes", TOOLS, "P02")
    assert none.err == "0 wait for kim (0 coded already, 0 hits rejected).\n"
    (at.root / BOOK).write_text(book(at).replace("[drill]", "[drill, drill AND]"), encoding="utf-8")
    assert "1 keywords cannot be read and find nothing: qualcode codebook check\n" in qualcode("suggest").err


def test_a_terminal_gets_a_line_for_each_code(at: Layout, qualcode: Run) -> None:
    out = qualcode("suggest", "--format", "table", "--lang", "en").out
    lines = [line.split() for line in out.split("\n") if line.strip().startswith("skill.")]
    assert [line[0] for line in lines] == [REPAIR, TOOLS]
    assert lines[0][-7:] == ["5", "2", "lamp", "5", "·", "tap", "2"]
    assert lines[1][-4:] == ["1", "1", "drill", "1"]
