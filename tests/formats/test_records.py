"""JSON and JSON Lines for scripts, Markdown for people."""

from __future__ import annotations

import io
import json

import pytest
from markdown_it import MarkdownIt

from qualcode.analysis.table import Cell, Column, Table
from qualcode.formats.records import JSON, MARKDOWN, Json, Markdown, json_rows
from qualcode.formats.rows import BadRows
from qualcode.formats.sheets import OneTableOnly

COLUMNS = (
    Column("code", "코드"),
    Column("label", "이름", summary=True),
    Column("P01", "P01", "number", mark="*"),
    Column("s", "비율", "share"),
)
MATRIX = Table(
    "qualcode.matrix/1", "코드×사례", COLUMNS, (("주민", "주민역량", 3, 0.125), ("주민.a", "a|b", None, 0)), ("칸: 코딩 수",), (0, 1)
)


def written(writer: Json | Markdown, *tables: Table) -> str:
    out = io.BytesIO()
    assert writer.write(tables, out) == ()
    return out.getvalue().decode()


def quotes(*rows: tuple[str, str, str, str]) -> Table:
    """Quotes of (code, label, words, memo)."""
    keys = ("theme", "code", "label", "case", "role", "quote", "before", "address", "speaker", "role", "coder", "memo", "id")
    cells = tuple(("t", c, n, "P03", "참여자", words, "앞", "P03:12", "P03", "respondent", "kim", memo, "x") for c, n, words, memo in rows)
    return Table("qualcode.quotes/1", "인용문", tuple(Column(key, key) for key in keys), cells, ("응답자 발화만",))


def shown(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(text))


def test_json_has_a_row_a_line_with_ids_and_ends_in_a_line_feed() -> None:
    assert written(JSON, MATRIX) == (
        '{"schema": "qualcode.matrix/1",\n"rows": [\n'
        '{"code": "주민", "P01": 3, "s": 0.125},\n{"code": "주민.a", "P01": null, "s": 0}\n'
        '],\n"notes": ["칸: 코딩 수"]}\n'
    )


def test_json_of_a_table_with_records_of_its_own() -> None:
    made = Table(
        "qualcode.quotes/1", "", (Column("id", ""),), (("x",),), records=({"id": "x", "by": ["manual"], "attributes": {"role": "참여자"}},)
    )
    assert json.loads(written(JSON, made))["rows"] == [{"id": "x", "by": ["manual"], "attributes": {"role": "참여자"}}]


def test_json_without_rows_is_json() -> None:
    assert json.loads(written(JSON, Table("q/1", "", COLUMNS, ()))) == {"schema": "q/1", "rows": [], "notes": []}


def test_json_holds_one_table() -> None:
    with pytest.raises(OneTableOnly):
        JSON.write([MATRIX, MATRIX], io.BytesIO())


ROWS: list[dict[str, object]] = [{"address": "P03:1", "by": ["a", "b"]}, {"address": "P03:2", "start": 3, "by": ["a", "b"]}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"schema": "x", "rows": ROWS}),
        json.dumps(ROWS, indent=2),
        "\n\n".join(json.dumps(row) for row in ROWS) + "\n",
        json.dumps([{**row, "by": "a, b"} for row in ROWS]),
        json.dumps([{**row, "by": '["a", "b"]'} for row in ROWS]),
        "\ufeff" + json.dumps(ROWS),
    ],
)
def test_rows_are_read_from_an_object_a_list_and_lines(text: str) -> None:
    assert json_rows(text.encode(), "x.json") == ROWS


def test_a_single_object_is_one_row_and_nothing_is_none() -> None:
    assert json_rows(b'{"address": "P03:1"}\n', "x.jsonl") == [{"address": "P03:1"}]
    assert json_rows(b"", "x.jsonl") == []


