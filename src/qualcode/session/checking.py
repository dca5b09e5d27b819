"""All findings about keywords, of a study or of a codebook alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.files.layout import SETTINGS
from qualcode.session import keywords, token_patterns, verdicts
from qualcode.session.analysed import Progress, analysing, passing_analysis, untold
from qualcode.session.suggesting import proposals
from qualcode.words.pipelines import tagged

if TYPE_CHECKING:
    from qualcode.model.codebook import Codebook
    from qualcode.model.diagnostic import Diagnostic
    from qualcode.model.project import Project
    from qualcode.session.study import Session


def of_codebook(book: Codebook, path: str) -> Iterator[Diagnostic]:
    """Check the keywords of a codebook that belongs to no study."""
    yield from keywords.keyword_problems(book, path)
    yield from token_patterns.problems(book, path, {})
    yield from keywords.short_nouns(book)
    yield from keywords.without_kiwi(book)
    yield from keywords.run_tests(book, passing_analysis())


def of_keywords(session: Session, progress: Progress = untold) -> Iterator[Diagnostic]:
    """Check the keywords of a study: as written, on their tests, and by what they find in the transcripts."""
    project, book = session.project, session.project.codebook
    taggers = tagged(project.settings.pipelines)
    yield from keywords.keyword_problems(book, project.settings.codebook, taggers)
    yield from token_patterns.problems(book, project.settings.codebook, project.settings.pipelines)
    yield from keywords.short_nouns(book)
    yield from keywords.without_kiwi(book)
    yield from keywords.without_analyser(project.settings.languages, SETTINGS)
    yield from analysing(session, progress, lambda analysis: tuple(keywords.run_tests(book, analysis, taggers)))
    proposed, findings = proposals(session, progress=progress)
    yield from findings
    yield from keywords.in_the_study(book, proposed, _segments(project))
    yield from verdicts.poor_keywords(book, verdicts.decisions(session).verdicts)


def _segments(project: Project) -> int:
    """Count the segments that suggestions can be made of."""
    turns = [(s, t) for s in project.sources.values() for t in s.turns if project.is_evidence(s, t)]
    return len(turns) if project.settings.unit == "turn" else sum(len(s.sentences_of(t)) for s, t in turns)
