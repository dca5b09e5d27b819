"""Starting must stay cheap: what loads which library is counted in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from qualcode.files import units
from qualcode.match.units import Units
from qualcode.session import open_study
from qualcode.session.suggesting import proposals, queue
from qualcode.words import analyser
from studies import BOOK, make_study

HEAVY = ("spacy", "kiwipiepy", "lemminflect", "numpy", "yaml", "pydantic", "regex", "snowballstemmer")
ANALYSERS = {"spacy", "kiwipiepy", "lemminflect"}


def loaded(script: str, folder: Path | None = None) -> set[str]:
    """Give the heavy libraries that a script has loaded when it ends."""
    report = f"\nimport sys\nprint('LOADED', *({{name.split('.')[0] for name in sys.modules}} & set({HEAVY!r})))"
    own = {**os.environ, "QUALCODE_CODER": "kim"}
    ran = subprocess.run([sys.executable, "-c", script + report], capture_output=True, encoding="utf-8", check=False, cwd=folder, env=own)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rstrip("\n").split("\n")[-1].split()[1:])


def command(*arguments: str) -> str:
    """Write a script that runs a command line."""
    return f"from qualcode.cli.main import run\ncode = run({list(arguments)!r})\nassert code == 0, code"


def test_importing_loads_no_analyser() -> None:
    modules = "analyser", "english", "inside", "installed", "korean", "pipelines", "spelling", "stems", "word"
    assert {path.stem for path in Path(analyser.__file__).parent.glob("*.py")} == {"__init__", *modules}
    script = "import qualcode.match.engine, qualcode.match.suggest, qualcode.session.suggesting\n"
    found = loaded(script + "\n".join(f"import qualcode.words.{name}" for name in modules))
    assert not {*ANALYSERS, "regex", "snowballstemmer"} & found


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study").root


def with_keywords(study: Path, keywords: str) -> None:
    """Put keywords into the codebook of the study."""
    book = study / BOOK
    text = book.read_text(encoding="utf-8")
    assert "keywords: [전등, " in text
    book.write_text(text.replace("keywords: [전등, ", f"keywords: [{keywords}, 전등, "), encoding="utf-8")


def test_a_warm_run_loads_no_analyser_whatever_became_of_the_codebook(study: Path) -> None:
    assert {"kiwipiepy", "lemminflect"} <= loaded(command("suggest"), study)
    assert not ANALYSERS & loaded(command("suggest"), study)
    before = len(queue(open_study(study, "kim")))
    with_keywords(study, '고치다, 동네 수리, neighbour, "스무 명 NEAR/3 모이다", "주민* | 달*", "/끊\\\\w+/", \'"on my own"\'')
    assert not ANALYSERS & loaded(command("suggest"), study)
    assert len(queue(open_study(study, "kim"))) > before + 2


def test_an_english_word_that_no_text_holds_is_inflected_once(study: Path) -> None:
    loaded(command("suggest"), study)
    with_keywords(study, "carry on, gadget")
    assert ANALYSERS & loaded(command("suggest"), study) <= {"lemminflect"}
    assert not ANALYSERS & loaded(command("suggest"), study)


def test_other_commands_over_a_warm_cache_load_none_either(study: Path) -> None:
    loaded(command("suggest"), study)
    assert not ANALYSERS & loaded(command("codebook", "explain", "resident.expertise"), study)
    assert not ANALYSERS & loaded(command("count"), study)
    assert "numpy" not in loaded("from qualcode.cli.main import run\nrun(['--help'])", study)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are analysed, as they come."""
    texts: list[str] = []
    stream = analyser.stream

    def listening(given: Iterable[analyser.Text], *more: object) -> Iterator[Units]:
        every = list(given)
        texts.extend(one.text for one in every)
        return stream(every, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(analyser, "stream", listening)
    return texts


def test_only_what_was_edited_is_analysed(study: Path, read: list[str]) -> None:
    assert len(proposals(open_study(study, "kim"))[0]) >= 4
    assert len(read) == 3
    read.clear()
    proposals(open_study(study, "kim"))
    assert read == []
    path = study / "transcripts" / "P01.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("예산이 끊기면", "예산이 줄면"), encoding="utf-8")
    found = list(proposals(open_study(study, "kim"))[0])
    assert read == [path.read_text(encoding="utf-8")]
    assert any("예산이 줄면" in one.exact for one in found)


def test_asking_for_one_source_forgets_no_other(study: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "_KEPT", 0)  # so that whatever is not current is forgotten at once
    proposals(open_study(study, "kim"))
    path = study / "transcripts" / "P01.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("예산", "돈"), encoding="utf-8")
    proposals(open_study(study, "kim"), ["P01"])
    read.clear()
    proposals(open_study(study, "kim"))
    assert read == []


def test_going_back_to_an_older_text_analyses_nothing(study: Path, read: list[str]) -> None:
    path = study / "transcripts" / "P01.txt"
    before = path.read_text(encoding="utf-8")
    first = list(proposals(open_study(study, "kim"))[0])
    path.write_text(before.replace("예산", "돈"), encoding="utf-8")
    proposals(open_study(study, "kim"))
    read.clear()
    path.write_text(before, encoding="utf-8")
    assert list(proposals(open_study(study, "kim"))[0]) == first
    assert read == []


def test_other_labels_or_words_of_the_study_are_another_analysis(study: Path, read: list[str]) -> None:
    proposals(open_study(study, "kim"))
    read.clear()
    (study / "words.txt").write_text("수료\n봉사단 # 이름\n", encoding="utf-8")
    proposals(open_study(study, "kim"))
    assert len(read) == 3


def test_compiling_english_keywords_loads_no_spacy() -> None:
    script = """
from qualcode.match.compile import compile_keywords
from qualcode.model.codebook import Code, Keyword
from qualcode.session.analysed import passing_analysis
store = passing_analysis().store
assert not compile_keywords([Code(id="a", keywords=(Keyword("learn | 배우다"),))], store).unreadable
assert "learnt" in store.inflections({"learn"})["learn"]
"""
    assert not {"spacy", "kiwipiepy"} & loaded(script)


def test_lemminflect_can_still_be_imported_afterwards() -> None:
    script = """
from qualcode.words.english import inflections
inflections("learn")
import lemminflect
assert lemminflect.getLemma("learnt", "VERB") == ("learn",)
"""
    assert "lemminflect" in loaded(script)


def test_korean_words_need_no_spacy_and_english_ones_no_kiwi() -> None:
    script = "from qualcode.words.analyser import Text, read\nread([Text({0!r}, ((0, 4, 0),))])"
    assert "spacy" not in loaded(script.format("배웠어요"))
    assert not ANALYSERS & loaded(script.format("read"))
