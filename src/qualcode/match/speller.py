"""Keywords as paths of symbols: every way in which the units of a text can spell a word or phrase of the codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from qualcode.match.automaton import GROWN, LIGHT, LOOSE, NEXT, ROOT, Paths
from qualcode.match.korean import CHAIN as CHAIN_TIER
from qualcode.match.korean import COMPOUND as COMPOUND_TIER
from qualcode.match.korean import LIGHT as LIGHT_TIER
from qualcode.match.korean import LIGHT_VERBS, PHRASE, Sequence, Sought
from qualcode.match.korean import NOUN as NOUN_TIER
from qualcode.match.korean import PART as PART_TIER
from qualcode.match.korean import VERB as VERB_TIER
from qualcode.match.korean import WHOLE as WHOLE_TIER
from qualcode.match.symbols import (
    GROWN_VERB,
    JOINED,
    LATIN_WORD,
    LIGHT_VERB,
    NOUN_ANY,
    NOUN_BACK,
    NOUN_FRONT,
    NOUN_WHOLE,
    STEM,
    STEM_PART,
    WORD,
    Symbols,
)
from qualcode.match.units import AUXILIARY
from qualcode.match.units import NOUN as NOUN_KIND
from qualcode.match.units import VERB as VERB_KIND

LATIN_TIER = "word"
_A_NOUN, _A_VERB = 1 << NOUN_KIND, 1 << VERB_KIND | 1 << AUXILIARY


class Output(NamedTuple):
    """What a path that was found stands for: a hit of a leaf in a tier, or (``word``) a word of phrases."""

    target: int
    tier: str
    word: bool = False


@dataclass(slots=True)
class Speller:
    """Paths over symbols for single words, and paths over words for phrases, with the outputs that both number into."""

    symbols: Symbols
    words: Paths = field(default_factory=Paths)
    phrases: Paths = field(default_factory=Paths)
    outputs: dict[Output, int] = field(default_factory=dict)
    known: dict[tuple[Sought, str], int] = field(default_factory=dict)
    nouns: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    heads: dict[tuple[str, int], int] = field(default_factory=dict)

    def _output(self, output: Output) -> int:
        return self.outputs.setdefault(output, len(self.outputs))

    def korean(self, leaf: int, sequence: Sequence, pos: str) -> None:
        """Spell out one reading of a Korean term."""
        if len(sequence.words) == 1:
            self._sought(sequence.words[0], pos, lambda tier: Output(leaf, tier))
            return
        at = ROOT
        for number, sought in enumerate(sequence.words, 1):
            word = self._word(sought, pos)
            last = number == len(sequence.words)
            to = self.phrases.node(LOOSE if sequence.loose and not last else NEXT)
            self.phrases.edge(at, word, to)
            at = to
        self.phrases.outputs[at].append(self._output(Output(leaf, PHRASE)))

    def _word(self, sought: Sought, pos: str) -> int:
        """Give the number of a word of phrases, spelled out once."""
        key = (sought, pos)
        if key not in self.known:
            number = self.known[key] = len(self.known) + 1
            self._sought(sought, pos, lambda tier: Output(number, tier, word=True))
        return self.known[key]

    def _sought(self, sought: Sought, pos: str, output: Callable[[str], Output]) -> None:
        for letters in sought.spellings:
            whole, part = self._noun(letters, pos)
            self._put(whole, output(NOUN_TIER))
            self._put(part, output(NOUN_TIER if sought.as_noun else COMPOUND_TIER))
            self._single(WORD, letters, pos, output(WHOLE_TIER))
        if sought.stem:
            self._single(STEM, sought.stem, pos, output(VERB_TIER))
            if not pos:  # joined verbs and parts of words have no tag of their own
                self._single(JOINED, sought.stem, "", output(CHAIN_TIER))
                self._single(STEM_PART, sought.stem, "", output(PART_TIER))
                self._light(sought.stem, output(LIGHT_TIER))

    def _put(self, node: int, output: Output) -> None:
        if node != ROOT:
            self.words.outputs[node].append(self._output(output))

    def _single(self, role: str, letters: str | frozenset[str], pos: str, output: Output) -> None:
        symbol = self.symbols.symbol(role, letters, pos)
        if symbol is not None:
            node = self.words.node()
            self.words.edge(ROOT, symbol, node)
            self._put(node, output)

    def _noun(self, letters: str, pos: str) -> tuple[int, int]:
        """Spell a noun by whole nouns, and with a part of the first or last: the nodes where each ends, the root for none."""
        key = (letters, pos)
        if key not in self.nouns:
            nodes = {(0, False): ROOT}
            for begin in range(len(letters)):
                for partial in (False, True):
                    if (begin, partial) in nodes:
                        self._noun_edges(nodes, (begin, partial), *key)
            end = len(letters)
            self.nouns[key] = nodes.get((end, False), ROOT), nodes.get((end, True), ROOT)
        return self.nouns[key]

    def _noun_edges(self, nodes: dict[tuple[int, bool], int], at: tuple[int, bool], letters: str, pos: str) -> None:
        begin, partial = at
        for end in range(begin + 1, len(letters) + 1):
            for role, through in _noun_roles(begin, end, len(letters), partial=partial) if not pos else ((NOUN_WHOLE, partial),):
                symbol = self.symbols.symbol(role, letters[begin:end], pos)
                if symbol is not None:
                    if (end, through) not in nodes:
                        nodes[end, through] = self.words.node(follows=_A_NOUN)
                    self.words.edge(nodes[at], symbol, nodes[end, through])

    def _light(self, stem: str, output: Output) -> None:
        """Spell X하다 as X and 하 with little between them, and X with any verb grown to it."""
        for cut in range(1, len(stem)):
            head, verb = stem[:cut], stem[cut:]
            ways = ((GROWN_VERB, GROWN), (LIGHT_VERB, LIGHT)) if verb in LIGHT_VERBS else ((GROWN_VERB, GROWN),)
            for role, gap in ways:
                symbol = self.symbols.symbol(role, verb)
                if symbol is not None:
                    end = self.words.node()
                    self.words.edge(self._head(head, gap), symbol, end)
                    self._put(end, output)

    def _head(self, head: str, gap: int) -> int:
        """Give the node behind a noun or adverb that a light verb follows with this gap."""
        key = (head, gap)
        if key not in self.heads:
            self.heads[key] = last = self.words.node(gap, _A_VERB)
            nodes = {0: ROOT}
            for begin in range(len(head)):
                if begin in nodes:
                    self._head_edges(nodes, head, begin, last)
            symbol = self.symbols.symbol(WORD, head)
            if symbol is not None:
                self.words.edge(ROOT, symbol, last)
        return self.heads[key]

    def _head_edges(self, nodes: dict[int, int], head: str, begin: int, last: int) -> None:
        for end in range(begin + 1, len(head) + 1):
            symbol = self.symbols.symbol(NOUN_WHOLE, head[begin:end])
            if symbol is not None:
                if end not in nodes:
                    nodes[end] = last if end == len(head) else self.words.node(follows=_A_NOUN)
                self.words.edge(nodes[begin], symbol, nodes[end])

    def english(self, leaf: int, words: Iterable[frozenset[str]], pos: str) -> None:
        """Spell out one reading of an English term: each word in any of these forms, one behind the other."""
        symbols = [self.symbols.symbol(LATIN_WORD, forms, pos) for forms in words]
        at = ROOT
        if None not in symbols:
            for symbol in symbols:
                to = self.words.node()
                self.words.edge(at, symbol or 0, to)
                at = to
            self._put(at, Output(leaf, LATIN_TIER))


def _noun_roles(begin: int, end: int, length: int, *, partial: bool) -> Iterable[tuple[str, bool]]:
    """Give what letters of a noun may be, and whether the noun is then made with a part of a longer one."""
    yield NOUN_WHOLE, partial
    if begin == 0 and end == length:
        yield NOUN_ANY, True
    elif begin == 0:
        yield NOUN_BACK, True
    elif end == length:
        yield NOUN_FRONT, True
