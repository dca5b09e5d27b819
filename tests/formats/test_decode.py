"""The decoding of text files: each step of the chain answers for its files, and no guess is silent."""

from __future__ import annotations

import codecs
import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.formats.decode import GUESS, NotText, UnknownEncoding, WrongEncoding, decode, doubts
from qualcode.model.diagnostic import Severity
from turns import SAMPLES

KOREAN = "면담자: 처음에는 어떻게 오셨어요?\n참여자: 게시판을 보고 왔어요."
CHAIN = [
    (KOREAN.encode("utf-8"), "utf-8"),
    (b"plain", "utf-8"),
    (b"", "utf-8"),
    (codecs.BOM_UTF8 + KOREAN.encode("utf-8"), "utf-8-sig"),
    (codecs.BOM_UTF16_LE + KOREAN.encode("utf-16-le"), "utf-16"),
    (codecs.BOM_UTF16_BE + KOREAN.encode("utf-16-be"), "utf-16"),
    (codecs.BOM_UTF32_LE + KOREAN.encode("utf-32-le"), "utf-32"),
    (codecs.BOM_UTF32_BE + KOREAN.encode("utf-32-be"), "utf-32"),
    (KOREAN.encode("utf-16-le"), "utf-16-le"),
    (KOREAN.encode("utf-16-be"), "utf-16-be"),
    (KOREAN.encode("iso2022_kr"), "iso2022_kr"),
    (KOREAN.encode("cp949"), "cp949"),
    (KOREAN.encode("johab"), "johab"),
]


@pytest.mark.parametrize(("raw", "name"), CHAIN, ids=[f"{i}-{name}" for i, (_, name) in enumerate(CHAIN)])
def test_each_encoding_is_recognised(raw: bytes, name: str) -> None:
    text, found = decode(raw)
    assert found == name
    assert text == (KOREAN if len(raw) > 5 else raw.decode())
    assert doubts(text, found, "a.txt") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [20, 50, 100, 500])
def test_pieces_of_a_korean_interview_are_recognised(encoding: str, length: int) -> None:
    talk = (SAMPLES / "own_line_labels.md").read_text(encoding="utf-8")
    for start in range(0, len(talk) - length, 137):
        piece = talk[start : start + length]
        text, name = decode(piece.encode(encoding))
        assert (text, name) == (piece, encoding)


def test_a_johab_file_needs_nearly_all_letters_to_be_hangul() -> None:
    talk = (SAMPLES / "own_line_labels.md").read_text(encoding="utf-8").replace("―", "-").replace("·", " ")
    assert decode(talk.encode("johab"))[1] == "johab"
    two_thirds = b"\xd2l\xc4t\xe6\xc4"
    assert two_thirds.decode("johab") == "횳캆崙"
    assert decode(two_thirds)[1] == GUESS


def test_a_letter_outside_korea_is_cp949_only_by_majority() -> None:
    text, name = decode("café naïve".encode("cp1252"))
    assert (text, name) == ("café naïve", GUESS)


def test_a_guess_is_a_warning_that_shows_a_line() -> None:
    text, name = decode("first\ncafé \x81 naïve".encode("latin-1"))
    (warning,) = doubts(text, name, "a.txt")
    assert warning.rule == "QC053"
    assert warning.severity is Severity.WARNING
    assert "caf" in warning.message
    assert "1 bytes mean nothing" in warning.message
    assert str(warning.where) == "a.txt:2:1"


def test_an_encoding_that_a_person_names_is_no_guess() -> None:
    text, name = decode("café".encode("cp1252"), "cp1252")
    assert (text, name) == ("café", "cp1252")
    assert doubts(text, name, "a.txt", named=True) == ()


def test_the_named_encoding_is_strict_and_says_where() -> None:
    with pytest.raises(WrongEncoding, match="byte 6 does not fit cp949") as caught:
        decode("가나다".encode("cp949") + b"\xff\xff", "cp949")
    assert caught.value.offset == 6


@pytest.mark.parametrize("name", ["klingon", "hex", "undefined"])
def test_an_unknown_encoding_is_named(name: str) -> None:
    with pytest.raises(UnknownEncoding, match=name):
        decode(b"abc", name)


@pytest.mark.parametrize(
    "raw", [codecs.BOM_UTF8 + b"ab\xff", codecs.BOM_UTF16_LE + b"a", codecs.BOM_UTF32_LE + b"abc"], ids=["utf-8", "utf-16", "utf-32"]
)
def test_a_byte_order_mark_that_lies_is_an_error_and_no_guess(raw: bytes) -> None:
    with pytest.raises(WrongEncoding, match="the byte order mark names"):
        decode(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"PK\x03\x04\x00\x00\x01", "DOCX"),
        (b"%PDF-1.7\x00\x01", "PDF"),
        (b"\xd0\xcf\x11\xe0\x00\x00\x02", "HWP 5"),
        (b"\x00\x01\x02", "UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_what_to_do(raw: bytes, kind: str) -> None:
    with pytest.raises(NotText) as caught:
        decode(raw)
    assert kind in caught.value.help


def test_a_nul_inside_eight_bit_text_is_refused() -> None:
    with pytest.raises(NotText):
        decode(KOREAN.encode("utf-8") + b"\x00!")


def test_an_escape_sequence_that_does_not_hold_goes_on_down_the_chain() -> None:
    assert decode(b"\x1b$)C caf\xe9")[1] == GUESS


def test_lost_signs_of_korean_encodings_are_counted() -> None:
    text, name = decode("네 — 그래요. 가—나. 왜요? http://a.kr/b?c=d".encode("cp949", "replace"))
    (warning,) = doubts(text, name, "a.txt")
    assert (warning.rule, str(warning.where)) == ("QC056", "a.txt:1:3")
    assert warning.message.startswith("2 question marks")
    assert doubts(text, "utf-8", "a.txt") == ()


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode("utf-8"))[0] == text.removeprefix("\ufeff")


@given(st.binary())
def test_any_bytes_give_text_or_a_sentence(raw: bytes) -> None:
    with contextlib.suppress(NotText, WrongEncoding):
        text, name = decode(raw)
        assert text == raw.decode(name, "replace" if name == GUESS else "strict")


def test_decomposed_hangul_is_left_to_the_canonical_form() -> None:
    apart = unicodedata.normalize("NFD", KOREAN)
    assert decode(apart.encode("utf-8")) == (apart, "utf-8")
