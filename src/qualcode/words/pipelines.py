"""The door to spaCy: our own pipelines by language, and any trained one that the study names and has installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qualcode.model.failure import QualcodeError
from qualcode.words import korean

if TYPE_CHECKING:
    from spacy.language import Language


PLAIN = "plain"
"""What a study names where it wants no trained pipeline."""


def tagged(pipelines: Mapping[str, str]) -> frozenset[str]:
    """Give the languages for which a study names a trained pipeline, so that words have tags."""
    return frozenset(language for language, name in pipelines.items() if name not in {"", PLAIN})


class NoPipeline(QualcodeError):
    """The study names a spaCy pipeline that is not installed, or a language that spaCy does not know."""

    def __init__(self, language: str, name: str = "") -> None:
        if name:
            super().__init__(
                f"the spaCy pipeline {name}, which the study names for {language}, is not installed",
                f"python -m spacy download {name}, or take it out of pipelines: in qualcode.yaml",
            )
        else:
            super().__init__(f"spaCy knows no language {language}", f"write pipelines: {{{language}: plain}} in qualcode.yaml")


def pipeline(language: str, name: str = "") -> Language:
    """Give a spaCy pipeline: the trained one of this name, else a blank one of the language, Korean on Kiwi.

    Raises :class:`NoPipeline`.
    """
    import spacy  # noqa: PLC0415 - half a second that only analysis may cost

    if name not in {"", PLAIN}:
        try:
            return spacy.load(name)
        except OSError as error:
            raise NoPipeline(language, name) from error
    if language == "ko":
        return korean.blank()
    try:
        return spacy.blank(language)
    except ImportError as error:
        raise NoPipeline(language) from error
