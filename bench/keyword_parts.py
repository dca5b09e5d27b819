"""What ``bench/keywords.py`` measures inside a process, each part in one of its own: start-up and memory are then its own too.

``python bench/keyword_parts.py PART STUDY REPEATS`` prints one line of JSON; times are seconds, the best of REPEATS.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.files.layout import Layout
from qualcode.files.units import UnitStore
from qualcode.match import engine
from qualcode.match.compile import Matcher, compile_plan, needs_written
from qualcode.match.hits import Text
from qualcode.match.letters import has_hangul
from qualcode.match.units import Chunk
from qualcode.session.analysed import WORDS, Analysis, document, languages, open_analysis, user_words
from qualcode.session.study import Session
from qualcode.session.suggesting import planned, queue
from qualcode.words import english, korean, pipelines

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST = 60.0
"""Seconds that a method other than ours may take in all; where the whole text takes longer, a part is measured and scaled."""
DOCS = 1_000_000
"""Bytes of text that spaCy's Docs are made of: making them is no part of what is compared, but takes longer than it."""
OTHER = 100_000_000
"""Bytes that are read so that others leave the processor's cache."""

Result = dict[str, float]


def best(run: Callable[[], object], repeats: int) -> float:
    """Give the seconds of the quickest of some runs."""
    took = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        took.append(time.perf_counter() - started)
    return min(took)


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of one run, by the clock and of all processors together."""
    clock, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - worked


def turns_of(session: Session) -> list[str]:
    """Give the text of every turn."""
    return [source.text[start:end] for source in session.project.sources.values() for start, end, _ in document(source).turns()]


def keywords_of(session: Session) -> list[str]:
    """Give the keywords as they are typed."""
    return [keyword.find for code in session.project.codebook.tree() for keyword in code.keywords]


def size_of(texts: Iterable[str]) -> int:
    """Give the bytes of texts."""
    return sum(len(text.encode()) for text in texts)


def about(session: Session, _repeats: int) -> dict[str, int | str]:
    """Describe a study, so that two runs can be told to be about the same text."""
    texts = [source.text for source in session.project.sources.values()]
    digest = hashlib.blake2b("\n".join(texts).encode(), digest_size=6).hexdigest()
    return {"sources": len(texts), "turns": len(turns_of(session)), "bytes": size_of(texts), "digest": digest}


def kiwi(session: Session, _repeats: int) -> Result:
    """Run Kiwi alone over all Korean turns, with our own settings, and look at each token; loading it does not count."""
    turns = [turn for turn in turns_of(session) if has_hangul(turn)]
    words = user_words(session)
    _load_kiwi(words)
    seconds, worked = timed(lambda: sum(1 for tokens in korean.tokens(turns, words) for _ in tokens))
    return {"seconds": seconds, "worked": worked}


def _load_kiwi(words: Iterable[str]) -> None:
    """Load Kiwi and let it read a first word."""
    list(korean.tokens(["말"], words))


def analysis(session: Session, _repeats: int) -> Result:
    """Analyse all transcripts into a new file; loading Kiwi does not count."""
    words = user_words(session)
    documents = [document(source) for source in session.project.sources.values()]
    if any(has_hangul(d.text) for d in documents):
        _load_kiwi(words)
    with tempfile.TemporaryDirectory() as folder, UnitStore(Path(folder) / "units.sqlite", "", languages(words)) as store:
        ours = Analysis(store, words, dict(session.project.settings.pipelines))
        seconds, worked = timed(lambda: ours.ensure(documents))
    return {"seconds": seconds, "worked": worked}


def tokenizer(session: Session, _repeats: int) -> Result:
    """Cut all turns with spaCy's own rules for English; importing spaCy does not count."""
    turns = turns_of(session)
    cut = pipelines.pipeline("en").tokenizer
    seconds, worked = timed(lambda: sum(len(cut(turn)) for turn in turns))
    return {"seconds": seconds, "worked": worked}


def match(session: Session, repeats: int) -> Result:
    """Measure the steps of a warm match, each alone: reading, compiling, and matching in texts that were read."""
    documents = [document(source) for source in session.project.sources.values()]
    scans = _scans("\n".join(d.text for d in documents), repeats)
    with (ours := open_analysis(session)).store as store:
        ours.ensure(documents)
        read = best(lambda: store.get(WORDS, [d.key for d in documents]), repeats)
        tree = session.project.codebook.tree()
        plan = planned(session.project, tree)
        parse = best(lambda: planned(session.project, session.project.codebook.tree()), repeats)
        compiling = best(lambda: compile_plan(plan, store), repeats)
        chunks = [texts for _, texts in ours.chunks(documents, written=needs_written(plan))]
        matcher = compile_plan(plan, store)
    found = best(lambda: _find(matcher, chunks), repeats)
    join = best(lambda: [Chunk.of([(len(t.text), t.units) for t in texts]) for texts in chunks], repeats)
    steps = {"read": read, "parse": parse, "compile": compiling, "find": found, "join": join, "mask": _mask(matcher, chunks, repeats)}
    return {**scans, **steps, "hits": _find(matcher, chunks)}


