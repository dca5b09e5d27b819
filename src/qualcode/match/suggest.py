"""From hits to the queue: which segment is proposed for which code, and what this coder has settled already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from qualcode.match.automaton import expand
from qualcode.match.compile import Matcher
from qualcode.match.hits import TIERS, Hits
from qualcode.match.units import Chunk, Ints, within
from qualcode.model.coding import Coding, Evidence, Rejection, Suggestion
from qualcode.model.project import Project
from qualcode.model.source import ROLES, Source
from qualcode.model.text import Span


@dataclass(frozen=True)
class Proposals:
    """Suggestions as columns, ordered by source, text and codebook; row ``i`` has the evidence ``firsts[i]`` to ``firsts[i + 1]``.

    ``source`` and ``code`` are numbers of ``sources`` and ``codes``, ``start`` and ``end`` half-open code points of the source.
    ``turn`` counts from 1, ``sentence`` too, 0 where the address is the whole turn. Evidence has an entry of the matcher.
    """

    sources: tuple[Source, ...]
    codes: tuple[str, ...]
    matcher: Matcher
    source: Ints
    code: Ints
    start: Ints
    end: Ints
    turn: Ints
    sentence: Ints
    firsts: Ints
    entry: Ints
    tier: Ints
    hit_start: Ints
    hit_end: Ints
    negated: NDArray[np.bool_]
    left_out: Ints
    """By entry: hits in turns whose role gives no evidence."""

    def __len__(self) -> int:
        """Count the suggestions."""
        return len(self.code)

    def __iter__(self) -> Iterator[Suggestion]:
        """Give the suggestions one by one."""
        return (self.suggestion(row) for row in range(len(self)))

    def suggestion(self, row: int) -> Suggestion:
        """Give one suggestion as a value."""
        source = self.sources[self.source[row]]
        start, end = int(self.start[row]), int(self.end[row])
        return Suggestion(self.codes[self.code[row]], source.id, Span(start, end), source.text[start:end], self.evidence(row))

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Give the hits of one suggestion."""
        entries = self.matcher.entries
        hits = slice(int(self.firsts[row]), int(self.firsts[row + 1]))
        columns = (c[hits].tolist() for c in (self.entry, self.tier, self.hit_start, self.hit_end, self.negated))
        return tuple(Evidence(entries[e].keyword, TIERS[t], s, end, n) for e, t, s, end, n in zip(*columns, strict=True))

    def addresses(self, start: int = 0, stop: int | None = None) -> list[str]:
        """Give the address of each suggestion of a stretch."""
        names = [source.id for source in self.sources]
        rows = zip(*(column[start:stop].tolist() for column in (self.source, self.turn, self.sentence)), strict=True)
        return [f"{names[s]}:{t}.{n}" if n else f"{names[s]}:{t}" for s, t, n in rows]

    def rows(self, chosen: NDArray[np.bool_], hits: NDArray[np.bool_] | None = None) -> Proposals:
        """Give some of the suggestions, and of their evidence only these hits."""
        of = np.repeat(np.arange(len(self)), np.diff(self.firsts))
        kept = chosen[of] if hits is None else chosen[of] & hits
        counts = np.bincount(of[kept], minlength=len(self))[chosen]
        columns = {n: getattr(self, n)[chosen] for n in ("source", "code", "start", "end", "turn", "sentence")}
        of_hits = {n: getattr(self, n)[kept] for n in ("entry", "tier", "hit_start", "hit_end", "negated")}
        firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Proposals(self.sources, self.codes, self.matcher, **columns, firsts=firsts, **of_hits, left_out=self.left_out)


@dataclass(frozen=True, slots=True)
class Study:
    """What suggestions ask of a study besides texts: the order of codes, roles that count, whole turns or sentences."""

    codes: tuple[str, ...]
    excluded: frozenset[str]
    whole_turns: bool

    @classmethod
    def of(cls, project: Project) -> Study:
        """Take it from a project."""
        return cls(tuple(project.codebook.by_id), frozenset(project.settings.exclude), project.settings.unit == "turn")


def speakers_of(source: Source) -> tuple[str, ...]:
    """Give the labels of a source in the order in which analysed turns number them."""
    return (*sorted(source.speakers), "")


