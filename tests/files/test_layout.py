"""Where things lie, names that every system takes, and files written whole or not at all."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.files.failure import CannotRead, CannotWrite, ChangedOnDisk, NoStudy
from qualcode.files.layout import Layout, find_study, read_bytes, safe_name, write_whole

needs_devices = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def test_a_study_is_laid_out_so() -> None:
    layout = Layout(Path("study"))
    places = [
        layout.settings, layout.cases, layout.transcripts, layout.versions, layout.codings, layout.memos, layout.derived,
        layout.transcript("P03"), layout.sidecar("P03"), layout.log("kim", "P03"),
    ]  # fmt: skip
    assert [layout.relative(p) for p in places] == [
        "qualcode.yaml", "cases.csv", "transcripts", "transcripts/.versions", "codings", "memos", ".qualcode",
        "transcripts/P03.txt", "transcripts/P03.yaml", "codings/kim/P03.jsonl",
    ]  # fmt: skip
    assert layout.relative(Path("elsewhere/x")) == "elsewhere/x"


def test_a_name_in_pieces_on_disk_is_found_and_a_composed_one_goes_first(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert layout.transcript("가").name == "가.txt"
    layout.transcripts.mkdir()
    assert layout.transcript("가").name == "가.txt"
    pieces = layout.transcripts / unicodedata.normalize("NFD", "가.txt")
    pieces.write_bytes(b"")
    (layout.transcripts / "나.txt").write_bytes(b"")
    assert layout.transcript("가") == pieces
    assert layout.transcript("나").name == "나.txt"
    (layout.transcripts / "가.txt").write_bytes(b"")
    assert layout.transcript("가").name == "가.txt"


def test_the_study_is_found_from_any_folder_in_it(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "qualcode.yaml").write_bytes(b"")
    assert find_study(deep) == find_study(tmp_path) == Layout(tmp_path)
    (tmp_path / "a" / "qualcode.yaml").write_bytes(b"")
    assert find_study(deep) == Layout(tmp_path / "a")


def test_where_no_study_is_says_so(tmp_path: Path) -> None:
    (tmp_path / "qualcode.yaml").mkdir()
    with pytest.raises(NoStudy, match=r"no study here: .* has no qualcode\.yaml") as raised:
        find_study(tmp_path)
    assert raised.value.help == "qualcode init, or qualcode demo"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("P03", "P03"),
        ("강북 1차 면담", "강북 1차 면담"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("../../x", "x"),
        (".hidden", "hidden"),
        (" 끝. ", "끝"),
        ("", "unnamed"),
        ("///", "unnamed"),
        ("a\x00\x1f\x7fb", "a-b"),
        ("\u1100\u1161", "가"),
        ("CON", "CON-"),
        ("nul.2021", "nul.2021-"),
        ("lpt1", "lpt1-"),
        ("console", "console"),
        ("com10", "com10"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_safe_name_is_one_name_and_stays_itself(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert Path(safe).name == safe
    assert safe not in {"", ".", ".."}


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"cannot read .*: Is a directory"):
        read_bytes(tmp_path)
    with pytest.raises(CannotRead, match=r"cannot read .*: No such file"):
        read_bytes(tmp_path / "none")


def test_a_file_is_made_with_its_folders_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "새 폴더" / "더" / "글.txt"
    write_whole(path, "하나".encode())
    before = path.stat().st_ino
    write_whole(path, "둘".encode())
    assert path.read_bytes() == "둘".encode()
    assert path.stat().st_ino != before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="rights of Unix")
def test_rights_are_kept_and_new_files_obey_the_mask(tmp_path: Path) -> None:
    path = tmp_path / "x"
    mask = os.umask(0o022)
    try:
        write_whole(path, b"1")
        assert path.stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(mask)
    path.chmod(0o604)
    write_whole(path, b"2")
    assert path.stat().st_mode & 0o777 == 0o604


@pytest.mark.skipif(os.name == "nt", reason="links of Unix")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "x"
    link.symlink_to(tmp_path / "there" / "y")
    write_whole(link, b"1")
    assert link.is_symlink()
    assert (tmp_path / "there" / "y").read_bytes() == b"1"


@pytest.mark.parametrize(
    ("there", "expected", "fine"),
    [
        (b"old", b"old", True),
        (b"new", b"old", False),
        (None, b"old", False),
        (b"new", b"", False),
        (None, b"", True),
        (b"", b"", True),
        (b"anything", None, True),
        (None, None, True),
    ],
)
def test_an_edit_in_between_is_guarded(tmp_path: Path, there: bytes | None, expected: bytes | None, fine: bool) -> None:  # noqa: FBT001 - a table of cases
    path = tmp_path / "x"
    if there is not None:
        path.write_bytes(there)
    if fine:
        write_whole(path, b"mine", expected)
        assert path.read_bytes() == b"mine"
    else:
        with pytest.raises(ChangedOnDisk, match="changed on disk since it was read; nothing was written"):
            write_whole(path, b"mine", expected)
        assert (path.read_bytes() if path.exists() else None) == there


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.mkdir()
    with pytest.raises(CannotWrite, match=r"cannot write .*: Is a directory"):
        write_whole(target, b"1")
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"kept")
    with pytest.raises(CannotWrite):
        write_whole(tmp_path / "x" / "y", b"1")
    assert (tmp_path / "x").read_bytes() == b"kept"


@needs_devices
def test_a_device_is_written_directly_and_a_full_one_says_so() -> None:
    write_whole(Path("/dev/null"), b"1")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(CannotWrite, match="cannot write /dev/full: No space left on device") as raised:
        write_whole(Path("/dev/full"), b"1")
    assert "nothing was changed" in raised.value.help


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_disk_that_fills_up_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "x"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(CannotWrite):
            write_whole(path, b"new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
