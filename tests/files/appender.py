"""Append to logs in a process of its own, which a test can kill at any moment.

Each line on standard input, ``FOLDER<tab>AUTHOR<tab>NUMBER``, begins a child that appends so many memos to kim's log
about P01. The child says its process id, then the id of each decision as soon as ``append`` has come back; when it is
gone, ``gone`` is said. One program forks all children, so that a hundred trials pay for one import.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from qualcode.files.layout import Layout
from qualcode.files.log import append
from qualcode.ops import Op, next_at

LONG = "열쇠도 맡기고 다닙니다. " * 100
"""So much, a few thousand bytes, that two unguarded writers would meet."""


def _say(word: str) -> None:
    os.write(1, (word + "\n").encode("ascii"))


def _append(folder: str, author: str, number: int) -> None:
    _say(str(os.getpid()))
    for _ in range(number):
        draft = Op("note", of="x", note=f"{author}: {LONG}")
        (op,) = append(Layout(Path(folder)), "kim", "P01", lambda last, d=draft: [_timed(d, last)])  # type: ignore[misc]
        _say(op.id)


def _timed(draft: Op, last: str) -> Op:
    return Op(draft.op, at=next_at(datetime.now(UTC), last), of=draft.of, note=draft.note)


def main() -> None:
    """Obey standard input until it ends."""
    for line in sys.stdin:
        folder, author, number = line.rstrip("\n").split("\t")
        if not (child := os.fork()):
            _append(folder, author, int(number))
            os._exit(0)
        os.waitpid(child, 0)
        _say("gone")


if __name__ == "__main__":
    main()
