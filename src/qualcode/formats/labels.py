"""Words at the start of a line that may be a speaker's label: how they are read, and which of them are believed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qualcode.formats.lexicon import TITLES, fold, is_datum_only, is_prose, role_word
from qualcode.formats.page import Page

TIME = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
STAMP = rf"[\[(<]?(?P<before>{TIME})(?:\s*(?:-->|[-–~])\s*{TIME})?[\])>]?"  # noqa: RUF001 - an en dash is meant
_NAME = r"(?P<label>[^\s:：*_#>\\|\[(<{\"'“‘•·-][^:：\n]{0,59}?)"  # noqa: RUF001 - Korean colon, typographic quotes
_EMPHASIS = r"[*_]{1,3}"
LABELLED = re.compile(
    rf"\s*(?:{STAMP}\s*(?:[-–]\s+)?)?(?P<open>{_EMPHASIS})?{_NAME}"  # noqa: RUF001 - an en dash is meant
    rf"(?P<close1>{_EMPHASIS})?(?:\s*[\[(](?P<time>{TIME})[\])]|\s+(?P<bare>{TIME}))?(?P<close2>{_EMPHASIS})?"
    rf"\s*(?P<sep>[:：])(?P<close3>{_EMPHASIS})?(?P<gap>\s*)(?P<text>.*)"  # noqa: RUF001 - Korean colon
)
TABBED = re.compile(
    rf"\s*(?:{STAMP}\s+)?(?P<open>{_EMPHASIS})?{_NAME}(?P<close1>{_EMPHASIS})?(?P<time>(?!))?(?P<bare>(?!))?(?P<close2>(?!))?"
    r"(?P<sep>(?:\s?[-–])?\t+)(?P<close3>(?!))?(?P<gap>)(?P<text>.*)"  # noqa: RUF001 - an en dash is meant
)
_AFTER = re.compile(rf"[\[(](?P<time>{TIME})[\])]\s*")
_FORBIDDEN = re.compile(r"[\[\]{}<>\"“”‘«»「」『』/\\=;!?…,。、~*`@]")
_ABBREVIATION = re.compile(r"(?:[A-Z가-힣]|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr)\.")
_LONGEST = 40
_MOST_WORDS = 5
_CLEAR = 0.9
"""A trait that this share of the recurring labels have is their form."""
_RECURS = 2
_OFTEN = 8
_SHARE = 0.2
_MANY_SPEAKERS = 3
_NEAR = 0.85


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a turn on a line: label as written, what is said on the line, and what is taken off around that."""

    line: int
    label: str
    text: str
    prefix: str = ""
    suffix: str = ""
    time: str | None = None
    bold: bool = False
    padded: bool = False
    opens: bool = False
    kind: str = "label"

    @property
    def alone(self) -> bool:
        """The label has its line to itself."""
        return not self.text

    @property
    def key(self) -> str:
        """The label as labels are compared."""
        return fold(self.label)


@dataclass(frozen=True, slots=True)
class Believed:
    """The heads that begin turns, those of labels that occur once, and look-alikes that are read as speech."""

    heads: tuple[Head, ...] = ()
    single: tuple[Head, ...] = ()
    refused: tuple[Head, ...] = ()


def read_head(page: Page, index: int, pattern: re.Pattern[str] = LABELLED) -> Head | None:
    """Read a label at the start of a line, or None where there is none that could be one."""
    line = page.lines[index].rstrip()
    match = pattern.match(line)
    if not match or not is_name_shaped(match["label"]) or not _colon_counts(match):
        return None
    opening, closing = match["open"] or "", match["close1"] or match["close2"] or match["close3"] or ""
    text, suffix = match["text"], ""
    if opening and not closing:
        if not text.endswith(opening):
            return None
        text, suffix = text.removesuffix(opening), opening
    if opening and closing not in {"", opening} or closing and not opening:
        return None
    after = _AFTER.match(text) if opening else None
    text = text[after.end() :] if after else text
    time = match["before"] or match["time"] or match["bare"] or (after["time"] if after else None)
    prefix = line[: len(line) - len(suffix) - len(text)]
    padded = len(match["gap"]) > 1 or "\t" in match["gap"]
    return Head(index, match["label"].strip(), text, prefix, suffix, time, bool(opening), padded, page.opens(index))


def _colon_counts(match: re.Match[str]) -> bool:
    """Tell whether a colon without a blank after it parts a label from speech: not in 7:30, http://, :)."""
    if match["gap"] or not match["text"] or match["sep"] != ":" or match["close3"]:
        return True
    first = match["text"][0]
    return not (first in "/)-" or (first.isdigit() and match["label"][-1:].isdigit()))


def is_name_shaped(label: str) -> bool:
    """Tell whether words could be a label: short, few, no sentence marks, a letter, brackets only around the end."""
    bare = re.sub(r"\s*\([^()]{1,20}\)$", "", label.strip())
    letters = any(c.isalpha() for c in bare) or bare.count("○") > 1
    if not letters or len(label) > _LONGEST or len(label.split()) > _MOST_WORDS:
        return False
    if _FORBIDDEN.search(label) or re.search(r"[()]|\d:\d", bare) or re.match(r"\d+[.)]", bare):
        return False
    return "." not in _ABBREVIATION.sub("", bare)


def is_name_like(label: str) -> bool:
    """Tell whether a label that occurs seldom reads like a name, a role or a number rather than like words."""
    if role_word(label) or any(c.isdigit() for c in label):
        return True
    tokens = re.sub(r"\(.*\)", "", label).split()
    if is_prose(label) or not tokens:
        return False
    if all(t.isascii() for t in tokens):
        return all(t[0].isupper() for t in tokens if t not in {"of", "de", "da", "van", "von", "der", "the", "and", "&"}) or "_" in label
    return _korean_name(tokens)


