"""Anchors, evidence, and what a project derives from decisions."""

from __future__ import annotations

from qualcode.model.case import Case
from qualcode.model.codebook import Code, Codebook
from qualcode.model.coding import CONTEXT, Anchor, Coding, Done, Evidence, Memo, Rejection, Suggestion
from qualcode.model.diagnostic import Location
from qualcode.model.project import Project, Settings
from qualcode.model.source import Speaker, make_source
from qualcode.model.text import Span

ANCHOR = Anchor(0, 2, "예산", "", "", "v")


def coding(coder: str, code: str) -> Coding:
    return Coding("id", coder, "P03", code, Span(0, 2), ANCHOR)


def test_an_anchor_keeps_the_words_and_what_stands_around_them() -> None:
    text = "가" * 40 + "예산" + "나" * 40
    anchor = Anchor.at(Span(40, 42), text, "c74a2d6341dd")
    assert anchor == Anchor(40, 42, "예산", "가" * CONTEXT, "나" * CONTEXT, "c74a2d6341dd")


def test_an_anchor_at_the_ends_of_a_text_keeps_what_there_is() -> None:
    assert Anchor.at(Span(0, 2), "예산이", "v") == Anchor(0, 2, "예산", "", "이", "v")
    assert Anchor.at(Span(1, 3), "예산이", "v").prefix == "예"


def test_where_a_value_was_read_is_no_part_of_it() -> None:
    here, there = Location("a", 1), Location("b", 2)
    assert Case("P03", where=here) == Case("P03", where=there)
    assert "where" not in repr(Case("P03", where=here))
    assert str(here) == "a:1:1"


def test_a_suggestion_names_its_rules_once_each() -> None:
    hits = (Evidence("예산", "lemma", 0, 2), Evidence("구청", "lemma", 5, 7), Evidence("예산", "lemma", 9, 11))
    assert Suggestion("a", "P03", Span(0, 11), "", hits).by == ("keyword:예산", "keyword:구청")
    assert hits[1].span == Span(5, 7)


def test_a_cell_with_semicolons_holds_several_values() -> None:
    case = Case("P03", {"district": "강북구; 노원구;; 강북구 ;", "role": "참여자"})
    assert case.values("district") == ("강북구", "노원구")
    assert case.values("role") == ("참여자",)
    assert case.values("age") == ()


def test_attributes_come_in_the_order_of_first_use() -> None:
    cases = {"1": Case("1", {"role": "x"}), "2": Case("2", {"district": "y", "role": "z"})}
    assert Project(cases=cases).attributes == ("role", "district")


def test_coders_are_all_who_decided_anything() -> None:
    project = Project(
        codings=(coding("lee", "a"),),
        rejections=(Rejection("r", "kim", "P03", "a", None, ()),),
        memos=(Memo("m", "a", "", "choi"), Memo("n", "a", "")),
        done=(Done("d", "park", "P03", "v"),),
    )
    assert project.coders == ("choi", "kim", "lee", "park")


def test_codes_that_only_codings_use_are_provisional() -> None:
    project = Project(codebook=Codebook("", (Code("a"),)), codings=(coding("kim", "c"), coding("kim", "a"), coding("kim", "b")))
    assert project.provisional == (Code("b"), Code("c"))


def test_the_words_of_roles_that_are_excluded_are_no_evidence() -> None:
    speakers = {"Q": Speaker("Q", "interviewer"), "P03": Speaker("P03", "respondent")}
    source = make_source("P03", "Q: 왜요?\n\nP03: 그냥요.\n\n?: 음\n", speakers)
    assert [Project().is_evidence(source, t) for t in source.turns] == [False, True, True]
    assert Project(Settings(exclude=("respondent",))).is_evidence(source, source.turns[0])
