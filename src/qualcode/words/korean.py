"""Korean words: Kiwi's morphemes for the matcher, and the same as a tokenizer for spaCy.

spaCy's own Korean collapses blanks and moves every later offset. Here the text is composed first, and each morpheme
is led back to the letters of the text as it was given.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from qualcode.match.letters import Back, clean, without_surrogates
from qualcode.words.word import Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

TOKENIZER = "qualcode.KiwiTokenizer.v1"
Token: TypeAlias = Any
"""One of Kiwi's tokens: form, tag, start, end in code points; kiwipiepy has no types."""


def read(turns: Iterable[str], user_words: Sequence[str] = ()) -> Iterator[tuple[Word, ...]]:
    """Give the morphemes of each turn, lazily and in order; Kiwi's threads work ahead. No turn, no Kiwi."""
    cleaned = [clean(turn) for turn in turns]
    if cleaned:
        analysed = _kiwi(tuple(sorted(set(user_words)))).tokenize(text for text, _ in cleaned)
        for tokens, (_, back) in zip(analysed, cleaned, strict=True):
            yield tuple(_word(token, back) for token in tokens)


def tokens(turns: Iterable[str], user_words: Iterable[str] = (), *, split: bool = False) -> Iterator[Sequence[Token]]:
    """Give Kiwi's tokens of each canonical turn, lazily and in order; Kiwi's threads work ahead. No turn, no Kiwi.

    ``split``: compound verbs in their parts.
    """
    waiting = iter(turns)
    for first in waiting:
        kiwi = _kiwi(tuple(sorted(set(user_words))))
        yield from kiwi.tokenize((without_surrogates(turn) for turn in chain([first], waiting)), split_complex=split)


def similar(form: str, tag: str, most: int, user_words: Iterable[str] = ()) -> Iterator[tuple[str, str, float]]:
    """Give the morphemes that Kiwi's own model holds nearest to one, with tag and cosine; none to one it does not know.

    Near is not alike: 불신 is the nearest to 신뢰, and neighbours of rare nouns are noise.
    """
    kiwi = _kiwi(tuple(sorted(set(user_words))))
    try:
        found = kiwi.most_similar_morphemes((form, tag), top_n=most)
    except ValueError:
        return
    yield from ((one.form, one.tag, one.score) for one in found)


@lru_cache(maxsize=1)
def _kiwi(user_words: tuple[str, ...]) -> Any:  # noqa: ANN401 - kiwipiepy has no types
    """Load Kiwi lean (a third of the memory and of the time, the same hits), with the study's names and jargon."""
    from kiwipiepy import Kiwi  # noqa: PLC0415 - half a second that only analysis may cost

    kiwi = Kiwi(load_multi_dict=False, load_typo_dict=False, num_workers=os.cpu_count() or 1)
    for word in user_words:
        kiwi.add_user_word(without_surrogates(clean(word)[0]), "NNP")
    return kiwi


def _word(token: Any, back: Back) -> Word:  # noqa: ANN401 - kiwipiepy has no types
    span = back.span(token.start, token.end)
    return Word(span.start, span.end, back.given[span.start : span.end], token.form, token.tag)


def blank(user_words: Sequence[str] = ()) -> Language:
    """Give spaCy's blank Korean pipeline with our tokenizer."""
    import spacy  # noqa: PLC0415 - half a second that only analysis may cost

    register()
    tokenizer = {"@tokenizers": TOKENIZER, "user_words": list(user_words)}
    return spacy.blank("ko", config={"nlp": {"tokenizer": tokenizer}})


def register() -> None:
    """Make the tokenizer known to spaCy, so that ``spacy.load`` finds it; a second time changes nothing."""
    from spacy.util import registry  # noqa: PLC0415 - half a second that only analysis may cost

    registry.tokenizers(TOKENIZER, func=create)


def create(user_words: Sequence[str] = ()) -> Callable[[Language], KiwiTokenizer]:
    """Make the factory that spaCy's configuration names; Kiwi is loaded at the first text."""
    words = tuple(user_words)
    return lambda nlp: KiwiTokenizer(nlp.vocab, words)


class KiwiTokenizer:
    """A spaCy tokenizer on Kiwi. ``Doc.text`` is the text; a token is one morpheme, or several that share a syllable."""

    def __init__(self, vocab: Vocab, user_words: tuple[str, ...] = ()) -> None:
        self.vocab = vocab
        self.user_words = user_words

    def __call__(self, text: str) -> Doc:
        """Cut one text."""
        return next(self.pipe([text]))

    def pipe(self, texts: Iterable[str], batch_size: int = 0) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's protocol; Kiwi batches
        """Cut many texts, on Kiwi's threads."""
        given = list(texts)
        for text, words in zip(given, read(given, self.user_words), strict=True):
            yield _doc(self.vocab, text, words)

    def to_bytes(self, **_: object) -> bytes:
        """Give nothing: all there is to keep is in the pipeline's configuration."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> KiwiTokenizer:
        """Take nothing."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Write nothing."""

    def from_disk(self, _path: object, **_: object) -> KiwiTokenizer:
        """Read nothing."""
        return self


def _doc(vocab: Vocab, text: str, words: Sequence[Word]) -> Doc:
    """Make the Doc of a text: all its letters are in tokens or are the one blank behind a token."""
    from spacy.tokens import Doc  # noqa: PLC0415 - half a second that only analysis may cost

    tokens: list[str] = []
    spaces: list[bool] = []
    labels: list[tuple[str, str]] = []
    end = 0
    for group in [*joined(words), ()]:
        start = group[0].start if group else len(text)
        gap = text[end:start]
        if gap.startswith(" ") and tokens:
            spaces[-1], gap = True, gap[1:]
        if group:
            end = max(word.end for word in group)
        for piece, label in ((gap, ("", "")), (text[start:end], _labels(group))):
            if piece:
                tokens.append(piece)
                spaces.append(False)
                labels.append(label)
    lemmas, tags = [lemma for lemma, _ in labels], [tag for _, tag in labels]
    return Doc(vocab, words=tokens, spaces=spaces, lemmas=lemmas, tags=tags)


def _labels(group: Sequence[Word]) -> tuple[str, str]:
    """Give lemma and tag of a token as Korean treebanks write them: 배우+었, VV+EP."""
    return "+".join(word.lemma for word in group), "+".join(word.tag for word in group)


def joined(words: Iterable[Word]) -> list[tuple[Word, ...]]:
    """Group the morphemes whose spans overlap or touch an empty one: each group is a token whose span no other shares."""
    groups: list[list[Word]] = []
    end = 0
    for word in words:
        if groups and (word.start < end or (word.start == end and _is_empty_at(end, word, groups[-1][-1]))):
            groups[-1].append(word)
        else:
            groups.append([word])
        end = max(end, word.end)
    return [tuple(group) for group in groups]


def _is_empty_at(offset: int, word: Word, before: Word) -> bool:
    return word.end == offset or before.start == before.end
