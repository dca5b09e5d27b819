"""Edits of a hand-written codebook: what is put in is there, and every byte that was there still is.

Tools that load YAML and dump it again lose comments, quotes and order, and write Hangul as escapes; the tests compare bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.files.codebook import parse_codebook
from qualcode.files.failure import CannotRead, ChangedOnDisk
from qualcode.files.splice import CannotSplice, NewCode, add_code, add_keyword, scalar
from qualcode.model.codebook import Code, Codebook, Keyword
from support import ROOT

Edit = Callable[[Path], None]


def code(id_: str, under: str | None = None, **labels: str) -> Edit:
    return lambda path: add_code(path, NewCode(id_, labels, under))


def keyword(owner: str, find: str) -> Edit:
    return lambda path: add_keyword(path, owner, find)


def inserted(old: bytes, new: bytes) -> bytes:
    """Give the one piece that was put in; fails where any old byte is gone, changed or moved."""
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    size = len(new) - len(old)
    for start in range(head, -1, -1):
        if new[:start] + new[start + size :] == old:
            return new[start : start + size]
    raise AssertionError(f"more than one piece was put in, or something was taken out:\n{new.decode()}")


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, Edit], str]:
    """Edit a text as a file; gives the file's text afterwards, after proving that only one piece was put in."""

    def run(text: str, edit: Edit) -> str:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(text.encode())
        edit(path)
        new = path.read_bytes()
        inserted(text.encode(), new)
        return new.decode()

    return run


Edited = Callable[[str, Edit], str]
BOOK = """\
# 첫 줄은 주석
codebook: "역량"   # 따옴표와 주석

codes:
  - id: resident
    label: {ko: '주민역량', en: "Resident capacity"}
    codes:
      # 전문성
      - id: resident.expertise   # 설명
        definition: >
          접힌
          글
        keywords: [전등, "도배 | 장판"]   # 낱말들
  # 다음 주제
  - id: 지역사회
    keywords:
      - 예산   # 돈
      - {find: 구청, match: form}
      # 더 찾을 것
    examples: ["# 주석이 아님"]

# 끝 주석
"""


def test_a_code_goes_below_the_last_of_its_theme(edited: Edited) -> None:
    new = edited(BOOK, code("resident.pride", "resident", ko="자신감", en="Pride: own"))
    assert new == BOOK.replace(
        "# 낱말들\n", '# 낱말들\n      - id: resident.pride\n        label: {ko: 자신감, en: "Pride: own"}\n'
    )  # fmt: skip


def test_a_code_at_the_top_goes_below_the_last_and_above_the_comments_that_follow(edited: Edited) -> None:
    new = edited(BOOK, code("과제"))
    assert new == BOOK.replace('# 주석이 아님"]\n', '# 주석이 아님"]\n  - id: 과제\n')


def test_a_code_without_children_gets_a_list_of_them(edited: Edited) -> None:
    new = edited(BOOK, code("지역사회.신뢰", "지역사회", ko="신뢰"))
    added = "    codes:\n      - id: 지역사회.신뢰\n        label: {ko: 신뢰}\n"
    assert new == BOOK.replace('# 주석이 아님"]\n', '# 주석이 아님"]\n' + added)
    new = edited(BOOK, code("x", "resident.expertise"))
    assert new == BOOK.replace("# 낱말들\n", "# 낱말들\n        codes:\n          - id: x\n")


def test_a_keyword_goes_into_its_list(edited: Edited) -> None:
    assert edited(BOOK, keyword("resident.expertise", "learn* NEAR/3 repair")) == BOOK.replace(
        '"도배 | 장판"]', '"도배 | 장판", "learn* NEAR/3 repair"]'
    )
    assert edited(BOOK, keyword("지역사회", "공간")) == BOOK.replace("match: form}\n", "match: form}\n      - 공간\n")


