"""Forms in which a talk stands in a text file: each detector says where it would see turns begin, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from qualcode.formats.plain.believe import RECURS, believe, one_spelling, recurring
from qualcode.formats.plain.found import Found, covers, mostly_heads
from qualcode.formats.plain.labels import (
    CLOSED,
    COLUMNS,
    DASHED,
    DIGITS,
    HUNG,
    LABELLED,
    LONGEST_HEAD,
    STOPPED,
    TABBED,
    Head,
    clock,
    form_of,
    read_head,
    read_slip,
    time_first,
)
from qualcode.formats.plain.lexicon import is_footer, is_prompt, is_prose, is_sentence, is_sound, role_word
from qualcode.formats.plain.lines import Page, heading_level, heading_text, is_event, is_rule
from qualcode.formats.plain.matter import front_end
from qualcode.formats.plain.names import could_speak_once, is_clear_name, is_honoured, is_name_like, is_name_shaped, is_related, is_titled
from qualcode.formats.plain.tables import table
from qualcode.formats.plain.timed import cues, name_time, name_time_text, times
from qualcode.model.source import UNKNOWN_SPEAKER

_FEWEST_NAMES = 4
_MOST_LINES = 5
"""Where names stand alone without blank lines, at least every so-many-th line is one."""
_MOST_BLOCKS = 0.6
_HALF = 0.5
_THIRD = 0.3
_NEARLY = 0.9
_TWO_THIRDS = 2 / 3
_MOST_NUMBERS = 12
_MOST_ASKED = 2 / 3
"""Where more than this share of the marks are questions, answers go unmarked."""
_ANSWER = {"q": "A", "문": "답", "질문": "답변", "question": "Answer"}
_QA = re.compile(
    r"\s*(?P<open>[*_]{1,3})?(?P<label>Q|A|문|답|질문|답변|Question|Answer)\s*(?P<number>\d+(?:-\d+)?)?\s*"
    r"(?P<mark>[.):：])(?P<close>[*_]{1,3})?(?=\s|[가-힣]|$)\s*(?P<text>.*)",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"\s*(?:\[(?P<a>[^]\n]{1,30})\]|<(?P<b>[^<>\n]{1,30})>|\((?P<c>[^()\n]{1,30})\)|[【〈《（〔](?P<d>[^】〉》）〕\n]{1,30})[】〉》）〕])"
    r"\s*[:：]?\s*(?P<text>\S.*)"
)
_MINUTES = re.compile(
    r"\s*[○◯]\s*(?P<label>[^\s:：]{1,12}\s+[^\s:：]{1,12}|[^\s:：()]{1,12}\([^\s()]{1,12}\))(?:\s*[:：]\s*|\s+)(?P<text>\S.*)"
)
_OURS = re.compile(r"(?P<label>[?#]):(?:\s+(?P<text>.*))?")


def labelled(page: Page) -> Found:
    """See ``Label: text``, also with the label on a line of its own, bold, padded, with a time."""
    return _with_labels(page, LABELLED, Found("label", says="a label and a colon"))


def tabbed(page: Page) -> Found:
    """See a label parted from speech by a tab."""
    return _common(page, TABBED, _THIRD, Found("label-tab", weight=0.95, says="a label and a tab"))


def dashed(page: Page) -> Found:
    """See a label parted from speech by a dash between blanks."""
    return _common(page, DASHED, _MOST_BLOCKS, Found("label-dash", weight=0.9, says="a label and a dash"))


def hung(page: Page) -> Found:
    """See a role's name, or a label with a number, and a dash that hangs on it: interviewer- so."""
    seen = _common(page, HUNG, _MOST_BLOCKS, Found("label-hung-dash", weight=0.85, says="a role's name and a dash"))
    names = {h.label for h in seen.heads if h not in seen.single and h.kind == "label"}
    clear = all(role_word(label) or label[-1].isdigit() for label in names)
    return seen if clear and seen.heads and mostly_heads(page, seen.heads) else Found("label-hung-dash")


def closed(page: Page) -> Found:
    """See a label parted from speech by a closing bracket."""
    return _common(page, CLOSED, _MOST_BLOCKS, Found("label-bracket", weight=0.9, says="a label and a closing bracket"))


