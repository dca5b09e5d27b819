"""Interviews in JSON: lists of turns under any key, the output of recognisers, and several talks in one file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.formats.assemble import assemble
from qualcode.formats.captions.cue_talk import talk_of
from qualcode.formats.captions.cues import Cue, Cues
from qualcode.formats.captions.flow import flow
from qualcode.formats.decode import decode, doubts
from qualcode.formats.package import BadDocument
from qualcode.formats.plain.reader import read_text
from qualcode.formats.programs.keyed_turns import about_case, by_document, keyed
from qualcode.formats.programs.recognisers import recognised
from qualcode.formats.programs.turn_lists import TALK_KEYS, Turns, annotated, parallel, people_in, plain_key, turns_in, words_of
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.imported import Imported, Wish
from qualcode.model.source import UNKNOWN_SPEAKER
from qualcode.model.text import canonical

NO_WISH = Wish()
_DEEPEST = 8
_PAIRS = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_HALVES = re.compile("[\ud800-\udfff]")
_IDS = words_of(
    "dialogueid dialogid conversationid interviewid meetingid sessionid docid documentid id name title file filename uid no 번호"
)
_LONGEST_ID = 80
_SHOWN = 8
_RANK = {key: number for number, key in enumerate(TALK_KEYS)}
_ANNOTATIONS = frozenset({"annotations", "annotation", "codings", "coding", "coded"})
_STRINGS = frozenset({"text", "transcript", "dialogue", "dialog", "transcription", "conversation", "interview", "content", "대화", "본문"})


class Json:
    """The reader of JSON and JSON Lines: finds the lists that are turns by what their keys are called and hold."""

    suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read a file's bytes, one import a talk; raises :class:`QualcodeError` where they are no JSON or hold no talk."""
        text, encoding = decode(raw, wish.encoding)
        value = _parsed(text)
        doubtful = (*doubts(text, encoding, name, named=wish.encoding is not None), *_half_signs(text, name))
        talks = _numbered(_Search(wish.columns).talks(value))
        if talks:
            return tuple(_imported(turns, name, encoding, doubtful) for turns in talks)
        prose = _prose(value, name, wish.layout)
        if not prose:
            raise BadDocument(_no_talk(value), 'a talk is a list of objects, such as {"speaker": "Ana", "text": "…", "start": 1.5}')
        return tuple(replace(talk, encoding=encoding, findings=(*doubtful, *talk.findings)) for talk in prose)


def _parsed(text: str) -> object:
    """Read JSON, or JSON Lines as a list; raises :class:`BadDocument` with line and column."""
    bare = text.lstrip("\ufeff")
    if not bare.strip():
        raise BadDocument("this file is empty", "export it again")
    try:
        return _sound(json.loads(bare))
    except json.JSONDecodeError as problem:
        lines = _json_lines(bare) if problem.msg == "Extra data" else None
        if lines is None:
            why = f"this is no JSON: line {problem.lineno}, column {problem.colno}: {problem.msg}"
            raise BadDocument(why, "put that place right, or export it again: the file may be cut short") from None
        return lines
    except (RecursionError, ValueError) as problem:
        raise BadDocument(
            f"this JSON cannot be read ({type(problem).__name__}): it is nested too deep or holds a number that is too long"
        ) from None


def _sound(value: object) -> object:
    """Give JSON in which halves of a sign, which no text can hold, are U+FFFD."""
    written = json.dumps(value, ensure_ascii=False)
    return json.loads(_HALVES.sub("\ufffd", written)) if _HALVES.search(written) else value


