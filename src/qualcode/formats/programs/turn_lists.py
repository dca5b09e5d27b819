"""Turns that JSON holds as a list of objects: which keys hold speaker, words, time and codes, found by name and content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from qualcode.formats.captions.flow import Scrap
from qualcode.formats.captions.stamps import in_seconds, read_stamp

Item: TypeAlias = Mapping[str, object]


def words_of(text: str) -> tuple[str, ...]:
    """Give a list of words that is written as one text."""
    return tuple(text.split())


TALK_KEYS = words_of(
    "utterances utterance turns turn dialogue dialog dialogues conversation conversations chatlogs chatlog messages interview "
    "exchanges log meetingtranscripts transcript transcripts transcription transcriptions "
    "monologues speeches segments audiosegments paragraphs sentences "
    "lines chunks phrases recognizedphrases captions subtitles data items entries results result response output content "
    "body 발화 대화 대화록 words wordsegments"
)
"""Under what keys a talk stands, the likeliest first; compared without case and marks."""
_TEXTS = words_of(
    "text content utterance transcript sentence message msg body speech form display displaytext caption line said utt turn value "
    "발화 발화문 발화내용 내용 텍스트 문장 대사 말 textedited "
    "punctuatedword word"
)
_PIECES = frozenset({"sentences", "lines", "paragraphs", "segments", "utterances", "texts", "words", "문장"})
"""Under what keys a turn may hold its words in pieces."""
_EDITED = "textedited"
_SPEAKERS = words_of(
    "speakername spkname participantname 화자명 speaker speakerlabel speakerid speakertag spk spkid participant "
    "participantrole participantid interlocutor talker who 화자 발화자 발언자 참석자 참여자 이름"
)
_PERHAPS_SPEAKERS = words_of(
    "displayname name username role from author user sender agent agentid actor character id label channel channeltag"
)
_OTHER_JOBS = frozenset({"id", "label", "channel", "channeltag"})
_TIMES = words_of(
    "start starttime startsec startsecs starts startms starttimems startmillis begin begintime beginoffsetmillis offsetmilliseconds "
    "startat startoffset timestamps ts timestamp time offset offsets from t 시작 시작시간 시간"
)
_ENDS = words_of("end endtime endsec endms endoffset endoffsetmillis endat endts 종료 종료시간")
_CODES = words_of("code codes tag tags 코드")
_NO_CODE = frozenset({"", "-", "none", "n/a", "na", "없음"})
_MOSTLY = 0.6
_MILLI_END = re.compile(r"(?:ms|millis|milliseconds)$")
_SLOWEST = 0.3
"""So few characters for each unit of time: then the unit is no second."""
_MILLI = 1000
_WORDY = 1.3
_CODE_LENGTH = 60


@lru_cache(maxsize=4096)
def plain_key(key: str) -> str:
    """Give a key as keys are compared: small letters, no marks or blanks."""
    return re.sub(r"[\s_\-.]+", "", key).casefold()


@dataclass(frozen=True, slots=True)
class Turns:
    """A talk as found: scraps in order, how it was found, what stood beside it and was not read, and what was odd.

    ``words`` where each scrap is hardly more than a word; ``pieces`` where scraps are cut by time, not by who speaks.
    ``attributes`` are data about the case.
    """

    scraps: tuple[Scrap, ...]
    how: str
    part: str = ""
    part_key: str = ""
    unread: tuple[str, ...] = ()
    odd: int = 0
    unmatched: int = 0
    words: bool = False
    pieces: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Tell whether anybody is named."""
        return any(s.speaker for s in self.scraps)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The keys of an object that is a turn."""

    text: str
    speaker: str | None = None
    time: str | None = None
    end: str | None = None
    codes: str | None = None
    edited: str | None = None
    sure: bool = field(default=False, compare=False)
    """The key of the speaker can hold nothing else."""

    def used(self) -> set[str]:
        return {key for key in (self.text, self.speaker, self.time, self.end, self.codes, self.edited) if key}


def turns_in(value: object, container: str, wanted: Mapping[str, str], people: Mapping[str, str]) -> Turns | None:
    """Read a list of turns; None where a list holds something else. ``container`` is the key under which it stands.

    ``wanted`` names keys by job (speaker, text, time, code), ``people`` gives names by the ids that turns use.
    """
    if not isinstance(value, list) or not value:
        return None
    items: list[Item] = [item for item in value if isinstance(item, dict)]
    if len(items) < _MOSTLY * len(value):
        return _pairs(value)
    likely = plain_key(container) in TALK_KEYS[: TALK_KEYS.index("data")]
    fields = _fields(items, wanted, likely=likely)
    if fields is None and (inner := _inner(items)):
        found = turns_in(inner, container, wanted, people)
        return replace(found, pieces=True) if found else None
    if fields is None or not (likely or _is_talk(items, fields)):
        return None
    return _read(items, fields, len(value) - len(items), people)


def _inner(items: Sequence[Item]) -> list[Item]:
    """Give the pieces inside turns that hold their words as a list (sentences, words), each with its turn's speaker."""
    keys = dict.fromkeys(key for item in items for key in item)
    speaker = next((key for key in keys if plain_key(key) in _SPEAKERS and any(_label(i.get(key), {}) for i in items)), None)
    nested = next((key for key in keys if plain_key(key) in _PIECES and all(isinstance(i.get(key, []), list) for i in items)), None)
    if speaker is None or nested is None:
        return []
    found: list[Item] = []
    for item in items:
        pieces = item.get(nested)
        for piece in pieces if isinstance(pieces, list) else ():
            whole = piece if isinstance(piece, dict) else {"text": piece}
            if any(plain_key(key) in _SPEAKERS for key in whole):
                return []
            found.append({**whole, speaker: item.get(speaker)})
    return found


