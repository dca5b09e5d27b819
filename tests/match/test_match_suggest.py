"""From hits to suggestions, and what a coder has settled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcode.match.engine import Matcher, compile_keywords
from qualcode.match.suggest import Suggested, suggest, waiting
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.coding import Anchor, Coding, Evidence, Rejection, Suggestion
from qualcode.model.project import Project, Settings
from qualcode.model.source import Speaker, make_source
from qualcode.model.text import Span
from qualcode.words import plain

TEXT = """Q: Did you learn to repair?

P1: We learn to repair lamps. I repair. And we learn.
We keep a social
economy going! No

P1 [00:01:02]: nothing here
"""
SPEAKERS = {"Q": Speaker("Q", "interviewer"), "P1": Speaker("P1", "respondent")}
CODES = (
    Code(id="b", keywords=(Keyword("repair"), Keyword("repair lamps"))),
    Code(id="a", keywords=(Keyword("learn"),)),
    Code(id="c", keywords=(Keyword("social economy"), Keyword("social"), Keyword("going"))),
)


def project(unit: str = "sentence") -> Project:
    source = make_source("P1", TEXT, SPEAKERS)
    settings = Settings(unit="turn" if unit == "turn" else "sentence")
    return Project(settings, Codebook("", CODES), sources={"P1": source})


def matcher() -> Matcher:
    return compile_keywords(CODES, lambda word: frozenset({word}))


def suggested(study: Project) -> Suggested:
    analysed = {s.id: [plain.read(s.words_of(t)) for t in s.turns] for s in study.sources.values()}
    return suggest(study, analysed, matcher())


def test_one_suggestion_a_code_and_sentence_in_text_order_then_codebook_order() -> None:
    found = suggested(project()).suggestions
    assert [(s.code, s.exact) for s in found] == [
        ("b", "We learn to repair lamps."),
        ("a", "We learn to repair lamps."),
        ("b", "I repair."),
        ("a", "And we learn."),
        ("c", "We keep a social\neconomy going!"),
    ]
    assert all(TEXT[s.span.start : s.span.end] == s.exact for s in found)


def test_evidence_names_the_words_in_the_source() -> None:
    first, *_, last = suggested(project()).suggestions
    assert [(e.keyword, TEXT[e.start : e.end]) for e in first.evidence] == [("repair lamps", "repair lamps"), ("repair", "repair")]
    assert [TEXT[e.start : e.end] for e in last.evidence] == ["social\neconomy", "social", "going"]
    assert last.by == ("keyword:social economy", "keyword:social", "keyword:going")


def test_the_interviewers_words_are_left_out_and_counted() -> None:
    assert suggested(project()).left_out == 2
    everybody = replace(project(), settings=Settings(exclude=()))
    assert suggested(everybody).left_out == 0
    assert suggested(everybody).suggestions[0].exact == "Did you learn to repair?"


def test_a_turn_can_be_the_unit() -> None:
    found = suggested(project("turn")).suggestions
    assert [s.code for s in found] == ["b", "a", "c"]
    assert {s.exact for s in found} == {TEXT[TEXT.index("We learn") : TEXT.index(" No") + 3]}
    assert len(found[0].evidence) == 3


def test_a_source_that_was_not_analysed_has_no_suggestions() -> None:
    assert suggest(project(), {}, matcher()) == Suggested(())


def test_words_of_another_text_are_not_taken() -> None:
    with pytest.raises(ValueError, match="zip"):
        suggest(project(), {"P1": [plain.read("We learn")]}, matcher())


def test_the_same_study_gives_the_same_suggestions() -> None:
    assert suggested(project()) == suggested(project())


ONE = Suggestion("a", "P1", Span(0, 30), "x" * 30, (Evidence("k", "word", 2, 5), Evidence("l", "word", 10, 15)))


def anchor(span: Span) -> Anchor:
    return Anchor.at(span, "x" * 30, "0" * 12)


def coding(start: int, end: int, code: str = "a", coder: str = "kim", source: str = "P1") -> Coding:
    return Coding("id", coder, source, code, Span(start, end), anchor(Span(start, end)))


def rejection(start: int, end: int, code: str = "a", coder: str = "kim", source: str = "P1") -> Rejection:
    return Rejection("id", coder, source, code, Span(start, end), ("keyword:k",))


def left(*decisions: Coding | Rejection) -> tuple[list[str], int, int]:
    study = Project(
        codings=tuple(d for d in decisions if isinstance(d, Coding)),
        rejections=tuple(d for d in decisions if isinstance(d, Rejection)),
    )
    result = waiting([ONE], study, "kim")
    return [e.keyword for s in result.suggestions for e in s.evidence], result.rejected, result.coded


def test_a_rejected_hit_never_returns_and_the_sentence_stays_for_another() -> None:
    assert left(rejection(4, 6)) == (["l"], 1, 0)
    assert left(rejection(0, 30)) == ([], 2, 0)
    assert left(rejection(5, 10)) == (["k", "l"], 0, 0)


def test_a_segment_whose_hits_all_carry_the_code_is_not_suggested() -> None:
    assert left(coding(0, 30)) == ([], 0, 1)
    assert left(coding(0, 6)) == (["k", "l"], 0, 0)
    assert left(coding(3, 4), coding(14, 20)) == ([], 0, 1)
    assert left(coding(14, 20), rejection(2, 5)) == ([], 1, 1)


@pytest.mark.parametrize("other", [{"code": "b"}, {"coder": "lee"}, {"source": "P2"}])
def test_what_others_decided_or_about_something_else_changes_nothing(other: dict[str, str]) -> None:
    assert left(coding(0, 30, **other), rejection(0, 30, **other)) == (["k", "l"], 0, 0)


def test_decisions_that_are_adrift_settle_nothing() -> None:
    adrift = replace(coding(0, 30), span=None), replace(rejection(0, 30), span=None)
    assert left(*adrift) == (["k", "l"], 0, 0)
