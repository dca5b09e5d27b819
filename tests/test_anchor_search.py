"""Looking for a quotation by its words and what stood around them, when the text it was made in is lost."""

from __future__ import annotations

import unicodedata

import pytest

from judge import TALKS, anchor_of, follow, look_for, words_at
from qualcode.anchor import Adrift, settle
from qualcode.anchor.search import search
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, text_version

TALK = TALKS["korean"]


# ---------------------------------------------------------------- step three: quote and context


def test_quote_prefix_suffix_and_position_weigh_50_20_20_and_2() -> None:
    prefix, exact, suffix = "가" * 32, "나" * 9, "다" * 32
    anchor = Anchor(32, 41, exact, prefix, suffix, "")
    assert search(anchor, prefix + exact + suffix).score == pytest.approx(1)
    assert search(anchor, prefix + exact + "라" * 32).score == pytest.approx(72 / 92)
    assert search(anchor, "라" * 32 + exact + suffix).score == pytest.approx(72 / 92)
    assert search(anchor, exact + suffix + "라" * 32).score == pytest.approx((70 + 2 * (1 - 32 / 73)) / 92)


def test_without_the_old_text_the_quote_is_found_by_its_words() -> None:
    new = "#: 교정본\n\n" + TALK
    assert words_at(look_for("주민센터 지하에 빈 창고가 있었는데", TALK, new), new) == "주민센터 지하에 빈 창고가 있었는데"


def test_without_the_old_text_an_edited_quote_is_found_by_what_stands_around_it() -> None:
    new = "#: 교정본\n\n" + TALK.replace("지하에 빈 창고가 있었는데", "지하실에 창고가 하나 있었는데")
    answer = look_for("주민센터 지하에 빈 창고가 있었는데", TALK, new)
    assert words_at(answer, new) == "주민센터 지하실에 창고가 하나 있었는데"


def test_pieces_that_stand_everywhere_do_not_hide_the_place() -> None:
    old = "#: 네네, 네네, 네네 소리\n\nP: 그러니까 네네, 네네, 네네 하고 웃기만 했죠.\n\n" + "P: 네네, 네네.\n\n" * 300
    new = old.replace("그러니까 네네, 네네, 네네 하고", "그러니까요 네네, 네네, 네네 하면서")
    answer = look_for("그러니까 네네, 네네, 네네 하고 웃기만 했죠.", old, new)
    assert words_at(answer, new) == "그러니까요 네네, 네네, 네네 하면서 웃기만 했죠."


def test_of_two_equal_quotes_the_context_decides() -> None:
    new = "#: 교정본\n\n" + TALK
    for nth in range(2):
        answer = look_for("바뀌었어요.", TALK, new, nth)
        assert isinstance(answer, Span)
        assert answer.start == anchor_of("바뀌었어요.", new, nth).start


def test_two_places_equally_good_ask_and_position_does_not_decide() -> None:
    part = "면담자: 그다음에는 어떻게 하셨는지 이어서 말씀해 주세요.\n\nP: 네, 그렇게 했습니다.\n\n면담자: 잘 들었습니다.\n\n"
    answer = look_for("네, 그렇게 했습니다.", part, "#: 교정본\n\n" + part * 2)
    assert isinstance(answer, Adrift)
    assert answer.reason == "ambiguous"
    assert answer.likeness == 1


def test_two_edited_places_equally_good_ask() -> None:
    part = "면담자: 그다음에는 어떻게 하셨는지 이어서 말씀해 주세요.\n\nP: 네, 그렇게 했습니다.\n\n면담자: 잘 들었습니다.\n\n"
    answer = look_for("네, 그렇게 했습니다.", part, "#: 교정본\n\n" + part.replace("그렇게", "그렇게들") * 2)
    assert isinstance(answer, Adrift)
    assert answer.reason == "ambiguous"


def test_the_quote_alone_is_not_enough() -> None:
    old = TALK.replace("면담자: 수료하신", "면담자: 힘들지는 않으셨고요?\n\nP21: 네, 그럼요.\n\n면담자: 수료하신")
    answer = look_for("네, 그럼요.", old, TALK, nth=1)
    assert isinstance(answer, Adrift)
    assert answer.reason == "not found"


def test_a_single_sign_of_context_at_the_end_of_a_text_proves_nothing() -> None:
    first, middle, last = (
        "A: 우리는 그날 처음으로 골목을 함께 돌았습니다.",
        "A: 아무도 나오지 않은 회의가 두 번 있었어요.",
        "B: 네, 그렇죠.",
    )
    new = f"{first}\n\n{last}\n\n{middle}\n"
    old = f"{new}\n{last}\n"
    assert isinstance(look_for("네, 그렇죠.", old, new, nth=1), Adrift)
    assert words_at(look_for("네, 그렇죠.", old, new, nth=0), new) == "네, 그렇죠."


def test_a_decomposed_quote_is_found_in_composed_text() -> None:
    anchor = anchor_of("감자를 너무 많이 받아서", TALK)
    exact, prefix, suffix = (unicodedata.normalize("NFD", x) for x in (anchor.exact, anchor.prefix, anchor.suffix))
    typed_on_a_mac = Anchor(0, 0, exact, prefix, suffix, "")
    assert settle(typed_on_a_mac, TALK, text_version(TALK), None) == Span(anchor.start, anchor.end)


# ---------------------------------------------------------------- step four: adrift


def test_adrift_names_the_nearest_words_and_how_alike_they_are() -> None:
    new = TALK.replace("예산이 십이월에 끊기니까 겨울에 모일 데가 없었어요.", "예산은 그대로인데 다들 바빠서 못 모였어요.")
    answer = follow("예산이 십이월에 끊기니까 겨울에 모일 데가 없었어요.", TALK, new)
    assert isinstance(answer, Adrift)
    assert answer.reason == "not found"
    assert answer.nearest is not None
    assert new[answer.nearest.start : answer.nearest.end].startswith("예산은")
    assert 0 < answer.likeness < 0.6


def test_adrift_names_what_came_instead_where_no_piece_of_quote_or_context_is_left() -> None:
    new = TALK.replace("첫 수업은 어땠습니까?", "처음 수업은 재미있으셨나 봐요?").replace("면담자:", "가:").replace("P21:", "나:")
    new = new.replace("바뀌었어요.", "달라지고 말았습니다!").replace("무서웠죠.", "겁났습니다.")
    answer = follow("첫 수업은 어땠습니까?", TALK, new)
    assert isinstance(answer, Adrift)
    assert answer.nearest is not None
    assert new[answer.nearest.start : answer.nearest.end] == "처음 수업은 재미있으셨나 봐요?"
