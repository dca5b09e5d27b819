"""A study that is open: the project as it is now, and ``do``, the only way to change what coders decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.files.identity import NobodyCodes, who_codes
from qualcode.files.layout import Layout, find_study, safe_name
from qualcode.files.log import append
from qualcode.files.sources import keep_version
from qualcode.files.study import all_ops, load, read_logs, reload_log
from qualcode.model.coding import Anchor, Suggestion
from qualcode.model.failure import QualcodeError
from qualcode.model.text import Span
from qualcode.ops import ENDS, PUTS, Op, fold, next_at, to_redo, to_undo

if TYPE_CHECKING:
    from qualcode.model.codebook import Code
    from qualcode.model.project import Project
    from qualcode.model.source import Source

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class UnknownCode(QualcodeError):
    """A code that the codebook does not hold; it is never made silently."""

    def __init__(self, typed: str, project: Project) -> None:
        from qualcode.rules import nearest  # noqa: PLC0415 - only a mistake needs it

        near = nearest(project, typed)
        super().__init__(f"no code {typed!r}. {near}".strip(), "" if near else "qualcode codebook show lists the codes")


class ManyCodes(QualcodeError):
    """A short name that several codes share."""

    def __init__(self, typed: str, ids: Sequence[str]) -> None:
        super().__init__(f"{typed!r} may be {', '.join(ids)}", "write the full id")


class UnknownSource(QualcodeError):
    """A source that the study does not hold."""

    def __init__(self, typed: str, known: Iterable[str]) -> None:
        super().__init__(f"no source {typed!r}", f"sources are: {', '.join(known) or 'none yet (qualcode import FILE)'}")


class NothingTo(QualcodeError):
    """There is no decision to take back or bring back."""

    def __init__(self, what: str, coder: str) -> None:
        super().__init__(f"nothing to {what} for {coder}", "qualcode log shows what was decided")


class Session:
    """One study, one coder. The project is read when it is first asked for, and again after a change."""

    def __init__(self, layout: Layout, coder: str | None = None, clock: Clock = _now) -> None:
        self.layout = layout
        self.clock = clock
        self._given = coder
        self._project: Project | None = None

    @property
    def project(self) -> Project:
        """The study as it is now."""
        if self._project is None:
            self._project = load(self.layout)
        return self._project

    def changed(self) -> None:
        """Forget what was read, because a file was written."""
        self._project = None

    @property
    def coder(self) -> str:
        """Who codes; raises :class:`NobodyCodes`."""
        found = who_codes(self.layout.root, self._given)
        if not found:
            raise NobodyCodes
        return safe_name(found)

    def do(self, source: str, *drafts: Op) -> tuple[Op, ...]:
        """Append decisions about a source to the coder's log, in one write, and derive the project again."""
        codebook = self.project.codebook.version
        text = self.source(source)
        if any(d.anchor or d.op == "done" for d in drafts):
            keep_version(self.layout, text)

        def make(last: str) -> list[Op]:
            made: list[Op] = []
            for draft in drafts:
                last = next_at(self.clock(), last)
                book = draft.codebook or (codebook if draft.op in {"code", "reject", "done"} else "")
                made.append(replace(draft, at=last, codebook=book))
            return made

        coder = self.coder
        done = append(self.layout, coder, source, make)
        self._project = reload_log(self.layout, self.project, coder, source)
        return done

    def source(self, id_: str) -> Source:
        """Give a source by id; raises :class:`UnknownSource`."""
        found = self.project.sources.get(id_)
        if found is None:
            raise UnknownSource(id_, self.project.sources)
        return found

    def code(self, typed: str) -> Code:
        """Give the code a person means; raises :class:`UnknownCode` or :class:`ManyCodes`, never makes one."""
        found = self.project.codebook.named(typed) or tuple(c for c in self.project.provisional if c.id == typed)
        if not found:
            raise UnknownCode(typed, self.project)
        if len(found) > 1:
            raise ManyCodes(typed, [c.id for c in found])
        return found[0]

    def anchor(self, source: str, span: Span) -> Anchor:
        """Make the anchor of a range of a source as it is now."""
        text = self.source(source)
        if not 0 <= span.start < span.end <= len(text.text):
            raise QualcodeError(f"{span.start} to {span.end} is no range of {source}", f"offsets run from 0 to {len(text.text)}")
        return Anchor.at(span, text.text, text.version)

    def accept(self, suggestion: Suggestion, span: Span | None = None) -> Op:
        """Code what keywords proposed (or a narrower or wider range of it), keeping the rules that proposed it."""
        anchor = self.anchor(suggestion.source, span or suggestion.span)
        return self.do(suggestion.source, Op("code", code=suggestion.code, anchor=anchor, by=suggestion.by))[0]

    def reject(self, suggestion: Suggestion) -> tuple[Op, ...]:
        """Say that the hits of a suggestion are not this code; they never come back for this coder."""
        drafts = [
            Op("reject", code=suggestion.code, anchor=self.anchor(suggestion.source, e.span), by=(f"keyword:{e.keyword}",))
            for e in suggestion.evidence
        ]
        return self.do(suggestion.source, *drafts)

    def undo(self, start: str | None = None) -> tuple[str, Op]:
        """Take back the coder's last decision, or the one whose id begins so; gives its source and itself."""
        source, op = self.own_line(start) if start is not None else self._latest(to_undo, "undo")
        self._refuse_ended(source, op)
        self.do(source, Op("undo", of=op.id))
        return source, op

    def _refuse_ended(self, source: str, op: Op) -> None:
        """Refuse to take back a coding that a later decision changed: that one would stay, to nobody's expectation."""
        mine = [o for s, o in self._mine() if s == source]
        force = fold(mine).in_force
        later = next((o for o in mine if o.of == op.id and o.op in ENDS and o.id in force), None)
        if later and op.op in PUTS:
            raise QualcodeError(f"{op.id} was changed by a later {later.op}", f"take that back first: qualcode undo {later.id}")

    def redo(self) -> tuple[str, Op]:
        """Bring back what the last undo took; gives its source and the decision in force again."""
        source, op = self._latest(to_redo, "redo")
        self.do(source, Op("undo", of=op.id))
        return source, next(o for s, o in self._mine() if s == source and o.id == op.of)

    def _mine(self) -> list[tuple[str, Op]]:
        logs, _ = read_logs(self.layout)
        return [(log.source, op) for log in logs if log.coder == self.coder for op in log.ops]

    def _latest(self, choose: Callable[[Iterable[Op]], Op | None], what: str) -> tuple[str, Op]:
        logs, _ = read_logs(self.layout)
        op = choose(all_ops(logs, self.coder))
        if op is None:
            raise NothingTo(what, self.coder)
        return next((log.source, op) for log in logs if log.coder == self.coder and any(o.id == op.id for o in log.ops))

    def own_line(self, start: str) -> tuple[str, Op]:
        """Give the coder's own decision whose id begins so, with its source; raises where none or several do."""
        mine = self._mine()
        found = {op.id: (source, op) for source, op in mine if start and op.id.startswith(start)}
        if len(found) != 1:
            what = "no decision" if not found else f"{len(found)} decisions"
            raise QualcodeError(f"{what} of {self.coder} with an id that begins {start!r}", "qualcode log shows the ids")
        source, op = next(iter(found.values()))
        if op.id not in fold(o for s, o in mine if s == source).in_force:
            raise QualcodeError(f"{op.id} is not in force: it was taken back already", "qualcode redo brings it back")
        return source, op


def open_study(start: Path | None = None, coder: str | None = None, clock: Clock = _now) -> Session:
    """Open the study at or above a folder; raises NoStudy."""
    return Session(find_study(start or Path.cwd()), coder, clock)
