"""Printed pages as lines: where each stands, which ones only repeat at the edges, and which are parts of one paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from qualcode.formats.plain import Paragraph
from qualcode.formats.plain.labels import DASHED, LABELLED, TABBED, read_head
from qualcode.formats.plain.lexicon import role_word
from qualcode.formats.plain.lines import Page, is_event, is_rule, join_wrapped, words_of

_EDGE = 4
"""So many lines from the top or the bottom may be furniture."""
_REPEATED = 0.6
_FEW_PAGES = 4
_FEWEST = 2
_HEIGHT = 3.0
_GAP = 1.35
_WIDE_GAP = 1.6
_SAME_LINE = 0.5
_SIZE = 0.1
_ROOM = 0.25
_SLACK = 0.04
_BESIDE = 0.2
_FULL = 0.85
_EM = 1.3
_MARKED = 0.15
_HALF = 0.5
"""Where so many lines, and not half of them, end with a blank, it is no accident: they break inside words."""
_PERCENTILE = 0.9
_FEWEST_PAIRS = 5
_NUMBER = re.compile(
    r"[-–—\s\[(<|]*(?:page|p\.?|쪽|페이지)?\s*\d{1,4}\s*(?:(?:/|of|-)\s*\d{1,4})?\s*(?:쪽|페이지|page)?[-–—\s\])>|]*", re.IGNORECASE
)
_BEGINS = re.compile(
    r"(?:Q|A|문|답|질문|답변|Question|Answer)\s*\d*\s*[.):：]|[\[(<]?\d{1,3}:[0-5]\d(?::[0-5]\d)?|\[[^]]{1,30}\]\s|[○◯●■□◆▶·•▪]|#{1,6}\s|\d{1,2}[.)]\s",
    re.IGNORECASE,
)
_TIMED = re.compile(r".{1,40}\s[\[(]?\d{1,3}:[0-5]\d(?::[0-5]\d)?[\])]?")
_SENTENCE = re.compile(r"[.!?…。][\"'”’)\]]*$")
_STOP = re.compile(r"[.,!?…:;)\]\"'”’」』]$")
_HYPHENATED = re.compile(r"\w[-\xad]$")
_HANGUL = re.compile(r"[가-힣]")
_LAST_SYLLABLES = frozenset("은는을를이가에고며면도의로요다만서")
"""Particles and endings with which most Korean words end: where a line ends so, 83 % of the guesses are right, else 71 %."""
_NARROW = frozenset(" .,:;!|'`ijlIft()[]{}-·")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line on a page (pages from 0): its words, where it begins and ends from the left and stands from the bottom, in points.

    ``bold`` counts its bold first characters, ``blank`` and ``led`` tell that a blank stands after its last word or before its first.
    """

    text: str
    page: int
    x: float
    right: float
    y: float
    size: float
    bold: int = 0
    blank: bool = False
    led: bool = False

    @property
    def key(self) -> str:
        """The line as lines of other pages are compared with it: digits masked."""
        return re.sub(r"\d+", "#", "".join(self.text.split()))


def width(text: str, size: float) -> float:
    """Estimate how wide text is printed, in points; fonts are not asked."""
    return size * sum(1.0 if c >= "\u1100" else 0.3 if c in _NARROW else 0.7 if c.isupper() else 0.53 for c in text)


