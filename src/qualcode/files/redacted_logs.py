"""A coder's log without the names of a map: each line keeps its id and says that it was redacted, its anchor moves along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.files.redactor import Redactor, Rewritten, Versions
from qualcode.model.coding import Anchor
from qualcode.model.diagnostic import Location
from qualcode.model.text import Span
from qualcode.ops import Op, Unreadable, decode, encode

_IDENTITY = frozenset(("id", "op", "at", "of", "code", "text", "codebook", "who"))
_CUT_NAME = 2
"""A cut name at the edge of a context is taken off from so many letters on: a single one stands in many words."""


@dataclass(frozen=True, slots=True)
class LogRedactor:
    """What is needed to redact the lines of a log, and where a line's text version is lost so that its offsets stay as they are."""

    redactor: Redactor
    versions: Versions
    lost: list[Location] = field(default_factory=list)
    lines: list[Location] = field(default_factory=list)

    def log(self, raw: bytes, labels: Collection[str], shown: str) -> bytes:
        """Redact a log row by row; rows that hold no name stay byte for byte, also those that are no decision."""
        rows = raw.decode("utf-8", "surrogateescape").split("\n")
        done = [self._row(row, labels, Location(shown, number)) for number, row in enumerate(rows, 1)]
        return "\n".join(done).encode("utf-8", "surrogateescape")

    def _row(self, row: str, labels: Collection[str], where: Location) -> str:
        bare = row.removeprefix("\ufeff").strip()
        try:
            op = decode(bare) if bare else None
        except Unreadable:
            return self.redactor.text(row, where.path, line=where.line).text
        new = self._op(op, labels, where) if op else None
        if new == op or new is None:
            return row
        self.lines.append(where)
        return encode(replace(new, redacted=True))

    def _op(self, op: Op, labels: Collection[str], where: Location) -> Op:
        def said(text: str) -> str:
            return self.redactor.text(text, where.path, line=where.line).text

        done = self._version(op.text, labels) if op.text else None
        return replace(
            op,
            anchor=self._anchor(op.anchor, labels, where) if op.anchor else None,
            text=done.version if done else op.text,
            by=tuple(map(said, op.by)),
            note=said(op.note),
            why=said(op.why),
            round=said(op.round),
            extra=self._extra(op.extra),
        )

    def _version(self, version: str, labels: Collection[str]) -> Rewritten | None:
        self.versions.wanted.add(version)
        return self.versions.get(version, labels)

    def _extra(self, value: Any) -> Any:  # noqa: ANN401 - a JSON value
        """Redact the texts of fields that a newer version wrote; what identifies stays."""
        if isinstance(value, Mapping):
            return {k: v if k in _IDENTITY else self._extra(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._extra(v) for v in value]
        return self.redactor.plain(value) if isinstance(value, str) else value

    def _anchor(self, anchor: Anchor, labels: Collection[str], where: Location) -> Anchor:
        done = self._version(anchor.text, labels)
        if done is None:
            new = self._words(anchor)
            self.lost.extend([where] if new != anchor else [])
            return new
        if not done.moves.old:
            return anchor if done.old[anchor.start : anchor.end] == anchor.exact else self._words(anchor)
        span = done.moves.span(Span(anchor.start, anchor.end))
        if done.old[anchor.start : anchor.end] == anchor.exact:
            return Anchor.at(span, done.text, done.version)
        return replace(self._words(anchor), start=span.start, end=span.end, text=done.version)

    def _words(self, anchor: Anchor) -> Anchor:
        """Redact words whose place is not known: offsets stay, and a name that the edge of the context cuts goes off."""
        exact, prefix, suffix = map(self.redactor.plain, (anchor.exact, anchor.prefix, anchor.suffix))
        cut_before = max((n for name in self.redactor.names.pseudonyms for n in _overlap(name, prefix)), default=0)
        cut_behind = max((n for name in self.redactor.names.pseudonyms for n in _overlap(name[::-1], suffix[::-1])), default=0)
        return replace(anchor, exact=exact, prefix=prefix[cut_before:], suffix=suffix[: len(suffix) - cut_behind])


def _overlap(name: str, context: str) -> list[int]:
    """Give the lengths in which a context begins with the end of a name, its beginning cut off."""
    return [n for n in range(_CUT_NAME, len(name)) if context.startswith(name[-n:])]
