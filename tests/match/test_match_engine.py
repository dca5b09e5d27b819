"""Compiling a codebook, and hits as columns over several texts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import numpy as np
import pytest
from by_hand import Talk, stored, talk, texts_of
from dev_sentences import search

from qualcode.files.units import UnitStore
from qualcode.match import engine
from qualcode.match.compile import Matcher, compile_keywords
from qualcode.match.engine import TIERS, Hits
from qualcode.match.hits import longest
from qualcode.model.codebook import Code, Keyword

CUT = talk("지역/NNG 협동/NNG|조합/NNG|을/JKO 만들/VV|고/EC")
Row = tuple[str, str, str, str]


def code(id: str, *find: str | Keyword, **more: Any) -> Code:  # noqa: A002, ANN401 - the field's name; any field of a code
    return Code(id=id, keywords=tuple(k if isinstance(k, Keyword) else Keyword(k) for k in find), **more)


def hits_of(matcher: Matcher, talks: Sequence[Talk], store: UnitStore) -> list[Row]:
    """Give code, keyword, tier and words of each hit, in the order of codes, keywords and text."""
    _, hits, _ = engine.find(matcher, texts_of(talks, store))
    whole = "\n".join(one.text for one in talks)
    rows = zip(hits.entry.tolist(), hits.tier.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True)
    named = ((matcher.entries[e], TIERS[t], whole[start:end]) for e, t, start, end in rows)
    return [(entry.code, entry.keyword, tier, words) for entry, tier, words in named]


def found(codes: Sequence[Code], *talks: Talk) -> list[Row]:
    store = stored(talks)
    return hits_of(compile_keywords(codes, store), talks, store)


def test_hits_are_in_the_order_of_codes_keywords_and_text() -> None:
    assert found([code("a", "만들다", "협동조합"), code("b", "협동 조합")], CUT) == [
        ("a", "만들다", "verb", "만들"),
        ("a", "협동조합", "noun", "협동조합"),
        ("b", "협동 조합", "noun", "협동조합"),
    ]


def test_offsets_go_on_from_text_to_text_and_no_hit_reaches_over() -> None:
    halves = talk("우리/NP 협동/NNG"), talk("조합/NNG"), CUT
    store = stored(halves)
    matcher = compile_keywords([code("a", "협동조합", "조합")], store)
    chunk, hits, _ = engine.find(matcher, texts_of(halves, store))
    assert chunk.bases.tolist() == [0, 7, 11]
    text = chunk.text_at(hits.start)
    assert text.tolist() == [2, 1, 2]
    assert (hits.start - chunk.bases[text]).tolist() == [3, 0, 5]


def test_no_hit_reaches_over_turns() -> None:
    said = talk("협동/NNG", "조합/NNG 참여/NNG", "하/XSV 도움/NNG|을/JKO", "받/VV")
    assert found([code("a", "협동조합", "참여하다", "도움 받다")], said) == []


def test_of_nested_hits_of_one_keyword_the_longest_is_kept() -> None:
    rows = found([code("a", "조합 | 협동조합 | 지역 협동조합"), code("b", "조합", "협동조합")], CUT)
    assert [(c, words) for c, _, _, words in rows] == [("a", "지역 협동조합"), ("b", "조합"), ("b", "협동조합")]


def of_ranges(*rows: tuple[int, int, int, int]) -> Hits:
    """Make hits of entry, tier, start and end."""
    entry, tier, start, end = np.array(rows, np.int32).T
    nothing = np.zeros(len(rows), np.int32)
    return Hits(entry, tier, start, end, nothing, nothing, start, end, nothing.astype(np.bool_))


def test_overlapping_hits_of_one_keyword_are_both_kept_and_those_of_two_are_never_compared() -> None:
    hits = longest(of_ranges((0, 1, 4, 8), (0, 1, 3, 8), (0, 2, 0, 5), (0, 1, 3, 8), (1, 1, 4, 5), (0, 1, 0, 5)))
    assert list(zip(hits.entry.tolist(), hits.tier.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True)) == [
        (0, 1, 0, 5),
        (0, 1, 3, 8),
        (1, 1, 4, 5),
    ]
    assert len(longest(of_ranges((0, 0, 1, 2)).at(np.array([False])))) == 0


def test_a_code_with_a_keyword_that_cannot_be_read_keeps_its_others() -> None:
    store = stored([CUT])
    matcher = compile_keywords([code("a", "협동조합", "조합 AND", "만들* NEAR 지역")], store)
    assert [row[1] for row in hits_of(matcher, [CUT], store)] == ["협동조합"]
    assert [(u.code, u.keyword.find, u.problem.column) for u in matcher.unreadable] == [("a", "조합 AND", 3), ("a", "만들* NEAR 지역", 4)]


def test_retired_and_split_codes_and_themes_without_keywords_find_nothing() -> None:
    assert found([code("a", "협동조합", retired=True), code("b", "협동조합", split=("c", "d")), Code(id="t")], CUT) == []


def test_an_empty_codebook_and_an_empty_study_find_nothing() -> None:
    assert found([], CUT) == []
    assert found([code("a", "협동조합")]) == []
    assert found([code("a", "협동조합")], talk()) == []


def test_match_form_takes_the_letters_as_written() -> None:
    text = "지역 협동조합을 만들고"
    hits = search([Keyword("만들", "form"), Keyword("조합 | 지역", "form"), Keyword("만들다", "form")], text)
    assert {k: [(e.tier, e.start, e.end) for e in found] for k, found in hits.items()} == {
        "만들": [("form", 9, 11)],
        "조합 | 지역": [("form", 0, 2)],
    }


def test_one_code_carries_both_languages() -> None:
    found = search(["신뢰 | trust"], "trust가, 그러니까 신뢰가 쌓였어요")
    assert [(e.start, e.end) for e in found["신뢰 | trust"]] == [(0, 5), (13, 15)]


@pytest.mark.parametrize(("pos", "words"), [("VV-I", ["걸"]), ("VV-R", ["걷"]), ("VV", ["걷", "걸"]), ("", ["걷", "걸"])])
def test_a_tag_tells_words_apart(pos: str, words: list[str]) -> None:
    said = talk("돈/NNG|을/JKO 걷/VV-R|고/EC 길/NNG|을/JKO 걸=걷/VV-I|어/EC")
    assert [row[3] for row in found([code("a", Keyword("걷다", pos=pos))], said)] == words


def test_match_compound_calls_parts_of_nouns_nouns() -> None:
    text = "자원봉사를 했어요"
    assert [(e.tier, e.start, e.end) for e in search(["자원"], text)["자원"]] == [("compound", 0, 2)]
    assert [(e.tier, e.start, e.end) for e in search([Keyword("자원", "compound")], text)["자원"]] == [("noun", 0, 2)]


def test_match_family_finds_what_has_the_same_stem() -> None:
    text = "Collaboration helps; collaborators collaborate."
    assert [text[e.start : e.end] for e in search(["collaborate"], text)["collaborate"]] == ["collaborate"]
    found = search([Keyword("collaborate", "family")], text)["collaborate"]
    assert [text[e.start : e.end] for e in found] == ["Collaboration", "collaborators", "collaborate"]
    korean = "참여가 늘고 참여자도 참여했어요"
    assert [korean[e.start : e.end] for e in search([Keyword("참여하다", "family")], korean)["참여하다"]] == ["참여", "참여", "참여했"]


def test_a_keyword_may_say_its_language() -> None:
    text = "SNS를 하는데 sns"
    assert [e.tier for e in search([Keyword("SNS", language="ko")], text)["SNS"]] == ["noun", "noun"]
    assert [e.tier for e in search(["SNS"], text)["SNS"]] == ["word", "word"]


def test_a_hit_inside_a_mark_is_none() -> None:
    said = talk("만들/VV|고/EC [|만들/VV|] 00:12:03/SN (|만들/VV|며/EC 웃음/NNG|)")
    assert [row[3] for row in found([code("a", "만들다", "웃음", "00:12:03")], said)] == ["만들"]
    assert [e.start for e in search(['"12"', '"웃음"'], "12 [12] 00:12:03 (웃음)")['"12"']] == [0]


def calls(matcher: Matcher, texts: Sequence[engine.Text]) -> int:
    """Count the Python calls that matching takes."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        engine.find(matcher, texts)
    finally:
        sys.setprofile(None)
    return count


NOUNS = [a + b for a in "간난단란만반산안잔찬칸탄판한강낭당랑망방상앙장창캉" for b in "굴눌둘물불술울줄출쿨툴풀훌군눈둔문분순운"]


@pytest.mark.parametrize("written", ["{}", "{}하다", "{} 받다", "word{}", '"{}"'])
def test_five_hundred_keywords_cost_no_more_calls_than_five(written: str) -> None:
    keywords = [written.format(noun if written[0] != "w" else number) for number, noun in enumerate(NOUNS)]
    assert len(set(keywords)) == 500
    said = [talk(" ".join(f"{noun}/NNG" for noun in NOUNS) + " " + " ".join(f"word{n}" for n in range(500)))]
    store = stored(said)
    few, many = (compile_keywords([code(k, k) for k in some], store) for some in (keywords[:5], keywords))
    texts = texts_of(said, store)
    assert calls(many, texts) == calls(few, texts)
