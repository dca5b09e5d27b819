"""The transcripts of a study as units, each analysed once for each version of its text and kept in the study's cache."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from qualcode.files.layout import make_derived
from qualcode.files.units import DamagedCache, Languages, UnitStore
from qualcode.match.engine import Text
from qualcode.match.suggest import speakers_of
from qualcode.match.units import Units
from qualcode.model.project import Project
from qualcode.model.source import Source
from qualcode.session.study import Session
from qualcode.words import installed

if TYPE_CHECKING:
    from qualcode.words.analyser import Vocabulary

WORDS, WRITTEN = "words", "written"
CHUNK = 500_000
"""How many code points are matched in one pass: enough for numpy, little enough for memory."""

_BATCH = 200_000
"""How many code points are analysed before they are stored, so that an interrupted run keeps what it did."""

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]
"""Told while texts are analysed: code points done, and of how many."""


def untold(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to match in: its letters, what its units are stored under, and its turns when they are asked for."""

    text: str
    key: str
    turns: Callable[[], tuple[tuple[int, int, int], ...]]


def document(source: Source) -> Document:
    """Take a source: its units depend on its text and on which labels begin turns."""
    labels = json.dumps(sorted((s.label, *s.aliases) for s in source.speakers.values()))
    digest = hashlib.blake2b(labels.encode(), digest_size=6).hexdigest()
    return Document(source.text, f"{source.version}-{digest}", partial(_turns, source))


def _turns(source: Source) -> tuple[tuple[int, int, int], ...]:
    number = {label: n for n, label in enumerate(speakers_of(source))}
    return tuple((t.span.start, t.span.end, number.get(t.speaker, number[""])) for t in source.turns)


def sentence_document(sentences: Sequence[str]) -> Document:
    """Take sentences that stand alone as the turns of one text."""
    text = "\n".join(sentences)
    starts = accumulate((len(s) + 1 for s in sentences), initial=0)
    turns = tuple((start, start + len(s), 0) for start, s in zip(starts, sentences, strict=False))
    key = hashlib.blake2b(json.dumps(list(sentences)).encode(), digest_size=12).hexdigest()
    return Document(text, f"sentences-{key}", lambda: turns)


class Analysis:
    """Texts and their units: analysed where they are new, else read from the store."""

    def __init__(
        self, store: UnitStore, words: tuple[str, ...] = (), pipelines: dict[str, str] | None = None, progress: Progress = untold,
        current: Callable[[], Iterable[str]] = tuple,
    ) -> None:  # fmt: skip
        self.store = store
        self.words = words
        self.pipelines = pipelines or {}
        self.progress = progress
        self.current = current
        """The keys of all texts as they are now: those that are not asked for today are kept too."""

    def ensure(self, documents: Sequence[Document], layer: str = WORDS) -> None:
        """Analyse what is not in the store, in batches."""
        missing = set(self.store.missing(layer, [d.key for d in documents]))
        new = list({d.key: d for d in documents if d.key in missing}.values())
        total, done = sum(len(d.text) for d in new), 0
        if not new:
            return
        from qualcode.words import analyser  # noqa: PLC0415 - where nothing is new, nothing is loaded

        vocabulary = analyser.Vocabulary()
        known: list[int] = []
        self.progress(done, total)
        read = self._stream(new, layer, vocabulary)
        for batch in _batches(new, _BATCH):
            units = [next(read) for _ in batch]
            self.store.put(layer, [d.key for d in batch], units, vocabulary.entries, known)
            done += sum(len(d.text) for d in batch)
            self.progress(done, total)
        self.store.prune(layer, {*(d.key for d in documents), *self.current()})

    def _stream(self, documents: Sequence[Document], layer: str, vocabulary: Vocabulary) -> Iterator[Units]:
        from qualcode.words import analyser  # noqa: PLC0415 - as above

        texts = [analyser.Text(d.text, d.turns()) for d in documents]
        if layer == WORDS:
            return analyser.stream(texts, vocabulary, self.words, self.pipelines)
        return analyser.stream_written(texts, vocabulary)

    def chunks(self, documents: Sequence[Document], *, written: bool) -> Iterator[tuple[Sequence[Document], list[Text]]]:
        """Give the texts with their units, as many at a time as are matched in one pass."""
        for batch in _batches(documents, CHUNK):
            keys = [d.key for d in batch]
            units = self.store.get(WORDS, keys)
            as_written = self.store.get(WRITTEN, keys) if written else {}
            yield batch, [Text(d.text, units[d.key], as_written.get(d.key)) for d in batch]


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    batch: list[Document] = []
    length = 0
    for one in documents:
        batch.append(one)
        length += len(one.text)
        if length >= size:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def open_analysis(session: Session, progress: Progress = untold, *, in_memory: bool = False) -> Analysis:
    """Open the analysis of a study, with its cache and its own words; ``in_memory`` where no cache can be kept."""
    words = user_words(session)
    pipelines = dict(session.project.settings.pipelines)
    with contextlib.suppress(OSError):  # the store then is in memory
        make_derived(session.layout)
    path = None if in_memory else session.layout.derived / "units.sqlite"
    store = UnitStore(path, _signature(words, pipelines), languages(words))
    return Analysis(store, words, pipelines, progress, lambda: (document(s).key for s in session.project.sources.values()))


def analysing(session: Session, progress: Progress, work: Callable[[Analysis], T]) -> T:
    """Give what some work on analysed texts comes to; where the cache is damaged or cannot be written, once more without.

    A damaged one is made anew; a full disk, rights or another program that holds it for long leave one in memory.
    """
    try:
        with (analysis := open_analysis(session, progress)).store:
            return work(analysis)
    except (DamagedCache, sqlite3.OperationalError) as problem:
        with (analysis := open_analysis(session, progress, in_memory=not isinstance(problem, DamagedCache))).store:
            return work(analysis)


def passing_analysis(words: tuple[str, ...] = ()) -> Analysis:
    """Open an analysis that is kept nowhere, for sentences outside a study."""
    return Analysis(UnitStore(None, "", languages(words)), words)


def languages(words: tuple[str, ...]) -> Languages:
    """Give what the vocabulary asks of language analysis, loaded when it is asked."""
    from qualcode.words import english, inside, stems  # noqa: PLC0415 - none of them loads an analyser

    return Languages(partial(inside.pieces, user_words=words), english.inflections, stems.stem, english.bases)


def _signature(words: tuple[str, ...], pipelines: dict[str, str]) -> str:
    return json.dumps([installed.signature(), sorted(words), sorted(pipelines.items())], ensure_ascii=False)


def user_words(session: Session) -> tuple[str, ...]:
    """Give the study's names and jargon: one a line of its words file, comments after ``#``."""
    path = session.layout.root / session.project.settings.words
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    return tuple(word for line in lines if (word := line.split("#")[0].strip()))


def sources_of(project: Project, wanted: Iterable[str] | None) -> tuple[Source, ...]:
    """Give the sources that are asked for, in the order of the study."""
    chosen = None if wanted is None else set(wanted)
    return tuple(s for id_, s in project.sources.items() if chosen is None or id_ in chosen)
