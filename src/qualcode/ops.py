"""Decisions as values, and the fold that turns a set of them into what stands now.

A log is a set of lines. Order and repetition do not matter, so that logs merge in git by union. A line's id is the
hash of its content, so nothing can point forward and undo of undo of undo always ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from qualcode.model.coding import MANUAL, Anchor

PUTS = ("code", "recode", "move")
"""Ops that put a coding in place; the last two end the one they name."""

ENDS = ("recode", "move", "uncode")
KINDS = ("code", "recode", "move", "uncode", "reject", "note", "done", "undo")
_ANCHOR = ("start", "end", "exact", "prefix", "suffix", "text")
_ORDER = ("id", "op", "of", "code", *_ANCHOR, "by", "codebook", "note", "round", "who", "why", "redacted", "at")
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "anchor"),
    "recode": ("of", "code"),
    "move": ("of", "anchor"),
    "uncode": ("of",),
    "reject": ("code", "anchor"),
    "note": ("note",),
    "done": ("text",),
    "undo": ("of",),
}
_ID_LENGTH = 10
_DEEPEST = 100
_LONG_AGO = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Op:
    """One decision: a line of a coder's log about one source. ``extra`` holds fields of a newer version, untouched."""

    op: str
    at: str = ""
    of: str = ""
    code: str = ""
    anchor: Anchor | None = None
    text: str = ""
    by: tuple[str, ...] = MANUAL
    codebook: str = ""
    note: str = ""
    round: str = ""
    who: tuple[str, ...] = ()
    why: str = ""
    redacted: bool = False
    id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Tell whether this version understands the op."""
        return self.op in KINDS


def _fields(op: Op) -> dict[str, Any]:
    """Give the fields of a line in their fixed order, defaults left out, without the id."""
    anchor = {name: getattr(op.anchor, name) for name in _ANCHOR} if op.anchor else {}
    values: dict[str, Any] = {
        "op": op.op,
        "of": op.of,
        "code": op.code,
        "text": op.text,
        "by": list(op.by) if op.by != MANUAL else [],
        "codebook": op.codebook,
        "note": op.note,
        "round": op.round,
        "who": list(op.who),
        "why": op.why,
        "redacted": op.redacted,
        "at": op.at,
        **anchor,
    }
    kept = {name for name, value in values.items() if value or name in anchor}
    return {**{name: values[name] for name in _ORDER if name in kept}, **op.extra}


def _dump(fields: Mapping[str, Any]) -> str:
    """Write one line of JSON; lone surrogates, which UTF-8 has no bytes for, stay escaped."""
    line = json.dumps(fields, ensure_ascii=False)
    return line if line.isascii() or line.encode("utf-8", "ignore").decode() == line else json.dumps(fields)


def content_id(op: Op) -> str:
    """Give the id of a decision: the first 10 base32 characters of blake2b over its line without ``id``."""
    digest = hashlib.blake2b(_dump(_fields(op)).encode("utf-8")).digest()
    return base64.b32encode(digest)[:_ID_LENGTH].decode().lower()


def sealed(op: Op) -> Op:
    """Give a decision its id."""
    return replace(op, id=content_id(op))


def encode(op: Op) -> str:
    """Write a decision as one line of JSON, without the line end."""
    return _dump({"id": op.id, **_fields(op)})


class Unreadable(ValueError):
    """A line that is not a decision; the message says why."""


def decode(line: str) -> Op:
    """Read one line of a log; raises :class:`Unreadable`. Nothing of an unknown op or field is lost.

    A line without an id has the one that its content gives, so that two of them are not taken for one.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"not JSON: {problem}") from None
    if not isinstance(data, dict) or not isinstance(data.get("op"), str) or not data["op"]:
        raise Unreadable('no object with an "op"')
    op = _from_fields(data)
    if op.extra and _nests_deeper(op.extra, _DEEPEST):
        raise Unreadable(f"fields nested more than {_DEEPEST} deep")
    if op.op in _NEEDS:
        _require(op)
    return op if op.id else sealed(op)


