"""YAML as people write it wrong: all problems of a file at once, each at its place, and the sound part loaded."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.files.codebook import parse_codebook
from qualcode.files.splice import scalar
from qualcode.files.yaml import Reader, compose, decode_utf8, field_names, place, to_data
from qualcode.model.codebook import Code, Codebook
from qualcode.model.diagnostic import Diagnostic, Location, Severity
from qualcode.model.text import nfc

BOOK = "codebooks/capacity.yaml"


def read(text: str | bytes) -> tuple[Codebook, tuple[Diagnostic, ...]]:
    return parse_codebook(text.encode() if isinstance(text, str) else text, BOOK)


def found(text: str | bytes) -> list[tuple[str, str]]:
    """Give rule and place of every finding."""
    assert all(d.severity is Severity.ERROR for d in read(text)[1])
    return [(d.rule, str(d.where).removeprefix(f"{BOOK}:")) for d in read(text)[1]]


def only(text: str | bytes) -> Diagnostic:
    (one,) = read(text)[1]
    return one


def ids(text: str | bytes) -> list[str]:
    return [code.id for code in read(text)[0].tree()]


ALL_AT_ONCE = """\
codebook: 역량
codebook: 다시
codes:
  - id: 2021
    labl: {ko: 가}
    keywords: [전등, no, 12:30]
  - label: 이름 없음
  - id: resident
    brief: [하나, 둘]
    definition: {ko: 뜻, en: [x]}
    examples: 예문
    retired: 아마
    was: {old: x}
    keywords: [예산, {find: 구청, match: exact}, {finds: x}, [y]]
    tests: 없음
    codes: 없음
  - id: &a community
    label: *a
