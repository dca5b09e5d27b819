"""Words that may become keywords of a code: what its coded segments say more often, and what Kiwi holds near its keywords."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qualcode.analysis.keyness import NOTABLE, log_likelihood, log_ratio
from qualcode.files.splice import add_keyword
from qualcode.match.query import Terms
from qualcode.model.address import address_of
from qualcode.model.failure import QualcodeError
from qualcode.model.text import Span, nfc
from qualcode.session.analysed import Analysis, Progress, analysing, document, untold, user_words
from qualcode.session.suggesting import planned
from qualcode.session.wordcounts import Counts, count
from qualcode.words import installed, korean

if TYPE_CHECKING:
    from qualcode.model.codebook import Code
    from qualcode.session.study import Session

LEAST = 2
"""A word must stand so often in coded segments, or be near a keyword."""

_SEEN = 3.84
"""Below, a difference is nothing (p > .05 for a single word)."""

_NEIGHBOURS, _STANDS_OUT = 50, 0.03
_AS_VERB, _AS_NOUN = ("VV", "VA"), ("NNG", "NNP", "XR")


class Nearness(NamedTuple):
    """How near Kiwi's model holds two words: how far above the fiftieth of the nearest, and their cosine."""

    above: float
    cosine: float


class Group(StrEnum):
    """Where a proposed word comes from."""

    KEYNESS = "keyness"
    NEIGHBOUR = "neighbour"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Example:
    """A passage in which a word stands: address and words of the segment, and where the word is in it."""

    source: str
    address: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may become a keyword, with what speaks for it.

    ``coded`` counts it in segments with the code, ``elsewhere`` in the others of sources that somebody began, ``sources`` all
    sources it stands in, ``coded_sources`` those where it stands in coded segments. ``near`` are keywords of the code of which
    it is a neighbour in Kiwi's model, the nearest first, with ``score`` between 0 and 1. ``also`` are other codes of which it is a keyword.
    """

    word: str
    group: Group
    g2: float | None
    log_ratio: float | None
    coded: int
    elsewhere: int
    coded_sources: int
    sources: int
    example: Example
    near: tuple[tuple[str, float], ...] = ()
    also: tuple[str, ...] = ()

    @property
    def notable(self) -> bool:
        """Tell whether G2 is notable, and for over-use."""
        return (self.g2 or 0) >= NOTABLE and (self.log_ratio or 0) > 0

    @property
    def provenance(self) -> str:
        """Say in a few words where the word comes from."""
        if self.g2 is None or self.group is Group.NEIGHBOUR:
            keyword, cosine = self.near[0]
            return f"near {keyword} {cosine:.2f}, {self.coded + self.elsewhere} in {_sources(self.sources)}"
        return f"G2 {self.g2:.1f}, {self.coded} in {_sources(self.coded_sources)}"

    @property
    def in_one_source(self) -> bool:
        """Tell whether it stands in a single source, of its coded segments where it stands in any."""
        return (self.coded_sources or self.sources) == 1


@dataclass(frozen=True, slots=True)
class Proposed:
    """Words for a code, by group and rank, and what they were counted in."""

    code: str
    candidates: tuple[Candidate, ...]
    counts: Counts
    with_kiwi: bool

    def named(self, typed: str) -> Candidate:
        """Give the candidate that is written so; raises where no such word is proposed."""
        wanted = nfc(" ".join(typed.split()))
        found = next((c for c in self.candidates if c.word == wanted), None)
        if found is None:
            help_ = f"to write it all the same: qualcode codebook add {self.code} --keyword {typed!r}"
            raise QualcodeError(f"{typed!r} is none of the words proposed for {self.code}", help_)
        return found


def find_words(session: Session, code: Code, progress: Progress = untold) -> Proposed:
    """Propose words for a code; writes nothing but the cache."""

    def counted(analysis: Analysis) -> Counts:
        analysis.ensure([document(source) for source in session.project.sources.values()])
        return count(session.project, code, analysis)

    counts = analysing(session, progress, counted)
    return Proposed(code.id, tuple(_Finder(session, code, counts).candidates()), counts, installed.kiwi())


def _sources(n: int) -> str:
    return f"{n} source{'s' if n != 1 else ''}"


def keyword_comment(session: Session, candidate: Candidate) -> str:
    """Say, for the codebook, where and when a keyword came from."""
    return f"from suggest-keywords {session.clock():%Y-%m-%d}: {candidate.provenance}"


def accept_word(session: Session, code: str, candidate: Candidate) -> None:
    """Write a word into the codebook as a keyword, with a comment that says why it was proposed."""
    path = session.layout.root / session.project.settings.codebook
    add_keyword(path, code, candidate.word, keyword_comment(session, candidate))
    session.changed()


class _Finder:
    """The three searches over the counts of one study."""

    def __init__(self, session: Session, code: Code, counts: Counts) -> None:
        self.session, self.code, self.counts = session, code, counts
        c, d = counts.coded_words[counts.korean], counts.other_words[counts.korean]
        self.g2 = log_likelihood(counts.coded, counts.elsewhere, c, d)
        self.ratio = log_ratio(counts.coded, counts.elsewhere, c, d)
        self.near = _near(self._keywords(), counts.places, user_words(session)) if installed.kiwi() else {}
        self.also = self._elsewhere_keywords()

    def candidates(self) -> Iterator[Candidate]:
        c = self.counts
        over = c.is_open & (c.coded >= LEAST) & (self.ratio > 0) & (self.g2 >= _SEEN)
        yield from self._ranked(Group.KEYNESS, np.flatnonzero(over & c.alone))
        near = np.array(sorted(n for n in self.near if c.is_open[n] and c.alone[n] and not over[n]), np.intp)
        yield from self._ranked(Group.NEIGHBOUR, near)
        yield from self._ranked(Group.PHRASE, np.flatnonzero(over & c.pair & (self.g2 >= NOTABLE)))

    def _ranked(self, group: Group, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Iterator[Candidate]:
        near = group is Group.NEIGHBOUR
        order = sorted(rows.tolist(), key=lambda n: (-max(self.near[n].values()).above if near else -self.g2[n], self.counts.texts[n]))
        yield from (self._candidate(group, n) for n in order)

    def _candidate(self, group: Group, n: int) -> Candidate:
        c = self.counts
        near = sorted(self.near.get(n, {}).items(), key=lambda pair: (-pair[1].above, pair[0]))
        text, in_coded = c.texts[n], bool(c.coded[n])
        return Candidate(
            text,
            group,
            g2=round(float(self.g2[n]), 2) if in_coded else None,
            log_ratio=round(float(self.ratio[n]), 2) if in_coded else None,
            coded=int(c.coded[n]),
            elsewhere=int(c.elsewhere[n]),
            coded_sources=int(c.coded_sources[n]),
            sources=int(c.sources[n]),
            example=self._example(n),
            near=tuple((keyword, round(x.cosine, 2)) for keyword, x in near),
            also=self.also.get(_folded(text), ()),
        )

    def _example(self, n: int) -> Example:
        number, low, high, start, end = self.counts.examples[n].tolist()
        source = self.counts.of[number]
        return Example(source.id, address_of(source, Span(low, high)), source.text[low:high], start - low, end - low)

    def _keywords(self) -> Iterable[str]:
        """Give the words among the keywords of the code."""
        return [text for text in _terms([self.code], self.session) if " " not in text]

    def _elsewhere_keywords(self) -> Mapping[str, tuple[str, ...]]:
        """Give by word the other codes that look for it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for code in self.session.project.codebook.by_id.values():
            if code.id != self.code.id:
                for text in _terms([code], self.session):
                    found[_folded(text)].append(code.id)
        return {text: tuple(dict.fromkeys(codes)) for text, codes in found.items()}


