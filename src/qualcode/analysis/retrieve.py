"""Which codings answer a question, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qualcode.analysis.phrases import phrase
from qualcode.analysis.table import Cell, Column, Table
from qualcode.model.address import address_of
from qualcode.model.case import Case
from qualcode.model.codebook import Code
from qualcode.model.coding import Coding
from qualcode.model.project import Project
from qualcode.model.source import Source, Turn
from qualcode.model.text import Span

CONTEXT = 60
"""How many code points stand before and after a quote in a list."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to look at: codes (None: all), cases, sources, coders, attribute values, and whose speech."""

    codes: frozenset[str] | None = None
    cases: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    coders: frozenset[str] | None = None
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    all_speech: bool = False

    def takes_case(self, project: Project, case: str | None) -> bool:
        """Tell whether a case is asked for."""
        if self.cases is not None and case not in self.cases:
            return False
        known = project.cases.get(case or "", Case(case or ""))
        return all(values & set(known.values(name)) for name, values in self.where.items())


@dataclass(frozen=True, slots=True)
class Passage:
    """A coding where it stands now: its source, the turns it touches that count, and whose words they are."""

    coding: Coding
    span: Span
    source: Source
    turns: tuple[Turn, ...]
    cases: tuple[str, ...]

    @property
    def exact(self) -> str:
        """The coded words as they stand now."""
        return self.source.text[self.span.start : self.span.end]

    @property
    def address(self) -> str:
        """The address of the passage."""
        return address_of(self.source, self.span)


def passages(project: Project, question: Question) -> tuple[Passage, ...]:
    """Give the passages that a question asks for, in the order of sources and text."""
    found = [p for coding in project.codings if (p := _passage(project, question, coding))]
    return tuple(sorted(found, key=lambda p: (p.source.id, p.span, p.coding.coder, p.coding.id)))


def _passage(project: Project, question: Question, coding: Coding) -> Passage | None:
    source = project.sources.get(coding.source)
    if source is None or coding.span is None:
        return None
    if not _asked_for(question, coding):
        return None
    turns = tuple(t for t in source.turns_in(coding.span) if question.all_speech or project.is_evidence(source, t))
    turns = tuple(t for t in turns if question.takes_case(project, source.case_of(t)))
    cases = tuple(dict.fromkeys(case for t in turns if (case := source.case_of(t))))
    return Passage(coding, coding.span, source, turns, cases) if turns else None


def _asked_for(question: Question, coding: Coding) -> bool:
    """Tell whether a question asks for a coding, as far as its own fields say."""
    return (
        (question.codes is None or coding.code in question.codes)
        and (question.coders is None or coding.coder in question.coders)
        and (question.sources is None or coding.source in question.sources)
    )


def n_adrift(project: Project, question: Question) -> int:
    """Count the codings of a question that cannot be counted because their words are not found."""
    return sum(c.span is None and _asked_for(question, c) for c in project.codings)


def only_excluded(project: Project, coding: Coding) -> bool:
    """Tell whether a coding touches only turns whose role counts in nothing, or none."""
    source = project.sources.get(coding.source)
    if source is None or coding.span is None:
        return False
    return not any(project.is_evidence(source, t) for t in source.turns_in(coding.span))


def n_excluded(project: Project, question: Question) -> int:
    """Count the codings of a question that are left out because only excluded roles speak there."""
    if question.all_speech:
        return 0
    left_out = (c for c in project.codings if _asked_for(question, c) and only_excluded(project, c))
    return sum(question.takes_case(project, project.sources[c.source].case) for c in left_out)


def code_order(project: Project) -> Mapping[str, int]:
    """Give each code's place: the codebook's order, then the codes that are not in it."""
    codes = [code.id for code in project.codebook.tree()] + [code.id for code in project.provisional]
    return {id_: i for i, id_ in enumerate(codes)}


