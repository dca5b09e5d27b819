"""Hancom's documents: the samples, and small HWPX files that hold what a transcript may hold."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.formats.documents import hwp
from qualcode.formats.documents.hwp import HWP
from qualcode.formats.package import BadDocument, MissingExtra
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Place
from qualcode.model.source import HEADING
from turns import SAMPLES, fold, gold_rows, joined, read_rows, turn_f1

HP = "http://www.hancom.co.kr/hwpml/2011/paragraph"
OPEN = f'<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="{HP}">'
HEADER = (
    '<hh:head xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"><hh:refList>'
    '<hh:charPr id="0"><hh:strikeout shape="3D"/></hh:charPr><hh:charPr id="7"><hh:bold/></hh:charPr>'
    '<hh:charPr id="8"><hh:strikeout shape="SOLID"/></hh:charPr>'
    '<hh:paraPr id="2"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr></hh:refList></hh:head>'
)
TALK = (
    ("면담자", "기술학교에는 어떻게 오셨습니까?"),
    ("참여자", "친구가 먼저 다녔습니다."),
    ("면담자", "무엇이 달라졌나요?"),
    ("참여자", "문턱을 제 손으로 깎습니다."),
)


def run(inner: str, shape: int = 0) -> str:
    return f'<hp:run charPrIDRef="{shape}">{inner}</hp:run>'


def t(text: str, shape: int = 0) -> str:
    return run(f"<hp:t>{text}</hp:t>", shape)


def p(*runs: str, shape: int = 0) -> str:
    return f'<hp:p paraPrIDRef="{shape}">{"".join(runs)}</hp:p>'


def talk() -> list[str]:
    return [p(t(f"{who}: {text}")) for who, text in TALK]


def table(*rows: tuple[str, ...]) -> str:
    def cell(text: str) -> str:
        return f"<hp:tc><hp:subList>{''.join(p(t(line)) for line in text.split('|'))}</hp:subList></hp:tc>"

    return "<hp:tbl>" + "".join(f"<hp:tr>{''.join(map(cell, row))}</hp:tr>" for row in rows) + "</hp:tbl>"


def hwpx(*sections: str, header: str = HEADER, manifest: str = "<m/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/hwp+zip")
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("Contents/header.xml", header)
        for number, section in enumerate(sections):
            file.writestr(f"Contents/section{number}.xml", f"{OPEN}{section}</hs:sec>")
    return out.getvalue()


def read(*paragraphs: str) -> Imported:
    (imported,) = HWP.read(hwpx("".join(paragraphs)), "a.hwpx")
    return imported


def said(imported: Imported) -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


@pytest.mark.parametrize("suffix", ["hwpx", "hwp"])
def test_samples_give_the_turns_of_their_gold(suffix: str) -> None:
    if suffix == "hwp":
        pytest.importorskip("hwpx")
    (imported,) = HWP.read((SAMPLES / f"table_and_labels.{suffix}").read_bytes(), f"a.{suffix}")
    gold = joined(gold_rows(SAMPLES / "gold" / "s16.jsonl"))
    assert turn_f1(gold, joined(read_rows(imported))) == 1.0
    assert [(who, fold(text)) for who, text in joined(read_rows(imported))] == [(who, fold(text)) for who, text in gold]
    assert {s.label: s.role for s in imported.speakers} == {"연구자": "interviewer", "참여자 F": "respondent"}
    assert next(s.text for s in imported.speeches if s.speaker == HEADING) == "1. 사업을 맡게 된 배경"
    assert imported.attributes == {
        "연구 과제": "주민기술학교와 지역사회 역량 (지어낸 자료)",
        "면담 대상": "참여자 F, 공공기관 담당자",
        "일시": "2025년 9월 30일 14:00",
        "장소": "가온구청 회의실",
        "기록": "연구자 ㄱ",
    }
    assert "끝." in imported.cut


def test_turns_of_both_formats_are_the_same() -> None:
    pytest.importorskip("hwpx")
    one, two = (HWP.read((SAMPLES / f"table_and_labels.{s}").read_bytes(), "a")[0] for s in ("hwpx", "hwp"))
    assert one.speeches == two.speeches
    assert one.cut == two.cut


def test_words_of_a_paragraph_come_whole_and_in_order() -> None:
    inner = "면<hp:markpenBegin/>담<hp:markpenEnd/>자:<hp:tab/>어떻게<hp:nbSpace/>오셨나요?<hp:lineBreak/>네<hp:fwSpace/>네<hp:hyphen/>"
    ruby = "<hp:dutmal><hp:mainText>덧말</hp:mainText><hp:subText>설명</hp:subText></hp:dutmal>"
    imported = read(*talk(), p(run(f"<hp:t>{inner}</hp:t>"), run(ruby), run('<hp:compose composeText="㉮"/>')))
    assert said(imported)[-1] == ("면담자", "어떻게 오셨나요?\n네 네-덧말(설명)㉮")


def test_sections_follow_each_other_by_number() -> None:
    rows = talk()
    many = ["".join(rows)] + [p(t(f"면담자: {n}째 물음입니다?")) for n in range(1, 12)]
    (imported,) = HWP.read(hwpx(*many), "a.hwpx")
    assert imported.speeches[-1].text.split("\n") == [f"{n}째 물음입니다?" for n in range(1, 12)]


def test_a_memo_hangs_on_its_passage() -> None:
    begin = (
        '<hp:ctrl><hp:fieldBegin id="5" type="MEMO"><hp:parameters><hp:stringParam name="Author">김</hp:stringParam></hp:parameters>'
        f"<hp:subList>{p(t('핵심'))}{p(t('다시 볼 것'))}</hp:subList></hp:fieldBegin></hp:ctrl>"
    )
    end = '<hp:ctrl><hp:fieldEnd beginIDRef="5"/></hp:ctrl>'
    imported = read(*talk(), p(t("면담자: 더 "), run(begin), t("하실 말씀"), run(end), t(" 있나요?")))
    (remark,) = imported.remarks
    assert (remark.text, remark.author, remark.kind) == ("핵심\n다시 볼 것", "김", "comment")
    assert remark.place == Place(4, 2, 7)
    assert said(imported)[-1] == ("면담자", "더 하실 말씀 있나요?")
    assert messages(imported, "QC062") == ["1 comment kept beside the talk"]


def test_a_memo_without_a_passage_is_kept_once() -> None:
    group = f"<hp:memogroup><hp:memo><hp:paraList>{p(t('떠도는 메모'))}</hp:paraList></hp:memo></hp:memogroup>"
    imported = read(*talk(), group)
    assert [(r.text, r.place) for r in imported.remarks] == [("떠도는 메모", None)]


def test_notes_stand_apart_from_speech_and_what_is_hidden_or_repeated_on_pages_is_left_out_and_said() -> None:
    def control(name: str, text: str) -> str:
        return run(f"<hp:ctrl><hp:{name}><hp:subList>{p(t(text))}</hp:subList></hp:{name}></hp:ctrl>")

    imported = read(
        p(control("header", "연구 자료 - 외부 유출 금지")),
        *talk(),
        p(t("면담자: 언제"), control("footNote", "이천이십 년"), t(" 오셨나요?"), control("hiddenComment", "비밀")),
        p(t("참여자: 작년입니다."), control("endNote", "끝 주")),
    )
    assert said(imported)[-2:] == [("면담자", "언제 오셨나요?"), ("참여자", "작년입니다.")]
    assert [(r.kind, r.text) for r in imported.remarks] == [("footnote", "이천이십 년"), ("footnote", "끝 주")]
    assert imported.remarks[0].place == Place(4, 0, 2)
    assert messages(imported, "QC061") == ["1 hidden comment left out"]
    assert messages(imported, "QC066") == ["1 line of page headers and footers left out: '연구 자료 - 외부 유출 금지'"]
    assert "연구 자료 - 외부 유출 금지" in imported.cut


def test_changes_are_read_as_if_accepted_and_counted() -> None:
    changed = (
        '네, <hp:insertBegin Id="1" TcId="1"/>정말 <hp:insertEnd Id="1" TcId="1" paraend="0"/>'
        '<hp:deleteBegin Id="2" TcId="2"/>아주 아주 <hp:deleteEnd Id="2" TcId="2" paraend="0"/>좋았습니다.'
    )
    imported = read(*talk(), p(t("면담자: 어땠나요?")), p(t(f"참여자: {changed}")))
    assert said(imported)[-1] == ("참여자", "네, 정말 좋았습니다.")
    assert messages(imported, "QC061") == ["tracked changes: 1 insertion kept, 1 deletion (2 words) left out"]


def test_a_deleted_end_of_paragraph_joins_what_it_parted() -> None:
    end = '<hp:deleteBegin Id="2" TcId="2"/>그만<hp:deleteEnd Id="2" TcId="2" paraend="1"/>'
    imported = read(*talk(), p(t("면담자: 그래서 "), t(end)), p(t("어땠나요?")), p(t("참여자: 좋았습니다.")))
    assert said(imported)[-2:] == [("면담자", "그래서 어땠나요?"), ("참여자", "좋았습니다.")]


def test_a_deletion_at_the_very_end_takes_no_other_words() -> None:
    end = '<hp:deleteBegin Id="2" TcId="2"/>그만<hp:deleteEnd Id="2" TcId="2" paraend="1"/>'
    assert said(read(*talk(), p(t("면담자: 네, 그럼요."), t(end))))[-1] == ("면담자", "네, 그럼요.")


def test_a_deletion_over_paragraphs_ends_where_it_says_and_one_without_end_ends_with_its_paragraph() -> None:
    over = [
        p(t('면담자: 남는 말<hp:deleteBegin Id="3"/> 지운')),
        p(t("지운 줄")),
        p(t('지운 <hp:deleteEnd Id="3" paraend="0"/>참여자: 네.')),
    ]
    assert "지운" not in "".join(text for _, text in said(read(*talk(), *over)))
    loose = [p(t('면담자: 남는 말<hp:deleteBegin Id="4"/> 지운')), p(t("참여자: 네, 그렇습니다."))]
    assert said(read(*talk(), *loose))[-1] == ("참여자", "네, 그렇습니다.")


def test_struck_words_stay_and_are_counted_and_what_hancom_calls_3d_is_not_struck() -> None:
    imported = read(*talk(), p(t("면담자: 어땠 "), t("나요 저기", 8), t("습니까?")))
    assert said(imported)[-1] == ("면담자", "어땠 나요 저기습니까?")
    assert messages(imported, "QC061") == ["struck text: 2 words in 1 place kept as part of the talk"]


def test_bold_tells_a_label_from_its_look_alike() -> None:
    bold = [p(t(f"{who}:", 7), t(f" {text}")) for who, text in TALK]
    imported = read(*bold, p(t("오세린: 이건 그냥 적은 말")), p(t("오세훈:", 7), t(" 저도 왔습니다.")))
    assert ("오세훈", "저도 왔습니다.") in said(imported)
    assert "오세린" not in [s.speaker for s in imported.speeches]


def test_outline_paragraphs_are_section_marks() -> None:
    rows = talk()
    imported = read(*rows[:2], p(t("달라진 것"), shape=2), *rows[2:])
    assert (HEADING, "달라진 것") in said(imported)


def test_a_table_of_turns_gives_turns() -> None:
    rows = tuple((who, text) for who, text in TALK)
    imported = read(p(run(table(("일시", "2025년 9월"), ("장소", "가온구청")))), p(run(table(("화자", "내용"), *rows))))
    assert said(imported) == list(TALK)
    assert imported.attributes == {"일시": "2025년 9월", "장소": "가온구청"}


def test_a_frame_around_the_talk_does_not_matter_and_boxes_are_read() -> None:
    frame = f"<hp:tbl><hp:tr><hp:tc><hp:subList>{''.join(talk())}</hp:subList></hp:tc></hp:tr></hp:tbl>"
    box = f"<hp:rect><hp:sz/><hp:drawText><hp:subList>{p(t('면담자: 상자 속 물음입니까?'))}</hp:subList></hp:drawText></hp:rect>"
    assert said(read(p(run(frame)))) == list(TALK)
    assert said(read(*talk(), p(run(box))))[-1] == ("면담자", "상자 속 물음입니까?")


def test_letters_are_neither_lost_nor_doubled() -> None:
    imported = read(
        p(run(table(("일시", "구월"), ("장소", "가온")))), p(t("제목")), *talk(), p(run(table(("가", "나", "다"), ("라", "마", "바"))))
    )
    kept = "".join([*imported.cut, *(f"{s.speaker}{s.text}" for s in imported.speeches)])
    whole = "일시구월장소가온제목" + "".join(w + x for w, x in TALK) + "가나다라마바"
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, whole))


REFUSED = {
    "old": (b"HWP Document File V3.00 \x1a\x01\x02" + b"\0" * 99, "HWP 3 or older"),
    "other": (b"plain words", "no HWP or HWPX"),
    "empty": (b"", "no HWP or HWPX"),
    "password": (hwpx(p(t("a")), manifest="<odf:encryption-data/>"), "locked"),
    "silent": (hwpx(p(t(" "))), "holds no text"),
    "no section": (hwpx(), "no section"),
    "cut": (hwpx("".join(talk()))[:300], "damaged or cut short"),
    "deep": (
        hwpx("<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList>" * 300 + "</hp:subList></hp:tc></hp:tr></hp:tbl></hp:run></hp:p>" * 300),
        "nested",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str) -> None:
    raw, why = REFUSED[name]
    with pytest.raises(BadDocument, match=why) as refused:
        HWP.read(raw, "a.hwpx")
    assert refused.value.help


def protected(raw: bytes, bit: int) -> bytes:
    """Set a flag in the header of an HWP 5 file, whose signature stands at the start of its stream."""
    at = raw.index(b"HWP Document File") + 36
    return raw[:at] + bytes([raw[at] | bit]) + raw[at + 1 :]


@pytest.mark.parametrize(("bit", "why"), [(2, "password"), (4, "배포용"), (16, "DRM")])
def test_locked_documents_are_refused_by_name(bit: int, why: str) -> None:
    pytest.importorskip("hwpx")
    raw = (SAMPLES / "table_and_labels.hwp").read_bytes()
    with pytest.raises(BadDocument, match=why) as refused:
        HWP.read(protected(raw, bit), "a.hwp")
    assert refused.value.help


def test_what_the_library_cannot_bring_over_is_said() -> None:
    assert [d.rule for d in hwp._unconverted({"ole-object": 2}, "a.hwp")] == ["QC059"]  # noqa: SLF001 - no small file has what the library leaves
    assert hwp._unconverted({}, "a.hwp") == ()  # noqa: SLF001 - see above


def test_without_the_library_hwp_names_the_pip_line_and_hwpx_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hwpx", None)
    with pytest.raises(MissingExtra, match="python-hwpx") as refused:
        HWP.read((SAMPLES / "table_and_labels.hwp").read_bytes(), "a.hwp")
    assert refused.value.help == "pip install 'qualcode[hwp]'"
    assert HWP.read((SAMPLES / "table_and_labels.hwpx").read_bytes(), "a.hwpx")


def mutated(path: Path) -> st.SearchStrategy[bytes]:
    raw = path.read_bytes()
    spots = st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), min_size=1, max_size=20)

    def broken(changes: list[tuple[int, int]]) -> bytes:
        out = bytearray(raw)
        for at, byte in changes:
            out[at] = byte
        return bytes(out)

    return st.one_of(spots.map(broken), st.integers(0, len(raw)).map(lambda end: raw[:end]), st.binary(max_size=200))


@pytest.mark.parametrize("suffix", ["hwpx", "hwp"])
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_broken_bytes_raise_nothing_but_our_errors(suffix: str, data: st.DataObject) -> None:
    if suffix == "hwp":
        pytest.importorskip("hwpx")
    raw = data.draw(mutated(SAMPLES / f"table_and_labels.{suffix}"))
    try:
        helped = bool(HWP.read(raw, "a"))
    except QualcodeError as problem:
        helped = bool(problem.help)
    assert helped
