"""The keywords of a codebook as a plan of what to look for: leaves with their options, and trees where words are combined.

Everything that can be wrong with a keyword is found here, without any text: whether it parses, what it refers to, whether
its options mean anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcode.match.letters import has_hangul
from qualcode.match.logic import AllOf, AnyOf, Close, OneOf, Tree, Unless
from qualcode.match.parse import parse
from qualcode.match.query import Both, Either, Exact, Glob, Near, Problem, Query, Reference, Regex, Terms, Without
from qualcode.model.codebook import Code, Keyword
from qualcode.model.text import nfc


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word, phrase or pattern to look for, with the options of its keyword.

    ``group`` is the keyword that it came from, by number; ``veto``: the group's hits that overlap one of this are none.
    """

    number: int
    query: Terms | Exact | Glob | Regex
    keyword: Keyword
    group: int
    veto: bool = False

    @property
    def korean(self) -> bool:
        """Tell whether the letters are read as Korean: as the keyword says, else by their script."""
        return self.keyword.language == "ko" if self.keyword.language else has_hangul(self.query_text)

    @property
    def query_text(self) -> str:
        """Give the letters."""
        return self.query.pattern if isinstance(self.query, Regex) else self.query.text


@dataclass(frozen=True, slots=True)
class Entry:
    """A keyword of a code, as provenance names it; ``tree`` combines leaves, None where any leaf is a hit."""

    code: str
    keyword: str
    tree: Tree | None = None
    scope: str = "sentence"
    roles: tuple[str, ...] = ()
    pattern: tuple[dict[str, object], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A keyword that finds nothing because it cannot be read; the column counts from 0 in its ``find``."""

    code: str
    keyword: Keyword
    problem: Problem


@dataclass(slots=True)
class Plan:
    """All keywords of some codes. ``taggers`` are the languages for which the study names a trained pipeline."""

    codes: Mapping[str, Code]
    taggers: Collection[str] = ()
    leaves: list[Leaf] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """The entry of each leaf that is a hit by itself, -1 for leaves of trees and vetoes."""
    groups: int = 0
    plain_korean: bool = False
    """Whether there is no analyser for Korean, so that its words are looked for as written."""

    def add(self, code: str, keyword: Keyword) -> None:
        """Plan a keyword of a code, or say why it cannot be read."""
        before = len(self.leaves), self.groups
        try:
            tree = () if keyword.pattern else self._read(keyword, (code,))
            _check(keyword, self.leaves[before[0] :], self.taggers)
        except _Wrong as wrong:
            del self.leaves[before[0] :], self.owners[before[0] :]
            self.unreadable.extend(Unreadable(code, keyword, problem) for problem in wrong.problems)
            return
        flat = _flat(tree) if tree else ()
        for leaf in flat or ():
            self.owners[leaf] = len(self.entries)
        combined = tree if tree and flat is None else None
        self.entries.append(Entry(code, keyword.find, combined, keyword.scope, keyword.roles, keyword.pattern, keyword.language))

    def _read(self, keyword: Keyword, above: tuple[str, ...]) -> Tree:
        """Read a keyword into leaves and a tree; ``above`` are the codes whose keywords led here."""
        query = _parsed(keyword)
        self.groups += 1
        group = self.groups
        for phrase in keyword.not_:
            self._veto(phrase, keyword, group)
        return self._tree(query, keyword, group, above)

    def _veto(self, phrase: str, keyword: Keyword, group: int) -> None:
        query = parse(phrase)
        if isinstance(query, list):
            raise _Wrong([replace(p, message=f"not: {phrase}: {p.message}", column=0) for p in query])
        options = query.options if isinstance(query, Either) else (query,)
        for option in options:
            if not isinstance(option, Terms | Exact | Glob):
                raise _Wrong(
                    [Problem(f"not: {phrase}: only words and phrases can be taken out", 0, "list words, phrases or words in quotes")]
                )
            self._leaf(option, replace(keyword, match="lemma", pos=""), group, veto=True)

    def _leaf(self, query: Terms | Exact | Glob | Regex, keyword: Keyword, group: int, *, veto: bool = False) -> int:
        self.leaves.append(Leaf(len(self.leaves), query, keyword, group, veto))
        self.owners.append(-1)
        return len(self.leaves) - 1

    def _tree(self, query: Query, keyword: Keyword, group: int, above: tuple[str, ...]) -> Tree:
        match query:
            case Reference():
                return self._referred(query, above)
            case Either():
                return AnyOf(tuple(self._tree(q, keyword, group, above) for q in query.options))
            case Both():
                return AllOf(tuple(self._tree(q, keyword, group, above) for q in query.parts))
            case Without():
                return Unless(self._tree(query.query, keyword, group, above), self._tree(query.unless, keyword, group, above))
            case Near():
                left, right = (self._tree(q, keyword, group, above) for q in (query.left, query.right))
                return Close(left, right, query.within, query.ordered)
        return OneOf((self._leaf(query, keyword, group),))

    def _referred(self, reference: Reference, above: tuple[str, ...]) -> Tree:
        """Read the keywords of the code that is referred to, in its place."""
        code = self.codes.get(nfc(reference.code))
        if code is None:
            raise _Wrong([Problem(f"no code {reference.code!r}", reference.column, "write the full id of a code of this codebook")])
        if code.id in above:
            circle = " > ".join([*above[above.index(code.id) :], code.id])
            raise _Wrong(
                [Problem(f"<{reference.code}> leads back to itself: {circle}", reference.column, "take one of the references out")]
            )
        keywords = [k for k in code.keywords if not k.pattern]
        if not keywords:
            raise _Wrong([Problem(f"{code.id} has no keywords", reference.column, "give it keywords, or take the reference out")])
        return AnyOf(tuple(self._read_referred(keyword, reference, (*above, code.id)) for keyword in keywords))

    def _read_referred(self, keyword: Keyword, reference: Reference, above: tuple[str, ...]) -> Tree:
        try:
            return self._read(keyword, above)
        except _Wrong as wrong:
            first = wrong.problems[0]
            message = first.message if "leads back" in first.message else f"the keyword {keyword.find!r} there: {first.message}"
            raise _Wrong([Problem(message, reference.column, first.help)]) from None


class _Wrong(Exception):
    """A keyword cannot be read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].message)


