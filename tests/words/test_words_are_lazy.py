"""Starting must stay cheap: what loads which library is counted in a process of its own."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("spacy", "kiwipiepy", "lemminflect", "numpy", "yaml", "pydantic")


def loaded(script: str) -> set[str]:
    """Give the heavy libraries that a script has loaded when it ends."""
    report = f"\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    return set(subprocess.run([sys.executable, "-c", script + report], capture_output=True, text=True, check=True).stdout.split())


def test_importing_loads_no_analyser() -> None:
    modules = "english", "korean", "pipelines", "plain", "spelling"
    script = "import qualcode.words, qualcode.match.engine, qualcode.match.suggest\n"
    assert loaded(script + "\n".join(f"import qualcode.words.{name}" for name in modules)) == set()


def test_compiling_english_keywords_loads_no_spacy() -> None:
    script = """
from qualcode.match.engine import compile_keywords
from qualcode.model.codebook import Code, Keyword
from qualcode.words.english import inflections
assert not compile_keywords([Code(id="a", keywords=(Keyword("learn | 배우다"),))], inflections).unreadable
assert "learnt" in inflections("learn")
"""
    assert not {"spacy", "kiwipiepy", "lemminflect"} & loaded(script)


def test_lemminflect_can_still_be_imported_afterwards() -> None:
    script = """
from qualcode.words.english import inflections
inflections("learn")
import lemminflect
assert lemminflect.getLemma("learnt", "VERB") == ("learn",)
"""
    assert "lemminflect" in loaded(script)


def test_korean_words_need_no_spacy_and_english_ones_no_kiwi() -> None:
    assert "spacy" not in loaded("from qualcode.words import analyse\nanalyse(['배웠어요'])")
    assert "kiwipiepy" not in loaded("from qualcode.words import analyse\nanalyse(['learned'])")
