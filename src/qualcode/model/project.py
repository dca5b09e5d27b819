"""A study as one immutable value: everything that views, rules and analyses read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal

from qualcode.model.case import Case
from qualcode.model.codebook import Code, Codebook
from qualcode.model.coding import Coding, Done, Memo, Rejection
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.source import Source, Turn

NOT_EVIDENCE = ("interviewer", "moderator", "system")
Unit = Literal["sentence", "turn"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``qualcode.yaml`` says."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    study: str = ""
    languages: tuple[str, ...] = ("ko", "en")
    codebook: str = "codebooks/capacity.yaml"
    unit: Unit = "sentence"
    exclude: tuple[str, ...] = NOT_EVIDENCE
    pipelines: Mapping[str, str] = field(default_factory=dict)
    words: str = "words.txt"


@dataclass(frozen=True)
class Project:
    """A study as it is now. Codings whose words are not found any more are in ``codings`` with no span."""

    settings: Settings = field(default_factory=Settings)
    codebook: Codebook = field(default_factory=Codebook)
    cases: Mapping[str, Case] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    memos: tuple[Memo, ...] = ()
    done: tuple[Done, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The names of the cases' attributes, in the order of first use."""
        return tuple(dict.fromkeys(name for case in self.cases.values() for name in case.attributes))

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Everybody who has decided anything, sorted."""
        deciding = {c.coder for c in self.codings} | {r.coder for r in self.rejections} | {d.coder for d in self.done}
        return tuple(sorted(deciding | {m.coder for m in self.memos if m.coder}))

    @cached_property
    def provisional(self) -> tuple[Code, ...]:
        """Codes that codings use and the codebook does not hold (yet)."""
        used = sorted({c.code for c in self.codings} - set(self.codebook.by_id))
        return tuple(Code(id=code) for code in used)

    def is_evidence(self, source: Source, turn: Turn) -> bool:
        """Tell whether a turn's role counts: the interviewer's words are evidence for nothing."""
        return source.role_of(turn) not in self.settings.exclude
