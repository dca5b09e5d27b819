"""The four contracts of the house, each seen to fail on a planted violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("spacy", "kiwipiepy", "lemminflect", "textual", "numpy", "scipy", "xlsxwriter", "openpyxl", "rapidfuzz", "pydantic")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a tree with the contracts of pyproject.toml."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    environment = {"PYTHONPATH": str(tree / "src"), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package with its contracts, to plant violations in."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    ran = lint(ROOT)
    assert ran.returncode == 0, ran.stdout
    assert "3 kept, 0 broken" in ran.stdout


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("model/text.py", "import qualcode.session", "A floor imports only what lies below it"),
        ("analysis/table.py", "import qualcode.ops", "A floor imports only what lies below it"),
        ("ops.py", "import pathlib", "The thinking floors know no files"),
        ("match/query.py", "import yaml", "The thinking floors know no files"),
        ("session/study.py", "import rich", "Only the command line knows the terminal"),
        ("formats/sheets.py", "import typer", "Only the command line knows the terminal"),
    ],
)
def test_a_planted_violation_is_found(tree: Path, module: str, planted: str, contract: str) -> None:
    path = tree / "src" / "qualcode" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{planted}\n", encoding="utf-8")
    ran = lint(tree)
    assert ran.returncode == 1
    broken = ran.stdout.split("Broken contracts")[1]
    assert contract in broken


def loaded_by(statement: str, path: Path = ROOT / "src") -> set[str]:
    """Give the heavy packages that a statement loads in a fresh interpreter."""
    script = f"import sys; sys.path.insert(0, {str(path)!r})\n{statement}\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.split("\n")[-2].split())


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by("import qualcode.cli.main") == set()


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("from qualcode.cli.main import run; run(['--help']); run(['matrix', '--help'])")
    assert loaded - {"pydantic"} == set()  # newer versions of Typer ask pydantic about the types of options


def test_a_planted_heavy_import_is_found(tree: Path) -> None:
    path = tree / "src" / "qualcode" / "cli" / "look.py"
    path.write_text(path.read_text(encoding="utf-8").replace("import enum\n", "import enum\nimport numpy\n", 1), encoding="utf-8")
    assert loaded_by("import qualcode.cli.main", tree / "src") == {"numpy"}