def propose(study: Study, matcher: Matcher, sources: Sequence[Source], chunk: Chunk, hits: Hits) -> Proposals:
    """Propose one coding for each code and segment with a hit; the sources are those of the chunk."""
    allowed = _allowed(study, matcher, sources, chunk, hits)
    left_out = np.bincount(hits.entry[~allowed], minlength=len(matcher.entries)).astype(np.int32)
    hits = hits.at(allowed)
    places = {code: number for number, code in enumerate(study.codes)}
    code_of = np.array([places.get(entry.code, len(places)) for entry in matcher.entries], np.int32)
    starts, ends = (chunk.turn_starts, chunk.turn_ends) if study.whole_turns else (chunk.sentence_starts, chunk.sentence_ends)
    code = code_of[hits.entry] if len(hits) else hits.entry
    order, group, first, last = _grouped(code, within(starts, hits.low), within(starts, hits.high - 1), hits, matcher)
    return _placed(_Segments(study, matcher, tuple(sources), chunk, hits.at(order), group, code_of, starts[first], ends[last]), left_out)


def _allowed(study: Study, matcher: Matcher, sources: Sequence[Source], chunk: Chunk, hits: Hits) -> NDArray[np.bool_]:
    """Tell which hits stand in turns whose role gives evidence."""
    if not len(hits):
        return hits.negated
    roles = _roles(sources, chunk)[within(chunk.turn_starts, hits.start)]
    allowed: NDArray[np.bool_] = _roles_allowed(study, matcher)[hits.entry, roles]
    return allowed


def _roles_allowed(study: Study, matcher: Matcher) -> NDArray[np.bool_]:
    """Tell for each entry and role whether the role's turns give hits."""
    usual = [role not in study.excluded for role in ROLES]
    rows = [[role in entry.roles for role in ROLES] if entry.roles else usual for entry in matcher.entries]
    return np.array(rows, np.bool_).reshape(-1, len(ROLES))


def _roles(sources: Sequence[Source], chunk: Chunk) -> Ints:
    """Give the number of the role in which each turn of a chunk is spoken."""
    tables = []
    for source in sources:
        roles = [source.speakers[label].role if label in source.speakers else "unknown" for label in speakers_of(source)]
        tables.append(np.array([ROLES.index(role) if role in ROLES else ROLES.index("unknown") for role in roles], np.int32))
    texts = chunk.text_at(chunk.turn_starts)
    offsets = np.concatenate([[0], np.cumsum([len(t) for t in tables])]).astype(np.int32)
    every: Ints = np.concatenate([*tables, np.empty(0, np.int32)])
    roles_of_turns: Ints = every[offsets[texts] + chunk.units.speakers]
    return roles_of_turns


def _grouped(code: Ints, first: Ints, last: Ints, hits: Hits, matcher: Matcher) -> tuple[NDArray[np.intp], Ints, Ints, Ints]:
    """Group hits of one code by the smallest run of sentences around each; runs that overlap become one.

    Gives the order of hits, the group of each in that order, and first and last sentence of each group.
    """
    rank = _ranks(matcher)
    order = np.lexsort((hits.tier, rank[hits.entry] if len(hits) else hits.entry, -hits.end, hits.start, first, code))
    if not len(order):
        return order, code, first, last
    code, first, last = code[order], first[order], last[order]
    width = int(last.max()) + 2
    reach = np.maximum.accumulate(last.astype(np.int64) + code.astype(np.int64) * width)
    begins = np.concatenate([[True], (first.astype(np.int64) + code.astype(np.int64) * width)[1:] > reach[:-1]])
    group = (np.cumsum(begins) - 1).astype(np.int32)
    opened = np.flatnonzero(begins)
    return order, group, first[opened], np.maximum.reduceat(last, opened)


def _ranks(matcher: Matcher) -> Ints:
    """Give the place of each entry's keyword among all in alphabetical order."""
    order = {keyword: n for n, keyword in enumerate(sorted({entry.keyword for entry in matcher.entries}))}
    return np.array([order[entry.keyword] for entry in matcher.entries], np.int32)


@dataclass(frozen=True, slots=True)
class _Segments:
    """Hits grouped into segments; ``starts`` and ``ends`` are those of the segments in the chunk."""

    study: Study
    matcher: Matcher
    sources: tuple[Source, ...]
    chunk: Chunk
    hits: Hits
    group: Ints
    code_of: Ints
    starts: Ints
    ends: Ints


def _placed(s: _Segments, left_out: Ints) -> Proposals:
    """Order segments by text and codebook, and say where in its source each is."""
    chunk, hits = s.chunk, s.hits
    opened = np.searchsorted(s.group, np.arange(len(s.starts) + 1)).astype(np.int32)
    code = s.code_of[hits.entry[opened[:-1]]] if len(hits) else s.group
    order = np.lexsort((code, s.ends, s.starts))
    _, evidence = expand(opened[:-1][order], opened[1:][order])
    text = chunk.text_at(s.starts[order])
    turn, sentence = _addresses(chunk, s.starts[order], s.ends[order], text)
    of_hit = chunk.text_at(hits.start[evidence])
    return Proposals(
        s.sources, s.study.codes, s.matcher, text, code[order],
        s.starts[order] - chunk.bases[text], s.ends[order] - chunk.bases[text], turn, sentence,
        np.concatenate([[0], np.cumsum(np.diff(opened)[order])]).astype(np.int32),
        hits.entry[evidence], hits.tier[evidence],
        hits.start[evidence] - chunk.bases[of_hit], hits.end[evidence] - chunk.bases[of_hit], hits.negated[evidence], left_out,
    )  # fmt: skip


