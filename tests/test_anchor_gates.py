"""What holds for every coding and every edit, what it costs, and how often it goes wrong."""

from __future__ import annotations

import importlib.util
import random
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from diff_match_patch import diff_match_patch
from hypothesis import given, settings
from hypothesis import strategies as st

from edits import STRENGTHS, Edited, blocks_of, edit, instead, join, plain, tracked, typed
from judge import TALKS, Judge, draw, measure
from qualcode.anchor import Adrift, Alignment, align, settle
from qualcode.anchor.alignment import _rising
from qualcode.anchor.compare import CHARACTERS_AT_ONCE, WORDS_AT_ONCE, Run, compare
from qualcode.anchor.lines import Lines
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, text_version

SIGNS = st.text(st.sampled_from("가나네요 \n.,?:P1aé\u1100\u1161\u11a8e\u0301🙂👩\u200d🌾\ud800"), max_size=60)


@st.composite
def places(pick: st.DrawFn, texts: st.SearchStrategy[str] = SIGNS) -> tuple[str, Span]:
    text = pick(texts)
    start = pick(st.integers(0, len(text)))
    return text, Span(start, pick(st.integers(start, len(text))))


@given(places())
def test_in_an_unchanged_text_settling_is_identity(place: tuple[str, Span]) -> None:
    text, span = place
    version = text_version(text)
    assert settle(Anchor.at(span, text, version), text, version, align(text, text)) == span


@given(places(st.text(max_size=80)))
def test_along_an_alignment_of_equal_texts_words_stay_where_they_are(place: tuple[str, Span]) -> None:
    text, span = place
    answer = settle(Anchor.at(span, text, "older"), text, "newer", align(text, text))
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    assert answer == (Span(start, start + len(words.strip())) if words.strip() else Adrift("not found"))


@given(places(), SIGNS, st.booleans())
def test_nothing_raises_and_every_place_is_trimmed_words_of_the_text(place: tuple[str, Span], new: str, known: bool) -> None:  # noqa: FBT001 - drawn
    text, span = place
    answer = settle(Anchor.at(span, text, "older"), new, "newer", align(text, new) if known else None)
    found = answer if isinstance(answer, Span) else answer.nearest
    if found:
        assert 0 <= found.start <= found.end <= len(new)
    if isinstance(answer, Span):
        words = new[answer.start : answer.end]
        assert words == words.strip() != ""


@given(SIGNS, SIGNS)
def test_an_alignment_pairs_equal_characters_that_rise_on_both_sides(old: str, new: str) -> None:
    _assert_sound(align(old, new))


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("name", TALKS)
def test_an_alignment_of_edited_talks_is_sound(name: str, strength: str) -> None:
    _assert_sound(align(TALKS[name], edit(TALKS[name], strength, "sound").new))


def test_what_is_at_odds_with_the_words_found_is_dropped() -> None:
    words, inside, before, after, fitting = Run(10, 10, 5), Run(12, 12, 2), Run(8, 30, 0), Run(16, 4, 0), Run(15, 18, 0)
    assert _rising([after, inside, words, fitting, before]) == [words, fitting]


def test_unlike_neighbours_of_a_pair_of_lines_are_no_pair() -> None:
    lines = Lines("하나 둘 셋 넷\n다섯 여섯 일곱 여덟", "하나 둘 셋 넷\n구 십 여섯 십일 십이")
    assert lines.grow(lines.pair([(0, 0)]), lines.alike) == [(0, 0)]


def test_a_stray_line_as_like_one_line_as_another_has_no_partner() -> None:
    line = "도배를 혼자 다 했습니다"
    assert Lines(line, f"{line}.\n관계없는 줄이 하나 있어요").strays() == [(0, 0)]
    assert Lines(line, f"{line}.\n{line}!").strays() == []


def test_very_many_stray_lines_are_not_compared() -> None:
    rng = random.Random(6)
    old = [f"{rng.randrange(10**12):012}" for _ in range(201)]
    assert len(Lines("\n".join(old[:199]), "\n".join(f"{x}." for x in old[:199])).strays()) > 190
    assert Lines("\n".join(old), "\n".join(f"{x}." for x in old)).strays() == []


