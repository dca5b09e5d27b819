"""What coders decided about keywords: which of their hits stand for the code, read from the logs alone."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qualcode.files.folding import Texts
from qualcode.files.log import Log
from qualcode.files.study import read_logs
from qualcode.model.codebook import Codebook
from qualcode.model.coding import Anchor
from qualcode.model.diagnostic import Diagnostic, warning
from qualcode.model.source import Source
from qualcode.model.text import Span, nfc
from qualcode.ops import Op, Standing, fold, one_each
from qualcode.session.study import Session

Key: TypeAlias = tuple[str, str]
"""A code and a keyword of it."""

KEYWORD, IMPORT = "keyword:", "import:"
"""How provenance names rules: by keyword, by the file that was imported."""

_ENOUGH, _HALF = 10, 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line that decided about a keyword's hits in a segment: accepted, rejected, or accepted and later taken off (withdrawn).

    ``segment`` is the number of the sentence (or turn) in the source, or the line's id where its words are not found any more.
    """

    code: str
    keyword: str
    coder: str
    source: str
    segment: int | str
    accepted: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Decided segments, each coder's own: those where the code stands, those where it does not, and how many of these were withdrawn."""

    accepted: int = 0
    rejected: int = 0
    withdrawn: int = 0

    @property
    def decided(self) -> int:
        """How many segments were decided: what precision divides by."""
        return self.accepted + self.rejected

    @property
    def precision(self) -> float | None:
        """The share of decided segments in which the code stands; None where none is decided."""
        return self.accepted / self.decided if self.decided else None


@dataclass(slots=True)
class Decided:
    """What logs say about rules: verdicts on keywords, and by which rules each standing coding got its code."""

    verdicts: list[Verdict] = field(default_factory=list)
    given: dict[str, tuple[str, ...]] = field(default_factory=dict)


def decisions(session: Session, coders: frozenset[str] | None = None) -> Decided:
    """Read what coders (None: all) decided about keywords' hits; matches nothing, so that ``check`` can afford it."""
    project, out = session.project, Decided()
    segment = _segments(session)
    logs, _ = read_logs(session.layout)
    for log in logs:
        if coders is None or log.coder in coders:
            _read(log, project.codebook, segment, out)
    return out


Placed: TypeAlias = Callable[[str, Op], int | str]


def _read(log: Log, book: Codebook, segment: Placed, out: Decided) -> None:
    state, lines = fold(log.ops), one_each(log.ops)
    stand = {root.id: s for s in state.codings if (root := _root(s.op, lines)) and _meant(book, root.code) == _meant(book, s.code)}
    out.given |= {s.op.id: _giver(s, lines).by for s in state.codings}
    roots = [op for op in lines.values() if op.op == "code" and (op.id in state.in_force or op.id in stand)]
    for op in (*roots, *state.rejects):
        for keyword in _keywords(op):
            accepted = op.id in stand
            withdrawn = op.op == "code" and not accepted
            verdict = Verdict(_meant(book, op.code), keyword, log.coder, log.source, segment(log.source, op), accepted, withdrawn)
            out.verdicts.append(verdict)


def _keywords(op: Op) -> tuple[str, ...]:
    """Give the keywords among the rules of a line."""
    return tuple(dict.fromkeys(nfc(rule.removeprefix(KEYWORD)) for rule in op.by if rule.startswith(KEYWORD)))


def before(op: Op, lines: Mapping[str, Op]) -> Iterator[Op]:
    """Give a line and those it replaced, the first last."""
    seen: set[str] = set()
    line: Op | None = op
    while line is not None and line.id not in seen:
        seen.add(line.id)
        yield line
        line = lines.get(line.of)


def _root(op: Op, lines: Mapping[str, Op]) -> Op:
    return list(before(op, lines))[-1]


def _giver(standing: Standing, lines: Mapping[str, Op]) -> Op:
    """Give the line that said a coding's code: one that was moved has its code from the line before."""
    return next(op for op in before(standing.op, lines) if op.code)


def _meant(book: Codebook, written: str) -> str:
    code = book.resolve(written)
    return code.id if code else written


def _segments(session: Session) -> Placed:
    """Give what tells in which segment of its source the words of a line stand today."""
    project = session.project
    texts = Texts(session.layout, project.sources)
    settled = {c.id: c.span for c in project.codings} | {r.id: r.span for r in project.rejections}
    starts = {id_: _starts(source, whole=project.settings.unit == "turn") for id_, source in project.sources.items()}

    def segment(source: str, op: Op) -> int | str:
        span = settled[op.id] if op.id in settled else _place(texts, source, op.anchor)
        return bisect_right(starts[source], span.start) if span and source in starts else op.id

    return segment


def _starts(source: Source, *, whole: bool) -> list[int]:
    return [span.start for turn in source.turns for span in ((turn.span,) if whole else source.sentences_of(turn))]


def _place(texts: Texts, source: str, anchor: Anchor | None) -> Span | None:
    found = texts.place(source, anchor) if anchor else None
    return found if isinstance(found, Span) else None


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count decided segments, each coder's once: one with a coding that stands is accepted, whatever else was said there."""
    by_segment: dict[tuple[str, str, int | str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_segment[verdict.coder, verdict.source, verdict.segment].append(verdict)
    no = [said for said in by_segment.values() if not any(v.accepted for v in said)]
    return Tally(len(by_segment) - len(no), len(no), sum(any(v.withdrawn for v in said) for said in no))


def by_key(verdicts: Iterable[Verdict]) -> Mapping[Key, list[Verdict]]:
    """Sort verdicts by code and keyword."""
    sorted_: dict[Key, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        sorted_[verdict.code, verdict.keyword].append(verdict)
    return sorted_


def poor_keywords(book: Codebook, verdicts: Iterable[Verdict]) -> Iterator[Diagnostic]:
    """QC128: a keyword that was right in less than half of at least 10 decisions, so that it costs more than it finds."""
    decided = by_key(verdicts)
    for code in book.tree():
        for keyword in code.keywords:
            t = tally(decided.get((code.id, nfc(keyword.find)), ()))
            if t.decided >= _ENOUGH and t.accepted < _HALF * t.decided:
                help_ = f"make it a phrase, add NOT, or take it out: qualcode codebook quality {code.id}"
                name, where = f"{keyword.find} of {code.id}", keyword.where
                yield warning("QC128", f"{name} was right in {t.accepted} of {t.decided} decisions", where, help_)
