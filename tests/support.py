"""What tests share that is no fixture: the sample studies, and what a command line did."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "transcripts_sample"
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def copy_of(name: str, target: Path) -> Path:
    """Copy a sample study."""
    shutil.copytree(SAMPLES / name, target, ignore=shutil.ignore_patterns(".qualcode"))
    return target
