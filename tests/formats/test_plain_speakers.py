"""Roles of speakers as the reader proposes them, how it says that they are a guess, and the languages of a talk."""

from __future__ import annotations

import pytest

from qualcode.formats.plain import read_text
from qualcode.formats.plain.speakers import guess_speakers, habits, languages_of
from qualcode.model.diagnostic import Severity
from qualcode.model.source import Speech, parse_turns
from support import SAMPLES as STUDIES
from turns import SAMPLES, gold_rows


def roles(speeches: list[Speech], cut: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    speakers, found = guess_speakers(speeches, cut, "a.txt")
    return {s.label: s.role for s in speakers}, [d.message for d in found if d.rule == "QC054"]


def said(*turns: tuple[str, str]) -> list[Speech]:
    return [Speech(who, text) for who, text in turns]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Q", "A"),
        ("문", "답"),
        ("질문자", "응답자"),
        ("Interviewer", "P1"),
        ("I", "P1"),
        ("I", "R"),
        ("인터뷰어", "인터뷰이"),
        ("연구자 ㄱ", "참여자 F"),
    ],
)
def test_labels_that_say_a_role(asks: str, answers: str) -> None:
    proposed, guesses = roles(said((asks, "그렇군요."), (answers, "왜요?"), (asks, "네."), (answers, "네?")))
    assert proposed == {asks: "interviewer", answers: "respondent"}
    assert guesses == []


def test_a_single_letter_without_its_counterpart_is_an_initial() -> None:
    proposed, _ = roles(said(("A", "Why did you come?"), ("B", "Because."), ("A", "Was it good?"), ("B", "Very good indeed.")))
    assert proposed == {"A": "interviewer", "B": "respondent"}
    assert roles(said(("I", "Yes."), ("J", "No.")) * 2)[0]["I"] == "respondent"


def test_other_roles() -> None:
    speeches = said(
        ("Moderator", "So?"), ("Bea", "Yes."), ("Carlos", "No."), ("Everyone", "Ha!"), ("Bea and Carlos", "Us!"), ("Recording", "Beep.")
    )
    proposed, _ = roles([*speeches, Speech("Unknown Speaker", "Hm?")])
    assert proposed == {
        "Moderator": "moderator", "Bea": "respondent", "Carlos": "respondent", "Everyone": "group",
        "Bea and Carlos": "group", "Recording": "system", "Unknown Speaker": "unknown",
    }  # fmt: skip


def test_the_lines_before_the_talk_name_the_interviewer() -> None:
    speeches = said(("Petra Lindqvist", "Yes."), ("Tom", "No?")) * 3
    proposed, guesses = roles(speeches, ("The interviewer is Petra Lindqvist.",))
    assert (proposed, guesses) == ({"Petra Lindqvist": "interviewer", "Tom": "respondent"}, [])
    assert roles(said(("오세린", "네."), ("이수안", "네?")) * 3, ("면담자: 오세린, 한규민",))[0]["오세린"] == "interviewer"
    assert roles(said(("오세린", "네."), ("이수안", "네.")) * 3, ("참여자: 오세린",))[0]["오세린"] == "respondent"


def test_who_asks_opens_and_is_brief_is_proposed_and_said_to_be_a_guess() -> None:
    speeches = said(("참석자 1", "왜 오셨나요"), ("참석자 2", "동네에서 뭔가 해 보고 싶어서 왔어요")) * 4
    speakers, found = guess_speakers(speeches, (), "a.txt")
    assert [(s.label, s.role) for s in speakers] == [("참석자 1", "interviewer"), ("참석자 2", "respondent")]
    (note,) = found
    assert (note.rule, note.severity) == ("QC054", Severity.NOTE)
    assert note.message == "'참석자 1' is taken as the interviewer, a guess: asks in 4 of 4 turns, opens the talk, is brief"
    assert note.help


def test_who_comes_first_is_no_interviewer_for_that() -> None:
    speeches = said(("참석자 1", "동네에서 뭔가 해 보고 싶어서 왔어요"), ("참석자 2", "왜 오셨나요")) * 4
    assert roles(speeches)[0] == {"참석자 1": "respondent", "참석자 2": "interviewer"}


