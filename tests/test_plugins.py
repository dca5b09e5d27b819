"""Formats and rules by their names: built-ins from the table, others by entry points, nothing before it is asked for."""

from __future__ import annotations

import importlib.metadata
import io
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from qualcode import plugins
from qualcode.analysis.table import Column, Table
from qualcode.model.diagnostic import Diagnostic, note
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Wish
from qualcode.model.project import Project
from qualcode.plugins import READERS, ROWS, WRITERS, BrokenPlugin, UnknownFormat, read_rows, reader_for, rules, writer_for

SRC = Path(plugins.__file__).parents[1]
TABLE = Table("qualcode.suggest/1", "t", (Column("address", "address"), Column("code", "code")), (("=P03:1", "a"),), ("한 줄",))


class Hwp:
    """A format of a package that is not ours: it reads and writes."""

    suffixes = (".trs", ".trsx", ".csv")

    def read(self, raw: bytes, name: str) -> str:
        return f"{name}: {len(raw)}"

    def write(self, tables: object, out: io.BytesIO) -> tuple[str, ...]:
        return (f"{tables} {out}",)


class Svg:
    """A format that is only written."""

    suffixes = (".svg",)

    def write(self, tables: object, out: io.BytesIO) -> tuple[str, ...]:
        return (f"{tables} {out}",)


HWP: Any = Hwp()
SVG: Any = Svg()
NO_FORMAT = object()


def one_rule(project: Project) -> list[Diagnostic]:
    return [note("QC999", project.settings.study)]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> object:
    """Install plug-ins: (group, name, attribute of this module)."""
    monkeypatch.setitem(sys.modules, "theirs", sys.modules[__name__])

    def installed(*points: tuple[str, str, str]) -> None:
        made = [EntryPoint(name, value if ":" in value else f"theirs:{value}", group) for group, name, value in points]
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [p for p in made if p.group == group])

    return installed


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_each_built_in_writer_writes_and_names_its_ending(suffix: str) -> None:
    writer = writer_for(suffix)
    assert suffix in writer.suffixes
    out = io.BytesIO()
    writer.write([TABLE], out)
    assert out.getvalue()


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_each_built_in_reader_names_its_ending_and_says_what_it_cannot_read(suffix: str) -> None:
    reader = reader_for(suffix)
    assert suffix in reader.suffixes
    with pytest.raises(QualcodeError):
        reader.read(b"\x00\x01\x02 no file of any kind \xff", f"P03{suffix}", Wish())


@pytest.mark.parametrize("suffix", sorted(set(WRITERS) & set(ROWS)))
def test_rows_are_read_back_in_each_format_that_has_them(suffix: str) -> None:
    out = io.BytesIO()
    writer_for(suffix).write([TABLE], out)
    assert read_rows(out.getvalue(), suffix.upper(), f"x{suffix}") == [{"address": "=P03:1", "code": "a"}]


def test_raw_leaves_texts_as_they_are() -> None:
    guarded, raw = io.BytesIO(), io.BytesIO()
    writer_for(".csv").write([TABLE], guarded)
    writer_for(".CSV", raw=True).write([TABLE], raw)
    assert (b"'=P03" in guarded.getvalue(), b"'=P03" in raw.getvalue()) == (True, False)
    assert writer_for(".xlsx", raw=True) is writer_for(".xlsx")


def test_an_unknown_ending_is_told_which_are_known() -> None:
    with pytest.raises(UnknownFormat, match=r"cannot write files ending in \.doc") as problem:
        writer_for(".doc")
    assert problem.value.help == "endings it can write: .csv .json .md .tsv .xlsx"
    with pytest.raises(UnknownFormat, match=r"cannot read a file without an ending"):
        reader_for("")
    with pytest.raises(UnknownFormat, match=r"cannot read rows from files ending in \.docx"):
        read_rows(b"", ".docx")


def test_installed_formats_join_the_table(install: type) -> None:
    install(("qualcode.formats", "hwp", "HWP"), ("qualcode.formats", "svg", "SVG"))
    assert reader_for(".TRS") is HWP
    assert writer_for(".trsx") is HWP
    assert writer_for(".svg") is SVG
    with pytest.raises(UnknownFormat) as problem:
        reader_for(".svg")
    assert ".trs .trsx" in problem.value.help
    assert ".svg" not in problem.value.help


def test_a_built_in_format_cannot_be_replaced(install: type) -> None:
    install(("qualcode.formats", "hwp", "HWP"))
    assert writer_for(".csv") is not HWP


def test_installed_rules_are_given(install: type) -> None:
    assert rules() == ()
    install(("qualcode.rules", "b", "one_rule"), ("qualcode.formats", "hwp", "HWP"))
    assert rules() == (one_rule,)


@pytest.mark.parametrize("value", ["no_such_module:X", "theirs:Nothing", "NO_FORMAT"])
def test_a_broken_plug_in_is_named(install: type, value: str) -> None:
    install(("qualcode.formats", "odd", value))
    with pytest.raises(BrokenPlugin, match=r"the plug-in odd of .* does not work"):
        writer_for(".odd")
    assert writer_for(".csv")


@pytest.mark.parametrize(
    ("statement", "loaded"),
    [
        ("import qualcode.plugins", []),
        ("from qualcode.plugins import *; writer_for('.csv'); writer_for('.json'); read_rows(b'code\\na\\n', '.csv')", []),
        ("import io; from qualcode.plugins import *; writer_for('.xlsx').write([], io.BytesIO())", ["xlsxwriter"]),
    ],
)
def test_a_library_is_loaded_only_when_it_is_needed(statement: str, loaded: list[str]) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(SRC)!r})\n{statement}\nprint([m for m in ('openpyxl', 'xlsxwriter') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(loaded)
