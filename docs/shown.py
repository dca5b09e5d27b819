"""What the documents show of the program: cog runs these functions, so that output in README.md and docs/ is never typed.

Usage: cog -P -r README.md docs/commands.md docs/rules.md   (the tests run it with --check)
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "transcripts_sample"


@contextlib.contextmanager
def sample_study(name: str) -> Iterator[Path]:
    """Stand in a copy of a sample study, as a coder without configuration on a terminal of 100 cells."""
    kept, before = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / name
        shutil.copytree(SAMPLES / name, study, ignore=shutil.ignore_patterns(".qualcode"))
        for variable in ("QUALCODE_LANG", "NO_COLOR", "FORCE_COLOR"):
            os.environ.pop(variable, None)
        os.environ.update(COLUMNS="100", QUALCODE_CODER="kim", XDG_CONFIG_HOME=folder, GIT_CEILING_DIRECTORIES=folder)
        os.chdir(study)
        try:
            yield study
        finally:
            os.chdir(before)
            os.environ.clear()
            os.environ.update(kept)


def output_of(arguments: list[str]) -> str:
    """Run a command line; gives what it printed, data first."""
    from qualcode.cli.main import run  # noqa: PLC0415 - cog loads this file for its other functions too

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run(arguments)
    return out.getvalue() + err.getvalue()


def session(*lines: str, sample: str = "residents-technology-school", head: int = 0) -> None:
    """Show command lines run one after the other in a copy of a sample study, as a terminal shows them."""
    with sample_study(sample):
        print("```console")  # noqa: T201 - cog takes what is printed
        for line in lines:
            command = shlex.split(line)[1:]
            shown = output_of([*command, "--format", "table"] if command[0] in _TABLES else command).rstrip("\n").split("\n")
            cut = [*shown[:head], "…"] if head and len(shown) > head else shown
            print("\n".join([f"$ {line}", *(text.rstrip() for text in cut)]))  # noqa: T201 - as above
        print("```")  # noqa: T201 - as above


_TABLES = {"matrix", "quotes", "count", "find", "status", "suggest", "cases", "log"}


_CODEBOOK = ("show", "check", "explain", "quality", "suggest-keywords", "add", "adopt")


def commands() -> None:
    """Show the help of every command, in reading order."""
    from qualcode.cli.door import GROUPS  # noqa: PLC0415 - as above

    os.environ["COLUMNS"] = "100"
    for heading, names in GROUPS.items():
        print(f"## {heading}\n")  # noqa: T201 - as above
        for name in names:
            for words in [[name, action] for action in _CODEBOOK] if name == "codebook" else [[name]]:
                text = "\n".join(line.rstrip() for line in output_of([*words, "--help"]).rstrip("\n").split("\n"))
                print(f"### qualcode {' '.join(words)}\n\n```\n{text}\n```\n")  # noqa: T201 - as above


def rules() -> None:
    """Show every rule number with the sentence of the function, or of the message, that gives it."""
    import re  # noqa: PLC0415 - with its one use

    docstring = re.compile(r'"""(QC\d{3}): (.*?)(?:"""|\n)')
    message = re.compile(r'(?:error|warning|note)\(\s*"(QC\d{3})",\s*f?(["\'])(.*?)\2', re.DOTALL)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py"))]
    said: dict[str, str] = {}
    for pattern in (docstring, message):
        for match in (m for text in texts for m in pattern.finditer(text)):
            said.setdefault(match[1], match[match.lastindex or 1])
    print("| rule | finding |\n| --- | --- |")  # noqa: T201 - as above
    for number, sentence in sorted(said.items()):
        print(f"| {number} | {sentence.replace('|', chr(92) + '|')} |")  # noqa: T201 - as above
