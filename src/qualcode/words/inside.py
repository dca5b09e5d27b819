"""Words inside longer words, found once when a word is new to the vocabulary: 자원 in 자원봉사, 돕다 in 도와주다.

A part of a noun counts when what is left on both sides is sound: nothing, one of a closed list of letters, or nouns that
Kiwi knows. So 성장 is not found in 여성장애인.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from qualcode.match.units import NOUN, VERB, kind_of
from qualcode.words import korean

_LEFT = frozenset("총주부신재초전후각본타대준")
_RIGHT = frozenset("회비록료장님들금서자원실관소부팀단반법제안률성적화권력생인방집별급용")
_SHORTEST, _MOST_NOUNS = 3, 3
_AT_LEAST = 2


def pieces(entries: Sequence[tuple[str, str]], user_words: Iterable[str] = ()) -> Iterator[tuple[int, str, int, int]]:
    """Give the parts of the entries (form, tag): number of the entry, the part, its begin and end in the form."""
    words = tuple(user_words)
    yield from _of_nouns({n: form for n, (form, tag) in enumerate(entries) if kind_of(tag) == NOUN and _may_hold(form)}, words)
    yield from _of_verbs({n: form for n, (form, tag) in enumerate(entries) if kind_of(tag) == VERB and len(form) >= _SHORTEST}, words)


def _may_hold(form: str) -> bool:
    return len(form) >= _SHORTEST and all("가" <= letter <= "힣" for letter in form)


def _of_nouns(nouns: Mapping[int, str], user_words: Sequence[str]) -> Iterator[tuple[int, str, int, int]]:
    sides = {side for form in nouns.values() for begin, end in _cuts(form) for side in (form[:begin], form[end:])}
    known = _known_nouns(sorted(side for side in sides if len(side) >= _AT_LEAST), user_words)
    for number, form in nouns.items():
        for begin, end in _cuts(form):
            if _sound_left(form[:begin], known) and _sound_right(form[end:], known):
                yield number, form[begin:end], begin, end


def _cuts(form: str) -> Iterator[tuple[int, int]]:
    """Give the ranges of all parts of two letters or more, the whole left out."""
    length = len(form)
    return ((i, j) for i in range(length) for j in range(i + _AT_LEAST, length + 1) if j - i < length)


def _sound_left(left: str, known: Collection[str]) -> bool:
    return not left or left in _LEFT or left in known


def _sound_right(right: str, known: Collection[str]) -> bool:
    return not right or right in _RIGHT or right in known or (right[-1] in _RIGHT and right[:-1] in known)


def _known_nouns(words: Sequence[str], user_words: Sequence[str]) -> frozenset[str]:
    """Give those of these letters that are one to three nouns of Kiwi's dictionary."""
    found = zip(words, korean.tokens(words, user_words), strict=True) if words else ()
    return frozenset(word for word, tokens in found if _are_nouns(tokens))


def _are_nouns(tokens: Sequence[korean.Token]) -> bool:
    return len(tokens) <= _MOST_NOUNS and all(t.tag == "NNG" and not t.oov and t.len >= _AT_LEAST for t in tokens)


def _of_verbs(verbs: Mapping[int, str], user_words: Sequence[str]) -> Iterator[tuple[int, str, int, int]]:
    """Give the verbs in compound verbs: 찾다 and 다니다 in 찾아다니다; 돕다 in 도와주다 ends where its ㅂ lives on."""
    split = korean.tokens([form + "다" for form in verbs.values()], user_words, split=True) if verbs else ()
    for (number, form), tokens in zip(verbs.items(), split, strict=True):
        for token in tokens:
            if token.tag.partition("-")[0] in {"VV", "VA"} and token.form != form:
                end = token.end + int(token.tag.endswith("-I") and form[token.end : token.end + 1] in {"와", "워"})
                yield number, token.form, token.start, min(end, len(form))
