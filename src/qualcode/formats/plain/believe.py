"""Which of the words before a colon are speakers' labels: those that recur, in one form, and read like names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.formats.plain.labels import Head
from qualcode.formats.plain.lexicon import is_datum_only, is_passer_by, is_prose, role_word
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import (
    could_speak_once,
    is_bare_list,
    is_built_like,
    is_clear_name,
    is_name_like,
    is_related,
    is_slip,
    joins,
)

RECURS = 2
_MARKS = frozenset({"bold", "padded", "timed"})
"""Traits of labels that words of speech hardly ever have."""
_CLEAR = 0.9
_MOST = 2 / 3
"""A trait that more than this share of the established labels' heads have is the form of a label in this file."""
_OFTEN = 8
_SHARE = 0.2
_FEWEST_TURNS = 4
_FEW = 3
"""A label with at most one turn for so many of the second most frequent label is weak."""

_SAID = re.compile(r"[.!?…]|[요다까죠]$")
_MOST_KNOWN = 60
_MOST_ONCE = 300
"""More labels than this that occur once are words of speech."""
_INITIAL = 1
_MOST_ABOVE = 15
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Believed:
    """The heads that begin turns, those of labels that occur once, and look-alikes that are read as speech."""

    heads: tuple[Head, ...] = ()
    single: tuple[Head, ...] = ()
    refused: tuple[Head, ...] = ()


def believe(page: Page, candidates: Sequence[Head]) -> Believed:
    """Decide which candidates begin turns: a label recurs in the form of the others; one that occurs once needs more."""
    fits = _fitting(page, candidates)
    fitting = [h for h in candidates if fits(h)]
    accepted = recurring_labels(fitting)
    sure = [h for h in candidates if h.key in accepted and (fits(h) or not page.wrapped)]
    often = recurring(fitting)
    once = [h for h in fitting if h.key not in often]
    single = _singles(once, sure, whole=_all_begin(page, sure, once))
    if not sure:
        sure = single = _by_role_words(candidates) or _alone(page, candidates)
    heads = sorted({*sure, *single}, key=lambda h: h.line)
    taken = {h.line for h in heads}
    return Believed(tuple(heads), tuple(single), tuple(h for h in candidates if h.line not in taken))


def recurring(heads: Iterable[Head]) -> set[str]:
    """Give the labels, as compared, that begin two lines or more."""
    return {key for key, n in Counter(h.key for h in heads).items() if n >= RECURS}


def one_spelling(heads: Iterable[Head]) -> tuple[Head, ...]:
    """Give labels that differ only by blanks or case the spelling that is used most."""
    written = list(heads)
    by_key: dict[str, Counter[str]] = {}
    for head in written:
        by_key.setdefault(head.key, Counter())[head.label] += 1
    most = {key: counts.most_common(1)[0][0] for key, counts in by_key.items()}
    return tuple(h if h.label == most[h.key] else replace(h, label=most[h.key]) for h in written)


def _fitting(page: Page, candidates: Sequence[Head]) -> Callable[[Head], bool]:
    """Say what a label must be for its place to count: at the start of a block or padded, where the others are."""
    often = recurring(candidates)
    repeated = [h for h in candidates if h.key in often]
    padded = _share(repeated, "padded") >= _CLEAR
    opening = _share(repeated, "opens", "padded") >= _CLEAR and (page.wrapped or any(len(b) > 1 for b in page.blocks()))
    return lambda h: h.opens or (padded and "padded" in h.form) if opening else True


def _share(heads: Sequence[Head], *traits: str) -> float:
    return sum(not h.form.isdisjoint(traits) for h in heads) / len(heads) if heads else 0.0


def recurring_labels(heads: Sequence[Head]) -> set[str]:
    """Give the labels, as compared, that recur and are speakers': established ones, those of their form, joint ones."""
    spelled = {h.key: h.label for h in heads}
    counts = {k: n for k, n in Counter(h.key for h in heads).items() if n >= RECURS and not _is_no_speaker(spelled[k])}
    total = sum(counts.values())
    counts = {k: n for k, n in counts.items() if is_name_like(spelled[k]) or n >= _SHARE * total or n >= _OFTEN}
    second = sorted(counts.values(), reverse=True)[:2][-1:] or [0]
    strong = {k for k, n in counts.items() if n * _FEW > second[0]}
    known = [h.label for h in _most_frequent([h for h in heads if h.key in strong])]
    marked = _forms([h for h in heads if h.key in strong]) & _MARKS
    often = {k for k, n in counts.items() if n > RECURS and marked and is_name_like(spelled[k])}
    weak = {k for k in counts if k not in strong and (k in often or is_clear_name(spelled[k]) or is_related(spelled[k], known))}
    named = _of_one_form([h for h in heads if h.key in strong | weak])
    if _are_notes(heads, spelled, named):
        return set()
    if len(named) == 1 and not any(role_word(spelled[k]) or counts[k] > RECURS for k in named):
        return set()
    return named | {k for k, label in spelled.items() if joins(label, named)}


