"""Keywords as written: letters in double quotes, and words with wildcards, on the words of the text itself.

The vocabulary of written words says where a keyword may begin, a regular expression without choices whether it stands
there. A Korean word in quotes must begin where a word begins; what follows it (particles, endings) does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from qualcode.match.english import APOSTROPHES, HYPHENS
from qualcode.match.letters import HANGUL, has_hangul
from qualcode.match.units import Ints, Units

FORM, GLOB = "form", "glob"
_WORD = re.compile(r"[\w*?]+")
_NO_LETTER_BEFORE = r"(?<!\w)"
_NO_LETTER_AFTER = r"(?!\w)"
_NO_LATIN_AFTER = rf"(?![^\W{HANGUL}])"
_ALIKE = (APOSTROPHES, HYPHENS)
_WILD = {"*": r"\w*", "?": r"\w"}


@dataclass(frozen=True, slots=True)
class Written:
    """A keyword as written: the glob of its first word, how many characters stand before that, and the whole as a pattern."""

    leaf: int
    tier: str
    first: str
    lead: int
    pattern: re.Pattern[str]


def as_written(leaf: int, text: str) -> Written:
    """Take letters as they are: whole words, but for what follows a Korean one; case, quotes and hyphens do not matter."""
    ends_korean = re.match(f"[{HANGUL}]", text[-1]) is not None
    after = "" if ends_korean or not text[-1].isalnum() else _NO_LATIN_AFTER
    head = re.search(r"\w+", text)
    goes_on = head is not None and (has_hangul(head.group()) or head.end() == len(text))  # 배우|러, Workshop|을
    first = (head.group().casefold() if head else "") + ("*" if goes_on else "")
    return Written(leaf, FORM, first, head.start() if head else 0, _pattern(text, after, {}))


def as_glob(leaf: int, text: str) -> Written:
    """Take a word or phrase with wildcards: ``*`` any letters, ``?`` one."""
    head = _WORD.search(text)
    first = head.group().casefold() if head else ""
    return Written(leaf, GLOB, first, head.start() if head else 0, _pattern(text, _NO_LETTER_AFTER, _WILD))


def _pattern(text: str, after: str, wild: Mapping[str, str]) -> re.Pattern[str]:
    letters = r"\s+".join("".join(wild.get(char) or _alike(char) for char in word) for word in text.split())
    before = _NO_LETTER_BEFORE if text[0].isalnum() or text[0] in wild else ""
    return re.compile(before + letters + (after if text[-1].isalnum() or text[-1] in wild else ""), re.IGNORECASE)


def _alike(char: str) -> str:
    """Write a letter as a pattern: apostrophes are alike, and hyphens are alike."""
    return next((f"[{re.escape(group)}]" for group in _ALIKE if char in group), re.escape(char))


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """All keywords as written, by the id of the written word that they may begin with."""

    by_id: Mapping[int, tuple[Written, ...]]
    signs: tuple[Written, ...] = ()
    """Those that hold no letter at all (an emoji), for which the text itself is searched."""

    @classmethod
    def of(cls, every: Collection[Written], ids: Mapping[str, Collection[int]]) -> WrittenTable:
        """Join keywords with the ids of the words that fit their first one."""
        found: dict[int, list[Written]] = {}
        for written in every:
            for id_ in ids.get(written.first, ()):
                found.setdefault(id_, []).append(written)
        return cls({id_: tuple(many) for id_, many in found.items()}, tuple(w for w in every if not w.first))

    def hits(self, text: str, units: Units) -> Iterator[tuple[Written, int, int]]:
        """Give the hits in a text whose written words these units are: keyword, start and end in code points."""
        for sign in self.signs:
            turns = zip(units.turns[::2].tolist(), units.turns[1::2].tolist(), strict=True)
            yield from ((sign, *match.span()) for start, end in turns for match in sign.pattern.finditer(text, start, end))
        if not self.by_id:
            return
        wanted = np.isin(units.ids, np.fromiter(self.by_id, np.int32, len(self.by_id)))
        for place in np.flatnonzero(wanted).tolist():
            start = int(units.starts[place])
            for written in self.by_id[int(units.ids[place])]:
                match = written.pattern.match(text, start - written.lead) if start >= written.lead else None
                if match and match.end() <= _turn_end(units.turns, start):
                    yield written, match.start(), match.end()


def _turn_end(turns: Ints, offset: int) -> int:
    """Give the end of the turn that holds an offset, so that no hit crosses into the next."""
    turn = int(np.searchsorted(turns[::2], offset, "right")) - 1
    return int(turns[2 * turn + 1]) if turn >= 0 else offset
