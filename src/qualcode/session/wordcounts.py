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
from qualcode.match.reading import Dictionary
from qualcode.match.units import Chunk, Ints, within
from qualcode.session.analysed import WORDS, WRITTEN, Analysis, document
from qualcode.session.suggesting import planned

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
    korean: NDArray[np.intp]
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

    def cuts(self, chunk: Chunk) -> tuple[Ints, Ints]:
        """Give begins and ends of the segments that the study codes: sentences, or turns."""
        if self.project.settings.unit == "turn":
            return chunk.turn_starts, chunk.turn_ends
        return chunk.sentence_starts, chunk.sentence_ends

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
    asked = planned(project, [code])
    written = needs_written(asked)
    for layer in (WORDS, WRITTEN) if written else (WORDS,):
        analysis.ensure(documents, layer)
    matcher = compile_plan(asked, analysis.store)
    dictionary = Dictionary(analysis.store.forms_of, analysis.store.languages.bases)
    marked = _Marked.of(project, code)
    parts: list[_Seen] = []
    at, slow = 0, set[int]()
    for batch, texts in analysis.chunks(documents, written=written):
        chunk, hits, _ = engine.find(matcher, texts, slow=slow)
        parts.append(_Part(sources[at : at + len(batch)], at, chunk, hits).seen(marked, dictionary))
        at += len(batch)
    return _Tally.of(sources, _joined(parts), dictionary).counts(marked)


@dataclass(frozen=True, slots=True)
class _Part:
    """A chunk of the study, about to be read: its sources, how many came before them, and where the code's keywords hit."""

    sources: tuple[Source, ...]
    before: int
    chunk: Chunk
    hits: Hits

    def seen(self, marked: _Marked, dictionary: Dictionary) -> _Seen:
        """Find all words in what respondents say."""
        units, found = self.chunk.units, dictionary.find(self.chunk)
        spoken = np.append(marked.turns(self.sources), False)
        start, end = units.starts[found.first], units.ends[found.last]
        counts = spoken[within(self.chunk.turn_starts, start)] & ~_overlap(units.marks[::2], units.marks[1::2], start, end)
        word, second, start, end = (column[counts] for column in (found.word, found.second, start, end))
        starts, ends = marked.cuts(self.chunk)
        segment, text = within(starts, start), self.chunk.text_at(start)
        order, base = np.argsort(self.hits.start, kind="stable"), self.chunk.bases[text]
        inside = marked.segments(self.sources, self.chunk, starts, ends)[segment]
        hit = _overlap(self.hits.start[order], self.hits.end[order], start, end)
        low, high = starts[segment] - base, ends[segment] - base
        return _Seen(word, second, text + np.int32(self.before), low, high, start - base, end - base, inside, hit)


def _overlap(starts: Ints, ends: Ints, start: Ints, end: Ints) -> Bools:
    """Tell which ranges share letters with any of some others, ordered by their starts."""
    last = np.searchsorted(starts, end, "left")
    reach = np.append(np.maximum.accumulate(ends), -1) if len(ends) else np.array([-1], np.int32)
    touched: Bools = (last > 0) & (reach[last - 1] > start)
    return touched


def _joined(parts: Sequence[_Seen]) -> _Seen:
    columns = {f.name: [getattr(part, f.name) for part in parts] for f in fields(_Seen)}
    flags = {"inside", "hit"}
    return _Seen(**{n: np.concatenate([np.empty(0, np.bool_ if n in flags else np.int32), *many]) for n, many in columns.items()})


@dataclass(frozen=True, slots=True)
class _Tally:
    """All occurrences of a study, each with its row: ``first`` and ``second`` are the words of a row, ``row`` is by occurrence."""

    sources: tuple[Source, ...]
    seen: _Seen
    dictionary: Dictionary
    first: Longs
    second: Longs
    row: NDArray[np.intp]

    @classmethod
    def of(cls, sources: tuple[Source, ...], seen: _Seen, dictionary: Dictionary) -> _Tally:
        width = len(dictionary.words) + 1
        keys, row = np.unique(seen.word * np.int64(width) + seen.second + 1, return_inverse=True)
        return cls(sources, seen, dictionary, keys // width, keys % width - 1, row)

    def counts(self, marked: _Marked) -> Counts:
        begun = np.array([source.id in marked.begun for source in self.sources], np.bool_)
        counted = begun if begun.any() else ~begun
        seen, words, pair = self.seen, self.dictionary.words, self.second >= 0
        every = np.ones(len(self.row), np.bool_)
        coded, elsewhere = self._number(seen.inside), self._number(~seen.inside & counted[seen.source])
        korean = np.array([words[w].korean for w in self.first.tolist()], np.intp)
        alone = np.array([words[w].alone for w in self.first.tolist()], np.bool_)
        whole = ~pair & ~np.isin(self.first, np.array(list(self.dictionary.nouns), np.int64))
        segments = np.unique(np.stack([seen.source[seen.inside], seen.low[seen.inside]]), axis=1)
        return Counts(
            of=self.sources,
            texts=tuple(self._text(*pair) for pair in zip(self.first.tolist(), self.second.tolist(), strict=True)),
            korean=korean,
            pair=pair,
            alone=alone & ~pair & ~self._doubled(coded, self._number(every)),
            is_open=self._number(~seen.hit) > 0,
            coded=coded,
            elsewhere=elsewhere,
            coded_sources=self._sources(seen.inside),
            sources=self._sources(every),
            examples=self._examples(),
            coded_words=_sum(korean, coded, whole),
            other_words=_sum(korean, elsewhere, whole),
            segments=segments.shape[1],
            not_begun=int((~counted).sum()),
        )

    def _number(self, chosen: Bools) -> Longs:
        """Count the chosen occurrences of each row."""
        return np.bincount(self.row[chosen], minlength=len(self.first)).astype(np.int64)

    def _sources(self, chosen: Bools) -> Longs:
        """Count the sources in which each row has a chosen occurrence."""
        width = len(self.sources) + 1
        pairs = np.unique(self.row[chosen] * np.int64(width) + self.seen.source[chosen])
        return np.bincount(pairs // width, minlength=len(self.first)).astype(np.int64)

    def _text(self, first: int, second: int) -> str:
        text = self.dictionary.text
        return text(first) if second < 0 else f"{text(first)} {text(second)}"

    def _doubled(self, coded: Longs, every: Longs) -> Bools:
        """Tell which of 참여 and 참여하다 the other stands for: the noun where it is mostly without 하다, or stands once."""
        out = np.zeros(len(self.first), np.bool_)
        row = {self.first[n]: n for n in np.flatnonzero(self.second < 0).tolist()}
        for light, noun in self.dictionary.nouns.items():
            if light in row and noun in row:
                i, j = row[light], row[noun]
                mostly = every[i] > 1 and (2 * coded[i] > coded[j] if coded[j] else 2 * every[i] > every[j])
                out[j if mostly else i] = True
        return out

    def _examples(self) -> Longs:
        """Give one occurrence of each row: in a coded segment and no hit yet, where there is such a one; the first of those."""
        seen = self.seen
        order = np.lexsort((seen.start, seen.source, seen.hit, ~seen.inside, self.row))
        _, first = np.unique(self.row[order], return_index=True)
        columns = (seen.source, seen.low, seen.high, seen.start, seen.end)
        return np.stack(columns, axis=1)[order[first]].astype(np.int64)


def _sum(korean: NDArray[np.intp], numbers: Longs, chosen: Bools) -> Longs:
    """Add up numbers of chosen rows by language: others, Korean."""
    return np.bincount(korean[chosen], numbers[chosen], minlength=2).astype(np.int64)
