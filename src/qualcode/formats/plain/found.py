"""What a detector sees of a layout, and how much of a page that covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.formats.plain.labels import Head
from qualcode.formats.plain.lines import Page

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector sees: where turns begin, how sure that is (turns seen, weighed), what it left alone."""

    layout: str
    heads: tuple[Head, ...] = ()
    weight: float = 1.0
    single: tuple[Head, ...] = ()
    refused: tuple[Head, ...] = ()
    says: str = ""

    @property
    def score(self) -> float:
        """The number of turns and questions that are marked, weighed by how clear the form is."""
        return self.weight * sum(h.kind != "implied" for h in self.heads)


def covers(page: Page, heads: Sequence[Head], share: float) -> bool:
    """Tell whether so large a share of the blocks between the first and the last head (there is one) hold heads."""
    at = {h.line for h in heads}
    blocks = [b for b in page.blocks() if heads[0].line <= b[-1] and b[0] <= heads[-1].line]
    begun = sum(bool(at.intersection(b)) for b in blocks)
    return begun >= share * len(blocks)


def mostly_heads(page: Page, heads: Sequence[Head]) -> bool:
    """Tell whether lines between heads mostly begin turns, where lines are whole."""
    return page.wrapped or len(heads) >= _HALF * len(page.content(heads[0].line, heads[-1].line + 1))
