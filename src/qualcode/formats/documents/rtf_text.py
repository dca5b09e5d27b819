"""Rich Text Format as events: its groups, control words and code pages read in one pass over the bytes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from qualcode.formats.package import BadDocument


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<feed>[\r\n\x00]+)|(?P<text>[^\\{}\r\n\x00]+)|(?P<odd>\\)",
    re.DOTALL,
)
_CHARSETS = {128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
             177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman"}  # fmt: skip
_PAGES = {"10000": "mac_roman", "65001": "utf-8", "1361": "johab", "10003": "cp949", "51949": "cp949", "949": "cp949"}
_KNOWN_PAGES = _words("437 850 852 860 862 863 864 865 866 874 932 936 949 950 1250 1251 1252 1253 1254 1255 1256 1257 1258")
_SIGNS = {"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•",
          "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "nestcell": "\t", "softline": "\n", "lbr": "\n"}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_SKIPPED = _words(
    "colortbl stylesheet info pict object fldinst themedata datastore listtable listoverridetable rsidtbl generator xmlnstbl pntext "
    "listtext nonshppict xe tc txe rxe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn revtbl filetbl bkmkstart bkmkend comment title "
    "author operator pgdsctbl objdata objclass datafield formfield latentstyles colorschememapping pn pnseclvl sp mmathPr ud"
)
_FURNITURE = _words("header headerl headerr headerf footer footerl footerr footerf")
_STARRED = frozenset({"annotation", "atnauthor", "atrfstart", "atrfend", "atnref", "shpinst", "shppict"})
"""What programs may pass over if they do not know it, and this one knows."""
_DEEPEST = 5_000
Kind = Literal["text", "par", "cell", "row", "note", "open", "close"]
Where = Literal["body", "skip", "fonts", "header", "footnote", "annotation", "author", "start", "end", "ref"]


_NAMED: dict[str, Where] = {"fonttbl": "fonts", "footnote": "footnote", "annotation": "annotation", "atnauthor": "author",
                            "atrfstart": "start", "atrfend": "end", "atnref": "ref"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """What comes next: text with how it looks, the end of a paragraph, cell or row, or a note (``text``, ``author``, ``key``)."""

    kind: Kind
    text: str = ""
    bold: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    level: int = 0
    table: bool = False
    key: str = ""
    author: str = ""
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group, and ends with it."""

    where: Where = "body"
    bold: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    page: str | None = None
    skip: int = 1
    table: bool = False
    level: int = 0


