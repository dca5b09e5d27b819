"""The chat of a video meeting as it is saved: a message a line with time and name, more lines of it below."""

from __future__ import annotations

import re

from qualcode.formats.assemble import Utterance, assemble
from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.imported import Imported
from qualcode.model.text import canonical

_TIME = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}[ \t]+)?(?P<time>\d{1,2}:\d\d:\d\d)(?:[ \t]?[AP]M)?"
_TABBED = re.compile(rf"{_TIME}[ \t]*\t[ \t]*(?P<name>[^\t\n]{{1,80}}?)[ \t]*[:：][ \t]*(?:\t(?P<text>.*)|$)")
_FROM = re.compile(
    rf"{_TIME}\s+(?:From|보낸 ?사람|발신자?|시작)\s*[:：]?\s+(?P<name>\S[^\n]{{0,79}}?)"
    r"(?:\s+(?:to|받는 ?사람|수신자?|대상)\s*[:：]?\s+(?P<to>\S[^\n]{0,79}?))?"
    r"(?P<direct>\s*\((?:direct message|privately|다이렉트 메시지|개인 메시지|비공개)\))?\s*[:：](?:\s+(?P<text>.*)|$)",
    re.IGNORECASE,
)
_SHARE = 0.2
"""A file in which fewer of the lines begin a message is no chat."""


def read_chat(text: str, name: str) -> Imported | None:
    """Read a saved chat, ``HH:MM:SS<TAB>Name:<TAB>text`` or ``HH:MM:SS From Name to Everyone: text``; None for other files.

    Lines without a time belong to the message above. Whose eyes a message was for is not kept; private ones are reported.
    """
    lines = [line.strip(" ") for line in canonical(text)[0].split("\n") if line.strip()]
    form = next((form for form in (_FROM, _TABBED) if lines and form.match(lines[0])), None)
    if form is None:
        return None
    heads = [form.match(line) for line in lines]
    n = sum(head is not None for head in heads)
    if n < _SHARE * len(lines) or (form is _TABBED and n == 1 and len(lines) > 1):
        return None
    return assemble(_messages(lines, heads), name, layout="chat", why=f"{n} messages with time and name", findings=_private(heads, name))


def _messages(lines: list[str], heads: list[re.Match[str] | None]) -> list[Utterance]:
    found: list[tuple[re.Match[str], list[str]]] = []
    for line, head in zip(lines, heads, strict=True):
        if head:
            found.append((head, [head["text"] or ""]))
        else:
            found[-1][1].append(line)
    return [Utterance(head["name"], "\n".join(said), head["time"]) for head, said in found]


def _private(heads: list[re.Match[str] | None], name: str) -> list[Diagnostic]:
    private = [head for head in heads if head and head.re is _FROM and head["direct"]]
    if not private:
        return []
    help_ = "ask whether they may be used; take them out of the file if not"
    return [warning("QC057", f"{len(private)} messages were sent to one person only", Location(name), help_)]
