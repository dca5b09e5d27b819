"""The development sentences as pairs of sentence and keyword, and how a list of hits is judged against them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualcode.match.engine import compile_keywords, hits
from qualcode.model.codebook import Code, Keyword
from qualcode.model.coding import Evidence
from qualcode.model.text import Span, canonical
from qualcode.words import analyse
from qualcode.words.english import inflections

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "data" / "keywords-dev.yaml").read_text("utf-8"))
SETS = {one["id"]: one for one in DATA["sets"]}


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
    start = 0
    for word in text.split():
        start = text.index(word, start)
        yield Span(start, start + len(word))
        start += len(word)


def search(keywords: Iterable[str], text: str) -> dict[str, tuple[Evidence, ...]]:
    """Find keywords in one text: each keyword is a code of its own."""
    matcher = compile_keywords([Code(id=k, keywords=(Keyword(k),)) for k in keywords], inflections)
    assert matcher.unreadable == ()
    return hits(matcher, analyse([text])[0], text)


def written(sentence: dict[str, Any]) -> str:
    """Give the letters as the file says they are written."""
    text = str(sentence["text"])
    return unicodedata.normalize("NFD", text) if sentence.get("write") == "NFD" else text


def pairs(set_id: str) -> list[Pair]:
    """Judge all sentences of a set; spans are compared in the composed text."""
    one = SETS[set_id]
    texts = [written(s) for s in one["sentences"]]
    matcher = compile_keywords([Code(id=k, keywords=(Keyword(k),)) for k in one["keywords"]], inflections)
    found = [hits(matcher, words, text) for words, text in zip(analyse(texts), texts, strict=True)]
    triples = zip(one["sentences"], texts, found, strict=True)
    return [_pair(s, k, text, hit.get(k, ())) for s, text, hit in triples for k in one["keywords"]]


def _pair(sentence: dict[str, Any], keyword: str, text: str, found: tuple[Evidence, ...]) -> Pair:
    _, moved = canonical(text)
    wanted = tuple(Span(h["start"], h["end"]) for h in sentence["hits"] if h["keyword"] == keyword)
    spans = tuple(Span(moved[e.start], moved[e.end]) for e in found)
    return Pair(sentence["id"], keyword, sentence["text"], wanted, spans, frozenset(sentence.get("tags", ())))


def scores(judged: Iterable[Pair]) -> tuple[float, float, float]:
    """Give precision, recall and F1 over pairs."""
    judged = list(judged)
    right, wrong = sum(p.right for p in judged), sum(p.wrong for p in judged)
    wanted = sum(len(p.wanted) for p in judged)
    precision, recall = right / (right + wrong), right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)
