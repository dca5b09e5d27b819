"""Rows of the queue are made while they are written: what is written is what the values say, whatever letters they hold."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.cli.queue import queue_table
from qualcode.files.layout import Layout
from qualcode.files.sources import SpeakerFile
from qualcode.files.units import Languages, UnitStore
from qualcode.formats.records import JSON
from qualcode.match.compile import compile_keywords
from qualcode.match.hits import TIERS
from qualcode.match.suggest import Proposals
from qualcode.model.codebook import Code, Keyword
from qualcode.model.source import Speech, make_source
from qualcode.session import open_study
from qualcode.session.suggesting import proposals
from studies import Interview, make_study
from support import Run

HARD = [
    'he said "no"',
    "back\\slash \\n \\u0041",
    "emoji 👩‍🔧 🇰🇷",
    "line\u2028sep\u2029",
    "lone \ud83d and \udc00 halves",
    "\x00\x1f\x7f\t\n\r",
    "배웠어요",
    "",
]
KEYWORDS = ['"배움 학교"', "back\\slash", '/a\\/b"\\s/', "🔧 AND\u2028x", "배우다"]


def made(texts: Sequence[str], size: int) -> Proposals:
    """Make rows over texts, with no, one and several hits, of all keywords and tiers and of both answers to denial."""
    none = Languages(lambda _: (), lambda word: frozenset({word}), str, lambda word: frozenset({word}))
    matcher = compile_keywords([Code("a", keywords=(Keyword("one"),))], UnitStore(None, "", none))
    entries = tuple(replace(matcher.entries[0], keyword=keyword) for keyword in KEYWORDS)
    sources = tuple(make_source(f'P"{n}\\', text, {}) for n, text in enumerate(texts))
    source = np.arange(size, dtype=np.int32) % len(texts)
    firsts = np.concatenate([[0], np.cumsum(np.arange(size) % 4)]).astype(np.int32)
    hit = np.arange(firsts[-1], dtype=np.int32)
    ends = np.array([len(text) for text in texts], np.int32)[source]
    number = np.arange(size, dtype=np.int32)
    return Proposals(
        sources, ('code "x"', "b.c"), replace(matcher, entries=entries), source, number % 2, ends // 3, ends, number + 1, number % 3,
        firsts, hit // 2 % len(KEYWORDS), hit % len(TIERS), hit, hit + 2, hit % 2 == 0, np.zeros(len(entries), np.int32),
    )  # fmt: skip


def written(found: Proposals) -> str:
    out = io.BytesIO()
    JSON.write([queue_table(found, "en")], out)
    return out.getvalue().decode("utf-8")


def as_json(record: object) -> str:
    return json.dumps(record, ensure_ascii=False)


def test_a_row_as_json_is_its_record_as_json() -> None:
    records = queue_table(made(HARD, 40), "en").to_records()
    assert list(records.json_rows(0, 40)) == [as_json(r) for r in records]  # type: ignore[attr-defined]
    assert list(records.json_rows(7, 19)) == [as_json(r) for r in list(records)[7:19]]  # type: ignore[attr-defined]
    assert {len(r["evidence"]) for r in records} == {0, 1, 2, 3}  # type: ignore[arg-type]
    assert records[4]["address"] == 'P"4\\:5.1'
    assert records[3]["address"] == 'P"3\\:4'


@given(st.lists(st.text(st.characters(), max_size=12), min_size=1, max_size=4), st.integers(0, 9))
def test_so_it_is_for_any_text(texts: list[str], size: int) -> None:
    records = queue_table(made(texts, size), "en").to_records()
    assert list(records.json_rows(0, size)) == [as_json(r) for r in records]  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2500])
def test_a_queue_of_any_length_is_written_whole_and_in_order(size: int) -> None:
    found = made(HARD[:4], size)
    table = queue_table(found, "en")
    data = json.loads(written(found))
    assert data["schema"] == "qualcode.suggest/1"
    assert data["rows"] == list(table.to_records())
    assert len(table.rows) == len(table.to_records()) == len(data["rows"]) == size
    assert [row["address"].split(":")[1].split(".")[0] for row in data["rows"]] == [str(n + 1) for n in range(size)]


def test_halves_of_letters_do_not_break_the_file() -> None:
    rows = json.loads(written(made(["lone \ud83d half"], 2)))["rows"]
    assert len(rows) == 2
    assert all(row["exact"].endswith("? half") for row in rows)


def test_a_row_of_a_table_says_what_its_record_says() -> None:
    table = queue_table(made(HARD, 2003), "en")
    keys = [column.id for column in table.columns]
    assert keys == ["code", "source", "address", "start", "end", "exact", "keywords"]
    for row, record in zip(table.rows, table.to_records(), strict=True):
        evidence: list[dict[str, object]] = record["evidence"]  # type: ignore[assignment]
        named = ", ".join(dict.fromkeys(str(hit["keyword"]) for hit in evidence))
        assert row == (*(record[key] for key in keys[:-1]), named)


def test_rows_are_the_suggestions_as_values(school: Path) -> None:
    found, _ = proposals(open_study(school))
    table = queue_table(found, "en")
    assert len(found) > 100
    for record, suggestion, address in zip(table.to_records(), found, found.addresses(), strict=True):
        assert record == {
            "code": suggestion.code,
            "source": suggestion.source,
            "address": address,
            "start": suggestion.span.start,
            "end": suggestion.span.end,
            "exact": suggestion.exact,
            "evidence": [
                {"keyword": e.keyword, "tier": e.tier, "start": e.start, "end": e.end, "negated": e.negated} for e in suggestion.evidence
            ],
        }


def test_rows_are_taken_as_from_a_list() -> None:
    table = queue_table(made(HARD, 12), "en")
    for rows in (table.rows, table.to_records()):
        listed = list(rows)
        assert [rows[n] for n in range(-12, 12)] == [listed[n] for n in range(-12, 12)]
        for part in (slice(None), slice(3, 7), slice(-3, None), slice(9, 2), slice(20, 30), slice(None, None, 3), slice(None, None, -1)):
            assert list(rows[part]) == listed[part]
        for outside in (12, -13):
            with pytest.raises(IndexError):
                rows[outside]
    assert "no row" not in table.rows  # type: ignore[comparison-overlap] # that is the point
    empty = queue_table(made(HARD, 0), "en").rows
    assert list(empty) == list(empty[:5]) == []
    with pytest.raises(IndexError):
        empty[0]


SAID = 'She said "learn\\n" 🔧 at school. We did not learn it\u2028there. 자원봉사자를 만났어요. 배운 적이 없어요.'
BOOK = 'codebook: Rows\ncodes:\n  - id: a\n    keywords: [learn, 봉사, 배우다, "\\"school\\"", 자원봉사]\n'


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """One answer in two turns, with letters that formats must write with care."""
    english, korean = SAID[: SAID.index("자")].strip(), SAID[SAID.index("자") :]
    turns = (Speech("A", english), Speech("A", korean))
    layout = make_study(tmp_path, {"P01": Interview(("ko", "en"), {"A": SpeakerFile("respondent", "P01")}, turns)}, BOOK)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    return layout


def test_every_format_holds_the_same_rows(study: Layout, qualcode: Run) -> None:
    rows = json.loads(qualcode("suggest", "--format", "json").out)["rows"]
    text = (study.transcripts / "P01.txt").read_text(encoding="utf-8")
    assert len(rows) == 4
    assert all(text[row["start"] : row["end"]] == row["exact"] for row in rows)
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        out = qualcode("suggest", "--format", form, "--raw", "--lang", "en").out
        cells = list(csv.DictReader(io.StringIO(out), delimiter=delimiter))
        assert [c["address"] for c in cells] == [row["address"] for row in rows]
        assert [c["keywords"] for c in cells] == [", ".join(dict.fromkeys(e["keyword"] for e in row["evidence"])) for row in rows]
    assert qualcode("suggest", "--out", "queue.json").code == 0
    assert Path("queue.json").read_text(encoding="utf-8") == qualcode("suggest", "--format", "json").out


class Answers(io.StringIO):
    """A stdin with a person before it."""

    def isatty(self) -> bool:
        return True


def test_review_says_what_a_person_should_know_of_a_hit(study: Layout, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stdin", Answers("\n\n\n\n"))
    out = qualcode("review", "--lang", "en").out
    heads = [line.split("keyword ", 1)[1] for line in out.split("\n") if "   keyword " in line]
    assert heads == [
        '"learn", ""school""',
        '"learn" (denied)',
        '"자원봉사" (part of a word), "봉사" (part of a word)',
        '"배우다" (denied)',
    ]
    assert "did not [learn] it" in out
    assert "[배우]" in out or "[배운]" in out
