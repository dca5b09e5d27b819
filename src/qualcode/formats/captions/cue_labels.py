"""Which words at the start of a caption name its speaker, and which only stand before a colon or in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.formats.plain.lexicon import fold, is_datum_only, is_prose, is_sound, role_word
from qualcode.formats.plain.names import is_clear_name, is_name_like

_COLON = re.compile(r"(?P<label>[^:：\n]{1,80}?)\s*(?P<sep>[:：])(?P<gap>\s*)(?P<text>.*)", re.DOTALL)
_IN_BRACKETS = r"[\[(（【](?P<label>[^\[\]()（）【】\n]{1,60})[\])）】]"
_BRACKET_COLON = re.compile(rf"{_IN_BRACKETS}\s*(?P<sep>[:：])(?P<gap>\s*)(?P<text>.*)", re.DOTALL)
_BRACKET = re.compile(rf"{_IN_BRACKETS}\s*(?P<text>.*)", re.DOTALL)
_FORBIDDEN = re.compile(r"[?!…。;\"“”«»<>{}=*\\]|https?$|www\.|//|[^\W\d_]{4,}\.\s|^[^\w\[(【（○◯]")
_DISPLAY = re.compile(r"[|_/@(\[·○◯]|\d")
"""Signs of a name that a person or a program has typed in for display."""
_LONGEST = 64
_MOST_WORDS = 8
_RECURS = 2
_OFTEN = 8
_SHARE = 0.2
_DENSE = 0.5
_BRACKETS = 0.3
_LOWEST = 3

Form = Literal["colon", "bracket"]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words at the start of a line that may name its speaker, and the rest of it; ``tight`` where no blank follows the colon."""

    label: str
    text: str
    form: Form = "colon"
    tight: bool = False

    @property
    def key(self) -> str:
        """The label as labels are compared."""
        return fold(self.label)


def prefixes_of(line: str) -> tuple[Prefix, ...]:
    """Read what may name a speaker at the start of a line: ``Name: text``, ``[Name]: text``, ``[Name] text``; the likeliest first.

    Only the first colon counts; web addresses, clock times and words that cannot be a name are none.
    """
    found: list[Prefix] = []
    match = _BRACKET_COLON.match(line) or _COLON.match(line)
    if match and _shaped(match["label"]) and _colon_counts(match):
        tight = not match["gap"] and bool(match["text"]) and match["sep"] == ":"
        found.append(Prefix(match["label"].strip(), match["text"].strip(), tight=tight))
    bracket = _BRACKET.match(line)
    if bracket and bracket["text"].strip() and _shaped(bracket["label"]):
        found.append(Prefix(bracket["label"].strip(), bracket["text"].strip(), "bracket"))
    return tuple(found)


def _shaped(label: str) -> bool:
    bare = label.strip()
    short = len(bare) <= _LONGEST and len(bare.split()) <= _MOST_WORDS
    return short and (any(c.isalpha() for c in bare) or bare.count("○") > 1) and not _FORBIDDEN.search(bare)


def _colon_counts(match: re.Match[str]) -> bool:
    """Tell whether a colon parts a name from speech: not in 7:30, http://, :)."""
    label, text = match["label"], match["text"]
    if re.search(r"(?:^|\s)\d{1,2}$", label) and re.match(r"\s?[0-5]\d(?!\d)", match["gap"] + text):
        return False
    if match["gap"] or not text or match["sep"] == "：":
        return True
    return text[0] not in "/)(-:DPp|" and not label[-1:].isdigit()


@dataclass(frozen=True, slots=True)
class Names:
    """The labels, as they are compared, that name speakers in a file, by form; those of them that begin one caption only."""

    keys: frozenset[tuple[Form, str]] = frozenset()
    single: tuple[str, ...] = ()
    dense: bool = False
    """Most captions begin with a name."""

    def pick(self, prefixes: Iterable[Prefix]) -> Prefix | None:
        """Give the one of the prefixes of a line that names its speaker, None where none does."""
        return next((p for p in prefixes if (p.form, p.key) in self.keys), None)


