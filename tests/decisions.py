"""Decisions to test on: logs made by hand, and strategies that draw lines and logs of every kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from qualcode.model.coding import Anchor
from qualcode.ops import ENDS, KINDS, Op, fold, next_at, sealed
from studies import NINE

LAMP = Anchor(4, 9, "전등 하나", "저는 ", " 갈 줄도", "c74a2d6341dd")
TAP = Anchor(20, 24, "수도꼭지", "어르신 댁 ", "를 고쳐", "c74a2d6341dd")


class Decisions:
    """A log in the making: each decision gets its id and a time later than all before it."""

    def __init__(self) -> None:
        self.ops: list[Op] = []

    def __call__(self, op: str, of: str = "", now: datetime = NINE, **values: Any) -> Op:  # noqa: ANN401 - fields of an Op
        last = max((o.at for o in self.ops), key=lambda at: at.removesuffix("Z"), default="")
        made = sealed(Op(op, at=next_at(now, last), of=of, **values))
        self.ops.append(made)
        return made

    def code(self, code: str = "a", anchor: Anchor = LAMP) -> Op:
        """Code words."""
        return self("code", code=code, anchor=anchor)

    @property
    def standing(self) -> dict[str, str]:
        """The codes that stand, by the line that put them."""
        return {s.op.id: s.code for s in fold(self.ops).codings}


AWKWARD = (
    "가나다",
    "🙂",
    "\u2028",
    "\u2029",
    "\x85",
    "\v",
    "\x00",
    '"',
    "\\",
    "\r\n",
    "\ud800",
    "\udfff",
    "\ufeff",
    "\u1112\u1161",
    "\ufffe",
)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
any_text = st.lists(st.text(st.characters(exclude_categories=()), max_size=5) | st.sampled_from(AWKWARD), max_size=4).map("".join)
texts = any_text.filter(lambda t: not _PAIR.search(t))  # two halves of one character side by side are that character in JSON
words = texts.filter(bool)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
FIELDS = ({f.name for f in fields(Op)} | {f.name for f in fields(Anchor)}) - {"anchor", "extra"}
new_fields = st.dictionaries(texts.filter(lambda name: name not in FIELDS), json_values, max_size=2)
anchors = st.builds(
    lambda start, length, *rest: Anchor(start, start + length, *rest), st.integers(0, 10**7), st.integers(0, 500), *[texts] * 4
)
common = {
    "at": texts,
    "by": st.lists(texts, min_size=1, max_size=3).map(tuple),
    "codebook": texts,
    "round": texts,
    "who": st.lists(texts, max_size=2).map(tuple),
    "why": texts,
    "redacted": st.booleans(),
    "extra": new_fields,
}


def _line(op: str, **needed: st.SearchStrategy[Any]) -> st.SearchStrategy[Op]:
    free = {"note": texts, "code": texts, "of": texts} | common
    return st.builds(Op, st.just(op), **(free | needed))


known_ops = st.one_of(
    _line("code", code=words, anchor=anchors),
    _line("recode", of=words, code=words, anchor=st.none() | anchors),
    _line("move", of=words, anchor=anchors),
    _line("uncode", of=words, text=texts),
    _line("reject", code=words, anchor=anchors),
    _line("note", note=words, anchor=st.none() | anchors),
    _line("done", text=words),
    _line("undo", of=words),
)
unknown_ops = st.builds(
    Op,
    words.filter(lambda op: op not in KINDS),
    at=texts,
    extra=st.dictionaries((texts | st.sampled_from(sorted(FIELDS))).filter(lambda n: n not in {"id", "op", "at"}), json_values, max_size=3),
)


@st.composite
def logs(draw: st.DrawFn, *, forged: bool = False) -> Sequence[Op]:
    """Draw a log of decisions about each other, with lost lines, and redacted copies; forged ones may name later lines."""
    log = Decisions()
    for _ in range(draw(st.integers(0, 12))):
        op = draw(st.sampled_from(["code", "recode", "undo"] if forged else [*KINDS, "undo", "undo", "link"]))
        named = [*(o.id for o in log.ops), "gone", *(o.id for o in log.ops[-1:] * 4)]
        of = draw(st.sampled_from(named)) if op in {*ENDS, "undo", "note"} else ""
        now = NINE + timedelta(seconds=draw(st.integers(-3, 3)))
        values: dict[str, Any] = {"code": draw(st.sampled_from("abc"))} if op in {"code", "recode", "reject"} else {}
        values |= {"anchor": draw(st.sampled_from([LAMP, TAP]))} if op in {"code", "move", "reject"} else {}
        log(op, of, now, note=draw(st.sampled_from("xy")) if op == "note" else "", text="t" if op == "done" else "", **values)
    ids = [o.id for o in log.ops]
    if forged and ids:
        log.ops = [replace(o, of=draw(st.sampled_from(ids))) if o.op in {*ENDS, "undo"} else o for o in log.ops]
    return [*log.ops, *(redact(o) for o in log.ops if o.anchor and draw(st.integers(0, 4)) == 4)]


def redact(op: Op, words: str = "○○") -> Op:
    """Replace the words of a line, as pseudonyms do; it keeps its id."""
    assert op.anchor
    return replace(op, anchor=replace(op.anchor, exact=words, prefix="", suffix=""), redacted=True)
