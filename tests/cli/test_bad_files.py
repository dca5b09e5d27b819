"""Files that are damaged, locked, hostile or no transcripts: each is named with its reason, none leaves half a source behind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from support import ROOT, Run

DATA = ROOT / "tests" / "data" / "transcripts"
WORD = DATA / "bold_labels_revised.docx"
SHEET = DATA / "sentence_rows_coded.xlsx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    """A document whose text unpacks to a thousand times its size."""
    parts = parts_of(WORD)
    return packed({**parts, "word/document.xml": parts["word/document.xml"].replace(b"</w:body>", b"<w:p/>" * 8_000_000 + b"</w:body>")})


def with_entities() -> bytes:
    """A document that would read a file of the computer into its text."""
    parts = parts_of(WORD)
    xml = parts["word/document.xml"]
    head, _, rest = xml.partition(b"?>")
    declared = b'?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return packed({**parts, "word/document.xml": head + declared + rest.replace("면담자".encode(), b"&x;", 1)})


def claiming() -> bytes:
    """An archive that says of one part that it has two gigabytes."""
    raw = bytearray(packed({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}))
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (2 * 1024**3).to_bytes(4, "little")
    return bytes(raw)


def traversing() -> bytes:
    """A document with a part that would be written outside of any folder."""
    return packed({**parts_of(WORD), "../../../escaped.txt": b"out"})


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "empty"),
    "binary.txt": (lambda: bytes(range(256)) * 40, "it is no text"),
    "picture.txt": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "it is no text"),
    "noise.txt": (lambda: bytes(c for c in range(1, 256)) * 9, "control characters"),
    "word.txt": (WORD.read_bytes, "it is no text"),
    "cut.docx": (lambda: WORD.read_bytes()[:3000], "damaged or cut short"),
    "locked.docx": (lambda: LOCKED, "password"),
    "bomb.docx": (bomb, "unpack"),
    "entities.docx": (with_entities, "declares entities"),
    "claims.docx": (claiming, "more than 512 MB"),
    "nothing.docx": (lambda: b"", "cannot be read"),
    "text.docx": ("면담자: 네\n".encode, "cannot be read"),
    "cut.xlsx": (lambda: SHEET.read_bytes()[:4000], "cannot be read"),
    "locked.xlsx": (lambda: LOCKED, "password"),
    "old.xls": (lambda: OLE, "xlsx"),
    "odd.json": (lambda: b'{"a": [1, 2', "cannot be read"),
    "empty.vtt": (lambda: b"WEBVTT\n\n", "cannot be read"),
    "empty.csv": (lambda: b"\xef\xbb\xbf", "cannot be read"),
    "film.mp4": (lambda: b"\0\0\0\x18ftyp", "cannot read files ending in .mp4"),
    "none": (lambda: b"?", "a file without an ending"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(empty: Path, qualcode: Run, name: str, tmp_path: Path) -> None:
    make, said = BAD[name]
    (tmp_path / name).write_bytes(make())
    before = sorted(p for p in empty.rglob("*") if ".qualcode" not in p.parts)
    ran = qualcode("import", str(tmp_path / name))
    assert ran.code in {1, 2}
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert sorted(p for p in empty.rglob("*") if ".qualcode" not in p.parts) == before
    assert not list(empty.glob(".qualcode/incoming-*"))


def test_what_an_archive_calls_its_parts_is_written_nowhere(empty: Path, qualcode: Run, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c" / "P01.docx"
    path.parent.mkdir(parents=True)
    path.write_bytes(traversing())
    assert qualcode("import", str(path)).code == 0
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_document_in_a_table_named_like_a_path_stays_in_its_folder(empty: Path, qualcode: Run) -> None:
    rows = "".join(
        f"../../{who},{label},{text}\n" for who in "ab" for label, text in [("Q", "Why is that so?"), ("P1", "Because we learned it.")] * 3
    )
    Path("all.csv").write_text("document,speaker,text\n" + rows, encoding="utf-8")
    assert qualcode("import", "all.csv").code == 0
    assert sorted(p.name for p in (empty / "transcripts").glob("*.txt")) == ["a.txt", "b.txt"]


def test_good_files_come_in_beside_bad_ones(empty: Path, qualcode: Run, tmp_path: Path) -> None:
    for name, (make, _) in BAD.items():
        if name != "bomb.docx":
            (tmp_path / name).write_bytes(make())
    (tmp_path / "P01.txt").write_text("면담자: 네?\n\n김: 네.\n\n면담자: 왜요?\n\n김: 그냥요.\n", encoding="utf-8")
    ran = qualcode("import", *(str(p) for p in sorted(tmp_path.iterdir()) if p.is_file()))
    assert ran.code == 1
    assert [p.name for p in (empty / "transcripts").glob("*.txt")] == ["P01.txt"]
    assert all(name in ran.out for name in BAD if name != "bomb.docx")
