"""Documents whose talk stands in tables that say who speaks: a row is a turn, what stands around the tables is no speech."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.formats.assemble import Utterance, assemble
from qualcode.formats.documents.blocks import Beside, Line, Spot, Table
from qualcode.formats.documents.document_lines import Flow
from qualcode.formats.documents.table_talk import Planned, told
from qualcode.formats.plain.lexicon import is_sound
from qualcode.formats.plain.lines import is_event
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.imported import Imported, Place, Remark
from qualcode.model.source import HEADING
from qualcode.model.text import OffsetMap, canonical


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a line came to stand: the utterance, and its stretches there, each (canonical offset, length, offset there)."""

    utterance: int
    at: OffsetMap
    length: int
    stretches: tuple[tuple[int, int, int], ...]

    def offset(self, raw: int) -> int:
        """Give the offset in the utterance of one in the line as it was."""
        place = self.at[min(raw, self.length)]
        stretch = next((s for s in reversed(self.stretches) if s[0] <= place), None) or (self.stretches or ((0, 0, 0),))[0]
        return stretch[2] + min(max(place - stretch[0], 0), stretch[1])


def read_rows(planned: Planned, notes: Sequence[Beside], name: str, findings: Sequence[Diagnostic] = ()) -> Imported:
    """Read an interview from the tables of a document that name the speakers; lines before and after them are cut."""
    told_ = _Telling(planned)
    utterances = [replace(u, codes=(str(i),)) for i, u in enumerate(told_.utterances)]
    read = assemble(utterances, name, layout="table", why=told_.why(), cut=told_.cut, findings=(*findings, *told_.left(name)))
    places = {int(c.code): c.place for c in read.codes}
    remarks = [Remark(n.text, told_.place(n, places, read), n.author, n.kind) for n in notes]
    remarks += [Remark(words, places.get(i)) for i, words in told_.beside]
    return replace(read, codes=(), remarks=tuple(remarks))


class _Telling:
    """The talk while it is gathered: utterances, what is cut, what stands beside turns, and where each line came to stand."""

    def __init__(self, planned: Planned) -> None:
        self.utterances: list[Utterance] = []
        self.cut: list[str] = []
        self.beside: list[tuple[int, str]] = []
        self._stands: dict[int, _Stand] = {}
        self._tables = 0
        self.odd = 0
        levels = _levels_between(planned)
        around: list[Line | Table] = []
        for block, turns in planned:
            if isinstance(block, Line) or not turns or not turns.named:
                around.append(block)
            else:
                self._between(around, levels)
                around = []
                self._tables += 1
                self.cut += [turns.header_line] if turns.header_line else []
                for row in told(block, turns):
                    self.beside += [(len(self.utterances), words) for words in row.beside]
                    self._say(row.speaker, row.text, row.time, row.dropped)
        self._cut(around)

    def why(self) -> str:
        """Say in a sentence what speaks for this reading."""
        counts = Counter(u.speaker for u in self.utterances if u.speaker not in {"", HEADING})
        most = ", ".join(f"{label} {n}" for label, n in counts.most_common(3))
        tables = "a table" if self._tables == 1 else f"{self._tables} tables"
        return f"{tables} with a column of speakers: {most}" + (f" and {len(counts) - 3} more" if len(counts) > 3 else "")  # noqa: PLR2004 - as many as are named

    def left(self, name: str) -> list[Diagnostic]:
        """Say that tables between those of the talk were left out."""
        message = f"tables between those of the talk that name no speakers are left out: {self.odd}"
        return [warning("QC059", message, Location(name), "see what was cut")] if self.odd else []

    def place(self, note: Beside, places: dict[int, Place], read: Imported) -> Place | None:
        """Give the passage of a note, None where it lies outside of the talk; one over several turns ends with the first."""
        if note.start is None:
            return None
        start, end = self._locate(note.start, places), self._locate(note.end or note.start, places)
        if start is None:
            return None
        text = read.speeches[start[0]].text
        stop = end[1] if end and end[0] == start[0] else len(text) if end else start[1]
        return _with_words(Place(start[0], start[1], max(start[1], stop)), text)

    def _locate(self, spot: Spot, places: dict[int, Place]) -> tuple[int, int] | None:
        stand = self._stands.get(spot[0])
        place = places.get(stand.utterance) if stand else None
        return (place.speech, place.start + stand.offset(spot[1])) if stand and place else None

    def _between(self, blocks: Sequence[Line | Table], levels: frozenset[int]) -> None:
        """Take what stands before a table of turns: titles are kept, other words too once the talk has begun."""
        first = len(blocks)
        if not self.utterances:
            while first and isinstance(above := blocks[first - 1], Line) and (above.level in levels or not above.text.strip()):
                first -= 1
            self._cut(blocks[:first])
        for block in blocks[first:] if not self.utterances else blocks:
            if isinstance(block, Line) and block.text.strip():
                title = block.level or (is_event(block.text) and not is_sound(block.text))
                self._say(HEADING if title else "", (block,), None)
            elif isinstance(block, Table):
                self._cut([block])
                self.odd += 1

    def _cut(self, blocks: Iterable[Line | Table]) -> None:
        flow = Flow([(block, None) for block in blocks])
        self.cut += [line.strip() for p in flow.paragraphs for line in p.text.split("\n") if any(map(str.isalnum, line))]

    def _say(self, speaker: str, lines: Iterable[Line], time: str | None, others: Iterable[Line] = ()) -> None:
        said: list[str] = []
        for line in others:
            self._stands[line.number] = _Stand(len(self.utterances), OffsetMap(), 0, ())
        length = 0
        for line in lines:
            text, at = canonical(line.text)
            stretches = []
            column = 0
            for part in text.split("\n"):
                if bare := part.strip():
                    stretches.append((column + part.index(bare), len(bare), length))
                    said.append(bare)
                    length += len(bare) + 1
                column += len(part) + 1
            self._stands[line.number] = _Stand(len(self.utterances), at, len(line.text), tuple(stretches))
        self.utterances.append(Utterance(speaker, "\n".join(said), time))


def _levels_between(planned: Planned) -> frozenset[int]:
    """Give the levels of the headings between tables of turns: one of these above the first table is a title, too."""
    at = [i for i, (_, turns) in enumerate(planned) if turns and turns.named]
    inside = [block for block, _ in planned[at[0] : at[-1]]]
    return frozenset(block.level for block in inside if isinstance(block, Line) and block.level)


def _with_words(place: Place, text: str) -> Place:
    """Let a note on a point hang on the word before it, else on the one after."""
    if text[place.start : place.end].strip():
        return place
    before = text[: place.start].rstrip()
    if before:
        return Place(place.speech, max(before.rfind(" "), before.rfind("\n")) + 1, len(before))
    return Place(place.speech, 0, len(text.split(maxsplit=1)[0])) if text.strip() else place
