"""Tables on screens of any width: no column lost, nothing wider than the screen, Hangul two cells wide, no sign a console lacks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.analysis.table import Column, Table
from qualcode.cli.view import SIGNS, Screen, fold, show
from support import Run

COMMANDS = [["matrix"], ["matrix", "--by", "district"], ["matrix", "--by", "codes"], ["count"], ["status"], ["suggest"], ["cases"], ["log"],
            ["quotes"], ["find", "예산"], ["memo"], ["codebook", "show"]]  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_line_is_wider_than_the_screen(
    school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = qualcode(*command, "--format", "table").out
    assert [line for line in out.split("\n") if cell_len(line) > width] == []


@pytest.mark.parametrize("width", [60, 80, 120, 400])
def test_no_column_is_lost_at_any_width(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = qualcode("matrix", "--by", "district", "--format", "table", "--lang", "en").out
    districts = {
        v for line in (school / "cases.csv").read_text(encoding="utf-8-sig").split("\n")[1:] if line for v in line.split(",")[2].split("; ")
    }
    heads = " ".join(line for line in out.split("\n") if line.startswith(" label"))
    assert set(re.findall(r"\w+구", heads)) == districts
    blocks = re.findall(r"Block (\d+) of (\d+)", out)
    assert len(blocks) == (int(blocks[0][1]) if blocks else 0)
    assert (width == 400) == (not blocks)


def test_columns_stand_under_each_other(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = qualcode("matrix", "--codes", "resident", "--format", "table").out.split("\n")
    rows = [line for line in lines[2:] if line.endswith("/10")]
    ends = {cell_len(line[: line.rindex(" ")].rstrip()) for line in rows}
    assert len(rows) == 6
    assert len(ends) == 1


def test_ascii_and_colour(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = qualcode("matrix", "--format", "table").out
    assert "\x1b" not in plain
    ascii_only = qualcode("matrix", "--format", "table", "--ascii", "--lang", "en").out
    assert not set(ascii_only) & set(SIGNS)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = qualcode("matrix", "--format", "table").out
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert coloured != plain


def test_every_sign_has_an_ascii_one_and_a_korean_console_shows_the_rest() -> None:
    assert all(replacement.isascii() for replacement in SIGNS.values())
    assert Screen(ascii=True).signs("".join(SIGNS)).isascii()


def test_a_pipe_gets_rows_without_box_or_cut(school: Path, qualcode: Run) -> None:
    out = qualcode("quotes").out.split("\n")
    header = out[0].split("\t")
    assert header[:3] == ["theme", "code", "label"]
    assert all(len(line.split("\t")) == len(header) for line in out[1:-1] if '"' not in line)
    assert "─" not in "".join(out)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80), st.integers(4, 40))
def test_folding_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    lines = fold(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))


def test_codes_stand_indented_under_their_themes(school: Path, qualcode: Run) -> None:
    out = qualcode("matrix", "--codes", "resident", "--format", "table", "--lang", "en").out
    assert "\n Resident capacity " in out
    assert "\n   Improved expertise " in out


def test_blank_zero_and_share_look_different() -> None:
    columns = (Column("code", "code"), Column("a", "a", "number"), Column("b", "b", "share"))
    table = Table("qualcode.matrix/1", "t", columns, (("x", None, None), ("y", 0, 0.0), ("z", 3, 0.125)), ("rule",))
    assert list(show(table, Screen(40))) == [" code  a       b", "────────────────", " x", " y     ·       ·", " z     3  12.5 %", "rule"]
