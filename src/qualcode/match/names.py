"""Names of persons in a text: found as whole words with their particles, and replaced by pseudonyms.

A name is a word of its own where a word begins and where it ends or goes on in nothing but particles
(:mod:`qualcode.match.particles`). Korean and Latin letters are words apart, so that Minsu가 and Kim민수 hold a name; a
digit or a mark on either side ends a word (김민수2, P01_김민수_강북).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.match.moves import Edit, Moves, apply
from qualcode.match.particles import TITLE_NEXT, adapted, follows, sound
from qualcode.model.text import Span, nfc

HANGUL = "가-힣"
WORD = re.compile(f"[{HANGUL}]+|[^\\W\\d_{HANGUL}ㄱ-ㆎᄀ-ᇿ]+")
"""A run of Hangul syllables, or of letters of any other script."""

_BLANK = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_LONG = 3
"""A Korean name of so many syllables has its surname in it, and may be written with a blank behind that."""

_TWO_SYLLABLES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방")
_ALSO_WORDS = frozenset("이한전안고현신주천반구왕양온두새첫옛맨")
"""Surnames that are also words before a noun (이 하나, 한 가을): with a blank behind them only a title tells a name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a name is written: its first word, a pattern of the whole, and whether a title must follow."""

    name: str
    pattern: re.Pattern[str]
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Names and their pseudonyms, ready to be found: ``ways`` by their first words."""

    pseudonyms: Mapping[str, str]
    ways: Mapping[str, Sequence[Way]] = field(repr=False)
    lengths: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, pseudonyms: Mapping[str, str]) -> Names:
        """Compile a map of names to pseudonyms; several names may share one. Names without a letter find nothing."""
        composed = {" ".join(nfc(name).split()): nfc(put) for name, put in pseudonyms.items()}
        ways: dict[str, list[Way]] = defaultdict(list)
        for name in composed:
            for first, way in _ways(name):
                ways[first].append(way)
        lengths = sorted({len(first) for first in ways if _is_hangul(first)}, reverse=True)
        return cls(composed, dict(ways), lengths)


def _is_hangul(word: str) -> bool:
    return "가" <= word[0] <= "힣"


def surname(name: str) -> str:
    """Give the surname that a full Korean name in one word begins with, nothing where it has not the length of one."""
    if len(name) < _LONG or not re.fullmatch(f"[{HANGUL}]+", name):
        return ""
    two = name[:2] in _TWO_SYLLABLES and len(name) > _LONG
    return name[: 2 if two else 1]


def _ways(name: str) -> Iterator[tuple[str, Way]]:
    """Give each way to write a name, by the word it begins with."""
    spellings = {name, name.upper()} if name.upper() != name else {name}
    for spelling in sorted(spellings):
        first = WORD.search(spelling)
        if first and first.start() == 0:
            blank = f"{_BLANK}?" if re.fullmatch(f"[{HANGUL} ]+", spelling) else _BLANK
            yield first[0], Way(name, re.compile(blank.join(map(re.escape, spelling.split()))))
    family = surname(name)
    if family:
        pattern = re.compile(family + _BLANK + re.escape(name[len(family) :]))
        yield family, Way(name, pattern, titled=family in _ALSO_WORDS)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a text: the range of its letters, the form it stands in with its particles, and what takes their place.

    ``edits`` are the changes: the name, and its particle where the pseudonym asks for another.
    """

    name: str
    pseudonym: str
    form: str
    span: Span
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the names: the way from the old offsets to the new, and what was found."""

    text: str
    moves: Moves
    hits: tuple[Hit, ...]


def find(text: str, names: Names, within: Span | None = None) -> Iterator[Hit]:
    """Give the names in a canonical text, in order and apart; of two that begin alike the longer one.

    A name does not reach over the ends of ``within``, nor over an empty line. One pass over the words, so the time is
    linear in the text.
    """
    span = within or Span(0, len(text))
    at = span.start
    while word := WORD.search(text, at, span.end):
        hit = _at(text, names, word, span.end)
        at = hit.span.end + len(hit.form) - (hit.span.end - hit.span.start) if hit else word.end()
        if hit:
            yield hit


def _at(text: str, names: Names, word: re.Match[str], limit: int) -> Hit | None:
    """Read the longest name that begins with this word."""
    ways = ((way, m) for way in _ways_into(names, word[0]) if (m := way.pattern.match(text, word.start(), limit)))
    for way, match in sorted(ways, key=lambda w: -w[1].end()):
        hit = _judge(text, names, way, Span(*match.span()), limit)
        if hit:
            return hit
    return None


def _ways_into(names: Names, word: str) -> Iterator[Way]:
    """Give the names that may begin with a word: with the whole of it, or with the first syllables."""
    for head in (word[:n] for n in names.lengths if n <= len(word)) if _is_hangul(word) else (word,):
        yield from names.ways.get(head, ())


def _judge(text: str, names: Names, way: Way, span: Span, limit: int) -> Hit | None:
    """Take letters for a name when they end a word, or go on in particles; and then perhaps in the next name (민수랑영희랑)."""
    behind = WORD.match(text, span.end, limit)
    rest = behind[0] if behind else ""
    name = text[span.start : span.end]
    ending = _ending(names, name, rest) if rest and _is_hangul(rest) else ""
    joined = rest and _is_hangul(rest) == _is_hangul(name[-1])
    if (joined and (ending is None or not _is_hangul(rest))) or (way.titled and not TITLE_NEXT.match(text, span.end, limit)):
        return None
    pseudonym = names.pseudonyms[way.name]
    return Hit(way.name, pseudonym, name + (ending or ""), span, _edits(text, span, ending or "", pseudonym))


def _ending(names: Names, name: str, rest: str) -> str | None:
    """Give the particles between a name and the end of its word, or the next name in it; None where it is another word."""
    heard = sound(name)
    if follows(rest, heard):
        return rest
    ends = (n for n in range(len(rest) - 1) if follows(rest[:n], heard) and _is_name(names, rest[n:]))
    return next((rest[:n] for n in ends), None)


def _is_name(names: Names, word: str) -> bool:
    """Tell whether a word is a name with particles, or several."""
    found = (m for way in _ways_into(names, word) if not way.titled and (m := way.pattern.match(word)))
    return any(_ending(names, m[0], word[m.end() :]) is not None for m in found)


def _edits(text: str, span: Span, ending: str, pseudonym: str) -> tuple[Edit, ...]:
    """Put the pseudonym for the name, apart from digits beside it, and the particle that goes with it."""
    lead = "-" if pseudonym[:1].isdigit() and text[span.start - 1 : span.start].isdigit() else ""
    tail = "-" if pseudonym[-1:].isalnum() and text[span.end : span.end + 1].isdigit() else ""
    name = Edit(span.start, span.end, lead + pseudonym + tail)
    length, put = adapted(ending, sound(text[span.start : span.end]), sound(pseudonym)) if ending else (0, "")
    return (name, Edit(span.end, span.end + length, put)) if length else (name,)


def replace(text: str, names: Names, pieces: Iterable[Span] | None = None) -> Redacted:
    """Put pseudonyms for the names of a canonical text; no name is read across the ends of ``pieces``."""
    hits = tuple(hit for piece in pieces or (Span(0, len(text)),) for hit in find(text, names, piece))
    new, moves = apply(text, (edit for hit in hits for edit in hit.edits)) if hits else (text, Moves())
    return Redacted(new, moves, hits)