def by_code(project: Project, found: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Sort passages by code, then case, as lists of quotes are read."""
    order = code_order(project)
    return tuple(sorted(found, key=lambda p: (order[p.coding.code], p.cases, p.source.id, p.span, p.coding.coder, p.coding.id)))


def theme_of(project: Project, code: str) -> Code | None:
    """Give the topmost theme of a code, None for a code at the top."""
    parent = project.codebook.parents.get(code)
    while parent is not None and project.codebook.parents.get(parent) is not None:
        parent = project.codebook.parents[parent]
    return project.codebook.by_id.get(parent) if parent else None


def label_of(project: Project, code: str, lang: str) -> str:
    """Give a code's label in a language, or its id; beside a label that two codes share stands the id."""
    return project.codebook.labels[lang].get(code, code)


def quotes(project: Project, question: Question, lang: str) -> Table:
    """Give one coding a row, with everything that is known about it."""
    found = by_code(project, passages(project, question))
    columns = (
        *(Column(key, phrase(key, lang)) for key in ("theme", "code", "label", "case")),
        *(Column(name, name) for name in project.attributes),
        *(Column(key, phrase(key, lang), note=True) for key in ("quote", "before", "after")),
        *(Column(key, phrase(key, lang)) for key in ("address", "speaker", "speaker_role", "coder", "by")),
        Column("memo", phrase("memo", lang), note=True),
        *(Column(key, phrase(key, lang)) for key in ("at", "id")),
    )
    rows = tuple(_quote_row(project, p, lang) for p in found)
    records = tuple(_quote_record(project, p, lang) for p in found)
    notes = (speech_note(project, question, lang), *left_out_notes(project, question, lang))
    return Table("qualcode.quotes/1", phrase("quotes", lang), columns, rows, notes, records=records)


def _quote_row(project: Project, p: Passage, lang: str) -> tuple[Cell, ...]:
    theme = theme_of(project, p.coding.code)
    attributes = (attribute_of(project, p, name) for name in project.attributes)
    before, after = context(p)
    return (
        theme.title(lang) if theme else "", p.coding.code, label_of(project, p.coding.code, lang), "; ".join(p.cases), *attributes,
        p.exact, before, after, p.address, p.turns[0].speaker, p.source.role_of(p.turns[0]), p.coding.coder,
        ", ".join(p.coding.by), p.coding.memo, p.coding.at, p.coding.id,
    )  # fmt: skip


def attribute_of(project: Project, p: Passage, name: str) -> str:
    """Give the value of an attribute for the cases of a passage."""
    return "; ".join(dict.fromkeys(v for case in p.cases if case in project.cases for v in project.cases[case].values(name)))


def _quote_record(project: Project, p: Passage, lang: str) -> Mapping[str, object]:
    """Give the row that scripts read: fixed keys, ``attributes`` a mapping."""
    return {
        "id": p.coding.id, "coder": p.coding.coder, "source": p.source.id, "case": "; ".join(p.cases), "address": p.address,
        "speaker": p.turns[0].speaker, "role": p.source.role_of(p.turns[0]), "code": p.coding.code,
        "label": label_of(project, p.coding.code, lang), "start": p.span.start, "end": p.span.end, "exact": p.exact,
        "by": list(p.coding.by), "at": p.coding.at, "memo": p.coding.memo,
        "attributes": {name: attribute_of(project, p, name) for name in project.attributes},
    }  # fmt: skip


def context(p: Passage) -> tuple[str, str]:
    """Give what stands before and after a passage within its turns."""
    turns = p.source.turns_in(p.span)
    start, end = min(turns[0].span.start, p.span.start), max(turns[-1].span.end, p.span.end)
    text = p.source.text
    before = text[max(start, p.span.start - CONTEXT) : p.span.start]
    after = text[p.span.end : min(end, p.span.end + CONTEXT)]
    return ("…" if p.span.start - CONTEXT > start else "") + before, after + ("…" if p.span.end + CONTEXT < end else "")


def speech_note(project: Project, question: Question, lang: str) -> str:
    """Say whose speech was looked at."""
    if question.all_speech:
        return phrase("all speech", lang)
    return phrase("respondents", lang, left=", ".join(phrase(role, lang) for role in project.settings.exclude))


def left_out_notes(project: Project, question: Question, lang: str) -> tuple[str, ...]:
    """Say how many codings are left out, or counted under a code that waits for a person, and why."""
    known = project.codebook.by_id
    asked = [c for c in project.codings if _asked_for(question, c)]
    numbers = {
        "adrift": n_adrift(project, question),
        "excluded": n_excluded(project, question),
        "provisional": sum(c.code not in known for c in _outside(project, question)),
        "split": sum(bool(known[c.code].split) for c in asked if c.code in known),
    }
    return tuple(phrase(key, lang, n=n) for key, n in numbers.items() if n)


def _outside(project: Project, question: Question) -> list[Coding]:
    """Give the codings a question would ask for whatever their code: those of codes it cannot name any more too."""
    whatever = replace(question, codes=None)
    return [c for c in project.codings if _asked_for(whatever, c)]
