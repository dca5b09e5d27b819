"""What stands where in two versions of a text: lines first, then words, characters only within what has changed.

A diff of two whole transcripts is quadratic in what changed. So lines that stand once in both texts are paired first
(the longest chain in order is the text's thread, the rest has moved), then words in a row within the lines that are
left; characters are compared in the short stretches between.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from qualcode.anchor.compare import Run, compare, join
from qualcode.anchor.lines import MOVED, Line, Lines, Match, Pair, longest_rising, one_to_one, shared_once
from qualcode.model.text import Span

SEED = 2
"""So many words in a row that stand once in both texts are taken for the same words."""
CARRIED, MANY = 4, 18
"""So many words have moved at least, and a third of the shorter line, of which no more than so many count."""
REACH = 40
"""So many characters beside words that moved without their line may have moved with them."""

_WORD = re.compile(r"\S+")

Strand = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two versions of a text and what they share.

    A strand is a row of runs that rise on both sides: the first is the text's thread, the others are what has moved, in
    order of the old text. ``reach`` says how far those up to each one go at most; ``claims`` are all runs by their place
    in the new text.
    """

    old: str
    new: str
    strands: tuple[Strand, ...]
    reach: tuple[int, ...]
    claims: Strand

    def strands_over(self, span: Span) -> Iterator[Strand]:
        """Give the strands that go over a range of the old text, the thread first."""
        yield self.strands[0]
        at = bisect_left(self.strands, span.end, lo=1, key=lambda s: s[0].old) - 1
        while at > 0 and self.reach[at] > span.start:
            yield self.strands[at]
            at -= 1

    def claimed(self, place: Span, *, but: Span) -> int:
        """Count the characters of a range of the new text that come from the old one, but not from the range ``but``."""
        total = 0
        first = bisect_right(self.claims, place.start, key=lambda r: r.new_end)
        for run in islice(self.claims, first, None):
            if run.new >= place.end:
                break
            a = max(run.new, place.start) - run.new + run.old
            b = min(run.new_end, place.end) - run.new + run.old
            total += b - a - max(0, min(b, but.end) - max(a, but.start))
        return total


def align(old: str, new: str) -> Alignment:
    """Find what two versions of a text share, once for all codings of a source. Time is near linear in the texts."""
    if old == new:
        return _alignment(old, new, (Run(0, 0, len(old)),), ())
    return _alignment(old, new, *_Aligner(old, new).strands())


def _alignment(old: str, new: str, thread: Strand, others: Iterable[Strand]) -> Alignment:
    strands = (thread, *sorted(others))
    reach = (0, *accumulate((strand[-1].old_end for strand in strands[1:]), max))
    claims = sorted((run for strand in strands for run in strand if run.length), key=lambda r: r.new)
    return Alignment(old, new, strands, reach, tuple(claims))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line that has no equal: its range, its line, and the gap between paired lines it stands in."""

    start: int
    end: int
    line: int
    gap: int


@dataclass(frozen=True, slots=True)
class _Seed:
    """A word that was found in both texts, and the lines it stands in."""

    run: Run
    lines: Pair


class _Aligner:
    """Two texts on the way to their strands."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.lines = Lines(old, new)

    def strands(self) -> tuple[Strand, list[Strand]]:
        """Pair lines, then words, then compare what lies between: the thread, and what has moved."""
        thread, moved = self._equal_lines()
        kept, carried = self._seeds(thread)
        in_order = self.lines.widen(self._changed_lines(thread, kept))
        elsewhere, scattered = self._moved_lines(moved, carried)
        whole = [Run(0, 0, 0), Run(len(self.old), len(self.new), 0)]
        others = [self._fill([*self._fences(block), *_runs(carried, block)]) for block in _blocks(elsewhere)]
        others += [self._fill(self._reach(seeds)) for seeds in scattered]
        main = self._fill([*whole, *self._fences(in_order), *(seed.run for seed in kept)])
        return main, others

    # ------------------------------------------------------------ lines

    def _equal_lines(self) -> tuple[list[Pair], list[Pair]]:
        """Pair lines with equal words: those in order, and those that have moved."""
        lines = self.lines
        once = shared_once(lines.old_words, lines.new_words)
        thread = lines.grow(lines.pair(longest_rising(once)), lines.equal)
        return thread, lines.pair((i, j) for i, j in once if len(lines.old_words[i]) >= MOVED)

    def _changed_lines(self, thread: Sequence[Pair], kept: Sequence[_Seed]) -> list[Pair]:
        """Pair changed lines in order: by the words they share, then by likeness from one pair to its neighbours."""
        lines = self.lines
        found = lines.pair(one_to_one(seed.lines for seed in kept))
        ends = [(-1, -1), (len(lines.old), len(lines.new))]
        return [pair for pair in lines.grow(sorted([*thread, *found, *ends]), lines.alike) if pair not in ends]

    def _moved_lines(self, moved: Sequence[Pair], carried: Mapping[Pair, list[_Seed]]) -> tuple[list[Match], list[list[_Seed]]]:
        """Pair changed lines that have moved as wholes; give apart the words that went from or to a part of a line."""
        lines = self.lines
        found = lines.pair(one_to_one(carried))
        matches = lines.widen(lines.grow(sorted([*moved, *found]), lines.alike))
        strays = lines.widen(lines.grow(lines.strays(), lines.alike))
        scattered = [seeds for pair, seeds in carried.items() if pair not in found]
        return sorted([*matches, *strays], key=lambda m: m.old), scattered

    # ------------------------------------------------------------ words

    def _seeds(self, thread: Sequence[Pair]) -> tuple[list[_Seed], dict[Pair, list[_Seed]]]:
        """Find words in a row that stand once in what is left of both texts: in order, and carried from line to line."""
        old = _words(self.old, self.lines.old, self.lines.partner, [i for i, _ in thread])
        new = _words(self.new, self.lines.new, self.lines.partner_of, [j for _, j in thread])
        pairs = shared_once(_in_a_row(self.old, old), _in_a_row(self.new, new))
        in_order = longest_rising([(i, j) for i, j in pairs if old[i].gap == new[j].gap])
        by_lines: dict[Pair, list[Pair]] = {}
        for i, j in sorted(set(pairs) - set(in_order)):
            by_lines.setdefault((old[i].line, new[j].line), []).append((i, j))
        carried = {lines: _each_word(members, old, new) for lines, members in sorted(by_lines.items())}
        return _each_word(in_order, old, new), {k: seeds for k, seeds in carried.items() if self._is_carried(k, seeds)}

    def _is_carried(self, lines: Pair, seeds: Sequence[_Seed]) -> bool:
        """Tell whether words make up enough of a line to have moved with it: a few words alone are a coincidence."""
        n_words = min(len(self.lines.old_words[lines[0]].split()), len(self.lines.new_words[lines[1]].split()))
        return len(seeds) >= CARRIED and 3 * len(seeds) >= min(n_words, MANY)

    # ------------------------------------------------------------ what lies between

    def _fences(self, matches: Iterable[Match]) -> Iterator[Run]:
        """Give where matches begin and end, where their words begin, and the words that are equal."""
        for match in matches:
            old, new = self.lines.old[match.old], self.lines.new[match.new]
            yield Run(old.start, new.start, 0)
            yield Run(old.body, new.body, old.end - old.body if self.lines.equal(match.old, match.new) else 0)
            yield Run(self.lines.old[match.old_last].end, self.lines.new[match.new_last].end, 0)

    def _reach(self, seeds: Sequence[_Seed]) -> list[Run]:
        """Give words that moved from or to a part of a line, with fences a few words before and after them."""
        first, last = seeds[0].run, seeds[-1].run
        old, new = self.lines.old[seeds[0].lines[0]], self.lines.new[seeds[0].lines[1]]
        before = min(first.old - old.body, first.new - new.body, REACH)
        after = min(old.end - last.old_end, new.end - last.new_end, REACH)
        fences = [Run(first.old - before, first.new - before, 0), Run(last.old_end + after, last.new_end + after, 0)]
        return [*fences, *(seed.run for seed in seeds)]

    def _fill(self, runs: Iterable[Run]) -> Strand:
        """Compare what lies between runs."""
        fenced = _rising(runs)
        filled = fenced[:1]
        for a, b in pairwise(fenced):
            shared = compare(self.old[a.old_end : b.old], self.new[a.new_end : b.new])
            filled += [*(Run(a.old_end + run.old, a.new_end + run.new, run.length) for run in shared), b]
        return tuple(join(filled))


