"""Behind ``memo``: where a note goes, and the notes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.analysis.matrix import speaking_cases
from qualcode.analysis.table import Column, Table
from qualcode.files.memos import write_memo
from qualcode.model.address import address_of, find_address, parse_address
from qualcode.model.coding import Memo
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc
from qualcode.ops import Op

if TYPE_CHECKING:
    from qualcode.session.study import Session

STUDY = "study"


def write(session: Session, target: str, text: str) -> str:
    """Write a memo on what the target names: a passage or a coding goes to the log, all else to a file of its own."""
    target, text = nfc(target), nfc(text)
    if ":" in target:
        source = session.source(parse_address(target).source)
        session.do(source.id, Op("note", anchor=session.anchor(source.id, find_address(source, parse_address(target))), note=text))
        return f"Memo on {target} saved."
    about = _about(session, target)
    if about is None:
        source_id, op = session.own_line(target)
        session.do(source_id, Op("note", of=op.id, note=text))
        return f"Memo on the coding {op.id} saved."
    path = write_memo(session.layout, about, text, session.coder, session.clock())
    return f"{session.layout.relative(path)} written."


def _about(session: Session, target: str) -> str | None:
    """Give what a memo in a file is about; None when the target may be the id of a coding."""
    project = session.project
    if target == STUDY or target in project.sources or target in project.cases or target in speaking_cases(project):
        return target
    codes = project.codebook.named(target)
    if len(codes) == 1:
        return codes[0].id
    if any(c.id.startswith(target) for c in project.codings):
        return None
    raise QualcodeError(f"{target!r} is no code, case, source, address or coding", "write study for a memo on the whole study")


def list_memos(session: Session, target: str | None) -> Table:
    """Give memos a row each: those in files, on passages, and on codings."""
    project = session.project
    on_codings = [
        Memo(c.id, f"{c.code} {address_of(project.sources[c.source], c.span) if c.span and c.source in project.sources else c.source}",
             c.memo, c.coder, c.at, c.source, c.span)
        for c in project.codings
        if c.memo
    ]  # fmt: skip
    memos = [*project.memos, *on_codings]
    wanted = nfc(target) if target else None
    rows = tuple((_place(session, m), m.text, m.coder, m.at) for m in memos if wanted is None or _is_about(session, m, wanted))
    columns = (Column("about", "about"), Column("text", "memo", note=True), Column("coder", "coder"), Column("at", "at"))
    return Table("qualcode.memo/1", "memos", columns, rows)


def _place(session: Session, memo: Memo) -> str:
    source = session.project.sources.get(memo.source)
    return address_of(source, memo.span) if source and memo.span and memo.about == memo.source else memo.about


def _is_about(session: Session, memo: Memo, target: str) -> bool:
    place = _place(session, memo)
    return target in {memo.about, memo.source, place} or place.startswith((target + ":", target + ".")) or target in place.split(" ")
