"""From the blocks of a document to an interview, whatever file they came from: by its lines, or by tables that name speakers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qualcode.formats.documents.blocks import Beside, Line, Table, letters
from qualcode.formats.documents.document_lines import MANY, read_lines
from qualcode.formats.documents.document_rows import read_rows
from qualcode.formats.documents.table_talk import Planned, turns_of, with_parts
from qualcode.formats.plain.lexicon import fold, role_word
from qualcode.formats.plain.names import is_name_shaped
from qualcode.model.diagnostic import Diagnostic, Location, note
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER

_LABEL = re.compile(r"\s*([^\s:：][^:：\n]{0,39}?)\s*[:：]\s*(.*)", re.DOTALL)
_SENTENCE = re.compile(r"[.?!…][\"'”’)]*\s*$|(?:[요다까죠])\s*$")
_FEWEST = 2
_LONGEST_HEADING = 200
_HALF = 0.5


def read_blocks(blocks: Iterable[Line | Table], notes: Sequence[Beside], name: str, wish: Wish) -> Imported:
    """Read an interview from paragraphs and tables in order; each note becomes a remark on its passage of the talk.

    Tables that say in a column who speaks are read row by row where they are the talk; else all is read as lines.
    """
    whole = _with_sure_headings(list(_joined(_unframed(blocks))))
    planned = with_parts([(b, turns_of(b, wish.columns) if isinstance(b, Table) else None) for b in whole])
    found = _columns(planned, name)
    if wish.layout is None and _is_in_tables(planned, name):
        return read_rows(planned, notes, name, found)
    read = read_lines(planned, notes, name, wish.layout)
    return replace(read, findings=(*found, *read.findings))


def _columns(planned: Planned, name: str) -> list[Diagnostic]:
    """Say which columns of tables of turns are no words of the talk, and what became of them."""
    plans = [turns for _, turns in planned if turns]
    beside = dict.fromkeys(n for turns in plans for n in turns.extra_names)
    dropped = dict.fromkeys(turns.names[i] for turns in plans for i in turns.dropped if turns.names)
    found = []
    if beside:
        message = f"columns of a table that are not the talk are kept as comments on its turns: {_shown(beside)}"
        found.append(note("QC059", message, Location(name), "name the columns of speaker and text if that is wrong"))
    if dropped:
        found.append(
            note("QC059", f"columns of a table that number rows or say when they end are left out: {_shown(dropped)}", Location(name))
        )
    return found


def _shown(names: Iterable[str]) -> str:
    return ", ".join(repr(name) if name else "one without a name" for name in names)


def _unframed(blocks: Iterable[Line | Table]) -> Iterator[Line | Table]:
    """Take out what stands in tables that only lay out the page: of one column, or of one row with long cells."""
    for block in blocks:
        frame = isinstance(block, Table) and (block.width == 1 or (len(block.rows) == 1 and _is_page(block)))
        if isinstance(block, Table) and frame:
            for row in block.rows:
                for cell in row.cells:
                    yield from _unframed(cell.content)
        else:
            yield block


def _is_page(table: Table) -> bool:
    return any(len(cell.lines) >= MANY for cell in table.rows[0].cells)


def _joined(blocks: Iterable[Line | Table]) -> Iterator[Line | Table]:
    """Make one table of neighbours of one row each, as when every turn is a table; blank lines between them go."""
    run: list[Table] = []
    blanks: list[Line | Table] = []
    for block in blocks:
        if isinstance(block, Table) and len(block.rows) == 1 and (not run or run[-1].width == block.width):
            run.append(block)
            blanks = []
        elif run and isinstance(block, Line) and not block.text.strip():
            blanks.append(block)
        else:
            yield from _one(run)
            yield from blanks
            run, blanks = [], []
            single = isinstance(block, Table) and len(block.rows) == 1
            if isinstance(block, Table) and single:
                run = [block]
            else:
                yield block
    yield from _one(run)
    yield from blanks


def _one(run: Sequence[Table]) -> list[Table]:
    return [Table(tuple(row for table in run for row in table.rows))] if run else []


def _with_sure_headings(blocks: Sequence[Line | Table]) -> list[Line | Table]:
    """Take the level off headings that are none: paragraphs, speakers' labels, or styles that most of the text has."""
    lines = [b for b in blocks if isinstance(b, Line)]
    headings = [line for line in lines if line.level and len(line.text) <= _LONGEST_HEADING]
    speakers = _speakers_among(headings)
    misused = letters(headings) > _HALF * letters(blocks)

    def sure(line: Line) -> bool:
        label = _LABEL.match(line.text)
        short = len(line.text) <= _LONGEST_HEADING and "\n" not in line.text.strip()
        return short and not misused and not (label and fold(label[1]) in speakers)

    return [replace(b, level=0) if isinstance(b, Line) and b.level and not sure(b) else b for b in blocks]


def _speakers_among(headings: Sequence[Line]) -> frozenset[str]:
    """Find labels in headings that are speakers': roles that recur, or names before what is said in sentences."""
    said: dict[str, list[str]] = defaultdict(list)
    for line in headings:
        match = _LABEL.match(line.text)
        if match and is_name_shaped(match[1]):
            said[match[1]].append(match[2])
    recurring = {label: texts for label, texts in said.items() if len(texts) >= _FEWEST}
    spoken = {label for label, texts in recurring.items() if sum(bool(_SENTENCE.search(t)) for t in texts) >= _HALF * len(texts)}
    alone = {label for label, texts in recurring.items() if not any(texts)}
    return frozenset(
        fold(label) for label in recurring if role_word(label) or label in spoken or (label in alone and len(alone) >= _FEWEST)
    )


def _is_in_tables(planned: Planned, name: str) -> bool:
    """Tell whether the talk stands in tables that name speakers: most of the letters, and no labelled turns around them."""
    inside = [block for block, turns in planned if turns and turns.named]
    outside = [(block, None) for block, turns in planned if not (turns and turns.named)]
    if not inside or letters(inside) < letters(block for block, _ in outside):
        return False
    around = read_lines(outside, (), name, None)
    return not any(s.speaker not in {HEADING, UNKNOWN_SPEAKER} for s in around.speeches)
