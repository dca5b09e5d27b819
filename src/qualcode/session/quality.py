"""How good keywords are, from the coders' own decisions: how often they are right, and what was coded without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qualcode.analysis.retrieve import code_order, only_excluded
from qualcode.match.engine import TIERS
from qualcode.match.suggest import Proposals, waiting
from qualcode.model.coding import MANUAL, Coding
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.project import Project
from qualcode.model.text import Span, nfc
from qualcode.session.study import Session
from qualcode.session.suggesting import proposals
from qualcode.session.verdicts import IMPORT, KEYWORD, Key, Tally, Verdict, by_key, decisions, tally

_COMPOUND = TIERS.index("compound")


@dataclass(frozen=True, slots=True)
class Found:
    """All that keywords find in the study now, whoever decided what.

    ``segments`` are those of suggestions, ``waiting`` those of them that the queue still holds, ``compound`` and ``denied``
    hits in parts of longer nouns and in denying clauses.
    """

    hits: int = 0
    segments: int = 0
    sources: int = 0
    waiting: int = 0
    compound: int = 0
    denied: int = 0


@dataclass(frozen=True, slots=True)
class KeywordQuality:
    """One keyword of a code; ``found`` is None for one that cannot be looked for: not in the codebook any more, or not readable."""

    keyword: str
    found: Found | None
    tally: Tally
    in_codebook: bool = True


@dataclass(frozen=True, slots=True)
class CodeQuality:
    """A code: its keywords together, each of them, and its codings ``by_hand``, of which no keyword hits those ``missed``."""

    code: str
    found: Found
    tally: Tally
    keywords: tuple[KeywordQuality, ...]
    by_hand: tuple[Coding, ...] = ()
    missed: tuple[Coding, ...] = ()

    @property
    def recall(self) -> float | None:
        """The share of codings by hand that a keyword of the code hits; None where nothing was coded by hand."""
        return (len(self.by_hand) - len(self.missed)) / len(self.by_hand) if self.by_hand else None


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of a codebook's keywords, code by code, and what could not be looked for."""

    codes: tuple[CodeQuality, ...]
    findings: tuple[Diagnostic, ...] = ()


