"""What the terminal can show and what is installed."""

from __future__ import annotations

import locale
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.cells import cell_len

import qualcode
from qualcode.cli.view import SIGNS, Screen
from qualcode.files.git import git
from qualcode.files.identity import who_codes
from qualcode.files.layout import find_study
from qualcode.model.failure import QualcodeError

_PACKAGES = ("typer", "rich", "pydantic", "PyYAML", "spacy", "kiwipiepy", "kiwipiepy_model", "lemminflect", "snowballstemmer", "regex",
             "numpy", "rapidfuzz", "diff-match-patch", "XlsxWriter", "openpyxl")  # fmt: skip
_EXTRAS = {"docs": ("pypdf",), "hwp": ("python-hwpx",)}
_RULER = ("면담자", "P03", "자원 연계", "全文", "é", "·")


def report() -> Iterator[str]:
    """Write what matters when something looks wrong."""
    screen = Screen.of_stdout()
    yield f"qualcode {qualcode.__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    encoding = locale.getpreferredencoding(do_setlocale=False)
    yield f"terminal: {screen.width} cells, colour {'on' if screen.colour else 'off'}, stdout {sys.stdout.encoding}, locale {encoding}"
    yield from _ruler(screen)
    yield "signs: " + screen.signs(" ".join(SIGNS)) + ("   (ASCII: this terminal cannot show them)" if screen.ascii else "")
    yield "packages: " + ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    for extra, names in _EXTRAS.items():
        missing = any(_version(name) == "missing" for name in names)
        pip = f"   pip install 'qualcode[{extra}]'" if missing else ""
        yield f"extra {extra}: " + ", ".join(f"{name} {_version(name)}" for name in names) + pip
    yield f"git: {git(Path.cwd(), '--version') or 'not found: sharing by git will not work'}"
    yield f"coder: {who_codes(Path.cwd(), None) or 'nobody yet: git config qualcode.coder NAME'}"
    yield f"study: {_study()}"


def _ruler(screen: Screen) -> Iterator[str]:
    """Write Hangul over a ruler: the bars must stand under each other."""
    yield "ruler: every bar stands in one column, or Hangul is not two cells wide here"
    for text in _RULER:
        shown = screen.signs(text)
        yield f"  {shown}{' ' * (10 - cell_len(shown))}|"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _study() -> str:
    try:
        return str(find_study(Path.cwd()).root)
    except QualcodeError:
        return "none here"
