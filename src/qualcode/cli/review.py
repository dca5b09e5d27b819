"""The queue line by line: a suggestion with its evidence, a question, an answer that is saved before the next one."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.analysis.retrieve import label_of
from qualcode.cli.deciding import said
from qualcode.cli.progress import telling
from qualcode.cli.view import Screen, fold
from qualcode.model.address import address_of
from qualcode.model.codebook import in_language
from qualcode.model.coding import Evidence, Suggestion
from qualcode.model.failure import QualcodeError
from qualcode.session.suggesting import queue

if TYPE_CHECKING:
    from qualcode.session.study import Session

ANSWERS = {
    "yes": {"y", "ㅛ", "1", "ㅇ"},
    "no": {"n", "ㅜ", "2", "-"},
    "later": {"", "s", "ㄴ", "3"},
    "undo": {"u", "ㅕ"},
    "quit": {"q", "ㅂ"},
}
HELP = "y yes · n no · Enter later · u undo · q leave (한글: ㅛ ㅜ Enter ㅕ ㅂ; digits 1 yes, 2 no)"


def walk(session: Session, sources: Iterable[str] | None, codes: frozenset[str] | None, lang: str) -> None:
    """Go through what waits for this coder; needs a terminal to ask on."""
    if not sys.stdin.isatty():
        raise QualcodeError(
            "review asks questions, and there is no terminal to ask on",
            "in a script: qualcode suggest --out queue.json, then apply --from",
        )
    with telling() as progress:
        waits = queue(session, sources, codes, progress=progress).suggestions
    if not waits:
        sys.stderr.write("Nothing waits. qualcode suggest says what was left out.\n")
        return
    sys.stdout.write(HELP + "\n")
    tally = {"yes": 0, "no": 0, "later": 0}
    for number, suggestion in enumerate(waits, 1):
        answer = _ask(session, suggestion, f"{number} of {len(waits)}", lang)
        if answer == "quit":
            break
        tally[answer] += 1
    sys.stderr.write(f"{tally['yes']} accepted, {tally['no']} rejected, {len(waits) - tally['yes'] - tally['no']} wait. All saved.\n")


def _ask(session: Session, suggestion: Suggestion, place: str, lang: str) -> str:
    """Show a suggestion and do what is answered; undo asks again."""
    for line in _shown(session, suggestion, place, lang):
        sys.stdout.write(line + "\n")
    while True:
        answer = _read()
        if answer == "yes":
            session.accept(suggestion)
        elif answer == "no":
            session.reject(suggestion)
        elif answer == "undo":
            _undo(session)
            continue
        if answer is not None:
            return answer
        sys.stdout.write(HELP + "\n")


def _read() -> str | None:
    """Read one answer; the end of the input leaves, an answer that is none is None."""
    sys.stdout.write("? ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        return "quit"
    typed = line.strip().lower()
    return next((name for name, keys in ANSWERS.items() if typed in keys), None)


def _undo(session: Session) -> None:
    try:
        source, op = session.undo()
        sys.stdout.write(f"Taken back: {said(source, op)}\n")
    except QualcodeError as problem:
        sys.stdout.write(f"{problem}\n")


def _shown(session: Session, suggestion: Suggestion, place: str, lang: str) -> list[str]:
    screen = Screen.of_stdout()
    project = session.project
    source = project.sources[suggestion.source]
    turn = source.turn_at(suggestion.span.start)
    code = project.codebook.by_id.get(suggestion.code)
    keywords = ", ".join(dict.fromkeys(map(_named, suggestion.evidence)))
    head = f"{address_of(source, suggestion.span)}  {turn.speaker if turn else ''}   {place}"
    label = f"{suggestion.code}   {label_of(project, suggestion.code, lang)}   keyword {keywords}"
    use = in_language(code.use, lang) if code else ""
    text = [f"    {line}" for line in fold(_marked(source.text, suggestion), screen.width - 6)]
    return [
        "",
        screen.dim(screen.signs(head)),
        *(screen.signs(t) for t in text),
        screen.bold(screen.signs(label)),
        *([screen.dim(screen.signs(f"    use: {use}"))] if use else []),
    ]


def _named(hit: Evidence) -> str:
    """Name a keyword with what a person should know of its hit: that it is a part of a longer word, that it is denied."""
    remarks = [said for said, true in (("part of a word", hit.tier in {"compound", "part"}), ("denied", hit.negated)) if true]
    return f'"{hit.keyword}"' + (f" ({', '.join(remarks)})" if remarks else "")


def _marked(text: str, suggestion: Suggestion) -> str:
    """Give the segment with every hit in brackets."""
    out, at = [], suggestion.span.start
    for e in sorted(suggestion.evidence, key=lambda e: e.start):
        if e.start >= at:
            out += [text[at : e.start], "[", text[e.start : e.end], "]"]
            at = e.end
    return "".join([*out, text[at : suggestion.span.end]]).replace("\n", " ")
