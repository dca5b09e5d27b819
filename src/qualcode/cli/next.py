"""What most people want to do next, printed at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qualcode.files.git import git
from qualcode.files.identity import NobodyCodes

if TYPE_CHECKING:
    from qualcode.session.study import Session


def waiting(session: Session) -> Mapping[str, int] | None:
    """Count the suggestions that wait for this coder in each source; None where nobody codes."""
    from qualcode.cli.progress import telling
    from qualcode.session.suggesting import queue

    try:
        with telling() as progress:
            return queue(session, progress=progress).by_source()
    except NobodyCodes:
        return None


def closing(session: Session, waits: Mapping[str, int] | None) -> Iterator[str]:
    """Write the study in one line, and the next steps."""
    project = session.project
    themes = sum(c.is_theme for c in project.codebook.tree())
    codes = sum(not c.is_theme for c in project.codebook.tree())
    parts = [project.settings.study or session.layout.root.name, f"{len(project.sources)} sources", f"{codes} codes in {themes} themes",
             f"{len(project.codings)} codings"]  # fmt: skip
    parts += [f"{sum(waits.values())} suggestions wait"] if waits is not None else []
    adrift = sum(c.span is None for c in project.codings)
    parts += [f"{adrift} codings adrift: qualcode check"] if adrift else []
    yield " · ".join(parts)
    yield "Next: " + "     ".join(_steps(session, waits))


def _steps(session: Session, waits: Mapping[str, int] | None) -> Iterator[str]:
    project = session.project
    if not project.sources:
        yield "qualcode import FILES..."
        return
    if waits is None:
        yield "say who codes: git config qualcode.coder NAME"
    most = max(waits, key=lambda s: waits[s], default=None) if waits else None
    if most and waits:
        yield f"qualcode review {most}   ({waits[most]} wait)"
    begun = {c.source for c in project.codings}
    fresh = next((s for s in project.sources if s not in begun), None)
    if fresh:
        yield f"qualcode suggest {fresh}   (not started)"
    if not most and not fresh:
        yield "qualcode matrix --by role     qualcode export study.xlsx"
    unsaved = git(session.layout.root, "status", "--porcelain", "--", ".")
    if unsaved:
        n = len(unsaved.split("\n"))
        yield f"{n} file{'s' if n != 1 else ''} not in git"
