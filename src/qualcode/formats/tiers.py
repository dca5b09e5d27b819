"""Annotation files of linguists, in which each speaker has a tier: ELAN, Praat TextGrid, and CHAT of TalkBank."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from qualcode.formats.assemble import Utterance, as_label, assemble, clock
from qualcode.formats.decode import decode, doubts
from qualcode.formats.package import BadDocument, parse_xml
from qualcode.model.diagnostic import Diagnostic, Location, note
from qualcode.model.imported import Imported, Wish

NO_WISH = Wish()
_ASIDE = re.compile(
    r"comment|notes?\b|memo|gestur|gaze|nod\b|translat|(?<![a-z])gloss(?:es)?(?![a-z])|phone(?:s|mes?)(?![a-z])|segment|syllab|silence|pos\b|morph|lemma|ipa\b|codes?\b"
    r"|번역|메모|주석|비고|몸짓|시선|음소|음절|형태",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\s*[-_ ]*\b(?:words?|어절|단어)\b\s*", re.IGNORECASE)
_NOBODY = re.compile(
    r"speech|text|tx|transcript(?:ion)?|utterances?|sentences?|orth?(?:ography)?|default|전사|발화|문장|tier\s*\d*", re.IGNORECASE
)
_PAUSES = frozenset({"sil", "sp", "<sil>", "<p:>", "silent", "silence", "<silence>", "#", "_", "<eps>"})
_ID = re.compile(r"[\w.:/-]*\d[\w.:/-]*")
_NO_ID = 0.5
_HEAD = 500
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a tier: its words and when it begins, in seconds."""

    start: float
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: its name, the speaker it names if any, its kind as the file says it, that it hangs on, and its pieces in order."""

    name: str
    pieces: tuple[Piece, ...]
    speaker: str = ""
    kind: str = ""
    parent: str = ""

    @property
    def spoken(self) -> int:
        """The number of pieces with words that are no mere ids."""
        return sum(any(map(str.isalpha, p.text)) and not _ID.fullmatch(p.text.strip()) for p in self.pieces)

    @property
    def is_aside(self) -> bool:
        """Tell whether its name or its kind says that it holds no speech."""
        return _ASIDE.search(self.name) is not None or _ASIDE.search(self.kind) is not None


class Elan:
    """The reader of ELAN's .eaf."""

    suffixes: tuple[str, ...] = (".eaf",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:  # noqa: ARG002 - an ELAN file says all itself
        """Read one interview; raises :class:`BadDocument` where it is no ELAN file."""
        root = parse_xml(raw, "this ELAN file")
        if root.tag != "ANNOTATION_DOCUMENT":
            raise BadDocument("this is no ELAN file inside", "export it from ELAN again")
        return (_of_tiers(_elan(root), name, "elan", "ELAN tiers"),)


class TextGrid:
    """The reader of Praat's .TextGrid, in its long and its short form."""

    suffixes: tuple[str, ...] = (".textgrid",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview; raises :class:`BadDocument` where it is no TextGrid or cut short."""
        text, encoding = decode(raw, wish.encoding)
        read = _of_tiers(_textgrid(text), name, "textgrid", "TextGrid tiers")
        return (
            replace(read, encoding=encoding, findings=(*doubts(text, encoding, name, named=wish.encoding is not None), *read.findings)),
        )


def _of_tiers(tiers: Sequence[Tier], name: str, layout: str, kind: str) -> Imported:
    """Read as speech the tiers that hold it, in order of time; say which others there are."""
    speech = _speech(tiers)
    only_words = all(_WORDS.search(t.name) for t in speech)
    joint = " " if speech and only_words else "\n"
    timed = sorted((p.start, i, n, p.text, t) for i, t in enumerate(speech) for n, p in enumerate(t.pieces))
    said = [Utterance(_speaker(t), text, clock(start)) for start, _, _, text, t in timed if text.strip().casefold() not in _PAUSES]
    why = f"{len(speech)} {kind}: {', '.join(t.name for t in speech[:_SHOWN])}"
    aside = _left_out([t for t in tiers if t not in speech and any(p.text.strip() for p in t.pieces)], name)
    return assemble(said, name, layout=layout, why=why, joint=joint, findings=aside)


def _speaker(tier: Tier) -> str:
    name = tier.speaker or _WORDS.sub("", tier.name)
    return "" if _NOBODY.fullmatch(name.strip()) else name


def _speech(tiers: Sequence[Tier]) -> list[Tier]:
    """Choose the tiers that hold speech: those that hang on no other, or below one that holds ids only, the fullest of its own."""
    below: dict[str, list[Tier]] = defaultdict(list)
    for tier in tiers:
        below[tier.parent].append(tier)
    chosen = []
    for tier in (t for t in below[""] if not t.is_aside):
        children = [t for t in below[tier.name] if tier.name and not t.is_aside]
        filled = sum(bool(p.text.strip()) for p in tier.pieces)
        best = max(children, key=lambda t: sum(len(p.text) for p in t.pieces), default=tier)
        take = best if tier.spoken <= _NO_ID * filled and best.spoken else tier
        chosen += [replace(take, speaker=take.speaker or tier.speaker or tier.name)] if take is not tier else [tier]
    whole = [t for t in chosen if not _WORDS.search(t.name)]
    return [t for t in whole or chosen if t.pieces]


def _left_out(tiers: Sequence[Tier], name: str) -> list[Diagnostic]:
    if not tiers:
        return []
    shown = ", ".join(f"{t.name!r} ({len(t.pieces)})" for t in tiers[:_SHOWN]) + (" …" if len(tiers) > _SHOWN else "")
    help_ = "glosses, translations and notes are no speech; rename a tier by its speaker if it is"
    return [note("QC059", f"{len(tiers)} tiers are not read as speech: {shown}", Location(name), help_)]


def _elan(root: Element) -> list[Tier]:
    """Give the tiers of an ELAN file; what hangs on another annotation begins when that does."""
    times = _slots(root)
    starts: dict[str, float] = {}
    waiting: dict[str, str] = {}
    for element in root.iter("ALIGNABLE_ANNOTATION"):
        starts[element.get("ANNOTATION_ID", "")] = times.get(element.get("TIME_SLOT_REF1", ""), 0.0)
    for element in root.iter("REF_ANNOTATION"):
        waiting[element.get("ANNOTATION_ID", "")] = element.get("ANNOTATION_REF", "")
    tiers = []
    for tier in root.iter("TIER"):
        found = [e for annotation in tier.iter("ANNOTATION") for e in annotation]
        pieces = [Piece(_start(e.get("ANNOTATION_ID", ""), starts, waiting), e.findtext("ANNOTATION_VALUE") or "") for e in found]
        said = tuple(sorted((p for p in pieces if p.text.strip()), key=lambda p: p.start))
        kind = tier.get("LINGUISTIC_TYPE_REF", "")
        tiers.append(Tier(tier.get("TIER_ID", ""), said, tier.get("PARTICIPANT", "").strip(), kind, tier.get("PARENT_REF", "")))
    return tiers


def _slots(root: Element) -> Mapping[str, float]:
    """Give the times of slots in seconds; one without a time has that of the slot before it."""
    found: dict[str, float] = {}
    last = 0.0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        last = int(value) / 1000 if value.isdecimal() and len(value) < len("1" + "0" * 12) else last
        found[slot.get("TIME_SLOT_ID", "")] = last
    return found


def _start(id_: str, starts: dict[str, float], waiting: Mapping[str, str]) -> float:
    """Give when an annotation begins; what was walked over is remembered, so that chains are walked once."""
    path: list[str] = []
    seen: set[str] = set()
    while id_ not in starts and id_ in waiting and id_ not in seen:
        path.append(id_)
        seen.add(id_)
        id_ = waiting[id_]
    start = starts.get(id_, 0.0)
    starts |= dict.fromkeys(path, start)
    return start


_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]|"")*+)"|(?P<flag><\w+>)|![^\n]*'
    r"|(?<!\S)(?P<number>[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?!\S)"
)


def _textgrid(text: str) -> list[Tier]:
    """Give the tiers of a TextGrid; strings, numbers and flags that stand free count, all else is for people, as Praat has it."""
    if "TextGrid" not in text[:_HEAD]:
        raise _no_grid()
    tokens = ((m["text"], m["number"]) for m in _TOKEN.finditer(text) if m["text"] is not None or m["number"] is not None)
    try:
        return list(_tiers(tokens))
    except StopIteration:
        raise BadDocument("this TextGrid is cut short", "save it from Praat again") from None
    except (ValueError, OverflowError, RuntimeError):
        raise _no_grid() from None


def _no_grid() -> BadDocument:
    return BadDocument("this is no TextGrid, or a damaged one", "save it from Praat again as a text file")


def _tiers(tokens: Iterator[tuple[str | None, str | None]]) -> Iterable[Tier]:
    kinds = (_word(tokens), _word(tokens))
    if "TextGrid" not in kinds:
        raise ValueError
    _number(tokens)
    _number(tokens)
    found = []
    for _ in range(int(_number(tokens))):
        kind, name = _word(tokens), _word(tokens)
        _number(tokens)
        _number(tokens)
        pieces = []
        for _ in range(int(_number(tokens))):
            start = _number(tokens)
            if kind == "IntervalTier":
                _number(tokens)
            pieces.append(Piece(start, _word(tokens)))
        said = tuple(p for p in pieces if p.text.strip())
        found.append(Tier(name, said, kind="" if kind == "IntervalTier" else "notes at points"))
    return found


def _word(tokens: Iterator[tuple[str | None, str | None]]) -> str:
    text, _ = next(tokens)
    if text is None:
        raise ValueError
    return text.replace('""', '"')


def _number(tokens: Iterator[tuple[str | None, str | None]]) -> float:
    _, number = next(tokens)
    if number is None:
        raise ValueError
    value = float(number)
    if math.isinf(value):
        raise ValueError
    return value


_MAIN = re.compile(r"\*(?P<who>[^:\s]{1,30}):\s*(?P<text>.*)", re.DOTALL)
_BULLET = re.compile(r"\s*\x15(?:%\S*\s)?\s*(?:\S*_)?(?P<start>\d{1,12})_\d{1,12}-?\x15")
_PERSON = re.compile(r"(?P<code>\S+)(?:\s+\S+)*?\s+(?P<role>\S+)")
_ROLES = {"investigator": "interviewer", "interviewer": "interviewer", "moderator": "moderator", "participant": "respondent",
          "informant": "respondent", "subject": "respondent", "target_child": "respondent", "target_adult": "respondent",
          "patient": "respondent", "student": "respondent", "group": "group",
          "unidentified": "unknown", "environment": "system"}  # fmt: skip
_ATTRIBUTES = ("date", "location", "situation")


class Chat:
    """The reader of .cha, the transcripts of TalkBank."""

    suffixes: tuple[str, ...] = (".cha",)

    def read(self, raw: bytes, name: str, wish: Wish = NO_WISH) -> tuple[Imported, ...]:
        """Read one interview; raises :class:`BadDocument` where there is no line ``*WHO:``."""
        text, encoding = decode(raw, wish.encoding)
        lines = _unfolded(text)
        said = [u for line in lines if (u := _main(line))]
        if not said:
            raise BadDocument(
                "this is no CHAT transcript: no line begins with *, a speaker and a colon", "export it again, or save it as text"
            )
        headers = [line for line in lines if line.startswith("@")]
        found = (*doubts(text, encoding, name, named=wish.encoding is not None), *_dependent(lines, name))
        why = f"{len(said)} lines that begin with *"
        read = assemble(said, name, layout="chat", why=why, encoding=encoding, cut=headers, findings=found)
        return (_with_roles(read, headers),)


def _unfolded(text: str) -> list[str]:
    """Give the lines, with those that go on after a tab put back."""
    parts: list[list[str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in {"\t", " "} and parts:
            parts[-1].append(line.strip())
        elif line.strip():
            parts.append([line.rstrip()])
    return [" ".join(part) for part in parts]


def _main(line: str) -> Utterance | None:
    match = _MAIN.match(line)
    if not match:
        return None
    bullet = _BULLET.search(match["text"])
    words = _BULLET.sub("", match["text"]).replace("\x15", " ")
    return Utterance(match["who"], words, clock(int(bullet["start"]) / 1000) if bullet else None)


def _dependent(lines: Sequence[str], name: str) -> list[Diagnostic]:
    """Say how many lines tell of other lines, and what is neither speech nor about it."""
    rest = [line for line in lines if not line.startswith("@") and not _MAIN.match(line)]
    if not rest:
        return []
    kinds = ", ".join(list(dict.fromkeys(line.split(":")[0][:12] for line in rest))[:_SHOWN])
    return [note("QC059", f"{len(rest)} lines of annotation are no speech and are left out: {kinds}", Location(name))]


def _with_roles(read: Imported, headers: Sequence[str]) -> Imported:
    """Give speakers the roles that the headers say; a guess is not told then."""
    named: dict[str, str] = {}
    attributes: dict[str, str] = {}
    for header in headers:
        key, _, value = header[1:].partition(":")
        if key.strip().casefold() == "participants":
            named |= {as_label(m["code"]): m["role"].casefold() for part in value.split(",") if (m := _PERSON.fullmatch(part.strip()))}
        elif key.strip().casefold() in _ATTRIBUTES and value.strip():
            attributes[key.strip()] = value.strip()
    speakers = tuple(replace(s, role=_ROLES.get(named.get(s.label, ""), s.role)) for s in read.speakers)
    sure = any(s.role in {"interviewer", "moderator"} and named.get(s.label, "") in _ROLES for s in speakers)
    findings = tuple(d for d in read.findings if d.rule != "QC054" or not sure)
    return replace(read, speakers=speakers, findings=findings, attributes=attributes)


ELAN = Elan()
TEXTGRID = TextGrid()
CHAT = Chat()
