"""What stands in a transcript and was not said: events, times, notes of the transcriber. No keyword matches there."""

from __future__ import annotations

import re

from qualcode.model.text import Span

_EVENTS = (
    "웃음|웃으|웃는|침묵|한숨|박수|기침|울음|울먹|눈물|정적|잠시|머뭇|끄덕|불분명|들림|불가|잡음|"
    "laugh|chuckl|sigh|paus|silen|cough|applau|cry|crie|inaudible|unclear|crosstalk|nod"
)
_MARK = re.compile(
    r"\[[^\[\]\n]{0,80}\]"
    r"|<[^<>\s][^<>\n]{0,38}>"
    rf"|\([^()\n]{{0,20}}(?:{_EVENTS})[^()\n]{{0,20}}\)"
    r"|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?![\d:])",
    re.IGNORECASE,
)


def marks(text: str) -> tuple[Span, ...]:
    """Give the ranges of all marks: square and angle brackets, round ones that name an event, times."""
    return tuple(Span(*match.span()) for match in _MARK.finditer(text))
