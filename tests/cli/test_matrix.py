"""The numbers of a matrix, recounted from the files by an oracle that shares no line with the program."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from brute import codings, count_segments, groups
from support import Run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("by", ["cases", "role", "district"])
def test_every_cell_is_what_the_logs_say(school: Path, qualcode: Run, by: str) -> None:
    ran = qualcode("matrix", "--by", by, "--format", "csv")
    cells = groups(school, school / "codebooks" / "capacity.yaml", by)
    table = rows_of(ran.out)
    assert len(table) == 25
    for row in table:
        for column, cell in row.items():
            if column != "code":
                assert int(cell) == count_segments(cells.get((row["code"], column), [])), (row["code"], column)


def test_the_second_study_is_recounted_too(cities: Path, qualcode: Run) -> None:
    table = rows_of(qualcode("matrix", "--by", "city", "--format", "csv").out)
    cells = groups(cities, cities / "codebooks" / "lifelong-learning-city.yaml", "city")
    for row in table:
        assert [int(row[c]) for c in ("가온시", "새벌시")] == [
            count_segments(cells.get((row["code"], c), [])) for c in ("가온시", "새벌시")
        ]
    by_code = {row["code"]: int(row["가온시"]) + int(row["새벌시"]) for row in table}
    assert by_code["education"] > 5 * by_code["autonomy"] > 0


def test_a_theme_is_the_union_and_not_the_sum(school: Path, qualcode: Run) -> None:
    place = codings(school)[0]
    quote = (school / "transcripts" / f"{place.source}.txt").read_text(encoding="utf-8")[place.start : place.end]
    before = {r["code"]: r for r in rows_of(qualcode("matrix", "--coder", "kim", "--format", "csv").out)}
    theme = place.code.split(".")[0]
    other = next(c for c in before if c.startswith(f"{theme}.") and c != place.code)
    assert qualcode("apply", place.source, other, "--quote", quote).code == 0
    after = {r["code"]: r for r in rows_of(qualcode("matrix", "--coder", "kim", "--format", "csv").out)}
    assert int(after[other][place.source]) == int(before[other][place.source]) + 1
    assert after[theme] == before[theme]


def test_two_coders_on_the_same_words_count_once(school: Path, qualcode: Run) -> None:
    one = {r["code"]: r for r in rows_of(qualcode("matrix", "--coder", "kim", "--format", "csv").out)}
    both = {r["code"]: r for r in rows_of(qualcode("matrix", "--format", "csv").out)}
    lee = {r["code"]: r for r in rows_of(qualcode("matrix", "--coder", "lee", "--format", "csv").out)}
    assert int(both["factor.people"]["P01"]) < int(one["factor.people"]["P01"]) + int(lee["factor.people"]["P01"])
    assert "overlapping segments of several coders count once" in qualcode("matrix", "--format", "csv", "--lang", "en").err


def test_uncoded_is_blank_finished_is_zero_begun_is_marked(school: Path, qualcode: Run) -> None:
    for coder in ("kim", "lee"):
        (school / "codings" / coder / "P05.jsonl").unlink(missing_ok=True)
    ran = qualcode("matrix", "--format", "csv")
    rows = rows_of(ran.out)
    assert {row["P05"] for row in rows} == {""}
    assert "0" in {row["P06"] for row in rows}
    shown = qualcode("matrix", "--format", "table", "--lang", "en")
    assert "P10*" in shown.out
    assert "P05: not coded yet (not 0)" in shown.out
    assert "begun, not finished" in shown.out
    assert qualcode("done", "P05").code == 0
    assert {row["P05"] for row in rows_of(qualcode("matrix", "--format", "csv").out)} == {"0"}


def test_the_interviewers_words_count_only_when_asked(school: Path, qualcode: Run) -> None:
    before = qualcode("matrix", "--format", "csv").out
    assert qualcode("apply", "P01:1", "factor.people").code == 0
    assert qualcode("matrix", "--format", "csv").out == before
    asked = rows_of(qualcode("matrix", "--speech", "all", "--format", "csv").out)
    plain = {r["code"]: r for r in rows_of(before)}
    assert int(next(r for r in asked if r["code"] == "factor.people")["P01"]) == int(plain["factor.people"]["P01"]) + 1


def test_a_case_of_two_districts_counts_in_both(school: Path, qualcode: Run) -> None:
    ran = qualcode("matrix", "--by", "district", "--format", "csv", "--lang", "en")
    rows = {r["code"]: r for r in rows_of(ran.out)}
    cases = {r["code"]: r for r in rows_of(qualcode("matrix", "--format", "csv").out)}
    assert rows["task"]["노원구"] == rows["task"]["중랑구"] == cases["task"]["P09"] != "0"
    assert "cells with several values (P09 노원구; 중랑구) count in each" in ran.err


def test_codes_by_codes_needs_one_coder_for_both(school: Path, qualcode: Run) -> None:
    """Two coders who code the same words differently disagree; they do not relate two themes (a failure of another tool)."""
    target = "P03:2"
    for coder, code in (("kim", "context.origin"), ("lee", "task.evaluation")):
        assert qualcode("apply", target, code, "--coder", coder).code == 0
    arguments = ("matrix", "--by", "codes", "--codes", "context.origin", "--with", "task.evaluation", "--format", "json")
    before = json.loads(qualcode(*arguments).out)["rows"][0]["task.evaluation"]
    assert qualcode("apply", target, "task.evaluation", "--coder", "kim").code == 0
    assert json.loads(qualcode(*arguments).out)["rows"][0]["task.evaluation"] == before + 1


def test_within_an_answer_and_within_a_sentence_differ(school: Path, qualcode: Run) -> None:
    """The unit that is asked for is the unit that is counted (another tool always counts the same line)."""
    assert qualcode("apply", "P03:6.1", "context.origin").code == 0
    assert qualcode("apply", "P03:6.2", "task.evaluation").code == 0
    base = ("matrix", "--by", "codes", "--codes", "context.origin", "--with", "task.evaluation", "--case", "P03", "--format", "json")
    answer = json.loads(qualcode(*base, "--within", "answer").out)["rows"][0]["task.evaluation"]
    sentence = json.loads(qualcode(*base, "--within", "sentence").out)["rows"][0]["task.evaluation"]
    assert answer == sentence + 1


@pytest.mark.parametrize("cell", ["codings", "cases", "words", "share", "present", "quotes"])
@pytest.mark.parametrize("by", ["cases", "role", "coders", "sources"])
def test_every_cell_of_every_kind_of_column(school: Path, qualcode: Run, cell: str, by: str) -> None:
    ran = qualcode("matrix", "--by", by, "--cell", cell, "--format", "json")
    rows = json.loads(ran.out)["rows"]
    assert ran.code == 0
    assert len(rows) == 25
    people = next(r for r in rows if r["code"] == "factor.people")
    assert all(value for key, value in people.items() if key not in {"code", "P10"})


def test_share_is_of_the_cases_own_words(school: Path, qualcode: Run) -> None:
    words = json.loads(qualcode("matrix", "--cell", "words", "--format", "json").out)["rows"]
    shares = json.loads(qualcode("matrix", "--cell", "share", "--format", "json").out)["rows"]
    own = sum(
        len(line.split(": ", 1)[1].split())
        for line in (school / "transcripts" / "P03.txt").read_text(encoding="utf-8").split("\n")
        if line.startswith("P03: ")
    )
    for w, s in zip(words, shares, strict=True):
        assert s["P03"] == pytest.approx(w["P03"] / own)


def test_presence_is_a_table_of_ones_and_zeros_for_statistics(school: Path, qualcode: Run) -> None:
    out = school / "present.csv"
    assert qualcode("matrix", "--cell", "present", "--out", str(out)).code == 0
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = rows_of(raw.decode("utf-8-sig"))
    assert {value for row in rows for key, value in row.items() if key != "code"} == {"0", "1"}


def test_codings_that_an_edit_brought_into_the_interviewers_turns_are_missed_aloud(school: Path, qualcode: Run) -> None:
    """Answers merged into questions: every table says what it left out, and the check says since when."""
    path = school / "transcripts" / "P01.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\nP01: ", " "), encoding="utf-8")
    for arguments in (("--case", "P01"), ("--by", "codes", "--case", "P01")):
        ran = qualcode("matrix", *arguments, "--format", "csv", "--lang", "en")
        said = re.search(r"(\d+) codings only in excluded turns left out: --speech all", ran.err)
        assert said
        assert int(said[1]) > 20
    checked = qualcode("check")
    assert checked.code == 1
    assert "warning[QC206]" in checked.out
    assert "since the transcript was edited" in checked.out


def test_a_question_coded_by_hand_is_a_remark_and_no_warning(school: Path, qualcode: Run) -> None:
    assert qualcode("apply", "P01:1", "factor.people").code == 0
    ran = qualcode("check")
    assert ran.code == 0
    assert "note[QC206]: 1 codings of P01 lie only in turns of interviewer" in ran.out
    assert "1 codings only in excluded turns left out" in qualcode("matrix", "--format", "csv", "--lang", "en").err


def test_shares_divide_by_what_was_begun_and_say_so(school: Path, qualcode: Run) -> None:
    """A source that the coder never touched must not push the share of its column down."""
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (school / "transcripts").glob("P0[1-4].txt")}
    own = {s: sum(len(t.split(": ", 1)[1].split()) for t in x.split("\n\n") if t.startswith(f"{s}: ")) for s, x in texts.items()}
    base = ("--by", "role", "--coder", "lee", "--codes", "resident", "--format", "json", "--lang", "en")
    share, words = (json.loads(qualcode("matrix", *base, "--cell", cell).out)["rows"][0]["참여자"] for cell in ("share", "words"))
    assert share == pytest.approx(words / (own["P01"] + own["P02"] + own["P04"]))
    assert (
        "shares divide by the words of sources that are begun or finished"
        in qualcode("matrix", *base[:-4], "--cell", "share", "--lang", "en").err
    )


def test_the_whole_of_what_nobody_knows_is_blank(school: Path, qualcode: Run) -> None:
    ran = qualcode("matrix", "--case", "P03", "--coder", "lee", "--codes", "factor", "--format", "table", "--lang", "en")
    rows = [line for line in ran.out.split("\n") if line.startswith((" Influencing", "   "))]
    assert len(rows) == 6
    assert not any(re.search(r"[\d·]", line) for line in rows)


def test_codes_by_codes_names_what_is_not_begun_or_not_finished(school: Path, qualcode: Run) -> None:
    ran = qualcode("matrix", "--by", "codes", "--codes", "factor", "--coder", "lee", "--format", "csv", "--lang", "en")
    assert "not coded yet (not 0): P03, P06, P08, P10" in ran.err
    assert "not final: P10" in qualcode("matrix", "--by", "codes", "--codes", "factor", "--format", "csv", "--lang", "en").err


def test_a_rename_without_was_is_said_under_the_table(school: Path, qualcode: Run) -> None:
    book = school / "codebooks" / "capacity.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("- id: factor.people\n", "- id: factor.persons\n"), encoding="utf-8")
    n = sum(m.code == "factor.people" for m in codings(school))
    ran = qualcode("matrix", "--by", "role", "--codes", "factor", "--format", "csv", "--lang", "en")
    assert f"{n} codings use codes not in the codebook: qualcode check" in ran.err


def test_two_codes_of_one_label_are_told_apart_by_their_ids(school: Path, qualcode: Run) -> None:
    book = school / "codebooks" / "capacity.yaml"
    text = book.read_text(encoding="utf-8")
    label = re.search(r"- id: factor.field\n +label: (.*)\n", text)
    assert label
    book.write_text(re.sub(r"(- id: factor.people\n +label: ).*\n", rf"\g<1>{label[1]}\n", text), encoding="utf-8")
    out = qualcode("matrix", "--by", "role", "--codes", "factor", "--format", "table", "--lang", "ko").out
    assert "현장 밀착 (factor.field)" in out
    assert "현장 밀착 (factor.people)" in out
    assert "QC116" in qualcode("check").out
