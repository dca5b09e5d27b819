"""What a keyword is read as, said in words: each reading is the one that matching uses."""

from __future__ import annotations

import pytest

from qualcode.match.explain import inflected, never, paraphrase, parts, query_of, reading, same
from qualcode.match.parse import parse
from qualcode.match.query import Query
from qualcode.model.codebook import Keyword

FORMS = {"learn": frozenset(("learn", "learns", "learned", "learnt", "learning")), "operative": frozenset(("operative", "operatives"))}


def tree(find: str) -> Query:
    made = parse(find)
    assert not isinstance(made, list)
    return made


def said(keyword: Keyword | str, *, plain_korean: bool = False) -> str:
    one = Keyword(keyword) if isinstance(keyword, str) else keyword
    query = query_of(one)
    assert not isinstance(query, list)
    return reading(query, one, FORMS, plain_korean=plain_korean).said


@pytest.mark.parametrize(
    ("keyword", "read_as"),
    [
        ("연결하다", "verb, stem 연결하-"),
        ("예산", "noun"),
        ("성과를", "noun 성과, its particle 를 dropped"),
        ("회의", "noun"),
        ("주민 자치", "phrase 주민 + 자치, with or without blanks"),
        ("주민의 역량", "phrase 주민의 + 역량, with or without blanks; also without 의 of 주민의"),
        ("도움을 받다", "phrase 도움 + 받-, particles and adverbs between them or not; 을 of 도움을 dropped"),
        ("learn", "word in its 5 forms"),
        ("U2", "word in its one form"),
        ("co-operative", "2 words in all forms, joined or not"),
        ('"Learning City"', "as written, in no other form"),
        ("주민*", "glob: all written words that look like this"),
        ("/배[우웠]/i", "regular expression, capitals or not"),
        ("<resident.pride>", "all keywords of resident.pride"),
        ("도배 | 장판", "any of: 도배, 장판"),
        ("예산 AND 삭감", "combination: 예산 and 삭감, in one sentence"),
    ],
)
def test_what_a_keyword_is_read_as(keyword: str, read_as: str) -> None:
    assert said(keyword) == read_as


@pytest.mark.parametrize(
    ("keyword", "read_as"),
    [
        (Keyword("참여하다", match="family"), "verb, stem 참여하-, with all words of its family"),
        (Keyword("자원", match="compound"), "noun, parts of longer nouns as good as the noun"),
        (Keyword("걷다", pos="VV-I"), "verb, stem 걷-, only tagged VV-I"),
        (Keyword("신뢰", not_=("신뢰도",), roles=("interviewer",)), "noun, but not in 신뢰도, said by interviewer"),
        (Keyword("배우다", match="form"), "as written, in no other form"),
        (Keyword("a|b", match="regex"), "regular expression"),
        (Keyword("예산 AND 삭감", scope="turn"), "combination: 예산 and 삭감, in one turn"),
        (Keyword("name", pattern=({"POS": "VERB"},)), "spaCy token pattern"),
    ],
)
def test_options_are_said(keyword: Keyword, read_as: str) -> None:
    assert said(keyword) == read_as


def test_without_an_analyser_korean_is_read_as_written() -> None:
    assert said("배우다", plain_korean=True) == "words that begin so, since Korean is not analysed on this machine"
    assert said("learn", plain_korean=True) == "word in its 5 forms"


@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        ("신뢰 NOT 신뢰도", "신뢰 without 신뢰도, in one sentence"),
        ("배우다 NEAR/5 목공", "배우다 within 5 words of 목공, in one sentence"),
        ("구청 SEQ/1 연결하다", "구청 followed within 1 word by 연결하다, in one sentence"),
        ("(도배 | 장판) AND 구청", "(도배 or 장판) and 구청, in one sentence"),
        ("도배 | 장판 AND 구청", "도배 or (장판 and 구청), in one sentence"),
        ("<a.b> AND c", "any keyword of a.b and c, in one sentence"),
        ("도배 | 장판", "도배 or 장판"),
    ],
)
def test_a_combination_is_paraphrased(keyword: str, words: str) -> None:
    assert paraphrase(tree(keyword)) == words


def test_parts_are_keywords_of_their_own_with_the_options() -> None:
    keyword = Keyword('걷다 NOT ("걷기" | 걷다 NEAR/3 돈)', pos="VV-I", not_=("걷어",))
    found = parts(tree(keyword.find), keyword)
    assert [(p.keyword.find, p.keyword.pos, p.unwanted) for p in found] == [
        ("걷다", "VV-I", False),
        ('"걷기"', "", True),
        ("돈", "VV-I", True),
    ]
    assert all(p.keyword.not_ == ("걷어",) for p in found)
    assert parts(tree("걷다"), Keyword("걷다")) == ()


def test_only_words_behind_not_are_unwanted() -> None:
    assert [p.unwanted for p in parts(tree("a NOT b AND c"), Keyword(""))] == [False, True, False]


def test_a_light_verb_shows_its_noun_and_its_verb() -> None:
    made = reading(tree("연결하다"), Keyword("연결하다"), {})
    assert (made.tiers, made.shapes) == (("verb", "chain", "part", "light"), {"verb": "연결하-", "light": "연결 + 하"})
    assert "light" not in reading(tree("배우다"), Keyword("배우다"), {}).tiers


def test_english_words_are_those_that_matching_inflects() -> None:
    assert inflected(tree("co-operative"), Keyword("co-operative")) == {"co", "operative", "cooperative"}
    assert inflected(tree("배우다"), Keyword("배우다")) == frozenset()
    assert inflected(tree("learn"), Keyword("learn", match="form")) == frozenset()


def test_never_are_the_forms_in_no_hit_however_joined() -> None:
    words = reading(tree("co-operative"), Keyword("co-operative"), FORMS).words
    assert words == (("co",), ("operative", "operatives"))
    assert never(words, ["co-operative's", "cooperative"]) == ((), ("operatives",))
    assert never(words, ["co operatives", "cooperative"]) == ((), ())
    assert never(words, []) == (("co",), ("operative", "operatives"))


def test_function_words_of_a_phrase_are_never_missed() -> None:
    words = (("for", "fors"), ("learn", "learns"))
    assert never(words, ["for learn"]) == ((), ("learns",))
    assert never((("for", "fors"),), ["for"]) == (("fors",),)


def test_what_asks_for_the_same_is_the_same() -> None:
    assert same("도배|장판") == same("도배 |  장판")
    assert same("a AND") == "a AND"
