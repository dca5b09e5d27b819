"""What is wrong with keywords: those that cannot be read, tests that fail, and words that find nothing or too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from qualcode.match import engine
from qualcode.match.compile import compile_plan, needs_written
from qualcode.match.letters import has_hangul
from qualcode.match.plan import plan
from qualcode.match.query import Terms
from qualcode.match.suggest import Proposals
from qualcode.match.units import within
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.diagnostic import Diagnostic, Location, error, note, warning
from qualcode.session import token_patterns
from qualcode.session.analysed import WORDS, WRITTEN, Analysis, sentence_document
from qualcode.words import installed

_MANY = 0.2
"""A keyword in more than this share of all segments marks nothing."""

_ENOUGH_SEGMENTS = 50


def keyword_problems(book: Codebook, path: str, taggers: Collection[str] = ()) -> Iterator[Diagnostic]:
    """QC120: a keyword that cannot be read, at its column inside the YAML scalar."""
    for unreadable in plan(book.tree(), book.by_id, taggers).unreadable:
        problem, where = unreadable.problem, unreadable.keyword.where or Location(path)
        quoted = where.length > len(unreadable.keyword.find)
        place = Location(where.path, where.line, where.column + problem.column + int(quoted))
        yield error("QC120", f"this keyword does not parse: {problem.message}", place, problem.help)


def without_kiwi(book: Codebook) -> Iterator[Diagnostic]:
    """QC124: Kiwi cannot be loaded here, so that Korean keywords find words that begin with their letters and no other form."""
    weaker = [] if installed.kiwi() else [(code, k) for code, k in _keywords(book) if _needs_kiwi(code, k, book)]
    if weaker:
        named = ", ".join(f"{k.find} ({code.id})" for code, k in weaker[:5])
        more = f" and {len(weaker) - 5} more" if len(weaker) > 5 else ""  # noqa: PLR2004 - a handful
        message = f"Korean is not analysed on this machine; weaker are {named}{more}"
        yield warning("QC124", message, weaker[0][1].where, "pip install kiwipiepy; suggestions made here may miss what others are shown")


def _needs_kiwi(code: Code, keyword: Keyword, book: Codebook) -> bool:
    """Tell whether a keyword looks for Korean words in their forms, not as they are written."""
    if keyword.pattern:
        return keyword.language == "ko"
    leaves = plan([replace(code, keywords=(keyword,))], book.by_id).leaves
    return any(leaf.korean and isinstance(leaf.query, Terms) and leaf.keyword.match != "form" for leaf in leaves)


def without_analyser(languages: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """QC129: a language of the study whose words are found as they are written, since nothing here knows their forms."""
    for language in languages:
        if language not in {"ko", "en"}:
            message = f"{language} has no analyser: its words are cut at blanks and found as written"
            yield note("QC129", message, Location(path), "write the forms out, or with wildcards: palabra*")


def run_tests(book: Codebook, analysis: Analysis, taggers: Collection[str] = ()) -> Iterator[Diagnostic]:
    """QC122: a sentence in ``tests:`` that the keywords of its code miss, or hit although they must not."""
    tested = [code for code in book.tree() if code.tests]
    sentences = list(dict.fromkeys(s for code in tested if code.tests for s in (*code.tests.match, *code.tests.miss)))
    if not sentences:
        return
    found = _hits_in(sentences, [Code(code.id, keywords=code.keywords) for code in tested], book, analysis, taggers)
    for code in tested:
        yield from _test(code, found[code.id])


def _hits_in(
    sentences: Sequence[str], codes: Sequence[Code], book: Codebook, analysis: Analysis, taggers: Collection[str]
) -> defaultdict[str, dict[str, list[str]]]:
    """Give for each code the sentences it hits, with the keywords that do."""
    planned = plan(codes, book.by_id, taggers)
    planned.plain_korean = not installed.kiwi()
    whole = sentence_document(sentences)
    written = needs_written(planned)
    for layer in (WORDS, WRITTEN) if written else (WORDS,):
        analysis.ensure([whole], layer)
    matcher = compile_plan(planned, analysis.store)
    [(_, texts)] = analysis.chunks([whole], written=written)
    by_spacy = token_patterns.hits(analysis, matcher, [whole]).get(whole.key, ())
    chunk, hits, _ = engine.find(matcher, texts, [(entry, 0, start, end) for entry, start, end in by_spacy])
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for entry, turn in zip(hits.entry.tolist(), within(chunk.turn_starts, hits.start).tolist(), strict=True):
        named = matcher.entries[entry]
        found[named.code].setdefault(sentences[turn], []).append(named.keyword)
    return found


def _test(code: Code, found: dict[str, list[str]]) -> Iterator[Diagnostic]:
    where = code.tests.where if code.tests else None
    for sentence in code.tests.match if code.tests else ():
        if sentence not in found:
            yield error("QC122", f"no keyword of {code.id} finds: {sentence}", where, "add a keyword, or correct the test")
    for sentence in code.tests.miss if code.tests else ():
        if sentence in found:
            named = ", ".join(dict.fromkeys(found[sentence]))
            message = f"{named} of {code.id} finds what it must miss: {sentence}"
            yield error("QC122", message, where, "sharpen the keyword, or correct the test")


def in_the_study(book: Codebook, proposed: Proposals, segments: int) -> Iterator[Diagnostic]:
    """Remark on keywords by what they find; ``segments`` is how many sentences (or turns) of respondents the study has."""
    counts = _segments_by_keyword(proposed)
    yield from _nowhere(book, counts, proposed)
    yield from _everywhere(book, counts, segments)


def _segments_by_keyword(proposed: Proposals) -> dict[tuple[str, str], int]:
    """Count the segments that each keyword of each code has hits in."""
    of = np.repeat(np.arange(len(proposed)), np.diff(proposed.firsts))
    pairs = np.unique(np.stack([proposed.entry, of]), axis=1) if len(of) else np.empty((2, 0), np.int64)
    numbers = np.bincount(pairs[0].astype(np.int64), minlength=len(proposed.matcher.entries))
    return {(e.code, e.keyword): int(n) for e, n in zip(proposed.matcher.entries, numbers, strict=True)}


def _nowhere(book: Codebook, counts: dict[tuple[str, str], int], proposed: Proposals) -> Iterator[Diagnostic]:
    """QC125: keywords that stand nowhere in the study: a typo, a form nobody uses, or a subject nobody speaks about."""
    left = {(e.code, e.keyword) for e, n in zip(proposed.matcher.entries, proposed.left_out.tolist(), strict=True) if n}
    every = list(_keywords(book))
    silent = [(c, k) for c, k in every if counts.get((c.id, k.find)) == 0 and (c.id, k.find) not in left]
    if silent and proposed.sources:
        message = f"{len(silent)} of {len(every)} keywords are found nowhere in the study, the first is {silent[0][1].find}"
        yield note("QC125", message, silent[0][1].where, "qualcode codebook quality shows what each finds")


def _everywhere(book: Codebook, counts: dict[tuple[str, str], int], segments: int) -> Iterator[Diagnostic]:
    """QC126: a keyword that hits more than a fifth of all segments, and so marks none."""
    for code, keyword in _keywords(book):
        n = counts.get((code.id, keyword.find), 0)
        if segments >= _ENOUGH_SEGMENTS and n > _MANY * segments:
            message = f"{keyword.find} of {code.id} is in {n} of {segments} segments ({n / segments:.0%})"
            yield warning("QC126", message, keyword.where, "make it a phrase, add AND or NOT, or take it out")


def _keywords(book: Codebook) -> Iterable[tuple[Code, Keyword]]:
    return ((code, keyword) for code in book.tree() for keyword in code.keywords)


def short_nouns(book: Codebook) -> Iterator[Diagnostic]:
    """QC127: a Korean keyword of one syllable, which is as often another word or a part of one."""
    for code, keyword in _keywords(book):
        if len(keyword.find) == 1 and has_hangul(keyword.find) and not keyword.pos:
            help_ = f"see what it finds: qualcode codebook explain {keyword.find}"
            yield note("QC127", f"{keyword.find} of {code.id} is one syllable", keyword.where, help_)
