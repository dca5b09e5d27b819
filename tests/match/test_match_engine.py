"""Compiling a codebook, and hits as evidence."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from dev_sentences import search

from qualcode.match import Word, english, form
from qualcode.match.engine import Matcher, compile_keywords, hits, longest
from qualcode.match.sequence import Index, Rule
from qualcode.model.codebook import Code, Keyword
from qualcode.model.coding import Evidence
from qualcode.words import plain


def no_forms(word: str) -> frozenset[str]:
    return frozenset({word})


def morphemes(text: str, *cut: str) -> list[Word]:
    """Make morphemes from ``surface/tag`` in the order of the text; their form is the surface."""
    words: list[Word] = []
    at = 0
    for surface, tag in (one.split("/") for one in cut):
        at = text.index(surface, at)
        words.append(Word(at, at + len(surface), surface, surface, tag))
        at += len(surface)
    return words


TEXT = "지역 협동조합을 만들고"
CUT = morphemes(TEXT, "지역/NNG", "협동/NNG", "조합/NNG", "을/JKO", "만들/VV", "고/EC")


def code(id: str, *find: str, **more: Any) -> Code:  # noqa: A002, ANN401 - the field's name; any field of a code
    return Code(id=id, keywords=tuple(map(Keyword, find)), **more)


def test_hits_are_evidence_by_code_in_text_order_and_in_offsets_of_the_source() -> None:
    matcher = compile_keywords([code("a", "만들다", "협동조합"), code("b", "협동 조합")], no_forms)
    assert hits(matcher, CUT, TEXT, 100) == {
        "a": (Evidence("협동조합", "noun", 103, 107), Evidence("만들다", "verb", 109, 111)),
        "b": (Evidence("협동 조합", "noun", 103, 107),),
    }


def test_of_nested_hits_of_one_keyword_the_longest_is_kept() -> None:
    matcher = compile_keywords([code("a", "조합 | 협동조합 | 지역 협동조합"), code("b", "조합", "협동조합")], no_forms)
    found = hits(matcher, CUT, TEXT)
    assert [(e.start, e.end) for e in found["a"]] == [(0, 7)]
    assert [(e.keyword, e.start, e.end) for e in found["b"]] == [("협동조합", 3, 7), ("조합", 5, 7)]


def test_overlapping_hits_of_one_keyword_are_both_kept() -> None:
    one, other, inner = Evidence("k", "noun", 0, 5), Evidence("k", "noun", 3, 8), Evidence("k", "noun", 4, 8)
    assert longest([inner, other, one, other]) == [one, other]


def test_a_code_with_a_keyword_that_cannot_be_read_keeps_its_others() -> None:
    matcher = compile_keywords([code("a", "협동조합", "조합 AND", "learn*")], no_forms)
    assert list(hits(matcher, CUT, TEXT)) == ["a"]
    assert [(u.code, u.keyword.find, u.problem.column) for u in matcher.unreadable] == [("a", "조합 AND", 3), ("a", "learn*", 5)]


def test_retired_and_split_codes_and_themes_without_keywords_find_nothing() -> None:
    codes = [code("a", "협동조합", retired=True), code("b", "협동조합", split=("c", "d")), Code(id="t")]
    assert hits(compile_keywords(codes, no_forms), CUT, TEXT) == {}


def test_match_form_takes_the_letters_as_written() -> None:
    matcher = compile_keywords([Code(id="a", keywords=(Keyword("만들", "form"), Keyword("조합 | 지역", "form")))], no_forms)
    assert hits(matcher, [], TEXT) == {"a": (Evidence("조합 | 지역", "form", 0, 2), Evidence("만들", "form", 9, 11))}


def test_one_code_carries_both_languages() -> None:
    found = search(["신뢰 | trust"], "trust가, 그러니까 신뢰가 쌓였어요")
    assert [(e.start, e.end) for e in found["신뢰 | trust"]] == [(0, 5), (13, 15)]


def test_a_hit_inside_a_mark_is_none() -> None:
    text = "만들고 [만들] 00:12:03 (만들며 웃음)"
    words = morphemes(text, "만들/VV", "고/EC", "[/SSO", "만들/VV", "]/SSC", "(/SSO", "만들/VV")
    assert [e.start for e in hits(compile_keywords([code("a", "만들다", "00", '"12"')], no_forms), words, text)["a"]] == [0]


def calls(matcher: Matcher, words: list[Word], text: str) -> int:
    """Count the Python calls that matching one text takes."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        hits(matcher, words, text)
    finally:
        sys.setprofile(None)
    return count


NOUNS = [a + b for a in "간난단란만반산안잔찬칸탄판한강낭당랑망방상앙장창캉" for b in "굴눌둘물불술울줄출쿨툴풀훌군눈둔문분순운"]


@pytest.mark.parametrize("written", ["{}", "{}하다", "{} 받다", "word{}", '"{}"'])
def test_five_hundred_keywords_cost_no_more_than_five(written: str) -> None:
    keywords = [written.format(noun if written[0] != "w" else number) for number, noun in enumerate(NOUNS)]
    assert len(set(keywords)) == 500
    few, many = (compile_keywords([code(k, k) for k in some], no_forms) for some in (keywords[:5], keywords))
    text = TEXT + " and we made it"
    words = CUT + [Word(w.start + len(TEXT), w.end + len(TEXT), w.text, w.lemma, "SL") for w in plain.read(" and we made it")]
    calls(few, words, text)  # the words are cut once and remembered
    assert calls(many, words, text) == calls(few, words, text)


def test_what_has_no_letters_is_not_entered() -> None:
    forms = form.Forms()
    forms.add(0, "…")
    assert list(form.find(forms, "…")) == []


def test_in_english_no_word_may_be_skipped() -> None:
    assert english.Parts.of(plain.read("a b"), "a b", Index()).skip(1) == 1


def test_an_index_tries_only_rules_whose_first_step_is_there() -> None:
    index = Index()
    index.add(0, [Rule((frozenset({("noun", "조합")}), frozenset({("verb", "만들")})))])
    assert set(index.first) == {("noun", "조합")}
    assert index.keys == {("noun", "조합"), ("verb", "만들")}