def _nests_deeper(value: object, levels: int) -> bool:
    """Tell whether a JSON value holds values nested deeper than this: what can just be read could not be written again."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _nests_deeper(v, levels - 1) for v in inner)


def _from_fields(data: dict[str, Any]) -> Op:
    if data["op"] not in KINDS:
        known = {name: _take(data, name, str, "") for name in ("op", "at", "id")}
        return Op(**known, extra=data)
    anchor = _take_anchor(data)
    strings = ("op", "at", "of", "code", "text", "codebook", "note", "round", "why", "id")
    values: dict[str, Any] = {name: _take(data, name, str, "") for name in strings}
    values["redacted"] = _take(data, "redacted", bool, default=False)
    values["by"] = _take_names(data, "by") or MANUAL
    return Op(**values, who=_take_names(data, "who"), anchor=anchor, extra=data)


def _take(data: dict[str, Any], name: str, kind: type, default: object) -> Any:  # noqa: ANN401 - a JSON value of that kind
    value = data.pop(name, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unreadable(f'"{name}" should be {"text" if kind is str else "a number" if kind is int else "true or false"}')
    return value


def _take_names(data: dict[str, Any], name: str) -> tuple[str, ...]:
    value = data.pop(name, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Unreadable(f'"{name}" should be a list of texts')
    return tuple(value)


def _take_anchor(data: dict[str, Any]) -> Anchor | None:
    if "start" not in data:
        return None
    start, end = _take(data, "start", int, None), _take(data, "end", int, None)
    exact, prefix, suffix, text = (_take(data, name, str, "") for name in ("exact", "prefix", "suffix", "text"))
    if not 0 <= start <= end:
        raise Unreadable('"start" and "end" should be offsets with 0 <= start <= end')
    return Anchor(start, end, exact, prefix, suffix, text)


def _require(op: Op) -> None:
    missing = [name for name in _NEEDS[op.op] if not getattr(op, name)]
    if missing:
        raise Unreadable(f'"{op.op}" without {" and ".join("start, end" if m == "anchor" else m for m in missing)}')


def order(op: Op) -> tuple[str, str]:
    """Give the key that sorts decisions in time; seconds and fractions of seconds compare rightly."""
    return op.at.removesuffix("Z"), op.id


def next_at(now: datetime, last: str) -> str:
    """Give a time for a new line that is later than all times of the log: now, with a fraction only where needed."""
    moment = now.astimezone(UTC)
    before = datetime.fromisoformat(last or _LONG_AGO)
    second = moment.replace(microsecond=0)
    if second > before:
        return _utc(second)
    return _utc(max(moment, before + timedelta(microseconds=1)), "microseconds")


def _utc(moment: datetime, precision: str = "seconds") -> str:
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Standing:
    """A coding that stands: the line that put it, with the code and anchor that follow from the lines it names."""

    op: Op
    code: str
    anchor: Anchor
    notes: tuple[str, ...] = ()
    by: tuple[str, ...] = MANUAL
    """By which rules the code was given: moving a coding leaves them, giving another code is a person's."""

    @property
    def memo(self) -> str:
        """All notes on the coding, oldest first, a paragraph each."""
        return "\n\n".join(self.notes)


@dataclass(frozen=True, slots=True)
class State:
    """What a set of decisions comes to: standing codings, and the lines of other kinds that are in force, in time order."""

    codings: tuple[Standing, ...] = ()
    rejects: tuple[Op, ...] = ()
    notes: tuple[Op, ...] = ()
    done: tuple[Op, ...] = ()
    in_force: frozenset[str] = frozenset()
    lost: tuple[Op, ...] = ()
    """Lines that name a line which is not there (a log that was cut)."""


def one_each(ops: Iterable[Op]) -> dict[str, Op]:
    """Make the set of lines: one for each id; a redacted line wins over the one it redacts, an unaltered one over an altered."""
    lines: dict[str, Op] = {}
    for op in ops:
        present = lines.setdefault(op.id, op)
        if present is not op and (op.redacted, _is_whole(op), encode(present)) > (present.redacted, _is_whole(present), encode(op)):
            lines[op.id] = op
    return lines


