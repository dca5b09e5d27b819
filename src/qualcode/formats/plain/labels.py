"""Words at the start of a line that may be a speaker's label, and what they are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualcode.formats.plain.lexicon import fold
from qualcode.formats.plain.lines import Page
from qualcode.formats.plain.names import MASKED, is_name_shaped, without_mark

_TIME = r"(?:\d{1,2}:[0-5]?\d:[0-5]?\d[.,]\d{1,7}|\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?)"
TIME = rf"(?:(?:오전|오후)\s?)?{_TIME}(?:\s?[AaPp]\.?[Mm]\b\.?)?"
RANGE = rf"(?:\s*(?:-->|[-–~])\s*{_TIME})?"
_DATE = (
    r"(?:\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}\.?|\d{4}년\s?\d{1,2}월\s?\d{1,2}일)"
    r"(?:\s?(?:\([월화수목금토일]\)|[월화수목금토일]요일))?,?\s+"
)
STAMP = rf"[\[(<]?(?:{_DATE})?(?P<before>{TIME}){RANGE}[\])>]?"
STAMPED = re.compile(STAMP)
LONGEST_HEAD = 200
"""A label, its time and what marks them stand within so many characters; more are not searched, so that no line takes long."""
EMPHASIS = r"[*_]{1,3}"
_NAME = r"(?P<label>[^\s:：*_#>■□●▪◦▶▷►▲△▼▽◆◇◎★☆\\|\[(<{\"'“‘•·-][^:：\n]{0,59}?)"
_LEAD = r"\s*(?P<lead>(?:[-*•·○◯]\s+|[■□●▪◦▶▷►▲△▼▽◆◇◎★☆]\s*|>\s*)*)"
_HALF_DAY = re.compile(r"오전|오후|\s?[AaPp]\.?[Mm]\.?$")
_NEVER = "(?P<{0}>(?!))?"
LABELLED = re.compile(
    rf"{_LEAD}(?:{STAMP}\s*(?:[-–,|]\s+)?)?(?P<open>{EMPHASIS})?{_NAME}"
    rf"(?P<close1>{EMPHASIS})?(?:\s*[\[(](?P<time>{TIME}){RANGE}[\])]|\s+(?P<bare>{TIME}))?(?P<close2>{EMPHASIS})?"
    rf"\s*(?P<sep>[:：])(?P<close3>{EMPHASIS})?(?P<gap>\s*)(?P<text>.*)"
)
_AFTER = re.compile(rf"\[(?P<time>{TIME}){RANGE}\]\s*|\((?P<round>{TIME}){RANGE}\)\s*")


def _parted_by(sep: str) -> re.Pattern[str]:
    """Make the pattern of labels that another sign than a colon parts from speech, with the groups of the colon's."""
    never = "".join(map(_NEVER.format, ("time", "bare", "close2", "close3")))
    name = rf"(?P<open>{EMPHASIS})?{_NAME}(?P<close1>{EMPHASIS})?"
    return re.compile(rf"{_LEAD}(?:{STAMP}\s+)?{name}{never}(?P<sep>{sep})(?P<gap>)(?P<text>.*)")


TABBED = _parted_by(r"(?:\s?[-–])?\t+")
DASHED = _parted_by(r"\s+[-–—]\s+|\s*(?:→|->)\s*")
HUNG = _parted_by(r"\s?[-–—]\s+")
CLOSED = _parted_by(r"[)>/]\s+")
SLIP = re.compile(r"\s*(?P<label>[^\s;][^;:\n]{0,39}?)\s*;\s+(?P<text>\S.*)")
STOPPED = _parted_by(r"\.(?:\s+|\s?[-–—]+\s*)")
COLUMNS = _parted_by(r"\s{2,}")
DIGITS = re.compile(
    rf"{_LEAD}(?:{STAMP}\s+)?(?P<open>{EMPHASIS})?(?P<label>\d{{1,2}})(?P<close1>{EMPHASIS})?"
    rf"{''.join(map(_NEVER.format, ('time', 'bare', 'close2')))}\s*(?P<sep>[:：])(?P<close3>{EMPHASIS})?(?P<gap>\s+|$)(?P<text>.*)"
)

