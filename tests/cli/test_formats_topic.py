"""The topic ``formats`` names every ending that can be read, and no other."""

from __future__ import annotations

import re

from qualcode.plugins import READERS
from support import Run

REFUSED = {".xls", ".doc"}
"""Endings whose reader only says what to do."""


def test_every_ending_is_named(qualcode: Run) -> None:
    head = qualcode("help", "formats").out.split("qualcode import FILES --dry-run")[0]
    assert set(re.findall(r"(?<=\s)\.[A-Za-z]+", head)) == ({s for s in READERS if s not in REFUSED} | {".TextGrid"}) - {".textgrid"}
