"""Offsets of every analyser, on every text there is; Korean as a spaCy pipeline."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.text import canonical
from qualcode.words import korean
from qualcode.words.analyser import Text, Vocabulary, read, stream, stream_written
from qualcode.words.word import Word

if TYPE_CHECKING:
    from spacy.language import Language

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "data" / "keywords-dev.yaml").read_text("utf-8"))
SENTENCES = [s["text"] for one in (*DATA["sets"], *DATA["negation"]) for s in one["sentences"]]
TEXTS = [*SENTENCES, *(one["text"] for one in DATA["alignment"])]
TEXTS += [unicodedata.normalize("NFD", text) for text in TEXTS]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return korean.blank()


def is_aligned(text: str, words: tuple[Word, ...]) -> bool:
    starts = [word.start for word in words]
    inside = all(0 <= word.start <= word.end <= len(text) for word in words)
    return inside and starts == sorted(starts) and all(text[w.start : w.end] == w.text for w in words)


def covered(text: str, words: tuple[Word, ...]) -> str:
    """Give the letters and numbers of a text that are in no word."""
    inside = {at for word in words for at in range(word.start, word.end)}
    return "".join(char for at, char in enumerate(text) if char.isalnum() and at not in inside)


def test_every_morpheme_is_its_surface_and_no_letter_is_lost() -> None:
    analysed = list(korean.read(TEXTS))
    assert len(analysed) == len(TEXTS)
    assert [t for t, words in zip(TEXTS, analysed, strict=True) if not is_aligned(t, words)] == []
    assert [covered(t, words) for t, words in zip(TEXTS, analysed, strict=True)] == [""] * len(TEXTS)


def units(texts: list[str]) -> list[list[tuple[int, int]]]:
    """Give the ranges of the units of canonical texts, the separators left out."""
    made = stream([Text(text, ((0, len(text), 0),)) for text in texts], Vocabulary())
    return [list(zip(one.starts.tolist(), one.ends.tolist(), strict=True))[1:] for one in made]


def lost(text: str, ranges: list[tuple[int, int]]) -> str:
    """Give the letters and numbers of a text that are in no unit; the 's of a possessive is dropped by rule."""
    return covered(text, tuple(Word(start, end, "", "", "") for start, end in ranges)).replace("s", "")


def test_units_of_canonical_texts_lose_no_letter_and_stand_in_order() -> None:
    texts = [canonical(text)[0] for text in TEXTS]
    analysed = units(texts)
    assert [lost(t, one) for t, one in zip(texts, analysed, strict=True)] == [""] * len(TEXTS)
    assert all(ranges == sorted(ranges, key=lambda r: r[0]) for ranges in analysed)
    assert all(0 <= start <= end <= len(t) for t, one in zip(texts, analysed, strict=True) for start, end in one)


def test_an_ending_that_swallowed_a_stem_does_not_begin_before_it() -> None:
    """Kiwi gives the 어서 of 한대서 a begin before that of the 하 it left out."""
    text = "학교에서 한대서 치운 거예요."
    [units] = read([Text(text, ((0, len(text), 0),))]).units
    assert units.starts.tolist() == sorted(units.starts.tolist())
    assert all(units.starts <= units.ends)


def test_a_doc_has_the_text_and_its_tokens_stand_where_they_say(nlp: Language) -> None:
    docs = list(nlp.pipe(TEXTS))
    assert [doc.text for doc in docs] == TEXTS
    assert all(text[t.idx : t.idx + len(t)] == t.text for text, doc in zip(TEXTS, docs, strict=True) for t in doc)


def test_morphemes_that_share_a_syllable_are_one_token(nlp: Language) -> None:
    doc = nlp("그때 뭐냐,  목공을 배웠어요.\n네")
    assert [t.text for t in doc] == ["그때", "뭐냐", ",", " ", "목공", "을", "배웠", "어요", ".", "\n", "네"]
    token = doc[6]
    assert (token.lemma_, token.tag_, token.whitespace_) == ("배우+었", "VV+EP", "")
    assert [t.whitespace_ for t in doc[:4]] == [" ", "", " ", ""]


def test_morphemes_overlap_and_an_empty_one_holds_together() -> None:
    words = [Word(0, 1, "뭐", "뭐", "NP"), Word(1, 1, "", "이", "VCP"), Word(1, 2, "냐", "냐", "EF")]
    words += [Word(2, 3, "!", "!", "SF"), Word(4, 6, "배웠", "배우", "VV"), Word(5, 6, "웠", "었", "EP"), Word(6, 7, "다", "다", "EF")]
    assert [[w.lemma for w in group] for group in korean.joined(words)] == [["뭐", "이", "냐"], ["!"], ["배우", "었"], ["다"]]


PIECES = [*"가각이다였예요뭐ᄒ\u1167\u11b8\u1100\u119e", "배웠어요", "협동조합", "\u200b", "\u00ad", "\ufeff", *" \t\n\r", "\r\n", "😀"]
PIECES += ["👍🏽", "👩\u200d👧", "e\u0301", "İ", "ﬁ", "\u00a0", "\u3000", "\u2028", "\x00", "\x0b", "\x85", "don't", "co-op", "ㅋㅋ", "?!"]
PIECES += ["漢字", "العربية", "\u0958", "#태그", "@user", "http://a.kr/", "."]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs"])), max_size=12).map("".join))
def test_any_text_stays_aligned(nlp: Language, text: str) -> None:
    assert is_aligned(text, next(korean.read([text])))
    composed, _ = canonical(text)
    [ranges] = units([composed])
    assert all(0 <= start <= end <= len(composed) for start, end in ranges)
    assert ranges == sorted(ranges, key=lambda r: r[0])
    doc = nlp(text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)


