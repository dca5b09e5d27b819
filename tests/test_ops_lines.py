"""A decision as a line of JSON: nothing is lost on the way there and back, and what is no decision says why."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from decisions import LAMP, TAP, Decisions, known_ops, unknown_ops
from qualcode.ops import (
    Op,
    Unreadable,
    content_id,
    decode,
    encode,
    fold,
    sealed,
    to_undo,
)


@given(known_ops | unknown_ops)
def test_a_line_reads_back_to_the_same_decision(draft: Op) -> None:
    op = sealed(draft)
    line = encode(op)
    assert line.encode("utf-8").count(b"\n") == 0
    assert decode(line) == op
    assert encode(decode(line)) == line
    assert content_id(decode(line)) == op.id


@given(known_ops)
def test_an_id_is_the_hash_of_the_line_without_it(draft: Op) -> None:
    op = sealed(draft)
    line = json.loads(encode(op))
    assert line.pop("id") == op.id
    bare = json.dumps(line, ensure_ascii=False)
    if re.search("[\ud800-\udfff]", bare):
        bare = json.dumps(line)
    assert op.id == base64.b32encode(hashlib.blake2b(bare.encode()).digest()).decode().lower()[:10]


def test_a_line_on_disk_has_its_keys_in_fixed_order_and_no_defaults() -> None:
    op = sealed(Op("code", at="2026-11-21T09:00:00Z", code="주민.전문성", anchor=LAMP, by=("keyword:전등",), codebook="9f31c0de22ab"))
    assert encode(op) == (
        f'{{"id": "{op.id}", "op": "code", "code": "주민.전문성", "start": 4, "end": 9, "exact": "전등 하나", "prefix": "저는 ", '
        '"suffix": " 갈 줄도", "text": "c74a2d6341dd", "by": ["keyword:전등"], "codebook": "9f31c0de22ab", "at": "2026-11-21T09:00:00Z"}'
    )
    assert encode(replace(sealed(Op("undo", of="abc", at="2026-11-21T09:00:01Z")), id="x")) == (
        '{"id": "x", "op": "undo", "of": "abc", "at": "2026-11-21T09:00:01Z"}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"op": "reject"},
        {"at": "2026-11-21T09:00:01Z"},
        {"of": "x"},
        {"code": "b"},
        {"anchor": TAP},
        {"by": ("keyword:전등",)},
        {"codebook": "9f31c0de22ab"},
        {"note": "x"},
        {"round": "2"},
        {"who": ("kim", "lee")},
        {"why": "x"},
        {"redacted": True},
        {"extra": {"new": 1}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_line_says_is_in_its_id(change: dict[str, Any]) -> None:
    op = sealed(Op("code", at="2026-11-21T09:00:00Z", code="a", anchor=LAMP))
    assert content_id(replace(op, **change)) != op.id
    assert content_id(replace(op, id="other")) == op.id


def test_an_op_of_a_newer_version_is_kept_and_does_nothing() -> None:
    log = Decisions()
    coded = log.code()
    line = f'{{"id": "zzz", "op": "link", "of": "{coded.id}", "code": 7, "start": "?", "to": ["가"], "at": "2026-11-22T09:00:00Z"}}'
    newer = decode(line)
    assert not newer.known
    assert json.loads(encode(newer)) == json.loads(line)
    state, before = fold([*log.ops, newer]), fold(log.ops)
    assert replace(state, in_force=before.in_force) == before
    assert to_undo([*log.ops, newer]) == coded


def test_a_field_of_a_newer_version_is_kept() -> None:
    op = decode('{"id": "x", "op": "undo", "of": "y", "mood": {"가": [1, null]}, "at": ""}')
    assert op.extra == {"mood": {"가": [1, None]}}
    assert decode(encode(op)) == op


def test_a_line_without_an_id_has_that_of_its_content() -> None:
    op = sealed(Op("undo", of="x", at="2026-11-21T09:00:00Z"))
    assert decode('{"op": "undo", "of": "x", "at": "2026-11-21T09:00:00Z"}') == op


BAD = {
    "torn": ('{"id": "x", "op": "co', "not JSON"),
    "empty": ("", "not JSON"),
    "a number too long to read": ('{"op": "undo", "of": "x", "n": ' + "1" * 5000 + "}", "not JSON"),
    "nested beyond reading": ("[" * 100_000, "not JSON"),
    "nested too deep to write again": ('{"op": "undo", "of": "x", "new": ' + "[" * 900 + "]" * 900 + "}", "nested"),
    "a list": ('["code"]', 'no object with an "op"'),
    "a text": ('"code"', 'no object with an "op"'),
    "no op": ('{"id": "x"}', 'no object with an "op"'),
    "op empty": ('{"op": ""}', 'no object with an "op"'),
    "op a number": ('{"op": 1}', 'no object with an "op"'),
    "id a number": ('{"op": "undo", "of": "x", "id": 1}', '"id" should be text'),
    "at a number, of a newer version": ('{"op": "link", "at": 1}', '"at" should be text'),
    "of nothing": ('{"op": "undo", "of": null}', '"of" should be text'),
    "code a list": ('{"op": "recode", "of": "x", "code": ["a"]}', '"code" should be text'),
    "redacted a word": ('{"op": "undo", "of": "x", "redacted": "yes"}', '"redacted" should be true or false'),
    "by a text": ('{"op": "undo", "of": "x", "by": "manual"}', '"by" should be a list of texts'),
    "by numbers": ('{"op": "undo", "of": "x", "by": [1]}', '"by" should be a list of texts'),
    "who an object": ('{"op": "undo", "of": "x", "who": {}}', '"who" should be a list of texts'),
    "start a text": ('{"op": "code", "code": "a", "start": "1", "end": 2}', '"start" should be a number'),
    "start true": ('{"op": "code", "code": "a", "start": true, "end": 2}', '"start" should be a number'),
    "end a fraction": ('{"op": "code", "code": "a", "start": 1, "end": 2.5}', '"end" should be a number'),
    "no end": ('{"op": "code", "code": "a", "start": 1}', '"end" should be a number'),
    "exact a number": ('{"op": "code", "code": "a", "start": 1, "end": 2, "exact": 3}', '"exact" should be text'),
    "start below zero": ('{"op": "code", "code": "a", "start": -1, "end": 2}', "0 <= start <= end"),
    "end before start": ('{"op": "code", "code": "a", "start": 2, "end": 1}', "0 <= start <= end"),
    "code of nothing": ('{"op": "code"}', '"code" without code and start, end'),
    "code without anchor": ('{"op": "code", "code": "a"}', '"code" without start, end'),
    "recode to nothing": ('{"op": "recode", "of": "x"}', '"recode" without code'),
    "recode of nothing": ('{"op": "recode", "code": "a"}', '"recode" without of'),
    "move nowhere": ('{"op": "move", "of": "x"}', '"move" without start, end'),
    "uncode of nothing": ('{"op": "uncode"}', '"uncode" without of'),
    "reject of no code": ('{"op": "reject", "start": 1, "end": 2}', '"reject" without code'),
    "empty note": ('{"op": "note", "of": "x"}', '"note" without note'),
    "done with what": ('{"op": "done"}', '"done" without text'),
    "undo of nothing": ('{"op": "undo"}', '"undo" without of'),
}


@pytest.mark.parametrize(("line", "why"), BAD.values(), ids=BAD.keys())
def test_what_is_no_decision_says_why(line: str, why: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(why)):
        decode(line)
