"""Many files at once: each is read once, none stays in memory, and the study is not read for files that are new."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.files.incoming import read_steady
from qualcode.files.layout import find_study
from qualcode.files.study import load
from qualcode.session import incoming, study
from qualcode.session.bring import Bring, Told
from qualcode.session.study import Session

TEXT = "면담자: 네?\n\n김: 네.\n\n면담자: 왜요?\n\n김: 그냥요.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Twenty interviews."""
    paths = [tmp_path / f"Q{n:02}.txt" for n in range(20)]
    for path in paths:
        path.write_text(TEXT.replace("그냥", path.stem), encoding="utf-8")
    return paths


def test_each_file_is_read_once_and_only_a_summary_of_it_is_kept(empty: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def counted(path: Path) -> bytes:
        reads.append(path)
        return read_steady(path)

    monkeypatch.setattr(incoming, "read_steady", counted)
    monkeypatch.setattr(study, "load", lambda _: pytest.fail("the study was read"))
    with Bring(Session(find_study(empty)), Told()) as bring:
        found = bring.read(files)
        room = Path(next((empty / ".qualcode").glob("incoming-*")))
        assert len(list(room.iterdir())) == len(files)
        assert reads == files
        assert all(one.imported.speeches == () for one in found)
        assert not list((empty / "transcripts").iterdir())
        assert len(bring.write()) == len(files)
    assert not room.exists()
    assert len(load(find_study(empty)).sources) == len(files)


def test_a_stopped_import_leaves_nothing_behind(empty: Path, files: list[Path]) -> None:
    def stopped() -> None:
        with Bring(Session(find_study(empty)), Told()) as bring:
            bring.read(files)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not list((empty / ".qualcode").glob("incoming-*"))
    assert not list((empty / "transcripts").iterdir())
