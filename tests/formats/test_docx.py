"""The reader of .docx: the sample with its gold, what stands on the page once changes are accepted, and files that are broken."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.blocks import Line, lines_of
from qualcode.formats.docx import DOCX
from qualcode.formats.docx_body import Body
from qualcode.formats.docx_parts import Parts, Styles
from qualcode.formats.package import BadDocument
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Remark
from qualcode.model.source import HEADING
from turns import SAMPLES, fold, gold_rows, joined, read_rows, turn_f1
from wordfiles import NS, STRICT, b, comment, p, r, style, styles, tbl, tc, tr, word_file

SAMPLE = "bold_labels_revised.docx"
ASKED = p(b("Interviewer:"), " How did you start?")
NEXT = p(b("Interviewer:"), " And what came then?")


def read(raw: bytes) -> Imported:
    return DOCX.read(raw, "talk.docx")[0]


def answer(*content: str, mark: str = "") -> str:
    """Give a file in which somebody answers with this content."""
    return ASKED + p(b("Mina Park:"), " ", *content, mark=mark) + NEXT + p(b("Mina Park:"), " No.")


def answered(*content: str, parts: dict[str, str] | None = None) -> str:
    return read(word_file(answer(*content), parts=parts)).speeches[1].text


def lines(*body: str, parts: dict[str, str] | None = None) -> list[Line]:
    opened = Parts(word_file(*body, parts=parts), "talk.docx")
    return list(lines_of(Body(Styles(opened.part("styles"))).blocks(opened.document())))


def passage(imported: Imported, remark: Remark) -> str | None:
    place = remark.place
    return imported.speeches[place.speech].text[place.start : place.end] if place else None


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def words(imported: Imported) -> str:
    return fold(" ".join([*imported.cut, *(s.text for s in imported.speeches)]))


@pytest.fixture(scope="module")
def sample() -> Imported:
    return DOCX.read((SAMPLES / SAMPLE).read_bytes(), SAMPLE)[0]


def test_the_sample_gives_the_turns_of_its_gold(sample: Imported) -> None:
    gold, got = joined(gold_rows(SAMPLES / "gold" / "s06.jsonl")), joined(read_rows(sample))
    assert turn_f1(gold, got) == 1.0
    assert [(who, fold(text)) for who, text in got] == [(who, fold(text)) for who, text in gold]
    assert {s.label: s.role for s in sample.speakers} == {"면담자": "interviewer", "참여자 C": "respondent"}


def test_the_sample_has_nothing_in_its_turns_that_is_no_speech(sample: Imported) -> None:
    said = "\n".join(s.text for s in sample.speeches)
    assert not [w for w in ("저는 가기 싫었는데", "그리고 강사비도요", "공장 이름은 지운다", "참여자는 이 대목에서") if w in said]
    assert [line for line in sample.cut if ":" in line] == [
        "면담 대상: 참여자 C, 1기 수료생",
        "일시: 2025년 9월 11일 저녁",
        "장소: 마을카페 온",
    ]
    assert "(녹음 중단: 손님이 들어옴)" in [s.text for s in sample.speeches if s.speaker == HEADING]


def test_the_sample_counts_changes_comments_and_footnotes(sample: Imported) -> None:
    assert messages(sample, "QC061") == ["tracked changes: 3 insertions (11 words) kept, 2 deletions (5 words) left out"]
    assert messages(sample, "QC062") == ["3 comments and 2 footnotes kept beside the talk"]
    assert [(passage(sample, r), r.author, r.kind) for r in sample.remarks] == [
        ("봉제 공장", "오세린", "comment"),
        ("손이 기억하는 사람", "오세린", "comment"),
        ("수선 모임", "오세린", "comment"),
        ("컸어요.", "", "footnote"),
        ("해요.", "", "footnote"),
    ]


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("twelve")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NESTED = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{FIELD}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("yes")}' + (
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
FACE = '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:symEx/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback></mc:AlternateContent></w:r>'
INLINE = {
    "runs": ((r("so"), r("me"), r("body")), "somebody"),
    "link": ((f"<w:hyperlink>{r('here')}</w:hyperlink>",), "here"),
    "smart tag": ((f"<w:smartTag><w:smartTagPr/>{r('Leeds')}</w:smartTag>",), "Leeds"),
    "field": ((FIELD,), "twelve"),
    "field in a field's code": ((NESTED,), "yes"),
    "simple field": ((f'<w:fldSimple w:instr="PAGE">{r("4")}</w:fldSimple>',), "4"),
    "content control": ((f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('chosen')}</w:sdtContent></w:sdt>",), "chosen"),
    "tab and break": (("one\ttwo\nthree",), "one\ttwo\nthree"),
    "hyphens": (("<w:r><w:t>twenty</w:t><w:noBreakHyphen/><w:t>on</w:t><w:softHyphen/><w:t>e</w:t></w:r>",), "twenty-one"),
    "symbols": (('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Arial" w:char="00E9"/></w:r>',), "→é"),
    "newer form without words": (("a", FACE), "a☺"),
    "reading": ((f"<w:r><w:ruby><w:rt>{r('han')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby></w:r>",), "漢(han)"),
    "formula": (("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>",), "a+b"),
    "blanks of pretty-printed files": (("<w:r><w:t>so\n      it</w:t></w:r>",), "so it"),
    "old formatting": ((r("now", '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),), "now"),
}


@pytest.mark.parametrize("name", INLINE)
def test_text_is_read_wherever_it_stands_in_a_paragraph(name: str) -> None:
    content, text = INLINE[name]
    assert answered(*content) == text


def test_a_text_box_is_read_once_after_its_paragraph_and_said() -> None:
    inside = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    imported = read(word_file(answer(box, "Outside.")))
    assert imported.speeches[1].text == "Outside.\nIn a box."
    assert messages(imported, "QC059") == ["1 text box read after the paragraph they hang on: 'In a box.'"]


def test_content_controls_around_paragraphs_are_read_in_order() -> None:
    body = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('one')}{tbl(('two', 'three'))}</w:sdtContent></w:sdt>{p('four')}"
    assert [line.text for line in lines(body)] == ["one", "two", "three", "four"]


def test_blank_paragraphs_stay_blank_lines() -> None:
    assert [line.text for line in lines(p("one"), p(), p(" "), p("two"))] == ["one", "", " ", "two"]


def test_runs_outside_of_paragraphs_are_not_lost() -> None:
    assert [line.text for line in lines(p("one"), r("two"), r(" three"))] == ["one", "two three"]


STYLES = styles(
    style("Plain", default=True),
    style("Label", run="<w:b/>"),
    style("Label2", based="Label"),
    style("Round", based="Round2", run=""),
    style("Round2", based="Round"),
    style("Light", based="Label", run='<w:b w:val="0"/>'),
    style("Strong", kind="character", run="<w:b/>"),
)
STRONG = '<w:rStyle w:val="Strong"/>'
BOLD = {
    "run": (p(b("Ann:"), " yes"), 4),
    "split runs": (p(b("An"), b("n"), b(":"), " yes"), 4),
    "blank between that is not": (p(b("Ann"), " ", b("Lee:"), " yes"), 8),
    "time before": (p("[00:01] ", b("Ann:"), " yes"), 12),
    "character style": (p(r("Ann:", STRONG), " yes"), 4),
    "paragraph style": (p("Ann: yes", style="Label"), 8),
    "inherited": (p("Ann: yes", style="Label2"), 8),
    "style in a circle": (p("Ann: yes", style="Round"), 0),
    "switched off in a style": (p("Ann: yes", style="Light"), 0),
    "switched off in the run": (p(r("Ann: yes", '<w:b w:val="false"/>'), style="Label"), 0),
    "both styles": (p(r("Ann: yes", STRONG), style="Label"), 0),
    "later only": (p("Ann: ", b("yes")), 0),
}


@pytest.mark.parametrize("name", BOLD)
def test_bold_is_that_of_runs_and_styles(name: str) -> None:
    body, bold = BOLD[name]
    assert [line.bold for line in lines(body, parts={"styles": STYLES})] == [bold]


def test_default_properties_make_bold() -> None:
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert [line.bold for line in lines(p("all"), parts={"styles": styles(defaults)})] == [3]


def test_insertions_are_kept_and_deletions_left_out_and_both_counted() -> None:
    inserted, deleted = f"<w:ins>{r('new words ')}</w:ins>", "<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{r('here ')}</w:moveFrom>{r('then ')}<w:moveTo>{r('there')}</w:moveTo>"
    imported = read(word_file(answer(inserted, deleted, "stay ", moved)))
    assert imported.speeches[1].text == "new words stay then there"
    assert messages(imported, "QC061") == ["tracked changes: 2 insertions (3 words) kept, 2 deletions (2 words) left out"]


def test_neighbouring_changes_count_once() -> None:
    split = f"<w:ins>{r('a w')}</w:ins><w:ins>{r('ord')}</w:ins>"
    assert messages(read(word_file(answer(split))), "QC061") == ["tracked changes: 1 insertion (2 words) kept, 0 deletions (0 words) left out"]


def test_deleted_paragraph_marks_join_paragraphs() -> None:
    gone = p("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", mark="<w:del/>")
    assert [line.text for line in lines(p("one "), p("two ", mark="<w:del/>"), gone, p("three"), p("four"))] == ["one ", "two three", "four"]


def test_deleted_rows_are_left_out() -> None:
    table = tbl(("a", "b"), tr(tc("c"), tc("d"), props="<w:del/>"), tr(tc("e"), tc("f"), props="<w:ins/>"))
    imported = read(word_file(answer("yes"), table))
    assert "e\tf" in imported.cut
    assert "c" not in words(imported).split()
    assert messages(imported, "QC061") == ["tracked changes: 1 insertion (2 words) kept, 1 deletion (2 words) left out"]


def test_hidden_text_is_left_out_and_struck_text_kept_and_both_said() -> None:
    hidden = styles(style("Ghost", kind="character", run="<w:vanish/>"))
    content = (r("not this ", "<w:vanish/>"), "but ", r("nor this", '<w:rStyle w:val="Ghost"/>'), r("that", "<w:dstrike/>"))
    imported = read(word_file(answer(*content), parts={"styles": hidden}))
    assert imported.speeches[1].text == "but that"
    assert messages(imported, "QC061") == [
        "hidden text: 4 words in 2 places left out",
        "struck text: 1 word in 1 place kept as part of the talk",
    ]


def mark(id_: int, *, end: bool) -> str:
    return f'<w:commentRangeEnd w:id="{id_}"/><w:r><w:commentReference w:id="{id_}"/></w:r>' if end else f'<w:commentRangeStart w:id="{id_}"/>'


def test_comments_run_over_paragraphs_and_replies_stand_where_they_answer() -> None:
    body = ASKED + p(b("Mina Park:"), " I ", mark(7, end=False), "came") + p("by bus", mark(7, end=True), " then.") + NEXT + p(b("Mina Park:"), " No.")
    parts = {
        "comments": comment(7, "Why?", "Ann", "0A") + comment(8, "Ask.", "Ben", "0B") + comment(9, "Nowhere", "Cem"),
        "commentsExtended": '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>',
    }
    imported = read(word_file(body, parts=parts))
    assert [(r.text, r.author, passage(imported, r)) for r in imported.remarks] == [
        ("Why?", "Ann", "came\nby bus"),
        ("Ask.", "Ben", "came\nby bus"),
        ("Nowhere", "Cem", None),
    ]
    assert messages(imported, "QC062") == ["3 comments kept beside the talk; 1 of them on no passage of the talk"]


def test_a_comment_over_several_turns_ends_with_the_first() -> None:
    body = ASKED + p(b("Mina Park:"), " I ", mark(1, end=False), "came.") + p(b("Interviewer:"), " And", mark(1, end=True), " then?") + p(b("Mina Park:"), " No.")
    imported = read(word_file(body, parts={"comments": comment(1, "c")}))
    assert [passage(imported, r) for r in imported.remarks] == ["came."]


def test_comments_around_a_whole_paragraph_stay_in_it() -> None:
    body = ASKED + mark(1, end=False) + p(b("Mina Park:"), " I came.") + mark(1, end=True) + NEXT + p(b("Mina Park:"), " No.")
    imported = read(word_file(body, parts={"comments": comment(1, "c")}))
    assert [passage(imported, r) for r in imported.remarks] == ["I came."]


def test_footnotes_and_endnotes_hang_on_the_word_before_and_separators_are_none() -> None:
    foot, end = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="2"/></w:r>'
    parts = {
        "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote><w:footnote w:id="2">{p("One.")}{p("Two.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{p("End.")}</w:endnote><w:endnote w:id="3">{p("Lost.")}</w:endnote>',
    }
    imported = read(word_file(answer("He left", foot, " early", end, "."), parts=parts))
    assert imported.speeches[1].text == "He left early."
    assert [(r.text, r.kind, passage(imported, r)) for r in imported.remarks] == [
        ("One.\nTwo.", "footnote", "left"),
        ("End.", "footnote", "early"),
        ("Lost.", "footnote", None),
    ]


HEADINGS = styles(style("H2", name="heading 2"), style("O", par='<w:outlineLvl w:val="0"/>'), style("T", par='<w:outlineLvl w:val="9"/>', based="H2"))


def test_headings_of_the_talk_are_no_turns() -> None:
    turns = [p(b(f"{who}:"), " And so we went on with it.") for who in ("Interviewer", "Mina Park") * 2]
    imported = read(word_file(p("1. Start: how", style="H2"), *turns, p("2. Work", style="H2"), *turns, parts={"styles": HEADINGS}))
    assert [s.text for s in imported.speeches if s.speaker == HEADING] == ["1. Start: how", "2. Work"]
    assert not [d for d in imported.findings if d.rule == "QC059"]


def test_headings_are_those_of_styles_and_outline_levels() -> None:
    body = (p("a", style="H2"), p("b", style="O"), p("c", style="T"), p("d", props='<w:outlineLvl w:val="2"/>'), p("e", style="Heading2"), p("", style="O"))
    assert [line.level for line in lines(*body, parts={"styles": HEADINGS})] == [2, 1, 0, 3, 0, 0]


@pytest.mark.parametrize("alone", [True, False])
def test_speakers_in_the_style_of_headings_are_speakers(alone: bool) -> None:  # noqa: FBT001 - a parameter of the test
    said = ["How did you start with this?", "I came here by chance.", "And what came then?", "Then I stayed on for years."]
    pairs = list(zip(("Interviewer", "Mina Park") * 2, said, strict=True))
    body = [p(who, style="H2") + p(text) if alone else p(f"{who}: {text}", style="H2") for who, text in pairs]
    imported = read(word_file(*body, parts={"styles": HEADINGS}))
    assert [(s.speaker, s.text) for s in imported.speeches] == pairs


SERVICES = {
    "Word": ("Audio file", "a.wav", "", "Transcript", "00:00:01 Speaker 1", "Shall we?", "00:00:04 Speaker 2", "Yes, sure.", "00:00:07 Speaker 1",
             "So?", "00:00:09 Speaker 2", "So it is."),
    "Rev": ("Speaker 1: (00:01)", "Shall we?", "Speaker 2: (00:04)", "Yes, sure.", "Speaker 1: (00:07)", "So?", "Speaker 2: (00:09)", "So it is."),
    "Teams": ("Speaker 1   0:01\nShall we?", "Speaker 2   0:04\nYes, sure.", "Speaker 1   0:07\nSo?", "Speaker 2   0:09\nSo it is."),
    "Otter": ("Note", "", "Speaker 1  0:01  ", "Shall we?", "", "Speaker 2  0:04  ", "Yes, sure.", "", "Speaker 1  0:07  ", "So?", "", "Speaker 2  0:09  ",
              "So it is.", "", "Transcribed by https://otter.ai"),
    "CLOVA": ("면담 4차", "2025.09.18 목요일 오후 2:05 ・ 63분 21초", "연구팀", "", "Speaker 1 00:01", "Shall we?", "", "Speaker 2 00:04", "Yes, sure.", "",
              "Speaker 1 00:07", "So?", "", "Speaker 2 00:09", "So it is.", "", "clovanote.naver.com"),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_what_services_export_is_read(name: str) -> None:
    imported = read(word_file(*map(p, SERVICES[name])))
    turns = [("Speaker 1", "Shall we?"), ("Speaker 2", "Yes, sure."), ("Speaker 1", "So?"), ("Speaker 2", "So it is.")]
    assert [(s.speaker, s.text) for s in imported.speeches] == turns
    assert all(s.time for s in imported.speeches)


def test_headers_and_footers_are_not_read() -> None:
    raw = word_file(answer("Yes."), parts={"header": p("Page 3"), "footer": p("Study 7")})
    assert not {"study", "page"} & set(words(read(raw)).split())


def test_strict_files_and_other_names_of_the_main_part_are_read() -> None:
    raw = word_file(answer("Yes."), parts={"comments": comment(1, "c")}, main="w/doc2.xml")
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        contents = {n: package.read(n).decode().replace(NS, STRICT) for n in package.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in contents.items():
            if name != "_rels/.rels":
                package.writestr(name, text)
    assert read(raw).speeches == read(out.getvalue()).speeches
    assert len(read(out.getvalue()).remarks) == 1


def test_a_damaged_part_beside_the_text_is_said_and_the_text_read() -> None:
    imported = read(word_file(answer("Yes."), parts={"comments": "<broken>"}))
    assert imported.speeches[1].text == "Yes."
    assert messages(imported, "QC052")[0].startswith("the comments of this file are left out")


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


GOOD = word_file(answer("Yes."), tbl(("a", "b")), parts={"comments": comment(1, "c"), "styles": STYLES})
BAD = {
    "nothing": (b"", "damaged or cut short"),
    "old or protected": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected with a password, or of an older kind"),
    "cut short": (GOOD[: len(GOOD) // 2], "damaged or cut short"),
    "rich text": (b"{\\rtf1 Hello}", "an RTF file"),
    "web page": (b"\xef\xbb\xbf<HTML><body>Hello", "a web page"),
    "another zip": (zipped(mimetype="application/vnd.oasis.opendocument.text"), "no part word/document.xml"),
    "no document": (word_file(extra={"word/document.xml": "<a/>"}), "no Word document"),
    "no text": (word_file(p(), p(" ")), "holds no text"),
    "hidden only": (word_file(p(r("not there", "<w:vanish/>"))), "hidden text"),
    "deleted only": (word_file(p(f"<w:del>{r('not there')}</w:del>")), "deleted in tracked changes"),
    "embedded only": (word_file('<w:altChunk r:id="x" xmlns:r="r"/>'), "documents embedded in it"),
    "entities": (word_file(extra={"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'}), "declares entities"),
    "bomb": (word_file(p("x" * 5_000_000)), "unpacks without end"),
    "too deep": (word_file("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested deeper"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_said_with_what_to_do(name: str) -> None:
    raw, why = BAD[name]
    with pytest.raises(BadDocument, match=why) as problem:
        read(raw)
    assert problem.value.help


def test_documents_embedded_beside_the_text_are_said() -> None:
    imported = read(word_file(answer("Yes."), '<w:altChunk r:id="x" xmlns:r="r"/>'))
    assert messages(imported, "QC052") == ["1 document embedded in this file not read"]


TAGS = ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:ins", "w:del", "w:sdt", "w:sdtContent", "w:txbxContent", "w:fldChar", "w:pPr", "w:rPr", "mc:Choice",
        "mc:AlternateContent", "w:commentRangeStart", "w:commentRangeEnd", "w:gridSpan", "w:vMerge", "w:br", "w:sym", "w:footnoteReference")  # fmt: skip
trees = st.recursive(
    st.text("ab :1.\t", max_size=9).map(lambda s: f"<w:t>{s}</w:t>"),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(lambda x: f'<{x[0]} w:id="1" w:val="3">{"".join(x[1])}</{x[0]}>'),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(trees, max_size=6))
def test_any_tree_of_known_elements_is_read_or_refused(body: list[str]) -> None:
    raw = word_file(*body, parts={"comments": comment(1, "c"), "footnotes": f'<w:footnote w:id="1">{p("f")}</w:footnote>'})
    try:
        imported = read(raw)
    except QualcodeError:
        return
    for remark in imported.remarks:
        assert passage(imported, remark) is None or 0 <= remark.place.start <= remark.place.end  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_any_damage_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    raw = bytearray((SAMPLES / SAMPLE).read_bytes())
    for _ in range(chance.randint(1, 40)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    del raw[len(raw) - chance.choice([0, 0, chance.randrange(len(raw))]) :]
    try:
        read(bytes(raw))
    except QualcodeError:
        return


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(QualcodeError):
        read(raw)


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


def kept(imported: Imported) -> str:
    return " ".join([*imported.cut, *(f"{s.speaker if s.speaker != HEADING else ''} {s.text}" for s in imported.speeches)])


def test_mammoth_finds_the_same_letters(sample: Imported) -> None:
    mammoth = pytest.importorskip("mammoth")
    found = mammoth.extract_raw_text(io.BytesIO((SAMPLES / SAMPLE).read_bytes())).value
    assert letters(found) == letters(kept(sample))
    assert [s.text for s in sample.speeches if any(line not in found for line in s.text.split("\n"))] == []


def test_docx2python_finds_the_same_letters(sample: Imported) -> None:
    docx2python = pytest.importorskip("docx2python")
    found = re.sub(r"----footnote\d+----|footnote\d+\)", "", docx2python.docx2python(SAMPLES / SAMPLE).text)
    notes = " ".join(r.text for r in sample.remarks if r.kind == "footnote")
    comments = " ".join(r.text for r in sample.remarks if r.kind == "comment")
    assert letters(found) - letters(comments) - letters(notes) == letters(kept(sample)) - letters(comments) - letters(notes)
    assert letters(kept(sample)) - letters(found) == Counter()