def test_a_code_without_keywords_gets_them_below_its_id(edited: Edited) -> None:
    assert edited(BOOK, keyword("resident", "예")) == BOOK.replace("- id: resident\n", "- id: resident\n    keywords: [예]\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", "[새]"),
        ("[ ]", "[새 ]"),
        ("[a]", "[a, 새]"),
        ("[a, b ]", "[a, b, 새 ]"),
        ("[a,]", "[a, 새]"),
        ("[a, b , ]", "[a, b , 새 ]"),
        ("[\"a]\", 'b,']", "[\"a]\", 'b,', 새]"),
        ("[{find: a}]", "[{find: a}, 새]"),
        ("[find: a]", "[find: a, 새]"),
        ("[a,  # 하나, 둘\n      b   # 셋 ]\n      ]", "[a,  # 하나, 둘\n      b, 새   # 셋 ]\n      ]"),
        ("[a,  # 하나\n      b,  # 둘\n    ]", "[a,  # 하나\n      b, 새  # 둘\n    ]"),
        ("[a  # 하나, 둘\n      , ]", "[a  # 하나, 둘\n      , 새 ]"),
        ("[\n      a\n      # 아래,\n    ]", "[\n      a, 새\n      # 아래,\n    ]"),
        ("[  # 아직 없음\n    ]", "[새  # 아직 없음\n    ]"),
        ("  # 아직 없음", " [새]  # 아직 없음"),
        ("", " [새]"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_keyword_goes_into_every_form_of_list(edited: Edited, before: str, after: str, end: str) -> None:
    blank = "" if before.startswith(" ") or not before else " "
    text = f"codes:\n  - id: a\n    keywords:{blank}{before}\n    brief: 뜻 # 끝\n".replace("\n", end)
    new = edited(text, keyword("a", "새"))
    assert new == f"codes:\n  - id: a\n    keywords:{blank}{after}\n    brief: 뜻 # 끝\n".replace("\n", end)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("deeper", ["", "  "])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_lists_at_the_parents_column_or_deeper_with_any_line_end(edited: Edited, end: str, deeper: str, bom: str) -> None:
    lines = ["codes:", "- id: a", "  keywords:", f"  {deeper}- 예산", "  codes:", f"  {deeper}- id: a.b", "- id: c", ""]
    text = bom + end.join(lines)
    new = [*lines[:4], f"  {deeper}- 새", *lines[4:]]
    assert edited(text, keyword("a", "새")) == bom + end.join(new)
    new = [*lines[:6], f"  {deeper}- id: a.d", f"  {deeper}  label: {{ko: 새}}", *lines[6:]]
    assert edited(text, code("a.d", "a", ko="새")) == bom + end.join(new)
    new = [*lines[:7], "- id: d", ""]
    assert edited(text, code("d")) == bom + end.join(new)


def test_a_file_without_a_last_line_end_keeps_none(edited: Edited) -> None:
    assert edited("codes:\n- id: a", code("b", ko="나")) == "codes:\n- id: a\n- id: b\n  label: {ko: 나}"
    assert edited("codes:\r\n- id: a", keyword("a", "x")) == "codes:\r\n- id: a\r\n  keywords: [x]"
    assert edited("codes:\n- id: a # 끝", code("b", "a")) == "codes:\n- id: a # 끝\n  codes:\n    - id: b"


@pytest.mark.parametrize(
    ("last", "after"),
    [
        ("definition: |\n    하나\n    # 글\n\n# 주석\n", "definition: |\n    하나\n    # 글\n{new}\n# 주석\n"),
        ("definition: >-\n    하나\n\n    둘\n\n\n", "definition: >-\n    하나\n\n    둘\n{new}\n\n"),
        ("definition: |+  # 빈 줄도\n    하나\n\n\n# 주석\n", "definition: |+  # 빈 줄도\n    하나\n\n\n{new}# 주석\n"),
        ("definition: |2+\n    하나\n\n", "definition: |2+\n    하나\n\n{new}"),
        ("definition: | # a+b\n    하나\n\n", "definition: | # a+b\n    하나\n{new}\n"),
        ("brief: 하나\n    둘  # 주석\n\n", "brief: 하나\n    둘  # 주석\n{new}\n"),
        ('brief: "하나\n    둘"  # 주석\n', 'brief: "하나\n    둘"  # 주석\n{new}'),
        ("label: {ko: 가,\n    en: b\n    }  # 주석\n", "label: {ko: 가,\n    en: b\n    }  # 주석\n{new}"),
        ("examples: [가,\n    나,  # 둘\n    ]\n", "examples: [가,\n    나,  # 둘\n    ]\n{new}"),
        ("retired:\n# 주석\n", "retired:\n{new}# 주석\n"),
        ("tests:\n    miss:\n      - 하나\n      # 주석\n", "tests:\n    miss:\n      - 하나\n{new}      # 주석\n"),
    ],
)
def test_a_code_goes_behind_whatever_the_last_value_is(edited: Edited, last: str, after: str) -> None:
    text = f"codes:\n- id: a\n  {last}"
    assert edited(text, code("b")) == "codes:\n- id: a\n  " + after.replace("{new}", "- id: b\n")
    assert edited(text, code("a.c", "a")) == "codes:\n- id: a\n  " + after.replace("{new}", "  codes:\n    - id: a.c\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "codes:\n  - id: 가\n    label: {ko: 나}\n"),
        ("# 주석", "# 주석\ncodes:\n  - id: 가\n    label: {ko: 나}"),
        ("codebook: x\n# 끝\n", "codebook: x\ncodes:\n  - id: 가\n    label: {ko: 나}\n# 끝\n"),
        ("codes:   # 여기\n# 끝\n", "codes:   # 여기\n  - id: 가\n    label: {ko: 나}\n# 끝\n"),
        ("codes:\ncodebook: x\n", "codes:\n  - id: 가\n    label: {ko: 나}\ncodebook: x\n"),
        ("---\ncodes:\n- id: a\n...\n", "---\ncodes:\n- id: a\n- id: 가\n  label: {ko: 나}\n...\n"),
        ("codes:\n- {id: a}\n", "codes:\n- {id: a}\n- id: 가\n  label: {ko: 나}\n"),
        ("codes:\n- label: 이름뿐\n", "codes:\n- label: 이름뿐\n- id: 가\n  label: {ko: 나}\n"),
    ],
)
def test_a_first_code_finds_its_place(edited: Edited, before: str, after: str) -> None:
    assert edited(before, code("가", ko="나")) == after


