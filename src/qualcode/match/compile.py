"""A plan of keywords and a vocabulary become a matcher: automata over the units that stand in texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qualcode.match import english, korean
from qualcode.match.automaton import Automaton
from qualcode.match.hits import TIER
from qualcode.match.lexicon import Lexicon
from qualcode.match.negation import Denials
from qualcode.match.patterns import Pattern, pattern
from qualcode.match.plan import Entry, Leaf, Plan, Unreadable, plan
from qualcode.match.query import Exact, Glob, Regex, Terms
from qualcode.match.speller import Output, Speller
from qualcode.match.symbols import Symbols, Table
from qualcode.match.units import Ints
from qualcode.match.written import Written, WrittenTable, as_glob, as_written
from qualcode.model.codebook import Code


@dataclass(frozen=True)
class Matcher:
    """A compiled codebook: what its words are in the vocabulary, and which leaf belongs to which entry.

    ``owners`` and ``groups`` are by leaf: the entry of which it is a hit (-1 for parts of trees and vetoes), and the
    keyword it came from.
    """

    entries: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]
    leaves: tuple[Leaf, ...]
    owners: Ints
    groups: Ints
    vetoes: NDArray[np.bool_]
    table: Table
    words: Automaton
    phrases: Automaton
    outputs: tuple[Output, ...]
    written: WrittenTable
    patterns: tuple[Pattern, ...]
    denials: Denials

    @cached_property
    def output_columns(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Target and tier of each output, and whether it is a word of phrases."""
        table = np.array([(o.target, TIER[o.tier], o.word) for o in self.outputs], np.int32).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2].astype(np.bool_)

    @cached_property
    def trees(self) -> tuple[int, ...]:
        """The entries whose leaves must be combined."""
        return tuple(number for number, entry in enumerate(self.entries) if entry.tree is not None)


def compile_keywords(
    codes: Iterable[Code], lexicon: Lexicon, every: Mapping[str, Code] | None = None, taggers: Collection[str] = ()
) -> Matcher:
    """Compile the keywords of codes (``codebook.tree()``); ``every`` are the codes that ``<code>`` may mean."""
    return compile_plan(plan(codes, every, taggers), lexicon)


def needs_written(planned: Plan) -> bool:
    """Tell whether any keyword is looked for as written."""
    return any(_is_written(leaf, planned) for leaf in planned.leaves)


def compile_plan(planned: Plan, lexicon: Lexicon) -> Matcher:
    """Compile a plan over a vocabulary, which must hold all texts that will be matched."""
    by_form = [leaf for leaf in planned.leaves if isinstance(leaf.query, Terms) and not _is_written(leaf, planned)]
    in_korean = {leaf.number: _korean(leaf) for leaf in by_form if leaf.korean}
    in_english = _english([leaf for leaf in by_form if not leaf.korean], lexicon)
    symbols = _symbols(in_korean, in_english, lexicon)
    speller = Speller(symbols)
    for leaf in by_form:
        for sequence in in_korean.get(leaf.number, ()):
            speller.korean(leaf.number, sequence, leaf.keyword.pos)
        for words in in_english.get(leaf.number, ()):
            speller.english(leaf.number, words, leaf.keyword.pos)
    return _matcher(planned, speller, lexicon)


def _matcher(planned: Plan, speller: Speller, lexicon: Lexicon) -> Matcher:
    every = [_written(leaf) for leaf in planned.leaves if _is_written(leaf, planned)]
    globs = {written.first for written in every if written.first}
    return Matcher(
        tuple(planned.entries),
        tuple(planned.unreadable),
        tuple(planned.leaves),
        np.array(planned.owners, np.int32),
        np.array([leaf.group for leaf in planned.leaves], np.int32),
        np.array([leaf.veto for leaf in planned.leaves], np.bool_),
        speller.symbols.built(),
        speller.words.built(speller.symbols.count),
        speller.phrases.built(len(speller.known)),
        tuple(speller.outputs),
        WrittenTable.of(every, lexicon.written(globs) if globs else {}),
        tuple(_pattern(leaf, leaf.query) for leaf in planned.leaves if isinstance(leaf.query, Regex)),
        Denials.of(lexicon),
    )


def _is_written(leaf: Leaf, planned: Plan) -> bool:
    """Tell whether a leaf is looked for as written; without an analyser that goes for all Korean ones."""
    if isinstance(leaf.query, Terms):
        return leaf.keyword.match == "form" or (planned.plain_korean and leaf.korean)
    return isinstance(leaf.query, Exact | Glob)


def _pattern(leaf: Leaf, query: Regex) -> Pattern:
    return pattern(leaf.number, query.pattern, ignore_case=query.ignore_case)


def _written(leaf: Leaf) -> Written:
    if isinstance(leaf.query, Glob):
        return as_glob(leaf.number, leaf.query_text)
    is_verb = isinstance(leaf.query, Terms) and leaf.keyword.match != "form" and leaf.query_text.endswith("다")
    stem = leaf.query_text[:-1] if is_verb else ""
    return as_written(leaf.number, stem or leaf.query_text)


def _korean(leaf: Leaf) -> tuple[korean.Sequence, ...]:
    read = korean.family if leaf.keyword.match == "family" else korean.readings
    found = read(leaf.query_text)
    if leaf.keyword.match != "compound":
        return found
    return tuple(replace(sequence, words=tuple(replace(word, as_noun=True) for word in sequence.words)) for sequence in found)


def _english(leaves: Iterable[Leaf], lexicon: Lexicon) -> dict[int, list[tuple[frozenset[str], ...]]]:
    """Give for each leaf its ways to be written, each a row of words with all their forms."""
    ways = {leaf: english.readings(leaf.query_text) for leaf in leaves}
    words = {word for way in ways.values() for groups in way for group in groups for word in english.inflected(group)}
    family = {leaf for leaf in ways if leaf.keyword.match == "family"}
    relatives = {word for leaf in family for groups in ways[leaf] for group in groups for word in english.inflected(group)}
    inflections = lexicon.inflections(words) if words else {}
    kin = lexicon.families(relatives) if relatives else {}
    wider = {word: inflections.get(word, frozenset()) | kin.get(word, frozenset()) for word in words}
    return {
        leaf.number: [tuple(english.forms(group, wider if leaf in family else inflections) for group in groups) for groups in way]
        for leaf, way in ways.items()
    }


def _symbols(
    in_korean: Mapping[int, tuple[korean.Sequence, ...]], in_english: Mapping[int, list[tuple[frozenset[str], ...]]], lexicon: Lexicon
) -> Symbols:
    """Look up, in one go, all forms that any keyword may be made of."""
    sought = {word for sequences in in_korean.values() for sequence in sequences for word in sequence.words}
    whole = {form for word in sought for form in korean.forms(word)}
    latin = {form for ways in in_english.values() for words in ways for forms in words for form in forms}
    return Symbols.of(lexicon.entries(whole | latin), lexicon.pieces(whole))
