"""Findings as a compiler shows them: carets stand under the right cells, whatever stands before them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len

from qualcode.cli.render import as_rows, found_in_order, github, render, summary
from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import Layout
from qualcode.files.sources import Sidecar, SpeakerFile, read_source, write_source
from qualcode.model.diagnostic import Diagnostic, Location, error, note, warning
from qualcode.model.project import Project
from qualcode.rules import undeclared_speakers


def shown(folder: Path, text: str, where: Location, help_: str | None = None) -> list[str]:
    (folder / where.path).write_bytes(text.encode())
    return render(error("QC101", "what", where, help_), folder).split("\n")


def marked(line: str, carets: str) -> str:
    """Give the characters that stand above the carets, by cells."""
    start, end = len(carets) - len(carets.lstrip()), len(carets)
    out, cell = "", 0
    for char in line:
        out += char if start <= cell < end else ""
        cell += cell_len(char)
    return out


def test_a_finding_is_shown_with_its_line_and_help(tmp_path: Path) -> None:
    text = 'codebook: x\n    keywords: [니즈, "우리 (동네 | 지역"]\n'
    assert shown(tmp_path, text, Location("b.yaml", 2, 24, 1), 'close it with ")"') == [
        "error[QC101]: what",
        "  --> b.yaml:2:24",
        '2 |     keywords: [니즈, "우리 (동네 | 지역"]',
        "  |                            ^",
        '  = help: close it with ")"',
    ]


def test_the_gutter_is_as_wide_as_the_number(tmp_path: Path) -> None:
    assert shown(tmp_path, "\n" * 119 + "끝\n", Location("b.yaml", 120, 1, 1), "go on") == [
        "error[QC101]: what",
        "    --> b.yaml:120:1",
        "120 | 끝",
        "    | ^^",
        "    = help: go on",
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("    label: {ko: 주민역량, en: x}", "주민역량"),
        ("    label: {ko: 주민역량, en: x}", "en"),
        ("\tid:\t주민\t역량 끝", "역량"),
        ("\tid:\t주민\t역량 끝", "주민\t역량"),
        ("x", "x"),
        ("가나다라마바사아자차카타파하 a", "a"),
        ("… · ─ 가 [ㄱ] 끝", "[ㄱ]"),
    ],
)
def test_carets_stand_under_the_cells_of_what_is_meant(tmp_path: Path, line: str, word: str) -> None:
    column = line.index(word) + 1
    _, _, above, below = shown(tmp_path, f"{line}\r\n", Location("b.yaml", 1, column, len(word)))
    assert above == "1 | " + line.replace("\t", " ")
    assert below.startswith("  | ")
    assert marked(above, below.replace("|", " ")) == word.replace("\t", " ")
    assert below.count("^") == cell_len(word.replace("\t", " "))


def test_hangul_in_pieces_counts_as_what_is_seen(tmp_path: Path) -> None:
    """A place in YAML counts the characters of the file; what is shown is composed."""
    line = unicodedata.normalize("NFD", "codes: [주민역량: 한글, 가: 나: 다]")
    _, (found, *_) = parse_codebook(line.encode(), "b.yaml")
    (tmp_path / "b.yaml").write_text(line, encoding="utf-8")
    *_, above, below, _ = render(found, tmp_path).split("\n")
    assert above == "1 | codes: [주민역량: 한글, 가: 나: 다]"
    assert cell_len(above[: above.index(": 다")]) == below.index("^")


def test_a_place_in_a_transcript_counts_its_canonical_text(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    raw = unicodedata.normalize("NFD", "\u200bP03: 한글\r\n\u200bP04:\u00a0나\r\rP04: 다\r\n")
    write_source(layout, "P03", raw, Sidecar("P03", speakers={"P03": SpeakerFile()}))
    source, _, _ = read_source(layout, "P03")
    (found,) = undeclared_speakers(Project(sources={"P03": source}))
    assert render(found, tmp_path).split("\n")[1:4] == ["  --> transcripts/P03.txt:2:1", "2 | P04: 나", "  | ^"]


def test_a_long_line_is_cut_around_what_is_meant(tmp_path: Path) -> None:
    line = "가" * 300 + "여기" + "나" * 300
    _, _, above, below = shown(tmp_path, line, Location("b.yaml", 1, 301, 2))
    assert above == "1 | …" + "가" * 50 + "여기" + "나" * 48 + "…"
    assert marked(above, below.replace("|", " ")) == "여기"
    _, _, above, below = shown(tmp_path, "여기" + "나" * 300, Location("b.yaml", 1, 1, 300))
    assert above == "1 | 여기" + "나" * 98 + "…"
    assert below == "  | " + "^" * 200
    _, _, above, below = shown(tmp_path, "가" * 300, Location("b.yaml", 1, 301, 1))
    assert above == "1 | …" + "가" * 50
    assert below == "  | " + " " * 101 + "^"


def test_what_would_move_the_cursor_is_shown_as_a_blank(tmp_path: Path) -> None:
    _, _, above, below = shown(tmp_path, "a\x1b[31m\x07\u2028b", Location("b.yaml", 1, 9, 1))
    assert above == "1 | a [31m  b"
    assert marked(above, below.replace("|", " ")) == "b"


def test_a_place_beyond_the_file_or_in_none_is_named_alone(tmp_path: Path) -> None:
    assert shown(tmp_path, "x", Location("b.yaml", 2, 1)) == ["error[QC101]: what", "  --> b.yaml:2:1"]
    assert render(error("QC101", "what", Location("none", 3), "h"), tmp_path) == "error[QC101]: what\n  --> none:3:1\n  = help: h"
    assert render(warning("QC109", "what", None, "go on"), tmp_path) == "warning[QC109]: what\n  = help: go on"
    assert render(error("QC101", "what", Location("b.yaml", 12), "h"), tmp_path).endswith("\n   --> b.yaml:12:1\n   = help: h")
    assert render(note("QC109", "what"), tmp_path) == "note[QC109]: what"


def test_a_file_in_another_encoding_is_shown_as_it_reads(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes("id: 가".encode("cp949"))
    assert "1 | id: 가" in render(error("QC100", "what", Location("b.yaml", 1, 5)), tmp_path)


@pytest.mark.parametrize("raw", [b"PK\x03\x04 zip", b"%PDF-1.7", b"{\\rtf1", b"\x00\x01"])
def test_the_lines_of_a_document_that_is_no_text_are_not_shown(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "b.docx").write_bytes(raw)
    assert render(error("QC052", "what", Location("b.docx")), tmp_path) == "error[QC052]: what\n  --> b.docx:1:1"


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            error("QC120", "x", Location("codebooks/b.yaml", 9, 24), "close it"),
            "::error file=codebooks/b.yaml,line=9,col=24::QC120 x (close it)",
        ),
        (warning("QC114", "50 %\r\nx", Location("a", 1)), "::warning file=a,line=1,col=1::QC114 50 %25%0D%0Ax"),
        (note("QC302", "a: b, c"), "::notice::QC302 a: b, c"),
        (error("QC1", "x", Location("강북: 1, 2%.txt")), "::error file=강북%3A 1%2C 2%25.txt,line=1,col=1::QC1 x"),
    ],
)
def test_an_annotation_of_github_is_one_line(found: Diagnostic, line: str) -> None:
    assert github(found) == line


def test_findings_are_counted_in_a_sentence() -> None:
    two = [error("QC1", "x", Location("a")), error("QC1", "x", Location("b"))]
    assert summary([]) == "No findings."
    assert summary(two) == "2 errors in 2 files. Nothing was changed."
    assert (
        summary([*two, warning("QC2", "y", Location("a")), note("QC3", "z")])
        == "2 errors, 1 warning, 1 note in 2 files. Nothing was changed."
    )
    assert summary([note("QC3", "z", Location("a"))]) == "1 note in 1 file. Nothing was changed."


def test_findings_for_scripts_come_by_severity() -> None:
    found = [note("QC3", "z"), warning("QC2", "y", Location("a", 2, 3), "h"), error("QC1", "x", Location("b"))]
    assert [d.rule for d in found_in_order(found)] == ["QC1", "QC2", "QC3"]
    assert as_rows(found)[1:] == [
        {"rule": "QC2", "severity": "warning", "message": "y", "help": "h", "path": "a", "line": 2, "column": 3},
        {"rule": "QC3", "severity": "note", "message": "z", "help": None, "path": None, "line": None, "column": None},
    ]
