"""A study's folder as one immutable Project: everything is read, settled and checked here, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from qualcode.files.cases import read_cases
from qualcode.files.codebook import read_codebook
from qualcode.files.folding import Texts, fold_log
from qualcode.files.layout import Layout
from qualcode.files.log import Log, read_log
from qualcode.files.memos import read_memos
from qualcode.files.settings import read_settings
from qualcode.files.sources import read_source, source_ids
from qualcode.model.coding import Coding, Done, Memo, Rejection
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.project import Project
from qualcode.ops import Op


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
    texts = Texts(layout, sources)
    folded = [fold_log(log, book, texts) for log in logs]
    diagnostics = (*findings, *in_book, *in_cases, *(d for *_, found in read for d in found), *in_logs, *in_memos)
    return Project(
        settings,
        book,
        table.cases,
        sources,
        tuple(c for f in folded for c in f.codings),
        tuple(r for f in folded for r in f.rejections),
        (*memos, *(m for f in folded for m in f.memos)),
        tuple(d for f in folded for d in f.done),
        (*diagnostics, *(d for f in folded for d in f.findings)),
    )


def reload_log(layout: Layout, project: Project, coder: str, source: str) -> Project:
    """Give the study as it is after one log has changed: what :func:`load` would give, at the cost of that log."""
    log, found = read_log(layout, coder, source)
    folded = fold_log(log, project.codebook, Texts(layout, project.sources))
    shown = layout.relative(layout.log(coder, source))
    kept = (d for d in project.diagnostics if d.where is None or d.where.path != shown)
    files = (m for m in project.memos if not m.source)
    on_passages = (m for m in project.memos if m.source)
    return replace(
        project,
        codings=_exchanged(project.codings, folded.codings, coder, source),
        rejections=_exchanged(project.rejections, folded.rejections, coder, source),
        memos=(*files, *_exchanged(on_passages, folded.memos, coder, source)),
        done=_exchanged(project.done, folded.done, coder, source),
        diagnostics=(*kept, *found, *folded.findings),
    )


D = TypeVar("D", Coding, Rejection, Done, Memo)


def _exchanged(old: Iterable[D], new: Iterable[D], coder: str, source: str) -> tuple[D, ...]:
    """Put a log's values in the place of those it had, in the order in which logs are loaded."""
    others = (d for d in old if (d.coder, d.source) != (coder, source))
    return tuple(sorted(chain(others, new), key=lambda d: (d.coder, d.source)))


def all_ops(logs: Sequence[Log], coder: str) -> tuple[Op, ...]:
    """Give every decision of one coder, over all sources."""
    return tuple(op for log in logs if log.coder == coder for op in log.ops)
