"""How far an analysis is: a line or a bar on stderr, for long ones only, and data on stdout as ever."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from lamps import lamps
from qualcode.cli import progress
from qualcode.cli.progress import telling
from qualcode.files.layout import Layout
from support import Run

LONG = 60_000
LINE = "Analysing 60,000 characters, once for each version of a transcript …\n"


class Terminal(io.StringIO):
    """A stderr with a person before it."""

    def isatty(self) -> bool:
        return True


def told(capsys: pytest.CaptureFixture[str], *steps: tuple[int, int], quiet: bool = False) -> str:
    with telling(quiet=quiet) as tell:
        for done, total in steps:
            tell(done, total)
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_long_analysis_is_one_line_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, (0, LONG), (20_000, LONG), (LONG, LONG)) == LINE
    assert told(capsys, (0, LONG), (LONG, LONG), (0, LONG), (LONG, LONG)) == LINE, "words, then words as written: one line"
    assert told(capsys, (0, 10), (10, 10), (0, 1_234_567)) == LINE.replace("60,000", "1,234,567")


def test_the_line_comes_before_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    with telling() as tell:
        assert capsys.readouterr().err == ""
        tell(0, LONG)
        assert capsys.readouterr().err == LINE


def test_a_short_one_and_one_that_is_done_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, (0, LONG - 1), (LONG - 1, LONG - 1)) == ""
    assert told(capsys, (LONG, LONG)) == ""
    assert told(capsys) == ""


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(capsys, (0, LONG), (LONG, LONG), quiet=True) == ""
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    assert told(capsys, (0, LONG), (LONG, LONG), quiet=True) == ""
    assert watched.getvalue() == ""


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    assert told(capsys, (0, LONG), (30_000, LONG), (LONG, LONG)) == ""
    assert "Analysing transcripts" in watched.getvalue()
    assert "100%" in watched.getvalue()
    assert LINE not in watched.getvalue()
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    assert told(capsys, (0, LONG - 1), (LONG - 1, LONG - 1)) == ""
    assert watched.getvalue() == ""


def test_the_bar_goes_away_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", watched := Terminal())
    with pytest.raises(KeyboardInterrupt), telling() as tell:  # noqa: PT012 - the block is what fails
        tell(0, LONG)
        raise KeyboardInterrupt
    shown = watched.getvalue()
    assert shown.endswith(("\x1b[?25h", "\x1b[2K")), "the cursor is back"
    assert "\x1b[?25h" in shown


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """The study of lamps, long enough to be worth a word."""
    layout = lamps(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    monkeypatch.setattr(progress, "_LONG", 100)
    return layout


@pytest.mark.parametrize("command", [("suggest", "--format", "json"), ("suggest", "--dry-run", "--format", "json")])
def test_the_first_run_says_so_the_second_does_not(study: Layout, qualcode: Run, command: tuple[str, ...]) -> None:
    first, second = qualcode(*command), qualcode(*command)
    assert first.err.startswith("Analysing ")
    assert first.err.count("Analysing ") == 1
    assert "Analysing " not in second.err
    assert first.out == second.out
    assert json.loads(first.out)["rows"]


def test_a_quiet_first_run_says_nothing(study: Layout, qualcode: Run) -> None:
    assert qualcode("suggest", "--quiet", "--format", "json").err == ""


def test_check_says_so_on_stderr_alone(study: Layout, qualcode: Run) -> None:
    ran = qualcode("check", "--format", "json")
    assert ran.err.startswith("Analysing ")
    assert json.loads(ran.out)["schema"] == "qualcode.check/1"
