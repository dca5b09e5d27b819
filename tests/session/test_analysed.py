"""Transcripts are analysed once: what an edit costs, and that the cache is never the reason for another result."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.files.sources import read_sidecar, read_source, sidecar_text
from qualcode.files.units import Languages, UnitStore
from qualcode.session import analysed, open_study
from qualcode.session.checking import of_keywords
from qualcode.session.suggesting import proposals, queue
from studies import BOOK, CODEBOOK, INTERVIEWS, make_study

MANY = 12
GLOB, PATTERN = "dist*", "{find: a drill, pattern: [{LOWER: drill}]}"
WORDS = CODEBOOK.replace("learn* NEAR", "learn NEAR")
"""A codebook whose keywords all are words."""


class Told:
    """A listener to progress: the totals that were begun, and the steps of the last one."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.calls: list[tuple[int, int]] = []
        self.stop_at = stop_at

    def __call__(self, done: int, total: int) -> None:
        self.calls.append((done, total))
        if len(self.calls) == self.stop_at:
            raise KeyboardInterrupt

    @property
    def begun(self) -> list[int]:
        return [total for done, total in self.calls if done == 0]


@pytest.fixture
def study(tmp_path: Path) -> Layout:
    """Three interviews whose keywords are words, a wildcard and a token pattern."""
    book = WORDS.replace("[예산, budget]", f'[예산, budget, "{GLOB}", {PATTERN}]')
    return make_study(tmp_path / "study", codebook=book)


@pytest.fixture
def plain(tmp_path: Path) -> Layout:
    """The same with keywords that all are words."""
    return make_study(tmp_path / "plain", codebook=WORDS)


def length(layout: Layout, *sources: str) -> int:
    return sum(len(read_source(layout, id_)[0].text) for id_ in sources)


def run(layout: Layout, *sources: str) -> list[int]:
    """Suggest, and give the code points that were analysed for it, one number a layer."""
    told = Told()
    proposals(open_study(layout.root, "kim"), sources or None, progress=told)
    return told.begun


def rows(layout: Layout) -> list[object]:
    return list(proposals(open_study(layout.root, "kim"))[0])


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_study_is_analysed_once(plain: Layout) -> None:
    told = Told()
    proposals(open_study(plain.root, "kim"), progress=told)
    every = length(plain, "P01", "P02", "F01")
    assert told.calls == [(0, every), (every, every)]
    assert run(plain) == []


def test_words_as_written_are_a_layer_of_their_own(study: Layout, plain: Layout) -> None:
    every = length(plain, "P01", "P02", "F01")
    assert run(study) == [every, every]
    assert run(study) == []
    assert run(plain) == [every]
    write(plain.root / BOOK, "budget]", f'"{GLOB}"]')
    assert run(plain) == [every]


def test_an_edit_of_the_codebook_analyses_nothing(plain: Layout) -> None:
    run(plain)
    write(plain.root / BOOK, "[예산, budget]", "[공구, drill]")
    assert run(plain) == []
    found = [e.keyword for s in proposals(open_study(plain.root))[0] for e in s.evidence if s.code == "community.resources"]
    assert sorted(found) == ["drill", "공구"]


def test_one_edited_transcript_is_analysed_alone(plain: Layout) -> None:
    run(plain)
    write(plain.transcript("P02"), "every autumn", "every autumn and every spring")
    assert run(plain) == [length(plain, "P02")]
    assert run(plain) == []
    write(plain.transcript("P02"), "every autumn and every spring", "every autumn")
    assert run(plain) == [], "the version of before is still there"


def test_who_speaks_in_a_role_changes_no_analysis(plain: Layout) -> None:
    run(plain)
    before = rows(plain)
    sidecar, _ = read_sidecar(plain, "P02")
    silent = {**sidecar.speakers, "P02": replace(sidecar.speakers["P02"], role="interviewer")}
    plain.sidecar("P02").write_text(sidecar_text(replace(sidecar, speakers=silent)), encoding="utf-8")
    assert run(plain) == []
    assert rows(plain) == [row for row in before if getattr(row, "source", "") != "P02"]


def test_an_alias_makes_its_source_new_and_no_other(plain: Layout) -> None:
    write(plain.transcript("P02"), "P02 [00:02:33]: The", "Ann [00:02:33]: The")
    run(plain)
    before = rows(plain)
    sidecar, _ = read_sidecar(plain, "P02")
    named = {**sidecar.speakers, "P02": replace(sidecar.speakers["P02"], aliases=("Ann",))}
    plain.sidecar("P02").write_text(sidecar_text(replace(sidecar, speakers=named)), encoding="utf-8")
    assert run(plain) == [length(plain, "P02")]
    assert len(rows(plain)) > len(before), "the words of Ann are a respondent's now, no longer the interviewer's"


def test_the_words_of_the_study_make_all_new(tmp_path: Path) -> None:
    plain = make_study(tmp_path, {"P02": INTERVIEWS["P02"]}, WORDS)
    words = plain.root / "words.txt"
    run(plain)
    every = length(plain, "P02")
    words.write_text("뚝딱이 # 동아리 이름\n", encoding="utf-8")
    assert run(plain) == [every]
    words.write_text("\ufeff# 이름들\n\n 뚝딱이\n", encoding="utf-8")
    assert run(plain) == [], "only the comment is another"
    words.write_text("뚝딱이\n주민기술학교\n", encoding="utf-8")
    assert run(plain) == [every]
    words.write_text("주민기술학교\n뚝딱이\n", encoding="utf-8")
    assert run(plain) == [], "only the order is another"
    words.unlink()
    assert run(plain) == [every]