def test_lines_as_long_as_books_are_not_compared_as_wholes() -> None:
    book = "여름에 고친 집과 겨울에 고친 집. " * 1100
    lines = Lines(f"앞\n{book}\n{book}", f"앞\n{book}.\n뒤")
    assert lines.grow(lines.pair([(0, 0)]), lines.alike) == [(0, 0)]
    assert [match.old_last for match in lines.widen([(1, 1)])] == [1]


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("name", TALKS)
def test_every_place_in_an_edited_talk_is_trimmed_words(name: str, strength: str) -> None:
    for seed in range(8):
        edited = edit(TALKS[name], strength, f"trim {seed}")
        alignment = align(edited.old, edited.new)
        for span in draw(edited.old, random.Random(seed), 16):
            answer = _settled(Span(span.start, min(span.end + 1, len(edited.old))), edited, alignment)
            if isinstance(answer, Span):
                words = edited.new[answer.start : answer.end]
                assert words == words.strip() != ""


def _assert_sound(alignment: Alignment) -> None:
    for strand in alignment.strands:
        for run in strand:
            assert alignment.old[run.old : run.old_end] == alignment.new[run.new : run.new_end]
        for a, b in pairwise(strand):
            assert a.old_end <= b.old
            assert a.new_end <= b.new


@settings(max_examples=20)
@given(st.permutations(range(12)))
def test_the_result_does_not_depend_on_the_order_of_codings(order: list[int]) -> None:
    edited = edit(TALKS["group"], "heavy", "order")
    spans = draw(TALKS["group"], random.Random(3), 12)
    alignment = align(TALKS["group"], edited.new)
    alone = [_settled(span, edited, align(TALKS["group"], edited.new)) for span in spans[:2]]
    answers = {i: _settled(spans[i], edited, alignment) for i in order}
    assert [answers[0], answers[1]] == alone


def _settled(span: Span, edited: Edited, alignment: Alignment) -> Span | Adrift:
    return settle(Anchor.at(span, edited.old, "older"), edited.new, "newer", alignment)


# ---------------------------------------------------------------- cost, by counting


