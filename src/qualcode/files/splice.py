"""Edits of a hand-written codebook: a few characters go in at the marks of its nodes, every other byte stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import read_bytes, write_whole
from qualcode.files.yaml import compose, scalars
from qualcode.model.failure import QualcodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from qualcode.model.codebook import Codebook


class CannotSplice(QualcodeError):
    """A codebook in which the place of an edit cannot be found with certainty."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} was not edited: {why}", "write the change by hand; qualcode check reads it")


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be written: its id, labels by language, and the theme it goes under (None: the top)."""

    id: str
    labels: Mapping[str, str]
    under: str | None = None


_PLAIN = re.compile(r"[^\W\d_][\w .·()/-]*", re.UNICODE)
_WORDS_OF_YAML = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def scalar(text: str) -> str:
    """Write a text as a YAML scalar: plain where that is certain to be read back, else in double quotes."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS_OF_YAML
    if plain:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def add_code(path: Path, code: NewCode) -> None:
    """Write a new code into a codebook file, below the last code of its theme."""
    _edit(path, lambda text: _with_code(path, text, code), lambda book: code.id in book.by_id)


def add_keyword(path: Path, code: str, keyword: str) -> None:
    """Write a keyword to a code of a codebook file."""
    _edit(
        path,
        lambda text: _with_keyword(path, text, code, keyword),
        lambda book: keyword in {k.find for k in book.by_id[code].keywords},
    )


def _edit(path: Path, change: Callable[[str], str], holds: Callable[[Codebook], bool]) -> None:
    """Read, change, read back, and write only when nothing else than the wish has changed."""
    raw = read_bytes(path)
    bom = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    text = raw.decode("utf-8-sig")
    new = bom + change(text).encode("utf-8")
    before, _ = parse_codebook(raw, path.name)
    after, problems = parse_codebook(new, path.name)
    if not holds(after) or not set(before.by_id) <= set(after.by_id) or any(p.rule == "QC101" for p in problems):
        raise CannotSplice(path, "its form is one that this edit cannot be put into with certainty")
    write_whole(path, new, expected=raw)


def _root(path: Path, text: str) -> yaml.MappingNode:
    node, problems = compose(text, path.name)
    if problems or not isinstance(node, yaml.MappingNode):
        raise CannotSplice(path, "it is not valid YAML")
    return node


def _value(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _find_code(node: yaml.Node | None, id_: str) -> yaml.MappingNode | None:
    """Find the mapping of a code by its id."""
    if not isinstance(node, yaml.SequenceNode):
        return None
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            own = _value(item, "id")
            if own is not None and own.value == id_:
                return item
            below = _find_code(_value(item, "codes"), id_)
            if below:
                return below
    return None


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, node: yaml.Node) -> int:
    """Give the offset behind the line on which the last letter of a node stands (its comment included)."""
    last = max(scalars(node), key=lambda s: s.start_mark.index, default=node)
    end = len(text[: last.end_mark.index].rstrip()) if last.end_mark.index > last.start_mark.index else last.end_mark.index
    flow_end = node.end_mark.index if getattr(node, "flow_style", False) else 0
    at = text.find("\n", max(end, flow_end))
    return len(text) if at < 0 else at + 1


def _insert_lines(text: str, at: int, lines: list[str]) -> str:
    newline = _newline(text)
    head = text[:at] if not at or text[at - 1] == "\n" else text[:at] + newline
    return head + "".join(line + newline for line in lines) + text[at:]


def _with_code(path: Path, text: str, code: NewCode) -> str:
    root = _root(path, text)
    parent = root if code.under is None else _find_code(_value(root, "codes"), code.under)
    if parent is None:
        raise CannotSplice(path, f"no code {code.under!r} was found in it")
    children = _value(parent, "codes")
    if isinstance(children, yaml.SequenceNode) and children.value and not children.flow_style:
        column = children.start_mark.column
        return _insert_lines(text, _line_end(text, children), _lines_of(code, column))
    if children is not None or parent.flow_style:
        raise CannotSplice(path, "the codes there are written in one line, in [ ] or { }")
    column = parent.start_mark.column
    return _insert_lines(text, _line_end(text, parent), [" " * column + "codes:", *_lines_of(code, column + 2)])


def _lines_of(code: NewCode, column: int) -> list[str]:
    pad = " " * column
    labels = ", ".join(f"{lang}: {scalar(words)}" for lang, words in code.labels.items())
    return [f"{pad}- id: {scalar(code.id)}", *([f"{pad}  label: {{{labels}}}"] if labels else [])]


def _with_keyword(path: Path, text: str, code: str, keyword: str) -> str:
    node = _find_code(_value(_root(path, text), "codes"), code)
    if node is None or node.flow_style:
        raise CannotSplice(path, f"no code {code!r} in lines of its own was found in it")
    keywords = _value(node, "keywords")
    if isinstance(keywords, yaml.SequenceNode) and keywords.flow_style:
        return _into_flow(text, keywords, keyword)
    if isinstance(keywords, yaml.SequenceNode) and keywords.value:
        line = " " * keywords.start_mark.column + f"- {scalar(keyword)}"
        return _insert_lines(text, _line_end(text, keywords), [line])
    anchor = _value(node, "id")
    line = " " * node.start_mark.column + f"keywords: [{scalar(keyword)}]"
    return _insert_lines(text, _line_end(text, anchor or node), [line])


def _into_flow(text: str, keywords: yaml.SequenceNode, keyword: str) -> str:
    """Put a keyword before the closing bracket of ``[a, b]``."""
    close = keywords.end_mark.index - 1
    last = keywords.value[-1].end_mark.index if keywords.value else keywords.start_mark.index + 1
    comma = ", " if keywords.value else ""
    rest = text[last:close]
    if "," in rest.split("#")[0]:
        return text[:close] + scalar(keyword) + text[close:]
    return text[:last] + comma + scalar(keyword) + text[last:]
