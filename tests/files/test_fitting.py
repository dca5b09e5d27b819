"""What is made without pydantic is what pydantic makes; what it would not make, or would convert, is left to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from qualcode.files.codebook import parse_codebook
from qualcode.files.fitting import Misfit, fitted
from qualcode.files.sources import Origin, Sidecar, SpeakerFile
from qualcode.files.yaml import adapter
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.codebook import Tests as Trials
from qualcode.model.diagnostic import Location
from qualcode.model.project import Settings
from support import ROOT

KINDS = (Settings, Sidecar, SpeakerFile, Origin, Codebook, Code, Keyword, Trials)
NAMES = sorted({name for kind in KINDS for name in kind.__dataclass_fields__} | {"not", "id_"})
leaves = st.sampled_from(["", "가", "P03", "sentence", "turn", "lemma", "form", "true", "1", True, False, Location("b.yaml", 2)])
data = st.recursive(leaves, lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=3))


def by_pydantic(kind: type, value: object) -> Any:  # noqa: ANN401 - a value of any of the kinds
    try:
        return adapter(kind).validate_python(value)
    except ValidationError:
        return None


@settings(max_examples=1000)
@given(st.sampled_from(KINDS), data)
def test_what_fits_is_what_pydantic_makes(kind: type, value: object) -> None:
    try:
        made: object = fitted(kind, value)
    except Misfit:
        return
    assert repr(made) == repr(by_pydantic(kind, value))
    assert made == by_pydantic(kind, value)


texts = st.sampled_from(["", "가", "P03"])
words = texts | st.dictionaries(st.sampled_from(["ko", "en"]), texts, max_size=2)
many = st.lists(texts, max_size=2)
keywords = st.lists(
    st.fixed_dictionaries({"find": texts}, optional={"match": st.just("form"), "where": st.just(Location("b"))}), max_size=2
)
tests_ = st.fixed_dictionaries({}, optional={"match": many, "miss": many})


def codes(below: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[list[Any]]:
    optional = {
        "label": words, "not": words, "examples": many, "keywords": keywords, "tests": tests_, "was": many, "retired": st.booleans(),
        "codes": below, "where": st.just(Location("b.yaml", 3)),
    }  # fmt: skip
    return st.lists(st.fixed_dictionaries({"id": texts}, optional=optional), max_size=2)


books = st.fixed_dictionaries({"codebook": texts, "codes": codes(codes(st.just([])))})


@settings(max_examples=200)
@given(books)
def test_a_codebook_that_pydantic_takes_as_it_is_fits(book: dict[str, object]) -> None:
    assert repr(fitted(Codebook, book)) == repr(by_pydantic(Codebook, book))


@pytest.mark.parametrize("path", sorted((ROOT / "codebooks").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_codebooks_that_ship_fit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.files.yaml.adapter", None)
    book, findings = parse_codebook(path.read_bytes(), "b.yaml")
    assert (bool(book.codes), findings) == (True, ())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Code, {"id": "a", "retired": "true"}),
        (Code, {"label": "a"}),
        (Code, {"id": "a", "not_": "b"}),
        (Sidecar, {"speakers": {"P03": "respondent"}}),
        (Sidecar, {"speakers": ["P03"]}),
        (Sidecar, {"language": True}),
        (Settings, {"unit": "word"}),
        (Settings, {"exclude": "system"}),
        (Settings, "a"),
    ],
)
def test_what_is_wrong_or_would_be_converted_does_not_fit(kind: type, value: object) -> None:
    with pytest.raises(Misfit):
        fitted(kind, value)


@dataclass(frozen=True)
class Later:
    """Fields of types that no file has so far."""

    number: int = 0
    pair: tuple[str, str] = ("", "")
    by_number: Mapping[int, str] | None = None


@pytest.mark.parametrize("value", [{"number": "1"}, {"pair": ["a", "b"]}, {"by_number": {"1": "a"}}])
def test_types_that_are_not_known_are_left_to_pydantic(value: object) -> None:
    with pytest.raises(Misfit):
        fitted(Later, value)
