"""The cache of analysed texts: disposable, shared by several at once, and never the reason for another result."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from qualcode.files.units import DamagedCache, Languages, UnitStore
from qualcode.match.units import Units
from qualcode.session import open_study
from qualcode.session.study import Session
from qualcode.session.suggesting import proposals
from studies import make_study


def pieces(entries: Sequence[tuple[str, str]]) -> Iterable[tuple[int, str, int, int]]:
    """Know the two halves of nouns of four letters."""
    for number, (form, tag) in enumerate(entries):
        if tag == "NNG" and len(form) == 4:
            yield from ((number, form[:2], 0, 2), (number, form[2:], 2, 4))


def inflections(word: str) -> frozenset[str]:
    return frozenset({word, word + "s"})


LANGUAGES = Languages(pieces, inflections, lambda word: word[:3], lambda word: frozenset({word.removesuffix("s")}))
ENTRIES = [("", ""), ("협동조합", "NNG"), ("learn", "latin"), ("learners", "latin:NOUN"), ("learning", "written")]


def units(*ids: int) -> Units:
    return Units(np.array(ids, np.int32), np.zeros(len(ids), np.int32), np.ones(len(ids), np.int32))


def opened(path: Path | None, signature: str = "1") -> UnitStore:
    return UnitStore(path, signature, LANGUAGES)


def filled(path: Path | None) -> UnitStore:
    store = opened(path)
    store.put("words", ["a", "b"], [units(0, 1, 2), units(0, 3)], ENTRIES)
    return store


def forms(store: UnitStore, key: str = "a") -> list[tuple[str, str]]:
    """Give the entries that the units of a row stand for."""
    ids = store.get("words", [key])[key].ids.tolist()
    return [store.forms_of([id_]).get(id_, ("", "")) for id_ in ids]


def test_what_was_put_is_given(tmp_path: Path) -> None:
    path = tmp_path / "units.sqlite"
    with filled(path) as store:
        assert forms(store) == [("", ""), ("협동조합", "NNG"), ("learn", "latin")]
    with opened(path) as store:
        assert forms(store, "b") == [("", ""), ("learners", "latin:NOUN")]
        assert store.missing("words", ["c", "a", "b"]) == ["c"]
        assert store.missing("written", ["a"]) == ["a"]
        assert store.get("words", ["c"]) == {}


def test_an_entry_keeps_its_id_and_new_ones_join() -> None:
    store = filled(None)
    before = {(e.form, e.tag): e.id for e in store.entries(["협동조합", "learn"])}
    store.put("words", ["c"], [units(1, 2, 1)], [("", ""), ("new", "latin"), ("learn", "latin")])
    after = {(e.form, e.tag): e.id for e in store.entries(["협동조합", "learn", "new"])}
    assert before.items() <= after.items()
    assert len(set(after.values())) == 3
    assert forms(store, "c") == [("new", "latin"), ("learn", "latin"), ("new", "latin")]


def test_ids_that_are_known_from_before_are_used_again() -> None:
    store, known, vocabulary = opened(None), list[int](), ENTRIES[:2]
    store.put("words", ["a"], [units(1)], vocabulary, known)
    vocabulary = ENTRIES[:4]
    store.put("words", ["b"], [units(1, 3)], vocabulary, known)
    assert forms(store, "a") == [("협동조합", "NNG")]
    assert forms(store, "b") == [("협동조합", "NNG"), ("learners", "latin:NOUN")]
    assert len(known) == 4


def test_the_lexicon_knows_parts_forms_families_and_written_words() -> None:
    store = filled(None)
    [piece] = store.pieces(["조합", "없는"])
    assert (piece.form, piece.start, piece.end, piece.length) == ("조합", 2, 4, 4)
    assert store.inflections(["learn", "sing"]) == {"learn": {"learn", "learns"}, "sing": {"sing", "sings"}}
    assert store.families(["lea"]) == {"lea": {"learn", "learners"}}
    [written] = store.entries(["learning"])
    assert store.written(["learn*", "learn?", "l*g", "l[e]arning", "x*"]) == {
        "learn*": {written.id}, "learn?": frozenset(), "l*g": {written.id}, "l[e]arning": frozenset(), "x*": frozenset(),
    }  # fmt: skip


def test_forms_are_asked_of_the_language_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def listening(word: str) -> frozenset[str]:
        asked.append(word)
        return inflections(word)

    store = UnitStore(None, "", Languages(pieces, listening, str.casefold, LANGUAGES.bases))
    store.put("words", ["a"], [units(2)], ENTRIES)
    store.inflections(["learn", "sing"])
    store.inflections(["learn", "sing"])
    assert sorted(asked) == ["learn", "learner", "learners", "sing"]


def test_another_signature_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "units.sqlite"
    filled(path).db.close()
    with opened(path, "2") as store:
        assert store.missing("words", ["a"]) == ["a"]
        assert list(store.entries(["learn"])) == []
        assert list(store.pieces(["조합"])) == []
    with opened(path) as store:
        assert store.missing("words", ["a"]) == ["a"]


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 99, b"SQLite format 3\x00" + b"\x07" * 4000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "units.sqlite"
    path.write_bytes(damage)
    with filled(path) as store:
        assert forms(store)[1] == ("협동조합", "NNG")
    with opened(path) as store:
        assert store.missing("words", ["a", "b"]) == []


def test_a_database_of_others_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "units.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE meta (other TEXT)")
        db.execute("CREATE TABLE vocab (x)")
    db.close()
    with filled(path) as store:
        assert forms(store)[1] == ("협동조합", "NNG")


@pytest.mark.parametrize("damage", ["row", "page"])
def test_a_file_that_turns_out_to_be_damaged_is_deleted_and_the_next_run_is_well(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "units.sqlite"
    with filled(path) as store:
        if damage == "row":
            store.db.execute("UPDATE row SET blob = x'0102' WHERE key = 'a'")
        (page,) = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'row'").fetchone()
    if damage == "page":
        whole = path.read_bytes()
        path.write_bytes(whole[: 4096 * (page - 1)] + bytes(4096) + whole[4096 * page :])
    with pytest.raises(DamagedCache), opened(path) as store:
        store.get("words", ["a", "b"])
    assert not path.exists()
    with filled(path) as store:
        assert forms(store)[1] == ("협동조합", "NNG")


def test_other_errors_leave_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "units.sqlite"
    with pytest.raises(sqlite3.OperationalError), filled(path) as store:
        store.db.execute("SELECT nothing FROM nowhere")
    with opened(path) as store:
        assert store.missing("words", ["a"]) == []


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only here")
def test_where_nothing_can_be_written_the_cache_is_in_memory(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with filled(tmp_path / "units.sqlite") as store:
            assert forms(store)[1] == ("협동조합", "NNG")
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o700)


def test_where_no_file_can_be_the_cache_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").touch()
    for path in (tmp_path / "folder", tmp_path / "nowhere" / "units.sqlite", tmp_path / "folder" / "inside" / "units.sqlite"):
        with filled(path) as store:
            assert forms(store)[1] == ("협동조합", "NNG")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "inside"]


def test_what_fails_midway_leaves_nothing_behind(tmp_path: Path) -> None:
    store = filled(tmp_path / "units.sqlite")
    with pytest.raises(IndexError):
        store.put("words", ["c"], [units(9)], [("", ""), ("half", "latin")])
    assert list(store.entries(["half"])) == []
    assert store.missing("words", ["c"]) == ["c"]
    store.put("words", ["c"], [units(1)], [("", ""), ("half", "latin")])
    assert forms(store, "c") == [("half", "latin")]


def test_several_that_write_at_once_have_one_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "units.sqlite"

    def write(writer: int) -> dict[tuple[str, str], int]:
        with opened(path) as store:
            for number in range(20):
                own, shared = (f"w{writer}n{number}", "latin"), (f"n{number}", "NNG")
                store.put("words", [f"{writer}-{number}"], [units(0, 1, 2)], [("", ""), own, shared])
                assert forms(store, f"{writer}-{number}") == [("", ""), own, shared]
            return {(e.form, e.tag): e.id for e in store.entries([f"n{number}" for number in range(20)])}

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(write, range(4)))
    assert all(one == found[0] for one in found)
    assert len(set(found[0].values())) == 20
    with opened(path) as store:
        (count, highest) = store.db.execute("SELECT count(*), max(id) >> 4 FROM vocab").fetchone()
        assert count == highest == 100
        assert store.missing("words", [f"{w}-{n}" for w in range(4) for n in range(20)]) == []


def test_one_that_opens_while_another_makes_the_file_takes_what_that_one_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and locking the other may have finished; what it put there must stay."""
    path = tmp_path / "units.sqlite"
    connect = sqlite3.connect

    class Late(sqlite3.Connection):
        """A connection that is slow to lock: just before, another opens and fills the file."""

        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE" and not path.with_suffix(".done").exists():
                path.with_suffix(".done").touch()
                monkeypatch.setattr(sqlite3, "connect", connect)
                filled(path).db.close()
            return super().execute(sql, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **more: connect(*a, factory=Late, **more))
    with opened(path) as store:
        assert path.with_suffix(".done").exists()
        assert store.missing("words", ["a", "b"]) == []


def test_prune_forgets_the_oldest_rows_and_none_that_is_current() -> None:
    store = opened(None)
    for number in range(40):
        store.put("words", [str(number)], [units(1)], ENTRIES)
    store.put("written", ["0"], [units(4)], ENTRIES)
    store.prune("words", ["0", "39"])
    left = [key for key in map(str, range(40)) if not store.missing("words", [key])]
    assert left == ["0", *map(str, range(28, 40))]
    assert store.missing("written", ["0"]) == []
    store.prune("words", left)
    assert store.missing("words", left) == []


def rows(session: Session) -> list[object]:
    return list(proposals(session)[0])


def test_deleting_the_file_changes_no_result(tmp_path: Path) -> None:
    layout = make_study(tmp_path / "study")
    session = open_study(layout.root, "kim")
    cache = layout.derived / "units.sqlite"
    first = rows(session)
    assert len(first) >= 4
    assert cache.stat().st_size > 0
    assert rows(session) == first
    cache.unlink()
    assert rows(session) == first
    cache.write_bytes(cache.read_bytes()[:5000] + b"\x00" * 3000)
    assert rows(session) == first
