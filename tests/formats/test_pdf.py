"""PDF files: the sample, and small ones set in several layouts whose lines must become the turns they were made of."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.formats.documents.pdf import PDF
from qualcode.formats.package import BadDocument, MissingExtra
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported
from turns import SAMPLES, Said, fold, gold_rows, joined, read_rows, turn_f1

pypdf = pytest.importorskip("pypdf")
marks = pytest.importorskip("pypdf.annotations")
canvas = pytest.importorskip("reportlab.pdfgen.canvas")
fonts = pytest.importorskip("reportlab.pdfbase.cidfonts")
platypus = pytest.importorskip("reportlab.platypus")
styles = pytest.importorskip("reportlab.lib.styles")
metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")

KOREAN = "HYSMyeongJo-Medium"
metrics.registerFont(fonts.UnicodeCIDFont(KOREAN))
SAMPLE = SAMPLES / "footers.pdf"


def rows_of(id_: str) -> list[Said]:
    return joined(gold_rows(SAMPLES / "gold" / f"{id_}.jsonl"))


def drawn(*pages: Sequence[tuple[float, float, str]], font: str = KOREAN, size: float = 10) -> bytes:
    """Draw lines where they are told to stand."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    for lines in pages:
        sheet.setFont(font, size)
        for x, y, text in lines:
            sheet.drawString(x, y, text)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def column(lines: Sequence[str], top: float = 780, step: float = 15) -> list[tuple[float, float, str]]:
    return [(50, top - step * n, line) for n, line in enumerate(lines)]


def typeset(rows: Sequence[Said], form: str, *, korean: bool = True, inside: bool = False, space: float = 0) -> bytes:
    """Set turns as a word processor does: lines broken at a margin, pages with a header and a number."""
    font, size = KOREAN if korean else "Helvetica", 10
    style = styles.ParagraphStyle(
        "a", fontName=font, fontSize=size, leading=size * 1.6, wordWrap="CJK" if inside else None, spaceAfter=space
    )
    story: list[object] = []
    for number, (who, text) in enumerate(rows):
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        heads = {
            "inline": [f"{who}: {safe}"],
            "own line": [f"{who}:", safe],
            "time": [f"[00:{number:02}:10] {who}: {safe}"],
            "name and time": [f"{who} {number:02}:10", safe],
        }
        story += [platypus.Paragraph(line, style) for line in heads[form]]
        story += [platypus.Spacer(1, size)] if form == "name and time" else []

    def edges(sheet: Any, page: Any) -> None:  # noqa: ANN401 - reportlab has no types
        sheet.setFont(font, 8)
        sheet.drawCentredString(300, 30, f"- {page.page} -")
        sheet.drawString(60, 815, "Interview: draft 2025")

    out = io.BytesIO()
    platypus.SimpleDocTemplate(out).build(story, onFirstPage=edges, onLaterPages=edges)
    return out.getvalue()


def read(raw: bytes) -> Imported:
    (imported,) = PDF.read(raw, "a.pdf")
    return imported


def said(imported: Imported) -> list[Said]:
    return [(s.speaker, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def test_the_sample_gives_the_turns_of_its_gold() -> None:
    imported = read(SAMPLE.read_bytes())
    gold, found = rows_of("s07"), joined(read_rows(imported))
    assert turn_f1(gold, found) == 1.0
    assert [(who, fold(text)) for who, text in found] == [(who, fold(text)) for who, text in gold]
    assert {s.label: s.role for s in imported.speakers} == {"면담자": "interviewer", "참여자 D": "respondent"}
    assert imported.cut[:4] == (
        "주민기술학교 면담 기록 5호 (지어낸 자료)",
        "면담일: 2025년 9월 25일",
        "면담 장소: 한들구 사회적경제지원센터",
        "[00:41:07] [녹음 끝]",
    )
    assert sum(line == "파일명: 면담05_중간지원조직_최종.hwp" for line in imported.cut) == 4
    assert messages(imported, "QC066")[0].startswith("12 lines at the edges of pages")


def test_every_letter_of_the_sample_is_in_the_talk_or_in_the_cut() -> None:
    whole = "".join(page.extract_text() for page in pypdf.PdfReader(SAMPLE).pages)
    imported = read(SAMPLE.read_bytes())
    kept = "".join([*imported.cut, *(f"{s.speaker}{s.text}" for s in imported.speeches)])
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, whole))


