"""The texts of ``qualcode help TOPIC``, kept as Markdown beside this module."""

from __future__ import annotations

from importlib.resources import files

from qualcode.cli.options import unknown

NAMES = ("first-study", "formats", "keywords", "addresses", "keys", "exit-codes", "scripts")


def topics() -> tuple[str, ...]:
    """Give each topic with its first line."""
    return tuple(f"{name:<12} {text_of(name).split(chr(10))[0].removeprefix('# ')}" for name in NAMES)


def text_of(name: str) -> str:
    """Give the text of a topic."""
    if name not in NAMES:
        raise unknown("topic", name, NAMES)
    return (files("qualcode") / "help" / f"{name}.md").read_text(encoding="utf-8")
