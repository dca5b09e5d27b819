"""The queue in a real terminal: answers with and without the Hangul input method, undo, ctrl-C, end of input."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pexpect
import pytest

from support import Run

Terminal: TypeAlias = "pexpect.spawn[str]"


@pytest.fixture
def terminal(school: Path) -> Iterator[Terminal]:
    """``qualcode review P03`` on a terminal of 80 by 40, waiting at its first question."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "QUALCODE_CODER": "kim", "COLUMNS": "80"}
    child = pexpect.spawn(
        sys.executable, ["-m", "qualcode", "review", "P03", "--plain"], cwd=str(school), env=environment, encoding="utf-8", timeout=60
    )
    child.setwinsize(40, 80)
    child.expect(r"1 of \d+")
    child.expect(r"\n\? ")
    yield child
    child.close(force=True)


def log(school: Path) -> list[dict[str, object]]:
    lines = (school / "codings" / "kim" / "P03.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [json.loads(line) for line in lines]


def test_answers_are_on_disk_before_the_next_question(terminal: Terminal, school: Path) -> None:
    n = len(log(school))
    for answer, ops in (("y", ["code"]), ("ㅜ", ["reject"]), ("1", ["code"]), ("2", ["reject"]), ("u", ["undo"])):
        terminal.sendline(answer)
        terminal.expect(r"\n\? ")
        made = log(school)[n:]
        assert {str(line["op"]) for line in made} == set(ops), answer
        n += len(made)
    accepted = next(line for line in reversed(log(school)) if line["op"] == "code")
    assert str(accepted["by"]).startswith("['keyword:")
    terminal.sendline("")
    terminal.expect(r"\n\? ")
    assert len(log(school)) == n
    terminal.sendline("ㅂ")
    terminal.expect("All saved")
    terminal.wait()
    assert terminal.exitstatus == 0


def test_an_answer_that_is_none_asks_again(terminal: Terminal, school: Path) -> None:
    n = len(log(school))
    terminal.sendline("maybe")
    terminal.expect("y yes")
    terminal.sendline("q")
    terminal.expect("0 accepted, 0 rejected")
    assert len(log(school)) == n


def test_ctrl_c_leaves_with_130_and_nothing_is_lost(terminal: Terminal, school: Path) -> None:
    n = len(log(school))
    terminal.sendline("y")
    terminal.expect(r"2 of \d+")
    terminal.expect(r"\n\? ")
    terminal.sendintr()
    terminal.expect("Everything decided so far is saved")
    terminal.wait()
    assert terminal.exitstatus == 130
    assert len(log(school)) == n + 1


def test_the_end_of_input_leaves_politely(terminal: Terminal) -> None:
    terminal.sendeof()
    terminal.expect("All saved")
    terminal.wait()
    assert terminal.exitstatus == 0


def test_hits_stand_in_brackets_and_the_keyword_is_named(terminal: Terminal) -> None:
    shown = terminal.before or ""
    assert "[" in shown
    assert 'keyword "' in shown
    terminal.sendline("q")


def test_without_a_terminal_the_other_road_is_named(school: Path, qualcode: Run) -> None:
    ran = qualcode("review", "P03")
    assert ran.code == 2
    assert "apply --from" in ran.err


def test_a_korean_console_that_is_not_utf_8_shows_korean_and_never_fails(school: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "PYTHONIOENCODING": "cp949"}
    for command in (["matrix", "--lang", "ko"], ["quotes", "factor.people", "--limit", "3"], ["doctor"]):
        child = pexpect.spawn(sys.executable, ["-m", "qualcode", *command], cwd=str(school), env=environment, encoding="cp949", timeout=60)
        child.setwinsize(40, 100)
        child.expect(pexpect.EOF)
        child.close()
        shown = child.before or ""
        assert child.exitstatus == 0, shown
        assert "Traceback" not in shown
        assert any("가" <= letter <= "힣" for letter in shown)
