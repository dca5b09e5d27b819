"""Snowball stems of English words, for keywords that ask for the whole family of a word."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def stem(word: str) -> str:
    """Give the Snowball stem of an English word in lower case."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - snowballstemmer has no types
    import snowballstemmer  # noqa: PLC0415 - only keywords with match: family need it

    return snowballstemmer.stemmer("english")
