"""The study's own file, ``qualcode.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.files.layout import SETTINGS, Layout, read_bytes
from qualcode.files.splice import scalar
from qualcode.files.yaml import Reader, compose, decode_utf8, field_names, to_data, validate
from qualcode.model.project import Settings

if TYPE_CHECKING:
    from qualcode.model.diagnostic import Diagnostic


def read_settings(layout: Layout) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Read the study's settings; what does not fit is a finding and keeps its default."""
    text, findings = decode_utf8(read_bytes(layout.settings), SETTINGS)
    if text is None:
        return Settings(), tuple(findings)
    node, problems = compose(text, SETTINGS)
    reader = Reader(SETTINGS, text, [*findings, *problems], field_names(Settings))
    data = to_data(node, reader)
    settings = validate(Settings, data if data is not None else {}, reader, Settings())
    return settings, tuple(reader.findings)


def settings_text(title: str, languages: tuple[str, ...], codebook: str) -> str:
    """Write a new study's settings."""
    return f"""\
study: {scalar(title)}
languages: [{", ".join(map(scalar, languages))}]
codebook: {scalar(codebook)}
unit: sentence                                 # what a suggestion codes by default: sentence | turn
exclude: [interviewer, moderator, system]      # speaker roles that give no suggestions and count in no matrix
pipelines: {{}}                                  # {{en: en_core_web_sm}} to use a trained spaCy pipeline that is installed
words: words.txt                               # names and jargon for the analysers, one a line
"""
