"""AND, NOT, NEAR and SEQ over hits of their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.match.logic import AllOf, AnyOf, Close, Hit, OneOf, Tree, Unless, leaves_of, matches

A, B, C = OneOf((0,)), OneOf((1,)), OneOf((2,))


def hit(leaf: int, word: int, words: int = 1) -> Hit:
    """Make a hit on some words of a text whose words are of ten letters each, with the blank."""
    return Hit(leaf * 100 + word, word * 10, (word + words) * 10 - 1)


def word_at(offset: int) -> int:
    return offset // 10


def found(tree: Tree, *hits: Hit) -> list[list[int]]:
    """Give the numbers of the hits of each match; a hit's leaf is its hundreds."""
    by_leaf = {leaf: [one for one in hits if one.number // 100 == leaf] for leaf in range(3)}
    return [sorted(one.number for one in match) for match in matches(tree, by_leaf, word_at)]


def test_any() -> None:
    assert found(AnyOf((A, B)), hit(0, 1), hit(1, 3), hit(0, 5)) == [[1], [5], [103]]
    assert found(OneOf((0, 2)), hit(2, 1), hit(0, 3)) == [[3], [201]]
    assert found(AnyOf((A, B))) == []


def test_all_gives_one_match_of_every_hit() -> None:
    assert found(AllOf((A, B)), hit(0, 1), hit(1, 3), hit(0, 5)) == [[1, 5, 103]]
    assert found(AllOf((A, B)), hit(0, 1), hit(0, 5)) == []
    assert found(AllOf((A, AnyOf((B, C)))), hit(0, 1), hit(2, 2)) == [[1, 202]]


def test_unless() -> None:
    assert found(Unless(A, B), hit(0, 1), hit(0, 2)) == [[1], [2]]
    assert found(Unless(A, B), hit(0, 1), hit(1, 9)) == []
    assert found(Unless(A, AllOf((B, C))), hit(0, 1), hit(1, 9)) == [[1]]
    assert found(AllOf((Unless(A, B), C)), hit(0, 1), hit(2, 3)) == [[1, 203]]


@pytest.mark.parametrize(("within", "near"), [(1, False), (2, True), (50, True)])
def test_words_are_counted_from_the_end_of_one_to_the_begin_of_the_other(within: int, near: bool) -> None:  # noqa: FBT001 - a column
    left, right = hit(0, 3, words=2), hit(1, 6)
    for ordered in (False, True):
        assert bool(found(Close(A, B, within, ordered), left, right)) is near
        assert bool(found(Close(B, A, within, ordered), left, right)) is (near and not ordered)


def test_words_that_overlap_are_not_near_each_other() -> None:
    assert found(Close(A, B, 5, ordered=False), hit(0, 3, words=2), hit(1, 4)) == []
    assert found(Close(A, A, 5, ordered=False), hit(0, 3)) == []
    assert found(Close(A, A, 5, ordered=True), hit(0, 3), hit(0, 5)) == [[3, 5]]


def test_every_pair_in_reach_is_a_match() -> None:
    assert found(Close(A, B, 2, ordered=True), hit(0, 1), hit(0, 2), hit(1, 3), hit(1, 4), hit(1, 9)) == [[1, 103], [2, 103], [2, 104]]


def test_a_match_of_several_words_reaches_from_the_first_to_the_last() -> None:
    tree = Close(Close(A, B, 3, ordered=True), C, 2, ordered=True)
    assert found(tree, hit(0, 1), hit(1, 4), hit(2, 6)) == [[1, 104, 206]]
    assert found(tree, hit(0, 1), hit(1, 4), hit(2, 3)) == []


def test_leaves() -> None:
    tree = AllOf((A, Unless(AnyOf((B, C)), OneOf((3, 4))), Close(A, OneOf((5,)), 1, ordered=True)))
    assert list(leaves_of(tree)) == [0, 1, 2, 3, 4, 0, 5]


HITS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20), st.integers(1, 4)), unique_by=lambda h: h[:2], max_size=12)


@given(HITS, st.integers(1, 6), st.booleans())
def test_looking_only_at_what_is_in_reach_misses_nothing(rows: list[tuple[int, int, int]], within: int, ordered: bool) -> None:  # noqa: FBT001 - drawn
    hits = [hit(*row) for row in rows]
    lefts, rights = ([h for h in hits if h.number // 100 == leaf] for leaf in (0, 1))

    def follows(a: Hit, b: Hit) -> bool:
        return a.end <= b.start and word_at(b.start) - word_at(a.end - 1) <= within

    pairs = [sorted((a.number, b.number)) for a in lefts for b in rights if follows(a, b) or (not ordered and follows(b, a))]
    assert sorted(found(Close(A, B, within, ordered), *hits)) == sorted(pairs)