def names_in(firsts: Sequence[Sequence[Prefix]], others: Iterable[Sequence[Prefix]] = ()) -> Names:
    """Find the speakers' labels: ``firsts`` is what each caption may begin with, ``others`` what further lines of them may.

    A label recurs, or reads like a name where most captions have one. Prose, data and sounds are no labels.
    """
    colons = [p for line in firsts for p in line if p.form == "colon" and _possible(p)]
    brackets = [p for line in firsts for p in line if p.form == "bracket" and _possible(p)]
    more = [p for line in others for p in line if p.form == "colon" and _possible(p)]
    keys, single, dense = _of_colons(colons, more, len(firsts))
    if keys or len(brackets) < max(_RECURS, _BRACKETS * len(firsts)):
        return Names(frozenset(("colon", key) for key in keys), single, dense)
    return _of_brackets(brackets, len(firsts))


def _of_brackets(prefixes: Sequence[Prefix], total: int) -> Names:
    """Find the speakers among words in brackets, where these are how captions begin."""
    dense = len(prefixes) >= _DENSE * total
    often = _recurring(prefixes, total, dense=True)
    single = {p.key: p.label for p in prefixes if often and dense and p.key not in often and is_clear_name(p.label)}
    return Names(frozenset(("bracket", key) for key in (*often, *single)), tuple(single.values()), dense)


def _possible(prefix: Prefix) -> bool:
    return not is_prose(prefix.label) and not is_datum_only(prefix.label) and not (prefix.form == "bracket" and is_sound(prefix.label))


def _of_colons(firsts: Sequence[Prefix], others: Sequence[Prefix], total: int) -> tuple[set[str], tuple[str, ...], bool]:
    counts = Counter(p.key for p in (*firsts, *others))
    likely = sum(counts[p.key] >= _RECURS or _reads_like_name(p.label) for p in firsts)
    dense = likely >= max(_RECURS, _DENSE * total)
    keys = _recurring([*firsts, *others], total, dense=dense)
    once = [p for p in firsts if p.key not in keys and counts[p.key] == 1 and not p.tight]
    single = {p.key: p.label for p in once if _may_speak_once(p.label, keys, dense=dense)}
    if not keys and not dense:
        single = _by_roles(once)
    return keys | set(single), tuple(single.values()), dense


def _recurring(prefixes: Sequence[Prefix], total: int, *, dense: bool) -> set[str]:
    """Give labels that recur and, where few captions have any, also read like names, most clearly or most often."""
    counts = Counter(p.key for p in prefixes)
    labels = {p.key: p.label for p in prefixes}
    often = {key: n for key, n in counts.items() if n >= _RECURS}
    if dense:
        return set(often)
    clear = {k for k, n in often.items() if is_clear_name(labels[k]) or labels[k].isupper() or n >= max(_OFTEN, _SHARE * total)}
    plain = {k for k, n in often.items() if n >= _LOWEST and _reads_like_name(labels[k])}
    found = clear | plain
    alone = len(found) == 1 and not any(role_word(labels[k]) or counts[k] >= _LOWEST for k in found)
    return set() if alone else found


def _reads_like_name(label: str) -> bool:
    return _DISPLAY.search(label) is not None or is_name_like(label)


def _may_speak_once(label: str, known: set[str], *, dense: bool) -> bool:
    if dense:
        return _reads_like_name(label)
    patterns = {re.sub(r"\d+", "0", key) for key in known} if re.search(r"\d", label) else set()
    return bool(known) and (role_word(label) is not None or re.sub(r"\d+", "0", fold(label)) in patterns)


def _by_roles(once: Sequence[Prefix]) -> dict[str, str]:
    """Believe labels that never recur when they say two different roles."""
    said = {p.key: p.label for p in once if role_word(p.label)}
    return said if len({role_word(label) for label in said.values()}) > 1 else {}
