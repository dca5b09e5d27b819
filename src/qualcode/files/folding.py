"""A coder's log against the text as it is now: decisions folded to what stands, words found again where they moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.files.layout import Layout
from qualcode.files.log import Log
from qualcode.files.sources import read_version
from qualcode.model.codebook import Codebook
from qualcode.model.coding import Anchor, Coding, Done, Memo, Rejection
from qualcode.model.diagnostic import Diagnostic, warning
from qualcode.model.source import Source
from qualcode.model.text import Span
from qualcode.ops import State, fold

if TYPE_CHECKING:
    from qualcode.anchor import Adrift, Alignment


@dataclass(frozen=True, slots=True)
class Texts:
    """The transcripts, and how each old version of them is aligned with the new one: made once for all coders."""

    layout: Layout
    sources: Mapping[str, Source]
    alignments: dict[tuple[str, str], Alignment | None] = field(default_factory=dict)

    def alignment(self, source: Source, version: str) -> Alignment | None:
        """Give the alignment of an old version with the text as it is; None where it is the same, or is lost."""
        if version == source.version:
            return None
        from qualcode.anchor import align  # noqa: PLC0415 - what compares texts costs a start-up that few codings need

        key = source.id, version
        if key not in self.alignments:
            old = read_version(self.layout, version)
            self.alignments[key] = align(old, source.text) if old is not None else None
        return self.alignments[key]

    def place(self, id_: str, anchor: Anchor) -> Span | Adrift:
        """Find where an anchor's words lie now; without its source they lie nowhere."""
        source = self.sources.get(id_)
        if source is not None and _is_in_place(anchor, source):
            return Span(anchor.start, anchor.end)
        from qualcode.anchor import Adrift, settle  # noqa: PLC0415 - as above

        if source is None:
            return Adrift("not found")
        return settle(anchor, source.text, source.version, self.alignment(source, anchor.text))


def _is_in_place(anchor: Anchor, source: Source) -> bool:
    """Tell what is so of nearly every anchor: the text is the one it was made in, so that there is nothing to settle."""
    unchanged = anchor.text == source.version and 0 <= anchor.start <= anchor.end
    return unchanged and source.text[anchor.start : anchor.end] == anchor.exact


@dataclass(frozen=True, slots=True)
class Folded:
    """What one log comes to, as values of the project."""

    codings: tuple[Coding, ...]
    rejections: tuple[Rejection, ...]
    memos: tuple[Memo, ...]
    done: tuple[Done, ...]
    findings: tuple[Diagnostic, ...]


def fold_log(log: Log, book: Codebook, texts: Texts) -> Folded:
    """Fold a log and settle its anchors; codes are those that the codebook means today."""
    state = fold(log.ops)
    return Folded(
        tuple(_codings(log, state, book, texts)),
        tuple(_rejections(log, state, book, texts)),
        tuple(_memos(log, state, texts)),
        tuple(Done(op.id, log.coder, log.source, op.text, op.at, op.round) for op in state.done),
        tuple(_findings(log, state)),
    )


def _codings(log: Log, state: State, book: Codebook, texts: Texts) -> Iterable[Coding]:
    where = {line.op.id: line.where for line in log.lines}
    for standing in state.codings:
        op, found = standing.op, texts.place(log.source, standing.anchor)
        adrift = None if isinstance(found, Span) else found
        yield Coding(
            op.id, log.coder, log.source, _meant(book, standing.code), found if isinstance(found, Span) else None, standing.anchor,
            standing.by, op.codebook, op.at, standing.memo, standing.code,
            adrift.nearest if adrift else None, adrift is not None and adrift.reason == "ambiguous", where.get(op.id),
        )  # fmt: skip


def _meant(book: Codebook, written: str) -> str:
    """Give the id that the codebook has today for a code in a log; one it does not know stands for itself."""
    code = book.resolve(written)
    return code.id if code else written


def _rejections(log: Log, state: State, book: Codebook, texts: Texts) -> Iterable[Rejection]:
    for op in state.rejects:
        found = texts.place(log.source, op.anchor) if op.anchor else None
        span = found if isinstance(found, Span) else None
        yield Rejection(op.id, log.coder, log.source, _meant(book, op.code), span, op.by, op.at)


def _memos(log: Log, state: State, texts: Texts) -> Iterable[Memo]:
    """Give the memos on passages; those on codings are with their codings."""
    where = {line.op.id: line.where for line in log.lines}
    for op in state.notes:
        if op.anchor and not op.of:
            found = texts.place(log.source, op.anchor)
            span = found if isinstance(found, Span) else None
            yield Memo(op.id, log.source, op.note, log.coder, op.at, log.source, span, where.get(op.id))


def _findings(log: Log, state: State) -> Iterable[Diagnostic]:
    where = {line.op.id: line.where for line in log.lines}
    for op in state.lost:
        message = f"this line names {op.of}, which is not in the log: a line was lost"
        yield warning("QC204", message, where.get(op.id), "restore the log from git")
