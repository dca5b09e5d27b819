"""Which formats and rules there are: built-ins in a table, others by entry points, each imported only when it is asked for.

A package adds a format with an entry point in ``qualcode.formats`` that names an object with ``suffixes`` and ``read``
or ``write``, and a rule with one in ``qualcode.rules``. What qualcode itself reads and writes cannot be replaced, so a
study means the same on every computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from qualcode.model.failure import QualcodeError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from qualcode.analysis.table import Table
    from qualcode.model.diagnostic import Diagnostic
    from qualcode.model.imported import Imported, Wish
    from qualcode.model.project import Project

FORMATS = "qualcode.formats"
RULES = "qualcode.rules"


class Reads(Protocol):
    """A format that interviews come in."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, in small letters with their dot."""

    def read(self, raw: bytes, name: str, wish: Wish) -> tuple[Imported, ...]:
        """Read the interviews in a file's bytes; what is doubtful is among the findings. ``name`` is the file's, for these.

        Raises :class:`QualcodeError` where nothing can be read: then the file is reported and the others come in.
        """


class Writes(Protocol):
    """A format that tables go out in."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, in small letters with their dot."""

    def write(self, tables: Sequence[Table], out: BinaryIO) -> tuple[str, ...]:
        """Write tables, and give remarks for people on what could not go out as it is."""


READERS: Mapping[str, str] = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), "qualcode.formats.text:TEXT"),
    **dict.fromkeys((".docx", ".docm"), "qualcode.formats.documents.docx:DOCX"),
    **dict.fromkeys((".odt", ".ott"), "qualcode.formats.documents.odt:ODT"),
    ".doc": "qualcode.formats.documents.rtf:DOC",
    ".pdf": "qualcode.formats.documents.pdf:PDF",
    ".rtf": "qualcode.formats.documents.rtf:RTF",
    ".eaf": "qualcode.formats.tiers:ELAN",
    ".textgrid": "qualcode.formats.tiers:TEXTGRID",
    ".cha": "qualcode.formats.tiers:CHAT",
    **dict.fromkeys((".hwp", ".hwpx"), "qualcode.formats.documents.hwp:HWP"),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls"), "qualcode.formats.tables:TABLES"),
    **dict.fromkeys((".vtt", ".srt", ".sbv", ".lrc"), "qualcode.formats.captions.subtitles:SUBTITLES"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "qualcode.formats.programs.recognised:JSON"),
}
WRITERS: Mapping[str, str] = {
    ".csv": "qualcode.formats.sheets:CSV",
    ".json": "qualcode.formats.records:JSON",
    ".md": "qualcode.formats.records:MARKDOWN",
    ".tsv": "qualcode.formats.sheets:TSV",
    ".xlsx": "qualcode.formats.sheets:XLSX",
}
RAW_WRITERS: Mapping[str, str] = {".csv": "qualcode.formats.sheets:CSV_RAW", ".tsv": "qualcode.formats.sheets:TSV_RAW"}
ROWS: Mapping[str, str] = {
    ".csv": "qualcode.formats.sheets:csv_rows",
    ".json": "qualcode.formats.records:json_rows",
    ".jsonl": "qualcode.formats.records:json_rows",
    ".tsv": "qualcode.formats.sheets:tsv_rows",
    ".xlsx": "qualcode.formats.sheets:xlsx_rows",
}


class UnknownFormat(QualcodeError):
    """No format has this ending."""

    def __init__(self, suffix: str, verb: str, known: Iterable[str]) -> None:
        named = f"files ending in {suffix}" if suffix else "a file without an ending"
        super().__init__(f"qualcode cannot {verb} {named}", f"endings it can {verb}: {' '.join(sorted(known))}")


class BrokenPlugin(QualcodeError):
    """An installed plug-in does not load, or is not what its group holds."""

    def __init__(self, point: EntryPoint, why: str) -> None:
        package = point.dist.name if point.dist else point.value
        super().__init__(f"the plug-in {point.name} of {package} does not work: {why}", f"update or uninstall {package}")


def reader_for(suffix: str) -> Reads:
    """Give the reader of interviews in files with this ending; raises :class:`UnknownFormat`."""
    reader: Reads = _format(READERS, suffix, "read")
    return reader


def writer_for(suffix: str, *, raw: bool = False) -> Writes:
    """Give the writer of tables to files with this ending; ``raw`` leaves unguarded what a spreadsheet would run."""
    writer: Writes = _format({**WRITERS, **RAW_WRITERS} if raw else WRITERS, suffix, "write")
    return writer


def read_rows(raw: bytes, suffix: str, name: str = "") -> list[dict[str, Any]]:
    """Read rows of decisions from a file's bytes; raises :class:`UnknownFormat`, or what is wrong with the file ``name``."""
    if suffix.lower() not in ROWS:
        raise UnknownFormat(suffix, "read rows from", ROWS)
    rows: list[dict[str, Any]] = _named(ROWS[suffix.lower()])(raw, name)
    return rows


def rules() -> tuple[Callable[[Project], Iterable[Diagnostic]], ...]:
    """Give the rules that installed packages add; raises :class:`BrokenPlugin`."""
    return tuple(_loaded(point) for point in _points(RULES))


def _format(builtin: Mapping[str, str], suffix: str, verb: str) -> Any:  # noqa: ANN401 - whichever protocol the verb belongs to
    wanted = suffix.lower()
    if wanted in builtin:
        return _named(builtin[wanted])
    installed = _installed(verb)
    if wanted not in installed:
        raise UnknownFormat(suffix, verb, {*builtin, *installed})
    return installed[wanted]


def _named(dotted: str) -> Any:  # noqa: ANN401 - modules hold anything
    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name)


def _installed(verb: str) -> dict[str, Any]:
    """Load the installed formats that can do this, by ending; of two with one ending the first by name."""
    found: dict[str, Any] = {}
    for point in _points(FORMATS):
        made = _loaded(point)
        if not hasattr(made, "suffixes"):
            raise BrokenPlugin(point, "it has no suffixes")
        for suffix in made.suffixes if hasattr(made, verb) else ():
            found.setdefault(suffix, made)
    return found


def _points(group: str) -> list[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - built-ins ask nobody, and this costs as much as reading a study

    return sorted(entry_points(group=group), key=lambda point: point.name)


def _loaded(point: EntryPoint) -> Any:  # noqa: ANN401 - plug-ins hold anything
    try:
        return point.load()
    except Exception as problem:
        raise BrokenPlugin(point, f"{type(problem).__name__}: {problem}") from problem
