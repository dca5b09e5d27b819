"""Tables in documents: which of them hold a talk, one turn a row, and what their columns are; which hold data about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from qualcode.formats.documents.blocks import Cell, Line, Row, Table
from qualcode.formats.plain.lexicon import fold, is_datum_only, is_metadata, is_prose, is_sound, role_word
from qualcode.formats.plain.lines import is_event
from qualcode.formats.plain.names import is_name_shaped
from qualcode.formats.tables.times import is_clock, is_number, time_of
from qualcode.formats.tables.words import folded, jobs_of
from qualcode.model.source import HEADING

_MOST = 0.8
_HALF = 0.5
_FEW_VALUES = 0.6
_TEXT_LENGTH = 15
_LABEL_LENGTH = 40
_KEY_LENGTH = 40
_VALUE_LENGTH = 200
_TAME = 60
_TIME_LENGTH = 40
_TITLE_LENGTH = 120
_FEWEST = 2
_SENTENCE = re.compile(r"[.!?…。][\"'”’)\]]*$|(?:[요다까죠])$")
_NUMBER = re.compile(r"[(\[]?(?:[A-Za-z]{0,3}-?)\d{1,5}[.)\]:]?")
_SURE = {"speaker": "speaker", "text": "text", "time": "time", "end": "end", "index": "number", "turn": "number", "person": "person"}


@dataclass(frozen=True, slots=True)
class Turns:
    """How a table holds a talk: the rows above it, its columns, and those whose cells are about the turn (memos, codes).

    Without ``speaker`` column the turns have labels in the text, or ``voices`` name a speaker for each of several columns.
    """

    header: int
    text: int
    speaker: int | None = None
    time: int | None = None
    extra: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    voices: Mapping[int, str] | None = None
    names: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Tell whether the table itself says who speaks."""
        return self.speaker is not None or self.voices is not None

    @property
    def extra_names(self) -> tuple[str, ...]:
        """The names of the columns about the turns, "" for those without."""
        return tuple(self.names[i] for i in self.extra)

    @property
    def header_line(self) -> str:
        """The names of all columns, as a line."""
        return "\t".join(self.names) if self.header and not self.voices else ""


@dataclass(frozen=True, slots=True)
class Label:
    """What a speaker's cell says: a name, a time if it has one; ``sound`` unless it holds what is no name."""

    name: str
    time: str | None = None
    sound: bool = True


def label_of(cell: Cell) -> Label:
    """Read a speaker's cell: ``Anna``, ``Anna:``, ``Speaker 1 00:01:05``, a time below the name."""
    text = " ".join(cell.text.split())
    time, rest = time_of(text) if is_clock(text) else (None, text)
    name = rest.rstrip(" :：-–").strip()
    return Label(
        name, time, not name or is_name_shaped(name) or is_number(name) or (len(name) <= _LABEL_LENGTH and not _SENTENCE.search(name))
    )


def turns_of(table: Table, wishes: Mapping[str, str]) -> Turns | None:
    """Tell how a table holds a talk, None where it does not. ``wishes`` maps jobs to the names of columns."""
    rows = [[cell.text for cell in row] for row in table.grid()]
    if table.width < _FEWEST or not rows:
        return None
    return _by_voices(rows) or _by_header(rows, wishes) or _by_content(rows)


Planned = Sequence[tuple[Line | Table, Turns | None]]
"""The blocks of a document, each with how it holds a talk, where it is a table that does."""


def with_parts(planned: Planned) -> Planned:
    """Add the tables that hold too few turns to be known by themselves, by what the others of the same width have."""
    pooled = _pooled([block for block, turns in planned if isinstance(block, Table) and not turns])
    plans = [(block, turns) for block, turns in planned if isinstance(block, Table) and turns and turns.speaker is not None]
    columns = pooled | {block.width: replace(turns, header=0) for block, turns in plans}
    known = {fold(name) for block, turns in plans for name in _labels(block, turns)}
    known |= {fold(name) for name, n in _counted(planned, pooled).items() if n >= _FEWEST}
    return [(block, turns or _of_others(block, columns, known)) for block, turns in planned]


def _pooled(tables: Sequence[Table]) -> dict[int, Turns]:
    """Find, by width, how tables hold a talk together of which none does alone."""
    rows: dict[int, list[Row]] = {}
    for table in tables:
        rows.setdefault(table.width, []).extend(table.rows)
    found = {width: turns_of(Table(tuple(some)), {}) for width, some in rows.items()}
    return {width: turns for width, turns in found.items() if turns and turns.speaker is not None and not turns.header}


def _counted(planned: Planned, pooled: Mapping[int, Turns]) -> Counter[str]:
    tables = [block for block, turns in planned if isinstance(block, Table) and not turns and block.width in pooled]
    return Counter(name for table in tables for name in _labels(table, pooled[table.width]))


def _labels(table: Table, turns: Turns) -> list[str]:
    cells = [row[turns.speaker or 0] for row in table.grid()[turns.header :]]
    return [label_of(cell).name for cell in cells if cell.text]


