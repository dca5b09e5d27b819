"""Text to words with true offsets, behind one door: Kiwi for Korean, spaCy for English, or a pipeline the study names.

Importing this package loads no analyser; the first text does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qualcode.match.letters import has_hangul
from qualcode.match.word import Word
from qualcode.words import english, korean, plain
from qualcode.words.pipelines import NoPipeline, pipeline, read

__all__ = ["NoPipeline", "analyse", "pipeline"]

PLAIN = "plain"


def analyse(
    turns: Sequence[str], user_words: Iterable[str] = (), pipelines: Mapping[str, str] | None = None, other: str = "en"
) -> list[tuple[Word, ...]]:
    """Give the words of each turn; offsets count code points of the turn as given.

    A turn with a Korean letter is Korean and read by Kiwi, whose morphemes the matcher knows; each other one is in the
    language ``other``. ``user_words`` are names and jargon for Kiwi; ``pipelines`` names a spaCy pipeline for ``other``,
    or ``plain``. Raises :class:`NoPipeline`.
    """
    named = pipelines or {}
    is_korean = [has_hangul(turn) for turn in turns]
    in_korean = korean.read([t for t, ko in zip(turns, is_korean, strict=True) if ko], tuple(user_words))
    in_other = _read(other, named.get(other, ""), [t for t, ko in zip(turns, is_korean, strict=True) if not ko])
    return [next(in_korean if ko else in_other) for ko in is_korean]


def _read(language: str, name: str, turns: Sequence[str]) -> Iterator[tuple[Word, ...]]:
    if name == PLAIN or (not name and language != "en"):
        return map(plain.read, turns)
    return read(pipeline(language, name), turns) if name else english.read(turns)
