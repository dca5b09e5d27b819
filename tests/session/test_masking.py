"""Pseudonyms at import: no name of the map reaches the study, and later imports keep it so without being told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from support import ROOT, Run

DATA = ROOT / "tests" / "data" / "transcripts"
TALK = "면담자: 민수 씨, 안녕하세요?\n\n김민수: 네, 김민수예요.\n\n면담자: 민수한테는 어땠어요?\n\n김민수: 민수네 집이 좋았어요.\n"
MAP = "name,pseudonym\n김민수,P03\n민수,P03\n"


def study_text(study: Path) -> str:
    """Everything in a study's folder but the map and the original, with the names of the files."""
    paths = [p for p in study.rglob("*") if p.is_file() and p.name != "pseudonyms.csv" and ".qualcode" not in p.parts]
    return "\n".join(f"{p.relative_to(study)}\n{p.read_text(encoding='utf-8-sig')}" for p in paths)


def test_no_name_of_the_map_comes_in(empty: Path, qualcode: Run, tmp_path: Path) -> None:
    outside = tmp_path / "inbox"
    outside.mkdir()
    (outside / "김민수.txt").write_text(TALK, encoding="utf-8")
    (outside / "names.csv").write_text(MAP, encoding="utf-8")
    ran = qualcode("import", str(outside / "김민수.txt"), "--pseudonyms", str(outside / "names.csv"))
    assert ran.code == 0
    assert "6 names replaced in 1 file" in ran.err
    text = (empty / "transcripts" / "P03.txt").read_text(encoding="utf-8")
    assert text == "면담자: P03 씨, 안녕하세요?\n\nP03: 네, P03이에요.\n\n면담자: P03한테는 어땠어요?\n\nP03: P03네 집이 좋았어요.\n"
    assert "민수" not in study_text(empty)
    assert "pseudonyms.*" in (empty / ".gitignore").read_text(encoding="utf-8").split("\n")
    again = qualcode("import", str(outside / "김민수.txt"))
    assert "1 unchanged" in again.err
    assert "민수" not in study_text(empty)


def test_memos_and_codings_of_a_file_lie_on_their_words_after_names_were_taken_out(empty: Path, qualcode: Run) -> None:
    shutil.copy(DATA / "bold_labels_revised.docx", "P07.docx")
    assert qualcode("import", "P07.docx").code == 0
    plain = {row["text"]: row["about"] for row in json.loads(qualcode("memo", "--format", "json").out)["rows"]}
    for path in [*(empty / "transcripts").glob("P07*"), *empty.glob("codings/kim/*")]:
        path.unlink()
    Path("names.csv").write_text("name,pseudonym\n공장,곳\n기술학교,학교 이름\n", encoding="utf-8")
    assert qualcode("import", "P07.docx", "--pseudonyms", "names.csv").code == 0
    masked = {row["about"] for row in json.loads(qualcode("memo", "--format", "json").out)["rows"]}
    assert masked == set(plain.values())
    assert "공장" not in (empty / "transcripts" / "P07.txt").read_text(encoding="utf-8")


def test_two_pseudonyms_for_one_name_are_refused(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TALK, encoding="utf-8")
    (empty / "pseudonyms.csv").write_text(MAP, encoding="utf-8")
    Path("other.csv").write_text("name,pseudonym\n민수,P09\n", encoding="utf-8")
    ran = qualcode("import", "P01.txt", "--pseudonyms", "other.csv")
    assert (ran.code, "'민수' is 'P09'" in ran.err) == (2, True)
    assert not list((empty / "transcripts").iterdir())


def test_pseudonymise_after_coding_moves_codings_and_asks_first(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TALK, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    Path("P01.txt").unlink()
    assert qualcode("apply", "P01:4.1", "resident.expertise", "--quote", "민수네 집이 좋았어요.").code == 0
    assert qualcode("pseudonymise").code == 2
    (empty / "pseudonyms.csv").write_text(MAP, encoding="utf-8")
    assert qualcode("pseudonymise").code == 2
    assert "민수" in study_text(empty)
    preview = qualcode("pseudonymise", "--dry-run", "--format", "json")
    assert {row["form"] for row in json.loads(preview.out)["rows"]} >= {"민수네", "민수한테는"}
    assert "민수" in study_text(empty)
    assert qualcode("pseudonymise", "--yes").code == 0
    assert "민수" not in study_text(empty)
    (row,) = json.loads(qualcode("quotes", "--format", "json").out)["rows"]
    assert row["exact"] == "P03네 집이 좋았어요."
    assert "nothing to write" in qualcode("pseudonymise", "--yes").err


def test_without_the_map_no_changed_file_brings_the_names_back(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TALK, encoding="utf-8")
    (empty / "pseudonyms.csv").write_text(MAP, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    before = (empty / "transcripts" / "P01.txt").read_bytes()
    (empty / "pseudonyms.csv").rename(empty.parent / "map.csv")
    ran = qualcode("import", "P01.txt")
    assert (ran.code, "QC077" in ran.err) == (1, True)
    assert (empty / "transcripts" / "P01.txt").read_bytes() == before
    assert "1 unchanged" in qualcode("import", "P01.txt", "--pseudonyms", str(empty.parent / "map.csv")).err