def plan(codes: Iterable[Code], every: Mapping[str, Code] | None = None, taggers: Collection[str] = ()) -> Plan:
    """Plan the keywords of codes; retired and split ones suggest nothing any more. ``every`` are those that may be referred to."""
    chosen = tuple(codes)
    made = Plan(every if every is not None else {code.id: code for code in chosen}, taggers)
    for code, keyword in _living(chosen):
        made.add(code, keyword)
    return made


def _living(codes: Iterable[Code]) -> Iterator[tuple[str, Keyword]]:
    return ((code.id, keyword) for code in codes if not (code.retired or code.split) for keyword in code.keywords)


def _parsed(keyword: Keyword) -> Query:
    """Parse what to find; with ``match: regex`` it is the inside of a pattern."""
    if keyword.match != "regex":
        query = parse(keyword.find)
    elif not keyword.find:
        query = [Problem("an empty pattern matches everything", 0, "write a pattern, or take the line out")]
    else:
        query = parse("/" + keyword.find.replace("/", "\\/") + "/")
    if isinstance(query, list):
        shift = int(keyword.match == "regex")
        raise _Wrong([replace(p, column=max(p.column - shift, 0)) for p in query])
    return query


def _flat(tree: Tree) -> tuple[int, ...] | None:
    """Give the leaves of a tree in which each is a hit by itself, None for any other."""
    if isinstance(tree, OneOf):
        return tree.leaves
    if isinstance(tree, AnyOf):
        parts = [_flat(part) for part in tree.parts]
        return None if None in parts else tuple(leaf for part in parts for leaf in part or ())
    return None


_KIWI = frozenset(
    [
        "NNG",
        "NNP",
        "NNB",
        "NR",
        "NP",
        "VV",
        "VA",
        "VX",
        "VCP",
        "VCN",
        "MM",
        "MAG",
        "MAJ",
        "IC",
        "XPN",
        "XSN",
        "XSV",
        "XSA",
        "XSM",
        "XR",
        "SL",
        "SH",
        "SN",
        "VV-R",
        "VV-I",
        "VA-R",
        "VA-I",
        "VX-R",
        "VX-I",
        "XSA-R",
        "XSA-I",
        "XSV-R",
        "XSV-I",
        "N",
        "V",
        "NN",
    ]
)
_UNIVERSAL = frozenset(
    ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"]
)


def _check(keyword: Keyword, leaves: Sequence[Leaf], taggers: Collection[str]) -> None:
    """Raise where options of a keyword mean nothing for it."""
    own = [leaf for leaf in leaves if leaf.keyword == keyword and isinstance(leaf.query, Terms)]
    if keyword.pos and not own:
        raise _Wrong([Problem("pos: means nothing here, where no word is looked for in its forms", 0, "take pos: out")])
    for leaf in own if keyword.pos else ():
        _check_tag(keyword.pos, taggers, korean=leaf.korean)


def _check_tag(pos: str, taggers: Collection[str], *, korean: bool) -> None:
    if korean:
        if pos not in _KIWI:
            raise _Wrong(
                [Problem(f"pos: {pos} is no tag of Korean words", 0, "Kiwi's tags are NNG, NNP, VV, VA, VV-I, VV-R, MAG and others")]
            )
    elif "en" not in taggers:
        advice = "name a trained pipeline that is installed, pipelines: {en: …} in qualcode.yaml; or take pos: out"
        raise _Wrong([Problem(f"pos: {pos} needs a pipeline that tags words, and the study names none", 0, advice)])
    elif pos not in _UNIVERSAL:
        raise _Wrong([Problem(f"pos: {pos} is no universal tag", 0, "they are NOUN, VERB, ADJ, ADV, PROPN and others")])
