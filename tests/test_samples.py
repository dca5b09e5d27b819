"""The sample studies are what they say: whole, runnable, without repeated text, with the disagreements a team has."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from qualcode.files.layout import Layout
from qualcode.files.shipped import codebook_names
from qualcode.files.study import load
from qualcode.model.coding import Coding
from qualcode.model.project import Project
from qualcode.model.text import Span
from support import SAMPLES

ROOT = SAMPLES.parent
THEMES = {
    "capacity": {"context": 2, "resident": 5, "community": 5, "factor": 5, "task": 3},
    "lifelong-learning-city": {"education": 4, "purpose": 4, "autonomy": 1, "reform": 6},
}


@pytest.fixture(scope="module")
def school_project() -> Project:
    return load(Layout(SAMPLES / "residents-technology-school"))


@pytest.fixture(scope="module")
def cities_project() -> Project:
    return load(Layout(SAMPLES / "lifelong-learning-city"))


def test_no_sentence_stands_twice() -> None:
    seen: Counter[str] = Counter()
    for path in SAMPLES.glob("*/transcripts/*.txt"):
        for turn in path.read_text(encoding="utf-8").split("\n\n"):
            sentences = re.split(r"(?<=[.?!…])\s+", turn.strip().split(": ", 1)[1])
            seen.update(s for s in sentences if len(s) >= 12)
    assert [s for s, n in seen.items() if n > 1] == []
    assert len(seen) > 2_000


def test_ten_interviews_of_four_roles_in_eleven_districts(school_project: Project) -> None:
    roles = Counter(case.attributes["role"] for case in school_project.cases.values())
    assert roles == {"참여자": 4, "공무원": 2, "중간지원": 2, "매니저": 2}
    assert len({v for case in school_project.cases.values() for v in case.values("district")}) == 11
    assert Counter(s.languages for s in school_project.sources.values()) == {("ko",): 8, ("en",): 2}
    assert all(40 <= len(s.turns) <= 80 for s in school_project.sources.values())


def test_two_coders_with_codings_rejections_and_memos(school_project: Project) -> None:
    assert school_project.coders == ("kim", "lee")
    assert len(school_project.codings) >= 200
    assert len(school_project.rejections) >= 50
    assert any(c.by != ("manual",) for c in school_project.codings)
    assert sum(bool(c.memo) for c in school_project.codings) >= 10
    assert {m.about for m in school_project.memos} >= {"study"}
    assert not school_project.diagnostics
    assert all(c.span for c in school_project.codings)


def kinds_of_disagreement(project: Project) -> set[str]:
    """Give the kinds of difference between kim and lee on sources that both finished."""
    found = set()
    by_coder: dict[str, list[Coding]] = {who: [c for c in project.codings if c.coder == who] for who in ("kim", "lee")}
    shared = {c.source for c in by_coder["kim"]} & {c.source for c in by_coder["lee"]}
    for mine in (c for c in by_coder["kim"] if c.source in shared):
        there = [c for c in by_coder["lee"] if c.source == mine.source and overlap(c.span, mine.span)]
        same_code = [c for c in there if c.code == mine.code]
        if not there:
            found.add("missed")
        elif any(c.span != mine.span for c in same_code):
            found.add("boundary")
        elif not same_code:
            related = any(c.code in project.codebook.family(mine.code) or mine.code in project.codebook.family(c.code) for c in there)
            found.add("parent or child" if related else "different code")
    return found


def overlap(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and a.overlaps(b)


def test_disagreements_of_every_kind(school_project: Project, cities_project: Project) -> None:
    for project in (school_project, cities_project):
        assert kinds_of_disagreement(project) == {"missed", "boundary", "different code", "parent or child"}


def test_education_is_plenty_and_autonomy_rare(cities_project: Project) -> None:
    themes = Counter(c.code.split(".")[0] for c in cities_project.codings)
    assert themes["education"] > 5 * themes["autonomy"] > 0
    assert {c.attributes["city"] for c in cities_project.cases.values()} == {"가온시", "새벌시"}


@pytest.mark.parametrize("name", THEMES)
def test_codebooks_hold_every_theme_and_code_of_their_study(name: str) -> None:
    from qualcode.files.codebook import read_codebook

    book, problems = read_codebook(ROOT / "codebooks" / f"{name}.yaml", name)
    assert problems == ()
    assert {theme.id: len(theme.codes) for theme in book.codes} == THEMES[name]


def test_every_code_has_the_six_parts_in_both_languages() -> None:
    from qualcode.files.codebook import read_codebook

    assert len(codebook_names()) == 6
    for name in codebook_names():
        book, _ = read_codebook(ROOT / "codebooks" / f"{name}.yaml", name)
        for code in book.tree():
            for part in (code.label, code.brief, code.definition, code.use, code.not_):
                assert isinstance(part, dict), code.id
                assert part.keys() == {"ko", "en"}, code.id
            assert code.examples
            if not code.is_theme:
                hangul = [bool(re.search("[가-힣]", k.find)) for k in code.keywords]
                assert any(hangul), code.id
                assert not all(hangul), code.id
                assert code.tests, code.id
                assert code.tests.match, code.id
                assert code.tests.miss, code.id


def test_the_samples_use_the_codebooks_that_ship() -> None:
    for path in SAMPLES.glob("*/codebooks/*.yaml"):
        assert path.read_bytes() == (ROOT / "codebooks" / path.name).read_bytes()


def test_literature_is_cited_in_each_starting_point() -> None:
    for name, said in {"chaskin": "2001", "goodman": "1998", "laverack": "2005", "liberato": "2011"}.items():
        head = (ROOT / "codebooks" / f"{name}.yaml").read_text(encoding="utf-8").split("codebook:")[0]
        assert "Source" in head
        assert said in head
        assert name.capitalize() in head