def _rising(runs: Iterable[Run]) -> list[Run]:
    """Sort runs, and drop what does not rise on both sides: runs within others, then fences that are at odds with runs."""
    every = sorted(set(runs))
    solid = _climb(run for run in every if run.length)
    held = [fence for fence in every if not fence.length and _fits(fence, solid)]
    return _climb(sorted([*solid, *held]))


def _climb(runs: Iterable[Run]) -> list[Run]:
    kept: list[Run] = []
    for run in runs:
        if not kept or (kept[-1].old_end <= run.old and kept[-1].new_end <= run.new):
            kept.append(run)
    return kept


def _fits(fence: Run, solid: Sequence[Run]) -> bool:
    at = bisect_right(solid, fence.old, key=lambda r: r.old_end)
    after = at == len(solid) or (fence.old <= solid[at].old and fence.new <= solid[at].new)
    return after and (at == 0 or solid[at - 1].new_end <= fence.new)


def _blocks(matches: Iterable[Match]) -> list[list[Match]]:
    """Cut matches where either side does not go on with the next line."""
    blocks: list[list[Match]] = []
    for match in matches:
        if blocks and blocks[-1][-1].leads_to(match):
            blocks[-1].append(match)
        else:
            blocks.append([match])
    return blocks


def _runs(carried: Mapping[Pair, Sequence[_Seed]], block: Iterable[Match]) -> list[Run]:
    """Give the words that were carried with the lines of a block."""
    return [seed.run for match in block for pair in match.pairs for seed in carried.get(pair, ())]


def _words(text: str, lines: Sequence[Line], paired: Collection[int], thread: Sequence[int]) -> list[_Word]:
    """List the words of all lines without a partner."""
    return [
        _Word(m.start(), m.end(), i, bisect_left(thread, i))
        for i, line in enumerate(lines)
        if i not in paired
        for m in _WORD.finditer(text, line.body, line.end)
    ]


def _in_a_row(text: str, words: Sequence[_Word]) -> list[object]:
    """Give the key of each word: itself and those after it; the last ones of a line have none that is shared."""
    spelled = [text[w.start : w.end] for w in words]
    whole = (w.line == after.line for w, after in zip(words, words[SEED - 1 :], strict=False))
    keys: list[object] = [tuple(spelled[i : i + SEED]) if together else object() for i, together in enumerate(whole)]
    return keys + [object() for _ in words[len(keys) :]]


def _each_word(pairs: Iterable[Pair], old: Sequence[_Word], new: Sequence[_Word]) -> list[_Seed]:
    """Give all words of words in a row, each once and rising on both sides."""
    members = sorted({(i + k, j + k) for i, j in pairs for k in range(SEED)}, key=lambda p: (p[0], -p[1]))
    return [
        _Seed(Run(old[i].start, new[j].start, old[i].end - old[i].start), (old[i].line, new[j].line)) for i, j in longest_rising(members)
    ]
