"""``undo --rule``, ``redo --rule`` and ``log --rule``: what they say, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lamps import BOTH, LAMP, ONE, REPAIR, TOOLS, TWICE, accept, change, lamps, reject
from qualcode.files.layout import Layout
from support import Run


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    layout = lamps(tmp_path)
    monkeypatch.chdir(layout.root)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    return layout


def test_it_says_what_went_what_stays_and_how_to_get_it_back(at: Layout, qualcode: Run) -> None:
    accept(at, ONE, LAMP)
    reject(at, "One lamp", LAMP)
    reject(at, "one lamp", LAMP)
    accept(at, BOTH, LAMP, "keyword:tap")
    change(at, "recode", accept(at, TWICE, LAMP), code=TOOLS)
    stay = (
        "1 left in place: another rule found the same (name it with a further --rule to take that back too).\n"
        "1 left in place: recoded, moved or annotated by hand afterwards."
    )
    tried = qualcode("undo", "--rule", "lamp", "--dry-run")
    assert (tried.code, tried.err.rstrip("\n")) == (
        0,
        f"Would take back: 1 coding and 2 rejections by keyword:lamp in 1 source.\n{stay}",
    )
    ran = qualcode("undo", "--rule", "lamp")
    assert ran.err.rstrip("\n").split("\n") == [
        "Taken back: 1 coding and 2 rejections by keyword:lamp in 1 source.",
        *stay.split("\n"),
        "What it finds waits again: qualcode suggest. To bring all back: qualcode redo --rule lamp",
    ]
    assert {ONE, TWICE} <= {r["exact"] for r in json.loads(qualcode("suggest", "--codes", REPAIR, "--format", "json").out)["rows"]}
    again = qualcode("undo", "--rule", "lamp")
    assert again.code == 2
    assert again.err.startswith(stay)
    assert "error: nothing to undo for kim by keyword:lamp" in again.err
    back = qualcode("redo", "--rule", "lamp")
    assert (back.code, back.err) == (0, "Brought back: 1 coding and 2 rejections by keyword:lamp in 1 source.\n")
    assert "nothing to redo for kim by keyword:lamp" in qualcode("redo", "--rule", "lamp").err


def test_what_was_decided_again_is_said(at: Layout, qualcode: Run) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP)
    assert qualcode("undo", "--rule", LAMP, "--quiet").err == ""
    accept(at, ONE, "manual")
    assert "1 not brought back: the same words were decided again since." in qualcode("redo", "--rule", LAMP).err


def test_a_rule_that_finds_nothing_any_more_is_not_said_to_wait(at: Layout, qualcode: Run) -> None:
    accept(at, ONE, "import:codes of lee.xlsx")
    ran = qualcode("undo", "--rule", "import:codes of lee.xlsx")
    assert "waits again" not in ran.err
    assert "qualcode redo --rule 'import:codes of lee.xlsx'" in ran.err


def test_codes_can_be_named(at: Layout, qualcode: Run) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP, code=TOOLS)
    assert "1 coding by keyword:lamp" in qualcode("undo", "--rule", "lamp", "--codes", "tools").err
    assert "1 coding by keyword:lamp" in qualcode("undo", "--rule", "lamp", "--codes", "skill").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("undo", "abc", "--rule", "lamp"), "ID names one decision, --rule all of a rule"),
        (("undo", "--dry-run"), "--codes and --dry-run go with --rule"),
        (("redo", "--codes", "tools"), "--codes and --dry-run go with --rule"),
        (("undo", "--rule", "lamb"), "kim decided nothing by keyword:lamb. Did you mean keyword:lamp?"),
        (("log", "--rule", "lamb"), "these coders decided nothing by keyword:lamb. Did you mean keyword:lamp?"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(at: Layout, qualcode: Run, arguments: tuple[str, ...], said: str) -> None:
    accept(at, ONE, LAMP)
    before = at.log("kim", "P01").read_bytes()
    ran = qualcode(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert at.log("kim", "P01").read_bytes() == before


def test_the_log_of_a_rule_is_all_it_brought_and_all_that_came_of_it(at: Layout, qualcode: Run) -> None:
    first = accept(at, ONE, LAMP)
    recoded = change(at, "recode", first, code=TOOLS)
    undone = change(at, "undo", recoded)
    other = accept(at, TWICE, "manual")
    of_lee = reject(at, "Her lamp", LAMP, coder="lee")
    qualcode("undo", "--rule", "lamp")

    def ids(*arguments: str) -> list[str]:
        return [row["id"] for row in json.loads(qualcode("log", *arguments, "--format", "json").out)["rows"]]

    *listed, last = ids("--rule", "lamp")
    assert set(listed) == {first.id, recoded.id, undone.id, of_lee.id}
    assert other.id not in listed
    row = json.loads(qualcode("log", "--limit", "1", "--format", "json").out)["rows"][0]
    assert (row["id"], row["op"], row["by"], row["of"]) == (last, "undo", "keyword:lamp", first.id)
    assert ids("--rule", "lamp", "--coder", "lee") == [of_lee.id]
