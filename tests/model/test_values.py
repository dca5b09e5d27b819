"""What holds for every value of the model: nobody changes it, and where it was read is no part of it."""

from __future__ import annotations

import dataclasses
import importlib
from functools import cached_property

import pytest

from qualcode.model.codebook import Code, Codebook
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error, note, warning
from qualcode.model.imported import Imported
from qualcode.model.project import Settings

MODULES = ("address", "case", "codebook", "coding", "diagnostic", "imported", "project", "source", "text")
VALUES = [
    value
    for name in MODULES
    for value in vars(importlib.import_module(f"qualcode.model.{name}")).values()
    if dataclasses.is_dataclass(value) and isinstance(value, type) and value.__module__.endswith(f".{name}")
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_a_value_is_frozen_and_small(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    remembers = any(isinstance(part, cached_property) for part in vars(kind).values())
    assert remembers or "__slots__" in vars(kind)


READ = [kind for kind in VALUES if kind is not Diagnostic and "where" in {f.name for f in dataclasses.fields(kind)}]


@pytest.mark.parametrize("kind", READ, ids=lambda kind: kind.__name__)
def test_where_a_value_was_read_is_no_part_of_it(kind: type) -> None:
    where = next(f for f in dataclasses.fields(kind) if f.name == "where")
    assert (where.compare, where.repr, where.default) == (False, False, None)


def test_the_version_of_a_codebook_is_no_part_of_it() -> None:
    assert Codebook("x", version="1", where=Location("a")) == Codebook("x")
    assert (Codebook().version, Codebook().codebook, Code("a").retired, Code("a").exclusive) == ("", "", False, False)


def test_a_study_that_says_nothing_is_set_up_so() -> None:
    roles = ("interviewer", "moderator", "system")
    assert Settings() == Settings("", ("ko", "en"), "codebooks/capacity.yaml", "sentence", roles, {}, "words.txt")


def test_a_file_in_which_nothing_was_found_is_that() -> None:
    assert Imported() == Imported((), (), (), "utf-8", "", "", (), ())


def test_findings_are_of_three_severities() -> None:
    made = [make("QC1", "x", Location("a", 2, 3), "h") for make in (error, warning, note)]
    assert [d.severity for d in made] == list(Severity)
    assert {(d.rule, d.message, str(d.where), d.help) for d in made} == {("QC1", "x", "a:2:3", "h")}
