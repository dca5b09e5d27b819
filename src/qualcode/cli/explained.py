"""Explained keywords, for scripts and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from qualcode.analysis.phrases import phrase
from qualcode.analysis.retrieve import label_of
from qualcode.analysis.table import Cell, Column, Table
from qualcode.cli.view import Screen, fold, show
from qualcode.match import korean
from qualcode.match.explain import COMBINATION, never

if TYPE_CHECKING:
    from qualcode.match.explain import Reading
    from qualcode.match.query import Problem
    from qualcode.model.project import Project
    from qualcode.model.text import Span
    from qualcode.session.explaining import Example, Explained, Explanation, Form, Found

SCHEMA = "qualcode.explain/1"
_SHOWN = {"glob": 16}
_USUALLY_SHOWN = 8
"""How many forms of a tier are shown; of a glob twice as many, since they are what it stands for."""

_LONGEST, _NARROW = 32, 12
"""The most cells for a form, and the least for a folded line."""

_ELLIPSES, _MOST_MARKED = 4, 4
"""The cells for what shows on both sides of an example that more was said, and the most hits in brackets."""

_KEPT = "\u00a0"
"""A blank at which no line is broken."""


def explanation_table(found: Explanation, lang: str) -> Table:
    """Give each form of each tier of each keyword a row; a keyword without hits has one too.

    ``left_out``, ``accepted`` and ``rejected`` are those of the keyword, the same in all of its rows.
    """
    texts = ("code", "keyword", "reading", "tier", "form")
    numbers = ("hits", "sources", "denied", "left_out", "accepted", "rejected")
    columns = [Column(key, phrase(key, lang), note=key == "reading") for key in texts]
    columns += [Column(key, phrase(key, lang), "number") for key in numbers]
    rows = [row for one in found.keywords for row in _rows(one)]
    return Table(SCHEMA, "explain", (*columns, Column("problem", phrase("problem", lang), note=True)), tuple(rows))


def _rows(one: Explained) -> Iterator[tuple[Cell, ...]]:
    said = one.reading.said if one.reading else ""
    problem = "; ".join(f"{p.message} (column {p.column + 1})" for p in one.problems)
    of_keyword = (one.found.left_out, one.accepted, one.rejected, problem)
    forms = [(f.tier, f.text, f.hits, f.sources, f.denied) for f in one.found.forms]
    unseen = one.reading.words if one.reading else ()
    if len(unseen) == 1:
        forms += [("word", form, 0, 0, 0) for form in never(unseen, _surfaces(one.found))[0]]
    for form in forms or [("", "", 0, 0, 0)]:
        yield (one.code, one.keyword.find, said, *form, *of_keyword)


def _surfaces(found: Found) -> list[str]:
    return [form.text for form in found.forms]


def closing(found: Explanation) -> Iterator[str]:
    """Say what was searched, what was given up, and what to do next."""
    for finding in found.findings:
        yield f"{finding.severity}[{finding.rule}]: {finding.message}"
    if not found.sources:
        yield "No transcripts yet: qualcode import FILES... brings them in."
    silent = sum(not (one.found.hits or one.found.left_out or one.problems) for one in found.keywords)
    if len(found.keywords) > 1:
        unread = sum(bool(one.problems) for one in found.keywords)
        parts = [f"{len(found.keywords)} keywords"]
        parts += [f"{silent} found nowhere in the study"] if silent and found.sources else []
        parts += [f"{unread} cannot be read: qualcode codebook check"] if unread else []
        yield ", ".join(parts) + "."
    tried = next((one for one in found.keywords if not one.code and not one.problems), None)
    if tried:
        yield f"Keep it: qualcode codebook add CODE --keyword '{tried.keyword.find}'"


def explanation_lines(project: Project, found: Explanation, lang: str, *, brief: bool, ascii_only: bool) -> Iterator[str]:
    """Write keywords for a terminal: in full, or (``brief``) a line each."""
    screen = Screen.of_stdout(ascii_only=ascii_only)
    if brief:
        yield from _listed(found, lang, screen)
        return
    block = _Block(project, found, screen)
    for before, one in zip((None, *found.keywords), found.keywords, strict=False):
        yield from [""] if before else []
        if one.code and (not before or before.code != one.code):
            yield from (screen.bold(screen.signs(line)) for line in fold(f"{one.code}   {label_of(project, one.code, lang)}", screen.width))
        yield from (screen.signs(line) for line in block.lines(one))
    yield from _legend(found, screen)


def _listed(found: Explanation, lang: str, screen: Screen) -> Iterator[str]:
    keys = ("code", "keyword", "reading")
    columns = [Column(key, phrase(key, lang), note=key == "reading") for key in keys]
    columns += [Column(key, phrase(key, lang), "number") for key in ("hits", "sources")]
    rows = [
        (one.code, one.keyword.find, one.reading.kind if one.reading else "cannot be read", one.found.hits, one.found.sources)
        for one in found.keywords
    ]
    return show(Table(SCHEMA, "", tuple(columns), tuple(rows)), screen)


class _Block:
    """The lines of one keyword."""

    def __init__(self, project: Project, found: Explanation, screen: Screen) -> None:
        self.project, self.of, self.screen = project, found.sources, screen

    def lines(self, one: Explained) -> Iterator[str]:
        """Write a keyword: as what it was read, its hits tier by tier, what qualifies them, examples."""
        if one.reading is None:
            yield from self._unreadable(one)
            return
        said = one.reading.said if one.code else f"not in the codebook, tried all the same · {one.reading.said}"
        yield from self._hanging(f"{one.keyword.find}   ", said, 4)
        yield from self._hanging("  ", self._counts(one), 2)
        if one.pieces:
            for piece in one.pieces:
                unwanted = "must not stand there · " if piece.unwanted else ""
                alone = f"{unwanted}{piece.reading.said} · {_hits(piece.found.hits)}{' alone' if one.reading.kind == COMBINATION else ''}"
                yield from self._hanging(f"  {piece.text}   ", alone, 6)
                yield from self._tiers(piece.reading, piece.found, 4)
        else:
            yield from self._tiers(one.reading, one.found, 2)
        yield from self._remarks(one.found)
        yield from self._examples(one.found.examples)

    def _counts(self, one: Explained) -> str:
        found = one.found
        if not self.of:
            return "no transcripts yet"
        passages = (
            f" in {found.passages} passage{'s' if found.passages > 1 else ''}," if one.reading and one.reading.kind == COMBINATION else ""
        )
        hits = f"{_hits(found.hits)}{passages} in {found.sources} of {self.of} sources" if found.hits else f"no hit in {self.of} sources"
        return f"{hits} · {_decisions(one)}" if one.code else hits

    def _tiers(self, reading: Reading, found: Found, indent: int) -> Iterator[str]:
        """Write the forms of each tier that has hits, and name those that have none."""
        tiers = found.tiers
        unseen = [form for forms in never(reading.words, _surfaces(found)) for form in forms] if reading.words else []
        labels = [*tiers, *(["never"] if unseen else [])]
        width = max((cell_len(label) for label in labels), default=0)
        shapes = max((cell_len(reading.shapes.get(tier, "")) for tier in tiers), default=0)
        digits = max((len(str(sum(f.hits for f in forms))) for forms in tiers.values()), default=0)
        for tier, forms in tiers.items():
            shape = set_cell_size(reading.shapes.get(tier, ""), shapes) + "  " if shapes else ""
            head = f"{' ' * indent}{set_cell_size(tier, width)}  {shape}{sum(f.hits for f in forms):>{digits}}   "
            yield from self._hanging(head, _listed_forms(forms, _SHOWN.get(tier, _USUALLY_SHOWN)), cell_len(head))
        if unseen and self.of:
            head = f"{' ' * indent}{set_cell_size('never', width)}  " + (" " * (digits + 3) if tiers else "")
            yield from self._hanging(head, _some(unseen), cell_len(head))
        without = [f"{tier} {reading.shapes.get(tier, '')}".rstrip() for tier in reading.tiers if tier not in tiers]
        if without and self.of:
            yield from self._hanging(" " * indent, f"{', '.join(without)}: none here", indent)

    def _remarks(self, found: Found) -> Iterator[str]:
        remarks = []
        if found.denied:
            remarks.append(f"{found.denied} denied (안, 못, 없다, not …)")
        if found.left_out:
            roles = ", ".join(self.project.settings.exclude)
            remarks.append(f"left out: {_hits(found.left_out)} in turns of {roles}")
        if remarks:
            yield from self._hanging("  ", " · ".join(remarks), 2)

    def _examples(self, examples: Sequence[Example]) -> Iterator[str]:
        width = max((cell_len(example.address) for example in examples), default=0)
        for example in examples:
            head = f"  {set_cell_size(example.address, width)}  "
            yield head + _excerpt(example, self.screen.width - cell_len(head) - (5 if self.screen.ascii else 1))

    def _unreadable(self, one: Explained) -> Iterator[str]:
        yield from self._hanging(f"{one.keyword.find}   ", "cannot be read, so it finds nothing", 4)
        for problem in one.problems:
            yield from _caret(one.keyword.find, problem, self.screen.width - 4)
            yield from self._hanging("    ", problem.message, 4)
            yield from self._hanging("    = help: ", problem.help, 4)

    def _hanging(self, head: str, text: str, indent: int) -> Iterator[str]:
        """Write a text behind a head, folded under an indent in cells where it is too long."""
        room = self.screen.width - 1
        *full, head = fold(self.screen.signs(head), room)
        yield from full
        text, beside = self.screen.signs(text), room - cell_len(head)
        first = fold(text, beside)[0] if beside >= _NARROW else ""
        yield (head + first).rstrip().replace(_KEPT, " ")
        rest = text[len(first) :].lstrip(" ")
        for line in fold(rest, max(room - indent, 1)) if rest else ():
            yield (" " * indent + line).replace(_KEPT, " ")


def _hits(n: int) -> str:
    return "1 hit" if n == 1 else f"{n} hits"


def _decisions(one: Explained) -> str:
    decided = one.accepted + one.rejected
    if not decided:
        return "nothing decided yet"
    return f"accepted {one.accepted}, rejected {one.rejected} ({100 * one.accepted / decided:.0f} %)"


def _listed_forms(forms: Sequence[Form], shown: int) -> str:
    return _some([f"{_cut(f.text)} {f.hits}" for f in forms], shown)


def _cut(form: str) -> str:
    return set_cell_size(form, _LONGEST - 1).rstrip() + "…" if cell_len(form) > _LONGEST else form


def _some(texts: Sequence[str], shown: int = _USUALLY_SHOWN) -> str:
    """Join texts that are not to be broken, no more than some of them; a single one is not left out."""
    shown = len(texts) if len(texts) == shown + 1 else shown
    joined = f"{_KEPT}· ".join(text.replace(" ", _KEPT) for text in texts[:shown])
    return joined + (f"{_KEPT}… +{len(texts) - shown}" if len(texts) > shown else "")


def _caret(find: str, problem: Problem, width: int) -> Iterator[str]:
    """Write a keyword with a caret under the cells of the letter that a problem is about."""
    start = 0
    while cell_len(find[start : problem.column]) > width - 10:
        start += 1
    yield "    " + set_cell_size(find[start:], min(cell_len(find[start:]), width))
    under = find[problem.column : problem.column + 1]
    yield "    " + " " * cell_len(find[start : problem.column]) + "^" * max(1, cell_len(under))


def _excerpt(example: Example, width: int) -> str:
    """Cut a turn around a hit so that it fits a width in cells, hits in brackets."""
    text, hit = example.source.text, example.hit
    turn = example.source.turn_at(hit.start)
    begin, end = (turn.span.start, turn.span.end) if turn else (hit.start, hit.end)
    alone = f"[{text[hit.start : hit.end]}]".replace("\n", " ")
    if cell_len(alone) > width - _ELLIPSES:
        return alone if cell_len(alone) <= width else set_cell_size(alone, max(width - 1, 1)).rstrip() + "…"
    marked = sorted(example.hits, key=lambda h: abs(h.start - hit.start))[:_MOST_MARKED]
    spare = width - cell_len(text[hit.start : hit.end]) - 2 * len(marked) - _ELLIPSES
    after = cell_len(text[hit.end : end])
    left = _backwards(text, begin, hit.start, max(spare // 2, spare - after))
    right = _forwards(text, hit.end, end, spare - cell_len(text[left : hit.start]))
    inside = [h for h in marked if left <= h.start and h.end <= right]
    lead, tail = "… " if left > begin else "", " …" if right < end else ""
    return (lead + _bracketed(text, left, right, inside).strip() + tail).replace("\n", " ").replace("\t", " ")


def _backwards(text: str, begin: int, start: int, room: int) -> int:
    """Go back from a place as far as so many cells and whole words allow."""
    at = start
    while at > begin and cell_len(text[at - 1 : start]) <= room:
        at -= 1
    if at == begin:
        return at
    while at < start and not text[at - 1].isspace():
        at += 1
    return at


def _forwards(text: str, start: int, end: int, room: int) -> int:
    """Go on from a place as far as so many cells and whole words allow."""
    at = start
    while at < end and cell_len(text[start : at + 1]) <= room:
        at += 1
    if at == end:
        return at
    while at > start and not text[at].isspace():
        at -= 1
    return at


def _bracketed(text: str, start: int, end: int, hits: Iterable[Span]) -> str:
    out, at = [], start
    for hit in sorted(hits, key=lambda h: h.start):
        if hit.start >= at:
            out += [text[at : hit.start], "[", text[hit.start : hit.end], "]"]
            at = hit.end
    return "".join([*out, text[at:end]])


_LEGEND = {
    korean.PART: "part: in a longer verb (찾다 in 찾아다니다)",
    korean.CHAIN: "chain: verbs tied by 아/어 (넓어지다)",
    korean.LIGHT: "light: a noun with 하다, 되다 and the like, particles and adverbs between them or not (연결을 잘 해)",
    korean.COMPOUND: "compound: part of a longer noun (자원 in 자원봉사): a hint, to be looked at one by one",
}


def _legend(found: Explanation, screen: Screen) -> Iterator[str]:
    """Say what the tiers mean that are not plain, where any stands above."""
    seen = {form.tier for one in found.keywords for of in (one.found, *(p.found for p in one.pieces)) for form in of.forms}
    lines = [line for tier, said in _LEGEND.items() if tier in seen for line in fold(said, screen.width)]
    yield from (screen.dim(screen.signs(line)) for line in (["", *lines] if lines else []))
