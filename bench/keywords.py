"""What keywords cost: ``qualcode suggest`` cold, warm and after edits, beside Kiwi, spaCy, ``re`` and a plain loop, in one run.

``python bench/keywords.py [--sizes 1,10] [--languages ko,en] [--keywords 50,500,5000] [--keep DIR] [--fetch] [--quick]`` builds
the studies of ``bench/corpora.py`` (into DIR, and uses those that are there) and works on copies of them. It prints one table.

Whole programs are processes of their own: start-up counts, and their peak memory is their own. What a step costs inside a
process is measured by ``bench/keyword_parts.py``. Warm runs are the best of three, each after a keyword was added to the
codebook; cold ones run once (three times at 1 MB). What is compared runs in turn, so that a busy machine slows both; ratios
are what counts. Goals are meant for 10 MB on two cores with nothing else to do. MB are 1,000,000 bytes.

A *memory scan* is memchr (``bytes.find`` of a byte that is not there) over the text in UTF-8, read from main memory.
PhraseMatcher, ``re`` and the loop look for the keywords as typed (PhraseMatcher: lemmas) and find other things than we do:
no inflection, no parts of words, no segments. They show what looking for so many strings costs. What would take over a minute
is measured on a part of the text and scaled; Docs for PhraseMatcher are of 1 MB, ready beforehand. Growth rows compare the
larger study or codebook with the smaller: 1 in a row *per MB* is linear growth.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import itertools
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyword_table import Report, Row, digits

HERE = Path(__file__).parent
MEGA = 1_000_000
RSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit in which the system tells peak memory."""
PACKAGES = ("qualcode", "numpy", "spacy", "kiwipiepy", "kiwipiepy_model", "lemminflect", "regex")
SUGGEST = (sys.executable, "-m", "qualcode", "suggest", "-q")
NUMPY = (sys.executable, "-c", "import numpy")
WORD = {"ko": r"\b[가-힣]{2,}\b", "en": r"\b[a-z]{4,}\b"}
OTHERS = {"phrases": "spaCy PhraseMatcher, lemmas", "alternation": "re, one alternation", "loop": "str.find, keyword by turn"}


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended: seconds, peak memory in MB, lines it wrote, and the end of what it wrote."""

    seconds: float
    peak: float
    lines: int
    said: bytes


def run(command: Sequence[str], folder: Path = HERE) -> Run:
    """Run a program and read all that it writes; stops the bench where it fails.

    A child's peak memory is at least that of the process that starts it, so this one loads nothing and keeps nothing.
    """
    started = time.perf_counter()
    environment = os.environ | {"QUALCODE_CODER": "bench"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE) as process:
        lines, said = 0, b""
        while process.stdout and (block := process.stdout.read(1 << 16)):
            lines, said = lines + block.count(b"\n"), block
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(time.perf_counter() - started, usage.ru_maxrss * RSS / MEGA, lines, said)


def in_turn(runs: Sequence[Callable[[], Run]], repeats: int) -> list[Run]:
    """Run programs in turn, several times, and give the quickest run of each."""
    rounds = [[one() for one in runs] for _ in range(repeats)]
    return [min(column, key=lambda r: r.seconds) for column in zip(*rounds, strict=True)]


def part(name: str, root: Path, repeats: int) -> tuple[Run, dict[str, float]]:
    """Run a part of ``keyword_parts.py`` on a study."""
    ran = run([sys.executable, str(HERE / "keyword_parts.py"), name, str(root), str(repeats)])
    return ran, json.loads(ran.said)


@dataclass(frozen=True, slots=True)
class Warm:
    """What is kept of a study and a codebook, to see what grows."""

    find: float
    suggest: float
    peak: float


@dataclass(slots=True)
class Study:
    """A copy of a study that is measured, with words that may join its codebook."""

    root: Path
    lang: str
    size: float
    repeats: int
    words: Iterator[str]

    @property
    def name(self) -> str:
        """How the table calls it."""
        return f"{self.lang} {self.size:g}"

    @property
    def transcript(self) -> Path:
        """Its first transcript."""
        return min((self.root / "transcripts").glob("*.txt"))

    @property
    def out(self) -> Path:
        """Where suggestions are written."""
        return self.root.parent / "suggestions.json"

    def suggest(self, *, to_file: bool = True) -> Run:
        """Run ``qualcode suggest`` into a JSON file, or as TSV into a pipe."""
        return run([*SUGGEST, "--out", str(self.out)] if to_file else SUGGEST, self.root)

    def part(self, name: str) -> tuple[Run, dict[str, float]]:
        """Measure a part."""
        return part(name, self.root, self.repeats)

    def use(self, n: int) -> None:
        """Let the study have the codebook of so many keywords."""
        settings = self.root / "qualcode.yaml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r"keywords-\d+\.yaml", f"keywords-{n}.yaml", text), encoding="utf-8")

    def add_keyword(self, n: int) -> None:
        """Add a keyword to the last code of that codebook."""
        book = self.root / "codebooks" / f"keywords-{n}.yaml"
        before, bracket, after = book.read_text(encoding="utf-8").rpartition("]")
        book.write_text(f"{before}, '{next(self.words)}'{bracket}{after}", encoding="utf-8")

    def add_sentence(self) -> None:
        """Append to the first transcript, as a person with an editor does."""
        text = self.transcript.read_text(encoding="utf-8")
        self.transcript.write_text(f"{text.rstrip()} {next(self.words)}.\n", encoding="utf-8")


def new_words(root: Path, lang: str) -> Iterator[str]:
    """Draw words that stand in the first transcript and in no codebook of a study, without end."""
    text = min((root / "transcripts").glob("*.txt")).read_text(encoding="utf-8")
    books = "".join(book.read_text(encoding="utf-8") for book in sorted((root / "codebooks").glob("*.yaml")))
    words = sorted({word for word in re.findall(WORD[lang], text) if word not in books})
    return itertools.cycle(random.Random(1).sample(words, len(words)))


def built(lang: str, size: float, where: Path, fetch: list[str]) -> Path:
    """Give a study of ``bench/corpora.py``, built where it is not there yet."""
    folder = where / f"{lang}{size:g}"
    if not (folder / "qualcode.yaml").exists():
        print(run([sys.executable, str(HERE / "corpora.py"), str(folder), f"{size:g}", lang, *fetch]).said.decode(), file=sys.stderr)
    return folder


def cold(study: Study, report: Report) -> float:
    """Measure without a cache: the whole program, and analysis alone beside a bare tokenizer; gives the seconds of the first."""
    beside, named = ("kiwi", "bare Kiwi, every token") if study.lang == "ko" else ("tokenizer", "spaCy's blank en tokenizer")
    repeats = 1 if study.size > 1 else study.repeats
    wholes: list[Run] = []
    pairs: list[tuple[tuple[Run, dict[str, float]], ...]] = []
    for _ in range(repeats):
        shutil.rmtree(study.root / ".qualcode", ignore_errors=True)
        wholes.append(study.suggest())
        pairs.append((study.part(beside), study.part("analysis")))
    whole = min(wholes, key=lambda r: r.seconds)
    (bare, theirs), (own, ours) = (min(column, key=lambda one: one[1]["seconds"]) for column in zip(*pairs, strict=True))
    report.add(Row("cold: suggest --out .json, no cache", whole.seconds, whole.peak, remark=f"{study.size / whole.seconds:.2f} MB/s"))
    report.add(Row(f"cold: {named}", theirs["seconds"], bare.peak, remark=f"{study.size / theirs['seconds']:.2f} MB/s"))
    ratio, remark = theirs["seconds"] / ours["seconds"], f"{study.size / ours['seconds']:.2f} MB/s"
    work = f"{theirs['worked'] / ours['worked']:.2f} by processor time"
    goal = "cold" if study.lang == "ko" else ""
    report.add(
        Row("cold: our analysis into a file", ours["seconds"], own.peak, ratio, "throughput of the one above", goal, f"{remark}; {work}")
    )
    return whole.seconds


def warm(study: Study, n: int, report: Report, *, is_first: bool) -> Warm:
    """Measure the whole program after codebook edits, and the steps in it; what they are compared with is printed once."""
    report.at(study.name, str(n))
    study.use(n)
    study.suggest()

    def edited(*, to_file: bool) -> Run:
        study.add_keyword(n)
        return study.suggest(to_file=to_file)

    programs = [*[lambda: run(NUMPY)] * 4, lambda: edited(to_file=True), lambda: edited(to_file=False)]  # short runs vary the most
    *bases, to_json, to_tsv = in_turn(programs, study.repeats)
    base = min(bases, key=lambda r: r.seconds)
    _, steps = study.part("match")
    if is_first:
        references(base, steps, report)
    floor = 4 * base.seconds + steps["read"]
    size = f"{to_tsv.lines - 1:,} suggestions; JSON of {study.out.stat().st_size / MEGA:.1f} MB"
    for ran, what, remark in ((to_json, "suggest --out .json", size), (to_tsv, "suggest | (TSV)", "")):
        beside = f"the floor is {floor * 1000:,.0f} ms; {remark}".removesuffix("; ")
        report.add(Row(f"warm: {what}, keyword added", ran.seconds, ran.peak, ran.seconds / floor, "4 x numpy + cache", "warm", beside))
        report.add(Row("  its peak memory", None, ran.peak, ran.peak / 100, "100 MB", "memory"))
    matching(steps, report, n)
    others(study, steps["find"], report, n)
    return Warm(steps["find"], to_json.seconds, to_json.peak)


def references(base: Run, steps: dict[str, float], report: Report) -> None:
    """Print what warm runs are compared with."""
    report.add(Row("import numpy, a process", base.seconds, base.peak))
    report.add(Row("reading the cache, all rows", steps["read"]))
    report.add(Row("memory scan: memchr, text in main memory", steps["scan"]))
    report.add(Row("  cached: the same, text in the processor's cache", steps["cached"]))
    report.add(Row("  letter: str.find of one that is not there", steps["letter"]))
    report.add(Row("  mask: numpy marks units that may be in keywords", steps["mask"]))


def matching(steps: dict[str, float], report: Report, n: int) -> None:
    """Print what the steps of a match take, and how often the text could be scanned instead."""
    report.add(Row("warm: parsing the keywords", steps["parse"]))
    report.add(Row("warm: compiling them", steps["compile"]))
    beside = ", ".join(f"{digits(steps['find'] / steps[key])} x {key}" for key in ("cached", "letter", "mask"))
    remark = f"{steps['hits']:,.0f} hits; {beside}; joining the arrays is {steps['join'] * 1000:.1f} ms of it"
    goal = "match" if n == 500 else ""
    report.add(Row("warm: matching alone", steps["find"], None, steps["find"] / steps["scan"], "memory scan", goal, remark))


def others(study: Study, ours: float, report: Report, n: int) -> None:
    """Print what other ways take to look for the same keywords."""
    for name, what in OTHERS.items():
        _, found = study.part(name)
        share = f"scaled from {found['share']:.1%} of the text; " if found["share"] < 1 else ""
        goal = "others" if n == 5000 else ""
        remark = f"{share}{found['hits']:,.0f} hits"
        report.add(Row(f"other: {what}", found["seconds"], None, found["seconds"] / ours, "our matching", goal, remark))


def edited_text(study: Study, whole: float, report: Report) -> None:
    """Measure the program after a sentence was added to one transcript, beside the cold run."""
    study.add_sentence()
    _, told = study.part("again")
    study.add_sentence()
    ran = study.suggest()
    remark = f"analysed {told['analysed']:,.0f} of {told['of']:,.0f} characters"
    report.add(Row("a transcript edited: suggest --out .json", ran.seconds, ran.peak, ran.seconds / whole, "cold suggest", "", remark))


def measure(study: Study, counts: Sequence[int], report: Report) -> dict[int, Warm]:
    """Print all rows of one study."""
    _, known = study.part("about")
    report.at(study.name)
    remark = f"{known['bytes']:,} bytes, {known['sources']:,} sources, {known['turns']:,} turns, digest {known['digest']}"
    report.add(Row("the text", remark=remark))
    whole = cold(study, report)
    found = {n: warm(study, n, report, is_first=n == counts[0]) for n in counts}
    report.at(study.name)
    edited_text(study, whole, report)
    for few, many in itertools.pairwise(counts):
        a, b = found[few], found[many]
        report.at(study.name, f"x {many / few:g}")
        report.add(Row("growth with keywords: matching", ratio=b.find / a.find, to=f"{few} keywords"))
        report.add(
            Row("growth with keywords: suggest", ratio=b.suggest / a.suggest, to=f"{few} keywords", remark=f"{b.peak - a.peak:+.1f} MB")
        )
    return found


def growth(lang: str, found: dict[float, dict[int, Warm]], report: Report) -> None:
    """Print how time and memory grow with the text."""
    for small, large in itertools.pairwise(sorted(found)):
        for n, a in found[small].items():
            b, more, to = found[large][n], large / small, f"{small:g} MB"
            report.at(lang, str(n))
            report.add(Row(f"growth to {large:g} MB: matching, per MB", ratio=b.find / a.find / more, to=to))
            remark = f"memory {(b.peak - a.peak) / (large - small):+.2f} MB for each MB of text"
            report.add(Row(f"growth to {large:g} MB: suggest, per MB", ratio=b.suggest / a.suggest / more, to=to, remark=remark))


def compiled() -> None:
    """Let our modules be compiled as an installed package's are, also where Python is told not to keep what it compiled."""
    for folder in getattr(importlib.util.find_spec("qualcode"), "submodule_search_locations", None) or ():
        run([sys.executable, "-m", "compileall", "-q", folder])


