"""Addresses: P03, P03:12, P03:12-14, P03:12.2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.address import Address, BadAddress, address_of, find_address, parse_address
from qualcode.model.source import Source, Speaker, make_source
from qualcode.model.text import Span

TEXT = "Q: 왜요?\n\nP03: 하나예요. 둘이에요. 셋.\n\n#: 쉼\n\nP03: 표가 없는 말\n"
SOURCE = make_source("P03", TEXT, {"Q": Speaker("Q"), "P03": Speaker("P03")})


def words(span: Span) -> str:
    return TEXT[span.start : span.end]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("P03", Address("P03")),
        (" P03:12 ", Address("P03", 12, 12)),
        ("P03:12-14", Address("P03", 12, 14)),
        ("P03:12.2", Address("P03", 12, 12, 2)),
        ("강북 1차-면담:3", Address("강북 1차-면담", 3, 3)),
        ("\u1100\u1161:1", Address("가", 1, 1)),
        ("P03:5-0", Address("P03", 5, 0)),
    ],
)
def test_an_address_is_read(typed: str, address: Address) -> None:
    assert parse_address(typed) == address


@pytest.mark.parametrize("typed", ["", ":3", "P03:", "P03:x", "P03:1-2.3", "P03:1.2-3", "P03:1:2", "P03:-1"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress, match="not an address") as refused:
        parse_address(typed)
    assert "P03:12-14" in refused.value.help


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("P03", TEXT[3:].rstrip()),
        ("P03:2", "하나예요. 둘이에요. 셋."),
        ("P03:1-2", "왜요?\n\nP03: 하나예요. 둘이에요. 셋."),
        ("P03:2.2", "둘이에요."),
        ("P03:3.1", "표가 없는 말"),
    ],
)
def test_an_address_finds_its_words(typed: str, found: str) -> None:
    assert words(find_address(SOURCE, parse_address(typed))) == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("P03:0", "P03:0: P03 has turns 1 to 3"),
        ("P03:4", "P03:4: P03 has turns 1 to 3"),
        ("P03:2-9", "P03:2-9: P03 has turns 1 to 3"),
        ("P03:3-1", "P03:3-1: the last turn comes before the first"),
        ("P03:3-0", "P03:3-0: the last turn comes before the first"),
        ("P03:2.4", "P03:2.4: turn 2 has sentences 1 to 3"),
        ("P03:2.0", "P03:2.0: turn 2 has sentences 1 to 3"),
    ],
)
def test_an_address_of_nothing_says_what_there_is(typed: str, said: str) -> None:
    with pytest.raises(BadAddress) as refused:
        find_address(SOURCE, parse_address(typed))
    assert str(refused.value) == said


def test_a_source_without_turns_has_no_addresses() -> None:
    bare = Source("P09", "글")
    with pytest.raises(BadAddress, match="P09:1: this source has no turns"):
        find_address(bare, parse_address("P09:1"))
    assert address_of(bare, Span(0, 1)) == "P09"


@pytest.mark.parametrize("address", ["P03:1", "P03:1-2", "P03:2", "P03:2.1", "P03:2.3", "P03:2-3", "P03:3"])
def test_the_address_of_an_address_is_itself(address: str) -> None:
    assert address_of(SOURCE, find_address(SOURCE, parse_address(address))) == address


def test_the_only_sentence_of_a_turn_is_the_turn() -> None:
    assert address_of(SOURCE, find_address(SOURCE, parse_address("P03:3.1"))) == "P03:3"


def test_two_sentences_of_a_turn_and_the_blank_between_them_are_the_turn() -> None:
    start = TEXT.index("하나")
    assert address_of(SOURCE, Span(start, TEXT.index("셋"))) == "P03:2"
    assert address_of(SOURCE, Span(TEXT.index(" 둘"), TEXT.index(" 둘") + 1)) == "P03:2"


def test_what_lies_in_no_turn_has_the_address_of_the_source() -> None:
    assert address_of(SOURCE, Span(TEXT.index("#"), TEXT.index("쉼"))) == "P03"


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_the_address_of_words_holds_all_of_them_that_are_spoken(left: int, right: int) -> None:
    span = Span(min(left, right), max(left, right))
    found = find_address(SOURCE, parse_address(address_of(SOURCE, span)))
    for turn in SOURCE.turns_in(span):
        both = Span(max(span.start, turn.span.start), min(span.end, turn.span.end))
        stripped = TEXT[both.start : both.end].strip()
        assert found.contains(both) or stripped in words(found)
