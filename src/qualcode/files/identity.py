"""Who codes: from the environment, git's configuration or the user's own, never from a file that a team shares."""

from __future__ import annotations

import os
from pathlib import Path

from qualcode.files.git import git
from qualcode.files.layout import write_whole
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc


class NobodyCodes(QualcodeError):
    """A decision was made and nobody knows whose it is."""

    def __init__(self) -> None:
        super().__init__("who is coding?", "give --coder NAME, or set QUALCODE_CODER, or git config qualcode.coder NAME")


def user_configuration() -> Path:
    """Give the file of the user's own configuration."""
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".config") / "qualcode" / "coder"


def who_codes(root: Path, given: str | None) -> str | None:
    """Find the coder: ``--coder``, QUALCODE_CODER, ``git config qualcode.coder``, the user's configuration."""
    named = given or os.environ.get("QUALCODE_CODER") or git(root, "config", "--get", "qualcode.coder") or _own()
    return nfc(named.strip()) or None if named else None


def _own() -> str | None:
    path = user_configuration()
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def remember_coder(root: Path, coder: str) -> None:
    """Write who codes where only this person reads it: git's configuration of the clone, and the user's own if empty."""
    git(root, "config", "qualcode.coder", coder)
    if _own() is None:
        write_whole(user_configuration(), (coder + "\n").encode("utf-8"))
