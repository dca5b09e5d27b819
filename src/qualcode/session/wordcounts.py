"""How often words stand in the segments of a code and in the others: all of a study's words as columns, counted by numpy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qualcode.match import engine
from qualcode.match.compile import compile_plan, needs_written
from qualcode.match.engine import Hits
from qualcode.match.plan import plan
from qualcode.match.reading import Dictionary
from qualcode.match.units import Chunk, Ints, within
from qualcode.session.analysed import WORDS, WRITTEN, Analysis, document

if TYPE_CHECKING:
    from qualcode.model.codebook import Code
    from qualcode.model.project import Project
    from qualcode.model.source import Source
    from qualcode.model.text import Span

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Words and pairs of words by row. ``is_open``: at least one occurrence is no hit of the code's keywords yet.

    ``coded`` and ``elsewhere`` count occurrences, ``coded_words`` and ``other_words`` all words there, those of other scripts
    first and then Korean ones; ``korean`` is 1 for Korean rows. ``examples`` are source, segment and range of an occurrence.
    ``not_begun`` counts sources that nobody coded in; they are neither coded nor elsewhere.
    """

    of: tuple[Source, ...]
    texts: tuple[str, ...]
    korean: Ints
    pair: Bools
    alone: Bools
    is_open: Bools
    coded: Longs
    elsewhere: Longs
    coded_sources: Longs
    sources: Longs
    examples: Longs
    coded_words: Longs
    other_words: Longs
    segments: int
    not_begun: int

    @property
    def compared(self) -> int:
        """How many words stand in coded segments and may be keywords."""
        return int(((self.alone | self.pair) & (self.coded > 0)).sum())

    @property
    def places(self) -> dict[str, int]:
        """The rows of single words by text."""
        return {self.texts[n]: n for n in np.flatnonzero(~self.pair).tolist()}


@dataclass(frozen=True)
class _Seen:
    """Occurrences as columns; offsets count in the source."""

    word: Ints
    second: Ints
    source: Ints
    low: Ints
    high: Ints
    start: Ints
    end: Ints
    inside: Bools
    hit: Bools


@dataclass(frozen=True, slots=True)
class _Marked:
    """Where the code is, by source, which sources somebody began, and whose speech counts."""

    project: Project
    spans: Mapping[str, list[Span]]
    begun: frozenset[str]

    @classmethod
    def of(cls, project: Project, code: Code) -> _Marked:
        family = project.codebook.family(code.id)
        spans: defaultdict[str, list[Span]] = defaultdict(list)
        for coding in project.codings:
            if coding.span is not None and coding.code in family:
                spans[coding.source].append(coding.span)
        decided = {x.source for many in (project.codings, project.rejections, project.done) for x in many}
        return cls(project, spans, frozenset(decided & set(project.sources)))

    def turns(self, sources: Sequence[Source]) -> Bools:
        """Tell for each turn whether its speaker's words count."""
        return np.array([self.project.is_evidence(source, turn) for source in sources for turn in source.turns], np.bool_)

    def segments(self, sources: Sequence[Source], chunk: Chunk, starts: Ints, ends: Ints) -> Bools:
        """Tell which segments share letters with a coding."""
        inside = np.zeros(len(starts) + 1, np.bool_)
        for source, base in zip(sources, chunk.bases.tolist(), strict=True):
            for span in self.spans.get(source.id, ()):
                first = np.searchsorted(ends, base + span.start, "right")
                inside[first : np.searchsorted(starts, base + span.end, "left")] = True
        return inside


def count(project: Project, code: Code, analysis: Analysis) -> Counts:
    """Count the words of respondents in and outside the segments to which anybody gave the code or one below it."""
    sources = tuple(project.sources.values())
    documents = [document(source) for source in sources]
    planned = plan([code], project.codebook.by_id, project.settings.pipelines)
    written = needs_written(planned)
    for layer in (WORDS, WRITTEN) if written else (WORDS,):
        analysis.ensure(documents, layer)
    matcher = compile_plan(planned, analysis.store)
    dictionary = Dictionary(analysis.store.forms_of, analysis.store.languages.bases)
    marked = _Marked.of(project, code)
    parts: list[_Seen] = []
    at, slow = 0, set[int]()
    for batch, texts in analysis.chunks(documents, written=written):
        chunk, hits, _ = engine.find(matcher, texts, slow=slow)
        parts.append(_seen(marked, sources[at : at + len(batch)], at, chunk, hits, dictionary))
        at += len(batch)
    return _Tally(sources, _joined(parts), dictionary, marked).counts()


