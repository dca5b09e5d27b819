"""Decisions in bulk: rows of a table or a script to ops, every row judged before any is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.model.address import address_of, find_address, parse_address
from qualcode.model.coding import MANUAL
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.failure import QualcodeError
from qualcode.model.source import Source
from qualcode.model.text import Span, nfc, trim
from qualcode.ops import ENDS, KINDS, Op
from qualcode.session.study import Session

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """One row as ops about a source."""

    source: str
    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a bulk: decisions written, rows that stood already, codings that count nowhere; or findings, and nothing written."""

    written: int = 0
    standing: int = 0
    uncounted: int = 0
    findings: tuple[Diagnostic, ...] = ()


def apply_rows(session: Session, rows: Sequence[Row], name: str, *, first: int = 1, dry_run: bool = False) -> Applied:
    """Apply rows with ``op`` (of ``suggest``, ``quotes`` or a person's own); one bad row stops all, and says where.

    ``first`` is the number of the first row in its file: 2 where a header stands above it.
    """
    decisions: list[Decision] = []
    findings: list[Diagnostic] = []
    for number, row in enumerate(rows):
        try:
            decisions.append(decide(session, row))
        except QualcodeError as problem:
            findings.append(error("QC401", f"row {number + first}: {problem}", Location(name), problem.help or None))
    if findings:
        return Applied(findings=tuple(findings))
    fresh = _not_standing(session, decisions)
    if not dry_run:
        for source, ops in _by_source(fresh).items():
            session.do(source, *ops)
    return Applied(sum(len(d.ops) for d in fresh), len(decisions) - len(fresh), _uncounted(session, fresh))


def _uncounted(session: Session, decisions: Iterable[Decision]) -> int:
    """Count codings in turns that count in no table, since their speakers' roles are excluded."""
    project = session.project
    made = ((project.sources[d.source], op.anchor) for d in decisions for op in d.ops if op.op == "code" and op.anchor)
    return sum(not any(project.is_evidence(s, t) for t in s.turns_in(Span(a.start, a.end))) for s, a in made)


def _by_source(decisions: Iterable[Decision]) -> Mapping[str, list[Op]]:
    grouped: dict[str, list[Op]] = {}
    for decision in decisions:
        grouped.setdefault(decision.source, []).extend(decision.ops)
    return grouped


def _not_standing(session: Session, decisions: Sequence[Decision]) -> list[Decision]:
    """Leave out codings and rejections that this coder has made already, so that a file can be applied twice."""
    project, coder = session.project, session.coder
    marks = {("code", c.source, c.code, c.span) for c in project.codings if c.coder == coder}
    marks |= {("reject", r.source, r.code, r.span) for r in project.rejections if r.coder == coder}
    marks |= {("done", d.source, d.text, None) for d in project.done if d.coder == coder}
    fresh = []
    for decision in decisions:
        ops = tuple(op for op in decision.ops if _mark(decision.source, op) not in marks)
        marks |= {_mark(decision.source, op) for op in ops if op.op in {"code", "reject"}}
        if ops:
            fresh.append(Decision(decision.source, ops))
    return fresh


def _mark(source: str, op: Op) -> tuple[str, str, str, Span | None]:
    return op.op, source, op.code or op.text, Span(op.anchor.start, op.anchor.end) if op.anchor else None


def decide(session: Session, row: Row) -> Decision:
    """Turn one row into ops; raises a QualcodeError that says what is wrong with it."""
    kind = _text(row, "op") or "code"
    if kind not in KINDS:
        raise QualcodeError(f"op {kind!r} is none of {', '.join(KINDS)}")
    note = _text(row, "note")
    if kind in {"recode", "move", "uncode", "undo"} or (kind == "note" and _target(row)):
        return _about_a_line(session, row, kind, note)
    source = session.source(source_of(row))
    if kind == "done":
        return Decision(source.id, (Op("done", text=source.version, round=_text(row, "round"), note=note),))
    if kind == "reject" and row.get("evidence"):
        return _reject_hits(session, row, source)
    span = find_passage(source, row)
    anchor = session.anchor(source.id, span)
    if kind == "note":
        return Decision(source.id, (Op("note", anchor=anchor, note=note or _need(row, "note")),))
    code = session.code(_need(row, "code")).id
    return Decision(source.id, (Op(kind, code=code, anchor=anchor, by=rules_of(row), note=note),))


def _about_a_line(session: Session, row: Row, kind: str, note: str) -> Decision:
    """Read a row that ends, changes or annotates a decision named by its id."""
    source, op = session.own_line(_target(row) or _need(row, "of"))
    if kind in ENDS and op.id not in {c.id for c in session.project.codings}:
        raise QualcodeError(f"{op.id} is no coding that stands", "qualcode quotes --format json gives the ids of those that do")
    if kind == "recode":
        return Decision(source, (Op(kind, of=op.id, code=session.code(_need(row, "code")).id, note=note),))
    if kind == "move":
        anchor = session.anchor(source, find_passage(session.source(source), row))
        return Decision(source, (Op(kind, of=op.id, anchor=anchor, note=note),))
    if kind == "note":
        return Decision(source, (Op(kind, of=op.id, note=note or _need(row, "note")),))
    return Decision(source, (Op(kind, of=op.id, note=note),))