def test_a_pipeline_of_the_study_makes_all_new(plain: Layout) -> None:
    run(plain)
    write(plain.settings, "pipelines: {}", "pipelines: {en: plain}")
    assert run(plain) == [length(plain, "P01", "P02", "F01")]


def test_deleting_what_is_derived_changes_no_row(study: Layout) -> None:
    first = rows(study)
    assert {e.tier for s in first for e in s.evidence} >= {"noun", "word", "glob", "pattern"}  # type: ignore[attr-defined]
    assert rows(study) == first
    shutil.rmtree(study.derived)
    assert rows(study) == first


def test_where_the_file_cannot_be_the_rows_are_the_same(study: Layout) -> None:
    first = rows(study)
    shutil.rmtree(study.derived)
    (study.derived / "units.sqlite" / "inside").mkdir(parents=True)
    assert rows(study) == first
    assert (study.derived / "units.sqlite" / "inside").is_dir()


def test_a_damaged_row_is_analysed_anew_and_the_command_goes_on(study: Layout) -> None:
    first = rows(study)
    with analysed.open_analysis(open_study(study.root)).store as store:
        store.db.execute("UPDATE row SET blob = x'0102'")
    assert rows(study) == first
    assert run(study) == []


def test_where_the_file_can_be_read_and_not_written_the_rows_are_the_same(study: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    class ReadOnly(UnitStore):
        def __init__(self, path: Path | None, signature: str, languages: Languages) -> None:
            super().__init__(path, signature, languages)
            self.db.execute(f"PRAGMA query_only = {int(path is not None)}")

    first = rows(study)
    shutil.rmtree(study.derived)
    monkeypatch.setattr(analysed, "UnitStore", ReadOnly)
    assert rows(study) == first


def test_where_even_the_folder_cannot_be_the_rows_are_the_same(study: Layout) -> None:
    first = rows(study)
    shutil.rmtree(study.derived)
    study.derived.write_text("no folder", encoding="utf-8")
    assert rows(study) == first
    assert study.derived.read_text(encoding="utf-8") == "no folder"


def test_an_interrupted_run_keeps_what_it_did(plain: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows(plain)
    shutil.rmtree(plain.derived)
    monkeypatch.setattr(analysed, "_BATCH", 1)
    first, *others = open_study(plain.root).project.sources
    with pytest.raises(KeyboardInterrupt):
        proposals(open_study(plain.root, "kim"), progress=Told(stop_at=2))
    told = Told()
    assert list(proposals(open_study(plain.root, "kim"), progress=told)[0]) == whole
    rest = length(plain, *others)
    assert told.calls == [(0, rest), (length(plain, others[0]), rest), (rest, rest)]
    assert length(plain, first) + rest == length(plain, "P01", "P02", "F01")


@pytest.fixture
def long(tmp_path: Path) -> Layout:
    """Many interviews, no two of them alike."""
    base = INTERVIEWS["P02"]
    speeches = [
        tuple(replace(s, text=s.text + f" Number {n}." if s.speaker == "P02" else s.text) for s in base.speeches) for n in range(MANY)
    ]
    return make_study(tmp_path / "long", {f"S{n:02}": replace(base, speeches=said) for n, said in enumerate(speeches)}, WORDS)


def test_one_source_alone_does_not_forget_the_others(long: Layout) -> None:
    run(long)
    write(long.transcript("S00"), "every autumn", "every spring")
    assert run(long, "S00") == [length(long, "S00")]
    assert run(long) == []


def test_sentences_in_tests_do_not_forget_the_transcripts(long: Layout) -> None:
    run(long)
    write(
        long.root / BOOK, "        keywords: [믿다, trust]\n", "        keywords: [믿다, trust]\n        tests: {match: [We trust them.]}\n"
    )
    told = Told()
    assert not [d for d in of_keywords(open_study(long.root), told) if d.rule == "QC122"]
    assert told.begun == [len("We trust them.")]


def test_old_versions_are_forgotten_in_time(long: Layout) -> None:
    for n in range(6):
        write(long.transcript("S00"), "every", f"every {n}")
        for other in range(1, MANY):
            write(long.transcript(f"S{other:02}"), f"Number {other}.", f"Number {other}. {n}")
        run(long)
    with analysed.open_analysis(open_study(long.root)).store as store:
        (count,) = store.db.execute("SELECT count(*) FROM row WHERE layer = 'words'").fetchone()
    assert MANY < count < 6 * MANY


def test_texts_that_are_alike_are_analysed_once(tmp_path: Path) -> None:
    base = INTERVIEWS["P02"]
    layout = make_study(tmp_path, {"A": base, "B": base}, WORDS)
    assert run(layout) == [length(layout, "A")]
    by_source = queue(open_study(layout.root, "kim")).by_source()
    assert by_source["A"] == by_source["B"] > 0


def test_an_analysis_that_is_kept_nowhere_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    analysis = analysed.passing_analysis()
    one = analysed.sentence_document(["We learned it.", "", "배웠어요."])
    analysis.ensure([one])
    assert [one.text[s:e] for s, e, _ in one.turns()] == ["We learned it.", "", "배웠어요."]
    assert analysis.store.missing(analysed.WORDS, [one.key]) == []
    assert list(tmp_path.iterdir()) == []
