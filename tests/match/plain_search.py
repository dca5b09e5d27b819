"""A matcher that looks at each place of a text for each keyword: slow, with no array and no automaton in it.

The engine must find what this finds. Only what a keyword is to be read as (its spellings, stems and forms) and the words
that deny are shared; how units spell it, what may stand between, combination, the longest of nested hits and the windows
of denial are all told a second time.
"""

# ruff: noqa: SLF001 - the lists of words that deny are nobody else's business

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import NamedTuple

from by_hand import Parts, Said, Talk, Unit

from qualcode.match import english, korean, negation
from qualcode.match.engine import TIERS
from qualcode.match.letters import has_hangul
from qualcode.match.parse import parse
from qualcode.match.query import Both, Either, Near, Query, Terms, Without
from qualcode.match.units import ADVERB, AUXILIARY, CHAIN_TAG, LATIN, LATIN_TAG, NOUN, OTHER, PARTICLE, VERB, kind_of
from qualcode.model.codebook import Keyword
from qualcode.model.text import Span


class Hit(NamedTuple):
    """A hit: its range, its tier, the turn and the numbers of its first and last unit there."""

    start: int
    end: int
    tier: str
    turn: int
    first: int
    last: int


class Kept(NamedTuple):
    """A hit of a keyword as it is compared: ``negated`` are the flags it may have."""

    keyword: int
    start: int
    end: int
    tier: str
    negated: frozenset[bool]


@dataclass(frozen=True, slots=True)
class Search:
    """What words are made of: parts of entries, forms of English words."""

    parts: Parts
    inflections: Callable[[str], frozenset[str]]

    def find(self, keywords: Sequence[Keyword], talk: Talk) -> list[Kept]:
        """Find all keywords in a text, in the order of keywords and text."""
        turns = [_Turn.of(number, said, self.parts) for number, said in enumerate(talk.turns)]
        return [kept for number, keyword in enumerate(keywords) for kept in self._of(number, keyword, talk, turns)]

    def _of(self, number: int, keyword: Keyword, talk: Talk, turns: Sequence[_Turn]) -> Iterator[Kept]:
        query = parse(keyword.find)
        assert not isinstance(query, list), query
        vetoes = [hit for phrase in keyword.not_ for hit in self._leaf(Terms(phrase), Keyword(phrase), talk, turns)]

        @cache
        def leaf(terms: Query) -> list[Hit]:
            assert isinstance(terms, Terms)
            hits = self._leaf(terms, keyword, talk, turns)
            return [hit for hit in hits if not any(hit.start < veto.end and veto.start < hit.end for veto in vetoes)]

        if isinstance(query, Terms):
            hits = leaf(query)
        else:
            scope = [Span(t.start, t.end) for t in talk.turns] if keyword.scope == "turn" else talk.sentences
            hits = list(_combined(query, leaf, scope, talk.text))
        for hit in _longest(hits):
            alike = [other for other in hits if other[:3] == hit[:3]]
            yield Kept(number, hit.start, hit.end, hit.tier, frozenset(_denied(other, talk) for other in alike))

    def _leaf(self, terms: Terms, keyword: Keyword, talk: Talk, turns: Sequence[_Turn]) -> list[Hit]:
        is_korean = keyword.language == "ko" if keyword.language else has_hangul(terms.text)
        steps = _korean(terms.text, keyword) if is_korean else self._english(terms.text, keyword)
        hits = [hit for turn in turns for sequence in steps for hit in turn.follow(sequence)]
        return [hit for hit in hits if hit.start < hit.end and not any(m.start < hit.end and hit.start < m.end for m in talk.marks)]

    def _english(self, text: str, keyword: Keyword) -> list[_Sequence]:
        words = ((english.forms(group, _Forms(self.inflections)) for group in groups) for groups in english.readings(text))
        return [_Sequence(tuple(_Latin(forms, keyword.pos) for forms in one), loose=False, tier="word") for one in words]


