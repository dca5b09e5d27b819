"""Memos as files: what is written is read back, and what a person wrote by hand is read as far as it goes."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.files.layout import Layout
from qualcode.files.memos import read_memos, write_memo
from qualcode.model.coding import Memo
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.text import nfc

NOW = datetime(2026, 11, 21, 9, 14, 3, 500, tzinfo=UTC)


def by_hand(folder: Path, text: str | bytes) -> tuple[Memo, tuple[Diagnostic, ...]]:
    (folder / "memos").mkdir(exist_ok=True)
    (folder / "memos" / "2026-11-21-x.md").write_bytes(text.encode() if isinstance(text, str) else text)
    (memo,), findings = read_memos(Layout(folder))
    return memo, findings


def test_a_memo_is_written_as_people_read_it(tmp_path: Path) -> None:
    path = write_memo(Layout(tmp_path), "community.trust", "  # 신뢰\n\n열쇠를 맡긴다.\n\n", "kim", NOW)
    assert path == tmp_path / "memos" / "2026-11-21-community.trust.md"
    assert path.read_text(encoding="utf-8") == (
        '---\nabout: community.trust\nby: kim\nat: "2026-11-21T09:14:03+00:00"\n---\n\n# 신뢰\n\n열쇠를 맡긴다.\n'
    )
    (memo,), findings = read_memos(Layout(tmp_path))
    assert findings == ()
    assert memo == Memo("2026-11-21-community.trust", "community.trust", "# 신뢰\n\n열쇠를 맡긴다.", "kim", "2026-11-21T09:14:03+00:00")
    assert str(memo.where) == "memos/2026-11-21-community.trust.md:1:1"


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("P03:12/14", "P03-12-14"),
        ("../../etc/passwd", "etc-passwd"),
        ("주민역량: 전문성?", "주민역량- 전문성"),
        ("a\nb\x00c", "a-b-c"),
        ("...", "unnamed"),
        ("가" * 200, "가" * 60),
        ("con", "con-"),
    ],
)
def test_names_of_files_are_made_safely(tmp_path: Path, about: str, name: str) -> None:
    path = write_memo(Layout(tmp_path), about, "글", "kim", NOW)
    assert path == tmp_path / "memos" / f"2026-11-21-{name}.md"
    assert read_memos(Layout(tmp_path))[0][0].about == about


def test_a_second_memo_of_the_day_takes_a_name_that_is_free(tmp_path: Path) -> None:
    names = [write_memo(Layout(tmp_path), "신뢰", str(i), "kim", NOW).stem for i in range(4)]
    assert names == ["2026-11-21-신뢰", "2026-11-21-신뢰-2", "2026-11-21-신뢰-3", "2026-11-21-신뢰-4"]
    assert [m.text for m in read_memos(Layout(tmp_path))[0]] == ["0", "1", "2", "3"]


def test_a_study_without_memos_has_none(tmp_path: Path) -> None:
    assert read_memos(Layout(tmp_path)) == ((), ())


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(nfc)


@settings(max_examples=100)
@given(words, words, words)
def test_any_memo_is_read_back(about: str, text: str, coder: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_memo(Layout(Path(folder)), about, text, coder, NOW)
        (memo,), findings = read_memos(Layout(Path(folder)))
    assert findings == ()
    assert (memo.about, memo.text, memo.coder) == (about, text.strip(), coder)


def test_dates_and_numbers_that_people_write_bare_are_fine(tmp_path: Path) -> None:
    memo, findings = by_hand(tmp_path, "---\nabout: 2021\nat: 2026-11-21\nby: no\ntags: [a]\n---\n글\n---\n끝")
    assert findings == ()
    assert memo == Memo("2026-11-21-x", "2021", "글\n---\n끝", "no", "2026-11-21")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_front_matter_of_every_editor_is_read(tmp_path: Path, end: str, bom: str) -> None:
    memo, findings = by_hand(tmp_path, bom + end.join(["--- ", "about: P03", "---  ", "", "글"]))
    assert (memo.about, memo.text, findings) == ("P03", "글", ())
    memo, findings = by_hand(tmp_path, bom + end.join(["---", "about: P03", "---"]))
    assert (memo.about, memo.text, findings) == ("P03", "", ())


@pytest.mark.parametrize(
    "text", ["그냥 글", "---\nby: kim\n---\n그냥 글", "---\n---\n그냥 글", "---\nabout: [a, b]\n---\n그냥 글", "---\n- a\n---\n그냥 글"]
)
def test_a_memo_that_says_not_what_it_is_about_is_about_the_study_and_told(tmp_path: Path, text: str) -> None:
    memo, (one,) = by_hand(tmp_path, text)
    assert (memo.about, memo.text) == ("study", "그냥 글")
    assert (one.rule, str(one.where)) == ("QC040", "memos/2026-11-21-x.md:1:1")


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("---\nabout: a: b\n---\n글", "QC101", "2:9"),
        ("---\nabout: x\nabout: y\n---\n글", "QC112", "3:1"),
        ("---\nabout: x\nby: *z\n---\n글", "QC101", "3:5"),
        ("---\nabout: &z x\nby: *z\n---\n글", "QC104", "3:5"),
        ("---\nabout: !x y\n---\n글", "QC105", "2:8"),
        ("---\nabout: 역량\n---\n글".encode("cp949"), "QC100", "2:8"),
    ],
)
def test_what_is_wrong_in_front_matter_is_told_at_its_line(tmp_path: Path, text: str | bytes, rule: str, at: str) -> None:
    _, findings = by_hand(tmp_path, text)
    assert (rule, f"memos/2026-11-21-x.md:{at}") in [(d.rule, str(d.where)) for d in findings]
