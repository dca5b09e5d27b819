"""spaCy's token patterns in a codebook: what they find, what spaCy refuses, and that spaCy stays out of all other studies."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import Layout
from qualcode.files.sources import read_source
from qualcode.model.diagnostic import Diagnostic
from qualcode.session import open_study, token_patterns
from qualcode.session.checking import of_codebook, of_keywords
from qualcode.session.suggesting import proposals
from qualcode.words import installed
from studies import BOOK, make_study

LEND = "{find: lending, pattern: [{LOWER: lend}, {OP: '*', IS_ALPHA: true}, {LOWER: drill}]}"
TAKEN = "{find: 을 따다, language: ko, pattern: [{TEXT: 을}, {LEMMA: 따}]}"


def book(*keywords: str, tests: str = "") -> str:
    """Write a codebook of one code."""
    listed = "".join(f"      - {keyword}\n" for keyword in keywords)
    return f"codebook: Patterns\ncodes:\n  - id: a\n    brief: a\n    keywords:\n{listed}" + (f"    tests: {tests}\n" if tests else "")


def study(tmp_path: Path, *keywords: str, tests: str = "") -> Layout:
    return make_study(tmp_path, codebook=book(*keywords, tests=tests))


def hits(layout: Layout, *finds: str) -> list[tuple[str, str]]:
    """Give source and letters of each hit of some keywords."""
    session = open_study(layout.root, "kim")
    found = [(s.source, e) for s in proposals(session)[0] for e in s.evidence if e.keyword in finds]
    return [(source, session.source(source).text[e.start : e.end]) for source, e in found]


def said(layout: Layout, rule: str) -> list[str]:
    return _said(list(of_keywords(open_study(layout.root))), rule)


def _said(found: Sequence[Diagnostic], rule: str) -> list[str]:
    return [d.message for d in found if d.rule == rule]


def test_a_pattern_finds_words_in_turns_of_its_language(tmp_path: Path) -> None:
    rest = "{find: the rest, pattern: [{TEXT: the}, {IS_ALPHA: true, OP: '+'}]}"
    layout = study(tmp_path, "{find: my thing, pattern: [{LOWER: my}, {IS_ALPHA: true}]}", LEND, rest)
    assert hits(layout, "my thing") == [("P02", "my own"), ("P02", "My husband")], "not My neighbours, in a turn with Korean in it"
    assert hits(layout, "lending") == [("P02", "lend out the expensive drill")]
    assert [words for _, words in hits(layout, "the rest")] == ["the expensive drill", "the district runs out every autumn"], "the longest"
    assert {e.tier for s in proposals(open_study(layout.root))[0] for e in s.evidence} == {"pattern"}


def test_hits_of_those_who_ask_are_left_out(tmp_path: Path) -> None:
    layout = study(tmp_path, "{find: did, pattern: [{LOWER: did}]}", "{find: what, pattern: [{LOWER: what}]}")
    found, _ = proposals(open_study(layout.root))
    assert hits(layout, "did") == [("P02", "did")]
    assert found.left_out.tolist() == [1, 2]


def test_a_korean_pattern_reads_the_morphemes_of_kiwi(tmp_path: Path) -> None:
    layout = study(
        tmp_path, TAKEN, "{find: latin, language: ko, pattern: [{LOWER: electrician}]}", "{find: LATIN, pattern: [{LOWER: electrician}]}"
    )
    assert hits(layout, "을 따다") == [("F01", "을 따")]
    assert hits(layout, "latin") == [("F01", "electrician")], "a turn with Korean in it"
    assert hits(layout, "LATIN") == []


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[{LENGTH: 9}]", ["expensive"]),
        ("[{LENGTH: {'>=': 9}}]", ["expensive"]),
        ("[{IS_TITLE: yes, LENGTH: 2}]", ["My", "We"]),
        ("[{IS_ALPHA: off, IS_PUNCT: no}]", []),
        ("[{LOWER: {IN: [tap, drill]}}]", ["tap", "drill"]),
        ("[{LOWER: trust, OP: '+'}, {LOWER: 'each'}]", ["trust each"]),
        ("[{LOWER: 'on'}, {}]", ["on my", "on without"]),
    ],
)
def test_numbers_and_switches_inside_a_pattern_are_its_own(tmp_path: Path, pattern: str, found: list[str]) -> None:
    layout = study(tmp_path, f"{{find: it, pattern: {pattern}}}")
    assert [d.rule for d in open_study(layout.root).project.diagnostics] == []
    assert said(layout, "QC120") == []
    assert [words for _, words in hits(layout, "it")] == found


@pytest.mark.parametrize(("typed", "kind"), [("no", "true or false"), ("on", "true or false"), ("42", "a number"), ("12:30", "a number")])
def test_numbers_and_switches_as_keywords_are_findings(typed: str, kind: str) -> None:
    written = book(
        "{find: it, pattern: [{LENGTH: 9, IS_TITLE: no}]}", typed, f"{{find: {typed}}}", f"{{find: x, not: [{typed}]}}", "{find: 'no'}"
    )
    _, found = parse_codebook(written.encode(), "book.yaml")
    assert [d.rule for d in found] == ["QC103"] * 3
    assert {d.message for d in found} == {f"{typed} is read by YAML as {kind}, not as text"}
    assert [(d.where.line, d.where.column) for d in found if d.where] == [(7, 9), (8, 16), (9, 25)]


@pytest.mark.parametrize(
    "pattern",
    [
        "[{WORD: tap}]",
        "[{LOWER: 5}]",
        "[{OP: many, LOWER: tap}]",
        "[{LOWER: {REGEX: '('}}]",
        "[{POS: NOUN}]",
        "[{LEMMA: learn}]",
        "[{_: {mine: true}}]",
    ],
)
def test_a_pattern_that_spacy_refuses_is_said_and_the_rest_works(tmp_path: Path, pattern: str) -> None:
    layout = study(tmp_path, f"{{find: refused, pattern: {pattern}}}", LEND, "trust", tests="{match: [We trust you.]}")
    (found,) = [d for d in of_keywords(open_study(layout.root)) if d.rule in {"QC120", "QC122"}]
    assert found.message.startswith("spaCy refuses the token pattern of refused: ")
    assert "\n" not in found.message
    assert str(found.where) == f"{BOOK}:6:16"
    assert hits(layout, "refused", "lending", "trust") == [("P02", "trust"), ("P02", "lend out the expensive drill")]
    parsed, _ = parse_codebook(book(f"{{find: refused, pattern: {pattern}}}").encode(), "book.yaml")
    assert _said(list(of_codebook(parsed, "book.yaml")), "QC120") == [found.message]


def test_tests_of_a_code_are_tried_on_its_patterns(tmp_path: Path) -> None:
    layout = study(
        tmp_path, LEND, TAKEN, tests="{match: [I lend him my drill., 자격증을 따고 싶어요.], miss: [They lend it., We lend a drill.]}"
    )
    assert said(layout, "QC122") == ["lending of a finds what it must miss: We lend a drill."]
    parsed, _ = parse_codebook(book(LEND, tests="{match: [I lend a hammer.]}").encode(), "book.yaml")
    assert _said(list(of_codebook(parsed, "book.yaml")), "QC122") == ["no keyword of a finds: I lend a hammer."]


def test_without_kiwi_a_korean_pattern_finds_nothing_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "kiwi", lambda: False)
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    layout = study(tmp_path, TAKEN, LEND)
    assert hits(layout, "을 따다") == []
    assert hits(layout, "lending") == [("P02", "lend out the expensive drill")]
    assert said(layout, "QC120") == []
    assert said(layout, "QC124") == ["Korean is not analysed on this machine; weaker are 을 따다 (a)"]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the turns that spaCy reads, by pattern."""
    counted: Counter[str] = Counter()
    make = token_patterns._runner  # noqa: SLF001 - the only place where spaCy is asked

    def counting(pattern: Sequence[dict[str, object]], language: str, name: str) -> Any:  # noqa: ANN401 - as there
        run = make(pattern, language, name)
        counted["made"] += 1

        def reading(text: str) -> Any:  # noqa: ANN401 - as there
            counted["turns"] += 1
            return run(text)

        return reading

    monkeypatch.setattr(token_patterns, "_runner", counting)
    return counted


