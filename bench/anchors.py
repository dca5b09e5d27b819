"""How codings follow their words when transcripts are edited: position, quote and context, and all steps, side by side.

Draws codings by seed (turns, sentences, clauses, runs of words), edits each transcript at four strengths (light: typos
and signs; medium: words in most turns, all labels; heavy: sentences and turns deleted, rewritten, merged, split, moved;
very heavy: turns retyped, pasted over and on top, words replaced everywhere) and prints how many answers are right,
wrong, or ask a person. What right means is said in ``Judge.verdict`` (tests/judge.py): the settled span shares .8 of its
characters with where the coding's own characters stand now, or the answer is to ask and .6 of the coding is gone.
Characters are tracked through the edits; nothing about the truth is found by comparing texts.

    python bench/anchors.py [--codings 40] [--seeds 3] [TRANSCRIPT ...]
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from edits import STRENGTHS, edit  # noqa: E402 - the machinery is shared with the tests
from judge import draw, measure  # noqa: E402

METHODS = {"position": "position only", "quote": "quote and context alone", "all": "all steps"}
WIDE = 24


def run(texts: dict[str, str], codings: int, seeds: int) -> dict[tuple[str, str], Counter[str]]:
    """Count verdicts by strength and method over all texts; texts are named so that the seed does not hang on a path."""
    counts: dict[tuple[str, str], Counter[str]] = {(s, m): Counter() for s in STRENGTHS for m in METHODS}
    for name, text in texts.items():
        for seed in range(seeds):
            spans = draw(text, random.Random(f"{name} {seed}"), codings)
            for strength in STRENGTHS:
                edited = edit(text, strength, f"{name} {seed}")
                for method in METHODS:
                    counts[strength, method] += measure(edited, spans, method)
    return counts


def table(counts: dict[tuple[str, str], Counter[str]]) -> str:
    """Write the counts in per cent."""
    lines = [f"{'':12}{'':{WIDE}} {'codings':>7} {'right':>7} {'wrong':>7} {'(elsewhere)':>12} {'asks':>7}"]
    for (strength, method), count in counts.items():
        total = count["right"] + count["wrong"] + count["ask"]
        right, wrong, elsewhere, ask = (100 * count[k] / max(total, 1) for k in ("right", "wrong", "elsewhere", "ask"))
        name = f"{strength:12}{METHODS[method]:{WIDE}}"
        lines.append(f"{name} {total:7} {right:7.2f} {wrong:7.2f} {elsewhere:12.2f} {ask:7.2f}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Read transcripts, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("transcripts", nargs="*", type=Path, help="canonical transcripts; default: the samples")
    parser.add_argument("--codings", type=int, default=40, help="codings drawn from each transcript for each seed")
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    paths = chosen.transcripts or sorted(ROOT.glob("transcripts_sample/*/transcripts/*.txt"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    print(table(run(texts, chosen.codings, chosen.seeds)))


if __name__ == "__main__":
    main(sys.argv[1:])
