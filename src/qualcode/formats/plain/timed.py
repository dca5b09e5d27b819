"""Forms in which times mark where turns begin: with a name, with a name and speech on the line, and alone."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.formats.plain.believe import RECURS, one_spelling, recurring
from qualcode.formats.plain.found import Found, covers, mostly_heads
from qualcode.formats.plain.labels import LONGEST_HEAD, RANGE, STAMP, STAMPED, TIME, Head, clock, form_of, read_slip
from qualcode.formats.plain.lexicon import is_datum_only
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import is_name_like, is_name_shaped
from qualcode.model.source import UNKNOWN_SPEAKER

_FEWEST_TIMES = 3
_HALF = 0.5
_NEARLY = 0.9
_PLACE = frozenset({"opens"})
_NAME_TIME = re.compile(
    rf"\s*(?P<open>[*_]{{1,3}})?(?:\[(?P<boxed>[^\s\[\]:：][^\[\]:：\n]{{0,59}})\]|(?P<label>[^\s:：][^:：\n]{{0,59}}?))(?:[*_]{{1,3}})?"
    rf"(?:\s+(?:[-–|]\s+)?|(?=[\[(]))[\[(]?(?P<time>{TIME}){RANGE}[\])]?(?:[*_]{{1,3}})?\s*[:：]?\s*"
)
_TIME_NAME = re.compile(
    rf"\s*{STAMP}\s*(?:[-–|]\s+)?(?P<open>[*_]{{1,3}})?(?P<label>[^\s\d:：][^:：\n]{{0,39}}?)(?:[*_]{{1,3}})?\s*[:：]?\s*"
)
_INLINE = re.compile(
    rf"\s*(?P<label>[^\s:：|\d][^:：\n]{{0,39}}?)(?:\s+(?P<time>{TIME})|\s*[\[(](?P<boxed>{TIME}){RANGE}[\])])\s+(?P<text>\S.*)"
)
_BARE_TIME = re.compile(rf"\s*{STAMP}(?:\s+|$)(?P<text>.*)")


def name_time(page: Page) -> Found:
    """See a line with a name and a time, speech below it: CLOVA Note, Otter, Rev, Word."""
    found = _in_time(Found("name-time", says="a name and a time on a line"), [h for i in page.content() if (h := _timed(page, i))])
    known = {h.key for h in found.heads}
    return replace(found, refused=tuple(h for i in page.content() if known and (h := read_slip(page, i)) and h.key in known))


def name_time_text(page: Page) -> Found:
    """See a name, a time and speech on one line, and hardly a line without."""
    seen = Found("name-time-text", weight=0.95, says="a name, a time and speech on a line")
    found = _in_time(seen, [h for i in page.content() if (h := _inline(page, i))])
    return (
        found if len(recurring(found.heads)) >= RECURS and covers(page, found.heads, _NEARLY) and mostly_heads(page, found.heads) else seen
    )


def _in_time(found: Found, candidates: Sequence[Head]) -> Found:
    sure = _in_order(candidates)
    names = recurring(sure)
    return replace(found, heads=sure, single=tuple(h for h in sure if h.key not in names))


def _inline(page: Page, index: int) -> Head | None:
    line = page.lines[index].rstrip()
    match = _INLINE.match(line[:LONGEST_HEAD]) if ":" in line[:LONGEST_HEAD] else None
    if not match or not is_name_shaped(match["label"]):
        return None
    start = match.start("text")
    return Head(index, match["label"], line[start:], line[:start], time=clock(match["time"] or match["boxed"]), form=form_of(page, index))


def _timed(page: Page, index: int) -> Head | None:
    line = page.lines[index]
    if ":" not in line or len(line) > LONGEST_HEAD:
        return None
    match = _NAME_TIME.fullmatch(line)
    time = match["time"] if match else None
    if not match:
        match = _TIME_NAME.fullmatch(line)
        time = match["before"] if match else None
    label = (match["label"] or match.groupdict().get("boxed") or "").strip() if match else ""
    if not match or not label or not is_name_shaped(label):
        return None
    gap = bool(re.search(r"\s\s|\t", line.strip()))
    return Head(index, label, "", line, time=clock(time), form=form_of(page, index, bold=match["open"], padded=gap))


def _in_order(candidates: Sequence[Head]) -> tuple[Head, ...]:
    """Keep the names that recur with times that do not run backwards, and single ones of exactly their form."""
    steady = _longest_forward(candidates)
    names = recurring(h for h in steady if not is_datum_only(h.label))
    sure = [h for h in candidates if h.key in names]
    form = Counter(h.form - _PLACE for h in sure).most_common(1)
    opening = sum(h.opens for h in sure) >= _NEARLY * len(sure)
    fits = [h for h in steady if form and h.form - _PLACE == form[0][0] and (h.opens or not opening)]
    single = [h for h in fits if h.key not in names and is_name_like(h.label)]
    return one_spelling(sorted([*sure, *single], key=lambda h: h.line))


def _longest_forward(heads: Sequence[Head]) -> list[Head]:
    """Find the longest run of heads whose times never run backwards."""
    ends: list[tuple[float, int]] = []
    before: list[int | None] = []
    for index, head in enumerate(heads):
        place = bisect.bisect_right(ends, (seconds(head.time or "0:00"), index))
        before.append(ends[place - 1][1] if place else None)
        ends[place : place + 1] = [(seconds(head.time or "0:00"), index)]
    chain: list[Head] = []
    at = ends[-1][1] if ends else None
    while at is not None:
        chain.append(heads[at])
        at = before[at]
    return chain[::-1]


def cues(page: Page) -> Found:
    """See a time on a line, also with its end, a name on the next, speech below that: older text of Teams."""
    content = page.content()
    at = {i for i in content if len(page.lines[i]) <= LONGEST_HEAD and STAMPED.fullmatch(page.lines[i].strip())}
    below = [b for a, b, c in zip(content, content[1:], content[2:], strict=False) if a in at and at.isdisjoint((b, c))]
    heads = [Head(b, page.lines[b].strip(), "", page.lines[b], form=form_of(page, b)) for b in below if ":" not in page.lines[b]]
    heads = [h for h in heads if is_name_shaped(h.label) and is_name_like(h.label)]
    names = recurring(heads)
    once = tuple(h for h in heads if h.key not in names)
    enough = len(heads) >= _FEWEST_TIMES and len(heads) >= _NEARLY * len(at) and len(once) < _HALF * len(heads)
    seen = Found("time-name", weight=1.02, says="a time on a line, a name below it")
    return replace(seen, heads=one_spelling(heads), single=once) if enough else seen


def seconds(time: str) -> float:
    """Give a clock time in seconds: m:ss with any number of minutes, h:mm:ss, fractions after a point or comma."""
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def times(page: Page) -> Found:
    """See times without names: the talk is cut there, and nobody is named."""
    heads = []
    for i in page.content():
        match = _BARE_TIME.match(page.lines[i].rstrip())
        if match:
            text = match["text"]
            prefix = page.lines[i].rstrip()[: match.start("text")]
            heads.append(Head(i, UNKNOWN_SPEAKER, text, prefix, time=clock(match["before"]), form=form_of(page, i)))
    enough = len(heads) >= _FEWEST_TIMES and covers(page, heads, _HALF)
    return Found("times", tuple(heads) if enough else (), 0.1, says="a time and no name")
