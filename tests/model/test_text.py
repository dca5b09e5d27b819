"""Canonical text: one form for every text, and an offset map that says where each character went."""

from __future__ import annotations

import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.model.text import (
    NO_BREAK_BLANKS,
    ZERO_WIDTH,
    OffsetMap,
    Span,
    blob_version,
    canonical,
    count_words,
    is_canonical,
    nfc,
    sentences,
    text_version,
    trim,
)

TROUBLE = (
    "\r\n\t a.가각나"
    "\u1100\u1161\u11a8\u11a7\u110b\uac00\u11a9"  # Hangul in pieces
    "\u0301\u0308\u0323\u0344\u3099\u093c"  # marks that combine
    "\u0f71\u0f72\u0f73\u0f80"  # a mark of class 0 that falls into marks
    "\u09c7\u09be\u09d7\u0dd9\u0dcf\u30ab\u0915\u2126\u212a\ufb2c\u2adc"  # letters that compose or fall apart
    "\u00a0\u2007\u202f\u200b\u2060\ufeff\u200c\u200d\u2028\u0085\x0c👩🔧\U00011099\U000110ba"
)
texts = st.one_of(
    st.text(st.sampled_from(TROUBLE), max_size=20), st.text(st.one_of(st.sampled_from(TROUBLE), st.characters()), max_size=20)
)


def told(raw: str) -> str:
    """Say what canonical text is, whole text by whole text and in another order than the code."""
    visible = "".join(c for c in raw.replace("\r\n", "\n").replace("\r", "\n") if c not in ZERO_WIDTH)
    composed = unicodedata.normalize("NFC", visible)
    return "".join(" " if c in NO_BREAK_BLANKS else c for c in composed)


@settings(max_examples=500)
@given(texts)
@example("\r\u0300")
@example("\r\u200b\n")
@example("a\u0f73\u0301")
@example("\ufeff\u200b\u0301e\u200b\u0301")
def test_canonical_text_is_nfc_with_lf_plain_blanks_and_nothing_of_zero_width(raw: str) -> None:
    text, _ = canonical(raw)
    assert text == told(raw)


@settings(max_examples=300)
@given(texts)
@example("\r\u0300")
@example("a\u0f73\u0301")
def test_canonical_text_stays_as_it_is(raw: str) -> None:
    text, _ = canonical(raw)
    assert is_canonical(text)
    assert canonical(text) == (text, OffsetMap())


@settings(max_examples=300)
@given(texts)
def test_the_map_leads_from_begin_to_begin_and_from_end_to_end_and_never_back(raw: str) -> None:
    text, offsets = canonical(raw)
    places = [offsets[i] for i in range(len(raw) + 1)]
    assert (places[0], places[-1]) == (0, len(text))
    assert places == sorted(places)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(["가", "각", "a", "é", "\r\n", "\r", "\n", "\u00a0", "x\u200b", "👩\u200d🔧", "ᄀ", "각", "ñ", "\u2028"])))
def test_slices_at_the_borders_of_characters_are_the_same_words(pieces: list[str]) -> None:
    pieces = [unicodedata.normalize("NFD", piece) for piece in pieces]
    raw = "".join(pieces)
    text, offsets = canonical(raw)
    at = 0
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        here = Span(offsets[at], offsets[at + len(piece)])
        at += len(piece)
        joined = {before + piece, piece + after} & {"\r\n"} or "가" in piece + after
        if not joined:
            assert text[here.start : here.end] == told(piece)


@pytest.mark.parametrize(
    ("raw", "text", "offsets"),
    [
        ("\u1112\u1161\u11ab\u1100\u1173\u11af 좋다", "한글 좋다", (0, 1, 1, 1, 2, 2, 2, 3, 4, 5)),
        ("e\u0301\u0323!", "ẹ́!", (0, 1, 2, 2, 3)),
        ("가\r\n나\r다", "가\n나\n다", (0, 1, 2, 2, 3, 4, 5)),
        ("\ufeff가\ufeff나", "가나", (0, 0, 1, 1, 2)),
        ("가\u00a0나\u200b다", "가 나다", (0, 1, 2, 3, 3, 4)),
        ("\r\u200b\n", "\n\n", (0, 1, 1, 2)),
    ],
)
def test_each_character_goes_where_it_went(raw: str, text: str, offsets: tuple[int, ...]) -> None:
    assert canonical(raw) == (text, OffsetMap(offsets))


def test_what_is_canonical_already_is_handed_back_with_a_map_that_moves_nothing() -> None:
    text, offsets = canonical("P03: 예산이 일 년 단위로 끊겨요. 👩\u200d🔧\n")
    assert text == "P03: 예산이 일 년 단위로 끊겨요. 👩\u200d🔧\n"
    assert offsets == OffsetMap()
    assert offsets[7] == 7


