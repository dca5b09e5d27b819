"""Word files made of raw XML, for tests: paragraphs, runs, tables, and the parts around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMES = (
    f'xmlns:w="{NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def t(text: str) -> str:
    """Give text as the inside of a run: tabs and line feeds as elements."""
    pieces = escape(text).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>").replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    return f"<w:t xml:space='preserve'>{pieces}</w:t>"


def r(text: str, props: str = "") -> str:
    return f"<w:r><w:rPr>{props}</w:rPr>{t(text)}</w:r>" if props else f"<w:r>{t(text)}</w:r>"


def b(text: str) -> str:
    return r(text, "<w:b/>")


def p(*content: str, style: str = "", props: str = "", mark: str = "") -> str:
    """Give a paragraph of runs; strings that are no XML become runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(c if c.startswith("<") else r(c) for c in content)
    return f"<w:p><w:pPr>{named}{props}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def tc(*content: str, props: str = "") -> str:
    """Give a cell of paragraphs, or of what is XML already."""
    inside = "".join(c if c.startswith("<w:") and not c.startswith("<w:r>") else p(c) for c in content) or p()
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, props: str = "") -> str:
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(c if c.startswith('<w:tc>') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: Iterable[str] | str) -> str:
    """Give a table of rows, each XML or its cells."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(row if isinstance(row, str) else tr(*row) for row in rows)}</w:tbl>"


def styles(*entries: str) -> str:
    return f"<w:styles {_NAMES}>{''.join(entries)}</w:styles>"


def style(  # noqa: PLR0913 - a style says as many things
    id_: str, *, kind: str = "paragraph", name: str = "", based: str = "", run: str = "", par: str = "", default: bool = False
) -> str:
    first = ' w:default="1"' if default else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id_}"{first}><w:name w:val="{name or id_}"/>{base}'
        f"<w:pPr>{par}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def comment(id_: int, text: str, author: str = "Ann", para: str = "") -> str:
    ids = f' w14:paraId="{para}"' if para else ""
    return f'<w:comment w:id="{id_}" w:author="{author}"><w:p{ids}>{r(text)}</w:p></w:comment>'


def word_file(
    *body: str, parts: Mapping[str, str] | None = None, main: str = "word/document.xml", extra: Mapping[str, str] | None = None
) -> bytes:
    """Give the bytes of a Word file; ``parts`` are the insides of parts by the word that names their relation."""
    given = dict(parts or {})
    folder, _, file = main.rpartition("/")
    relations = "".join(f'<Relationship Id="{k}" Type="{_RELATIONS}/{k}" Target="{k}.xml"/>' for k in given)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="{main}"/></Relationships>',
        main: f"<w:document {_NAMES}><w:body>{''.join(body)}</w:body></w:document>",
        f"{folder}/_rels/{file}.rels": f"<Relationships>{relations}</Relationships>",
        **{f"{folder}/{k}.xml": text if text.startswith("<w:styles") else f"<w:{k} {_NAMES}>{text}</w:{k}>" for k, text in given.items()},
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in files.items():
            package.writestr(path, text if text.startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()
