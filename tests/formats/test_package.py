"""Archives and XML that cannot be trusted: sizes that lie, parts that are locked, entities, encodings of their own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from qualcode.formats import package
from qualcode.formats.package import BadDocument, MissingExtra, Package, library, parse_xml


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def test_parts_are_read_by_name() -> None:
    found = Package(packed(a=b"one", b=b"<x>two</x>"), "DOCX")
    assert found.names == ("a", "b")
    assert found.read("a") == b"one"
    assert found.xml("b").text == "two"
    with pytest.raises(BadDocument, match="no part c"):
        found.read("c")


@pytest.mark.parametrize("raw", [b"", b"PK", packed(a=b"x" * 100)[:40], b"text"])
def test_what_is_no_archive_is_damaged(raw: bytes) -> None:
    with pytest.raises(BadDocument, match="damaged or cut short"):
        Package(raw, "DOCX")


def test_a_part_whose_bytes_are_damaged_is_said() -> None:
    raw = bytearray(packed(a=bytes(range(256)) * 40))
    raw[50:60] = b"\xff" * 10
    with pytest.raises(BadDocument, match="the part a of this DOCX file is damaged"):
        Package(bytes(raw), "DOCX").read("a")


def test_a_part_that_is_locked_is_said() -> None:
    raw = bytearray(packed(a=b"x"))
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadDocument, match="password"):
        Package(bytes(raw), "DOCX").read("a")


def test_a_part_that_unpacks_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = packed(a=b"\0" * 5_000_000)
    with pytest.raises(BadDocument, match="unpacks without end"):
        Package(raw, "DOCX").read("a")
    monkeypatch.setattr(package, "MOST_BYTES", 1_000)
    with pytest.raises(BadDocument, match="would unpack to more"):
        Package(raw, "DOCX")


def test_all_parts_together_have_a_limit_whatever_they_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", 2_500)
    found = Package(packed(a=b"a" * 1_200, b=b"b" * 1_200), "DOCX")
    found.read("a")
    found.read("b")
    with pytest.raises(BadDocument, match="unpacks without end"):
        found.read("a")


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16-be"),
        b'<?xml version="1.0" encoding="cp037"?><a/>',
    ],
)
def test_document_types_and_odd_encodings_are_refused(xml: bytes) -> None:
    with pytest.raises(BadDocument, match="it was not read"):
        parse_xml(xml, "this file")


def test_xml_of_usual_kinds_is_read_and_what_is_none_is_said() -> None:
    assert parse_xml('<?xml version="1.0" encoding="UTF-16"?><a>가</a>'.encode("utf-16"), "it").text == "가"
    assert parse_xml("<a>가</a>".encode(), "it").text == "가"
    with pytest.raises(BadDocument, match="it is no well-formed XML"):
        parse_xml(b"<a>", "it")


def test_a_missing_library_names_the_pip_line_and_a_broken_one_is_no_missing_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingExtra) as found:
        library("no_such_library_here.inner", ".xyz", "no-such-library", "docs")
    assert found.value.help == "pip install 'qualcode[docs]'"
    (tmp_path / "broken_library_here.py").write_text("import no_such_library_here\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError):
        library("broken_library_here", ".xyz", "broken", "docs")
