"""Opening the study a command is run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualcode.session.study import Session


def open_here(coder: str | None = None) -> Session:
    """Open the study at or above the current folder."""
    from qualcode.session.study import open_study

    return open_study(coder=coder)
