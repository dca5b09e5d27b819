"""From cues to turns: voices, names and marks of a change of speaker read, lines shown twice taken once, all of it said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.formats.assemble import assemble
from qualcode.formats.captions.cue_labels import Names, Prefix, names_in, prefixes_of
from qualcode.formats.captions.cue_markup import Span, spans_of, unrolled
from qualcode.formats.captions.cues import Cue, Cues
from qualcode.formats.captions.flow import Scrap, flow, onward
from qualcode.formats.plain.lexicon import fold
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.imported import Imported

_CHANGE = re.compile(r"(?:^|\s)(?:>{2,3}|»)\s*(?=\S)")
_DASH = re.compile(r"[-–—‐](?:\s+|(?=[^\W\d]|[\"“'\[(<]))(?=\S)")
_SHOWN = 3
_FEWEST_MARKS = 2
_LATE = 60.0
"""A cue that begins so many seconds before one above it is out of order; more, and it belongs to something else."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cue, or the part of one after a mark that says that another speaker begins."""

    cue: Cue
    text: str
    voice: str | None = None
    first: bool = False
    """It begins what the cue shows."""
    mark: str = ""


def talk_of(found: Cues, name: str, layout: str, *, encoding: str = "utf-8", findings: Sequence[Diagnostic] = ()) -> Imported:
    """Make an interview of cues. A voice tag names the speaker, else ``Name:`` or ``[Name]`` before the words, else nobody.

    ``>>`` and dashes begin a new speaker, unknown unless named; up to the next ``>>`` the speaker goes on. Cues of one speaker
    are one turn, joined by a blank, with the time of the first; sentences of nobody that go on over cues are joined, too, where
    cues have no names.
    """
    cues, twice = _without_doubles(found.cues)
    cues, moved = _by_time(cues)
    spans = [spans_of(cue.lines) for cue in cues]
    spans, again = _once(spans)
    lines = [line for cue, parts in zip(cues, spans, strict=True) for line in _lines(cue, parts)]
    lines = _marked(lines)
    prefixes = [() if line.voice else prefixes_of(line.text) for line in lines]
    starts = [i for i, line in enumerate(lines) if not line.voice and (line.first or line.mark)]
    at_start = set(starts)
    names = names_in([prefixes[i] for i in starts], (p for i, p in enumerate(prefixes) if i not in at_start))
    marks = sum(line.mark == ">>" for line in lines)
    voiced = any(line.voice for line in lines)
    scraps = _scraps(lines, prefixes, names)
    scraps, given = onward(scraps) if marks >= _FEWEST_MARKS and not voiced else (scraps, [])
    said = flow(scraps, marked=marks >= _FEWEST_MARKS) if not (voiced or names.dense) else [s.utterance() for s in scraps]
    doubts = (
        *_damage(found, name),
        *_disorder(moved, name),
        *_doubled(twice, again, name),
        *_given(given, len(scraps), name),
        *_doubtful(lines, prefixes, names, name),
    )
    why = _why(len(cues), scraps, voiced=voiced, marks=sum(bool(line.mark) for line in lines))
    return assemble(
        said, name, layout=layout, why=why, joint=" ", encoding=encoding, cut=found.cut, findings=(*findings, *doubts)
    )  # fmt: skip


