"""The codebook as a value: its tree, and how an id that people type or logs hold finds its code."""

from __future__ import annotations

import pytest

from qualcode.model.codebook import Code, Codebook, in_language

BOOK = Codebook(
    "역량",
    (
        Code(
            "주민역량",
            label={"ko": "주민 역량", "en": "Resident capacity"},
            codes=(
                Code("주민역량.전문성", label={"ko": "전문성 향상", "en": "Expertise"}, was=("주민역량.수리", "기술")),
                Code("주민역량.자신감", label="Pride", was=("pride",)),
            ),
        ),
        Code("community", codes=(Code("community.trust", label={"ko": "신뢰"}), Code("community.ties"))),
        Code("community.network", split=("community.trust", "community.ties")),
        Code("old", label={"ko": "신뢰"}, retired=True),
    ),
)


def ids(codes: tuple[Code, ...]) -> list[str]:
    return [code.id for code in codes]


def test_the_tree_has_parents_first() -> None:
    assert [c.id for c in BOOK.tree()] == [
        "주민역량", "주민역량.전문성", "주민역량.자신감", "community", "community.trust", "community.ties", "community.network", "old",
    ]  # fmt: skip
    assert list(BOOK.by_id) == [c.id for c in BOOK.tree()]


def test_a_code_with_children_is_a_theme() -> None:
    assert BOOK.by_id["주민역량"].is_theme
    assert not BOOK.by_id["old"].is_theme


def test_a_code_has_its_theme_its_depth_and_its_family() -> None:
    assert BOOK.parents["주민역량.전문성"] == "주민역량"
    assert BOOK.parents["community.network"] is None
    assert (BOOK.depth("community"), BOOK.depth("community.trust"), BOOK.depth("nowhere")) == (0, 1, 0)
    deep = Codebook("", (Code("a", codes=(Code("b", codes=(Code("c"),)),)),))
    assert deep.depth("c") == 2
    assert BOOK.family("community") == {"community", "community.trust", "community.ties"}
    assert BOOK.family("nowhere") == {"nowhere"}


def test_an_old_id_reads_as_the_code_it_became() -> None:
    assert BOOK.resolve("기술") is BOOK.by_id["주민역량.전문성"]
    assert BOOK.resolve("주민역량.수리") is BOOK.by_id["주민역량.전문성"]
    assert BOOK.resolve("nowhere") is None


def test_a_split_code_and_a_retired_one_stay_themselves() -> None:
    assert BOOK.resolve("community.network") is BOOK.by_id["community.network"]
    assert BOOK.resolve("old") is BOOK.by_id["old"]


def test_codes_renamed_again_and_codes_renamed_in_a_circle_resolve() -> None:
    chain = Codebook("", (Code("c", was=("b", "a")),))
    assert [chain.resolve(x) for x in "abc"] == [chain.codes[0]] * 3
    circle = Codebook("", (Code("a", was=("b",)), Code("b", was=("a",))))
    assert [circle.resolve(x) for x in "ab"] == list(circle.codes)
    itself = Codebook("", (Code("a", was=("a",)),))
    assert itself.resolve("a") == itself.codes[0]


def test_of_two_codes_with_one_id_the_first_is_meant() -> None:
    book = Codebook("", (Code("a", label="one", codes=(Code("b", codes=(Code("a", label="two"),)),)), Code("b", label="three")))
    assert book.by_id["a"].label == "one"
    assert book.parents == {"a": None, "b": "a"}
    assert book.depth("a") == 0
    assert book.depth("b") == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("주민역량.전문성", ["주민역량.전문성"]),
        ("pride", ["주민역량.자신감"]),
        ("Pride", ["주민역량.자신감"]),
        ("전문성 향상", ["주민역량.전문성"]),
        ("EXPERTISE", ["주민역량.전문성"]),
        ("전문성", ["주민역량.전문성"]),
        ("Ties", ["community.ties"]),
        ("신뢰", ["community.trust", "old"]),
        ("community", ["community"]),
        ("nothing", []),
    ],
)
def test_a_person_names_a_code_by_id_old_id_label_or_last_part(typed: str, found: list[str]) -> None:
    assert ids(BOOK.named(typed)) == found


def test_any_letters_make_an_id() -> None:
    for id_ in ("주민 역량", "Ünïcode", "能力", "🏘", "a.b.c", "1"):
        assert ids(Codebook("", (Code(id_),)).named(id_)) == [id_]


def test_words_are_given_in_a_language_or_in_the_first_there_is() -> None:
    assert in_language({"ko": "신뢰", "en": "Trust"}, "en") == "Trust"
    assert in_language({"ko": "신뢰", "en": ""}, "en") == "신뢰"
    assert in_language("Trust", "ko") == "Trust"
    assert in_language(None, "ko") == in_language({}, "ko") == ""


def test_a_code_without_a_label_is_titled_by_its_id() -> None:
    assert Code("a.b").title("ko") == "a.b"
    assert Code("a.b", label={"ko": "가"}).title("en") == "가"
