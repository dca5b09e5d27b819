"""English keywords: the codebook is inflected, the corpus is not lemmatised, so that every form can be shown.

A hyphen, a blank and nothing at all are the same between the parts of a compound: co-operative, co operative and
cooperative. In a text two words are joined only where a hyphen joins them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import TypeAlias

from qualcode.match.letters import UNSEEN

Group: TypeAlias = tuple[str, ...]
"""Parts of a keyword that are written as one word."""

HYPHENS = "-\u2010\u2011\u2013"
APOSTROPHES = "'\u2018\u2019\u02bc\uff07"
_INSIDE = UNSEEN + "\u200c\u200d"
_UNIFORM = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(_INSIDE)})
MOST_JOINED = 4
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


def readings(term: str) -> tuple[tuple[Group, ...], ...]:
    """Give the ways to write a word or phrase: its parts apart, and neighbouring ones joined."""
    pieces = [part.form for word in term.split() for part in parts(word)]
    seams = [i for i, (left, right) in enumerate(pairwise(pieces), 1) if is_word(left) and is_word(right)][: MOST_JOINED - 1]
    cuts = product((False, True), repeat=len(seams))
    return tuple(_grouped(pieces, frozenset(s for s, joined in zip(seams, cut, strict=True) if joined)) for cut in cuts)


def is_word(piece: str) -> bool:
    """Tell a word from a clitic or a mark."""
    return piece[:1].isalnum() and "'" not in piece


def _grouped(pieces: Sequence[str], joined: frozenset[int]) -> tuple[Group, ...]:
    """Join the pieces at the seams with these numbers."""
    groups: list[list[str]] = []
    for number, piece in enumerate(pieces):
        if number in joined:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return tuple(tuple(group) for group in groups)


def inflected(group: Group) -> Iterator[str]:
    """Give the words whose inflections make the forms of a group: its last part, and all of it as one word."""
    yield from dict.fromkeys(word for word in (group[-1], "".join(group)) if has_forms(word))


def has_forms(word: str) -> bool:
    """Tell whether a word may have other forms; clitics, numbers, marks and single letters have none."""
    return len(word) > 1 and is_word(word) and not any(char.isdigit() for char in word)


def forms(group: Group, inflections: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give all forms of a group in matching form."""
    head, last, whole = "".join(group[:-1]), group[-1], "".join(group)
    return frozenset({whole, *(head + form for form in inflections.get(last, ())), *inflections.get(whole, ())})


def glued_runs(found: Sequence[Part]) -> Iterator[tuple[str, int, int]]:
    """Give all runs of parts that hyphens tie together, as one word: its form, and the first and last part."""
    for first, part in enumerate(found):
        joined = part.form
        for last in range(first + 1, min(first + MOST_JOINED, len(found))):
            if not found[last].glued:
                break
            joined += found[last].form
            yield joined, first, last
