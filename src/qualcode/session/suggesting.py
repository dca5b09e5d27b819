"""The queue: what the codebook's keywords propose and this coder has not decided, and how good the keywords are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qualcode.match.engine import Matcher, compile_keywords, hits
from qualcode.match.suggest import Waiting, suggest, waiting
from qualcode.match.word import Word
from qualcode.model.codebook import Code, Codebook
from qualcode.model.coding import Suggestion
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.project import Project
from qualcode.session.study import Session
from qualcode.words import analyse
from qualcode.words.english import inflections


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one coder; ``left_out`` counts hits in turns that are evidence for nothing."""

    suggestions: tuple[Suggestion, ...]
    left_out: int
    rejected: int
    coded: int


def queue(
    session: Session, sources: Iterable[str] | None = None, codes: frozenset[str] | None = None, *, all_speech: bool = False
) -> Queue:
    """Run the codebook's keywords over the transcripts, without what this coder coded or rejected; writes nothing."""
    project = _narrowed(session.project, sources, all_speech=all_speech)
    chosen = [c for c in project.codebook.tree() if codes is None or c.id in codes]
    matcher = compile_keywords(chosen, inflections)
    found = suggest(project, _words(session, project), matcher)
    left: Waiting = waiting(found.suggestions, project, session.coder)
    return Queue(left.suggestions, found.left_out, left.rejected, left.coded)


def _narrowed(project: Project, sources: Iterable[str] | None, *, all_speech: bool) -> Project:
    wanted = set(project.sources if sources is None else sources)
    settings = replace(project.settings, exclude=()) if all_speech else project.settings
    return replace(project, settings=settings, sources={id_: s for id_, s in project.sources.items() if id_ in wanted})


def _words(session: Session, project: Project) -> dict[str, list[tuple[Word, ...]]]:
    """Analyse all turns of all sources in one call."""
    turns = [s.words_of(t) for s in project.sources.values() for t in s.turns]
    analysed = iter(analyse(turns, user_words(session), project.settings.pipelines))
    return {s.id: [next(analysed) for _ in s.turns] for s in project.sources.values()}


def user_words(session: Session) -> tuple[str, ...]:
    """Give the study's names and jargon: one a line of its words file, comments after ``#``."""
    path = session.layout.root / session.project.settings.words
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    return tuple(word for line in lines if (word := line.split("#")[0].strip()))


def keyword_problems(book: Codebook, path: str) -> Iterator[Diagnostic]:
    """QC120: a keyword that cannot be read, at its column inside the YAML scalar."""
    for unreadable in compile_keywords(book.tree(), inflections).unreadable:
        problem, where = unreadable.problem, unreadable.keyword.where or Location(path)
        quoted = where.length > len(unreadable.keyword.find)
        place = Location(where.path, where.line, where.column + problem.column + int(quoted))
        yield error("QC120", f"this keyword does not parse: {problem.message}", place, problem.help)


def run_tests(book: Codebook, words: Sequence[str] = ()) -> Iterator[Diagnostic]:
    """QC122: a sentence in ``tests:`` that the keywords of its code miss, or hit although they must not."""
    tested = [code for code in book.tree() if code.tests]
    sentences = [s for code in tested if code.tests for s in (*code.tests.match, *code.tests.miss)]
    analysed = dict(zip(sentences, analyse(sentences, words), strict=True))
    for code in tested:
        yield from _test(code, compile_keywords([_alone(code)], inflections), analysed)


def _alone(code: Code) -> Code:
    return Code(code.id, keywords=code.keywords)


def _test(code: Code, matcher: Matcher, analysed: dict[str, tuple[Word, ...]]) -> Iterator[Diagnostic]:
    where = code.tests.where if code.tests else None
    for sentence in code.tests.match if code.tests else ():
        if not hits(matcher, analysed[sentence], sentence):
            yield error("QC122", f"no keyword of {code.id} finds: {sentence}", where, "add a keyword, or correct the test")
    for sentence in code.tests.miss if code.tests else ():
        found = hits(matcher, analysed[sentence], sentence)
        if found:
            named = ", ".join(dict.fromkeys(e.keyword for evidence in found.values() for e in evidence))
            yield error(
                "QC122",
                f"{named} of {code.id} finds what it must miss: {sentence}",
                where,
                "sharpen the keyword, or correct the test",
            )
