"""A file that is written piece by piece takes the place of the old one when all is written, and not before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualcode.files.failure import CannotWrite, ChangedOnDisk
from qualcode.files.layout import writing_whole
from qualcode.model.failure import QualcodeError


class Halted(Exception):
    """What stops a writer half-way."""


def inside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_the_old_file_stays_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "queue.json"
    path.write_bytes(b"old")
    with writing_whole(path) as file:
        file.write("첫 ".encode())
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(inside(tmp_path)) == 2
        file.write("둘".encode())
    assert path.read_text(encoding="utf-8") == "첫 둘"
    assert inside(tmp_path) == ["queue.json"]


def test_a_new_file_comes_with_its_folders(tmp_path: Path) -> None:
    with writing_whole(tmp_path / "새" / "폴더" / "queue.json") as file:
        file.write(b"1")
    assert (tmp_path / "새" / "폴더" / "queue.json").read_bytes() == b"1"


@pytest.mark.parametrize("problem", [Halted(), KeyboardInterrupt(), QualcodeError("no such row", ""), ChangedOnDisk(Path("x"))])
@pytest.mark.parametrize("old", [b"old", None])
def test_a_writer_that_stops_leaves_the_old_file_and_no_other(tmp_path: Path, problem: BaseException, old: bytes | None) -> None:
    path = tmp_path / "queue.json"
    if old is not None:
        path.write_bytes(old)
    with pytest.raises(type(problem)) as raised, writing_whole(path) as file:  # noqa: PT012 - the block is what stops
        file.write(b"half")
        raise problem
    assert raised.value is problem
    assert inside(tmp_path) == (["queue.json"] if old is not None else [])
    assert old is None or path.read_bytes() == old


def test_what_the_system_refuses_is_said_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "queue.json"
    path.write_bytes(b"old")
    full = OSError(28, "No space left on device")
    with pytest.raises(CannotWrite, match=r"cannot write .*queue\.json: No space left on device") as raised, writing_whole(path) as file:  # noqa: PT012 - as above
        file.write(b"half")
        raise full
    assert raised.value.__cause__ is full
    assert inside(tmp_path) == ["queue.json"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_refusal_at_the_end_leaves_the_old_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "queue.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os if step == "fsync" else Path, step, refuse)
    with pytest.raises(CannotWrite, match="Permission denied"), writing_whole(path) as file:
        file.write(b"new")
    assert inside(tmp_path) == ["queue.json"]
    assert path.read_bytes() == b"old"


def test_a_place_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    for path in (tmp_path / "file" / "x", tmp_path):
        with pytest.raises(CannotWrite), writing_whole(path) as file:
            file.write(b"1")
    assert inside(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_many_pieces_arrive_in_their_order(tmp_path: Path) -> None:
    with writing_whole(tmp_path / "x") as file:
        for number in range(5000):
            file.write(f"{number}\n".encode())
    assert (tmp_path / "x").read_text(encoding="utf-8").split() == [str(n) for n in range(5000)]
