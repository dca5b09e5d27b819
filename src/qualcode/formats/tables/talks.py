"""From pieces of talk to interviews: one for each document, with places of codes and notes, attributes and findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qualcode.formats.assemble import Utterance, assemble
from qualcode.formats.captions.flow import named_at_changes
from qualcode.formats.plain.lines import is_event
from qualcode.formats.tables.columns import Plan
from qualcode.formats.tables.data import Data
from qualcode.formats.tables.pieces import Gathering, Piece, RowReader
from qualcode.model.diagnostic import Diagnostic, note, warning
from qualcode.model.imported import Imported, Remark
from qualcode.model.source import HEADING
from qualcode.model.text import Span, sentences

_END = re.compile(r"[.?!…。~][\"'”’)\]>]*$")
_MOST = 0.8
_HALF = 0.5
_SOME = 0.25
_SHOWN = 10
_LONG_TEXT = 12


def read_talk(plan: Plan, encoding: str) -> tuple[Imported, ...]:
    """Read a table of turns or sentences: one interview for each document, in the order in which they first occur."""
    got = RowReader(plan).read()
    pieces, doubled = _without_copies(got.pieces)
    pieces, carried = _carried(plan, pieces)
    joint = _joint(plan, pieces)
    parts = list(dict.fromkeys(p.document for p in pieces)) or [""]
    if len(parts) > 1 and not any(p.text and p.speaker != HEADING for p in pieces if p.document == parts[0]):
        parts = parts[1:]
    data = Data.of(plan, pieces)
    frame = _Frame(got, plan.why(data.said), joint, encoding, data, by_case=_is_of_cases(plan))
    made = [_interview(plan, part, group, frame) for part, group in _grouped(pieces, parts)]
    first = _with_rest(plan, made[0], got, doubled, data)
    return (replace(first, findings=(*first.findings, *_said_carried(plan, carried))), *made[1:])


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all interviews of a table share; ``by_case`` means that words without a speaker are those of the document's case."""

    got: Gathering
    why: str
    joint: str
    encoding: str
    data: Data
    by_case: bool

    def who(self, piece: Piece) -> str:
        """Give the speaker of a piece."""
        return piece.document if self.by_case and not piece.speaker else piece.speaker


def _is_of_cases(plan: Plan) -> bool:
    """Tell whether the table has answers of cases and no speakers: then each answer is the case's."""
    document = plan.first("document")
    named = document is not None and "case" in document.jobs and "document" not in document.jobs
    return named and not plan.first("speaker") and not plan.by_column


def _grouped(pieces: Iterable[Piece], parts: Sequence[str]) -> list[tuple[str, list[Piece]]]:
    groups: dict[str, list[Piece]] = {part: [] for part in parts}
    for piece in pieces:
        groups[piece.document if piece.document in groups else parts[0]].append(piece)
    return list(groups.items())


def _without_copies(pieces: Sequence[Piece]) -> tuple[list[Piece], list[int]]:
    """Join rows that repeat a passage once for each of its codes, as some programs export them; gives their numbers."""
    kept: list[Piece] = []
    rows: list[int] = []
    for piece in pieces:
        before = kept[-1] if kept else None
        if before and _is_copy(before, piece):
            codes = tuple(dict.fromkeys((*before.codes, *piece.codes)))
            remarks = tuple(dict.fromkeys((*before.remarks, *piece.remarks)))
            kept[-1] = replace(before, codes=codes, remarks=remarks)
            rows.append(piece.row)
        else:
            kept.append(piece)
    return kept, rows


def _carried(plan: Plan, pieces: Sequence[Piece]) -> tuple[list[Piece], list[int]]:
    """Let a speaker go on in rows without one, where the column names speakers only where another begins; gives these rows."""
    if plan.first("speaker") is None or not named_at_changes((p.speaker, p.text) for p in pieces if p.speaker != HEADING):
        return list(pieces), []
    kept: list[Piece] = []
    rows: list[int] = []
    document, speaker = "", ""
    for piece in pieces:
        if piece.speaker or piece.document != document:
            document, speaker = piece.document, piece.speaker
        goes_on = not piece.speaker and speaker not in {"", HEADING} and not is_event(piece.text)
        kept.append(replace(piece, speaker=speaker) if goes_on else piece)
        rows += [piece.row] if goes_on else []
    return kept, rows


