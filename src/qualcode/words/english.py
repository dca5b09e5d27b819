"""The forms of an English word, by lemminflect and regular endings."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import types
from functools import lru_cache
from typing import Any

from qualcode.match.english import matching_form
from qualcode.words.spelling import counterpart

_FORMS_OF_ITS_OWN = frozenset({"NNS", "VBD", "VBN", "VBZ"})
"""Tags of forms that stand for their base; an -ing form is as often a noun (meeting, networking) and stands for itself."""


@lru_cache(maxsize=1 << 14)
def inflections(word: str) -> frozenset[str]:
    """Give all forms of an English word (matching form), of all parts of speech and in British and American spelling.

    A word that is itself a form, and is no word of its own, gives its whole family: learned, children. A word that
    lemminflect does not know takes the regular endings.
    """
    forms = {form for spelling in {word, *counterpart(word)} for base in bases(spelling) for form in {base, *_forms(base)}}
    return frozenset(map(matching_form, forms.union(*map(counterpart, forms))))


def bases(word: str) -> frozenset[str]:
    """Give the words whose forms are those of this word: itself where it has forms, else those of which it is one."""
    inflect, lemmatise = _lemminflect()
    if inflect(word):
        return frozenset({word})
    lemmas = {lemma for found in lemmatise(word).values() for lemma in found}
    return frozenset({word, *(x for x in lemmas if _stands_for(word, inflect(x)))})


def _stands_for(word: str, forms: dict[str, tuple[str, ...]]) -> bool:
    return any(word in forms.get(tag, ()) for tag in _FORMS_OF_ITS_OWN)


def _forms(base: str) -> frozenset[str]:
    inflect, lemmatise = _lemminflect()
    known = inflect(base)
    if known:
        return frozenset(form for forms in known.values() for form in forms)
    return frozenset({base}) if lemmatise(base) else regular(base)


@lru_cache(maxsize=1)
def _lemminflect() -> tuple[Any, Any]:
    """Load lemminflect without what its package does on import: it would import spaCy to extend it."""
    name = "lemminflect"
    loaded, spec = sys.modules.get(name), importlib.util.find_spec(name)
    bare = types.ModuleType(name)
    bare.__path__ = list(spec.submodule_search_locations or ()) if spec else []
    try:
        sys.modules[name] = loaded or bare
        inflector = importlib.import_module(f"{name}.core.Inflections").Inflections()
        lemmatizer = importlib.import_module(f"{name}.core.Lemmatizer").Lemmatizer()
    finally:
        if loaded is None:
            del sys.modules[name]
    return lru_cache(maxsize=1 << 16)(inflector.getAllInflections), lru_cache(maxsize=1 << 16)(lemmatizer.getAllLemmas)


_VOWELS = "aeiou"
_SIBILANT = re.compile(r".*(?:s|x|z|ch|sh)")
_DOUBLES = re.compile(rf".*[^{_VOWELS}][{_VOWELS}][^{_VOWELS}wxy]")


def regular(word: str) -> frozenset[str]:
    """Give the regular forms of a word, as noun and as verb: upskill(s, ed, ing), with the last consonant doubled and single."""
    if word.endswith("e"):
        return frozenset({word, word + "s", word + "d", word[:-1] + "ing"})
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return frozenset({word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"})
    plural = word + ("es" if _SIBILANT.fullmatch(word) else "s")
    doubled = {word + word[-1] + "ed", word + word[-1] + "ing"} if _DOUBLES.fullmatch(word) else set()
    return frozenset({word, plural, word + "ed", word + "ing", *doubled})
