"""The queue: what the codebook's keywords propose and this coder has not decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from qualcode.match import engine
from qualcode.match.compile import Matcher, compile_plan, needs_written
from qualcode.match.engine import GivenUp
from qualcode.match.plan import plan
from qualcode.match.suggest import Proposals, Study, joined, propose, waiting
from qualcode.model.coding import Suggestion
from qualcode.model.diagnostic import Diagnostic, warning
from qualcode.model.project import Project
from qualcode.model.source import Source
from qualcode.session.analysed import WRITTEN, Analysis, Progress, document, open_analysis, sources_of, untold
from qualcode.session.study import Session


@dataclass(frozen=True)
class Queue:
    """What waits for one coder.

    ``left_out`` counts hits in turns that are evidence for nothing, ``rejected`` hits and ``coded`` segments settled already.
    """

    proposals: Proposals
    left_out: int
    rejected: int
    coded: int
    findings: tuple[Diagnostic, ...] = ()

    def __len__(self) -> int:
        """Count the suggestions."""
        return len(self.proposals)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """The suggestions as values, in the order of sources, text and codebook."""
        return tuple(self.proposals)

    def by_source(self) -> Counter[str]:
        """Count the suggestions of each source."""
        names = [source.id for source in self.proposals.sources]
        return Counter(names[n] for n in self.proposals.source.tolist())


def queue(
    session: Session,
    sources: Iterable[str] | None = None,
    codes: frozenset[str] | None = None,
    *,
    all_speech: bool = False,
    progress: Progress = untold,
) -> Queue:
    """Run the codebook's keywords over the transcripts, without what this coder coded or rejected; writes nothing but the cache."""
    found, findings = proposals(session, sources, codes, all_speech=all_speech, progress=progress)
    left = waiting(found, session.project, session.coder)
    return Queue(left.proposals, int(found.left_out.sum()), left.rejected, left.coded, findings)


def proposals(
    session: Session,
    sources: Iterable[str] | None = None,
    codes: frozenset[str] | None = None,
    *,
    all_speech: bool = False,
    progress: Progress = untold,
) -> tuple[Proposals, tuple[Diagnostic, ...]]:
    """Give all that the keywords propose, whoever decided what; and what could not be looked for."""
    project = session.project
    chosen = sources_of(project, sources)
    analysis = open_analysis(session, progress)
    with analysis.store:
        asked = (c for c in project.codebook.tree() if codes is None or c.id in codes)
        planned = plan(asked, project.codebook.by_id, project.settings.pipelines)
        documents = [document(source) for source in chosen]
        analysis.ensure(documents)
        if needs_written(planned):
            analysis.ensure(documents, WRITTEN)
        matcher = compile_plan(planned, analysis.store)
        return _proposed(project, chosen, matcher, analysis, all_speech=all_speech, written=needs_written(planned))


def _proposed(
    project: Project, sources: tuple[Source, ...], matcher: Matcher, analysis: Analysis, *, all_speech: bool, written: bool
) -> tuple[Proposals, tuple[Diagnostic, ...]]:
    study = Study.of(project)
    study = Study(study.codes, frozenset(), study.whole_turns) if all_speech else study
    slow: set[int] = set()
    findings: list[Diagnostic] = []
    while True:
        parts = list(_chunks(study, sources, matcher, analysis, slow, written=written))
        findings.extend(_too_slow(matcher, part.sources, one) for part, given_up in parts for one in given_up)
        if not any(given_up for _, given_up in parts):
            return joined([part for part, _ in parts]), tuple(findings)


def _chunks(
    study: Study, sources: tuple[Source, ...], matcher: Matcher, analysis: Analysis, slow: set[int], *, written: bool
) -> Iterator[tuple[Proposals, list[GivenUp]]]:
    """Match chunk by chunk; a pattern given up in one has no hits in any, so the caller begins anew without it."""
    at = 0
    for batch, texts in analysis.chunks([document(source) for source in sources], written=written):
        here = sources[at : at + len(batch)]
        chunk, hits, given_up = engine.find(matcher, texts, slow=slow)
        yield propose(study, matcher, here, chunk, hits), given_up
        at += len(batch)
    if not sources:
        chunk, hits, _ = engine.find(matcher, [])
        yield propose(study, matcher, (), chunk, hits), []


def _too_slow(matcher: Matcher, sources: tuple[Source, ...], one: GivenUp) -> Diagnostic:
    leaf = matcher.leaves[one.leaf]
    message = f"the pattern {one.pattern} was given up: it did not end within {engine.SECONDS} s in {sources[one.text].id}:{one.turn + 1}"
    return warning("QC123", message, leaf.keyword.where, "write it without one repetition inside another; its hits are in no queue")