@dataclass(slots=True)
class Gatherer:
    """Takes the fragments of a page as a PDF draws them, and makes lines of those that stand side by side."""

    page: int
    lines: list[list[tuple[str, float, float, float, bool]]] = field(default_factory=list)

    def see(self, text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        """Take a fragment with its matrices: that of the page and that of the text."""
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = (tm[2] ** 2 + tm[3] ** 2) ** 0.5 * (cm[2] ** 2 + cm[3] ** 2) ** 0.5
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        for number, part in enumerate(text.split("\n")):
            if part:
                self._take((part, x, y, abs(size * scale) or 1.0, "bold" in name.casefold()), goes_on=number == 0)

    def _take(self, fragment: tuple[str, float, float, float, bool], *, goes_on: bool) -> None:
        last = self.lines[-1][-1] if self.lines else None
        beside = last is not None and abs(fragment[2] - last[2]) < _SAME_LINE * max(fragment[3], last[3])
        if beside and goes_on:
            self.lines[-1].append(fragment)
        elif fragment[0].strip():
            self.lines.append([fragment])

    def printed(self) -> list[Printed]:
        """Give the lines from top to bottom, or as drawn where the page has columns."""
        starts = Counter(round(f[1]) for line in self.lines for f in line[1:])
        columns = {x for x, n in starts.items() if n >= max(3, _BESIDE * len(self.lines))}
        found = [p for line in self.lines if (p := _line(line, self.page, columns)).text]
        at = Counter(round(p.y) for p in found)
        beside = sum(n for n in at.values() if n > 1)
        return found if beside > _BESIDE * len(found) else sorted(found, key=lambda p: -p.y)


def _line(fragments: Sequence[tuple[str, float, float, float, bool]], page: int, columns: set[int]) -> Printed:
    text, bold, end = "", 0, 0.0
    ordered = sorted(fragments, key=lambda f: f[1])
    for part, x, _, size, is_bold in ordered:
        parted = not text or text.endswith((" ", "\t")) or part.startswith(" ")
        if text and x > end + size and round(x) in columns:
            text = text.rstrip() + "\t"
        elif not parted and x > end + size:
            text += " "
        if (is_bold or not part.strip()) and bold == len(text):
            bold += len(part)
        text += part
        end = max(end, x) + width(part, size)
    _, x, y, size, _ = ordered[0]
    lead = len(text) - len(text.lstrip())
    bare = text.strip()
    return Printed(
        bare,
        page,
        x,
        end - width(text[len(text.rstrip()) :], size),
        y,
        size,
        min(max(bold - lead, 0), len(bare)),
        text != text.rstrip(),
        lead > 0,
    )


def without_furniture(pages: Sequence[Sequence[Printed]]) -> tuple[list[list[Printed]], list[Printed]]:
    """Part what only repeats at the edges of pages (on 60 % of them, or of every other page, digits masked) from the rest."""
    edges = [_edges(page) for page in pages]
    repeated = _repeated(pages) | _repeated(pages[::2]) | _repeated(pages[1::2])
    body: list[list[Printed]] = []
    dropped: list[Printed] = []
    for page, edge in zip(pages, edges, strict=True):
        sure = {id(p) for p in edge if p.key in repeated and (len(pages) >= _FEW_PAGES or _stands_apart(p, page))}
        sure |= {id(p) for p in (*edge[:1], *edge[-1:]) if _NUMBER.fullmatch(p.text) and _stands_apart(p, page)}
        body.append([p for p in page if id(p) not in sure])
        dropped += [p for p in page if id(p) in sure]
    return body, dropped


def _edges(page: Sequence[Printed]) -> list[Printed]:
    down = sorted(page, key=lambda p: -p.y)
    return down if len(down) <= 2 * _EDGE else [*down[:_EDGE], *down[-_EDGE:]]


def _repeated(pages: Sequence[Sequence[Printed]]) -> set[str]:
    """Find the lines at edges that most of these pages have, at one height, and that stand hardly anywhere else."""
    heights: dict[str, list[float]] = {}
    for page in pages:
        for line in {p.key: p for p in _edges(page)}.values():
            heights.setdefault(line.key, []).append(line.y)
    whole = Counter(p.key for page in pages for p in page)
    at_one_height = {key: sum(abs(y - median(ys)) < _HEIGHT for y in ys) for key, ys in heights.items()}
    enough = max(_FEWEST, _REPEATED * len(pages))
    labels = {p.key for page in pages for p in page if _label(p.text)} if len(pages) < _FEW_PAGES else set()
    more = {key: 0 if key in labels else max(1, int(_BESIDE * n)) for key, n in at_one_height.items()}
    return {key for key, n in at_one_height.items() if n >= enough and whole[key] <= n + more[key]}


def _stands_apart(line: Printed, page: Sequence[Printed]) -> bool:
    """Tell whether a line is set apart from the text: by its size, or by a gap between it and all text above or below."""
    sizes = Counter(round(p.size, 1) for p in page for _ in p.text)
    if abs(line.size - sizes.most_common(1)[0][0]) > _SIZE * line.size or len(page) == 1:
        return True
    down = sorted({round(p.y, 1) for p in page}, reverse=True)
    steps = [a - b for a, b in pairwise(down)]
    at = down.index(round(line.y, 1))
    usual = median(steps) if steps else 0.0
    top = any(step > _WIDE_GAP * usual for step in steps[at : at + _EDGE]) and at < _EDGE
    return top or (any(step > _WIDE_GAP * usual for step in steps[max(at - _EDGE, 0) : at]) and at >= len(down) - _EDGE)


@dataclass(slots=True)
class Setting:
    """How the text of a document is set: its right margin, the step between lines, what parts paragraphs, where lines break."""

    margin: float
    left: float
    step: float
    labels: frozenset[str]
    gapped: bool = False
    inside: bool = False
    """Lines break inside Korean words."""
    marked: bool = False
    """A blank at the end of a line tells that it breaks between words."""
    words: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    """Words that stand neither first nor last on a line, so that they are whole."""


@dataclass(slots=True)
class Joints:
    """How many line ends were joined, and of how many it was a guess whether they part a word."""

    joined: int = 0
    guessed: int = 0


def paragraphs(pages: Iterable[Sequence[Printed]]) -> tuple[list[Paragraph], Joints]:
    """Make paragraphs of lines, with an empty one where a gap is left; says how many line ends were joined by guess."""
    lines = [p for page in pages for p in page]
    if not lines:
        return [], Joints()
    setting = _setting(lines)
    found: list[Paragraph] = [Paragraph(lines[0].text, lines[0].bold)]
    joints = Joints()
    for before, line in pairwise(lines):
        if _begins(before, line, setting):
            found += [Paragraph("")] if _is_gap(before, line, setting) else []
            found.append(Paragraph(line.text, line.bold))
        else:
            joint = _joint(before, line, setting, joints)
            text = join_wrapped(found[-1].text, line.text, setting.words) if joint == " " else found[-1].text + line.text
            found[-1] = Paragraph(text, found[-1].bold)
    return found, joints


def _setting(lines: Sequence[Printed]) -> Setting:
    steps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and a.y > b.y]
    rights = sorted(p.right for p in lines)
    keys = Counter(key for p in lines if (key := _label(p.text)))
    labels = frozenset(key for key, n in keys.items() if n >= _FEWEST or role_word(key))
    setting = Setting(rights[int(_PERCENTILE * (len(rights) - 1))], min(p.x for p in lines), _usual(steps), labels)
    pairs = list(pairwise(lines))
    opening = [(a, b) for a, b in pairs if _label(b.text) in labels and a.page == b.page]
    setting.gapped = len(opening) >= _FEWEST and sum(_is_gap(a, b, setting) for a, b in opening) >= _REPEATED * len(opening)
    wrapped = [(a, b) for a, b in pairs if not _starts(b.text, setting) and not _is_gap(a, b, setting) and not _SENTENCE.search(a.text)]
    korean = [(a, b) for a, b in wrapped if _HANGUL.match(a.text[-1]) and _HANGUL.match(b.text)]
    blanks = sum(a.blank or b.led for a, b in korean) / max(1, len(korean))
    setting.marked = _MARKED <= blanks < _HALF or blanks >= _FULL
    full = sum(setting.margin - a.right < _EM * a.size for a, _ in korean)
    setting.inside = len(korean) >= _FEWEST_PAIRS and full >= _FULL * len(korean)
    setting.words = words_of("\n".join(p.text for p in lines))
    setting.inner = words_of("\n".join(" ".join(p.text.split()[1:-1]) for p in lines))
    return setting