def _of_others(block: Line | Table, columns: Mapping[int, Turns], known: Collection[str]) -> Turns | None:
    """Give the columns that tables of this width have, where all speakers of this one are known and what it says is speech."""
    turns = columns.get(block.width) if isinstance(block, Table) else None
    if not isinstance(block, Table) or turns is None:
        return None
    labels = _labels(block, turns)
    said = [row[turns.text].text for row in block.grid() if row[turns.text].text]
    return turns if labels and all(fold(name) in known for name in labels) and _is_speech(said) else None


def _by_voices(rows: Sequence[Sequence[str]]) -> Turns | None:
    """See a column for each speaker, whose roles stand in the first row."""
    names = {i: " ".join(name.split()).rstrip(" :：") for i, name in enumerate(rows[0]) if name}
    roles = {role_word(name) for name in names.values()}
    below = {i: [row[i] for row in rows[1:] if row[i]] for i in names}
    if len(names) != len(rows[0]) or len(names) < _FEWEST or len(roles) < len(names) or None in roles:
        return None
    return Turns(1, min(names), voices=names) if all(_is_speech(texts) for texts in below.values()) else None


def _by_header(rows: Sequence[Sequence[str]], wishes: Mapping[str, str]) -> Turns | None:
    """See a talk below a row that names its columns, where it names at least two of them."""
    names = [" ".join(name.split()) for name in rows[0]]
    jobs = [_wished(name, wishes) or _job(name) for name in names]
    named = sum(job is not None for job in jobs)
    if "text" not in jobs or named < max(_FEWEST, _HALF * sum(map(bool, names))) or any(len(n) > _LABEL_LENGTH for n in names):
        return None
    body = rows[1:]
    speakers = [i for i, job in enumerate(jobs) if job == "speaker"] or [
        i for i, job in enumerate(jobs) if job == "person" and _are_speakers([row[i] for row in body])
    ]
    texts = [i for i, job in enumerate(jobs) if job == "text"]
    text = max(texts, key=lambda i: sum(len(row[i]) for row in body))
    has_words = any(row[text] for row in body)
    if not has_words or (not speakers and "time" not in jobs and "number" not in jobs):
        return None
    return _turns(1, rows, jobs, speakers[0] if speakers else None, text)


def _wished(name: str, wishes: Mapping[str, str]) -> str | None:
    return next((job for job, wished in wishes.items() if job in _SURE and name and folded(wished) == folded(name)), None)


def _job(name: str) -> str | None:
    """Give the one job of a column's name that matters in a talk; a name for persons only may be that of their column."""
    jobs = jobs_of(name)
    return next((job for word, job in _SURE.items() if word in jobs), "extra" if jobs else None)


def _by_content(rows: Sequence[Sequence[str]]) -> Turns | None:
    """See a talk by what stands in the columns: times, numbers, few names that recur, and speech as the last of these."""
    if sum(is_datum_only(cell) for cell in rows[0]) >= _FEWEST:
        return None
    columns = [[row[i] for row in rows if row[i]] for i in range(len(rows[0]))]
    jobs = [_content(cells) for cells in columns]
    rest = [i for i, job in enumerate(jobs) if job is None]
    if not rest:
        return None
    text = max(rest, key=lambda i: sum(map(len, columns[i])))
    before = [i for i in rest if i < text]
    speaker = before[0] if len(before) == 1 and _are_speakers([row[before[0]] for row in rows]) else None
    if not _is_speech(columns[text]) or (before and speaker is None) or (speaker is None and not {"time", "number"} & set(jobs[:text])):
        return None
    return _turns(0, rows, jobs, speaker, text)


def _turns(header: int, rows: Sequence[Sequence[str]], jobs: Sequence[str | None], speaker: int | None, text: int) -> Turns:
    time = next((i for i, job in enumerate(jobs) if job == "time"), None)
    dropped = tuple(i for i, job in enumerate(jobs) if job in {"number", "end"})
    known = {text, speaker, time, *dropped}
    extra = tuple(i for i in range(len(jobs)) if i not in known and any(row[i] for row in rows[header:]))
    names = tuple(" ".join(name.split()) for name in rows[0]) if header else ("",) * len(jobs)
    return Turns(header, text, speaker, time, extra, dropped, names=names)


def _content(cells: Sequence[str]) -> str | None:
    if not cells:
        return "empty"
    if _share(is_clock(c) and len(c) <= _TIME_LENGTH and not any(map(str.isalpha, time_of(c)[1])) for c in cells) >= _MOST:
        return "time"
    return "number" if _share(_NUMBER.fullmatch(c) is not None for c in cells) >= _MOST and len(set(cells)) == len(cells) else None


def _share(holds: Iterable[bool]) -> float:
    found = list(holds)
    return sum(found) / len(found) if found else 0.0


