"""Theme matrices: codes by cases, attribute values, sources or coders, with what is counted said below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.analysis import count
from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import Passage, Question, code_order, label_of, left_out_notes, passages, speech_note
from qualcode.analysis.table import Cell, Column, Table
from qualcode.model.case import Case
from qualcode.model.project import Project
from qualcode.model.source import Source

CellKind = Literal["codings", "cases", "words", "share", "present", "quotes"]
Status = Literal["blank", "begun", "done"]
NAMED = ("cases", "sources", "coders")
"""What columns can be, besides the name of an attribute."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Passages by row and column before they are counted.

    ``status`` tells a blank column from one of zeros, ``inside`` names the cases behind each column and ``asked`` all of
    them, ``own`` counts the words of each case in each source, ``known`` holds the sources that somebody has begun or finished.
    """

    project: Project
    question: Question
    by: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Passage, ...]]
    whole: Mapping[str, tuple[Passage, ...]]
    status: Mapping[str, Status]
    asked: frozenset[str]
    inside: Mapping[str, frozenset[str]]
    own: Mapping[str, Mapping[str, int]]
    known: frozenset[str]
    homeless: int


def build(project: Project, question: Question, by: str) -> Matrix:
    """Sort the passages of a question into rows (codes, themes with all below them) and columns."""
    columns = _columns(project, question, by)
    cells: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    whole: dict[str, list[Passage]] = defaultdict(list)
    homeless = 0
    for p in passages(project, question):
        own = [c for c in columns_of(project, p, by) if c in columns]
        homeless += not own
        for row in _rows_above(project, p.coding.code):
            whole[row].extend([p] if own else [])
            for column in own:
                cells[row, column].append(p)
    asked = frozenset(c for c in speaking_cases(project) if question.takes_case(project, c))
    inside = {c: _cases_in(project, asked, by, c) for c in columns}
    states = source_states(project, question.coders)
    return Matrix(
        project, question, by, rows_of(project, question, whole), columns,
        {key: tuple(v) for key, v in cells.items()}, {r: tuple(v) for r, v in whole.items()},
        _statuses(project, by, inside, states), asked, inside,
        {s.id: own_words(project, s, question) for s in project.sources.values()}, frozenset(states), homeless,
    )  # fmt: skip


def rows_of(project: Project, question: Question, used: Container[str]) -> tuple[str, ...]:
    """Give the rows of a question: codes in the codebook's order, then those that are not in it but ``used`` here."""
    asked = (code for code in code_order(project) if question.codes is None or code in question.codes)
    return tuple(code for code in asked if code in project.codebook.by_id or code in used)


def _rows_above(project: Project, code: str | None) -> Iterator[str]:
    while code is not None:
        yield code
        code = project.codebook.parents.get(code)


def columns_of(project: Project, p: Passage, by: str) -> tuple[str, ...]:
    """Give the columns a passage counts in; a case with several values of an attribute counts in each."""
    if by == "sources":
        return (p.source.id,)
    if by == "coders":
        return (p.coding.coder,)
    if by == "cases":
        return p.cases
    values = (v for case in p.cases if case in project.cases for v in project.cases[case].values(by))
    return tuple(dict.fromkeys(values))


def _columns(project: Project, question: Question, by: str) -> tuple[str, ...]:
    """Give the columns there are, with words behind them or not yet coded."""
    if by == "coders":
        return tuple(c for c in project.coders if question.coders is None or c in question.coders)
    asked = [case for case in speaking_cases(project) if question.takes_case(project, case)]
    if by == "cases":
        return tuple(asked)
    if by == "sources":
        return tuple(s.id for s in project.sources.values() if is_asked(project, question, s))
    return tuple(sorted({v for case in asked if case in project.cases for v in project.cases[case].values(by)}))


def is_asked(project: Project, question: Question, source: Source) -> bool:
    """Tell whether a question asks for a source: by its name, and by the cases that speak in it."""
    named = question.sources is None or source.id in question.sources
    return named and any(question.takes_case(project, case) for case in (*own_words(project, source, question), None))


def speaking_cases(project: Project) -> tuple[str, ...]:
    """Give the cases whose words are in the study, in the order of cases.csv, then others."""
    speaking = {case for source in project.sources.values() for turn in source.turns if (case := source.case_of(turn))}
    return (*(c for c in project.cases if c in speaking), *sorted(speaking - set(project.cases)))


def own_words(project: Project, source: Source, question: Question) -> Mapping[str, int]:
    """Count the words of each case in a source, in the turns that count."""
    words: dict[str, int] = defaultdict(int)
    for turn in source.turns:
        case = source.case_of(turn)
        if case and (question.all_speech or project.is_evidence(source, turn)):
            words[case] += len(source.words_of(turn).split())
    return words


