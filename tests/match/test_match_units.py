"""Units as bytes and back, and several texts as one."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from by_hand import stored, talk, texts_of
from hypothesis import given
from hypothesis import strategies as st

from qualcode.match.units import (
    ADVERB,
    AUXILIARY,
    CHAIN,
    ENDING,
    LATIN,
    MARK,
    NOUN,
    OTHER,
    PARTICLE,
    VERB,
    WRITTEN,
    Chunk,
    Units,
    kind_of,
    unit_id,
    within,
)

NUMBERS = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=9).map(lambda many: np.array(many, np.int32))
UNITS = st.builds(Units, *[NUMBERS] * 8)


def equal(one: Units, other: Units) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Units))


@given(UNITS)
def test_bytes_and_back(units: Units) -> None:
    assert equal(Units.from_bytes(units.to_bytes()), units)


@given(UNITS, st.data())
def test_damaged_bytes_are_no_units(units: Units, data: st.DataObject) -> None:
    whole = units.to_bytes()
    with pytest.raises(ValueError, match="no units"):
        Units.from_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(ValueError, match="no units"):
        Units.from_bytes(whole + data.draw(st.binary(min_size=1)))


@pytest.mark.parametrize("damaged", [b"", b"abc", b"\x00" * 28, b"\xff" * 32, np.array([-1, 1, 0, 0, 0, 0, 0, 0], np.int32).tobytes()])
def test_other_bytes_are_no_units(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="no units"):
        Units.from_bytes(damaged)


def test_lengths_that_overflow_are_no_units() -> None:
    lengths = np.array([2**31 - 1] * 8, np.int32).tobytes()
    with pytest.raises(ValueError, match="no units"):
        Units.from_bytes(lengths)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("NNG", NOUN), ("NP", NOUN), ("XR", NOUN), ("SL", NOUN), ("XSN", NOUN), ("VV", VERB), ("VV-I", VERB), ("VA-R", VERB),
        ("XSV", VERB), ("VCP", VERB), ("VX", AUXILIARY), ("VX-R", AUXILIARY), ("MAG", ADVERB), ("MM", OTHER), ("IC", OTHER),
        ("MAJ", OTHER), ("EC", ENDING), ("EP", ENDING), ("JKO", PARTICLE), ("JX", PARTICLE), ("SF", MARK), ("W_URL", MARK), ("", MARK),
        ("latin", LATIN), ("latin:VERB", LATIN), ("chain", CHAIN), ("written", WRITTEN), ("UN", MARK),
    ],
)  # fmt: skip
def test_kinds(tag: str, kind: int) -> None:
    assert kind_of(tag) == kind
    assert unit_id(7, tag) == 7 * 16 + kind


def test_renumbered_units_have_other_ids_and_nothing_else() -> None:
    units = Units(np.array([0, 1, 2], np.int32), np.array([0, 0, 1], np.int32), joins=np.array([1, 1, 2], np.int32))
    again = units.renumbered(np.array([0, 170, 35], np.int32))
    assert again.ids.tolist() == [0, 170, 35]
    assert again.joins.tolist() == [170, 1, 2]
    assert units.joins.tolist() == [1, 1, 2]
    assert again.starts is units.starts


def test_a_chunk_lays_texts_one_behind_the_other() -> None:
    talks = [talk("a b. c", "d"), talk(), talk("[e] f", joins={0: [("ef", "latin", 0, 1)]})]
    store = stored(talks)
    texts = texts_of(talks, store)
    chunk = Chunk.of([(len(t.text), t.units) for t in texts])
    whole = "\n".join(t.text for t in texts)
    assert chunk.bases.tolist() == [0, 10, 11]
    assert [whole[s:e] for s, e in zip(chunk.turn_starts, chunk.turn_ends, strict=True)] == ["a b. c", "d", "[e] f"]
    assert [whole[s:e] for s, e in zip(chunk.sentence_starts, chunk.sentence_ends, strict=True)] == ["a b.", "c", "d", "[e] f"]
    assert [whole[s:e] for s, e in chunk.units.marks.reshape(-1, 2)] == ["[e]"]
    assert [whole[s:e] for s, e in zip(chunk.units.starts, chunk.units.ends, strict=True)] == ["", "a", "b.", "c", "", "d", "", "[e]", "f"]
    assert [whole[chunk.units.starts[a] : chunk.units.ends[b]] for _, a, b in chunk.units.joins.reshape(-1, 3)] == ["[e] f"]
    assert chunk.kinds.tolist() == [MARK, LATIN, LATIN, LATIN, MARK, LATIN, MARK, LATIN, LATIN, MARK]
    assert chunk.text_at(np.array([0, 9, 10, 11, 16], np.int32)).tolist() == [0, 0, 1, 2, 2]


def test_a_chunk_of_nothing() -> None:
    chunk = Chunk.of([])
    assert chunk.bases.tolist() == chunk.turn_starts.tolist() == chunk.sentence_ends.tolist() == []
    assert chunk.kinds.tolist() == [MARK]


@given(st.lists(st.integers(0, 50), max_size=8).map(sorted), st.lists(st.integers(0, 60), max_size=8))
def test_within_gives_the_last_range_that_begins_before(starts: list[int], offsets: list[int]) -> None:
    found = within(np.array(starts, np.int32), np.array(offsets, np.int32))
    assert found.tolist() == [sum(start <= offset for start in starts) - 1 for offset in offsets]