def test_a_code_with_bare_codes_below_it_gets_them_there(edited: Edited) -> None:
    text = "codes:\n- id: a\n  codes: # 아직\n  brief: 뜻\n"
    assert edited(text, code("b", "a")) == "codes:\n- id: a\n  codes: # 아직\n    - id: b\n  brief: 뜻\n"


def test_quoted_keys_anchors_and_ids_in_pieces_are_found(edited: Edited) -> None:
    text = '"codes":\n- &x\n  "id": "\u1100\u1161"\n  "keywords" : [x]\n'
    assert edited(text, keyword("가", "z")) == text.replace("[x]", "[x, z]")
    assert edited(text, code("b", "가")) == text + "  codes:\n    - id: b\n"


def test_words_that_yaml_would_read_otherwise_are_quoted(edited: Edited) -> None:
    new = edited("codes:\n- id: a\n", code("2021", no="예", ko="가: 나", en='"말" \\ 말'))
    assert new == 'codes:\n- id: a\n- id: "2021"\n  label: {"no": 예, ko: "가: 나", en: "\\"말\\" \\\\ 말"}\n'


@pytest.mark.parametrize(
    ("text", "edit", "why"),
    [
        ("codes: [{id: a}]\n", code("b"), "not written line by line"),
        ("codes: []\n", code("b"), "not written line by line"),
        ("codes: null\n", code("b"), "not written line by line"),
        ("codes: 없음\n", code("b"), "not written line by line"),
        ("{codes: [{id: a}]}\n", code("b"), "not written line by line"),
        ("codes:\n- {id: a}\n", code("b", "a"), "not written line by line"),
        ("codes:\n- {id: a}\n", keyword("a", "x"), "no code 'a' in lines of its own"),
        ("codes:\n- id: a\n  keywords: 전등\n", keyword("a", "x"), "are not a list"),
        ("codes:\n- id: a\n  keywords: ~\n", keyword("a", "x"), "are not a list"),
        ("codes:\n- id: a\n  keywords: {find: x}\n", keyword("a", "x"), "are not a list"),
        ("codes:\n- id: a\n", code("b", "z"), "no code 'z' was read from it"),
        ("codes:\n- id: a\n", keyword("z", "x"), "no code 'z' was read from it"),
        ("", code("b", "z"), "no code 'z' was read from it"),
        ("", keyword("a", "x"), "no code 'a' was read from it"),
        ("codes:\n- id: a\n", code("a"), "the code 'a' is in it already"),
        ("codes:\n- label: x\n  codes:\n  - id: a\n", keyword("a", "x"), "no code 'a' was read from it"),
        ("codes:\n- id: a\n- id: a\n", keyword("a", "x"), "with certainty"),
        ("codes:\n- id: a\n  definition: |\n    글", code("b"), "with certainty"),
        ("codes:\r- id: a\r- id: b\r", keyword("a", "x"), "with certainty"),
        ("codes:\n- id: &x a\n  label: *x\n", keyword("a", "x"), "YAML aliases"),
        ("codes: &x\n- id: a\n  codes: *x\n", code("b", "z"), "YAML aliases"),
        ("codes:\n- id: a: b\n", code("b"), "not valid YAML"),
        ("- id: a\n", code("b"), "no mapping"),
        ("codes:\n- id: [a]\n  codes: 글\n- id: b\n- 글\n", code("c", "a"), "no code 'a' was read"),
    ],
)
def test_what_cannot_be_edited_with_certainty_is_refused_and_stays(tmp_path: Path, text: str, edit: Edit, why: str) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(text.encode())
    with pytest.raises(CannotSplice) as refused:
        edit(path)
    assert why in str(refused.value)
    assert "by hand" in refused.value.help
    assert path.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_codebook_in_another_encoding_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes("codes:\n- id: 역량\n".encode("cp949"))
    with pytest.raises(CannotSplice, match="not UTF-8"):
        add_code(path, NewCode("b", {}))
    assert path.read_bytes() == "codes:\n- id: 역량\n".encode("cp949")


