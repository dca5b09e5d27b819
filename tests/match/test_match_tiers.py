"""Ways of being written: each line a text, a keyword, and the words that must be found in it."""

from __future__ import annotations

import pytest
from dev_sentences import search

from qualcode.match.korean import dropped_alone, dropped_in_phrase, final_consonant
from qualcode.model.text import canonical


@pytest.mark.parametrize(
    ("text", "keyword", "found"),
    [
        ("걷고 걸었어요. 돈을 걷었죠.", "걷다", [("걷", "verb"), ("걸", "verb"), ("걷", "verb")]),
        ("돕고 도왔어요. 도울게요.", "돕다", [("돕", "verb"), ("도왔", "verb"), ("도울", "verb")]),
        ("먹고 싶어요.", "싶다", [("싶", "verb")]),
        ("가고 있어요. 해 봤어요.", "보다", []),
        ("참여는 잘 안 하려고 하세요. 참여가 잘 되다가", "참여하다", [("참여는 잘 안 하", "light")]),
        ("참여는 정말 더 안 해요", "참여하다", [("참여는 정말 더 안 해", "light")]),
        ("참여는 정말 아주 더 잘 안 해요", "참여하다", []),
        ("참여를, 하고 싶은", "참여하다", []),
        ("연결도 안 되고 연결돼요", "연결되다", [("연결도 안 되", "light"), ("연결돼", "light")]),
        ("지역 사회 참여했어요", "사회참여하다", [("사회 참여했", "light")]),
        ("성장시켜 줬어요. 인정받았어요.", "성장시키다", [("성장시켜", "light")]),
        ("성장시켜 줬어요. 인정받았어요.", "인정받다", [("인정받", "light")]),
        ("도움을 많이 받았어요. 도움받았죠.", "도움 받다", [("도움을 많이 받", "phrase"), ("도움받", "phrase")]),
        ("많은 도움", "도움 받다", []),
        ("도움을 많이 받았어요. 도움을 주고 받았죠.", "도움을 받다", [("도움을 많이 받", "phrase")]),
        ("주민의 역량이 컸고 주민 역량도", "주민의 역량", [("주민의 역량", "phrase"), ("주민 역량", "phrase")]),
        ("주민의 역량이 컸고 주민 역량도", "주민 역량", [("주민 역량", "noun")]),
        ("성과를 공유했어요.", "성과를", [("성과", "noun")]),
        ("회의 참여가 늘었어요. 각종 회 참여", "회의 참여", [("회의 참여", "noun")]),
        ("함께 성장하는 마을. 스스로 해요", "함께 성장", [("함께 성장", "phrase")]),
        ("함께 성장하는 마을. 스스로 해요", "스스로", [("스스로", "word")]),
        ("SH공사에서 sh공사로", "SH공사", [("SH공사", "noun"), ("sh공사", "noun")]),
        ("주민. 자치가 중요해요", "주민 자치", []),
        ("[배우고] 배우(웃음)고 <배우> 배웠어요", "배우다", [("배웠", "verb")]),
        ("넓어졌어요. 넓혀 갔어요.", "넓어지다", [("넓어졌", "chain")]),
        ("자꾸 도와주셨어요.", "돕다", [("도와", "part")]),
        ("여기저기 찾아다녔어요.", "다니다", [("다녔", "part")]),
        ("자원봉사자가 생활협동조합에서", "자원", [("자원", "compound")]),
        ("자원봉사자가 생활협동조합에서", "생활협동조합", [("생활협동조합", "noun")]),
        ("여성장애인 모임", "성장", []),
        ("우리 주민자치회가", "주민 자치", [("주민자치", "compound")]),
    ],
)
def test_korean(text: str, keyword: str, found: list[tuple[str, str]]) -> None:
    text, _ = canonical(text)
    assert [(text[e.start : e.end], e.tier) for e in search([keyword], text).get(keyword, ())] == found


