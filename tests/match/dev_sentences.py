"""Sentences with known answers as pairs of sentence and keyword, and how what a method finds is judged against them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from qualcode.files.units import UnitStore
from qualcode.match import engine
from qualcode.match.compile import compile_keywords
from qualcode.model.codebook import Code, Keyword
from qualcode.model.coding import Evidence
from qualcode.model.text import Span, canonical, is_canonical
from qualcode.session.analysed import WORDS, WRITTEN, Document, passing_analysis
from qualcode.words import analyser


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "data" / name).read_text("utf-8"))
    return read


DATA, OWN, UNREAD = _read("keywords-dev.yaml"), _read("keywords-own.yaml"), _read("keywords-unread.yaml")
SETS = {one["id"]: one for data in (DATA, OWN, UNREAD) for one in data["sets"]}
NEGATION = {one["id"]: one for data in (DATA, OWN, UNREAD) for one in data["negation"]}

Found: TypeAlias = Mapping[str, Sequence[Span]]
"""What is found in one text, by keyword."""

Method: TypeAlias = Callable[[Sequence[str], Sequence[str]], Iterable[Found]]
"""A way to look for keywords in canonical texts: gives what it finds in each text."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One keyword in one sentence: the spans that stand there, those that were found, and the sentence's tags."""

    sentence: str
    keyword: str
    text: str
    wanted: tuple[Span, ...]
    found: tuple[Span, ...]
    tags: frozenset[str]

    @property
    def right(self) -> int:
        """Count the wanted spans that a found one meets."""
        return sum(any(meets(self.text, span, want) for span in self.found) for want in self.wanted)

    @property
    def wrong(self) -> int:
        """Count the found spans that meet no wanted one."""
        return sum(not any(meets(self.text, span, want) for want in self.wanted) for span in self.found)


def meets(text: str, found: Span, wanted: Span) -> bool:
    """Tell whether a span overlaps the wanted one and leaves out no blank-separated word that the wanted one touches."""
    words = [w for w in _words(text) if w.overlaps(wanted)]
    return found.overlaps(wanted) and all(w.overlaps(found) for w in words)


def _words(text: str) -> Iterator[Span]:
    return (Span(*word.span()) for word in re.finditer(r"\S+", text))


def _one_turn(text: str) -> tuple[tuple[int, int, int], ...]:
    return ((0, len(text), 0),)


def stored(texts: Sequence[str]) -> tuple[UnitStore, list[engine.Text]]:
    """Analyse texts, each one turn, into a store of their own in memory."""
    assert all(map(is_canonical, texts))
    documents = [Document(text, str(n), partial(_one_turn, text)) for n, text in enumerate(texts)]
    analysis = passing_analysis()
    for layer in (WORDS, WRITTEN):
        analysis.ensure(documents, layer)
    return analysis.store, [one for _, batch in analysis.chunks(documents, written=True) for one in batch]


def found_in(keywords: Iterable[str | Keyword], texts: Sequence[str]) -> list[dict[str, tuple[Evidence, ...]]]:
    """Find keywords in canonical texts: each keyword is a code of its own, hits of each in the order of the text."""
    store, analysed = stored(texts)
    every = [keyword if isinstance(keyword, Keyword) else Keyword(keyword) for keyword in keywords]
    matcher = compile_keywords([Code(id=f"c{number}", keywords=(keyword,)) for number, keyword in enumerate(every)], store)
    assert matcher.unreadable == ()
    chunk, hits, given_up = engine.find(matcher, analysed)
    assert given_up == []
    found: list[defaultdict[str, list[Evidence]]] = [defaultdict(list) for _ in texts]
    columns = (chunk.text_at(hits.start), hits.entry, hits.tier, hits.start, hits.end, hits.negated)
    for text, entry, tier, start, end, negated in zip(*(column.tolist() for column in columns), strict=True):
        name, base = matcher.entries[entry].keyword, int(chunk.bases[text])
        found[text][name].append(Evidence(name, engine.TIERS[tier], start - base, end - base, negated))
    return [{name: tuple(hits) for name, hits in one.items()} for one in found]


def search(keywords: Iterable[str | Keyword], text: str) -> dict[str, tuple[Evidence, ...]]:
    """Find keywords in one canonical text."""
    [found] = found_in(keywords, [text])
    return found


def written(sentence: Mapping[str, Any]) -> str:
    """Give the letters as the file says they are written."""
    text = str(sentence["text"])
    return unicodedata.normalize("NFD", text) if sentence.get("write") == "NFD" else text