@pytest.mark.parametrize("form", ["inline", "own line", "time", "name and time"])
@pytest.mark.parametrize("space", [0, 8])
@pytest.mark.parametrize("id_", ["s10", "s03", "s15"])
def test_turns_set_in_pages_come_back_word_for_word(id_: str, space: float, form: str) -> None:
    rows = rows_of(id_)
    imported = read(typeset(rows, form, korean=id_ == "s10", space=space))
    found = joined(read_rows(imported))
    assert turn_f1(rows, found) == 1.0
    assert [fold(text) for _, text in found] == [fold(text) for _, text in rows]
    assert [line for line in imported.cut if line.startswith("- ")] == [
        f"- {n + 1} -" for n in range(len(pypdf.PdfReader(io.BytesIO(typeset(rows, form, korean=id_ == "s10", space=space))).pages))
    ]


def test_korean_lines_that_break_inside_words_are_joined_and_the_guesses_are_counted() -> None:
    rows = rows_of("s10") + rows_of("s07")
    imported = read(typeset(rows, "inline", inside=True))
    found = joined(read_rows(imported))
    assert turn_f1(rows, found) == 1.0
    bare = ["".join(text.split()) for _, text in found]
    assert bare == ["".join(text.split()) for _, text in rows]
    right = sum(fold(a) == fold(b) for (_, a), (_, b) in zip(rows, found, strict=True))
    assert right > 0.6 * len(rows)
    (message,) = messages(imported, "QC059")
    assert message.startswith("lines of this PDF break inside words; of ")


def test_blanks_at_line_ends_tell_where_words_end() -> None:
    text = (
        "우리는 골목을 걸으면서 어디가 어두운지 어느 집 계단이 무너져 있는지를 하나씩 적어 보았고 그것을 벽에 붙여 놓았습니다 "
        "그러고 나서야 연장을 하나씩 꺼내어 쓰는 법을 배웠습니다"
    )
    cut = [text[n : n + 24] for n in range(0, len(text), 24)]
    lines = ["면담자: 무엇을 하셨나요?", f"참여자: {cut[0]}", *cut[1:]] * 3
    imported = read(drawn(column(lines)))
    assert {t for who, t in said(imported) if who == "참여자"} == {text}
    assert messages(imported, "QC059") == []


def test_a_hyphen_at_a_line_end_stays_unless_the_word_stands_whole_elsewhere() -> None:
    long = [
        "Anna: The technology school was the first place where I met some-",
        "body who knew how to use a well-",
        "known drill and somebody said well-known things about technol-",
        "ogy.",
    ]
    imported = read(drawn(column([*long, "Ben: Yes.", "Anna: Good.", "Ben: Yes."]), font="Helvetica"))
    whole = "who knew how to use a well-known drill and somebody said well-known things about technology."
    assert said(imported)[0][1] == f"The technology school was the first place where I met somebody {whole}"


def test_ligatures_and_soft_hyphens_become_letters() -> None:
    imported = read(drawn(column(["면담자: ﬁne oﬃce", "참여자: 네, 그렇습니다.", "면담자: ﬂat", "참여자: 네."])))
    texts = "".join(text for _, text in said(imported))
    assert not set("ﬁﬃﬂ") & set(texts)


def test_a_table_of_times_speakers_and_speech_gives_turns() -> None:
    rows = [
        ("면담자", "어떻게 오셨나요?"),
        ("참여자", "친구가 먼저 다녔고 저는"),
        ("면담자", "무엇이 달라졌나요?"),
        ("참여자", "문턱을 깎습니다."),
    ]
    cells: list[tuple[float, float, str]] = []
    y = 780.0
    for number, (who, text) in enumerate(rows):
        cells += [(50, y, f"00:0{number}:10"), (120, y, who), (200, y, text)]
        cells += [(200, y - 14, "나중에 따라갔습니다.")] if number == 1 else []
        y -= 40
    imported = read(drawn(cells))
    assert (
        said(imported)[1] == ("참여자", "친구가 먼저 다녔고 저는\n나중에 따라갔습니다.")
        or said(imported)[1][1] == "친구가 먼저 다녔고 저는 나중에 따라갔습니다."
    )
    assert [s.time for s in imported.speeches] == [f"00:0{n}:10" for n in range(4)]


