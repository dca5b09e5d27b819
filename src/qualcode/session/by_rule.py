"""Everything that one rule brought, taken back or brought again in one go, at any later time.

A rule is what ``by`` of a decision names: ``keyword:예산``, ``import:codes.xlsx``. An ``undo`` that takes back a rule names the rule
in its own ``by``, so that ``redo`` knows these from decisions that a person took back one by one.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.files.folding import Texts
from qualcode.files.log import Log
from qualcode.files.study import read_logs
from qualcode.model.codebook import Codebook
from qualcode.model.coding import MANUAL
from qualcode.model.failure import QualcodeError
from qualcode.model.project import Project
from qualcode.model.text import Span, nfc
from qualcode.ops import ENDS, Op, fold, one_each, order
from qualcode.session.study import Session
from qualcode.session.verdicts import KEYWORD, before

BROUGHT = ("code", "reject")
"""Ops whose ``by`` names the rule that led to them."""


class NoSuchRule(QualcodeError):
    """A rule by which nothing was decided."""

    def __init__(self, rule: str, whose: str, known: Collection[str]) -> None:
        names = {one.removeprefix(KEYWORD): one for one in sorted(known)}
        near = difflib.get_close_matches(rule.removeprefix(KEYWORD), names, n=1)
        hint = f" Did you mean {names[near[0]]}?" if near else ""
        super().__init__(f"{whose} decided nothing by {rule}.{hint}", "qualcode log shows the rule of each decision")


@dataclass(frozen=True, slots=True)
class Batch:
    """What an undo or redo of rules comes to: the lines to write by source, and how many decisions stay and why.

    ``shared``: another rule found it too. ``changed``: a person recoded, moved or annotated it afterwards. ``anew``: a person
    decided about these words again since they were taken back.
    """

    rules: tuple[str, ...]
    codings: int = 0
    rejections: int = 0
    shared: int = 0
    changed: int = 0
    anew: int = 0
    drafts: Mapping[str, tuple[Op, ...]] = field(default_factory=dict)

    @property
    def found(self) -> int:
        """How many decisions are taken back or brought back."""
        return self.codings + self.rejections


def undo_rules(session: Session, typed: Sequence[str], codes: Collection[str] | None = None, *, dry_run: bool = False) -> Batch:
    """Take back this coder's codings and rejections in force that these rules alone brought (for some codes); the hits wait again.

    A coding that another rule found too stays: it has other evidence; with that rule named beside, it goes. What a person
    changed by hand afterwards (recoded, moved, uncoded, a memo on it) is a person's decision and stays as it is.
    """
    logs, rules = _own(session, typed)
    drafts: dict[str, list[Op]] = defaultdict(list)
    count = dict.fromkeys(("code", "reject", "shared", "changed"), 0)
    for log in logs:
        for op, why in _brought(log, rules, session, codes):
            count[why or op.op] += 1
            if not why:
                drafts[log.source].append(Op("undo", of=op.id, by=rules))
    made = {source: tuple(ops) for source, ops in drafts.items()}
    batch = Batch(rules, count["code"], count["reject"], count["shared"], count["changed"], 0, made)
    return _done(session, batch, dry_run=dry_run)


def redo_rules(session: Session, typed: Sequence[str], codes: Collection[str] | None = None, *, dry_run: bool = False) -> Batch:
    """Bring back what :func:`undo_rules` took of these rules, except where the coder has decided about the words again since.

    Where the same words were decided and taken back several times, the latest of these decisions comes back. Decisions that a
    person took back one by one stay so.
    """
    logs, rules = _own(session, typed)
    texts = Texts(session.layout, session.project.sources)
    drafts: dict[str, list[Op]] = defaultdict(list)
    count = dict.fromkeys((*BROUGHT, "anew"), 0)
    for log in logs:
        since = _Since(session.project, log.coder, log.source, texts)
        for undo, op in sorted(_taken_back(log, rules, session, codes), key=lambda pair: order(pair[1]), reverse=True):
            if since.holds(undo, op):
                count["anew"] += 1
            else:
                count[op.op] += 1
                drafts[log.source].append(Op("undo", of=undo.id, by=rules))
    made = {source: tuple(reversed(ops)) for source, ops in drafts.items()}
    batch = Batch(rules, count["code"], count["reject"], anew=count["anew"], drafts=made)
    return _done(session, batch, dry_run=dry_run)


def _done(session: Session, batch: Batch, *, dry_run: bool) -> Batch:
    """Write the lines, in one write a log, once every source is known to be there."""
    for source in batch.drafts:
        session.source(source)
    for source, ops in () if dry_run else batch.drafts.items():
        session.do(source, *ops)
    return batch


def _own(session: Session, typed: Sequence[str]) -> tuple[list[Log], tuple[str, ...]]:
    """Give the coder's logs, and the rules that were meant."""
    coder = session.coder
    logs = [log for log in read_logs(session.layout)[0] if log.coder == coder]
    return logs, rules_named(typed, logs, coder)