def _json_lines(text: str) -> list[object] | None:
    found: list[object] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            found += [_sound(json.loads(line))] if line.strip() else []
        except json.JSONDecodeError as problem:
            if number == 1:
                return None
            raise BadDocument(f"this is no JSON: line {number}, column {problem.colno}: {problem.msg}", "put that line right") from None
        except (RecursionError, ValueError):
            return None
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for talks in JSON; ``wanted`` are keys that a person has named, by their job."""

    wanted: Mapping[str, str]

    def talks(self, value: object, container: str = "", people: Mapping[str, str] | None = None, depth: int = 0) -> list[Turns]:
        """Give the talks in a value, in order."""
        known = people or {}
        if depth > _DEEPEST or not isinstance(value, list | dict):
            return []
        if isinstance(value, list):
            own = turns_in(value, container, self.wanted, known) or keyed(value)
            return self._parted(own, value, known) if own else self._in_list(value, container, known, depth)
        own = recognised(value) or parallel(value)
        return [_with_part(own, value)] if own else self._in_object(value, {**known, **people_in(value)}, depth)

    def _parted(self, own: Turns, value: Sequence[object], people: Mapping[str, str]) -> list[Turns]:
        """Part a talk by the key that names its talks, if its list holds several."""
        key, groups = by_document(value)
        found = [(id_, turns_in(items, TALK_KEYS[0], self.wanted, people) or keyed(items)) for id_, items in groups.items()]
        parts = [replace(turns, part=id_, part_key=key) for id_, turns in found if turns]
        return parts if len(parts) == len(groups) > 1 else [own]

    def _in_list(self, value: Sequence[object], container: str, people: Mapping[str, str], depth: int) -> list[Turns]:
        """Give the talks of a list of several; lists of single words are none, and what has no talk is said."""
        below = [[t for t in self.talks(item, container, people, depth + 1) if not t.words] for item in value]
        talks = [t for found in below for t in found]
        without = tuple(f"entry {number}" for number, found in enumerate(below, 1) if not found)
        return [replace(talks[0], unread=(*talks[0].unread, *without)), *talks[1:]] if talks else []

    def _in_object(self, value: Mapping[str, object], people: Mapping[str, str], depth: int) -> list[Turns]:
        below = {key: self.talks(inner, key, people, depth + 1) for key, inner in value.items() if isinstance(inner, list | dict)}
        found = {key: talks for key, talks in below.items() if talks and plain_key(key) not in _ANNOTATIONS}
        if not found:
            return []
        likely = {key: talks for key, talks in found.items() if plain_key(key) in _RANK}
        if not likely and len(found) > 1:
            return [replace(t, part=" ".join(filter(None, (key, t.part)))) for key, talks in found.items() for t in talks]
        best = min(likely or found, key=lambda key: _rank(key, found[key]))
        return _beside(found[best], best, value)


def _rank(key: str, talks: Sequence[Turns]) -> tuple[bool, bool, int]:
    """Order the lists of one object that may be its talk: names first, then no single words, then the likeliest key."""
    first = talks[0]
    return first.words, not first.named, _RANK.get(plain_key(key), len(_RANK))


def _beside(talks: Sequence[Turns], key: str, value: Mapping[str, object]) -> list[Turns]:
    """Add what stands beside a talk in its object: codes by the words they belong to, its id, and keys that are not read."""
    unread = [other for other in value if other != key]
    if len(talks) > 1:
        return [replace(t, unread=(*t.unread, *unread)) for t in talks]
    turns = talks[0]
    for other in [k for k in unread if plain_key(k) in _ANNOTATIONS]:
        coded = annotated(turns, value[other])
        if coded:
            turns = coded
            unread.remove(other)
    case, data = about_case(value)
    if case in unread:
        turns = replace(turns, attributes=data)
        unread.remove(case)
    return [_with_part(replace(turns, unread=(*turns.unread, *unread)), value)]


def _with_part(turns: Turns, value: Mapping[str, object]) -> Turns:
    """Name a talk by the id in its object."""
    if turns.part:
        return turns
    by_plain = {plain_key(key): key for key in value}
    for key in (by_plain[plain] for plain in _IDS if plain in by_plain):
        part = value[key]
        if isinstance(part, str | int) and not isinstance(part, bool) and 0 < len(str(part).strip()) <= _LONGEST_ID:
            return replace(turns, part=str(part).strip(), part_key=key)
    return turns


def _numbered(talks: Sequence[Turns]) -> list[Turns]:
    """Give each of several talks a part of its own: its id where all have one and no two the same, else its number."""
    if len(talks) == 1:
        return [replace(talks[0], part="")]
    parts = Counter(t.part for t in talks)
    if parts.get("") or any(n > 1 for n in parts.values()):
        return [replace(t, part=str(number)) for number, t in enumerate(talks, 1)]
    return [replace(t, unread=tuple(key for key in t.unread if key != t.part_key)) for t in talks]


def _imported(turns: Turns, name: str, encoding: str, doubtful: Iterable[Diagnostic]) -> Imported:
    said = flow(turns.scraps) if turns.pieces and not turns.named else [s.utterance() for s in turns.scraps]
    made = assemble(
        said, name, layout="json", why=turns.how, joint=" " if turns.pieces else "\n", encoding=encoding,
        findings=(*doubtful, *_odd(turns, name)), part=turns.part,
    )  # fmt: skip
    return replace(made, attributes=turns.attributes)


def _half_signs(text: str, name: str) -> list[Diagnostic]:
    """Say where a sign that is written as two escapes lacks one of them."""
    whole = _PAIRS.sub("", text)
    cut = _HALF.search(whole)
    return [warning("QC056", "the file holds halves of signs (\\ud83d …); they stand as \ufffd", Location(name))] if cut else []


def _odd(turns: Turns, name: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    silent = sum(not s.text.strip() for s in turns.scraps if not s.speaker)
    if turns.odd or silent:
        found.append(warning("QC064", f"{turns.odd + silent} entries of the list hold no words; they are left out", Location(name)))
    if turns.unmatched:
        found.append(
            warning("QC063", f"{turns.unmatched} annotations repeat words that no turn has; their codes are left out", Location(name))
        )
    unread = list(dict.fromkeys(turns.unread))
    if unread:
        shown = ", ".join(map(repr, unread[:_SHOWN])) + (f" and {len(unread) - _SHOWN} more" if len(unread) > _SHOWN else "")
        found.append(note("QC059", f"what this file holds under {shown} is not part of the talk and was not read", Location(name)))
    return found


def _prose(value: object, name: str, layout: str | None) -> list[Imported]:
    """Read talks that stand in JSON as text with labels or as lists of such lines: one, or one in each object of a list."""
    if not isinstance(value, list) or _is_lines(value):
        text = _text_in(value)
        return [_labelled(text, name, layout)] if len(text.split()) > 1 else []
    texts = [_text_in(item) if isinstance(item, dict) else "" for item in value]
    talks = [_labelled(text, name, layout) for text in texts if "\n" in text.strip()]
    if len(talks) < len(value) or not all(_names(talk) for talk in talks):
        return []
    return [replace(talk, part=str(number)) for number, talk in enumerate(talks, 1)]


def _labelled(text: str, name: str, layout: str | None) -> Imported:
    """Read text with labels, line by line where each line has one, so that labels need not recur."""
    lines = canonical(text)[0].split("\n")
    cues = tuple(Cue(None, None, (line.strip(),), n) for n, line in enumerate(lines, 1) if line.strip())
    by_line = talk_of(Cues(cues), name, "json")
    whole = bool(by_line.speakers) and all(s.label != UNKNOWN_SPEAKER for s in by_line.speakers)
    return by_line if whole and layout is None else read_text(text, name, layout)


def _names(imported: Imported) -> bool:
    return any(speaker.label != UNKNOWN_SPEAKER for speaker in imported.speakers)


def _text_in(value: object) -> str:
    """Give the longest text that stands under keys for talks, lines joined; "" where there is none."""
    for _ in range(_DEEPEST):
        if isinstance(value, str) or _is_lines(value) or not isinstance(value, dict):
            break
        inner = [v for k, v in value.items() if plain_key(k) in _STRINGS | _RANK.keys() and (isinstance(v, str | dict) or _is_lines(v))]
        value = max(inner, key=_length, default=None)
    if isinstance(value, list):
        return "\n".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _length(value: object) -> int:
    """Weigh a value by its words, an object by what may lie in it."""
    return len(value) if isinstance(value, str) else sum(map(_length, value)) if isinstance(value, list) else 1


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, str) for line in value)


def _no_talk(value: object) -> str:
    """Say what a file holds that has no talk."""
    first = next((v for v in value if isinstance(v, dict)), None) if isinstance(value, list) else value
    if isinstance(first, dict) and isinstance(schema := first.get("schema"), str) and schema.startswith("qualcode."):
        return f"this is a table that qualcode has written ({schema}), and no interview"
    keys = ", ".join(map(repr, list(first)[:_SHOWN])) if isinstance(first, dict) else ""
    what = f"its objects have the keys {keys}" if keys else f"it holds {type(value).__name__} and no objects"
    return f"no talk was found in this JSON file: {what}"


JSON = Json()
