"""Where the talk begins and ends in a file: metadata and prefaces before it, notes and footers after it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import dropwhile

from qualcode.formats.plain.labels import Head
from qualcode.formats.plain.lexicon import (
    is_back_heading,
    is_closing,
    is_datum_only,
    is_end_mark,
    is_footer,
    is_metadata,
    is_sentence,
    is_signed,
    is_summary_heading,
    is_talk_heading,
    role_word,
)
from qualcode.formats.plain.lines import Page, heading_level, heading_text, is_event, is_rule

_HEADS_IN_FRONT = 2
"""So many look-alikes of turns may stand in a preface before the metadata or the heading that ends it."""
_METADATA_LINES = 2
_LONGEST_VALUE = 60
_MOST_BEFORE = 0.75
"""A summary that is no heading needs so large a share of the look-alikes of turns before it."""
_LONGEST_LIST = 200
_LONGEST_HEADING = 100
_FEWEST_AFTER = 3
_NOTE_NUMBER = re.compile(r"\s*(?P<mark>\d{1,3}\)|\[\d{1,3}\])\s+\S")


def front_end(page: Page, candidates: Sequence[Head], heads: Sequence[Head]) -> int:
    """Give the first line at which the talk may begin, after metadata and after a heading that announces it."""
    at = {h.line: h for h in candidates}
    believed = sorted(h.line for h in heads)
    counts = Counter(h.key for h in candidates)
    ends = [_after_data(at, block, counts) for block in _data_blocks(page, at, believed)]
    ends += [i + 1 for i in page.content() if _announces(page, i) and _early(i, believed)]
    return max([0, *ends, _leading_data(page, at, {h.key for h in heads}), _cast_end(page, at)])


def _early(line: int, believed: Sequence[int]) -> bool:
    """Tell whether hardly any turn begins before a line, and some turn after it."""
    return sum(h < line for h in believed) <= _HEADS_IN_FRONT and any(h > line for h in believed)


def _announces(page: Page, index: int) -> bool:
    line = page.lines[index]
    if len(line) > _LONGEST_HEADING or not is_talk_heading(heading_text(line)):
        return False
    return heading_level(line) > 0 or (page.opens(index) and not _continues(page, index))


def _continues(page: Page, index: int) -> bool:
    """Tell whether more lines of the same block follow: then a line is no heading by itself."""
    return index + 1 < len(page.lines) and not page.is_blank(index + 1)


def _data_blocks(page: Page, at: Mapping[int, Head], believed: Sequence[int]) -> list[range]:
    """Find blocks of lines ``key: value`` near the top in which at least two keys name data and not speakers."""
    found: list[range] = []
    inside = 0
    for block in page.blocks():
        first, last = bisect_left(believed, block[0]), bisect_right(believed, block[-1])
        if first - inside > _HEADS_IN_FRONT or last == len(believed):
            break
        if _is_data(block, at):
            found.append(block)
            inside += last - first
    return found


def _is_data(block: range, at: Mapping[int, Head]) -> bool:
    rows = [at[i] for i in block if i in at and _is_value(at[i])]
    keys = {h.key for h in rows if is_metadata(h.label)}
    return len(keys) >= _METADATA_LINES and any(is_datum_only(h.label) for h in rows)


def _is_value(head: Head) -> bool:
    """Tell whether what follows a colon is a value, not speech: there, short, no sentence, and without a time before it."""
    return head.time is None and 0 < len(head.text) <= _LONGEST_VALUE and (is_signed(head.text) or not is_sentence(head.text))


def _after_data(at: Mapping[int, Head], block: range, counts: Mapping[str, int]) -> int:
    """Give the line after the last datum of a block; a role word with a short value below a datum is one, too."""
    last = max(i for i in block if i in at and is_datum_only(at[i].label))
    while last + 1 in block and last + 1 in at and _is_value(at[last + 1]):
        if not is_metadata(at[last + 1].label) and counts[at[last + 1].key] > 1:
            break
        last += 1
    return last + 1


def _leading_data(page: Page, at: Mapping[int, Head], keys: Collection[str]) -> int:
    """Give the line after an unbroken run of data, headings and blank lines at the very top of a file."""
    end = 0
    for i in page.content():
        head = at.get(i)
        datum = head is not None and _is_value(head) and is_metadata(head.label)
        if datum and (head is not None and (is_datum_only(head.label) or head.key not in keys or _again(page, at, i))):
            end = i + 1
        elif not (heading_level(page.lines[i]) or is_rule(page.lines[i])) and i > 0:
            break
    return end


def _again(page: Page, at: Mapping[int, Head], index: int) -> bool:
    """Tell whether the next label is the same word, or only ever a datum: then this line says who the speaker is."""
    following = page.next_content(index)
    head = at.get(following) if following is not None else None
    return head is not None and (head.key == at[index].key or (is_datum_only(head.label) and _is_value(head)))


def _cast_end(page: Page, at: Mapping[int, Head]) -> int:
    """Give the line after a first block that lists who is who, in a file whose turns all have blocks of their own."""
    blocks = [[at.get(i) for i in block] for block in page.blocks()]
    shared = [sum(head is not None for head in block) > 1 for block in blocks]
    rows = list(dropwhile(lambda head: head is None, blocks[0]))
    cast = [head for head in rows if head is not None and _is_datum_of_cast(head)]
    distinct = len({head.key for head in cast}) == len(rows) and any(role_word(head.label) for head in cast)
    return page.blocks()[0].stop if distinct and shared[0] and not any(shared[1:]) and len(blocks) > 1 else 0


def _is_datum_of_cast(head: Head) -> bool:
    """Tell whether a line says who somebody is, or lists who takes part."""
    return _is_value(head) or ("," in head.text and len(head.text) <= _LONGEST_LIST and head.time is None and not is_sentence(head.text))


def back_start(page: Page, last: Head) -> int:
    """Give the line at which the talk has ended: a stroke or a heading after the last turn, notes, a footer."""
    end = len(page.lines)
    spoken = page.content(last.line + 1)
    first_words = spoken[0] if spoken and last.alone else None
    for i in spoken:
        if is_rule(page.lines[i]) or heading_level(page.lines[i]) or _is_note(page, i):
            end = i
            break
    return _before_footers(page, last.line + 1 if first_words is None else first_words + 1, end)


def _is_note(page: Page, index: int) -> bool:
    """Tell whether a plain line in a block of its own begins notes."""
    line = page.lines[index].strip()
    headed = is_back_heading(line.split(":")[0]) or is_back_heading(line) or is_summary_heading(line)
    return page.opens(index) and (headed or is_closing(line) or is_end_mark(line) or _is_footnote(page, index))


def _is_footnote(page: Page, index: int) -> bool:
    """Tell whether from a line on nothing stands but notes whose numbers hang on words above: 1) ..."""
    before = next((page.lines[i] for i in range(index - 1, -1, -1) if not page.is_blank(i)), "")
    first = _NOTE_NUMBER.match(page.lines[index]) is not None and not _NOTE_NUMBER.match(before)
    if not first or not all(_is_in_notes(line) for line in page.lines[index:] if line.strip()):
        return False
    above = "\n".join(page.lines[:index])
    rows = [m for line in page.lines[index:] if (m := _NOTE_NUMBER.match(line))]
    return all(re.search(r"\S ?" + re.escape(m["mark"]), above) for m in rows)


def _is_in_notes(line: str) -> bool:
    return is_event(line) or _NOTE_NUMBER.match(line) is not None


def _before_footers(page: Page, start: int, end: int) -> int:
    """Take a service's or a typist's last words off the end."""
    for i in reversed(page.content(start, end)):
        if not is_footer(page.lines[i].strip()):
            break
        end = i
    return end


def notes_start(page: Page, heads: Sequence[Head]) -> int:
    """Give the line that announces notes or a summary, when most turns lie before it; else the end."""
    ordered = sorted(heads, key=lambda h: h.line)
    lines = [h.line for h in ordered]
    at = set(lines)
    for i in page.content():
        notes = heading_level(page.lines[i]) and is_back_heading(heading_text(page.lines[i]))
        before = bisect_left(lines, i)
        if notes and before > len(heads) / 2 and not _goes_on(ordered[before:], _FEWEST_AFTER):
            return i
        summary = before > _MOST_BEFORE * len(heads) and page.opens(i) and i not in at and is_summary_heading(page.lines[i])
        if summary and not _goes_on(ordered[before:], 1):
            return i
    return len(page.lines)


def _goes_on(heads: Sequence[Head], fewest: int) -> bool:
    """Tell whether labels below a heading begin speech, not notes about people: with times, with sentences, more than once."""
    said = sum(head.time is not None or is_sentence(head.text) for head in heads)
    return said >= fewest or len({head.key for head in heads}) < len(heads)