def source_states(project: Project, coders: frozenset[str] | None) -> Mapping[str, Status]:
    """Tell of each source that somebody (of these coders) has touched whether it is begun or finished."""
    decided = [(c.coder, c.source) for c in project.codings] + [(r.coder, r.source) for r in project.rejections]
    touched = (source for coder, source in decided if coders is None or coder in coders)
    states: dict[str, Status] = {source: "begun" for source in touched if source in project.sources}
    finished = (d for d in project.done if coders is None or d.coder in coders)
    states.update({d.source: "done" for d in finished if d.source in project.sources})
    return states


def _statuses(project: Project, by: str, inside: Mapping[str, frozenset[str]], states: Mapping[str, Status]) -> Mapping[str, Status]:
    """Give each column's status: done when all its sources are, blank when none is begun."""
    if by == "coders":
        return {c: _join(source_states(project, frozenset({c})).values()) for c in inside}
    if by == "sources":
        return {c: states.get(c, "blank") for c in inside}
    cases = {s.id: frozenset(case for t in s.turns if (case := s.case_of(t))) for s in project.sources.values()}
    return {c: _join(states.get(s, "blank") for s, spoken in cases.items() if spoken & own) for c, own in inside.items()}


def _join(states: Iterable[Status]) -> Status:
    seen = set(states)
    if seen <= {"blank"}:
        return "blank"
    return "done" if seen == {"done"} else "begun"


def _cases_in(project: Project, asked: frozenset[str], by: str, column: str) -> frozenset[str]:
    """Give the cases behind a column."""
    if by == "cases":
        return frozenset({column})
    if by in NAMED:
        return asked
    return frozenset(case for case in asked if column in project.cases.get(case, Case(case)).values(by))


def value(m: Matrix, row: str, column: str | None, cell: CellKind) -> Cell:
    """Count one cell (column None: the whole row); None where nothing can be known yet."""
    if set(m.status.values() if column is None else [m.status[column]]) == {"blank"}:
        return None
    found = m.whole.get(row, ()) if column is None else m.cells.get((row, column), ())
    if cell == "codings":
        return count.segments(found)
    if cell == "present":
        return int(bool(found)) if column is not None else sum(bool(m.cells.get((row, c))) for c in m.columns)
    if cell == "quotes":
        return "\n".join(f"{p.exact} [{p.address}]" for p in _one_each(found)) if column is not None else None
    inside = m.asked if column is None else m.inside[column]
    if cell == "cases":
        return len([c for c in count.cases(found) if c in inside])
    return _words(m, found, column, inside, cell)


def _one_each(found: Iterable[Passage]) -> Iterator[Passage]:
    """Give each range once, however many codes and coders it has."""
    return iter({(p.source.id, p.span): p for p in found}.values())


def _words(m: Matrix, found: Sequence[Passage], column: str | None, inside: frozenset[str], cell: CellKind) -> Cell:
    covered = sum(count.words([p for p in found if c in p.cases], c) for c in count.cases(found) if c in inside)
    if cell == "words":
        return covered
    sources = [column] if column is not None and m.by == "sources" else _begun(m, column)
    own = sum(n for source in sources for case, n in m.own[source].items() if case in inside)
    return covered / own if own else None


def _begun(m: Matrix, column: str | None) -> Iterable[str]:
    """Give the sources whose words a share divides by: those that the coders asked for have begun, of a coder's column that coder."""
    return source_states(m.project, frozenset({column})) if column is not None and m.by == "coders" else m.known


def matrix(project: Project, question: Question, by: str, cell: CellKind, lang: str) -> Table:
    """Give a matrix as a table: code, label, one column a value, and for people the whole and the number of cases."""
    m = build(project, question, by)
    coded = len(_coded_cases(m))
    rows = tuple(_row(m, code, cell, lang, coded) for code in m.rows)
    links = {
        (i, j + 2): tuple(p.coding.id for p in m.cells.get((code, column), ()))
        for i, code in enumerate(m.rows)
        for j, column in enumerate(m.columns)
        if m.cells.get((code, column))
    }
    links.update({(i, len(m.columns) + 2): tuple(p.coding.id for p in m.whole.get(code, ())) for i, code in enumerate(m.rows)})
    title = phrase("matrix", lang, by=phrase(by, lang) if by in NAMED else by)
    levels = tuple(project.codebook.depth(code) for code in m.rows)
    return Table("qualcode.matrix/1", title, _heads(m, cell, lang), rows, _notes(m, cell, lang), levels, links, head=_head_rows(m))


