"""Keywords of a codebook against analysed words: which words are evidence for which code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.match import english, form, korean
from qualcode.match.letters import has_hangul
from qualcode.match.marks import marks, touches
from qualcode.match.query import Exact, Problem, Terms, leaves, parse
from qualcode.match.sequence import Found, Index, find
from qualcode.match.word import Inflect, Word
from qualcode.model.codebook import Code, Keyword
from qualcode.model.coding import Evidence
from qualcode.model.text import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A keyword of a code, as provenance names it."""

    code: str
    keyword: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A keyword that finds nothing because it cannot be read."""

    code: str
    keyword: Keyword
    problem: Problem


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled codebook. ``unreadable`` are the keywords that are not in it, and why."""

    entries: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]
    in_korean: Index = field(default_factory=Index)
    in_english: Index = field(default_factory=Index)
    as_written: form.Forms = field(default_factory=form.Forms)
    heads: korean.Heads = field(default_factory=lambda: korean.Heads(frozenset(), 0))


def compile_keywords(codes: Iterable[Code], inflect: Inflect) -> Matcher:
    """Compile the keywords of codes (``codebook.tree()``); retired and split codes suggest nothing any more."""
    entries: list[Entry] = []
    unreadable: list[Unreadable] = []
    indexes = Index(), Index(), form.Forms()
    for code, keyword in _living(codes):
        query = parse(keyword.find)
        if isinstance(query, list):
            unreadable.extend(Unreadable(code, keyword, problem) for problem in query)
            continue
        for leaf in leaves(query):
            _enter(len(entries), leaf, keyword, indexes, inflect)
        entries.append(Entry(code, keyword.find))
    return Matcher(tuple(entries), tuple(unreadable), *indexes, korean.Heads.of(indexes[0]))


def _living(codes: Iterable[Code]) -> Iterator[tuple[str, Keyword]]:
    return ((code.id, keyword) for code in codes if not (code.retired or code.split) for keyword in code.keywords)


def _enter(number: int, leaf: Terms | Exact, keyword: Keyword, indexes: tuple[Index, Index, form.Forms], inflect: Inflect) -> None:
    """Enter one word or phrase into the index of its script; as written it needs no language."""
    in_korean, in_english, as_written = indexes
    if isinstance(leaf, Exact) or keyword.match == "form":
        as_written.add(number, leaf.text)
    elif has_hangul(leaf.text):
        in_korean.add(number, korean.rules(leaf.text))
    else:
        in_english.add(number, english.rules(leaf.text, inflect))


def hits(matcher: Matcher, words: Sequence[Word], text: str, offset: int = 0) -> dict[str, tuple[Evidence, ...]]:
    """Find the keywords in one analysed stretch of text: the evidence for each code that has any.

    ``words`` are those of ``text``; evidence counts from ``offset`` on, the place of the text in its source. Evidence
    stands in text order; of nested hits of one keyword the longest is kept, and what is a mark is no hit.
    """
    not_said = marks(text)
    grouped: dict[Entry, list[Evidence]] = defaultdict(list)
    for found in _found(matcher, words, text):
        entry = matcher.entries[found.entry]
        if not touches(not_said, Span(found.start, found.end)):
            grouped[entry].append(Evidence(entry.keyword, found.tier, found.start + offset, found.end + offset))
    return _by_code(grouped)


def _found(matcher: Matcher, words: Sequence[Word], text: str) -> Iterator[Found]:
    """Run the three indexes; without a Korean letter there is nothing to ask of the Korean one."""
    if matcher.in_korean.keys and has_hangul(text):
        yield from find(matcher.in_korean, korean.Morphemes.of(words, matcher.in_korean, matcher.heads))
    if matcher.in_english.keys:
        yield from find(matcher.in_english, english.Parts.of(words, text, matcher.in_english))
    yield from form.find(matcher.as_written, text)


def _by_code(grouped: Mapping[Entry, Sequence[Evidence]]) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for entry, evidence in grouped.items():
        found[entry.code].extend(longest(evidence))
    return {code: tuple(sorted(evidence, key=_order)) for code, evidence in found.items()}


def longest(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Drop each hit that lies inside another one of the same keyword."""
    kept: list[Evidence] = []
    for hit in sorted(evidence, key=_order):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def _order(evidence: Evidence) -> tuple[int, int, str, str]:
    """Text order, the longer of two first, and nothing left to chance."""
    return evidence.start, -evidence.end, evidence.keyword, evidence.tier
