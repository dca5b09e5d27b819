"""What ``check`` says of keywords: each finding once red and once green, and Korean on a machine without Kiwi."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import Layout
from qualcode.files.sources import SpeakerFile
from qualcode.model.codebook import Codebook
from qualcode.model.diagnostic import Diagnostic, Severity
from qualcode.model.source import Speech
from qualcode.session import open_study
from qualcode.session.checking import of_codebook, of_keywords
from qualcode.session.suggesting import proposals
from qualcode.words import installed, korean
from studies import BOOK, INTERVIEWS, Interview, make_study
from support import Run

FULL = "배우고 나니 달랐어요. 그 배우가 왔지요. 잘 배웠어요. 신뢰도가 높아요. They learned to trust us. 예산을 삭감했어요."


def book(*keywords: str, tests: str = "", more: str = "") -> str:
    """Write a codebook of one code whose keywords begin in line 6."""
    listed = "".join(f"      - {keyword}\n" for keyword in keywords)
    tested = f"    tests: {tests}\n" if tests else ""
    return f"codebook: Words\ncodes:\n  - id: a\n    brief: what\n    keywords:\n{listed}{tested}{more}"


def parsed(text: str) -> Codebook:
    found, problems = parse_codebook(text.encode(), "book.yaml")
    assert problems == ()
    return found


def of(found: Iterator[Diagnostic] | Sequence[Diagnostic], rule: str) -> list[Diagnostic]:
    return [d for d in found if d.rule == rule]


def check(*keywords: str, rule: str, tests: str = "", more: str = "") -> list[Diagnostic]:
    return of(of_codebook(parsed(book(*keywords, tests=tests, more=more)), "book.yaml"), rule)


def in_study(layout: Layout, rule: str) -> list[Diagnostic]:
    return of(of_keywords(open_study(layout.root)), rule)


def talk(tmp_path: Path, said: str, text: str, asked: str = "What?") -> Layout:
    """Make a study of one interview with one answer."""
    speakers = {"Q": SpeakerFile("interviewer"), "A": SpeakerFile("respondent", "P01")}
    return make_study(tmp_path, {"P01": Interview(("en",), speakers, (Speech("Q", asked), Speech("A", said)))}, text)


@pytest.mark.parametrize(
    ("keyword", "marked"),
    [
        ("예산 AND", "AND"),
        ('"예산 AND"', 'AND"'),
        ("'예산 AND'", "AND'"),
        ("{find: 예산 AND}", "AND}"),
        ('{find: "예산 AND"}', 'AND"}'),
        ('{match: form, find: "(예산", scope: turn}', '(예산", scope: turn}'),
        ('{find: "예산 | (삭감", scope: turn}', '(삭감", scope: turn}'),
        ('{find: "a(b", match: regex}', '", match: regex}'),
        ("{find: a(b, match: regex}", ", match: regex}"),
        ('{find: "/a(b/"}', '/"}'),
        ("{find: 예산, pos: FOO}", "예산, pos: FOO}"),
        ('{find: 예산, not: ["가 (나"]}', '예산, not: ["가 (나"]}'),
        ("{find: learn, pos: VERB}", "learn, pos: VERB}"),
        ("{roles: [moderator], find: <b>}", "<b>}"),
        ("신뢰 NEAR 도", "NEAR 도"),
        ('{find: "신뢰 NEAR/51 도"}', 'NEAR/51 도"}'),
        ('""', '"'),
    ],
)
def test_a_keyword_that_cannot_be_read_is_shown_at_its_column(keyword: str, marked: str) -> None:
    (found,) = check("fine", keyword, rule="QC120")
    assert found.severity is Severity.ERROR
    assert found.where is not None
    assert (found.where.path, found.where.line) == ("book.yaml", 7)
    line = book("fine", keyword).split("\n")[6]
    assert line[found.where.column - 1 :] == marked
    assert found.message.startswith("this keyword does not parse: ")
    assert found.help


def test_every_problem_of_a_keyword_is_said_and_those_of_retired_codes_are_not() -> None:
    retired = "  - {id: old, retired: true, keywords: [예산 AND]}\n  - {id: gone, split: [a], keywords: [예산 AND]}\n"
    found = check('"예산 NEAR 삭감 | ?"', "fine", rule="QC120", more=retired)
    assert [str(d.where) for d in found] == ["book.yaml:6:13", "book.yaml:6:23"]
    assert len({d.message for d in found}) == 2


@pytest.mark.parametrize(("pipelines", "said"), [("{}", 1), ("{en: plain}", 1), ("{en: ''}", 1), ("{ko: plain}", 1)])
def test_a_tag_needs_a_trained_pipeline(tmp_path: Path, pipelines: str, said: int) -> None:
    layout = make_study(tmp_path, codebook=book("{find: learn, pos: VERB}", "{find: trust, pattern: [{LOWER: trust}]}"))
    settings = layout.settings.read_text(encoding="utf-8")
    layout.settings.write_text(settings.replace("pipelines: {}", f"pipelines: {pipelines}"), encoding="utf-8")
    assert len(in_study(layout, "QC120")) == said
    found, _ = proposals(open_study(layout.root))
    assert [e.keyword for s in found for e in s.evidence] == ["trust"]
    assert len(found.matcher.unreadable) == said


TESTED = (
    ("예산 AND 삭감", "올해 예산이 삭감됐어요.", "올해 예산이 늘었어요.", "예산은 늘었어요. 인력은 삭감됐어요."),
    ("신뢰 NOT 이웃", "서로 신뢰해요.", "이웃을 신뢰해요."),
    ("{find: trust, not: [trust fund]}", "We trust them.", "A trust fund pays.", "신뢰해요."),
    ("learn NEAR/3 repair", "She learned how to repair it.", "She learned that nobody would ever repair it."),
    ("배우다", "도배를 배웠어요.", "그 배우가 왔어요."),
    ("주민 자치", "주민자치 교육이었어요.", "주민이 자치를 해요."),
    ('"dist*"', "the districts", "a dust"),
    ("/배[우웠]\\w*/", "배웠다", "배달"),
    ("{find: trust, roles: [moderator]}", "We trust them.", "No."),
)


@pytest.mark.parametrize(("keyword", "yes", "no"), [(k, yes, no) for k, yes, *every in TESTED for no in every])
def test_sentences_in_tests_are_tried(keyword: str, yes: str, no: str) -> None:
    assert check(keyword, rule="QC122", tests=f'{{match: ["{yes}"], miss: ["{no}"]}}') == []
    missed, hit = check(keyword, rule="QC122", tests=f'{{match: ["{no}"], miss: ["{yes}"]}}')
    assert missed.message == f"no keyword of a finds: {no}"
    assert hit.message.endswith(f" of a finds what it must miss: {yes}")
    assert missed.severity is hit.severity is Severity.ERROR
    assert str(missed.where) == "book.yaml:7:12"


def test_sentences_of_letters_in_pieces_are_composed() -> None:
    pieces = unicodedata.normalize("NFD", "예산 AND 삭감")
    tests = '{match: ["예산이 삭감됐어요."], miss: ["예산이 늘었어요."]}'
    assert len(pieces) > len("예산 AND 삭감")
    assert check(pieces, rule="QC122", tests=unicodedata.normalize("NFD", tests)) == []
    (found,) = check(pieces, rule="QC122", tests=unicodedata.normalize("NFD", '{match: ["예산이 늘었어요."]}'))
    assert found.message == "no keyword of a finds: 예산이 늘었어요."
    (found,) = check("예산", rule="QC122", tests=unicodedata.normalize("NFD", '{miss: ["예산이 늘었어요."]}'))
    assert found.message == "예산 of a finds what it must miss: 예산이 늘었어요."


def test_each_code_answers_for_its_own_sentences_and_names_its_keywords_once() -> None:
    more = "  - id: b\n    keywords: [fuse]\n    tests: {match: [A lamp., A fuse and a fuse.], miss: [A lamp and a fuse.]}\n"
    found = check("lamp", "lamps", "fuse*", rule="QC122", tests="{match: [A lamp.], miss: [A lamp and a lamp and a fuse.]}", more=more)
    assert [d.message for d in found] == [
        "lamp, lamps, fuse* of a finds what it must miss: A lamp and a lamp and a fuse.",
        "no keyword of b finds: A lamp.",
        "fuse of b finds what it must miss: A lamp and a fuse.",
    ]


def test_sentences_are_tried_on_the_codes_that_keywords_lead_to_and_on_no_others() -> None:
    more = "  - {id: b, keywords: [fuse]}\n  - {id: c, keywords: ['<b>'], tests: {match: [A fuse.], miss: [A lamp.]}}\n"
    assert check("lamp", rule="QC122", more=more) == []


def test_a_study_tries_sentences_with_its_own_words(tmp_path: Path) -> None:
    layout = make_study(tmp_path, codebook=book("뚝딱이네", tests="{match: [뚝딱이네에서 만났어요.]}"))
    assert [d.message for d in in_study(layout, "QC122")] == ["no keyword of a finds: 뚝딱이네에서 만났어요."]
    (tmp_path / "words.txt").write_text("뚝딱이네\n", encoding="utf-8")
    assert in_study(layout, "QC122") == []


@pytest.fixture
def no_kiwi(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which Kiwi cannot be installed; whoever asks for it all the same fails."""

    def fails(_words: tuple[str, ...]) -> None:
        raise AssertionError("Kiwi was asked for")

    monkeypatch.setattr(installed, "kiwi", lambda: False)
    monkeypatch.setattr(korean, "_kiwi", fails)
    installed.signature.cache_clear()
    yield
    installed.signature.cache_clear()