def _seen(marked: _Marked, sources: Sequence[Source], before: int, chunk: Chunk, hits: Hits, dictionary: Dictionary) -> _Seen:
    """Find all words in what respondents say; ``before`` counts the sources of earlier chunks."""
    units, found = chunk.units, dictionary.find(chunk)
    whole = marked.project.settings.unit == "turn"
    starts, ends = (chunk.turn_starts, chunk.turn_ends) if whole else (chunk.sentence_starts, chunk.sentence_ends)
    start, end = units.starts[found.first], units.ends[found.last]
    counts = np.append(marked.turns(sources), False)[within(chunk.turn_starts, start)] & ~_overlap(
        units.marks[::2], units.marks[1::2], start, end
    )
    word, second, start, end = (column[counts] for column in (found.word, found.second, start, end))
    segment = within(starts, start)
    text = chunk.text_at(start)
    base = chunk.bases[text]
    order = np.argsort(hits.start, kind="stable")
    return _Seen(
        word, second, text + np.int32(before), starts[segment] - base, ends[segment] - base, start - base, end - base,
        marked.segments(sources, chunk, starts, ends)[segment], _overlap(hits.start[order], hits.end[order], start, end),
    )  # fmt: skip


def _overlap(starts: Ints, ends: Ints, start: Ints, end: Ints) -> Bools:
    """Tell which ranges share letters with any of some others, ordered by their starts."""
    last = np.searchsorted(starts, end, "left")
    reach = np.append(np.maximum.accumulate(ends), -1) if len(ends) else np.array([-1], np.int32)
    touched: Bools = (last > 0) & (reach[last - 1] > start)
    return touched


def _joined(parts: Sequence[_Seen]) -> _Seen:
    return _Seen(*(np.concatenate([getattr(part, f.name) for part in parts] or [np.empty(0, np.int32)]) for f in fields(_Seen)))


@dataclass(frozen=True, slots=True)
class _Tally:
    """All occurrences of a study, about to be counted."""

    sources: tuple[Source, ...]
    seen: _Seen
    dictionary: Dictionary
    marked: _Marked

    def counts(self) -> Counts:
        seen, words = self.seen, self.dictionary.words
        inside = seen.inside.astype(np.bool_)
        begun = np.array([source.id in self.marked.begun for source in self.sources], np.bool_)
        outside = ~inside & (begun[seen.source] if begun.any() else np.ones(len(inside), np.bool_))
        keys, row = np.unique(seen.word * np.int64(len(words) + 1) + seen.second + 1, return_inverse=True)
        first, second = keys // (len(words) + 1), keys % (len(words) + 1) - 1
        n = len(keys)

        def number(chosen: Bools) -> Longs:
            return np.bincount(row[chosen], minlength=n).astype(np.int64)

        coded, elsewhere = number(inside), number(outside)
        korean = np.array([words[w].korean for w in first.tolist()], np.int32)
        whole = self._whole_words(first, second)
        alone = np.array([words[w].alone for w in first.tolist()], np.bool_) & (second < 0)
        return Counts(
            self.sources, tuple(self._text(*pair) for pair in zip(first.tolist(), second.tolist(), strict=True)), korean, second >= 0,
            alone & ~self._doubled(first, second, coded, number(np.ones(len(row), np.bool_))), number(~seen.hit.astype(np.bool_)) > 0,
            coded, elsewhere, self._sources(row, inside, n), self._sources(row, np.ones(len(row), np.bool_), n), self._examples(row, inside, n),
            *(np.bincount(korean, x * whole, minlength=2).astype(np.int64) for x in (coded, elsewhere)),
            len(np.unique(np.stack([seen.source[inside], seen.low[inside]]), axis=1).T), int((~begun).sum()) if begun.any() else 0,
        )  # fmt: skip

    def _text(self, first: int, second: int) -> str:
        text = self.dictionary.text
        return text(first) if second < 0 else f"{text(first)} {text(second)}"

    def _whole_words(self, first: Longs, second: Longs) -> Bools:
        """Tell which rows count words once: no pairs, and not 참여하다 where 참여 is counted."""
        doubled = np.isin(first, np.array(list(self.dictionary.nouns), np.int64))
        only: Bools = (second < 0) & ~doubled
        return only

    def _doubled(self, first: Longs, second: Longs, coded: Longs, every: Longs) -> Bools:
        """Tell which of 참여 and 참여하다 the other stands for: the noun where it is mostly without 하다, or stands once."""
        out = np.zeros(len(first), np.bool_)
        row = {word: n for n, word in enumerate(first.tolist()) if second[n] < 0}
        for light, noun in self.dictionary.nouns.items():
            if light in row and noun in row:
                i, j = row[light], row[noun]
                mostly = every[i] > 1 and (2 * coded[i] > coded[j] if coded[j] else 2 * every[i] > every[j])
                out[j if mostly else i] = True
        return out

    def _sources(self, row: NDArray[np.intp], chosen: Bools, n: int) -> Longs:
        """Count the sources of each row."""
        pairs = np.unique(np.stack([row[chosen], self.seen.source[chosen]]), axis=1)
        return np.bincount(pairs[0], minlength=n).astype(np.int64)

    def _examples(self, row: NDArray[np.intp], inside: Bools, n: int) -> Longs:
        """Give one occurrence of each row: in a coded segment and no hit yet, where there is such a one; the first of those."""
        seen = self.seen
        order = np.lexsort((seen.start, seen.source, seen.hit, ~inside, row))
        _, first = np.unique(row[order], return_index=True)
        best = order[first]
        return np.stack([seen.source, seen.low, seen.high, seen.start, seen.end], axis=1)[best].astype(np.int64).reshape(n, 5)
