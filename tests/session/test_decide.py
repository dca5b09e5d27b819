"""Decisions in bulk: every op from a row, every way to name a place, and no row that half applies."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import Run


def apply(qualcode: Run, *rows: Mapping[str, object], coder: str = "kim") -> tuple[int, str]:
    Path("rows.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    ran = qualcode("apply", "--from", "rows.jsonl", "--coder", coder)
    return int(ran.code), ran.err


def standing(qualcode: Run, source: str, coder: str = "kim") -> dict[str, dict[str, object]]:
    ran = qualcode("quotes", "--coder", coder, "--case", source, "--speech", "all", "--format", "json")
    return {row["id"]: row for row in json.loads(ran.out)["rows"]}


def test_every_op_from_a_row(school: Path, qualcode: Run) -> None:
    row = {"address": "P03:4", "code": "factor.people", "note": "첫 메모"}
    assert apply(qualcode, row)[0] == 0
    made = next(r for r in standing(qualcode, "P03").values() if r["address"] == "P03:4" and r["code"] == "factor.people")
    assert made["memo"] == "첫 메모"
    assert apply(qualcode, {"op": "note", "of": made["id"], "note": "둘째 메모"})[0] == 0
    assert apply(qualcode, {"op": "recode", "of": str(made["id"])[:8], "code": "현장 밀착"})[0] == 0
    again = next(r for r in standing(qualcode, "P03").values() if r["address"] == "P03:4" and r["code"] == "factor.field")
    assert again["memo"] == "첫 메모\n\n둘째 메모"
    assert again["exact"] == made["exact"]
    assert apply(qualcode, {"op": "move", "of": again["id"], "address": "P03:6.1"})[0] == 0
    moved = next(r for r in standing(qualcode, "P03").values() if r["address"] == "P03:6.1" and r["code"] == "factor.field")
    assert apply(qualcode, {"op": "uncode", "of": moved["id"]})[0] == 0
    assert moved["id"] not in standing(qualcode, "P03")
    last = json.loads(qualcode("log", "--coder", "kim", "--source", "P03", "--limit", "1", "--format", "json").out)["rows"][0]
    assert last["op"] == "uncode"
    assert apply(qualcode, {"op": "undo", "of": last["id"]})[0] == 0
    assert moved["id"] in standing(qualcode, "P03")
    assert apply(qualcode, {"op": "note", "address": "P03:2", "note": "구절에"}, {"op": "done", "source": "P10", "round": "second"})[0] == 0
    assert apply(qualcode, {"op": "reject", "address": "P03:2.1", "code": "factor.people"})[0] == 0


def test_a_coding_that_was_ended_cannot_be_ended_again(school: Path, qualcode: Run) -> None:
    id_ = next(iter(standing(qualcode, "P03")))
    assert apply(qualcode, {"op": "recode", "of": id_, "code": "task.evaluation"})[0] == 0
    code, err = apply(qualcode, {"op": "uncode", "of": id_})
    assert code == 1
    assert "is no coding that stands" in err


def test_the_codings_of_others_are_theirs(school: Path, qualcode: Run) -> None:
    id_ = next(iter(standing(qualcode, "P01", "lee")))
    code, err = apply(qualcode, {"op": "uncode", "of": id_})
    assert code == 1
    assert "no decision of kim" in err


@pytest.mark.parametrize(
    "place",
    [
        {"address": "P03:4"},
        {"source": "P03", "start": 0, "end": 10},
        {"source": "P03", "start": "12", "end": "20.0"},
        {"address": "P03:2-4"},
        {"address": "P03:6.1"},
        {"address": "p03:4 ".replace("p", "P")},
    ],
)
def test_places_by_address_and_by_offsets(school: Path, qualcode: Run, place: dict[str, object]) -> None:
    n = len(standing(qualcode, "P03"))
    assert apply(qualcode, {**place, "code": "task.evaluation"})[0] == 0
    assert len(standing(qualcode, "P03")) == n + 1


def test_words_win_over_offsets_that_disagree(school: Path, qualcode: Run) -> None:
    """As when the rows were made before the transcript was corrected."""
    row = next(iter(standing(qualcode, "P03").values()))
    path = school / "transcripts" / "P03.txt"
    path.write_text("면담자: 녹음합니다.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    kept = {k: row[k] for k in ("source", "start", "end", "exact")}
    assert apply(qualcode, {**kept, "code": "task.evaluation"}, coder="park")[0] == 0
    assert next(iter(standing(qualcode, "P03", "park").values()))["exact"] == row["exact"]


def test_a_row_twice_stands_once(school: Path, qualcode: Run) -> None:
    row = {"address": "P03:4", "code": "task.evaluation"}
    _, err = apply(qualcode, row, row)
    assert "1 decisions written for kim; 1 stood already" in err
    assert "0 decisions written for kim; 1 stood already" in apply(qualcode, row)[1]


def test_composed_and_decomposed_names_are_one(school: Path, qualcode: Run) -> None:
    decomposed = unicodedata.normalize("NFD", "현장 밀착")
    assert decomposed != "현장 밀착"
    assert apply(qualcode, {"address": "P03:4", "code": decomposed})[0] == 0
    assert qualcode("quotes", decomposed, "--format", "json").code == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"address": "P03:2", "start": 653, "end": 99_999_999, "code": "factor.people"}, "653 to 99999999 is no range of P03"),
        ({"address": "P03:2", "start": 697, "end": 653, "code": "factor.people"}, "697 to 653 is no range of P03"),
        ({"address": "P03:2", "start": 653, "end": 697, "code": "factor.people"}, "653 to 697 is not in P03:2"),
        ({"source": "P03", "start": -5, "end": 10, "code": "factor.people"}, "-5 to 10 is no range of P03"),
        ({"source": "P03", "start": "abc", "end": 10, "code": "factor.people"}, "start is abc, not a whole number"),
        ({"source": "P03", "start": 200.9, "end": 201.2, "code": "factor.people"}, "start is 200.9, not a whole number"),
        ({"source": "P03", "start": 3, "code": "factor.people"}, "end is missing"),
        ({"op": "reject", "source": "P03", "code": "factor.people", "evidence": "notjson"}, "evidence is no list of hits"),
        ({"op": "reject", "source": "P03", "code": "factor.people", "evidence": 5}, "evidence is no list of hits"),
        ({"op": "reject", "source": "P03", "code": "factor.people", "evidence": [{"start": 5}]}, "evidence is no list of hits"),
        ({"op": "reject", "source": "P03", "code": "factor.people", "evidence": "[]"}, "evidence is no list of hits"),
        (
            {"op": "reject", "source": "P03", "code": "factor.people", "evidence": [{"keyword": "x", "start": -5, "end": 9_999_999}]},
            "-5 to 9999999 is no range of P03",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_whole(school: Path, qualcode: Run, row: dict[str, object], said: str) -> None:
    code, err = apply(qualcode, {"address": "P03:4", "code": "task.evaluation"}, row, coder="park")
    assert code == 1
    assert f"row 2: {said}" in err
    assert not (school / "codings" / "park").exists()


def test_a_coding_that_will_count_nowhere_is_said(school: Path, qualcode: Run) -> None:
    assert "1 of them only in turns of interviewer" in apply(qualcode, {"address": "P03:1", "code": "factor.people"})[1]
    assert "only in turns" not in apply(qualcode, {"address": "P03:2", "code": "factor.people"})[1]