def _without_doubles(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """Leave out cues that stand twice in a row with the same times and the same lines, as captions with styles have them."""
    kept: list[Cue] = []
    for cue in cues:
        last = kept[-1] if kept else None
        if last is None or cue.start is None or (last.start, last.end, last.lines) != (cue.start, cue.end, cue.lines):
            kept.append(cue)
    return kept, len(cues) - len(kept)


def _by_time(cues: list[Cue]) -> tuple[list[Cue], list[Cue]]:
    """Put cues into the order of their times where a few stand a little too late; gives these, too.

    Times that fall by more are those of another recording or track, and stay.
    """
    latest, late = 0.0, []
    for cue in cues:
        if cue.start is None or latest - cue.start > _LATE:
            return cues, []
        late += [cue] if cue.start < latest else []
        latest = max(latest, cue.start)
    return (sorted(cues, key=lambda c: c.start or 0.0), late) if late else (cues, [])


def _once(spans: Sequence[tuple[Span, ...]]) -> tuple[list[tuple[Span, ...]], int]:
    """Give what each cue adds where captions roll; captions with voices do not."""
    if any(span.voice for parts in spans for span in parts):
        return list(spans), 0
    shown = [tuple(line for span in parts for line in span.lines) for parts in spans]
    added, again = unrolled(shown)
    return [(Span(None, lines),) if lines else () for lines in added], again


def _lines(cue: Cue, spans: Iterable[Span]) -> list[_Line]:
    found: list[_Line] = []
    for span in spans:
        for number, text in enumerate(span.lines):
            found += _parts(cue, text, span.voice, first=not number)
    return found


def _parts(cue: Cue, text: str, voice: str | None, *, first: bool) -> list[_Line]:
    """Part a line at ``>>``, and note a dash at its start."""
    if voice:
        return [_Line(cue, text, voice, first)]
    before, *after = _CHANGE.split(text)
    dash = _DASH.match(before)
    head = [_Line(cue, before, None, first, "-" if dash else "")] if before.strip() else []
    return [*head, *(_Line(cue, part, None, first and not head and not i, ">>") for i, part in enumerate(after))]


def _marked(lines: Sequence[_Line]) -> list[_Line]:
    """Take dashes off where they part speakers, that is where a cue has two of them; else they are only dashes."""
    per_cue = Counter(line.cue.line for line in lines if line.mark == "-")
    if not any(n > 1 for n in per_cue.values()):
        return [replace(line, mark="") if line.mark == "-" else line for line in lines]
    return [replace(line, text=_DASH.sub("", line.text, count=1)) if line.mark == "-" else line for line in lines]


def _scraps(lines: Sequence[_Line], prefixes: Sequence[Sequence[Prefix]], names: Names) -> list[Scrap]:
    """Give who says what; a line that only goes on in its cue is joined to the one before by a blank."""
    found: list[Scrap] = []
    before: _Line | None = None
    for line, read in zip(lines, prefixes, strict=True):
        named = names.pick(read)
        goes_on = before is not None and before.cue is line.cue and before.voice == line.voice and not (named or line.mark)
        text = named.text if named else _own(line)
        if goes_on and not (line.first and line.voice is None):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {text}".strip())
        else:
            speaker = line.voice or (named.label if named else "")
            found.append(Scrap(speaker, text, line.cue.start, line.cue.end, bool(line.mark)))
        before = line
    return found


def _own(line: _Line) -> str:
    """Give the words of a line under a voice, without the same name once more."""
    inner = _inner(line)
    return inner.text if inner and line.voice and inner.key == fold(line.voice) else line.text


def _inner(line: _Line) -> Prefix | None:
    """Give what would name the speaker of a line under a voice, if the voice did not."""
    return next((p for p in prefixes_of(line.text) if p.form == "colon"), None) if line.voice else None


def _why(cues: int, scraps: Sequence[Scrap], *, voiced: bool, marks: int) -> str:
    counts = Counter(s.speaker for s in scraps if s.speaker)
    if not counts:
        return f"{cues} cues, none with a name" + (f"; {marks} marks of another speaker" if marks else "")
    most = ", ".join(f"{label} {n}" for label, n in counts.most_common(_SHOWN))
    more = f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    return f"{cues} cues, {counts.total()} with {'a voice tag' if voiced else 'a name before the words'}: {most}{more}"


def _damage(found: Cues, name: str) -> list[Diagnostic]:
    doubts: list[Diagnostic] = []
    if found.damaged:
        message = f"{len(found.damaged)} cues have times that cannot be read; their words are kept without a time"
        doubts.append(warning("QC064", message, Location(name, found.damaged[0]), "look at the line with -->"))
    if found.loose:
        message = f"{len(found.loose)} lines stand after a blank line inside a cue; they are kept as words of that cue"
        doubts.append(note("QC064", message, Location(name, found.loose[0]), "look there if the file was edited by hand"))
    return doubts


def _disorder(moved: Sequence[Cue], name: str) -> list[Diagnostic]:
    if not moved:
        return []
    message = f"{len(moved)} cues begin before the cue above them; all are put into the order of their times"
    return [note("QC059", message, Location(name, moved[0].line), "look there if the talk reads worse so")]


def _doubled(twice: int, again: int, name: str) -> list[Diagnostic]:
    doubts: list[Diagnostic] = []
    if twice:
        doubts.append(note("QC059", f"{twice} cues stand twice with the same times and words; they are read once", Location(name)))
    if again:
        message = f"rolling captions: {again} lines that a cue shows once more are read once"
        doubts.append(note("QC059", message, Location(name), "compare the transcript with the captions if words seem to be missing"))
    return doubts


def _given(given: Sequence[Scrap], total: int, name: str) -> list[Diagnostic]:
    if not given:
        return []
    shown = ", ".join(repr(s.text[:24]) for s in given[:_SHOWN]) + (" …" if len(given) > _SHOWN else "")
    message = f"{len(given)} of {total} passages stand without a name; they are given to the speaker before"
    help_ = "here >> marks where another speaker begins; look whether nobody else speaks there"
    return [warning("QC059", f"{message}: {shown}", Location(name), help_)]


def _doubtful(lines: Sequence[_Line], prefixes: Sequence[Sequence[Prefix]], names: Names, name: str) -> list[Diagnostic]:
    """Say which labels occur once, what looks like a label and is read as speech, and which names a voice tag overrules."""
    where = {p.key: line.cue.line for line, read in reversed(list(zip(lines, prefixes, strict=True))) for p in read}
    doubts = [_single(label, Location(name, where[fold(label)])) for label in names.single]
    refused = [
        (line, read[0])
        for line, read in zip(lines, prefixes, strict=True)
        if line.first and read and read[0].form == "colon" and not names.pick(read)
    ]
    inner = [line for line in lines if line.voice and (p := _inner(line)) and p.key != fold(line.voice)]
    return [*doubts, *_refused(refused, name), *_overruled(inner, name)]


def _single(label: str, where: Location) -> Diagnostic:
    return note("QC057", f"{label!r} begins one turn only and is taken as a speaker", where, "if it is none, edit the line")


def _overruled(lines: Sequence[_Line], name: str) -> list[Diagnostic]:
    if not lines:
        return []
    message = f"{len(lines)} cues under a voice tag begin with words and a colon; the tag names the speaker: {lines[0].text[:40]!r}"
    return [note("QC057", message, Location(name, lines[0].cue.line))]


def _refused(refused: Sequence[tuple[_Line, Prefix]], name: str) -> list[Diagnostic]:
    if not refused:
        return []
    labels = list(dict.fromkeys(p.label for _, p in refused))
    shown = ", ".join(map(repr, labels[:_SHOWN])) + (" …" if len(labels) > _SHOWN else "")
    message = f"{len(refused)} cues begin with words and a colon and are read as speech: {shown}"
    return [note("QC057", message, Location(name, refused[0][0].cue.line), "a speaker's label recurs")]