def _korean_name(tokens: Sequence[str]) -> bool:
    if len(tokens) == 1:
        return len(tokens[0]) <= 4  # noqa: PLR2004 - Korean names have two to four syllables
    return any(t in TITLES or len(t) == 1 for t in tokens) or all(not t.isascii() and len(t) <= 2 for t in tokens)  # noqa: PLR2004


def believe(page: Page, candidates: Sequence[Head]) -> Believed:
    """Decide which candidates begin turns: a label recurs in the form of the others; one that occurs once needs more."""
    fits = _fitting(page, candidates)
    counts = Counter(head.key for head in candidates if fits(head))
    spelled = {head.key: head.label for head in reversed(candidates)}
    total = sum(n for n in counts.values() if n >= _RECURS)
    accepted = {key for key, n in counts.items() if _recurs(spelled[key], n, total)}
    sure = [h for h in candidates if h.key in accepted and (fits(h) or not page.wrapped)]
    single = [h for h in candidates if counts[h.key] == 1 and h.key not in accepted and fits(h) and _like_others(h, sure)]
    heads = sorted([*sure, *single], key=lambda h: h.line)
    if not heads:
        heads = _by_role_words(candidates)
    taken = {h.line for h in heads}
    return Believed(tuple(heads), tuple(single), tuple(h for h in candidates if h.line not in taken))


def _fitting(page: Page, candidates: Sequence[Head]) -> Callable[[Head], bool]:
    """Say what a label must be for its place to count: at the start of a block or padded, where the others are."""
    often = Counter(h.key for h in candidates)
    recurring = [h for h in candidates if often[h.key] >= _RECURS]
    padded = _share(recurring, lambda h: h.padded) >= _CLEAR
    opening = _share(recurring, lambda h: h.opens or h.padded) >= _CLEAR and (page.wrapped or _has_inner_lines(page))
    return lambda h: (h.opens or (padded and h.padded)) if opening else True


def _has_inner_lines(page: Page) -> bool:
    return any(len(block) > 1 for block in page.blocks())


def _share(heads: Sequence[Head], trait: Callable[[Head], bool]) -> float:
    return sum(map(trait, heads)) / len(heads) if heads else 0.0


def _recurs(label: str, count: int, total: int) -> bool:
    """Tell whether a label occurs often enough to be a speaker's, given what kind of words it is."""
    if count < _RECURS or is_prose(label) or is_datum_only(label):
        return False
    return is_name_like(label) or count >= _SHARE * total or count >= _OFTEN


def _like_others(head: Head, sure: Sequence[Head]) -> bool:
    """Tell whether a label that occurs once has the form of those that recur, and more than that in its favour."""
    if not sure or is_prose(head.label) or is_datum_only(head.label) or not is_name_like(head.label):
        return False
    traits: tuple[Callable[[Head], bool], ...] = (
        lambda h: h.bold,
        lambda h: h.padded,
        lambda h: h.alone,
        lambda h: h.time is not None,
        lambda h: h.opens,
    )
    shares = [_share(sure, t) for t in traits]
    if any(share >= _CLEAR and not trait(head) for trait, share in zip(traits, shares, strict=True)):
        return False
    marked = shares[0] >= _CLEAR or shares[1] >= _CLEAR or shares[3] >= _CLEAR
    return marked or _related(head.label, {h.label for h in sure})


def _related(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label is a sibling of those that recur: a role word, the next number, a slip, one name of many."""
    known = list(others)
    if role_word(label) or any(_pattern(label) == _pattern(o) and _pattern(o) != o for o in known):
        return True
    if any(is_near(label, o) for o in known):
        return True
    return len(known) >= _MANY_SPEAKERS and any(_shape(label) == _shape(o) for o in known)


def _pattern(label: str) -> str:
    """Give a label with its number or last letter masked: P07 and P3 are siblings, so are 참여자 A and 참여자 C."""
    return re.sub(r"(?<=\s)\S$", "@", re.sub(r"\d+", "0", label))


def _shape(label: str) -> tuple[int, bool, bool]:
    return len(label.split()), label.isascii(), label[:1].isupper()


def is_near(one: str, other: str) -> bool:
    """Tell whether two labels may be spellings of one name: a slip, initials, a first name. Numbers part them."""
    a, b = sorted((one, other), key=len)
    if fold(a) == fold(b) or re.findall(r"\d+", a) != re.findall(r"\d+", b) or _pattern(a) == _pattern(b):
        return fold(a) == fold(b)
    tokens = b.split()
    initials = "".join(t[0] for t in tokens).casefold()
    if len(tokens) > 1 and (fold(a).replace(".", "") == initials or (len(a) > 1 and a in tokens and not role_word(a))):
        return True
    return len(a) > 3 and SequenceMatcher(None, fold(a), fold(b), autojunk=False).ratio() >= _NEAR  # noqa: PLR2004


def _by_role_words(candidates: Sequence[Head]) -> list[Head]:
    """Believe labels that never recur when they say two different roles and are followed by sentences, not by values."""
    said = [h for h in candidates if role_word(h.label) and (h.alone or re.search(r"[.!?…]|[요다까죠]$", h.text))]
    roles = {role_word(h.label) for h in said}
    return said if len(roles) > 1 and not any(is_datum_only(h.label) for h in candidates) else []
