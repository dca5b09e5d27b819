"""The keyword language and its errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.match.query import Either, Exact, Problem, Terms, leaves, parse


@pytest.mark.parametrize(
    ("keyword", "query"),
    [
        ("배우다", Terms("배우다")),
        ("  social   economy ", Terms("social economy")),
        ("co-operative", Terms("co-operative")),
        ("don't know", Terms("don't know")),
        ("and/or", Terms("and/or")),
        ("R&D", Terms("R&D")),
        ("and not", Terms("and not")),
        ('"Learning City"', Exact("Learning City")),
        ("“Learning  City”", Exact("Learning City")),
        ('"왜?"', Exact("왜?")),
        ('"AND"', Exact("AND")),
        ("도배 | 장판", Either((Terms("도배"), Terms("장판")))),
        ("도배|장판", Either((Terms("도배"), Terms("장판")))),
        ("도배 ｜ 장판", Either((Terms("도배"), Terms("장판")))),
        ('도배 | "주민 자치" | repair', Either((Terms("도배"), Exact("주민 자치"), Terms("repair")))),
        ("(도배 | 장판)", Either((Terms("도배"), Terms("장판")))),
        ("（도배 | 장판） | 전등", Either((Either((Terms("도배"), Terms("장판"))), Terms("전등")))),
        ("((배우다))", Terms("배우다")),
        ("\u1107\u1162\u110b\u116e\u1103\u1161", Terms("배우다")),
    ],
)
def test_a_keyword_becomes_a_tree(keyword: str, query: object) -> None:
    assert parse(keyword) == query


@pytest.mark.parametrize(
    ("keyword", "column", "words"),
    [
        ("예산 AND 삭감", 3, "operator AND"),
        ("예산 & 삭감", 3, "operator &"),
        ("예산 ＆ 삭감", 3, "operator ＆"),
        ("신뢰 NOT 신뢰도", 3, "operator NOT"),
        ("도배 OR 장판", 3, "operator OR"),
        ("배우다 NEAR/5 기술", 4, "operator NEAR/5"),
        ("배우다 NEAR 기술", 4, "operator NEAR"),
        ("구청 SEQ/4 연결하다", 3, "operator SEQ/4"),
        ("learn*", 5, "wildcard *"),
        ("*조합", 0, "wildcard *"),
        ("주민 ?자치", 3, "wildcard ?"),
        ("/배[우웠워운]\\w*/i", 0, "regular expression"),
        ("도배 | /배 | 우/", 5, "regular expression"),
        ("/배우", 0, "never closed"),
        ("<resident.expertise>", 0, "code's keywords"),
        ("<resident", 0, "never closed"),
        ("도배 | (장판", 5, "bracket is never closed"),
        ("(", 0, "bracket is never closed"),
        ("((도배 | 장판)", 0, "bracket is never closed"),
        ("도배)", 2, "never opened"),
        (")도배", 0, "never opened"),
        ("()", 0, "stands nothing"),
        ('"주민 자치', 0, "quote is never closed"),
        ('도배 | "주민', 5, "quote is never closed"),
        ('""', 0, "no letter"),
        ("도배 |", 3, "nothing on its right"),
        ("(도배 | ) | 장판", 4, "nothing on its right"),
        ("| 도배", 0, "nothing on its left"),
        ("(| 도배)", 1, "nothing on its left"),
        ("도배 || 장판", 3, "nothing on its right"),
        ("(도배) 장판", 5, "operator is missing"),
        ("도배 (장판)", 3, "operator is missing"),
        ('("도배" 장판)', 6, "operator is missing"),
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("…", 0, "no letter"),
        ("도배 | --", 5, "no letter"),
        ("\u1103\u1169\u1107\u1162 |", 3, "nothing on its right"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_column(keyword: str, column: int, words: str) -> None:
    problems = parse(keyword)
    assert isinstance(problems, list)
    assert [p.column for p in problems] == [column]
    assert words in problems[0].message
    assert problems[0].help


def test_all_that_is_not_understood_is_said_at_once() -> None:
    problems = parse("learn* AND <code> NOT /re/ 배우다")
    assert isinstance(problems, list)
    assert [p.column for p in problems] == [5, 7, 11, 18, 22]
    assert all("not understood by this version" in p.message for p in problems)


def test_leaves_are_given_from_left_to_right() -> None:
    query = parse('(도배 | "장판") | 전등')
    assert not isinstance(query, list)
    assert list(leaves(query)) == [Terms("도배"), Exact("장판"), Terms("전등")]


@given(st.text(alphabet=st.sampled_from('가나ab ()|"“”｜*?/<>&ANDOR…\n'), max_size=24))
def test_any_line_is_a_tree_or_problems_inside_it(keyword: str) -> None:
    result = parse(keyword)
    if isinstance(result, list):
        assert result
        assert all(isinstance(p, Problem) and 0 <= p.column <= len(keyword) and p.message and p.help for p in result)
    else:
        assert all(any(c.isalnum() for c in leaf.text) for leaf in leaves(result))


@given(st.text(alphabet=st.sampled_from("가나ab ()|*?/<>&ANDOR…"), max_size=24))
def test_what_stands_in_quotes_is_taken_by_letter(inside: str) -> None:
    expected = Exact(" ".join(inside.split()))
    result = parse(f'"{inside}"')
    assert result == expected if any(c.isalnum() for c in inside) else isinstance(result, list)
