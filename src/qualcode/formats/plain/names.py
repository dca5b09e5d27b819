"""Whether words read like a speaker's label, by themselves and beside the labels that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from functools import lru_cache

from qualcode.formats.plain.lexicon import TITLES, fold, is_datum_only, is_prose, role_word

_FORBIDDEN = re.compile(r"[:：\[\]{}<>\"“”‘«»「」『』/\\=;!?…,。、~*`@]")
_ABBREVIATION = re.compile(r"(?:[A-Z가-힣]|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr)\.")
_SEVERAL = re.compile(r"\s*(?:[·,&+/]|\band\b)\s*")
_PARTICLES = frozenset({"of", "de", "da", "van", "von", "der", "the", "and"})
_SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진")
_NO_NAME_ENDS = frozenset("감점들적력성는를것")
_LETTERS = frozenset("가나다라마바사아자차카타파하ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OFFICES = tuple(t for t in TITLES if len(t) > 1)
_HONOURS = frozenset({"MR", "MS", "MRS", "DR", "THE", "JUDGE", "HON"})
_NICKNAME = re.compile(r"(?<=\w)\s+[\"“'‘(][A-Z][\w-]*[\"”'’)](?=\s+[A-Z])")
_RANK = re.compile(r"(?<=\w),?\s+(?:Jr|Sr|II|III|IV|MD|PhD|Ph\.D)\.?$")
MASKED = re.compile(r"[가-힣]{1,2}\*{1,2}[가-힣]?")
_UNSURE = re.compile(r"(?:(?P<letters>[A-Z]{1,3}\d?)|(?P<role>[A-Za-z가-힣]{1,15}))\s?\?{1,2}")
_LONGEST = 40
_MOST_WORDS = 5
_KOREAN_NAME = 4
_FULL_NAME = 3
_MANY_SPEAKERS = 3
_NEAR = 0.85
_LONG_ENOUGH = 3


@lru_cache(maxsize=4096)
def is_name_shaped(label: str) -> bool:
    """Tell whether words could be a label: short, few, no sentence marks, a letter, brackets only around the end."""
    bare = re.sub(r"\s*\([^()\[\]:\n]{1,20}\)$", "", _bare_name(label.strip()))
    if MASKED.fullmatch(bare) or is_unsure(bare):
        return True
    bare = bare.removesuffix(".") if role_word(bare) else bare
    letters = any(c.isalpha() for c in bare) or bare.count("○") > 1
    if not letters or len(label) > _LONGEST or len(label.split()) > _MOST_WORDS:
        return False
    if _FORBIDDEN.search(bare) and not _is_name_with_data(bare) and not _may_be_several(bare):
        return False
    if "_" in {label[0], label[-1]} or "\t" in bare:
        return False
    if re.search(r"[()]", bare) or re.match(r"\d+[.)]", bare):
        return False
    return "." not in _ABBREVIATION.sub("", bare)


def _bare_name(label: str) -> str:
    """Take a nickname in marks and a rank off a name: Robert "Bob" Ames, Jr. is Robert Ames."""
    return _RANK.sub("", _NICKNAME.sub("", label))


def is_unsure(label: str) -> bool:
    """Tell whether a label says that the typist was not sure which of them spoke: P?, M2?, 참여자?."""
    match = _UNSURE.fullmatch(label)
    return match is not None and bool(match["letters"] or role_word(match["role"]))


def _is_name_with_data(label: str) -> bool:
    """Tell whether a label is a name or number and what is known of the person: P03/F/45, Ruth Abara, resident."""
    first, *rest = re.split(r"\s*[,/]\s*", label)
    if not rest or not all(p and not _FORBIDDEN.search(p) for p in (first, *rest)) or is_prose(first):
        return False
    surname = "/" not in label and all(t[0].isupper() and t.isascii() for t in label.split())
    return (len(first) > 1 and is_clear_name(first)) or surname


def _may_be_several(label: str) -> bool:
    """Tell whether a label lists short names: only beside those names it is one."""
    parts = re.split(r"\s*,\s*", label)
    return len(parts) > 1 and all(p and not _FORBIDDEN.search(p) and is_name_like(p) for p in parts)


def is_bare_list(label: str) -> bool:
    """Tell whether a label lists words with commas and is no name by itself."""
    return "," in _bare_name(label) and not _is_name_with_data(label)


def is_honoured(label: str) -> bool:
    """Tell whether a label is in capitals and begins as records of hearings name people: MR. TATE, THE WITNESS."""
    return label.isupper() and label.split(maxsplit=1)[0].rstrip(".") in _HONOURS and len(label.split()) > 1


def is_titled(label: str) -> bool:
    """Tell whether a word of a label is an office, or ends with one: 위원, 주거정비과장."""
    return any(t in TITLES or t.endswith(_OFFICES) for t in label.split())


def is_name_like(label: str) -> bool:
    """Tell whether a label reads like a name, a role or a number rather than like words of a sentence."""
    label = _bare_name(label)
    if "," in label or "/" in label:
        return _is_name_with_data(label)
    parts = [p for p in _SEVERAL.split(label) if p]
    if len(parts) > 1:
        return all(map(is_name_like, parts))
    if role_word(label) or any(c.isdigit() for c in label):
        return True
    tokens = [t for t in re.sub(r"\(.*\)", "", label).split() if t[0].isalpha() or "○" in t]
    if is_prose(label) or not tokens:
        return False
    if all(t.isascii() for t in tokens):
        return all(t[0].isupper() for t in tokens if t not in _PARTICLES) or "_" in label
    return _is_korean_name(tokens)


def _is_korean_name(tokens: Sequence[str]) -> bool:
    if len(tokens) == 1:
        return len(tokens[0]) <= _KOREAN_NAME and tokens[0][-1] not in "는를"
    titled = any(t in TITLES for t in tokens) or tokens[-1] in _LETTERS
    return titled or all(not t.isascii() and len(t) <= 2 for t in tokens)  # noqa: PLR2004 - a family and a given name


def is_clear_name(label: str) -> bool:
    """Tell whether a label is no single common word: a role, a number, two words of a name, a Korean full name."""
    if role_word(label) or any(c.isdigit() for c in label):
        return True
    if not is_name_like(label):
        return False
    parts = [p for p in _SEVERAL.split(label) if p]
    if len(parts) > 1 and all(p in _LETTERS or is_clear_name(p) for p in parts):
        return True
    bare = fold(re.sub(r"\s*\([^()]*\)$", "", label))
    return len(label.split()) > 1 or (len(bare) == _FULL_NAME and bare[0] in _SURNAMES and bare[-1] not in _NO_NAME_ENDS)


def could_speak_once(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label that occurs once is no datum and no phrase, and reads like a name, or like two of the others."""
    if is_prose(label) or is_datum_only(label):
        return False
    return is_name_like(label) or are_several(label, others)


