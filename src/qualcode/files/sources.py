"""Transcripts on disk: the text, the sidecar of what the import learned, and the versions that were coded."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from qualcode.files.layout import Layout, read_bytes, write_whole
from qualcode.files.splice import scalar
from qualcode.files.yaml import Map, Reader, compose, decode_utf8, field_names, to_data, validate
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.source import Source, Speaker, make_source
from qualcode.model.text import blob_version, canonical, nfc, text_version

_FORBIDDEN = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class SpeakerFile:
    """What a sidecar says of one speaker."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBIDDEN
    role: str = "unknown"
    case: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a transcript came from; ``text`` is its version as written, so that edits by hand are noticed.

    ``part`` names the interview in a file of several, ``told`` what a person said of the file (``encoding=cp949``).
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBIDDEN
    file: str = ""
    sha256: str = ""
    encoding: str = ""
    layout: str = ""
    importer: str = ""
    text: str = ""
    part: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the import of a source learned."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBIDDEN
    case: str | None = None
    language: str | tuple[str, ...] = ()
    speakers: Mapping[str, SpeakerFile] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages as a tuple, one or more."""
        return (self.language,) if isinstance(self.language, str) else self.language


_FIELDS = tuple(dict.fromkeys(n for kind in (Sidecar, SpeakerFile, Origin) for n in field_names(kind)))


def source_ids(layout: Layout) -> tuple[str, ...]:
    """Give the ids of all sources, sorted."""
    folder = layout.transcripts
    return tuple(sorted({nfc(p.stem) for p in folder.glob("*.txt")})) if folder.is_dir() else ()


def read_source(layout: Layout, id_: str) -> tuple[Source, Sidecar, tuple[Diagnostic, ...]]:
    """Read a transcript with its sidecar; text that is not canonical is read all the same and is a finding."""
    path = layout.transcript(id_)
    shown = layout.relative(path)
    sidecar, findings = read_sidecar(layout, id_)
    data = read_bytes(path)
    raw, problems = _decode(data, shown)
    text, moved = canonical(raw)
    version = "" if problems or moved.offsets is not None or data.startswith(BOM_UTF8) else blob_version(data)
    if moved.offsets is not None:
        message = "this transcript is not canonical (NFC, LF, plain blanks); it is read as if it were"
        problems.append(note("QC031", message, Location(shown), f"qualcode import {shown} writes it anew"))
    speakers = {label: Speaker(label, s.role, s.case, s.aliases) for label, s in sidecar.speakers.items()}
    source = make_source(id_, text, speakers, case=sidecar.case, languages=sidecar.languages, path=shown, version=version)
    return source, sidecar, (*findings, *problems)


def _decode(raw: bytes, shown: str) -> tuple[str, list[Diagnostic]]:
    text, problems = decode_utf8(raw, shown)
    return (text, []) if text is not None else (raw.decode("utf-8", "replace"), problems)


def read_sidecar(layout: Layout, id_: str) -> tuple[Sidecar, tuple[Diagnostic, ...]]:
    """Read a sidecar; a missing one is a finding."""
    path = layout.sidecar(id_)
    shown = layout.relative(path)
    if not path.is_file():
        found = warning("QC030", f"no {shown}: speakers are not declared", Location(layout.relative(layout.transcript(id_))),
                        f"qualcode import {layout.relative(layout.transcript(id_))} writes it")  # fmt: skip
        return Sidecar(), (found,)
    text, findings = decode_utf8(read_bytes(path), shown)
    node, problems = compose(text or "", shown)
    reader = Reader(shown, text or "", [*findings, *problems], _FIELDS)
    data = to_data(node, reader)
    _declare_bare_speakers(data)
    sidecar = validate(Sidecar, data if data is not None else {}, reader, Sidecar())
    return sidecar, tuple(reader.findings)


def _declare_bare_speakers(data: Any) -> None:  # noqa: ANN401 - whatever the file holds
    """Declare a speaker of whom nothing is said (``P03:`` and no more) as one."""
    speakers = data.get("speakers") if isinstance(data, Map) else None
    if isinstance(speakers, Map):
        for label in speakers.keys_at:
            speakers.setdefault(label, {})


def sidecar_text(sidecar: Sidecar) -> str:
    """Write a sidecar in the form people read and edit."""
    lines = [f"case: {scalar(sidecar.case)}"] if sidecar.case else []
    languages = sidecar.languages
    if languages:
        written = [scalar(language) for language in languages]
        lines.append(f"language: {written[0]}" if len(written) == 1 else f"language: [{', '.join(written)}]")
    lines.append("speakers:" if sidecar.speakers else "speakers: {}")
    lines.extend(f"  {scalar(label)}: {{{_speaker(s)}}}" for label, s in sidecar.speakers.items())
    origin = {n: getattr(sidecar.origin, n) for n in field_names(Origin)}
    known = [f"  {name}: {_value(value)}" for name, value in origin.items() if value]
    return "\n".join([*lines, *(["origin:", *known] if known else [])]) + "\n"


def _value(value: str | tuple[str, ...]) -> str:
    return scalar(value) if isinstance(value, str) else f"[{', '.join(map(scalar, value))}]"


def _speaker(speaker: SpeakerFile) -> str:
    parts = [f"role: {scalar(speaker.role)}"]
    parts += [f"case: {scalar(speaker.case)}"] if speaker.case else []
    parts += [f"aliases: [{', '.join(map(scalar, speaker.aliases))}]"] if speaker.aliases else []
    return ", ".join(parts)


def keep_version(layout: Layout, source: Source) -> None:
    """Keep the text version that a coding refers to, once, so that every clone settles its anchor alike."""
    path = layout.versions / f"{source.version}.txt"
    if not path.is_file():
        write_whole(path, source.text.encode("utf-8"))


def read_version(layout: Layout, version: str) -> str | None:
    """Give a text version that was kept, else the one git remembers; None also where the text found is not that version."""
    path = layout.versions / f"{version}.txt"
    if not version:
        return None
    raw = read_bytes(path) if path.is_file() else _remembered(layout, version)
    text = canonical(raw.decode("utf-8-sig", "replace"))[0] if raw is not None else ""
    return text if text_version(text) == version else None


def _remembered(layout: Layout, version: str) -> bytes | None:
    from qualcode.files.git import git_bytes  # noqa: PLC0415 - a study that keeps its versions starts no program

    return git_bytes(layout.root, "cat-file", "blob", version)


def write_source(layout: Layout, id_: str, text: str, sidecar: Sidecar) -> Sequence[Path]:
    """Write a transcript and its sidecar."""
    write_whole(layout.transcript(id_), text.encode("utf-8"))
    write_whole(layout.sidecar(id_), sidecar_text(sidecar).encode("utf-8"))
    return layout.transcript(id_), layout.sidecar(id_)
