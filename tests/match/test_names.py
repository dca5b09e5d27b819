"""Names in texts: found with their particles, never in another word, and replaced with the particle that fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.match.lookalikes import lookalikes
from qualcode.match.moves import Edit, apply
from qualcode.match.names import Names, find, replace
from qualcode.match.particles import adapted, follows, sound
from qualcode.model.text import Span

NAMES = Names.of(
    {"김민수": "P03", "민수": "P03", "Kim Minsu": "P03", "Minsu": "P03", "영숙": "P02", "이하나": "P07", "영희": "P05", "민희": "새봄"}
)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("민수는", "P03은"), ("민수가", "P03이"), ("민수를", "P03을"), ("민수와", "P03과"), ("민수야!", "P03아!"), ("민수로", "P03으로"),
        ("민수랑", "P03이랑"), ("민수라고", "P03이라고"), ("민수한테", "P03한테"), ("민수네", "P03네"), ("민수네가", "P03네가"),
        ("민수 씨", "P03 씨"), ("민수씨가", "P03씨가"), ("김민수라고", "P03이라고"), ("민수에게서", "P03에게서"), ("민수만의", "P03만의"),
        ("민수이가", "P03이"), ("민수였어요", "P03이었어요"), ("민수예요", "P03이에요"),
        ("민수인데요", "P03인데요"), ("민수엄마가", "P03엄마가"),
        ("민수한테만은", "P03한테만은"),
        ("영숙이는", "P02는"), ("영숙이가", "P02가"), ("영숙이랑", "P02랑"), ("영숙이네", "P02네"), ("영숙이한테", "P02한테"),
        ("영숙아", "P02야"),
        ("영숙이라고", "P02라고"), ("영숙으로", "P02로"), ("영숙이언니도", "P02언니도"), ("영숙이었어요", "P02였어요"),
        ("영숙 이모", "P02 이모"),
        ("민희는", "새봄은"), ("이하나로", "P07로"), ("이하나가", "P07이"), ("민수랑영희랑", "P03이랑P05랑"),
        ("Minsu's", "P03's"), ("MINSU,", "P03,"), ("Kim Minsu-led", "P03-led"), ("Minsu가", "P03이"), ("Minsu는", "P03은"),
        ("Kim  Minsu", "P03"),
        ("KIM MINSU", "P03"), ("Kim\nMinsu", "P03"), ("김 민수는", "P03은"), ("김\n민수는", "P03은"), ("이 하나 씨", "P07 씨"),
        ("P01_김민수_강북", "P01_P03_강북"), ("김민수2", "P03-2"), ("“민수”는", "“P03”는"), ("민수ㅋㅋ", "P03ㅋㅋ"),
    ],
)  # fmt: skip
def test_a_name_gives_way_with_its_particle(said: str, becomes: str) -> None:
    assert replace(said, NAMES).text == becomes
    assert replace(f"그때 {said} 그랬지.", NAMES).text == f"그때 {becomes} 그랬지."


@pytest.mark.parametrize(
    "said",
    ["수민수업", "민수기", "박민수", "영희망", "우리민수", "민수보고서", "minsu", "Minsuk", "Minsus", "McMinsu", "이 하나만",
    "김\n\n민수는".replace("민수는", "민호는"),
     "영숙고", "민수고지", "Kim", "김", "김 민"],
)  # fmt: skip
def test_other_words_stay(said: str) -> None:
    assert replace(said, NAMES).text == said


def test_an_empty_line_ends_a_name() -> None:
    assert replace("김\n\n민수는", NAMES).text == "김\n\nP03은"


def test_the_full_name_comes_before_its_part() -> None:
    assert [(h.name, h.form) for h in find("김민수가 민수를, Kim Minsu and Minsu", NAMES)] == [
        ("김민수", "김민수가"),
        ("민수", "민수를"),
        ("Kim Minsu", "Kim Minsu"),
        ("Minsu", "Minsu"),
    ]


@pytest.mark.parametrize(
    ("name", "heard"),
    [("P03", "consonant"), ("P01", "rieul"), ("P10", "consonant"), ("P02", "vowel"), ("참여자 A", "vowel"), ("참여자 L",
    "rieul"), ("N", "consonant"),
     ("Minji", "unknown"), ("ABC", "unknown"), ("새봄", "consonant"), ("하늘", "rieul"), ("[P09]", "vowel"), ("-", "unknown")],
)  # fmt: skip
def test_how_a_name_is_heard(name: str, heard: str) -> None:
    assert sound(name) == heard


def test_a_pseudonym_whose_sound_is_unknown_leaves_the_particle() -> None:
    assert replace("민수가 영숙이는", Names.of({"민수": "Minji", "영숙": "Ann"})).text == "Minji가 Ann이는"
    assert adapted("가", "vowel", "unknown") == (0, "")


def test_the_friendly_syllable_is_no_particle_behind_a_vowel() -> None:
    assert follows("이는", "consonant")
    assert not follows("아", "vowel")
    assert not follows("다", "consonant")


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.text("ab", max_size=4)), max_size=8), st.integers(0, 60), st.integers(0, 60)
)
def test_ranges_follow_edits(steps: list[tuple[int, int, str]], one: int, other: int) -> None:
    """A range holds the letters that it held, and the whole of each edit that it touched."""
    edits, at = [], 0
    for gap, length, put in steps:
        edits.append(Edit(at + gap + 1, at + gap + 1 + length, put))
        at += gap + 1 + length
    text = "".join(chr(0xAC00 + i) for i in range(at + 60))
    new, moves = apply(text, edits)
    start, end = sorted((one, other))
    moved = moves.span(Span(start, end))
    gone = {i for e in edits for i in range(e.start, e.end)}
    inside = [text[i] for i in range(start, end) if i not in gone]
    assert [c for c in new[moved.start : moved.end] if c not in "ab"] == inside
    for edit in edits:
        if edit.start < end and start < edit.end and edit.put:
            assert edit.put in new[moved.start : moved.end]


@given(
    st.lists(
        st.sampled_from(["민수", "영숙", "김", "는", "이", "가", " ", "\n", "Minsu", "기", "씨", "3", "'s", "Kim", "하나"]), max_size=25
    ).map("".join)
)
def test_a_redacted_text_holds_no_name_to_find(text: str) -> None:
    done = replace(text, NAMES)
    assert not list(find(done.text, NAMES))
    for hit in done.hits:
        assert text[hit.span.start : hit.span.end].replace("\n", "").replace(" ", "").casefold() == hit.name.replace(" ", "").casefold()


def test_what_looks_like_a_name_is_told_once_with_its_count() -> None:
    text = "수민수업 수민수업 민슈 씨 민주씨가 민주는 minsu Minsuk Kim M. K. M. 김OO님 김모 씨 민순 민수는 김 영숙이 김민주는"
    assert [(one.form, one.name, one.why, one.count) for one in lookalikes(text, NAMES)] == [
        ("수민수업", "민수", "inside a word", 2),
        ("민슈", "민수", "nearly", 1),
        ("민주씨가", "민수", "nearly", 1),
        ("minsu", "Minsu", "other case", 1),
        ("Minsuk", "Minsu", "inside a word", 1),
        ("Kim M.", "Kim Minsu", "initials", 1),
        ("K. M.", "Kim Minsu", "initials", 1),
        ("김OO님", "김민수", "masked", 1),
        ("김모 씨", "김민수", "masked", 1),
        ("민순", "민수", "contracted", 1),
        ("김", "영숙", "surname before", 1),
        ("김민주는", "김민수", "nearly", 1),
    ]


def test_the_work_grows_with_the_text_and_not_with_the_names() -> None:
    """Each word is looked up in a table: a hundred names more make no word more to be tried."""
    tried: list[str] = []

    class Counting(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            tried.append(key)
            return super().get(key, default)

    many = Names.of({f"{chr(0xAC00 + i)}{chr(0xB000 + i)}": f"P{i}" for i in range(100)})
    counting = Names(many.pseudonyms, Counting(many.ways), many.lengths)  # type: ignore[arg-type]
    assert list(find("우리 동네 사람들은 " * 100, counting)) == []
    assert len(tried) == 300