def rules_named(typed: Iterable[str], logs: Iterable[Log], whose: str) -> tuple[str, ...]:
    """Give the rules that people mean: in full (``import:codes.xlsx``), else the text of a keyword; raises :class:`NoSuchRule`."""
    known = {nfc(rule) for log in logs for op in log.ops for rule in op.by} - set(MANUAL)
    rules = []
    for one in map(nfc, typed):
        rule = one if one in known else KEYWORD + one.removeprefix(KEYWORD)
        if rule not in known:
            raise NoSuchRule(one if ":" in one else rule, whose, known)
        rules.append(rule)
    return tuple(dict.fromkeys(rules))


def by_rules(op: Op, rules: Collection[str]) -> bool:
    """Tell whether a line's provenance names one of some rules."""
    return any(nfc(rule) in rules for rule in op.by)


def about_rules(ops: Sequence[Op], rules: Collection[str]) -> Iterator[Op]:
    """Give the lines that name one of some rules, and those that change, annotate or take back such a line, in any step."""
    lines = one_each(ops)
    return (op for op in ops if any(by_rules(line, rules) for line in before(op, lines)))


def _brought(log: Log, rules: Collection[str], session: Session, codes: Collection[str] | None) -> Iterator[tuple[Op, str]]:
    """Give what the rules brought and is in force, each with why it stays: ``shared``, ``changed``, or not at all."""
    lines = one_each(log.ops)
    force = fold(log.ops).in_force
    standing = [op for op in sorted(lines.values(), key=order) if op.id in force]
    changed = {op.of: op.op for op in standing if op.op in {*ENDS, "note"}}
    for op in standing:
        if op.op in BROUGHT and by_rules(op, rules) and _is_asked(op, session, codes) and changed.get(op.id) != "uncode":
            yield op, "changed" if op.id in changed else "shared" if any(nfc(rule) not in rules for rule in op.by) else ""


def _taken_back(log: Log, rules: Collection[str], session: Session, codes: Collection[str] | None) -> Iterator[tuple[Op, Op]]:
    """Give the undos in force that took back these rules, each with the decision it took."""
    lines = one_each(log.ops)
    force = fold(log.ops).in_force
    for undo in lines.values():
        of = lines.get(undo.of)
        if undo.op == "undo" and undo.id in force and by_rules(undo, rules) and of and of.op in BROUGHT and _is_asked(of, session, codes):
            yield undo, of


def _is_asked(op: Op, session: Session, codes: Collection[str] | None) -> bool:
    return codes is None or _meant(op, session.project.codebook) in codes


class _Since:
    """What a coder decided about words of a source, by code and time: what is brought back must not be decided twice."""

    def __init__(self, project: Project, coder: str, source: str, texts: Texts) -> None:
        self._book, self._source, self._texts = project.codebook, source, texts
        codings = ((c.code, c.span, c.at) for c in project.codings if (c.coder, c.source) == (coder, source))
        rejections = ((r.code, r.span, r.at) for r in project.rejections if (r.coder, r.source) == (coder, source))
        self._decided = [(code, span, at) for code, span, at in (*codings, *rejections) if span]

    def holds(self, undo: Op, op: Op) -> bool:
        """Tell whether the words of a decision were decided after it was taken back; if not, it is one of the decisions from now on."""
        code = _meant(op, self._book)
        span = self._texts.place(self._source, op.anchor) if op.anchor else None
        if not isinstance(span, Span):
            return False
        if any(c == code and s.overlaps(span) and _time(at) > _time(undo.at) for c, s, at in self._decided):
            return True
        self._decided.append((code, span, op.at))
        return False


def _time(at: str) -> str:
    """Give a time in a form that sorts, seconds and fractions of seconds alike."""
    return at.removesuffix("Z")


def _meant(op: Op, book: Codebook) -> str:
    code = book.resolve(op.code)
    return code.id if code else op.code
