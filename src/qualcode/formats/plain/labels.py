"""Words at the start of a line that may be a speaker's label, and what they are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualcode.formats.plain.lexicon import fold
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import is_name_shaped, without_mark

TIME = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
STAMP = rf"[\[(<]?(?P<before>{TIME})(?:\s*(?:-->|[-–~])\s*{TIME})?[\])>]?"
EMPHASIS = r"[*_]{1,3}"
_NAME = r"(?P<label>[^\s:：*_#>\\|\[(<{\"'“‘•·-][^:：\n]{0,59}?)"
_LEAD = r"\s*(?P<lead>(?:[-*•·>]\s+)*)"
_NEVER = "(?P<{0}>(?!))?"
LABELLED = re.compile(
    rf"{_LEAD}(?:{STAMP}\s*(?:[-–]\s+)?)?(?P<open>{EMPHASIS})?{_NAME}"
    rf"(?P<close1>{EMPHASIS})?(?:\s*[\[(](?P<time>{TIME})[\])]|\s+(?P<bare>{TIME}))?(?P<close2>{EMPHASIS})?"
    rf"\s*(?P<sep>[:：])(?P<close3>{EMPHASIS})?(?P<gap>\s*)(?P<text>.*)"
)
_AFTER = re.compile(rf"[\[(](?P<time>{TIME})[\])]\s*")


def _parted_by(sep: str) -> re.Pattern[str]:
    """Make the pattern of labels that another sign than a colon parts from speech, with the groups of the colon's."""
    never = "".join(map(_NEVER.format, ("time", "bare", "close2", "close3")))
    name = rf"(?P<open>{EMPHASIS})?{_NAME}(?P<close1>{EMPHASIS})?"
    return re.compile(rf"{_LEAD}(?:{STAMP}\s+)?{name}{never}(?P<sep>{sep})(?P<gap>)(?P<text>.*)")


TABBED = _parted_by(r"(?:\s?[-–])?\t+")
DASHED = _parted_by(r"\s+[-–—]\s+")
CLOSED = _parted_by(r"\)\s+")


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a turn on a line: label as written, what is said on the line, and what is taken off around that.

    ``form`` names what marks the label: bold, padded, timed, opens (begins a block), listed (an item), tight (no blank
    after the colon), wide (a Korean colon). ``kind`` is label, prompt (a question without a label) or implied.
    """

    line: int
    label: str
    text: str
    prefix: str = ""
    suffix: str = ""
    time: str | None = None
    form: frozenset[str] = frozenset()
    kind: str = "label"

    @property
    def alone(self) -> bool:
        """The label has its line to itself."""
        return not self.text

    @property
    def opens(self) -> bool:
        """The label begins a block."""
        return "opens" in self.form

    @property
    def key(self) -> str:
        """The label as labels are compared."""
        return fold(self.label)


def form_of(page: Page, index: int, **traits: object) -> frozenset[str]:
    """Name the traits that hold, and whether the line begins a block."""
    return frozenset(name for name, holds in traits.items() if holds) | ({"opens"} if page.opens(index) else set())


def read_head(page: Page, index: int, pattern: re.Pattern[str] = LABELLED) -> Head | None:
    """Read a label at the start of a line, or None where there is none that could be one."""
    line = page.lines[index].rstrip()
    match = pattern.match(line)
    if not match or not is_name_shaped(match["label"]) or not _colon_counts(match):
        return None
    emphasis = _emphasis(match)
    if emphasis is None:
        return None
    opening, suffix = emphasis
    text = match["text"].removesuffix(suffix)
    after = _AFTER.match(text) if opening else None
    text = text[after.end() :] if after else text
    time = match["before"] or match["time"] or match["bare"] or (after["time"] if after else None)
    prefix = line[: len(line) - len(suffix) - len(text)]
    bold = opening or page.is_bold(index, match.end("label"))
    form = form_of(page, index, bold=bold, timed=time, **_colon_form(match))
    return Head(index, without_mark(match["label"].strip()), text, prefix, suffix, time, form)


def _colon_form(match: re.Match[str]) -> dict[str, object]:
    """Name what the surroundings of a colon mark a label by."""
    gap, sep = match["gap"], match["sep"]
    tight = sep == ":" and match["text"] and not gap
    return {"padded": len(gap) > 1 or "\t" in gap, "tight": tight, "wide": sep == "：", "listed": match["lead"]}


def _emphasis(match: re.Match[str]) -> tuple[str, str] | None:
    """Read the marks of bold around a label, or around the whole line: both ends, the second empty; None where they do not fit."""
    opening, closing = match["open"] or "", match["close1"] or match["close2"] or match["close3"] or ""
    if opening == closing:
        return opening, ""
    return (opening, opening) if not closing and match["text"].endswith(opening) else None


def _colon_counts(match: re.Match[str]) -> bool:
    """Tell whether a colon without a blank after it parts a label from speech: not in 7:30, http://, :)."""
    if match["gap"] or not match["text"] or match["sep"] != ":" or match["close3"]:
        return True
    before = match["bare"] or match["label"]
    clock = re.search(r"(?:^|\D)\d{1,2}$", before) and (match["bare"] or before.split()[-1].isdigit())
    return match["text"][0] not in "/)-" and not (clock and re.match(r"[0-5]\d(?!\d)", match["text"]))
