"""What became of keywords: how each was read, what it finds in the study, and what was decided about its hits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from qualcode.files.units import UnitStore
from qualcode.match import korean
from qualcode.match.explain import Part, Reading, inflected, parts, query_of, reading, same
from qualcode.match.hits import TIERS
from qualcode.match.particles import follows, sound
from qualcode.match.plan import Plan
from qualcode.match.query import Problem, Query
from qualcode.match.suggest import Proposals
from qualcode.model.address import address_of
from qualcode.model.codebook import Code, Keyword
from qualcode.model.coding import Coding, Rejection
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.failure import QualcodeError
from qualcode.model.project import Project
from qualcode.model.source import Source
from qualcode.model.text import Span, nfc
from qualcode.session.analysed import Analysis, Progress, analysing, sources_of, untold
from qualcode.session.study import Session, UnknownCode
from qualcode.session.suggesting import Search, planned

EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a keyword stands in the texts: its letters (blanks single, case folded), hits, sources, denied hits.

    Where it is a part of a longer word, the letters are those of the longer one.
    """

    tier: str
    text: str
    hits: int
    sources: int
    denied: int


@dataclass(frozen=True, slots=True)
class Example:
    """A hit to show, with all hits of its keyword in the same turn."""

    source: Source
    hit: Span
    hits: tuple[Span, ...]

    @property
    def address(self) -> str:
        """Where it stands."""
        return address_of(self.source, self.hit)


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a keyword: forms by tier, the most frequent first, and how many stand in turns of roles that are left out.

    ``passages`` counts the segments that would be suggested.
    """

    forms: tuple[Form, ...] = ()
    sources: int = 0
    passages: int = 0
    left_out: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def hits(self) -> int:
        """Count the hits."""
        return sum(form.hits for form in self.forms)

    @property
    def denied(self) -> int:
        """Count the hits whose clause denies them."""
        return sum(form.denied for form in self.forms)

    @property
    def tiers(self) -> Mapping[str, tuple[Form, ...]]:
        """The forms by tier; parts of longer words come last."""
        order = sorted({form.tier for form in self.forms}, key=lambda t: (t == korean.COMPOUND, TIERS.index(t)))
        return {tier: tuple(form for form in self.forms if form.tier == tier) for tier in order}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a combination and what it finds alone; ``unwanted`` where it must not stand."""

    text: str
    reading: Reading
    found: Found
    unwanted: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One keyword: as what it was read, or its ``problems``; ``code`` is empty where no code has it.

    ``accepted`` and ``rejected`` count the codings and rejections, by anybody, that name it.
    """

    code: str
    keyword: Keyword
    reading: Reading | None
    found: Found
    problems: tuple[Problem, ...] = ()
    pieces: tuple[Piece, ...] = ()
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Keywords in the order of the codebook, how many sources were searched, and what was given up."""

    keywords: tuple[Explained, ...]
    sources: int
    findings: tuple[Diagnostic, ...] = ()


def explain(session: Session, typed: str = "", *, progress: Progress = untold) -> Explanation:
    """Explain the keywords of a code, one keyword, letters that no code has as a keyword, or, typed nothing, all keywords.

    Decisions change no hit. Parts of combinations are only looked for where something was typed. Raises UnknownCode for
    what looks like a code, ManyCodes, and QualcodeError for a code without keywords.
    """
    wanted = _wanted(session, nfc(typed).strip()) if typed.strip() else tuple(_every(session.project.codebook.tree()))
    asked = _Asked(planned(session.project, ()))
    for code, keyword in wanted:
        asked.add(code, keyword, with_parts=bool(typed.strip()))
    sources = sources_of(session.project, None)

    def explained(analysis: Analysis) -> Explanation:
        proposals, findings = Search(session.project, asked.plan, sources, analysis).run()
        told = _Told(session.project, analysis.store, _Counted(proposals), asked.plan)
        return Explanation(tuple(map(told.keyword, asked.rows)), len(sources), findings)

    return analysing(session, progress, explained)


