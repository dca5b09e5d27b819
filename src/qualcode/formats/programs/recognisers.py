"""What speech recognisers write as JSON when it is no list of turns: words and marks one by one, channels, nested bests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.formats.captions.flow import Scrap
from qualcode.formats.captions.stamps import in_seconds, read_stamp
from qualcode.formats.programs.turn_lists import Turns, label_of, people_in

_NOBODY = frozenset({"UU"})
"""What a recogniser writes for a speaker it cannot tell."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a mark: who says it, when, and whether a blank parts it from what is before."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    glued: bool = False


def recognised(value: Mapping[str, object]) -> Turns | None:
    """Read the output of a known recogniser that is no plain list of turns; None for anything else."""
    for form in (_rev, _amazon, _deepgram, _google, _azure, _speechmatics, _elevenlabs):
        found = form(value)
        if found and any(s.text.strip() for s in found.scraps):
            return found
    return None


def _objects(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _time(*values: object, milliseconds: bool = False) -> float | None:
    return next((t for v in values if (t := in_seconds(read_stamp(v), milliseconds=milliseconds)) is not None), None)


def _label(value: object, people: Mapping[str, str] | None = None) -> str:
    return "" if isinstance(value, str) and value in _NOBODY else label_of(value, people or {})


def _runs(tokens: Iterable[_Token]) -> list[Scrap]:
    """Join the words that one speaker says in a row; a mark belongs to the word before it, whoever is named for it."""
    runs: list[list[_Token]] = []
    for token in tokens:
        if runs and (runs[-1][0].speaker == token.speaker or token.glued):
            runs[-1].append(token)
        else:
            runs.append([token])
    return [_run(run) for run in runs]


def _run(run: Sequence[_Token]) -> Scrap:
    text = "".join(("" if t.glued or not i else " ") + t.text for i, t in enumerate(run))
    return Scrap(run[0].speaker, text.strip(), next((t.start for t in run if t.start is not None), None), run[-1].end)


def _turns(scraps: Iterable[Scrap], maker: str, value: Mapping[str, object], *used: str) -> Turns:
    found = tuple(scraps)
    return Turns(found, f"the JSON of {maker}, {len(found)} passages", unread=tuple(key for key in value if key not in used))


def _rev(value: Mapping[str, object]) -> Turns | None:
    monologues = _objects(value.get("monologues"))
    if not any(_objects(m.get("elements")) for m in monologues):
        return None
    people = people_in(value)
    scraps = []
    for monologue in monologues:
        elements = _objects(monologue.get("elements"))
        times = [t for e in elements if (t := _time(e.get("ts"), e.get("timestamp"))) is not None]
        speaker = _object(monologue.get("speaker_info")).get("display_name") or monologue.get("speaker")
        words = "".join(_text(e.get("value")) for e in elements)
        scraps.append(Scrap(_label(speaker, people), words.strip(), times[0] if times else None, times[-1] if times else None))
    return _turns(scraps, "Rev", value, "monologues", "speakers")


def _amazon(value: Mapping[str, object]) -> Turns | None:
    results = _object(value.get("results"))
    items = _objects(results.get("items"))
    if not items or not all("alternatives" in item for item in items):
        return None
    segments = _objects(_object(results.get("speaker_labels")).get("segments"))
    who = {_span(item): item.get("speaker_label") for s in segments for item in _objects(s.get("items"))}
    channels = _objects(_object(results.get("channel_labels")).get("channels"))
    if channels and not segments:
        return _turns(
            _by_time(_amazon_words(_objects(c.get("items")), {}, c.get("channel_label")) for c in channels),
            "Amazon Transcribe",
            value,
            "results",
        )
    return _turns(_runs(_amazon_words(items, who)), "Amazon Transcribe", value, "results")


def _span(item: Mapping[str, object]) -> tuple[str, str]:
    """Give the times of a word as they are written, by which Amazon refers to it."""
    return str(item.get("start_time")), str(item.get("end_time"))


def _amazon_words(items: Sequence[Mapping[str, object]], who: Mapping[tuple[str, str], object], channel: object = None) -> Iterator[_Token]:
    for item in items:
        speaker = _label(channel or item.get("speaker_label") or who.get(_span(item)))
        best = next(iter(_objects(item.get("alternatives"))), {})
        mark = item.get("type") == "punctuation"
        yield _Token(speaker, _text(best.get("content")), _time(item.get("start_time")), _time(item.get("end_time")), glued=mark)


def _by_time(channels: Iterable[Iterable[_Token]]) -> list[Scrap]:
    """Put what is said on several channels in the order of time, passages whole up to a pause in their channel."""
    scraps = [scrap for tokens in channels for scrap in _runs_with_pauses(tokens)]
    return sorted(scraps, key=lambda s: s.start or 0)


def _runs_with_pauses(tokens: Iterable[_Token], pause: float = 1.0) -> Iterator[Scrap]:
    run: list[_Token] = []
    for token in tokens:
        last = run[-1].end if run else None
        if run and not token.glued and last is not None and token.start is not None and token.start - last > pause:
            yield _run(run)
            run = []
        run.append(token)
    if run:
        yield _run(run)


def _deepgram(value: Mapping[str, object]) -> Turns | None:
    results = _object(value.get("results"))
    bests = [next(iter(_objects(c.get("alternatives"))), {}) for c in _objects(results.get("channels"))]
    if not bests or _objects(results.get("utterances")):
        return None
    several = len(bests) > 1
    scraps = [s for n, best in enumerate(bests) for s in _deepgram_best(best, f"Channel {n}" if several else "")]
    return _turns(sorted(scraps, key=lambda s: s.start or 0) if several else scraps, "Deepgram", value, "results")


def _deepgram_best(best: Mapping[str, object], channel: str) -> list[Scrap]:
    paragraphs = _objects(_object(best.get("paragraphs")).get("paragraphs"))
    if paragraphs:
        return [
            Scrap(channel or _label(p.get("speaker")), " ".join(_text(s.get("text")) for s in _objects(p.get("sentences"))),
                  _time(p.get("start")), _time(p.get("end")))
            for p in paragraphs
        ]  # fmt: skip
    words = _objects(best.get("words"))
    tokens = [
        _Token(
            channel or _label(w.get("speaker")),
            _text(w.get("punctuated_word") or w.get("word")),
            _time(w.get("start")),
            _time(w.get("end")),
        )
        for w in words
    ]
    if channel:
        return list(_runs_with_pauses(tokens))
    return _runs(tokens) if tokens else [Scrap("", _text(best.get("transcript")))]


def _google(value: Mapping[str, object]) -> Turns | None:
    results = _objects(value.get("results"))
    bests = [next(iter(_objects(r.get("alternatives"))), {}) for r in results]
    if not any("transcript" in best for best in bests):
        return None
    tagged = [words for best in bests if (words := _objects(best.get("words"))) and any(map(_google_speaker, words))]
    if tagged:
        last, others = tagged[-1], sum(map(len, tagged[:-1]))
        words = last if len(tagged) == 1 or len(last) >= others else [w for words in tagged for w in words]
        return _turns(_runs(map(_google_word, words)), "Google Speech-to-Text", value, "results")
    scraps = [
        Scrap(_label(r.get("channelTag")), _text(b.get("transcript")).strip(), _google_start(b))
        for r, b in zip(results, bests, strict=True)
    ]
    return _turns(scraps, "Google Speech-to-Text", value, "results")


def _google_speaker(word: Mapping[str, object]) -> object:
    return word.get("speakerLabel") or word.get("speaker_label") or word.get("speakerTag") or word.get("speaker_tag")


def _google_word(word: Mapping[str, object]) -> _Token:
    start = _time(word.get("startTime"), word.get("start_time"), word.get("startOffset"))
    end = _time(word.get("endTime"), word.get("end_time"), word.get("endOffset"))
    return _Token(_label(_google_speaker(word)), _text(word.get("word")), start, end)


def _google_start(best: Mapping[str, object]) -> float | None:
    words = _objects(best.get("words"))
    return _google_word(words[0]).start if words else None


def _azure(value: Mapping[str, object]) -> Turns | None:
    phrases = _objects(value.get("recognizedPhrases"))
    if not phrases:
        return None
    channels = len({str(p.get("channel")) for p in phrases}) > 1
    scraps = []
    for phrase in phrases:
        best = next(iter(_objects(phrase.get("nBest"))), {})
        channel = phrase.get("channel")
        speaker = _label(phrase.get("speaker")) or (f"Channel {channel}" if channels else "")
        scraps.append(Scrap(speaker, _text(best.get("display")) or _text(best.get("lexical")), _time(phrase.get("offset"))))
    return _turns(sorted(scraps, key=lambda s: s.start or 0), "Azure Speech", value, "recognizedPhrases")


def _speechmatics(value: Mapping[str, object]) -> Turns | None:
    results = _objects(value.get("results"))
    bests = [next(iter(_objects(r.get("alternatives"))), {}) for r in results]
    if not any("content" in best for best in bests):
        return None
    tokens: list[_Token] = []
    for result, best in zip(results, bests, strict=True):
        glued = result.get("type") == "punctuation" and result.get("attaches_to", "previous") == "previous"
        speaker = _label(best.get("speaker"))
        tokens.append(
            _Token(speaker, _text(best.get("content")), _time(result.get("start_time")), _time(result.get("end_time")), glued=glued)
        )
    return _turns(_runs(t for t in tokens if t.text), "Speechmatics", value, "results")


def _elevenlabs(value: Mapping[str, object]) -> Turns | None:
    words = _objects(value.get("words"))
    if not any(w.get("type") == "spacing" for w in words):
        return None
    tokens = [
        _Token(
            _label(w.get("speaker_id")), _text(w.get("text")), _time(w.get("start")), _time(w.get("end")), glued=w.get("type") == "spacing"
        )
        for w in words
    ]
    return _turns(_spaced(tokens), "ElevenLabs", value, "words", "text")


def _spaced(tokens: Sequence[_Token]) -> Iterator[Scrap]:
    """Join words whose blanks are written out, too."""
    run: list[_Token] = []
    for token in tokens:
        if run and not token.glued and run[0].speaker != token.speaker:
            yield Scrap(run[0].speaker, "".join(t.text for t in run).strip(), run[0].start, run[-1].end)
            run = []
        run.append(token)
    if run:
        yield Scrap(run[0].speaker, "".join(t.text for t in run).strip(), run[0].start, run[-1].end)
