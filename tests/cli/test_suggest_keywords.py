"""``codebook suggest-keywords``: what it prints, what it writes into the codebook, and what it asks on a terminal."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pexpect
import pytest

from support import Run

CODE = "resident.business"


def book(school: Path) -> str:
    return (school / "codebooks" / "capacity.yaml").read_text(encoding="utf-8")


def rows(qualcode: Run, *more: str) -> list[dict[str, object]]:
    told = json.loads(qualcode("codebook", "suggest-keywords", CODE, "--format", "json", *more).out)
    assert told["schema"] == "qualcode.suggest-keywords/1"
    return list(told["rows"])


def test_rows_hold_all_that_is_known_of_a_word(school: Path, qualcode: Run) -> None:
    found = rows(qualcode, "--limit", "0")
    by_word = {row["word"]: row for row in found}
    earn = by_word["벌다"]
    assert earn["group"] == "keyness"
    assert earn["variant"] == "LL two-cell (Rayson & Garside 2000)"
    assert earn["notable"]
    assert (earn["coded"], earn["coded_sources"]) == (2, 2)
    example = earn["example"]
    assert isinstance(example, dict)
    start, end = example["word"]
    assert example["exact"][start:end] == "버"
    assert example["address"].startswith("P")
    groups = [str(row["group"]) for row in found]
    assert groups == sorted(groups), "keyness, neighbours, phrases"
    assert all(row["near"] and row["g2"] is None for row in found if row["coded"] == 0)


def test_the_limit_is_for_each_kind(school: Path, qualcode: Run) -> None:
    few, every = rows(qualcode, "--limit", "1"), rows(qualcode, "--limit", "0")
    assert [row["word"] for row in few] == [
        next(r["word"] for r in every if r["group"] == group) for group in dict.fromkeys(r["group"] for r in every)
    ]


@pytest.mark.parametrize(("lang", "heading"), [("ko", "두드러진 말"), ("en", "keyness")])
def test_a_terminal_gets_a_table_a_kind_and_the_notes(school: Path, qualcode: Run, lang: str, heading: str) -> None:
    told = qualcode("codebook", "suggest-keywords", CODE, "--format", "table", "--lang", lang)
    assert heading in told.out
    assert "[버]" in told.out
    assert "LL two-cell (Rayson & Garside 2000)" in told.out
    assert "Kiwi" in told.out
    assert "--accept" in told.err


def test_accepted_words_go_into_the_codebook_with_their_reason(school: Path, qualcode: Run) -> None:
    before = book(school)
    told = qualcode("codebook", "suggest-keywords", CODE, "--accept", "벌다", "--accept", "통장", "--accept", "벌다")
    assert told.code == 0
    assert told.err.count("has the keyword") == 2
    new = [line for line in book(school).split("\n") if line not in before.split("\n")]
    assert new[0].strip().startswith("# 벌다: from suggest-keywords 20")
    assert ": G2 " in new[0]
    assert new[0].endswith("2 in 2 sources")
    assert new[2].endswith(", 벌다, 통장]")
    assert qualcode("codebook", "check").code == 0
    again = qualcode("codebook", "suggest-keywords", CODE, "--accept", "벌다")
    assert again.code != 0
    assert "is a keyword of resident.business already" in again.err


def test_a_dry_run_and_a_word_that_was_not_proposed_write_nothing(school: Path, qualcode: Run) -> None:
    before = book(school)
    told = qualcode("codebook", "suggest-keywords", CODE, "--accept", "벌다", "--dry-run")
    assert "would have the keyword 벌다  # from suggest-keywords" in told.err
    told = qualcode("codebook", "suggest-keywords", CODE, "--accept", "벌다", "--accept", "구름")
    assert told.code != 0
    assert "'구름' is none of the words proposed" in told.err
    assert book(school) == before


def test_without_a_terminal_nothing_is_asked(school: Path, qualcode: Run) -> None:
    told = qualcode("codebook", "suggest-keywords", CODE, "--ask")
    assert told.code != 0
    assert "--accept WORD" in told.err


def test_an_empty_study_has_nothing_to_propose(empty: Path, qualcode: Run) -> None:
    told = qualcode("codebook", "suggest-keywords", "resident.business", "--format", "table", "--lang", "en")
    assert told.code == 0
    assert "No word stands out." in told.err
    assert "no segment has this code yet" in told.out


def test_on_a_terminal_each_word_is_a_question_and_a_yes_is_written_at_once(school: Path) -> None:
    before = book(school)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "COLUMNS": "80"}
    arguments = ["-m", "qualcode", "codebook", "suggest-keywords", CODE, "--ask", "--lang", "en"]
    child = pexpect.spawn(sys.executable, arguments, cwd=str(school), env=environment, encoding="utf-8", timeout=60)
    child.setwinsize(40, 80)
    child.expect(r"1 of \d+")
    child.expect(r"\n\? ")
    child.sendline("maybe")
    child.expect("y take it")
    child.sendline("n")
    child.expect(r"2 of \d+")
    child.expect(r"\n\? ")
    assert book(school) == before
    child.sendline("ㅛ")
    child.expect("has the keyword")
    child.expect(r"3 of \d+")
    child.expect(r"\n\? ")
    assert book(school).count("from suggest-keywords") == 1
    child.sendline("q")
    child.expect(r"1 of \d+ words taken")
    child.wait()
    assert child.exitstatus == 0