def heading() -> None:
    """Print what the numbers hang on."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; {platform.machine()}")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES))
    corpora = "import corpora; print('text:', ', '.join(f'{p.name} {p.version}'.strip() for p in corpora.PACKAGES))"
    print(run([sys.executable, "-c", corpora]).said.decode())


def arguments() -> argparse.Namespace:
    """Read the command line."""

    def listed(kind: Callable[[str], object]) -> Callable[[str], list[object]]:
        return lambda text: [kind(one) for one in text.split(",")]

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=listed(float), default=[1.0, 10.0], help="megabytes, such as 1,10,100")
    parser.add_argument("--languages", type=listed(str), default=["ko", "en"], help="of ko and en")
    parser.add_argument("--keywords", type=listed(int), default=[50, 500, 5000], help="of 50, 500 and 5000")
    parser.add_argument("--keep", type=Path, help="build studies in this folder, and use those that are there")
    parser.add_argument("--fetch", action="store_true", help="download missing packages of text")
    parser.add_argument("--quick", action="store_true", help="1 MB, everything once: to see that it runs")
    return parser.parse_args()


def main() -> None:
    """Build, measure, print."""
    told = arguments()
    sizes, repeats = ([1.0], 1) if told.quick else (told.sizes, 3)
    report = Report()
    with tempfile.TemporaryDirectory() as room:
        kept = told.keep.absolute() if told.keep else Path(room) / "kept"
        fetch = ["--fetch"] if told.fetch else []
        made = {(lang, size): built(lang, size, kept, fetch) for lang in told.languages for size in sizes}
        compiled()
        heading()
        report.head()
        for lang in told.languages:
            found: dict[float, dict[int, Warm]] = {}
            for size in sizes:
                root = Path(shutil.copytree(made[lang, size], Path(room) / "study", ignore=shutil.ignore_patterns(".qualcode")))
                found[size] = measure(Study(root, lang, size, repeats, new_words(root, lang)), told.keywords, report)
                shutil.rmtree(root)
            growth(lang, found, report)
    report.goals()


if __name__ == "__main__":
    main()
