"""What counts as a keyword being right or wrong: each case of a decision, and what was done to it later."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from lamps import BOTH, DRILL, LAMP, ONE, REPAIR, TAP, TOOLS, TWICE, accept, change, lamps, reject, rewrite_book, study
from qualcode.files.layout import Layout
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.session.verdicts import Tally, Verdict, by_key, decisions, poor_keywords, tally


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    return lamps(tmp_path)


def tallied(layout: Layout, keyword: str = "lamp", code: str = REPAIR, coders: Iterable[str] | None = None) -> Tally:
    found = decisions(study(layout), None if coders is None else frozenset(coders))
    return tally(by_key(found.verdicts).get((code, keyword), ()))


def test_a_coding_credits_each_keyword_that_brought_it(at: Layout) -> None:
    accept(at, BOTH, LAMP, "keyword:tap")
    accept(at, ONE, LAMP)
    assert tallied(at) == Tally(2, 0)
    assert tallied(at, "tap") == Tally(1, 0)
    assert tallied(at, "fuse") == Tally()
    assert tallied(at, "fuse").precision is None


def test_several_rejected_hits_in_one_segment_are_one_rejected_segment(at: Layout) -> None:
    reject(at, "One lamp", LAMP)
    reject(at, "one lamp", LAMP)
    reject(at, "Her lamp", LAMP)
    assert tallied(at) == Tally(0, 2)


def test_a_segment_where_the_code_stands_is_accepted_although_a_hit_in_it_was_rejected(at: Layout) -> None:
    reject(at, "One lamp", LAMP)
    accept(at, TWICE, LAMP)
    assert tallied(at) == Tally(1, 0)


def test_a_coding_by_hand_over_a_hit_says_nothing_about_the_keyword(at: Layout) -> None:
    accept(at, ONE, "manual")
    accept(at, TWICE, "import:table.xlsx")
    assert tallied(at) == Tally()


def test_what_was_taken_back_was_never_decided(at: Layout) -> None:
    change(at, "undo", accept(at, ONE, LAMP))
    change(at, "undo", reject(at, "One lamp", LAMP))
    assert tallied(at) == Tally()


def test_a_coding_taken_off_later_counts_as_rejected_and_is_named(at: Layout) -> None:
    change(at, "uncode", accept(at, ONE, LAMP))
    change(at, "recode", accept(at, BOTH, LAMP), code=TOOLS)
    assert tallied(at) == Tally(0, 2, 2)
    assert tallied(at, code=TOOLS) == Tally()


def test_taken_off_and_then_rejected_is_one_decision(at: Layout) -> None:
    change(at, "uncode", accept(at, ONE, LAMP))
    reject(at, "Her lamp", LAMP)
    assert tallied(at) == Tally(0, 1, 1)


def test_a_change_that_is_taken_back_or_leads_back_leaves_the_coding_standing(at: Layout) -> None:
    change(at, "undo", change(at, "uncode", accept(at, ONE, LAMP)))
    there = change(at, "recode", accept(at, BOTH, LAMP), code=TOOLS)
    change(at, "recode", there, code=REPAIR)
    change(at, "move", accept(at, TWICE, LAMP), "One lamp here")
    assert tallied(at) == Tally(3, 0)


def test_each_coders_decision_counts_and_one_can_be_counted_alone(at: Layout) -> None:
    accept(at, ONE, LAMP)
    reject(at, "Her lamp", LAMP, coder="lee")
    assert tallied(at) == Tally(1, 1)
    assert tallied(at, coders=["kim"]) == Tally(1, 0)
    assert tallied(at, coders=["lee"]) == Tally(0, 1)


def test_a_renamed_code_keeps_its_decisions(at: Layout) -> None:
    accept(at, ONE, LAMP)
    reject(at, "One lamp", LAMP)
    rewrite_book(at, "id: skill.repair\n", "id: skill.mend\n        was: [skill.repair]\n")
    assert tallied(at, code="skill.mend") == Tally(1, 1)
    assert tallied(at) == Tally()


def test_the_unit_may_be_a_turn(at: Layout) -> None:
    reject(at, "Her lamp", LAMP)
    reject(at, "One lamp", LAMP)
    assert tallied(at) == Tally(0, 2)
    settings = at.root / "qualcode.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("unit: sentence", "unit: turn"), encoding="utf-8")
    assert tallied(at) == Tally(0, 1)


def test_decisions_are_found_where_their_words_moved_and_those_adrift_count_each(at: Layout) -> None:
    reject(at, "One lamp", LAMP)
    reject(at, "one lamp", LAMP)
    change(at, "uncode", accept(at, ONE, LAMP))
    path = at.root / "transcripts" / "P01.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(BOTH, f"Well, well. {BOTH}"), encoding="utf-8")
    assert tallied(at) == Tally(0, 2, 1)
    path.write_text(text.replace(TWICE, "Nobody remembers anything of those years."), encoding="utf-8")
    assert tallied(at) == Tally(0, 3, 1)


def test_the_rule_of_a_coding_is_that_of_the_line_which_gave_its_code(at: Layout) -> None:
    moved = change(at, "move", accept(at, ONE, LAMP), "Her lamp")
    recoded = change(at, "recode", accept(at, TAP, "keyword:tap"), code=TOOLS)
    assert decisions(study(at)).given == {moved.id: (LAMP,), recoded.id: ("manual",)}


def test_another_code_of_the_same_keyword_is_another_matter(at: Layout) -> None:
    accept(at, DRILL, LAMP, code=TOOLS)
    assert tallied(at) == Tally()
    assert tallied(at, code=TOOLS) == Tally(1, 0)


def said(accepted: int, rejected: int) -> list[Verdict]:
    return [Verdict("a", "lamp", "kim", "P01", n, n < accepted) for n in range(accepted + rejected)]


@pytest.mark.parametrize(
    ("accepted", "rejected", "poor"),
    [(4, 6, True), (5, 5, False), (0, 9, False), (4, 5, False), (0, 10, True), (40, 60, True), (9, 1, False)],
)
def test_a_keyword_is_poor_below_half_of_at_least_ten_decisions(accepted: int, rejected: int, *, poor: bool) -> None:
    book = Codebook(codes=(Code("a", keywords=(Keyword("lamp"), Keyword("tap"))),))
    found = list(poor_keywords(book, said(accepted, rejected)))
    assert [d.message for d in found] == [f"lamp of a was right in {accepted} of {accepted + rejected} decisions"] * poor
    assert {d.rule for d in found} <= {"QC128"}


def test_a_keyword_that_is_gone_is_not_poor() -> None:
    assert not list(poor_keywords(Codebook(codes=(Code("a", keywords=(Keyword("tap"),)),)), said(0, 20)))
