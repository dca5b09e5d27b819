"""The reader of tables on whole samples with their gold, and on bytes that are no table."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.tables import TABLES, read_attributes
from qualcode.model.diagnostic import Severity
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from turns import SAMPLES, fold, gold_rows, joined, read_rows, turn_f1

FILES = {"s08": "turn_rows_coded.csv", "s09": "sentence_rows_coded.xlsx", "s18": "case_rows_survey_cp949.csv"}
SPEAKERS = {
    "s08": {"MK": "interviewer", "JT": "respondent", "?": "unknown"},
    "s09": {"진행": "interviewer", "박솔": "respondent", "정하윤": "respondent", "박솔·정하윤": "group"},
}


def read_sample(id_: str) -> tuple[Imported, ...]:
    return TABLES.read((SAMPLES / FILES[id_]).read_bytes(), FILES[id_], Wish())


def rules(imported: Imported) -> list[tuple[str, int]]:
    return [(d.rule, d.where.line if d.where else 0) for d in imported.findings if d.severity is Severity.WARNING]


def outcome(raw: bytes, name: str) -> str:
    """Read bytes both ways: the sentences that say why nothing comes out, or that something does."""
    said = []
    for read in (lambda: TABLES.read(raw, name, Wish()), lambda: read_attributes(raw, "." + name.rpartition(".")[2], name, ["P01"])):
        try:
            said.append("read" if read() else "")
        except QualcodeError as problem:
            said.append(str(problem))
    return "; ".join(said) if all(said) else ""


@pytest.mark.parametrize("id_", SPEAKERS)
def test_samples_give_the_turns_and_roles_of_their_gold(id_: str) -> None:
    (imported,) = read_sample(id_)
    gold, read = joined(gold_rows(SAMPLES / "gold" / f"{id_}.jsonl")), joined(read_rows(imported))
    assert turn_f1(gold, read) == 1.0
    assert [(who, fold(text)) for who, text in read] == [(who, fold(text)) for who, text in gold]
    assert {s.label: s.role for s in imported.speakers} == SPEAKERS[id_]


@pytest.mark.parametrize(("id_", "codings"), [("s08", 21), ("s09", 25)])
def test_samples_give_the_codings_of_their_gold_at_the_words_that_are_coded(id_: str, codings: int) -> None:
    (imported,) = read_sample(id_)
    lines = (SAMPLES / "gold" / f"{id_}.jsonl").read_text(encoding="utf-8").split("\n")
    gold = [(code, fold(row["text"])) for line in lines if line for row in [json.loads(line)] for code in row.get("codes", ())]
    read = [(c.code, fold(imported.speeches[c.place.speech].text[c.place.start : c.place.end])) for c in imported.codes]
    assert len(read) == codings
    assert read == gold


def test_a_slipped_sentence_and_rows_without_speaker_are_said_with_their_rows() -> None:
    (imported,) = read_sample("s08")
    assert rules(imported) == [("QC063", 21), ("QC065", 2)]
    assert "rows 2, 9, 21" in next(d.message for d in imported.findings if d.rule == "QC065")
    assert [r.text for r in imported.remarks] == [
        "door opens",
        "and by then two of the best had found other things to do with their Saturdays.",
    ]
    assert [s.time for s in imported.speeches if s.time] == ["0:00:00", "00:02:10", "0:09:42", "0:15:20", "00:21:33"]
    assert any("<laugh>" in s.text for s in imported.speeches)
    assert imported.encoding == "utf-8-sig"


def test_a_second_sheet_gives_cases_and_what_is_empty_there_is_missing() -> None:
    (imported,) = read_sample("s09")
    assert imported.cases == {
        "박솔": {"역할": "수료생", "자치구": "한들구", "성별": "여", "연령대": "40대", "참여연도": "2022"},
        "정하윤": {"역할": "수료생", "자치구": "한들구", "성별": "여", "참여연도": "2022"},
        "진행": {"역할": "연구자"},
    }
    assert imported.findings == ()
    assert "화자" in imported.why
    assert "코드1, 코드2" in imported.why


def test_one_case_a_row_is_one_interview_each_with_questions_as_headings() -> None:
    made = read_sample("s18")
    assert [one.part for one in made] == ["P01", "P02", "P03", "P04", "P05", "P06"]
    assert {(one.layout, one.encoding) for one in made} == {("case-rows", "cp949")}
    assert made[0].attributes == {"역할": "수료생", "자치구": "가온구", "성별": "여", "연령대": "50대"}
    assert [(s.speaker, s.text) for s in made[1].speeches] == [
        ("#", "가장 도움이 된 것"),
        ("P02", '강사님이 현장에서 "틀려도 괜찮다"고 하신 말씀'),
        ("#", "바라는 점"),
        ("P02", "재료비가 제때 나왔으면 합니다.\n그리고 공구 창고도 필요합니다."),
    ]
    assert "연령대" not in made[2].attributes
    assert "성별" not in made[5].attributes
    assert [s.text for s in made[4].speeches] == ["바라는 점", "아이를 데리고 올 수 있는 수업 시간"]
    assert {s.role for one in made for s in one.speakers} == {"respondent"}


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.sampled_from(["a.csv", "a.tsv", "a.xlsx"]))
def test_any_bytes_give_interviews_or_a_sentence(raw: bytes, name: str) -> None:
    assert outcome(raw, name)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FILES.values())), st.integers(0, 2**32))
def test_damaged_copies_give_interviews_or_a_sentence(name: str, seed: int) -> None:
    rng = random.Random(seed)
    raw = bytearray((SAMPLES / name).read_bytes())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(raw))
        raw[at : at + rng.choice([0, 1, 30])] = rng.choice([b'"', b",", b"\n", b";", b"\xff", b"\t", b"x" * 50])
    assert outcome(bytes(raw), name)
