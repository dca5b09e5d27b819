"""Which codes are named together: code by code, in the same sentence or the same answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal

from qualcode.analysis.matrix import coder_policy, is_asked, own_words, rows_of, source_states
from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import Passage, Question, label_of, left_out_notes, passages, speech_note
from qualcode.analysis.table import Cell, Column, Table
from qualcode.model.project import Project

Within = Literal["sentence", "answer"]
Place = tuple[str, int, int]
"""A unit: source, start and end."""


def _units(p: Passage, within: Within) -> tuple[Place, ...]:
    """Give the units a passage touches; an answer is a turn."""
    spans = (s for t in p.turns for s in (p.source.sentences_of(t) if within == "sentence" else (t.span,)))
    return tuple((p.source.id, s.start, s.end) for s in spans if s.overlaps(p.span))


def together(project: Project, question: Question, within: Within) -> Mapping[tuple[str, str], Mapping[Place, tuple[str, ...]]]:
    """Give for each pair of codes (themes with all below them) the units in which one coder gave both, with the codings."""
    on: dict[tuple[str, Place], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for p in passages(project, question):
        for unit in _units(p, within):
            code: str | None = p.coding.code
            while code is not None:
                on[p.coding.coder, unit][code].add(p.coding.id)
                code = project.codebook.parents.get(code)
    pairs: dict[tuple[str, str], dict[Place, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (_, unit), codes in on.items():
        for a, ids_a in codes.items():
            for b, ids_b in codes.items():
                pairs[a, b][unit] |= ids_a | ids_b
    return {pair: {unit: tuple(sorted(ids)) for unit, ids in units.items()} for pair, units in pairs.items()}


def cooccurrence(project: Project, question: Question, others: Question, within: Within, lang: str) -> Table:
    """Give the number of units that carry both codes: rows the codes of ``question``, columns those of ``others``."""
    wanted = None if question.codes is None or others.codes is None else question.codes | others.codes
    both = Question(wanted, question.cases, question.sources, question.coders, question.where, question.all_speech)
    pairs = together(project, both, within)
    used = {code for pair in pairs for code in pair}
    rows, columns = rows_of(project, question, used), rows_of(project, others, used)
    heads = (
        Column("code", phrase("code", lang)),
        Column("label", phrase("label", lang), summary=True),
        *(Column(c, label_of(project, c, lang), "number") for c in columns),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (r, label_of(project, r, lang), *(len(pairs.get((r, c), ())) for c in columns)) for r in rows
    )
    links = {
        (i, j + 2): tuple(sorted({id_ for ids in pairs[r, c].values() for id_ in ids}))
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
        if (r, c) in pairs
    }
    unit, one = phrase(f"cell together {within}", lang), phrase("one coder", lang)
    diagonal = (phrase("diagonal", lang),) if set(rows) & set(columns) else ()
    rule = " · ".join([unit, one, *diagonal, speech_note(project, question, lang)])
    policy = () if question.coders is None else (coder_policy(question, lang),)
    levels = tuple(project.codebook.depth(r) for r in rows)
    title = phrase("matrix", lang, by=phrase("code", lang))
    notes = (rule, *policy, *_state_notes(project, question, lang), *left_out_notes(project, both, lang))
    return Table("qualcode.matrix/1", title, heads, cells, notes, levels, links)


def _state_notes(project: Project, question: Question, lang: str) -> Iterator[str]:
    """Say which sources are not begun, and which are not finished, since a cell has no column of its own to mark."""
    states = source_states(project, question.coders)
    asked = [s for s in project.sources.values() if own_words(project, s, question) and is_asked(project, question, s)]
    for key, state in (("uncoded", "blank"), ("unfinished", "begun")):
        names = [s.id for s in asked if states.get(s.id, "blank") == state]
        if names:
            yield phrase(key, lang, names=", ".join(names))
