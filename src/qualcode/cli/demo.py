"""The sample study, and the main job on it from transcript to spreadsheet, each command printed before it runs."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from qualcode.cli.output import say
from qualcode.files.codebook import write_schema
from qualcode.files.shipped import copy_sample
from qualcode.files.study import load
from qualcode.model.failure import QualcodeError

DEMO_CODER = "demo"


def make_demo(sample: str, directory: Path) -> None:
    """Copy a sample study and say what to do with it."""
    layout = copy_sample(sample, directory)
    write_schema(layout)
    project = load(layout)
    codes = sum(not c.is_theme for c in project.codebook.tree())
    n_sources, n_codings = len(project.sources), len(project.codings)
    say(f"Made {directory}: {n_sources} invented interviews, {codes} codes, {n_codings} codings. Nothing leaves this computer.")
    say(f"  see it     cd {shlex.quote(str(directory))}; qualcode status")
    say("  read       qualcode quotes factor.people        qualcode matrix --by role")
    say("  hand over  qualcode export study.xlsx")


def run_demo(directory: Path) -> None:
    """Do the main job in a copy of the study, so that the sample's own codings stay as they are."""
    copy = directory.with_name(directory.name + "-run")
    if copy.exists():
        raise QualcodeError(f"{copy} is there already", "remove it, or give another name: qualcode demo NAME --run")
    shutil.copytree(directory, copy)
    say(f"\nThe main job, in a copy ({copy}):")
    before = Path.cwd()
    os.chdir(copy)
    try:
        for arguments in _COMMANDS:
            _run(arguments)
    finally:
        os.chdir(before)
    say(f"\nOpen {copy / 'study.xlsx'} in a spreadsheet: every number links to its quotes.")


_COMMANDS = (
    ["check"],
    ["status", "--coder", DEMO_CODER, "--format", "table"],
    ["suggest", "--coder", DEMO_CODER, "--out", "queue.json"],
    ["apply", "--from", "queue.json", "--coder", DEMO_CODER],
    ["matrix", "--by", "role", "--cell", "cases", "--format", "table"],
    ["matrix", "--by", "codes", "--codes", "factor.*", "--with", "resident,community", "--format", "table"],
    ["quotes", "factor.people", "--where", "role=참여자", "--coder", "kim", "--limit", "2", "--format", "table"],
    ["export", "study.xlsx"],
)


def _run(arguments: list[str]) -> None:
    from qualcode.cli.main import run

    say(f"\n$ qualcode {shlex.join(arguments)}")
    sys.stderr.flush()
    code = run(arguments)
    sys.stdout.flush()
    if code not in {0, 1}:
        raise SystemExit(code)