def _usual(steps: Sequence[float]) -> float:
    """Give the step between lines that is most usual, the smaller of two."""
    if not steps:
        return 0.0
    counts = Counter(round(step, 1) for step in steps)
    most = max(counts.values())
    return min(step for step, n in counts.items() if n >= _SAME_LINE * most)


def _label(text: str) -> str | None:
    page = Page((text,))
    head = read_head(page, 0, LABELLED) or read_head(page, 0, TABBED) or read_head(page, 0, DASHED)
    return head.key if head else None


def _starts(text: str, setting: Setting) -> bool:
    return (
        _label(text) in setting.labels
        or _BEGINS.match(text) is not None
        or is_event(text)
        or is_rule(text)
        or _TIMED.fullmatch(text) is not None
    )


def _ends(text: str) -> bool:
    """Tell whether nothing can go on with a line: a label alone, a name and a time, an event."""
    return text.endswith((":", "：")) or is_event(text) or is_rule(text) or _TIMED.fullmatch(text) is not None


def _is_gap(before: Printed, line: Printed, setting: Setting) -> bool:
    return before.page == line.page and setting.step > 0 and abs(before.y - line.y) > _GAP * setting.step


def _begins(before: Printed, line: Printed, setting: Setting) -> bool:
    """Tell whether a line begins a paragraph: after a gap, at a label, in another size, or where the line before had room for it."""
    if _is_gap(before, line, setting) or abs(before.size - line.size) > _SIZE * line.size:
        return True
    if _starts(line.text, setting) or _ends(before.text):
        return True
    if (setting.gapped and before.page == line.page) or (_HYPHENATED.search(before.text) and line.text[0].islower()):
        return False
    room, whole = setting.margin - before.right, setting.margin - setting.left
    word = line.size if setting.inside else width(" " + line.text.split(maxsplit=1)[0], line.size)
    return room > word + _SLACK * whole and (_SENTENCE.search(before.text) is not None or room > _ROOM * whole)


def _joint(before: Printed, line: Printed, setting: Setting, joints: Joints) -> str:
    """Give what stands between two halves: a blank, or nothing where a Korean word is broken."""
    joints.joined += 1
    if before.text.endswith("\xad"):
        return ""
    if not (_HANGUL.match(before.text[-1]) and _HANGUL.match(line.text)):
        return " "
    if setting.marked:
        return " " if before.blank or line.led else ""
    return _guess(before.text, line.text, setting, joints) if setting.inside else " "


def _guess(before: str, after: str, setting: Setting, joints: Joints) -> str:
    """Tell from the words that stand whole elsewhere, else from the last syllable, whether a line end parts two words."""
    left, right = re.findall(r"\w+", before)[-1], re.findall(r"\w+", after)[0]
    if left + right in setting.inner:
        return ""
    if left in setting.inner and right in setting.inner:
        return " "
    joints.guessed += 1
    return " " if len(left) > 1 and left[-1] in _LAST_SYLLABLES else ""


def masked(lines: Iterable[Printed]) -> Iterator[tuple[str, int]]:
    """Give the different lines among these, digits masked, each as it first stands and with how often."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for line in lines:
        first.setdefault(line.key, line.text)
        counts[line.key] += 1
    for key, text in first.items():
        yield text, counts[key]
