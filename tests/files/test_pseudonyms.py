"""The map of names: read from a table or YAML, and refused where it would be unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.files.pseudonyms import ensure_ignored, find_map, is_usable, map_text, read_pseudonyms


def read(tmp_path: Path, data: bytes, name: str = "pseudonyms.csv") -> tuple[dict[str, str], list[tuple[str, str]]]:
    path = tmp_path / name
    path.write_bytes(data)
    pseudonyms, findings = read_pseudonyms(path, name)
    return dict(pseudonyms), [(str(d.where), d.message) for d in findings]


MAP = {"김민수": "P03", "민수": "P03", "Kim Minsu": "P03", "영숙": "참여자 2"}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    raw = map_text(MAP)
    assert raw.startswith(b"\xef\xbb\xbfname,pseudonym\n")
    assert read(tmp_path, raw) == (MAP, [])


def test_columns_may_stand_in_any_order_and_more_may_stand_beside(tmp_path: Path) -> None:
    assert read(tmp_path, "note,Pseudonym,name\nx,P03, 김민수 \n\n,P02,영숙\n".encode())[0] == {"김민수": "P03", "영숙": "P02"}


def test_cp949_and_pieces_of_letters_are_read(tmp_path: Path) -> None:
    pseudonyms, findings = read(tmp_path, "name,pseudonym\n김민수,P03\n".encode("cp949"))
    assert pseudonyms == {"김민수": "P03"}
    assert [message for _, message in findings] == ["this table is in CP949; it is read as such"]
    assert read(tmp_path, "name,pseudonym\n\u1100\u1175\u11b7\u1106\u1175\u11ab\u1109\u116e,P03\n".encode())[0] == {"김민수": "P03"}


def test_yaml_is_read_by_its_suffix(tmp_path: Path) -> None:
    assert read(tmp_path, "김민수: P03\nKim Minsu: P03\n".encode(), "pseudonyms.yaml") == ({"김민수": "P03", "Kim Minsu": "P03"}, [])
    assert read(tmp_path, b"- P03\n", "pseudonyms.yml")[1] == [("pseudonyms.yml:1:1", "this is no mapping of names to pseudonyms")]
    assert read(tmp_path, "영숙: P02\n수: P03\n".encode(), "pseudonyms.yaml")[1][0][0] == "pseudonyms.yaml:2:1"


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("영숙,", 2, "this row has no pseudonym"),
        (",P02", 2, "this row has no name"),
        ("영숙,P02\n영숙,P03", 3, "'영숙' has two pseudonyms"),
        ("수,P03", 2, "'수' is too short to be found safely: it stands in many words"),
        ("K,P03", 2, "'K' is too short to be found safely: it stands in many words"),
        ("영숙,민수\n민수,P03", 2, "the pseudonym '민수' is itself a name in this map"),
        ("영숙,영숙", 2, "the pseudonym '영숙' is itself a name in this map"),
        ("영숙,민수 2\n민수,P03", 2, "the pseudonym '민수 2' holds a name of this map"),
        ("영숙,P:2", 2, "the pseudonym 'P:2' cannot be a label and a file name"),
        ("영숙,a/b", 2, "the pseudonym 'a/b' cannot be a label and a file name"),
        ("(영숙),P02", 2, "'(영숙)' cannot be found as a word"),
    ],
)
def test_what_is_unsafe_is_an_error_at_its_line(tmp_path: Path, rows: str, line: int, says: str) -> None:
    _, findings = read(tmp_path, f"name,pseudonym\n{rows}\n".encode())
    assert findings == [(f"pseudonyms.csv:{line}:1", says)]
    assert not is_usable(read_pseudonyms(tmp_path / "pseudonyms.csv", "x")[1])


def test_a_row_that_stands_twice_is_only_a_warning(tmp_path: Path) -> None:
    assert read(tmp_path, "name,pseudonym\n영숙,P02\n영숙,P02\n".encode())[1] == [("pseudonyms.csv:3:1", "'영숙' stands here again")]
    assert is_usable(read_pseudonyms(tmp_path / "pseudonyms.csv", "x")[1])


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "이름,가명\n영숙,P02\n".encode()) == (
        {},
        [("pseudonyms.csv:1:1", "the first line has not the columns name and pseudonym")],
    )


def test_the_map_is_found_at_the_root(tmp_path: Path) -> None:
    assert find_map(Layout(tmp_path)) is None
    (tmp_path / "pseudonyms.yaml").write_bytes(b"")
    assert find_map(Layout(tmp_path)) == tmp_path / "pseudonyms.yaml"


@pytest.mark.parametrize(("before", "after"), [(None, "pseudonyms.*\n"), ("a/", "a/\npseudonyms.*\n"), ("a/\n", "a/\npseudonyms.*\n")])
def test_git_is_told_to_leave_the_map_out_once(tmp_path: Path, before: str | None, after: str) -> None:
    path = tmp_path / ".gitignore"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    assert ensure_ignored(Layout(tmp_path))
    assert path.read_text(encoding="utf-8") == after
    assert not ensure_ignored(Layout(tmp_path))
    assert path.read_text(encoding="utf-8") == after
