"""Whatever happens while appending to a log, nothing that was written before is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions import AWKWARD, LAMP
from qualcode.files.failure import CannotWrite
from qualcode.files.layout import Layout
from qualcode.files.log import append
from qualcode.files.study import all_ops, read_logs
from qualcode.ops import Op, encode, to_redo, to_undo
from small_log import ALL, FIRST, LINES, SECOND, read, written
from studies import EXPERTISE, KIM, LEE, NINE, PRIDE, record

LINE_END = b"\n"
needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, signals and devices")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def test_what_was_appended_reads_back(layout: Layout) -> None:
    drafts = [Op("note", of="x", note=text, extra={text: [text]}) for text in AWKWARD]
    made = record(layout, KIM, "P01", *drafts)
    assert read(layout) == (made, [])
    assert [op.note for op in made] == list(AWKWARD)
    assert layout.log(KIM, "P01").read_bytes().count(b"\n") == len(AWKWARD)


@pytest.mark.parametrize("damage", [b'{"id": "x", "op": "co', "\n수".encode()[:-1], LINES[2].encode(), b"<<<<<<< HEAD"])
def test_appending_after_a_torn_line_begins_a_line_and_loses_nothing(layout: Layout, damage: bytes) -> None:
    path = written(layout, *LINES[:2]).log(KIM, "P01")
    before = path.read_bytes() + damage
    path.write_bytes(before)
    ops, _ = read(layout)
    (made,) = record(layout, KIM, "P01", Op("undo", of=FIRST.id))
    assert path.read_bytes() == before + b"\n" + encode(made).encode() + b"\n"
    assert read(layout)[0] == (*ops, made)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_appending_leaves_what_is_there_byte_for_byte(layout: Layout, end: str) -> None:
    path = written(layout, *LINES, end=end, encoding="utf-8-sig").log(KIM, "P01")
    before = path.read_bytes()
    made = record(layout, KIM, "P01", Op("undo", of=FIRST.id), Op("undo", of=SECOND.id))
    assert path.read_bytes() == before + b"".join(encode(op).encode() + b"\n" for op in made)


def test_appending_is_one_write_forced_to_disk_under_the_lock(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    write, fsync = os.write, os.fsync

    def is_locked() -> bool:
        with suppress(Timeout), FileLock(layout.derived / "write.lock", timeout=0):
            return False
        return True

    def writes(descriptor: int, data: bytes) -> int:
        done.append(f"write {len(data.split(LINE_END)) - 1} {is_locked()}")
        return write(descriptor, data)

    def syncs(descriptor: int) -> None:
        done.append(f"fsync {is_locked()}")
        fsync(descriptor)

    monkeypatch.setattr(os, "write", writes)
    monkeypatch.setattr(os, "fsync", syncs)
    record(layout, KIM, "P01", *(Op("undo", of=str(n)) for n in range(7)))
    assert done == ["write 7 True", "fsync True"]
    assert not is_locked()


def test_what_the_lock_needs_is_out_of_sight_of_git(layout: Layout) -> None:
    record(layout, KIM, "P01", Op("undo", of="x"))
    assert (layout.derived / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("at", ["yesterday", "", "2026-13-41T25:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-11-21T23:00:00+09:00"])
def test_a_time_that_is_none_stops_nobody(layout: Layout, at: str) -> None:
    written(layout, encode(replace(SECOND, at=at)), LINES[0])
    (made,) = record(layout, KIM, "P01", Op("undo", of="x"))
    assert made.at == "2026-11-21T09:00:00.000001Z"


def test_a_time_is_later_than_all_of_the_log_in_whatever_order_and_form(layout: Layout) -> None:
    lines = (LINES[2].replace(": ", ":").replace(", ", ","), LINES[0], LINES[1])
    (made,) = record(written(layout, *lines), KIM, "P01", Op("undo", of="x"))
    assert made.at == "2026-11-21T09:00:02.000001Z"


def decided(layout: Layout) -> tuple[Op, ...]:
    """Give all that kim decided, over all sources."""
    return all_ops(read_logs(layout)[0], KIM)


STEPS = st.tuples(st.sampled_from(["decide", "undo", "redo"]), st.sampled_from(["P01", "P02", "F01"]), st.integers(-2, 2))


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=30)
def test_undo_and_redo_go_back_and_forth_over_all_sources_in_one_second(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    layout = Layout(tmp_path_factory.mktemp("study"))
    done, undone = list[tuple[str, Op]](), list[tuple[str, Op, Op]]()
    for step, where, seconds in steps:
        now = NINE + timedelta(seconds=seconds / 4)
        if step == "decide":
            (op,) = record(layout, KIM, where, Op("code", code=PRIDE, anchor=LAMP), now=now)
            done.append((where, op))
            undone.clear()
            record(layout, LEE, where, Op("code", code=EXPERTISE, anchor=LAMP), now=NINE + timedelta(days=1))
        elif step == "undo" and done:
            source, op = done.pop()
            (undo,) = record(layout, KIM, source, Op("undo", of=op.id), now=now)
            undone.append((source, op, undo))
        elif step == "redo" and undone:
            source, op, undo = undone.pop()
            record(layout, KIM, source, Op("undo", of=undo.id), now=now)
            done.append((source, op))
        ops = decided(layout)
        assert to_undo(ops) == (done[-1][1] if done else None)
        assert to_redo(ops) == (undone[-1][2] if undone else None)


# ---------------------------------------------------------------- what the system refuses


@pytest.mark.parametrize("in_the_way", ["codings", "codings/kim", ".qualcode"])
def test_a_folder_that_cannot_be_written_is_a_small_error(layout: Layout, in_the_way: str) -> None:
    place = layout.root / in_the_way
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"a file where a folder should be")
    with pytest.raises(CannotWrite, match=r"cannot write .*P01\.jsonl"):
        record(layout, KIM, "P01", Op("undo", of="x"))
    assert place.read_bytes() == b"a file where a folder should be"


def test_a_log_that_is_a_folder_is_a_small_error(layout: Layout) -> None:
    layout.log(KIM, "P01").mkdir(parents=True)
    with pytest.raises(CannotWrite):
        record(layout, KIM, "P01", Op("undo", of="x"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_small_error(layout: Layout) -> None:
    path = layout.log(KIM, "P01")
    path.parent.mkdir(parents=True)
    path.symlink_to("/dev/full")
    with pytest.raises(CannotWrite, match="No space left on device") as caught:
        record(layout, KIM, "P01", Op("undo", of="x"))
    assert "nothing was changed" in caught.value.help
    path.unlink()
    record(layout, KIM, "P01", Op("undo", of="x"))
    assert len(read(layout)[0]) == 1


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device that takes everything")
def test_a_log_that_is_a_device_is_written_and_not_forced_to_a_disk_it_has_not(layout: Layout) -> None:
    path = layout.log(KIM, "P01")
    path.parent.mkdir(parents=True)
    path.symlink_to("/dev/null")
    assert len(record(layout, KIM, "P01", Op("undo", of="x"))) == 1
    assert read(layout) == ((), [])


@contextmanager
def room(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size in bytes."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@needs_posix
@pytest.mark.parametrize("fits", [0, 1, 100])
@pytest.mark.parametrize("torn", [b"", b'{"id": "x", "op": "co'])
def test_a_disk_that_is_full_in_the_middle_of_a_line_leaves_the_log_as_it_was(layout: Layout, fits: int, torn: bytes) -> None:
    path = written(layout, *LINES).log(KIM, "P01")
    before = path.read_bytes() + torn
    path.write_bytes(before)
    with room(len(before) + fits), pytest.raises(CannotWrite):
        record(layout, KIM, "P01", *(Op("undo", of=op.id) for op in ALL))
    assert path.read_bytes() == before
    record(layout, KIM, "P01", Op("undo", of="x"))
    assert read(layout)[0][:3] == ALL


def test_a_system_that_takes_a_few_bytes_at_a_time_gets_them_all(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
        made = record(layout, KIM, "P01", Op("undo", of="x"), Op("undo", of="y"))
    assert read(layout) == (made, [])


def test_a_disk_that_fails_to_keep_the_bytes_leaves_the_log_as_it_was(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(layout, *LINES).log(KIM, "P01")

    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(CannotWrite, match="Input/output error"):
        record(layout, KIM, "P01", Op("undo", of="x"))
    assert path.read_bytes().decode() == "".join(line + "\n" for line in LINES)


# ---------------------------------------------------------------- several programs, and programs that are killed


class Appender:
    """A program that appends to logs in children, which can be killed."""

    def __init__(self) -> None:
        paths = os.pathsep.join(p for p in sys.path if p)
        command = [sys.executable, str(Path(__file__).with_name("appender.py"))]
        self.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": paths})

    def begin(self, root: Path, author: str, number: int) -> int:
        """Begin a child that appends so many decisions; gives its process id."""
        assert self.program.stdin
        self.program.stdin.write(f"{root}\t{author}\t{number}\n")
        self.program.stdin.flush()
        return int(next(self.said()))

    def said(self) -> Iterator[str]:
        """Give what the child says, until it is gone."""
        assert self.program.stdout
        for line in self.program.stdout:
            if line == "gone\n":
                return
            yield line.strip()

    def close(self) -> None:
        """Wait for the program to end."""
        with self.program:
            pass


@pytest.fixture
def appenders() -> Iterator[tuple[Appender, Appender]]:
    both = Appender(), Appender()
    yield both
    for one in both:
        one.close()


@needs_posix
def test_two_programs_append_at_once_and_every_line_is_whole(layout: Layout, appenders: tuple[Appender, Appender]) -> None:
    for author, one in zip("ab", appenders, strict=True):
        one.begin(layout.root, author, 100)
    said = [list(one.said()) for one in appenders]
    ops, findings = read(layout)
    assert findings == []
    assert [[op.id for op in ops if op.note.startswith(author)] for author in "ab"] == said
    assert [len(ids) for ids in said] == [100, 100]
    assert len(ops) == 200
    assert [op.at.removesuffix("Z") for op in ops] == sorted({op.at.removesuffix("Z") for op in ops})


@needs_posix
def test_kill_9_loses_at_most_the_decision_in_flight(tmp_path: Path, appenders: tuple[Appender, Appender]) -> None:
    appender, _ = appenders
    for seed in range(50):
        chance = random.Random(seed)
        layout = Layout(tmp_path / str(seed))
        child, stop, finished = appender.begin(layout.root, "a", 200), chance.randint(1, 100), list[str]()
        for id_ in appender.said():
            finished.append(id_)
            if len(finished) == stop:
                _wait(chance)
                os.kill(child, signal.SIGKILL)
        assert len(finished) < 200, "killed too late to prove anything"
        ops, findings = read(layout)
        assert [op.id for op in ops][: len(finished)] == finished, seed
        assert len(ops) <= len(finished) + 1, seed
        assert {rule for rule, _ in findings} <= {"QC011"}, seed
        record(layout, KIM, "P01", Op("undo", of="x"))
        assert read(layout)[0][: len(ops)] == ops, seed


def _wait(chance: random.Random) -> None:
    """Let the child get anywhere in its next append."""
    for _ in range(chance.randrange(50_000)):
        pass


def test_a_maker_that_fails_writes_nothing(layout: Layout) -> None:
    written(layout, *LINES)

    def make(last: str) -> Sequence[Op]:
        raise LookupError(last)

    with pytest.raises(LookupError, match="09:00:02"):
        append(layout, KIM, "P01", make)
    assert read(layout) == (ALL, [])
