"""What files bring beside the talk: comments and footnotes as memos, codes of tables as codings, data about cases; once each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from support import ROOT, Run

DATA = ROOT / "tests" / "data" / "transcripts"


@pytest.fixture
def word(empty: Path, qualcode: Run) -> Run:
    """A study beside a revised Word document."""
    shutil.copy(DATA / "bold_labels_revised.docx", "P07.docx")
    return qualcode


def memos(qualcode: Run) -> list[tuple[str, str]]:
    return [(row["about"], row["text"]) for row in json.loads(qualcode("memo", "--format", "json").out)["rows"]]


def test_comments_and_footnotes_become_memos_on_their_words_once(word: Run) -> None:
    ran = word("import", "P07.docx")
    assert ran.code == 0
    assert "3 insertions" in ran.err
    assert "2 deletions" in ran.err
    assert "5 memos and 0 codings written for kim" in ran.err
    found = memos(word)
    assert len(found) == 5
    assert sum(text.startswith("footnote: ") for _, text in found) == 2
    assert all(about.startswith("P07:") for about, _ in found)
    assert word("import", "P07.docx").err.count("memos") == 0
    assert memos(word) == found


def test_a_memo_that_was_taken_back_does_not_come_again(word: Run) -> None:
    assert word("import", "P07.docx").code == 0
    assert word("undo").code == 0
    assert len(memos(word)) == 4
    assert word("import", "P07.docx").code == 0
    assert len(memos(word)) == 4


def test_without_a_coder_the_transcript_comes_in_and_the_memos_wait(word: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUALCODE_CODER", raising=False)
    ran = word("import", "P07.docx")
    assert "5 comments and footnotes were not written, since nobody is named who codes" in ran.err
    assert "면담자: 바쁘신데" in Path("transcripts/P07.txt").read_text(encoding="utf-8")
    assert "5 memos" in word("import", "P07.docx", "--coder", "kim").err


def test_codes_of_a_table_are_said_and_come_in_when_asked(empty: Path, qualcode: Run) -> None:
    shutil.copy(DATA / "turn_rows_coded.csv", "JT.csv")
    book = empty / "codebooks" / "capacity.yaml"
    book.write_text(
        "codebook: t\ncodes:\n"
        + "".join(f"  - id: {c}\n" for c in ["confidence", "continuity", "evaluation", "leadership", "networks", "services"]),
        encoding="utf-8",
    )
    ran = qualcode("import", "JT.csv")
    assert ran.code == 0
    assert "21 codings stand in these tables" in ran.err
    assert qualcode("quotes", "--format", "csv", "--speech", "all").out.count("\n") == 1
    ran = qualcode("import", "JT.csv", "--codings")
    assert "'contiunity' (1) is no code of the codebook" in ran.err
    assert "continuity" in ran.err
    assert "'resources' " in ran.err
    rows = json.loads(qualcode("quotes", "--format", "json", "--speech", "all", "--limit", "0").out)["rows"]
    unknown = 1 + sum("resources" in line for line in (DATA / "turn_rows_coded.csv").read_text(encoding="utf-8-sig").split("\n"))
    assert len(rows) == 21 - unknown
    assert {r["by"][0] for r in rows} == {"import:JT.csv"}
    assert "0 codings" not in qualcode("import", "JT.csv", "--codings").err
    assert len(json.loads(qualcode("quotes", "--format", "json", "--speech", "all", "--limit", "0").out)["rows"]) == len(rows)


def test_a_table_of_one_case_a_row_brings_interviews_and_attributes(empty: Path, qualcode: Run) -> None:
    shutil.copy(DATA / "case_rows_survey_cp949.csv", "survey.csv")
    assert qualcode("import", "survey.csv").code == 0
    rows = {row["case"]: row for row in json.loads(qualcode("cases", "--format", "json").out)["rows"]}
    assert list(rows) == ["P01", "P02", "P03", "P04", "P05", "P06"]
    assert (rows["P01"]["자치구"], rows["P03"]["연령대"], rows["P06"]["성별"]) == ("가온구", "", "")


def test_attributes_come_from_a_table_whose_key_column_is_found(empty: Path, qualcode: Run) -> None:
    for name in ("P01", "P02"):
        Path(f"{name}.txt").write_text("면담자: 네?\n\n김: 네.\n\n면담자: 왜요?\n\n김: 그냥요.\n", encoding="utf-8")
    Path("who.csv").write_text("번호,참여자,역할,나이\n1,P01,수료생,\n2,p 02,활동가,50\n3,P77,누구,60\n", encoding="cp949")
    ran = qualcode("import", "P01.txt", "P02.txt", "--attrs", "who.csv", "--dry-run")
    assert "attributes for cases.csv: 3 would be written." in ran.err
    assert not (empty / "cases.csv").exists() or "수료생" not in (empty / "cases.csv").read_text(encoding="utf-8-sig")
    ran = qualcode("import", "P01.txt", "P02.txt", "--attrs", "who.csv")
    assert ran.code == 0
    assert "1 row is about nobody who speaks in this study: P77" in ran.err
    assert "ids are in the column '참여자'" in ran.err
    rows = {row["case"]: row for row in json.loads(qualcode("cases", "--format", "json").out)["rows"]}
    assert {k: (r["역할"], r["나이"]) for k, r in rows.items()} == {"P01": ("수료생", ""), "P02": ("활동가", "50")}
    before = (empty / "cases.csv").read_bytes()
    assert qualcode("import", "--attrs", "who.csv").code == 0
    assert (empty / "cases.csv").read_bytes() == before
    assert qualcode("import").code == 2
    assert "no file is named" in qualcode("import").err


def test_what_a_file_says_of_a_case_fills_gaps_and_changes_nothing(empty: Path, qualcode: Run) -> None:
    talk = "일시: 2025년 9월 30일\n소속: 구청\n역할: 담당자\n\n면담자: 네?\n\n김: 네.\n\n면담자: 왜요?\n\n김: 그냥요.\n"
    Path("P01.txt").write_text(talk, encoding="utf-8")
    (empty / "cases.csv").write_text("case,소속\nP01,시청\n", encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    (row,) = json.loads(qualcode("cases", "--format", "json").out)["rows"]
    assert (row["소속"], row["역할"]) == ("시청", "담당자")