def _said_carried(plan: Plan, rows: Sequence[int]) -> list[Diagnostic]:
    column = plan.first("speaker")
    if column is None or not rows:
        return []
    shown = ", ".join(map(str, rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")
    message = f"{plan.table.sheet.prefix}{len(rows)} rows have no {column.shown}; they are given to the speaker before: rows {shown}"
    help_ = f"{column.shown} is filled only where another speaker begins; write the name where somebody else speaks"
    return [warning("QC065", message, plan.table.sheet.where(rows[0]), help_)]


def _is_copy(before: Piece, piece: Piece) -> bool:
    one, other = ((p.document, p.speaker, p.text, p.time, p.turn, p.number) for p in (before, piece))
    coded = bool(before.codes) and bool(piece.codes) and not set(piece.codes) & set(before.codes)
    return coded and one == other and len(piece.text) >= _LONG_TEXT


def _joint(plan: Plan, pieces: Sequence[Piece]) -> str:
    """Decide how rows of one speaker are joined: sentences by a blank, turns by a line feed.

    Rows are sentences where a column numbers the turns, or where many neighbours have one speaker and each row is a
    sentence, or less than one.
    """
    turns = plan.first("turn")
    if turns and len(turns.counts) < len(turns.filled):
        return " "
    said = [p for p in pieces if p.text and p.speaker != HEADING]
    pairs = [a for a, b in pairwise(said) if a.speaker and a.speaker == b.speaker and a.document == b.document]
    if not pairs:
        return "\n"
    broken = sum(_END.search(a.text) is None for a in pairs) > _HALF * len(pairs)
    single = sum(len(sentences(p.text, Span(0, len(p.text)))) == 1 for p in said) >= _MOST * len(said)
    return " " if len(pairs) >= _SOME * len(said) and (broken or single) else "\n"


def _interview(plan: Plan, part: str, pieces: Sequence[Piece], frame: _Frame) -> Imported:
    uttered = [Utterance(frame.who(p), p.text, p.time, p.codes, p.remarks) for p in pieces]
    name, alone = plan.table.sheet.path, plan.first("speaker") is None
    made = assemble(
        uttered, name, layout="table", why=frame.why, joint=frame.joint, encoding=frame.encoding, part=part, says_unnamed=alone
    )  # fmt: skip
    found = [d for document, d in frame.got.findings if document == part]
    said = (*found, *_unnamed(plan, pieces), *made.findings, *_beside(made.remarks, plan, pieces))
    return replace(
        made,
        speakers=tuple(frame.data.speaker(s, part) for s in made.speakers),
        findings=said,
        attributes=frame.data.of_document(part),
        cases=frame.data.of_speakers([s.label for s in made.speakers], part),
    )


def _beside(remarks: Sequence[Remark], plan: Plan, pieces: Sequence[Piece]) -> list[Diagnostic]:
    if not remarks:
        return []
    where = plan.table.sheet.where(next(p.row for p in pieces if p.remarks))
    return [note("QC062", f"{len(remarks)} notes that stand beside the words are kept as remarks", where)]


def _unnamed(plan: Plan, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Name the rows that have words and no speaker, where the table has a column of speakers."""
    column = plan.first("speaker")
    empty = [p.row for p in pieces if p.text and not p.speaker]
    if column is None or not empty:
        return []
    shown = ", ".join(map(str, empty[:_SHOWN])) + (" …" if len(empty) > _SHOWN else "")
    message = f"{plan.table.sheet.prefix}{len(empty)} rows have words and no {column.shown}; they are given to nobody: rows {shown}"
    help_ = "they stand under ? in the transcript: where the speaker before goes on, write the name into the table or the transcript"
    return [warning("QC065", message, plan.table.sheet.where(empty[0]), help_)]


def _with_rest(plan: Plan, first: Imported, got: Gathering, doubled: Sequence[int], data: Data) -> Imported:
    """Add to the first interview what is to be said of the whole table."""
    sheet = plan.table.sheet
    found = []
    if doubled:
        message = (
            f"{sheet.prefix}{len(doubled)} rows repeat the row before with another code; each passage is read once, with all its codes"
        )
        found.append(note("QC064", message, sheet.where(doubled[0])))
    left = [c for c in plan.unused if c.index not in data.columns and c.is_text]
    if left:
        message = f"{sheet.prefix}columns with text that were not read: {', '.join(c.shown for c in left)}"
        help_ = "say which column is the text, or a note, if one of these is meant"
        found.append(note("QC059", message, sheet.where(plan.table.header or 1), help_))
    cut = (*plan.table.cut, *got.cut)
    return replace(first, cut=(*first.cut, *cut), findings=(*first.findings, *found))
