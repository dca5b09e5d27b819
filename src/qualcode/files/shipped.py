"""What travels with the program: codebooks to start from, and invented sample studies."""

from __future__ import annotations

import shutil
from pathlib import Path

import qualcode
from qualcode.files.layout import GITATTRIBUTES, GITIGNORE, Layout, read_bytes, write_whole
from qualcode.files.settings import settings_text
from qualcode.model.failure import QualcodeError


def _shipped(kind: str) -> Path:
    """Give a folder of the installed package, or the same folder of the checkout that the program runs from."""
    package = Path(qualcode.__file__).parent
    installed = package / "shipped" / kind
    return installed if installed.is_dir() else package.parent.parent / kind


def codebook_names() -> tuple[str, ...]:
    """Give the names of the codebooks that ship."""
    return tuple(sorted(p.stem for p in _shipped("codebooks").glob("*.yaml")))


def sample_names() -> tuple[str, ...]:
    """Give the names of the sample studies that ship."""
    return tuple(sorted(p.parent.name for p in _shipped("transcripts_sample").glob("*/qualcode.yaml")))


def codebook_bytes(name: str) -> bytes:
    """Give a shipped codebook, or one of the user's own by its path."""
    own = Path(name)
    if own.suffix in {".yaml", ".yml"} and own.is_file():
        return read_bytes(own)
    if name not in codebook_names():
        raise QualcodeError(f"no codebook {name!r}", f"codebooks are: {', '.join(codebook_names())}; or give the path of a .yaml file")
    return read_bytes(_shipped("codebooks") / f"{name}.yaml")


def copy_sample(name: str, target: Path) -> Layout:
    """Copy a sample study to a folder that is new or empty."""
    if name not in sample_names():
        raise QualcodeError(f"no sample {name!r}", f"samples are: {', '.join(sample_names())}")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise QualcodeError(f"{target} is there already", "give another name: qualcode demo NAME")
    ignore = shutil.ignore_patterns(".qualcode", "__pycache__")
    shutil.copytree(_shipped("transcripts_sample") / name, target, dirs_exist_ok=True, ignore=ignore)
    return Layout(target)


def new_study(root: Path, title: str, languages: tuple[str, ...], codebook: str) -> Layout:
    """Start a study in a folder: settings, a codebook, what git must know; nothing that is there is touched."""
    layout = Layout(root)
    if layout.settings.exists():
        raise QualcodeError(f"there is a study here already: {layout.settings}", "qualcode status")
    book = root / "codebooks" / f"{Path(codebook).stem}.yaml"
    if not book.exists():
        write_whole(book, codebook_bytes(codebook))
    shown = layout.relative(book)
    for name, text in (
        (".gitattributes", GITATTRIBUTES),
        (".gitignore", GITIGNORE),
        ("words.txt", "# names and jargon, one a line\n"),
    ):
        if not (root / name).exists():
            write_whole(root / name, text.encode("utf-8"))
    write_whole(layout.settings, settings_text(title, languages, shown).encode("utf-8"))
    layout.transcripts.mkdir(exist_ok=True)
    return layout
