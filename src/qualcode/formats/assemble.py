"""Turns from files that mark them (rows, cues, tiers): names made labels, neighbours joined, roles proposed, gaps said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.formats.plain.account import gaps
from qualcode.formats.plain.lexicon import fold
from qualcode.formats.plain.speakers import guess_speakers, languages_of
from qualcode.formats.plain.talk import Talk
from qualcode.model.diagnostic import Diagnostic, Location, note
from qualcode.model.imported import Coded, Imported, Place, Remark
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech
from qualcode.model.text import canonical

_LONGEST_LABEL = 64
_STAMPED = re.compile(r"\[([\d:.,]+)\]$")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a file gives as one piece: a row, a cue, an interval. No speaker means nobody is named.

    ``codes`` are as written, ``remarks`` what stands beside the words. ``speaker`` may be ``model.source.HEADING`` for what is
    no turn. ``time`` is a clock time, see :func:`clock`.
    """

    speaker: str
    text: str
    time: str | None = None
    codes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def clock(seconds: float) -> str:
    """Give a time in seconds as hh:mm:ss, seconds cut and not rounded."""
    whole = max(int(seconds), 0)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def as_label(name: str) -> str:
    """Make a name fit for a label in a transcript: one line, no colon inside or at its end; ``?`` where nothing is left."""
    bare = " ".join(canonical(name)[0].split()).strip("\\ ").rstrip(":： ")
    plain = _STAMPED.sub(r"(\1)", bare.replace(":", "："))
    if plain == HEADING:
        return "＃"
    return plain if len(plain) <= _LONGEST_LABEL else plain[: _LONGEST_LABEL - 1].rstrip() + "…"


def assemble(  # noqa: PLR0913 - what an import is made of
    utterances: Iterable[Utterance],
    name: str,
    *,
    layout: str,
    why: str,
    joint: str = "\n",
    encoding: str = "utf-8",
    cut: Sequence[str] = (),
    findings: Sequence[Diagnostic] = (),
    part: str = "",
    says_unnamed: bool = True,
) -> Imported:
    """Make an interview of the pieces a file gives, in order; neighbours of one speaker are one turn, joined by ``joint``.

    Names that differ only by blanks or case are one speaker, in the spelling used most. Pieces without words are left out,
    and said. A caller that reports itself which pieces name nobody, as one does that knows their rows, gives ``says_unnamed``
    as False.
    """
    kept, silent = _cleaned(utterances)
    speeches, codes, remarks = _joined(kept, joint)
    speakers, guesses = guess_speakers(speeches, cut, name)
    said = [s.text for s in speeches if s.speaker != HEADING]
    missing = gaps(Talk(tuple(speeches), tuple(cut)), speakers, name)
    unnamed = _unnamed(kept, name) if says_unnamed else []
    found = (*findings, *missing, *unnamed, *_empty(silent, name), *guesses)
    return Imported(
        tuple(speeches), speakers, languages_of(said), encoding, layout, why, tuple(cut), found, part, remarks=remarks, codes=codes
    )  # fmt: skip


def _cleaned(utterances: Iterable[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """Bring labels and texts to their canonical form; gives the pieces with words, and those without."""
    clean = [replace(u, speaker=_speaker(u.speaker), text=_paragraphs(u.text)) for u in utterances]
    spelled: dict[str, Counter[str]] = {}
    for piece in clean:
        spelled.setdefault(fold(piece.speaker), Counter())[piece.speaker] += 1
    best = {key: counts.most_common(1)[0][0] for key, counts in spelled.items()}
    named = [replace(u, speaker=best[fold(u.speaker)]) for u in clean]
    return [u for u in named if u.text], [u for u in named if not u.text]


def _speaker(name: str) -> str:
    return name if name == HEADING else as_label(name) or UNKNOWN_SPEAKER


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in canonical(text)[0].split("\n"))
    return "\n".join(line for line in lines if line)


def _joined(pieces: Iterable[Utterance], joint: str) -> tuple[list[Speech], tuple[Coded, ...], tuple[Remark, ...]]:
    """Join neighbours of one speaker; gives the codes and remarks with the places of their pieces, too."""
    speeches: list[Speech] = []
    codes: list[Coded] = []
    remarks: list[Remark] = []
    before: list[str] = []
    length = 0

    def close() -> None:
        if before:
            speeches[-1] = Speech(speeches[-1].speaker, joint.join(before), speeches[-1].time)

    for piece in pieces:
        goes_on = bool(speeches) and speeches[-1].speaker == piece.speaker and piece.speaker not in {HEADING, UNKNOWN_SPEAKER}
        if not goes_on:
            close()
            before, length = [], 0
            speeches.append(Speech(piece.speaker, "", piece.time))
        place = Place(len(speeches) - 1, length, length + len(piece.text))
        codes += [Coded(code, place) for code in piece.codes]
        remarks += [Remark(words, place) for words in piece.remarks]
        before.append(piece.text)
        length += len(piece.text) + len(joint)
    close()
    return speeches, tuple(codes), tuple(remarks)


def _unnamed(pieces: Sequence[Utterance], name: str) -> list[Diagnostic]:
    """Say how many pieces name nobody, where others do."""
    nobody = [u for u in pieces if u.speaker == UNKNOWN_SPEAKER]
    if not nobody or len(nobody) == len(pieces):
        return []
    shown = ", ".join(repr(u.text[:24]) for u in nobody[:_SHOWN]) + (" …" if len(nobody) > _SHOWN else "")
    help_ = "they stand under ? in the transcript: write the speaker there where you know"
    return [
        note("QC059", f"{len(nobody)} of {len(pieces)} passages name no speaker and are given to nobody: {shown}", Location(name), help_)
    ]


def _empty(silent: Sequence[Utterance], name: str) -> list[Diagnostic]:
    named = [u for u in silent if u.speaker != UNKNOWN_SPEAKER]
    return [note("QC058", f"{len(named)} entries have a speaker and no words; they are left out", Location(name))] if named else []
