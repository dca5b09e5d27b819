"""An open study: what it knows after a decision is what a fresh reading of the folder gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.files.study import load
from qualcode.model.failure import QualcodeError
from qualcode.model.project import Project
from qualcode.model.text import Span
from qualcode.ops import Op
from qualcode.session import open_study


def same(ours: Project, fresh: Project) -> bool:
    """Compare two projects, findings as a bag."""
    return replace(ours, diagnostics=()) == replace(fresh, diagnostics=()) and Counter(ours.diagnostics) == Counter(fresh.diagnostics)


def test_after_each_decision_the_project_is_what_a_fresh_reading_gives(school: Path) -> None:
    path = school / "transcripts" / "P01.txt"
    text = path.read_text(encoding="utf-8")
    lost = text.split("\n\n")[9]
    path.write_text(text.replace(lost, "P01: 지워진 자리입니다."), encoding="utf-8")  # so that some codings are adrift
    session = open_study(school, "kim")
    layout = Layout(school)
    before = session.project
    first = next(c for c in before.codings if c.source == "P01" and c.coder == "kim")
    for drafts in (
        [Op("code", code="factor.people", anchor=session.anchor("P01", Span(0, 9)))],
        [Op("note", anchor=session.anchor("P01", Span(0, 9)), note="메모")],
        [Op("recode", of=first.id, code="task.evaluation")],
        [Op("reject", code="factor.people", anchor=session.anchor("P01", Span(4, 9)))],
        [Op("done", text=session.source("P01").version)],
        [Op("uncode", of=c.id) for c in before.codings if c.span is None and c.coder == "kim"][:1],
    ):
        if drafts:
            session.do("P01", *drafts)
            assert same(session.project, load(layout))
    session.undo()
    session.redo()
    assert same(session.project, load(layout))
    assert session.project.codings != before.codings


def test_a_new_coder_and_an_untouched_source(school: Path) -> None:
    session = open_study(school, "park")
    session.do("P06", Op("code", code="factor.people", anchor=session.anchor("P06", Span(0, 9))))
    assert same(session.project, load(Layout(school)))
    assert "park" in session.project.coders


def test_a_coding_that_was_changed_is_not_taken_back_beneath_the_change(school: Path) -> None:
    session = open_study(school, "kim")
    first = next(c for c in session.project.codings if c.source == "P01" and c.coder == "kim")
    (recoded,) = session.do("P01", Op("recode", of=first.id, code="task.evaluation"))
    with pytest.raises(QualcodeError, match="changed by a later recode") as refused:
        session.undo(first.id)
    assert refused.value.help == f"take that back first: qualcode undo {recoded.id}"
    session.undo(recoded.id)
    assert first.id in {c.id for c in session.project.codings}
    session.undo(first.id)
    assert first.id not in {c.id for c in session.project.codings}
