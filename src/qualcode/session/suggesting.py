"""The queue: what the codebook's keywords propose and this coder has not decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from qualcode.match import engine
from qualcode.match.compile import Matcher, compile_plan, needs_written
from qualcode.match.engine import GivenUp
from qualcode.match.plan import Plan, plan
from qualcode.match.suggest import Proposals, Study, joined, propose, waiting
from qualcode.model.codebook import Code
from qualcode.model.coding import Suggestion
from qualcode.model.diagnostic import Diagnostic, warning
from qualcode.model.project import Project
from qualcode.model.source import Source
from qualcode.session import token_patterns
from qualcode.session.analysed import WRITTEN, Analysis, Document, Progress, analysing, document, sources_of, untold
from qualcode.session.study import Session
from qualcode.words import installed
from qualcode.words.pipelines import tagged


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
    if all_speech:
        project = replace(project, settings=replace(project.settings, exclude=()))
    asked = [c for c in project.codebook.tree() if codes is None or c.id in codes]
    chosen = sources_of(project, sources)
    return analysing(session, progress, lambda analysis: Search(project, planned(project, asked), chosen, analysis).run())


def planned(project: Project, codes: Iterable[Code]) -> Plan:
    """Plan the keywords of codes of a study."""
    made = plan(codes, project.codebook.by_id, tagged(project.settings.pipelines))
    made.plain_korean = not installed.kiwi()
    return made


@dataclass(frozen=True)
class Search:
    """One search for planned keywords in some sources of a study."""

    project: Project
    planned: Plan
    sources: tuple[Source, ...]
    analysis: Analysis

    @cached_property
    def documents(self) -> list[Document]:
        """The sources as documents, analysed."""
        documents = [document(source) for source in self.sources]
        self.analysis.ensure(documents)
        if needs_written(self.planned):
            self.analysis.ensure(documents, WRITTEN)
        return documents

    @cached_property
    def matcher(self) -> Matcher:
        """The keywords over the vocabulary of these sources and all others in the cache."""
        self.documents  # noqa: B018 - analysis comes first: it makes the vocabulary
        return compile_plan(self.planned, self.analysis.store)

    def run(self) -> tuple[Proposals, tuple[Diagnostic, ...]]:
        """Match chunk by chunk; where a pattern is given up, once more without it, since it then has hits nowhere."""
        slow: set[int] = set()
        findings: list[Diagnostic] = []
        while True:
            parts = list(self._chunks(slow))
            findings.extend(self._too_slow(part.sources, one) for part, given_up in parts for one in given_up)
            if not any(given_up for _, given_up in parts):
                return joined([part for part, _ in parts]), tuple(findings)

    def _chunks(self, slow: set[int]) -> Iterator[tuple[Proposals, list[GivenUp]]]:
        study = Study.of(self.project)
        token_hits = token_patterns.hits(self.analysis, self.matcher, self.documents)
        at = 0
        for batch, texts in self.analysis.chunks(self.documents, written=needs_written(self.planned)):
            more = [(entry, n, s, e) for n, one in enumerate(batch) for entry, s, e in token_hits.get(one.key, ())]
            chunk, hits, given_up = engine.find(self.matcher, texts, more, slow)
            yield propose(study, self.matcher, self.sources[at : at + len(batch)], chunk, hits), given_up
            at += len(batch)
        if not self.sources:
            chunk, hits, _ = engine.find(self.matcher, [])
            yield propose(study, self.matcher, (), chunk, hits), []

    def _too_slow(self, sources: tuple[Source, ...], one: GivenUp) -> Diagnostic:
        """QC123: a regular expression was given up, since it did not end in time; it has no hits anywhere."""
        leaf = self.matcher.leaves[one.leaf]
        message = (
            f"the pattern {one.pattern} was given up: it did not end within {engine.SECONDS} s in {sources[one.text].id}:{one.turn + 1}"
        )
        return warning("QC123", message, leaf.keyword.where, "write it without one repetition inside another; it has no hits until then")
