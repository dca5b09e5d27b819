"""ELAN, TextGrid and CHAT: tiers of speakers become turns in order of time, what is about speech stays out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.package import BadDocument
from qualcode.formats.tiers import CHAT, ELAN, TEXTGRID
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from qualcode.plugins import Reads

Rows = list[tuple[str, str | None, str]]


def turns(imported: Imported) -> Rows:
    return [(s.speaker, s.time, s.text) for s in imported.speeches]


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def annotation(kind: str, id_: str, places: str, text: str) -> str:
    value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    return f'<ANNOTATION><{kind}_ANNOTATION ANNOTATION_ID="{id_}" {places}>{value}</{kind}_ANNOTATION></ANNOTATION>'


def aligned(id_: str, start: int, text: str) -> str:
    return annotation("ALIGNABLE", id_, f'TIME_SLOT_REF1="ts{start}" TIME_SLOT_REF2="ts{start + 1}"', text)


def hung(id_: str, on: str, text: str) -> str:
    return annotation("REF", id_, f'ANNOTATION_REF="{on}"', text)


def tier(name: str, *annotations: str, more: str = "") -> str:
    return f'<TIER TIER_ID="{name}" {more}>{"".join(annotations)}</TIER>'


def eaf(*tiers: str, slots: int = 9) -> bytes:
    times = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" {"" if n == 4 else f"""TIME_VALUE="{n * 61500}" """}/>' for n in range(slots))
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{times}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>".encode()


def test_elan_tiers_are_turns_in_order_of_time() -> None:
    asked = tier("A", aligned("a1", 0, "어떻게 오셨습니까?"), aligned("a2", 2, "언제요?"), more='PARTICIPANT="면담자"')
    told = tier("참여자", aligned("b2", 4, "작년에요."), aligned("b1", 1, "친구가 다녔어요."), aligned("b3", 5, "봄에요."))
    (imported,) = ELAN.read(eaf(asked, told), "a.eaf")
    assert turns(imported) == [
        ("면담자", "00:00:00", "어떻게 오셨습니까?"),
        ("참여자", "00:01:01", "친구가 다녔어요."),
        ("면담자", "00:02:03", "언제요?"),
        ("참여자", "00:03:04", "작년에요.\n봄에요."),
    ]
    assert {s.label: s.role for s in imported.speakers} == {"면담자": "interviewer", "참여자": "respondent"}


def test_elan_glosses_translations_and_notes_are_counted_and_not_read() -> None:
    asked = tier("A", aligned("a1", 0, "어떻게 오셨습니까?"))
    gloss = tier("A-en", hung("g1", "a1", "How did you come?"), more='PARENT_REF="A"')
    comments = tier("Comments", aligned("c1", 1, "noise outside"))
    free = tier("B-free", aligned("f1", 1, "It came."), more='LINGUISTIC_TYPE_REF="translation"')
    (imported,) = ELAN.read(eaf(asked, gloss, comments, free), "a.eaf")
    assert turns(imported) == [("A", "00:00:00", "어떻게 오셨습니까?")]
    assert "3 tiers are not read as speech: 'A-en' (1), 'Comments' (1), 'B-free' (1)" in messages(imported, "QC059")


def test_elan_speech_below_a_tier_of_ids_is_found() -> None:
    ids = tier("ref@KIM", aligned("r1", 0, "kim.001"), aligned("r2", 2, "kim.002"), more='PARTICIPANT="KIM"')
    text = tier("tx@KIM", hung("t1", "r1", "I came by bus."), hung("t2", "r2", "It rained."), more='PARENT_REF="ref@KIM"')
    words = tier("mb@KIM", hung("m1", "t1", "I"), hung("m2", "t1", "came"), more='PARENT_REF="tx@KIM"')
    (imported,) = ELAN.read(eaf(ids, text, words), "a.eaf")
    assert turns(imported) == [("KIM", "00:00:00", "I came by bus.\nIt rained.")]


def test_elan_annotations_that_hang_on_each_other_do_not_go_round() -> None:
    (imported,) = ELAN.read(eaf(tier("A", hung("x", "y", "one"), hung("y", "x", "two"))), "a.eaf")
    assert [s.text for s in imported.speeches] == ["one\ntwo"]


GRID = [("면담자", [(0.0, 2.5, '어떻게 "오셨" 습니까?'), (2.5, 9.0, "")]), ("참여자", [(0.0, 2.5, "sil"), (2.5, 9.0, "친구가\n다녔어요.")])]


def long_grid(tiers: list[tuple[str, list[tuple[float, float, str]]]]) -> str:
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        "xmax = 9",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for n, (name, intervals) in enumerate(tiers, 1):
        lines += [f"    item [{n}]:", '        class = "IntervalTier"', f'        name = "{name}"', "        xmin = 0", "        xmax = 9"]
        lines += [f"        intervals: size = {len(intervals)}"]
        for k, (start, end, text) in enumerate(intervals, 1):
            quoted = text.replace('"', '""')
            lines += [
                f"        intervals [{k}]:",
                f"            xmin = {start}",
                f"            xmax = {end} ",
                f'            text = "{quoted}" ',
            ]
    return "\n".join(lines) + "\n"


def short_grid(tiers: list[tuple[str, list[tuple[float, float, str]]]]) -> str:
    lines = ['File type = "ooTextFile"', '"TextGrid"', "", "0", "9", "<exists>", str(len(tiers))]
    for name, intervals in tiers:
        lines += ['"IntervalTier"', f'"{name}"', "0", "9", str(len(intervals))]
        for start, end, text in intervals:
            quoted = text.replace('"', '""')
            lines += [str(start), str(end), f'"{quoted}"']
    return "\n".join(lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("write", [long_grid, short_grid])
def test_textgrids_of_both_forms_give_the_same_turns(write: object, encoding: str) -> None:
    raw = write(GRID).encode(encoding)  # type: ignore[operator]
    (imported,) = TEXTGRID.read(raw, "a.TextGrid")
    assert turns(imported) == [("면담자", "00:00:00", '어떻게 "오셨" 습니까?'), ("참여자", "00:00:02", "친구가\n다녔어요.")]
    assert imported.encoding == encoding


def test_words_of_an_aligner_are_joined_and_phones_left_out() -> None:
    words = [(0.0, 1.0, "I"), (1.0, 2.0, "came"), (2.0, 3.0, "sp"), (3.0, 4.0, "late")]
    (imported,) = TEXTGRID.read(long_grid([("Kim - words", words), ("Kim - phones", words)]).encode(), "a.TextGrid")
    assert turns(imported) == [("Kim", "00:00:00", "I came late")]
    assert "1 tiers are not read as speech: 'Kim - phones' (4)" in messages(imported, "QC059")


def test_a_tier_that_names_nobody_is_nobodys() -> None:
    (imported,) = TEXTGRID.read(long_grid([("utterance", [(0.0, 1.0, "I came late.")])]).encode(), "a.TextGrid")
    assert [s.speaker for s in imported.speeches] == ["?"]
    assert "no speaker found" in messages(imported, "QC051")


CHA = (
    "@UTF8\n@Begin\n@Languages:\tkor\n@Participants:\tINV Kim Investigator, PAR Lee\n\tSora Participant , GRP Group\n"
    "@ID:\tkor|c|PAR|||||Participant|||\n@Date:\t01-SEP-2025\n"
    "*INV:\t어떻게 오셨습니까? \x150_2500\x15\n%mor:\tadv|어떻게\n*PAR:\t친구가 <다녔> [/] 다녔어요\n\t그래서 왔어요 . \x152500_9000\x15\n"
    "%com:\twith a\n\tsecond line\n*INV:\t네 .\n@Comment:\tdoor opens\n*GRP:\t네 !\n@End\n"
)


def test_chat_lines_are_turns_and_what_is_about_them_is_counted() -> None:
    (imported,) = CHAT.read(CHA.encode(), "a.cha")
    assert turns(imported) == [
        ("INV", "00:00:00", "어떻게 오셨습니까?"),
        ("PAR", "00:00:02", "친구가 <다녔> [/] 다녔어요 그래서 왔어요 ."),
        ("INV", None, "네 ."),
        ("GRP", None, "네 !"),
    ]
    assert {s.label: s.role for s in imported.speakers} == {"INV": "interviewer", "PAR": "respondent", "GRP": "group"}
    assert messages(imported, "QC059") == ["2 lines of annotation are no speech and are left out: %mor, %com"]
    assert messages(imported, "QC054") == []
    assert "@Comment:\tdoor opens" in imported.cut
    assert imported.attributes == {"Date": "01-SEP-2025"}


def test_letters_of_a_chat_file_are_neither_lost_nor_doubled() -> None:
    (imported,) = CHAT.read(CHA.encode(), "a.cha")
    kept = "".join([*imported.cut, *(f"{s.speaker}{s.text}" for s in imported.speeches), "%mor:adv|어떻게%com:with a second line"])
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, CHA))


READERS: dict[str, Reads] = {"eaf": ELAN, "textgrid": TEXTGRID, "cha": CHAT}
REFUSED = {
    "eaf of another root": ("eaf", b"<a/>", "no ELAN"),
    "eaf cut": ("eaf", eaf(tier("A"))[:60], "well-formed"),
    "eaf with entities": ("eaf", b"<!DOCTYPE a><ANNOTATION_DOCUMENT/>", "entities"),
    "grid cut": ("textgrid", long_grid(GRID).encode()[:-40], "cut short"),
    "no grid": ("textgrid", b"plain words", "no TextGrid"),
    "grid of another kind": ("textgrid", b'"ooTextFile" "Pitch" 0 1', "no TextGrid"),
    "grid without end": ("textgrid", b'"ooTextFile" "TextGrid" 0 1e999', "no TextGrid"),
    "no chat": ("cha", b"plain words\n", "no CHAT"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str) -> None:
    kind, raw, why = REFUSED[name]
    with pytest.raises(BadDocument, match=why) as refused:
        READERS[kind].read(raw, "a", Wish())
    assert refused.value.help


GOOD = {"eaf": eaf(tier("A", aligned("a1", 0, "yes"))), "textgrid": short_grid(GRID).encode(), "cha": CHA.encode()}


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=100, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**4), st.binary(min_size=1, max_size=3)), max_size=10),
    end=st.integers(0, 10**4),
    soup=st.binary(),
)
def test_broken_bytes_raise_nothing_but_our_errors(kind: str, changes: list[tuple[int, bytes]], end: int, soup: bytes) -> None:
    raw = bytearray(GOOD[kind])
    for at, put in changes:
        raw[at % len(raw) : at % len(raw) + len(put)] = put
    for broken in (bytes(raw), bytes(raw[: end % len(raw)]), soup):
        try:
            helped = bool(READERS[kind].read(broken, "a", Wish()))
        except QualcodeError as problem:
            helped = bool(problem.help)
        assert helped
