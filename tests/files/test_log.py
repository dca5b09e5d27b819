"""A log on disk is read through any damage, and every damage is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from decisions import LAMP
from qualcode.files.layout import Layout
from qualcode.files.log import read_log
from qualcode.model.diagnostic import Severity
from qualcode.ops import encode, fold
from small_log import ALL, FIRST, LINES, SECOND, THIRD, read, written
from studies import EXPERTISE, KIM, PRIDE


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def test_a_sound_log_reads_back_with_places_and_nothing_to_find(layout: Layout) -> None:
    log, findings = read_log(written(layout, *LINES), KIM, "P01")
    assert (log.coder, log.source, log.ops, findings) == (KIM, "P01", ALL, ())
    assert [str(line.where) for line in log.lines] == [f"codings/kim/P01.jsonl:{n}:1" for n in (1, 2, 3)]
    assert log.lines[0].where.length == len(LINES[0])


def test_no_log_and_an_empty_log_hold_no_decisions(layout: Layout) -> None:
    assert read(layout) == ((), [])
    assert read(written(layout)) == ((), [])


CONFLICTS = {
    "merge": (LINES[0], "<<<<<<< HEAD", LINES[1], "=======", LINES[2], ">>>>>>> side"),
    "diff3": ("<<<<<<< HEAD", LINES[0], LINES[1], "||||||| 1a2b3c4", LINES[0], "=======", LINES[0], LINES[2], ">>>>>>> side"),
    "without names": ("<<<<<<<", LINES[0], "|||||||", "=======", LINES[1], LINES[2], ">>>>>>>"),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("lines", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_both_sides_of_an_unresolved_conflict_are_read(layout: Layout, lines: Sequence[str], end: str) -> None:
    ops, findings = read(written(layout, *lines, end=end))
    assert fold(ops) == fold(ALL)
    assert findings == [("QC010", n) for n, line in enumerate(lines, 1) if not line.startswith("{")]


@pytest.mark.parametrize("cut", [1, 2, 40, len(LINES[2].encode()) - 1])
def test_a_torn_last_line_is_a_warning_and_the_rest_is_read(layout: Layout, cut: int) -> None:
    path = written(layout, *LINES).log(KIM, "P01")
    path.write_bytes(path.read_bytes()[: -cut - 1])
    assert read(layout) == (ALL[:2], [("QC011", 3)])


def test_a_line_torn_within_a_character_is_a_warning(layout: Layout) -> None:
    path = written(layout, *LINES[:2]).log(KIM, "P01")
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.index("수도꼭지".encode()) + 1])
    assert read(layout) == (ALL[:1], [("QC011", 2)])


def test_a_last_line_that_lacks_only_its_end_is_whole(layout: Layout) -> None:
    path = written(layout, *LINES).log(KIM, "P01")
    path.write_bytes(path.read_bytes()[:-1])
    assert read(layout) == (ALL, [])


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_do_not_matter(layout: Layout) -> None:
    lines = (LINES[0], "", LINES[1], "  ", LINES[2])
    assert read(written(layout, *lines, end="\r\n", encoding="utf-8-sig")) == (ALL, [])


def test_a_line_that_is_no_decision_is_an_error_and_the_rest_is_read(layout: Layout) -> None:
    _, findings = read_log(written(layout, LINES[0], LINES[1][:50], "[1]", '{"op": "undo"}', LINES[2]), KIM, "P01")
    assert [(d.rule, d.severity, str(d.where)) for d in findings] == [
        ("QC012", Severity.ERROR, f"codings/kim/P01.jsonl:{n}:1") for n in (2, 3, 4)
    ]
    assert read(layout)[0] == (FIRST, THIRD)


def test_no_line_however_deep_stops_the_reading(layout: Layout) -> None:
    deep = [f'{{"op": "undo", "of": "x", "new": {"[" * depth}{"]" * depth}}}' for depth in (150, *range(700, 1050, 7), 10**5)]
    ops, findings = read(written(layout, LINES[0], *deep, LINES[1]))
    assert ops == (FIRST, SECOND)
    assert {rule for rule, _ in findings} == {"QC012"}


def test_an_op_of_a_newer_version_is_kept_and_remarked(layout: Layout) -> None:
    newer = '{"id": "abc", "op": "link", "of": "x", "to": ["y"], "at": "2026-11-22T09:00:00Z"}'
    ops, findings = read(written(layout, *LINES, newer))
    assert ops[3].extra == {"of": "x", "to": ["y"]}
    assert findings == [("QC013", 4)]
    assert fold(ops).codings == fold(ALL).codings


def test_an_edited_line_is_read_and_remarked(layout: Layout) -> None:
    ops, findings = read(written(layout, LINES[0].replace(EXPERTISE, PRIDE), *LINES[1:]))
    assert ops == (replace(FIRST, code=PRIDE), SECOND, THIRD)
    assert findings == [("QC014", 1)]


def test_a_redacted_line_keeps_its_id_without_a_remark(layout: Layout) -> None:
    redacted = replace(FIRST, anchor=replace(LAMP, exact="○○ ○○", prefix="", suffix=""), redacted=True)
    ops, findings = read(written(layout, encode(redacted), *LINES))
    assert [s.anchor.exact for s in fold(ops[:3]).codings] == ["○○ ○○", "수도꼭지"]
    assert findings == []


def test_a_line_without_an_id_is_read_and_two_are_two(layout: Layout) -> None:
    bare = [line.replace(f'"id": "{op.id}", ', "") for line, op in zip(LINES, ALL, strict=True)]
    assert read(written(layout, *bare)) == (ALL, [])
