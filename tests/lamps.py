"""A small invented study about lamps and drills, to decide about keywords on: every hit and every sentence is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qualcode.files.layout import Layout
from qualcode.files.sources import SpeakerFile
from qualcode.model.source import Speech
from qualcode.ops import Op
from qualcode.session import Session, open_study
from studies import BOOK, Interview, make_study, quote, record

REPAIR, TOOLS = "skill.repair", "skill.tools"
LAMPS = """\
codebook: Lamps
codes:
  - id: skill
    brief: what people can do
    codes:
      - id: skill.repair
        brief: they repair things
        keywords: [lamp, tap, fuse]
      - id: skill.tools
        brief: they own tools
        keywords: [drill]
"""
ASKED = "Did the lamp break?"
BOTH, TWICE, ONE, TAP, NONE, DRILL = (
    "I fixed a lamp and a tap.", "One lamp here and one lamp there.", "Her lamp is not mine.", "My tap leaks.", "We mend chairs.",
    "They lent the drill.",
)  # fmt: skip
LAMP = "keyword:lamp"


def lamps(root: Path) -> Layout:
    """Write the study: P01 with all sentences, P02 with a lamp of its own."""
    speakers = {"Q": SpeakerFile("interviewer"), "A": SpeakerFile("respondent", "P01")}
    said = f"{BOTH} {TWICE} {ONE} {TAP} {NONE} {DRILL}"
    first = Interview(("en",), speakers, (Speech("Q", ASKED), Speech("A", said)))
    second = Interview(("en",), speakers, (Speech("Q", "And you?"), Speech("A", "Grandmother left a lamp. It is old.")))
    return make_study(root, {"P01": first, "P02": second}, LAMPS)


def accept(layout: Layout, words: str, *by: str, coder: str = "kim", code: str = REPAIR, source: str = "P01") -> Op:
    """Code a sentence by rules."""
    (op,) = record(layout, coder, source, Op("code", code=code, anchor=quote(layout, source, words), by=by))
    return op


def reject(layout: Layout, words: str, *by: str, coder: str = "kim", code: str = REPAIR) -> Op:
    """Reject a hit, named by words that stand once."""
    (op,) = record(layout, coder, "P01", Op("reject", code=code, anchor=quote(layout, "P01", words), by=by))
    return op


def change(layout: Layout, op: str, of: Op, words: str = "", **values: str) -> Op:
    """Change, annotate or take back a decision of kim; ``code`` and ``note`` as the op needs them."""
    anchor = quote(layout, "P01", words) if words else None
    (made,) = record(layout, "kim", "P01", replace(Op(op, of=of.id, anchor=anchor), **values))  # type: ignore[arg-type]
    return made


def study(layout: Layout, coder: str = "kim") -> Session:
    """Open the study as it is now."""
    return open_study(layout.root, coder)


def rewrite_book(layout: Layout, old: str, new: str) -> None:
    """Edit the codebook."""
    path = layout.root / BOOK
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