Wanted: TypeAlias = tuple[str, Keyword]


def _every(codes: Iterable[Code]) -> Iterator[Wanted]:
    return ((code.id, keyword) for code in codes if not (code.retired or code.split) for keyword in code.keywords)


def _wanted(session: Session, typed: str) -> tuple[Wanted, ...]:
    """Say what was meant: a code by its id, a keyword of the codebook, a code by its name, else a keyword to try."""
    book = session.project.codebook
    by_id = book.resolve(typed)
    meant = same(typed)
    keywords = tuple(one for one in _every(book.tree()) if one[1].find == typed or same(one[1].find) == meant)
    if keywords and not by_id:
        return keywords
    if by_id or book.named(typed):
        return _of_code(session.code(typed))
    _refuse_mistyped(session, typed)
    return (("", Keyword(typed)),)


def _of_code(code: Code) -> tuple[Wanted, ...]:
    """Give the keywords of a code and of all below it."""
    found = tuple(_every(code.tree()))
    if not found and (code.retired or code.split):
        raise QualcodeError(f"{code.id} is retired or split: its keywords suggest nothing", f"qualcode codebook show {code.id}")
    if not found:
        raise QualcodeError(f"{code.id} has no keywords", f"give it one: qualcode codebook add {code.id} --keyword WORD")
    return found


def _refuse_mistyped(session: Session, typed: str) -> None:
    """Refuse what begins as ids of this codebook do: it is a mistyped code, no word to look for."""
    theme, dot, _ = typed.partition(".")
    if dot and theme in session.project.codebook.by_id:
        raise UnknownCode(typed, session.project)


@dataclass(frozen=True, slots=True)
class _Row:
    """A keyword that was asked for: its entry in the plan, or its problems; and the entries of its parts."""

    code: str
    keyword: Keyword
    query: Query | None
    entry: int
    problems: tuple[Problem, ...]
    parts: tuple[tuple[Part, int], ...]


class _Asked:
    """Keywords and their parts as entries of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: list[_Row] = []

    def add(self, code: str, keyword: Keyword, *, with_parts: bool) -> None:
        """Plan a keyword, and its parts where it combines several."""
        read = query_of(keyword)
        query = None if isinstance(read, list) else read
        entry, problems = self._entry(code, keyword)
        of = parts(query, keyword) if query and with_parts and not problems and not keyword.pattern else ()
        self.rows.append(_Row(code, keyword, query, entry, problems, tuple((part, self._entry(code, part.keyword)[0]) for part in of)))

    def _entry(self, code: str, keyword: Keyword) -> tuple[int, tuple[Problem, ...]]:
        entry, unreadable = len(self.plan.entries), len(self.plan.unreadable)
        self.plan.add(code, keyword)
        return entry, tuple(one.problem for one in self.plan.unreadable[unreadable:])


@dataclass(frozen=True, slots=True)
class _Hit:
    tier: str
    source: Source
    span: Span
    denied: bool
    passage: int

    @property
    def text(self) -> str:
        """The letters, blanks single and case folded, so that the same forms are counted together."""
        if self.tier in {korean.COMPOUND, korean.PART}:
            return _around(self.source.text, self.span)
        return " ".join(self.source.text[self.span.start : self.span.end].split()).casefold()


def _around(text: str, span: Span) -> str:
    """Give the written words that letters are a part of, without the particles behind them."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    ends = (cut for cut in range(span.end, end + 1) if follows(text[cut:end], sound(text[start:cut])))
    return " ".join(text[start : next(ends, end)].split()).casefold()


