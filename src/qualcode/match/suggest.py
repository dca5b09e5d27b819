"""From hits to the queue: which segment is proposed for which code, and what this coder has settled already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from qualcode.match.engine import Matcher, hits
from qualcode.match.word import Word
from qualcode.model.coding import Coding, Evidence, Rejection, Suggestion
from qualcode.model.project import Project
from qualcode.model.source import Source, Turn
from qualcode.model.text import Span

Analysed: TypeAlias = Mapping[str, Sequence[Sequence[Word]]]
"""The words of each turn of each source (by id), with offsets into the words of the turn."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """All that the keywords propose, and how many hits were left out because their turn is evidence for nothing."""

    suggestions: tuple[Suggestion, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left for one coder: without ``rejected`` hits and without segments whose words are ``coded`` already."""

    suggestions: tuple[Suggestion, ...]
    rejected: int = 0
    coded: int = 0


def suggest(project: Project, analysed: Analysed, matcher: Matcher) -> Suggested:
    """Propose one coding for each code and segment with a hit, in the order of sources, text and codebook."""
    places = {code: number for number, code in enumerate(project.codebook.by_id)}
    suggestions: list[Suggestion] = []
    left_out = 0
    for source in project.sources.values():
        for turn, words in zip(source.turns, analysed.get(source.id, ()), strict=source.id in analysed):
            found = hits(matcher, words, source.words_of(turn), turn.span.start)
            if project.is_evidence(source, turn):
                made = _of_turn(source, _units(project, source, turn) if found else (), found)
                suggestions.extend(sorted(made, key=lambda s: (s.span, places.get(s.code, len(places)))))
            else:
                left_out += sum(map(len, found.values()))
    return Suggested(tuple(suggestions), left_out)


def _units(project: Project, source: Source, turn: Turn) -> tuple[Span, ...]:
    return (turn.span,) if project.settings.unit == "turn" else source.sentences_of(turn)


def _of_turn(source: Source, units: Sequence[Span], found: Mapping[str, Sequence[Evidence]]) -> Iterator[Suggestion]:
    for code, all_evidence in found.items():
        for span, evidence in _segments(units, all_evidence):
            yield Suggestion(code, source.id, span, source.text[span.start : span.end], tuple(evidence))


def _segments(units: Sequence[Span], evidence: Iterable[Evidence]) -> list[tuple[Span, list[Evidence]]]:
    """Group hits in text order by the smallest run of sentences around each; runs that overlap become one."""
    segments: list[tuple[Span, list[Evidence]]] = []
    for hit in evidence:
        around = _around(units, hit.span)
        if segments and segments[-1][0].overlaps(around):
            before, inside = segments.pop()
            segments.append((Span(before.start, max(before.end, around.end)), [*inside, hit]))
        else:
            segments.append((around, [hit]))
    return segments


def _around(units: Sequence[Span], span: Span) -> Span:
    touched = [unit for unit in units if unit.overlaps(span)] or [span]
    return Span(touched[0].start, touched[-1].end)


def waiting(suggestions: Iterable[Suggestion], project: Project, coder: str) -> Waiting:
    """Take out what this coder has settled: hits on words rejected for the code, segments whose hits all carry it.

    Other coders' decisions change nothing. ``rejected`` counts hits, ``coded`` counts segments.
    """
    no = _settled(project.rejections, coder)
    yes = _settled(project.codings, coder)
    left: list[Suggestion] = []
    rejected = coded = 0
    for suggestion in suggestions:
        place = (suggestion.source, suggestion.code)
        evidence = tuple(e for e in suggestion.evidence if not _overlaps(no[place], e))
        rejected += len(suggestion.evidence) - len(evidence)
        if evidence and all(_overlaps(yes[place], e) for e in evidence):
            coded += 1
        elif evidence:
            left.append(replace(suggestion, evidence=evidence))
    return Waiting(tuple(left), rejected, coded)


def _settled(decisions: Iterable[Coding | Rejection], coder: str) -> defaultdict[tuple[str, str], list[Span]]:
    """Give the ranges that a coder decided about, by source and code; what is adrift is nowhere."""
    spans: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for decision in decisions:
        if decision.coder == coder and decision.span is not None:
            spans[decision.source, decision.code].append(decision.span)
    return spans


def _overlaps(spans: Iterable[Span], evidence: Evidence) -> bool:
    return any(span.overlaps(evidence.span) for span in spans)