def all_tiers(keywords: Sequence[str], texts: Sequence[str]) -> list[Found]:
    """Look as the program does."""
    return [{name: [e.span for e in hits] for name, hits in found.items()} for found in found_in(keywords, texts)]


def without_parts(keywords: Sequence[str], texts: Sequence[str]) -> list[Found]:
    """Look as the program does, and take no hit in a part of a longer word."""
    inside = {"compound", "part", "chain"}
    return [{name: [e.span for e in hits if e.tier not in inside] for name, hits in one.items()} for one in found_in(keywords, texts)]


def one_unit(keywords: Sequence[str], texts: Sequence[str]) -> Iterator[Found]:
    """Take each unit whose form is the keyword, or its stem before 다: what ``lemma == keyword`` finds."""
    batch = analyser.read([analyser.Text(text, ((0, len(text), 0),)) for text in texts])
    for units in batch.units:
        rows = zip(units.ids.tolist(), units.starts.tolist(), units.ends.tolist(), strict=True)
        forms = [(batch.entries[id_][0], Span(start, end)) for id_, start, end in rows]
        yield {k: [span for form, span in forms if form == k.removesuffix("다")] for k in keywords}


def substring(keywords: Sequence[str], texts: Sequence[str]) -> Iterator[Found]:
    """Take the letters of the keyword (before 다) wherever they stand."""
    return _by_pattern("{}", keywords, texts)


def begins(keywords: Sequence[str], texts: Sequence[str]) -> Iterator[Found]:
    """Take each written word that begins with the letters of the keyword (before 다)."""
    return _by_pattern(r"\b{}\w*", keywords, texts)


def _by_pattern(pattern: str, keywords: Sequence[str], texts: Sequence[str]) -> Iterator[Found]:
    made = {k: re.compile(pattern.format(re.escape(k.removesuffix("다"))), re.IGNORECASE) for k in keywords}
    for text in texts:
        yield {k: [Span(*found.span()) for found in one.finditer(text)] for k, one in made.items()}


METHODS: Mapping[str, Method] = {
    "substring": substring,
    "word begins": begins,
    "one unit": one_unit,
    "without parts": without_parts,
    "all tiers": all_tiers,
}


@cache
def pairs(set_id: str, method: str = "all tiers") -> tuple[Pair, ...]:
    """Judge a method on all sentences of a set; spans are compared in the canonical text."""
    one = SETS[set_id]
    texts = [canonical(written(s))[0] for s in one["sentences"]]
    found = METHODS[method](one["keywords"], texts)
    triples = zip(one["sentences"], texts, found, strict=True)
    return tuple(_pair(s, k, text, hits.get(k, ())) for s, text, hits in triples for k in one["keywords"])


def _pair(sentence: Mapping[str, Any], keyword: str, text: str, found: Iterable[Span]) -> Pair:
    _, moved = canonical(sentence["text"])
    wanted = tuple(Span(moved[h["start"]], moved[h["end"]]) for h in sentence["hits"] if h["keyword"] == keyword)
    return Pair(sentence["id"], keyword, text, wanted, tuple(found), frozenset(sentence.get("tags", ())))


def scores(judged: Iterable[Pair]) -> tuple[float, float, float]:
    """Give precision, recall and F1 over pairs."""
    judged = list(judged)
    right, wrong = sum(p.right for p in judged), sum(p.wrong for p in judged)
    wanted = sum(len(p.wanted) for p in judged)
    precision, recall = right / max(right + wrong, 1), right / wanted
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def denials(set_id: str) -> list[tuple[str, bool, bool | None]]:
    """Give for each judged sentence of a negation set its id, whether its hit is denied, and what was found (None: no hit)."""
    judged = [s for s in NEGATION[set_id]["sentences"] if s["negated"] is not None]
    found = found_in(dict.fromkeys(s["keyword"] for s in judged), [canonical(s["text"])[0] for s in judged])
    return [(s["id"], s["negated"], _flag(s, hits.get(s["keyword"], ()))) for s, hits in zip(judged, found, strict=True)]


def _flag(sentence: Mapping[str, Any], hits: Iterable[Evidence]) -> bool | None:
    """Give the flag of the first hit on the judged words."""
    place = Span(sentence["start"], sentence["end"])
    return next((hit.negated for hit in hits if hit.span.overlaps(place)), None)
