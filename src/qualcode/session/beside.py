"""What files bring beside the talk: comments and footnotes become memos on their words, codes of tables become codings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.files.identity import NobodyCodes
from qualcode.files.study import read_logs
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.imported import Remark
from qualcode.model.text import Span, nfc
from qualcode.ops import Op
from qualcode.rules import nearest
from qualcode.session.bring import Incoming
from qualcode.session.study import Session, UnknownCode

_BY = "import:{}"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """What was written beside the transcripts: memos, codings, and what is to be said about them."""

    memos: int = 0
    codings: int = 0
    findings: tuple[Diagnostic, ...] = ()


def write_beside(session: Session, written: Sequence[Incoming], *, codings: bool) -> Beside:
    """Write the comments and footnotes of interviews as memos, and (``codings``) the codes of their tables as codings.

    What stands in a log already, even if it was taken back there, is not written again. Memos need to know who codes;
    where nobody is named, that is said and nothing is lost: the next import writes them.
    """
    memos = coded = 0
    findings: list[Diagnostic] = []
    for one in written:
        wanted = bool(one.imported.remarks) or (codings and bool(one.imported.codes))
        if wanted and _nobody(session):
            help_ = "say who you are (qualcode init --coder, or --coder NAME) and import again"
            findings.append(warning("QC062", _unwritten(one), Location(str(one.path)), help_))
            continue
        ops = _memos(session, one) if one.imported.remarks else []
        made, doubtful = _codings(session, one) if codings and one.imported.codes else ([], [])
        if ops or made:
            session.do(one.source, *ops, *made)
        memos, coded, findings = memos + len(ops), coded + len(made), findings + doubtful
    return Beside(memos, coded, tuple(findings))


def _nobody(session: Session) -> bool:
    try:
        return not session.coder
    except NobodyCodes:
        return True


def _unwritten(one: Incoming) -> str:
    parts = [
        f"{len(one.imported.remarks)} comments and footnotes" if one.imported.remarks else "",
        "its codings" if one.imported.codes else "",
    ]
    return f"{' and '.join(part for part in parts if part)} were not written, since nobody is named who codes"


def _already(session: Session, source: str) -> list[Op]:
    logs, _ = read_logs(session.layout)
    return [op for log in logs if log.source == source for op in log.ops]


def _memos(session: Session, one: Incoming) -> list[Op]:
    """Make a note for each remark that no log of the source holds; one whose passage was cut is a note on the whole talk."""
    there = Counter(op.note for op in _already(session, one.source) if op.op == "note")
    text = session.source(one.source).text
    made = []
    for remark, span in zip(one.imported.remarks, one.reading.spans, strict=False):
        said = _said(remark)
        if there[said]:
            there[said] -= 1
        elif said:
            place = span or Span(0, len(text.rstrip()))
            made.append(Op("note", anchor=session.anchor(one.source, place), note=said, by=(_by(one.path),)))
    return made


def _said(remark: Remark) -> str:
    text = nfc(remark.text).strip()
    who = remark.author if remark.kind == "comment" else remark.kind
    return f"{who}: {text}" if who and text else text


def _by(path: Path) -> str:
    return _BY.format(nfc(path.name))


def _codings(session: Session, one: Incoming) -> tuple[list[Op], list[Diagnostic]]:
    """Make a coding for each code that the codebook knows; the others are listed, each with the nearest known one."""
    there = {(op.code, op.anchor.exact) for op in _already(session, one.source) if op.anchor and _by(one.path) in op.by}
    made: list[Op] = []
    unknown: Counter[str] = Counter()
    for coded, span in zip(one.imported.codes, one.reading.spans[len(one.imported.remarks) :], strict=True):
        try:
            code = session.code(nfc(coded.code)).id
        except UnknownCode:
            unknown[coded.code] += 1
            continue
        anchor = session.anchor(one.source, span) if span else None
        if anchor and (code, anchor.exact) not in there:
            made.append(Op("code", code=code, anchor=anchor, by=(_by(one.path),)))
    return made, _unknown(session, one, unknown)


def _unknown(session: Session, one: Incoming, unknown: Counter[str]) -> list[Diagnostic]:
    return [
        warning("QC063", f"{code!r} ({n}) is no code of the codebook and was not written", Location(str(one.path)),
                nearest(session.project, code) or f"qualcode codebook add {code}")
        for code, n in unknown.items()
    ]  # fmt: skip


def codes_line(items: Iterable[Incoming]) -> str:
    """Say which codes stand in the tables, so that a person can decide about them; empty where none do."""
    counts = Counter(coded.code for one in items for coded in one.imported.codes)
    if not counts:
        return ""
    shown = ", ".join(f"{code} {n}" for code, n in counts.most_common(_SHOWN)) + (" …" if len(counts) > _SHOWN else "")
    return f"{counts.total()} codings stand in these tables: {shown}. --codings brings them in as yours."


def footnote_findings(one: Incoming) -> list[Diagnostic]:
    """Say of remarks whose passage is no part of the talk that they hang on the whole of it."""
    homeless = sum(span is None for span in one.reading.spans[: len(one.imported.remarks)])
    message = f"{homeless} comments or footnotes hang on words that are no speech; they become memos on the whole interview"
    return [note("QC062", message, Location(str(one.path)))] if homeless else []
