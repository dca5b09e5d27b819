"""Every command on the sample study: what it prints for people and for scripts, and what it changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qualcode.cli.door import GROUPS
from qualcode.cli.main import app
from support import Run

JSON_KEYS = {
    "suggest": {"code", "source", "address", "start", "end", "exact", "evidence"},
    "quotes": {
        *("id", "coder", "source", "case", "address", "speaker", "role", "code", "label", "start", "end", "exact", "by", "at", "memo"),
        "attributes",
    },
    "find": {"source", "address", "case", "speaker", "role", "start", "end", "before", "exact", "after"},
    "log": {"at", "coder", "source", "op", "code", "exact", "by", "of", "note", "in_force", "id"},
    "count": {"code", "label", "codings", "cases", "sources", "words"},
}


def rows(out: str) -> list[dict[str, object]]:
    data = json.loads(out)
    assert data["schema"].startswith("qualcode.")
    found: list[dict[str, object]] = data["rows"]
    return found


def test_help_lists_every_command_in_its_group(qualcode: Run) -> None:
    out = qualcode("--help").out
    listed = [name for names in GROUPS.values() for name in names]
    registered = [c.name for c in app.registered_commands] + [g.name for g in app.registered_groups]
    assert sorted(listed) == sorted(str(name) for name in registered)
    assert all(f"\n  {name}" in out for name in listed)


@pytest.mark.parametrize(("command", "keys"), JSON_KEYS.items())
def test_rows_for_scripts_have_their_keys(school: Path, qualcode: Run, command: str, keys: set[str]) -> None:
    ran = qualcode(command, *(["예산"] if command == "find" else []), "--format", "json")
    found = rows(ran.out)
    assert found
    assert all(set(row) == keys for row in found)


def test_offsets_of_every_row_are_those_of_the_transcript(school: Path, qualcode: Run) -> None:
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (school / "transcripts").glob("*.txt")}
    for command in (["suggest"], ["quotes"], ["find", "예산"]):
        for row in rows(qualcode(*command, "--format", "json").out):
            assert texts[str(row["source"])][int(str(row["start"])) : int(str(row["end"]))] == row["exact"]


def test_evidence_of_a_suggestion_lies_in_its_segment(school: Path, qualcode: Run) -> None:
    text = (school / "transcripts" / "P03.txt").read_text(encoding="utf-8")
    found = rows(qualcode("suggest", "P03", "--format", "json").out)
    for row in found:
        for hit in row["evidence"]:  # type: ignore[attr-defined]
            assert row["start"] <= hit["start"] < hit["end"] <= row["end"]
            assert set(hit) == {"keyword", "tier", "start", "end", "negated"}
            assert text[hit["start"] : hit["end"]].strip()


def test_suggest_changes_nothing_and_twice_gives_the_same_bytes(school: Path, qualcode: Run) -> None:
    before = {p: p.read_bytes() for p in school.rglob("*") if p.is_file() and ".qualcode" not in p.parts}
    first = qualcode("suggest", "--format", "json").out
    assert qualcode("suggest", "--format", "json").out == first
    assert {p: p.read_bytes() for p in school.rglob("*") if p.is_file() and ".qualcode" not in p.parts} == before


def test_a_rejected_suggestion_never_comes_back_and_other_coders_keep_theirs(school: Path, qualcode: Run) -> None:
    queue = rows(qualcode("suggest", "P03", "--format", "json").out)
    of_lee = qualcode("suggest", "P03", "--coder", "lee", "--format", "json").out
    Path("no.jsonl").write_text("".join(json.dumps({**row, "op": "reject"}) + "\n" for row in queue), encoding="utf-8")
    assert qualcode("apply", "--from", "no.jsonl").code == 0
    assert rows(qualcode("suggest", "P03", "--format", "json").out) == []
    assert qualcode("suggest", "P03", "--coder", "lee", "--format", "json").out == of_lee
    assert "hits rejected" in qualcode("suggest", "P03").err


def test_interviewers_turns_give_no_suggestion_unless_asked_and_are_counted(school: Path, qualcode: Run) -> None:
    plain, asked = qualcode("suggest", "--format", "json"), qualcode("suggest", "--speech", "all", "--format", "json")
    assert len(rows(asked.out)) > len(rows(plain.out))
    assert "left out: --speech all" in plain.err


def test_accepting_keeps_rule_and_codebook_version(school: Path, qualcode: Run) -> None:
    row = rows(qualcode("suggest", "P03", "--format", "json").out)[0]
    Path("one.json").write_text(json.dumps({"rows": [{**row, "op": "code"}]}), encoding="utf-8")
    assert qualcode("apply", "--from", "one.json").code == 0
    line = json.loads((school / "codings" / "kim" / "P03.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")[-1])
    assert line["by"] == [f"keyword:{hit['keyword']}" for hit in {h["keyword"]: h for h in row["evidence"]}.values()]  # type: ignore[attr-defined]
    assert len(line["codebook"]) == len(line["text"]) == 12


def test_undo_and_redo_work_across_sources_and_have_no_limit(school: Path, qualcode: Run) -> None:
    def n() -> int:
        return len(rows(qualcode("quotes", "--coder", "kim", "--speech", "all", "--format", "json").out))

    before = n()
    for source in ("P01", "P02", "P01"):
        assert qualcode("apply", f"{source}:2", "task.evaluation", "--quote", _word(school, source)).code == 0
        assert qualcode("apply", f"{source}:4", "factor.people").code == 0
    made = n()
    assert made > before
    while n() > before:
        assert qualcode("undo").code == 0
    while n() < made:
        assert qualcode("redo").code == 0
    assert qualcode("redo").code == 2


def _word(school: Path, source: str) -> str:
    line = (school / "transcripts" / f"{source}.txt").read_text(encoding="utf-8").split("\n\n")[1]
    return line.split(": ", 1)[1].split(" ")[0]


def test_undo_names_a_decision_by_the_start_of_its_id(school: Path, qualcode: Run) -> None:
    row = rows(qualcode("quotes", "--coder", "kim", "--format", "json").out)[0]
    assert qualcode("undo", str(row["id"])[:7]).code == 0
    assert row["id"] not in {r["id"] for r in rows(qualcode("quotes", "--format", "json").out)}
    assert qualcode("undo", str(row["id"])[:7]).code == 2
    assert rows(qualcode("log", "--limit", "1", "--format", "json").out)[0]["op"] == "undo"


def test_nobody_takes_back_what_another_decided(school: Path, qualcode: Run) -> None:
    row = rows(qualcode("quotes", "--coder", "lee", "--format", "json").out)[0]
    ran = qualcode("undo", str(row["id"]), "--coder", "kim")
    assert ran.code == 2
    assert "no decision of kim" in ran.err


def test_memos_on_everything(school: Path, qualcode: Run) -> None:
    id_ = str(rows(qualcode("quotes", "--coder", "kim", "--format", "json").out)[0]["id"])
    targets = {"study": "전체 메모", "factor.people": "코드 메모", "P03": "자료 메모", "P03:12": "구절 메모", id_: "코딩 메모"}
    for target, text in targets.items():
        assert qualcode("memo", target, text).code == 0, target
    every = [row["text"] for row in rows(qualcode("memo", "--format", "json").out)]
    assert all(any(text in str(memo) for memo in every) for text in targets.values())
    assert [row["text"] for row in rows(qualcode("memo", "factor.people", "--format", "json").out) if row["text"] == "코드 메모"]
    assert "구절 메모" in qualcode("memo", "P03:12", "--format", "json").out
    assert "코드 메모" in max((school / "memos").glob("*factor.people*.md")).read_text(encoding="utf-8")
    assert qualcode("check").code == 0


def test_cases_are_shown_set_and_kept(school: Path, qualcode: Run) -> None:
    assert qualcode("cases", "P03", "gender=여", "district=은평구; 서대문구").code == 0
    found = {row["case"]: row for row in rows(qualcode("cases", "--format", "json").out)}
    assert found["P03"]["gender"] == "여"
    assert found["P04"] == {"case": "P04", "role": "참여자", "district": "용산구", "gender": "", "sources": "P04"}
    columns = qualcode("matrix", "--by", "district", "--format", "csv").out.split("\n")[0].split(",")
    assert "서대문구" in columns


def test_codebook_show_and_add(school: Path, qualcode: Run) -> None:
    assert "사람 · People" in qualcode("codebook", "show", "사람", "--format", "table").out
    assert qualcode("codebook", "add", "factor.luck", "--label", "ko=운", "--keyword", "운이 좋다").code == 0
    assert qualcode("codebook", "add", "factor.luck", "--keyword", "lucky").code == 0
    shown = {row["code"]: row for row in rows(qualcode("codebook", "show", "--format", "json").out)}
    assert shown["factor.luck"]["keywords"] == "운이 좋다 · lucky"
    assert qualcode("codebook", "add", "factor.luck").code == 2
    assert qualcode("codebook", "add", "nowhere.luck").code == 2
    assert qualcode("codebook", "add", "factor.chance", "--keyword", "(운").code == 2
    assert "factor.chance" not in (school / "codebooks" / "capacity.yaml").read_text(encoding="utf-8")


def test_a_code_that_only_codings_know_counts_and_can_be_adopted(school: Path, qualcode: Run) -> None:
    """As when one branch adds a code and another merges the codings without it."""
    book = school / "codebooks" / "capacity.yaml"
    without = book.read_bytes()
    assert qualcode("codebook", "add", "factor.luck").code == 0
    assert qualcode("apply", "P01:2", "factor.luck").code == 0
    book.write_bytes(without)
    assert "QC301" in qualcode("check").out
    assert "\nfactor.luck," in qualcode("matrix", "--format", "csv").out
    assert "adopted under factor" in qualcode("codebook", "adopt").err
    assert "QC301" not in qualcode("check").out
    assert qualcode("codebook", "adopt", "factor.luck").code == 2


def test_every_shipped_codebook_checks_clean(qualcode: Run) -> None:
    for path in sorted((Path(__file__).parents[2] / "codebooks").glob("*.yaml")):
        ran = qualcode("codebook", "check", str(path))
        assert ran.code == 0, ran.out
        assert ran.out == ""


@pytest.mark.parametrize("name", ["study.xlsx", "study.csv", "study.json", "study.md", "study.tsv"])
def test_export_by_the_files_ending(school: Path, qualcode: Run, name: str) -> None:
    first = qualcode("export", name)
    assert first.code == 0
    data = Path(name).read_bytes()
    assert len(data) > 10_000
    assert qualcode("export", name).code == 0
    assert Path(name).read_bytes() == data


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_for_each_shell(qualcode: Run, shell: str) -> None:
    assert "_QUALCODE_COMPLETE" in qualcode("completion", shell).out.upper()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_completion_completes_in_a_real_shell(tmp_path: Path, qualcode: Run) -> None:
    program = tmp_path / "qualcode"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m qualcode "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = qualcode("completion", "bash").out
    asked = f"{script}\nCOMP_WORDS=(qualcode ma); COMP_CWORD=1; _qualcode_completion qualcode; echo ${{COMPREPLY[@]}}"
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=False, env=environment)
    assert ran.stdout.strip() == "matrix"


def test_help_has_each_topic(qualcode: Run) -> None:
    for line in qualcode("help").out.rstrip("\n").split("\n"):
        assert qualcode("help", line.split()[0]).out.startswith("# ")


def test_doctor_measures_hangul(qualcode: Run) -> None:
    out = qualcode("doctor").out
    bars = [line for line in out.split("\n") if line.endswith("|")]
    assert len(bars) == 6
    assert "면담자" in out


def test_status_tells_the_next_step(school: Path, qualcode: Run) -> None:
    ran = qualcode("status", "--format", "json")
    assert {row["source"]: row["state"] for row in rows(ran.out)}["P10"] == "begun"
    assert "Next: qualcode review" in ran.err


def test_check_writes_the_schema_that_editors_look_for(school: Path, qualcode: Run) -> None:
    """As in a fresh clone, where the derived folder does not exist: the codebook's first line must lead somewhere."""
    shutil.rmtree(school / ".qualcode", ignore_errors=True)
    assert qualcode("check").code == 0
    first = (school / "codebooks" / "capacity.yaml").read_text(encoding="utf-8").split("\n")[0]
    schema = (school / "codebooks" / first.split("$schema=")[1]).resolve()
    assert json.loads(schema.read_text(encoding="utf-8"))["title"]
    assert (school / ".qualcode" / ".gitignore").read_text(encoding="utf-8") == "*\n"
