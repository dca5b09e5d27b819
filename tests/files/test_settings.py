"""The study's own file: what does not fit keeps its default and is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.files.failure import CannotRead
from qualcode.files.layout import Layout
from qualcode.files.settings import read_settings, settings_text
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.project import Settings
from qualcode.model.text import nfc


def read(folder: Path, text: str | bytes) -> tuple[Settings, tuple[Diagnostic, ...]]:
    (folder / "qualcode.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_settings(Layout(folder))


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = """\
study: Seoul Residents' Technology School
languages: [ko]
codebook: codebooks/다른.yaml
unit: turn
exclude: []
pipelines: {en: en_core_web_sm}
words: 낱말.txt
"""
    settings = Settings(
        "Seoul Residents' Technology School", ("ko",), "codebooks/다른.yaml", "turn", (), {"en": "en_core_web_sm"}, "낱말.txt"
    )
    assert read(tmp_path, text) == (settings, ())


@pytest.mark.parametrize("text", ["", "# 주석\n", "unit:\n"])
def test_what_is_not_said_is_as_by_default(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (Settings(), ())


@pytest.mark.parametrize(
    ("text", "rule", "at", "said"),
    [
        ("unti: turn\n", "QC110", "1:1", "no field 'unti' here"),
        ("unit: 문장\n", "QC102", "1:7", "'문장' is none of 'sentence' or 'turn'"),
        ("languages: ko\n", "QC102", "1:12", "a list should stand here"),
        ("pipelines: [a]\n", "QC102", "1:12", "a mapping should stand here"),
        ("study: 2021\n", "QC103", "1:8", "2021 is read by YAML as a number, not as text"),
        ("study: a: b\n", "QC101", "1:9", "not valid YAML: mapping values are not allowed here"),
        ("- a\n", "QC102", "1:1", "this file should be a mapping of fields"),
        ("study: 역량\n".encode("cp949"), "QC100", "1:8", "this file is not UTF-8"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_counts(tmp_path: Path, text: str | bytes, rule: str, at: str, said: str) -> None:
    settings, (one,) = read(tmp_path, text)
    assert (one.rule, str(one.where), one.message) == (rule, f"qualcode.yaml:{at}", said)
    assert settings == (Settings("2021") if rule == "QC103" else Settings())


def test_a_misspelt_setting_is_answered_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    settings, (one,) = read(tmp_path, "study: 학교\nunti: turn\n")
    assert one.help == "did you mean 'unit'?"
    assert settings == Settings("학교")


def test_a_study_without_its_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"cannot read .*qualcode\.yaml: No such file"):
        read_settings(Layout(tmp_path))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(nfc), st.lists(st.sampled_from(["ko", "en", "no", "y"]), max_size=3)
)
def test_a_new_studys_settings_are_read_back(tmp_path_factory: pytest.TempPathFactory, title: str, languages: list[str]) -> None:
    text = settings_text(title, tuple(languages), "codebooks/주민: 역량.yaml")
    found = read(tmp_path_factory.mktemp("study"), text)
    assert found == (Settings(title, tuple(languages), "codebooks/주민: 역량.yaml"), ())


def test_a_new_studys_settings_say_what_they_do() -> None:
    text = settings_text("주민기술학교", ("ko", "en"), "codebooks/capacity.yaml")
    assert text.startswith("study: 주민기술학교\nlanguages: [ko, en]\ncodebook: codebooks/capacity.yaml\nunit: sentence ")
