"""Turns in JSON whose keys say who speaks: pairs of question and answer, one object a turn; and lists that hold several talks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

from qualcode.formats.captions.flow import Scrap
from qualcode.formats.plain.attributes import is_attribute
from qualcode.formats.plain.lexicon import role_word
from qualcode.formats.programs.turn_lists import Item, Turns, label_of, plain_key, words_of

_DOCUMENTS = words_of(
    "dialogueid dialogid conversationid interviewid meetingid sessionid documentid docid transcriptid recordingid talkid "
    "interview document doc session conversation filename file 면담번호 면담id 인터뷰번호 인터뷰id 문서 면담 인터뷰 파일"
)
_CASES = frozenset({"participant", "respondent", "interviewee", "case", "attributes", "demographics", "subject", "참여자", "응답자"})
_FEWEST = 2
_TALKS = 1.5
"""What is said has so many words on the average; a name or a mark under a key has fewer."""
_LONGEST_LABEL = 60


def keyed(value: Sequence[object]) -> Turns | None:
    """Read a list of objects whose keys name the speakers of the words below them; None where they do not."""
    items: list[Item] = [item for item in value if isinstance(item, dict)]
    if len(items) < max(_FEWEST, len(value)):
        return None
    return _by_roles(items) or _one_by_one(items)


def _by_roles(items: Sequence[Item]) -> Turns | None:
    """Read ``{"interviewer": "…", "respondent": "…"}`` or ``{"question": "…", "answer": "…"}``: keys of two roles over words."""
    keys = [key for key in dict.fromkeys(key for item in items for key in item) if role_word(key) and _says(items, key)]
    if len({role_word(key) for key in keys}) < _FEWEST:
        return None
    scraps = tuple(Scrap(key, _text(item, key)) for item in items for key in item if key in keys and _text(item, key))
    unread = dict.fromkeys(key for item in items for key in item if key not in keys)
    return Turns(scraps, f"{len(items)} entries, words under {', '.join(map(repr, keys))}", unread=tuple(unread), pieces=False)


def _says(items: Sequence[Item], key: str) -> bool:
    """Tell whether the words of a talk stand under a key, and nothing but words."""
    values = [item[key] for item in items if item.get(key) is not None]
    texts = [v for v in values if isinstance(v, str)]
    return len(texts) == len(values) > 0 and fmean(len(text.split()) for text in texts) >= _TALKS


def _text(item: Item, key: str) -> str:
    text = item.get(key)
    return text.strip() if isinstance(text, str) else ""


def _one_by_one(items: Sequence[Item]) -> Turns | None:
    """Read ``{"Ana": "…"}, {"Bo": "…"}``: each object one turn, under the name of who speaks."""
    pairs = [pair for item in items if len(item) == 1 for pair in item.items()]
    counts = Counter(key.strip() for key, _ in pairs)
    recurring = len(pairs) == len(items) and _FEWEST <= len(counts) <= len(items) / 2
    if not recurring or not all(isinstance(text, str) for _, text in pairs) or max(map(len, counts)) > _LONGEST_LABEL:
        return None
    scraps = tuple(Scrap(label_of(key, {}), str(text).strip()) for key, text in pairs)
    return Turns(scraps, f"{len(items)} entries, each under the name of its speaker", pieces=False)


def by_document(value: Sequence[object]) -> tuple[str, dict[str, list[object]]]:
    """Part a list of turns by the talk that each names, where several talks stand in one list; gives the key that names it."""
    items: list[Item] = [item for item in value if isinstance(item, dict)]
    by_plain = {plain_key(key): key for key in (items[0] if items else {})}
    for key in (by_plain[plain] for plain in _DOCUMENTS if plain in by_plain):
        ids = [i for item in items if (i := _id(item.get(key)))]
        if len(ids) == len(value) and 1 < len(set(ids)) <= len(ids) / 2:
            groups: dict[str, list[object]] = {}
            for id_, item in zip(ids, value, strict=True):
                groups.setdefault(id_, []).append(item)
            return key, groups
    return "", {}


def _id(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def about_case(value: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """Give what an object says beside a talk about its case, and the key under which it says that; persons' names are left out."""
    for key, inner in value.items():
        if plain_key(key) in _CASES and isinstance(inner, dict):
            data = {k: str(v).strip() for k, v in inner.items() if isinstance(v, str | int | float) and not isinstance(v, bool)}
            found = {k: v for k, v in data.items() if v and is_attribute(k)}
            if found:
                return key, found
    return "", {}
