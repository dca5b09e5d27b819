"""Edits of a hand-written codebook: a few characters go in at the marks of its nodes, every other byte stays."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from qualcode.files.codebook import parse_codebook
from qualcode.files.layout import read_bytes, write_whole
from qualcode.files.yaml import compose, decode_utf8
from qualcode.model.codebook import Code, Codebook, Keyword
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


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
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""What ends a line of YAML, or may not stand in it."""

_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def scalar(text: str) -> str:
    """Write a text as a YAML scalar: plain where that is certain to be read back, else in double quotes."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS_OF_YAML:
        return text
    return '"' + _ESCAPED.sub(lambda c: _SHORT_ESCAPES.get(c[0], f"\\u{ord(c[0]):04x}"), text) + '"'


def add_code(path: Path, code: NewCode) -> None:
    """Write a new code into a codebook file, below the last code of its theme; raises :class:`CannotSplice`."""
    new = Code(nfc(code.id), {nfc(lang): nfc(words) for lang, words in code.labels.items()} or None)

    def wish(book: Codebook) -> Codebook:
        if new.id in book.by_id:
            raise CannotSplice(path, f"the code {new.id!r} is in it already")
        if code.under is None:
            return replace(book, codes=(*book.codes, new))
        return _changed(path, book, code.under, lambda theme: replace(theme, codes=(*theme.codes, new)))

    _edit(path, lambda text: _with_code(path, text, code), wish)


def add_keyword(path: Path, code: str, keyword: str, comment: str = "") -> None:
    """Write a keyword to a code of a codebook file; raises :class:`CannotSplice`.

    ``comment`` (one line) goes behind the keyword where it has a line of its own. Inside ``[a, b]`` it would comment out what
    follows, so there it stands above ``keywords:`` and names the keyword. Where the code has no keywords yet, it begins a list
    line by line.
    """
    new = Keyword(nfc(keyword))
    comment = " ".join(_UNPRINTED.sub(" ", comment).split())

    def wish(book: Codebook) -> Codebook:
        return _changed(path, book, code, lambda owner: replace(owner, keywords=(*owner.keywords, new)))

    _edit(path, lambda text: _with_keyword(path, text, code, keyword, comment), wish)


def _changed(path: Path, book: Codebook, id_: str, change: Callable[[Code], Code]) -> Codebook:
    """Change one code in the tree; raises :class:`CannotSplice` where what was read of the file does not hold it."""
    if id_ not in book.by_id:
        raise CannotSplice(path, f"no code {id_!r} was read from it")

    def walk(codes: tuple[Code, ...]) -> tuple[Code, ...]:
        return tuple(change(c) if c.id == id_ else replace(c, codes=walk(c.codes)) for c in codes)

    return replace(book, codes=walk(book.codes))


def _edit(path: Path, change: Callable[[str], str], wish: Callable[[Codebook], Codebook]) -> None:
    """Read, change, read back, and write only when the codebook read back is the wished one and nothing else has changed."""
    raw = read_bytes(path)
    bom = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    text, findings = decode_utf8(raw, path.name)
    before, found = parse_codebook(raw, path.name)
    if text is None:
        raise CannotSplice(path, findings[0].message)
    if any(d.rule == "QC104" for d in found):
        raise CannotSplice(path, "it has YAML aliases")
    wished = wish(before)
    new = bom + change(text).encode("utf-8")
    after, problems = parse_codebook(new, path.name)
    if after != wished or Counter(d.rule for d in problems) - Counter(d.rule for d in found):
        raise CannotSplice(path, "its form is one that this edit cannot be put into with certainty")
    write_whole(path, new, expected=raw)


def _root(path: Path, text: str) -> yaml.MappingNode | None:
    """Give the mapping of a whole file, None where it is empty."""
    node, problems = compose(text, path.name)
    if problems or not isinstance(node, yaml.MappingNode | None):
        raise CannotSplice(path, "it is not valid YAML" if problems else "it is no mapping")
    return node


def _field(node: yaml.Node, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Give the nodes of a field of a mapping: its key and its value."""
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value if isinstance(node, yaml.MappingNode) else []
    return next((pair for pair in pairs if pair[0].value == name), None)


def _find_code(node: yaml.Node, id_: str) -> yaml.MappingNode | None:
    """Find the mapping of a code by its id, below the mapping of a theme or of the codebook."""
    codes = _field(node, "codes")
    for item in codes[1].value if codes and isinstance(codes[1], yaml.SequenceNode) else ():
        own = _field(item, "id")
        found = item if own and isinstance(own[1], yaml.ScalarNode) and nfc(own[1].value) == id_ else _find_code(item, id_)
        if found:
            return found
    return None


def _is_bare(node: yaml.Node) -> bool:
    """Tell whether a value is not written at all: ``codes:`` and nothing behind it."""
    return node.start_mark.index == node.end_mark.index


