"""Questions to git about a study's folder; a study without git, or a computer without it, gets no answer and needs none."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git_bytes(root: Path, *arguments: str) -> bytes | None:
    """Ask git something about a folder; None where git is not there or says no."""
    try:
        run = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False, timeout=10)  # noqa: S603, S607 - fixed words, the user's own git
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None


def git(root: Path, *arguments: str) -> str | None:
    """Ask git something that it answers in one text."""
    answer = git_bytes(root, *arguments)
    return None if answer is None else answer.decode("utf-8", "replace").strip()
