"""The reader of .docx: the sample with its gold, what stands on the page once changes are accepted, and files that are broken."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import pytest

from qualcode.formats.documents.blocks import Line, lines_of
from qualcode.formats.documents.docx import DOCX
from qualcode.formats.documents.docx_body import Body
from qualcode.formats.documents.docx_parts import Parts, Styles
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


END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("twelve")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NESTED = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{FIELD}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("yes")}{END}'
FORMS = '<mc:Choice Requires="x"><w:symEx/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback>'
FACE = f"<w:r><mc:AlternateContent>{FORMS}</mc:AlternateContent></w:r>"
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


def test_a_field_that_never_ends_takes_no_later_paragraph_with_it() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF</w:instrText></w:r>'
    assert [line.text for line in lines(p("one ", begun), p("two"))] == ["one ", "two"]


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
    assert messages(read(word_file(answer(split))), "QC061") == [
        "tracked changes: 1 insertion (2 words) kept, 0 deletions (0 words) left out"
    ]


def test_deleted_paragraph_marks_join_paragraphs() -> None:
    gone = p("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", mark="<w:del/>")
    assert [line.text for line in lines(p("one "), p("two ", mark="<w:del/>"), gone, p("three"), p("four"))] == [
        "one ",
        "two three",
        "four",
    ]


def test_deleted_rows_are_left_out() -> None:
    table = tbl(("a", "b"), tr(tc("c"), tc("d"), props="<w:del/>"), tr(tc("e"), tc("f"), props="<w:ins/>"))
    imported = read(word_file(answer("yes"), table))
    assert imported.cut == ("a | b", "e | f")
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
    return (
        f'<w:commentRangeEnd w:id="{id_}"/><w:r><w:commentReference w:id="{id_}"/></w:r>' if end else f'<w:commentRangeStart w:id="{id_}"/>'
    )


def test_comments_run_over_paragraphs_and_replies_stand_where_they_answer() -> None:
    body = (
        ASKED
        + p(b("Mina Park:"), " I ", mark(7, end=False), "came")
        + p("by bus", mark(7, end=True), " then.")
        + NEXT
        + p(b("Mina Park:"), " No.")
    )
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
    body = (
        ASKED
        + p(b("Mina Park:"), " I ", mark(1, end=False), "came.")
        + p(b("Interviewer:"), " And", mark(1, end=True), " then?")
        + p(b("Mina Park:"), " No.")
    )
    imported = read(word_file(body, parts={"comments": comment(1, "c")}))
    assert [passage(imported, r) for r in imported.remarks] == ["came."]


def test_comments_around_a_whole_paragraph_stay_in_it() -> None:
    body = ASKED + mark(1, end=False) + p(b("Mina Park:"), " I came.") + mark(1, end=True) + NEXT + p(b("Mina Park:"), " No.")
    imported = read(word_file(body, parts={"comments": comment(1, "c")}))
    assert [passage(imported, r) for r in imported.remarks] == ["I came."]


def test_footnotes_and_endnotes_hang_on_the_word_before_and_separators_are_none() -> None:
    foot, end = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="2"/></w:r>'
    parts = {
        "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote>'
        f'<w:footnote w:id="2">{p("One.")}{p("Two.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{p("End.")}</w:endnote><w:endnote w:id="3">{p("Lost.")}</w:endnote>',
    }
    imported = read(word_file(answer("He left", foot, " early", end, "."), parts=parts))
    assert imported.speeches[1].text == "He left early."
    assert [(r.text, r.kind, passage(imported, r)) for r in imported.remarks] == [
        ("One.\nTwo.", "footnote", "left"),
        ("End.", "footnote", "early"),
        ("Lost.", "footnote", None),
    ]


HEADINGS = styles(
    style("H2", name="heading 2"), style("O", par='<w:outlineLvl w:val="0"/>'), style("T", par='<w:outlineLvl w:val="9"/>', based="H2")
)


def test_headings_of_the_talk_are_no_turns() -> None:
    turns = [p(b(f"{who}:"), " And so we went on with it.") for who in ("Interviewer", "Mina Park") * 2]
    imported = read(word_file(p("Start: how", style="H2"), *turns, p("Work", style="H2"), *turns, parts={"styles": HEADINGS}))
    assert [s.text for s in imported.speeches if s.speaker == HEADING] == ["Start: how", "Work"]
    assert not [d for d in imported.findings if d.rule == "QC059"]


def test_headings_are_those_of_styles_and_outline_levels() -> None:
    body = (
        p("a", style="H2"),
        p("b", style="O"),
        p("c", style="T"),
        p("d", props='<w:outlineLvl w:val="2"/>'),
        p("e", style="Heading2"),
        p("", style="O"),
    )
    assert [line.level for line in lines(*body, parts={"styles": HEADINGS})] == [2, 1, 0, 3, 0, 0]


@pytest.mark.parametrize("alone", [True, False])
def test_speakers_in_the_style_of_headings_are_speakers(alone: bool) -> None:  # noqa: FBT001 - a parameter of the test
    said = ["How did you start with this?", "I came here by chance.", "And what came then?", "Then I stayed on for years."]
    pairs = list(zip(("Interviewer", "Mina Park") * 2, said, strict=True))
    body = [p(who, style="H2") + p(text) if alone else p(f"{who}: {text}", style="H2") for who, text in pairs]
    imported = read(word_file(*body, parts={"styles": HEADINGS}))
    assert [(s.speaker, s.text) for s in imported.speeches] == pairs


SHORT = ("Shall we?", "Yes, sure.", "So?", "So it is.")


def service(head: str, blank: str, before: str = "", after: str = "") -> str:
    """Give what a service writes, a paragraph a line: ``head`` names the speaker {s} and the minute {m}."""
    turns = "".join(f"{head.format(s=n % 2 + 1, m=n)}\n{text}\n{blank}" for n, text in enumerate(SHORT))
    return f"{before}{turns}{after}"


SERVICES = {
    "Word": service("00:0{m}:01 Speaker {s}", "", "Audio file\na.wav\n\nTranscript\n"),
    "Rev": service("Speaker {s}: (0{m}:04)", ""),
    "Otter": service("Speaker {s}  {m}:01  ", "\n", "Note\n\n", "Transcribed by https://otter.ai"),
    "CLOVA": service("Speaker {s} 0{m}:01", "\n", "면담 4차\n2025.09.18 목요일 오후 2:05 ・ 63분 21초\n연구팀\n\n", "clovanote.naver.com"),
}


@pytest.mark.parametrize("name", SERVICES)
def test_what_services_export_is_read(name: str) -> None:
    imported = read(word_file(*map(p, SERVICES[name].split("\n"))))
    assert [(s.speaker, s.text) for s in imported.speeches] == [(f"Speaker {n % 2 + 1}", text) for n, text in enumerate(SHORT)]
    assert all(s.time for s in imported.speeches)


def test_a_turn_in_one_paragraph_with_breaks_is_read_as_teams_writes_it() -> None:
    imported = read(word_file(*(p(b(f"Speaker {n % 2 + 1}"), f"   {n}:03\n{text}") for n, text in enumerate(SHORT))))
    assert [(s.speaker, s.text) for s in imported.speeches] == [(f"Speaker {n % 2 + 1}", text) for n, text in enumerate(SHORT)]


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
    assert letters(found) == letters(kept(sample)) + letters(notes)
