"""Transcripts and their sidecars: what an import learned is read back, and what a person edited is read as they meant it."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.files.layout import Layout
from qualcode.files.sources import (
    Origin,
    Sidecar,
    SpeakerFile,
    keep_version,
    read_sidecar,
    read_source,
    read_version,
    sidecar_text,
    source_ids,
    write_source,
)
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.source import ROLES, Speaker, Speech, compose, make_source
from qualcode.model.text import canonical, nfc, text_version

TEXT = "면담자 [00:05]: 어떻게 오셨어요?\n\nP03: 전등 하나 갈 줄도 몰랐어요.\n"
SIDECAR = Sidecar(
    "P03",
    ("ko", "en"),
    {"면담자": SpeakerFile("interviewer"), "P03": SpeakerFile("respondent", "강북 3", ("P 03", "참여자3"))},
    Origin('2021 면담 "P03".docx', "0e5f", "utf-8", "talk", "0.1.0", "123456789012"),
)


def rules(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(d.rule, str(d.where)) for d in findings]


def test_a_transcript_is_read_with_what_its_import_learned(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert write_source(layout, "P03", TEXT, SIDECAR) == (tmp_path / "transcripts/P03.txt", tmp_path / "transcripts/P03.yaml")
    source, sidecar, findings = read_source(layout, "P03")
    assert findings == ()
    assert sidecar == SIDECAR
    speakers = {"면담자": Speaker("면담자", "interviewer"), "P03": Speaker("P03", "respondent", "강북 3", ("P 03", "참여자3"))}
    assert source == make_source("P03", TEXT, speakers, case="P03", languages=("ko", "en"), path="transcripts/P03.txt")
    assert (tmp_path / "transcripts/P03.txt").read_bytes() == TEXT.encode()


def test_a_sidecar_is_written_as_people_read_it() -> None:
    assert sidecar_text(SIDECAR) == (
        "case: P03\n"
        "language: [ko, en]\n"
        "speakers:\n"
        "  면담자: {role: interviewer}\n"
        "  P03: {role: respondent, case: 강북 3, aliases: [P 03, 참여자3]}\n"
        'origin:\n  file: "2021 면담 \\"P03\\".docx"\n  sha256: "0e5f"\n  encoding: utf-8\n  layout: talk\n'
        '  importer: "0.1.0"\n  text: "123456789012"\n'
    )
    assert sidecar_text(Sidecar()) == "speakers: {}\n"
    assert sidecar_text(Sidecar(language="no")) == 'language: "no"\nspeakers: {}\n'
    assert sidecar_text(Sidecar(language=("ko",))) == "language: ko\nspeakers: {}\n"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(nfc)
names = words.filter(bool)
sidecars = st.builds(
    Sidecar,
    st.none() | names,
    st.lists(st.sampled_from(["ko", "en", "no", "zh"]), max_size=3).map(tuple),
    st.dictionaries(
        names, st.builds(SpeakerFile, st.sampled_from(ROLES) | names, st.none() | names, st.lists(words, max_size=2).map(tuple)), max_size=3
    ),
    st.builds(Origin, words, words, words, words, words, words),
)


@settings(max_examples=100)
@given(sidecars)
@example(Sidecar("1e5", (), {"no": SpeakerFile("2021", "12:30", ("=", "~"))}, Origin(file='12 "a".txt', layout="c:\\x", text="3e10")))
def test_any_sidecar_is_read_back(sidecar: Sidecar) -> None:
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        write_source(layout, "P03", "", sidecar)
        read, findings = read_sidecar(layout, "P03")
    assert findings == ()
    languages = {(), sidecar.languages} if len(sidecar.languages) != 1 else {sidecar.languages}
    assert read.languages in languages
    assert (read.case, read.speakers, read.origin) == (sidecar.case, sidecar.speakers, sidecar.origin)


def sidecar(folder: Path, text: str | bytes) -> tuple[Sidecar, tuple[Diagnostic, ...]]:
    path = folder / "transcripts" / "P03.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_sidecar(Layout(folder), "P03")


def test_a_speaker_of_whom_nothing_is_said_is_declared(tmp_path: Path) -> None:
    read, findings = sidecar(tmp_path, "language: ko\nspeakers:\n  면담자:\n  P03: {role: respondent}\n")
    assert findings == ()
    assert read == Sidecar(None, "ko", {"면담자": SpeakerFile(), "P03": SpeakerFile("respondent")})
    assert read.languages == ("ko",)
    assert sidecar(tmp_path, "speakers:\n")[0] == Sidecar()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("speaker: {P03: {}}\n", ("QC110", "1:1")),
        ("speakers:\n  P03: {rolle: x}\n", ("QC110", "2:9")),
        ("speakers:\n  P03: respondent\n", ("QC102", "2:8")),
        ("speakers: [P03]\n", ("QC102", "1:11")),
        ("language: {ko: en}\n", ("QC102", "1:11")),
        ("language: [ko, [en]]\n", ("QC102", "1:16")),
        ("case: 2021\n", ("QC103", "1:7")),
        ("- P03\n", ("QC102", "1:1")),
        ("case: a: b\n", ("QC101", "1:8")),
        ("case: 역량\n".encode("cp949"), ("QC100", "1:7")),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(tmp_path: Path, text: str | bytes, found: tuple[str, str]) -> None:
    _, findings = sidecar(tmp_path, text)
    assert rules(findings) == [(found[0], f"transcripts/P03.yaml:{found[1]}")]


def test_a_missing_sidecar_is_told_with_the_command_that_writes_it(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    write_source(layout, "P03", TEXT, SIDECAR)
    layout.sidecar("P03").unlink()
    source, read, findings = read_source(layout, "P03")
    assert (source.turns, read) == ((), Sidecar())
    assert rules(findings) == [("QC030", "transcripts/P03.txt:1:1")]
    assert findings[0].help == "qualcode import transcripts/P03.txt writes it"


def test_an_empty_sidecar_and_an_empty_transcript_are_read(tmp_path: Path) -> None:
    write_source(Layout(tmp_path), "P03", "", Sidecar())
    (tmp_path / "transcripts/P03.yaml").write_text("# 주석\n", encoding="utf-8")
    _, read, findings = read_source(Layout(tmp_path), "P03")
    assert (read, findings) == (Sidecar(), ())


def transcript(folder: Path, raw: bytes) -> tuple[str, list[tuple[str, str]]]:
    layout = Layout(folder)
    write_source(layout, "P03", "", Sidecar("P03", speakers={"P03": SpeakerFile("respondent")}))
    layout.transcript("P03").write_bytes(raw)
    source, _, findings = read_source(layout, "P03")
    return source.text, rules(findings)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfP03: \xea\xb0\x80",
        "P03: 가\r\nP03: 나\r\n".encode(),
        unicodedata.normalize("NFD", "P03: 한글").encode(),
        "P03:\u00a0가\u200b나".encode(),
    ],
)
def test_a_text_that_is_not_canonical_is_read_as_if_it_were_and_remarked_on(tmp_path: Path, raw: bytes) -> None:
    text, findings = transcript(tmp_path, raw)
    assert text == canonical(raw.decode("utf-8-sig"))[0]
    bom_only = raw.startswith(b"\xef\xbb\xbf")
    assert findings == ([] if bom_only else [("QC031", "transcripts/P03.txt:1:1")])


def test_a_text_in_another_encoding_is_told_at_its_line_and_loads(tmp_path: Path) -> None:
    text, findings = transcript(tmp_path, b"P03: ok\nP03: " + "역량".encode("cp949"))
    assert findings[0] == ("QC100", "transcripts/P03.txt:2:6")
    assert text.startswith("P03: ok\nP03: \ufffd")


@pytest.mark.parametrize(
    "raw", [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("\n", "\r\n").encode(), TEXT.encode("cp949"), b""]
)
def test_the_version_is_that_of_the_canonical_text(tmp_path: Path, raw: bytes) -> None:
    write_source(Layout(tmp_path), "P03", "", SIDECAR)
    Layout(tmp_path).transcript("P03").write_bytes(raw)
    source, _, _ = read_source(Layout(tmp_path), "P03")
    assert source.version == text_version(source.text)


def test_sources_are_the_texts_of_the_folder(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert source_ids(layout) == ()
    for id_ in ("P10", "P09", "강북"):
        write_source(layout, id_, TEXT, SIDECAR)
    keep_version(layout, read_source(layout, "P09")[0])
    assert source_ids(layout) == ("P09", "P10", "강북")


def test_a_file_whose_name_is_in_pieces_is_the_source_of_its_composed_name(tmp_path: Path) -> None:
    """Zip files made on a Mac hold Hangul names in NFD."""
    layout = Layout(tmp_path)
    folder = tmp_path / "transcripts"
    folder.mkdir()
    for suffix, text in ((".txt", TEXT), (".yaml", sidecar_text(SIDECAR))):
        (folder / unicodedata.normalize("NFD", f"강북{suffix}")).write_text(text, encoding="utf-8")
    assert source_ids(layout) == ("강북",)
    source, read, findings = read_source(layout, "강북")
    assert (source.id, source.text, read, findings) == ("강북", TEXT, SIDECAR, ())
    write_source(layout, "강북", TEXT + "\n", SIDECAR)
    assert len(list(folder.iterdir())) == 2


def test_the_version_that_was_coded_is_kept_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    source = make_source("P03", TEXT, {})
    keep_version(layout, source)
    path = layout.versions / f"{source.version}.txt"
    assert path.read_bytes() == TEXT.encode()
    before = path.stat().st_ino
    keep_version(layout, source)
    assert path.stat().st_ino == before
    assert read_version(layout, source.version) == TEXT


def test_a_version_that_is_not_kept_or_not_itself_any_more_is_none(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    keep_version(layout, make_source("P03", TEXT, {}))
    version = text_version(TEXT)
    assert read_version(layout, "") is None
    assert read_version(layout, "0" * 12) is None
    path = layout.versions / f"{version}.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert read_version(layout, version) == TEXT
    path.write_bytes(TEXT.encode() + b"more")
    assert read_version(layout, version) is None


@given(st.lists(st.builds(Speech, st.sampled_from(["면담자", "P03"]), words.map(lambda t: canonical(t)[0].strip())), max_size=4))
def test_a_text_is_on_disk_byte_for_byte(speeches: list[Speech]) -> None:
    text = compose(speeches, SIDECAR.speakers)
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        write_source(layout, "P03", text, SIDECAR)
        source, _, findings = read_source(layout, "P03")
    assert source.text == text
    assert findings == ()
