"""The queue of suggestions, for scripts and for people."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import label_of
from qualcode.analysis.table import Cell, Column, Table
from qualcode.cli.output import say
from qualcode.cli.view import Screen, show
from qualcode.match.hits import TIER, TIERS
from qualcode.match.units import distinct
from qualcode.model.failure import QualcodeError

if TYPE_CHECKING:
    from qualcode.match.suggest import Proposals
    from qualcode.model.project import Project
    from qualcode.session.study import Session
    from qualcode.session.suggesting import Queue


T = TypeVar("T")
_BLOCK = 1000


def queue_table(proposals: Proposals, lang: str) -> Table:
    """Give one suggestion a row, in text order; ``evidence`` lists every hit. Rows are made when they are written."""
    keys = ("code", "source", "address", "start", "end", "exact", "keywords")
    columns = tuple(Column(k, phrase(k, lang), "number" if k in {"start", "end"} else "text", note=k == "exact") for k in keys)
    return Table("qualcode.suggest/1", "suggestions", columns, _Rows(proposals), records=_Records(proposals))


class _Lazy(Sequence[T], ABC):
    """Rows of suggestions, made a block at a time: a long queue is never in memory as values."""

    def __init__(self, proposals: Proposals) -> None:
        self.proposals = proposals
        self.names, self.texts = [s.id for s in proposals.sources], [s.text for s in proposals.sources]

    def __len__(self) -> int:
        return len(self.proposals)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        chosen = range(len(self))[at]
        if isinstance(chosen, int):
            return next(iter(self.block(chosen, chosen + 1)))
        if chosen.step == 1 and chosen:
            return list(self.block(chosen.start, chosen.stop))
        return [self[number] for number in chosen]

    def __iter__(self) -> Iterator[T]:
        for at in range(0, len(self), _BLOCK):
            yield from self.block(at, min(at + _BLOCK, len(self)))

    @abstractmethod
    def block(self, start: int, stop: int) -> Iterator[T]:
        """Make the rows of a stretch."""

    def plain(self, start: int, stop: int) -> Iterator[tuple[str, str, str, int, int, str]]:
        """Give code, source, address, range and words of a stretch."""
        p = self.proposals
        columns = (c[start:stop].tolist() for c in (p.code, p.source, p.start, p.end))
        for address, code, source, begin, end in zip(p.addresses(start, stop), *columns, strict=True):
            yield p.codes[code], self.names[source], address, begin, end, self.texts[source][begin:end]

    def hits(self, start: int, stop: int) -> Iterator[list[tuple[str, str, int, int, bool]]]:
        """Give the hits of each suggestion of a stretch: keyword, tier, range, denied."""
        p, entries = self.proposals, self.proposals.matcher.entries
        firsts = p.firsts[start : stop + 1].tolist()
        columns = (c[firsts[0] : firsts[-1]].tolist() for c in (p.entry, p.tier, p.hit_start, p.hit_end, p.negated))
        rows = [(entries[e].keyword, TIERS[t], s, n, d) for e, t, s, n, d in zip(*columns, strict=True)]
        return (rows[first - firsts[0] : last - firsts[0]] for first, last in pairwise(firsts))


class _Rows(_Lazy[tuple[Cell, ...]]):
    """Rows for tables."""

    def block(self, start: int, stop: int) -> Iterator[tuple[Cell, ...]]:
        for plain, hits in zip(self.plain(start, stop), self.hits(start, stop), strict=True):
            yield (*plain, ", ".join(dict.fromkeys(hit[0] for hit in hits)))


class _Records(_Lazy[Mapping[str, object]]):
    """Rows for scripts, with all evidence."""

    def block(self, start: int, stop: int) -> Iterator[Mapping[str, object]]:
        keys, of_hit = ("code", "source", "address", "start", "end", "exact"), ("keyword", "tier", "start", "end", "negated")
        for plain, hits in zip(self.plain(start, stop), self.hits(start, stop), strict=True):
            evidence = [dict(zip(of_hit, hit, strict=True)) for hit in hits]
            yield {**dict(zip(keys, plain, strict=True)), "evidence": evidence}

    def json_rows(self, start: int, stop: int) -> Iterator[str]:
        """Write rows as JSON, as ``json`` does, but each keyword is written once: a long queue is mostly that."""
        said = json.encoder.encode_basestring
        named = lru_cache(maxsize=None)(said)
        negated = {False: "false", True: "true", None: "null"}
        for (code, source, address, begin, end, exact), hits in zip(self.plain(start, stop), self.hits(start, stop), strict=True):
            evidence = ", ".join(
                f'{{"keyword": {named(keyword)}, "tier": "{tier}", "start": {s}, "end": {e}, "negated": {negated[denied]}}}'
                for keyword, tier, s, e, denied in hits
            )
            yield (
                f'{{"code": {named(code)}, "source": {named(source)}, "address": {said(address)}, "start": {begin}, "end": {end}, '
                f'"exact": {said(exact)}, "evidence": [{evidence}]}}'
            )


def queue_lines(project: Project, proposals: Proposals, lang: str, *, ascii_only: bool) -> Iterator[str]:
    """Write for each code how many suggestions wait, in how many sources, and what its keywords brought."""
    columns = (
        Column("code", phrase("code", lang)),
        Column("label", phrase("label", lang), summary=True),
        *(Column(key, phrase(key, lang), "number") for key in ("waiting", "sources")),
        Column("keywords", phrase("keywords", lang), note=True),
    )
    of = np.repeat(proposals.code, np.diff(proposals.firsts))
    rows = []
    for number in distinct(proposals.code.tolist()).tolist():
        own = proposals.code == number
        code = proposals.codes[number]
        counted = _keywords(proposals, of == number)
        rows.append((code, label_of(project, code, lang), int(own.sum()), len(np.unique(proposals.source[own])), counted))
    yield from show(Table("qualcode.suggest/1", "", columns, tuple(rows)), Screen.of_stdout(ascii_only=ascii_only))


def counts_table(proposals: Proposals, lang: str) -> Table:
    """Count for each keyword what of it waits: hits, segments, sources, hits that are hints or denied, hits left out."""
    keys = ("hits", "segments", "sources", "compound", "denied", "left_out")
    columns = (
        Column("code", phrase("code", lang)),
        Column("keyword", phrase("keyword", lang)),
        *(Column(k, phrase(k, lang), "number") for k in keys),
    )
    of = np.repeat(np.arange(len(proposals)), np.diff(proposals.firsts))
    rows = []
    for number, entry in enumerate(proposals.matcher.entries):
        own = proposals.entry == number
        rows.append((
            entry.code, entry.keyword, int(own.sum()), len(np.unique(of[own])), len(np.unique(proposals.source[of[own]])),
            int((own & (proposals.tier == TIER["compound"])).sum()), int((own & proposals.negated).sum()), int(proposals.left_out[number]),
        ))  # fmt: skip
    return Table("qualcode.suggest-counts/1", "suggestions", columns, tuple(rows))


def new_keyword(session: Session, keyword: str | None, typed: str | None, *, dry_run: bool, quiet: bool) -> str:
    """Write a keyword to a code of the codebook; gives the code's id."""
    from qualcode.cli.codes import add

    if keyword is None or typed is None:
        raise QualcodeError("--pattern and --as go together", "for example: qualcode suggest --pattern 예산 --as task.evaluation")
    if dry_run:
        raise QualcodeError("--dry-run writes no keyword", f"see what it would find: qualcode codebook explain {keyword!r}")
    code = session.code(typed).id
    for line in add(session, code, (), (keyword,)):
        say(line, quiet=quiet)
    return code


def summary(session: Session, found: Queue) -> Iterator[str]:
    """Say what was left out and why, what could not be looked for, and what to do next."""
    excluded = ", ".join(session.project.settings.exclude)
    left = f" {found.left_out} hits in turns of {excluded} left out: --speech all." if found.left_out else ""
    yield f"{len(found)} wait for {session.coder} ({found.coded} coded already, {found.rejected} hits rejected).{left}"
    unreadable = found.proposals.matcher.unreadable
    if unreadable:
        yield f"{len(unreadable)} keywords cannot be read and find nothing: qualcode codebook check"
    for finding in found.findings:
        yield f"{finding.rule}: {finding.message}; {finding.help}"
    if len(found):
        yield "Next: qualcode review     or from a file: --out queue.json, then qualcode apply --from queue.json"


def _keywords(proposals: Proposals, chosen: NDArray[np.bool_]) -> str:
    counted = Counter(proposals.matcher.entries[entry].keyword for entry in proposals.entry[chosen].tolist())
    return " · ".join(f"{keyword} {n}" for keyword, n in counted.most_common())