def _reject_hits(session: Session, row: Row, source: Source) -> Decision:
    code = session.code(_need(row, "code")).id
    ops = tuple(
        Op("reject", code=code, anchor=session.anchor(source.id, _range(source, start, end)), by=(f"keyword:{keyword}",))
        for keyword, start, end in _hits(row)
    )
    return Decision(source.id, ops)


def _hits(row: Row) -> list[tuple[str, int, int]]:
    """Read the evidence of a suggestion: each hit's keyword and range."""
    evidence = row.get("evidence")
    try:
        hits = json.loads(evidence) if isinstance(evidence, str) else evidence
        found = [(hit["keyword"], hit["start"], hit["end"]) for hit in hits or []]
    except (ValueError, TypeError, KeyError, RecursionError):
        found = []
    if not found or not all(isinstance(k, str) and type(s) is int and type(e) is int for k, s, e in found):
        raise QualcodeError("evidence is no list of hits", "a hit has keyword, start and end, as suggest --format json writes it")
    return found


def _target(row: Row) -> str:
    return _text(row, "of") or _text(row, "id")


def source_of(row: Row) -> str:
    """Give the source a row is about, from its ``source`` or its ``address``."""
    return _text(row, "source") or parse_address(_need(row, "address")).source


def find_passage(source: Source, row: Row) -> Span:
    """Find the words a row means: offsets that agree with its words, else the words within its address, else the address."""
    quote = _text(row, "exact") or _text(row, "quote")
    offsets = _offsets(source, row)
    if offsets and (not quote or source.text[offsets.start : offsets.end] == quote):
        return _within_address(source, row, offsets)
    within = find_address(source, parse_address(_text(row, "address") or source.id))
    if quote:
        return find_quote(source, quote, within)
    if not _text(row, "address"):
        raise QualcodeError("neither address nor words say which passage is meant", "give address, exact, or start and end")
    return trim(source.text, within)


def _offsets(source: Source, row: Row) -> Span | None:
    """Read the offsets of a row; None where it has none, an error where they are no range of the source."""
    if not _text(row, "start") and not _text(row, "end"):
        return None
    start, end = _whole_number(row, "start"), _whole_number(row, "end")
    return _range(source, start, end)


def _range(source: Source, start: int, end: int) -> Span:
    if not 0 <= start < end <= len(source.text):
        raise QualcodeError(f"{start} to {end} is no range of {source.id}", f"offsets run from 0 to {len(source.text)}, start before end")
    return Span(start, end)


def _within_address(source: Source, row: Row, span: Span) -> Span:
    """Refuse offsets that lie elsewhere than the address beside them says, when no words decide between the two."""
    address = parse_address(_text(row, "address") or source.id)
    said = _text(row, "exact") or _text(row, "quote")
    if address.first is not None and not said and not find_address(source, address).overlaps(span):
        raise QualcodeError(f"{span.start} to {span.end} is not in {_text(row, 'address')}", "give one of the two, or the exact words")
    return span


def find_quote(source: Source, quote: str, within: Span) -> Span:
    """Find words that stand exactly once in a range; raises where they stand nowhere, or twice."""
    at = source.text.find(quote, within.start, within.end)
    if at < 0:
        raise QualcodeError(f"{_short(quote)} does not stand in {address_of(source, within)}", "quote the words as they stand")
    if source.text.find(quote, at + 1, within.end) >= 0:
        raise QualcodeError(
            f"{_short(quote)} stands more than once in {address_of(source, within)}", "give a narrower address or more words"
        )
    return Span(at, at + len(quote))


_SHORT = 40


def _short(quote: str) -> str:
    return f'"{quote if len(quote) <= _SHORT else quote[:_SHORT] + "…"}"'


def rules_of(row: Row) -> tuple[str, ...]:
    """Give the provenance of a row: its ``by``, else the keywords of its evidence, else a person's hand."""
    by = row.get("by")
    if isinstance(by, str):
        by = [part.strip() for part in by.split(",") if part.strip()]
    if by:
        return tuple(str(rule) for rule in by)
    return tuple(dict.fromkeys(f"keyword:{keyword}" for keyword, _, _ in _hits(row))) if row.get("evidence") else MANUAL


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else nfc(str(value)).strip()


def _need(row: Row, name: str) -> str:
    value = _text(row, name)
    if not value:
        raise QualcodeError(f"{name} is missing")
    return value


def _whole_number(row: Row, name: str) -> int:
    """Read a whole number; a spreadsheet may have written 653 as 653.0."""
    value = _text(row, name)
    if not re.fullmatch(r"-?\d+(\.0+)?", value):
        raise QualcodeError(f"{name} is {value or 'missing'}, not a whole number", "offsets count characters; or leave both out")
    return int(value.partition(".")[0])
