"""A study with names, pseudonymised: no name is left, every coding keeps its words, and a stop in between loses nothing."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.files.layout import Layout, write_whole
from qualcode.files.log import read_log
from qualcode.files.pseudonyms import map_text
from qualcode.files.redaction import SameName
from qualcode.files.redactor import Redactor
from qualcode.files.sources import Origin, Sidecar, SpeakerFile, keep_version, read_source, write_source
from qualcode.files.standing import standing
from qualcode.files.study import load
from qualcode.match.names import Names
from qualcode.model.coding import Anchor
from qualcode.model.source import Speech, compose
from qualcode.model.text import Span, text_version
from qualcode.ops import Op, content_id
from qualcode.rules import check
from qualcode.session.redact import BadPseudonyms, NoPseudonyms, names_left, pseudonymise, study_pseudonyms
from qualcode.session.study import Session
from studies import EXPERTISE, KIM, LEE, TRUST, Interview, code, make_study, record

NAMES = {"김민수": "P03", "민수": "P03", "Kim Minsu": "P03", "영숙": "P02"}
ASKS = SpeakerFile("interviewer")
INTERVIEWS = {
    "김민수": Interview(
        ("ko",),
        {"면담자": ASKS, "김민수": SpeakerFile("respondent", "김민수", ("김민수 씨",))},
        (
            Speech("면담자", "민수 씨는 어떻게 오시게 되었나요?"),
            Speech("김민수", "영숙이가 가자고 해서요. 제가 민수라고 하면 다들 웃어요."),
            Speech("김민수 씨", "옆집 김\n민수네도 왔고요.\n민수: 이렇게 시작하는 문단도 있어요."),
        ),
    ),
    "P09": Interview(
        ("ko",),
        {"면담자": ASKS, "P09": SpeakerFile("respondent", "P09")},
        (Speech("P09", "수민수업은 몰라요. 민수는 알지요. 저는 Kim Minsu's class도 들었어요."),),
    ),
    "F01": Interview(
        ("ko",),
        {"진행자": ASKS, "영숙": SpeakerFile("respondent", "P02")},
        (Speech("진행자", "어떠셨어요?"), Speech("영숙", "좋았지요.")),
    ),
}


def make(root: Path) -> Layout:
    """Make a study of two interviews with names wherever names may stand."""
    layout = make_study(root, INTERVIEWS)
    source, sidecar, _ = read_source(layout, "김민수")
    origin = Origin(file="P03_김민수_강북.docx", text=source.version)
    write_source(layout, "김민수", source.text, replace(sidecar, case="김민수", origin=origin))
    write_whole(layout.cases, 'case,role\r\n김민수,"민수의 역할, 둘"\r\nP09, 참여자\r\n'.encode("utf-8-sig"))
    code(layout, KIM, "김민수", "민수라고 하면", TRUST)
    code(layout, KIM, "김민수", "영숙이가 가자고", EXPERTISE)
    code(layout, LEE, "김민수", "김\n민수네도 왔고요.", EXPERTISE)
    first = code(layout, KIM, "P09", "민수는 알지요.", TRUST)
    record(layout, KIM, "P09", Op("note", of=first.id, note="영숙이한테 물어볼 것"), Op("done", text=read_source(layout, "P09")[0].version))
    code(layout, KIM, "P09", "수민수업은 몰라요.", TRUST)
    write_whole(layout.memos / "2026-11-21-김민수.md", "---\nabout: 김민수\nby: 민수\n---\n\n민수를 다시 만날 것.\n".encode())
    write_whole(layout.root / "summaries" / "kim.csv", "case,theme,summary\n김민수,trust,민수가 믿는다\n".encode("cp949"))
    write_whole(layout.root / "words.txt", "김민수\n도배\n".encode())
    write_whole(layout.root / "originals" / "김민수.txt", "김민수".encode())
    write_whole(layout.derived / "cache.json", "김민수".encode())
    write_whole(layout.root / "pseudonyms.csv", map_text(NAMES))
    write_whole(layout.root / ".gitignore", b"originals/")
    return layout


@pytest.fixture
def study(tmp_path: Path) -> Session:
    return Session(make(tmp_path / "study"), KIM)


def tree(layout: Layout) -> dict[str, bytes]:
    """Give every file of a study, but for those that are derived."""
    return {
        p.relative_to(layout.root).as_posix(): p.read_bytes() for p in layout.root.rglob("*") if p.is_file() and ".qualcode" not in p.parts
    }


def words(layout: Layout) -> dict[str, str]:
    """Give the words that each coding lies on now."""
    project = load(layout)
    return {c.id: project.sources[c.source].text[c.span.start : c.span.end] for c in project.codings if c.span}


def test_no_name_is_left_but_in_the_map_the_originals_and_the_coders_own(study: Session) -> None:
    pseudonymise(study, study_pseudonyms(study))
    files = tree(study.layout)
    left = {name for name, raw in files.items() for n in NAMES if n.encode() in raw.replace("수민수업".encode(), b"")}
    assert left == {"pseudonyms.csv", "originals/김민수.txt", "memos/2026-11-21-P03.md"}
    assert files["memos/2026-11-21-P03.md"].decode() == "---\nabout: P03\nby: 민수\n---\n\nP03을 다시 만날 것.\n"
    assert not [name for name in files if "민수" in name and "originals" not in name]
    assert not (study.layout.derived / "cache.json").exists()
    assert files["summaries/kim.csv"].decode("cp949") == "case,theme,summary\nP03,trust,P03이 믿는다\n"
    assert files["words.txt"].decode() == "P03\n도배\n"
    assert files[".gitignore"] == b"originals/\npseudonyms.*\n"


def test_texts_labels_sidecars_and_cases_say_the_same(study: Session) -> None:
    pseudonymise(study, study_pseudonyms(study))
    source, sidecar, findings = read_source(study.layout, "P03")
    assert source.text == (
        "면담자: P03 씨는 어떻게 오시게 되었나요?\n\nP03: P02가 가자고 해서요. 제가 P03이라고 하면 다들 웃어요.\n\n"
        "P03 씨: 옆집 P03네도 왔고요.\n\\P03: 이렇게 시작하는 문단도 있어요.\n"
    )
    assert len(source.turns) == 3
    assert sidecar.speakers == {"면담자": ASKS, "P03": SpeakerFile("respondent", "P03", ("P03 씨",))}
    assert sidecar.case == "P03"
    assert sidecar.origin == Origin(file="P03_P03_강북.docx", text=source.version, told=("pseudonyms=put",))
    assert not findings
    assert study.layout.cases.read_bytes().decode("utf-8-sig") == 'case,role\r\nP03,"P03의 역할, 둘"\r\nP09, 참여자\r\n'
    assert not [d for d in check(load(study.layout)) if d.severity == "error"]


def test_codings_keep_their_ids_and_their_words(study: Session) -> None:
    before = words(study.layout)
    pseudonymise(study, study_pseudonyms(study))
    after = words(study.layout)
    told = {
        "민수라고 하면": "P03이라고 하면",
        "영숙이가 가자고": "P02가 가자고",
        "김\n민수네도 왔고요.": "P03네도 왔고요.",
        "민수는 알지요.": "P03은 알지요.",
    }
    assert after == {id_: told.get(said, said) for id_, said in before.items()}
    assert len(after) == 5
    log, findings = read_log(study.layout, KIM, "P09")
    assert not findings
    assert [op.redacted for op in log.ops] == [True] * 4
    assert all(op.id != content_id(op) for op in log.ops)
    assert [op.text for op in log.ops if op.op == "done"] == [read_source(study.layout, "P09")[0].version]
    assert load(study.layout).codings[-1].memo == "" or "P02한테 물어볼 것" in {c.memo for c in load(study.layout).codings}


def test_a_second_run_changes_nothing(study: Session) -> None:
    pseudonymise(study, study_pseudonyms(study))
    once = tree(study.layout)
    report = pseudonymise(study, study_pseudonyms(study))
    assert report.changes_nothing
    assert not report.replaced
    assert tree(study.layout) == once


def test_a_dry_run_writes_nothing_and_tells_the_same(study: Session) -> None:
    before = tree(study.layout)
    dry = pseudonymise(study, NAMES, dry_run=True)
    assert tree(study.layout) == before
    wet = pseudonymise(study, NAMES)
    assert dry.replaced == wet.replaced
    assert (dry.written, dry.removed, dry.lines) == (wet.written, wet.removed, wet.lines)
    assert {(r.name, r.form, r.line, r.count) for r in dry.replaced if r.path == "transcripts/P09.txt"} == {
        ("민수", "민수는", 1, 1),
        ("Kim Minsu", "Kim Minsu", 1, 1),
    }
    assert [(s.lookalike.form, s.lookalike.why, str(s.where)) for s in dry.similar] == [
        ("수민수업은", "inside a word", "transcripts/P09.txt:1:6")
    ]


class _Stop(Exception):
    pass


@contextmanager
def _stopping(at: int) -> Iterator[None]:
    """Let so many writes and removals happen, then stop."""
    left = [at]
    unlink = Path.unlink

    def step() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise _Stop

    def write(path: Path, data: bytes, expected: bytes | None = None) -> None:
        step()
        write_whole(path, data, expected)

    def remove(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - pathlib's own signature
        if path.suffix in {".txt", ".yaml", ".jsonl", ".md"} and not path.name.startswith("."):
            step()
        unlink(path, missing_ok=missing_ok)

    with patch("qualcode.files.redaction.write_whole", write), patch.object(Path, "unlink", remove):
        yield


def test_a_run_that_was_stopped_anywhere_leaves_a_study_that_loads_and_the_next_one_finishes_it(tmp_path: Path) -> None:
    whole = Session(make(tmp_path / "whole"), KIM)
    report = pseudonymise(whole, NAMES)
    wished, spoken = tree(whole.layout), words(whole.layout)
    steps = len(report.written) + len(report.removed)
    for at in range(steps + 2):
        session = Session(make(tmp_path / f"stopped-{at}"), KIM)
        with suppress(_Stop), _stopping(at):
            pseudonymise(session, NAMES)
        loaded = load(session.layout)
        assert {c.id for c in loaded.codings} == set(spoken), at
        assert (len(loaded.sources["F01"].turns), len((loaded.sources.get("P03") or loaded.sources["김민수"]).turns)) == (2, 3), at
        pseudonymise(Session(session.layout, KIM), NAMES)
        assert tree(session.layout) == wished, at
        assert words(session.layout) == spoken


def test_a_line_whose_text_is_lost_keeps_its_offsets_and_is_listed(study: Session) -> None:
    anchor = Anchor(100, 106, "민수가 갔어", "김민수랑 ", " 영숙이", "0" * 12)
    cut = Anchor(200, 206, "오늘은 쉬자", "insu와 같이 ", " 다시 김민", "1" * 12)
    record(study.layout, LEE, "P09", Op("code", code=TRUST, anchor=anchor), Op("code", code=TRUST, anchor=cut))
    report = pseudonymise(study, NAMES)
    first, second = read_log(study.layout, LEE, "P09")[0].ops
    assert first.anchor == Anchor(100, 106, "P03이 갔어", "P03이랑 ", " P02가", "0" * 12)
    assert second.anchor == Anchor(200, 206, "오늘은 쉬자", "와 같이 ", " 다시 ", "1" * 12)
    assert list(map(str, report.lost)) == ["codings/lee/P09.jsonl:1:1", "codings/lee/P09.jsonl:2:1"]
    assert pseudonymise(study, NAMES).changes_nothing


def test_an_older_version_is_rewritten_and_its_codings_are_found_again(study: Session) -> None:
    source, sidecar, _ = read_source(study.layout, "P09")
    keep_version(study.layout, source)
    write_source(study.layout, "P09", source.text.replace("저는", "저도 작년에"), sidecar)
    before = words(study.layout)
    pseudonymise(study, NAMES)
    after = words(study.layout)
    assert {k: v.replace("민수는", "P03은") for k, v in before.items() if "알지요" in v} == {
        k: v for k, v in after.items() if "알지요" in v
    }
    assert not (study.layout.versions / f"{source.version}.txt").exists()
    kept = {p.stem for p in study.layout.versions.glob("*.txt")}
    assert all(text_version((study.layout.versions / f"{v}.txt").read_text(encoding="utf-8")) == v for v in kept)
    assert {op.anchor.text for op in read_log(study.layout, KIM, "P09")[0].ops if op.anchor} <= kept


def test_damaged_lines_stay_and_lose_their_names(study: Session) -> None:
    path = study.layout.log(KIM, "P09")
    path.write_bytes(path.read_bytes() + '<<<<<<< HEAD\n{"op": 민수가\n'.encode())
    pseudonymise(study, NAMES)
    assert path.read_bytes().endswith('\n<<<<<<< HEAD\n{"op": P03이\n'.encode())


def test_two_sources_of_one_pseudonym_stop_it_before_anything_is_written(study: Session) -> None:
    text = compose([Speech("A", "다른 이야기예요.")], ["A"])
    write_source(study.layout, "민수", text, Sidecar("민수", ("ko",), {"A": SpeakerFile("respondent")}))
    before = tree(study.layout)
    with pytest.raises(SameName, match="would both be 'P03'"):
        pseudonymise(study, NAMES)
    assert tree(study.layout) == before


def test_what_is_not_rewritten_is_listed_with_its_place(study: Session) -> None:
    book = study.layout.root / "codebooks" / "capacity.yaml"
    book.write_bytes(book.read_bytes() + "  # 민수가 말한 것\n".encode())
    report = pseudonymise(study, NAMES)
    assert [str(d.where) for d in report.standing] == ["codebooks/capacity.yaml:27:5", "memos/2026-11-21-P03.md:3:5"]
    assert {d.rule for d in names_left(study)} == {"QC074"}


def test_a_map_that_is_missing_or_wrong_stops_it(study: Session) -> None:
    path = study.layout.root / "pseudonyms.csv"
    path.write_text("name,pseudonym\n수,P01\n", encoding="utf-8")
    with pytest.raises(BadPseudonyms, match=r"pseudonyms\.csv:2:1: '수' is too short"):
        study_pseudonyms(study)
    assert [d.rule for d in names_left(study)] == ["QC076"]
    path.unlink()
    assert names_left(study) == ()
    with pytest.raises(NoPseudonyms):
        study_pseudonyms(study)


def test_two_cases_that_become_one_are_told(study: Session) -> None:
    study.layout.cases.write_text("case,role\nP03,a\n민수,b\n", encoding="utf-8")
    report = pseudonymise(study, NAMES)
    assert [(d.rule, str(d.where)) for d in report.findings] == [("QC076", "cases.csv:3:1")]


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=kim", "-c", "user.email=kim@example.org")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def test_it_warns_that_git_remembers(study: Session) -> None:
    assert pseudonymise(study, NAMES, dry_run=True).history == ""
    git(study.layout.root, "init", "--quiet")
    assert pseudonymise(study, NAMES, dry_run=True).history == ""
    git(study.layout.root, "add", "transcripts", "codings")
    git(study.layout.root, "commit", "--quiet", "-m", "first")
    said = pseudonymise(study, NAMES).history
    assert said.startswith("git still has the names")
    assert "git filter-repo" in said
    git(study.layout.root, "add", ".")
    git(study.layout.root, "commit", "--quiet", "-m", "pseudonyms")
    assert pseudonymise(study, {"김철수": "P77"}).history.startswith("git may still have the names")


PEOPLE = {"김민수": "P03", "민수": "P03", "영숙": "P02", "한별": "새봄", "Kim Minsu": "Person A", "Minsu": "P05"}
SCRAPS = [
    "는 ",
    "이가 ",
    "한테 ",
    " ",
    "\n",
    ".",
    ", ",
    "오늘은 ",
    "기",
    "수업",
    "'s ",
    "씨가 ",
    "김 ",
    "가 ",
    "으로 ",
    "3",
    "면담자: ",
    "P03: ",
]
TEXTS = st.lists(st.sampled_from([*PEOPLE, *SCRAPS]), min_size=3, max_size=30).map("".join)


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), min_size=1, max_size=6))
def test_every_coding_settles_on_exactly_the_mapped_range(paragraphs: list[str], ranges: list[tuple[int, int]]) -> None:
    speakers = {"면담자": ASKS, "김민수": SpeakerFile("respondent", "P03"), "Minsu": SpeakerFile("respondent", "P05")}
    labels = list(speakers)
    speeches = [Speech(labels[i % 3], " ".join(p.split(" ")).strip() or "예") for i, p in enumerate(paragraphs)]
    with tempfile.TemporaryDirectory() as folder:
        layout = make_study(Path(folder), {"김민수": Interview(("ko",), speakers, tuple(speeches))})
        source, _, _ = read_source(layout, "김민수")
        keep_version(layout, source)
        spans = [Span(s % len(source.text), min(len(source.text), s % len(source.text) + n)) for s, n in ranges]
        drafts = [Op("code", code=TRUST, anchor=Anchor.at(span, source.text, source.version)) for span in spans]
        made = record(layout, KIM, "김민수", *drafts)
        session = Session(layout, KIM)
        pseudonymise(session, PEOPLE)
        after = session.project
        new = after.sources["P03"]
        assert len(new.turns) == len(source.turns)
        assert [d for d in standing(layout, Names.of(PEOPLE)) if d.where and "codings/" not in d.where.path] == []
        by_id = {c.id: c.span for c in after.codings}
        for op, span in zip(made, spans, strict=True):
            found = by_id[op.id]
            assert found is not None
            assert found == expected(source.text, span, labels)
            assert outside(source.text[span.start : span.end]) == outside(new.text[found.start : found.end])
        assert pseudonymise(session, PEOPLE).changes_nothing


def expected(old: str, span: Span, labels: list[str]) -> Span:
    """Walk over the old text piece by piece: what is replaced counts wholly, all else letter by letter."""
    _, moves = Redactor(Names.of(PEOPLE)).transcript(old, labels)
    at = now = 0
    touched: list[tuple[int, int]] = []
    for was, becomes in [*zip(moves.old, moves.new, strict=True), (Span(len(old), len(old)), None)]:
        touched += [(now + i - at, now + i - at + 1) for i in range(max(at, span.start), min(was.start, span.end))]
        now += was.start - at
        if becomes:
            touched += [(now, now + becomes.end - becomes.start)] if was.overlaps(span) else []
            now += becomes.end - becomes.start
        at = was.end
    return Span(touched[0][0], touched[-1][1])


def outside(text: str) -> list[str]:
    """Give the letters of a text that neither a name, a particle nor a guard has."""
    return [c for c in text if c in "오늘.,"]