"""


def test_all_problems_of_a_file_are_told_at_once_each_at_its_place() -> None:
    assert sorted(found(ALL_AT_ONCE), key=lambda f: [int(n) for n in f[1].split(":")]) == [
        ("QC112", "2:1"),
        ("QC103", "4:9"),
        ("QC110", "5:5"),
        ("QC103", "6:20"),
        ("QC103", "6:24"),
        ("QC111", "7:5"),
        ("QC102", "9:12"),
        ("QC102", "10:29"),
        ("QC102", "11:15"),
        ("QC102", "12:14"),
        ("QC102", "13:10"),
        ("QC102", "14:38"),
        ("QC111", "14:46"),
        ("QC110", "14:47"),
        ("QC102", "14:58"),
        ("QC102", "15:12"),
        ("QC102", "16:12"),
        ("QC104", "18:12"),
    ]


def test_what_is_sound_is_loaded_all_the_same() -> None:
    book, _ = read(ALL_AT_ONCE)
    assert book.codebook == "역량"
    assert ids(ALL_AT_ONCE) == ["2021", "resident", "community"]
    assert [k.find for k in book.codes[0].keywords] == ["전등", "no", "12:30"]
    assert book.codes[1].definition == {"ko": "뜻"}
    assert [k.find for k in book.codes[1].keywords] == ["예산", "구청"]
    assert book.codes[2] == Code("community")


def test_a_key_twice_in_one_mapping_is_told_with_the_line_of_the_first_and_the_first_counts() -> None:
    text = "codes:\n  - id: a\n    label: 하나\n    brief: x\n    label: 둘\n"
    one = only(text)
    assert (one.rule, one.where) == ("QC112", Location(BOOK, 5, 5, 5))
    assert one.message == "the key 'label' stands twice in one mapping (first in line 3)"
    assert read(text)[0].codes[0].label == "하나"
    assert found("codes:\n  - id: a\n    label:\n    label: 둘\n") == [("QC112", "4:5")]
    assert found("codes:\n  - id: a\n    label: {ko: 가, ko: 나}\n") == [("QC112", "3:20")]
    assert ids("codes:\n  - id: a\n? [x]\n: 1\n? [y]\n: 2\n") == ["a"]


def test_a_thousand_million_laughs_are_told_and_not_laughed() -> None:
    names = [f"a{i}" for i in range(12)]
    lines = [f"a0: &a0 [{', '.join(['하'] * 9)}]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names)]
    text = "\n".join([*lines, "codes:", "  - id: sound", ""])
    aliases = [f for f in found(text) if f[0] == "QC104"]
    assert len(aliases) == 9 * 11
    assert aliases[0] == ("QC104", "2:10")
    assert ids(text) == ["sound"]


def test_an_alias_of_what_it_stands_in_ends_too() -> None:
    assert found("codes: &a\n  - id: x\n    codes: *a\n") == [("QC104", "3:12")]
    assert ids("codes: &a\n  - id: x\n    codes: *a\n") == ["x"]


def test_an_alias_is_marked_as_it_is_written_and_an_anchor_alone_is_fine() -> None:
    one = only("codes:\n  - id: &id a\n    label: *id\n")
    assert one.where == Location(BOOK, 3, 12, 3)
    assert "the YAML alias *id is not read" in one.message
    assert found("codes:\n  - &x\n    id: &id a\n") == []


def test_a_merged_mapping_is_told_as_the_alias_it_is() -> None:
    assert ("QC104", "4:9") in found("base: &b {id: a}\ncodes:\n  - id: b\n    <<: *b\n")


def test_a_file_of_another_encoding_is_told_at_its_first_letter() -> None:
    cp949 = "codebook: Capacity\ncodes:\n  - id: a\n    label: 주민역량\n".encode("cp949")
    one = only(cp949)
    assert (one.rule, str(one.where)) == ("QC100", f"{BOOK}:4:12")
    assert "iconv -f cp949 -t utf-8" in (one.help or "")
    assert found("codebook: é\n".encode() + "codes: é".encode("latin-1")) == [("QC100", "2:8")]
    assert found("codes: []".encode("utf-16")) == [("QC100", "1:1")]
    assert read(cp949)[0] == Codebook()


def test_a_byte_order_mark_counts_as_no_column() -> None:
    assert decode_utf8(b"\xef\xbb\xbfid: x", BOOK) == ("id: x", [])
    assert found("\ufefffoo: x\n") == [("QC110", "1:1")]


@pytest.mark.parametrize(("text", "at"), [("codes:\n\t- id: a\n", "2:1"), ("codes:\n  - id: a\n\tlabel: 가\n", "3:1")])
def test_tabs_for_indents_are_told_as_tabs(text: str, at: str) -> None:
    assert found(text) == [("QC101", at)]
    assert only(text).help == "indent with blanks, never with tabs"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("2021", "a number"),
        ("1_000", "a number"),
        ("12:30", "a number"),
        ("3.5", "a number"),
        ("0x1F", "a number"),
        ("no", "true or false"),
        ("Yes", "true or false"),
        ("on", "true or false"),
        ("2021-05-01", "a date"),
    ],
)
def test_what_yaml_reads_as_something_else_than_text_is_told_and_kept_as_written(written: str, kind: str) -> None:
    text = f"codes:\n  - id: {written}\n    keywords: [{written}]\n"
    assert found(text) == [("QC103", "2:9"), ("QC103", "3:16")]
    first = read(text)[1][0]
    assert first.message == f"{written} is read by YAML as {kind}, not as text"
    assert first.help == f'put quotes around it: "{written}"'
    assert first.where == Location(BOOK, 2, 9, len(written))
    assert ids(text) == [written]
    assert [k.find for k in read(text)[0].codes[0].keywords] == [written]
    assert found(text.replace(written, f'"{written}"')) == []


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("yes", True), ("On", True), ("false", False), ("no", False), ("off", False), ('"true"', True)]
)
def test_switches_are_true_or_false_and_no_texts(written: str, value: bool) -> None:  # noqa: FBT001 - a table of cases
    text = f"codes:\n  - id: a\n    retired: {written}\n    exclusive: {written}\n"
    assert found(text) == []
    assert (read(text)[0].codes[0].retired, read(text)[0].codes[0].exclusive) == (value, value)


def test_a_switch_that_is_neither_is_told() -> None:
    assert only("codes:\n  - id: a\n    retired: 아마\n").message == "true or false should stand here"
    assert only("codes:\n  - id: a\n    retired: [x]\n").message == "true or false should stand here"


def test_a_colon_in_a_text_without_quotes_is_told_at_the_colon() -> None:
    one = only("codebook: x\ncodes:\n  - id: a\n    definition: 구청: 중간지원조직과의 연결\n")
    assert one.message == "not valid YAML: mapping values are not allowed here"
    assert (one.rule, str(one.where)) == ("QC101", f"{BOOK}:4:19")
    assert one.help == 'put quotes around text that has ": " or starts with [ { * & ! % @'


@pytest.mark.parametrize(
    ("text", "at", "help_"),
    [
        ("codes: [a\n", "2:1", "put quotes"),
        ("codes:\n  - id: @a\n", "2:9", "put quotes"),
        ("codes:\n  - id: *a\n", "2:9", "put quotes"),
        ("codes: []\n---\ncodes: []\n", "2:1", "take the line --- out"),
        ("codes: " + "[" * 2000, "1:1007", "nest less deeply"),
        ("codes:\n  - id: 가\x07나\n", "2:10", "take the character out"),
        ("codes:\n  - id: 가\x00", "2:10", "take the character out"),
        ("codes:\n  - id: 가\ufeff", "2:10", "take the character out"),
        ("%YAML 9.9\n---\ncodes: []\n", "1:1", "put quotes"),
    ],
)
def test_what_is_no_yaml_is_one_finding_at_its_place_with_help(text: str, at: str, help_: str) -> None:
    assert found(text) == [("QC101", at)]
    assert help_ in (only(text).help or "")


def test_lines_are_counted_as_editors_count_them() -> None:
    """YAML ends lines at U+2028 and U+0085 too; editors, and findings, do not."""
    text = 'codes:\n  - id: a\n    label: "앞\u2028뒤\x85끝"\n    brief: "\u2028" \n    foo: x\n'
    assert found(text) == [("QC110", "5:5")]
    assert found('codes:\n  - id: "a\u2028b"\n  - id: c: d\n') == [("QC101", "3:10")]
    assert place(BOOK, "가\u2028나\r\n다", 5, 2) == Location(BOOK, 2, 1, 2)


def test_an_unknown_field_is_told_with_the_one_that_may_be_meant() -> None:
    text = "codes:\n  - id: a\n    keyword: [전등]\n    zzz: 1x\n"
    near, far = read(text)[1]
    assert (near.rule, near.message, near.help) == ("QC110", "no field 'keyword' here", "did you mean 'keywords'?")
    assert near.where == Location(BOOK, 3, 5, 7)
    assert "fields are: codebook, codes, id, label, brief, definition, use, not, examples, keywords" in (far.help or "")
    assert found("titel: x\ncodes:\n  - id: a\n") == [("QC110", "1:1")]


def test_fields_of_our_own_are_no_fields_of_a_file() -> None:
    text = "where: x\nversion:\ncodes:\n  - id: a\n    where: {x: y}\n    tests: {where: x}\n    keywords: [{find: 전등, where: x}]\n"
    assert found(text) == [("QC110", "1:1"), ("QC110", "2:1"), ("QC110", "5:5"), ("QC110", "6:13"), ("QC110", "7:27")]
    assert [k.find for k in read(text)[0].codes[0].keywords] == ["전등"]


@pytest.mark.parametrize(
    ("field", "wanted", "at"),
    [
        ("label: [가, 나]", "text", "3:12"),
        ("label: {ko: [가]}", "text", "3:17"),
        ("brief: {ko: {x: y}}", "text", "3:17"),
        ("examples: 예문", "a list", "3:15"),
        ("examples: {ko: 예문}", "a list", "3:15"),
        ("examples: [하나, {ko: 둘}]", "text", "3:20"),
        ("keywords: 전등", "a list", "3:15"),
        ("tests: [x]", "a mapping of fields", "3:12"),
        ("tests: {match: x}", "a list", "3:20"),
        ("codes: {id: b}", "a list", "3:12"),
        ("codes: [b]", "a mapping of fields", "3:13"),
        ("codes: [[b]]", "a mapping of fields", "3:13"),
    ],
)
def test_what_should_stand_there_is_told_at_what_stands_there(field: str, wanted: str, at: str) -> None:
    text = f"codes:\n  - id: a\n    {field}\n  - id: z\n"
    assert found(text) == [("QC102", at)]
    assert only(text).message == f"{wanted} should stand here"
    assert ids(text) == ["a", "z"]


def test_a_word_that_is_none_of_those_allowed_is_told_with_them() -> None:
    one = only("codes:\n  - id: a\n    keywords: [{find: 전등, match: exact}]\n")
    assert one.message == "'exact' is none of 'lemma', 'form', 'regex', 'compound' or 'family'"
    assert one.where == Location(BOOK, 3, 34, 5)


def test_a_missing_id_is_told_at_the_code_and_the_others_are_loaded() -> None:
    text = "codes:\n  - label: 가\n    brief: x\n  - id: b\n    codes:\n      - id: [x]\n      - id: c\n      - id:\n"
    assert sorted(found(text)) == [("QC102", "6:13"), ("QC111", "2:5"), ("QC111", "6:9"), ("QC111", "8:9")]
    assert ids(text) == ["b", "c"]
    first = next(d for d in read(text)[1] if d.rule == "QC111")
    assert (first.message, first.help) == ("'id' is missing", "add it")
    assert [d.where.length for d in read(text)[1] if d.rule == "QC111" and d.where] == [8, 3, 7]


@pytest.mark.parametrize("text", ["", "\n\n", "# 주석\n# 또\n", "---\n", "~\n", "\ufeff"])
def test_an_empty_file_is_told_with_the_command_that_fills_it(text: str) -> None:
    assert found(text) == [("QC108", "1:1")]
    assert "qualcode codebook add" in (only(text).help or "")
    assert read(text)[0] == Codebook()


@pytest.mark.parametrize("text", ["- id: a\n", "그냥 글\n", "2021\n", "[]\n"])
def test_a_file_that_is_no_mapping_is_told(text: str) -> None:
    assert ("QC102", "1:1") in found(text)
    assert "this file should be a mapping of fields" in [d.message for d in read(text)[1]]
    assert read(text)[0] == Codebook()


@pytest.mark.parametrize("levels", [49, 51, 400])
def test_deep_nesting_is_told_and_what_lies_above_is_loaded(levels: int) -> None:
    text = "codes:\n" + "".join(f"{'  ' * i}- id: a{i}\n{'  ' * i}  codes:\n" for i in range(levels))
    expected = [("QC106", "100:101")] if levels > 49 else []
    assert found(text) == expected
    assert ids(text) == [f"a{i}" for i in range(min(levels, 49))]


def test_deep_nesting_in_one_line_is_told() -> None:
    assert found("codes:\n  - id: a\n    label: " + "[" * 500 + "]" * 500) == [("QC106", "3:109"), ("QC102", "3:12")]


@pytest.mark.parametrize("tag", ["!own", "!!binary", "!!python/object:os.system", "!!python/none"])
def test_tags_are_told_and_do_nothing(tag: str) -> None:
    assert found(f"codes:\n  - id: {tag} a\n") == [("QC105", "2:9")]
    assert ids(f"codes:\n  - id: {tag} a\n") == ["a"]
    assert found(f"codes:\n  - id: a\n    examples: {tag} [x]\n") == [("QC105", "3:15")]


def test_tags_that_say_what_is_so_anyway_are_fine() -> None:
    assert found("codes: !!seq\n  - !!map\n    id: !!str 2021\n    label: =\n") == []


@settings(max_examples=400)
@given(
    st.text(
        st.one_of(
            st.sampled_from(" -:#,[]{}&*!|>'\"%@`?/\\가나\u1100\u1161a1.~=\n\r\t\x85\u2028\ufeff\x07·()"),
            st.characters(exclude_categories=["Cs"]),
        )
    )
)
@example("가 - 나")
@example("null")
@example("y")
@example("a\rb")
@example("\\x")
def test_any_text_written_as_a_scalar_is_read_back(text: str) -> None:
    for form in (
        f"{scalar(text)}: 1x",
        f"k: {scalar(text)}",
        f"k: [{scalar(text)}, {scalar(text)}]",
        f"k: {{{scalar(text)}: x}}",
        f"- {scalar(text)}",
    ):
        node, problems = compose(form, BOOK)
        reader = Reader(BOOK, form, problems)
        data = to_data(node, reader)
        assert reader.findings == []
        flat = [*data, *data.values()] if isinstance(data, dict) else list(data)
        assert nfc(text) in flat or [nfc(text)] * 2 in flat or {nfc(text): "x"} in flat


@settings(max_examples=300)
@given(st.text(st.sampled_from("-: \n\t[]{},&*!|>'\"#?%a가0codes idlabel~\x85"), max_size=60))
def test_any_file_at_all_is_read_without_an_exception(text: str) -> None:
    for prefix in ("", "codes:\n  - id: a\n    "):
        book, problems = read(prefix + text)
        lines = nfc(prefix + text).split("\n")
        assert isinstance(book, Codebook)
        assert all(d.where is None or d.where.line <= len(lines) for d in problems)


def test_letters_in_pieces_are_composed() -> None:
    text = unicodedata.normalize("NFD", "codes:\n  - id: 주민역량\n    label: {한글: 뜻}\n    keywords: [전등]\n")
    book, _ = read(text)
    assert book.codes[0].id == "주민역량"
    assert book.codes[0].label == {"한글": "뜻"}
    assert book.codes[0].keywords[0].find == "전등"


def test_only_dataclasses_have_fields() -> None:
    assert field_names(Codebook) == ("codebook", "codes")
    assert field_names(str) == ()
