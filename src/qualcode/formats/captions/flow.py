"""Speech that comes in scraps (cues, recognised segments, single words): scraps that nobody is named for become sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from qualcode.formats.assemble import Utterance, clock
from qualcode.formats.plain.lexicon import fold
from qualcode.formats.plain.lines import is_event

_ENDS = re.compile(r"(?:[.?!…。？！]|[요다죠까])[\"'”’»)\]]*(?:\s*[<(\[][^<>()\[\]]{1,40}[>)\]])*$")
_PAUSE = 2.0
"""So many seconds of silence end a passage."""
_LONG = 400
"""A passage without sentence marks is ended at the first cue after so many characters."""
_ASKS = re.compile(r"[?？][\"'”’»)\]]*$")
_FEWEST_NAMED = 4
_UNNAMED = 0.3
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Scrap:
    """A piece of speech with its times in seconds; ``opens`` where the file marks that another speaker begins, without a name."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    opens: bool = False
    codes: tuple[str, ...] = ()

    def utterance(self) -> Utterance:
        """Give it as a piece for :func:`~qualcode.formats.assemble.assemble`."""
        return Utterance(self.speaker, self.text, None if self.start is None else clock(self.start), self.codes)


def flow(scraps: Iterable[Scrap], *, marked: bool = False) -> list[Utterance]:
    """Join scraps of nobody in which a sentence goes on, with a blank; in ``marked`` files all up to the next mark.

    A scrap that opens begins a passage, as does one after a pause, an event or a code. Nothing is given to a named speaker.
    """
    runs: list[list[Scrap]] = []
    length = 0
    for scrap in (s for s in scraps if s.speaker or s.text.strip()):
        if runs and _goes_on(runs[-1], scrap, length, marked=marked):
            runs[-1].append(scrap)
            length += len(scrap.text) + 1
        else:
            runs.append([scrap])
            length = len(scrap.text)
    return [_joined(run).utterance() for run in runs]


def _goes_on(run: list[Scrap], scrap: Scrap, length: int, *, marked: bool) -> bool:
    before = run[-1]
    if scrap.opens or scrap.speaker or before.speaker or scrap.codes or before.codes:
        return False
    if marked:
        return True
    open_ = not _ENDS.search(before.text.rstrip()) and not is_event(before.text) and not is_event(scrap.text)
    return open_ and length < _LONG and not _pauses(before, scrap)


def _pauses(before: Scrap, scrap: Scrap) -> bool:
    last = before.end if before.end is not None else before.start
    return last is not None and scrap.start is not None and scrap.start - last >= _PAUSE


def _joined(run: list[Scrap]) -> Scrap:
    first = run[0]
    return first if len(run) == 1 else Scrap("", " ".join(s.text.strip() for s in run), first.start, run[-1].end, first.opens)


def named_at_changes(pieces: Iterable[tuple[str, str]]) -> bool:
    """Tell whether names stand only where another speaker begins: ``pieces`` are (speaker, words), "" where none is named.

    Then the first piece has a name, many have none, hardly ever does a name follow on itself, and what has none is no series
    of questions, as those of an interviewer would be whom nobody names.
    """
    said = [(fold(who), words) for who, words in pieces if words.strip() and not is_event(words)]
    named = [who for who, _ in said if who]
    rest = [words for who, words in said if not who]
    if not said or not said[0][0] or len(named) < _FEWEST_NAMED or len(rest) < _UNNAMED * len(said):
        return False
    again = sum(a == b for a, b in pairwise(named))
    return not again and sum(_ASKS.search(words) is not None for words in rest) <= _HALF * len(rest)


def onward(scraps: Iterable[Scrap]) -> tuple[list[Scrap], list[Scrap]]:
    """Give scraps of nobody to the speaker before, up to the next mark or name; gives all, and those as they were.

    What is only an event stays nobody's.
    """
    found: list[Scrap] = []
    given: list[Scrap] = []
    speaker = ""
    for scrap in scraps:
        speaker = scrap.speaker if scrap.speaker or scrap.opens else speaker
        if scrap.speaker or not speaker or not scrap.text.strip() or is_event(scrap.text):
            found.append(scrap)
        else:
            found.append(replace(scrap, speaker=speaker))
            given.append(scrap)
    return found, given
