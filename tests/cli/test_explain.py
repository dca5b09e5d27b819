"""``codebook explain``: what is written for people fits every width, and rows for scripts say all of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from support import Run

KEYS = ["code", "keyword", "reading", "tier", "form", "hits", "sources", "denied", "left_out", "accepted", "rejected", "problem"]


def shown(qualcode: Run, *typed: str) -> list[str]:
    ran = qualcode("codebook", "explain", *typed, "--format", "table")
    assert ran.code == 0, ran.err
    return ran.out.split("\n")


def rows(qualcode: Run, *typed: str) -> list[dict[str, object]]:
    data = json.loads(qualcode("codebook", "explain", *typed, "--format", "json").out)
    assert data["schema"] == "qualcode.explain/1"
    found: list[dict[str, object]] = data["rows"]
    return found


def test_a_keyword_of_the_codebook(school: Path, qualcode: Run) -> None:
    lines = shown(qualcode, "봉사")
    assert lines[:2] == ["community.contribution   지역사회 공헌", "봉사   noun"]
    assert lines[2].startswith("  3 hits in 2 of 10 sources · accepted 0, rejected 2 (0 %)")
    assert lines[3:5] == ["  noun      2   봉사 2", "  compound  1   자원봉사 1"]
    assert all("[봉사]" in line for line in lines[5:7])
    assert lines[8] == "compound: part of a longer noun (자원 in 자원봉사): a hint, to be looked at one by one"


def test_a_keyword_to_try(school: Path, qualcode: Run) -> None:
    ran = qualcode("codebook", "explain", "돕다", "--format", "table")
    assert ran.out.startswith("돕다   not in the codebook, tried all the same · verb, stem 돕-\n  3 hits in 3 of 10 sources\n")
    assert "  verb  돕-  2   도와 1 · 돕 1\n" in ran.out
    assert "  chain: none here\n" in ran.out
    assert "left out: 1 hit in turns of interviewer, moderator, system" in ran.out
    assert "Keep it: qualcode codebook add CODE --keyword '돕다'" in ran.err


def test_words_of_a_phrase_need_no_quotes(school: Path, qualcode: Run) -> None:
    assert shown(qualcode, "사회적", "경제") == shown(qualcode, "사회적 경제")


def test_a_combination_shows_its_parts(school: Path, qualcode: Run) -> None:
    text = "\n".join(shown(qualcode, "예산 NEAR/5 구청"))
    assert "combination: 예산 within 5 words of 구청, in one sentence" in " ".join(text.split())
    assert "  4 hits in 2 passages, in 2 of 10 sources\n" in text
    assert "  예산   noun · 22 hits alone\n    noun  22   예산 22\n" in text
    assert "[구청] [예산]" in text


def test_english_forms_found_and_never(school: Path, qualcode: Run) -> None:
    text = "\n".join(shown(qualcode, "learn"))
    assert "  word   2   learn 2\n  never      learns · learnt · learned · learning\n" in text
    found = {row["form"]: row["hits"] for row in rows(qualcode, "learn")}
    assert found == {"learn": 2, "learns": 0, "learnt": 0, "learned": 0, "learning": 0}


def test_a_keyword_without_a_hit_says_what_was_looked_for(school: Path, qualcode: Run) -> None:
    lines = shown(qualcode, "기부하다")
    assert lines[2:4] == ["  no hit in 10 sources · nothing decided yet", "  verb 기부하-, chain, part, light 기부 + 하: none here"]


def test_the_whole_codebook_a_line_each(school: Path, qualcode: Run) -> None:
    ran = qualcode("codebook", "explain", "--format", "table", "--lang", "ko")
    lines = ran.out.strip("\n").split("\n")
    assert lines[0].split() == ["코드", "키워드", "해석", "찾음", "자료"]
    assert next(line for line in lines if " 시작되다 " in line).split() == ["context.origin", "시작되다", "verb", "2", "2"]
    assert "335 keywords, 138 found nowhere in the study.\n" in ran.err


def test_a_keyword_that_cannot_be_read_has_a_caret(school: Path, qualcode: Run) -> None:
    ran = qualcode("codebook", "explain", "연결해?? AND", "--format", "table")
    assert ran.code == 1
    lines = ran.out.split("\n")
    assert lines[0] == "연결해?? AND   cannot be read, so it finds nothing"
    assert cell_len(lines[1][: lines[1].index("AND")]) == lines[2].index("^") == 13
    assert lines[3] == "    this AND has nothing on its right"


def test_the_caret_of_a_long_keyword_stays_on_the_screen(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = qualcode("codebook", "explain", "연결하다 | " * 20 + "(", "--format", "table").out.split("\n")
    at = next(n for n, line in enumerate(lines) if line.strip() == "^")
    caret = lines[at].index("^")
    assert caret < 60
    assert cell_len(lines[at - 1][: lines[at - 1].index("(")]) == caret


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("ascii_", [(), ("--ascii",)])
def test_no_line_is_wider_than_the_screen(
    school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch, width: int, ascii_: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for typed in ("factor", "<factor.people> AND 구청", "주민*", "/.{60}/", "도움을 받다"):
        for line in shown(qualcode, typed, *ascii_):
            assert cell_len(line) <= width, line


def test_an_example_is_cut_between_words_around_the_hit(school: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = " ".join(" ".join(p.read_text(encoding="utf-8").split()) for p in (school / "transcripts").glob("*.txt"))
    monkeypatch.setenv("COLUMNS", "70")
    examples = [line.split("  ", 2)[2].strip() for line in shown(qualcode, "구청", "--quiet") if "[구청]" in line]
    assert examples
    for example in examples:
        words = example.replace("[", "").replace("]", "").strip("… ")
        assert words in texts
        at = texts.index(words)
        assert (texts[at - 1], texts[at + len(words)]) == (" ", " ")


def test_rows_hold_every_form_and_the_keyword_s_own_numbers(school: Path, qualcode: Run) -> None:
    found = rows(qualcode, "봉사")
    assert list(found[0]) == KEYS
    assert [(row["tier"], row["form"], row["hits"], row["rejected"]) for row in found] == [
        ("noun", "봉사", 2, 2),
        ("compound", "자원봉사", 1, 2),
    ]
    read = list(csv.DictReader(io.StringIO(qualcode("codebook", "explain", "봉사", "--format", "csv").out)))
    assert [row["form"] for row in read] == ["봉사", "자원봉사"]
    assert "Keep it" not in qualcode("codebook", "explain", "돕다", "--format", "md", "--quiet").err


def test_rows_of_what_cannot_be_read_say_why(school: Path, qualcode: Run) -> None:
    (row,) = rows(qualcode, "예산 AND")
    assert (row["reading"], row["hits"], row["problem"]) == ("", 0, "this AND has nothing on its right (column 4)")


def test_a_study_without_transcripts(empty: Path, qualcode: Run) -> None:
    ran = qualcode("codebook", "explain", "배우다", "--format", "table")
    assert (ran.code, ran.out) == (0, "배우다   not in the codebook, tried all the same · verb, stem 배우-\n  no transcripts yet\n")
    assert "No transcripts yet: qualcode import FILES..." in ran.err
    assert qualcode("codebook", "explain").code == 0
    assert qualcode("codebook", "explain", "learn", "--format", "json").code == 0


def test_a_mistyped_code_is_no_keyword(school: Path, qualcode: Run) -> None:
    ran = qualcode("codebook", "explain", "factor.peple")
    assert ran.code == 2
    assert "Did you mean factor.people" in ran.err
