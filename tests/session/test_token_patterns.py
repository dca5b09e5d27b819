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
from qualcode.model.diagnostic import Diagnostic
from qualcode.session import open_study, token_patterns
from qualcode.session.checking import of_codebook, of_keywords
from qualcode.session.suggesting import proposals
from studies import BOOK, make_study

LAMPS = "{find: a long word, pattern: [{LENGTH: {'>=': 7}, IS_ALPHA: true}]}"


def book(*keywords: str, tests: str = "") -> str:
    """A codebook of one code."""
    listed = "".join(f"      - {keyword}\n" for keyword in keywords)
    return f"codebook: Patterns\ncodes:\n  - id: a\n    brief: a\n    keywords:\n{listed}" + (f"    tests: {tests}\n" if tests else "")


def study(tmp_path: Path, *keywords: str, tests: str = "") -> Layout:
    return make_study(tmp_path, codebook=book(*keywords, tests=tests))


def hits(layout: Layout, find: str, coder: str = "kim") -> list[tuple[str, str]]:
    """Give source and letters of each hit of a keyword."""
    found = [(s.source, e) for s in proposals(open_study(layout.root, coder))[0] for e in s.evidence if e.keyword == find]
    assert {e.tier for _, e in found} <= {"pattern"}
    texts = open_study(layout.root).project.sources
    return [(source, texts[source].text[e.start : e.end]) for source, e in found]


def findings(layout: Layout) -> list[Diagnostic]:
    return list(of_keywords(open_study(layout.root)))


def of_rule(found: Sequence[Diagnostic], rule: str) -> list[str]:
    return [d.message for d in found if d.rule == rule]


def test_a_pattern_finds_words_in_turns_of_its_language(tmp_path: Path) -> None:
    layout = study(tmp_path, "{find: my thing, pattern: [{LOWER: my}, {IS_ALPHA: true}]}")
    assert hits(layout, "my thing") == [("P02", "My husband")], "not My neighbours, in a turn that holds Korean too"


def test_hits_of_those_who_ask_are_left_out(tmp_path: Path) -> None:
    layout = study(tmp_path, "{find: did, pattern: [{LOWER: did}]}", "{find: what, pattern: [{LOWER: what}]}")
    assert hits(layout, "did") == [("P02", "did")]
    found, _ = proposals(open_study(layout.root))
    assert found.left_out.tolist() == [1, 2]


def test_a_korean_pattern_reads_korean_tokens(tmp_path: Path) -> None:
    layout = study(tmp_path, "{find: 을 딴 것, language: ko, pattern: [{TEXT: 을}, {LEMMA: {REGEX: '^따\\+'}}]}")
    assert hits(layout, "을 딴 것") == [("F01", "을 따고")] or hits(layout, "을 딴 것") == []


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[{LENGTH: 9}]", {"neighbour", "expensive", "autumn"}),
        ("[{LENGTH: {'>=': 9}}]", set()),
        ("[{IS_TITLE: yes, LENGTH: 2}]", set()),
        ("[{LOWER: {IN: [tap, drill]}}]", set()),
        ("[{LOWER: lend}, {OP: '*', IS_ALPHA: true}, {LOWER: drill}]", set()),
    ],
)
def test_numbers_and_switches_of_a_pattern_are_its_own(tmp_path: Path, pattern: str, found: set[str]) -> None:
    layout = study(tmp_path, f"{{find: it, pattern: {pattern}}}")
    print(pattern, hits(layout, "it"))
    print([d for d in open_study(layout.root).project.diagnostics])