def test_when_nobody_stands_out_that_is_said() -> None:
    proposed, guesses = roles(said(("Ann", "We came early."), ("Ben", "We came late."), ("Ben", "We left."), ("Ann", "We stayed on.")))
    assert set(proposed.values()) == {"respondent"}
    assert guesses == ["no interviewer was recognised; all speakers are taken as respondents"]


def test_who_opens_is_brief_and_seldom_asks_is_no_interviewer() -> None:
    brief, long = "We came early.", "We came late, and then we left again after a while."
    talk = said(
        ("Ann", "Why not?"), ("Ben", long), ("Ann", brief), ("Ben", long), ("Ann", brief), ("Ben", long), ("Ann", brief), ("Ben", long)
    )
    assert set(roles(talk)[0].values()) == {"respondent"}
    assert roles([*talk[:2] * 2, *talk[2:6]])[0]["Ann"] == "interviewer"
    both = (
        said(("Ann", "Why so?"), ("Ben", f"{long} And you?"), ("Ann", brief), ("Ben", f"{long} Did you?"), ("Ann", brief), ("Ben", long))
        * 2
    )
    assert set(roles(both)[0].values()) == {"respondent"}


def test_who_begins_and_ends_a_group_and_is_brief_leads_it_though_others_ask_more() -> None:
    others = said(
        ("Bea", "Is that what you did about it in the end, then?"),
        ("Tom", "We did that over many years."),
        ("Gus", "Is that so for you as well, in the end?"),
    )
    chair = said(("Lynne", "Welcome."), ("Lynne", "Any more?"), ("Lynne", "Go on."), ("Lynne", "Thanks."))
    talk = [s for c in chair[:3] for s in (c, *others)] + chair[3:]
    assert roles(talk)[0]["Lynne"] == "moderator"
    assert roles(talk[:-1])[0]["Lynne"] == "respondent"


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("okay and how did you come to the estate", "we had a room with my sister first and then we got the letter from the council"),
        ("you mentioned the hall when did you first go there", "it was the winter of the year when what we had was gone"),
        ("그 뒤로 어떻게 됐어요", "구청에서 공문이 왔는데 비우라고요 그래서 다들 놀랐죠"),
    ],
)
def test_questions_are_heard_in_speech_without_signs(asks: str, answers: str) -> None:
    turns = said(("Ann", "hello"), ("Ben", answers), ("Ann", asks), ("Ben", answers)) * 3
    assert roles(turns)[0] == {"Ann": "interviewer", "Ben": "respondent"}
    signs = [*turns, Speech("Ben", "So?")]
    assert habits(signs)["Ann"].asks == 0


def test_a_time_behind_a_question_does_not_hide_it() -> None:
    assert habits(said(("Ann", "Why? (00:01:10)"), ("Ann", "So. (00:01:12)")))["Ann"].asks == 1 / 2


@pytest.mark.parametrize("label", ["주민들", "Residents"])
def test_several_of_those_who_are_numbered_are_a_group(label: str) -> None:
    speeches = said(("사회자", "네?"), ("주민1", "네."), ("주민2", "아뇨."), ("Resident 1", "No."), (label, "Ha!"))
    assert roles(speeches)[0][label] == "group"
    assert roles(said(("사회자", "네?"), ("주민", "네."), ("James", "Ha!")))[0]["James"] == "respondent"


def test_how_many_of_them_came_names_no_moderator() -> None:
    speeches = said(("사회자", "네?"), ("주민1", "네."), ("주민4", "네."))
    assert roles(speeches, ("참석: 사회자 1명, 주민 4명",))[0]["주민4"] == "respondent"


def test_help_with_guesses_names_options_of_the_command() -> None:
    nobody = said(("Ann", "We came."), ("Ben", "We left."), ("Ben", "We left."), ("Ann", "We stayed."))
    somebody = said(("Ann", "Why?"), ("Ben", "We left early.")) * 2
    helps = [d.help or "" for talk in (nobody, somebody) for d in guess_speakers(talk, (), "a.txt")[1]]
    assert ["--interviewer NAME" in h for h in helps] == [True, True]
    assert "--role NAME=ROLE" in helps[1]