def _is_whole(op: Op) -> bool:
    return op.id == content_id(op)


def fold(ops: Iterable[Op]) -> State:
    """Turn a set of decisions of one coder about one source into what stands now."""
    lines = one_each(ops)
    force = _in_force(lines)
    standing = sorted((op for op in lines.values() if op.id in force), key=order)
    ended = {op.of for op in standing if op.op in ENDS}
    notes = [op for op in standing if op.op == "note"]
    on = _notes_by_target(notes)
    puts = (op for op in standing if op.op in PUTS and op.id not in ended)
    return State(
        codings=tuple(s for op in puts if (s := _standing(op, lines, on))),
        rejects=tuple(op for op in standing if op.op == "reject"),
        notes=tuple(op for op in notes if op.anchor),
        done=tuple(op for op in standing if op.op == "done"),
        in_force=force,
        lost=tuple(op for op in standing if op.of and op.of not in lines),
    )


def _in_force(lines: Mapping[str, Op]) -> frozenset[str]:
    """Find the lines that no line in force undoes, from those nobody undoes; forged circles of undos stay in force."""
    waits_for = Counter(op.of for op in lines.values() if op.op == "undo")
    sure = [id_ for id_ in lines if not waits_for[id_]]
    out: set[str] = set()
    while sure:
        undone = _undone_by(lines[sure.pop()], lines)
        if undone is None or undone.id in out:
            continue
        out.add(undone.id)
        revived = _undone_by(undone, lines)
        if revived is not None:
            waits_for[revived.id] -= 1
            sure.extend([revived.id] if not waits_for[revived.id] else [])
    return frozenset(lines.keys() - out)


def _undone_by(op: Op, lines: Mapping[str, Op]) -> Op | None:
    return lines.get(op.of) if op.op == "undo" else None


def _notes_by_target(notes: Iterable[Op]) -> Mapping[str, list[Op]]:
    on: dict[str, list[Op]] = defaultdict(list)
    for op in notes:
        on[op.of].append(op)
    return on


def _standing(op: Op, lines: Mapping[str, Op], notes: Mapping[str, list[Op]]) -> Standing | None:
    """Follow a line to the ones it replaced: its code and anchor are the nearest that are said, its notes all of them."""
    chain, seen = [op], {op.id}
    while (before := lines.get(chain[-1].of)) and before.id not in seen:
        chain.append(before)
        seen.add(before.id)
    code = next((o.code for o in chain if o.code), "")
    anchor = next((o.anchor for o in chain if o.anchor), None)
    if not code or not anchor:
        return None
    texts = [n.note for o in reversed(chain) for n in ([o] if o.note else []) + notes.get(o.id, [])]
    by = next((o.by for o in chain if o.op != "move"), MANUAL)
    return Standing(op, code, anchor, tuple(dict.fromkeys(texts)), by)


def to_undo(ops: Iterable[Op]) -> Op | None:
    """Give the decision that ``undo`` takes back: the latest in force that is not itself an undo."""
    lines = one_each(ops)
    force = _in_force(lines)
    return max((op for op in lines.values() if op.id in force and op.op != "undo" and op.known), key=order, default=None)


def to_redo(ops: Iterable[Op]) -> Op | None:
    """Give the undo that ``redo`` takes back: the latest in force, unless a decision was made after it."""
    lines = one_each(ops)
    force = _in_force(lines)
    undone = [op for op in lines.values() if op.id in force and _takes_back_a_decision(op, lines)]
    latest = max(undone, key=order, default=None)
    decided = to_undo(lines.values())
    return latest if latest and (decided is None or order(decided) < order(latest)) else None


def _takes_back_a_decision(op: Op, lines: Mapping[str, Op]) -> bool:
    target = _undone_by(op, lines)
    return target is not None and target.op != "undo"
