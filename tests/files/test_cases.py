"""The table of cases: read as spreadsheets write it, written so that nobody's cell is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.files.cases import CannotEditCases, CaseTable, read_cases, write_cases
from qualcode.files.failure import ChangedOnDisk
from qualcode.files.layout import Layout
from qualcode.model.case import Case
from qualcode.model.diagnostic import Severity
from qualcode.model.text import nfc

BOM = b"\xef\xbb\xbf"
TABLE = "case,role,district\nP01,참여자,강북구; 노원구\nP02,매니저,\n"


def study(folder: Path, table: str | bytes) -> Layout:
    (folder / "cases.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    return Layout(folder)


def read(folder: Path, table: str | bytes) -> tuple[dict[str, dict[str, str]], list[tuple[str, int]]]:
    """Give the attributes of each case, and rule and line of every finding."""
    found, findings = read_cases(study(folder, table))
    assert all(d.where and d.where.path == "cases.csv" for d in findings)
    return {id_: dict(c.attributes) for id_, c in found.cases.items()}, [(d.rule, d.where.line) for d in findings if d.where]


def test_a_table_is_read_with_its_columns_in_order(tmp_path: Path) -> None:
    table, findings = read_cases(study(tmp_path, TABLE))
    assert findings == ()
    assert table.columns == ("case", "role", "district")
    assert list(table.cases) == ["P01", "P02"]
    assert table.cases["P01"].values("district") == ("강북구", "노원구")
    assert table.cases["P02"] == Case("P02", {"role": "매니저", "district": ""})
    assert str(table.cases["P02"].where) == "cases.csv:3:1"


def test_a_study_without_a_table_has_no_cases(tmp_path: Path) -> None:
    assert read_cases(Layout(tmp_path)) == (CaseTable({}, ("case",)), ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_a_spreadsheet_is_read_alike(tmp_path: Path, end: str) -> None:
    plain = read(tmp_path, TABLE)
    assert read(tmp_path, BOM + TABLE.replace("\n", end).encode()) == plain
    assert read(tmp_path, ' case , role ,district\n\n P01 ,"참여자" , 강북구; 노원구\n,,\nP02,매니저\n')[1] == [("QC027", 3)]
    assert read(tmp_path, 'role,case,district\n\n"참여자", P01 ,강북구; 노원구 \n,,\n매니저,P02\n')[0]["P01"] == plain[0]["P01"]


def test_hangul_in_pieces_is_composed(tmp_path: Path) -> None:
    assert read(tmp_path, "case,역할\n가나,참여자\n".replace("가", "\u1100\u1161")) == ({"가나": {"역할": "참여자"}}, [])


def test_a_table_in_cp949_is_read_and_said_to_be(tmp_path: Path) -> None:
    assert read(tmp_path, TABLE.encode("cp949")) == (read(tmp_path, TABLE)[0], [("QC021", 1)])
    _, (one,) = read_cases(study(tmp_path, TABLE.encode("cp949")))
    assert (one.severity, one.help) == (Severity.WARNING, "save it as CSV UTF-8")


def test_a_table_in_neither_is_an_error(tmp_path: Path) -> None:
    cases, findings = read(tmp_path, b"case,role\nP01,\xff\xfe\x80\n")
    assert findings == [("QC020", 1)]
    assert list(cases) == ["P01"]


@pytest.mark.parametrize("table", ["id,role\nP01,x\n", "Case\nP01\n", "", "\n\nP01\n"])
def test_a_table_without_the_column_case_is_an_error(tmp_path: Path, table: str) -> None:
    assert read(tmp_path, table) == ({}, [("QC022", 1)])


def test_bad_rows_are_told_with_their_lines_and_the_others_are_read(tmp_path: Path) -> None:
    table = "case,role,,note\nP01,a,,\n,b,,\nP01,c,,\nP02,d,x,\nP03,e,,f,,\nP04,g,,h,i\n\n"
    cases, findings = read(tmp_path, table)
    assert findings == [("QC023", 3), ("QC024", 4), ("QC025", 5), ("QC025", 7)]
    assert cases == {
        "P01": {"role": "a", "note": ""},
        "P02": {"role": "d", "note": ""},
        "P03": {"role": "e", "note": "f"},
        "P04": {"role": "g", "note": "h"},
    }
    again = next(d for d in read_cases(Layout(tmp_path))[1] if d.rule == "QC024")
    assert again.message == "the case 'P01' stands here again"
    assert again.help == "its first row is line 2; keep one"


def test_cells_with_line_breaks_shift_no_line(tmp_path: Path) -> None:
    assert read(tmp_path, 'case,note\nP01,"a\nb\r\n\nc"\n,x\n') == ({"P01": {"note": "a\nb\r\n\nc"}}, [("QC023", 6)])


def test_quotes_that_never_close_are_told_where_they_open(tmp_path: Path) -> None:
    assert read(tmp_path, 'case,note\nP01,a\nP02,"b\nP03,c\n') == ({"P01": {"note": "a"}}, [("QC027", 3)])
    assert read(tmp_path, 'case,note\nP01,"a"b\nP02,c\n') == ({"P02": {"note": "c"}}, [("QC027", 2)])


def test_columns_of_one_name_are_told(tmp_path: Path) -> None:
    cases, findings = read(tmp_path, "case,role,role,,\nP01,a,b,,\n")
    assert findings == [("QC026", 1)]
    assert cases == {"P01": {"role": "b"}}


def written(folder: Path, table: str | bytes, **changes: dict[str, str]) -> bytes:
    layout = study(folder, table)
    found, _ = read_cases(layout)
    write_cases(layout, found, {**found.cases, **{id_: Case(id_, attributes) for id_, attributes in changes.items()}})
    return layout.cases.read_bytes()


def test_a_table_begins_with_a_mark_that_spreadsheets_know(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    write_cases(layout, read_cases(layout)[0], {"P01": Case("P01", {"role": "참여자, 새", "note": 'a "b"\nc'})})
    assert layout.cases.read_bytes() == BOM + 'case,role,note\nP01,"참여자, 새","a ""b""\nc"\n'.encode()
    assert read(tmp_path, layout.cases.read_bytes()) == ({"P01": {"role": "참여자, 새", "note": 'a "b"\nc'}}, [])


def test_a_new_case_and_a_new_column_come_last(tmp_path: Path) -> None:
    new = written(tmp_path, TABLE, P03={"age": "40", "role": "참여자"}, P02={"role": "매니저", "district": "강남구"})
    assert new == BOM + "case,role,district,age\nP01,참여자,강북구; 노원구,\nP02,매니저,강남구,\nP03,참여자,,40\n".encode()


def test_an_attribute_that_is_taken_away_leaves_an_empty_cell(tmp_path: Path) -> None:
    assert written(tmp_path, TABLE, P01={"role": ""}) == BOM + "case,role,district\nP01,,\nP02,매니저,\n".encode()


def test_the_column_of_ids_stays_where_it_is_and_so_do_line_ends(tmp_path: Path) -> None:
    new = written(tmp_path, "role,case\r\na,P01\r\n", P02={"role": "b"})
    assert new == BOM + b"role,case\r\na,P01\r\nb,P02\r\n"


def test_rows_and_columns_that_were_not_read_are_written_as_they_were(tmp_path: Path) -> None:
    table = "case,role,,role\nP01, a ,x,b\n,no id,y,\n\nP01,again,,\nP02,c,,d,spill\n"
    new = written(tmp_path, table, P01={"role": "B"}, P02={"role": "d", "age": "7"})
    assert new == BOM + b"case,role,,role,,age\nP01, a ,x,B,,\n,no id,y,\n\nP01,again,,\nP02,c,,d,spill,7\n"


def test_a_table_in_cp949_is_written_in_utf_8(tmp_path: Path) -> None:
    assert written(tmp_path, TABLE.encode("cp949"), P01={"role": "참여자", "district": "강북구; 노원구"}) == BOM + TABLE.encode()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("id,role\nP01,x\n", "no column 'case'"),
        (b"case,role\nP01,\xff\x80\n", "neither UTF-8 nor CP949"),
        ('case,role\nP01,"x\nP02,y\n', "cannot be read"),
    ],
)
def test_a_table_that_is_not_read_wholly_is_not_written_over(tmp_path: Path, table: str | bytes, why: str) -> None:
    raw = table.encode() if isinstance(table, str) else table
    with pytest.raises(CannotEditCases, match=rf"cases\.csv was not edited: .*{why}") as refused:
        written(tmp_path, table, P09={"role": "z"})
    assert refused.value.help == "put it right; qualcode check says where"
    assert (tmp_path / "cases.csv").read_bytes() == raw


@pytest.mark.parametrize("before", [None, TABLE])
def test_what_a_spreadsheet_saved_meanwhile_is_not_written_over(tmp_path: Path, before: str | None) -> None:
    layout = study(tmp_path, before) if before else Layout(tmp_path)
    table, _ = read_cases(layout)
    layout.cases.write_bytes(b"case\nP77\n")
    with pytest.raises(ChangedOnDisk):
        write_cases(layout, table, {"P01": Case("P01")})
    assert layout.cases.read_bytes() == b"case\nP77\n"


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6).map(lambda s: s.replace("\ufeff", "").strip())
CASES = st.dictionaries(cells.filter(bool), st.dictionaries(cells.filter(lambda n: n not in {"", "case"}), cells, max_size=3), max_size=4)


@settings(max_examples=100)
@given(CASES, CASES)
def test_any_cases_are_read_back_and_changed(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, dict[str, str]], then: dict[str, dict[str, str]]
) -> None:
    layout = Layout(tmp_path_factory.mktemp("study"))
    want: dict[str, Case] = {}
    for step in (first, then):
        table, _ = read_cases(layout)
        want |= {nfc(i): Case(nfc(i), {nfc(n): nfc(v) for n, v in attributes.items()}) for i, attributes in step.items()}
        write_cases(layout, table, want)
    got, findings = read_cases(layout)
    assert findings == ()
    assert list(got.cases) == list(want)
    for id_, case in want.items():
        assert {n: v for n, v in got.cases[id_].attributes.items() if v} == {n: v for n, v in case.attributes.items() if v}