def test_one_speaker_alone_is_a_respondent() -> None:
    assert roles(said(("P1", "Why?")) * 3) == ({"P1": "respondent"}, [])


def test_from_four_talkers_on_the_one_who_asks_is_a_moderator() -> None:
    round_ = said(
        ("Dana", "What changed?"),
        ("Bea", "The street did change."),
        ("Tom", "The hall did change too."),
        ("Gus", "Nothing at all changed."),
    )
    assert roles(round_ * 3)[0]["Dana"] == "moderator"


def test_a_guest_with_few_turns_leads_no_talk() -> None:
    speeches = said(("Lynne", "Welcome, all of you, to this long evening."), ("Barry", "We did that over many years in many places.")) * 12
    proposed, _ = roles([*speeches, *said(("Janet", "Why?"), ("Janet", "How?"))])
    assert proposed["Janet"] == "respondent"


def test_a_slip_of_a_name_has_the_role_of_the_name() -> None:
    speeches = said(("Hannah Cole", "Why did you come?"), ("P07", "Well, because I wanted to.")) * 4
    assert roles([*speeches, Speech("Hanna Cole", "Yes.")])[0]["Hanna Cole"] == "interviewer"


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*/transcripts/*.txt")), ids=lambda p: p.stem)
def test_interviewers_of_the_sample_studies_are_found_by_how_they_talk(path: object) -> None:
    text = STUDIES.joinpath(str(path)).read_text(encoding="utf-8")
    imported = read_text(text, "a.txt")
    asked = next(s.label for s in imported.speakers if s.role == "interviewer")
    names = {s.label: f"화자 {i}" for i, s in enumerate(imported.speakers)}
    proposed, _ = roles([Speech(names.get(s.speaker, s.speaker), s.text) for s in imported.speeches])
    assert [label for label, role in proposed.items() if role == "interviewer"] == [names[asked]]


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*/transcripts/*.txt")), ids=lambda p: p.stem)
def test_sample_studies_are_read_back_as_they_are(path: object) -> None:
    text = STUDIES.joinpath(str(path)).read_text(encoding="utf-8")
    imported = read_text(text, "a.txt")
    assert imported.layout == "canonical"
    turns = parse_turns(text, [s.label for s in imported.speakers])
    assert [(t.speaker, text[t.span.start : t.span.end]) for t in turns] == [(s.speaker, s.text) for s in imported.speeches]


@pytest.mark.parametrize("id_", ["s01", "s02", "s03", "s10"])
def test_interviewers_are_found_by_how_they_talk_in_recognised_speech(id_: str) -> None:
    rows = [(who, text) for who, text in gold_rows(SAMPLES / "gold" / f"{id_}.jsonl") if who]
    names = {who: f"화자 {i}" for i, who in enumerate(dict.fromkeys(who for who, _ in rows))}
    proposed, _ = roles([Speech(names[who], text) for who, text in rows])
    asked = {"s01": "참석자 1", "s02": "Hannah Cole", "s03": "Petra Lindqvist", "s10": "면담자"}[id_]
    assert [label for label, role in proposed.items() if role == "interviewer"] == [names[asked]]


def test_habits_are_measured() -> None:
    habit = habits(said(("Q", "Why is it so?"), ("A", "So."), ("Q", "Tell me more about it."), ("Q", "Yes.")))["Q"]
    assert (habit.turns, habit.asks, habit.words, habit.opens, habit.closes) == (3, 2 / 3, 10 / 3, True, True)
    assert habits([Speech("#", "heading")])["#"].opens is False


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        (["네, 저는 DIY 교육을 받았어요."], ("ko",)),
        (["We call it 두레 here, and everybody in the neighbourhood knows what that word means, of course."], ("en",)),
        (["어떻게 오셨어요?", "I came because of my neighbour."], ("ko", "en")),
        (["…", "123"], ()),
        ([], ()),
    ],
)
def test_languages_by_letters(texts: list[str], languages: tuple[str, ...]) -> None:
    assert languages_of(texts) == languages
