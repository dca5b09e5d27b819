"""Two people, or one at two machines, decide on two branches; real git merges them, and every decision is there once."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from branches import Desk, Hand, Repository, Script
from qualcode.files.layout import write_whole
from qualcode.files.log import read_log
from qualcode.files.sources import keep_version, read_source
from qualcode.files.study import load
from qualcode.model.project import Project
from qualcode.ops import Op, encode, fold
from qualcode.rules import codings_adrift
from studies import BOOK, CODEBOOK, CODES, EXPERTISE, KIM, LEE, code, make_study, quote, record

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")
trials = pytest.mark.parametrize("seed", range(25))
RENAMED = "resident.skills"
MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out forcing bytes to disk, which is tested elsewhere and would be most of the time here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@dataclass
class Trial:
    """A study with a few decisions of both coders, and two branches that go on from there."""

    root: Path
    seed: int
    union: bool = True

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.layout = make_study(self.root)
        self.git = Repository(self.root)
        if not self.union:
            (self.root / ".gitattributes").unlink()
        self.base = Desk(self.layout, {source: Script.of(source) for source in ("P01", "P02")})
        for source in self.base.scripts:
            keep_version(self.layout, read_source(self.layout, source)[0])
        for coder in (KIM, LEE):
            Hand(self.base, coder, self.chance).decide(6)
        self.git.begin()
        self.ours, self.theirs = deepcopy(self.base), deepcopy(self.base)

    def as_decided(self, desk: Desk, renamed: Mapping[str, str] | None = None) -> Project:
        """Load the study and hold it against what was decided at a desk; gives it for a look at its findings."""
        project = load(self.layout)
        new = renamed or {}
        standing = {c.id: (c.coder, c.source, c.code, c.written, c.span) for c in project.codings}
        assert standing == {
            i: (p.coder, p.source, new.get(p.code, p.code), p.code, desk.scripts[p.source].place(p.words))
            for i, p in desk.standing().items()
        }
        rejected = {r.id: (r.coder, r.source, r.code, r.span) for r in project.rejections}
        assert rejected == {
            i: (p.coder, p.source, new.get(p.code, p.code), desk.scripts[p.source].place(p.words)) for i, p in desk.rejected().items()
        }
        return project

    def merged(self) -> Desk:
        """Give what must stand after the merge."""
        return self.base.merged(self.ours, self.theirs)


def rules(project: Project) -> list[str]:
    return [d.rule for d in (*project.diagnostics, *codings_adrift(project))]


@trials
def test_two_coders_on_two_branches(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, seed)
    Hand(trial.ours, KIM, trial.chance).decide(8)
    trial.git.cross()
    Hand(trial.theirs, LEE, trial.chance).decide(8)
    trial.as_decided(trial.theirs)
    trial.git.merge()
    assert rules(trial.as_decided(trial.merged())) == []


@trials
def test_one_coder_on_two_machines(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, seed)
    Hand(trial.ours, KIM, trial.chance).decide(12)
    trial.as_decided(trial.ours)
    trial.git.cross()
    Hand(trial.theirs, KIM, trial.chance).decide(12)
    trial.as_decided(trial.theirs)
    trial.git.merge()
    assert rules(trial.as_decided(trial.merged())) == []


def correct(trial: Trial) -> None:
    """Correct every transcript on the other branch."""
    for source, script in trial.theirs.scripts.items():
        script.correct(trial.chance)
        write_whole(trial.layout.transcript(source), script.write()[0].encode("utf-8"))
        keep_version(trial.layout, read_source(trial.layout, source)[0])


def rename(trial: Trial) -> None:
    """Rename a code on the other branch; its old id stays readable."""
    renamed = CODEBOOK.replace(f"- id: {EXPERTISE}\n", f"- id: {RENAMED}\n        was: [{EXPERTISE}]\n")
    write_whole(trial.root / BOOK, renamed.encode("utf-8"))


def nothing(trial: Trial) -> None:
    """Change nothing but codings on the other branch."""
    assert trial.layout.settings.exists()


def n_adrift(desk: Desk) -> int:
    return sum(desk.scripts[put.source].place(put.words) is None for put in desk.standing().values())


@trials
def test_coding_while_the_transcript_is_corrected_on_the_other_branch(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, seed)
    Hand(trial.ours, KIM, trial.chance).decide(8)
    trial.git.cross()
    correct(trial)
    Hand(trial.theirs, trial.chance.choice([KIM, LEE]), trial.chance).decide(5)
    trial.git.merge()
    merged = trial.merged()
    assert rules(trial.as_decided(merged)) == ["QC201"] * n_adrift(merged)


@trials
def test_coding_while_a_code_is_renamed_on_the_other_branch(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, seed)
    Hand(trial.ours, KIM, trial.chance).decide(8)
    trial.git.cross()
    rename(trial)
    Hand(trial.theirs, trial.chance.choice([KIM, LEE]), trial.chance, (RENAMED, *CODES[1:])).decide(8)
    trial.git.merge()
    assert rules(trial.as_decided(trial.merged(), {EXPERTISE: RENAMED})) == []


@trials
@pytest.mark.parametrize("meanwhile", [nothing, correct, rename])
def test_an_unresolved_merge_gives_the_right_state_and_a_finding(tmp_path: Path, seed: int, meanwhile: Callable[[Trial], None]) -> None:
    """One coder on two branches, the union driver off, so that git leaves its markers in the logs."""
    trial = Trial(tmp_path, seed, union=False)
    Hand(trial.ours, KIM, trial.chance).decide(8)
    trial.git.cross()
    meanwhile(trial)
    codes = (RENAMED, *CODES[1:]) if meanwhile is rename else CODES
    Hand(trial.theirs, KIM, trial.chance, codes).decide(8)
    trial.git.merge("-c", f"merge.conflictStyle={('merge', 'diff3')[seed % 2]}", refuses=True)
    merged = trial.merged()
    project = trial.as_decided(merged, {EXPERTISE: RENAMED} if meanwhile is rename else {})
    lines = [line for log in trial.layout.codings.rglob("*.jsonl") for line in log.read_text(encoding="utf-8").split("\n")]
    marked = sum(line.startswith(MARKERS) for line in lines)
    assert marked >= 3 + seed % 2
    assert rules(project) == ["QC010"] * marked + ["QC201"] * n_adrift(merged)


# ---------------------------------------------------------------- damage and redaction on one branch


def test_words_redacted_on_one_branch_stay_redacted_while_the_other_codes_on(tmp_path: Path) -> None:
    layout, git = make_study(tmp_path), Repository(tmp_path)
    first = code(layout, KIM, "P01", "옆집 언니가 같이 가자고", EXPERTISE)
    git.begin()
    second = code(layout, KIM, "P01", "도배까지 혼자서 해냅니다", EXPERTISE)
    git.cross()
    assert first.anchor
    redacted = replace(first, anchor=replace(first.anchor, exact="○○ ○○○ ○○ ○○○"), redacted=True)
    write_whole(layout.log(KIM, "P01"), (encode(redacted) + "\n").encode("utf-8"))
    git.merge()
    log, findings = read_log(layout, KIM, "P01")
    assert [s.op for s in fold(log.ops).codings] == [redacted, second]
    assert findings == ()


def test_a_line_torn_on_one_branch_takes_no_line_of_the_other_with_it(tmp_path: Path) -> None:
    layout, git = make_study(tmp_path), Repository(tmp_path)
    path = layout.log(KIM, "P01")
    first = code(layout, KIM, "P01", "옆집 언니가 같이 가자고", EXPERTISE)
    git.begin()
    code(layout, KIM, "P01", "도배까지 혼자서 해냅니다", EXPERTISE)
    path.write_bytes(path.read_bytes()[:-30])
    git.cross()
    theirs = [code(layout, KIM, "P01", words, EXPERTISE) for words in ("전등 하나 갈 줄도", "구청 예산이 끊기면")]
    git.merge()
    log, findings = read_log(layout, KIM, "P01")
    assert [s.op for s in fold(log.ops).codings] == [first, *theirs]
    assert len(findings) == 1
    (undo,) = record(layout, KIM, "P01", Op("undo", of=first.id))
    assert read_log(layout, KIM, "P01")[0].ops[-1] == undo
    assert quote(layout, "P01", "전등 하나 갈 줄도") == theirs[0].anchor
