"""A transcript on disk and its turns: what is composed is read back byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.model import source as module
from qualcode.model.source import (
    HEADING,
    UNKNOWN_SPEAKER,
    Source,
    Speaker,
    Speech,
    Turn,
    compose,
    declared_label,
    make_source,
    parse_turns,
    spoken,
    undeclared_labels,
)
from qualcode.model.text import Span, canonical, is_canonical, text_version, trim

TRANSCRIPT = """\
#: 2021년 5월 면담

면담자 [00:00:05]: 기술학교에는 어떻게 오셨어요?

P03 [00:00:12]: 처음에는 전등 하나 갈 줄도 몰랐어요. 옆집 언니가 데려갔지요.

둘째 문단: 라벨이 아닙니다.
\\면담자: 라고 적힌 종이를 봤어요.

?: (웃음)

#: 쉬는 시간

P03: 도배까지 혼자 해요.
"""
SPEAKERS = {"면담자": Speaker("면담자", "interviewer"), "P03": Speaker("P03", "respondent", "C03")}


def source() -> Source:
    return make_source("P03", TRANSCRIPT, SPEAKERS, case="D01", languages=("ko",), path="transcripts/P03.txt")


def said(source: Source) -> list[tuple[str, str, str | None]]:
    return [(t.speaker, spoken(source.words_of(t)), t.time) for t in source.turns]


def test_turns_are_what_declared_labels_begin() -> None:
    assert said(source()) == [
        ("면담자", "기술학교에는 어떻게 오셨어요?", "00:00:05"),
        (
            "P03",
            "처음에는 전등 하나 갈 줄도 몰랐어요. 옆집 언니가 데려갔지요.\n\n둘째 문단: 라벨이 아닙니다.\n면담자: 라고 적힌 종이를 봤어요.",
            "00:00:12",
        ),
        ("?", "(웃음)", None),
        ("P03", "도배까지 혼자 해요.", None),
    ]
    assert [t.number for t in source().turns] == [1, 2, 3, 4]


def test_a_heading_is_no_turn_and_ends_the_one_before() -> None:
    text = "P03: 앞말\n#: 제목\n뒷말\nP03: 끝\n"
    turns = parse_turns(text, ["P03"])
    assert [text[t.span.start : t.span.end] for t in turns] == ["앞말", "끝"]


def test_a_text_without_labels_has_no_turns() -> None:
    assert parse_turns("라벨 없는 글\nP03: 선언되지 않음\n", ["P04"]) == ()
    assert parse_turns("", ["P03"]) == ()


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0c", "\x0b", "\x1c", "\u2029"])
def test_a_label_begins_a_turn_only_after_a_line_feed(sign: str) -> None:
    text = f"P03: 앞말{sign}P03: 뒷말\n"
    assert [text[t.span.start : t.span.end] for t in parse_turns(text, ["P03"])] == [f"앞말{sign}P03: 뒷말"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("P03: 네", "P03"),
        ("P03 : 네", "P03"),
        ("P03\t[12:30] : 네", "P03"),
        ("P03:", "P03"),
        ("P03 [1]: 네", "P03"),
        ("홍 길동: 네", "홍 길동"),
    ],
)
def test_these_lines_begin_a_turn(line: str, label: str) -> None:
    assert [t.speaker for t in parse_turns(line, ["P03", "홍 길동"])] == [label]


@pytest.mark.parametrize("line", ["P03:네", "P03：네", " P03: 네", "\\P03: 네", "P03 네", "P03 [오후]: 네", "12:30 P03: 네", "P03 P03: 네"])
def test_these_lines_begin_none(line: str) -> None:
    assert parse_turns(line, ["P03"]) == ()


def test_turns_are_read_when_they_are_first_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(text: str, labels: tuple[str, ...]) -> tuple[Turn, ...]:
        asked.append(text)
        return parse_turns(text, labels)

    monkeypatch.setattr(module, "parse_turns", counted)
    one = source()
    assert (one.version, one.labels, asked) == (text_version(TRANSCRIPT), ("면담자", "P03"), [])
    assert one == source()
    assert "turns" not in repr(one)
    assert [t.number for t in one.turns] == [1, 2, 3, 4]
    assert one.turn_at(0) is None
    assert len(asked) == 1


def test_the_turns_are_those_of_the_text_and_the_labels_a_source_has() -> None:
    before = source()
    assert len(before.turns) == 4
    assert [t.speaker for t in replace(before, speakers={}).turns] == ["?"]
    shorter = replace(before, text="P03: 끝\n")
    assert said(shorter) == [("P03", "끝", None)]
    assert shorter != before


def test_an_alias_begins_a_turn_of_its_speaker() -> None:
    speakers = {"P03": Speaker("P03", aliases=("P 03", "Q")), "Q": Speaker("Q")}
    read = make_source("s", "P 03: 가\nQ: 나\nP03: 다\n", speakers)
    assert read.labels == ("P03", "Q", "P 03", "Q")
    assert [(t.number, t.speaker) for t in read.turns] == [(1, "P03"), (2, "Q"), (3, "P03")]


def line_by_line(text: str, declared: set[str]) -> Iterator[tuple[re.Match[str], int]]:
    """Give the declared labels of a text and where their lines begin, looking at each line on its own."""
    start = 0
    for line in text.split("\n"):
        match = declared_label(text, Span(start, start + len(line)), declared)
        if match:
            yield match, start
        start += len(line) + 1


def turns_line_by_line(text: str, labels: list[str]) -> tuple[Turn, ...]:
    found = list(line_by_line(text, {*labels, UNKNOWN_SPEAKER, HEADING}))
    ends = [*(start for _, start in found), len(text)][1:]
    spoken_ = [(m, trim(text, Span(m.end(), end))) for (m, _), end in zip(found, ends, strict=True) if m["label"] != HEADING]
    return tuple(Turn(number, m["label"], span, m["time"]) for number, (m, span) in enumerate(spoken_, 1))


@settings(max_examples=500)
@given(st.text(st.sampled_from("PP3A：::::\n\n\n  \t[[]]19.,#?\\가\u2028\r"), max_size=60))
@example("P [1] [2]: x\nP[1]:\nA: \n\nP :\n: \nP:")
@example("P:\nP:\n\nA")
@example(f"{'P' * 64}: x\n{'P' * 65}: x")
def test_turns_are_those_that_each_line_begins_on_its_own(text: str) -> None:
    for labels in (["P"], ["P", "A", "P A", "3", "P [1]", "가P"], ["P" * 64, "P" * 65]):
        assert parse_turns(text, labels) == turns_line_by_line(text, labels)


def test_roles_and_cases_are_the_speakers_or_the_sources() -> None:
    asked, answered, unknown, _ = source().turns
    assert [source().role_of(t) for t in (asked, answered, unknown)] == ["interviewer", "respondent", "unknown"]
    assert [source().case_of(t) for t in (asked, answered, unknown)] == ["D01", "C03", "D01"]


def test_words_are_counted_without_the_roles_that_are_left_out() -> None:
    assert source().n_words() == 3 + 18 + 1 + 3
    assert source().n_words(["interviewer", "unknown"]) == 18 + 3


def test_turns_are_found_by_offset() -> None:
    s = source()
    one, two, three, four = s.turns
    assert s.turn_at(0) is None
    assert s.turn_at(one.span.start) == one
    assert s.turn_at(two.span.start - 1) == one
    assert s.turn_at(two.span.end) == two
    assert s.turn_at(len(s.text)) == four
    assert s.turns_in(Span(0, len(s.text))) == (one, two, three, four)
    assert s.turns_in(Span(one.span.start, two.span.start + 1)) == (one, two)
    assert s.turns_in(Span(one.span.end, two.span.start)) == ()
    assert s.turns_in(Span(0, 3)) == ()
    assert s.turns_in(Span(three.span.start, three.span.start)) == ()


@given(st.integers(0, 200), st.integers(0, 200))
def test_turns_in_a_range_are_those_that_share_a_character(left: int, right: int) -> None:
    s = source()
    span = Span(min(left, right), max(left, right))
    assert s.turns_in(span) == tuple(t for t in s.turns if t.span.overlaps(span))


def test_a_place_is_named_by_line_and_column() -> None:
    s = source()
    assert str(s.line_of(0)) == "transcripts/P03.txt:1:1"
    assert str(s.line_of(s.turns[1].span.start)) == "transcripts/P03.txt:5:17"
    assert str(s.line_of(s.text.index("둘째"))) == "transcripts/P03.txt:7:1"


def test_a_turn_is_cut_into_its_sentences() -> None:
    s = source()
    assert [s.text[x.start : x.end] for x in s.sentences_of(s.turns[1])][:2] == [
        "처음에는 전등 하나 갈 줄도 몰랐어요.",
        "옆집 언니가 데려갔지요.",
    ]


def test_labels_that_are_not_declared_are_told_with_their_lines() -> None:
    text = "P03: 네\n\nP04: 저도요\n\n참고: 메모\n저희 동네 이웃: 하나\n저희 동네 옆집 이웃: 둘\nP04 [00:10]: 또요\n?: 네\n#: 끝\n"
    assert undeclared_labels(text, ["P03"]) == {
        "P04": [text.index("P04"), text.rindex("P04")],
        "참고": [text.index("참고")],
        "저희 동네 이웃": [text.index("저희")],
    }


def test_a_source_knows_its_version() -> None:
    assert source().version == text_version(TRANSCRIPT)


LABELS = ("면담자", "P03", "홍 길동", "?", "#", "Q", "a.b", "진행자(여)")
paragraphs = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "\\", "\\\\", " ", "\\ "]),
        st.sampled_from(["", *LABELS, "참고", "P04", "[00:10]", "12"]),
        st.sampled_from(["", ":", ": ", " : ", " [00:12]: ", ":\\", "：", "\t[1]:"]),
        st.sampled_from(["", "전등 하나", "말 ", "\\", "P03: 네", "\u2028끝", "…"]),
    ),
    st.text(st.sampled_from("가a \\:[]01#?.\u2028\x0c"), max_size=8),
)
speeches = st.builds(
    Speech,
    st.sampled_from(LABELS[:4] + LABELS[5:]),
    st.lists(paragraphs, max_size=5).map("\n".join),
    st.sampled_from([None, "00:02:33", "1:02.5", "12,5"]),
)


@settings(max_examples=300)
@given(st.lists(speeches, max_size=6))
@example([Speech("P03", "말 \nP03: 네")])
@example([Speech("P03", "\nP03: 네")])
@example([Speech("P03", "가\n\\\\P04: 네\n\\P03: 네\n\\말")])
@example([Speech("P03", ""), Speech("P03", "네")])
def test_turns_are_read_back_byte_for_byte(turns: list[Speech]) -> None:
    text = compose(turns, LABELS)
    assert is_canonical(text)
    read = make_source("s", text, {label: Speaker(label) for label in LABELS})
    assert said(read) == [(t.speaker, t.text.strip(), t.time) for t in turns]


@settings(max_examples=100)
@given(st.lists(speeches, max_size=4))
def test_headings_between_turns_change_no_turn(turns: list[Speech]) -> None:
    mixed = [s for turn in turns for s in (Speech("#", "P03: 제목\nP03: 둘째 줄"), turn)]
    text = compose(mixed, LABELS)
    read = make_source("s", text, {label: Speaker(label) for label in LABELS})
    assert said(read) == [(t.speaker, t.text.strip(), t.time) for t in turns]


@given(
    st.lists(st.text(max_size=12), max_size=4),
    st.text(st.characters(exclude_categories=["Z", "C"], exclude_characters=":\\[]"), min_size=1, max_size=64),
)
def test_any_text_under_any_label_is_read_back(paragraphs: list[str], label: str) -> None:
    label, text = canonical(label)[0], canonical("\n".join(paragraphs))[0]
    if label:
        composed = compose([Speech(label, text), Speech("?", text)], [label])
        read = make_source("s", composed, {label: Speaker(label)})
        assert said(read) == [(label, text.strip(), None), ("?", text.strip(), None)]


def test_nothing_said_is_an_empty_transcript() -> None:
    assert compose([], ["P03"]) == ""
    assert parse_turns(compose([Speech("P03", "")], ["P03"]), ["P03"]) == (Turn(1, "P03", Span(5, 5)),)
