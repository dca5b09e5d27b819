"""A study's folder as one immutable Project: everything is read, settled and checked here, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.anchor import Adrift, Alignment, align, settle
from qualcode.files.cases import read_cases
from qualcode.files.codebook import read_codebook
from qualcode.files.layout import Layout
from qualcode.files.log import Log, read_log
from qualcode.files.memos import read_memos
from qualcode.files.settings import read_settings
from qualcode.files.sources import read_source, read_version, source_ids
from qualcode.model.codebook import Codebook
from qualcode.model.coding import Anchor, Coding, Done, Memo, Rejection
from qualcode.model.diagnostic import Diagnostic, Location, error, warning
from qualcode.model.project import Project
from qualcode.model.source import Source
from qualcode.model.text import Span
from qualcode.ops import Op, State, fold


def log_names(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Give coder and source of every log in the folder, sorted."""
    folder = layout.codings
    return tuple(sorted((p.parent.name, p.stem) for p in folder.glob("*/*.jsonl"))) if folder.is_dir() else ()


def read_logs(layout: Layout) -> tuple[tuple[Log, ...], tuple[Diagnostic, ...]]:
    """Read every coder's logs."""
    read = [read_log(layout, coder, source) for coder, source in log_names(layout)]
    return tuple(log for log, _ in read), tuple(d for _, found in read for d in found)


def load(layout: Layout) -> Project:
    """Read a study; everything wrong with it is in ``diagnostics``, everything sound is in the values."""
    settings, findings = read_settings(layout)
    book, in_book = read_codebook(layout.root / settings.codebook, settings.codebook)
    table, in_cases = read_cases(layout)
    read = [read_source(layout, id_) for id_ in source_ids(layout)]
    sources = {source.id: source for source, _, _ in read}
    logs, in_logs = read_logs(layout)
    memos, in_memos = read_memos(layout)
    folded = [_Folded(layout, log, sources.get(log.source), book) for log in logs]
    diagnostics = (*findings, *in_book, *in_cases, *(d for *_, found in read for d in found), *in_logs, *in_memos)
    return Project(
        settings,
        book,
        table.cases,
        sources,
        tuple(c for f in folded for c in f.codings()),
        tuple(r for f in folded for r in f.rejections()),
        (*memos, *(m for f in folded for m in f.memos())),
        tuple(d for f in folded for d in f.done()),
        (*diagnostics, *(d for f in folded for d in f.findings())),
    )


@dataclass
class _Folded:
    """One log against the text as it is now; alignments with old texts are made once for all its anchors."""

    layout: Layout
    log: Log
    source: Source | None
    book: Codebook

    def __post_init__(self) -> None:
        self.state: State = fold(self.log.ops)
        self.alignments: dict[str, Alignment | None] = {}
        self.settled: dict[Anchor, Span | Adrift] = {}
        self.places = {line.op.id: line.where for line in self.log.lines}

    def codings(self) -> Iterable[Coding]:
        for standing in self.state.codings:
            op, code = standing.op, self.book.resolve(standing.code)
            yield Coding(
                op.id, self.log.coder, self.log.source, code.id if code else standing.code, self._settle(standing.anchor),
                standing.anchor, op.by, op.codebook, op.at, standing.memo, standing.code, self.places.get(op.id),
            )  # fmt: skip

    def rejections(self) -> Iterable[Rejection]:
        for op in self.state.rejects:
            code = self.book.resolve(op.code)
            span = self._settle(op.anchor) if op.anchor else None
            yield Rejection(op.id, self.log.coder, self.log.source, code.id if code else op.code, span, op.by, op.at)

    def memos(self) -> Iterable[Memo]:
        for op in self.state.notes:
            if op.anchor and not op.of:
                span = self._settle(op.anchor)
                yield Memo(op.id, self.log.source, op.note, self.log.coder, op.at, self.log.source, span, self.places.get(op.id))

    def done(self) -> Iterable[Done]:
        for op in self.state.done:
            yield Done(op.id, self.log.coder, self.log.source, op.text, op.at, op.round)

    def findings(self) -> Iterable[Diagnostic]:
        for op in self.state.lost:
            message = f"this line names {op.of}, which is not in the log: a line was lost"
            yield warning("QC204", message, self.places.get(op.id), "restore the log from git")
        yield from self._adrift()
        if self.source is None and self.log.lines:
            where = Location(self.log.lines[0].where.path)
            message = f"these codings are of a source that is not in the study: {self.log.source}"
            yield warning("QC205", message, where, "restore its transcript, or move the log away")

    def _adrift(self) -> Iterable[Diagnostic]:
        """Find the codings that do not find their words any more, each with the nearest words there are."""
        for standing in self.state.codings if self.source else ():
            found = self._place(standing.anchor)
            if isinstance(found, Adrift) and self.source:
                log = self.places.get(standing.op.id)
                where = _at(self.source, found.nearest)
                message = f"this coding {_LOST[found.reason]} ({self.log.coder}, {standing.code}, {log})"
                words = _short(standing.anchor.exact)
                help_ = f'the coded words were "{words}"; put them right: qualcode apply --from FILE, op move, of {standing.op.id}'
                yield error("QC201", message, where, help_)

    def _settle(self, anchor: Anchor) -> Span | None:
        found = self._place(anchor) if self.source else None
        return found if isinstance(found, Span) else None

    def _place(self, anchor: Anchor) -> Span | Adrift:
        if anchor not in self.settled:
            text, version = (self.source.text, self.source.version) if self.source else ("", "")
            self.settled[anchor] = settle(anchor, text, version, self._alignment(anchor.text))
        return self.settled[anchor]

    def _alignment(self, version: str) -> Alignment | None:
        if self.source is None or version == self.source.version:
            return None
        if version not in self.alignments:
            old = read_version(self.layout, version)
            self.alignments[version] = align(old, self.source.text) if old is not None else None
        return self.alignments[version]


_LOST = {"not found": "no longer finds its words", "ambiguous": "finds its words in more than one place"}
_SHORT = 60


def _short(words: str) -> str:
    return words if len(words) <= _SHORT else words[:_SHORT] + "…"


def _at(source: Source, span: Span | None) -> Location:
    """Give the place of the nearest words, else the transcript itself."""
    if span is None:
        return Location(source.path)
    start = source.line_of(span.start)
    return Location(start.path, start.line, start.column, max(1, span.end - span.start))


def all_ops(logs: Sequence[Log], coder: str) -> tuple[Op, ...]:
    """Give every decision of one coder, over all sources."""
    return tuple(op for log in logs if log.coder == coder for op in log.ops)
