"""The way back from cleaned letters to the text as given; marks."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.match.letters import clean, has_hangul
from qualcode.match.marks import marks
from qualcode.model.text import Span


@pytest.mark.parametrize(
    ("given", "cleaned", "spans"),
    [
        ("주민", "주민", [(0, 1), (1, 2)]),
        (unicodedata.normalize("NFD", "협동"), "협동", [(0, 3), (3, 6)]),
        ("e\u0301가\u0301", "é가\u0301", [(0, 2), (2, 3), (3, 4)]),
        ("주\u00ad민", "주민", [(0, 1), (2, 3)]),
        ("\ufeff주\u200b민\u200b", "주민", [(1, 2), (3, 4)]),
        ("가\r\n나", "가\n나", [(0, 1), (1, 3), (3, 4)]),
        ("가\u00a0나", "가 나", [(0, 1), (1, 2), (2, 3)]),
        ("\u0958가", "\u0915\u093c가", [(0, 1), (0, 1), (1, 2)]),
        ("가\ud800나", "가\ufffd나", [(0, 1), (1, 2), (2, 3)]),
        ("", "", []),
    ],
)
def test_letters_lead_back_to_where_they_stood(given: str, cleaned: str, spans: list[tuple[int, int]]) -> None:
    text, back = clean(given)
    assert text == cleaned
    assert [back.span(i, i + 1) for i in range(len(text))] == [Span(*s) for s in spans]


@given(st.text(st.sampled_from("가각ᄒ\u1167\u11b8\u1100\u1161\u11a8\u200b\u00ad\ufeff \n\u00a0\U0001f600ﬁ"), max_size=12))
def test_ranges_stay_inside_the_text_and_in_order(given: str) -> None:
    text, back = clean(given)
    spans = [back.span(i, i + 1) for i in range(len(text))]
    assert all(0 <= s.start < s.end <= len(given) for s in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(spans))
    assert all(back.span(i, i).start <= len(given) for i in range(len(text) + 1))
    for i, span in enumerate(spans):
        assert text[i] in clean(given[span.start : span.end])[0]


def test_hangul_is_known_in_all_its_forms() -> None:
    assert all(map(has_hangul, ["가", "ㅋㅋ", "\u1112\u1161", "a가"]))
    assert not any(map(has_hangul, ["", "abc", "漢字", "かな"]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(웃음) 네 [침묵 3초]", ["(웃음)", "[침묵 3초]"]),
        ("<laugh> yes <웃음>", ["<laugh>", "<웃음>"]),
        ("at [00:12:03] and 00:12:03.5", ["[00:12:03]", "00:12:03.5"]),
        ("센터(마을지원센터)에서 (잠시 침묵)", ["(잠시 침묵)"]),
        ("1 < 2 and 3 > 2", []),
        ("(laughs loudly) ha", ["(laughs loudly)"]),
    ],
)
def test_marks(text: str, found: list[str]) -> None:
    spans = marks(text)
    assert [text[s.start : s.end] for s in spans] == found