def hits(layout: Layout, keyword: str) -> list[str]:
    """Give the letters of each hit of a keyword."""
    session = open_study(layout.root)
    texts = {id_: source.text for id_, source in session.project.sources.items()}
    return [texts[s.source][e.start : e.end] for s in proposals(session)[0] for e in s.evidence if e.keyword == keyword]


def test_without_kiwi_a_verb_finds_words_that_begin_with_its_stem(tmp_path: Path, no_kiwi: None) -> None:
    finds = ("배우다", "신뢰", "예산 AND 삭감", "신뢰 NOT 신뢰도", "예산 삭감", "trust", "다")
    layout = talk(tmp_path, FULL, book(*finds))
    assert {k: hits(layout, k) for k in finds} == {
        "배우다": ["배우", "배우"],
        "신뢰": ["신뢰"],
        "예산 AND 삭감": ["예산", "삭감"],
        "신뢰 NOT 신뢰도": [],
        "예산 삭감": [],
        "trust": ["trust"],
        "다": [],
    }


def test_with_kiwi_the_same_verb_finds_its_forms(tmp_path: Path) -> None:
    assert hits(talk(tmp_path, FULL, book("배우다")), "배우다") == ["배우", "배웠"]


ENGLISH = ("learn", "trust", "learn NEAR/3 repair", "{find: budget, match: family}", '"neigh*"')


