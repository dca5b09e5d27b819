"""The bench of keywords: what it counts in a study, how it edits codebooks and transcripts, how it judges by goals."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from qualcode.files.layout import Layout, write_whole
from qualcode.files.shipped import new_study
from qualcode.files.sources import Sidecar, SpeakerFile, write_source
from qualcode.model.source import Speech, compose
from qualcode.session.study import Session

BOOK = "codebook: 50 keywords\ncodes:\n  - id: c001\n    label: Code 1\n    definition: Code 1\n    keywords: [learn, social economy]\n"
SAID = (
    Speech("Interviewer", "What did you learn?"),
    Speech("P001", "We learned about the social economy. Then we were learning to repair things."),
)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ...]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "bench"))
    return tuple(importlib.import_module(name) for name in ("keywords", "keyword_parts", "keyword_table"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_whole(tmp_path / "codebooks" / "keywords-50.yaml", BOOK.encode())
    layout = new_study(tmp_path, "small", ("en",), "keywords-50.yaml")
    speakers = {"Interviewer": SpeakerFile("interviewer"), "P001": SpeakerFile("respondent")}
    write_source(layout, "P001", compose(SAID, tuple(speakers)), Sidecar("P001", "en", speakers))
    return tmp_path


def test_a_match_is_measured_in_steps(bench: tuple[ModuleType, ...], root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, parts, _ = bench
    monkeypatch.setattr(parts, "OTHER", 1000)
    found = parts.match(Session(Layout(root)), 1)
    assert found["hits"] == 4
    assert found.keys() == {"scan", "cached", "letter", "mask", "read", "parse", "compile", "find", "join", "hits"}


def test_an_added_keyword_is_one_of_the_text_and_new(bench: tuple[ModuleType, ...], root: Path) -> None:
    keywords, parts, _ = bench
    study = keywords.Study(root, "en", 1, 1, keywords.new_words(root, "en"))
    study.add_keyword(50)
    *old, new = parts.keywords_of(Session(Layout(root)))
    assert old == ["learn", "social economy"]
    assert new in SAID[1].text


def test_only_the_edited_transcript_is_analysed_again(bench: tuple[ModuleType, ...], root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keywords, parts, _ = bench
    monkeypatch.setenv("QUALCODE_CODER", "bench")
    assert parts.again(Session(Layout(root)), 1)["analysed"] == parts.again(Session(Layout(root)), 1)["of"]
    assert parts.again(Session(Layout(root)), 1)["analysed"] == 0
    keywords.Study(root, "en", 1, 1, keywords.new_words(root, "en")).add_sentence()
    again = parts.again(Session(Layout(root)), 1)
    assert again["analysed"] == again["of"] > 0


def test_what_takes_too_long_is_scaled_from_a_part(bench: tuple[ModuleType, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    _, parts, _ = bench
    assert parts.scaled(len, range(1000), 1)["share"] == 1
    monkeypatch.setattr(parts, "LONGEST", 0)
    found = parts.scaled(len, range(1000), 1)
    assert found["share"] == 0.001
    assert found["hits"] == 1000


def test_rows_are_judged_by_their_goals(bench: tuple[ModuleType, ...], capsys: pytest.CaptureFixture[str]) -> None:
    _, _, table = bench
    report = table.Report()
    report.add(table.Row("quick", 0.1, ratio=0.5, to="the floor", goal="warm"))
    report.add(table.Row("slow", 0.3, ratio=1.5, to="the floor", goal="warm"))
    report.add(table.Row("cold", 0.3, ratio=0.95, to="Kiwi", goal="cold"))
    report.goals()
    shown = capsys.readouterr().out.split("\n")
    assert [("yes" in row, "NO" in row) for row in shown[:3]] == [(True, False), (False, True), (True, False)]
    assert any("reading the cache, <= 1: met in 1 of 2 rows, worst 1.5" in line for line in shown)
