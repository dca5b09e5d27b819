"""The rules of ``check``: each once red and once green."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcode.model.case import Case
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.coding import Anchor, Coding
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error, note, warning
from qualcode.model.project import Project, Settings
from qualcode.model.source import Source, Speaker, make_source
from qualcode.model.text import Span
from qualcode.rules import RULES, check, codings_adrift, codings_without_source, nearest


def at(line: int) -> Location:
    return Location("codebook.yaml", line)


def book(*codes: Code) -> Project:
    return Project(codebook=Codebook("", codes))


def told(project: Project, rule: str) -> list[str]:
    return [d.message for d in check(project) if d.rule == rule]


def one(project: Project, rule: str) -> Diagnostic:
    (found,) = [d for d in check(project) if d.rule == rule]
    return found


def coding(id_: str, code: str, start: int, end: int, coder: str = "kim", source: str = "P03") -> Coding:  # noqa: PLR0913, PLR0917 - a coding has as many parts
    where = Location(f"codings/{coder}/{source}.jsonl", int(id_))
    return Coding(id_, coder, source, code, Span(start, end), Anchor(start, end, "", "", "", ""), where=where)


def test_ids_used_twice() -> None:
    red = book(Code("a", where=at(2)), Code("b", codes=(Code("a", where=at(5)), Code("a", where=at(7)))))
    assert told(red, "QC112") == ["the id 'a' is used twice (first in line 2)"] * 2
    assert [d.where for d in check(red) if d.rule == "QC112"] == [at(5), at(7)]
    assert told(book(Code("a"), Code("a")), "QC112") == ["the id 'a' is used twice (first in line 0)"]
    assert told(book(Code("a"), Code("A"), Code("b")), "QC112") == []


def test_old_ids_that_are_in_use_or_claimed_twice() -> None:
    red = book(Code("a", was=("b",)), Code("b"), Code("c", was=("x", "y")), Code("d", was=("x",)))
    assert told(red, "QC113") == [
        "'b' is said to be an old name of 'a', but is a code itself",
        "'x' is an old name of 'c' and of 'd'",
    ]
    assert told(book(Code("a", was=("b", "c")), Code("d")), "QC113") == []


def test_dots_that_disagree_with_the_tree() -> None:
    red = book(Code("a", codes=(Code("b"), Code("x.c"), Code("a.d", codes=(Code("a.e"),)))), Code("f.g"))
    found = [d for d in check(red) if d.rule == "QC114"]
    assert [(d.message, d.help) for d in found] == [
        ("the id 'b' stands under 'a'", "an id repeats its theme: a.b"),
        ("the id 'x.c' stands under 'a'", "an id repeats its theme: a.c"),
        ("the id 'a.e' stands under 'a.d'", "an id repeats its theme: a.d.e"),
        ("the id 'f.g' stands at the top", "an id repeats its theme: g"),
    ]
    assert told(book(Code("주민", codes=(Code("주민.가", codes=(Code("주민.가.나"),)),)), Code("b")), "QC114") == []


def test_splits_into_codes_that_are_not_there() -> None:
    red = book(Code("a", split=("trust", "trusd")), Code("trust", label={"ko": "신뢰"}))
    found = one(red, "QC115")
    assert found.message == "'a' is split into 'trusd', which is no code"
    assert found.help == "Did you mean trust (신뢰)?"
    assert told(book(Code("a", split=("b",)), Code("b")), "QC115") == []


def test_a_keyword_of_two_codes() -> None:
    red = book(Code("a", keywords=(Keyword("Budget"), Keyword("전등"))), Code("b", keywords=(Keyword("budget", where=at(9)),)))
    assert one(red, "QC121").message == "the keyword 'budget' stands at 'a' too"
    assert one(red, "QC121").where == at(9)
    assert told(book(Code("a", keywords=(Keyword("전등"), Keyword("전등"))), Code("b", keywords=(Keyword("예산"),))), "QC121") == []


def labelled(text: str, *speakers: Speaker) -> Project:
    return Project(sources={"P03": make_source("P03", text, {s.label: s for s in speakers}, path="transcripts/P03.txt")})


def test_a_text_in_which_nobody_speaks() -> None:
    found = one(labelled("가: 나\n"), "QC032")
    assert (found.severity, found.message, found.where) == (
        Severity.ERROR,
        "no turn was found: no line begins with a declared label",
        Location("transcripts/P03.txt"),
    )
    assert found.help == "qualcode import finds speakers; or declare them in transcripts/P03.yaml"
    assert told(labelled("#: 제목\n", Speaker("P03")), "QC032") != []
    assert told(labelled("?: 네\n"), "QC032") == []


def test_a_label_that_recurs_and_is_not_declared_is_told_at_its_first_line() -> None:
    found = one(labelled("P03: 가\nP04: 나\n참고: 한 번\nP 3: 다\nP04: 라\nP 3: 마\n", Speaker("P03", aliases=("P 3",))), "QC033")
    assert (found.severity, str(found.where)) == (Severity.WARNING, "transcripts/P03.txt:2:1")
    assert found.message == "'P04' begins 2 lines and is not declared as a speaker; its lines belong to the turn before"
    assert found.help == "declare it in transcripts/P03.yaml if it is one"
    assert told(labelled("P03: 가\n참고: 한 번\n"), "QC033") == []


@pytest.mark.parametrize("line", ["P03:네", "P03：네", "P03 ： 네", "P03 [오후]: 네", "P03 [00:10]:네", "P 3:네"])
def test_a_line_that_is_nearly_a_turn_is_told(line: str) -> None:
    found = one(labelled(f"P03: 가\n\n{line}\nP03: 끝\nP03 말: P03:\n", Speaker("P03", aliases=("P 3",))), "QC035")
    assert (found.severity, str(found.where)) == (Severity.WARNING, "transcripts/P03.txt:3:1")
    assert told(labelled(f"{line}\n"), "QC035") == []


def test_what_labels_leave_open_comes_with_what_reading_found() -> None:
    """At one place the findings of reading come first, then those of labels in the order of their numbers, then the others."""
    read = note("QC031", "x", Location("transcripts/P03.txt"))
    lost = Coding("1", "kim", "P03", "a", None, Anchor(0, 2, "예산", "", "", ""))
    project = replace(labelled("P05 [오후]: 네\nP05 [오후]: 네\n", Speaker("P05")), diagnostics=(read,), codings=(lost,))
    first = [d.rule for d in check(project) if d.where and (d.where.path, d.where.line) == ("transcripts/P03.txt", 1)]
    assert first == ["QC031", "QC032", "QC033", "QC035", "QC201"]


def test_roles_that_are_none() -> None:
    source = make_source("P03", "P03: 가\n", {"P03": Speaker("P03", "respondant")}, path="transcripts/P03.txt")
    found = one(Project(sources={"P03": source}), "QC034")
    assert found.message == "'P03' has the role 'respondant'"
    assert found.where == Location("transcripts/P03.yaml")
    assert found.help == "roles are: interviewer, respondent, moderator, group, system, unknown"
    green = make_source("P03", "P03: 가\n", {"P03": Speaker("P03", "group")})
    assert told(Project(sources={"P03": green}), "QC034") == []


def test_codes_that_say_not_what_they_mean() -> None:
    assert told(book(Code("a"), Code("b", brief="뜻"), Code("c", definition={"ko": "뜻"})), "QC302") == [
        "'a' has neither brief nor definition"
    ]
    assert one(book(Code("a")), "QC302").severity is Severity.NOTE


def adrift(id_: str, words: str, nearest: Span | None = None, *, ambiguous: bool = False) -> Coding:
    anchor = Anchor(0, len(words), words, "", "", "")
    where = Location("codings/kim/P03.jsonl", int(id_))
    return Coding(id_, "kim", "P03", "a", None, anchor, nearest=nearest, ambiguous=ambiguous, where=where)


def test_codings_that_do_not_find_their_words() -> None:
    source = make_source("P03", "P03: 가\n\nP03: 예산이 끊겨요.\n", {"P03": Speaker("P03")}, path="transcripts/P03.txt")
    start = source.text.index("예산")
    codings = (adrift("1", "없는 말"), adrift("2", "가" * 61, Span(start, start + 6)), adrift("3", "가", Span(5, 5), ambiguous=True))
    nowhere, twice, near = [d for d in check(Project(sources={"P03": source}, codings=codings)) if d.rule == "QC201"]
    assert nowhere.message == "this coding no longer finds its words (kim, a, codings/kim/P03.jsonl:1:1)"
    assert nowhere.where == Location("transcripts/P03.txt")
    assert nowhere.help == 'the coded words were "없는 말"; put them right: qualcode apply --from FILE, op move, of 1'
    assert twice.message.startswith("this coding finds its words in more than one place (kim, a, ")
    assert twice.where == Location("transcripts/P03.txt", 1, 6, 1)
    assert near.where == Location("transcripts/P03.txt", 3, 6, 6)
    assert f'"{"가" * 60}…"' in (near.help or "")
    assert told(Project(sources={"P03": source}, codings=(coding("1", "a", start, start + 2),)), "QC201") == []


def test_codings_of_sources_that_are_not_there() -> None:
    codings = (
        coding("1", "a", 0, 1, source="P09"),
        coding("2", "a", 0, 1, source="P09"),
        coding("3", "a", 0, 1, "lee", "P08"),
        adrift("4", "x"),
    )
    source = make_source("P03", "P03: 가\n", {"P03": Speaker("P03")})
    project = Project(sources={"P03": source}, codings=codings)
    assert told(project, "QC205") == [
        "codings of kim are of a source that is not in the study: P09",
        "codings of lee are of a source that is not in the study: P08",
    ]
    assert next(d.where for d in check(project) if d.rule == "QC205") == Location("codings/kim/P09.jsonl", 1)
    assert len(told(project, "QC201")) == 1


def test_codings_with_codes_the_codebook_does_not_hold() -> None:
    project = Project(
        codebook=Codebook("", (Code("community.trust", label={"ko": "신뢰", "en": "Trust"}),)),
        codings=(
            coding("1", "community.trusd", 0, 2),
            coding("2", "community.trusd", 3, 4),
            coding("3", "새 코드", 0, 1),
            coding("4", "community.trust", 0, 1),
        ),
    )
    first, second = [d for d in check(project) if d.rule == "QC301"]
    assert first.message == "2 codings use 'community.trusd', which is not in the codebook"
    assert first.help == "Did you mean community.trust (신뢰 · Trust)? qualcode codebook adopt community.trusd writes it into the codebook"
    assert first.where == Location("codings/kim/P03.jsonl", 1)
    assert second.help == "qualcode codebook adopt 새 코드 writes it into the codebook"


def test_codings_of_a_split_code_wait_for_a_person() -> None:
    codes = (Code("a", split=("b", "c")), Code("b"), Code("c"))
    project = Project(codebook=Codebook("", codes), codings=(coding("1", "a", 0, 1), coding("2", "a", 3, 4), coding("3", "b", 0, 1)))
    assert told(project, "QC303") == ["2 codings of 'a', which was split into b, c, wait for a person"]
    assert told(Project(codebook=Codebook("", codes), codings=(coding("3", "b", 0, 1),)), "QC303") == []


def test_codings_with_a_retired_code() -> None:
    codes = (Code("a", retired=True), Code("b", retired=True), Code("c"))
    project = Project(codebook=Codebook("", codes), codings=(coding("1", "a", 0, 1), coding("2", "c", 0, 1)))
    assert told(project, "QC304") == ["1 codings have the retired code 'a'"]


EXCLUSIVE = Codebook("", (Code("t", exclusive=True, codes=(Code("t.a"), Code("t.b"), Code("t.c"))), Code("u")))


@pytest.mark.parametrize(
    ("codings", "pairs"),
    [
        ([("t.a", 0, 10), ("t.b", 5, 15)], ["'t.a' and 't.b'"]),
        ([("t.a", 0, 10), ("t.a", 2, 3), ("t.b", 8, 9)], ["'t.a' and 't.b'"]),
        ([("t.a", 0, 100), ("t.a", 10, 20), ("t.b", 30, 40), ("t.c", 50, 60)], ["'t.a' and 't.b'", "'t.a' and 't.c'"]),
        ([("t.b", 5, 15), ("t.a", 0, 10)], ["'t.a' and 't.b'"]),
        ([("t.a", 0, 5), ("t.b", 5, 10)], []),
        ([("t.a", 0, 5), ("t.a", 3, 10)], []),
        ([("t.a", 0, 10), ("u", 5, 15)], []),
    ],
)
def test_codes_that_exclude_each_other(codings: list[tuple[str, int, int]], pairs: list[str]) -> None:
    project = Project(codebook=EXCLUSIVE, codings=tuple(coding(str(i), *c) for i, c in enumerate(codings, 1)))
    assert told(project, "QC305") == [f"{p} overlap (kim), but 't' is exclusive" for p in pairs]


def test_exclusive_codes_of_two_coders_two_sources_or_adrift_are_no_clash() -> None:
    adrift = Coding("4", "kim", "P03", "t.b", None, Anchor(0, 10, "", "", "", ""))
    project = Project(
        codebook=EXCLUSIVE,
        codings=(coding("1", "t.a", 0, 10), coding("2", "t.b", 0, 10, "lee"), coding("3", "t.b", 0, 10, source="P04"), adrift),
    )
    assert told(project, "QC305") == []


def test_an_exclusive_clash_is_told_at_the_later_coding_with_the_way_back() -> None:
    project = Project(codebook=EXCLUSIVE, codings=(coding("1", "t.a", 0, 10), coding("2", "t.b", 5, 15)))
    assert one(project, "QC305").where == Location("codings/kim/P03.jsonl", 2)
    assert one(project, "QC305").help == "take one back: qualcode undo 2"


def transcript(case: str | None, **cases: str | None) -> Source:
    speakers = {"Q": Speaker("Q", "interviewer")} | {label: Speaker(label, "respondent", c) for label, c in cases.items()}
    text = "\n".join(f"{label}: 말" for label in speakers)
    return make_source("P03", text, speakers, case=case, path="transcripts/P03.txt")


def test_words_of_no_case_and_cases_without_a_row() -> None:
    red = Project(sources={"P03": transcript(None, A=None, B="노원")}, cases={"강북": Case("강북")})
    assert one(red, "QC310").message == "P03 has words of no case: no matrix by cases can count them"
    assert one(red, "QC310").where == Location("transcripts/P03.yaml")
    assert one(red, "QC311").message == "the case '노원' (P03) has no row in cases.csv"
    assert one(red, "QC311").severity is Severity.NOTE
    green = Project(sources={"P03": transcript(None, A="강북")}, cases={"강북": Case("강북")})
    assert told(green, "QC310") == told(green, "QC311") == []
    asked = Project(sources={"P03": transcript(None)})
    assert told(asked, "QC310") == []
    everybody = Project(settings=Settings(exclude=()), sources={"P03": transcript(None)})
    assert told(everybody, "QC310") != []


def test_findings_come_in_the_order_of_places_with_those_of_loading() -> None:
    loaded = (error("QC101", "x", at(9)), warning("QC109", "y"), note("QC031", "z", Location("a.txt")))
    project = Project(codebook=Codebook("", (Code("a", where=at(5)), Code("a", where=at(10)))), diagnostics=loaded)
    assert [(d.rule, d.severity.value) for d in check(project)] == [
        ("QC109", "warning"),
        ("QC031", "note"),
        ("QC302", "note"),
        ("QC101", "error"),
        ("QC112", "error"),
        ("QC302", "note"),
    ]


def test_only_the_rules_that_are_asked_for_run() -> None:
    assert check(book(Code("a")), rules=()) == ()
    assert check(Project()) == ()
    assert len(set(RULES)) == len(RULES)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("자원연게", "Did you mean 영향.자원연계 (자원연계 · Linked resources)?"),
        ("Linked resource", "Did you mean 영향.자원연계 (자원연계 · Linked resources)?"),
        ("pridee", "Did you mean pride (pride)?"),
        ("zzz", ""),
    ],
)
def test_a_mistyped_code_is_answered_with_the_nearest(typed: str, said: str) -> None:
    project = book(Code("영향.자원연계", label={"ko": "자원연계", "en": "Linked resources"}), Code("pride"))
    assert nearest(project, typed) == said


def test_a_coding_adrift_is_listed_with_the_nearest_words() -> None:
    source = make_source(
        "P03", "P03: 예산이 해마다 끊겨요.\n", {"P03": Speaker("P03", "respondent")}, case="P03", path="transcripts/P03.txt"
    )
    anchor = Anchor(5, 20, "예산이 일 년 단위로 끊기니까", "", "", "old")
    lost = Coding("id1", "kim", "P03", "task", None, anchor, nearest=Span(5, 15))
    torn = replace(lost, id="id2", nearest=None, ambiguous=True)
    found = list(codings_adrift(Project(sources={"P03": source}, codings=(lost, torn))))
    assert [(d.rule, d.severity, str(d.where)) for d in found] == [
        ("QC201", Severity.ERROR, "transcripts/P03.txt:1:6"),
        ("QC201", Severity.ERROR, "transcripts/P03.txt:1:1"),
    ]
    assert "no longer finds its words (kim, task" in found[0].message
    assert "more than one place" in found[1].message
    assert "예산이 일 년 단위로 끊기니까" in (found[0].help or "")
    assert not list(codings_adrift(Project(sources={"P03": source}, codings=(replace(lost, span=Span(5, 9)),))))


def test_codings_of_a_source_that_is_gone_are_said_once_a_log() -> None:
    anchor = Anchor(0, 2, "ab", "", "", "old")
    codings = tuple(Coding(f"id{i}", coder, "P99", "task", None, anchor) for i, coder in enumerate(("kim", "kim", "lee")))
    project = Project(codings=codings)
    assert [d.rule for d in codings_without_source(project)] == ["QC205", "QC205"]
    assert not list(codings_adrift(project))
