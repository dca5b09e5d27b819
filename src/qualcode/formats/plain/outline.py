"""An interviewer's guide between turns: its sections and questions count up through the file, a list in speech does not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from qualcode.formats.plain.lines import Page

_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_LATIN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_FORMS = {
    "number": re.compile(r"\s*(?:#+\s*)?(?P<a>\d{1,2})[.)]\s+(?P<text>\S.{0,80})"),
    "roman": re.compile(rf"\s*(?P<a>[{_ROMAN}]|[IVX]{{1,4}}(?=[.)]))[.)]?\s+(?P<text>\S.{{0,80}})"),
    "deep": re.compile(r"\s*(?P<a>\d{1,2})[.-](?P<b>\d{1,2})[.)]?\s+(?P<text>\S.{0,80})"),
    "letter": re.compile(r"\s*(?P<a>[A-Z])(?P<b>\d{1,2})[.)]\s+(?P<text>\S.{0,80})"),
    "section": re.compile(r"\s*(?:section|part|topic|theme|module)\s+(?P<a>\d{1,2}|[A-Z])\s*[:.–-]\s*(?P<text>\S.{0,80})", re.IGNORECASE),
}
_UNDER = re.compile(r"\s*(?:[-•·○]\s+\S|(?:probes?|prompts?|follow-?ups?|(?:탐색|보조|세부|추가)\s*질문)\s*[:：])", re.IGNORECASE)
"""What stands under a question of a guide: points to probe."""
_SENTENCE = re.compile(r"[.…!]$|(?:[요다죠])$")
_FEWEST = 2


class _Row(NamedTuple):
    line: int
    form: str
    number: tuple[int, ...]
    under: tuple[int, ...] = ()


def outline_marks(page: Page, leading: Iterable[int], taken: Collection[int]) -> list[int]:
    """Find the lines of a guide: the numbered ones above turns, if they count up, with the points under them.

    ``leading`` are the lines directly above turns, from the last to the first; lines in ``taken`` begin turns.
    """
    rows = [row for i in leading for row in _stack(page, i, taken)]
    by_form: dict[str, list[_Row]] = {}
    for row in sorted(rows):
        by_form.setdefault(row.form, []).append(row)
    sure = [row for form, found in by_form.items() if _count_up(form, [r.number for r in found]) for row in found]
    return sorted({i for row in sure for i in (row.line, *row.under)})


def _stack(page: Page, index: int, taken: Collection[int]) -> list[_Row]:
    """Read the numbered lines from here upwards, with what stands under each; a form twice in a row is a list in speech."""
    rows: list[_Row] = []
    under: list[int] = []
    for i in range(index, -1, -1):
        row = _row(page.lines[i], i) if i not in taken else None
        if row:
            rows.append(row._replace(under=tuple(under)))
            under = []
        elif i not in taken and _UNDER.match(page.lines[i]):
            under.append(i)
        elif i in taken or page.lines[i].strip():
            break
    return rows if len({r.form for r in rows}) == len(rows) else []


def _row(line: str, index: int) -> _Row | None:
    for form, pattern in _FORMS.items():
        match = pattern.fullmatch(line.rstrip())
        if match and not _SENTENCE.search(match["text"]):
            return _Row(index, form, tuple(map(_number, match.groups()[:-1])))
    return None


def _number(written: str) -> int:
    """Read 3, Ⅲ, III and C as 3."""
    if written.isdecimal():
        return int(written)
    if written in _ROMAN:
        return _ROMAN.index(written) + 1
    return _LATIN.index(written) + 1 if written in _LATIN else ord(written[0]) - ord("A") + 1


def _count_up(form: str, numbers: list[tuple[int, ...]]) -> bool:
    """Tell whether numbers rise through the file, single ones by one each."""
    if len(numbers) < _FEWEST:
        return False
    if form in {"deep", "letter"}:
        return numbers == sorted(set(numbers))
    return [n for (n,) in numbers] == list(range(numbers[0][0], numbers[0][0] + len(numbers)))