def _addresses(chunk: Chunk, starts: Ints, ends: Ints, text: Ints) -> tuple[Ints, Ints]:
    """Give turn and sentence of segments, counted from 1 in their source; sentence 0 for a whole turn."""
    turn = within(chunk.turn_starts, starts)
    first_turn = np.searchsorted(chunk.turn_starts, chunk.bases[text])
    first, last = within(chunk.sentence_starts, starts), within(chunk.sentence_starts, ends - 1)
    opening = np.searchsorted(chunk.sentence_starts, chunk.turn_starts[turn])
    closing = np.searchsorted(chunk.sentence_starts, chunk.turn_ends[turn])
    one = (first == last) & (closing - opening > 1)
    return (turn - first_turn + 1).astype(np.int32), np.where(one, first - opening + 1, 0).astype(np.int32)


def joined(parts: Sequence[Proposals]) -> Proposals:
    """Join the proposals of several chunks, in their order."""
    sources = tuple(source for part in parts for source in part.sources)
    before = np.cumsum([0, *(len(part.sources) for part in parts)])
    hits_before = np.cumsum([0, *(int(part.firsts[-1]) for part in parts)])
    shared = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Proposals)
              if f.name not in {"sources", "codes", "matcher", "source", "firsts", "left_out"}}  # fmt: skip
    return Proposals(
        sources, parts[0].codes, parts[0].matcher,
        source=np.concatenate([p.source + n for p, n in zip(parts, before, strict=False)]).astype(np.int32),
        firsts=np.concatenate([np.zeros(1), *(p.firsts[1:] + n for p, n in zip(parts, hits_before, strict=False))]).astype(np.int32),
        left_out=np.sum([p.left_out for p in parts], axis=0).astype(np.int32), **shared,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left for one coder: without ``rejected`` hits and without segments whose words are ``coded`` already."""

    proposals: Proposals
    rejected: int = 0
    coded: int = 0


def waiting(proposals: Proposals, project: Project, coder: str) -> Waiting:
    """Take out what this coder has settled: hits on words rejected for the code, segments whose hits all carry it.

    Other coders' decisions change nothing. ``rejected`` counts hits, ``coded`` counts segments.
    """
    of = np.repeat(np.arange(len(proposals)), np.diff(proposals.firsts))
    no = _on(proposals, of, _settled(project.rejections, coder))
    yes = _on(proposals, of, _settled(project.codings, coder))
    open_hits = np.bincount(of[~no], minlength=len(proposals))
    uncoded = np.bincount(of[~no & ~yes], minlength=len(proposals))
    left = uncoded > 0
    return Waiting(proposals.rows(left, ~no), int(no.sum()), int(((open_hits > 0) & ~left).sum()))


def _settled(decisions: Iterable[Coding | Rejection], coder: str) -> Mapping[tuple[str, str], list[Span]]:
    """Give the ranges that a coder decided about, by source and code; what is adrift is nowhere."""
    spans: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for decision in decisions:
        if decision.coder == coder and decision.span is not None:
            spans[decision.source, decision.code].append(decision.span)
    return spans


def _on(proposals: Proposals, of: NDArray[np.intp], settled: Mapping[tuple[str, str], list[Span]]) -> NDArray[np.bool_]:
    """Tell which hits overlap a settled range of their source and code."""
    out = np.zeros(len(of), np.bool_)
    sources = {source.id: number for number, source in enumerate(proposals.sources)}
    codes = {code: number for number, code in enumerate(proposals.codes)}
    width = len(codes) + 1
    keys = proposals.source[of].astype(np.int64) * width + proposals.code[of]
    order = np.argsort(keys, kind="stable")
    in_order = keys[order]
    for (source, code), spans in settled.items():
        if source in sources and code in codes:
            key = sources[source] * width + codes[code]
            low, high = np.searchsorted(in_order, (key, key + 1))
            hits = order[low:high]
            for span in spans:
                out[hits] |= (proposals.hit_start[hits] < span.end) & (proposals.hit_end[hits] > span.start)
    return out
