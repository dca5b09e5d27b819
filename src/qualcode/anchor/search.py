"""Looking for a quote in a text by its words and what stood around them, when nothing else is known of it.

The score is a weighted mean of how alike quote, prefix, suffix and position are, with the weights of Hypothesis
(match-quote.ts in https://github.com/hypothesis/client). Exact occurrences are all weighed; words that were edited are
looked for at a bounded number of places only, where pieces of the quote or of its context stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from qualcode.model.coding import Anchor
from qualcode.model.text import Span, nfc, trim

QUOTE, PREFIX, SUFFIX, POSITION = 50, 20, 20, 2
"""Where one side has less context, at the ends of a text, the other side weighs as much more."""
CUT_OFF = 0.8
"""What a place must score, 0 to 1."""
MARGIN = 0.06
"""Two places that differ by less are equally good. It is more than position can give, which must never decide alone."""
ENDS = 400
"""So many characters at either end of a long quote say where it begins and ends."""

_PIECE = 6
_PIECES = 24
_OFTEN = 200
_TRIES = 6
_SLACK = 16
_EDGE = re.compile(r"(?<!\S)(?=\S)|(?<=\S)(?!\S)")

Wanted = Callable[[Span], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """The best place for a quote: how it scores, how alike its words are, and whether another place is as good."""

    span: Span | None = None
    score: float = 0.0
    likeness: float = 0.0
    rivals: bool = False

    @property
    def sure(self) -> bool:
        """Whether this is the place."""
        return self.score >= CUT_OFF and not self.rivals


def likeness(old: str, new: str) -> float:
    """Give how alike two strings are, 0 to 1: twice their longest common subsequence over the sum of their lengths."""
    return Indel.normalized_similarity(old, new)


def search(anchor: Anchor, text: str, wanted: Wanted = lambda _: True) -> Found:
    """Look for an anchor's quote in a text, at places that are wanted."""
    quote = nfc(anchor.exact).strip()
    anchor = replace(anchor, exact=quote, prefix=nfc(anchor.prefix), suffix=nfc(anchor.suffix))
    exact = [Span(at, at + len(quote)) for at in _occurrences(text, quote)]
    best = _best(anchor, text, filter(wanted, exact))
    return best if best.score >= CUT_OFF else _best(anchor, text, filter(wanted, [*exact, *_near(anchor, text)]))


def _best(anchor: Anchor, text: str, places: Iterable[Span]) -> Found:
    """Weigh places and give the best; a second one that scores as much is its rival."""
    rated = sorted((_score(anchor, text, p) for p in set(places)), key=lambda f: (-f.score, f.span))
    if not rated:
        return Found()
    best = rated[0]
    rivals = [f for f in rated[1:] if f.score > best.score - MARGIN and not _same(f, best)]
    return replace(best, rivals=best.score >= CUT_OFF and bool(rivals))


def _same(one: Found, other: Found) -> bool:
    return bool(one.span and other.span and one.span.overlaps(other.span))


def _score(anchor: Anchor, text: str, place: Span) -> Found:
    quote = likeness(anchor.exact, text[place.start : place.end])
    near = 1 - min(1.0, abs(place.start - anchor.start) / max(1, len(text)))
    before = likeness(anchor.prefix, text[max(0, place.start - len(anchor.prefix)) : place.start])
    after = likeness(anchor.suffix, text[place.end : place.end + len(anchor.suffix)])
    context = (PREFIX + SUFFIX) / max(1, len(anchor.prefix) + len(anchor.suffix))
    parts = (
        (QUOTE, quote),
        (context * len(anchor.prefix), before),
        (context * len(anchor.suffix), after),
        (POSITION, near),
    )
    return Found(place, sum(w * x for w, x in parts) / sum(w for w, _ in parts), quote)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


# ---------------------------------------------------------------- words that were edited


def _near(anchor: Anchor, text: str) -> Iterator[Span]:
    """Give places where pieces of the quote, or its context, say that the quote once stood."""
    votes: Counter[int] = Counter()
    for piece, offset in _pieces(anchor):
        for at in _few(text, piece):
            votes[(at - offset) // _SLACK] += 1
    likely = sorted(votes, key=lambda v: (-votes[v] - votes[v + 1], v))[:_TRIES]
    return (_fitted(anchor.exact, text, v * _SLACK + _SLACK // 2) for v in likely)


def _pieces(anchor: Anchor) -> Iterator[tuple[str, int]]:
    """Cut pieces from the quote and the ends of its context that touch it, each with its offset from the quote's start."""
    quote = anchor.exact
    last = max(0, len(quote) - _PIECE)
    step = max(_PIECE // 2, last // _PIECES, 1)
    yield from ((quote[at : at + _PIECE], at) for at in range(0, last + 1, step))
    if len(anchor.prefix) >= _PIECE:
        yield from ((anchor.prefix[-size:], -size) for size in (_PIECE, 2 * _PIECE))
    if len(anchor.suffix) >= _PIECE:
        yield from ((anchor.suffix[:size], len(quote)) for size in (_PIECE, 2 * _PIECE))


def _few(text: str, words: str) -> list[int]:
    """Find where words stand, unless they stand so often that they say nothing."""
    found: list[int] = []
    for at in _occurrences(text, words):
        found.append(at)
        if len(found) > _OFTEN:
            return []
    return found


def _fitted(quote: str, text: str, start: int) -> Span:
    """Fit both ends of a likely place to the words that are most like those at the ends of the quote."""
    slack = _SLACK + min(len(quote) // 4, 100)
    start = min(max(0, start), len(text))
    end = min(start + len(quote), len(text))
    starts = [start, *_edges(text, start - slack, start + slack)]
    ends = [end, *_edges(text, end - slack, end + slack)]
    end = max(ends, key=lambda at: (likeness(quote[-ENDS:], text[start:at][-ENDS:]), -at))
    start = max((s for s in starts if s <= end), key=lambda at: (likeness(quote[:ENDS], text[at:end][:ENDS]), at), default=end)
    end = max((e for e in ends if e >= start), key=lambda at: (likeness(quote[-ENDS:], text[start:at][-ENDS:]), -at), default=start)
    return trim(text, Span(start, end))


def _edges(text: str, start: int, end: int) -> list[int]:
    """List where words begin and end within a range."""
    return [m.start() for m in _EDGE.finditer(text, max(0, start), max(0, min(end, len(text))))]
