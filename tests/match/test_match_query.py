"""The keyword language and its errors, and the way back from a tree to a keyword."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.match.parse import DEEPEST, parse
from qualcode.match.query import (
    Both,
    Either,
    Exact,
    Glob,
    Leaf,
    Near,
    Problem,
    Query,
    Reference,
    Regex,
    Terms,
    Without,
    children,
    leaves,
    unparse,
)
from qualcode.model.text import nfc

A, B, C, D = Terms("a"), Terms("b"), Terms("c"), Terms("d")


def read(keyword: str) -> Query:
    query = parse(keyword)
    assert not isinstance(query, list), query
    return query


def problems(keyword: str) -> list[Problem]:
    found = parse(keyword)
    assert isinstance(found, list), found
    return found


@pytest.mark.parametrize(
    ("keyword", "query"),
    [
        ("배우다", Terms("배우다")),
        ("  social   economy ", Terms("social economy")),
        ("co-operative", Terms("co-operative")),
        ("don't know", Terms("don't know")),
        ("R&D", Terms("R&D")),
        ("R＆D", Terms("R＆D")),
        ("and not or near/5", Terms("and not or near/5")),
        ("BRAND NOTE ANDROID", Terms("BRAND NOTE ANDROID")),
        ("AND/OR", Terms("AND/OR")),
        ("\u1107\u1162\u110b\u116e\u1103\u1161", Terms("배우다")),
        ('"Learning City"', Exact("Learning City")),
        ("“Learning  City”", Exact("Learning City")),
        ('"왜?"', Exact("왜?")),
        ('"/배/"', Exact("/배/")),
        ('"<code>"', Exact("<code>")),
    ],
)
def test_words_and_quotes(keyword: str, query: Query) -> None:
    assert read(keyword) == query


@pytest.mark.parametrize(
    "keyword", ["a / b", "및/또는", "and/or", "a /", "24/7", "a < b", "<3 사랑", "a <- b", "a <= b", "a<b", "<<", "a <", "R&D/"]
)
def test_slashes_and_signs_inside_of_words_are_letters(keyword: str) -> None:
    expected = Terms(keyword) if any(c.isalnum() for c in keyword) else None
    assert parse(keyword) == expected if expected else problems(keyword)[0].message == "here stands no letter to find"
    if expected:
        assert read(f"({keyword})") == expected


@pytest.mark.parametrize("word", ["AND", "NOT", "OR", "NEAR/5", "SEQ/2", "NEAR"])
def test_a_quoted_word_is_never_an_operator(word: str) -> None:
    assert read(f'"{word}"') == Exact(word)
    assert read(f'a AND "{word}"') == Both((A, Exact(word)))


@pytest.mark.parametrize(
    ("keyword", "query"),
    [
        ("도배 | 장판", Either((Terms("도배"), Terms("장판")))),
        ("도배|장판", Either((Terms("도배"), Terms("장판")))),
        ("도배 ｜ 장판", Either((Terms("도배"), Terms("장판")))),
        ('도배 | "주민 자치" | repair', Either((Terms("도배"), Exact("주민 자치"), Terms("repair")))),
        ("(도배 | 장판)", Either((Terms("도배"), Terms("장판")))),
        ("((배우다))", Terms("배우다")),
        ("예산 AND 삭감", Both((Terms("예산"), Terms("삭감")))),
        ("예산 & 삭감", Both((Terms("예산"), Terms("삭감")))),
        ("예산 ＆ 삭감", Both((Terms("예산"), Terms("삭감")))),
        ("신뢰 NOT 신뢰도", Without(Terms("신뢰"), Terms("신뢰도"))),
        ("배우다 NEAR/5 목공", Near(Terms("배우다"), Terms("목공"), 5, ordered=False)),
        ("구청 SEQ/4 연결하다", Near(Terms("구청"), Terms("연결하다"), 4, ordered=True)),
        ("a NEAR/1 b", Near(A, B, 1, ordered=False)),
        ("a NEAR/50 b", Near(A, B, 50, ordered=False)),
        ("a SEQ/05 b", Near(A, B, 5, ordered=True)),
        ("a NEAR/５ b", Near(A, B, 5, ordered=False)),
    ],
)
def test_operators(keyword: str, query: Query) -> None:
    assert read(keyword) == query


@pytest.mark.parametrize(
    ("keyword", "query"),
    [
        ("a | b AND c", Either((A, Both((B, C))))),
        ("a AND b | c", Either((Both((A, B)), C))),
        ("(a | b) AND c", Both((Either((A, B)), C))),
        ("a AND b NOT c", Both((A, Without(B, C)))),
        ("a NOT b AND c", Both((Without(A, B), C))),
        ("a NOT (b AND c)", Without(A, Both((B, C)))),
        ("a NOT b NEAR/2 c", Without(A, Near(B, C, 2, ordered=False))),
        ("a NEAR/2 b NOT c", Without(Near(A, B, 2, ordered=False), C)),
        ("a NEAR/2 (b | c)", Near(A, Either((B, C)), 2, ordered=False)),
        ("a b NEAR/2 c d", Near(Terms("a b"), Terms("c d"), 2, ordered=False)),
        ("a NOT b NOT c", Without(Without(A, B), C)),
        ("a NOT (b NOT c)", Without(A, Without(B, C))),
        ("a NEAR/2 b SEQ/3 c", Near(Near(A, B, 2, ordered=False), C, 3, ordered=True)),
        ("a NEAR/2 (b SEQ/3 c)", Near(A, Near(B, C, 3, ordered=True), 2, ordered=False)),
        ("(a | b) | (c | d)", Either((A, B, C, D))),
        ("(a AND b) AND (c AND d)", Both((A, B, C, D))),
        ("（a | b） ＆ c", Both((Either((A, B)), C))),
        ("(a)AND(b)", Both((A, B))),
    ],
)
def test_precedence_and_brackets(keyword: str, query: Query) -> None:
    assert read(keyword) == query


@pytest.mark.parametrize(
    ("keyword", "query"),
    [
        ("learn*", Glob("learn*")),
        ("＊조합", Glob("*조합")),
        ("주민？", Glob("주민?")),
        ("wom?n", Glob("wom?n")),
        ("주민*  learn  모임", Glob("주민* learn 모임")),
        ("모임 주민*", Glob("모임 주민*")),
        ("주민* | 모임", Either((Glob("주민*"), Terms("모임")))),
        ("/배[우웠워운]\\w*/i", Regex("배[우웠워운]\\w*", ignore_case=True)),
        ("/주민 (자치|참여)/", Regex("주민 (자치|참여)", ignore_case=False)),
        ('/"왜"/', Regex('"왜"', ignore_case=False)),
        (r"/및\/또는/", Regex("및/또는", ignore_case=False)),
        (r"/a\\/", Regex(r"a\\", ignore_case=False)),
        (r"/a\\\/b/", Regex(r"a\\/b", ignore_case=False)),
        ("/（웃음）/", Regex("（웃음）", ignore_case=False)),
        ("a AND /b|c/ NOT /d/i", Both((A, Without(Regex("b|c", ignore_case=False), Regex("d", ignore_case=True))))),
        ("(/b/)", Regex("b", ignore_case=False)),
        ("<resident.expertise>", Reference("resident.expertise")),
        ("< 주민 역량 >", Terms("< 주민 역량 >")),
        ("<주민 역량 >", Reference("주민 역량")),
        ("<주민.역량> | <2021>", Either((Reference("주민.역량"), Reference("2021")))),
        ("<2 und 3>", Terms("<2 und 3>")),
        ('<#"a"|b>', Reference('#"a"|b')),
    ],
)
def test_globs_regular_expressions_and_references(keyword: str, query: Query) -> None:
    assert read(keyword) == query


@pytest.mark.parametrize(
    ("keyword", "column", "words", "advice"),
    [
        ("", 0, "empty", "write a word"),
        ("   ", 0, "empty", "write a word"),
        ("…", 0, "no letter", "write a word"),
        ("도배 | --", 5, "no letter", "write a word"),
        ("도배 OR 장판", 3, "OR is no operator", "a | b"),
        ("\u1103\u1169\u1107\u1162 OR a", 3, "OR is no operator", "a | b"),
        ("도배 | (장판", 5, "bracket is never closed", ")"),
        ("(", 0, "bracket is never closed", ")"),
        ("((도배 | 장판)", 0, "bracket is never closed", ")"),
        ("도배)", 2, "never opened", "("),
        (")도배", 0, "never opened", "("),
        ("()", 0, "stands nothing", "(a | b)"),
        ("a AND ()", 6, "stands nothing", "(a | b)"),
        ('"주민 자치', 0, "quote is never closed", 'write "'),
        ('도배 | "주민', 5, "quote is never closed", 'write "'),
        ('""', 0, "no letter", "write the words"),
        ('a | "--"', 4, "no letter", "write the words"),
        ("(도배) 장판", 5, "operator is missing", "write |"),
        ("도배 (장판)", 3, "operator is missing", "write |"),
        ('("도배" 장판)', 6, "operator is missing", "write |"),
        ("<a>b", 3, "operator is missing", "write |"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_column(keyword: str, column: int, words: str, advice: str) -> None:
    [problem] = problems(keyword)
    assert problem.column == column
    assert words in problem.message
    assert advice in problem.help


@pytest.mark.parametrize(
    ("keyword", "column", "words"),
    [
        ("도배 |", 3, "| has nothing on its right"),
        ("(도배 | ) | 장판", 4, "| has nothing on its right"),
        ("도배 || 장판", 3, "| has nothing on its right"),
        ("| 도배", 0, "| has nothing on its left"),
        ("(| 도배)", 1, "| has nothing on its left"),
        ("AND b", 0, "AND has nothing on its left"),
        ("a AND", 2, "AND has nothing on its right"),
        ("a &", 2, "& has nothing on its right"),
        ("a AND | b", 2, "AND has nothing on its right"),
        ("a NOT", 2, "NOT has nothing on its right"),
        ("a NOT NOT b", 2, "NOT has nothing on its right"),
        ("a NEAR/3 NOT b", 2, "NEAR/3 has nothing on its right"),
        ("NEAR/3 b", 0, "NEAR/3 has nothing on its left"),
        ("a | SEQ/3 b", 2, "| has nothing on its right"),
        ("(a SEQ/3)", 3, "SEQ/3 has nothing on its right"),
    ],
)
def test_an_operator_says_which_side_is_missing(keyword: str, column: int, words: str) -> None:
    [problem] = problems(keyword)
    assert (problem.column, problem.message) == (column, f"this {words}")
    assert "write the other word" in problem.help
    operator = words.split(" ", maxsplit=1)[0]
    assert (f'write "{operator}"' in problem.help) is isinstance(parse(f'"{operator}"'), Exact)


@pytest.mark.parametrize(
    ("keyword", "column"), [("NOT b", 0), ("a | NOT b", 4), ("a AND (NOT b)", 7), ("a AND NOT b", 6), ("a & NOT b", 4)]
)
def test_a_not_with_nothing_to_find_before_it_says_what_to_write(keyword: str, column: int) -> None:
    [problem] = problems(keyword)
    assert (problem.column, problem.message) == (column, "this NOT has nothing on its left")
    assert "a NOT b" in problem.help
    assert ("without the" in problem.help) is ("AND NOT" in keyword or "& NOT" in keyword)


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        ("NEAR", "no number"),
        ("SEQ", "no number"),
        ("NEAR /5", "no number"),
        ("NEAR/", "no whole number"),
        ("NEAR/ 5", "no whole number"),
        ("SEQ/x", "no whole number"),
        ("NEAR/-1", "no whole number"),
        ("NEAR/2.5", "no whole number"),
        ("NEAR/²", "no whole number"),
        ("NEAR/0", "no room"),
        ("SEQ/000", "no room"),
        ("NEAR/51", "above 50"),
        ("NEAR/" + "9" * 5000, "above 50"),
    ],
)
def test_near_needs_a_number_of_words(operator: str, words: str) -> None:
    first, *rest = problems(f"배우다 {operator} 기술")
    assert first.column == 4
    assert words in first.message
    assert f"a {operator[:3]}" in first.help
    assert not rest or operator == "NEAR/ 5"


@pytest.mark.parametrize(
    ("keyword", "column"),
    [("*", 0), ("a | ??", 4), ("a*", 0), ("주민 왜?", 3), ("＊가", 0), ("learn* *", 7), ("이거 왜 안 돼？", 7), ("*-*-*", 0)],
)
def test_a_glob_needs_two_letters_in_each_word_with_wildcards(keyword: str, column: int) -> None:
    [problem] = problems(keyword)
    assert problem.column == column
    assert "fewer than 2 letters" in problem.message
    assert "double quotes" in problem.help


@pytest.mark.parametrize(
    ("keyword", "column", "words"),
    [
        ("/배우", 0, "/ is never closed"),
        ("도배 | /배\\/", 5, "/ is never closed"),
        ("및 /또는", 2, "/ is never closed"),
        ("<resident", 0, "< is never closed"),
        ("a | <b | <c>", 4, "< is never closed"),
        ("</a", 0, "< is never closed"),
        ("<>", 0, "stands no code"),
        ("a | <  >", 4, "stands no code"),
        ("//", 0, "stands nothing"),
        ("/a/x", 3, "x behind"),
        ("/a/I", 3, "I behind"),
        ("/a/ii", 4, "i behind"),
        ("/a/im", 4, "m behind"),
        ("/usr/bin", 5, "b behind"),
        ("/a(b/", 4, "missing )"),
        ("a | /*b/", 5, "nothing to repeat"),
        (r"/\/\/(/", 6, "missing )"),
        (r"/\\*\/\/[/", 9, "unterminated character set"),
        ("/배*/", 0, "matches everything"),
        ("/a|/", 0, "matches everything"),
        ("/(?au)b/", 0, "broken"),
        ("/" + "(" * 5000 + "a" + ")" * 5000 + "/", 0, "broken"),
        ("/a|(?R)/", 0, "never comes to an end"),
        ("/ab{200000}/", 3, "too often"),
        ("/(?:(?:a{90}){100}b){20,}/", 13, "too often"),
        ("/b{0,5}a{200000}/", 8, "too often"),
        ("/(?x)a{2 0 0 0 0 0 ,}/", 6, "too often"),
        ("/a{" + "9" * 5000 + "}/", 2, "too often"),
    ],
)
def test_broken_references_and_regular_expressions(keyword: str, column: int, words: str) -> None:
    [problem] = problems(keyword)
    assert problem.column == column
    assert words in problem.message
    assert problem.help


def test_a_usual_count_is_no_endless_repeat() -> None:
    assert read(r"/a\{200000}/") == Regex(r"a\{200000}", ignore_case=False)
    assert read(r"/\d{2,3}-\d{3,4}-\d{4}/") == Regex(r"\d{2,3}-\d{3,4}-\d{4}", ignore_case=False)
    assert read("/예산.{0,50}삭감.{0,50}반대.{0,50}/") == Regex("예산.{0,50}삭감.{0,50}반대.{0,50}", ignore_case=False)


def test_all_that_is_wrong_in_single_tokens_is_said_at_once() -> None:
    found = problems('* OR <> NEAR "" /(/ a/b /a/x 배우다 "')
    assert [p.column for p in found] == [0, 2, 5, 8, 13, 18, 27, 33]
    assert all(p.help for p in found)


def test_of_what_stands_between_tokens_the_first_mistake_is_said() -> None:
    assert [p.column for p in problems("a AND | b (c")] == [2]


@pytest.mark.parametrize(
    "keyword",
    [
        "(" * 5000,
        "(" * 5000 + "a" + ")" * 5000,
        "a | (" * 5000 + "a" + ")" * 5000,
        "a" + " NOT a" * 5000,
        "a" + " NEAR/3 a" * 5000,
    ],
)
def test_what_is_too_deep_for_recursion_is_a_problem(keyword: str) -> None:
    [problem] = problems(keyword)
    assert f"more than {DEEPEST} levels" in problem.message
    assert "brackets" in problem.help


def test_the_deepest_that_is_read() -> None:
    assert read("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    assert problems("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1))[0].column == DEEPEST
    assert len(list(leaves(read("a" + " NOT a" * (DEEPEST - 1))))) == DEEPEST
    assert problems("a" + " NOT a" * DEEPEST)


def test_brackets_side_by_side_and_long_rows_are_not_deep() -> None:
    assert read(" | ".join(["(a AND b)"] * 500)) == Either((Both((A, B)),) * 500)
    assert read(" AND ".join("a" * 5000)) == Both((A,) * 5000)


def test_leaves_are_given_from_left_to_right_with_both_sides_of_not() -> None:
    query = read('(도배 | "장판") AND 전등* NOT (/a/i SEQ/2 <b>)')
    assert list(leaves(query)) == [Terms("도배"), Exact("장판"), Glob("전등*"), Regex("a", ignore_case=True), Reference("b")]


def test_each_part_knows_where_it_begins() -> None:
    query = read('  도배 |  (주민* NOT "a") NEAR/2 \u1107\u1162 AND </b> | /c/')
    assert isinstance(query, Either)
    assert [one.column for one in (query, *query.options)] == [2, 2, 8, 42]
    both = query.options[1]
    assert [part.column for part in children(both)] == [8, 35]
    near = children(both)[0]
    assert [part.column for part in children(near)] == [9, 29]
    assert [leaf.column for leaf in leaves(query)] == [2, 9, 17, 29, 35, 42]


def test_places_make_no_difference_between_trees() -> None:
    assert read("a | b") == read("  a  |  (b)")
    assert hash(read("a NEAR/3 b")) == hash(read("(a)  NEAR/3  (b)"))


@pytest.mark.parametrize(
    ("keyword", "written"),
    [
        ("((a)|(b))", "a | b"),
        ("(a|b) & c", "(a | b) AND c"),
        ("a NOT (b NOT c)", "a NOT (b NOT c)"),
        ("(a NOT b) NOT c", "a NOT b NOT c"),
        ("(a NEAR/3 b) SEQ/2 (c SEQ/2 d)", "a NEAR/3 b SEQ/2 (c SEQ/2 d)"),
        ("“a  b” AND ＊조합", '"a b" AND *조합'),
        (r"/a\/b\\/i NOT <c >", r"/a\/b\\/i NOT <c>"),
        ("(a / | b) AND c", "(a / | b) AND c"),
        ("(b | a /) AND (d | c <)", "(b | a /) AND (d | c <)"),
    ],
)
def test_a_tree_is_written_with_few_brackets(keyword: str, written: str) -> None:
    assert unparse(read(keyword)) == written
    assert read(written) == read(keyword)


def is_words(text: str) -> bool:
    return parse(text) == Terms(text)


def is_glob(text: str) -> bool:
    return parse(text) == Glob(text)


def is_reference(code: str) -> bool:
    return parse(f"<{code}>") == Reference(code)


PIECES_OF_REGEX = st.lists(
    st.sampled_from(["배", "[우웠]", r"\w*", "/", r"\\", r"\)", "a|b", '"', "<", "(가 나)", r"\d{3}", "AND", "﹖"]), max_size=6
)
LEAVES: st.SearchStrategy[Leaf] = st.one_of(
    st.text(st.sampled_from("가나aBNOT09 -'/<>&=.…"), min_size=1, max_size=9).filter(is_words).map(Terms),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=5).map(nfc).filter(is_words).map(Terms),
    st.text(st.sampled_from("가ab() |*?/<>&AND"), max_size=9).map(lambda s: " ".join(f"b{s}".split())).map(Exact),
    st.text(st.sampled_from("가나ab *?-/"), min_size=3, max_size=9).filter(is_glob).map(Glob),
    st.builds(Regex, PIECES_OF_REGEX.map(lambda pieces: "배" + "".join(pieces)), st.booleans()),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=6).map(nfc).filter(is_reference).map(Reference),
)


def joined(parts: list[Query], kind: type[Both | Either]) -> Query:
    """Join as the parser does: what is itself of the kind gives its parts."""
    return kind(tuple(q for part in parts for q in (children(part) if isinstance(part, kind) else (part,))))


def operators(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: joined(parts, Both)),
        several.map(lambda parts: joined(parts, Either)),
        st.builds(Without, inner, inner),
        st.builds(Near, inner, inner, st.integers(1, 50), st.booleans()),
    )


TREES: st.SearchStrategy[Query] = st.recursive(LEAVES, operators, max_leaves=8)
KEYWORDS = st.one_of(
    st.text(st.sampled_from('가나ab12 ()|"“”｜＆（）*?/<>&\\+[iANDORT…\n\u1107\u1162'), max_size=24),
    st.text(st.characters(), max_size=24),
    st.lists(
        st.sampled_from(
            [
                "가",
                "ab",
                "배우다 ",
                " AND ",
                " NOT ",
                " NEAR/3 ",
                " SEQ/2 ",
                " | ",
                "(",
                ")",
                '"a"',
                "/b/i",
                "<c>",
                "da*",
                "\u1107\u1162",
                "<",
                "/",
                "\u0338",
            ]
        ),
        max_size=14,
    ).map("".join),
)


@given(TREES)
def test_a_tree_written_and_read_is_the_same_tree(tree: Query) -> None:
    assert parse(unparse(tree)) == tree


@given(KEYWORDS)
@example("a <3|b>")
@example("(a / )|<\u0338>")
def test_any_text_is_a_tree_or_problems_inside_it(keyword: str) -> None:
    result = parse(keyword)
    if isinstance(result, list):
        assert result
        assert all(0 <= p.column <= len(nfc(keyword)) and p.message and p.help for p in result)
    else:
        assert parse(unparse(result)) == result
        assert all(0 <= leaf.column < len(nfc(keyword)) for leaf in leaves(result))


@given(st.text(alphabet=st.sampled_from("가나ab ()|*?/<>&ANDOR…"), max_size=24))
def test_what_stands_in_quotes_is_taken_by_letter(inside: str) -> None:
    expected = Exact(" ".join(inside.split()))
    result = parse(f'"{inside}"')
    assert result == expected if any(c.isalnum() for c in inside) else isinstance(result, list)


def test_a_keyword_without_a_regular_expression_does_not_load_the_package() -> None:
    script = "import sys; from qualcode.match.parse import parse; parse({!r}); print('regex' in sys.modules)"
    ran = [
        subprocess.run([sys.executable, "-c", script.format(k)], capture_output=True, text=True, check=True) for k in ("a* AND <b>", "/a/")
    ]
    assert [r.stdout.strip() for r in ran] == ["False", "True"]