class Counted:
    """Counts what the diff is asked to do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        original = diff_match_patch.diff_main
        depth = 0

        def diff_main(differ: diff_match_patch, old: str, new: str, *rest: object) -> object:
            nonlocal depth
            if not depth:
                assert differ.Diff_Timeout == 0
                self.sizes.append(max(len(old), len(new)))
            depth += 1
            try:
                return original(differ, old, new, *rest)
            finally:
                depth -= 1

        monkeypatch.setattr(diff_match_patch, "diff_main", diff_main)


def _long_talk(turns: int, changed: int) -> tuple[str, str]:
    """Make a talk of unlike turns, and the same with a typing error in some."""
    rng = random.Random(4)
    old = [f"P{i % 2}: " + " ".join(f"{rng.randrange(10**6):06}" for _ in range(12)) for i in range(turns)]
    new = [t[:20] + "x" + t[21:] if i < changed else t for i, t in enumerate(old)]
    return "\n\n".join(old), "\n\n".join(new)


def test_the_number_of_diffs_is_linear_in_the_changed_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for changed in (40, 80, 160):
        counted = Counted(monkeypatch)
        align(*_long_talk(400, changed))
        monkeypatch.undo()
        counts.append(len(counted.sizes))
        assert len(counted.sizes) <= 3 * changed
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


def test_unchanged_and_moved_turns_cost_no_diff(monkeypatch: pytest.MonkeyPatch) -> None:
    old, _ = _long_talk(300, 0)
    turns = old.split("\n\n")
    counted = Counted(monkeypatch)
    align(old, "\n\n".join([*turns[200:], *turns[:200]]))
    assert sum(counted.sizes) <= 100


def test_renamed_labels_cost_diffs_of_labels_only(monkeypatch: pytest.MonkeyPatch) -> None:
    old, _ = _long_talk(100, 0)
    counted = Counted(monkeypatch)
    align(old, old.replace("P0:", "Mira:").replace("P1:", "Tom:"))
    assert max(counted.sizes) <= len("Mira: ")


def test_in_a_long_talk_of_which_every_word_has_changed_turns_are_paired_by_likeness() -> None:
    old, _ = _long_talk(250, 0)
    new = re.sub(r"(?<=\d)(?= |$)", "x", old, flags=re.MULTILINE)
    assert sum(run.length for run in align(old, new).claims) > 0.9 * len(old)


@pytest.mark.parametrize("kept", [0, 3])
def test_a_text_rewritten_wholesale_asks_for_no_large_diff(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    rng = random.Random(5)
    old = [f"{rng.randrange(10**6):06}" for _ in range(6_000)]
    new = [word if kept and i % kept == 0 else f"{rng.randrange(10**6):06}" for i, word in enumerate(old)]
    counted = Counted(monkeypatch)
    align(" ".join(old), " ".join(new))
    assert max(counted.sizes, default=0) <= max(WORDS_AT_ONCE, CHARACTERS_AT_ONCE)
    assert len(counted.sizes) <= 2 * len(old)


def test_unlike_stretches_are_not_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    assert compare("가나다라마바사아자차" * 6, "kilometre" * 7) == []
    assert len(counted.sizes) == 1


def test_stretches_too_long_to_compare_share_nothing() -> None:
    assert compare("가 " * (WORDS_AT_ONCE + 1), "나 가 " * WORDS_AT_ONCE) == []


# ---------------------------------------------------------------- the edits and the judge themselves


@pytest.mark.parametrize("strength", STRENGTHS)
def test_tracked_edits_change_the_text_and_know_where_every_character_came_from(strength: str) -> None:
    edited = edit(TALKS["korean"], strength, 0)
    assert edited.new != TALKS["korean"]
    origins = [origin for _, origin in edited.tracked if origin is not None]
    assert all(0 <= origin < len(edited.old) for origin in origins)
    unchanged = sum(char == edited.old[origin] for char, origin in edited.tracked if origin is not None)
    assert unchanged > 0.7 * len(origins)


def test_the_judge_knows_right_from_wrong_and_from_asking() -> None:
    text = "A: 하나 둘 셋.\n\nB: 넷 다섯.\n"
    first, second = text.index("하나"), text.index("넷")
    judge = Judge.of(Edited(text, typed("C: 앞.\n\n") + tracked(text)[: second - 3]))
    assert judge.verdict(Span(first, first + 7), Span(first + 7, first + 14)) == "right"
    assert judge.verdict(Span(first, first + 7), Span(first, first + 7)) == "wrong"
    assert judge.verdict(Span(first, first + 7), Adrift("not found")) == "ask"
    assert judge.verdict(Span(second, second + 5), Adrift("not found")) == "right"
    assert judge.verdict(Span(second, second + 5), Span(3, 5)) == "wrong"
    assert judge.is_elsewhere(Span(second, second + 5), Span(3, 5))


def test_what_stands_in_place_of_a_word_is_its_truth() -> None:
    text = tracked("그 센터에서 만났다")
    judge = Judge.of(Edited(plain(text), [*text[:2], *instead(text[2:4], "주민자치회관"), *text[4:]]))
    assert judge.truth(Span(2, 4)) == Span(2, 8)


def test_blocks_and_join_give_the_same_text() -> None:
    for talk in TALKS.values():
        assert plain(join(blocks_of(tracked(talk)))) == talk


# ---------------------------------------------------------------- gates


INTERVIEWS = ("korean", "english")


def _pooled(strength: str, method: str = "all", names: Sequence[str] = INTERVIEWS) -> Counter[str]:
    """Measure 960 codings of talks, each edited by many seeds."""
    counts: Counter[str] = Counter()
    seeds = 960 // 16 // len(names)
    for name in names:
        for seed in range(seeds):
            spans = draw(TALKS[name], random.Random(f"{name} {seed}"), 16)
            counts += measure(edit(TALKS[name], strength, f"{name} {seed}"), spans, method)
    return counts


@pytest.mark.parametrize(
    ("strength", "right", "wrong", "elsewhere"),
    [("light", 99.5, 0, 0), ("medium", 99.5, 0.2, 0), ("heavy", 99, 0.5, 0), ("very heavy", 96, 1, 0.3)],
)
def test_codings_of_interviews_survive_edits(strength: str, right: float, wrong: float, elsewhere: float) -> None:
    counts = _pooled(strength)
    assert 100 * counts["right"] / 960 >= right
    assert 100 * counts["wrong"] / 960 <= wrong
    assert 100 * counts["elsewhere"] / 960 <= elsewhere


@pytest.mark.parametrize(("strength", "right"), [("light", 99.5), ("medium", 99), ("heavy", 96), ("very heavy", 93)])
def test_in_a_talk_full_of_equal_answers_codings_ask_rather_than_hop(strength: str, right: float) -> None:
    counts = _pooled(strength, names=["group"])
    assert 100 * counts["right"] / 960 >= right
    assert 100 * counts["wrong"] / 960 <= 0.5


def test_the_alignment_is_worth_its_cost() -> None:
    assert _pooled("heavy")["right"] > _pooled("heavy", "quote")["right"] > _pooled("heavy", "position")["right"]


def test_the_bench_prints_a_row_for_each_strength_and_method() -> None:
    path = Path(__file__).parent.parent / "bench" / "anchors.py"
    spec = importlib.util.spec_from_file_location("anchors", path)
    assert spec
    assert spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    rows = bench.table(bench.run({"group": TALKS["group"]}, 4, 1)).split("\n")
    assert len(rows) == 1 + len(STRENGTHS) * len(bench.METHODS)
    assert rows[3].split()[:4] == ["light", "all", "steps", "4"]
