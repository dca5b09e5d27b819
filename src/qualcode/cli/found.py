"""Words that were found for a code: for scripts, for people, and as questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.keyness import NOTABLE, VARIANT
from qualcode.analysis.phrases import phrase
from qualcode.analysis.table import Column, Table
from qualcode.cli.view import Screen, fold, show
from qualcode.model.failure import QualcodeError
from qualcode.model.text import nfc
from qualcode.session.finding import Candidate, Group, accept_word, keyword_comment

if TYPE_CHECKING:
    from qualcode.session.finding import Proposed
    from qualcode.session.study import Session

_AROUND = 24
"""How many characters of its segment are shown on each side of a word."""

_NUMBERS = ("g2", "log_ratio", "coded", "elsewhere", "coded_sources", "sources")


def found_table(found: Proposed, limit: int, lang: str) -> Table:
    """Give a word a row, by group and rank; records hold all that is known."""
    chosen = _first(found, limit)
    ids = ("word", "group", *_NUMBERS, "remark", "address", "exact")
    titles = {"address": phrase("address", lang), "exact": phrase("find passage", lang)}
    columns = tuple(
        Column(i, titles.get(i) or phrase(f"find {i}", lang), "number" if i in _NUMBERS else "text", note=i == "exact") for i in ids
    )
    rows = tuple(
        (c.word, c.group.value, *(getattr(c, i) for i in _NUMBERS), _remark(c, lang), c.example.address, c.example.exact) for c in chosen
    )
    return Table("qualcode.suggest-keywords/1", "keywords", columns, rows, _notes(found, limit, lang), records=tuple(map(_record, chosen)))


def _record(c: Candidate) -> dict[str, object]:
    numbers = {name: getattr(c, name) for name in _NUMBERS}
    near = [{"keyword": keyword, "cosine": cosine} for keyword, cosine in c.near]
    example = {"source": c.example.source, "address": c.example.address, "exact": c.example.exact, "word": [c.example.start, c.example.end]}
    head = {"word": c.word, "group": c.group.value, "variant": VARIANT if c.g2 is not None else None, "notable": c.notable}
    return {**head, **numbers, "one_source": c.in_one_source, "near": near, "keyword_of": list(c.also), "example": example}


def found_lines(found: Proposed, limit: int, lang: str, *, ascii_only: bool) -> Iterator[str]:
    """Write the words for a terminal, a table a group, each word with the piece of its passage around it."""
    screen = Screen.of_stdout(ascii_only=ascii_only)
    for group in Group:
        chosen = [c for c in _first(found, limit) if c.group is group]
        if chosen:
            yield from ["", screen.bold(screen.signs(phrase(f"find {group.value}", lang)))]
            yield from show(_shown_table(chosen, lang), screen)
    yield ""
    yield from (screen.dim(screen.signs(line)) for note in _notes(found, limit, lang) for line in fold(note, screen.width))


def _shown_table(chosen: Sequence[Candidate], lang: str) -> Table:
    ids = ("word", "g2", "log_ratio", "coded", "elsewhere", "sources", "passage")
    texts = {"word", "passage"}
    columns = tuple(Column(i, phrase(f"find {i}", lang), "text" if i in texts else "number", note=i == "passage") for i in ids)
    rows = tuple((c.word, c.g2, c.log_ratio, c.coded, c.elsewhere, _of_sources(c), _passage(c, lang)) for c in chosen)
    return Table("qualcode.suggest-keywords/1", "", columns, rows)


def _passage(c: Candidate, lang: str) -> str:
    remark = _remark(c, lang)
    return f"{c.example.address} {_marked(c)}" + (f"\n({remark})" if remark else "")


def _of_sources(c: Candidate) -> str:
    return f"{c.coded_sources}/{c.sources}"


def _first(found: Proposed, limit: int) -> list[Candidate]:
    """Give the first words of each group."""
    groups = ([c for c in found.candidates if c.group is group] for group in Group)
    return [c for group in groups for c in (group[:limit] if limit else group)]


def _remark(c: Candidate, lang: str) -> str:
    marks = [phrase("find weak", lang, g2=NOTABLE)] if c.g2 is not None and not c.notable else []
    marks += [phrase("find one", lang)] if c.in_one_source else []
    marks += [phrase("find near", lang, keyword=keyword, score=cosine) for keyword, cosine in c.near[:1]]
    marks += [phrase("find also", lang, codes=", ".join(c.also))] if c.also else []
    return "; ".join(marks)


def _marked(c: Candidate) -> str:
    """Give the word in brackets with a piece of its segment on each side."""
    text, start, end = c.example.exact, c.example.start, c.example.end
    before = ("…" if start > _AROUND else "") + text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND] + ("…" if end + _AROUND < len(text) else "")
    return f"{before}[{text[start:end]}]{after}".replace("\n", " ")


def _notes(found: Proposed, limit: int, lang: str) -> tuple[str, ...]:
    counts = found.counts
    (en, ko), (en2, ko2) = counts.coded_words.tolist(), counts.other_words.tolist()
    left = len(found.candidates) - len(_first(found, limit))
    notes = [
        phrase("find counted", lang, segments=counts.segments, ko=ko, en=en, ko2=ko2, en2=en2) if counts.segments else "",
        phrase("find variant", lang, variant=VARIANT, g2=NOTABLE) if counts.segments else "",
        phrase("find compared", lang, n=counts.compared) if counts.segments else "",
        "" if counts.segments else phrase("find no codings", lang),
        phrase("find model" if found.with_kiwi else "find no kiwi", lang),
        phrase("find not begun", lang, n=counts.not_begun) if counts.not_begun else "",
        phrase("find more", lang, n=left) if left else "",
    ]
    return tuple(note for note in notes if note)


def accept_all(session: Session, found: Proposed, words: Sequence[str], *, dry_run: bool) -> Iterator[str]:
    """Write words into the codebook; one that was not proposed, and none is written."""
    present = {k.find for k in session.code(found.code).keywords}
    for word in words:
        if nfc(word) in present:
            raise QualcodeError(f"{word!r} is a keyword of {found.code} already", f"qualcode codebook explain {word}")
    for candidate in dict.fromkeys([found.named(word) for word in words]):
        yield _written(session, found.code, candidate, dry_run=dry_run)


def _written(session: Session, code: str, candidate: Candidate, *, dry_run: bool) -> str:
    comment = keyword_comment(session, candidate)
    if not dry_run:
        accept_word(session, code, candidate)
    done = "would have" if dry_run else "has"
    return f"{session.project.settings.codebook}: {code} {done} the keyword {candidate.word}  # {comment}"


ANSWERS = {"yes": {"y", "ㅛ", "1", "ㅇ"}, "no": {"", "n", "ㅜ", "2", "-"}, "quit": {"q", "ㅂ"}}
HELP = "y take it · n or Enter not · q leave (한글: ㅛ ㅜ ㅂ; digits 1 yes, 2 no)"


def walk(session: Session, found: Proposed, limit: int, lang: str, *, dry_run: bool) -> None:
    """Ask about the words one after the other; each that is taken is written at once. Needs a terminal to ask on."""
    if not sys.stdin.isatty():
        help_ = f"in a script: qualcode codebook suggest-keywords {found.code} --accept WORD"
        raise QualcodeError("--ask asks questions, and there is no terminal to ask on", help_)
    chosen, taken = _first(found, limit), 0
    sys.stdout.write(HELP + "\n" if chosen else "")
    for number, candidate in enumerate(chosen, 1):
        for line in _shown(candidate, f"{number} of {len(chosen)}", lang):
            sys.stdout.write(line + "\n")
        answer = _read()
        if answer == "quit":
            break
        if answer == "yes":
            sys.stdout.write(_written(session, found.code, candidate, dry_run=dry_run) + "\n")
            taken += 1
    sys.stderr.write(f"{taken} of {len(chosen)} words taken.{' Nothing was written.' if dry_run else ''}\n")


def _read() -> str:
    """Read an answer until it is one; the end of the input leaves."""
    while True:
        sys.stdout.write("? ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return "quit"
        typed = line.strip().lower()
        answer = next((name for name, keys in ANSWERS.items() if typed in keys), None)
        if answer is not None:
            return answer
        sys.stdout.write(HELP + "\n")


def _shown(c: Candidate, place: str, lang: str) -> list[str]:
    screen = Screen.of_stdout()
    head = f"{c.word}   {phrase(f'find {c.group.value}', lang)}: {c.provenance}   {place}"
    lines = [f"    {line}" for line in fold(f"{c.example.address} {_marked(c)}", screen.width - 6)]
    remark = _remark(c, lang)
    return [
        "",
        screen.bold(screen.signs(head)),
        *(screen.signs(line) for line in lines),
        *([screen.dim(screen.signs(f"    {remark}"))] if remark else []),
    ]