def test_columns_are_read_one_after_the_other() -> None:
    turns = [f"{who}: {n}번째로 한 말입니다." for n in range(6) for who in ("면담자", "참여자")]
    left, right = turns[:6], turns[6:]
    page = [(40.0, 780.0 - 14 * n, t) for n, t in enumerate(left)] + [(320.0, 780.0 - 14 * n, t) for n, t in enumerate(right)]
    assert [f"{who}: {text}" for who, text in said(read(drawn(page)))] == turns


def test_what_repeats_at_edges_goes_also_on_every_other_page_and_labels_stay() -> None:
    pages = [
        [
            (50.0, 820.0, "왼쪽 머리말" if n % 2 else "오른쪽 머리말"),
            (300.0, 20.0, f"{n} / 6"),
            *column([f"면담자: 물음 {w}입니다?", f"참여자: 답 {w}입니다."], 760),
        ]
        for n, w in enumerate("가나다라마바", 1)
    ]
    imported = read(drawn(*pages))
    assert len(imported.speeches) == 12
    assert sorted(imported.cut) == sorted([*(f"{n} / 6" for n in range(1, 7)), *["왼쪽 머리말"] * 3, *["오른쪽 머리말"] * 3])


def test_answers_at_the_edge_of_two_pages_are_no_furniture() -> None:
    page = ["참여자: 네.", "면담자: 무엇을 배우셨나요?", "참여자: 네."]
    imported = read(drawn(column(["면담자: 오셨나요?", *page]), column(["면담자: 가셨나요?", *page])))
    assert [text for who, text in said(imported) if who == "참여자"] == ["네."] * 4
    assert messages(imported, "QC066") == []


def test_one_page_is_enough() -> None:
    imported = read(drawn([*column(["면담자: 오셨나요?", "참여자: 네, 왔습니다.", "면담자: 언제요?", "참여자: 어제요."]), (300, 30, "1")]))
    assert said(imported) == [("면담자", "오셨나요?"), ("참여자", "네, 왔습니다."), ("면담자", "언제요?"), ("참여자", "어제요.")]
    assert imported.cut == ("1",)


def test_pages_without_text_are_named() -> None:
    imported = read(drawn(column(["면담자: 오셨나요?", "참여자: 네.", "면담자: 언제요?", "참여자: 어제요."]), []))
    assert messages(imported, "QC059") == ["1 pages have no text: 2"]


def test_comments_of_readers_are_kept() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(SAMPLE.read_bytes()))
    writer.add_annotation(0, marks.Text(rect=(50, 50, 80, 80), text="중요한 대목", title_bar="김"))
    out = io.BytesIO()
    writer.write(out)
    assert [(r.text, r.place) for r in read(out.getvalue()).remarks] == [("중요한 대목", None)]


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(SAMPLE.read_bytes()))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")  # noqa: S106 - a made-up one
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_that_only_forbids_changes_is_read() -> None:
    assert read(locked("")).speeches == read(SAMPLE.read_bytes()).speeches


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "password": (lambda: locked("secret"), "protected with a password"),
    "scanned": (lambda: drawn([], []), "no text: its pages are pictures"),
    "truncated": (lambda: SAMPLE.read_bytes()[:-4000], "cut short"),
    "other": (lambda: b"PK\x03\x04 plain", "no PDF inside"),
    "empty": (lambda: b"", "no PDF inside"),
    "hollow": (lambda: b"%PDF-1.4\n%%EOF\n", "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str) -> None:
    make, why = REFUSED[name]
    with pytest.raises(BadDocument, match=why) as refused:
        PDF.read(make(), "a.pdf")
    assert refused.value.help


def test_a_missing_library_names_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(MissingExtra) as refused:
        PDF.read(SAMPLE.read_bytes(), "a.pdf")
    assert refused.value.help == "pip install 'qualcode[docs]'"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=30), middle=st.binary(max_size=100))
def test_broken_bytes_raise_nothing_but_our_errors(changes: list[tuple[int, int]], middle: bytes) -> None:
    raw = bytearray(SAMPLE.read_bytes())
    for at, byte in changes:
        raw[at % len(raw)] = byte
    for broken in (bytes(raw), b"%PDF-1.7\n" + middle + b"\n%%EOF"):
        try:
            PDF.read(broken, "a.pdf")
        except QualcodeError as problem:
            helped = bool(problem.help)
        else:
            helped = True
        assert helped