class _Forms(Mapping[str, frozenset[str]]):
    """The forms of words, asked when they are wanted."""

    def __init__(self, inflections: Callable[[str], frozenset[str]]) -> None:
        self.inflections = inflections

    def __getitem__(self, word: str) -> frozenset[str]:
        if not english.has_forms(word):
            raise KeyError(word)
        return self.inflections(word)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _korean(text: str, keyword: Keyword) -> list[_Sequence]:
    sequences = korean.readings(text)
    as_noun = keyword.match == "compound"
    made = [_Sequence(tuple(_Korean(w, keyword.pos, as_noun) for w in s.words), s.loose, "phrase") for s in sequences]
    return [replace(s, tier="") if len(s.words) == 1 else s for s in made]


@dataclass(frozen=True, slots=True)
class _Korean:
    """A Korean word that is looked for."""

    sought: korean.Sought
    pos: str
    as_noun: bool

    @property
    def letters(self) -> frozenset[str]:
        return frozenset(word[0] for word in (*self.sought.spellings, self.sought.stem) if word)


@dataclass(frozen=True, slots=True)
class _Latin:
    """A word of another script in all its forms."""

    forms: frozenset[str]
    pos: str

    @property
    def letters(self) -> frozenset[str]:
        return frozenset(form[0] for form in self.forms if form)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Words that must follow each other; ``tier``: what a hit is called, if not after its word."""

    words: tuple[_Korean | _Latin, ...]
    loose: bool
    tier: str


class _Reading(NamedTuple):
    """One way to read units as a word: tier, range, the number of the last unit."""

    tier: str
    start: int
    end: int
    last: int


@dataclass(frozen=True, slots=True)
class _Turn:
    """The units of a turn; ``places``: where something begins with a letter."""

    number: int
    said: Said
    parts: Parts
    places: Mapping[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, number: int, said: Said, parts: Parts) -> _Turn:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at, unit in enumerate(said.units):
            forms = [unit.form, *(part for part, _, _ in parts(unit.form, unit.tag)), *(j.form for j in said.joins if j.first == at)]
            for letter in {form[0] for form in forms if form}:
                places[letter].append(at)
        return cls(number, said, parts, places)

    def follow(self, sequence: _Sequence) -> Iterator[Hit]:
        """Find a sequence wherever it begins."""
        for at in sorted({at for letter in sequence.words[0].letters for at in self.places.get(letter, ())}):
            for first in self.read(sequence.words[0], at):
                for end, last in self._on(sequence, 1, first):
                    yield Hit(first.start, end, sequence.tier or first.tier, self.number, at, last)

    def _on(self, sequence: _Sequence, step: int, before: _Reading) -> Iterator[tuple[int, int]]:
        if step == len(sequence.words):
            yield before.end, before.last
            return
        at = before.last + 1
        while sequence.loose and at < len(self.said.units) and self._kind(at) in {PARTICLE, ADVERB}:
            at += 1
        for reading in self.read(sequence.words[step], at) if at < len(self.said.units) else ():
            yield from self._on(sequence, step + 1, reading)

    def read(self, word: _Korean | _Latin, at: int) -> Iterator[_Reading]:
        """Read the units from a place on as a word."""
        if isinstance(word, _Latin):
            yield from self._latin(word, at)
            return
        for spelling in word.sought.spellings:
            yield from self._nouns(spelling, at, word)
            if self._is(at, spelling, word.pos, {ADVERB, OTHER}):
                yield self._reading("word", at, at)
        if word.sought.stem:
            yield from self._verbs(word.sought.stem, word.pos, at)

    def _latin(self, word: _Latin, at: int) -> Iterator[_Reading]:
        if any(self._is(at, form, word.pos, {LATIN}) for form in word.forms):
            yield self._reading("word", at, at)
        for join in self.said.joins:
            if join.first == at and join.tag.startswith(LATIN_TAG) and join.form in word.forms and _has_tag(join.tag, word.pos):
                yield self._reading("word", at, join.last)

    def _nouns(self, letters: str, at: int, word: _Korean, before: tuple[int, bool] | None = None) -> Iterator[_Reading]:
        """Spell a noun by neighbouring ones, the first and the last of which may give only a part.

        ``before``: where the ones before begin, and whether the first gave a part.
        """
        if at >= len(self.said.units) or self._kind(at) != NOUN:
            return
        unit = self.said.units[at]
        for form, begin, stop, is_part in self._as_noun(unit, letters, word.pos, first=before is None):
            start, partly = (begin, is_part) if before is None else (before[0], before[1] or is_part)
            if letters == form:
                yield _Reading("compound" if partly and not word.as_noun else "noun", start, stop, at)
            elif letters.startswith(form):
                yield from self._nouns(letters.removeprefix(form), at + 1, word, (start, partly))

    def _as_noun(self, unit: Unit, letters: str, pos: str, *, first: bool) -> Iterator[tuple[str, int, int, bool]]:
        """Give what a noun may give to these letters: itself, its end as the first, its begin as the last, any part as the only one."""
        if unit.form and _has_tag(unit.tag, pos):
            yield unit.form, unit.start, unit.end, False
        for part, begin, end in self.parts(unit.form, unit.tag) if not pos else ():
            whole = part == letters
            fits = whole or end == len(unit.form) if first else whole and begin == 0
            if fits:
                stop = min(unit.start + end, unit.end)
                yield part, min(unit.start + begin, stop), stop, True

    def _verbs(self, stem: str, pos: str, at: int) -> Iterator[_Reading]:
        unit = self.said.units[at]
        if self._is(at, stem, pos, {VERB} | ({AUXILIARY} if stem in "있없싶" else set())):
            yield self._reading("verb", at, at)
        for join in self.said.joins if not pos else ():
            if join.first == at and join.tag == CHAIN_TAG and join.form == stem:
                yield self._reading("chain", at, join.last)
        for part, begin, end in self.parts(unit.form, unit.tag) if self._kind(at) == VERB and not pos else ():
            if part == stem:
                stop = min(unit.start + end, unit.end)
                yield _Reading("part", min(unit.start + begin, stop), stop, at)
        for cut in range(1, 0 if pos else len(stem)):
            for last in self._heads(stem[:cut], at):
                yield from self._light(at, last, stem[cut:])

    def _heads(self, head: str, at: int) -> Iterator[int]:
        if self._is(at, head, "", {ADVERB, OTHER}):
            yield at
        spelled = ""
        for last in range(at, len(self.said.units)):
            spelled += self.said.units[last].form
            if self._kind(last) != NOUN or not head.startswith(spelled):
                return
            if spelled == head:
                yield last

    def _light(self, at: int, last: int, verb: str) -> Iterator[_Reading]:
        """Read any verb right behind a head, and 하 or 되 behind at most four particles and adverbs."""
        then = last + 1
        if then < len(self.said.units) and self._is(then, verb, "", {VERB}) and self.said.units[then].start == self.said.units[last].end:
            yield self._reading("light", at, then)
        while then < len(self.said.units) and self._kind(then) in {PARTICLE, ADVERB}:
            then += 1
        near = then - last - 1 <= 4
        if verb in {"하", "되"} and near and then < len(self.said.units) and self._is(then, verb, "", {VERB, AUXILIARY}):
            yield self._reading("light", at, then)

    def _is(self, at: int, form: str, pos: str, kinds: set[int]) -> bool:
        unit = self.said.units[at]
        return unit.form == form and self._kind(at) in kinds and _has_tag(unit.tag, pos)

    def _kind(self, at: int) -> int:
        return kind_of(self.said.units[at].tag)

    def _reading(self, tier: str, first: int, last: int) -> _Reading:
        return _Reading(tier, self.said.units[first].start, self.said.units[last].end, last)


def _has_tag(tag: str, pos: str) -> bool:
    return tag.removeprefix(LATIN_TAG + ":").startswith(pos)


def _combined(query: Query, leaf: Callable[[Query], Sequence[Hit]], scope: Sequence[Span], text: str) -> Iterator[Hit]:
    """Give the hits that matches of a query are made of, sentence by sentence or turn by turn."""
    for number, span in enumerate(scope):
        until = scope[number + 1].start if number + 1 < len(scope) else len(text) + 1
        starts = [span.start + word.start() for word in re.finditer(r"\S+", text[span.start : span.end])]
        for match in _matches(query, leaf, Span(span.start, until), starts):
            yield from match


def _matches(query: Query, leaf: Callable[[Query], Sequence[Hit]], span: Span, words: Sequence[int]) -> list[frozenset[Hit]]:
    def below(one: Query) -> list[frozenset[Hit]]:
        return _matches(one, leaf, span, words)

    match query:
        case Either(options):
            return [found for option in options for found in below(option)]
        case Both(parts):
            found = [below(part) for part in parts]
            return [frozenset(hit for part in found for one in part for hit in one)] if all(found) else []
        case Without(first, unless):
            return [] if below(unless) else below(first)
        case Near(left, right, within, ordered):
            pairs = product(below(left), below(right))
            return [a | b for a, b in pairs if _near(a, b, within, words) or (not ordered and _near(b, a, within, words))]
    return [frozenset({hit}) for hit in leaf(query) if span.start <= hit.start < span.end]


def _near(left: Iterable[Hit], right: Iterable[Hit], within: int, words: Sequence[int]) -> bool:
    """Tell whether the right one begins behind the left one, so many words off."""
    end, start = max(hit.end for hit in left), min(hit.start for hit in right)
    return end <= start and sum(end - 1 < word <= start for word in words) <= within


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(set(hits), key=lambda h: (h.start, -h.end, TIERS.index(h.tier))):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def _denied(hit: Hit, talk: Talk) -> bool:
    """Count what denies a hit, in it and on both sides, no further than its sentence and clause."""
    units = talk.turns[hit.turn].units
    span = next((s for s in reversed(talk.sentences) if s.start <= hit.start), Span(0, 0))
    count = sum(_adverb_before(unit) for unit in units[hit.first + 1 : hit.last])
    sides = ((units[: hit.first][::-1], _adverb_before, 2), (units[hit.last + 1 :], _denies_behind, 6))
    count += sum(_korean_denials(around, denies, reach, span) for around, denies, reach in sides)
    before = range(hit.first - 1, max(hit.first - 7, -1), -1)
    behind = range(hit.last + 1, min(hit.last + 4, len(units)))
    return (
        count + _english_denials(units, before, negation._BEFORE_IT, span) + _english_denials(units, behind, negation._BEHIND_IT, span)
    ) % 2 == 1


def _adverb_before(unit: Unit) -> bool:
    return kind_of(unit.tag) == ADVERB and unit.form in negation._ADVERBS


def _denies_behind(unit: Unit) -> bool:
    if kind_of(unit.tag) == ADVERB:
        return unit.form in negation._ADVERBS | negation._WITHOUT
    return kind_of(unit.tag) in {VERB, AUXILIARY} and unit.form in negation._VERBS


def _korean_denials(around: Sequence[Unit], denies: Callable[[Unit], bool], reach: int, span: Span) -> int:
    """Count denials; behind each one the window begins anew."""
    left, count = reach, 0
    for unit in around:
        ends_clause = unit.tag.startswith("E") and unit.form in negation._CLAUSE_ENDS
        if not left or ends_clause or not span.start <= unit.start < span.end:
            break
        left = reach if denies(unit) else left - 1
        count += denies(unit)
    return count


def _english_denials(units: Sequence[Unit], places: Iterable[int], denying: frozenset[str], span: Span) -> int:
    """Count denials; neither and nor are one."""
    words: list[str] = []
    for at in places:
        unit = units[at]
        is_latin = kind_of(unit.tag) == LATIN
        if (is_latin and unit.form in negation._CUTS) or not span.start <= unit.start < span.end:
            break
        following = units[at + 1].form if at + 1 < len(units) and kind_of(units[at + 1].tag) == LATIN else ""
        if is_latin and unit.form in denying and following not in negation._NO_DENIAL.get(unit.form, ()):
            words.append(unit.form)
    pairs = sum(word in {"neither", "nor"} for word in words)
    return len(words) - max(pairs - 1, 0)
