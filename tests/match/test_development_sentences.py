"""The gates: how good the matching is on sentences with known answers, and that every span is the right one."""

from __future__ import annotations

from typing import Any

import pytest
from dev_sentences import DATA, SETS, Pair, pairs, scores, search, written

from qualcode.model.text import canonical

LATER = {"compound", "compound-verb"}
"""Tags of what a later version finds: parts of compound nouns and of compound verbs."""


@pytest.fixture(scope="module")
def korean() -> list[Pair]:
    return pairs("ko-dev")


@pytest.fixture(scope="module")
def english() -> list[Pair]:
    return pairs("en-dev")


def test_korean_in_scope_is_found_and_nothing_else(korean: list[Pair]) -> None:
    in_scope = [pair for pair in korean if not pair.tags & LATER]
    assert len({pair.sentence for pair in in_scope}) == 64
    assert scores(in_scope) == (1.0, 1.0, 1.0)


def test_korean_with_compounds(korean: list[Pair]) -> None:
    precision, recall, f1 = scores(korean)
    assert precision == 1.0
    assert recall >= 0.95
    assert f1 >= 0.97
    assert {pair.sentence for pair in korean if pair.right < len(pair.wanted)} == {"kd26", "kd38", "kd65"}


def test_english_is_found_and_only_homographs_are_wrong(english: list[Pair]) -> None:
    precision, recall, f1 = scores(english)
    assert precision >= 0.93
    assert recall == 1.0
    assert f1 >= 0.96
    assert all("homonym" in pair.tags for pair in english if pair.wrong)


@pytest.mark.parametrize("which", ["korean", "english"])
def test_a_span_holds_the_letters_of_the_keyword_and_no_other(which: str, request: pytest.FixtureRequest) -> None:
    judged: list[Pair] = request.getfixturevalue(which)
    found = [(p.sentence, p.found) for p in judged if p.wanted and p.right]
    assert found == [(p.sentence, p.wanted) for p in judged if p.wanted and p.right]


@pytest.mark.parametrize("one", [a for a in DATA["alignment"] if a.get("hits")], ids=lambda a: str(a["id"]))
def test_hits_in_hard_texts(one: dict[str, Any]) -> None:
    text = written(one)
    _, moved = canonical(one["text"])
    _, moved_given = canonical(text)
    found = search([h["keyword"] for h in one["hits"]], text)
    for hit in one["hits"]:
        [evidence] = found[hit["keyword"]]
        assert (moved_given[evidence.start], moved_given[evidence.end]) == (moved[hit["start"]], moved[hit["end"]])
        if "write" not in one:
            assert text[evidence.start : evidence.end] == hit["exact"]


def test_decomposed_text_gives_offsets_into_the_text_as_it_stands() -> None:
    sentence = next(s for s in SETS["ko-dev"]["sentences"] if s["id"] == "kd73")
    text = written(sentence)
    found = search(["협동조합", "배우다"], text)
    assert [canonical(text[e.start : e.end])[0] for hits in found.values() for e in hits] == ["협동조합", "배웠"]