def _fields(items: Sequence[Item], wanted: Mapping[str, str], *, likely: bool) -> _Fields | None:
    keys = list(dict.fromkeys(key for item in items for key in item))
    by_plain: dict[str, str] = {}
    for key in keys:
        by_plain.setdefault(plain_key(key), key)
    text = wanted.get("text") or _first(by_plain, _TEXTS, lambda key: _share(items, key) >= _MOSTLY)
    if text is None:
        return None
    left = {plain: key for plain, key in by_plain.items() if key != text}
    sure = wanted.get("speaker") or _first(left, _SPEAKERS, lambda key: any(_label(item.get(key), {}) for item in items))
    sure = sure or next((key for plain, key in left.items() if re.search("speaker|화자", plain) and _recurs(items, key)), None)
    speaker = sure or _first(left, _PERHAPS_SPEAKERS, lambda key: _recurs(items, key, likely=likely))
    left = {plain: key for plain, key in left.items() if key != speaker}
    time = wanted.get("time") or _first(left, _TIMES, lambda key: any(read_stamp(item.get(key)) for item in items))
    end = _first(left, _ENDS, lambda key: any(read_stamp(item.get(key)) for item in items))
    codes = wanted.get("code") or _first(left, _CODES, lambda key: any(_codes(item.get(key)) for item in items))
    return _Fields(text, speaker, time, end, codes, left.get(_EDITED), sure is not None)


def _first(by_plain: Mapping[str, str], names: Iterable[str], holds: Callable[[str], bool]) -> str | None:
    return next((by_plain[name] for name in names if name in by_plain and holds(by_plain[name])), None)


def _share(items: Sequence[Item], key: str) -> float:
    """Give the share of objects that have words, or an empty text, under a key; 0 where none has words."""
    texts = [item.get(key) for item in items]
    return sum(t == "" or bool(said(t)) for t in texts) / len(items) if any(map(said, texts)) else 0.0


def _recurs(items: Sequence[Item], key: str, *, likely: bool = False) -> bool:
    """Tell whether a key says who speaks: few values, and each of them again and again; ``likely`` where it is a talk anyhow."""
    counts = Counter(label for item in items if (label := _label(item.get(key), {})))
    again = 2 * len(counts) <= counts.total() or (likely and plain_key(key) not in _OTHER_JOBS)
    return len(counts) > 1 and again


