"""Texts to units: each turn once, by the analyser of its language, into numbers that a cache can keep.

Kiwi reads what has Korean letters, ahead on all cores; words of any other script are cut by rule, since the matching
cuts contractions and hyphens by rules of its own; a trained spaCy pipeline that the study names gives them tags.
"""

from __future__ import annotations

import array
import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qualcode.match.english import glued_runs, parts
from qualcode.match.korean import final_consonant
from qualcode.match.letters import HANGUL, has_hangul, without_surrogates
from qualcode.match.marks import marks
from qualcode.match.units import AUXILIARY, CHAIN_TAG, LATIN_TAG, SEPARATOR, VERB, WRITTEN_TAG, Ints, Units, kind_of
from qualcode.model.text import Span, nfc, sentences
from qualcode.words import installed, korean
from qualcode.words.pipelines import pipeline, tagged

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A canonical text to analyse, with its turns: (start, end, number of the speaker)."""

    text: str
    turns: tuple[tuple[int, int, int], ...]


class Vocabulary(dict[tuple[str, str], int]):
    """Numbers for (form, tag) as they come; number 0 is the separator. ``kinds`` are those of the entries."""

    def __init__(self) -> None:
        super().__init__({("", ""): SEPARATOR})
        self.entries: list[tuple[str, str]] = [("", "")]
        self.kinds = array.array("b", [0])
        self.growing: set[int] = set()
        """Stems whose last letter may live on in the syllable behind them."""

    def __missing__(self, key: tuple[str, str]) -> int:
        """Give a new entry the next number; forms are composed and folded."""
        form, tag = key
        self[key] = number = len(self.entries)
        self.entries.append((nfc(form).casefold(), tag))
        self.kinds.append(kind_of(tag))
        if tag.endswith("-I") or form.endswith("르"):
            self.growing.add(number)
        return number


@dataclass(slots=True)
class _Draft:
    """The units of a text while they are collected, with numbers of the batch's vocabulary as ids."""

    ids: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)

    def begin(self, offset: int) -> None:
        """Put a separator before a turn."""
        self.ids.append(SEPARATOR)
        self.starts.append(offset)
        self.ends.append(offset)


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed texts with the vocabulary that their ids are numbers of."""

    units: tuple[Units, ...]
    entries: tuple[tuple[str, str], ...]


def read(texts: Sequence[Text], user_words: Iterable[str] = (), pipelines: Mapping[str, str] | None = None) -> Batch:
    """Analyse texts at once; see :func:`stream`."""
    vocabulary = Vocabulary()
    units = tuple(stream(texts, vocabulary, user_words, pipelines))
    return Batch(units, tuple(vocabulary.entries))


def stream(
    texts: Sequence[Text], vocabulary: Vocabulary, user_words: Iterable[str] = (), pipelines: Mapping[str, str] | None = None
) -> Iterator[Units]:
    """Analyse texts one after the other, Kiwi working ahead; the units' ids are numbers of the vocabulary, which grows.

    A turn with a Korean letter is Korean, each other one is in another language. Raises NoPipeline.
    """
    nlp = pipeline("en", pipelines["en"]) if pipelines and "en" in tagged(pipelines) else None
    turns = (t.text[s:e] for t in texts for s, e, _ in t.turns)
    in_korean = korean.tokens((turn for turn in turns if has_hangul(turn)), user_words) if installed.kiwi() else None
    latin = _Latin(vocabulary)
    for text in texts:
        yield _finished(text, _text(text, vocabulary, in_korean, latin, nlp), vocabulary)


def _text(
    text: Text, vocabulary: Vocabulary, in_korean: Iterator[Sequence[korean.Token]] | None, latin: _Latin, nlp: Language | None
) -> _Draft:
    draft = _Draft()
    for start, end, _ in text.turns:
        draft.begin(start)
        turn = text.text[start:end]
        if in_korean is not None and has_hangul(turn):
            _korean(draft, turn, start, next(in_korean), vocabulary)
            latin.inside_korean(draft, turn, start)
        elif nlp is None:
            latin.turn(draft, turn, start)
        else:
            latin.tagged(draft, turn, start, nlp)
    return draft


def _korean(draft: _Draft, turn: str, offset: int, tokens: Sequence[korean.Token], vocabulary: Vocabulary) -> None:
    """Take the morphemes of a turn; a stem with ㅂ ends where its last letter lives on (돕 in 도와)."""
    ids = [vocabulary[t.form, t.tag] for t in tokens]
    draft.ids.extend(ids)
    draft.starts.extend([offset + t.start for t in tokens])
    draft.ends.extend([offset + t.end for t in tokens])
    first = len(draft.ids) - len(tokens)
    for number in () if vocabulary.growing.isdisjoint(ids) else range(len(tokens)):
        if ids[number] in vocabulary.growing and _lives_on(turn, tokens[number], tokens[number + 1 : number + 2]):
            draft.ends[first + number] += 1


def _lives_on(turn: str, token: korean.Token, following: Sequence[korean.Token]) -> bool:
    """Tell whether the next syllable holds the last letter of a stem: the ㅂ of 돕다 in 도와, the ㄹ of 누르다 in 눌러."""
    if not following or following[0].start != token.end:
        return False
    grown = turn[token.end : token.end + 1]
    if token.form[-1] == "르":
        return grown in _AFTER_REU and final_consonant(turn[token.end - 1]) == "ㄹ"
    return (
        final_consonant(token.form[-1]) == "ㅂ" and grown in _AFTER_BIEUP and final_consonant(turn[token.end - 1 : token.end] or " ") == ""
    )


_AFTER_BIEUP, _AFTER_REU = frozenset("와왔"), frozenset("러라렀랐")
_STRETCH = re.compile(r"\S+")
_LATIN_STRETCH = re.compile(rf"[^\s{HANGUL}]*[^\W_{HANGUL}][^\s{HANGUL}]*")


class _Latin:
    """Words that are not Korean: a stretch without blanks is cut once, however often it stands in the texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known: dict[str, tuple[tuple[int, int, int], ...]] = {}
        self.glued: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def cut(self, stretch: str) -> tuple[tuple[int, int, int], ...]:
        """Give number, begin and end of each word in a stretch."""
        found = parts(stretch)
        self.known[stretch] = made = tuple((self.vocabulary[p.form, LATIN_TAG], p.start, p.end) for p in found)
        if any(part.glued for part in found):
            self.glued[stretch] = tuple((self.vocabulary[form, LATIN_TAG], i, j) for form, i, j in glued_runs(found))
        return made

    def turn(self, draft: _Draft, turn: str, offset: int) -> None:
        """Take the words of a turn."""
        ids, starts, ends, known = draft.ids, draft.starts, draft.ends, self.known
        for match in _STRETCH.finditer(turn):
            stretch, at = match.group(), offset + match.start()
            found = known.get(stretch)
            if found is None:
                found = self.cut(stretch)
            if len(found) > 1 and stretch in self.glued:
                draft.joins.extend(n for id_, i, j in self.glued[stretch] for n in (id_, len(ids) + i, len(ids) + j))
            for id_, start, end in found:
                ids.append(id_)
                starts.append(at + start)
                ends.append(at + end)

    def tagged(self, draft: _Draft, turn: str, offset: int, nlp: Language) -> None:
        """Take the words of a turn with the tags of a pipeline: that of the token in which each begins."""
        doc = nlp(without_surrogates(turn))
        begins, tags = [t.idx for t in doc], [t.pos_ for t in doc]
        first = len(draft.ids)
        self.turn(draft, turn, offset)
        for place in range(first, len(draft.ids)):
            form, _ = self.vocabulary.entries[draft.ids[place]]
            tag = tags[max(bisect.bisect_right(begins, draft.starts[place] - offset) - 1, 0)]
            draft.ids[place] = self.vocabulary[form, f"{LATIN_TAG}:{tag}"]

    def inside_korean(self, draft: _Draft, turn: str, offset: int) -> None:
        """Let morphemes of a Korean turn be read as words of another script too (Workshop을)."""
        for match in _LATIN_STRETCH.finditer(turn):
            at = offset + match.start()
            found = parts(match.group())
            spans = [(p.form, p.start, p.end) for p in found if p.form[:1].isalnum()]
            spans += [(form, found[i].start, found[j].end) for form, i, j in glued_runs(found)]
            for form, start, end in spans:
                first, last = (bisect.bisect_right(draft.starts, place) - 1 for place in (at + start, at + end - 1))
                draft.joins.extend((self.vocabulary[form, LATIN_TAG], max(first, 0), max(first, last)))