class Meanwhile(Mapping[str, str]):
    """Labels that, when they are written after the file was read, let somebody else save the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked = 0

    def __getitem__(self, lang: str) -> str:
        return "나"

    def __iter__(self) -> Iterator[str]:
        self.asked += 1
        if self.asked > 1:
            self.path.write_text("codes: []  # 남의 저장\n", encoding="utf-8")
        return iter(["ko"])

    def __len__(self) -> int:
        return 1


def test_somebody_elses_edit_in_between_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text("codes:\n- id: a\n", encoding="utf-8")
    with pytest.raises(ChangedOnDisk, match="nothing was written"):
        add_code(path, NewCode("b", Meanwhile(path)))
    assert path.read_text(encoding="utf-8") == "codes: []  # 남의 저장\n"


def test_a_codebook_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        add_code(tmp_path / "none.yaml", NewCode("a", {}))


@pytest.mark.parametrize("path", sorted((ROOT / "codebooks").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_code_of_the_shipped_codebooks_takes_a_code_and_a_keyword(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    before, _ = parse_codebook(copy.read_bytes(), "b")
    for number, owner in enumerate(before.by_id):
        old = copy.read_bytes()
        add_keyword(copy, owner, f"새 낱말 {number} | 둘")
        piece = inserted(old, copy.read_bytes())
        assert f'"새 낱말 {number} | 둘"'.encode() in piece
        old = copy.read_bytes()
        add_code(copy, NewCode(f"{owner}.새-{number}", {"ko": "새 코드: 하나"}, owner))
        assert inserted(old, copy.read_bytes()).count(b"\n") <= 3
    after, problems = parse_codebook(copy.read_bytes(), "b")
    assert problems == ()
    assert without_new(after) == before


def without_new(book: Codebook) -> Codebook:
    def walk(codes: tuple[Code, ...]) -> tuple[Code, ...]:
        kept = [c for c in codes if "새-" not in c.id]
        return tuple(
            replace(c, codes=walk(c.codes), keywords=tuple(k for k in c.keywords if not k.find.startswith("새 낱말"))) for c in kept
        )

    return replace(book, codes=walk(book.codes))


NAMES = st.text(st.sampled_from("가나다ab01 .:-#\"'[]{}\\,"), min_size=1, max_size=8).filter(lambda s: s.strip() == s)


@st.composite
def codebooks(draw: st.DrawFn) -> str:
    """Draw a small codebook in some of the many hands that people write YAML in."""
    ids = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    newline, bom, last = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(["", "\ufeff"])), draw(st.booleans())
    lines = [*draw(st.sampled_from([[], ["# 머리"], ["codebook: 역량 # x", ""]])), "codes:"]
    column = draw(st.sampled_from([0, 2]))
    for id_ in ids:
        deeper = column + draw(st.sampled_from([0, 2])) + 2 if draw(st.booleans()) and len(lines) > 3 and "id" in lines[-1] else None
        if deeper is not None:
            lines.append(" " * (column + 2) + "codes:")
            column = deeper
        pad = " " * column
        lines.append(f"{pad}- id: {draw(st.sampled_from(['{0}', '{0}  # 주석'])).format(scalar(id_))}")
        for field in draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique_by=lambda f: f.split(":")[0])):
            lines.extend(f"{pad}  {line}".rstrip() for line in field.split("\n"))
    return bom + newline.join(lines) + (newline if last else "")


FIELDS = (
    'keywords: [전등, "도배 | 장판"]  # 낱말',
    "keywords: [전등,\n    구청,  # 둘\n  ]",
    "keywords:\n- 예산  # 하나\n# 둘\n- {find: 공간, match: form}",
    "keywords:\n  - 예산",
    "keywords:",
    "keywords: []",
    "label: {ko: '가', en: b}",
    'label:\n  ko: 가\n  en: "b"   # 영어',
    "definition: |\n  한 줄\n  # 글\n\n  두 줄",
    "definition: >-\n  한 줄\n  두 줄\n",
    "examples: ['#', \"말\"]",
    "# 주석만",
    "retired:",
)


@settings(max_examples=150)
@given(codebooks(), NAMES, NAMES, st.data())
def test_any_codebook_takes_an_edit_whole_or_not_at_all(text: str, new: str, find: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_bytes(text.encode())
        before, problems = parse_codebook(text.encode(), "b")
        assert problems == ()
        owner = data.draw(st.sampled_from(list(before.by_id)))
        under = data.draw(st.sampled_from([None, owner]))
        try:
            add_keyword(path, owner, find)
            inserted(text.encode(), path.read_bytes())
            middle = path.read_bytes()
            if new not in before.by_id:
                add_code(path, NewCode(new, {"ko": find}, under))
                inserted(middle, path.read_bytes())
        except CannotSplice:
            assert not text.endswith("\n")
            inserted(text.encode(), path.read_bytes())
            return
        after, _ = parse_codebook(path.read_bytes(), "b")
        assert after.by_id[owner].keywords == (*before.by_id[owner].keywords, Keyword(find))
        siblings = after.by_id[under].codes if under else after.codes
        assert new in before.by_id or siblings[-1] == Code(new, {"ko": find})