def _end(text: str, node: yaml.Node) -> int:
    """Give the offset behind the last letter of a node."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        keeps_blank_lines = "+" in re.split(r"[\n#]", text[start:end], maxsplit=1)[0]
        return end - 1 if keeps_blank_lines else start + len(text[start:end].rstrip())
    return end


def _line_end(text: str, end: int) -> int:
    """Give the offset behind the line of an offset, its comment included."""
    at = text.find("\n", end)
    return len(text) if at < 0 else at + 1


def _insert_lines(text: str, at: int, lines: list[str]) -> str:
    """Put lines in at the beginning of a line; behind a last line without a line end they end without one too."""
    newline = "\r\n" if "\r\n" in text else "\n"
    block = newline.join(lines)
    if at and text[at - 1] != "\n":
        return text[:at] + newline + block + text[at:]
    return text[:at] + block + newline + text[at:]


def _column(node: yaml.MappingNode) -> int:
    """Give the column at which the fields of a mapping begin."""
    return int(node.value[0][0].start_mark.column)


def _with_code(path: Path, text: str, code: NewCode) -> str:
    root = _root(path, text)
    if root is None and code.under is None:
        return _insert_lines(text, len(text), ["codes:", *_lines_of(code, 2)])
    parent = root if code.under is None or root is None else _find_code(root, code.under)
    if parent is None or parent.flow_style:
        raise CannotSplice(path, "the codes there are not written line by line")
    codes = _field(parent, "codes")
    if codes is None:
        column = _column(parent)
        return _insert_lines(text, _line_end(text, _end(text, parent)), [" " * column + "codes:", *_lines_of(code, column + 2)])
    if _is_bare(codes[1]):
        return _insert_lines(text, _line_end(text, codes[1].end_mark.index), _lines_of(code, _column(parent) + 2))
    if not isinstance(codes[1], yaml.SequenceNode) or codes[1].flow_style:
        raise CannotSplice(path, "the codes there are not written line by line")
    return _insert_lines(text, _line_end(text, _end(text, codes[1])), _lines_of(code, codes[1].start_mark.column))


def _lines_of(code: NewCode, column: int) -> list[str]:
    pad = " " * column
    labels = ", ".join(f"{scalar(lang)}: {scalar(words)}" for lang, words in code.labels.items())
    return [f"{pad}- id: {scalar(code.id)}", *([f"{pad}  label: {{{labels}}}"] if labels else [])]


def _with_keyword(path: Path, text: str, code: str, keyword: str, comment: str) -> str:
    root = _root(path, text)
    node = _find_code(root, code) if root else None
    if node is None or node.flow_style:
        raise CannotSplice(path, f"no code {code!r} in lines of its own was found in it")
    keywords = _field(node, "keywords")
    if keywords is None:
        own = _field(node, "id") or node.value[0]
        return _insert_lines(text, _line_end(text, _end(text, own[1])), _first_keyword(_column(node), keyword, comment))
    key, value = keywords
    if _is_bare(value):
        return _into_nothing(text, _column(node), keywords, keyword, comment)
    if not isinstance(value, yaml.SequenceNode):
        raise CannotSplice(path, f"the keywords of {code!r} are not a list")
    if value.flow_style:
        new = _into_flow(text, value, keyword)
        at, column = key.start_mark.index, key.start_mark.column
        return _insert_lines(new, at - column, [" " * column + _remark(keyword, comment)]) if comment else new
    return _insert_lines(text, _line_end(text, _end(text, value)), [_item(value.start_mark.column, keyword, comment)])


def _first_keyword(column: int, keyword: str, comment: str) -> list[str]:
    """Write the field of a code that has had no keywords: with a comment in two lines, so that later ones get lines too."""
    pad = " " * column
    return [f"{pad}keywords:", _item(column + 2, keyword, comment)] if comment else [f"{pad}keywords: [{scalar(keyword)}]"]


def _into_nothing(text: str, column: int, keywords: tuple[yaml.Node, yaml.Node], keyword: str, comment: str) -> str:
    """Put a keyword behind ``keywords:``, or with a comment in a line below it."""
    key, value = keywords
    if comment:
        return _insert_lines(text, _line_end(text, key.end_mark.index), [_item(column + 2, keyword, comment)])
    return text[: value.start_mark.index] + f" [{scalar(keyword)}]" + text[value.start_mark.index :]


def _item(column: int, keyword: str, comment: str) -> str:
    """Write a keyword as an item of a list line by line."""
    return " " * column + f"- {scalar(keyword)}" + (f"  # {comment}" if comment else "")


def _remark(keyword: str, comment: str) -> str:
    """Write a comment above a list, with the keyword that it is about."""
    return f"# {scalar(keyword)}: {comment}"


_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")


def _into_flow(text: str, keywords: yaml.SequenceNode, keyword: str) -> str:
    """Put a keyword behind the last one of ``[a, b]``, or behind the comma after it."""
    if not keywords.value:
        at, new = keywords.start_mark.index + 1, scalar(keyword)
    elif comma := _COMMA.match(text, keywords.value[-1].end_mark.index):
        at, new = comma.end(), " " + scalar(keyword)
    else:
        at, new = keywords.value[-1].end_mark.index, ", " + scalar(keyword)
    return text[:at] + new + text[at:]