def test_halves_of_surrogate_pairs_stop_nothing() -> None:
    text = "가\ud800 배웠어요 \udc00abc"
    assert is_aligned(text, next(korean.read([text])))
    [ranges] = units([text])
    assert all(0 <= start <= end <= len(text) for start, end in ranges)


def test_decomposed_text_is_read_as_composed() -> None:
    text = unicodedata.normalize("NFD", "주민자치가 좋아요")
    words = next(korean.read([text]))
    assert [word.lemma for word in words][:3] == ["주민", "자치", "가"]
    assert words[1].text == unicodedata.normalize("NFD", "자치")


def test_a_soft_hyphen_parts_no_word() -> None:
    first = next(korean.read(["협동\u00ad조합 "]))[0]
    assert (first.start, first.end) in {(0, 2), (0, 5)}
    assert "\u00ad" not in {word.text for word in next(korean.read(["주민\u00ad자치"]))}


def test_the_studys_own_words_are_nouns() -> None:
    text = "빵굽는마을에서 왔어요"
    assert next(korean.read([text]))[0].text != "빵굽는마을"
    first = next(korean.read([text], ("빵굽는마을", unicodedata.normalize("NFD", "주민기술학교"), "")))[0]
    assert (first.text, first.tag) == ("빵굽는마을", "NNP")
    assert next(korean.read([text]))[0].text != "빵굽는마을"


def test_the_pipeline_is_written_and_loaded(nlp: Language, tmp_path: Path) -> None:
    import spacy

    korean.blank(("빵굽는마을",)).to_disk(tmp_path / "ko")
    loaded = spacy.load(tmp_path / "ko")
    text = "빵굽는마을에서  배웠어요."
    assert [t.text for t in loaded(text)] == ["빵굽는마을", "에서", " ", "배웠", "어요", "."]
    assert [t.text for t in nlp.from_bytes(nlp.to_bytes())(text)] == [t.text for t in nlp(text)]


def pairs(text: str, turns: tuple[tuple[int, int, int], ...] = (), words: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Give form, tag and surface of all units of a text."""
    batch = read([Text(text, turns or ((0, len(text), 0),))], words)
    [one] = batch.units
    rows = zip(one.ids.tolist(), one.starts.tolist(), one.ends.tolist(), strict=True)
    return [(*batch.entries[id_], text[start:end]) for id_, start, end in rows]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("도왔어요", ("돕", "VV-I", "도왔")),
        ("도와주세요", ("돕", "VV-I", "도와")),
        ("어려운 일", ("어렵", "VA-I", "어려운")),
        ("눌렀어요", ("누르", "VV", "눌렀")),
        ("골라요", ("고르", "VV", "골라")),
        ("배웠어요", ("배우", "VV", "배웠")),
    ],
)
def test_a_stem_ends_with_the_last_syllable_that_holds_a_letter_of_it(text: str, unit: tuple[str, str, str]) -> None:
    assert pairs(text)[1] == unit


def test_verbs_tied_by_an_ending_can_be_read_as_one() -> None:
    text = "넓어졌어요"
    batch = read([Text(text, ((0, len(text), 0),))])
    [one] = batch.units
    [[id_, first, last]] = one.joins.reshape(-1, 3).tolist()
    assert batch.entries[id_] == ("넓어지", "chain")
    assert text[one.starts[first] : one.ends[last]] == "넓어졌"


def test_turns_begin_with_a_separator_and_what_is_outside_of_turns_is_no_unit() -> None:
    text = "면담자: 배웠어요?\n\n가: 네. 배웠죠.\n\n#: 제목"
    turns = ((5, 10, 1), (15, 22, 0))
    batch = read([Text(text, turns)])
    [one] = batch.units
    assert [int(start) for start, id_ in zip(one.starts, one.ids, strict=True) if id_ == 0] == [5, 15]
    assert one.speakers.tolist() == [1, 0]
    assert [text[s:e] for s, e in one.sentences.reshape(-1, 2)] == ["배웠어요?", "네.", "배웠죠."]
    assert all(any(a <= start <= end <= b for a, b, _ in turns) for start, end in zip(one.starts, one.ends, strict=True))


def test_the_studys_own_words_are_units() -> None:
    assert pairs("빵굽는마을에서 왔어요", words=("빵굽는마을",))[1] == ("빵굽는마을", "NNP", "빵굽는마을")


def test_no_text_needs_no_kiwi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(korean, "_kiwi", None)
    assert list(korean.read([])) == []
    assert [Text("Only English.", ((0, 13, 0),)).text[s:e] for s, e in units(["Only English."])[0]] == ["Only", "English", "."]
    assert [len(one.ids) for one in stream_written([Text("배웠어요", ((0, 4, 0),))], Vocabulary())] == [1]


INSTALLED = any(point.name == "qualcode.KiwiTokenizer.v1" for point in entry_points(group="spacy_tokenizers"))


@pytest.mark.skipif(not INSTALLED, reason="the package is not installed, only on the path")
def test_spacy_finds_the_tokenizer_without_importing_us() -> None:
    """As in a notebook: the name of the tokenizer in a configuration is enough."""
    script = """
import spacy
nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "qualcode.KiwiTokenizer.v1"}}})
doc = nlp("협동조합에서  많이 배웠어요.")
assert doc.text == "협동조합에서  많이 배웠어요."
print(*[doc.text[t.idx : t.idx + len(t)] == t.text for t in doc])
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == {"True"}