def stopped(page: Page) -> Found:
    """See a label with a number, or a role's name, parted from speech by a full stop."""
    seen = _common(page, STOPPED, _MOST_BLOCKS, Found("label-stop", weight=0.85, says="a label and a full stop"))
    clear = all(role_word(h.label) or h.label[-1].isdigit() or "stop-dash" in h.form for h in seen.heads if h.kind == "label")
    return seen if clear else Found("label-stop")


def columned(page: Page) -> Found:
    """See labels in a column of their own at the left, speech in a second one; nothing else stands left of that."""
    heads = [h for i in page.content() if not page.lines[i][0].isspace() and (h := read_head(page, i, COLUMNS))]
    edges = Counter(len(h.prefix) for h in heads)
    edge = edges.most_common(1)[0][0] if edges else 0
    inside = [i for i in page.content(heads[0].line, heads[-1].line + 1) if not page.lines[i][:edge].strip()] if heads else []
    seen = Found("label-column", weight=0.9, says="a label in a column of its own")
    lines = page.content(heads[0].line, heads[-1].line + 1) if heads else []
    if edges[edge] + len(inside) < _NEARLY * len(lines):
        return seen
    return _common(page, COLUMNS, _THIRD, seen)


def numbered(page: Page) -> Found:
    """See numbers for names: only where nearly every line, or block, begins with one, few recur, and they do not count up."""
    heads = [h for i in page.content() if (h := read_head(page, i, DIGITS))]
    counts = Counter(h.label for h in heads)
    steady = sum(int(b.label) == int(a.label) + 1 for a, b in pairwise(heads))
    few = RECURS <= len(counts) <= _MOST_NUMBERS and len(heads) >= RECURS * len(counts) and steady <= _TWO_THIRDS * len(heads)
    seen = Found("label-number", weight=0.9, says="a number and a colon")
    return replace(seen, heads=one_spelling(heads)) if few and covers(page, heads, _NEARLY) and mostly_heads(page, heads) else seen


def _common(page: Page, pattern: re.Pattern[str], share: float, found: Found) -> Found:
    """Believe a sign that is no colon only where two labels recur and most blocks, or lines, begin so."""
    seen = _with_labels(page, pattern, found)
    enough = len(recurring(seen.heads)) >= RECURS and covers(page, seen.heads, share)
    return seen if enough else found


def _with_labels(page: Page, pattern: re.Pattern[str], found: Found) -> Found:
    candidates = _one_list(h for i in page.content() if (h := read_head(page, i, pattern)))
    if not candidates:
        return found
    before = believe(page, candidates)
    once = {h.line for h in before.single}
    start = front_end(page, candidates, [h for h in before.heads if h.line not in once])
    talk = [h for h in candidates if h.line >= start]
    if talk and talk[0].line == next(iter(page.content(start)), None):
        talk[0] = replace(talk[0], form=talk[0].form | {"opens"})
    believed = believe(page, talk)
    heads = _with_prompts(page, _with_reserved(page, one_spelling(_with_slips(page, believed.heads))), start)
    return replace(found, heads=heads, single=believed.single, refused=believed.refused)


def _with_slips(page: Page, heads: Sequence[Head]) -> list[Head]:
    """Add the lines that begin with a label that is often used and with a semicolon for the colon."""
    at = {h.line for h in heads}
    counts = Counter(h.key for h in heads)
    found = [h for i in page.content() if i not in at and (h := read_slip(page, i))] if heads else []
    return sorted([*heads, *(h for h in found if counts[h.key] > RECURS and h.line > heads[0].line)], key=lambda h: h.line)