def quality(session: Session, codes: frozenset[str] | None = None, coders: frozenset[str] | None = None) -> Quality:
    """Judge the keywords of some codes by the decisions of some coders; None: all.

    *Precision* is accepted / decided. What is decided is a segment (a sentence; a turn where the study says so), for each
    coder who decided about it: accepted where a coding stands whose ``by`` names the keyword and whose code is (by now) this
    one, several keywords in one ``by`` being credited each; rejected where a rejection by the keyword is in force and no such
    coding, however many hits were rejected in the segment. A coding that was accepted and later recoded to another code or
    uncoded says that the keyword was wrong: it counts as rejected (``withdrawn``). One that was moved, or recoded back, still
    stands. A decision that was undone was never made. Codings by hand over a hit are no verdict on the keyword.

    *Recall* is measured on codings in force that were made by hand or brought in by an import: the share that a hit of any
    keyword of the code touches. Codings that lie only in turns of excluded roles, or whose words are not found, are left out.
    Where people coded by hand only what the queue lacked, recall is low for that reason alone.
    """
    project = session.project
    everything, findings = proposals(session, codes=codes)
    decided = decisions(session, coders)
    hits = _with_waiting(everything, project, coders)
    known = _Known(project, hits, by_key(decided.verdicts), _by_hand(project, decided.given, coders), _misses(everything))
    made = (known.quality(code) for code in known.codes() if codes is None or code in codes)
    return Quality(tuple(c for c in made if c.keywords or c.by_hand), findings)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Hits of proposals, with the suggestion of each and the hits of each keyword, by number; and those that still wait."""

    of: Proposals
    rows: NDArray[np.intp]
    by_key: Mapping[Key, NDArray[np.intp]]
    waiting: _Hits | None = None

    @classmethod
    def made(cls, of: Proposals, waiting: _Hits | None = None) -> _Hits:
        """Sort the hits of proposals."""
        return cls(of, _rows(of), _hits_by_key(of), waiting)

    def found(self, keys: Iterable[Key]) -> Found | None:
        """Count what keywords find together; None where none of them can be looked for."""
        readable = [key for key in keys if key in self.by_key]
        if not readable:
            return None
        p, hits, rows = self.of, self._hits(readable), self.segments(readable)
        waits = len(self.waiting.segments(readable)) if self.waiting else 0
        compound, denied = (p.tier[hits] == _COMPOUND).sum(), p.negated[hits].sum()
        return Found(len(hits), len(rows), len(np.unique(p.source[rows])), waits, int(compound), int(denied))

    def _hits(self, keys: Iterable[Key]) -> NDArray[np.intp]:
        return np.concatenate([self.by_key[key] for key in keys])

    def segments(self, keys: Iterable[Key]) -> NDArray[np.intp]:
        """Give the suggestions that have hits of these keywords."""
        return np.unique(self.rows[self._hits(keys)])


def _rows(p: Proposals) -> NDArray[np.intp]:
    """Give the suggestion of each hit."""
    return np.repeat(np.arange(len(p)), np.diff(p.firsts))


def _with_waiting(every: Proposals, project: Project, coders: frozenset[str] | None) -> _Hits:
    """Find what still waits: as the queue of one coder who made all the decisions of those asked for."""
    codings = tuple(replace(c, coder="") for c in project.codings if coders is None or c.coder in coders)
    rejections = tuple(replace(r, coder="") for r in project.rejections if coders is None or r.coder in coders)
    left = waiting(every, replace(project, codings=codings, rejections=rejections), "").proposals
    return _Hits.made(every, _Hits.made(left))


def _hits_by_key(p: Proposals) -> Mapping[Key, NDArray[np.intp]]:
    order = np.argsort(p.entry, kind="stable")
    bounds = np.searchsorted(p.entry[order], np.arange(len(p.matcher.entries) + 1))
    found: dict[Key, NDArray[np.intp]] = {}
    for number, entry in enumerate(p.matcher.entries):
        key = entry.code, nfc(entry.keyword)
        hits = order[bounds[number] : bounds[number + 1]]
        found[key] = np.concatenate([found[key], hits]) if key in found else hits
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the quality of a code is counted from: what keywords find, what was decided about them, what was coded by hand."""

    project: Project
    hits: _Hits
    verdicts: Mapping[Key, list[Verdict]]
    by_hand: Mapping[str, tuple[Coding, ...]]
    misses: Callable[[Coding], bool]

    def codes(self) -> tuple[str, ...]:
        """Give the codebook's codes in its order, then those that only decisions know."""
        decided = {code for code, _ in self.verdicts} | set(self.by_hand)
        return tuple(dict.fromkeys((*code_order(self.project), *sorted(decided))))

    def quality(self, code: str) -> CodeQuality:
        """Count what is known about a code and its keywords."""
        book = self.project.codebook.by_id
        current = list(dict.fromkeys(nfc(k.find) for k in book[code].keywords)) if code in book else []
        former = sorted(keyword for c, keyword in self.verdicts if c == code and keyword not in current)
        keywords = (
            *(KeywordQuality(k, self.hits.found([(code, k)]), self._tally(code, [k])) for k in current),
            *(KeywordQuality(k, None, self._tally(code, [k]), in_codebook=False) for k in former),
        )
        by_hand = self.by_hand.get(code, ())
        found = self.hits.found([(code, k) for k in current]) or Found()
        return CodeQuality(code, found, self._tally(code, current), keywords, by_hand, tuple(filter(self.misses, by_hand)))

    def _tally(self, code: str, keywords: Iterable[str]) -> Tally:
        return tally(v for k in keywords for v in self.verdicts.get((code, k), ()))


def _by_hand(project: Project, given: Mapping[str, tuple[str, ...]], coders: frozenset[str] | None) -> Mapping[str, tuple[Coding, ...]]:
    """Give the codings that recall is measured on, by code, in the order of sources and text."""
    found: dict[str, list[tuple[str, Span, Coding]]] = defaultdict(list)
    for c in project.codings:
        chosen = (coders is None or c.coder in coders) and c.span is not None and c.source in project.sources
        if chosen and c.span and _is_by_hand(given.get(c.id, c.by)) and not only_excluded(project, c):
            found[c.code].append((c.source, c.span, c))
    return {code: tuple(c for *_, c in sorted(every, key=lambda e: (e[0], e[1], e[2].coder, e[2].id))) for code, every in found.items()}


def _is_by_hand(rules: tuple[str, ...]) -> bool:
    return not any(rule.startswith(KEYWORD) for rule in rules) and any(rule in MANUAL or rule.startswith(IMPORT) for rule in rules)


def _misses(p: Proposals) -> Callable[[Coding], bool]:
    """Give what tells that no keyword hits any words of a coding's passage for its code."""
    rows = _rows(p)
    ranges: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for source, code, start, end in zip(
        p.source[rows].tolist(), p.code[rows].tolist(), p.hit_start.tolist(), p.hit_end.tolist(), strict=True
    ):
        ranges[p.sources[source].id, p.codes[code]].append((start, end))

    def misses(coding: Coding) -> bool:
        span = coding.span
        return span is not None and not any(start < span.end and end > span.start for start, end in ranges[coding.source, coding.code])

    return misses
