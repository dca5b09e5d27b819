"""How far a long analysis is, on stderr, so that data on stdout stays clean."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualcode.session.analysed import Progress

_LONG = 60_000
"""From so many characters on, analysis takes more than a second and is worth a word."""


@contextlib.contextmanager
def telling(*, quiet: bool = False) -> Iterator[Progress]:
    """Give a function that is told how far analysis is: a bar with the time left in a terminal, else one line."""
    with contextlib.ExitStack() as stack:
        bar: Progress | None = None

        def tell(done: int, total: int) -> None:
            nonlocal bar
            if bar is None and total >= _LONG and done < total and not quiet:
                bar = _bar(stack) if sys.stderr.isatty() else _line(total)
            if bar is not None:
                bar(done, total)

        yield tell


def _line(total: int) -> Progress:
    sys.stderr.write(f"Analysing {total:,} characters, once for each version of a transcript …\n")
    sys.stderr.flush()
    return lambda _done, _of: None


def _bar(stack: contextlib.ExitStack) -> Progress:
    """Open a bar that goes away when it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    shown = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = shown.add_task("Analysing transcripts", total=None)
    return lambda done, total: shown.update(task, completed=done, total=total)
