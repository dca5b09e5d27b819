"""Which analysers are installed, in which versions, without loading any."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

RULES = 1
"""The version of our own rules of analysis: with another one, caches are made anew."""


@lru_cache(maxsize=1)
def kiwi() -> bool:
    """Tell whether Kiwi is installed: there are platforms for which it has no wheel."""
    return importlib.util.find_spec("kiwipiepy") is not None and importlib.util.find_spec("kiwipiepy_model") is not None


@lru_cache(maxsize=1)
def signature() -> str:
    """Name what analysis depends on besides texts and the study's own words: packages, models, and our own rules."""
    packages = ("kiwipiepy", "kiwipiepy_model", "lemminflect") if kiwi() else ("lemminflect",)
    return " ".join([f"rules-{RULES}", *map(_installed, packages)])


def _installed(package: str) -> str:
    """Name a package with its version, by the folder that its installer made beside it: a tenth of asking for metadata."""
    spec = importlib.util.find_spec(package)
    beside = sorted(p.name for p in Path(spec.origin).parents[1].glob(f"{package}-*.dist-info")) if spec and spec.origin else []
    if len(beside) == 1:
        return beside[0].removesuffix(".dist-info")
    from importlib.metadata import version  # noqa: PLC0415 - slower, and right for every kind of installation

    return f"{package}-{version(package)}"
