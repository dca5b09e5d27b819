"""What became of keywords in a study: the hits are those that suggestions are made of, counted by form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.model.failure import QualcodeError
from qualcode.ops import Op
from qualcode.session.explaining import Explained, Explanation, explain
from qualcode.session.study import ManyCodes, Session, UnknownCode, open_study
from qualcode.session.suggesting import proposals
from studies import EXPERTISE, KIM, LEE, make_study, quote, record

BOOK = """\
codebook: Explained
codes:
  - id: resident
    label: {ko: 주민역량, en: Resident capacity}
    codes:
      - id: resident.expertise
        label: {ko: 전문성, en: Expertise}
        keywords: [전등, 배우다, "예산|공구", 전등 AND]
      - id: resident.pride
        label: {ko: 자랑, en: Proud}
        keywords: [전등]
  - id: village
    codes:
      - {id: village.pride, label: {ko: 마을 자랑, en: Village}}
      - {id: village.old, retired: true, keywords: [예산]}
"""


@pytest.fixture
def study(tmp_path: Path) -> Layout:
    """Three interviews and a small codebook."""
    return make_study(tmp_path, codebook=BOOK)


@pytest.fixture
def session(study: Layout) -> Session:
    return open_study(study.root)


def one(session: Session, typed: str) -> Explained:
    (found,) = explain(session, typed).keywords
    return found


def forms(found: Explained) -> list[tuple[str, str, int]]:
    return [(form.tier, form.text, form.hits) for form in found.found.forms]


def asked(found: Explanation) -> list[tuple[str, str]]:
    return [(one.code, one.keyword.find) for one in found.keywords]


def test_hits_are_those_of_the_suggestions(school: Path) -> None:
    session = open_study(school)
    of_suggestions: Counter[tuple[str, str]] = Counter()
    for suggestion in proposals(session)[0]:
        of_suggestions.update((suggestion.code, evidence.keyword) for evidence in suggestion.evidence)
    found = explain(session)
    assert {(e.code, e.keyword.find): e.found.hits for e in found.keywords if e.found.hits} == dict(of_suggestions)
    assert len(of_suggestions) > 100


def test_a_hit_is_counted_by_its_letters(session: Session) -> None:
    found = one(session, "인사하다")
    assert forms(found) == [("light", "인사도 안 하", 1)]
    assert (found.found.sources, found.found.denied, found.code) == (1, 1, "")


def test_a_part_of_a_longer_word_shows_the_longer_word(school: Path) -> None:
    found = one(open_study(school), "봉사")
    assert forms(found) == [("noun", "봉사", 2), ("compound", "자원봉사", 1)]
    assert all(e.source.text[s.start : s.end] == "봉사" for e in found.found.examples for s in e.hits)


def test_english_forms_that_stand_nowhere(session: Session) -> None:
    found = one(session, "learn")
    assert forms(found) == [("word", "learned", 1)]
    assert found.reading is not None
    assert found.reading.words == (("learn", "learns", "learnt", "learned", "learning"),)


def test_hits_of_those_who_ask_are_counted_apart(session: Session) -> None:
    found = one(session, "배우다")
    assert (found.found.hits, found.found.left_out) == (0, 1)


def test_decisions_of_anybody_are_counted_and_change_no_hit(study: Layout) -> None:
    words, by = "전등 하나", ("keyword:전등",)
    for coder in (KIM, LEE):
        record(study, coder, "P01", Op("code", code=EXPERTISE, anchor=quote(study, "P01", words), by=by))
    record(study, LEE, "P01", Op("reject", code=EXPERTISE, anchor=quote(study, "P01", words), by=by))
    record(study, LEE, "P01", Op("code", code=EXPERTISE, anchor=quote(study, "P01", "도배까지"), by=("keyword:도배",)))
    found = explain(open_study(study.root), "전등").keywords
    assert [(e.code, e.accepted, e.rejected, e.found.hits) for e in found] == [("resident.expertise", 2, 1, 1), ("resident.pride", 0, 0, 1)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("전등", [("resident.expertise", "전등"), ("resident.pride", "전등")]),
        ("예산 | 공구", [("resident.expertise", "예산|공구")]),
        ("자랑", [("resident.pride", "전등")]),
        ("resident.pride", [("resident.pride", "전등")]),
        (
            "Resident capacity",
            [("resident.expertise", k) for k in ("전등", "배우다", "예산|공구", "전등 AND")] + [("resident.pride", "전등")],
        ),
        ("수도꼭지", [("", "수도꼭지")]),
        ("예산", [("", "예산")]),
        ("", [("resident.expertise", k) for k in ("전등", "배우다", "예산|공구", "전등 AND")] + [("resident.pride", "전등")]),
    ],
)
def test_what_a_typed_text_means(session: Session, typed: str, meant: list[tuple[str, str]]) -> None:
    assert asked(explain(session, typed)) == meant


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("resident.prid", UnknownCode),
        ("pride", ManyCodes),
        ("village.pride", QualcodeError),
        ("village.old", QualcodeError),
    ],
)
def test_what_cannot_be_explained(session: Session, typed: str, problem: type[QualcodeError]) -> None:
    with pytest.raises(problem):
        explain(session, typed)


def test_parts_of_a_combination_are_counted_alone(session: Session) -> None:
    found = one(session, "구청 AND 공구 NOT 반찬")
    assert (found.found.hits, found.found.passages) == (2, 1)
    assert [(p.text, p.found.hits, p.unwanted) for p in found.pieces] == [("구청", 1, False), ("공구", 1, False), ("반찬", 1, True)]
    assert len(found.found.examples) == 1
    assert len(found.found.examples[0].hits) == 2
    assert one(session, "예산 | 공구").pieces
    assert not any(e.pieces for e in explain(session).keywords)


def test_a_keyword_that_cannot_be_read_is_told_with_its_problem(session: Session) -> None:
    found = one(session, "전등 AND")
    assert (found.code, found.reading, found.found.hits) == ("resident.expertise", None, 0)
    assert [p.column for p in found.problems] == [3]


def test_examples_differ(school: Path) -> None:
    shown = one(open_study(school), "구청").found.examples
    assert len({example.source.id for example in shown}) == 2
    assert all(example.source.text[example.hit.start : example.hit.end] == "구청" for example in shown)


def test_hints_come_last_and_are_not_the_first_example(school: Path) -> None:
    found = one(open_study(school), "조합").found
    assert {tier: sum(form.hits for form in of) for tier, of in found.tiers.items()} == {"noun": 3, "compound": 4}
    assert list(found.tiers)[-1] == "compound"
    first = found.examples[0]
    assert not first.source.text[: first.hit.start].endswith("협동")
    assert [form.text for form in found.tiers["compound"]] == ["협동조합", "손전등협동조합", "치우고바르고협동조합"]


def test_a_study_without_transcripts(tmp_path: Path) -> None:
    session = open_study(make_study(tmp_path, interviews={}, codebook=BOOK).root)
    found = explain(session)
    assert (len(found.keywords), found.sources) == (5, 0)
    assert one(session, "배우다").reading is not None
    words = one(session, "learn").reading
    assert words is not None
    assert len(words.words[0]) == 5


def test_a_pattern_that_is_given_up_is_said(tmp_path: Path) -> None:
    session = open_study(make_study(tmp_path).root)
    found = explain(session, r"/(?:\w|\w\w|[\s.])+[@#]/")
    assert [d.rule for d in found.findings] == ["QC123"]
