"""Bringing transcripts in, and again after they were corrected: nothing set by hand and no coding is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qualcode.session.incoming import source_id
from support import SAMPLES, Run

TEXT = "면담자: 안녕하세요?\n\n김: 네, 반갑습니다.\n\n면담자: 어떻게 오셨어요?\n\n김: 걸어서 왔어요.\n"


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("P01_김OO_강북.docx", "P01"),
        ("P06-center.txt", "P06"),
        ("P03.txt", "P03"),
        ("면담 1.txt", "면담 1"),
        ("a:b?.txt", "a-b"),
        ("FG12 notes.md", "FG12"),
    ],
)
def test_a_sources_id_is_the_number_or_the_name(name: str, id_: str) -> None:
    assert source_id(Path(name)) == id_


def test_what_was_set_in_the_sidecar_stays_when_the_file_comes_again(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    sidecar = empty / "transcripts" / "P01.yaml"
    said = sidecar.read_text(encoding="utf-8")
    assert "면담자: {role: interviewer}" in said
    sidecar.write_text(
        said.replace("김: {role: respondent}", "김: {role: respondent, case: K01}").replace("case: P01", "case: C01", 1), encoding="utf-8"
    )
    Path("P01.txt").write_text(TEXT + "\n면담자: 고맙습니다.\n", encoding="utf-8")
    ran = qualcode("import", "P01.txt")
    assert ran.code == 0
    again = sidecar.read_text(encoding="utf-8")
    assert "case: K01" in again
    assert again.startswith("case: C01\n")


def test_a_role_given_on_the_command_line_wins_and_is_kept(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt", "--interviewer", "김", "--role", "면담자=respondent").code == 0
    assert qualcode("import", "P01.txt").err.startswith("1 interview: 1 unchanged")
    said = (empty / "transcripts" / "P01.yaml").read_text(encoding="utf-8")
    assert "김: {role: interviewer}" in said
    assert qualcode("import", "P01.txt", "--role", "김=boss").code == 2


def test_dry_run_shows_and_writes_nothing(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    ran = qualcode("import", "P01.txt", "--dry-run", "--format", "table")
    assert "P01.txt → P01   new" in ran.out
    assert "4 lines" not in ran.out
    assert "canonical: each block begins with a label" in ran.out
    assert [line.split() for line in ran.out.split("\n") if "안녕하세요" in line] == [
        ["면담자", "interviewer", "P01", "2", "3", "안녕하세요?"]
    ]
    assert "Nothing written" in ran.err
    assert not list((empty / "transcripts").iterdir())
    assert not list(empty.glob(".qualcode/incoming-*"))


def test_programs_get_one_turn_a_row(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text("면담자 [00:01]: 네?\n\n김: 네.\n\n면담자: 왜요?\n\n김: 그냥요.\n", encoding="utf-8")
    rows = json.loads(qualcode("import", "P01.txt", "--dry-run", "--format", "json").out)["rows"]
    assert rows[0] == {"source": "P01", "turn": 1, "speaker": "면담자", "role": "interviewer", "time": "00:01", "text": "네?"}
    assert [(r["turn"], r["speaker"], r["role"], r["text"]) for r in rows[1:3]] == [
        (2, "김", "respondent", "네."), (3, "면담자", "interviewer", "왜요?")]  # fmt: skip
    assert not list((empty / "transcripts").iterdir())


def test_codings_settle_when_a_corrected_file_comes_in(school: Path, qualcode: Run) -> None:
    original = SAMPLES / "residents-technology-school" / "transcripts" / "P01.txt"
    corrected = school.parent / "P01.txt"
    text = original.read_text(encoding="utf-8")
    corrected.write_text("면담자: 녹음을 켰습니다.\n\nP01: 예, 예.\n\n" + text.replace("초등학교", "국민학교"), encoding="utf-8")
    before = {r["id"] for r in json.loads(qualcode("quotes", "--case", "P01", "--format", "json").out)["rows"]}
    ran = qualcode("import", str(corrected))
    assert ran.code == 0
    assert "moved with their words, 0 to look at" in ran.err
    assert {r["id"] for r in json.loads(qualcode("quotes", "--case", "P01", "--format", "json").out)["rows"]} == before


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig"])
def test_any_encoding_comes_in_as_canonical_text(empty: Path, qualcode: Run, encoding: str) -> None:
    Path("P01.txt").write_bytes(TEXT.encode(encoding))
    assert qualcode("import", "P01.txt").code == 0
    assert (empty / "transcripts" / "P01.txt").read_bytes() == TEXT.encode()


def test_a_role_that_was_said_is_no_guess_any_more(empty: Path, qualcode: Run) -> None:
    talk = "".join(
        f"가: 그래서 {n}번째는 어땠나요?\n\n나: {n}번째 이야기는 길어서 한참을 말해야 합니다. 정말 길었어요.\n\n" for n in range(1, 6)
    )
    Path("T1.txt").write_text(talk, encoding="utf-8")
    guessed, told = qualcode("import", "T1.txt", "--dry-run"), qualcode("import", "T1.txt", "--interviewer", "가")
    assert "QC054" in guessed.err
    assert "QC054" not in told.err
    assert "QC054" not in qualcode("import", "T1.txt").err


def test_a_code_of_another_coder_that_is_in_no_codebook_is_no_row_of_mine(school: Path, qualcode: Run) -> None:
    book = school / "codebooks" / "capacity.yaml"
    without = book.read_bytes()
    assert qualcode("codebook", "add", "factor.luck").code == 0
    assert qualcode("apply", "P01:2", "factor.luck", "--coder", "lee").code == 0
    book.write_bytes(without)
    assert "factor.luck" in qualcode("matrix", "--format", "csv").out
    assert "factor.luck" in qualcode("matrix", "--by", "codes", "--format", "csv").out
    assert "factor.luck" not in qualcode("matrix", "--coder", "kim", "--format", "csv").out
    assert "factor.luck" not in qualcode("matrix", "--by", "codes", "--coder", "kim", "--format", "csv").out


def test_what_was_said_of_a_file_is_remembered_for_the_next_import(empty: Path, qualcode: Run) -> None:
    raw = "가: 네?\n나: 네.\n가: 왜요?\n나: 예.\n".encode("johab")
    Path("P01.txt").write_bytes(raw)
    assert qualcode("import", "P01.txt", "--encoding", "johab", "--layout", "label").code == 0
    assert 'told: ["encoding=johab", "layout=label"]' in (empty / "transcripts" / "P01.yaml").read_text(encoding="utf-8")
    again = qualcode("import", "P01.txt")
    assert "1 unchanged" in again.err
    assert qualcode("import", "P01.txt", "--encoding", "nonsense").code == 2
    assert "utf-8" in qualcode("import", "P01.txt", "--encoding", "nonsense").err
    assert "no layout is called 'bold'" in qualcode("import", "P01.txt", "--layout", "bold").err


def test_a_transcript_of_the_study_comes_in_again_by_its_own_labels(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    own = empty / "transcripts" / "P01.txt"
    sidecar = (empty / "transcripts" / "P01.yaml").read_bytes()
    own.write_bytes(own.read_bytes().replace(b"\n", b"\r\n"))
    assert "QC031" in qualcode("check").out
    assert qualcode("import", str(own)).code == 0
    assert own.read_bytes() == TEXT.encode()
    assert "QC031" not in qualcode("check").out
    assert (empty / "transcripts" / "P01.yaml").read_bytes() == sidecar


def test_an_alias_in_the_sidecar_makes_two_labels_one_speaker_now_and_at_the_next_import(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT + "\n김씨: 더 있어요.\n\n면담자: 네?\n\n김씨: 끝.\n", encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    sidecar = empty / "transcripts" / "P01.yaml"
    said = sidecar.read_text(encoding="utf-8").replace("  김씨: {role: respondent}\n", "")
    sidecar.write_text(said.replace("김: {role: respondent}", "김: {role: respondent, aliases: [김씨]}"), encoding="utf-8")
    assert qualcode("check").code == 0
    assert "더 있어요" in qualcode("find", "더 있어요", "--format", "csv").out
    rows = json.loads(qualcode("import", "P01.txt", "--dry-run", "--format", "json").out)["rows"]
    assert {r["speaker"] for r in rows} == {"면담자", "김"}
    assert qualcode("import", "P01.txt").code == 0
    assert "aliases: [김씨]" in sidecar.read_text(encoding="utf-8")
    assert "김: 더 있어요." in (empty / "transcripts" / "P01.txt").read_text(encoding="utf-8")


def test_another_interview_of_the_same_name_replaces_nothing_by_itself(empty: Path, qualcode: Run) -> None:
    Path("P01_first.txt").write_text(TEXT, encoding="utf-8")
    Path("P01_second.txt").write_text(TEXT.replace("걸어서", "뛰어서"), encoding="utf-8")
    assert qualcode("import", "P01_first.txt").code == 0
    ran = qualcode("import", "P01_second.txt")
    assert ran.code == 2
    assert "another file than before" in ran.err
    assert (empty / "transcripts" / "P01.txt").read_text(encoding="utf-8") == TEXT
    assert not list(empty.glob(".qualcode/incoming-*"))
    assert qualcode("import", "P01_second.txt", "--yes").code == 0
    assert "뛰어서" in (empty / "transcripts" / "P01.txt").read_text(encoding="utf-8")


def test_names_that_differ_by_case_alone_are_one_name(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    Path("p01.md").write_text(TEXT, encoding="utf-8")
    ran = qualcode("import", "P01.txt", "p01.md")
    assert (ran.code, "QC060" in ran.err) == (1, True)
    assert sorted(p.name for p in (empty / "transcripts").iterdir()) == ["P01.txt", "P01.yaml"]


def test_one_bad_file_does_not_stop_the_others(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    Path("P02.txt").write_bytes(b"\x00\x01\x02\x03")
    Path("P03.xyz").write_bytes(b"text")
    ran = qualcode("import", "P02.txt", "P03.xyz", "transcripts", "P01.txt")
    assert ran.code == 1
    assert "is a folder" in ran.err
    assert ".xyz" in ran.err
    assert "4 interviews: 3 not read, 1 new." in ran.err
    assert (empty / "transcripts" / "P01.txt").is_file()


def test_a_focus_groups_speakers_are_mapped_to_cases(empty: Path, qualcode: Run) -> None:
    talk = "사회자: 돌아가며 말씀해 주세요.\n\n박 솔: 네.\n\n정하윤: 네.\n\n사회자: 왜요?\n\n박 솔: 그냥.\n\n정하윤: 저도요.\n"
    Path("FG1.txt").write_text(talk, encoding="utf-8")
    (empty / "cases.csv").write_text("case,role\n박솔,수료생\nC9,활동가\n", encoding="utf-8")
    assert qualcode("import", "FG1.txt", "--speaker", "정하윤=C9").code == 0
    said = (empty / "transcripts" / "FG1.yaml").read_text(encoding="utf-8")
    assert "박 솔: {role: respondent, case: 박솔}" in said
    assert "정하윤: {role: respondent, case: C9}" in said
    assert qualcode("import", "FG1.txt").err.startswith("1 interview: 1 unchanged")
    assert qualcode("import", "FG1.txt", "--speaker", "누구=C9").code == 2
    assert "write --speaker NAME=CASE" in qualcode("import", "FG1.txt", "--speaker", "누구").err


def test_a_transcript_that_no_import_wrote_is_not_replaced_without_a_question(empty: Path, qualcode: Run) -> None:
    own = empty / "transcripts" / "hand.txt"
    own.write_text("면담자: 손으로 쓴 것이에요?\n\n참여자: 네, 귀중한 말.\n", encoding="utf-8")
    Path("hand.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "hand.txt").code == 2
    assert "귀중한 말" in own.read_text(encoding="utf-8")
    assert qualcode("import", "hand.txt", "--yes").code == 0
    assert own.read_text(encoding="utf-8") == TEXT
    assert any("귀중한 말" in p.read_text(encoding="utf-8") for p in (empty / "transcripts" / ".versions").glob("*.txt"))


def test_quite_another_interview_under_the_same_file_name_is_asked_about(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    Path("P01.txt").write_text(
        "사회자: 모두 모이셨나요?\n\n나래: 저는 왔습니다.\n\n사회자: 좋습니다!\n\n나래: 시작하죠.\n", encoding="utf-8"
    )
    ran = qualcode("import", "P01.txt")
    assert (ran.code, "another file than before" in ran.err) == (2, True)
    assert (empty / "transcripts" / "P01.txt").read_text(encoding="utf-8") == TEXT


def test_a_row_of_cases_for_everybody_who_speaks_also_when_the_last_import_was_stopped(empty: Path, qualcode: Run) -> None:
    Path("FG1.txt").write_text("사회자: 네?\n\n가람: 네.\n\n사회자: 왜요?\n\n가람: 그냥.\n", encoding="utf-8")
    assert qualcode("import", "FG1.txt", "--speaker", "가람=P01").code == 0
    table = empty / "cases.csv"
    assert {line.strip() for line in table.read_text(encoding="utf-8-sig").split("\n")} >= {"FG1", "P01"}
    table.unlink()
    assert qualcode("import", "FG1.txt").err.startswith("1 interview: 1 unchanged")
    assert {line.strip() for line in table.read_text(encoding="utf-8-sig").split("\n")} >= {"FG1", "P01"}


def test_what_was_said_of_a_speaker_outlives_an_import_that_did_not_find_the_label(empty: Path, qualcode: Run) -> None:
    Path("FG1.txt").write_text("사회자: 네?\n\n가람: 네.\n\n사회자: 왜요?\n\n가람: 그냥.\n", encoding="utf-8")
    assert qualcode("import", "FG1.txt", "--speaker", "가람=P01").code == 0
    assert qualcode("import", "FG1.txt", "--layout", "name-time", "--yes").code == 1
    assert qualcode("import", "FG1.txt", "--layout", "label", "--yes").code == 0
    assert "가람: {role: respondent, case: P01}" in (empty / "transcripts" / "FG1.yaml").read_text(encoding="utf-8")


def test_a_change_of_roles_is_called_one(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    assert "1 roles or cases changed" in qualcode("import", "P01.txt", "--role", "김=moderator").err


def test_what_a_killed_import_left_is_swept_when_it_is_old(empty: Path, qualcode: Run) -> None:
    left = [
        empty / ".qualcode" / "incoming-x",
        empty / "transcripts" / ".P01.txt-abc.tmp",
        empty / "codings" / "kim" / ".P01.jsonl-abc.tmp",
    ]
    left[0].mkdir(parents=True)
    left[2].parent.mkdir(parents=True)
    for path in left[1:]:
        path.write_text("half", encoding="utf-8")
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    assert all(p.exists() for p in left)
    for path in left:
        os.utime(path, (1, 1))
    assert qualcode("import", "P01.txt").code == 0
    assert not any(p.exists() for p in left)


def test_a_transcript_of_the_study_that_was_saved_in_another_encoding_comes_in_too(empty: Path, qualcode: Run) -> None:
    Path("P01.txt").write_text(TEXT, encoding="utf-8")
    assert qualcode("import", "P01.txt").code == 0
    own = empty / "transcripts" / "P01.txt"
    own.write_bytes(TEXT.encode("cp949"))
    assert qualcode("import", str(own)).code == 0
    assert own.read_bytes() == TEXT.encode()
    own.write_bytes(b"\x00\x01\x02")
    assert qualcode("import", str(own)).code == 2
