"""The main job from transcript to spreadsheet, on two real conversations and on the sample, every cell recounted."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from brute import codings, count_segments, groups
from support import ROOT, SHARED, Ran, Run

REAL = SHARED / "data" / "transcripts"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real conversations are not beside the checkout")
BOOKS = {"capacity": ROOT / "codebooks" / "capacity.yaml", "topics": ROOT / "tests" / "data" / "codebooks" / "real-interviews.yaml"}


def gold(name: str) -> list[dict[str, str]]:
    """Read the turns that a person found in a conversation."""
    lines = (REAL / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(params=BOOKS)
def real_study(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qualcode: Run) -> Path:
    """A study of the two real conversations, imported by the program, with suggestions accepted and passages coded by hand."""
    study = tmp_path / "real"
    study.mkdir()
    monkeypatch.chdir(study)
    monkeypatch.setenv("QUALCODE_CODER", "kim")
    assert qualcode("init", "Real talk", "--languages", "en", "--codebook", str(BOOKS[request.param])).code == 0
    shutil.copy(REAL / "real" / "hitsave_carolyn_lu_otter.md", tmp_path / "r01.md")
    spoken = "\n\n".join(f"{turn['speaker']}: {turn['text']}" for turn in gold("r02"))
    (tmp_path / "r02.txt").write_text(spoken + "\n", encoding="utf-8")
    assert qualcode("import", str(tmp_path / "r01.md"), "--interviewer", "Jonas Rosland").code == 0
    assert qualcode("import", str(tmp_path / "r02.txt"), "--interviewer", "Lynne Neagle AM").code == 0
    assert qualcode("cases", "r01", "kind=talk").code == qualcode("cases", "r02", "kind=evidence; committee").code == 0
    assert qualcode("suggest", "--out", "queue.json").code == 0
    queue = json.loads(Path("queue.json").read_text(encoding="utf-8"))["rows"]
    assert {row["source"] for row in queue} == {"r01", "r02"}
    decided = [{**row, "op": "reject" if i % 4 == 3 else "code"} for i, row in enumerate(queue)]
    Path("decided.jsonl").write_text("".join(json.dumps(row) + "\n" for row in decided), encoding="utf-8")
    applied = qualcode("apply", "--from", "decided.jsonl")
    assert applied.code == 0, applied.err
    by_hand(qualcode, sorted({row["code"] for row in queue}))
    return study


def by_hand(qualcode: Run, codes: list[str]) -> None:
    """Code turns by hand, by two coders, some of them the same."""
    for number, code in enumerate(codes):
        assert qualcode("apply", f"r02:{2 + number % 60}", code).code == 0
        assert qualcode("apply", f"r01:{2 + 2 * (number % 20)}", code, "--coder", "lee").code == 0
        assert qualcode("apply", f"r02:{2 + (number // 2) % 60}", code, "--coder", "lee").code == 0
    for source in ("r01", "r02"):
        assert qualcode("done", source).code == 0


@needs_real
def test_turns_are_those_that_a_person_found(real_study: Path, qualcode: Run) -> None:
    for name in ("r01", "r02"):
        said = json.loads(qualcode("find", " ", "--speech", "all", "--format", "json", "--quiet").out)["rows"]
        speakers = {row["speaker"] for row in said if row["source"] == name}
        assert speakers == {turn["speaker"] for turn in gold(name) if turn["speaker"]}


@needs_real
@pytest.mark.parametrize("by", ["cases", "kind"])
def test_every_cell_of_the_workbook_is_recounted_from_the_logs(real_study: Path, qualcode: Run, by: str) -> None:
    assert qualcode("matrix", "--by", by, "--out", "matrix.xlsx").code == 0
    assert recount(real_study, Path("matrix.xlsx"), by) > 0


def recount(study: Path, workbook: Path, by: str) -> int:
    """Compare each number of a matrix in a workbook with the oracle's; gives the sum of all."""
    settings = (study / "qualcode.yaml").read_text(encoding="utf-8")
    book = study / next(line.split(": ")[1].strip() for line in settings.split("\n") if line.startswith("codebook:"))
    cells = groups(study, book, by)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.read_bytes())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(i for i, row in enumerate(rows) if row[0] in {"code", "코드"})
    columns = [str(name).rstrip("*") for name in rows[top][2:-2]]
    total = 0
    for row in (row for row in rows[top + 1 :] if row[1]):
        for column, number in zip(columns, row[2:-2], strict=True):
            assert isinstance(number, int)
            assert number == count_segments(cells.get((str(row[0]), column), [])), (row[0], column)
            total += number
    return total


def test_the_samples_workbook_is_recounted_too(school: Path, qualcode: Run) -> None:
    assert qualcode("matrix", "--by", "district", "--out", "matrix.xlsx").code == 0
    assert recount(school, Path("matrix.xlsx"), "district") > len(codings(school)) / 2


def test_the_whole_road_from_transcript_to_spreadsheet(empty: Path, qualcode: Run) -> None:
    """Import, check, suggest, accept, reject, code by hand, finish, count, hand over; running it again changes nothing."""
    for name in ("P01", "P04"):
        shutil.copy(ROOT / "transcripts_sample" / "residents-technology-school" / "transcripts" / f"{name}.txt", empty / f"{name}.txt")
    assert qualcode("import", "P01.txt", "P04.txt").code == 0
    assert qualcode("cases", "P01", "role=참여자", "district=강북구").code == 0
    assert qualcode("suggest", "--out", "queue.json").code == 0
    first = qualcode("apply", "--from", "queue.json")
    again = qualcode("apply", "--from", "queue.json")
    assert "0 decisions written" in again.err
    assert first.err != again.err
    assert json.loads(qualcode("suggest", "--format", "json").out)["rows"] == []
    assert qualcode("apply", "P01:2", "factor.people", "--note", "첫인상").code == 0
    assert qualcode("done", "P01").code == 0
    ran: Ran = qualcode("matrix", "--by", "role", "--format", "csv")
    assert ran.out.startswith("code,참여자\n")
    assert qualcode("export", "study.xlsx").code == 0
    assert [s.title for s in openpyxl.load_workbook("study.xlsx").worksheets][:2] == ["요약", "코드×사례"]


def test_the_data_of_one_command_feeds_the_next(school: Path, qualcode: Run) -> None:
    """A row of quotes with another op takes codings back, and a workbook of quotes does too."""
    before = len(codings(school))
    rows = json.loads(qualcode("quotes", "factor.people", "--coder", "kim", "--format", "json").out)["rows"]
    Path("back.jsonl").write_text("".join(json.dumps({**row, "op": "uncode"}) + "\n" for row in rows), encoding="utf-8")
    assert qualcode("apply", "--from", "back.jsonl").code == 0
    assert len(codings(school)) == before - len(rows)
    assert qualcode("quotes", "--coder", "kim", "--case", "P01", "--out", "quotes.csv").code == 0
    assert qualcode("apply", "--from", "quotes.csv", "--coder", "park").code == 0
    park = [m for m in codings(school) if m.coder == "park"]
    assert {(m.code, m.start, m.end) for m in park} == {
        (m.code, m.start, m.end) for m in codings(school) if m.coder == "kim" and m.source == "P01"
    }
