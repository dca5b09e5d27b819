"""CSV and TSV as spreadsheets and scripts get them, and rows of decisions read back from CSV, TSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from qualcode.analysis.table import Cell, Column, Table
from qualcode.formats.rows import BadRows
from qualcode.formats.sheets import CSV, CSV_RAW, TSV, XLSX, Csv, OneTableOnly, csv_rows, tsv_rows, write_csv, xlsx_rows

BOM = b"\xef\xbb\xbf"


def csv_text(made: Table, delimiter: str, *, guard: bool) -> tuple[str, int]:
    out = io.BytesIO()
    counted = write_csv(made, out, delimiter, guard=guard)
    return out.getvalue().decode(), counted


def table(*rows: Sequence[Cell], ids: Sequence[str] = ("address", "exact", "n"), schema: str = "qualcode.suggest/1") -> Table:
    columns = tuple(Column(id_, id_.title(), "number" if id_ == "n" else "text", summary=id_ == "label") for id_ in ids)
    return Table(schema, "suggestions", columns, tuple(tuple(row) for row in rows), ("한 줄",))


def written(made: Table, writer: Csv = CSV) -> bytes:
    out = io.BytesIO()
    writer.write([made], out)
    return out.getvalue()


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_csv_has_a_mark_for_spreadsheets_ids_above_and_line_feeds() -> None:
    made = table(("P03:1", "처음엔 막막했는데", 0), ("P03:2", None, None))
    assert written(made) == BOM + "address,exact,n\nP03:1,처음엔 막막했는데,0\nP03:2,,\n".encode()


def test_a_tsv_quotes_tabs_and_line_breaks() -> None:
    made = table(("P03:1", "하나\t둘\n셋", 1))
    assert written(made, TSV) == BOM + 'address\texact\tn\nP03:1\t"하나\t둘\n셋"\t1\n'.encode()


def test_summary_columns_stay_out_and_the_header_is_as_long_as_the_rows() -> None:
    made = table(("a", "이름", 1), ids=("code", "label", "n"))
    grid = list(csv.reader(io.StringIO(csv_text(made, ",", guard=True)[0])))
    assert grid == [["code", "n"], ["a", "1"]]


def test_a_header_has_no_column_twice() -> None:
    made = table(("참여자", "respondent"), ids=("role", "role"))
    assert csv_text(made, ",", guard=True)[0].startswith("role,role.2\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text, n = csv_text(table(("P03:1", start + "1+1", -1)), ",", guard=True)
    row = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert row == ["P03:1", f"'{start}1+1", "-1"]
    assert n == 1


def test_the_guard_is_said_and_raw_keeps_texts() -> None:
    made = table(("=a", "-b", 1), ("c", "d=e", 2))
    assert CSV.write([made], io.BytesIO()) == ("2 text cells began with = + - @ and got an apostrophe: --raw keeps them",)
    assert CSV.write([table(("=a", "b", 1))], io.BytesIO())[0].startswith("1 text cell began")
    assert CSV_RAW.write([made], io.BytesIO()) == ()
    assert b"=a,-b,1\n" in written(made, CSV_RAW)


def test_a_column_that_is_named_like_a_formula_is_guarded_too() -> None:
    assert csv_text(table((1,), ids=("=role",)), ",", guard=True) == ("'=role\n1\n", 1)


def test_a_csv_holds_one_table() -> None:
    with pytest.raises(OneTableOnly, match="one table, not 2"):
        CSV.write([table(), table()], io.BytesIO())


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["=1", "'=1", "''-2", "a\r\nb", '"', "'"])


@given(st.lists(st.tuples(TEXTS, TEXTS).filter(any), max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    expected = [dict(zip(("address", "exact"), row, strict=True)) for row in rows]
    made = table(*rows, ids=("address", "exact"))
    assert csv_rows(written(made), "x.csv") == expected
    assert tsv_rows(written(made, TSV), "x.tsv") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_csv_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    raw = "address,code\r\nP03:1,주민역량.전문성\r\n".encode(encoding)
    assert csv_rows(raw, "x.csv") == [{"address": "P03:1", "code": "주민역량.전문성"}]


def test_rows_that_are_blank_or_short_are_no_trouble() -> None:
    assert csv_rows(b"address,code,note\n\nP1:1,a\n,,\n", "x.csv") == [{"address": "P1:1", "code": "a", "note": ""}]


def test_a_quote_longer_than_the_csv_module_takes_is_read() -> None:
    long = "가" * 200_000
    assert csv_rows(written(table((long,), ids=("exact",))), "x.csv") == [{"exact": long}]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "x.csv, row 1: no header"),
        (b"address,code\nP1:1,a,b\n", "x.csv, row 2: a value stands in a column without a name"),
        (b"address,\nP1:1,a\n", "x.csv, row 2: a value stands in a column without a name"),
        (b'address,code\nP1:1,a\nP1:2,"b\n', "x.csv, row 3: not CSV"),
        (b"code,code\na,b\n", "x.csv, row 1: two columns are 'code'"),
        (b"code\n\xff\xff\xff\n", "x.csv: neither UTF-8 nor CP949"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_row(raw: bytes, says: str) -> None:
    with pytest.raises(BadRows) as problem:
        csv_rows(raw, "x.csv")
    assert says in str(problem.value)
    assert problem.value.help


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("manual", ["manual"]),
        ("keyword:a, keyword:b", ["keyword:a", "keyword:b"]),
        ('["keyword:a, b"]', ["keyword:a, b"]),
        ("", []),
        ("[odd", ["[odd"]),
    ],
)
def test_by_is_a_list_however_it_is_written(typed: str, read: list[str]) -> None:
    assert csv_rows(written(table((typed, "x"), ids=("by", "code"))), "x.csv") == [{"by": read, "code": "x"}]


def test_a_workbook_is_read_from_its_first_sheet() -> None:
    raw = workbook(["address", "code", "start"], ["P03:1", "=1+1", 12], [None, None, None], ["P03:2", "신뢰"])
    assert xlsx_rows(raw, "x.xlsx") == [
        {"address": "P03:1", "code": "", "start": 12},
        {"address": "P03:2", "code": "신뢰", "start": ""},
    ]


def test_a_sheet_with_korean_titles_has_the_columns_of_decisions() -> None:
    raw = workbook(["위치", "코드", "인용"], ["P03:1", "신뢰", "처음엔"])
    assert xlsx_rows(raw, "x.xlsx") == [{"address": "P03:1", "code": "신뢰", "quote": "처음엔"}]


def test_a_workbook_of_ours_is_read_back_without_its_notes() -> None:
    made = table(("P03:1", "=1+1", 0), ("P03:2", "_x0041_", 3))
    out = io.BytesIO()
    XLSX.write([made], out)
    assert xlsx_rows(out.getvalue(), "x.xlsx") == [
        {"Address": "P03:1", "Exact": "=1+1", "N": 0},
        {"Address": "P03:2", "Exact": "_x0041_", "N": 3},
    ]


def test_a_file_that_is_no_workbook_is_said_to_be_none() -> None:
    with pytest.raises(BadRows, match=r"x\.xlsx: not a workbook that can be read"):
        xlsx_rows(b"address,code\n", "x.xlsx")
    with pytest.raises(BadRows, match="row 3: a value stands in a column without a name"):
        xlsx_rows(workbook(["code"], ["a"], ["b", "c"]), "x.xlsx")
