"""From hits to suggestions, and what a coder has settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode.files.layout import Layout
from qualcode.match import engine
from qualcode.match.compile import Matcher, compile_plan
from qualcode.match.plan import plan
from qualcode.match.suggest import Proposals, Study, propose, waiting
from qualcode.model.address import address_of
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.coding import Anchor, Coding, Evidence, Rejection, Suggestion
from qualcode.model.project import Project, Settings
from qualcode.model.source import Speaker, make_source
from qualcode.model.text import Span
from qualcode.session import analysed, open_study
from qualcode.session.analysed import WORDS, WRITTEN, document, passing_analysis
from qualcode.session.study import Session
from qualcode.session.suggesting import proposals, queue
from studies import make_study

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


def project(unit: str = "sentence", codes: Sequence[Code] = CODES, text: str = TEXT, **more: Any) -> Project:  # noqa: ANN401 - fields of a project
    settings = Settings(unit="turn" if unit == "turn" else "sentence")
    return Project(settings, Codebook("", tuple(codes)), sources={"P1": make_source("P1", text, SPEAKERS)}, **more)


def suggested(study: Project) -> Proposals:
    """Propose as a session does, over analysis that is kept nowhere."""
    analysis = passing_analysis()
    sources = list(study.sources.values())
    documents = [document(source) for source in sources]
    for layer in (WORDS, WRITTEN):
        analysis.ensure(documents, layer)
    planned = plan(study.codebook.tree(), study.codebook.by_id)
    assert planned.unreadable == []
    matcher = compile_plan(planned, analysis.store)
    [(_, texts)] = analysis.chunks(documents, written=True)
    chunk, hits, given_up = engine.find(matcher, texts)
    assert given_up == []
    return propose(Study.of(study), matcher, sources, chunk, hits)


def suggest(keyword: str | Keyword, text: str, *, unit: str = "sentence", codes: Sequence[Code] = ()) -> list[str]:
    """Give the segments that one keyword proposes in what P1 says."""
    one = keyword if isinstance(keyword, Keyword) else Keyword(keyword)
    study = project(unit, (Code(id="k", keywords=(one,)), *codes), f"P1: {text}\n")
    return [s.exact for s in suggested(study) if s.code == "k"]


def test_one_suggestion_a_code_and_sentence_in_text_order_then_codebook_order() -> None:
    found = list(suggested(project()))
    assert [(s.code, s.exact) for s in found] == [
        ("b", "We learn to repair lamps."),
        ("a", "We learn to repair lamps."),
        ("b", "I repair."),
        ("a", "And we learn."),
        ("c", "We keep a social\neconomy going!"),
    ]
    assert all(TEXT[s.span.start : s.span.end] == s.exact for s in found)


def test_evidence_names_the_words_in_the_source() -> None:
    first, *_, last = suggested(project())
    assert [(e.keyword, TEXT[e.start : e.end]) for e in first.evidence] == [("repair lamps", "repair lamps"), ("repair", "repair")]
    assert [TEXT[e.start : e.end] for e in last.evidence] == ["social\neconomy", "social", "going"]
    assert last.by == ("keyword:social economy", "keyword:social", "keyword:going")
    assert {e.tier for e in last.evidence} == {"word"}
    assert suggested(project()).suggestion(0) == first


def test_the_interviewers_words_are_left_out_and_counted_by_keyword() -> None:
    found = suggested(project())
    assert {e.keyword: int(n) for e, n in zip(found.matcher.entries, found.left_out, strict=True) if n} == {"repair": 1, "learn": 1}
    everybody = suggested(replace(project(), settings=Settings(exclude=())))
    assert int(everybody.left_out.sum()) == 0
    assert next(iter(everybody)).exact == "Did you learn to repair?"


def test_a_keyword_may_have_roles_of_its_own() -> None:
    own = Code(id="q", keywords=(Keyword("learn", roles=("interviewer",)), Keyword("repair")))
    found = suggested(project(codes=[own]))
    assert [(s.exact, [e.keyword for e in s.evidence]) for s in found] == [
        ("Did you learn to repair?", ["learn"]),
        ("We learn to repair lamps.", ["repair"]),
        ("I repair.", ["repair"]),
    ]
    assert found.left_out.tolist() == [2, 1]


def test_a_turn_can_be_the_unit() -> None:
    found = list(suggested(project("turn")))
    assert [s.code for s in found] == ["b", "a", "c"]
    assert {s.exact for s in found} == {TEXT[TEXT.index("We learn") : TEXT.index(" No") + 3]}
    assert len(found[0].evidence) == 3


@pytest.mark.parametrize(
    ("keyword", "segments"),
    [
        ("lamp | cost", ["We buy lamps."]),
        ("lamp AND buy", ["We buy lamps."]),
        ("lamp AND sell", []),
        (Keyword("lamp AND sell", scope="turn"), ["We buy lamps. You wait. They sell chairs, and sell tables."]),
        (Keyword("lamp AND wait", scope="turn"), ["We buy lamps. You wait."]),
        ("sell NOT chair", []),
        ("sell NOT lamp", ["They sell chairs, and sell tables."]),
        (Keyword("sell NOT lamp", scope="turn"), []),
        ("sell NEAR/1 chair", ["They sell chairs, and sell tables."]),
        ("they NEAR/3 table", []),
        ("they NEAR/5 table", ["They sell chairs, and sell tables."]),
        ("chair SEQ/5 they", []),
        ("chair NEAR/5 they", ["They sell chairs, and sell tables."]),
        ("lamp SEQ/5 wait", []),
        ("(sell | buy) SEQ/1 (chair | lamp)", ["We buy lamps.", "They sell chairs, and sell tables."]),
        ("/c\\w+s/", ["They sell chairs, and sell tables."]),
        ("/LAMPS. you/i", ["We buy lamps. You wait."]),
        ("cha*", ["They sell chairs, and sell tables."]),
        ('"sell"', ["They sell chairs, and sell tables."]),
        (Keyword("sell", not_=("sell chairs",)), ["They sell chairs, and sell tables."]),
        (Keyword("sell", not_=("sell chairs", "sell tables")), []),
        (Keyword("lamp", not_=("buy lamps",)), []),
        ("<other>", ["You wait."]),
        ("<other> | lamp", ["We buy lamps.", "You wait."]),
    ],
)
def test_ways_of_asking(keyword: str | Keyword, segments: list[str]) -> None:
    other = Code(id="other", keywords=(Keyword("wait"), Keyword("sing")))
    assert suggest(keyword, "We buy lamps. You wait. They sell chairs, and sell tables.", codes=[other]) == segments


def test_what_is_taken_out_is_no_evidence_and_the_rest_is() -> None:
    study = project(codes=[Code(id="k", keywords=(Keyword("learn", not_=("learn to repair",)),))])
    assert [[TEXT[e.start : e.end] for e in s.evidence] for s in suggested(study)] == [["learn"]]


def test_combined_words_are_all_evidence_of_their_keyword() -> None:
    study = project(codes=[Code(id="k", keywords=(Keyword("learn AND repair NOT chair"),))])
    assert [[TEXT[e.start : e.end] for e in s.evidence] for s in suggested(study)] == [["learn", "repair"]]


def test_runs_of_sentences_that_overlap_become_one_suggestion() -> None:
    both = Code(id="k", keywords=(Keyword("lamp AND wait", scope="turn"), Keyword("wait AND chair", scope="turn"), Keyword("end")))
    study = project(codes=[both], text="P1: We buy lamps. You wait. They sell chairs. The end.\n")
    found = list(suggested(study))
    assert [(s.exact, len(s.evidence)) for s in found] == [("We buy lamps. You wait. They sell chairs.", 4), ("The end.", 1)]
    assert suggested(study).addresses() == ["P1:1", "P1:1.4"]


def circle(*links: tuple[str, str]) -> list[str]:
    codes = [Code(id=a, keywords=(Keyword(f"<{b}>"),)) for a, b in links]
    planned = plan(codes, {code.id: code for code in codes})
    return [unreadable.problem.message for unreadable in planned.unreadable]


def test_a_circle_of_references_is_told_and_not_followed() -> None:
    assert circle(("a", "a")) == ["<a> leads back to itself: a > a"]
    assert [message.split(": ")[1] for message in circle(("a", "b"), ("b", "a"))] == ["a > b > a", "b > a > b"]
    assert circle(("a", "b")) == ["no code 'b'"]


def test_marks_are_no_evidence_and_times_are_none() -> None:
    assert suggest("laugh | 10", "We [laugh] at 10:30 (laughs). I said 10. They laugh.") == ["I said 10.", "They laugh."]


def test_denied_hits_are_kept_and_flagged() -> None:
    study = project(codes=[Code(id="k", keywords=(Keyword("trust"),))], text="P1: There was no trust. Trust grew.\n")
    assert [[e.negated for e in s.evidence] for s in suggested(study)] == [[True], [False]]


def test_a_study_without_sources_has_no_suggestions() -> None:
    study = replace(project(), sources={})
    matcher = compile_plan(plan(CODES), passing_analysis().store)
    chunk, hits, _ = engine.find(matcher, [])
    assert list(propose(Study.of(study), matcher, [], chunk, hits)) == []


def same(one: Proposals, other: Proposals) -> bool:
    columns = ("source", "code", "start", "end", "turn", "sentence", "firsts", "tier", "hit_start", "hit_end", "negated", "left_out")
    assert [s.id for s in one.sources] == [s.id for s in other.sources]
    return list(one) == list(other) and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)


@pytest.fixture(params=["invented", "school", "cities"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Session:
    if request.param == "invented":
        return open_study(make_study(tmp_path / "study").root, "kim")
    return open_study(request.getfixturevalue(request.param), "kim")


def test_addresses_are_those_that_people_type(session: Session) -> None:
    found, _ = proposals(session)
    assert len(found) >= 4
    assert found.addresses() == [address_of(session.project.sources[s.source], s.span) for s in found]


def test_chunks_change_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = proposals(session)
    for size in (1, 20_000):
        monkeypatch.setattr(analysed, "CHUNK", size)
        assert same(proposals(session)[0], whole)


def test_the_same_study_gives_the_same_suggestions_with_and_without_its_cache(session: Session) -> None:
    first, _ = proposals(session)
    again, _ = proposals(session)
    (Layout(session.layout.root).derived / "units.sqlite").unlink()
    anew, _ = proposals(session)
    assert same(first, again)
    assert same(first, anew)


def test_asking_for_some_sources_gives_what_all_give_there(session: Session) -> None:
    every = list(proposals(session)[0])
    for id_ in list(session.project.sources)[:3]:
        assert list(proposals(session, [id_])[0]) == [s for s in every if s.source == id_]
    assert list(proposals(session, [])[0]) == []


def test_the_queue_holds_no_words_that_were_decided(school: Path) -> None:
    session = open_study(school, "kim")
    left = queue(session)
    assert left.rejected > 0
    assert left.coded > 0
    rejected: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for no in session.project.rejections:
        if no.coder == "kim" and no.span:
            rejected[no.source, no.code].append(no.span)
    assert rejected
    for one in left.suggestions:
        assert not any(e.span.overlaps(span) for e in one.evidence for span in rejected[one.source, one.code])
    assert sum(left.by_source().values()) == len(left)


EVIDENCE = (Evidence("k", "word", 2, 5, negated=False), Evidence("l", "word", 10, 15, negated=False))


def one_proposal() -> Proposals:
    """Make one suggestion of code a in P1, with two hits."""

    def ints(*numbers: int) -> Any:  # noqa: ANN401 - numpy's own
        return np.array(numbers, np.int32)

    matcher: Matcher = compile_plan(plan([Code(id="a", keywords=(Keyword("k"), Keyword("l")))]), passing_analysis().store)
    source = make_source("P1", "x" * 30, {})
    spans = ints(2, 10), ints(5, 15), np.zeros(2, np.bool_)
    tier = ints(*[engine.TIERS.index("word")] * 2)
    return Proposals((source,), ("a",), matcher, ints(0), ints(0), ints(0), ints(30), ints(1), ints(0), ints(0, 2), ints(0, 1), tier,
                     *spans, ints(0, 0))  # fmt: skip


def test_proposals_are_suggestions() -> None:
    assert list(one_proposal()) == [Suggestion("a", "P1", Span(0, 30), "x" * 30, EVIDENCE)]


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
    result = waiting(one_proposal(), study, "kim")
    return [e.keyword for s in result.proposals for e in s.evidence], result.rejected, result.coded


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