def test_without_kiwi_english_is_as_it_was(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    layout = make_study(tmp_path, codebook=book(*ENGLISH, tests="{match: [We learned it.], miss: [We knew it.]}"))
    before = list(proposals(open_study(tmp_path))[0])
    request.getfixturevalue("no_kiwi")
    assert list(proposals(open_study(tmp_path))[0]) == before
    assert {e.keyword for s in before for e in s.evidence} == {"learn", "trust", "learn NEAR/3 repair", "budget", "neigh*"}
    assert in_study(layout, "QC124") == in_study(layout, "QC122") == []


def test_with_and_without_kiwi_are_two_caches(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    layout = make_study(tmp_path, codebook=book("배우다", "믿다"))
    told: list[int] = []

    def run() -> list[object]:
        told.clear()
        return list(proposals(open_study(layout.root), progress=lambda done, _of: told.append(done))[0])

    with_kiwi = run()
    assert told.count(0) == 1
    assert run() == with_kiwi
    assert told == []
    request.getfixturevalue("no_kiwi")
    assert run() != with_kiwi
    assert told.count(0) == 2, "the words anew, and the words as they are written"
    run()
    assert told == []


def test_without_kiwi_the_weaker_keywords_are_named(no_kiwi: None) -> None:
    plain = ("{find: 예산, match: form}", "'\"예산\"'", "예산*", "/예[산]/", "{find: 예산+, match: regex}", "budget", "예산 AND")
    retired = "  - {id: old, retired: true, keywords: [공구]}\n"
    assert check(*plain, rule="QC124", more=retired) == []
    (found,) = check(*plain, "배우다", "{find: 신뢰, match: compound}", "{find: tap, language: ko}", '"\\"예산\\" | 공간"', rule="QC124")
    assert found.message == 'Korean is not analysed on this machine; weaker are 배우다 (a), 신뢰 (a), tap (a), "예산" | 공간 (a)'
    assert found.severity is Severity.WARNING
    assert str(found.where) == "book.yaml:13:9"
    (found,) = check(*["가나", "나다라", "다라", "라마", "마바", "바사", "사아"], rule="QC124")
    assert (
        found.message == "Korean is not analysed on this machine; weaker are 가나 (a), 나다라 (a), 다라 (a), 라마 (a), 마바 (a) and 2 more"
    )


def test_with_kiwi_none_is_weaker() -> None:
    assert check("배우다", "신뢰", rule="QC124") == []


def test_keywords_found_nowhere_are_counted_with_the_first(tmp_path: Path) -> None:
    layout = make_study(tmp_path, codebook=book("전등", "구름", "개나리", "기술학교", "예산 AND"))
    (found,) = in_study(layout, "QC125")
    assert found.message == "2 of 5 keywords are found nowhere in the study, the first is 구름"
    assert found.severity is Severity.NOTE
    assert str(found.where) == f"{BOOK}:7:9"


def test_a_keyword_that_only_the_interviewer_says_is_found(tmp_path: Path) -> None:
    layout = talk(tmp_path / "one", "A fuse.", book("fuse", "lamp"), asked="A lamp?")
    assert in_study(layout, "QC125") == []
    layout = talk(tmp_path / "two", "A fuse.", book("fuse", "lamp"), asked="A tap?")
    assert len(in_study(layout, "QC125")) == 1


def test_where_nobody_speaks_yet_nothing_is_nowhere(tmp_path: Path) -> None:
    layout = make_study(tmp_path, {}, book("전등", "lamp"))
    assert in_study(layout, "QC125") == in_study(layout, "QC126") == []


def lamps(tmp_path: Path, lit: int, of: int, *keywords: str) -> Layout:
    said = " ".join(f"A lamp and a lamp, number {n}." if n < lit else f"A fuse, number {n}." for n in range(of))
    return talk(tmp_path, said, book(*keywords), asked="A lamp? A lamp? A lamp?")


@pytest.mark.parametrize(("lit", "of", "many"), [(10, 50, False), (11, 50, True), (49, 49, False), (50, 50, True)])
def test_a_keyword_in_more_than_a_fifth_of_all_segments(tmp_path: Path, lit: int, of: int, many: bool) -> None:  # noqa: FBT001 - a table of cases
    found = in_study(lamps(tmp_path, lit, of, "lamp", "nothing"), "QC126")
    assert [d.message for d in found] == ([f"lamp of a is in {lit} of {of} segments ({lit / of:.0%})"] if many else [])
    assert all(d.severity is Severity.WARNING and str(d.where) == f"{BOOK}:6:9" for d in found)


def test_segments_are_turns_where_turns_are_coded(tmp_path: Path) -> None:
    speakers = {"A": SpeakerFile("respondent", "P01")}
    turns = tuple(Speech("A", f"A lamp, number {n}. One. Two. Three. Four. Five.") for n in range(50))
    layout = make_study(tmp_path, {"P01": Interview(("en",), speakers, turns)}, book("lamp"))
    assert in_study(layout, "QC126") == []
    settings = layout.settings.read_text(encoding="utf-8")
    layout.settings.write_text(settings.replace("unit: sentence", "unit: turn"), encoding="utf-8")
    assert [d.message for d in in_study(layout, "QC126")] == ["lamp of a is in 50 of 50 segments (100%)"]


def test_korean_keywords_of_one_syllable() -> None:
    found = check("물", "물건", "x", "{find: 일, pos: NNG}", unicodedata.normalize("NFD", "손"), "{find: 집, match: form}", rule="QC127")
    assert [d.message for d in found] == [f"{word} of a is one syllable" for word in "물손집"]
    assert {d.severity for d in found} == {Severity.NOTE}
    assert str(found[0].where) == "book.yaml:6:9"
    assert found[0].help == "see what it finds: qualcode codebook explain 물"


def test_languages_of_the_study_that_nothing_analyses(tmp_path: Path) -> None:
    layout = make_study(tmp_path, {"P02": INTERVIEWS["P02"]}, book("trust"))
    assert in_study(layout, "QC129") == []
    settings = layout.settings.read_text(encoding="utf-8")
    layout.settings.write_text(settings.replace("[ko, en]", "[ko, es, en, fr]"), encoding="utf-8")
    found = in_study(layout, "QC129")
    assert [d.message for d in found] == [
        f"{code} has no analyser: its words are cut at blanks and found as written" for code in ("es", "fr")
    ]
    assert {d.severity for d in found} == {Severity.NOTE}
    assert [str(d.where) for d in found] == ["qualcode.yaml:1:1"] * 2


def test_check_exits_with_0_where_there_are_notes_only(tmp_path: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = make_study(tmp_path, codebook=book("전등", "구름", "물"))
    monkeypatch.chdir(tmp_path)
    for command in (("check",), ("codebook", "check")):
        ran = qualcode(*command)
        assert "note[QC125]" in ran.out
        assert "note[QC127]" in ran.out
        assert "warning[" not in ran.out
        assert ran.code == 0
    (layout.root / BOOK).write_text(book("전등", "구름", "예산 AND"), encoding="utf-8")
    ran = qualcode("check")
    assert "error[QC120]" in ran.out
    assert ran.code == 1


def test_a_warning_alone_exits_with_1(tmp_path: Path, qualcode: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps(tmp_path, 50, 50, "lamp")
    monkeypatch.chdir(tmp_path)
    ran = qualcode("codebook", "check")
    assert "warning[QC126]" in ran.out
    assert "error[" not in ran.out
    assert ran.code == 1
