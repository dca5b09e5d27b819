"""What loading a study costs, counted: no turn is read, and nothing is started that a sound study does not need."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.anchor import Adrift
from qualcode.files import sources as files
from qualcode.files.folding import Texts
from qualcode.files.layout import Layout
from qualcode.files.study import load
from qualcode.model import source as module
from qualcode.model.source import Turn, parse_turns
from qualcode.model.text import OffsetMap, Span, canonical
from studies import EXPERTISE, KIM, code, make_study, quote
from support import ROOT, copy_of

SAMPLE = "residents-technology-school"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts whose turns were read."""
    texts: list[str] = []

    def noted(text: str, labels: tuple[str, ...]) -> tuple[Turn, ...]:
        texts.append(text)
        return parse_turns(text, labels)

    monkeypatch.setattr(module, "parse_turns", noted)
    return texts


def test_loading_reads_no_turn(tmp_path: Path, parsed: list[str]) -> None:
    project = load(Layout(copy_of(SAMPLE, tmp_path / "study")))
    assert len(project.sources) == 10
    assert project.codings
    assert parsed == []


def test_who_asks_for_the_turns_of_one_source_reads_those_and_once(tmp_path: Path, parsed: list[str]) -> None:
    project = load(Layout(copy_of(SAMPLE, tmp_path / "study")))
    one = project.sources["P03"]
    assert one.turns
    assert one.turns_in(one.turns[0].span) == one.turns[:1]
    assert one.turn_at(one.turns[1].span.start) == one.turns[1]
    assert parsed == [one.text]


def test_each_text_is_brought_to_its_form_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()

    def counted(raw: str) -> tuple[str, OffsetMap]:
        seen[raw] += 1
        return canonical(raw)

    monkeypatch.setattr(files, "canonical", counted)
    project = load(Layout(copy_of(SAMPLE, tmp_path / "study")))
    assert seen == Counter(source.text for source in project.sources.values())


def loaded_by(statements: str, *modules: str) -> set[str]:
    """Give those of the modules that statements load in a fresh interpreter."""
    script = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n{statements}\nprint(*[m for m in {modules!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


COMPARE = ("diff_match_patch", "rapidfuzz")
HEAVY = (*COMPARE, "spacy", "kiwipiepy", "numpy", "pydantic", "difflib")


def test_what_reads_studies_starts_with_little() -> None:
    assert loaded_by("import qualcode.files.study", *HEAVY, "email", "html") == set()
    assert loaded_by("import qualcode.files.study, rapidfuzz", *HEAVY) == {"rapidfuzz"}


LOAD = """
from pathlib import Path
from qualcode.files.layout import Layout
from qualcode.files.study import load
project = load(Layout(Path({root!r})))
assert len(project.codings) {codings}, project.codings
"""


def test_a_sound_study_is_read_without_what_mistakes_and_edits_need(tmp_path: Path) -> None:
    root = copy_of(SAMPLE, tmp_path / "study")
    assert loaded_by(LOAD.format(root=str(root), codings=">= 200"), *HEAVY) == set()


def test_a_mistake_in_a_sidecar_is_explained_by_pydantic(tmp_path: Path) -> None:
    root = copy_of(SAMPLE, tmp_path / "study")
    (root / "transcripts" / "P03.yaml").write_text("speakers: {P03: {rolle: x}}\n", encoding="utf-8")
    assert loaded_by(LOAD.format(root=str(root), codings=">= 200"), "pydantic", "difflib") == {"pydantic", "difflib"}


def test_texts_are_compared_only_where_a_coding_must_be_settled(tmp_path: Path) -> None:
    layout = make_study(tmp_path / "study")
    code(layout, KIM, "P01", "전등", EXPERTISE)
    assert loaded_by(LOAD.format(root=str(layout.root), codings="== 1"), *COMPARE) == set()
    path = layout.transcript("P01")
    path.write_text(f"#: 제목\n\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert loaded_by(LOAD.format(root=str(layout.root), codings="== 1"), *COMPARE) == set(COMPARE)


def test_only_words_in_the_text_they_were_coded_in_need_not_be_looked_for(tmp_path: Path) -> None:
    layout = make_study(tmp_path / "study")
    source = load(layout).sources["P01"]
    texts = Texts(layout, {"P01": source})
    here = quote(layout, "P01", "전등")
    assert texts.place("P01", here) == Span(here.start, here.end)
    assert texts.place("P01", replace(here, start=0, end=2)) == Span(here.start, here.end)
    assert texts.place("P01", replace(here, start=-2, end=0, exact="")) == Adrift("not found")
    assert texts.place("P09", here) == Adrift("not found")
    assert texts.alignments == {}
    texts.place("P01", replace(here, text="0" * 12))
    assert texts.alignments == {("P01", "0" * 12): None}