def said(value: object) -> str:
    """Give the words in a value: a text, or the parts of one (``[{"type": "text", "text": …}]``); "" where there are none."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = [part.get("text") if isinstance(part, dict) else part for part in value]
        return "".join(part for part in parts if isinstance(part, str)) if any(isinstance(p, str) for p in parts) else ""
    return ""


def label_of(value: object, people: Mapping[str, str]) -> str:
    """Give the label that a value names a speaker by: a name, the name in an object, ``Speaker 1`` for a number; "" for nobody."""
    return _label(value, people)


def _label(value: object, people: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        inner = (value.get(key) for key in ("name", "displayName", "speakerName", "label", "id"))
        return next((label for v in inner if not isinstance(v, dict) and (label := _label(v, people))), "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    bare = str(value).strip()
    if bare in people:
        return people[bare]
    return f"Speaker {bare}" if re.fullmatch(r"\d{1,4}", bare) else bare


def _codes(value: object) -> tuple[str, ...]:
    """Give the codes in a value: a list of texts, or one text with commas or semicolons."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("code", "name", "label") if key in value), None)
    if isinstance(value, list):
        return tuple(code for part in value if not isinstance(part, list) for code in _codes(part))
    if not isinstance(value, str):
        return ()
    found = (code.strip() for code in re.split(r"[,;]", value))
    return tuple(code for code in found if code.casefold() not in _NO_CODE and len(code) <= _CODE_LENGTH)


def _is_talk(items: Sequence[Item], fields: _Fields) -> bool:
    """Tell whether a list of texts is a talk by itself: it says who speaks, or when each text begins and ends."""
    named = fields.speaker is not None and (fields.sure or _recurs(items, fields.speaker))
    return named or (fields.time is not None and fields.end is not None)


def _read(items: Sequence[Item], fields: _Fields, odd: int, people: Mapping[str, str]) -> Turns:
    texts = [_text(item, fields) for item in items]
    milliseconds = _in_milliseconds(items, fields, sum(map(len, texts)))
    scraps = tuple(
        Scrap(
            _label(item.get(fields.speaker), people) if fields.speaker else "",
            text,
            in_seconds(read_stamp(item.get(fields.time)), milliseconds=milliseconds) if fields.time else None,
            in_seconds(read_stamp(item.get(fields.end)), milliseconds=milliseconds) if fields.end else None,
            codes=_codes(item.get(fields.codes)) if fields.codes else (),
        )
        for item, text in zip(items, texts, strict=True)
    )
    who = f", speakers under {fields.speaker!r}" if fields.speaker else ", no speakers"
    spoken = [text for text in texts if text]
    words = sum(len(text.split()) for text in spoken) < _WORDY * len(spoken) and len(spoken) > 1 and fields.end is not None
    unread = dict.fromkeys(key for item in items for key in item if key not in fields.used())
    return Turns(scraps, f"{len(items)} entries, words under {fields.text!r}{who}", unread=tuple(unread), odd=odd, words=words,
                 pieces=fields.end is not None)  # fmt: skip


def _text(item: Item, fields: _Fields) -> str:
    edited = said(item.get(fields.edited)).strip() if fields.edited else ""
    return edited or said(item.get(fields.text)).strip()


def _in_milliseconds(items: Sequence[Item], fields: _Fields, length: int) -> bool:
    """Tell whether bare numbers count milliseconds: their key says so, or nobody would speak that slowly in seconds."""
    if fields.time is None:
        return False
    if _MILLI_END.search(plain_key(fields.time)):
        return True
    keys = [key for key in (fields.time, fields.end) if key]
    stamps = [stamp for item in items for key in keys if (stamp := read_stamp(item.get(key)))]
    bare = [stamp for stamp in stamps if stamp.bare]
    if not bare or not all(stamp.whole for stamp in bare):
        return False
    values = [stamp.value for stamp in bare]
    return max(values) >= _MILLI and length < _SLOWEST * (max(values) - min(values))