def _heads(m: Matrix, cell: CellKind, lang: str) -> tuple[Column, ...]:
    kind = {"share": "share", "quotes": "text"}.get(cell, "number")
    marks = {"begun": "*"}
    values = (Column(c, c, kind, note=cell == "quotes", mark=marks.get(m.status[c], "")) for c in m.columns)  # type: ignore[arg-type]
    mark = marks["begun"] if "begun" in m.status.values() else ""
    whole = () if cell == "quotes" else (Column("total", phrase("total", lang), kind, summary=True, mark=mark),)  # type: ignore[arg-type]
    n_cases = Column("n_cases", phrase("cases", lang), summary=True)
    label = Column("label", phrase("label", lang), summary=True)
    return (Column("code", phrase("code", lang)), label, *values, *whole, n_cases)


def _row(m: Matrix, code: str, cell: CellKind, lang: str, coded: int) -> tuple[Cell, ...]:
    cells = (value(m, code, column, cell) for column in m.columns)
    whole = () if cell == "quotes" else (value(m, code, None, cell),)
    return (code, label_of(m.project, code, lang), *cells, *whole, f"{value(m, code, None, 'cases')}/{coded}" if coded else None)


def _coded_cases(m: Matrix) -> frozenset[str]:
    """Give the cases of which something is known: their sources are begun or finished."""
    known = (m.project.sources[id_] for id_ in m.known)
    return m.asked & {c for s in known for t in s.turns if (c := s.case_of(t))}


def _head_rows(m: Matrix) -> tuple[tuple[Cell, ...], ...]:
    """Give a row of each attribute above the cases."""
    if m.by != "cases":
        return ()
    return tuple(
        ("", name, *(m.project.cases.get(c, Case(c)).attributes.get(name, "") for c in m.columns)) for name in m.project.attributes
    )


def _notes(m: Matrix, cell: CellKind, lang: str) -> tuple[str, ...]:
    """Say under the table how it was counted and what is missing."""
    blank = [c for c in m.columns if m.status[c] == "blank"]
    begun = [c for c in m.columns if m.status[c] == "begun"]
    rule = " · ".join([phrase(f"cell {cell}", lang), coder_policy(m.question, lang), speech_note(m.project, m.question, lang),
                       phrase("theme once", lang)])  # fmt: skip
    return (
        rule,
        *((phrase("share of", lang),) if cell == "share" else ()),
        *((phrase("blank", lang, names=", ".join(blank)),) if blank else ()),
        *((phrase("begun", lang, names=", ".join(begun)),) if begun else ()),
        *_attribute_notes(m, lang),
        *((phrase("no case", lang, n=m.homeless),) if m.homeless and m.by != "coders" else ()),
        *left_out_notes(m.project, m.question, lang),
    )


def coder_policy(question: Question, lang: str) -> str:
    """Say whose codings are counted, and how those of several coders are put together."""
    if question.coders is not None:
        only = phrase("coder only", lang, coders=", ".join(sorted(question.coders)))
        return only if len(question.coders) == 1 else f"{only} ({phrase('coders once', lang)})"
    return phrase("coders once", lang)


def _attribute_notes(m: Matrix, lang: str) -> Iterator[str]:
    if m.by in NAMED:
        return
    values = {c: m.project.cases.get(c, Case(c)).values(m.by) for c in sorted(m.asked)}
    several = [f"{c} {'; '.join(v)}" for c, v in values.items() if len(v) > 1]
    if several:
        yield phrase("several", lang, names=", ".join(several))
    missing = [c for c, v in values.items() if not v]
    if missing:
        yield phrase("no value", lang, attribute=m.by, names=", ".join(missing))


def counts(project: Project, question: Question, lang: str) -> Table:
    """Give for each code the number of segments, cases, sources and words."""
    m = build(project, question, "sources")
    keys = ("codings", "cases", "sources", "words")
    columns = (
        Column("code", phrase("code", lang)),
        Column("label", phrase("label", lang)),
        *(Column(k, phrase(k, lang), "number") for k in keys),
    )
    rows = tuple(
        (code, label_of(project, code, lang), value(m, code, None, "codings"), value(m, code, None, "cases"),
         len({p.source.id for p in m.whole.get(code, ())}), value(m, code, None, "words"))
        for code in m.rows
    )  # fmt: skip
    levels = tuple(project.codebook.depth(code) for code in m.rows)
    links = {(i, 2): tuple(p.coding.id for p in m.whole.get(code, ())) for i, code in enumerate(m.rows)}
    return Table("qualcode.count/1", phrase("count", lang), columns, rows, _notes(m, "codings", lang), levels, links)
