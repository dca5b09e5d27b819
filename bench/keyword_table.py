"""The table that ``bench/keywords.py`` prints, and the goals that its ratios are judged by."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound of a ratio; ``least`` where more is better."""

    text: str
    bound: float
    least: bool = False

    def met(self, ratio: float) -> bool:
        """Tell whether a ratio keeps to the bound."""
        return ratio >= self.bound if self.least else ratio <= self.bound

    @property
    def sign(self) -> str:
        """Write the bound."""
        return f"{'>=' if self.least else '<='} {self.bound:g}"


GOALS = {
    "cold": Goal("cold Korean analysis: throughput of bare Kiwi", 0.9, least=True),
    "warm": Goal("suggest after a codebook edit: 4 x import numpy + reading the cache", 1),
    "memory": Goal("its peak memory: 100 MB", 1),
    "match": Goal("matching 500 keywords: a memory scan of the text", 12),
    "others": Goal("others with 5,000 keywords: our matching", 50, least=True),
}


COLUMNS = {"study": -6, "keywords": 8, "what": -50, "ms": 9, "peak MB": 7, "ratio": 9, "to": -27, "goal": -6, "met": -3, "remark": -1}


def print_row(*cells: str) -> None:
    """Print a row of the table at once, so that a long run can be watched."""
    widths = COLUMNS.values()
    print("|", " | ".join(f"{c:{'<' if w < 0 else '>'}{abs(w)}}" for c, w in zip(cells, widths, strict=True)), "|", flush=True)


def digits(number: float | None) -> str:
    """Write a number with three digits that count."""
    return "" if number is None else f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: seconds, peak memory in MB, and a ratio to something, which a goal may bound."""

    what: str
    seconds: float | None = None
    peak: float | None = None
    ratio: float | None = None
    to: str = ""
    goal: str = ""
    remark: str = ""


@dataclass(slots=True)
class Report:
    """The table as it is printed, the study and codebook it is at, and what each goal came to in all."""

    study: str = ""
    keywords: str = ""
    reached: dict[str, list[float]] = field(default_factory=dict)

    def at(self, study: str, keywords: str = "") -> None:
        """Say what the next rows are about."""
        self.study, self.keywords = study, keywords

    def head(self) -> None:
        """Print the head of the table."""
        print_row(*COLUMNS)
        print_row(*("-" * (abs(width) - 1) + (":" if width > 0 else "-") for width in COLUMNS.values()))

    def add(self, row: Row) -> None:
        """Print a row; with a goal, its ratio is judged."""
        sign, met = "", ""
        if row.goal and row.ratio is not None:
            self.reached.setdefault(row.goal, []).append(row.ratio)
            sign, met = GOALS[row.goal].sign, "yes" if GOALS[row.goal].met(row.ratio) else "NO"
        ms = None if row.seconds is None else row.seconds * 1000
        print_row(self.study, self.keywords, row.what, digits(ms), digits(row.peak), digits(row.ratio), row.to, sign, met, row.remark)

    def goals(self) -> None:
        """Print how often each goal was met, and the worst that it came to."""
        print()
        for name, goal in GOALS.items():
            ratios = self.reached.get(name, [])
            worst = f", worst {digits((min if goal.least else max)(ratios))}" if ratios else ""
            print(f"goal: {goal.text}, {goal.sign}: met in {sum(map(goal.met, ratios))} of {len(ratios)} rows{worst}")
