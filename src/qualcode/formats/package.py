"""Documents that are zip archives of XML (DOCX, HWPX, ODT, XLSX), opened without trusting what they say of themselves."""

from __future__ import annotations

import io
import re
import zlib
from importlib import import_module
from types import ModuleType
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, XMLParser
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from qualcode.model.failure import QualcodeError

MOST_BYTES = 512 * 1024 * 1024
"""What the parts of a document may come to together when unpacked."""
_MOST_PARTS = 20_000
_MOST_TIMES = 200
"""A part that is packed to less than this fraction of its size is no text anybody wrote."""
_SMALL = 1024 * 1024
_CHUNK = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = re.compile(b"<!(?:DOCTYPE|ENTITY)|" + b"|".join(re.escape("<!DOCTYPE".encode(e)) for e in ("utf-16-le", "utf-16-be")))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding=["']([A-Za-z0-9._-]+)""")
_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1"})


class BadDocument(QualcodeError):
    """A document that cannot be read: why, and what a person can do about it."""

    def __init__(self, why: str, help: str = "open it in the program that made it and save it anew") -> None:  # noqa: A002 - the word users see
        super().__init__(why, help)


class MissingExtra(QualcodeError):
    """A format whose library is not installed."""

    def __init__(self, suffix: str, package: str, extra: str) -> None:
        super().__init__(f"reading {suffix} files needs the package {package}", f"pip install 'qualcode[{extra}]'")


def library(module: str, suffix: str, package: str, extra: str) -> ModuleType:
    """Import the library of an optional format; raises :class:`MissingExtra`, which names the pip line."""
    try:
        return import_module(module)
    except ModuleNotFoundError as problem:
        if problem.name and problem.name.split(".")[0] != module.split(".", maxsplit=1)[0]:
            raise
        raise MissingExtra(suffix, package, extra) from None


class Package:
    """A zip archive in memory; parts are read by name, within limits, and never written anywhere."""

    def __init__(self, raw: bytes, what: str) -> None:
        self.what = what
        if raw.startswith(_OLE):
            raise BadDocument(f"this is no {what} file inside: it is protected with a password, or of an older kind",
                              f"open it, take the password off, and save it as {what}")  # fmt: skip
        try:
            self._zip = ZipFile(io.BytesIO(raw))
        except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError, OverflowError, UnicodeError) as problem:
            raise BadDocument(f"this {what} file is damaged or cut short ({problem})", "copy or export it again") from None
        self._parts = {part.filename: part for part in self._zip.infolist()}
        if len(self._zip.infolist()) > _MOST_PARTS or sum(p.file_size for p in self._zip.infolist()) > MOST_BYTES:
            raise BadDocument(f"this {what} file would unpack to more than {MOST_BYTES // 1024 // 1024} MB and was not opened")
        self._left = MOST_BYTES

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the archive."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """Give the bytes of a part; raises :class:`BadDocument` where it is missing, damaged, locked or a bomb."""
        part = self._parts.get(name)
        if part is None:
            raise BadDocument(f"this {self.what} file has no part {name}: it is damaged, or no {self.what} file")
        if part.flag_bits & 1:
            raise BadDocument(f"this {self.what} file is protected with a password", "take the password off and import it again")
        try:
            return self._read(part)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError) as problem:
            raise BadDocument(f"the part {name} of this {self.what} file is damaged ({problem})", "copy or export it again") from None

    def _read(self, part: ZipInfo) -> bytes:
        """Read in pieces, because what an archive claims of its sizes need not be true."""
        found = bytearray()
        with self._zip.open(part) as file:
            while piece := file.read(_CHUNK):
                found += piece
                self._left -= len(piece)
                if self._left < 0 or len(found) > max(_SMALL, _MOST_TIMES * part.compress_size):
                    self._refuse(part)
        return bytes(found)

    def _refuse(self, part: ZipInfo) -> NoReturn:
        raise BadDocument(f"the part {part.filename} of this {self.what} file unpacks without end: it was not read")

    def xml(self, name: str) -> Element:
        """Give a part as XML; raises :class:`BadDocument`."""
        return parse_xml(self.read(name), f"the part {name} of this {self.what} file")


def parse_xml(data: bytes, what: str) -> Element:
    """Parse XML that may be hostile: no document type, so no entities from outside and none that multiply.

    Raises :class:`BadDocument`, whose text begins with ``what``.
    """
    declared = _DECLARED.match(data[:300].lstrip())
    if _DTD.search(data) or (declared and declared[1].lower() not in _ENCODINGS):
        raise BadDocument(f"{what} declares entities or an unusual encoding of its own, which no transcript needs; it was not read")
    parser = XMLParser()  # noqa: S314 - without a document type there is nothing to expand
    try:
        parser.feed(data)
        return parser.close()
    except (ParseError, ValueError, RecursionError, MemoryError) as problem:
        raise BadDocument(f"{what} is no well-formed XML ({problem})", "copy or export it again") from None
