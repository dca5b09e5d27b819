"""The map of names to pseudonyms: a file that never leaves the computer it is on, because it undoes what it does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.files.cases import decode_csv
from qualcode.files.layout import Layout, read_bytes, safe_name, write_whole
from qualcode.files.yaml import Map, Reader, compose, decode_utf8, to_data
from qualcode.match.names import Names, find
from qualcode.model.diagnostic import Diagnostic, Location, Severity, error, warning
from qualcode.model.text import canonical, nfc

if TYPE_CHECKING:
    from pathlib import Path

RULE = "QC076"
IGNORED = "pseudonyms.*"
FILES = ("pseudonyms.csv", "pseudonyms.yaml", "pseudonyms.yml")
HEADER = ("name", "pseudonym")
_LONGEST = 40
_SHORTEST = 2
_NOT_IN_LABELS = re.compile(r"[:：,;|\t\[\]{}#?\\]")


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the map: a name as people say it, what stands in its place, and where that is written."""

    name: str
    pseudonym: str
    where: Location


def find_map(layout: Layout) -> Path | None:
    """Give the study's map of pseudonyms, None where it has none."""
    return next((path for name in FILES if (path := layout.root / name).is_file()), None)


def read_pseudonyms(path: Path, shown: str) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """Read a map: a table with the columns name and pseudonym (UTF-8, else CP949), or YAML that maps names to pseudonyms.

    Composed (NFC), blanks single. With an error among the findings (QC076) the map must not be used.
    """
    raw = read_bytes(path)
    pairs, findings = (_yaml if path.suffix.lower() in {".yaml", ".yml"} else _table)(raw, shown)
    return {p.name: p.pseudonym for p in pairs if p.name}, (*findings, *_check(pairs))


def _clean(text: str) -> str:
    return " ".join(canonical(text)[0].split())


def _table(raw: bytes, shown: str) -> tuple[list[Pair], list[Diagnostic]]:
    text, findings = decode_csv(raw, shown)
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = [(reader.line_num, row) for row in reader]
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if not set(HEADER) <= set(header):
        where = Location(shown)
        return [], [*findings, error(RULE, "the first line has not the columns name and pseudonym", where, "begin it with: name,pseudonym")]
    at = [header.index(name) for name in HEADER]
    filled = ((line, [*row, *[""] * len(header)]) for line, row in rows[1:] if any(cell.strip() for cell in row))
    return [Pair(_clean(row[at[0]]), _clean(row[at[1]]), Location(shown, line)) for line, row in filled], findings


def _yaml(raw: bytes, shown: str) -> tuple[list[Pair], list[Diagnostic]]:
    text, findings = decode_utf8(raw, shown)
    node, problems = compose(text or "", shown)
    reader = Reader(shown, text or "", [*findings, *problems])
    data = to_data(node, reader)
    if data is not None and not isinstance(data, Map):
        reader.findings.append(error(RULE, "this is no mapping of names to pseudonyms", Location(shown), "write lines such as 김민수: P03"))
    entries = data.items() if isinstance(data, Map) else ()
    return [Pair(_clean(k), _clean(v) if isinstance(v, str) else "", reader.place(data.keys_at[k])) for k, v in entries], reader.findings


def _check(pairs: Sequence[Pair]) -> Iterator[Diagnostic]:
    """Find what makes a map unsafe: every finding of :func:`_trouble`, and names twice with different pseudonyms."""
    first: dict[str, Pair] = {}
    names = Names.of({p.name: p.pseudonym for p in pairs if p.name})
    for pair in pairs:
        said = _trouble(pair, names)
        before = first.setdefault(pair.name, pair)
        if before.pseudonym != pair.pseudonym and pair.name:
            said = (f"{pair.name!r} has two pseudonyms", f"line {before.where.line} says {before.pseudonym!r}; keep one")
        if said:
            yield error(RULE, said[0], pair.where, said[1])
        if before.pseudonym == pair.pseudonym and before is not pair and pair.name:
            yield warning(RULE, f"{pair.name!r} stands here again", pair.where, f"it stands in line {before.where.line} already")


def _trouble(pair: Pair, names: Names) -> tuple[str, str] | None:
    """Give the sentence and the help for a row that cannot be used."""
    if not pair.name or not pair.pseudonym:
        return f"this row has no {HEADER[0] if not pair.name else HEADER[1]}", "fill both columns, or delete the row"
    return _no_name(pair.name, names) or _no_pseudonym(pair.pseudonym, names)


def _no_name(name: str, names: Names) -> tuple[str, str] | None:
    if sum(c.isalpha() for c in name) < _SHORTEST:
        return f"{name!r} is too short to be found safely: it stands in many words", "give the full name, or replace it by hand"
    if not any(hit.name == name for hit in find(name, names)):
        return f"{name!r} cannot be found as a word", "begin the name with a letter"
    return None


def _no_pseudonym(pseudonym: str, names: Names) -> tuple[str, str] | None:
    if pseudonym in names.pseudonyms:
        return f"the pseudonym {pseudonym!r} is itself a name in this map", "a pseudonym must be nobody's name here; choose another"
    if any(find(pseudonym, names)):
        return f"the pseudonym {pseudonym!r} holds a name of this map", "choose one that tells nothing, such as P03"
    if _NOT_IN_LABELS.search(pseudonym) or safe_name(pseudonym) != pseudonym or len(pseudonym) > _LONGEST:
        return f"the pseudonym {pseudonym!r} cannot be a label and a file name", "use letters, digits, blanks and hyphens: P03, 참여자 3"
    return None


def is_usable(findings: Sequence[Diagnostic]) -> bool:
    """Tell whether a map with these findings may be used."""
    return all(d.severity is not Severity.ERROR for d in findings)


def map_text(pseudonyms: Mapping[str, str]) -> bytes:
    """Write a map as the table that :func:`read_pseudonyms` reads, with a byte order mark for spreadsheets."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([HEADER, *((nfc(n), nfc(p)) for n, p in pseudonyms.items())])
    return out.getvalue().encode("utf-8-sig")


def ensure_ignored(layout: Layout) -> bool:
    """Make git ignore the map in a study that was begun without that line; tell whether the line was added."""
    path = layout.root / ".gitignore"
    raw = read_bytes(path) if path.is_file() else b""
    if IGNORED in (line.strip() for line in raw.decode("utf-8", "replace").split("\n")):
        return False
    joint = b"" if not raw or raw.endswith(b"\n") else b"\n"
    write_whole(path, raw + joint + IGNORED.encode() + b"\n", expected=raw)
    return True
