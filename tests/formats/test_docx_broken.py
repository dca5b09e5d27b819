"""Word files that are broken, protected, of another kind or hostile: read or refused, with a sentence and what to do."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.documents.docx import DOCX
from qualcode.formats.package import BadDocument
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Remark
from turns import SAMPLES, comes_back
from wordfiles import b, comment, p, r, tbl, word_file

SAMPLE = "bold_labels_revised.docx"


def read(raw: bytes) -> Imported:
    return DOCX.read(raw, "talk.docx")[0]


def answer(text: str) -> str:
    return p(b("Interviewer:"), " How are you?") + p(b("Mina:"), f" {text}") + p(b("Interviewer:"), " And now?") + p(b("Mina:"), " No.")


def messages(imported: Imported, rule: str) -> list[str]:
    return [d.message for d in imported.findings if d.rule == rule]


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


GOOD = word_file(answer("Yes."), tbl(("a", "b")), parts={"comments": comment(1, "c")})
BAD = {
    "nothing": (b"", "damaged or cut short"),
    "old or protected": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected with a password, or of an older kind"),
    "cut short": (GOOD[: len(GOOD) // 2], "damaged or cut short"),
    "rich text": (b"{\\rtf1 Hello}", "an RTF file"),
    "web page": (b"\xef\xbb\xbf<HTML><body>Hello", "a web page"),
    "another zip": (zipped(mimetype="application/vnd.oasis.opendocument.text"), "no part word/document.xml"),
    "no document": (word_file(extra={"word/document.xml": "<a/>"}), "no Word document"),
    "no text": (word_file(p(), p(" ")), "holds no text"),
    "hidden only": (word_file(p(r("not there", "<w:vanish/>"))), "hidden text"),
    "deleted only": (word_file(p(f"<w:del>{r('not there')}</w:del>")), "deleted in tracked changes"),
    "embedded only": (word_file('<w:altChunk r:id="x" xmlns:r="r"/>'), "documents embedded in it"),
    "entities": (
        word_file(extra={"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'}),
        "declares entities",
    ),
    "bomb": (word_file(p("x" * 5_000_000)), "unpacks without end"),
    "too deep": (word_file("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested deeper"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_said_with_what_to_do(name: str) -> None:
    raw, why = BAD[name]
    with pytest.raises(BadDocument, match=why) as problem:
        read(raw)
    assert problem.value.help


def test_documents_embedded_beside_the_text_are_said() -> None:
    imported = read(word_file(answer("Yes."), '<w:altChunk r:id="x" xmlns:r="r"/>'))
    assert messages(imported, "QC052") == ["1 document embedded in this file not read"]


TAGS = tuple(f"w:{name}" for name in "p r t tbl tr tc ins del sdt sdtContent txbxContent fldChar pPr rPr gridSpan vMerge br sym".split())  # noqa: SIM905 - a list of words
OTHERS = ("mc:Choice", "mc:AlternateContent", "w:commentRangeStart", "w:commentRangeEnd", "w:footnoteReference")


def lies_in_the_talk(imported: Imported, remark: Remark) -> bool:
    place = remark.place
    return place is None or 0 <= place.start <= place.end <= len(imported.speeches[place.speech].text)


trees = st.recursive(
    st.text("ab :1.\t", max_size=9).map(lambda s: f"<w:t>{s}</w:t>"),
    lambda inner: st.tuples(st.sampled_from([*TAGS, *OTHERS]), st.lists(inner, max_size=4)).map(
        lambda x: f'<{x[0]} w:id="1" w:val="3">{"".join(x[1])}</{x[0]}>'
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(trees, max_size=6))
def test_any_tree_of_known_elements_is_read_or_refused(body: list[str]) -> None:
    raw = word_file(*body, parts={"comments": comment(1, "c"), "footnotes": f'<w:footnote w:id="1">{p("f")}</w:footnote>'})
    try:
        imported = read(raw)
    except QualcodeError:
        return
    for remark in imported.remarks:
        assert lies_in_the_talk(imported, remark)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_any_damage_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    raw = bytearray((SAMPLES / SAMPLE).read_bytes())
    for _ in range(chance.randint(1, 40)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    del raw[len(raw) - chance.choice([0, 0, chance.randrange(len(raw))]) :]
    try:
        imported = read(bytes(raw))
    except QualcodeError:
        return
    assert comes_back(imported)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(QualcodeError):
        read(raw)