def are_several(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label joins others: A and B, 가·나."""
    return joins(label, frozenset(map(fold, others)))


def joins(label: str, folded: AbstractSet[str]) -> bool:
    """Tell whether a label joins others, which are given as they are compared."""
    parts = [fold(p) for p in _SEVERAL.split(label) if p]
    return len(parts) > 1 and folded >= set(parts)


def is_plural(label: str, stems: AbstractSet[str]) -> bool:
    """Tell whether a label is several of those who are numbered: 주민들 beside 주민1, Residents beside Resident 2."""
    key = fold(label)
    return key[-1:] in {"들", "s"} and key[:-1] in stems and len(key) >= _FULL_NAME


def is_related(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label is a sibling of those that recur: a role word, the next number, a slip, one name of many."""
    known = list(others)
    numbered = frozenset(re.sub(r"\d+$", "", fold(o)) for o in known if o[-1:].isdigit())
    if are_several(label, known) or role_word(label) or is_plural(label, numbered):
        return True
    if any(is_sibling(label, o) or is_near(label, o) for o in known):
        return True
    return len(known) >= _MANY_SPEAKERS and sum(_shape(label) == _shape(o) for o in known) >= _MANY_SPEAKERS


def is_slip(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label is a role's name, one of the others, that is mistyped."""
    return " " not in label and any(role_word(o) and is_near(label, o) for o in others)


def is_sibling(one: str, other: str) -> bool:
    """Tell whether two labels differ only by number or last letter: P07 and P3, 참여자 A and 참여자 C."""
    return one != other and _pattern(one) == _pattern(other)


def _pattern(label: str) -> str:
    return re.sub(r"(?<=\s)\S$", "@", re.sub(r"\s?\?+$|\d+", "0", label))


def _shape(label: str) -> tuple[int, bool, bool, bool]:
    """Give the build of a name: its words, letters, first letter, and whether it is a Korean full name."""
    return len(label.split()), label.isascii(), label[:1].isupper(), is_clear_name(label)


def is_built_like(label: str, others: Iterable[str]) -> bool:
    """Tell whether a label has the build of one of the others: as many words, the same letters, as clearly a name."""
    return _shape(label) in set(map(_shape, others))


def without_mark(label: str) -> str:
    """Take the circle off an office and a name in minutes (○위원장 이름); circles that stand for letters stay."""
    bare = label.lstrip("○◯ ")
    return bare if len(bare.split()) > 1 and TITLES.intersection(bare.split()) else label


def is_near(one: str, other: str) -> bool:
    """Tell whether two labels may be spellings of one name: a slip, initials, a first name. Numbers part them."""
    a, b = sorted((one, other), key=len)
    if fold(a) == fold(b):
        return True
    if re.findall(r"\d+", a) != re.findall(r"\d+", b) or is_sibling(a, b):
        return False
    tokens = b.split()
    initials = "".join(t[0] for t in tokens).casefold()
    if len(tokens) > 1 and (fold(a).replace(".", "") == initials or (len(a) > 1 and a in tokens and not role_word(a))):
        return True
    return len(a) > _LONG_ENOUGH and SequenceMatcher(None, fold(a), fold(b), autojunk=False).ratio() >= _NEAR
