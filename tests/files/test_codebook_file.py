"""Codebooks on disk: read with places and version, the long form of a keyword, and the JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from qualcode.files.codebook import codebook_schema, parse_codebook, read_codebook, write_schema
from qualcode.files.layout import Layout
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.codebook import Tests as Sentences
from qualcode.model.diagnostic import Location
from qualcode.model.project import Project
from qualcode.model.text import blob_version
from qualcode.rules import check
from support import ROOT

SHIPPED = sorted((ROOT / "codebooks").glob("*.yaml"))
BOOK = """\
# yaml-language-server: $schema=../.qualcode/codebook.schema.json
codebook: Resident and community capacity
codes:
  - id: resident
    label: {ko: 주민역량, en: Resident capacity}
    exclusive: true
    codes:
      - id: resident.expertise
        label: {ko: 전문성 향상, en: Improved expertise}
        brief: 생활기술을 배우고 스스로 해내게 됨
        definition: |
          첫 줄
          둘째 줄
        use: 스스로 해낸 일을 말할 때
        not: 강사의 기술을 말할 때
        examples: [전등 하나 갈 줄도 몰랐는데]
        keywords: [전등, "도배 | 장판", {find: 구청, match: form}, find: 자격증]
        tests: {match: [이제는 도배를 혼자 해요], miss: [강사님이 기술이 좋으세요]}
        was: [resident.repair]
  - id: community.network
    split: [community.trust, community.ties]
    retired: yes
