"""Which words deny a hit, how far they reach, and what stops them."""

from __future__ import annotations

import pytest
from by_hand import Talk, stored, talk, texts_of

from qualcode.match import engine
from qualcode.match.compile import compile_keywords
from qualcode.model.codebook import Code, Keyword


def flags(keyword: str, *talks: Talk) -> list[bool]:
    """Tell of each hit of a keyword whether it is denied."""
    store = stored(talks)
    matcher = compile_keywords([Code(id="a", keywords=(Keyword(keyword),))], store)
    _, hits, _ = engine.find(matcher, texts_of(talks, store))
    return [bool(flag) for flag in hits.negated]


@pytest.mark.parametrize(
    ("units", "denied"),
    [
        ("안/MAG 배우/VV|었/EP", True),
        ("못/MAG 또/MAG 배우/VV", True),
        ("안/MAG 또/MAG 더/MAG 배우/VV", False),
        ("배우/VV|지/EC 않/VX|아/EF", True),
        ("배우/VV|지/EC 못하/VX", True),
        ("배우/VV|ㄴ/ETM 적/NNB|이/JKS 없/VA", True),
        ("배우/VV|ㄹ/ETM 수/NNB|는/JX 늘/MAG 더/MAG 없/VA", True),
        ("배우/VV|ㄹ/ETM 수/NNB|는/JX 늘/MAG 더/MAG 또/MAG 없/VA", False),
        ("배우/VV|지/EC 말/VX", True),
        ("배우/VV|기/ETN 싫/VA-R", True),
        ("말/NNG|을/JKO 배우/VV", False),
        ("배우/VV|고/EC 말/NNG", False),
        ("배우/VV|ㅁ/ETN 없이/MAG", True),
        ("없이/MAG 배우/VV", False),
        ("안/MAG 배우/VV|ㄴ/ETM 게/NNB 없/VA", False),
        ("배우/VV|지/EC 않/VX|은/ETM 사람/NNG|은/JX 없/VA", False),
        ("배우/VV|아서/EC 안/MAG 가/VV", False),
        ("배우/VV|는데/EC 못/MAG 가/VV", False),
        ("안/MAG 가/VV|니까/EC 배우/VV", False),
        ("안/MAG 가/VV|…/SF 배우/VV", False),
        ("배우/VV", False),
        ("배우/VV|지/EC 않/VX", True),
        ("배우/VV|지/EC 안/MAG", True),
        ("배우/VV 않/VX|지/EC 가/VV|지/EC 더/MAG 또/MAG 않/VX", False),
    ],
)
def test_korean(units: str, denied: bool) -> None:  # noqa: FBT001 - a column of the table
    assert flags("배우다", talk(units)) == [denied]


@pytest.mark.parametrize(
    ("units", "denied"),
    [("참여/NNG|를/JKO 안/MAG 하/XSV", True), ("참여/NNG|는/JX 잘/MAG 하/XSV", False), ("안/MAG 참여/NNG|를/JKO 안/MAG 하/XSV", False)],
)
def test_a_denial_between_a_noun_and_its_verb_counts(units: str, denied: bool) -> None:  # noqa: FBT001 - a column
    assert flags("참여하다", talk(units)) == [denied]


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("we did not learn", True),
        ("we do n't learn", True),
        ("nobody here in this room will learn", True),
        ("nobody of us here in this room will learn", False),
        ("we learn it never", True),
        ("we learn this old thing never", False),
        ("we learn without", False),
        ("without you we learn", True),
        ("never , we learn", False),
        ("it failed but we learn", False),
        ("we never learn without pain", True),
        ("never without you we learn", False),
        ("we not only learn", False),
        ("no doubt we learn", False),
        ("no we learn", True),
        ("neither you nor we learn", True),
        ("we learn", False),
        ("learn not", True),
    ],
)
def test_english(words: str, denied: bool) -> None:  # noqa: FBT001 - a column of the table
    assert flags("learn", talk(words)) == [denied]


def test_the_last_unit_of_all_texts_is_counted_once() -> None:
    """What stands there is not met again by looking on behind it, and looking on ends."""
    for units, keyword in (("we learn it never", "learn"), ("배우/VV|지/EC 않/VX", "배우다")):
        assert flags(keyword, talk(units)) == flags(keyword, talk(units), talk("x")) == [True]


def test_a_denial_reaches_into_no_other_sentence_turn_or_text() -> None:
    assert flags("learn", talk("they never|… we learn")) == [False]
    assert flags("learn", talk("they never", "we learn", "not us")) == [False]
    assert flags("learn", talk("they never"), talk("learn"), talk("not us")) == [False]
    assert flags("배우다", talk("안/MAG", "배우/VV", "않/VX")) == [False]


def test_each_hit_has_its_own_flag() -> None:
    assert flags("learn", talk("we never learn|. they learn"), talk("we learn|. you cannot learn")) == [True, False, False, True]


def test_every_word_of_a_combination_has_its_own_flag() -> None:
    assert flags("learn AND teach", talk("we never learn , we teach")) == [True, False]
