"""Where a quotation lies in a text that has changed: four steps, and what must never happen silently."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from edits import Edited, replace_all, tracked
from judge import TALKS, anchor_of, draw, follow, look_for, measure, words_at
from qualcode.anchor import Adrift, align, settle
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, sentences, text_version

TALK, ENGLISH, GROUP = TALKS["korean"], TALKS["english"], TALKS["group"]


# ---------------------------------------------------------------- step one: the offsets


def test_in_its_own_text_an_anchor_keeps_its_offsets() -> None:
    anchor = Anchor.at(Span(4, 9), TALK, text_version(TALK))
    assert settle(anchor, TALK, text_version(TALK), None) == Span(4, 9)


def test_white_space_that_was_coded_stays_in_an_unchanged_text() -> None:
    anchor = anchor_of(" 겨울이 제일 고장이 많은데 ", TALK)
    assert settle(anchor, TALK, anchor.text, None) == Span(anchor.start, anchor.end)


def test_words_that_disagree_with_their_own_version_are_looked_for() -> None:
    right = anchor_of("감자를 너무 많이 받아서", TALK)
    shifted = Anchor(right.start - 3, right.end - 3, right.exact, right.prefix, right.suffix, right.text)
    assert settle(shifted, TALK, right.text, None) == Span(right.start, right.end)


@pytest.mark.parametrize(("start", "end"), [(-13, -1), (10**9, 10**9 + 12), (9, 4)])
def test_offsets_outside_of_the_text_are_looked_for(start: int, end: int) -> None:
    right = anchor_of("감자를 너무 많이 받아서", TALK)
    broken = Anchor(start, end, right.exact, right.prefix, right.suffix, right.text)
    assert settle(broken, TALK, right.text, None) == Span(right.start, right.end)


def test_negative_offsets_do_not_count_from_the_end() -> None:
    words = TALK[-20:-5]
    broken = Anchor(-20, -5, words, TALK[-52:-20], TALK[-5:], text_version(TALK))
    assert settle(broken, TALK, broken.text, None) == Span(len(TALK) - 20, len(TALK) - 5)


def test_an_anchor_without_words_has_no_place_in_another_text() -> None:
    assert settle(Anchor(3, 3, "", "네", "네", "0" * 12), TALK, text_version(TALK), None) == Adrift("not found")


# ---------------------------------------------------------------- step two: the alignment


def test_the_span_follows_words_edited_inside_the_quote() -> None:
    new = TALK.replace("사흘을 기다렸어요", "사흘이나 꼬박 기다렸어요")
    answer = follow("기사님을 불렀는데 사흘을 기다렸어요.", TALK, new)
    assert words_at(answer, new) == "기사님을 불렀는데 사흘이나 꼬박 기다렸어요."


def test_a_word_replaced_at_the_end_of_a_quote_stays_in_it() -> None:
    new = TALK.replace("그때 옆집 언니가", "그때 옆집 아주머니께서")
    assert words_at(follow("그때 옆집 언니가", TALK, new), new) == "그때 옆집 아주머니께서"


def test_words_put_before_and_after_a_quote_stay_out_of_it() -> None:
    new = TALK.replace("매주 수요일에 경로당을 돕니다", "요즘은 매주 수요일에 경로당을 꼭 돕니다")
    assert words_at(follow("매주 수요일에 경로당을", TALK, new), new) == "매주 수요일에 경로당을"


def test_white_space_at_the_ends_is_trimmed_after_an_edit() -> None:
    new = TALK.replace("해적 같다고", "해적 같다고요")
    assert words_at(follow(" 막내는 엄마가 ", TALK, new), new) == "막내는 엄마가"


@pytest.mark.parametrize("method", [follow, look_for])
def test_a_deleted_sentence_is_adrift(method: Callable[[str, str, str], Span | Adrift]) -> None:
    sentence = "열쇠를 받아 오신 날 다 같이 박수를 쳤습니다."
    answer = method(sentence, TALK, TALK.replace(" " + sentence, ""))
    assert isinstance(answer, Adrift)
    assert answer.reason == "not found"


def test_a_turn_pasted_over_is_adrift() -> None:
    turn = "P21: 무서웠죠. 전기라고 하면 감전부터 생각나잖아요."
    new = TALK.replace(turn, "P21: 두 번째 파일은 소리가 끊겨서 옮겨 적지 못했습니다.")
    assert isinstance(follow("전기라고 하면 감전부터 생각나잖아요.", TALK, new), Adrift)


def test_a_long_turn_rewritten_with_the_same_words_is_adrift() -> None:
    vocabulary, rng = ENGLISH.split(), random.Random(7)
    said, rewritten = (" ".join(rng.choices(vocabulary, k=600)) for _ in range(2))
    old = f"I: What happened?\n\nM: {said}\n\nI: Thank you.\n"
    assert isinstance(follow(said, old, old.replace(said, rewritten)), Adrift)


def test_two_lines_put_on_top_move_every_coding_along() -> None:
    top = "#: 두 번째 교정본\n\n#: 맞춤법만 고침\n\n"
    alignment = align(TALK, top + TALK)
    for span in draw(TALK, random.Random(1), 40):
        anchor = Anchor.at(span, TALK, text_version(TALK))
        moved = Span(span.start + len(top), span.end + len(top))
        assert settle(anchor, top + TALK, text_version(top + TALK), alignment) == moved


def test_replacing_a_word_everywhere_by_a_longer_one_moves_every_coding_along() -> None:
    edited = Edited(TALK, replace_all(tracked(TALK), "P21", "참여자 스물하나"))
    edited = Edited(TALK, replace_all(edited.tracked, "요", "요요"))
    assert measure(edited, draw(TALK, random.Random(2), 40), "all")["right"] == 40


def test_a_copy_of_a_turn_pasted_on_top_takes_no_coding_away() -> None:
    turn = TALK.split("\n\n")[11]
    new = turn + "\n\n" + TALK
    answer = follow("이름은 '고침이들'이고", TALK, new)
    assert answer == Span(new.rindex("이름은"), new.rindex("이름은") + len("이름은 '고침이들'이고"))


def test_renamed_labels_and_times_change_no_coding() -> None:
    new = ENGLISH.replace("Marta [00:0", "Participant 4 [00:1").replace("Interviewer:", "I:")
    for turn in ("Only that I kept the spoon.", "Meetings.", "Who else helped?"):
        assert words_at(follow(turn, ENGLISH, new), new) == turn


def test_a_turn_that_moved_is_found_where_it_went() -> None:
    edited = _moved(TALK, 13, 2)
    words = "바뀔 때마다 처음부터 설명해야 하고"
    assert words_at(follow(words, TALK, edited), edited) == words


def test_a_turn_that_moved_and_was_edited_is_found_where_it_went() -> None:
    edited = _moved(TALK, 13, 2).replace("담당자가 세 번 바뀌었어요", "담당 주무관이 네 번 바뀌었어요")
    answer = follow("솔직히 말하면 담당자가 세 번 바뀌었어요.", TALK, edited)
    assert words_at(answer, edited) == "솔직히 말하면 담당 주무관이 네 번 바뀌었어요."


def _moved(text: str, turn: int, to: int) -> str:
    turns = text.rstrip("\n").split("\n\n")
    turns.insert(to, turns.pop(turn))
    return "\n\n".join(turns) + "\n"


def test_codings_survive_turns_merged_into_one() -> None:
    new = TALK.replace("\n\nP21: 남편은 믿지를", " 남편은 믿지를")
    assert words_at(follow("남편은 믿지를 않았고요,", TALK, new), new) == "남편은 믿지를 않았고요,"
    assert words_at(follow("가족들은 뭐라고 하던가요?", TALK, new), new) == "가족들은 뭐라고 하던가요?"


def test_a_coding_goes_over_the_place_where_its_turn_was_split() -> None:
    new = TALK.replace("매주 수요일에 경로당을 돕니다. ", "매주 수요일에 경로당을 돕니다.\n\nP21: ")
    answer = follow("매주 수요일에 경로당을 돕니다. 문고리하고 수도꼭지가 제일 많아요.", TALK, new)
    assert words_at(answer, new) == "매주 수요일에 경로당을 돕니다.\n\nP21: 문고리하고 수도꼭지가 제일 많아요."


def test_a_quote_torn_apart_by_words_from_elsewhere_asks() -> None:
    turns = TALK.rstrip("\n").split("\n\n")
    stranger = turns.pop(21)
    torn = "\n\n".join(turns).replace("기사님을 불렀는데 ", f"기사님을 불렀는데\n\n{stranger}\n\nP21: ") + "\n"
    assert isinstance(follow("보일러가 얼어서 기사님을 불렀는데 사흘을 기다렸어요.", TALK, torn), Adrift)


def test_a_turn_moved_and_spaced_anew_is_found_where_it_went() -> None:
    old = TALK.replace("면담자: 수료하신", "P21: 비교견적서를 세장이나 받아오래요.\n\n면담자: 수료하신")
    new = "P21: 비교 견적서를 세 장이나 받아 오래요.\n\n" + TALK
    assert words_at(follow("비교견적서를 세장이나 받아오래요.", old, new), new) == "비교 견적서를 세 장이나 받아 오래요."


def test_an_answer_merged_into_its_question_and_corrected_is_found_there() -> None:
    old = TALK.replace("면담자: 수료하신", "P21: 괜찬았지유.\n\n면담자: 수료하신")
    new = TALK.replace("차고 있었거든요.", "차고 있었거든요. 괜찮았지요.")
    assert words_at(follow("괜찬았지유.", old, new), new) == "괜찮았지요."


def test_a_turn_merged_into_the_next_and_corrected_is_found_there() -> None:
    old = TALK.replace("면담자: 수료하신", "면담자: 괜찬았지유.\n\n면담자: 수료하신")
    new = TALK.replace("면담자: 수료하신", "면담자: 괜찮았지요. 수료하신")
    assert words_at(follow("괜찬았지유.", old, new), new) == "괜찮았지요."


def test_a_turn_into_which_very_many_were_merged_keeps_its_coding() -> None:
    nods = ("아하", "으흠", "저런", "세상에", "그래요", "어머나", "맙소사", "그렇지", "아이고", "하이고")
    old = TALK.replace("면담자: 수료하신", "".join(f"면담자: {nod}.\n\n" for nod in nods) + "면담자: 수료하신")
    new = TALK.replace("면담자: 수료하신", "면담자: " + "".join(f"{nod}. " for nod in nods) + "수료하신")
    assert words_at(follow("수료하신 다음에는요?", old, new), new) == "수료하신 다음에는요?"


def test_with_a_sign_after_every_word_of_a_text_turns_are_still_found() -> None:
    new = re.sub(r"(?<=\w)(?=\s)", "·", TALK)
    for turn in TALK.rstrip("\n").split("\n\n"):
        words = turn.split(": ", 1)[1]
        assert words_at(follow(words, TALK, new), new) == re.sub(r"(?<=\w)(?=\s)", "·", words)


def test_a_few_words_of_a_deleted_turn_said_elsewhere_are_not_followed() -> None:
    old = TALK.replace("면담자: 수료하신", "P21: 그날은 비가 억수로 와서 천막을 걷었습니다.\n\n면담자: 수료하신")
    new = TALK.replace(
        "면담자: 혹시 더", "면담자: 작년 여름에도 비가 억수로 와서 지하 창고에 물이 찼다던데 어떻게 하셨습니까?\n\n면담자: 혹시 더"
    )
    assert isinstance(follow("비가 억수로 와서", old, new), Adrift)


def test_turns_of_a_coding_between_which_another_has_moved_ask() -> None:
    turns = TALK.rstrip("\n").split("\n\n")
    both = f"{turns[8]}\n\n{turns[9]}"
    moved = [*turns[:9], turns[11], *turns[9:11], *turns[12:]]
    assert isinstance(follow(both.removeprefix("면담자: "), TALK, "\n\n".join(moved) + "\n"), Adrift)


def test_halves_of_a_sentence_that_change_places_stay_one_coding() -> None:
    for turn in TALK.rstrip("\n").split("\n\n"):
        for span in sentences(turn, Span(5, len(turn))):
            words = turn[span.start : span.end - 1].split()
            half = len(words) // 2
            changed = " ".join([*words[half:], *words[:half]]) + turn[span.end - 1]
            new = TALK.replace(turn[span.start : span.end], changed)
            if half:
                assert words_at(follow(turn[span.start : span.end], TALK, new), new) == changed


def test_a_label_is_no_part_of_a_shortened_answer() -> None:
    old = "Mira Kim: That was a lovely note to end on.\n\nTom Becker: Cheers, Petra.\n\nPetra Lind: Good night, all of you.\n"
    for left in ("Petra.", "Cheers,"):
        new = old.replace("Tom Becker: Cheers, Petra.", f"T. B.: {left}").replace("Petra Lind:", "P. L.:")
        assert words_at(follow("Cheers, Petra.", old, new), new) == left


def test_words_written_as_one_keep_their_codings_apart() -> None:
    new = TALK.replace("게시판에서 모집 공고를", "게시판에서모집 공고를")
    before, after = "그때 옆집 언니가 도서관 게시판에서", "모집 공고를 봤다고 하더라고요."
    assert words_at(follow(before, TALK, new), new) == before
    assert words_at(follow(after, TALK, new), new) == after


def test_a_part_of_a_word_stays_a_part_of_it() -> None:
    new = TALK.replace("주민센터", "마을센터")
    assert words_at(follow("센터 지하에 빈 창고가", TALK, new), new) == "센터 지하에 빈 창고가"


def test_of_two_turns_coded_as_one_the_one_that_is_left_is_found_where_it_went() -> None:
    turns = TALK.rstrip("\n").split("\n\n")
    question, answer = turns[10].removeprefix("면담자: "), turns[11].removeprefix("P21: ")
    new = "\n\n".join([turns[11], *turns[:10], *turns[12:]]) + "\n"
    assert words_at(follow(f"{question}\n\nP21: {answer}", TALK, new), new) == f"P21: {answer}"


@pytest.mark.parametrize(("first", "last"), [("예전에는", "주세요."), ("옛날에", "주신답니다.")])
def test_a_sentence_that_moved_into_another_turn_is_found_there(first: str, last: str) -> None:
    sentence = "예전에는 고장 나면 숨기던 집이 이제는 문을 열어 주세요."
    edited = sentence.replace("예전에는", first).replace("주세요.", last)
    new = TALK.replace(" " + sentence, "").replace("겨울이 제일", f"{edited} 겨울이 제일")
    assert words_at(follow(sentence, TALK, new), new) == edited


def test_an_anchor_that_disagrees_with_the_old_text_is_looked_for() -> None:
    new = TALK.replace("해적 같다고", "해적 같다고요")
    right = anchor_of("공구 벨트를 차고 있었거든요.", TALK)
    shifted = Anchor(right.start - 30, right.end - 30, right.exact, right.prefix, right.suffix, right.text)
    assert words_at(settle(shifted, new, text_version(new), align(TALK, new)), new) == right.exact


def test_an_alignment_with_another_text_is_not_used() -> None:
    new = TALK.replace("해적 같다고", "해적 같다고요")
    anchor = anchor_of("공구 벨트를 차고 있었거든요.", TALK)
    other = align(TALK, GROUP)
    assert words_at(settle(anchor, new, text_version(new), other), new) == anchor.exact


# ---------------------------------------------------------------- words that stand several times


THRICE = "\n\n".join(
    f"면담자: {question}\n\nP: 네네, 맞아요."
    for question in ("담당자가 또 바뀌었다고 하셨죠?", "예산은 십이월에 끊겼고요?", "그래도 겨울에 모이셨네요?")
)


def test_when_one_of_three_equal_answers_is_deleted_only_its_coding_is_adrift() -> None:
    new = THRICE.replace("예산은 십이월에 끊겼고요?\n\nP: 네네, 맞아요.", "예산은 십이월에 끊겼고요?")
    first, last = new.index("네네"), new.rindex("네네")
    assert follow("네네, 맞아요.", THRICE, new, nth=0) == Span(first, first + 8)
    assert isinstance(follow("네네, 맞아요.", THRICE, new, nth=1), Adrift)
    assert follow("네네, 맞아요.", THRICE, new, nth=2) == Span(last, last + 8)


def test_when_a_question_is_deleted_with_one_of_the_answers_beside_it_both_ask() -> None:
    new = THRICE.replace("면담자: 예산은 십이월에 끊겼고요?\n\nP: 네네, 맞아요.\n\n", "")
    assert isinstance(follow("네네, 맞아요.", THRICE, new, nth=0), Adrift)
    assert isinstance(follow("네네, 맞아요.", THRICE, new, nth=1), Adrift)
    assert follow("네네, 맞아요.", THRICE, new, nth=2) == Span(new.rindex("네네"), new.rindex("네네") + 8)


@pytest.mark.parametrize(("times", "nth"), [(2, 0), (2, 1), (4, 0), (4, 1), (4, 2)])
def test_when_any_of_some_equal_words_in_a_row_may_be_left_the_coding_asks(times: int, nth: int) -> None:
    old = TALK.replace("가르쳐 주셔서, 두 번째", f"가르쳐 주셔서, {'정말, ' * times}두 번째")
    new = TALK.replace("가르쳐 주셔서, 두 번째", f"가르쳐 주셔서, {'정말, ' * (times - 1)}두 번째")
    assert isinstance(follow("정말,", old, new, nth), Adrift)


@pytest.mark.parametrize("nth", [0, 1])
def test_when_either_of_two_equal_turns_may_be_left_the_coding_asks(nth: int) -> None:
    pair = "면담자: 그렇군요.\n\nP21: 네네.\n\n"
    old = TALK.replace("면담자: 수료하신", pair * 2 + "면담자: 수료하신")
    new = TALK.replace("면담자: 수료하신", pair + "면담자: 수료하신")
    assert isinstance(follow("네네.", old, new, nth), Adrift)


def test_when_an_equal_turn_is_added_beside_a_coded_one_the_coding_asks() -> None:
    old = TALK.replace("면담자: 수료하신", "P21: 네네.\n\n면담자: 수료하신")
    new = TALK.replace("면담자: 수료하신", "P21: 네네.\n\nP21: 네네.\n\n면담자: 수료하신")
    answer = follow("네네.", old, new)
    assert isinstance(answer, Adrift)
    assert answer.reason == "ambiguous"


def test_a_correction_among_equal_turns_makes_the_others_stay() -> None:
    old = TALK.replace("면담자: 수료하신", "P21: 네네.\n\nP21: 네네.\n\nP21: 네네.\n\n면담자: 수료하신")
    new = TALK.replace("면담자: 수료하신", "P21: 네네.\n\nP21: 아니요.\n\nP21: 네네.\n\n면담자: 수료하신")
    first, last = new.index("네네"), new.rindex("네네")
    assert follow("네네.", old, new, nth=0) == Span(first, first + 3)
    assert isinstance(follow("네네.", old, new, nth=1), Adrift)
    assert follow("네네.", old, new, nth=2) == Span(last, last + 3)


@pytest.mark.parametrize("nth", [0, 299, 599])
def test_in_a_talk_of_nothing_but_equal_answers_an_edit_makes_them_ask(nth: int) -> None:
    old = "\n\n".join(["P: 네네."] * 600)
    assert isinstance(follow("네네.", old, old.replace("P: 네네.\n\n", "", 1), nth), Adrift)


def test_a_typo_beside_repeated_answers_makes_nobody_ask() -> None:
    new = GROUP.replace("시끄럽다고 민원이", "시끄럽다는 민원이")
    for nth in range(GROUP.count("네네")):
        place = anchor_of("네네", GROUP, nth).start
        assert follow("네네", GROUP, new, nth) == Span(place, place + 2)