class _Counted:
    """The hits of each entry of a plan."""

    def __init__(self, proposals: Proposals) -> None:
        self.left_out = proposals.left_out.tolist()
        self.hits: defaultdict[int, list[_Hit]] = defaultdict(list)
        of = np.repeat(np.arange(len(proposals)), np.diff(proposals.firsts))
        columns = (proposals.entry, proposals.tier, of, proposals.hit_start, proposals.hit_end, proposals.negated)
        sources = [proposals.sources[number] for number in proposals.source.tolist()]
        for entry, tier, passage, start, end, denied in zip(*(column.tolist() for column in columns), strict=True):
            self.hits[entry].append(_Hit(TIERS[tier], sources[passage], Span(start, end), denied, passage))

    def found(self, entry: int) -> Found:
        """Count the hits of an entry by tier and form."""
        hits = self.hits[entry]
        by_form: defaultdict[tuple[str, str], list[_Hit]] = defaultdict(list)
        for hit in hits:
            by_form[hit.tier, hit.text].append(hit)
        forms = [Form(*key, len(of), _sources(of), sum(hit.denied for hit in of)) for key, of in by_form.items()]
        forms.sort(key=lambda form: (TIERS.index(form.tier), -form.hits, form.text))
        passages = len({hit.passage for hit in hits})
        return Found(tuple(forms), _sources(hits), passages, self.left_out[entry], tuple(_examples(hits)))


def _sources(hits: Iterable[_Hit]) -> int:
    return len({hit.source.id for hit in hits})


def _examples(hits: Sequence[_Hit]) -> Iterator[Example]:
    """Choose hits that show most: of the most frequent tier first, then of another tier, form or source; hints last."""
    frequent = Counter(hit.tier for hit in hits)
    left = sorted(hits, key=lambda hit: (hit.tier == korean.COMPOUND, hit.denied, -frequent[hit.tier]))
    shown: list[_Hit] = []
    while left and len(shown) < EXAMPLES:
        chosen = max(left, key=lambda hit: _newness(hit, shown))
        shown.append(chosen)
        left = [hit for hit in left if hit.passage != chosen.passage]
    for one in shown:
        turn = one.source.turn_at(one.span.start)
        beside = tuple(hit.span for hit in hits if hit.source is one.source and hit.source.turn_at(hit.span.start) is turn)
        yield Example(one.source, one.span, beside)


def _newness(hit: _Hit, shown: Sequence[_Hit]) -> int:
    """Weigh what a hit would add to those that are shown already."""
    return (
        4 * all(hit.tier != s.tier for s in shown)
        + 2 * all(hit.text != s.text for s in shown)
        + all(hit.source is not s.source for s in shown)
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known when keywords are told: the study, the words of its texts, and the hits."""

    project: Project
    store: UnitStore
    counted: _Counted
    plan: Plan

    def keyword(self, row: _Row) -> Explained:
        """Tell one keyword."""
        if row.problems or row.query is None:
            return Explained(row.code, row.keyword, None, Found(), row.problems)
        pieces = tuple(
            Piece(part.keyword.find, self._reading(part.query, part.keyword), self.counted.found(entry), part.unwanted)
            for part, entry in row.parts
        )
        accepted, rejected = (self._decided(row, decisions) for decisions in (self.project.codings, self.project.rejections))
        read = self._reading(row.query, row.keyword)
        return Explained(row.code, row.keyword, read, self.counted.found(row.entry), (), pieces, accepted, rejected)

    def _reading(self, query: Query, keyword: Keyword) -> Reading:
        words = inflected(query, keyword)
        forms = dict(self.store.inflections(words)) if words else {}
        if words and keyword.match == "family":
            kin = self.store.families(words)
            forms = {word: of | kin.get(word, frozenset()) for word, of in forms.items()}
        return reading(query, keyword, forms, plain_korean=self.plan.plain_korean)

    def _decided(self, row: _Row, decisions: Iterable[Coding | Rejection]) -> int:
        """Count the decisions of all coders that name a keyword of a code as their reason."""
        by = f"keyword:{row.keyword.find}"
        return sum(one.code == row.code and by in one.by for one in decisions)
