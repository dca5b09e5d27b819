"""What stands inside a cue besides words: voice tags, marks of type, times, entities; and lines that captions show twice."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_TAG = re.compile(
    r"(?P<voice><v(?:\.[^\s<>]*)?(?:[ \t]+(?P<name>[^<>\n]*))?>)|(?P<end></v\s*>)|(?P<line><br\s*/?>)"
    r"|</?(?:i|b|u|c|ruby|rt)(?:\.[^\s<>]*)?>|</?font(?:\s+\w+\s*=[^<>]*)?>|</?lang(?:[.\s]+[\w-]{1,20})?>"
    r"|<(?:\d{1,4}:)?\d{1,2}:\d\d[.,]\d{1,3}>|\{\\[^{}\n]{0,80}\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FEWEST_PAIRS = 3
_ROLLING = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a cue under one voice, None where no tag names any; its lines have words."""

    voice: str | None
    lines: tuple[str, ...]


def unescape(text: str) -> str:
    """Read entities that end in a semicolon, once: ``&amp;lt;`` is ``&lt;``."""
    return _ENTITY.sub(lambda m: html.unescape(m.group()), text)


def spans_of(lines: Sequence[str]) -> tuple[Span, ...]:
    """Part a cue by its voice tags and take off marks of type and times; any other ``<...>`` stays as written."""
    text = "\n".join(lines)
    found: list[tuple[str | None, list[str]]] = [(None, [])]
    at = 0
    for tag in _TAG.finditer(text):
        found[-1][1].append(unescape(text[at : tag.start()]))
        at = tag.end()
        if tag["line"]:
            found[-1][1].append("\n")
        elif tag["voice"] or tag["end"]:
            found.append((unescape(tag["name"] or "").strip(" \t:：") or None, []))
    found[-1][1].append(unescape(text[at:]))
    spans = (Span(voice, tuple(line.strip() for line in "".join(parts).split("\n") if line.strip())) for voice, parts in found)
    return tuple(span for span in spans if span.lines)


def unrolled(shown: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], int]:
    """Give only the lines that each cue adds where captions roll, that is where most cues begin with lines of the one before.

    ``shown`` are the lines of each cue. Gives them all, and 0, for captions that do not roll; else also how many lines were
    shown again.
    """
    pairs = [_added(before, after) for before, after in pairwise(shown)]
    rolling = sum(added != after for added, after in zip(pairs, shown[1:], strict=True))
    full = sum(bool(before and after) for before, after in pairwise(shown))
    if rolling < max(_FEWEST_PAIRS, _ROLLING * full):
        return list(shown), 0
    return [*shown[:1], *pairs], sum(map(len, shown)) - sum(map(len, pairs)) - len(shown[0])


def _added(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a cue shows beyond the last lines of the one before; a line that has only grown gives its new words."""
    most = min(len(before), len(after), 4)
    again = next((n for n in range(most, 0, -1) if before[-n:] == after[:n]), 0)
    if again or not before or not after:
        return after[again:]
    grown = next((n for n in range(most, 0, -1) if before[-n:-1] == after[: n - 1] and after[n - 1].startswith(before[-1] + " ")), 0)
    return (after[grown - 1][len(before[-1]) :].strip(), *after[grown:]) if grown else after
