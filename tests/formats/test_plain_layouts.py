"""Layouts of text files: one talk written out in each, with and without metadata before it and footers after it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable

import pytest

from qualcode.formats.plain import read_text
from qualcode.model.source import Speech
from turns import SAMPLES, Said, gold_rows, joined, read_rows, turn_f1

TALKS = {
    "ko": [(who, " ".join(text.split())) for who, text in gold_rows(SAMPLES / "gold" / "s10.jsonl") if who],
    "en": [(who, " ".join(text.split())) for who, text in gold_rows(SAMPLES / "gold" / "s03.jsonl") if who],
    "group": [(who, " ".join(text.split())) for who, text in gold_rows(SAMPLES / "gold" / "s15.jsonl") if who],
}


def clock(index: int) -> str:
    return f"00:{index * 13 // 60:02d}:{index * 13 % 60:02d}"


def minutes(index: int) -> str:
    return f"{index * 13 // 60}:{index * 13 % 60:02d}"


def each(form: str, between: str = "\n\n") -> Callable[[list[Said]], str]:
    """Write each turn out in a form of its speaker (s), text (t), clock time (c), minutes (m) and number (n)."""
    return lambda talk: between.join(
        form.format(s=who, t=text, c=clock(i), m=minutes(i), n=i // 2 + 1) for i, (who, text) in enumerate(talk)
    )


def wrapped(form: str, between: str = "\n\n", indent: str = "") -> Callable[[list[Said]], str]:
    return lambda talk: between.join(textwrap.fill(form.format(s=who, t=text), 78, subsequent_indent=indent) for who, text in talk)


FORMS: dict[str, tuple[Callable[[list[Said]], str], str]] = {
    "our own": (each("{s}: {t}"), "canonical"),
    "our own with times": (each("{s} [{c}]: {t}"), "canonical"),
    "no blank lines": (each("{s}: {t}", "\n"), "label"),
    "no blank after the colon": (each("{s}:{t}", "\n"), "label"),
    "Korean colon": (each("{s}： {t}"), "label"),
    "blank before the colon": (each("{s} : {t}"), "label"),
    "own line, text below": (each("{s}:\n{t}"), "canonical"),
    "own line, blank line, text": (each("{s}:\n\n{t}"), "label"),
    "bold with the colon": (each("**{s}:** {t}"), "label"),
    "bold without the colon": (each("**{s}**: {t}"), "label"),
    "bold, own line": (each("**{s}:**\n{t}"), "label"),
    "bold, then time": (each("**{s}:** [{c}] {t}"), "label"),
    "italic": (each("*{s}:* {t}"), "label"),
    "underscored": (each("__{s}__: {t}"), "label"),
    "time in round brackets": (each("{s} ({m}): {t}"), "label"),
    "bare time before the colon": (each("{s} {m}: {t}"), "label"),
    "time first": (each("[{c}] {s}: {t}", "\n"), "label"),
    "bare time first": (each("{c} {s}: {t}", "\n"), "label"),
    "range of times first": (each("[{c} --> {c}] {s}: {t}", "\n"), "label"),
    "Zoom chat": (each("{c}\t{s}:\t{t}", "\n"), "label"),
    "items of a list": (each("- {s}: {t}", "\n"), "label"),
    "bold items": (each("- **{s}**: {t}", "\n"), "label"),
    "quotations": (each("> **{s}**: {t}"), "label"),
    "padded": (each("{s}:     {t}"), "label"),
    "wrapped": (wrapped("{s}: {t}"), "label"),
    "wrapped without blank lines": (wrapped("{s}: {t}", "\n"), "label"),
    "wrapped and indented": (wrapped("{s}:    {t}", "\n", " " * 8), "label"),
    "Rev": (each("{s} ({m}):\n{t}"), "label"),
    "Otter": (each("{s}  {m}  \n{t}"), "name-time"),
    "CLOVA Note": (each("{s} {m}\n{t}"), "name-time"),
    "CLOVA Note without blank lines": (each("{s} {c}\n{t}", "\n"), "name-time"),
    "time, then name": (each("{c} {s}\n{t}"), "name-time"),
    "time in brackets, then name": (each("[{c}] {s}\n{t}"), "name-time"),
    "name alone": (each("{s}\n{t}"), "name"),
    "bold name alone": (each("**{s}**\n\n{t}"), "name"),
    "name as a heading": (each("### {s}\n\n{t}"), "name"),
    "tab": (each("{s}\t{t}", "\n"), "label-tab"),
    "hyphen and tab": (each("{s}-\t{t}", "\n"), "label-tab"),
    "dash": (each("{s} - {t}", "\n"), "label-dash"),
    "closing bracket": (each("{s}) {t}", "\n"), "label-bracket"),
    "square brackets": (each("[{s}] {t}", "\n"), "bracket"),
    "angle brackets": (each("<{s}> {t}"), "bracket"),
}
FRONTS = {
    "nothing": "",
    "English metadata": "Interview 7\n\nDate: 3 June 2025\nPlace: Town hall\nInterviewer: Sam Bell\nParticipant: P99\n\n",
    "Korean metadata": "면담 기록\n일시: 2025년 10월 2일 14:00\n장소: 가온구 주민사랑방\n면담자: 오세린\n참여자: 한규민\n\n",
    "prose and a heading": "# Interview\n\nA talk held in June. Two things are worth noting: the noise, and the heat.\n\n## Transcript\n\n",
}
BACKS = {
    "nothing": "",
    "a service": "\n\nTranscribed by https://otter.ai",
    "an end": "\n\n[End of recording]",
    "a Korean end": "\n\n끝.",
    "notes": "\n\n---\n\n# 정리 메모\n\n- 자신감: 좋다.\n- 관계: 늘었다.\n",
    "plain notes": "\n\nField notes\n\nShe was tired, and the room: cold.\n",
}


def same(read: Iterable[Said], talk: Iterable[Said]) -> bool:
    return [(who, text) for who, text in read] == [(who, text) for who, text in talk]


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("form", FORMS)
def test_a_talk_is_the_same_in_every_layout(form: str, talk: str) -> None:
    write, layout = FORMS[form]
    imported = read_text(write(TALKS[talk]), "a.txt")
    assert imported.layout == layout
    assert turn_f1(joined(TALKS[talk]), joined(read_rows(imported))) == 1.0
    assert same([(w, " ".join(t.split())) for w, t in joined(read_rows(imported))], joined(TALKS[talk]))


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("form", ["no blank lines", "own line, blank line, text", "bold with the colon", "wrapped", "CLOVA Note", "tab"])
def test_what_stands_before_the_talk_is_cut(form: str, front: str, talk: str) -> None:
    imported = read_text(FRONTS[front] + FORMS[form][0](TALKS[talk]), "a.txt")
    assert turn_f1(joined(TALKS[talk]), joined(read_rows(imported))) == 1.0
    assert list(imported.cut) == [line for line in FRONTS[front].split("\n") if line]


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("back", BACKS)
@pytest.mark.parametrize("form", ["no blank lines", "our own", "bold with the colon", "wrapped", "Otter", "name alone"])
def test_what_stands_after_the_talk_is_cut(form: str, back: str, talk: str) -> None:
    imported = read_text(FORMS[form][0](TALKS[talk]) + BACKS[back], "a.txt")
    assert same([(w, " ".join(t.split())) for w, t in joined(read_rows(imported))], joined(TALKS[talk]))
    assert list(imported.cut) == [line for line in BACKS[back].split("\n") if line]


def test_metadata_directly_above_the_first_turn_is_cut() -> None:
    text = "일시: 2025년 10월 2일 14:00\n장소: 주민사랑방\n면담자: 오세린\n면담자: 왜 오셨어요?\nP1: 그냥요.\n면담자: 네?\nP1: 네.\n"
    imported = read_text(text, "a.txt")
    assert imported.cut == ("일시: 2025년 10월 2일 14:00", "장소: 주민사랑방", "면담자: 오세린")
    assert imported.speeches[0] == Speech("면담자", "왜 오셨어요?")


QA = {
    "Q:": ("Q: {t}", "A: {t}", "Q", "A"),
    "Q.": ("Q. {t}", "A. {t}", "Q", "A"),
    "Q1.": ("Q{n}. {t}", "A{n}. {t}", "Q", "A"),
    "Q1:": ("Q{n}: {t}", "A{n}: {t}", "Q", "A"),
    "문:": ("문: {t}", "답: {t}", "문", "답"),
    "문)": ("문) {t}", "답) {t}", "문", "답"),
    "질문 1.": ("질문 {n}. {t}", "답변 {n}. {t}", "질문", "답변"),
    "**Q.**": ("**Q.** {t}", "**A.** {t}", "Q", "A"),
    "bold question, answer unmarked": ("**Q. {t}**", "{t}", "Q", "A"),
    "numbered question, answer unmarked": ("Question {n}. {t}", "{t}", "Question", "Answer"),
}


@pytest.mark.parametrize("form", QA)
def test_questions_and_answers(form: str) -> None:
    asks, answers, q, a = QA[form]
    pairs = [("왜 오셨어요?", "동네가 좋아서요."), ("뭘 배우셨어요?", "전기하고 타일이요."), ("끝으로요?", "감사합니다.")]
    lines = [line.format(t=t, n=n) for n, pair in enumerate(pairs, 1) for line, t in zip((asks, answers), pair, strict=True)]
    imported = read_text("\n\n".join(lines), "a.txt")
    assert imported.speeches == tuple(Speech(who, t) for pair in pairs for who, t in zip((q, a), pair, strict=True))
    assert {s.label: s.role for s in imported.speakers} == {q: "interviewer", a: "respondent"}
    implied = [d.message for d in imported.findings if d.rule == "QC059"]
    assert bool(implied) == ("unmarked" in form)


def test_an_answer_that_runs_over_lines_stays_with_its_question_mark() -> None:
    imported = read_text("Q. 왜요?\n그냥요.\n정말로요.\n\n그리고 또요.\n\nQ. 네?\n네.\n", "a.txt")
    assert imported.speeches[1] == Speech("A", "그냥요.\n정말로요.\n그리고 또요.")


def test_few_marked_answers_do_not_put_the_others_into_the_question() -> None:
    imported = read_text("Q. a?\n\nbb\n\nQ. c?\n\nA. dd\n\nQ. e?\n\nff\n\nQ. g?\n\nhh\n", "a.txt")
    assert [(s.speaker, s.text) for s in imported.speeches] == [
        ("Q", "a?"), ("A", "bb"), ("Q", "c?"), ("A", "dd"), ("Q", "e?"), ("A", "ff"), ("Q", "g?"), ("A", "hh")
    ]  # fmt: skip


def test_after_a_prompt_the_one_respondent_answers_and_several_stay_unnamed() -> None:
    one = read_text(
        "질문 1. 왜요?\n\n이수안: 그냥.\n\n질문 2. 또?\n\n이름표 없이.\n\n질문 3. 끝?\n\n이수안: 네.\n\n질문 4. 정말?\n\n이수안: 네.\n",
        "a.txt",
    )
    assert [(s.speaker, s.text) for s in one.speeches][3] == ("이수안", "이름표 없이.")
    assert [d.rule for d in one.findings if d.rule == "QC059"] == ["QC059"]
    many = read_text("질문 1. 왜요?\n\n가람: 네.\n\n나래: 네.\n\n질문 2. 또?\n\n이름표 없이.\n\n가람: 아뇨.\n\n나래: 네.\n", "a.txt")
    assert [(s.speaker, s.text) for s in many.speeches][4] == ("?", "이름표 없이.")


def test_minutes_of_a_council() -> None:
    text = "제12회 회의록\n\n○위원장 김철수  개의합니다.\n"
    text += "○이영희 위원  예산은 얼마입니까?\n○주무관 박민수  3억입니다.\n○위원장 김철수  마칩니다.\n"
    imported = read_text(text, "a.txt")
    assert imported.layout == "minutes"
    assert [s.speaker for s in imported.speeches] == ["위원장 김철수", "이영희 위원", "주무관 박민수", "위원장 김철수"]
    assert imported.speakers[0].role == "moderator"
    colon = read_text("○위원장 김철수: 개의합니다.\n\n○이영희 위원: 네?\n\n○위원장 김철수: 네.\n\n○이영희 위원: 네.\n", "a.txt")
    assert {s.speaker for s in colon.speeches} == {"위원장 김철수", "이영희 위원"}


def test_times_without_names_cut_the_talk_and_name_nobody() -> None:
    imported = read_text("00:00:51\nHello there.\n\n00:01:10\nYes.\nIndeed.\n\n00:02:00\nNo.\n", "a.txt")
    assert imported.speeches == (
        Speech("?", "Hello there.", "00:00:51"),
        Speech("?", "Yes.\nIndeed.", "00:01:10"),
        Speech("?", "No.", "00:02:00"),
    )
    assert "QC051" in [d.rule for d in imported.findings]
    console = read_text("[00:43.810 --> 00:47.850]  Hello.\n[00:47.850 --> 00:50.000]  Yes.\n[00:50.000 --> 00:51.000]  No.\n", "a.txt")
    assert [(s.text, s.time) for s in console.speeches] == [("Hello.", "00:43.810"), ("Yes.", "00:47.850"), ("No.", "00:50.000")]


def test_times_are_kept_as_written() -> None:
    imported = read_text("가람 180:00\n네.\n\n나래 1:80:00 아님\n\n가람 181:07\n네.\n\n나래 3:01:09.5\n네.\n\n나래 3:02:00\n네.\n", "a.txt")
    assert [(s.speaker, s.time) for s in imported.speeches] == [
        ("가람", "180:00"),
        ("가람", "181:07"),
        ("나래", "3:01:09.5"),
        ("나래", "3:02:00"),
    ]


def test_two_layouts_that_see_as_much_are_told() -> None:
    text = "Ann  0:01\nBea: one\n\nBen  0:02\nCarl: two\n\nAnn  0:03\nBea: three\n\nBen  0:04\nCarl: four\n"
    imported = read_text(text, "a.txt")
    assert any("the layout could also be" in d.message for d in imported.findings)


def test_who_occurs_once_between_names_and_times_speaks() -> None:
    imported = read_text("Hannah Cole   0:03\nHello there.\nTom Becker   0:08\nHello to you\nHannah Cole   0:14\nSo?", "a.txt")
    assert [(s.speaker, s.text) for s in imported.speeches] == [
        ("Hannah Cole", "Hello there."),
        ("Tom Becker", "Hello to you"),
        ("Hannah Cole", "So?"),
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("cue", ["00:0{}", "0:0:{}.0 --> 0:0:{}.40", "00:00:0{}.000 --> 00:00:0{}.400"])
def test_a_time_with_its_end_stands_above_a_name(cue: str, between: str) -> None:
    talk = [("Grace Lim", "Is it on?"), ("Ahmed", "It is."), ("Grace Lim", "So?"), ("Ahmed", "Mondays."), ("Joe", "Yes.")]
    text = between.join(f"{cue.format(i, i)}\n{who}\n{words}" for i, (who, words) in enumerate(talk))
    imported = read_text(text, "a.txt")
    assert imported.layout == "time-name"
    assert [(s.speaker, s.text) for s in imported.speeches] == talk
    assert [s.time for s in imported.speeches] == [cue.partition(" ")[0].format(i) for i in range(5)]


@pytest.mark.parametrize(
    "words",
    [
        ["Anna\nwe met", "Mondays\nit was", "Yes\nit was", "Ben\nwent"],
        ["네", "그래요"] * 12,
        ["Ann\nsaid so", "Ann\nsaid so", "Ann\nsaid so", "then we left\nfor good", "and we went\non", "so it was\nthen"],
    ],
)
def test_subtitles_without_names_are_no_names_below_times(words: list[str]) -> None:
    cues = "\n\n".join(f"00:00:{i:02}.000 --> 00:00:{i:02}.400\n{text}" for i, text in enumerate(words))
    assert read_text(cues, "a.txt").layout != "time-name"