def _are_notes(heads: Sequence[Head], spelled: Mapping[str, str], named: Collection[str]) -> bool:
    """Tell whether words of data and prose recur beside the labels nearly as often, and no label is clearly a name: notes by topic."""
    other = {k: n for k, n in Counter(h.key for h in heads).items() if n >= RECURS and _is_no_speaker(spelled[k])}
    turns = sum(h.key in named for h in heads)
    return sum(other.values()) * _FEW >= turns and not any(is_clear_name(spelled[k]) for k in named)


def _is_no_speaker(label: str) -> bool:
    return is_prose(label) or is_datum_only(label) or is_bare_list(label)


def _forms(heads: Sequence[Head]) -> frozenset[str]:
    """Give the traits that mark labels in this file; a line of its own is one, too."""
    counts = Counter(trait for h in heads for trait in _traits(h))
    return frozenset(trait for trait, n in counts.items() if n > _MOST * len(heads))


def _traits(head: Head) -> frozenset[str]:
    return head.form | {"alone"} if head.alone else head.form


def _of_one_form(heads: Sequence[Head]) -> set[str]:
    """Give the labels that have each mark of the others at least once, or a good share of the turns, or a role's name."""
    forms = _forms(heads) - {"opens", "tight"}
    traits: dict[str, frozenset[str]] = {}
    for head in heads:
        traits[head.key] = traits.get(head.key, frozenset()) | _traits(head)
    counts = Counter(h.key for h in heads)
    return {head.key for head in heads if forms <= traits[head.key] or counts[head.key] >= _SHARE * len(heads) or role_word(head.label)}


def _most_frequent(heads: Sequence[Head]) -> list[Head]:
    """Give one head of each of the labels that are used most: likeness to so many is enough, and takes no long time."""
    by_key = {h.key: h for h in reversed(heads)}
    return [by_key[key] for key, _ in Counter(h.key for h in heads).most_common(_MOST_KNOWN)]


def _all_begin(page: Page, sure: Sequence[Head], once: Sequence[Head]) -> bool:
    """Tell whether nearly every line, or every block of a text in blocks, begins with a label, and most with a known one."""
    if len(sure) < _FEWEST_TURNS:
        return False
    at, more = {h.line for h in sure}, {h.line for h in once}
    within = page.content(sure[0].line, sure[-1].line + 1)
    lines = [i for i in within if page.opens(i)] if all(h.opens for h in sure) else [] if page.wrapped else within
    known, labelled = sum(i in at for i in lines), sum(i in at or i in more for i in lines)
    return known > _MOST * len(lines) and labelled >= _CLEAR * len(lines)


def _singles(once: Sequence[Head], sure: Sequence[Head], *, whole: bool) -> list[Head]:
    """Give the labels that occur once, have the form of those that recur, and more than that in their favour."""
    forms = _forms(sure)
    marked = bool(forms & _MARKS)
    known = {h.label for h in _most_frequent(sure)}
    once = once if len(once) <= _MOST_ONCE else ()
    found: list[Head] = []
    for head in (h for h in once if sure and forms <= _traits(h)):
        fit = could_speak_once(head.label, known) and (
            marked or is_related(head.label, known) or _comes_in(head, sure, forms) or (whole and _joins_in(head, sure, known))
        )
        if fit or is_slip(head.label, known):
            found.append(head)
            known.add(head.label)
    return found


def _comes_in(head: Head, sure: Sequence[Head], forms: Collection[str]) -> bool:
    """Tell whether somebody comes in once, amid a talk whose turns are blocks, and says a sentence; 아들: 대학생 in a list is none."""
    amid = sure[0].line < head.line < sure[-1].line and "opens" in forms
    return amid and is_passer_by(head.label) and (head.alone or _SAID.search(head.text) is not None)


def _joins_in(head: Head, sure: Sequence[Head], known: Collection[str]) -> bool:
    """Tell whether somebody with a name built like another one says a sentence, where each line begins a turn."""
    return head.line > sure[0].line and is_built_like(head.label, known) and _SAID.search(head.text) is not None


def _by_role_words(candidates: Sequence[Head]) -> list[Head]:
    """Believe labels that never recur when they say two different roles and are followed by sentences, not by values."""
    said = [h for h in candidates if role_word(h.label) and (h.alone or _SAID.search(h.text))]
    roles = {role_word(h.label) for h in said}
    return said if len(roles) > 1 and not any(is_datum_only(h.label) for h in candidates) else []


def _alone(page: Page, candidates: Sequence[Head]) -> list[Head]:
    """Believe the one label of somebody who speaks alone: a respondent's, below nothing but short lines."""
    said = [h for h in candidates if role_word(h.label) == "respondent" and len(h.key) > _INITIAL]
    if len(said) != 1 or not (said[0].alone or _SAID.search(said[0].text)):
        return []
    above = [page.lines[i] for i in page.content(0, said[0].line)]
    return said if len(above) <= _MOST_ABOVE and all(len(line) <= _SHORT for line in above) else []
