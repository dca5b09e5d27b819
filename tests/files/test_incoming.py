"""Reading files from outside: what is no regular file, too large, or still being written is refused in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualcode.files import incoming
from qualcode.files.failure import CannotRead
from qualcode.files.incoming import NotAFile, TooLarge, Unsteady, read_steady


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("면담자: 네\r\n".encode())
    assert read_steady(path) == "면담자: 네\r\n".encode()


def test_a_folder_a_pipe_and_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match="is a folder"):
        read_steady(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(NotAFile, match="a device or a pipe"):
        read_steady(tmp_path / "pipe.txt")
    with pytest.raises(CannotRead, match=r"nowhere\.txt"):
        read_steady(tmp_path / "nowhere.txt")


def test_links_that_go_round_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(CannotRead, match="cannot read"):
        read_steady(tmp_path / "a.txt")


def test_a_recording_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    monkeypatch.setattr(incoming, "MOST_BYTES", 4)
    with pytest.raises(TooLarge) as found:
        read_steady(tmp_path / "a.txt")
    assert found.value.help == "is it a recording?"


def _growing(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody write to each file while it is read, so many times."""
    whole = Path.read_bytes
    left = [times]

    def read(path: Path) -> bytes:
        found = whole(path)
        if left[0]:
            left[0] -= 1
            with path.open("ab") as file:
                file.write(b"more\n")
        return found

    monkeypatch.setattr(Path, "read_bytes", read)


def test_a_file_that_changes_is_read_again_and_refused_when_it_never_rests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\n")
    _growing(1, monkeypatch)
    assert read_steady(path) == b"one\nmore\n"
    _growing(99, monkeypatch)
    with pytest.raises(Unsteady, match="changes while it is read"):
        read_steady(path)
