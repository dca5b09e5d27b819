"""How passages are counted: the one place that says what a number in a matrix is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.analysis.retrieve import Passage
from qualcode.model.text import Span, count_words


def segments(found: Iterable[Passage]) -> int:
    """Count segments: a coder's segment once however many codes it has, overlapping ones of several coders once.

    Segments of different coders that overlap, directly or through others, form a run; a run counts as many segments
    as the coder with most of them has in it. With one coder this is the number of distinct segments.
    """
    by_source: dict[str, set[tuple[Span, str]]] = {}
    for p in found:
        by_source.setdefault(p.source.id, set()).add((p.span, p.coding.coder))
    return sum(_in_source(sorted(marked)) for marked in by_source.values())


def _in_source(marked: Sequence[tuple[Span, str]]) -> int:
    runs = _Runs(len(marked))
    open_: list[int] = []
    for i, (span, coder) in enumerate(marked):
        open_ = [j for j in open_ if marked[j][0].end > span.start]
        for j in open_:
            if marked[j][1] != coder:
                runs.join(i, j)
        open_.append(i)
    tally: dict[int, dict[str, int]] = {}
    for i, (_, coder) in enumerate(marked):
        run = tally.setdefault(runs.find(i), {})
        run[coder] = run.get(coder, 0) + 1
    return sum(max(run.values()) for run in tally.values())


class _Runs:
    """Which segments belong together (union-find)."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        self.parent[self.find(i)] = self.find(j)


def words(found: Iterable[Passage], case: str | None = None) -> int:
    """Count the blank-separated words that passages cover, overlaps once, within the turns that count (of one case)."""
    ranges: dict[str, list[Span]] = {}
    texts: dict[str, str] = {}
    for p in found:
        texts[p.source.id] = p.source.text
        for turn in p.turns:
            if case is None or p.source.case_of(turn) == case:
                clipped = Span(max(p.span.start, turn.span.start), min(p.span.end, turn.span.end))
                ranges.setdefault(p.source.id, []).append(clipped)
    return sum(count_words(texts[id_][s.start : s.end]) for id_, spans in ranges.items() for s in union(spans))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join ranges that overlap or touch."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def cases(found: Iterable[Passage]) -> tuple[str, ...]:
    """Give the cases whose words passages hold, sorted."""
    return tuple(sorted({case for p in found for case in p.cases}))
