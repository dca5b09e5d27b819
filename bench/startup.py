"""How long ``qualcode --help`` takes, as a ratio to a bare Typer app with as many commands in the same run.

Usage: python bench/startup.py [REPETITIONS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qualcode.cli.door import GROUPS

N_COMMANDS = sum(map(len, GROUPS.values()))
BARE = f"""
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False)
def make(n):
    def command(one: str = "", two: bool = False, three: int = 0) -> None:
        "Do one thing."
    command.__name__ = f"command{{n}}"
    return command
for n in range({N_COMMANDS}):
    app.command()(make(n))
app()
"""


def seconds(command: list[str]) -> float:
    """Time one run of a program."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def main(repetitions: int) -> None:
    """Run both in turn, so that a busy machine slows both, and print medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        programs = {"bare Typer app": [sys.executable, str(bare), "--help"], "qualcode": [sys.executable, "-m", "qualcode", "--help"]}
        times: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(repetitions):
            for name, command in programs.items():
                times[name].append(seconds(command))
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"{N_COMMANDS} commands, median of {repetitions} runs of --help")
    for name, median in medians.items():
        print(f"  {name:<16} {median * 1000:6.0f} ms   {median / medians['bare Typer app']:.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
