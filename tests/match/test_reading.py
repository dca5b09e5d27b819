"""Units read as words: each word as its keyword would be written, pairs only of neighbours, and what any talk holds left out."""

from __future__ import annotations

from collections import Counter

import pytest

from qualcode.match.reading import Dictionary
from qualcode.match.units import Chunk
from qualcode.session.analysed import passing_analysis, sentence_document


def read(*sentences: str) -> tuple[Counter[str], Counter[str], set[str]]:
    """Give the single words of sentences, the pairs, and the words that may be keywords by themselves."""
    analysis = passing_analysis()
    document = sentence_document(sentences)
    with analysis.store:
        analysis.ensure([document])
        [(_, texts)] = analysis.chunks([document], written=False)
        dictionary = Dictionary(analysis.store.forms_of, analysis.store.languages.bases)
        chunk = Chunk.of([(len(text.text), text.units) for text in texts])
        found = dictionary.find(chunk)
        assert dictionary.find(chunk).word.tolist() == found.word.tolist()
    rows = list(zip(found.word.tolist(), found.second.tolist(), strict=True))
    single = Counter(dictionary.text(one) for one, two in rows if two < 0)
    pairs = Counter(f"{dictionary.text(one)} {dictionary.text(two)}" for one, two in rows if two >= 0)
    return single, pairs, {dictionary.text(n) for n, word in enumerate(dictionary.words) if word.alone}


def test_nouns_stand_as_they_are_and_verbs_with_their_ending() -> None:
    single, _, _ = read("이웃을 도와서 벽지를 발랐어요.", "걸어 다녔어요.")
    assert {"이웃", "돕다", "벽지", "바르다"} <= set(single)
    assert not {"을", "어서", "었"} & set(single)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("회의에 참여했어요.", "참여하다"),
        ("회의에 참여를 안 하셨어요.", "참여하다"),
        ("올해 사업에 선정되었어요.", "선정되다"),
        ("정말 뿌듯했어요.", "뿌듯하다"),
    ],
)
def test_a_noun_and_its_light_verb_are_one_word(sentence: str, word: str) -> None:
    assert read(sentence)[0][word] == 1


def test_a_noun_with_another_verb_or_in_another_turn_is_none() -> None:
    single, _, _ = read("참여", "하다 보니 참여가 늘었어요.")
    assert single["참여"] == 2
    assert "참여하다" not in single
    assert "참여되다" not in single


def test_english_words_have_their_base_form() -> None:
    single, _, _ = read("We learned wiring, and the men repaired doors when neighbours ran short.", "Workshop을 열었어요.")
    assert {"learn", "man", "run", "neighbour", "repair", "door", "workshop"} <= set(single)
    assert "learned" not in single


def test_neighbours_are_pairs_with_particles_only_before_a_verb() -> None:
    _, pairs, _ = read("주민 자치 모임에서 도움을 많이 받았어요.", "도움이 큰 힘.", "the evening class of plumbers")
    assert {"주민 자치", "자치 모임", "evening class"} <= set(pairs)
    assert "힘 evening" not in pairs
    assert "class plumber" not in pairs
    assert "도움 힘" not in pairs


def test_a_noun_and_its_verb_are_a_pair() -> None:
    _, pairs, _ = read("옆집의 도움을 받아서 벽지를 혼자 붙였어요.")
    assert pairs["도움 받다"] == 1


def test_general_words_are_counted_and_no_keywords() -> None:
    single, pairs, alone = read("그 사실을 생각하고 있어요.", "They were making the thing.", "집을 고쳤어요.")
    assert single["생각"] == 1
    assert not {"생각", "생각하다", "있다", "they", "the", "thing"} & alone
    assert not any("있다" in pair or "생각" in pair for pair in pairs)
    assert "집" not in alone, "nouns of one syllable are other words as often"
    assert pairs["집 고치다"] == 1


def test_nothing_is_found_in_nothing() -> None:
    single, pairs, _ = read("")
    assert not single
    assert not pairs


def test_forms_of_gives_what_the_vocabulary_knows() -> None:
    analysis = passing_analysis()
    document = sentence_document(["벽지를 발랐어요."])
    with analysis.store:
        analysis.ensure([document])
        [(_, texts)] = analysis.chunks([document], written=False)
        ids = texts[0].units.ids.tolist()
        forms = analysis.store.forms_of(ids)
        assert ("벽지", "NNG") in forms.values()
        assert 0 in ids
        assert set(forms) == set(ids) - {0}
        assert analysis.store.forms_of([1 << 30]) == {}