def _pairs(value: Sequence[object]) -> Turns | None:
    """Read a list of ``[speaker, words]``."""
    pairs = [p for p in value if isinstance(p, list) and len(p) == 2 and all(isinstance(part, str) for part in p)]  # noqa: PLR2004 - a pair
    counts = Counter(p[0].strip() for p in pairs)
    if len(pairs) < len(value) or len(counts) < 2 or 2 * len(counts) > len(pairs):  # noqa: PLR2004 - a talk takes two
        return None
    if any(len(label) > _CODE_LENGTH for label in counts):
        return None
    scraps = tuple(Scrap(label.strip(), text.strip()) for label, text in pairs)
    return Turns(scraps, f"{len(pairs)} pairs of speaker and words", pieces=False)


def people_in(value: Item) -> dict[str, str]:
    """Find who is who beside a talk: a list of objects with an id and a name, under speakers or participants."""
    found: dict[str, str] = {}
    for key, listed in value.items():
        if plain_key(key) not in {"speakers", "participants", "speaker", "people", "users"} or not isinstance(listed, list):
            continue
        for person in (p for p in listed if isinstance(p, dict)):
            ids = (person.get(k) for k in ("id", "label", "speaker", "speaker_id", "spk"))
            who = next((i for i in ids if isinstance(i, str | int) and not isinstance(i, bool)), None)
            name = next((n for k in ("name", "display_name", "displayName") if isinstance(n := person.get(k), str) and n.strip()), "")
            if who is not None and name:
                found[str(who)] = name.strip()
    return found


def parallel(value: Item) -> Turns | None:
    """Read a talk that stands as two lists of equal length, one of speakers and one of words."""
    lists = {plain_key(key): v for key, v in value.items() if isinstance(v, list) and v and all(isinstance(e, str) for e in v)}
    who = next((lists[k] for k in ("speaker", "speakers", "names", "화자") if k in lists), None)
    words = next((lists[k] for k in ("utt", "utterances", "utterance", "text", "texts", "turns", "발화") if k in lists), None)
    if who is None or words is None or len(who) != len(words) or 2 * len(set(who)) > len(who) + 2:
        return None
    scraps = tuple(Scrap(str(label).strip(), str(text).strip()) for label, text in zip(who, words, strict=True))
    used = {key for key, v in value.items() if v is who or v is words}
    unread = tuple(key for key in value if key not in used)
    return Turns(scraps, "two lists, of speakers and of words", unread=unread, pieces=False)


def annotated(turns: Turns, value: object) -> Turns | None:
    """Give turns with the codes of ``[words, codes]`` pairs (or objects), matched to turns by their words, in order.

    Words that stand twice are matched in turn. None where the value is no such list.
    """
    pairs = _annotations(value)
    if not pairs:
        return None
    places: dict[str, list[int]] = {}
    for i, scrap in enumerate(turns.scraps):
        places.setdefault(_folded(scrap.text), []).append(i)
    queues = {text: iter(found) for text, found in places.items()}
    scraps = list(turns.scraps)
    unmatched = 0
    for text, codes in pairs:
        place = next(queues.get(_folded(text), iter(())), None)
        if place is None:
            unmatched += 1
        else:
            scraps[place] = replace(scraps[place], codes=(*scraps[place].codes, *codes))
    return None if unmatched == len(pairs) else replace(turns, scraps=tuple(scraps), unmatched=unmatched)


def _annotations(value: object) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str):  # noqa: PLR2004 - words and codes
            found.append((entry[0], _codes(entry[1])))
        elif isinstance(entry, dict):
            text = next((v for k, v in entry.items() if plain_key(k) in _TEXTS and isinstance(v, str)), None)
            codes = next((_codes(v) for k, v in entry.items() if plain_key(k) in {*_CODES, "label", "labels", "annotation"}), ())
            found += [(text, codes)] if text and codes else []
    return found


def _folded(text: str) -> str:
    return " ".join(text.split())
