"""Addresses: how people name a place (``P03``, ``P03:12``, ``P03:12-14``, ``P03:12.2``); logs never store them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualcode.model.failure import QualcodeError
from qualcode.model.source import Source
from qualcode.model.text import Span, nfc

_ADDRESS = re.compile(r"(?P<source>[^:]+)(?::(?P<first>\d+)(?:-(?P<last>\d+)|\.(?P<sentence>\d+))?)?")


@dataclass(frozen=True, slots=True)
class Address:
    """A source, perhaps a run of turns in it, perhaps one sentence of a turn; all counted from 1."""

    source: str
    first: int | None = None
    last: int | None = None
    sentence: int | None = None


class BadAddress(QualcodeError):
    """An address that says no place."""

    def __init__(self, typed: str, why: str) -> None:
        super().__init__(f"{typed}: {why}", "an address is P03, P03:12, P03:12-14 or P03:12.2; qualcode help addresses")


def parse_address(typed: str) -> Address:
    """Read an address; raises :class:`BadAddress`."""
    match = _ADDRESS.fullmatch(nfc(typed.strip()))
    if match is None:
        raise BadAddress(typed, "not an address")
    first, last, sentence = (int(match[n]) if match[n] else None for n in ("first", "last", "sentence"))
    return Address(match["source"], first, first if last is None else last, sentence)


def find_address(source: Source, address: Address) -> Span:
    """Give the range of an address in a source; raises :class:`BadAddress` where the source has no such turn or sentence."""
    run = "" if address.last == address.first else f"-{address.last}"
    typed = source.id if address.first is None else f"{source.id}:{address.first}{run}"
    if not source.turns:
        raise BadAddress(typed, "this source has no turns")
    if address.first is None or address.last is None:
        return Span(source.turns[0].span.start, source.turns[-1].span.end)
    if address.first > address.last:
        raise BadAddress(typed, "the last turn comes before the first")
    if not 1 <= address.first <= address.last <= len(source.turns):
        raise BadAddress(typed, f"{source.id} has turns 1 to {len(source.turns)}")
    first, last = source.turns[address.first - 1], source.turns[address.last - 1]
    if address.sentence is None:
        return Span(first.span.start, last.span.end)
    cut = source.sentences_of(first)
    if not 1 <= address.sentence <= len(cut):
        raise BadAddress(f"{typed}.{address.sentence}", f"turn {address.first} has sentences 1 to {len(cut)}")
    return cut[address.sentence - 1]


def address_of(source: Source, span: Span) -> str:
    """Write the address of a range: source and turn, turns, or the sentence it lies in (``P03:12``, ``P03:12-14``, ``P03:12.2``)."""
    turns = source.turns_in(span)
    if not turns:
        return source.id
    first, last = turns[0], turns[-1]
    if first != last:
        return f"{source.id}:{first.number}-{last.number}"
    touched = [i for i, s in enumerate(source.sentences_of(first), 1) if s.overlaps(span)]
    if len(touched) == 1 and len(source.sentences_of(first)) > 1:
        return f"{source.id}:{first.number}.{touched[0]}"
    return f"{source.id}:{first.number}"