def _are_speakers(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column name who speaks: like names, and few that recur; or two roles."""
    names = [label_of_text(cell) for cell in cells if cell]
    shaped = [name for name in names if is_name_shaped(name) and not is_prose(name)]
    if not names or len(shaped) < _MOST * len(names) or sum(map(is_datum_only, names)) > _HALF * len(names):
        return False
    counts = Counter(map(fold, shaped))
    recur = any(n >= _FEWEST for n in counts.values()) and len(counts) <= max(_FEWEST, _FEW_VALUES * len(names))
    roles = {role_word(name) for name in names}
    return recur or (None not in roles and len(roles) >= _FEWEST)


def label_of_text(text: str) -> str:
    """Give the name in the words of a speaker's cell."""
    bare = " ".join(text.split())
    return (time_of(bare)[1] if is_clock(bare) else bare).rstrip(" :：-–").strip()


def _is_speech(cells: Sequence[str]) -> bool:
    """Tell whether cells are said by somebody: long on the whole, or sentences."""
    return bool(cells) and (fmean(map(len, cells)) >= _TEXT_LENGTH or _share(_SENTENCE.search(c) is not None for c in cells) >= _HALF)


def is_data(table: Table) -> bool:
    """Tell whether a table tells data about the talk: rows of a short key and a short value, or of several such pairs."""
    rows = [row.cells for row in table.rows if row.filled]
    keys = [cell.text for cells in rows for cell in cells[::2] if cell.text]
    values = [cell.text for cells in rows for cell in cells[1::2]]
    paired = all(len(cells) % 2 == 0 for cells in rows)
    short = all(len(key) <= _KEY_LENGTH and "\n" not in key for key in keys) and all(len(value) <= _VALUE_LENGTH for value in values)
    if not rows or not paired or not short or len(set(keys)) < len(keys) or any(_SENTENCE.search(key) for key in keys):
        return False
    return table.width <= _FEWEST or _share(is_metadata(key.rstrip(" :：")) for key in keys) >= _HALF


@dataclass(frozen=True, slots=True)
class Told:
    """A row of a talk: who speaks ("" nobody named, ``#`` for a title), when, what; and its other cells.

    ``dropped`` are lines that are no words of the talk (labels, times, numbers), ``beside`` what other columns say about
    the turn.
    """

    speaker: str
    text: tuple[Line, ...]
    time: str | None = None
    dropped: tuple[Line, ...] = ()
    beside: tuple[str, ...] = ()


def told(table: Table, turns: Turns) -> Iterator[Told]:
    """Give the rows of a talk in order; those of its header are left out wherever they stand."""
    grid = table.grid()
    header = [cell.text for cell in grid[0]] if turns.header else None
    for row, cells in zip(table.rows, grid, strict=True):
        if not row.filled or [cell.text for cell in cells] == header:
            continue
        if turns.voices:
            yield from (Told(voice, cells[i].lines) for i, voice in turns.voices.items() if cells[i].text and not cells[i].below)
        elif _is_title(row, cells, turns):
            yield _title(row)
        else:
            yield _told(cells, turns)


def _is_title(row: Row, cells: Sequence[Cell], turns: Turns) -> bool:
    """Tell whether a row has but one cell with words, and this one is as wide as the table or nearly so."""
    return len(row.filled) == 1 and len(row.cells) < len(cells) and row.filled[0].span > max(1, len(cells) // 2) and turns.named


def _title(row: Row) -> Told:
    """Read a row across the table: a title or a scene if it is short and no sound, else words of nobody."""
    text = row.filled[0].text
    scene = is_event(text) and not is_sound(text)
    short = len(text) <= _TITLE_LENGTH and "\n" not in text and not _SENTENCE.search(text) and not is_event(text)
    return Told(HEADING if scene or short else "", row.filled[0].lines)


def _told(cells: Sequence[Cell], turns: Turns) -> Told:
    who = cells[turns.speaker] if turns.speaker is not None else Cell()
    label = label_of(who)
    words = () if cells[turns.text].below else cells[turns.text].lines
    clock_cell = cells[turns.time] if turns.time is not None else Cell()
    time, rest = (None, "") if clock_cell.below else time_of(" ".join(clock_cell.text.split()))
    odd = clock_cell.lines if rest else ()
    beside = [(turns.names[i], cells[i].text) for i in turns.extra if cells[i].text and not cells[i].below]
    numbers = (line for i in (*turns.dropped, *turns.extra) for line in cells[i].lines if not cells[i].below)
    return Told(
        label.name if label.sound else "",
        (*odd, *words) if label.sound else (*odd, *who.lines, *words),
        time or (None if who.below else label.time),
        (*numbers, *(() if odd else clock_cell.lines), *(who.lines if label.sound and not who.below else ())),
        tuple(f"{name}: {text}" if name else text for name, text in beside),
    )


def colons(table: Table) -> frozenset[str]:
    """Give the keys in a table of data that a colon may follow without making a speaker of them.

    Those name data and never people; the others only in company of these, with a value that is no sentence.
    """
    pairs = [(k.text, v.text) for row in table.rows for k, v in zip(row.cells[::2], row.cells[1::2], strict=False)]
    company = any(is_datum_only(key) for key, _ in pairs)
    tame = {key for key, value in pairs if company and is_metadata(key) and len(value) <= _TAME and not _SENTENCE.search(value)}
    return frozenset(tame | {key for key, _ in pairs if is_datum_only(key)})