@dataclass(slots=True)
class Parser:
    """Reads the events of a document; ``furniture`` gathers the lines of headers and footers, ``lost`` counts unreadable bytes."""

    raw: bytes
    page: str = "cp1252"
    furniture: list[str] = field(default_factory=list)
    lost: int = 0
    _fonts: dict[int, str] = field(default_factory=dict)
    _font: int = 0
    _default: int = 0
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _aside: dict[Where, list[str]] = field(default_factory=lambda: defaultdict(list))
    _high: str = ""
    _pass: int = 0
    _star: bool = False
    _author: str = ""
    _key: str = ""

    def events(self) -> Iterator[Event]:
        """Give the events in order; raises :class:`BadDocument` where the document has no end."""
        at = 0
        while match := _TOKEN.match(self.raw, at):
            at = match.end()
            if match["word"] == b"bin":
                at += max(0, int(match["number"] or 0))
            elif self._pass and not match["brace"]:
                at = self._passed(match)
            else:
                yield from self._token(match)
                if match["brace"] == b"}" and not self._stack:
                    return
        raise BadDocument("this RTF file is cut short: its end is missing", "copy or export it again")

    def _passed(self, match: re.Match[bytes]) -> int:
        """Pass over the stand-ins that follow a character given by its number, for programs that know no Unicode."""
        if match["word"]:
            self._pass = 0
            return match.start()
        if match["feed"]:
            return match.end()
        width = len(b"\\'00") if match["hex"] else 1 if match["text"] else len(match.group())
        passed = min(self._pass, len(match.group()) // width)
        self._pass -= passed
        return match.start() + passed * width

    def _token(self, match: re.Match[bytes]) -> Iterator[Event]:
        if match["hex"]:
            self._bytes += bytes.fromhex(match["hex"].replace(b"\\'", b"").decode("ascii"))
            return
        if match["text"]:
            self._bytes += match["text"]
            return
        if match["feed"]:
            return
        yield from self._flush()
        if match["brace"]:
            yield from self._brace(opens=match["brace"] == b"{")
        elif match["sign"] == b"*":
            self._star = True
        elif match["sign"] in {b"\n", b"\r"}:
            yield from self._control("par", None)
        elif match["sign"]:
            yield from self._say(_SYMBOLS.get(match["sign"], ""))
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            yield from self._control(match["word"].decode("ascii"), number)

    def _flush(self) -> Iterator[Event]:
        if self._bytes:
            words = bytes(self._bytes).decode(self._state.page or self._fonts.get(self._default) or self.page, "replace")
            self._bytes.clear()
            self.lost += words.count("\ufffd") if self._state.where == "body" else 0
            yield from self._say(words)

    def _say(self, words: str) -> Iterator[Event]:
        state = self._state
        if not words or state.where in {"skip", "fonts"}:
            return
        if state.where != "body":
            self._aside[state.where].append(words)
            return
        yield Event("text", words, state.bold, state.struck, state.hidden, state.deleted, state.inserted)

    def _brace(self, *, opens: bool) -> Iterator[Event]:
        self._star, self._pass = False, 0
        if opens:
            if len(self._stack) >= _DEEPEST:
                raise BadDocument("the groups of this RTF file are nested without end; it was not read")
            self._stack.append(self._state)
            return
        before = self._state
        if self._stack:
            self._state = self._stack.pop()
        if before.where != self._state.where and before.where not in {"skip", "fonts"}:
            yield from self._aside_done(before.where)

    def _aside_done(self, where: Where) -> Iterator[Event]:
        """Give what a group beside the text was about."""
        words = "".join(self._aside.pop(where, [])).strip()
        outer = self._state.where
        match where:
            case "ref":
                self._key = words
            case "header":
                self.furniture += [line.strip() for line in words.split("\n") if line.strip()]
            case "author":
                self._author = words
            case "start":
                yield Event("open", key=words)
            case "end":
                yield Event("close", key=words)
            case "footnote" | "annotation" if outer == "body":
                footnote = where == "footnote"
                yield Event("note", words, key="" if footnote else self._key, author="" if footnote else self._author, footnote=footnote)
                self._key = self._author = ""

    def _control(self, word: str, number: int | None) -> Iterator[Event]:
        star, self._star = self._star, False
        where = self._destination(word, star=star)
        if where:
            self._state = replace(self._state, where=where)
        elif self._state.where == "fonts":
            self._font_table(word, number)
        elif word == "u" and number is not None:
            self._pass = self._state.skip
            yield from self._unicode(number)
        elif word in _SIGNS:
            yield from self._say(_SIGNS[word])
        elif word in {"par", "sect", "page", "cell", "row", "nestrow"}:
            yield from self._end(word)
        else:
            self._look(word, number)

    def _destination(self, word: str, *, star: bool) -> Where | None:
        """Tell where the text of the open group goes, if this word says it; what is marked and not known goes nowhere."""
        if self._state.where == "skip":
            return "skip"
        if word in _NAMED:
            return _NAMED[word]
        if word in _FURNITURE:
            return "header"
        return "skip" if word in _SKIPPED or (star and word not in _STARRED) else None

    def _font_table(self, word: str, number: int | None) -> None:
        if word == "f":
            self._font = number or 0
        elif word == "fcharset" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]

    def _unicode(self, number: int) -> Iterator[Event]:
        """Give the character of a number of 16 bits, which may be half of one beyond them."""
        unit = number % 0x10000
        if 0xD800 <= unit < 0xDC00:  # noqa: PLR2004 - the first halves
            self._high = chr(unit)
            return
        pair, self._high = self._high + chr(unit), ""
        yield from self._say(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))

    def _end(self, word: str) -> Iterator[Event]:
        if self._state.where != "body":
            yield from self._say("\n")
        elif word in {"cell", "row"}:
            yield Event("cell" if word == "cell" else "row")
        else:
            yield Event("par", level=self._state.level, table=self._state.table)

    def _look(self, word: str, number: int | None) -> None:
        """Follow how text looks from here on."""
        on = number != 0
        state = self._state
        changes: dict[str, Callable[[], _State]] = {
            "b": lambda: replace(state, bold=on),
            "v": lambda: replace(state, hidden=on),
            "strike": lambda: replace(state, struck=on),
            "striked": lambda: replace(state, struck=on),
            "deleted": lambda: replace(state, deleted=on),
            "revised": lambda: replace(state, inserted=on),
            "plain": lambda: replace(state, bold=False, struck=False, hidden=False, deleted=False, inserted=False, page=None),
            "pard": lambda: replace(state, table=False, level=0),
            "intbl": lambda: replace(state, table=on),
            "outlinelevel": lambda: replace(state, level=min((number or 0) + 1, 6) if (number or 0) < 9 else 0),  # noqa: PLR2004 - 9 is body text
            "uc": lambda: replace(state, skip=max(0, min(number or 0, 8))),
            "f": lambda: replace(state, page=self._fonts.get(number or 0, self.page)),
        }
        if word in changes:
            self._state = changes[word]()
        elif word == "deff":
            self._default = number or 0
        elif word == "ansicpg":
            name = str(number)
            self.page = _PAGES.get(name) or (f"cp{name}" if name in _KNOWN_PAGES else self.page)
        elif word in {"mac", "pc", "pca"}:
            self.page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
