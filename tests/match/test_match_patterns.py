"""Regular expressions: within turns, and given up where they would not end."""

from __future__ import annotations

import pytest
from by_hand import stored, talk, texts_of

from qualcode.match import engine, patterns
from qualcode.match.compile import Matcher, compile_keywords
from qualcode.match.engine import GivenUp
from qualcode.match.patterns import TooSlow, matches, pattern
from qualcode.model.codebook import Code, Keyword

HOSTILE = "(a+)+$"
LONG = "a" * 100_000 + "b"


def found(text: str, turns: list[tuple[int, int]], letters: str, *, ignore_case: bool = False) -> list[str]:
    return [text[start:end] for start, end in matches(pattern(0, letters, ignore_case=ignore_case), text, turns)]


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        (r"배[우웠]\w*", ["배우고", "배웠다"]),
        (r"\b배우\w+", ["배우고"]),
        ("x*", []),
        ("^a", ["a"]),
        (r"c$", []),
        (r"b.c", []),
        (r"(?<=배)우", ["우"]),
        (r"[a-c]", ["a", "b", "c"]),
        (r"[A-C]", []),
    ],
)
def test_matches_lie_in_turns_and_are_never_empty(letters: str, words: list[str]) -> None:
    text = "a 배우고 b\nc 배웠다 x"
    turns = [(0, 7), (8, 13)]
    assert text[0:7] == "a 배우고 b"
    assert [w for w in found(text, turns, letters) if w != "x"] == words


def test_case_is_folded_where_the_keyword_says_so() -> None:
    assert found("Mou MOU", [(0, 7)], "mou") == []
    assert found("Mou MOU", [(0, 7)], "mou", ignore_case=True) == ["Mou", "MOU"]


def test_a_pattern_that_would_not_end_is_stopped() -> None:
    text = "aaa\n" + LONG
    with pytest.raises(TooSlow) as stopped:
        list(matches(pattern(0, HOSTILE, ignore_case=False), text, [(0, 3), (4, len(text))]))
    assert stopped.value.turn == 1


def compiled(*finds: str) -> tuple[Matcher, list[engine.Text]]:
    talks = [talk("aaa bbb"), talk("aaa", LONG, "aaa")]
    store = stored(talks)
    return compile_keywords([Code(id="k", keywords=tuple(map(Keyword, finds)))], store), texts_of(talks, store)


def test_the_matching_goes_on_without_it() -> None:
    matcher, texts = compiled(f"/{HOSTILE}/", "/b{3}/", "bbb", "aaa")
    slow: set[int] = set()
    _, hits, given_up = engine.find(matcher, texts, slow=slow)
    assert given_up == [GivenUp(0, HOSTILE, 1, 1)]
    assert slow == {0}
    assert sorted({matcher.entries[entry].keyword for entry in hits.entry.tolist()}) == ["/b{3}/", "aaa", "bbb"]
    assert len(hits) == 5


def test_what_was_given_up_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    matcher, texts = compiled(f"/{HOSTILE}/ | bbb")
    tried: list[str] = []

    def listening(wanted: patterns.Pattern, *_: object) -> list[tuple[int, int]]:
        tried.append(wanted.text)
        return []

    monkeypatch.setattr(engine, "pattern_matches", listening)
    _, hits, given_up = engine.find(matcher, texts, slow={0})
    assert (tried, given_up) == ([], [])
    assert len(hits) == 1


def test_each_pattern_is_given_up_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.02)
    matcher, texts = compiled(f"/{HOSTILE}/", "/(a|a)+$/", "/bbb/")
    _, hits, given_up = engine.find(matcher, texts)
    assert [one.pattern for one in given_up] == [HOSTILE, "(a|a)+$"]
    assert len(hits) == 1
