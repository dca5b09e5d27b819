"""YAML with places: every problem of a file at once, each at its line and column, and the sound part loaded all the same."""

from __future__ import annotations

import bisect
import contextlib
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import yaml

from qualcode.files.fitting import Misfit, fitted
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.model.text import nfc

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPED = {"tag:yaml.org,2002:bool": "true or false", "tag:yaml.org,2002:int": "a number", "tag:yaml.org,2002:float": "a number",
          "tag:yaml.org,2002:timestamp": "a date"}  # fmt: skip
_NULL = "tag:yaml.org,2002:null"
_FOREIGN = frozenset(("pattern",))
_TAGS = {*_TYPED, _NULL, *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq", "merge", "value"))}
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_DEEPEST = 100
"""How many mappings and lists may lie in each other: far more than a codebook needs, and less than Python's stack holds."""
_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_SWITCHES = {"retired", "exclusive"}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}


class Map(dict[str, Any]):
    """A YAML mapping that remembers its nodes: ``node`` itself, ``keys_at`` the node of each key."""

    node: yaml.MappingNode
    keys_at: dict[str, yaml.ScalarNode]


class Seq(list[Any]):
    """A YAML sequence that remembers its nodes: ``nodes`` one for each item that is left."""

    nodes: list[yaml.Node]


@dataclass(frozen=True, slots=True)
class Reader:
    """One file being read: its path as findings show it, its text, the findings so far, and the field names it may have."""

    path: str
    text: str
    findings: list[Diagnostic]
    fields: tuple[str, ...] = ()

    def place(self, node: yaml.Node) -> Location:
        """Give the place of a node; one that spans lines is marked to the end of its first."""
        start, end = node.start_mark.index, node.end_mark.index
        return place(self.path, self.text, start, len(self.text[start:end].split("\n")[0].rstrip()))


def place(path: str, text: str, offset: int, length: int = 1) -> Location:
    """Give the line and column of an offset; YAML's own marks also count U+0085 and U+2028 as ends of lines."""
    starts = _line_starts(text)
    line = bisect.bisect_right(starts, offset)
    return Location(path, line, offset - starts[line - 1] + 1, max(length, 1))


@lru_cache(maxsize=4)
def _line_starts(text: str) -> tuple[int, ...]:
    """Give the offsets at which lines begin: a codebook asks for thousands of places."""
    return (0, *(at.end() for at in re.finditer("\n", text)))


def decode_utf8(raw: bytes, path: str) -> tuple[str | None, list[Diagnostic]]:
    """Decode a file that must be UTF-8; what is not is a finding at its line."""
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        start = raw.rfind(b"\n", 0, problem.start) + 1
        column = len(raw[start : problem.start].decode("utf-8", "replace")) + 1
        help_ = "save the file as UTF-8 (it may be CP949: iconv -f cp949 -t utf-8)"
        return None, [error("QC100", "this file is not UTF-8", Location(path, line, column), help_)]


def compose(text: str, path: str) -> tuple[yaml.Node | None, list[Diagnostic]]:
    """Read YAML to nodes with marks; a file that does not parse is one finding."""
    bad = _UNREADABLE.search(text)
    if bad:
        message = f"not valid YAML: the character U+{ord(bad[0]):04X} cannot stand in it"
        return None, [error("QC101", message, place(path, text, bad.start()), "take the character out; it is one that is not seen")]
    try:
        return yaml.compose(text, _Loader), []
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = place(path, text, mark.index) if mark else Location(path)
        said = _said(problem)
        return None, [error("QC101", f"not valid YAML: {said}", where, _help(said, text[mark.index : mark.index + 1] if mark else ""))]


def _said(problem: yaml.MarkedYAMLError) -> str:
    said = (problem.problem or "cannot be read").replace("in this context", "here")
    return f"{problem.context}, {said}" if said.startswith("but ") else said


def _help(said: str, char: str) -> str:
    if char == "\t":
        return "indent with blanks, never with tabs"
    if "another document" in said:
        return "one file holds one document: take the line --- out"
    if "nesting" in said:
        return "nest less deeply"
    return 'put quotes around text that has ": " or starts with [ { * & ! % @'


