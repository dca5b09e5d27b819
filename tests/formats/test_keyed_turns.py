"""JSON whose keys say who speaks, lists of several talks, and what an object says about its case."""

from __future__ import annotations

import json

import pytest

from qualcode.formats.programs.recognised import JSON
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported


def talks(value: object) -> tuple[Imported, ...]:
    return JSON.read(json.dumps(value, ensure_ascii=False).encode("utf-8"), "talk.json")


def said(imported: Imported) -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in imported.speeches]


PAIRS = [("Why did you come?", "A friend told me."), ("And then what?", "I learned how to saw.")]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("interviewer", "respondent"), ("question", "answer"), ("q", "a"), ("질문", "답변"), ("interviewer_text", "participant_text")],
)
def test_pairs_under_keys_of_two_roles_are_turns_of_these_roles(asks: str, answers: str) -> None:
    (imported,) = talks({"title": "x", "rounds": [{"n": i, asks: q, answers: a} for i, (q, a) in enumerate(PAIRS)]})
    assert said(imported) == [turn for q, a in PAIRS for turn in ((asks, q), (answers, a))]
    assert [s.role for s in imported.speakers] == ["interviewer", "respondent"]


def test_pairs_with_a_silent_answer_keep_their_order_and_invent_nothing() -> None:
    (imported,) = talks([{"question": "Why is that so?", "answer": "It is."}, {"question": "And who says so?", "answer": None}, *[]])
    assert [who for who, _ in said(imported)] == ["question", "answer", "question"]


def test_names_under_keys_of_roles_are_no_talk() -> None:
    with pytest.raises(QualcodeError, match="no talk"):
        talks([{"interviewer": "Jo", "respondent": "Ana"}, {"interviewer": "Jo", "respondent": "Bo"}])


def test_one_object_a_turn_under_the_name_of_its_speaker() -> None:
    (imported,) = talks({"dialogue": [{"Ana": "Hello."}, {"Bo": "Hi, Ana."}, {"Ana": "Shall we?"}, {"Bo": "Yes."}]})
    assert said(imported) == [("Ana", "Hello."), ("Bo", "Hi, Ana."), ("Ana", "Shall we?"), ("Bo", "Yes.")]


@pytest.mark.parametrize(
    "value", [[{"a1": "x"}, {"b2": "y"}], [{"Ana": "Hello."}, {"Ana": "Yes."}], [{"Ana": 1}, {"Bo": 2}, {"Ana": 3}, {"Bo": 4}]]
)
def test_other_objects_of_one_key_are_no_talk(value: object) -> None:
    with pytest.raises(QualcodeError, match="no talk"):
        talks(value)


def test_turns_of_several_talks_in_one_list_come_apart_by_the_talk_they_name() -> None:
    turns = [{"doc_id": d, "speaker": s, "text": f"{s} speaks in {d}"} for d in ("d1", "d2") for s in ("A", "B", "A")]
    first, second = talks(turns)
    assert (first.part, second.part) == ("d1", "d2")
    assert said(second) == [("A", "A speaks in d2"), ("B", "B speaks in d2"), ("A", "A speaks in d2")]
    raw = "\n".join(map(json.dumps, turns)).encode()
    assert [one.part for one in JSON.read(raw, "talk.jsonl")] == ["d1", "d2"]


def test_one_talk_and_ids_of_single_turns_stay_one_talk() -> None:
    (one,) = talks([{"doc_id": "d1", "speaker": s, "text": f"{s} speaks"} for s in "ABAB"])
    (other,) = talks([{"session": i, "speaker": s, "text": f"{s} speaks"} for i, s in enumerate("ABAB")])
    assert (one.part, other.part) == ("", "")


def test_data_about_the_participant_are_attributes_but_for_names() -> None:
    turns = [{"speaker": s, "text": f"{s} speaks"} for s in "ABAB"]
    (imported,) = talks({"participant": {"name": "Ana Ruiz", "gender": "F", "age": 52}, "turns": turns})
    assert imported.attributes == {"gender": "F", "age": "52"}
    assert not any("participant" in d.message for d in imported.findings)


def test_a_key_of_an_unknown_name_with_speaker_in_it_names_speakers_where_they_recur() -> None:
    (imported,) = talks(
        {"entries": [{"speakerDisplayName": s, "speakerConfidence": "0.9", "text": f"{s} speaks"} for s in ("Ana", "Bo") * 2]}
    )
    assert {s.label for s in imported.speakers} == {"Ana", "Bo"}