def test_an_emoji_of_several_stays_one_and_half_jamo_stay_half() -> None:
    raw = "👩\u200d🔧 ㅋㅋ \u1100\r"
    assert canonical(raw)[0] == "👩\u200d🔧 ㅋㅋ \u1100\n"


@pytest.mark.parametrize("text", ["가\r", "가\u00a0나", "\ufeff가", "가\u200b", "e\u0301", "\u1112\u1161"])
def test_text_that_is_not_canonical_is_told(text: str) -> None:
    assert not is_canonical(text)


def test_the_version_of_a_text_is_the_beginning_of_gits_blob_id(tmp_path: Path) -> None:
    for text in ("", "P03: 예산\n", "한글 👩\u200d🔧\u2028"):
        (tmp_path / "text").write_bytes(text.encode())
        run = subprocess.run(["git", "hash-object", "--no-filters", "text"], cwd=tmp_path, capture_output=True, check=True)
        assert run.stdout.decode().startswith(text_version(text))
        assert len(text_version(text)) == 12
    assert blob_version(b"x\r\n") != blob_version(b"x\n")


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "parts",
    [
        ["처음엔 막막했어요.", "그런데 중간지원조직이 도와줬죠.", "정말요?", "네!"],
        ["I could not change a bulb.", "Now I wire lamps!", "Would you believe it?"],
        ["글쎄요…", "모르겠어요...", "그게 뭐죠?!", "참."],
        ['He said "I did it."', "그러고는 갔어요."],
        ["“혼자 했어요.”", "그렇게 말하더라고요.", "(정말이에요.)", "[웃음.]"],
        ["예산이 일 년 단위로 끊기니까 사업도"],
        ["학교です。", "네"],
        ["Ask Dr. Kim, Mrs. Lee, e.g. about St. Mary.", "She knows."],
        ["J. Smith came.", "So did I.", "It was fun."],
        ["It was 3.5 hours.", "v1.2 too"],
        ["(Prof. Kim) spoke.", "We listened."],
        ["etc.)", "Then what?"],
    ],
)
def test_sentences_end_at_their_marks(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


ABBREVIATIONS = """
    Mr Mrs Ms Dr Prof St vs etc e.g i.e Vol Fig al approx Dept Inc Ltd Jr Sr Rev Hon Gov cf viz ca X
"""


@pytest.mark.parametrize("word", ABBREVIATIONS.split())
def test_a_full_stop_after_an_abbreviation_ends_no_sentence(word: str) -> None:
    assert cut(f"It says ({word}. Kim did. So") == [f"It says ({word}. Kim did.", "So"]


def test_a_line_break_ends_a_sentence_and_white_space_belongs_to_none() -> None:
    assert cut("  첫 문단\n\n 둘째 문단입니다.  \n") == ["첫 문단", "둘째 문단입니다."]
    assert cut(" \n ") == []


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b", "\x1c"])
def test_what_only_looks_like_a_line_break_ends_no_sentence(sign: str) -> None:
    assert cut(f"앞말{sign}뒷말") == [f"앞말{sign}뒷말"]


@given(st.text(st.sampled_from("가a. ?!…\n\u2028”)I\t"), max_size=40), st.integers(0, 10), st.integers(0, 10))
def test_sentences_lie_in_order_within_their_stretch_and_hold_all_letters(text: str, left: int, right: int) -> None:
    within = Span(min(left, len(text)), max(min(left, len(text)), len(text) - right))
    spans = sentences(text, within)
    assert all(within.contains(s) and s.start < s.end and trim(text, s) == s for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text[within.start : within.end].split())


def test_spans_overlap_when_they_share_a_character() -> None:
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert not Span(3, 5).overlaps(Span(0, 3))
    assert Span(0, 5).contains(Span(0, 5))
    assert not Span(0, 5).contains(Span(1, 6))
    assert not Span(1, 5).contains(Span(0, 2))


def test_a_range_of_blanks_is_trimmed_to_nothing() -> None:
    assert trim("  가 나 \n", Span(0, 7)) == Span(2, 5)
    assert trim("    ", Span(1, 3)) == Span(3, 3)


def test_words_are_what_blanks_part() -> None:
    assert count_words(" 예산이  일 년\n단위로 ") == 4
    assert nfc("\u1112\u1161\u11ab") == "한"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I said no. Then I left.", ["I said no.", "Then I left."]),
        ("It is no. 5 in the row. Yes.", ["It is no. 5 in the row.", "Yes."]),
        ("2021. 3. 5. 에 시작했어요. 네.", ["2021. 3. 5.", "에 시작했어요.", "네."]),
        ("둘이요. 셋이요. 그게 2021. 그래요.", ["둘이요.", "셋이요.", "그게 2021.", "그래요."]),
    ],
)
def test_numbers_go_on_before_numbers_and_no_is_a_word(text: str, expected: list[str]) -> None:
    assert cut(text) == expected
