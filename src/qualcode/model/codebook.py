"""The codebook: a tree of codes with their definitions, and how an id that people type or logs hold finds its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias

from qualcode.model.diagnostic import Location

Text: TypeAlias = str | dict[str, str]
"""Words in one language, or by language code: ``{ko: 전문성 향상, en: Improved expertise}``."""

_CONFIG: dict[str, Any] = {"extra": "forbid", "alias_generator": lambda name: name.rstrip("_")}


def in_language(text: Text | None, lang: str) -> str:
    """Give a text in a language; where it is not written in that one, in the first it is written in."""
    if not text:
        return ""
    if isinstance(text, str):
        return text
    return text.get(lang) or next(iter(text.values()))


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword of a code: what to find, and how.

    ``match``: in all forms of the word (``lemma``), only as written (``form``), as a regular expression, with parts of longer
    nouns as good as nouns (``compound``), with its derivations (``family``). ``pos`` is the begin of the tag that a word must
    have, ``not_`` are phrases whose words are no hits, ``scope`` is where AND looks, ``roles`` are the speakers' roles that
    give hits instead of the study's. ``language`` decides where letters do not: a Latin word in Korean talk. ``pattern`` is a
    spaCy token pattern; then ``find`` is only its name.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG
    find: str
    match: Literal["lemma", "form", "regex", "compound", "family"] = "lemma"
    pos: str = ""
    not_: tuple[str, ...] = ()
    scope: Literal["sentence", "turn"] = "sentence"
    roles: tuple[str, ...] = ()
    language: Literal["", "ko", "en"] = ""
    pattern: tuple[dict[str, Any], ...] = ()
    where: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tests:
    """Sentences that the keywords of a code must match, and sentences that they must miss."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()
    where: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A code with the six parts of MacQueen et al. (1998); a code with children is a theme."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG
    id: str
    label: Text | None = None
    brief: Text | None = None
    definition: Text | None = None
    use: Text | None = None
    not_: Text | None = None
    examples: tuple[str, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    tests: Tests | None = None
    was: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    retired: bool = False
    exclusive: bool = False
    codes: tuple[Code, ...] = ()
    where: Location | None = field(default=None, compare=False, repr=False)

    @property
    def is_theme(self) -> bool:
        """Tell whether the code has children."""
        return bool(self.codes)

    def title(self, lang: str) -> str:
        """Give the label in a language, or the id where there is none."""
        return in_language(self.label, lang) or self.id

    def tree(self) -> Iterator[Code]:
        """Give this code and all below it, parents first."""
        yield self
        for child in self.codes:
            yield from child.tree()


@dataclass(frozen=True)
class Codebook:
    """The tree of codes with its title; ``version`` is the blob version of the file it was read from."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG
    codebook: str = ""
    codes: tuple[Code, ...] = ()
    version: str = field(default="", compare=False)
    where: Location | None = field(default=None, compare=False, repr=False)

    def tree(self) -> Iterator[Code]:
        """Give all codes, parents first, in the order of the file."""
        for code in self.codes:
            yield from code.tree()

    @cached_property
    def by_id(self) -> Mapping[str, Code]:
        """All codes by id; of two with one id the first."""
        found: dict[str, Code] = {}
        for code in self.tree():
            found.setdefault(code.id, code)
        return found

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """The id of each code's theme, None at the top; of two codes with one id that of the first, so that no code is above itself."""
        above = {id(child): code.id for code in self.tree() for child in code.codes}
        return {code.id: above.get(id(code)) for code in self.by_id.values()}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of codes by language and id; where two codes share one, each has its id behind it."""
        return {lang: self._labels(lang) for lang in ("ko", "en")}

    def _labels(self, lang: str) -> Mapping[str, str]:
        titles = {id_: code.title(lang) for id_, code in self.by_id.items()}
        shared = Counter(titles.values())
        return {id_: f"{title} ({id_})" if shared[title] > 1 else title for id_, title in titles.items()}

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return {old: code.id for code in self.tree() for old in code.was}

    def resolve(self, written: str) -> Code | None:
        """Give the code that an id in a log means: the code of that id, or the one it was renamed to or merged into."""
        seen = set()
        while written not in self.by_id and written in self._renamed and written not in seen:
            seen.add(written)
            written = self._renamed[written]
        return self.by_id.get(written)

    def family(self, id: str) -> frozenset[str]:  # noqa: A002 - the field's name
        """Give the ids of a code and of all codes below it."""
        code = self.by_id.get(id)
        return frozenset(c.id for c in code.tree()) if code else frozenset({id})

    def depth(self, id: str) -> int:  # noqa: A002 - the field's name
        """Count the themes above a code."""
        parent = self.parents.get(id)
        return 0 if parent is None else 1 + self.depth(parent)

    def named(self, typed: str) -> tuple[Code, ...]:
        """Give the codes a person may mean: by full id, else by an old id, else by label, else by the last part of the id.

        Labels and last parts are compared without case and blanks, since 자원연계 and 자원 연계 are one name.
        """
        exact = self.resolve(typed)
        if exact:
            return (exact,)
        folded = _folded(typed)
        by_label = tuple(c for c in self.tree() if folded in {_folded(t) for t in _texts(c.label)})
        return by_label or tuple(c for c in self.tree() if _folded(c.id.split(".")[-1]) == folded)


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _texts(text: Text | None) -> tuple[str, ...]:
    if not text:
        return ()
    return (text,) if isinstance(text, str) else tuple(text.values())
