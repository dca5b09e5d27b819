"""Interviews in files of text: saved chats and a recogniser's console have forms of their own, all else is plain."""

from __future__ import annotations

from dataclasses import replace

from qualcode.formats.captions.chat import read_chat
from qualcode.formats.captions.subtitles import read_console
from qualcode.formats.decode import decode, doubts
from qualcode.formats.plain import PLAIN
from qualcode.model.imported import Imported, Wish


class Text:
    """The reader of .txt and .md."""

    suffixes: tuple[str, ...] = PLAIN.suffixes

    def read(self, raw: bytes, name: str, wish: Wish) -> tuple[Imported, ...]:
        """Read a file's bytes; raises :class:`QualcodeError` where they are no text."""
        if wish.layout is None:
            text, encoding = decode(raw, wish.encoding)
            for form in (read_chat, read_console):
                found = form(text, name)
                if found:
                    doubtful = doubts(text, encoding, name, named=wish.encoding is not None)
                    return (replace(found, encoding=encoding, findings=(*doubtful, *found.findings)),)
        return PLAIN.read(raw, name, wish)


TEXT = Text()
