"""Our own transcripts read back: each block begins with a label, and the model's own reader says what the turns are."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, pairwise

from qualcode.formats.plain.believe import recurring_labels
from qualcode.formats.plain.labels import Head, read_head
from qualcode.formats.plain.lexicon import fold, is_datum_only
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import could_speak_once, is_name_shaped, without_mark
from qualcode.formats.plain.talk import Talk
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech, declared_label, spoken
from qualcode.model.text import Span, trim

_FIRST = re.compile(r"(?P<label>[^\s:\\][^:\n]{0,63}?)(?: \[(?P<time>[\d:.,]+)\])?:(?: (?! )|$)")
_RESERVED = frozenset({HEADING, UNKNOWN_SPEAKER})
_RECURS = 2


def read_back(page: Page, text: str) -> Talk | None:
    """Read a canonical transcript, to the same turns byte for byte; None where a text has not that form.

    Each block between blank lines begins with ``Label: `` or ``Label [time]: ``; labels recur or are names; no line
    inside a block begins with one; lines are not wrapped.
    """
    firsts = [_FIRST.match(page.lines[block[0]]) for block in page.blocks()]
    matches = [m for m in firsts if m]
    if page.wrapped or len(matches) < max(len(firsts), _RECURS):
        return None
    counts = Counter(m["label"] for m in matches)
    recurring = recurring_labels([Head(0, label, "") for label in counts.elements() if label not in _RESERVED])
    plausible = all(label in _RESERVED or _could_speak(label, n, recurring) for label, n in counts.items())
    if not plausible or max(counts.values()) < _RECURS or _is_data(page, page.blocks()[0]):
        return None
    return _turns(text, matches, counts)


def _could_speak(label: str, count: int, recurring: set[str]) -> bool:
    """Tell whether a label that begins blocks is a speaker's: one that recurs among the others, or a name that does not."""
    if not is_name_shaped(label) or without_mark(label) != label:
        return False
    return fold(label) in recurring or (count < _RECURS and could_speak_once(label, ()))


def _is_data(page: Page, block: range) -> bool:
    """Tell whether a block also holds data about the talk: the first one then is no turn."""
    heads = [read_head(page, i) for i in block]
    return any(h is not None and is_datum_only(h.label) for h in heads[1:])


def _turns(text: str, matches: list[re.Match[str]], counts: Counter[str]) -> Talk | None:
    """Cut the text at its labels; None where a label also begins a line inside a block."""
    starts = [m for line in _lines(text) if (m := declared_label(text, line, counts))]
    if len(starts) != len(matches):
        return None
    spelling: dict[str, str] = {}
    for label, _ in counts.most_common():
        spelling.setdefault(fold(label), label)
    ends = [m.start() for m in starts[1:]] + [len(text)]
    speeches = []
    for match, end in zip(starts, ends, strict=True):
        span = trim(text, Span(match.end(), end))
        speeches.append(Speech(spelling[fold(match["label"])], spoken(text[span.start : span.end]), match["time"]))
    return Talk(tuple(speeches), removed=tuple(m.group() for m in matches))


def _lines(text: str) -> list[Span]:
    ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
    return [Span(start, end - 1) for start, end in pairwise([0, *ends])]