_SIGNS = {
    LABELLED: re.compile("[:：]"),
    TABBED: re.compile(r"\t"),
    DASHED: re.compile("[-–—→]"),
    HUNG: re.compile("[-–—]"),
    CLOSED: re.compile("[)>/]"),
    STOPPED: re.compile(r"\."),
    COLUMNS: re.compile(r"\s\s"),
    DIGITS: re.compile(r"\d[*_]*\s*[:：]"),
}
"""A line without any of these is not searched."""


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
    start = line[:LONGEST_HEAD]
    match = pattern.match(start) if _SIGNS[pattern].search(start) else None
    if not match or not (pattern is DIGITS or is_name_shaped(_label(match))) or not _colon_counts(match):
        return None
    text = line[match.start("text") :]
    emphasis = _emphasis(match, text)
    if emphasis is None:
        return None
    opening, suffix = emphasis
    text = text.removesuffix(suffix)
    later, text = time_first(text)
    time = match["before"] or match["time"] or match["bare"] or later
    prefix = line[: len(line) - len(suffix) - len(text)]
    bold = opening or page.is_bold(index, match.end("label"))
    form = form_of(page, index, bold=bold, timed=time, **_colon_form(match))
    return Head(index, without_mark(_label(match)), text, prefix, suffix, clock(time), form)


def _label(match: re.Match[str]) -> str:
    """Give the words of a label; stars behind a Korean family name stand for the rest of the name: 박**."""
    label, stars = match["label"].strip(), match["close1"] or ""
    return label + stars if _is_masked(match, label + stars) else label


def _is_masked(match: re.Match[str], label: str) -> bool:
    return bool(match["close1"]) and not match["open"] and MASKED.fullmatch(label) is not None


def read_slip(page: Page, index: int) -> Head | None:
    """Read a label with a semicolon for the colon, or None."""
    line = page.lines[index].rstrip()
    match = SLIP.match(line[:LONGEST_HEAD])
    if not match:
        return None
    start = match.start("text")
    return Head(index, match["label"], line[start:], line[:start], form=form_of(page, index, slip=True))


def time_first(text: str) -> tuple[str | None, str]:
    """Take a time in brackets off the start of speech."""
    after = _AFTER.match(text)
    return (after["time"] or after["round"], text[after.end() :]) if after else (None, text)


def clock(time: str | None) -> str | None:
    """Give a time as digits: 오후 3:12 and 3:12 PM are 15:12; all other times stay as they are written."""
    half = _HALF_DAY.search(time) if time else None
    if time is None or half is None:
        return time
    hour, rest = _HALF_DAY.sub("", time).strip().split(":", 1)
    late = half.group() == "오후" or half.group().strip()[0] in "pP"
    return f"{int(hour) % 12 + 12 * late}:{rest}"


def _colon_form(match: re.Match[str]) -> dict[str, object]:
    """Name what the surroundings of a colon mark a label by."""
    gap, sep = match["gap"], match["sep"]
    tight = sep == ":" and match["text"] and not gap
    return {
        "padded": len(gap) > 1 or "\t" in gap + sep,
        "stop-dash": sep[0] == "." and sep[-1] in "-–—",
        "tight": tight,
        "wide": sep == "：",
        "listed": match["lead"],
    }


def _emphasis(match: re.Match[str], text: str) -> tuple[str, str] | None:
    """Read the marks of bold around a label, or around the whole line: both ends, the second empty; None where they do not fit."""
    opening, closing = match["open"] or "", match["close1"] or match["close2"] or match["close3"] or ""
    if opening == closing or _is_masked(match, match["label"].strip() + closing):
        return opening, ""
    return (opening, opening) if not closing and text.endswith(opening) else None


def _colon_counts(match: re.Match[str]) -> bool:
    """Tell whether a colon without a blank after it parts a label from speech: not in 7:30, http://, :)."""
    if match["gap"] or not match["text"] or match["sep"] != ":" or match["close3"]:
        return True
    before = match["bare"] or match["label"]
    clock = re.search(r"(?:^|\D)\d{1,2}$", before) and (match["bare"] or before.split()[-1].isdigit())
    return match["text"][0] not in "/)-" and not (clock and re.match(r"[0-5]\d(?!\d)", match["text"]))