def test_spacy_reads_each_turn_once_for_each_pattern(tmp_path: Path, ran: Counter[str]) -> None:
    layout = study(tmp_path, LEND, "{find: nothing, pattern: [{LOWER: nowhere}]}")
    assert len(hits(layout, "lending")) == 1
    assert ran == {"made": 2, "turns": 2 * 6}, "the six English turns"
    assert len(hits(layout, "lending")) == 1
    assert ran == {"made": 2, "turns": 2 * 6}, "found nothing is kept too"
    transcript = layout.transcript("P02")
    transcript.write_text(transcript.read_text(encoding="utf-8").replace("too long", "long"), encoding="utf-8")
    assert len(hits(layout, "lending")) == 1
    assert ran == {"made": 4, "turns": 4 * 6}
    assert read_source(layout, "P02")[0].text.count("too long") == 0


def test_another_pattern_of_the_same_name_is_another(tmp_path: Path, ran: Counter[str]) -> None:
    layout = study(tmp_path, "{find: it, pattern: [{LOWER: tap}]}", "{find: it again, pattern: [{LOWER: tap}]}")
    assert hits(layout, "it") == hits(layout, "it again") == [("P02", "tap")]
    assert ran["made"] == 1, "one pattern under two names is one"
    (layout.root / BOOK).write_text(book("{find: it, pattern: [{LOWER: drill}]}"), encoding="utf-8")
    assert hits(layout, "it") == [("P02", "drill")]
    (layout.root / BOOK).write_text(book("{find: it, language: ko, pattern: [{LOWER: drill}]}"), encoding="utf-8")
    assert hits(layout, "it") == []
    assert ran["made"] == 3


@pytest.mark.parametrize(("keywords", "loaded"), [(["trust", "전등", '"dist*"', "/tap./"], False), (["trust", LEND], True)])
def test_spacy_is_loaded_for_patterns_only(tmp_path: Path, keywords: list[str], loaded: bool) -> None:  # noqa: FBT001 - a table of cases
    study(tmp_path, *keywords, tests="{match: [We trust you.]}")
    script = (
        "import sys; from qualcode.session import open_study; from qualcode.session.suggesting import proposals;"
        "from qualcode.session.checking import of_keywords; session = open_study();"
        "assert len(proposals(session)[0]); list(of_keywords(session)); print('spacy' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert ended.stdout.strip() == str(loaded)