def _terms(codes: Sequence[Code], session: Session) -> list[str]:
    """Give the words and phrases that codes look for, those inside a | b too."""
    leaves = planned(session.project, codes).leaves
    return [leaf.query.text for leaf in leaves if isinstance(leaf.query, Terms) and not leaf.veto]


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _near(keywords: Iterable[str], places: Mapping[str, int], words: Sequence[str]) -> dict[int, dict[str, Nearness]]:
    """Give the words of the study that Kiwi's model holds near a keyword: by row, the keywords and how near they are."""
    found: defaultdict[int, dict[str, Nearness]] = defaultdict(dict)
    for keyword in keywords:
        for form, tag, near in _similar(keyword, words):
            for text in _written(form, tag):
                if text in places and text != keyword:
                    found[places[text]][keyword] = max(near, found[places[text]].get(keyword, near))
    return dict(found)


def _similar(keyword: str, words: Sequence[str]) -> Iterator[tuple[str, str, Nearness]]:
    """Give what stands out among the nearest of a keyword, read as Kiwi reads it: a verb by its stem, 참여하다 by its noun too.

    Of words that Kiwi has seldom met, and knows no neighbours of, the fifty nearest are all equally far.
    """
    stem = keyword.removesuffix("다")
    if stem == keyword:
        asked = [(keyword, tag) for tag in _AS_NOUN]
    else:
        noun = stem.removesuffix("하").removesuffix("되")
        asked = [(stem, tag) for tag in _AS_VERB] + [(noun, tag) for tag in _AS_NOUN if noun not in {"", stem}]
    for form, tag in asked:
        found = tuple(korean.similar(form, tag, _NEIGHBOURS, words))
        for near, of, score in found:
            if score - found[-1][2] >= _STANDS_OUT:
                yield near, of, Nearness(score - found[-1][2], score)


def _written(form: str, tag: str) -> Collection[str]:
    """Give how a morpheme may be written as a word."""
    bare = tag.partition("-")[0]
    if bare in _AS_VERB:
        return (form + "다",)
    return (form, form + "하다", form + "되다") if bare in _AS_NOUN else ()
