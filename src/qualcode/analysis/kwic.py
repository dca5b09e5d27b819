"""Keyword in context: where words stand in the transcripts, with what is around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import Question, speech_note
from qualcode.analysis.table import Column, Table
from qualcode.model.address import address_of
from qualcode.model.project import Project
from qualcode.model.source import Source, Turn
from qualcode.model.text import Span, nfc

AROUND = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand."""

    source: Source
    turn: Turn
    span: Span

    def parts(self) -> tuple[str, str, str]:
        """Give what stands before, the words themselves, and what stands after, within the turn."""
        text, turn, span = self.source.text, self.turn.span, self.span
        before = text[max(turn.start, span.start - AROUND) : span.start]
        after = text[span.end : min(turn.end, span.end + AROUND)]
        return before.replace("\n", " "), text[span.start : span.end], after.replace("\n", " ")


def hits(project: Project, question: Question, typed: str) -> Iterator[Hit]:
    """Find letters as typed, case folded, in the turns that a question asks for."""
    pattern = re.compile(re.escape(nfc(typed)), re.IGNORECASE)
    for source in project.sources.values():
        if question.sources is not None and source.id not in question.sources:
            continue
        for turn in source.turns:
            counts = question.all_speech or project.is_evidence(source, turn)
            if counts and question.takes_case(project, source.case_of(turn)):
                for match in pattern.finditer(source.text, turn.span.start, turn.span.end):
                    yield Hit(source, turn, Span(match.start(), match.end()))


def kwic(project: Project, question: Question, typed: str, lang: str) -> Table:
    """Give one hit a row."""
    found = list(hits(project, question, typed))
    keys = ("address", "case", "speaker", "before", "exact", "after")
    columns = tuple(Column(key, phrase(key, lang)) for key in keys)
    rows, records = [], []
    for hit in found:
        before, exact, after = hit.parts()
        address, case = address_of(hit.source, hit.span), hit.source.case_of(hit.turn) or ""
        rows.append((address, case, hit.turn.speaker, before, exact, after))
        records.append({"source": hit.source.id, "address": address, "case": case, "speaker": hit.turn.speaker,
                        "role": hit.source.role_of(hit.turn), "start": hit.span.start, "end": hit.span.end,
                        "before": before, "exact": exact, "after": after})  # fmt: skip
    notes = (speech_note(project, question, lang),)
    return Table("qualcode.find/1", typed, columns, tuple(rows), notes, records=tuple(records))