"""


def test_every_field_of_a_codebook_is_read() -> None:
    book, findings = parse_codebook(BOOK.encode(), "book.yaml")
    assert findings == ()
    expertise = Code(
        "resident.expertise",
        label={"ko": "전문성 향상", "en": "Improved expertise"},
        brief="생활기술을 배우고 스스로 해내게 됨",
        definition="첫 줄\n둘째 줄\n",
        use="스스로 해낸 일을 말할 때",
        not_="강사의 기술을 말할 때",
        examples=("전등 하나 갈 줄도 몰랐는데",),
        keywords=(Keyword("전등"), Keyword("도배 | 장판"), Keyword("구청", "form"), Keyword("자격증")),
        tests=Sentences(("이제는 도배를 혼자 해요",), ("강사님이 기술이 좋으세요",)),
        was=("resident.repair",),
    )
    resident = Code("resident", label={"ko": "주민역량", "en": "Resident capacity"}, exclusive=True, codes=(expertise,))
    network = Code("community.network", split=("community.trust", "community.ties"), retired=True)
    assert book == Codebook("Resident and community capacity", (resident, network))
    assert book.version == blob_version(BOOK.encode())


def test_codes_keywords_and_tests_know_where_they_stand() -> None:
    book, _ = parse_codebook(BOOK.encode(), "book.yaml")
    expertise = book.by_id["resident.expertise"]
    assert book.codes[0].where == Location("book.yaml", 4, 9, 8)
    assert expertise.where == Location("book.yaml", 8, 13, 18)
    assert [k.where for k in expertise.keywords] == [
        Location("book.yaml", 17, 20, 2),
        Location("book.yaml", 17, 24, 9),
        Location("book.yaml", 17, 42, 2),
        Location("book.yaml", 17, 66, 3),
    ]
    assert expertise.tests
    assert expertise.tests.where == Location("book.yaml", 18, 16, 47)


def test_a_code_without_an_id_line_of_its_own_is_placed_all_the_same() -> None:
    book, _ = parse_codebook(b"codes: [{label: x, id: a, keywords: [{match: form, find: y}]}]", "b")
    assert book.codes[0].where == Location("b", 1, 24, 1)
    assert book.codes[0].keywords[0].where == Location("b", 1, 58, 1)


def test_an_id_used_twice_is_told_with_the_line_of_its_first_use() -> None:
    book, findings = parse_codebook("codes:\n  - id: 신뢰\n  - id: b\n    codes:\n      - id: 신뢰\n".encode(), "b")
    assert findings == ()
    (one,) = [d for d in check(Project(codebook=book)) if d.rule == "QC112"]
    assert one.message == "the id '신뢰' is used twice (first in line 2)"
    assert one.where == Location("b", 5, 13, 2)


def test_a_codebook_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    book, (one,) = read_codebook(tmp_path / "codebooks" / "x.yaml", "codebooks/x.yaml")
    assert book == Codebook()
    assert (one.rule, one.message) == ("QC109", "no codebook codebooks/x.yaml")


def test_a_codebook_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "주민.yaml"
    path.write_text(BOOK, encoding="utf-8")
    assert read_codebook(path, "주민.yaml") == parse_codebook(BOOK.encode(), "주민.yaml")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_the_shipped_codebooks_are_sound_and_valid_by_the_schema(path: Path) -> None:
    book, findings = read_codebook(path, path.name)
    assert findings == ()
    assert [d for d in check(Project(codebook=book)) if d.rule < "QC3"] == []
    assert len(book.by_id) >= 10
    assert all(code.where and code.where.line > 1 for code in book.tree())
    assert list(Draft202012Validator(codebook_schema()).iter_errors(as_editors_read(path.read_bytes()))) == []


def as_editors_read(raw: bytes) -> Any:  # noqa: ANN401 - whatever a YAML file holds
    return yaml.safe_load(raw)


def test_all_six_codebooks_ship() -> None:
    assert len(SHIPPED) == 6


def test_the_schema_is_a_schema_and_knows_only_fields_of_files() -> None:
    schema = codebook_schema()
    Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["title"]) == (Draft202012Validator.META_SCHEMA["$id"], "qualcode codebook")
    assert set(schema["properties"]) == {"codebook", "codes"}
    code = schema["$defs"]["Code"]["properties"]
    assert "not" in code
    assert set(code).isdisjoint({"where", "not_", "version"})
    assert "Location" not in schema["$defs"]


@pytest.mark.parametrize(
    ("codes", "at"),
    [
        ([{"label": "x"}], "codes.0"),
        ([{"id": "a", "labl": "x"}], "codes.0"),
        ([{"id": 2021}], "codes.0.id"),
        ([{"id": "a", "codes": [{"id": "b", "keywords": [1]}]}], "codes.0.codes.0.keywords.0"),
        ([{"id": "a", "keywords": [{"find": "x", "match": "exact"}]}], "codes.0.keywords.0"),
        ([{"id": "a", "keywords": [{"match": "form"}]}], "codes.0.keywords.0"),
        ([{"id": "a", "examples": "x"}], "codes.0.examples"),
        ([{"id": "a", "where": {"path": "x"}}], "codes.0"),
        ({"id": "a"}, "codes"),
    ],
)
def test_the_schema_refuses_what_loading_refuses(codes: object, at: str) -> None:
    bad = {"codebook": "x", "codes": codes}
    errors = list(Draft202012Validator(codebook_schema()).iter_errors(bad))
    assert [".".join(str(p) for p in e.absolute_path) for e in errors] == [at]
    assert parse_codebook(json.dumps(bad).encode(), "b")[1]


@pytest.mark.parametrize(
    "codes",
    [
        [{"id": "가", "label": {"ko": "x"}, "keywords": ["전등", {"find": "x", "match": "form"}, {"find": "y"}]}],
        [{"id": "a", "not": "x", "tests": {"match": ["x"]}, "was": ["b"], "split": ["c"], "retired": True, "exclusive": False}],
        [],
    ],
)
def test_the_schema_takes_what_loading_takes(codes: object) -> None:
    good = {"codes": codes}
    assert list(Draft202012Validator(codebook_schema()).iter_errors(good)) == []
    assert parse_codebook(json.dumps(good).encode(), "b")[1] == ()


def test_the_schema_is_written_where_editors_look_and_only_when_it_changed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    write_schema(layout)
    path = tmp_path / ".qualcode" / "codebook.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == codebook_schema()
    before = path.stat().st_ino
    write_schema(layout)
    assert path.stat().st_ino == before
    path.write_text("{}", encoding="utf-8")
    write_schema(layout)
    assert json.loads(path.read_text(encoding="utf-8")) == codebook_schema()
