"""Offsets on real text: every unit must lie on its own letters, and a Doc of spaCy made of them must be the text.

Runs over a study (see bench/corpora.py), or over the turns of several: ``python bench/offsets.py STUDY...``. Counts, in all
turns: nouns and words whose letters are not those at their place, units outside their turn or out of order, and Docs
whose text or tokens are not those of the turn.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from qualcode.match.english import matching_form
from qualcode.match.letters import has_hangul
from qualcode.match.units import KIND_BITS, LATIN, NOUN, Units
from qualcode.model.source import Source
from qualcode.session.study import open_study
from qualcode.words import analyser, korean

_KIND = (1 << KIND_BITS) - 1


def units_of(sources: list[Source]) -> Iterator[tuple[Source, Units, analyser.Vocabulary]]:
    """Analyse the turns of sources."""
    vocabulary = analyser.Vocabulary()
    texts = [analyser.Text(s.text, tuple((t.span.start, t.span.end, 0) for t in s.turns)) for s in sources]
    for source, units in zip(sources, analyser.stream(texts, vocabulary), strict=True):
        yield source, units, vocabulary


def letters(text: str) -> str:
    """Give the letters by which a noun is compared; its last syllable may have grown together with what follows (이젠 from 이제)."""
    return "".join(text.split()).casefold()


def wrong_units(source: Source, units: Units, vocabulary: analyser.Vocabulary) -> Iterator[str]:
    """Give what is wrong with the units of a source, by kind."""
    turns = list(zip(units.turns[::2].tolist(), units.turns[1::2].tolist(), strict=True))
    turn, before = -1, 0
    for number, start, end in zip(units.ids.tolist(), units.starts.tolist(), units.ends.tolist(), strict=True):
        form, tag = vocabulary.entries[number]
        turn, before = (turn + 1, start) if number == 0 else (turn, before)
        if not turns[turn][0] <= start <= end <= turns[turn][1] or start < before:
            yield "unit outside its turn or out of order"
        before = start
        kind, surface = vocabulary.kinds[number] & _KIND, source.text[start:end]
        if kind == LATIN and surface[:1].isalnum() and matching_form(surface) != form:
            yield "word with other letters"
        if kind == NOUN and tag in {"NNG", "NNP", "SL", "SN"} and letters(surface)[:-1] != letters(form)[:-1]:
            yield f"noun with other letters ({tag})"


def wrong_docs(turns: list[str]) -> Iterator[str]:
    """Give what is wrong with the Docs of Korean turns."""
    for turn, doc in zip(turns, korean.KiwiTokenizer(korean.blank().vocab).pipe(turns), strict=True):
        if doc.text != turn:
            yield "Doc with another text"
        yield from ("token with other letters" for t in doc if turn[t.idx : t.idx + len(t)] != t.text)


def main() -> None:
    """Count over all studies named."""
    for folder in map(Path, sys.argv[1:]):
        sources = list(open_study(folder).project.sources.values())
        found: Counter[str] = Counter()
        n_units = 0
        for source, units, vocabulary in units_of(sources):
            n_units += len(units.ids)
            found.update(wrong_units(source, units, vocabulary))
        turns = [s.words_of(t) for s in sources for t in s.turns]
        found.update(wrong_docs([turn for turn in turns if has_hangul(turn)]))
        said = ", ".join(f"{n} {what}" for what, n in found.most_common()) or "no offset failure"
        print(f"{folder.name}: {len(turns):,} turns, {n_units:,} units: {said}")


if __name__ == "__main__":
    main()
