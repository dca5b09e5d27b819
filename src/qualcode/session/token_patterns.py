"""spaCy token patterns of the codebook, passed through: their hits are found by spaCy once, and kept like units."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.match.letters import has_hangul
from qualcode.match.units import Units
from qualcode.model.diagnostic import Diagnostic, Location, error
from qualcode.words import installed
from qualcode.words.pipelines import pipeline, tagged

if TYPE_CHECKING:
    from qualcode.match.compile import Matcher
    from qualcode.match.plan import Entry
    from qualcode.model.codebook import Codebook, Keyword
    from qualcode.session.analysed import Analysis, Document


def hits(analysis: Analysis, matcher: Matcher, documents: Sequence[Document]) -> Mapping[str, list[tuple[int, int, int]]]:
    """Give the hits of all token patterns by the document's key: entry, start and end. Without patterns, spaCy is not loaded."""
    found: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, entry in enumerate(matcher.entries):
        if entry.pattern and (layer := _ensure(analysis, entry, documents)):
            for key, units in analysis.store.get(layer, [d.key for d in documents]).items():
                found[key].extend((number, s, e) for s, e in zip(units.starts.tolist(), units.ends.tolist(), strict=True))
    return found


def _ensure(analysis: Analysis, entry: Entry, documents: Sequence[Document]) -> str:
    """Find the hits of a pattern in the documents that it was not run on yet; gives the layer they are kept in.

    Nothing where spaCy refuses the pattern or nothing reads its language, which ``check`` says.
    """
    language = entry.language or "en"
    if _unread(language, analysis.pipelines):
        return ""
    what = json.dumps([entry.pattern, language], sort_keys=True)
    layer = "pattern-" + hashlib.blake2b(what.encode(), digest_size=8).hexdigest()
    missing = set(analysis.store.missing(layer, [d.key for d in documents]))
    new = list({d.key: d for d in documents if d.key in missing}.values())
    if new:
        try:
            run = _runner(entry.pattern, language, analysis.pipelines.get(language, ""))
        except ValueError:
            return ""
        spans = [sorted(_in_turns(run, one, language)) for one in new]
        analysis.store.put(layer, [d.key for d in new], [_units(one) for one in spans], [("", "")])
    return layer


def _unread(language: str, pipelines: Mapping[str, str]) -> bool:
    """Tell whether nothing here reads a language: Korean without Kiwi, which is QC124."""
    return language == "ko" and language not in tagged(pipelines) and not installed.kiwi()


def _units(spans: Sequence[tuple[int, int]]) -> Units:
    import numpy as np  # noqa: PLC0415 - only codebooks with token patterns come here

    return Units(starts=np.array([s for s, _ in spans], np.int32), ends=np.array([e for _, e in spans], np.int32))


def _in_turns(run: Any, one: Document, language: str) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - spaCy's matcher
    for start, end, _ in one.turns():
        turn = one.text[start:end]
        if has_hangul(turn) == (language == "ko"):
            yield from ((start + s, start + e) for s, e in run(turn))


def _runner(pattern: Sequence[dict[str, object]], language: str, name: str) -> Any:  # noqa: ANN401 - a function over spaCy's values
    """Give a function from a text to the ranges that the pattern matches; raises ValueError where spaCy refuses it.

    Some patterns spaCy takes and refuses at the first text: a tag without a tagger, an extension that nobody registered.
    """
    from spacy.matcher import Matcher as TokenMatcher  # noqa: PLC0415 - only codebooks with token patterns load spaCy

    nlp = pipeline(language, name)
    matcher = TokenMatcher(nlp.vocab, validate=True)

    def run(text: str) -> list[tuple[int, int]]:
        return [(span.start_char, span.end_char) for span in matcher(nlp(text), as_spans=True)]

    try:
        matcher.add("keyword", [list(pattern)])
        run("one")
    except (AttributeError, re.error) as problem:
        raise ValueError(str(problem)) from problem
    return run


def problems(book: Codebook, path: str, pipelines: Mapping[str, str]) -> Iterator[Diagnostic]:
    """QC120 for token patterns: what spaCy refuses."""
    for code in book.tree():
        for keyword in code.keywords:
            said = _refused(keyword, pipelines) if keyword.pattern else ""
            if said:
                where = keyword.where or Location(path)
                yield error(
                    "QC120", f"spaCy refuses the token pattern of {keyword.find}: {said}", where, "see spaCy's documentation of its Matcher"
                )


def _refused(keyword: Keyword, pipelines: Mapping[str, str]) -> str:
    language = keyword.language or "en"
    if _unread(language, pipelines):
        return ""
    try:
        _runner(keyword.pattern, language, pipelines.get(language, ""))
    except ValueError as problem:  # spaCy's own errors of patterns are ValueErrors
        return " ".join(str(problem).split())[:200]
    return ""
