"""A study without the names of a map: what has to be written and removed, and in which order, so that a stop in between loses nothing.

New files come before old ones go: first the text versions, then the logs that refer to them, then sidecars that know the
old and the new labels, transcripts, final sidecars, tables and memos; at last what is left of the old names is removed: logs, then text
versions, then transcripts, since each is only redacted rightly while the next is there.
A run that was stopped leaves a study that loads, and the next one finishes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.files.cases import read_cases
from qualcode.files.failure import CannotWrite
from qualcode.files.layout import Layout, read_bytes, write_whole
from qualcode.files.redacted_logs import LogRedactor
from qualcode.files.redactor import Redactor, Rewritten, Versions, joined, labels_of
from qualcode.files.settings import read_settings
from qualcode.files.sources import Sidecar, read_sidecar, read_source, sidecar_text, source_ids
from qualcode.match.names import Names
from qualcode.model.diagnostic import Diagnostic, Location, Severity, warning
from qualcode.model.failure import QualcodeError
from qualcode.model.text import Span, canonical, nfc, text_version

_FRONT = re.compile(r"---[ \t]*\r?\n.*?^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEPT = frozenset((".gitignore", "write.lock"))


class SameName(QualcodeError):
    """Two sources that would have one name."""

    def __init__(self, first: str, second: str, new: str) -> None:
        super().__init__(f"{first!r} and {second!r} would both be {new!r}; nothing was written", "rename one of the two, or change the map")


@dataclass(frozen=True, slots=True)
class Write:
    """A file to be written, and the bytes it has now (none where it is new)."""

    path: Path
    data: bytes
    before: bytes


@dataclass(slots=True)
class Plan:
    """What redacting a study comes to; nothing has happened yet."""

    layout: Layout
    redactor: Redactor
    writes: list[Write] = field(default_factory=list)
    removals: list[Path] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    lost: tuple[Location, ...] = ()
    lines: tuple[Location, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.writes and not self.removals

    def put(self, path: Path, data: bytes) -> None:
        """Write a file, unless it has these bytes already."""
        before = next((w.data for w in reversed(self.writes) if w.path == path), None)
        before = before if before is not None else (read_bytes(path) if path.is_file() else b"")
        if before != data or not (path.is_file() or data):
            self.writes.append(Write(path, data, before))

    def drop(self, path: Path) -> None:
        """Remove a file that is there."""
        if path.is_file():
            self.removals.append(path)


def plan(layout: Layout, names: Names) -> Plan:
    """Work out how a study is redacted; raises :class:`SameName`."""
    made = Plan(layout, Redactor(names))
    versions = Versions(layout, made.redactor)
    sources = [_source(made, versions, id_) for id_ in source_ids(layout)]
    _refuse_clashes(sources)
    logs = LogRedactor(made.redactor, versions)
    labels = {s.id: labels_of(s.sidecar) for s in sources}
    rewritten = [(path, *_log(made, logs, path, labels)) for path in sorted(layout.codings.glob("*/*.jsonl"))]
    _plan_versions(made, versions, frozenset().union(*labels.values()))
    for path, new, data in rewritten:
        made.put(new, data)
        if new != path:
            made.drop(path)
    for source in sources:
        _plan_source(made, source)
    _plan_orphans(made, {s.id for s in sources})
    _plan_rest(made)
    made.lost, made.lines = tuple(logs.lost), tuple(logs.lines)
    return made


@dataclass(frozen=True, slots=True)
class _Source:
    """A source before and after: its id, its sidecar as read and as it will be, its text."""

    id: str
    new: str
    sidecar: Sidecar
    wished: Sidecar
    text: Rewritten
    sidecar_is_sound: bool


def _source(made: Plan, versions: Versions, id_: str) -> _Source:
    source, sidecar, _ = read_source(made.layout, id_)
    text = versions.add(source.text, labels_of(sidecar), source.path)
    origin = versions.get(sidecar.origin.text, labels_of(sidecar)) if sidecar.origin.text else None
    wished = made.redactor.sidecar(sidecar, sidecar.origin.text, origin.version if origin else sidecar.origin.text)
    sound = all(d.severity is not Severity.ERROR for d in read_sidecar(made.layout, id_)[1])
    return _Source(id_, made.redactor.plain(id_), sidecar, wished, text, sound)


def _refuse_clashes(sources: list[_Source]) -> None:
    """Refuse two sources of one name, unless they are the two halves of a run that was stopped."""
    first: dict[str, _Source] = {}
    for source in sorted(sources, key=lambda s: s.id != s.new):
        other = first.setdefault(source.new, source)
        if other.text.text != source.text.text:
            raise SameName(other.id, source.id, source.new)


def _plan_source(made: Plan, source: _Source) -> None:
    """Plan the files of a source; while its text is exchanged in place, its sidecar declares the labels of both texts."""
    layout, moves_on = made.layout, source.new != source.id
    old_text, old_side = layout.transcript(source.id), layout.sidecar(source.id)
    text = layout.transcript(source.new) if moves_on else old_text
    sidecar = layout.sidecar(source.new) if moves_on else old_side
    said = _sidecar(made, source, old_side) if old_side.is_file() else None
    between = said if moves_on or not source.sidecar_is_sound else _with_both_labels(source) or said
    if between is not None:
        made.put(sidecar, between)
    if source.text.text != source.text.old or moves_on:
        made.put(text, source.text.text.encode("utf-8", "surrogatepass"))
    if said is not None:
        made.put(sidecar, said)
    if moves_on:
        made.drop(old_text)
        made.drop(old_side)


def _sidecar(made: Plan, source: _Source, path: Path) -> bytes:
    """Give a sidecar as it will be: written anew where what it says changes, else line by line, with its comments."""
    by_line = _redacted(made, path) or read_bytes(path)
    anew = source.sidecar_is_sound and source.wished != source.sidecar
    return sidecar_text(source.wished).encode("utf-8") if anew else by_line


def _with_both_labels(source: _Source) -> bytes | None:
    """Give the sidecar for the time between two texts, None where their labels are the same."""
    old, new = source.sidecar.speakers, source.wished.speakers
    both = {label: joined(new[label], old[label]) if label in old and label in new else s for label, s in {**new, **old}.items()}
    return None if old == new else sidecar_text(replace(source.wished, speakers=both)).encode("utf-8")


def _plan_orphans(made: Plan, sources: Collection[str]) -> None:
    """Plan sidecars whose transcript is gone and whose name holds a name: a run was stopped between the two."""
    for path in sorted(made.layout.transcripts.glob("*.yaml")):
        new = made.redactor.plain(nfc(path.stem))
        if nfc(path.stem) not in sources and new != nfc(path.stem):
            target = made.layout.sidecar(new)
            if not target.is_file():
                made.put(target, _redacted(made, path) or read_bytes(path))
            made.drop(path)


def _log(made: Plan, logs: LogRedactor, path: Path, labels: Mapping[str, frozenset[str]]) -> tuple[Path, bytes]:
    """Give where a log will lie and its bytes; where a stopped run has put a part of them already, the lines of both."""
    id_ = nfc(path.stem)
    known = labels.get(id_) or frozenset().union(*labels.values())
    data = logs.log(read_bytes(path), known, made.layout.relative(path))
    new = path.with_name(made.redactor.plain(id_) + path.suffix) if made.redactor.plain(id_) != id_ else path
    if new != path and new.is_file():
        there = logs.log(read_bytes(new), known, made.layout.relative(new)).rstrip(b"\n").split(b"\n")
        data = b"\n".join(dict.fromkeys([*there, *data.rstrip(b"\n").split(b"\n")])) + b"\n"
    return new, data


def _plan_versions(made: Plan, versions: Versions, labels: frozenset[str]) -> None:
    """Plan the kept texts: those that logs refer to and that changed, and all in the folder that hold a name."""
    folder = made.layout.versions
    for path in sorted(folder.glob("*.txt")):
        text = canonical(read_bytes(path).decode("utf-8-sig", "replace"))[0]
        if text_version(text) == path.stem:
            done = versions.get(path.stem, labels)
            if done and done.moves.old:
                made.put(folder / f"{done.version}.txt", done.text.encode("utf-8", "surrogatepass"))
                made.drop(path)
        else:
            made.put(path, _redacted(made, path) or read_bytes(path))
    for done in (versions.known[version] for version in sorted(versions.wanted)):
        if done and done.moves.old:
            made.put(folder / f"{done.version}.txt", done.text.encode("utf-8", "surrogatepass"))


def _plan_rest(made: Plan) -> None:
    """Plan tables, memos and the list of words."""
    layout = made.layout
    _report_joined_cases(made)
    words = layout.root / read_settings(layout)[0].words
    for path in (layout.cases, *sorted((layout.root / "summaries").glob("*.csv")), words):
        if path.is_file():
            made.put(path, _redacted(made, path) or read_bytes(path))
    for path in sorted(layout.memos.glob("*.md")) if layout.memos.is_dir() else ():
        _plan_memo(made, path)


def _report_joined_cases(made: Plan) -> None:
    """Tell of rows that would have one id: of those only the first is read."""
    seen: dict[str, str] = {}
    for case in read_cases(made.layout)[0].cases.values():
        new = made.redactor.plain(case.id)
        if new in seen:
            message = f"the cases {seen[new]!r} and {case.id!r} are both {new!r} now"
            made.findings.append(warning("QC076", message, case.where, "put what this row says into the other, and delete it"))
        seen.setdefault(new, case.id)


def _redacted(made: Plan, path: Path) -> bytes | None:
    """Redact a file of lines in the encoding it has; None where it holds no name, or cannot be read."""
    shown, raw = made.layout.relative(path), read_bytes(path)
    decoded = _decode(raw)
    if decoded is None:
        made.findings.append(
            warning(
                "QC074",
                "this file cannot be read as text, so names in it are not replaced",
                Location(shown),
                "save it as text in UTF-8 and run this again",
            )
        )
        return None
    text, encoding = decoded
    done = made.redactor.lines(text, shown)
    return None if done == text else _encode(done, encoding)


def _decode(raw: bytes) -> tuple[str, str] | None:
    for encoding in ("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8", "cp949"):
        try:
            return nfc(raw.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    return None


def _encode(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def _plan_memo(made: Plan, path: Path) -> None:
    """Plan a memo: its words, what it is about, its file's name; who wrote it stays, as coders do."""
    shown, raw = made.layout.relative(path), read_bytes(path)
    decoded = _decode(raw)
    stem = nfc(path.stem)
    data = raw
    if decoded:
        done = made.redactor.text(decoded[0], shown, list(_memo_pieces(decoded[0]))).text
        data = _encode(done, decoded[1]) if done != decoded[0] else raw
    else:
        made.findings.append(
            warning(
                "QC074",
                "this memo cannot be read as text, so names in it are not replaced",
                Location(shown),
                "save it as text in UTF-8 and run this again",
            )
        )
    wish = made.redactor.plain(stem)
    if wish == stem:
        made.put(path, data)
        return
    names = (wish, *(f"{wish}-{n}" for n in range(2, 1000)))
    paths = (path.with_name(name + path.suffix) for name in names)
    made.put(next(p for p in paths if not _is_taken(made, p, data)), data)
    made.drop(path)


def _is_taken(made: Plan, path: Path, data: bytes) -> bool:
    planned = next((w.data for w in made.writes if w.path == path), None)
    there = planned if planned is not None else read_bytes(path) if path.is_file() else None
    return there is not None and there != data


def _memo_pieces(text: str) -> Iterator[Span]:
    front = _FRONT.match(text)
    body = front.end() if front else 0
    for line in re.finditer("^.*$", text[:body], re.MULTILINE):
        if not line[0].startswith("by:"):
            yield Span(*line.span())
    yield Span(body, len(text))


def carry_out(made: Plan) -> None:
    """Do what was planned: derived files go first, since they may hold names, then all is written, then the old is removed."""
    if made.is_empty:
        return
    try:
        for path in [*made.layout.derived.rglob("*")] if made.layout.derived.is_dir() else ():
            if path.is_file() and path.name not in _KEPT:
                path.unlink()
    except OSError as problem:
        raise CannotWrite(made.layout.derived, problem) from problem
    for write in made.writes:
        write_whole(write.path, write.data, expected=write.before)
    for path in sorted(made.removals, key=lambda p: (p.suffix != ".jsonl", p.parent != made.layout.versions)):
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            raise CannotWrite(path, problem) from problem
