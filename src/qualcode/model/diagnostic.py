"""Findings about the data, as values: what is wrong, where, and what to do."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How much a finding matters: errors and warnings make ``check`` exit with 1, notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the study: line and column count from 1, columns and length in code points."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        """Write the place as editors read it."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: rule number (QC0xx files, QC1xx codebook, QC2xx codings, QC3xx method), sentence, place and help."""

    rule: str
    severity: Severity
    message: str
    where: Location | None = None
    help: str | None = None


def error(rule: str, message: str, where: Location | None = None, help: str | None = None) -> Diagnostic:  # noqa: A002 - the word users see
    """Make a finding that something is wrong and part of the data could not be used."""
    return Diagnostic(rule, Severity.ERROR, message, where, help)


def warning(rule: str, message: str, where: Location | None = None, help: str | None = None) -> Diagnostic:  # noqa: A002 - the word users see
    """Make a finding that a person should look at; the data is in use."""
    return Diagnostic(rule, Severity.WARNING, message, where, help)


def note(rule: str, message: str, where: Location | None = None, help: str | None = None) -> Diagnostic:  # noqa: A002 - the word users see
    """Make a remark that needs no action."""
    return Diagnostic(rule, Severity.NOTE, message, where, help)
