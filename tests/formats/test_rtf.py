"""RTF files, as Word, LibreOffice and others write them, and old Word files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.documents.rtf import DOC, RTF
from qualcode.formats.documents.rtf_text import Parser
from qualcode.formats.package import BadDocument
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Place
from qualcode.model.source import HEADING

HEAD = (
    r"{\rtf1\ansi\ansicpg949\deff0{\fonttbl{\f0\fnil\fcharset129 \'b1\'bc\'b8\'b2;}{\f1\froman\fcharset0 Times;}{\f2\fcharset204 Cyr;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}{\info{\title Secret title}{\author Somebody}}"
)
TALK = (
    ("면담자", "기술학교에는 어떻게 오셨습니까?"),
    ("참여자", "친구가 먼저 다녔습니다."),
    ("면담자", "무엇이 달라졌나요?"),
    ("참여자", "문턱을 제 손으로 깎습니다."),
)


def hexed(text: str, page: str = "cp949") -> str:
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode(page)) for c in text)


def numbered(text: str) -> str:
    """Write text as Word does: 16-bit numbers, each with a stand-in."""
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2)]
    return "".join(chr(n) if n < 128 else f"\\u{n - 65536 if n > 32767 else n}?" for n in numbers)


def talk(write: object = hexed) -> str:
    return "".join(rf"\pard {write(f'{who}: {text}')}\par" + "\r\n" for who, text in TALK)  # type: ignore[operator]


def rtf(body: str, head: str = HEAD) -> bytes:
    return f"{head}{body}}}".encode("cp949")


def read(body: str) -> Imported:
    (imported,) = RTF.read(rtf(body), "a.rtf")
    return imported


def said(imported: Imported) -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


@pytest.mark.parametrize("write", [hexed, numbered, str])
def test_korean_comes_right_as_bytes_as_numbers_and_as_it_is(write: object) -> None:
    imported = read(talk(write))
    assert said(imported) == list(TALK)
    assert imported.cut == ()


def test_signs_stand_ins_and_characters_beyond_16_bits() -> None:
    signs = r"\ldblquote 네\rdblquote\~\endash\emdash\bullet \{a\}\\ \u-10179?\u-8704? "
    body = rf"면담자:\tab {signs}" r"{\uc2\u44032\'b0\'a1}\u45208?{\uc0\u45796}\line 끝?\par"
    assert said(read(talk() + body))[-1] == ("면담자", "“네” –—•{a}\\ 😀 가나다\n끝?")


def test_each_font_has_its_code_page() -> None:
    body = r"참여자: {\f2 \'cf\'f0\'e8\'e2\'e5\'f2} {\f1 na\u239\'efve} \plain\'b0\'a1\par"
    assert said(read(talk() + body))[-1] == ("참여자", "문턱을 제 손으로 깎습니다.\nПривет naïve 가")


def test_bold_labels_tell_them_from_look_alikes() -> None:
    rows = "".join(rf"\pard{{\b {who}:}} {text}\par" for who, text in TALK)
    imported = read(rows + r"오세린: 이건 그냥 적은 말\par{\b 오세훈:\b0  저도 왔습니다.}\par")
    assert ("오세훈", "저도 왔습니다.") in said(imported)
    assert "오세린" not in [s.speaker for s in imported.speeches]


def test_changes_hidden_and_struck_text() -> None:
    body = r"면담자: 네, {\revised 정말 }{\deleted 아주 아주 }{\v 숨은 }{\strike 그은} 말인가요?\par"
    imported = read(talk() + body)
    assert said(imported)[-1] == ("면담자", "네, 정말 그은 말인가요?")
    assert messages(imported, "QC061") == [
        "tracked changes: 1 insertion kept, 1 deletion (2 words) left out",
        "hidden text: 1 word in 1 place left out",
        "struck text: 1 word in 1 place kept as part of the talk",
    ]


def test_comments_footnotes_and_headers_stand_apart() -> None:
    comment = r"{\*\atnid K}{\*\atnauthor 김}\chatn {\*\annotation{\*\atnref 7}{\*\atndate 1}\pard 핵심\par 다시}"
    loose = r"{\*\atnid L}{\*\atnauthor 이}\chatn {\*\annotation 점}"
    noted = r"{\super\chftn{\footnote\pard \chftn  각주 글}}"
    body = rf"면담자: 더 {{\*\atrfstart 7}}하실 말씀{{\*\atrfend 7}}{comment} 있나요{noted}?{loose}\par"
    imported = read(r"{\header\pard 외부 유출 금지\par}" + talk() + body)
    assert said(imported)[-1] == ("면담자", "더 하실 말씀 있나요?")
    assert [(r.kind, r.text, r.author, r.place) for r in imported.remarks] == [
        ("comment", "핵심\n다시", "김", Place(4, 2, 7)),
        ("footnote", "각주 글", "", Place(4, 8, 11)),
        ("comment", "점", "이", Place(4, 8, 12)),
    ]
    assert imported.cut == ("외부 유출 금지",)


def test_fields_lists_pictures_and_what_is_starred() -> None:
    body = (
        r"{\listtext 1.\tab}면담자: {\field{\*\fldinst HYPERLINK http://x}{\fldrslt 링크}} {\*\unknown 아니오}"
        r"{\pict\bin5 }}}}}}{\*\shppict{\pict abc}}"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt 상자}}}{\upr{위}{\*\ud 아래}}?\par"
    )
    assert said(read(talk() + body))[-1] == ("면담자", "링크 상자위?")


def test_a_table_of_turns_and_one_of_data() -> None:
    def row(*cells: str) -> str:
        return r"\trowd\cellx100\cellx200\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row"

    data = row("일시", "2025년 9월") + row("장소", "가온구청")
    imported = read(data + r"\pard\par" + row("화자", "내용") + "".join(row(*pair) for pair in TALK) + r"\pard\par")
    assert said(imported) == list(TALK)
    assert imported.attributes == {"일시": "2025년 9월", "장소": "가온구청"}


def test_paragraphs_in_a_cell_stay_lines_and_headings_are_marks() -> None:
    first = r"\trowd\pard\intbl 면담자\cell 하나입니다.\par\pard\intbl 둘입니까?\cell\row"
    rest = "".join(rf"\trowd\pard\intbl {who}\cell {text}\cell\row" for who, text in TALK[1:])
    assert said(read(first + rest + r"\pard\par"))[0] == ("면담자", "하나입니다.\n둘입니까?")
    heading = r"\pard\outlinelevel0 달라진 것\par"
    assert (HEADING, "달라진 것") in said(read(talk() + heading + talk()))


def test_letters_are_neither_lost_nor_doubled() -> None:
    imported = read(r"제목\par" + talk() + r"\trowd\pard\intbl 가\cell 나\cell\row\trowd\pard\intbl 다\cell")
    kept = "".join([*imported.cut, *(f"{s.speaker}{s.text}" for s in imported.speeches)])
    whole = "제목가나다" + "".join(who + text for who, text in TALK)
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, whole))


def test_bytes_that_mean_nothing_are_said() -> None:
    assert messages(read(talk() + r"참여자: \'ff\'ff\par"), "QC053") == [
        "2 characters of this RTF file do not fit its code page cp949 and could not be read"
    ]


def test_reading_takes_as_many_steps_as_there_are_tokens() -> None:
    one, two = (sum(1 for _ in Parser(rtf(talk() * n)).events()) for n in (50, 100))
    assert two == 2 * one


REFUSED = {
    "cut": (rtf(talk())[:-40], "cut short"),
    "other": (b"plain words", "no RTF"),
    "silent": (rtf(r"\pard\par"), "holds no text"),
    "deep": (rtf("{" * 9000), "nested without end"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str) -> None:
    raw, why = REFUSED[name]
    with pytest.raises(BadDocument, match=why) as refused:
        RTF.read(raw, "a.rtf")
    assert refused.value.help


@pytest.mark.parametrize(
    ("raw", "why", "help_"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old format of Word", "save it as DOCX"),
        (b"PK\x03\x04", "newer document", ".docx"),
        (b"<html>", "no Word document", "save it as DOCX"),
    ],
)
def test_old_word_files_are_refused_with_what_to_do(raw: bytes, why: str, help_: str) -> None:
    with pytest.raises(BadDocument, match=why) as refused:
        DOC.read(raw, "a.doc")
    assert help_ in refused.value.help


def test_rtf_under_the_name_of_a_word_file_is_read() -> None:
    (imported,) = DOC.read(rtf(talk()), "a.doc")
    assert said(imported) == list(TALK)


GOOD = rtf(talk() + talk(numbered) + r"{\footnote a}{\*\annotation{\*\atnref 1}b}\trowd\intbl a\cell b\cell\row")
BITS = [
    "{",
    "}",
    "\\",
    "\\'b0",
    "\\u44032",
    "\\bin99",
    "\\row",
    "\\cell",
    "\\par",
    "\\*",
    "\\fonttbl",
    "\\f1",
    "\\footnote",
    "a",
    "\\uc9",
    "\\deff7",
    "\\ansicpg1",
]


@settings(max_examples=200, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4)), max_size=12),
    soup=st.lists(st.sampled_from(BITS)),
)
def test_broken_bytes_raise_nothing_but_our_errors(changes: list[tuple[int, bytes]], soup: list[str]) -> None:
    raw = bytearray(GOOD)
    for at, put in changes:
        raw[at : at + len(put)] = put
    for broken in (bytes(raw), rtf("".join(soup)), rtf(talk() + "".join(soup))):
        try:
            helped = bool(RTF.read(broken, "a.rtf"))
        except QualcodeError as problem:
            helped = bool(problem.help)
        assert helped
