"""The documents say what the program does: their output is generated, their links lead somewhere, their lists are whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from qualcode.rules import RULES
from support import ROOT

GENERATED = ("README.md", "docs/commands.md", "docs/rules.md")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def cog(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cogapp", "-P", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", GENERATED)
def test_output_in_documents_is_what_the_program_prints(name: str) -> None:
    ran = cog("--check", name)
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}\nrun: cog -P -r {' '.join(GENERATED)}"


def test_a_stale_document_is_found() -> None:
    stale = ROOT / "docs" / "stale-for-a-test.md"
    stale.write_text((ROOT / "docs" / "rules.md").read_text(encoding="utf-8").replace("QC010", "QC0!0"), encoding="utf-8")
    try:
        assert cog("--check", str(stale.relative_to(ROOT))).returncode != 0
    finally:
        stale.unlink()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_every_rule_of_the_table_has_its_number_in_the_documents() -> None:
    listed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for rule in RULES:
        number = (rule.__doc__ or "").split(":")[0]
        assert re.fullmatch(r"QC\d{3}", number), rule
        assert f"| {number} |" in listed


def test_the_readme_has_two_commands_that_do_all() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"<!-- (?:main job|tests) -->\n```\n(.*)\n```", text)
    assert commands == ["pip install . && qualcode demo --run", "pip install '.[test]' && pytest"]


def test_the_citation_names_this_version() -> None:
    import qualcode

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == qualcode.__version__
    assert cited["license"] == "MIT"


def test_samples_say_that_they_are_invented() -> None:
    for study in (ROOT / "transcripts_sample").glob("*/qualcode.yaml"):
        assert "invented" in study.read_text(encoding="utf-8")
        assert "invented" in (study.parent / "README.md").read_text(encoding="utf-8")
