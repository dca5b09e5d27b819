"""Four ways in which existing tools lose work, each shown to happen to a plain approach and not to ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from support import Run


def quoted(qualcode: Run, *arguments: str) -> dict[str, str]:
    """Give the words of codings by id."""
    rows = json.loads(qualcode("quotes", *arguments, "--speech", "all", "--format", "json", "--quiet").out)["rows"]
    return {row["id"]: row["exact"] for row in rows}


def edit(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_codings_do_not_move_silently_when_lines_are_put_on_top(school: Path, qualcode: Run) -> None:
    """A tool that stores line numbers leaves every code two lines too high and says that all is well."""
    before = quoted(qualcode, "--case", "P01")
    path = school / "transcripts" / "P01.txt"
    old = path.read_text(encoding="utf-8")
    new = "면담자: 녹음 시작합니다.\n\nP01: 예, 하세유.\n\n" + old
    edit(path, new)
    by_line = {words: old[: old.index(words)].count("\n") for words in before.values()}
    assert all(words not in new.split("\n")[line] for words, line in by_line.items())  # what line numbers would now say
    assert quoted(qualcode, "--case", "P01") == before
    assert qualcode("check").code == 0


def test_offsets_follow_a_replace_all_and_a_paste(school: Path, qualcode: Run) -> None:
    """A tool that stores offsets leaves all of them behind after a replace-all, or after text is pasted over other text."""
    before = quoted(qualcode, "--case", "P05")
    path = school / "transcripts" / "P05.txt"
    old = path.read_text(encoding="utf-8")
    replaced = old.replace("주민", "지역 주민")
    turns = replaced.split("\n\n")
    turns[2] = "면담자: 이 질문은 녹음을 다시 듣고 옮겨 적은 것입니다. 어떤 일을 맡고 계신지요?"
    edit(path, "\n\n".join(turns))
    assert path.read_text(encoding="utf-8") != old
    after = quoted(qualcode, "--case", "P05")
    assert set(after) == set(before)
    stored = [json.loads(line) for line in (school / "codings" / "kim" / "P05.jsonl").read_text(encoding="utf-8").split("\n") if line]
    left_behind = [o for o in stored if o["op"] == "code" and path.read_text(encoding="utf-8")[o["start"] : o["end"]] != o["exact"]]
    assert len(left_behind) > len(before) / 4  # what offsets alone would now say
    assert {id_: words.replace("지역 주민", "주민") for id_, words in after.items()} == before


def test_a_coding_whose_words_are_gone_is_adrift_and_kept(school: Path, qualcode: Run) -> None:
    before = quoted(qualcode, "--case", "P01", "--coder", "kim")
    id_, words = next((i, w) for i, w in before.items() if len(w) > 20)
    path = school / "transcripts" / "P01.txt"
    edit(path, path.read_text(encoding="utf-8").replace(words, ""))
    checked = qualcode("check")
    assert checked.code == 1
    assert "QC201" in checked.out
    assert id_ not in quoted(qualcode, "--case", "P01", "--coder", "kim")
    assert "codings adrift left out" in qualcode("matrix", "--lang", "en", "--format", "csv").err
    edit(path, path.read_text(encoding="utf-8") + f"\nP01: {words}\n")
    assert quoted(qualcode, "--case", "P01", "--coder", "kim")[id_] == words


def test_writing_to_the_codebook_keeps_comments_quotes_order_and_hangul(school: Path, qualcode: Run) -> None:
    """A tool that loads the YAML and dumps it again loses comments and order and writes Hangul as escapes."""
    path = school / "codebooks" / "capacity.yaml"
    old = path.read_text(encoding="utf-8")
    dumped = yaml.safe_dump(yaml.safe_load(old))
    assert "#" not in dumped.split("\n")[0]
    assert "\\u" in dumped  # what load and dump would have written
    assert qualcode("codebook", "add", "community.trust", "--label", "ko=신뢰", "--label", "en=Trust", "--keyword", "신뢰").code == 0
    new = path.read_text(encoding="utf-8")
    added = [line for line in new.split("\n") if line not in old.split("\n")]
    assert sorted(added) == ["        keywords: [신뢰]", "        label: {ko: 신뢰, en: Trust}", "      - id: community.trust"]
    assert [line for line in new.split("\n") if line not in added] == old.split("\n")


def test_korean_code_ids_are_codes_like_any_other(school: Path, qualcode: Run) -> None:
    """A tool whose ids are ASCII refuses the word that the whole team uses."""
    assert not re.fullmatch(r"[a-z0-9_-]+", "주민역량.전문성")  # what such a tool asks of an id
    for id_ in ("주민역량", "주민역량.전문성", "주민역량.함께 배움"):
        assert qualcode("codebook", "add", id_).code == 0
    assert qualcode("apply", "P01:2.1", "주민역량.전문성").code == 0
    assert qualcode("apply", "P01:2.2", "함께 배움").code == 0
    rows = json.loads(qualcode("quotes", "주민역량", "--format", "json").out)["rows"]
    assert [row["code"] for row in rows] == ["주민역량.전문성", "주민역량.함께 배움"]


def test_git_remembers_a_text_whose_kept_version_is_lost(school: Path, qualcode: Run) -> None:
    """Without ``transcripts/.versions`` the old text comes from git, so that codings still follow their words."""
    identity = {"GIT_AUTHOR_NAME": "k", "GIT_AUTHOR_EMAIL": "k@k", "GIT_COMMITTER_NAME": "k", "GIT_COMMITTER_EMAIL": "k@k"}
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "coded"]):
        subprocess.run(["git", *arguments], cwd=school, check=True, env={**os.environ, **identity})
    before = quoted(qualcode, "--case", "P01")
    shutil.rmtree(school / "transcripts" / ".versions")
    path = school / "transcripts" / "P01.txt"
    first = next(iter(before.values()))
    edit(path, path.read_text(encoding="utf-8").replace(first, f"{first} {first}"))  # twice: quote and context alone would have to ask
    assert set(quoted(qualcode, "--case", "P01")) == set(before)
