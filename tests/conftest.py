"""What tests share: the sample study in a folder of its own, and the command line run in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from qualcode.cli.main import run
from support import Ran, Run, copy_of

# No test judges by seconds; where a result lands or does not, the same examples are drawn each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _nobody_in_particular(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own configuration out: no coder, no language, no width but what a test sets."""
    home = tmp_path_factory.mktemp("home")
    for name in ("QUALCODE_CODER", "QUALCODE_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def qualcode(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process."""

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first sample study, with kim coding, in a folder with blanks and Hangul in its path."""
    study = copy_of("residents-technology-school", tmp_path / "내 연구 폴더")
    monkeypatch.chdir(study)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    return study


@pytest.fixture
def cities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second sample study, with kim coding."""
    study = copy_of("lifelong-learning-city", tmp_path / "cities")
    monkeypatch.chdir(study)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    return study


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qualcode: Run) -> Path:
    """A new study without transcripts."""
    study = tmp_path / "new study"
    study.mkdir()
    monkeypatch.chdir(study)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    assert qualcode("init", "새 연구").code == 0
    return study