def to_data(node: yaml.Node | None, reader: Reader) -> Any:  # noqa: ANN401 - whatever the file holds
    """Turn nodes into mappings, lists and texts; typed scalars and aliases are findings, and nothing is expanded."""
    return _Converter(reader).convert(node)


class _Converter:
    """The walk over the nodes: remembers which it has seen, because an alias is the same node again."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.seen: set[int] = set()
        self.depth = 0
        self.foreign = 0
        """How deep inside a field of another program, whose numbers and switches are its own (spaCy's token patterns)."""

    def convert(self, node: yaml.Node | None, key: str = "") -> Any:  # noqa: ANN401 - whatever the file holds
        if node is None:
            return None
        if id(node) in self.seen:
            self._report_aliases()
            return None
        self.seen.add(id(node))
        if node.tag not in _TAGS:
            self._find("QC105", f"the YAML tag {node.tag} is not read", node, "leave the tag out, or put quotes around the text")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, key)
        if self.depth == _DEEPEST:
            self._find("QC106", f"more than {_DEEPEST} mappings and lists lie in each other here", node, "nest less deeply")
            return None
        self.depth += 1
        self.foreign += key in _FOREIGN
        inside = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._sequence(node, key)
        self.foreign -= key in _FOREIGN
        self.depth -= 1
        return inside

    def _report_aliases(self) -> None:
        """Report every alias of the file once, at its own place, which nodes do not know."""
        if any(d.rule == "QC104" for d in self.reader.findings):
            return
        for event in yaml.parse(self.reader.text, _Loader):
            if isinstance(event, yaml.AliasEvent) and event.start_mark:
                name = f"*{event.anchor}"
                where = place(self.reader.path, self.reader.text, event.start_mark.index, len(name))
                message = f"the YAML alias {name} is not read: an edit of its anchor would change this place unseen"
                self.reader.findings.append(error("QC104", message, where, "write the text out here"))

    def _find(self, rule: str, message: str, node: yaml.Node, help_: str) -> None:
        self.reader.findings.append(error(rule, message, self.reader.place(node), help_))

    def _mapping(self, node: yaml.MappingNode) -> Map:
        out = Map()
        out.node, out.keys_at = node, {}
        for key_node, value_node in node.value:
            key = nfc(str(key_node.value)) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in out.keys_at:
                first = self.reader.place(out.keys_at[key]).line
                self._find("QC112", f"the key {key!r} stands twice in one mapping (first in line {first})", key_node, "keep one")
                continue
            out.keys_at[key] = key_node
            value = self.convert(value_node, key)
            if value is not None:
                out[key] = value
        return out

    def _sequence(self, node: yaml.Node, key: str) -> Seq:
        out = Seq()
        out.nodes = []
        for item in node.value:
            value = self.convert(item, key)
            if value is not None:
                out.append(value)
                out.nodes.append(item)
        return out

    def _scalar(self, node: yaml.ScalarNode, key: str) -> str | bool | float | None:
        if node.tag == _NULL:
            return None
        if self.foreign and node.tag in _TYPED:
            return cast("bool | float", yaml.safe_load(node.value))
        if key in _SWITCHES and node.value.lower() in _TRUE | _FALSE:
            return bool(node.value.lower() in _TRUE)
        if node.tag in _TYPED:
            said = f"{node.value} is read by YAML as {_TYPED[node.tag]}, not as text"
            self._find("QC103", said, node, f'put quotes around it: "{node.value}"')
        return nfc(node.value)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a dataclass
    """Give what makes values of a dataclass out of data; made once, because that costs more than using it."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - pydantic costs a start-up that --help need not pay

    return TypeAdapter(kind)


def validate(kind: type[T], data: Any, reader: Reader, empty: T) -> T:  # noqa: ANN401 - whatever the file holds
    """Make a value of data: each misfit is a finding and is left out, until the rest fits."""
    with contextlib.suppress(Misfit):
        return fitted(kind, data)
    from pydantic import ValidationError  # noqa: PLC0415 - pydantic costs a start-up that sound files need not pay

    while True:
        try:
            value: T = adapter(cast("Hashable", kind)).validate_python(data)
        except ValidationError as problem:
            if not _prune(data, problem.errors(include_url=False), reader):
                return empty
        else:
            return value


def _prune(data: Any, problems: Iterable[ErrorDetails], reader: Reader) -> bool:  # noqa: ANN401 - whatever the file holds
    """Report misfits and take them out of the data; False when the whole is one."""
    places: dict[tuple[int, str | int], tuple[Map | Seq, str | int, ErrorDetails]] = {}
    for problem in problems:
        found = _walk(data, problem["loc"], missing=problem["type"] == "missing")
        if found is None:
            where = Location(reader.path)
            reader.findings.append(error("QC102", "this file should be a mapping of fields", where))
            return False
        places.setdefault((id(found[0]), found[1]), (*found, problem))
    _drop_alternatives(places)
    for container, key, problem in places.values():
        reader.findings.append(_misfit(container, key, problem, reader))
    for container, key, _ in sorted(places.values(), key=lambda p: p[1] if isinstance(p[1], int) else 0, reverse=True):
        _take_out(container, key)
    return True


def _drop_alternatives(places: dict[tuple[int, str | int], tuple[Map | Seq, str | int, ErrorDetails]]) -> None:
    """Of a text that may be one or several, keep the misfit inside the mapping, not that the mapping is no plain text."""
    containers = {owner for owner, _ in places}
    for place_, (container, key, problem) in list(places.items()):
        if problem["type"] == "string_type" and id(container[key]) in containers:  # type: ignore[index]
            del places[place_]


def _walk(data: Any, loc: tuple[str | int, ...], *, missing: bool) -> tuple[Map | Seq, str | int] | None:  # noqa: ANN401 - as above
    """Follow a pydantic location to the innermost container and key; for a missing field, to the mapping that lacks it."""
    path: list[tuple[Map | Seq, str | int]] = []
    here = data
    for step in loc:
        if (isinstance(here, Map) and step in here) or (isinstance(here, Seq) and isinstance(step, int) and step < len(here)):
            path.append((here, step))
            here = here[step]  # type: ignore[index]
        elif isinstance(here, Map | Seq) and missing:
            break
    return path[-1] if path else None


def _take_out(container: Map | Seq, key: str | int) -> None:
    if isinstance(container, Map):
        container.pop(str(key), None)
    else:
        del container[int(key)]
        del container.nodes[int(key)]


def _misfit(container: Map | Seq, key: str | int, problem: ErrorDetails, reader: Reader) -> Diagnostic:
    """Say what does not fit, where."""
    kind, wanted = problem["type"], problem["loc"][-1]
    at_key = isinstance(container, Map) and kind in _UNKNOWN
    node = container.keys_at[str(key)] if isinstance(container, Map) and at_key else _value_node(container, key)
    where = reader.place(node) if node else Location(reader.path)
    if kind in _UNKNOWN:
        return unknown_field(str(key), where, reader)
    if kind == "missing":
        return error("QC111", f"{wanted!r} is missing", where, "add it")
    if kind == "literal_error":
        return error("QC102", f"{container[key]!r} is none of {problem['ctx']['expected']}", where)  # type: ignore[index]
    return error("QC102", f"{_expected(kind)} should stand here", where)


def unknown_field(key: str, where: Location, reader: Reader) -> Diagnostic:
    """Make the finding of a field that is none, with the one that may be meant."""
    return error("QC110", f"no field {key!r} here", where, _did_you_mean(key, reader.fields))


def _did_you_mean(key: str, known: tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415 - only a file with a mistake in it needs it

    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"fields are: {', '.join(known)}"


def _value_node(container: Map | Seq, key: str | int) -> yaml.Node | None:
    if isinstance(container, Seq):
        return container.nodes[int(key)]
    return next((v for k, v in container.node.value if k is container.keys_at.get(str(key))), None)


def _expected(kind: str) -> str:
    names = {
        "string_type": "text",
        "tuple_type": "a list",
        "list_type": "a list",
        "dict_type": "a mapping",
        "bool_type": "true or false",
        "bool_parsing": "true or false",
    }
    return names.get(kind, "a mapping of fields" if "dataclass" in kind else "something else")


def field_names(kind: type) -> tuple[str, ...]:
    """Give the field names of a dataclass as they are written in YAML."""
    if not is_dataclass(kind):
        return ()
    return tuple(f.name.rstrip("_") for f in fields(kind) if f.name not in {"where", "version"})
