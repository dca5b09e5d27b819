"""OpenDocument texts: small files with what a transcript may hold."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.documents.odt import ODT
from qualcode.formats.package import BadDocument
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Place
from qualcode.model.source import HEADING

NAMES = (
    " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "text", "table", "style", "draw"))
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Label" style:family="text" style:parent-style-name="B"/>'
    '<style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Loop" style:family="text" style:parent-style-name="Loop"/>'
    '<style:style style:name="AllBold" style:family="paragraph"><style:text-properties fo:font-weight="700"/></style:style>'
    '<style:style style:name="Plain" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style>'
)
TALK = (
    ("면담자", "기술학교에는 어떻게 오셨습니까?"),
    ("참여자", "친구가 먼저 다녔습니다."),
    ("면담자", "무엇이 달라졌나요?"),
    ("참여자", "문턱을 제 손으로 깎습니다."),
)


def p(inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def talk() -> list[str]:
    return [p(f"{who}: {text}") for who, text in TALK]


def odt(body: str, *, kind: str = "application/vnd.oasis.opendocument.text", manifest: str = "<m/>", header: str = "") -> bytes:
    out = io.BytesIO()
    master = f'<style:master-page style:name="S"><style:footer>{header}</style:footer></style:master-page>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("styles.xml", f"<office:document-styles {NAMES}>{master}</office:document-styles>")
        content = f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        file.writestr("content.xml", f"<office:document-content {NAMES}>{content}</office:document-content>")
    return out.getvalue()


def read(*blocks: str) -> Imported:
    (imported,) = ODT.read(odt("".join(blocks)), "a.odt")
    return imported


def said(imported: Imported) -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def test_words_come_whole_and_white_space_as_the_format_means_it() -> None:
    asked = "\n   면담자:<text:tab/>어떻게\n     오셨<text:span>나요?</text:span> <text:s text:c='2'/>"
    inner = f"{asked}네<text:line-break/>정말?<text:a>링크</text:a>\n"
    assert said(read(*talk(), p(inner)))[-1] == ("면담자", "어떻게 오셨나요?   네\n정말?링크")


def test_bold_labels_by_styles_tell_them_from_look_alikes() -> None:
    rows = [p(f'<text:span text:style-name="Label">{who}:</text:span> {text}') for who, text in TALK]
    late = p('<text:span text:style-name="B">오세훈:</text:span> 저도 왔습니다.')
    imported = read(*rows, p("오세린: 이건 그냥 적은 말"), late)
    assert ("오세훈", "저도 왔습니다.") in said(imported)
    assert "오세린" not in [s.speaker for s in imported.speeches]


def test_a_style_may_take_back_what_its_paragraph_says() -> None:
    rows = [p(f'{who}:<text:span text:style-name="Plain"> {text}</text:span>', "AllBold") for who, text in TALK]
    assert said(read(*rows, p('오세훈:<text:span text:style-name="Loop"> 저도요.</text:span>', "AllBold")))[-1] == ("오세훈", "저도요.")


def test_deletions_stand_apart_and_insertions_stay() -> None:
    changes = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><office:change-info><dc:creator>김</dc:creator>'
        "</office:change-info><text:p>지운 말</text:p></text:deletion></text:changed-region>"
        '<text:changed-region text:id="b"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    new = p(
        '참여자: 네, <text:change text:change-id="a"/><text:change-start text:change-id="b"/>정말<text:change-end text:change-id="b"/>요.'
    )
    imported = read(changes, *talk(), p("면담자: 그래요?"), new)
    assert said(imported)[-1] == ("참여자", "네, 정말요.")
    assert messages(imported, "QC061") == ["tracked changes: 1 insertion kept, 1 deletion (2 words) left out"]


def test_hidden_text_is_left_out_and_struck_text_kept_and_both_are_said() -> None:
    inner = (
        '면담자: 보이는 <text:span text:style-name="Gone">숨은 말</text:span><text:span text:style-name="Struck">그은</text:span> 말인가요?'
    )
    imported = read(*talk(), p(inner))
    assert said(imported)[-1] == ("면담자", "보이는 그은 말인가요?")
    assert messages(imported, "QC061") == [
        "hidden text: 2 words in 1 place left out",
        "struck text: 1 word in 1 place kept as part of the talk",
    ]


def test_comments_hang_on_their_passages_and_notes_stand_apart() -> None:
    comment = '<office:annotation office:name="c1"><dc:creator>김</dc:creator><text:p>핵심</text:p></office:annotation>'
    footnote = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        + p("각주 글")
        + "</text:note-body></text:note>"
    )
    point = "<office:annotation><dc:creator>이</dc:creator><text:p>점</text:p></office:annotation>"
    inner = f'면담자: 더 {comment}하실 말씀<office:annotation-end office:name="c1"/> 있나요{footnote}?{point}'
    imported = read(*talk(), p(inner))
    assert said(imported)[-1] == ("면담자", "더 하실 말씀 있나요?")
    assert [(r.kind, r.text, r.author, r.place) for r in imported.remarks] == [
        ("comment", "핵심", "김", Place(4, 2, 7)),
        ("footnote", "각주 글", "", Place(4, 8, 11)),
        ("comment", "점", "이", Place(4, 8, 12)),
    ]


def test_tables_and_headings() -> None:
    def row(*cells: str) -> str:
        return "<table:table-row>" + "".join(f"<table:table-cell>{p(c)}</table:table-cell>" for c in cells) + "</table:table-row>"

    data = f"<table:table>{row('일시', '2025년 9월')}{row('장소', '가온구청')}</table:table>"
    turns = "<table:table><table:table-header-rows>" + row("화자", "내용") + "</table:table-header-rows>"
    turns += "".join(row(*pair) for pair in TALK) + "</table:table>"
    imported = read(data, turns)
    assert said(imported) == list(TALK)
    assert imported.attributes == {"일시": "2025년 9월", "장소": "가온구청"}
    rows = talk()
    assert (HEADING, "달라진 것") in said(read(*rows[:2], '<text:h text:outline-level="2">달라진 것</text:h>', *rows[2:]))


def test_a_cell_merged_over_rows_names_the_speaker_of_each() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{p(text)}</table:table-cell>"

    tall = cell("면담자", 'table:number-rows-spanned="2"')
    first = f"<table:table-row>{tall}{cell('어떻게 오셨습니까?')}</table:table-row>"
    below = f"<table:table-row><table:covered-table-cell/>{cell('언제 오셨습니까?')}</table:table-row>"
    rest = "".join(f"<table:table-row>{cell(who)}{cell(text)}</table:table-row>" for who, text in TALK[1:])
    assert said(read(f"<table:table>{first}{below}{rest}</table:table>"))[0] == ("면담자", "어떻게 오셨습니까?\n언제 오셨습니까?")


def test_a_cell_over_two_columns_covers_the_one_beside_it() -> None:
    named = f"<table:table-cell>{p('화자')}</table:table-cell><table:table-cell>{p('시간')}</table:table-cell>"
    head = f"<table:table-row>{named}<table:table-cell>{p('내용')}</table:table-cell></table:table-row>"
    cells = ((f"<table:table-cell>{p(words)}</table:table-cell>" for words in pair) for pair in TALK)
    rows = ["<table:table-cell/>".join(pair) for pair in cells]
    rows[1] = f'<table:table-cell table:number-columns-spanned="2">{p("참여자")}</table:table-cell><table:covered-table-cell/>'
    rows[1] += f"<table:table-cell>{p(TALK[1][1])}</table:table-cell>"
    table = head + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert said(read(f"<table:table>{table}</table:table>")) == list(TALK)


def test_a_span_inside_a_bold_one_is_bold() -> None:
    rows = [
        p(f'<text:span text:style-name="B"><text:span text:style-name="Struck">{who}</text:span>:</text:span> {text}') for who, text in TALK
    ]
    late = p('<text:span text:style-name="B">오세훈:</text:span> 저도 왔습니다.')
    assert said(read(*rows, late))[-1] == ("오세훈", "저도 왔습니다.")


def test_boxes_lists_and_sections_are_read_and_footers_are_cut() -> None:
    box = p("<draw:frame><draw:text-box>" + p("참여자: 상자 속 말입니다.") + "</draw:text-box></draw:frame>")
    listed = f"<text:list><text:list-item>{p('면담자: 목록 속 물음입니까?')}</text:list-item></text:list>"
    body = f"<text:section>{''.join(talk())}</text:section>{listed}{box}"
    (imported,) = ODT.read(odt(body, header=p("외부 유출 금지")), "a.odt")
    assert said(imported)[-2:] == [("면담자", "목록 속 물음입니까?"), ("참여자", "상자 속 말입니다.")]
    assert "외부 유출 금지" in imported.cut
    assert messages(imported, "QC066") == ["1 line of page headers and footers left out: '외부 유출 금지'"]


def test_letters_are_neither_lost_nor_doubled() -> None:
    imported = read(p("제목"), *talk(), p("<text:unknown>가<text:b>나</text:b>다</text:unknown>라"))
    kept = "".join([*imported.cut, *(f"{s.speaker}{s.text}" for s in imported.speeches)])
    whole = "제목가나다라" + "".join(who + text for who, text in TALK)
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, whole))


REFUSED = {
    "sheet": (odt("", kind="application/vnd.oasis.opendocument.spreadsheet"), "no text document"),
    "password": (odt("", manifest="<manifest:encryption-data/>"), "password"),
    "silent": (odt(p(" ")), "holds no text"),
    "cut": (odt("".join(talk()))[:400], "damaged or cut short"),
    "other": (b"plain", "damaged or cut short"),
    "deep": (odt("<text:section>" * 400 + "</text:section>" * 400), "nested"),
    "deep spans": (odt("<text:p>" + "<text:span>" * 3000 + "</text:span>" * 3000 + "</text:p>"), "nested|well-formed|no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str) -> None:
    raw, why = REFUSED[name]
    with pytest.raises(BadDocument, match=why) as refused:
        ODT.read(raw, "a.odt")
    assert refused.value.help


def test_counts_without_end_make_no_text_without_end() -> None:
    huge = "9" * 30
    rows = f'<table:table><table:table-row><table:table-cell table:number-columns-repeated="{huge}"/></table:table-row></table:table>'
    imported = read(*talk(), p(f'면담자: 가<text:s text:c="{huge}"/>나?'), rows)
    assert len(said(imported)[-1][1]) < 2000


GOOD = odt("".join(talk()), header=p("머리"))


@settings(max_examples=100, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=20), end=st.integers(0, len(GOOD)))
def test_broken_bytes_raise_nothing_but_our_errors(changes: list[tuple[int, int]], end: int) -> None:
    raw = bytearray(GOOD)
    for at, byte in changes:
        raw[at] = byte
    for broken in (bytes(raw), bytes(raw[:end])):
        try:
            helped = bool(ODT.read(broken, "a.odt"))
        except QualcodeError as problem:
            helped = bool(problem.help)
        assert helped