def _scans(text: str, repeats: int) -> Result:
    """Look for what is not there: a byte (memchr), with the text in main memory and then in the processor's cache, and a letter."""
    whole, other = text.encode(), b"\x01" * OTHER
    cold = []
    for _ in range(repeats):
        other.find(b"\x00")
        cold.append(best(lambda: whole.find(b"\x00"), 1))
    warm = best(lambda: whole.find(b"\x00"), 3 * repeats)
    return {"scan": min(cold), "cached": warm, "letter": best(lambda: text.find("뷁"), repeats)}


def _mask(matcher: Matcher, chunks: Iterable[Sequence[Text]], repeats: int) -> float:
    """Time the least that numpy can do: mark each unit that may begin a keyword."""
    ids = np.concatenate([text.units.ids for texts in chunks for text in texts])
    mask = np.zeros(int(max(ids.max(), matcher.table.units.max())) + 1, np.bool_)
    mask[matcher.table.units] = True
    return best(lambda: np.flatnonzero(mask[ids]), repeats)


def _find(matcher: Matcher, chunks: Iterable[Sequence[Text]]) -> int:
    return sum(len(engine.find(matcher, texts)[1]) for texts in chunks)


def again(session: Session, _repeats: int) -> Result:
    """Tell how many code points are analysed before the queue can be made, and of how many."""
    told = [0]
    queue(session, progress=lambda done, _of: told.append(done))
    return {"analysed": max(told), "of": sum(len(s.text) for s in session.project.sources.values())}


def language_of(text: str) -> str:
    """Tell Korean text from English."""
    return "ko" if re.search("[가-힣]", text) else "en"


def alternation(session: Session, repeats: int) -> Result:
    """Look for all keywords as typed with one regular expression of Python's own, the longest first."""
    either = re.compile("|".join(map(re.escape, sorted(keywords_of(session), key=len, reverse=True))))
    return scaled(lambda turns: sum(1 for turn in turns for _ in either.finditer(turn)), turns_of(session), repeats)


def loop(session: Session, repeats: int) -> Result:
    """Look for each keyword as typed in each turn."""
    keywords = keywords_of(session)
    return scaled(lambda turns: sum(turn.find(keyword) >= 0 for keyword in keywords for turn in turns), turns_of(session), repeats)


def phrases(session: Session, repeats: int) -> Result:
    """Run spaCy's PhraseMatcher on lemmas, over Docs that are ready: Kiwi's morphemes, or English words with a base form each."""
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415 - other parts shall not load spaCy

    turns = turns_of(session)
    nlp = pipelines.pipeline(language_of(turns[0]))
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
    matcher.add("keyword", list(_docs(nlp, keywords_of(session))))
    sample = turns[: max(1, round(len(turns) * min(1, DOCS / size_of(turns))))]
    found = scaled(lambda docs: sum(len(matcher(doc)) for doc in docs), list(_docs(nlp, sample)), repeats)
    made = len(sample) / len(turns)
    return {"seconds": found["seconds"] / made, "share": found["share"] * made, "hits": found["hits"] / made}


def _docs(nlp: Language, texts: Iterable[str]) -> Iterable[Doc]:
    """Make Docs with lemmas: the Korean tokenizer gives them, the English one leaves them to pipelines with a model."""
    bases: dict[str, str] = {}
    cut: Any = nlp.tokenizer  # spaCy tells its type only as something that can be called
    for doc in cut.pipe(texts):
        for token in doc if nlp.lang == "en" else ():
            if token.lower_ not in bases:
                bases[token.lower_] = min(english.bases(token.lower_), default=token.lower_)
            token.lemma_ = bases[token.lower_]
        yield doc


def scaled(run: Callable[[Sequence[Any]], int], items: Sequence[Any], repeats: int) -> Result:
    """Time a method on as many items as are done in time, and reckon what all would take; ``share`` is that of the measured."""
    pilot = items[: max(1, len(items) // 50)]
    whole = best(lambda: run(pilot), 1) * len(items) / len(pilot)
    sample = items[: max(1, round(len(items) * min(1, LONGEST / repeats / whole)))]
    share = len(sample) / len(items)
    return {"seconds": best(lambda: run(sample), repeats) / share, "share": share, "hits": run(sample) / share}


PARTS = {part.__name__: part for part in (about, kiwi, analysis, tokenizer, match, again, alternation, loop, phrases)}

if __name__ == "__main__":
    os.environ.setdefault("QUALCODE_CODER", "bench")
    print(json.dumps(PARTS[sys.argv[1]](Session(Layout(Path(sys.argv[2]))), int(sys.argv[3]))))
