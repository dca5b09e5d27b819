"""Bad input: a clear sentence with place and hint, the right exit code, and nothing lost or half written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT, Run

PROGRAM = [sys.executable, "-m", "qualcode"]


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and ".qualcode" not in p.parts}


def test_no_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qualcode: Run) -> None:
    monkeypatch.chdir(tmp_path)
    ran = qualcode("status")
    assert (ran.code, ran.out) == (2, "")
    assert "no study here" in ran.err
    assert "qualcode init" in ran.err


def test_unknown_code_is_a_question_and_never_made(school: Path, qualcode: Run) -> None:
    before = snapshot(school)
    for arguments in (("apply", "P01:2", "자원연게"), ("quotes", "자원연게"), ("matrix", "--codes", "자원연게")):
        ran = qualcode(*arguments)
        assert ran.code == 2
        assert "Did you mean factor.linked-resources (자원 연계 · Linked resources)?" in ran.err
    assert snapshot(school) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quotes", "--case", "P99"), "no case 'P99'"),
        (("cases", "P99", "role=x"), "no case 'P99'"),
        (("quotes", "--where", "rol=참여자"), "Did you mean role?"),
        (("quotes", "--where", "role=참여쟈"), "Did you mean 참여자?"),
        (("quotes", "--where", "role"), "is no ATTRIBUTE=VALUE"),
        (("quotes", "--coder", "kym"), "Did you mean kim?"),
        (("matrix", "--by", "rol"), "Did you mean role?"),
        (("matrix", "--by", "role", "--with", "factor"), "--by codes"),
        (("apply", "P99:1", "factor.people"), "no source 'P99'"),
        (("apply", "P01:999", "factor.people"), "P01 has turns 1 to"),
        (("apply", "P01:2.99", "factor.people"), "has sentences 1 to"),
        (("apply", "P01:x", "factor.people"), "not an address"),
        (("apply", "P01:9-4", "factor.people"), "the last turn comes before the first"),
        (("find", ""), "nothing to find"),
        (("undo", ""), "no decision of kim"),
        (("matrix", "--by", "codes", "--cell", "share"), "--cell does not go with --by codes"),
        (("matrix", "--within", "sentence"), "--within goes with --by codes"),
        (("matrix", "--out", "nowhere/x.csv"), "there is no folder nowhere"),
        (("import", "transcripts/P01.txt", "--interviewer", "ZZZ"), "no speaker 'ZZZ'"),
        (("apply", "P01:2"), "needs ADDRESS and CODE"),
        (("apply", "P01:2", "factor.people", "--quote", "없는 말"), "does not stand in"),
        (("apply", "P01", "factor.people", "--quote", "요."), "more than once"),
        (("apply", "--from", "nowhere.json"), "nowhere.json"),
        (("done", "P99"), "no source 'P99'"),
        (("undo", "zzzz"), "no decision of kim"),
        (("memo", "nothing", "text"), "is no code, case, source, address or coding"),
        (("export", "study.docx"), ".xlsx"),
        (("export", "study"), "without an ending"),
        (("import", "nowhere.txt"), "nowhere.txt"),
        (("import", "P01.hwp"), "P01.hwp"),
        (("init",), "a study here already"),
        (("demo", "."), "is there already"),
        (("help", "nothing"), "no topic"),
        (("codebook", "show", "nothing"), "no code"),
    ],
)
def test_a_sentence_and_exit_code_2(school: Path, qualcode: Run, arguments: tuple[str, ...], said: str) -> None:
    before = snapshot(school)
    ran = qualcode(*arguments)
    assert ran.code == 2, ran
    assert said in ran.err
    assert ran.out == ""
    assert snapshot(school) == before


def test_a_wrong_option_and_a_wrong_command(school: Path, qualcode: Run) -> None:
    assert qualcode("matrix", "--bye", "role").code == 2
    ran = qualcode("qoutes")
    assert ran.code == 2
    assert "quotes" in ran.err


def test_nobody_codes(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUALCODE_CODER")
    ran = qualcode("apply", "P01:2", "factor.people")
    assert ran.code == 2
    assert "--coder NAME" in ran.err


def test_one_bad_row_and_nothing_is_written(school: Path, qualcode: Run) -> None:
    Path("rows.csv").write_text(
        "op,address,code,exact\ncode,P01:2,factor.people,\ncode,P01:2,factor.peple,\nzap,P01:2,factor.people,\ncode,P99:1,factor.people,\n",
        encoding="utf-8",
    )
    before = snapshot(school)
    ran = qualcode("apply", "--from", "rows.csv")
    assert ran.code == 1
    for place in ("row 3: no code 'factor.peple'", "row 4: op 'zap'", "row 5: no source 'P99'"):
        assert place in ran.err
    assert "3 of 4 rows are wrong. Nothing was written." in ran.err
    assert snapshot(school) == before


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", "{"), ("a.json", "3"), ("a.jsonl", '{"op": "code"}\nnope\n'), ("a.csv", ""), ("a.xlsx", "no workbook")]
)
def test_a_file_that_holds_no_rows(school: Path, qualcode: Run, name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    before = snapshot(school)
    ran = qualcode("apply", "--from", name)
    assert ran.code == 2
    assert name in ran.err
    assert snapshot(school) == before


def test_an_empty_transcript_and_one_without_speakers(empty: Path, qualcode: Run) -> None:
    Path("E01.txt").write_bytes(b"")
    Path("E02.txt").write_text("그냥 글입니다. 누가 말하는지 알 수 없습니다.\n", encoding="utf-8")
    ran = qualcode("import", "E01.txt", "E02.txt")
    assert ran.code == 1
    assert "empty" in ran.err
    assert "no speaker found" in ran.err
    assert not (empty / "transcripts" / "E01.txt").exists()
    assert (empty / "transcripts" / "E02.txt").read_text(encoding="utf-8").startswith("?: 그냥 글입니다.")
    assert "?: {role: unknown}" in (empty / "transcripts" / "E02.yaml").read_text(encoding="utf-8").replace('"', "")


def test_two_sources_of_one_name(empty: Path, qualcode: Run) -> None:
    text = "면담자: 안녕하세요?\n\nP01: 네.\n\n면담자: 어떻게 오셨어요?\n\nP01: 걸어서 왔어요.\n"
    for folder in ("a", "b"):
        (empty / folder).mkdir()
        (empty / folder / "P01.txt").write_text(text, encoding="utf-8")
    ran = qualcode("import", "a/P01.txt", "b/P01.txt")
    assert ran.code == 1
    assert "QC060" in ran.err
    assert list((empty / "transcripts").glob("*.txt")) == [empty / "transcripts" / "P01.txt"]


def test_the_same_file_twice_changes_nothing_and_an_edit_by_hand_is_kept(empty: Path, qualcode: Run) -> None:
    text = "면담자: 안녕하세요?\n\nP01: 네.\n\n면담자: 어떻게 오셨어요?\n\nP01: 걸어서 왔어요.\n"
    Path("P01.txt").write_text(text, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    before = snapshot(empty)
    again = qualcode("import", "P01.txt")
    assert again.code == 0
    assert "1 unchanged" in again.err
    assert snapshot(empty) == before
    by_hand = empty / "transcripts" / "P01.txt"
    by_hand.write_text(text.replace("걸어서", "버스로"), encoding="utf-8")
    refused = qualcode("import", "P01.txt")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert "버스로" in by_hand.read_text(encoding="utf-8")
    assert qualcode("import", "P01.txt", "--yes").code == 0
    assert "걸어서" in by_hand.read_text(encoding="utf-8")


def test_a_log_that_is_not_json_is_a_finding_and_the_rest_counts(school: Path, qualcode: Run) -> None:
    log = school / "codings" / "kim" / "P01.jsonl"
    n = len(qualcode("quotes", "--coder", "kim", "--format", "csv").out.split("\n"))
    log.write_text("not json at all\n" + log.read_text(encoding="utf-8") + '{"id": "torn', encoding="utf-8")
    ran = qualcode("check")
    assert ran.code == 1
    assert "error[QC012]" in ran.out
    assert "codings/kim/P01.jsonl:1:1" in ran.out
    assert "QC011" in ran.out
    assert len(qualcode("quotes", "--coder", "kim", "--format", "csv").out.split("\n")) == n
    assert qualcode("apply", "P01:2", "factor.people").code == 0
    assert log.read_text(encoding="utf-8").count("torn") == 1


def test_a_folder_that_cannot_be_written(school: Path, qualcode: Run) -> None:
    shutil.rmtree(school / "codings")
    (school / "codings").write_text("a file where a folder should be", encoding="utf-8")
    ran = qualcode("apply", "P01:2", "factor.people")
    assert ran.code == 2
    assert "cannot write" in ran.err
    assert (school / "codings").read_text(encoding="utf-8") == "a file where a folder should be"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk(school: Path, qualcode: Run) -> None:
    ran = qualcode("matrix", "--out", "/dev/full")
    assert ran.code == 2
    Path("full.csv").symlink_to("/dev/full")
    ran = qualcode("matrix", "--out", "full.csv")
    assert ran.code == 2
    assert "No space left" in ran.err
    log = school / "codings" / "kim" / "P03.jsonl"
    log.unlink()
    log.symlink_to("/dev/full")
    ran = qualcode("apply", "P03:2", "factor.people")
    assert ran.code == 2
    assert "No space left" in ran.err


def run_with(study: Path, arguments: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own with an environment."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "PYTHONPATH", "HOME"}}
    return subprocess.run([*PROGRAM, *arguments], cwd=study, env={**kept, **environment}, capture_output=True, check=False)


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "LANG": "C"}, {"PYTHONIOENCODING": "cp949"}])
def test_any_locale_gives_utf_8_in_a_pipe(school: Path, environment: dict[str, str]) -> None:
    ran = run_with(school, ["matrix", "--lang", "ko", "--format", "table"], **environment)
    assert ran.returncode == 0, ran.stderr
    assert "주민역량" in ran.stdout.decode("utf-8")
    errors = run_with(school, ["quotes", "자원연게"], **environment)
    assert errors.returncode == 2
    assert "자원 연계" in errors.stderr.decode("utf-8")


def test_a_closed_pipe_is_success(school: Path) -> None:
    line = f"{sys.executable} -m qualcode log | head -1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", line], cwd=school, capture_output=True, check=False)
    assert ran.returncode == 0
    assert ran.stderr == b""


def test_a_bug_is_one_line_and_a_traceback_file(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (school / ".qualcode").mkdir(exist_ok=True)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("qualcode.analysis.matrix.counts", broken)
    ran = qualcode("count")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "ZeroDivisionError" in (school / ".qualcode" / "qualcode-traceback.txt").read_text(encoding="utf-8")


def test_a_codebook_full_of_mistakes_gives_all_of_them(school: Path, qualcode: Run) -> None:
    (school / "codebooks" / "capacity.yaml").write_text(
        'codebook: x\ncodes:\n  - id: 2021\n    lable: 예산\n  - id: no\n    keywords: [니즈, "우리 (동네 | 지역", a NEAR b]\n',
        encoding="utf-8",
    )
    ran = qualcode("check", "codebooks")
    assert ran.code == 1
    for place in ("3:9", "4:5", "5:9", "6:24", "6:37"):
        assert f"codebooks/capacity.yaml:{place}" in ran.out
    assert "did you mean 'label'?" in ran.out
    assert ran.out.count("QC120") == 2


def test_the_repository_names_no_path_of_a_machine() -> None:
    assert not [p for p in (ROOT / "src").rglob("*.py") if "/home/" in p.read_text(encoding="utf-8")]
