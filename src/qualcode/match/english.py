"""English keywords: the codebook is inflected, the corpus is not lemmatised, so that every form can be shown.

A hyphen, a blank and nothing at all are the same between the parts of a compound: co-operative, co operative and
cooperative. In a text two words are joined only where a hyphen joins them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from qualcode.match.letters import UNSEEN, has_hangul
from qualcode.match.sequence import Index, Key, Reading, Rule, Step
from qualcode.match.word import Inflect, Word

WORD = "word"
HYPHENS = "-\u2010\u2011\u2013"
APOSTROPHES = "'\u2018\u2019\u02bc\uff07"
_INSIDE = UNSEEN + "\u200c\u200d"
_UNIFORM = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(_INSIDE)})
_MOST_JOINED = 4
"""How many parts a compound may have that is written in one word or with hyphens (state-of-the-art)."""


def matching_form(word: str) -> str:
    """Bring one word to the form in which words are compared: NFKC, case folded, one kind of apostrophe and hyphen.

    Lengths change (İ, ﬁ), so this is for single words, never for a text with offsets.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).translate(_UNIFORM)


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a mark inside a stretch without blanks; ``glued``: a hyphen joins it to the part before.

    ``form`` is the matching form, for a mark the mark itself, and empty for what no keyword can match.
    """

    form: str
    start: int
    end: int
    glued: bool = False


_LETTER = rf"(?:[^\W_]|[\u0300-\u036f{_INSIDE}])"
_PART = re.compile(
    rf"(?P<word>{_LETTER}+(?:[{APOSTROPHES}]{_LETTER}+)*)"
    rf"|(?P<hyphen>(?<=\w)[{HYPHENS}](?=\w))|(?P<possessive>(?<=[sS])[{APOSTROPHES}])|(?P<mark>\S)"
)
_CLITIC = re.compile(rf"(?P<host>.+?)(?P<clitic>n[{APOSTROPHES}]t|[{APOSTROPHES}](?:s|re|ve|ll|d|m))", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def parts(stretch: str) -> tuple[Part, ...]:
    """Cut a stretch of letters without blanks into words and marks; offsets count from its begin.

    Contractions are cut as spaCy cuts them (do|n't, they|'ve), and the 's and s' of a possessive is dropped.
    """
    found: list[Part] = []
    glued = False
    for match in _PART.finditer(stretch):
        if match.lastgroup == "word":
            found.extend(_uncontracted(match.group(), match.start(), glued=glued))
        elif match.lastgroup == "mark":
            found.append(Part(match.group(), match.start(), match.end()))
        glued = match.lastgroup == "hyphen"
    return tuple(found)


def _uncontracted(word: str, start: int, *, glued: bool) -> list[Part]:
    """Cut the clitics off a word, from the last to the first (should|n't|'ve)."""
    clitics: list[Part] = []
    while match := _CLITIC.fullmatch(word):
        clitic = Part(matching_form(match["clitic"]), start + match.start("clitic"), start + len(word))
        clitics[:0] = [clitic] if clitic.form != "'s" else []
        word = match["host"]
    return [Part(matching_form(word), start, start + len(word), glued), *clitics]


def rules(term: str, inflect: Inflect) -> tuple[Rule, ...]:
    """Compile a word or phrase: each part in all its forms, neighbouring parts also joined."""
    pieces = [part.form for word in term.split() for part in parts(word)]
    seams = [i for i, (left, right) in enumerate(pairwise(pieces), 1) if _is_word(left) and _is_word(right)][: _MOST_JOINED - 1]
    cuts = product((False, True), repeat=len(seams))
    return tuple(_rule(pieces, frozenset(s for s, joined in zip(seams, cut, strict=True) if joined), inflect) for cut in cuts)


def _is_word(piece: str) -> bool:
    return piece[:1].isalnum() and "'" not in piece


def _rule(pieces: Sequence[str], joined: frozenset[int], inflect: Inflect) -> Rule:
    """Make the rule in which the seams with these numbers are written without a blank."""
    groups: list[list[str]] = []
    for number, piece in enumerate(pieces):
        if number in joined:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return Rule(tuple(_step(group, inflect) for group in groups), tier=WORD)


def _step(group: Sequence[str], inflect: Inflect) -> Step:
    *before, last = group
    head = "".join(before)
    return frozenset((WORD, form) for form in {head + form for form in forms(last, inflect)} | forms(head + last, inflect))


def forms(word: str, inflect: Inflect) -> frozenset[str]:
    """Give all forms of one word in matching form; clitics, numbers, marks and single letters have no other."""
    if len(word) == 1 or not _is_word(word) or any(char.isdigit() for char in word):
        return frozenset({word})
    return frozenset({word, *map(matching_form, inflect(word))})


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of a turn as parts: a stream for :func:`qualcode.match.sequence.find`."""

    parts: Sequence[Part]
    keys: set[Key]

    @classmethod
    def of(cls, words: Sequence[Word], text: str, index: Index) -> Parts:
        """Prepare one turn. However an analyser cuts don't or co-operative, neighbours without a blank are read together."""
        found: list[Part] = []
        for start, end in _stretches(words):
            if start < 0:
                found.append(Part("", end, end))
            else:
                found.extend(Part(p.form, start + p.start, start + p.end, p.glued) for p in parts(text[start:end]))
        return cls(found, index.keys)

    def __len__(self) -> int:
        """Count the parts."""
        return len(self.parts)

    def skip(self, at: int) -> int:
        """Skip nothing: in English each word counts."""
        return at

    def readings(self, at: int) -> Iterator[Reading]:
        """Read the word here, and joined with those that hyphens tie to it."""
        first, joined = self.parts[at], ""
        for last in range(at, min(at + _MOST_JOINED, len(self.parts))):
            part = self.parts[last]
            if last > at and not part.glued:
                return
            joined += part.form
            if (WORD, joined) in self.keys:
                yield Reading((WORD, joined), first.start, part.end, last + 1)


def _stretches(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Give the ranges of neighbouring words without blanks and without Hangul; (-1, offset) stands for Korean words."""
    start = end = -1
    for word in words:
        korean = has_hangul(word.text)
        if start >= 0 and (korean or word.start != end):
            yield start, end
            start = -1
        if korean:
            yield -1, word.end
        elif start < 0 and word.end > word.start:
            start = word.start
        end = word.end
    if start >= 0:
        yield start, end
