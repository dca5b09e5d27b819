"""How the cost of an import grows: ever more files of 50 KB, ever larger files, in time and in peak memory.

Each line is a program of its own, so that its peak is its own. Times are ratios to a loop that splits the same bytes at
colons, in the same run: ``python bench/importing.py``.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qualcode.files.shipped import new_study
from qualcode.session.bring import Bring, Told
from qualcode.session.study import Session

KILO, MEGA = 1024, 1024 * 1024
COUNTS = (1, 10, 100, 1000)
SIZES = (1 * MEGA, 5 * MEGA, 20 * MEGA)
WORDS = (  # noqa: SIM905 - a list of words
    "그래서 저는 기술을 배우고 나서 이웃 집의 전등도 갈아 주고 도배도 같이 했는데 처음에는 겁이 났어요 "
    "so we learned how to repair things together"
).split()


def interview(size: int, seed: int) -> str:
    """Invent an interview of about so many bytes."""
    draw = random.Random(seed)
    lines: list[str] = []
    length = 0
    while length < size:
        for label, n in (("면담자", 12), (f"P{seed % 90 + 10}", 60)):
            said = " ".join(draw.choices(WORDS, k=draw.randint(3, n)))
            lines.append(f"{label}: {said}{'?' if label == '면담자' else '.'}")
            length += len(lines[-1].encode()) + 2
    return "\n\n".join(lines) + "\n"


def naive(paths: list[Path]) -> int:
    """Split each line at its first colon: the least that a reader of transcripts can do."""
    return sum(len(line.partition(": ")) for path in paths for line in path.read_text(encoding="utf-8").split("\n"))


def run(folder: Path) -> None:
    """Import all files of a folder into a new study, and print seconds, ratio to the naive loop, and peak memory in MB."""
    paths = sorted(folder.glob("*.txt"))
    study = folder / "study"
    study.mkdir()
    layout = new_study(study, "bench", ("ko", "en"), "capacity")
    started = time.perf_counter()
    naive(paths)
    base = time.perf_counter() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with Bring(Session(layout), Told()) as bring:
        bring.read(paths)
        written = bring.write()
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(p.stat().st_size for p in paths)
    if len(written) != len(paths):
        sys.exit(f"{len(paths)} files, {len(written)} written")
    row = (took / base, took / (size / MEGA), peak / KILO, (peak - before) / KILO)
    print(f"{len(paths):>6} {size / MEGA:>8.2f} {row[0]:>8.0f} {row[1]:>8.2f} {row[2]:>8.0f} {row[3]:>8.0f}")


def main() -> None:
    """Print the table."""
    print(f"{'files':>6} {'MB':>8} {'x naive':>8} {'s / MB':>8} {'peak MB':>8} {'grown':>8}", flush=True)
    for count, size in [*((n, 50 * KILO) for n in COUNTS), *((1, size) for size in SIZES)]:
        with tempfile.TemporaryDirectory() as room:
            for number in range(count):
                (Path(room) / f"P{number:04}.txt").write_text(interview(size, number), encoding="utf-8")
            subprocess.run([sys.executable, __file__, room], check=True)


if __name__ == "__main__":
    run(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
