"""All that a rule brought, taken back in one go and brought again: what goes, what stays and why, and what then waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from lamps import BOTH, LAMP, NONE, ONE, REPAIR, TAP, TOOLS, TWICE, accept, change, lamps, reject, rewrite_book, study
from qualcode.files.layout import Layout
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc
from qualcode.ops import Op
from qualcode.session.by_rule import Batch, NoSuchRule, redo_rules, undo_rules
from qualcode.session.study import UnknownSource
from qualcode.session.suggesting import queue


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    return lamps(tmp_path)


def undo(layout: Layout, *rules: str, codes: frozenset[str] | None = None) -> Batch:
    return undo_rules(study(layout), rules or ("lamp",), codes)


def redo(layout: Layout, *rules: str) -> Batch:
    return redo_rules(study(layout), rules or ("lamp",))


def numbers(batch: Batch) -> tuple[int, int, int, int, int]:
    return batch.codings, batch.rejections, batch.shared, batch.changed, batch.anew


def stands(layout: Layout, coder: str = "kim") -> list[str]:
    """Give the words that the coder coded or rejected."""
    project = study(layout).project
    coded = [c.anchor.exact for c in project.codings if c.coder == coder]
    spans = [r.span for r in project.rejections if r.coder == coder]
    return sorted([*coded, *(project.sources["P01"].text[s.start : s.end] for s in spans if s)])


def waits(layout: Layout) -> list[str]:
    return [s.exact for s in queue(study(layout), codes=frozenset({REPAIR})).suggestions]


def test_codings_and_rejections_go_and_their_hits_wait_again(at: Layout) -> None:
    before = waits(at)
    accept(at, ONE, LAMP)
    reject(at, "One lamp", LAMP)
    reject(at, "one lamp", LAMP)
    accept(at, "Grandmother left a lamp.", LAMP, source="P02")
    accept(at, TAP, "keyword:tap")
    assert waits(at) == [BOTH]
    batch = undo(at)
    assert numbers(batch) == (2, 2, 0, 0, 0)
    assert stands(at) == [TAP]
    assert waits(at) == [s for s in before if s != TAP]
    assert {source: len(ops) for source, ops in batch.drafts.items()} == {"P01": 3, "P02": 1}


def test_old_lines_stay_and_each_log_is_written_once(at: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP)
    path = at.log("kim", "P01")
    before = path.read_bytes()
    session = study(at)
    written: list[str] = []
    do = session.do

    def noted(source: str, *drafts: Op) -> tuple[Op, ...]:
        written.append(source)
        return do(source, *drafts)

    monkeypatch.setattr(session, "do", noted)
    undo_rules(session, ["lamp"])
    assert written == ["P01"]
    assert path.read_bytes().startswith(before)
    assert path.read_bytes()[len(before) :].count(b"\n") == 2


def test_a_dry_run_counts_and_writes_nothing(at: Layout) -> None:
    accept(at, ONE, LAMP)
    path = at.log("kim", "P01")
    before = path.read_bytes()
    assert numbers(undo_rules(study(at), ["lamp"], dry_run=True)) == (1, 0, 0, 0, 0)
    assert path.read_bytes() == before
    undo(at)
    before = path.read_bytes()
    assert numbers(redo_rules(study(at), ["lamp"], dry_run=True)) == (1, 0, 0, 0, 0)
    assert path.read_bytes() == before


def test_twice_finds_nothing_more(at: Layout) -> None:
    accept(at, ONE, LAMP)
    assert undo(at).found == 1
    assert undo(at).found == 0
    assert redo(at).found == 1
    assert redo(at).found == 0
    assert undo(at).found == 1


def test_a_coding_that_another_rule_found_stays_unless_that_is_named_too(at: Layout) -> None:
    accept(at, BOTH, LAMP, "keyword:tap")
    accept(at, ONE, LAMP, "manual")
    assert numbers(undo(at)) == (0, 0, 2, 0, 0)
    assert numbers(undo(at, "lamp", "tap")) == (1, 0, 1, 0, 0)
    assert stands(at) == [ONE]
    assert numbers(redo(at, "tap")) == (1, 0, 0, 0, 0)


def test_what_a_person_changed_afterwards_is_left(at: Layout) -> None:
    change(at, "recode", accept(at, BOTH, LAMP), code=TOOLS)
    change(at, "move", accept(at, ONE, LAMP), "Her lamp")
    change(at, "note", accept(at, TWICE, LAMP), note="a memo")
    change(at, "note", reject(at, "a lamp and", LAMP), note="why not")
    left = stands(at)
    assert numbers(undo(at)) == (0, 0, 0, 4, 0)
    assert stands(at) == left


def test_a_coding_that_was_uncoded_is_gone_and_no_matter(at: Layout) -> None:
    change(at, "uncode", accept(at, ONE, LAMP))
    assert numbers(undo(at)) == (0, 0, 0, 0, 0)


def test_a_change_that_was_taken_back_is_no_change(at: Layout) -> None:
    change(at, "undo", change(at, "recode", accept(at, ONE, LAMP), code=TOOLS))
    assert numbers(undo(at)) == (1, 0, 0, 0, 0)


def test_only_the_codes_that_are_named_by_their_names_of_today(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP, code=TOOLS)
    rewrite_book(at, "id: skill.repair\n", "id: skill.mend\n        was: [skill.repair]\n")
    assert numbers(undo(at, codes=frozenset({REPAIR}))) == (0, 0, 0, 0, 0)
    assert numbers(undo(at, codes=frozenset({"skill.mend"}))) == (1, 0, 0, 0, 0)
    assert stands(at) == [TWICE]


def test_what_others_decided_is_theirs(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, ONE, LAMP, coder="lee")
    undo(at)
    assert stands(at, "lee") == [ONE]
    with pytest.raises(NoSuchRule, match="park decided nothing by keyword:lamp"):
        undo_rules(study(at, "park"), ["lamp"])


@pytest.mark.parametrize(
    ("by", "typed"),
    [
        (LAMP, "lamp"),
        (LAMP, LAMP),
        ("import:codes.xlsx", "import:codes.xlsx"),
        ("keyword:import:x", "import:x"),
        ("keyword:manual", "manual"),
        ("plugin:guess", "plugin:guess"),
        ("keyword:\uac00", "\u1100\u1161"),
        ("keyword:\u1100\u1161", "\uac00"),
    ],
)
def test_a_rule_is_named_in_full_or_by_its_keyword(at: Layout, by: str, typed: str) -> None:
    accept(at, ONE, by)
    accept(at, TWICE, "manual")
    batch = undo(at, typed)
    assert (batch.found, batch.rules) == (1, (nfc(by),))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("lamq", "kim decided nothing by keyword:lamq. Did you mean keyword:lamp?"),
        ("import:a.xlsx", "kim decided nothing by import:a.xlsx."),
        ("manual", "kim decided nothing by keyword:manual."),
    ],
)
def test_a_rule_that_brought_nothing_is_an_error(at: Layout, typed: str, said: str) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, "manual")
    with pytest.raises(NoSuchRule) as refused:
        undo(at, typed)
    assert str(refused.value) == said


def test_redo_brings_all_back_and_no_more(at: Layout) -> None:
    alone = accept(at, BOTH, LAMP)
    session = study(at)
    session.undo(alone.id)
    accept(at, ONE, LAMP)
    reject(at, "One lamp", LAMP)
    undo(at)
    assert stands(at) == []
    assert numbers(redo(at)) == (1, 1, 0, 0, 0)
    assert stands(at) == [ONE, "One lamp"]


def test_redo_leaves_words_that_were_decided_again_since(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP)
    undo(at)
    reject(at, "Her lamp", LAMP)
    assert numbers(redo(at)) == (1, 0, 0, 0, 1)
    assert stands(at) == ["Her lamp", TWICE]


def test_redo_after_two_rounds_brings_the_second(at: Layout) -> None:
    first = accept(at, ONE, LAMP)
    undo(at)
    second = accept(at, ONE, LAMP)
    undo(at)
    assert numbers(redo(at)) == (1, 0, 0, 0, 1)
    assert [c.id for c in study(at).project.codings] == [second.id] != [first.id]


def test_decisions_that_stood_side_by_side_come_back_side_by_side(at: Layout) -> None:
    reject(at, "One lamp", "keyword:fuse")
    reject(at, "one lamp", LAMP)
    accept(at, TWICE, LAMP)
    before = stands(at)
    undo(at)
    assert numbers(redo(at)) == (1, 1, 0, 0, 0)
    assert stands(at) == before


def test_redo_finds_words_where_they_moved(at: Layout) -> None:
    accept(at, ONE, LAMP)
    undo(at)
    path = at.root / "transcripts" / "P01.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(BOTH, f"{NONE} {NONE} {NONE} {BOTH}"), encoding="utf-8")
    accept(at, "Her lamp is", "manual")
    assert numbers(redo(at)) == (0, 0, 0, 0, 1)


def test_plain_redo_brings_one_of_them(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, TWICE, LAMP)
    undo(at)
    study(at).redo()
    assert stands(at) == [TWICE]
    assert redo(at).found == 1
    with pytest.raises(QualcodeError, match="nothing to redo"):
        study(at).redo()


def test_a_source_that_is_gone_stops_all_before_anything_is_written(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, "Grandmother left a lamp.", LAMP, source="P02")
    (at.root / "transcripts" / "P02.txt").unlink()
    before = at.log("kim", "P01").read_bytes()
    with pytest.raises(UnknownSource):
        undo(at)
    assert at.log("kim", "P01").read_bytes() == before


def test_codings_by_hand_are_no_rules_business(at: Layout) -> None:
    accept(at, NONE, "manual")
    accept(at, ONE, LAMP)
    undo(at)
    assert stands(at) == [NONE]