def _finished(text: Text, draft: _Draft, vocabulary: Vocabulary) -> Units:
    ids = np.array(draft.ids, np.int32)
    chains = [n for chain in _chains(text.text, draft, ids, vocabulary) for n in chain]
    within = [span for s, e, _ in text.turns for span in sentences(text.text, Span(s, e))]
    starts = np.maximum.accumulate(
        np.array(draft.starts, np.int32)
    )  # Kiwi lets a contracted ending begin before the stem it left out (한대서)
    return Units(
        ids,
        starts,
        np.maximum(np.array(draft.ends, np.int32), starts),
        _flat((s, e) for s, e, _ in text.turns),
        np.array([speaker for _, _, speaker in text.turns], np.int32),
        _flat((span.start, span.end) for span in within),
        _flat((span.start, span.end) for span in marks(text.text)),
        np.array(draft.joins + chains, np.int32),
    )


def _flat(pairs: Iterable[tuple[int, int]]) -> Ints:
    return np.array([n for pair in pairs for n in pair], np.int32)


_LINKS = ("어", "아", "여")


def _chains(text: str, draft: _Draft, ids: Ints, vocabulary: Vocabulary) -> Iterator[tuple[int, int, int]]:
    """Give verbs that 어 or 아 ties together (넓어지다) as one: number of the joined form, first and last unit."""
    kinds = np.array(vocabulary.kinds, np.int8)[ids]
    links = [vocabulary[form, "EC"] for form in _LINKS if (form, "EC") in vocabulary]
    places = np.flatnonzero(np.isin(ids[1:-1], links)) + 1
    tied = np.isin(kinds[places - 1], (VERB, AUXILIARY)) & np.isin(kinds[places + 1], (VERB, AUXILIARY))
    linked = set(places[tied].tolist())
    for place in sorted(linked):
        last = place
        while kinds[place - 1] == VERB and last in linked:
            head = "".join(text[draft.starts[place - 1] : draft.starts[last + 1]].split())
            yield vocabulary[head + vocabulary.entries[draft.ids[last + 1]][0], CHAIN_TAG], place - 1, last + 1
            last += 2


_WRITTEN = re.compile(r"\w+")


def stream_written(texts: Iterable[Text], vocabulary: Vocabulary) -> Iterator[Units]:
    """Give the words of texts as they are written in the turns: runs of letters and digits, case folded."""
    return (_written(text, vocabulary) for text in texts)


def _written(text: Text, vocabulary: Vocabulary) -> Units:
    draft = _Draft()
    for start, end, _ in text.turns:
        for match in _WRITTEN.finditer(text.text, start, end):
            draft.ids.append(vocabulary[match.group(), WRITTEN_TAG])
            draft.starts.append(match.start())
            draft.ends.append(match.end())
    turns = _flat((s, e) for s, e, _ in text.turns)
    return Units(np.array(draft.ids, np.int32), np.array(draft.starts, np.int32), np.array(draft.ends, np.int32), turns)
