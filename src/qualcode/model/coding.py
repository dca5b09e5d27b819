"""What coders decided and what rules propose: codings, rejections, suggestions, memos."""

from __future__ import annotations

from dataclasses import dataclass, field

from qualcode.model.diagnostic import Location
from qualcode.model.text import Span

CONTEXT = 32
"""How many code points of context an anchor keeps on each side."""

MANUAL = ("manual",)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a coder saw words: offsets in the text version of that day, the words, and what stood around them."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    text: str

    @classmethod
    def at(cls, span: Span, text: str, version: str) -> Anchor:
        """Make the anchor of a range of a text."""
        before = text[max(0, span.start - CONTEXT) : span.start]
        after = text[span.end : span.end + CONTEXT]
        return cls(span.start, span.end, text[span.start : span.end], before, after, version)


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one range of text by one coder.

    ``span`` is where the words lie now; None means adrift, and then ``nearest`` is what comes nearest to them, if anything
    does, and ``ambiguous`` tells that they stand in more than one place.
    """

    id: str
    coder: str
    source: str
    code: str
    span: Span | None
    anchor: Anchor
    by: tuple[str, ...] = MANUAL
    codebook: str = ""
    at: str = ""
    memo: str = ""
    written: str = ""
    nearest: Span | None = None
    ambiguous: bool = False
    where: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A coder's word that this hit is not this code."""

    id: str
    coder: str
    source: str
    code: str
    span: Span | None
    by: tuple[str, ...]
    at: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A coder's word that a source is finished: from here "not coded" means no."""

    id: str
    coder: str
    source: str
    text: str
    at: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Memo:
    """A researcher's note: on the study, a code, a case, a source (``about``), or on a passage of a source."""

    id: str
    about: str
    text: str
    coder: str = ""
    at: str = ""
    source: str = ""
    span: Span | None = None
    where: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit of a keyword: its range, the tier of the match, and whether its clause denies it (None: not judged)."""

    keyword: str
    tier: str
    start: int
    end: int
    negated: bool | None = None

    @property
    def span(self) -> Span:
        """The range of the hit."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A coding that keywords propose: a code on a segment, with every hit as evidence."""

    code: str
    source: str
    span: Span
    exact: str
    evidence: tuple[Evidence, ...]

    @property
    def by(self) -> tuple[str, ...]:
        """The rules that propose it, as a coding's provenance."""
        return tuple(dict.fromkeys(f"keyword:{e.keyword}" for e in self.evidence))
