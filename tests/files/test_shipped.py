"""What ships with the program: codebooks, samples, and the beginning of a new study."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.files.settings import read_settings
from qualcode.files.shipped import codebook_bytes, codebook_names, copy_sample, new_study, sample_names
from qualcode.files.study import load
from qualcode.model.diagnostic import Severity
from qualcode.model.failure import QualcodeError
from qualcode.model.project import Settings
from qualcode.rules import check
from support import ROOT

MAIN_SAMPLE = "residents-technology-school"


def test_codebooks_and_samples_ship() -> None:
    assert codebook_names() == ("capacity", "chaskin", "goodman", "laverack", "liberato", "lifelong-learning-city")
    assert MAIN_SAMPLE in sample_names()
    assert codebook_bytes("capacity") == (ROOT / "codebooks" / "capacity.yaml").read_bytes()


@pytest.mark.parametrize("name", ["내 코드북.yml", "own.yaml"])
def test_a_codebook_of_ones_own_is_given_by_its_path(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.write_bytes("codes:\n- id: 가\n".encode())
    assert codebook_bytes(str(own)) == own.read_bytes()


@pytest.mark.parametrize("name", ["capacities", "capacity.yaml", "../capacity"])
def test_a_codebook_that_is_none_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(QualcodeError, match="no codebook") as raised:
        codebook_bytes(name)
    assert raised.value.help.startswith("codebooks are: capacity, chaskin, ")


@pytest.mark.parametrize("name", ["residents-technology-school", "lifelong-learning-city"])
def test_a_sample_is_a_study_without_errors(tmp_path: Path, name: str) -> None:
    layout = copy_sample(name, tmp_path / "demo")
    project = load(layout)
    assert [d for d in check(project) if d.severity is Severity.ERROR] == []
    assert project.sources
    assert not (tmp_path / "demo" / ".qualcode").exists()


def test_a_sample_goes_into_an_empty_folder_and_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert copy_sample(MAIN_SAMPLE, tmp_path / "empty") == Layout(tmp_path / "empty")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"1")
    for target in (tmp_path / "full", tmp_path / "full" / "mine"):
        with pytest.raises(QualcodeError, match="is there already"):
            copy_sample(MAIN_SAMPLE, target)
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine"]


def test_a_sample_that_is_none_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(QualcodeError, match="no sample 'x'") as raised:
        copy_sample("x", tmp_path / "demo")
    assert MAIN_SAMPLE in raised.value.help


def test_a_new_study_loads_without_a_finding(tmp_path: Path) -> None:
    layout = new_study(tmp_path / "새 연구", "주민기술학교: 2021", ("ko", "en"), "capacity")
    assert read_settings(layout) == (Settings("주민기술학교: 2021"), ())
    project = load(layout)
    assert project.diagnostics == ()
    assert len(project.codebook.by_id) > 10
    root = layout.root
    assert (root / ".gitattributes").read_text(encoding="utf-8") == "*.jsonl text eol=lf merge=union\ntranscripts/** text eol=lf\n"
    assert "originals/" in (root / ".gitignore").read_text(encoding="utf-8")
    assert layout.transcripts.is_dir()


def test_a_new_study_touches_nothing_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "codebooks").mkdir()
    own = tmp_path / "codebooks" / "own.yaml"
    for path in (own, tmp_path / ".gitignore", tmp_path / "words.txt", tmp_path / ".gitattributes"):
        path.write_text("# mine\n", encoding="utf-8")
    layout = new_study(tmp_path, "x", ("ko",), str(own))
    assert read_settings(layout)[0].codebook == "codebooks/own.yaml"
    for path in (own, tmp_path / ".gitignore", tmp_path / "words.txt", tmp_path / ".gitattributes"):
        assert path.read_text(encoding="utf-8") == "# mine\n"


def test_a_study_is_not_started_twice_and_not_with_an_unknown_codebook(tmp_path: Path) -> None:
    with pytest.raises(QualcodeError, match="no codebook 'x'"):
        new_study(tmp_path, "x", ("ko",), "x")
    assert list(tmp_path.iterdir()) == []
    layout = new_study(tmp_path, "x", ("ko",), "goodman")
    with pytest.raises(QualcodeError, match="there is a study here already"):
        new_study(tmp_path, "y", ("ko",), "goodman")
    assert read_settings(layout)[0].study == "x"
