"""Decisions as a set: order and repetition do not matter, what is ended can come back, and undo always ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions import LAMP, TAP, Decisions, logs, redact
from qualcode.ops import (
    ENDS,
    PUTS,
    Op,
    Standing,
    fold,
    next_at,
    one_each,
    order,
    sealed,
    to_redo,
    to_undo,
)
from studies import NINE

# ---------------------------------------------------------------- a set of lines


@given(logs(forged=True), st.data())
def test_order_and_repetition_do_not_matter(log: Sequence[Op], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(log))) if log else []
    assert fold(data.draw(st.permutations([*log, *again]))) == fold(log)


def union(a: Iterable[Op], b: Iterable[Op]) -> tuple[Op, ...]:
    return tuple(one_each([*a, *b]).values())


@given(logs(forged=True), logs(), logs())
def test_union_commutes_and_associates(a: Sequence[Op], b: Sequence[Op], c: Sequence[Op]) -> None:
    assert fold(union(a, b)) == fold(union(b, a))
    assert fold(union(union(a, b), c)) == fold(union(a, union(b, c))) == fold([*a, *b, *c])
    assert fold(union(a, a)) == fold(a)


@given(logs())
def test_a_line_is_in_force_unless_a_line_in_force_undoes_it(log: Sequence[Op]) -> None:
    force = fold(log).in_force
    undone = {o.of for o in log if o.op == "undo" and o.id in force}
    assert force == {o.id for o in log} - undone


@given(logs())
def test_a_coding_stands_until_a_line_in_force_ends_it(log: Sequence[Op]) -> None:
    state = fold(log)
    by_id = {o.id: o for o in log}
    put = {o.id for o in log if o.op in PUTS and o.id in state.in_force}
    ended = {o.of for o in log if o.op in ENDS and o.id in state.in_force}
    complete = {id_ for id_ in put if said(by_id, id_, "code") and said(by_id, id_, "anchor")}
    assert [s.op.id for s in state.codings] == sorted(complete - ended, key=lambda id_: order(by_id[id_]))


def said(lines: dict[str, Op], id_: str, name: str) -> bool:
    op = lines.get(id_)
    return op is not None and (bool(getattr(op, name)) or said(lines, op.of, name))


@given(logs())
def test_a_line_that_names_a_lost_line_is_told(log: Sequence[Op]) -> None:
    state = fold(log)
    assert {o.id for o in state.lost} == {o.id for o in log if o.of == "gone" and o.id in state.in_force}


@pytest.mark.parametrize("instead", ["", "AA", "힣힣"])
def test_a_redacted_line_wins(instead: str) -> None:
    op = Decisions().code()
    redacted = redact(op, instead)
    for lines in ([op, redacted], [redacted, op], [op, redacted, op]):
        (standing,) = fold(lines).codings
        assert standing.anchor.exact == instead
        assert standing.op.id == op.id


# ---------------------------------------------------------------- ending and undoing


def test_recode_puts_another_code_on_the_same_words_and_its_undo_brings_the_first_back() -> None:
    log = Decisions()
    first = log.code("a")
    second = log("recode", first.id, code="b")
    assert fold(log.ops).codings == (Standing(second, "b", LAMP),)
    log("undo", second.id)
    assert fold(log.ops).codings == (Standing(first, "a", LAMP),)


def test_move_puts_the_same_code_on_other_words_and_its_undo_brings_the_first_back() -> None:
    log = Decisions()
    first = log.code("a")
    recoded = log("recode", first.id, code="b")
    moved = log("move", recoded.id, anchor=TAP)
    assert fold(log.ops).codings == (Standing(moved, "b", TAP),)
    log("undo", moved.id)
    assert fold(log.ops).codings == (Standing(recoded, "b", LAMP),)


def test_a_moved_coding_keeps_the_rule_that_gave_its_code_and_a_recoded_one_does_not() -> None:
    log = Decisions()
    first = log("code", code="a", anchor=LAMP, by=("keyword:전등",))
    moved = log("move", first.id, anchor=TAP)
    assert [s.by for s in fold(log.ops).codings] == [("keyword:전등",)]
    log("recode", moved.id, code="b")
    assert [s.by for s in fold(log.ops).codings] == [("manual",)]


def test_uncode_ends_one_coding_and_its_undo_brings_it_back() -> None:
    log = Decisions()
    first, second = log.code("a"), log.code("b")
    ended = log("uncode", first.id)
    assert log.standing == {second.id: "b"}
    log("undo", ended.id)
    assert log.standing == {first.id: "a", second.id: "b"}


def test_two_concurrent_recodes_both_stand() -> None:
    log = Decisions()
    first = log.code("a")
    one, other = log("recode", first.id, code="b"), log("recode", first.id, code="c")
    assert log.standing == {one.id: "b", other.id: "c"}
    log("undo", one.id)
    assert log.standing == {other.id: "c"}


def test_a_rejection_a_memo_and_a_finished_source_are_taken_back_by_undo() -> None:
    log = Decisions()
    rejected, noted, done = log("reject", code="a", anchor=LAMP), log("note", anchor=TAP, note="왜?"), log("done", text="c74a2d6341dd")
    state = fold(log.ops)
    assert (state.rejects, state.notes, state.done) == ((rejected,), (noted,), (done,))
    for op in (rejected, noted, done):
        log("undo", op.id)
    state = fold(log.ops)
    assert (state.rejects, state.notes, state.done) == ((), (), ())


def test_notes_follow_a_coding_through_recode_and_move_oldest_first() -> None:
    log = Decisions()
    first = log("code", code="a", anchor=LAMP, note="first")
    log("note", first.id, note="second")
    recoded = log("recode", first.id, code="b", note="third")
    gone = log("note", recoded.id, note="taken back")
    log("note", recoded.id, note="second")
    log("undo", gone.id)
    (standing,) = fold(log.ops).codings
    assert standing.notes == ("first", "second", "third")
    assert standing.memo == "first\n\nsecond\n\nthird"
    assert fold(log.ops).notes == (), "a memo on a coding is no memo on a passage"


def test_a_change_of_a_lost_coding_does_not_stand_and_is_told() -> None:
    log = Decisions()
    moved, recoded = log("move", "gone", anchor=TAP), log("recode", "gone", code="b")
    state = fold(log.ops)
    assert state.codings == ()
    assert state.lost == (moved, recoded)


def by_id(ops: Iterable[Op]) -> list[Op]:
    return sorted(ops, key=lambda o: o.id)


@pytest.mark.parametrize("arrange", [list, reversed, by_id], ids=["old", "new", "mixed"])
@pytest.mark.parametrize("depth", [5000, 5001])
def test_undo_of_undo_of_undo_ends_at_any_depth(depth: int, arrange: Callable[[list[Op]], Iterable[Op]]) -> None:
    ops = [sealed(Op("code", code="a", anchor=LAMP))]
    for number in range(depth):
        ops.append(sealed(Op("undo", of=ops[-1].id, at=f"{number:05}")))
    state = fold(arrange(ops))
    assert [s.op for s in state.codings] == ops[: 1 - depth % 2]
    assert len(state.in_force) == depth // 2 + 1


def test_a_coding_recoded_5000_times_stands_once() -> None:
    ops = [sealed(Op("code", code="a", anchor=LAMP))]
    for number in range(5000):
        ops.append(sealed(Op("recode", of=ops[-1].id, code=f"b{number}", at=f"{number:05}")))
    assert fold(reversed(ops)).codings == (Standing(ops[-1], "b4999", LAMP),)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_undos_forged_into_a_circle_are_left_in_force(size: int) -> None:
    circle = [Op("undo", of=str((n + 1) % size), id=str(n)) for n in range(size)]
    coded = Op("code", code="a", anchor=LAMP, id="coded")
    assert fold([*circle, coded]).in_force == {"coded", *map(str, range(size))}
    outside = Op("undo", of="0", id="outside")
    assert fold([*circle, outside]).in_force == {"outside", *map(str, range(1, size, 2))}, "an undo from outside decides"


def test_codings_forged_into_a_circle_end() -> None:
    ops = [Op("recode", of="b", code="x", id="a"), Op("recode", of="a", code="y", id="b"), Op("move", of="b", anchor=TAP, id="c")]
    state = fold(ops)
    assert [(s.op.id, s.code, s.anchor) for s in state.codings] == [("c", "y", TAP)]


# ---------------------------------------------------------------- time


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))])
clocks = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - hypothesis adds the zone
near = st.integers(-3, 3).map(lambda s: NINE + timedelta(seconds=s / 2))


@given(st.lists(clocks | near, max_size=20))
def test_times_increase_whatever_the_clock_says(clock: list[datetime]) -> None:
    last, made = "", list[str]()
    for now in clock:
        last = next_at(now, last)
        made.append(last)
    ops = [Op("undo", at=at) for at in made]
    assert [o.at for o in sorted(ops, key=order)] == made
    assert all(a < b for a, b in pairwise(map(datetime.fromisoformat, made)))
    assert all(at.endswith("Z") for at in made)


@pytest.mark.parametrize(
    ("now", "last", "made"),
    [
        (NINE, "", "2026-11-21T09:00:00Z"),
        (NINE.astimezone(timezone(timedelta(hours=9))), "", "2026-11-21T09:00:00Z"),
        (NINE + timedelta(microseconds=7), "2026-11-21T08:59:59.5Z", "2026-11-21T09:00:00Z"),
        (NINE + timedelta(microseconds=7), "2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000007Z"),
        (NINE, "2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000001Z"),
        (NINE, "2027-01-01T00:00:00Z", "2027-01-01T00:00:00.000001Z"),
        (NINE, "2026-11-21T09:00:00.999999Z", "2026-11-21T09:00:01.000000Z"),
        (NINE + timedelta(seconds=1), "2026-11-21T09:00:01.000000Z", "2026-11-21T09:00:01.000001Z"),
    ],
)
def test_a_time_is_now_with_a_fraction_only_where_needed(now: datetime, last: str, made: str) -> None:
    assert next_at(now, last) == made


def test_seconds_and_fractions_of_seconds_compare_rightly() -> None:
    times = ["2026-11-21T09:00:00Z", "2026-11-21T09:00:00.5Z", "2026-11-21T09:00:00.75Z", "2026-11-21T09:00:01Z"]
    assert [o.at for o in sorted((Op("undo", at=at) for at in reversed(times)), key=order)] == times


# ---------------------------------------------------------------- undo and redo as a person knows them


@given(st.lists(st.tuples(st.sampled_from(["decide", "undo", "redo"]), near), max_size=30))
def test_undo_and_redo_are_those_of_every_editor(steps: list[tuple[str, datetime]]) -> None:
    log, done, undone = Decisions(), list[Op](), list[tuple[Op, Op]]()
    for step, now in steps:
        if step == "decide":
            done.append(log("code", code="a", anchor=LAMP, now=now))
            undone.clear()
        elif step == "undo" and done:
            undone.append((done[-1], log("undo", done.pop().id, now)))
        elif step == "redo" and undone:
            op, undo = undone.pop()
            log("undo", undo.id, now)
            done.append(op)
        assert [s.op for s in fold(log.ops).codings] == sorted(done, key=order)
        assert to_undo(log.ops) == (done[-1] if done else None)
        assert to_redo(log.ops) == (undone[-1][1] if undone else None)


def test_redo_is_refused_after_a_new_decision() -> None:
    log = Decisions()
    first = log.code("a")
    undo = log("undo", first.id)
    assert to_redo(log.ops) == undo
    log.code("b")
    assert to_redo(log.ops) is None


def test_a_redo_is_no_decision_to_redo_or_undo() -> None:
    log = Decisions()
    first = log.code("a")
    undo = log("undo", first.id)
    log("undo", undo.id)
    assert to_undo(log.ops) == first
    assert to_redo(log.ops) is None


def test_nothing_to_undo_or_redo_in_an_empty_log() -> None:
    assert to_undo([]) is None
    assert to_redo([]) is None


def test_an_undo_of_a_lost_line_is_not_redone() -> None:
    log = Decisions()
    log("undo", "gone")
    assert to_redo(log.ops) is None


def test_of_two_lines_with_one_id_the_unaltered_one_wins() -> None:
    whole = Decisions().code()
    for note in ("\x00 before all others", "힣 after all others"):
        altered = replace(whole, note=note)
        for lines in ([whole, altered], [altered, whole]):
            assert one_each(lines)[whole.id] == whole
