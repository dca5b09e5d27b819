"""Readers against damaged files: whatever the bytes, a reader gives interviews or says in words what is wrong.

``python bench/fuzz.py .docx --minutes 10`` edits samples of that ending, inside the parts of archives too, and reads them.
With atheris installed the edits are led by what the reader's code does with them, else drawn by seed. Anything but a
named error ends the run with its traceback, and so does one file that takes longer than a minute.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "transcripts"
TALK = "면담자: 안녕하세요?\n\nP03: 네, 전등을 갈아요.\n\n면담자: 왜요?\n\nP03: So it goes: one, two.\n"
SEEDS: dict[str, tuple[str, ...]] = {
    ".txt": (TALK, "12:01:02\tAna Berg:\tHello\n12:01:09\tBo:\tHi\n", "[00:01.000 --> 00:02.000]  Hello.\n"),
    ".srt": ("1\n00:00:01,000 --> 00:00:02,000\nAna: Hello.\n\n2\n00:00:02,000 --> 00:00:03,500\n- Yes.\n- No.\n",),
    ".sbv": ("0:00:01.000,0:00:02.000\nAna: Hello.\n\n0:00:02.000,0:00:03.000\nBo: Yes.\n",),
    ".lrc": ("[00:01.00]Ana: Hello.\n[00:02.50]Bo: Yes.\n",),
    ".tsv": (
        "speaker\ttime\ttext\nAna\t00:01\tHello there.\nBo\t00:02\tYes, hello.\nAna\t00:05\tWhy?\n",
        "start\tend\ttext\n0\t900\tHi.\n",
    ),
    ".json": (
        '[{"speaker": "Ana", "text": "Hello?", "start": 1.5}, {"speaker": "Bo", "content": "Yes."}]',
        '{"segments": [{"start": 0.0, "end": 2.5, "text": " Hi.", "speaker": "SPEAKER_00", "words": []}], "language": "en"}',
        '{"results": {"items": [{"type": "pronunciation", "alternatives": [{"content": "Hi"}], "start_time": "0.1"}]}}',
    ),
    ".jsonl": ('{"speaker": "Ana", "text": "Hello?"}\n{"speaker": "Bo", "text": "Yes."}\n',),
    ".rtf": (r"{\rtf1\ansi\ansicpg949{\fonttbl{\f0 Arial;}}\b Ana:\b0  Hello\par Bo: \u50504?\u45397?\par Ana: Why?\par}",),
    ".eaf": (
        ('<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="10"/>'
        '<TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="900"/></TIME_ORDER><TIER TIER_ID="Ana" LINGUISTIC_TYPE_REF="d"><ANNOTATION>'
        '<ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>Hi</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"),
    ),
    ".textgrid": (
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 2\ntiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n'
        '        class = "IntervalTier"\n        name = "Ana"\n        xmin = 0\n        xmax = 2\n        intervals: size = 1\n'
        '        intervals [1]:\n            xmin = 0\n            xmax = 2\n            text = "Hello"\n'),
    ),
    ".cha": (
        ("@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tANA Ana Adult, BOB Bob Adult\n"
        "*ANA:\thello . \x1510_900\x15\n%mor:\tco|hello\n*BOB:\tyes .\n@End\n"),
    ),
}  # fmt: skip
_ODT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>Ana: Hello<text:s text:c="3"/>'
    "there.</text:p><text:p>Bo: Yes.</text:p><text:p>Ana: Why?</text:p></office:text></office:body></office:document-content>"
)
_SLOW = 60
_MOST_EDITS = 8


def archive(parts: dict[str, bytes]) -> bytes:
    """Pack parts as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def seeds(suffix: str) -> list[bytes]:
    """Give the sound files that are damaged: the samples of the tests, and small ones of our own."""
    found = [path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix.lower() == suffix]
    found += [text.encode("utf-8") for text in SEEDS.get(suffix, ())]
    return found + (
        [archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": _ODT.encode()})] if suffix == ".odt" else []
    )


class Edits:
    """Decisions drawn from the bytes a fuzzer gives, zeros when they are used up."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def number(self, below: int) -> int:
        """Draw a number from 0 to one less than ``below``."""
        piece = self.data[self.at : self.at + 3]
        self.at += 3
        return int.from_bytes(piece, "big") % below if below > 0 else 0

    def some(self, most: int) -> bytes:
        """Draw up to so many bytes."""
        n = self.number(most + 1)
        piece = self.data[self.at : self.at + n]
        self.at += n
        return piece


def damaged(raw: bytes, edits: Edits) -> bytes:
    """Cut, drop, double, overwrite or insert at a few places."""
    data = bytearray(raw)
    for _ in range(1 + edits.number(_MOST_EDITS)):
        kind, start = edits.number(6), edits.number(len(data) + 1)
        end = min(len(data), start + edits.number(1 + edits.number(400)))
        if kind == 0:
            del data[start:]
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            data[end:end] = data[start:end] * (1 + edits.number(6))
        elif kind == 3:
            data[start:end] = edits.some(30)
        elif kind == 4:
            target = edits.number(len(data) + 1)
            data[target:target] = data[start:end]
        else:
            data[start:start] = edits.some(12)
    return bytes(data)


def made(suffix_seeds: list[bytes], data: bytes) -> bytes:
    """Make one damaged file; of an archive mostly a part is damaged, and packed again."""
    edits = Edits(data)
    seed = suffix_seeds[edits.number(len(suffix_seeds))]
    if not seed.startswith(b"PK") or edits.number(4) == 0:
        return damaged(seed, edits)
    with zipfile.ZipFile(io.BytesIO(seed)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = sorted(parts)[edits.number(len(parts))]
    return archive({**parts, name: damaged(parts[name], edits)})


def main() -> None:
    """Fuzz one reader for so many minutes and say how many files it read."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("suffix")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plain", action="store_true", help="draw edits by seed even if atheris is installed")
    asked = options.parse_args()
    try:
        import atheris  # noqa: PLC0415 - optional
    except ImportError:
        atheris = None
    if atheris and not asked.plain:
        with atheris.instrument_imports(include=["qualcode"]):
            read = _reader(asked.suffix)
    else:
        read = _reader(asked.suffix)
    files, counts, until = seeds(asked.suffix), [0, 0], time.monotonic() + asked.minutes * 60
    if not files:
        sys.exit(f"no sample of {asked.suffix}")

    def one(data: bytes) -> None:
        if time.monotonic() > until:
            print(f"{asked.suffix}: {counts[0]} files, {counts[1]} read, the others refused in words; no crash", flush=True)
            faulthandler.cancel_dump_traceback_later()
            sys.stdout.flush()
            import os  # noqa: PLC0415 - libFuzzer does not return

            os._exit(0)
        faulthandler.dump_traceback_later(_SLOW, exit=True)
        counts[0] += 1
        counts[1] += read(made(files, data))

    if atheris and not asked.plain:
        room = tempfile.mkdtemp(prefix="fuzz-")
        told = [
            "-max_len=600",
            "-verbosity=0",
            "-print_final_stats=0",
            f"-timeout={_SLOW}",
            "-rss_limit_mb=4096",
            f"-artifact_prefix={room}/",
        ]
        atheris.Setup([sys.argv[0], *told, f"-seed={asked.seed}"], one)
        atheris.Fuzz()
    draw = random.Random(asked.seed)
    while True:
        one(draw.randbytes(600))


def _reader(suffix: str):  # noqa: ANN202 - a closure of this script
    from qualcode.model.failure import QualcodeError  # noqa: PLC0415 - instrumented
    from qualcode.model.imported import Wish  # noqa: PLC0415 - as above
    from qualcode.model.source import compose, speeches_of  # noqa: PLC0415 - as above
    from qualcode.plugins import reader_for  # noqa: PLC0415 - as above

    reader = reader_for(suffix)

    def read(raw: bytes) -> bool:
        try:
            found = reader.read(raw, f"fuzz{suffix}", Wish())
        except QualcodeError:
            return False
        for one in found:
            labels = [s.label for s in one.speakers]
            if speeches_of(compose(one.speeches, labels), labels) != one.speeches:
                raise AssertionError(f"turns do not come back: {one.speeches!r}")
        return True

    return read


if __name__ == "__main__":
    main()