def test_what_is_written_is_read_back() -> None:
    assert json_rows(written(JSON, MATRIX).encode(), "x.json") == list(MATRIX.to_records())
    assert json_rows(written(JSON, MATRIX).encode("utf-16"), "x.json") == list(MATRIX.to_records())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1}\n{"a": 2}\n\n{"a": \n', "x.jsonl, row 4: not JSON"),
        ('{"a": [1, 2}', "x.jsonl: not JSON"),
        ('[{"a": 1}, 2]', "x.jsonl, row 2: not an object"),
        ('{"rows": 1}', "x.jsonl, row 1: not an object"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_row(text: str, says: str) -> None:
    with pytest.raises(BadRows) as problem:
        json_rows(text.encode(), "x.jsonl")
    assert str(problem.value).startswith(says)


def test_a_markdown_table_has_titles_numbers_at_the_right_and_notes() -> None:
    assert written(MARKDOWN, MATRIX) == (
        "| 코드 | 이름 | P01\\* | 비율 |\n| --- | --- | ---: | ---: |\n"
        "| 주민 | 주민역량 | 3 | 12.5 % |\n| \u2003주민.a | a\\|b |  | 0.0 % |\n\n칸: 코딩 수\n"
    )


def test_a_markdown_table_shows_what_the_cells_hold() -> None:
    cells: tuple[Cell, ...] = ("a|b\n*c* _d_ e_f <b> `g` [h](i) \\|", "&amp; ~~j~~", 1, None)
    made = Table("q/1", "t", COLUMNS, (cells,), head=(("", "role", "참여자"),))
    page = shown(written(MARKDOWN, made))
    assert "<td>a|b<br>*c* _d_ e_f &lt;b&gt; `g` [h](i) \\|</td>" in page
    assert "<td>&amp;amp; ~~j~~</td>" in page
    assert '<td style="text-align:right">参</td>'.replace("参", "참여자") in page


def test_several_tables_have_their_titles() -> None:
    text = written(MARKDOWN, MATRIX, quotes(("c", "이름", "말", "")))
    assert "## 코드×사례\n\n| 코드" in text
    assert "## 인용문\n\n### 이름 (c)\n\n> 말" in text


def test_quotes_are_block_quotes_under_their_codes_with_addresses() -> None:
    text = written(MARKDOWN, quotes(("a.b", "자원 연계", "하나\n둘", "메모"), ("a.b", "자원 연계", "셋", ""), ("c", "c", "넷", "")))
    assert text == (
        "## 자원 연계 (a.b)\n\n> 하나\n>\n> 둘\n>\n> P03:12 · 참여자 · kim\n>\n> *메모*\n\n> 셋\n>\n> P03:12 · 참여자 · kim\n\n"
        "## c\n\n> 넷\n>\n> P03:12 · 참여자 · kim\n\n응답자 발화만\n"
    )


def test_a_quote_of_a_group_names_its_case() -> None:
    keys = ("code", "label", "case", "role", "district", "quote", "address", "coder", "memo")
    row = ("a", "a", "P07", "참여자", "", "말", "FG1:12", "kim", None)
    made = Table("qualcode.quotes/1", "인용문", tuple(Column(key, key) for key in keys), (row,))
    assert written(MARKDOWN, made).endswith("> 말\n>\n> FG1:12 · P07 · 참여자 · kim\n")


@pytest.mark.parametrize("words", ["- 아니요", "1. 첫째", "# 제목", "+ 더", "12) 열둘", "===", "> 인용", "---", "3-4명", "*별*"])
def test_a_quote_is_shown_as_it_was_said(words: str) -> None:
    page = shown(written(MARKDOWN, quotes(("a", "a", words, ""))))
    assert f"<p>{words.replace('>', '&gt;')}</p>" in page
    assert page.count("<blockquote>") == 1


def test_every_line_of_a_memo_stays_in_its_quotation() -> None:
    text = written(MARKDOWN, quotes(("a", "a", "하나", "| a\n- b\n\nc")))
    body = text.split("\n\n응답자")[0].split("\n\n")[1]
    assert all(line.startswith(">") for line in body.split("\n"))
    assert "> *- b*" in body
