"""Words proposed for a code: counted by hand in a small study, and each one a keyword that finds what it was counted in."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.files.layout import Layout
from qualcode.files.sources import SpeakerFile
from qualcode.match import engine
from qualcode.match.compile import compile_plan
from qualcode.match.plan import plan
from qualcode.model.codebook import Code, Keyword
from qualcode.model.failure import QualcodeError
from qualcode.model.source import Speech
from qualcode.ops import Op
from qualcode.session.analysed import document, open_analysis
from qualcode.session.finding import Candidate, Group, Proposed, accept_word, find_words
from qualcode.session.study import Session
from qualcode.words import installed, korean
from studies import KIM, LEE, NINE, Interview, make_study, quote, record

SPEAKERS = {"면담자": SpeakerFile("interviewer"), "A": SpeakerFile("respondent", "A")}
BOOK = """\
codes:
  - id: skill
    keywords: [솜씨]
    codes:
      - id: skill.paint
        keywords: [붓]
  - id: trust
    keywords:
      - 신뢰
      - 벽지 | 장판
"""


def talk(*answers: str) -> Interview:
    speeches = [speech for answer in answers for speech in (Speech("면담자", "도배는 어땠나요? 벽지는요?"), Speech("A", answer))]
    return Interview(("ko",), SPEAKERS, tuple(speeches))


STUDY = {
    "P01": talk("벽지를 혼자 발랐어요. 도배 기술을 배웠어요.", "날씨가 좋았어요. 동네를 걸었어요. 시장에 갔어요."),
    "P02": talk("도배 기술을 익혔어요. 벽지를 또 발랐지요.", "동네 시장에 들렀어요. 날씨가 궂었어요. 재주가 좋은 사람이지요."),
    "P03": talk(
        "도배 기술이 늘었어요. 날씨가 흐렸어요. 솜씨가 있어요. 솜씨가 대단해요.",
        "집수리에 참여했어요. 집수리에 참여를 하지요. 집수리에 참여하네요.",
    ),
    "P04": talk("도배 도배 도배 기술."),
    "P05": talk(
        "가을에는 산에 올라 단풍을 구경합니다. 겨울에는 눈이 쌓여 길을 쓸어야 하지요. 봄이 오면 꽃을 심고 여름에는 물을 줍니다.",
        "기차를 타고 바다에 가서 조개를 캤어요. 저녁에는 국수를 삶고 김치를 꺼냈지요. 아침마다 신문을 읽고 커피를 마십니다.",
        "라디오에서 노래가 흘러나오면 춤을 췄어요. 손님이 오면 과일을 깎고 접시를 닦았지요. 밤에는 별을 세다가 잠들었어요.",
    ),
}
CODED = {
    "P01": ("벽지를 혼자 발랐어요.", "도배 기술을 배웠어요."),
    "P02": ("도배 기술을 익혔어요.", "벽지를 또 발랐지요."),
    "P03": ("솜씨가 있어요.", "솜씨가 대단해요.", "집수리에 참여했어요.", "집수리에 참여를 하지요. 집수리에 참여하네요."),
}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = make_study(tmp_path, STUDY, BOOK)
    for source, passages in CODED.items():
        for coder in (KIM, LEE):
            record(layout, coder, source, *(Op("code", code="skill", anchor=quote(layout, source, words)) for words in passages))
    record(layout, KIM, "P05", Op("code", code="trust", anchor=quote(layout, "P05", "가을에는 산에 올라 단풍을 구경합니다.")))
    return layout


def proposed(layout: Layout, code: str = "skill") -> Proposed:
    session = Session(layout, KIM, lambda: NINE)
    return find_words(session, session.code(code))


def words(found: Proposed, group: Group) -> dict[str, Candidate]:
    return {c.word: c for c in found.candidates if c.group is group}


def test_words_are_counted_in_and_outside_coded_segments_whoever_coded(layout: Layout) -> None:
    found = words(proposed(layout), Group.KEYNESS)
    wallpaper = found["벽지"]
    assert (wallpaper.coded, wallpaper.elsewhere, wallpaper.coded_sources, wallpaper.sources) == (2, 0, 2, 2)
    assert found["바르다"].coded == 2
    assert not {"날씨", "동네", "시장"} & set(found), "they stand elsewhere"


def test_questions_and_sources_that_nobody_began_count_on_neither_side(layout: Layout) -> None:
    counts = proposed(layout).counts
    craft = counts.places["기술"]
    assert (counts.coded[craft], counts.elsewhere[craft], counts.coded_sources[craft], counts.sources[craft]) == (2, 1, 2, 4)
    assert counts.not_begun == 1


def test_the_example_is_a_coded_segment_with_its_address(layout: Layout) -> None:
    example = words(proposed(layout), Group.KEYNESS)["바르다"].example
    assert (example.address, example.exact) == ("P01:2.1", "벽지를 혼자 발랐어요.")
    assert example.exact[example.start : example.end] == "발랐"


def test_what_the_keywords_of_the_code_find_already_is_left_out(layout: Layout) -> None:
    assert "솜씨" not in {c.word for c in proposed(layout).candidates}
    assert "솜씨" in words(without_keywords(layout), Group.KEYNESS)


def without_keywords(layout: Layout) -> Proposed:
    path = layout.root / "codebooks" / "capacity.yaml"
    path.write_text(BOOK.replace("    keywords: [솜씨]\n", ""), encoding="utf-8")
    return proposed(layout)


def test_keywords_of_other_codes_are_marked(layout: Layout) -> None:
    found = words(proposed(layout), Group.KEYNESS)
    assert found["벽지"].also == ("trust",)
    assert found["바르다"].also == ()


def test_a_noun_that_always_has_its_light_verb_is_proposed_with_it(layout: Layout) -> None:
    found = words(proposed(layout), Group.KEYNESS)
    assert found["참여하다"].coded == 3
    assert found["참여하다"].in_one_source
    assert "참여" not in found
    assert not found["벽지"].in_one_source


def test_pairs_that_stand_in_coded_segments_are_phrases(layout: Layout) -> None:
    found = words(proposed(layout), Group.PHRASE)
    assert "집수리 참여하다" in found
    assert {"벽지 바르다"} & set(words(proposed(layout), Group.PHRASE)) == set(), "other words stand between them"


def test_neighbours_are_words_of_the_study_and_say_of_which_keyword(layout: Layout) -> None:
    found = words(proposed(layout), Group.NEIGHBOUR)
    skill = found["재주"]
    assert skill.near[0][0] == "솜씨"
    assert 0 < skill.near[0][1] < 1
    assert (skill.coded, skill.g2, skill.log_ratio) == (0, None, None)
    assert "손재주" not in found, "nobody says it here"


def test_without_kiwi_there_are_no_neighbours(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "kiwi", lambda: False)
    found = proposed(layout)
    assert not found.with_kiwi
    assert not words(found, Group.NEIGHBOUR)


def test_of_a_word_that_kiwi_seldom_met_everything_is_equally_near(layout: Layout) -> None:
    near = [score for _, _, score in korean.similar("창립총회", "NNG", 50)]
    assert near[0] - near[-1] < 0.03 < near[0]
    assert list(korean.similar("없는말이다", "NNG", 50)) == []


def test_a_theme_counts_what_is_coded_below_it(layout: Layout) -> None:
    record(layout, KIM, "P02", Op("code", code="skill.paint", anchor=quote(layout, "P02", "날씨가 궂었어요.")))
    record(layout, KIM, "P03", Op("code", code="skill.paint", anchor=quote(layout, "P03", "날씨가 흐렸어요.")))
    assert proposed(layout).counts.segments == 11
    assert proposed(layout, "skill.paint").counts.segments == 2


def test_a_code_without_codings_has_only_neighbours(layout: Layout) -> None:
    found = proposed(layout, "skill.paint")
    assert found.counts.segments == 0
    assert {c.group for c in found.candidates} <= {Group.NEIGHBOUR}


def test_an_empty_study_has_no_words(tmp_path: Path) -> None:
    assert proposed(make_study(tmp_path, {}, BOOK)).candidates == ()


def test_turns_are_the_segments_where_the_study_codes_turns(layout: Layout) -> None:
    path = layout.root / "qualcode.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: sentence", "unit: turn"), encoding="utf-8")
    found = proposed(layout)
    assert found.counts.segments == 4
    assert words(found, Group.KEYNESS)["벽지"].example.address == "P01:2"


def test_every_proposed_word_is_a_keyword_that_finds_where_it_was_counted(layout: Layout) -> None:
    found = proposed(layout)
    session = Session(layout, KIM)
    analysis = open_analysis(session)
    with analysis.store:
        keywords = tuple(Keyword(c.word) for c in found.candidates)
        matcher = compile_plan(plan([Code("x", keywords=keywords)]), analysis.store)
        sources = [document(source) for source in session.project.sources.values()]
        [(_, texts)] = analysis.chunks(sources, written=False)
        _, hits, _ = engine.find(matcher, texts)
    assert matcher.unreadable == ()
    numbers = {entry.keyword: int((hits.entry == n).sum()) for n, entry in enumerate(matcher.entries)}
    assert found.candidates
    assert all(numbers[c.word] >= c.coded + c.elsewhere for c in found.candidates)


def test_an_accepted_word_says_in_the_codebook_where_it_came_from(layout: Layout) -> None:
    session = Session(layout, KIM, lambda: NINE)
    found = find_words(session, session.code("skill"))
    accept_word(session, "skill", found.named("바르다"))
    accept_word(session, "trust", found.named("재주"))
    text = (layout.root / "codebooks" / "capacity.yaml").read_text(encoding="utf-8")
    assert "    # 바르다: from suggest-keywords 2026-11-21: G2 " in text
    assert "2 in 2 sources\n    keywords: [솜씨, 바르다]\n" in text
    assert "      - 재주  # from suggest-keywords 2026-11-21: near 솜씨 0." in text
    assert "바르다" not in {c.word for c in proposed(layout).candidates}


def test_a_word_that_was_not_proposed_is_refused(layout: Layout) -> None:
    with pytest.raises(QualcodeError, match="none of the words proposed for skill") as refused:
        proposed(layout).named("구름")
    assert "codebook add skill --keyword" in refused.value.help
