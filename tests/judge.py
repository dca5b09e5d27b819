"""Whether a coding was found again after an edit: codings drawn by seed, and a judge who knows where every character went."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from rapidfuzz import fuzz

from edits import HEAD, Edited, plain
from qualcode.anchor import Adrift, align, settle
from qualcode.model.coding import Anchor
from qualcode.model.source import parse_turns
from qualcode.model.text import Span, sentences, text_version, trim

Answer = Span | Adrift

TALKS = {path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "talks").glob("*.txt")}
"""Three invented talks: an interview in Korean, one in English, and a group that often gives equal answers."""

SAME = 0.8
"""How much of two spans' characters must be shared (Dice) for them to be the same place."""
ALIKE = 0.6
"""A coding whose words are less alike than this to what has become of them may wait for a person."""
FOREIGN = 20
"""More characters than this from elsewhere in the old text, between two of a coding's, tear it apart."""


def draw(text: str, rng: random.Random, many: int) -> list[Span]:
    """Draw passages as coders choose them: turns, sentences, clauses and runs of two to eight words in equal parts."""
    turns = [t.span for t in parse_turns(text, _labels(text))]
    whole = [s for turn in turns for s in sentences(text, turn)]
    clauses = [c for s in whole for c in _clauses(text, s)]
    pools = [turns, whole, clauses, [_run(text, rng.choice(whole), rng) for _ in range(many)]]
    return [rng.choice(pools[i % len(pools)]) for i in range(many)]


def _labels(text: str) -> set[str]:
    return {m["label"] for part in text.split("\n\n") if (m := HEAD.match(part))}


def _clauses(text: str, sentence: Span) -> list[Span]:
    commas = re.compile(r",\s").finditer(text, sentence.start, sentence.end)
    bounds = [sentence.start, *(m.end() for m in commas), sentence.end]
    return [trim(text, Span(a, b)) for a, b in pairwise(bounds)]


def _run(text: str, sentence: Span, rng: random.Random) -> Span:
    words = [m.span() for m in re.compile(r"\S+").finditer(text, sentence.start, sentence.end)]
    first = rng.randrange(len(words))
    last = min(len(words) - 1, first + rng.randint(1, 7))
    return Span(words[first][0], words[last][1])


# ---------------------------------------------------------------- the judge


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows what became of every character of an edited text, and says whether an answer about a coding is right."""

    edited: Edited
    places: dict[int, list[int]]
    before: list[int]

    @classmethod
    def of(cls, edited: Edited) -> Judge:
        """Read the origins of a text once."""
        places: dict[int, list[int]] = {}
        for at, (char, origin) in enumerate(edited.tracked):
            if origin is not None and not char.isspace():
                places.setdefault(origin, []).append(at)
        known = (origin is not None and not char.isspace() for char, origin in edited.tracked)
        return cls(edited, places, [0, *accumulate(known)])

    def truth(self, span: Span) -> Span | None:
        """Give where most of a coding's characters stand now without others between them; None when none is left."""
        kept = sorted(at for origin in range(span.start, span.end) for at in self.places.get(origin, ()))
        stretches: list[list[int]] = []
        for at in kept:
            if stretches and self.before[at] - self.before[stretches[-1][-1] + 1] <= FOREIGN:
                stretches[-1].append(at)
            else:
                stretches.append([at])
        best = max(stretches, key=len, default=None)
        return Span(best[0], best[-1] + 1) if best else None

    def verdict(self, span: Span, answer: Answer) -> str:
        """Say "right", "wrong" or "ask".

        Right: a span that shares at least :data:`SAME` of its characters (Dice, without white space) with the truth; or
        Adrift, when nothing is left of the coding or what is left is less than :data:`ALIKE` alike. Ask: Adrift, when
        more is left. Wrong: any other span, be it beside the truth or only too long or too short.
        """
        truth = self.truth(span)
        if isinstance(answer, Adrift):
            return "ask" if truth and self._alike(span, truth) else "right"
        return "right" if truth and self._dice(truth, answer) >= SAME else "wrong"

    def is_elsewhere(self, span: Span, answer: Answer) -> bool:
        """Tell whether an answer puts a coding on words of which none are its own."""
        truth = self.truth(span)
        return isinstance(answer, Span) and not (truth and truth.overlaps(answer))

    def _alike(self, span: Span, truth: Span) -> bool:
        old, new = self.edited.old[span.start : span.end], plain(self.edited.tracked[truth.start : truth.end])
        return fuzz.ratio(old, new) >= 100 * ALIKE

    def _dice(self, one: Span, other: Span) -> float:
        both = self._letters(Span(max(one.start, other.start), min(one.end, other.end)))
        return 2 * both / max(1, self._letters(one) + self._letters(other))

    def _letters(self, span: Span) -> int:
        return sum(not char.isspace() for char, _ in self.edited.tracked[span.start : span.end])


def by_position(anchor: Anchor, text: str) -> Span:
    """Leave the offsets as they were."""
    end = min(anchor.end, len(text))
    return Span(min(anchor.start, end), end)


def measure(edited: Edited, spans: Iterable[Span], method: str) -> Counter[str]:
    """Count verdicts over one edited text; "elsewhere" are those of the wrong ones that lie on none of the right words.

    Method is "position" (the old offsets), "quote" (quote and context alone) or "all" (all steps).
    """
    judge, new = Judge.of(edited), edited.new
    old_version, version = text_version(edited.old), text_version(new)
    alignment = align(edited.old, new) if method == "all" else None
    counts: Counter[str] = Counter()
    for span in spans:
        anchor = Anchor.at(span, edited.old, old_version)
        answer = by_position(anchor, new) if method == "position" else settle(anchor, new, version, alignment)
        counts[judge.verdict(span, answer)] += 1
        counts["elsewhere"] += judge.is_elsewhere(span, answer)
    return counts


# ---------------------------------------------------------------- short ways to settle


def anchor_of(words: str, text: str, nth: int = 0) -> Anchor:
    """Make the anchor of the nth occurrence of words in a text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Anchor.at(Span(start, start + len(words)), text, text_version(text))


def follow(words: str, old: str, new: str, nth: int = 0) -> Span | Adrift:
    """Settle words of an old text in a new one, the old one being known."""
    return settle(anchor_of(words, old, nth), new, text_version(new), align(old, new))


def look_for(words: str, old: str, new: str, nth: int = 0) -> Span | Adrift:
    """Settle words of an old text in a new one, the old one being lost."""
    return settle(anchor_of(words, old, nth), new, text_version(new), None)


def words_at(answer: Span | Adrift, text: str) -> str:
    """Give the words of a span; an answer adrift fails."""
    assert isinstance(answer, Span), answer
    return text[answer.start : answer.end]