def _with_reserved(page: Page, heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """Add our own marks for unnamed speech and for notes, so that a transcript edited by hand keeps them."""
    found = list(heads)
    for i in page.content() if heads else ():
        match = _OURS.fullmatch(page.lines[i].rstrip())
        if match:
            found.append(Head(i, match["label"], match["text"] or "", form=form_of(page, i)))
    return tuple(sorted(found, key=lambda h: h.line))


def _one_list(candidates: Iterable[Head]) -> list[Head]:
    """Keep candidates that are items of a list or of a quotation, or those that are not: whichever recur more."""
    heads = list(candidates)
    often = recurring(heads)
    items = [h for h in heads if "listed" in h.form]
    more = sum(h.key in often for h in items) > sum(h.key in often for h in heads) / 2
    return items if more else [h for h in heads if "listed" not in h.form]


def _with_prompts(page: Page, heads: tuple[Head, ...], start: int) -> tuple[Head, ...]:
    """Add the questions that are written out without a label; what follows them unlabelled is the one respondent's."""
    taken = {h.line for h in heads}
    lines = [i for i in page.content(start) if i not in taken and (page.opens(i) or not page.wrapped) and is_prompt(page.lines[i])]
    if len(lines) < RECURS or not heads:
        return heads
    prompts = [Head(i, UNKNOWN_SPEAKER, page.lines[i].strip(), kind="prompt") for i in lines]
    answering = {h.label for h in heads if role_word(h.label) in {None, "respondent"}}
    speaker = next(iter(answering)) if len(answering) == 1 else UNKNOWN_SPEAKER
    return _with_answers(page, [*heads, *prompts], lambda _: speaker)


def _with_answers(page: Page, heads: Iterable[Head], answerer: Callable[[Head], str]) -> tuple[Head, ...]:
    """Let what follows a question without a label begin a turn: from the next block, or line where lines are whole."""
    ordered = sorted(heads, key=lambda h: h.line)
    ends = [h.line for h in ordered[1:]] + [len(page.lines)]
    implied = []
    for head, end in zip(ordered, ends, strict=True):
        if head.kind != "prompt":
            continue
        rest = [i for i in page.content(head.line + 1, end) if not page.wrapped or page.opens(i)]
        rest = [i for i in rest if not any(test(page.lines[i]) for test in (heading_level, is_rule, is_event))]
        if rest and not is_footer(page.lines[rest[0]].strip()):
            implied.append(Head(rest[0], answerer(head), page.lines[rest[0]].strip(), kind="implied"))
    return tuple(sorted([*ordered, *implied], key=lambda h: h.line))


def questions(page: Page) -> Found:
    """See Q and A, 문 and 답, numbered or not; where only questions are marked, what follows is the answer."""
    heads = [h for i in page.content() if (h := _qa(page, i))]
    asked = [h for h in heads if h.key in _ANSWER]
    found = Found("question-answer", says="a mark for question or answer")
    if len(asked) < RECURS:
        return found
    if len(asked) < _MOST_ASKED * len(heads):
        return replace(found, heads=one_spelling(sorted([*heads, *_others(page, heads)], key=lambda h: h.line)))
    prompts = [replace(h, kind="prompt") if h.key in _ANSWER else h for h in one_spelling(heads)]
    answered = _with_answers(page, prompts, lambda head: _ANSWER[head.key])
    return replace(found, heads=tuple(replace(h, kind="label") if h.kind == "prompt" else h for h in answered))


def _others(page: Page, heads: Sequence[Head]) -> list[Head]:
    """Find who else speaks between questions and answers, as in a hearing: MR. TATE:, THE WITNESS:."""
    at = {h.line for h in heads}
    others = [h for i in page.content() if i not in at and (h := read_head(page, i)) and is_honoured(h.label)]
    later = {h.key for h in others if h.line > heads[0].line}
    ends = [min(h.line, heads[0].line) for h in others[1:]] + [heads[0].line]
    return [h for h, end in zip(others, ends, strict=False) if h.line > heads[0].line or (h.key in later and _is_said(page, h.line, end))]


def _is_said(page: Page, start: int, end: int) -> bool:
    """Tell whether the last line of a stretch ends a sentence."""
    return is_sentence(page.lines[page.content(start, max(end, start + 1))[-1]].rstrip())


def _qa(page: Page, index: int) -> Head | None:
    line = page.lines[index].rstrip()
    match = _QA.match(line[:LONGEST_HEAD])
    if not match:
        return None
    opening, text = match["open"] or "", line[match.start("text") :]
    suffix = opening if opening and not match["close"] and text.endswith(opening) else ""
    text = text.removesuffix(suffix)
    prefix = line[: len(line) - len(suffix) - len(text)]
    return Head(index, match["label"], text, prefix, suffix, form=form_of(page, index, bold=opening))


def bracketed(page: Page) -> Found:
    """See ``[label] text``, also in angle or round brackets."""
    heads = []
    for i in page.content():
        line = page.lines[i].rstrip()
        match = _BRACKET.match(line[:LONGEST_HEAD])
        label = (match["a"] or match["b"] or match["c"] or match["d"]).strip() if match else ""
        if match and is_name_shaped(label) and not is_sound(label) and not is_prose(label):
            time, text = time_first(line[match.start("text") :])
            prefix = line.removesuffix(text)
            heads.append(Head(i, label, text, prefix, time=clock(time), form=form_of(page, i)))
    return _of_many(page, Found("bracket", weight=0.9, says="a label in brackets"), heads)


def minutes(page: Page) -> Found:
    """See ``○위원장 이름  text``: the minutes of councils, with an office before or after the name."""
    heads = []
    for i in page.content():
        line = page.lines[i].rstrip()
        match = _MINUTES.match(line[:LONGEST_HEAD])
        if match and is_name_shaped(match["label"]) and is_titled(match["label"].replace("(", " ")):
            start = match.start("text")
            heads.append(Head(i, match["label"], line[start:], line[:start], form=form_of(page, i)))
    return Found("minutes", one_spelling(heads) if recurring(heads) else (), 1.01, says="a circle, an office and a name")


def names_alone(page: Page) -> Found:
    """See a name alone on the first line of a block, speech below it; bold or a heading, also with a blank line between."""
    heads = [h for block in page.blocks() if (h := _lone_name(page, block))]
    return _of_many(page, Found("name", weight=0.8, says="a name alone on a line"), heads)


def names_between(page: Page) -> Found:
    """See names alone on lines in a text without blank lines: only names that are no common words, and never two in a row."""
    lines = page.content()
    heads = [h for i in lines if (h := _lone_name(page, range(i, i + 2))) and is_clear_name(h.label)]
    keys = recurring(heads)
    sure = [h for h in heads if h.key in keys]
    at = {h.line for h in sure}
    apart = bool(sure) and all(page.next_content(i) not in at | {None} for i in at)
    few = len(keys) >= RECURS and len(sure) * _MOST_LINES >= len(page.content(sure[0].line))
    seen = Found("name-line", weight=0.7, says="a name alone on a line")
    return replace(seen, heads=one_spelling(sure)) if apart and few and len(sure) >= _FEWEST_NAMES else seen


def _lone_name(page: Page, block: range) -> Head | None:
    if len(page.lines[block[0]]) > LONGEST_HEAD:
        return None
    line = heading_text(page.lines[block[0]])
    label = line.strip("*_").strip()
    marked = heading_level(page.lines[block[0]]) > 0 or line != label
    if len(block) == 1 and not marked:
        return None
    if not label or not is_name_shaped(label) or ":" in label or not is_name_like(label):
        return None
    return Head(block[0], label, "", page.lines[block[0]], form=form_of(page, block[0], bold=marked and len(block) == 1))


def _of_many(page: Page, found: Found, heads: Sequence[Head]) -> Found:
    """Believe a weak form only where two labels recur and most blocks begin with it, or every second where names stand apart."""
    keys = recurring(heads)
    sure = [h for h in heads if h.key in keys]
    labels = {h.label for h in sure}
    single = [h for h in heads if h.key not in keys and could_speak_once(h.label, labels) and is_related(h.label, labels)]
    apart = sum("bold" in h.form for h in sure) > len(sure) / 2
    enough = len(keys) >= RECURS and covers(page, sure, _THIRD if apart else _MOST_BLOCKS)
    both = sorted([*sure, *single], key=lambda h: h.line)
    return replace(found, heads=one_spelling(both) if enough else (), single=tuple(single))


DETECTORS: dict[str, Callable[[Page], Found]] = {
    "question-answer": questions,
    "label": labelled,
    "name-time": name_time,
    "name-time-text": name_time_text,
    "time-name": cues,
    "minutes": minutes,
    "label-tab": tabbed,
    "label-dash": dashed,
    "label-hung-dash": hung,
    "label-bracket": closed,
    "label-column": columned,
    "label-stop": stopped,
    "table": table,
    "label-number": numbered,
    "bracket": bracketed,
    "name": names_alone,
    "name-line": names_between,
    "times": times,
}


def detect(page: Page, layout: str | None = None) -> list[Found]:
    """Let all detectors, or the one that is named, look at a page: those that see turns, the surest first."""
    named = [layout] if layout else list(DETECTORS)
    found = [DETECTORS[name](page) for name in named]
    return sorted((f for f in found if f.heads), key=lambda f: -f.score)
