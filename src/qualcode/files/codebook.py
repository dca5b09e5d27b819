"""Codebooks on disk: read with places, checked as written, and described by a JSON Schema for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qualcode.files.layout import Layout, make_derived, read_bytes, write_whole
from qualcode.files.yaml import Map, Reader, Seq, adapter, compose, decode_utf8, field_names, to_data, unknown_field, validate
from qualcode.model.codebook import Code, Codebook, Keyword, Tests
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.text import blob_version

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

_FIELDS = tuple(dict.fromkeys(name for kind in (Codebook, Code, Keyword, Tests) for name in field_names(kind)))


def read_codebook(path: Path, shown: str) -> tuple[Codebook, tuple[Diagnostic, ...]]:
    """Read a codebook; ``shown`` is its path in findings. What does not fit is a finding, the rest is loaded."""
    if not path.is_file():
        return Codebook(), (error("QC109", f"no codebook {shown}", None, "qualcode init writes one; or name it in qualcode.yaml"),)
    return parse_codebook(read_bytes(path), shown)


def parse_codebook(raw: bytes, shown: str) -> tuple[Codebook, tuple[Diagnostic, ...]]:
    """Read a codebook from the bytes of its file."""
    text, findings = decode_utf8(raw, shown)
    if text is None:
        return Codebook(), tuple(findings)
    node, problems = compose(text, shown)
    reader = Reader(shown, text, [*findings, *problems], _FIELDS)
    data = to_data(node, reader)
    if isinstance(data, Map):
        _place(data, reader)
    if data is None:
        if not reader.findings:
            found = error("QC108", "this codebook is empty", Location(shown), "qualcode codebook add ID writes a first code")
            reader.findings.append(found)
        return Codebook(version=blob_version(raw)), tuple(reader.findings)
    book = validate(Codebook, data, reader, Codebook())
    return _with_version(book, blob_version(raw)), tuple(reader.findings)


def _with_version(book: Codebook, version: str) -> Codebook:
    return Codebook(book.codebook, book.codes, version, book.where)


def _place(data: Map, reader: Reader) -> None:
    """Write places beside the values, for the codes, keywords and tests of a mapping; a bare keyword becomes a mapping."""
    _set_place(data, _id_node(data), reader)
    if isinstance(codes := data.get("codes"), Seq):
        for code in codes:
            if isinstance(code, Map):
                _place(code, reader)
    if isinstance(tests := data.get("tests"), Map):
        _set_place(tests, tests.node, reader)
    if isinstance(keywords := data.get("keywords"), Seq):
        for index, keyword in enumerate(keywords):
            keywords[index] = _keyword(keyword, keywords.nodes[index], reader)


def _set_place(data: Map, node: yaml.Node, reader: Reader) -> None:
    """Write the place beside the values of a mapping; fields of our own, which no file may set, are reported and left out."""
    for name in [name for name in data.keys_at if name in {"where", "version"}]:
        reader.findings.append(unknown_field(name, reader.place(data.keys_at[name]), reader))
        data.pop(name, None)
    data["where"] = reader.place(node)


def _id_node(data: Map) -> yaml.Node:
    return next((value for key, value in data.node.value if key.value == "id"), data.node)


def _keyword(keyword: Any, node: yaml.Node, reader: Reader) -> Any:  # noqa: ANN401 - whatever the file holds
    if isinstance(keyword, str):
        placed = Map(find=keyword, where=reader.place(node))
        placed.node, placed.keys_at = node, {}  # type: ignore[assignment]
        return placed
    if isinstance(keyword, Map):
        find = next((value for key, value in keyword.node.value if key.value == "find"), keyword.node)
        _set_place(keyword, find, reader)
    return keyword


def codebook_schema() -> dict[str, Any]:
    """Give the JSON Schema of a codebook file, made from the same values that are loaded."""
    schema = adapter(Codebook).json_schema(by_alias=True)
    for definition in (schema, *schema["$defs"].values()):
        for own in ("where", "version"):
            definition.get("properties", {}).pop(own, None)
    schema["$defs"].pop("Location", None)
    code = schema["$defs"]["Code"]["properties"]
    code["keywords"]["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Keyword"}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "qualcode codebook"}


def write_schema(layout: Layout) -> None:
    """Write the schema where the first line of a codebook tells editors to look."""
    path = layout.derived / "codebook.schema.json"
    data = (json.dumps(codebook_schema(), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        make_derived(layout)
        write_whole(path, data)