@pytest.mark.parametrize(
    ("text", "keyword", "found"),
    [
        ("The residents' association, the resident's view.", "resident association", ["residents' association"]),
        ("The residents' association, the resident's view.", "resident", ["residents", "resident"]),
        ("Networking networks.", "networking", ["Networking"]),
        ("He learned and learnt.", "learned", ["learned", "learnt"]),
        ("The child, my children's school", "children", ["child", "children"]),
        ("A state-of-the-art hall", "state of the art", ["state-of-the-art"]),
        ("well-being, wellbeing, well being, well, being", "well-being", ["well-being", "wellbeing", "well being"]),
        ("well-being, wellbeing, well being", "wellbeing", ["well-being", "wellbeing"]),
        ("We met to get her home, together", "together", ["together"]),
        ("trust-building, trust\u2011building", "trust", ["trust", "trust"]),
        ("R&D and R D", "R&D", ["R&D"]),
        ("in the U.S. now", "U.S.", ["U.S."]),
        ("I can't, he can\u2019t, I cannot", "can't", ["can't", "can\u2019t"]),
        ("social, economy; social - economy; social\n economy", "social economy", ["social\n economy"]),
        ("We upskilled. Upskilling helps.", "upskill", ["upskilled", "Upskilling"]),
        ("labour costs, a labor union", "labour", ["labour", "labor"]),
        ("two four-year plans for us", "for", ["for"]),
        ("It was 3 days, 30 days", "3 days", ["3 days"]),
        ("a mark [laughs] he laughs", "laugh", ["laughs"]),
        ("Workshop을 했는데 workshops가 좋았어요", "workshop", ["Workshop", "workshops"]),
        ("그때 don't know라고 했고 social-economy랑", "social economy", ["social-economy"]),
        ("social을 economy", "social economy", []),
    ],
)
def test_english(text: str, keyword: str, found: list[str]) -> None:
    text, _ = canonical(text)
    assert [text[e.start : e.end] for e in search([keyword], text).get(keyword, ())] == found


@pytest.mark.parametrize(
    ("text", "keyword", "found"),
    [
        ("전등을 갈고 손전등도 샀어요", '"전등"', ["전등"]),
        ("배우러 왔고 배웠어요", '"배우"', ["배우"]),
        ("주민\n자치가, 주민자치", '"주민 자치"', ["주민\n자치"]),
        ("the LEARNING  city, learning cities, Learning Citys", '"Learning City"', ["LEARNING  city"]),
        ("learn, learns, unlearn, Learn을", '"learn"', ["learn", "Learn"]),
        ("MOU를 맺고 mou 체결, MOUs", '"MOU"', ["MOU", "mou"]),
        ("I don\u2019t know", '"don\'t know"', ["don\u2019t know"]),
        ("C++ and C", '"C++"', ["C++"]),
        ("#해시 해시", '"#해시"', ["#해시"]),
        ("\u110c\u1165\u11ab\u1103\u1173\u11bc\u110b\u1173\u11af", '"전등"', ["전등"]),
        ("(웃음) 웃음이 나서 [웃음]", '"웃음"', ["웃음"]),
    ],
)
def test_as_written(text: str, keyword: str, found: list[str]) -> None:
    text, _ = canonical(text)
    assert [text[e.start : e.end] for e in search([keyword], text).get(keyword, ())] == found


@pytest.mark.parametrize(
    ("word", "alone", "in_phrase"),
    [
        ("도움을", "도움", "도움"),
        ("자치를", "자치", "자치"),
        ("마을", None, None),
        ("가을", None, None),
        ("주민의", None, "주민"),
        ("회의", None, None),
        ("성과", None, None),
        ("국가", None, None),
        ("전문가", None, None),
        ("주민에게", "주민", "주민"),
        ("말을", "말", "말"),
        ("서울로", None, "서울"),
        ("주민으로", "주민", "주민"),
        ("은", None, None),
    ],
)
def test_typed_particles_are_dropped_and_nouns_keep_their_letters(word: str, alone: str | None, in_phrase: str | None) -> None:
    assert dropped_alone(word) == alone
    assert dropped_in_phrase(word) == in_phrase


def test_final_consonants() -> None:
    assert [final_consonant(c) for c in "가각돕힣a"] == ["", "ㄱ", "ㅂ", "ㅎ", ""]
