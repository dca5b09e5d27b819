"""Interviews in JSON: turns under any key, what each recogniser writes, several talks in a file, codes, and what is no talk."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.programs.recognised import JSON
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from turns import SHARED_SAMPLES, comes_back, gold_rows, joined, read_rows, turn_f1

Rows = list[tuple[str, str, str | None]]


def talks(value: object) -> tuple[Imported, ...]:
    return JSON.read(json.dumps(value).encode("utf-8"), "talk.json")


def rows(imported: Imported) -> Rows:
    return [(s.speaker, s.text, s.time) for s in imported.speeches]


def read(value: object) -> Rows:
    (imported,) = talks(value)
    return rows(imported)


def note_of(imported: Imported, rule: str) -> str:
    return " ".join(d.message for d in imported.findings if d.rule == rule)


def word(start: str, text: str, **more: object) -> dict[str, object]:
    return {"type": "pronunciation", "start_time": start, "end_time": start + "1", "alternatives": [{"content": text}], **more}


def mark(text: str) -> dict[str, object]:
    return {"type": "punctuation", "alternatives": [{"content": text}]}


def spans(label: str, *starts: str) -> dict[str, object]:
    return {"speaker_label": label, "items": [{"start_time": s, "end_time": s + "1", "speaker_label": label} for s in starts]}


AB: Rows = [("A", "Hi you.", "00:00:01"), ("B", "Oh.", "00:01:02")]
SHAPES: dict[str, tuple[Any, Rows]] = {
    "a list of turns": ([{"speaker": "A", "text": "Hi you.", "start": 1.5}, {"speaker": "B", "text": "Oh.", "start": 62}], AB),
    "names and clocks": (
        [{"name": "A", "utterance": "Hi you.", "time": "00:01"}, {"name": "B", "utterance": "Oh.", "time": "01:02"}] * 2,
        AB + AB,
    ),
    "Korean keys": ({"대화": [{"화자": "A", "발화": "Hi you.", "시작": "00:01"}, {"화자": "B", "발화": "Oh.", "시작": "01:02"}]}, AB),
    "roles of a chat": (
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "text", "text": "Yes"}]}]},
        [("user", "Hi", None), ("assistant", "Yes", None)],
    ),
    "WhisperX": (
        {
            "segments": [
                {"start": 1.0, "end": 2, "text": " Hi", "speaker": "A", "words": [{"word": "Hi", "start": 1.0, "end": 2, "speaker": "A"}]},
                {"start": 2.0, "end": 3, "text": " you.", "speaker": "A"},
                {"start": 62.1, "end": 63, "text": " Oh.", "speaker": "B"},
            ],
            "word_segments": [{"word": w, "start": 1.0, "end": 2.0, "speaker": "A"} for w in ("Hi", "you.", "Oh.")],
        },
        AB,
    ),
    "Whisper": (
        {
            "text": " Hi you. Oh.",
            "segments": [{"id": 0, "start": 0.0, "end": 2.0, "text": " Hi"}, {"id": 1, "start": 2.0, "end": 9.0, "text": " you."}],
        },
        [("?", "Hi you.", "00:00:00")],
    ),
    "whisper.cpp": (
        {"result": {"language": "en"}, "transcription": [{"timestamps": {"from": "00:01:02,000", "to": "00:01:05,000"}, "text": " Hi."}]},
        [("?", "Hi.", "00:01:02")],
    ),
    "chunks": ({"text": "Hi.", "chunks": [{"timestamp": [62.0, None], "text": " Hi."}]}, [("?", "Hi.", "00:01:02")]),
    "AssemblyAI": (
        {
            "text": "Hi you. Oh.",
            "words": [{"text": w, "start": 1500, "end": 1600, "speaker": "A"} for w in ("Hi", "you.", "Oh.")],
            "utterances": [
                {"speaker": "A", "text": "Hi you.", "start": 1500, "end": 2000},
                {"speaker": "B", "text": "Oh.", "start": 62000, "end": 63000},
            ],
        },
        AB,
    ),
    "Deepgram, utterances": (
        {
            "results": {
                "channels": [{"alternatives": [{"transcript": "Hi you. Oh."}]}],
                "utterances": [
                    {"start": 1.5, "end": 2.0, "transcript": "Hi you.", "channel": 0, "speaker": 0},
                    {"start": 62.5, "end": 63.0, "transcript": "Oh.", "channel": 0, "speaker": 1},
                ],
            }
        },
        [("Speaker 0", "Hi you.", "00:00:01"), ("Speaker 1", "Oh.", "00:01:02")],
    ),
    "Deepgram, words": (
        {
            "results": {
                "channels": [
                    {
                        "alternatives": [
                            {
                                "words": [
                                    {"word": "hi", "punctuated_word": "Hi", "start": 1.5, "end": 1.6, "speaker": 0},
                                    {"word": "you", "punctuated_word": "you.", "start": 1.7, "end": 1.8, "speaker": 0},
                                    {"word": "oh", "punctuated_word": "Oh.", "start": 62.5, "end": 63.0, "speaker": 1},
                                ]
                            }
                        ]
                    }
                ]
            }
        },
        [("Speaker 0", "Hi you.", "00:00:01"), ("Speaker 1", "Oh.", "00:01:02")],
    ),
    "Amazon Transcribe": (
        {
            "results": {
                "transcripts": [{"transcript": "Hi, you. Oh."}],
                "speaker_labels": {"segments": [spans("A", "1.0", "1.5"), spans("B", "62.0")]},
                "items": [word("1.0", "Hi"), mark(","), word("1.5", "you"), mark("."), word("62.0", "Oh"), mark(".")],
            }
        },
        [("A", "Hi, you.", "00:00:01"), ("B", "Oh.", "00:01:02")],
    ),
    "Google, tagged words": (
        {
            "results": [
                {"alternatives": [{"transcript": "hi you oh", "words": [{"startTime": "1.3s", "word": "hi"}]}]},
                {
                    "alternatives": [
                        {
                            "words": [
                                {"startTime": "1.3s", "endTime": "1.4s", "word": "hi", "speakerTag": 1},
                                {"startTime": "1.4s", "endTime": "1.5s", "word": "you", "speakerTag": 1},
                                {"startTime": {"seconds": "62", "nanos": 500000000}, "word": "oh", "speakerTag": 2},
                            ]
                        }
                    ]
                },
            ]
        },
        [("Speaker 1", "hi you", "00:00:01"), ("Speaker 2", "oh", "00:01:02")],
    ),
    "CLOVA Speech": (
        {
            "segments": [
                {
                    "start": 1500,
                    "end": 8880,
                    "text": "안녕하세요.",
                    "textEdited": "안녕하십니까.",
                    "speaker": {"label": "1", "name": "A", "edited": False},
                },
                {
                    "start": 62000,
                    "end": 65000,
                    "text": "네.",
                    "textEdited": "",
                    "diarization": {"label": "2"},
                    "speaker": {"label": "2", "name": ""},
                },
            ],
            "text": "안녕하세요. 네.",
        },
        [("A", "안녕하십니까.", "00:00:01"), ("Speaker 2", "네.", "00:01:02")],
    ),
    "Rev": (
        {
            "monologues": [
                {
                    "speaker": 0,
                    "elements": [
                        {"type": "text", "value": "Hi", "ts": 1.5, "end_ts": 1.6},
                        {"type": "punct", "value": " "},
                        {"type": "text", "value": "you", "ts": 1.7},
                        {"type": "punct", "value": "."},
                    ],
                },
                {"speaker": 1, "elements": [{"type": "text", "value": "Oh.", "timestamp": "00:01:02,500"}]},
            ],
            "speakers": [{"id": 0, "name": "A"}, {"id": 1, "name": "B"}],
        },
        AB,
    ),
    "RTZR": (
        {
            "results": {
                "utterances": [{"start_at": 1500, "duration": 2360, "msg": "안녕", "spk": 0}, {"start_at": 62000, "msg": "네", "spk": 1}]
            }
        },
        [("Speaker 0", "안녕", "00:00:01"), ("Speaker 1", "네", "00:01:02")],
    ),
    "Azure": (
        {
            "recognizedPhrases": [
                {"channel": 0, "speaker": 1, "offset": "PT1.5S", "nBest": [{"display": "Hi you."}]},
                {"channel": 0, "speaker": 2, "offset": "PT1M2S", "nBest": [{"display": "Oh."}]},
            ]
        },
        [("Speaker 1", "Hi you.", "00:00:01"), ("Speaker 2", "Oh.", "00:01:02")],
    ),
    "Speechmatics": (
        {
            "results": [
                {"type": "word", "start_time": 1.5, "alternatives": [{"content": "Hi", "speaker": "A"}]},
                {"type": "word", "start_time": 1.7, "alternatives": [{"content": "you", "speaker": "A"}]},
                {"type": "punctuation", "attaches_to": "previous", "start_time": 1.8, "alternatives": [{"content": ".", "speaker": "B"}]},
                {"type": "word", "start_time": 62.0, "alternatives": [{"content": "Oh", "speaker": "UU"}]},
            ]
        },
        [("A", "Hi you.", "00:00:01"), ("?", "Oh", "00:01:02")],
    ),
    "ElevenLabs": (
        {
            "text": "Hi you. Oh.",
            "words": [
                {"text": "Hi", "type": "word", "start": 1.5, "speaker_id": "A"},
                {"text": " ", "type": "spacing", "speaker_id": "A"},
                {"text": "you.", "type": "word", "start": 1.7, "speaker_id": "A"},
                {"text": " ", "type": "spacing", "speaker_id": "A"},
                {"text": "Oh.", "type": "word", "start": 62.0, "speaker_id": "B"},
            ],
        },
        AB,
    ),
    "call analytics": (
        {
            "Transcript": [
                {"ParticipantRole": "A", "Content": "Hi you.", "BeginOffsetMillis": 1500, "EndOffsetMillis": 1900},
                {"ParticipantRole": "B", "Content": "Oh.", "BeginOffsetMillis": 62000, "EndOffsetMillis": 62900},
            ]
        },
        AB,
    ),
    "sentences in paragraphs": (
        {
            "paragraphs": [
                {"speaker": "A", "sentences": [{"text": "Hi", "start": 1.0}, {"text": "you."}]},
                {"speaker": "B", "sentences": [{"text": "Oh."}]},
            ]
        },
        [("A", "Hi you.", "00:00:01"), ("B", "Oh.", None)],
    ),
    "pairs": ([["A", "x"], ["B", "y"], ["A", "z"], ["B", "w"]], [("A", "x", None), ("B", "y", None), ("A", "z", None), ("B", "w", None)]),
    "two lists": ({"utt": ["x", "y", "z"], "speaker": ["A", "B", "A"]}, [("A", "x", None), ("B", "y", None), ("A", "z", None)]),
    "labels in a text": ({"id": 1, "dialogue": "Amy: x\r\nBo: y\r\nAmy: z"}, [("Amy", "x", None), ("Bo", "y", None), ("Amy", "z", None)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_real_exports(shape: str) -> None:
    value, expected = SHAPES[shape]
    assert read(value) == expected


def test_neighbours_are_one_turn_and_a_turn_without_a_speaker_is_nobodys() -> None:
    value = {
        "turns": [
            {"speaker": "A", "text": "x"},
            {"speaker": "A", "text": "y"},
            {"speaker": None, "text": "z"},
            {"speaker": "A", "text": ""},
        ]
    }
    (imported,) = talks(value)
    assert rows(imported) == [("A", "x\ny", None), ("?", "z", None)]
    assert "give" in note_of(imported, "QC059")
    assert "1 entries have a speaker and no words" in note_of(imported, "QC058")


def test_keys_that_are_not_read_are_named() -> None:
    (imported,) = talks({"topics": [1], "title": "t", "transcript": [{"speaker": "A", "text": "x", "mood": "glad"}]})
    assert "'mood', 'topics', 'title' is not part of the talk" in note_of(imported, "QC059")


def test_several_talks_in_a_file_are_several_interviews_with_their_parts() -> None:
    turns = [{"speaker": "A", "text": "x"}, {"speaker": "B", "text": "y"}]
    assert [i.part for i in talks([{"dialogue_id": 7, "chat_logs": turns}, {"dialogue_id": 9, "chat_logs": turns}])] == ["7", "9"]
    assert [i.part for i in talks({"first": {"turns": turns}, "second": {"turns": turns}})] == ["first", "second"]
    assert [i.part for i in talks({"document": [{"id": "S.1", "utterance": turns}, {"id": "S.1", "utterance": turns}]})] == ["1", "2"]
    assert [i.part for i in talks([{"turns": turns}, {"odd": 1}, {"turns": turns}])] == ["1", "2"]
    assert "'entry 2'" in note_of(talks([{"turns": turns}, {"odd": 1}, {"turns": turns}])[0], "QC059")


def test_words_of_segments_that_cannot_be_read_are_no_interviews() -> None:
    words = [{"text": w, "start": n, "end": n + 1} for n, w in enumerate(("one", "two", "three"))]
    with pytest.raises(QualcodeError, match="no talk"):
        talks({"parts": [{"words": words}, {"words": words}]})


def test_marks_stay_with_the_speaker_of_their_word_and_tagged_words_of_all_results_are_read() -> None:
    items = [
        word("1.0", "Hi", speaker_label="A"),
        mark("."),
        word("2.0", "Oh", speaker_label="B"),
        mark("."),
        word("3.0", "No", speaker_label="B"),
    ]
    assert read({"results": {"items": items}}) == [("A", "Hi.", "00:00:01"), ("B", "Oh. No", "00:00:02")]
    results = [
        {"alternatives": [{"transcript": "x", "words": [{"word": w, "speakerTag": 1} for w in said]}]} for said in (["a", "b"], ["c"])
    ]
    assert read({"results": results}) == [("Speaker 1", "a b c", None)]


def test_codes_of_turns_and_annotations_by_their_words() -> None:
    turns = [{"id": "a", "text": " yes "}, {"id": "b", "text": "no"}, {"id": "a", "text": "yes"}, {"id": "b", "text": "so"}]
    (imported,) = talks({"log": turns, "annotations": [["yes", "one,two"], ["yes", "three"], ["so", "four"], ["gone", "five"]]})
    coded = [(c.code, c.place.speech, imported.speeches[c.place.speech].text[c.place.start : c.place.end]) for c in imported.codes]
    assert coded == [("one", 0, "yes"), ("two", 0, "yes"), ("three", 2, "yes"), ("four", 3, "so")]
    assert "'annotations'" not in note_of(imported, "QC059")
    assert "1 annotations repeat words that no turn has" in note_of(imported, "QC063")
    (imported,) = talks([{"speaker": "A", "text": "x", "codes": ["one", "two"]}, {"speaker": "A", "text": "y", "codes": "none"}])
    assert [(c.code, c.place.start, c.place.end) for c in imported.codes] == [("one", 0, 1), ("two", 0, 1)]


def test_a_person_can_name_the_keys() -> None:
    value = [{"speaker": "x", "author": "A", "text": "no", "note": "yes"}, {"speaker": "x", "author": "B", "text": "no", "note": "ok"}]
    (imported,) = JSON.read(json.dumps(value).encode(), "a.json", Wish(columns={"speaker": "author", "text": "note"}))
    assert rows(imported) == [("A", "yes", None), ("B", "ok", None)]


def test_json_lines() -> None:
    (imported,) = JSON.read(b'{"speaker": "A", "text": "x"}\n{"speaker": "B", "text": "y"}\n', "a.jsonl")
    assert rows(imported) == [("A", "x", None), ("B", "y", None)]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"turns": [1,\n 2,}', "line 2, column 4"),
        (b'{"speaker": "A", "text": "x"}\n{"speaker": "B",,}\n', "line 2, column 17"),
        (b"", "empty"),
        (b"[" * 100_000, "nested too deep"),
        (b"[" + b"9" * 5000 + b"]", "too long"),
        (b'{"schema": "qualcode.quotes/1", "rows": [{"quote": "a"}]}', "a table that qualcode has written"),
        (b'[{"question": "a?", "raw": {"Q2": [{"workerID": 1, "category": "x"}]}}]', "no talk .* keys 'question', 'raw'"),
        (b'[{"name": "Tea", "text": "nice"}, {"name": "Pot", "text": "bad"}]', "no talk"),
        (b'[{"text": "a post"}, {"text": "another"}]', "no talk"),
        (b"5", "no talk"),
    ],
)
def test_what_is_no_talk_is_refused_with_a_reason(raw: bytes, message: str) -> None:
    with pytest.raises(QualcodeError, match=message) as caught:
        JSON.read(raw, "a.json")
    assert caught.value.help


def test_halves_of_signs_are_replaced_and_said() -> None:
    (imported,) = JSON.read(b'[{"speaker": "A", "text": "x \\ud83d"}, {"speaker": "B", "text": "\\ud83d\\ude42"}]', "a.json")
    assert [s.text for s in imported.speeches] == ["x \ufffd", "🙂"]
    assert "halves of signs" in note_of(imported, "QC056")


KEYS = (
    "text",
    "speaker",
    "words",
    "segments",
    "results",
    "items",
    "alternatives",
    "start",
    "end",
    "codes",
    "annotations",
    "monologues",
    "elements",
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["A", "B", "x y", "00:01", "1s", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(VALUES, st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_in_only_our_errors_come_out(value: object, cut: int) -> None:
    raw = json.dumps(value).encode()
    for data in (raw, raw[:cut]):
        with suppress(QualcodeError):
            assert all(map(comes_back, JSON.read(data, "a.json")))


@given(st.sampled_from(sorted(SHAPES)), st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_copies_of_real_shapes_raise_only_our_errors(shape: str, data: st.DataObject) -> None:
    raw = bytearray(json.dumps(SHAPES[shape][0]).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.sampled_from(b'0"[]{},: xtn\xff'))
    with suppress(QualcodeError):
        assert all(map(comes_back, JSON.read(bytes(raw), "a.json")))


def shared(name: str) -> Path:
    path = SHARED_SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are not here")
    return path


def test_a_committee_of_the_shared_samples() -> None:
    (imported,) = JSON.read(shared("real/qmsum_education_13.json").read_bytes(), "a.json")
    assert turn_f1(joined(gold_rows(shared("gold/r02.jsonl"))), joined(read_rows(imported))) == 1.0
    assert "'topic_list'" in note_of(imported, "QC059")


def test_coded_negotiations_of_the_shared_samples() -> None:
    imported = JSON.read(shared("real/casino_40_annotated.json").read_bytes(), "a.json")
    raw = json.loads(shared("real/casino_40_annotated.json").read_text(encoding="utf-8"))
    assert [i.part for i in imported] == [str(talk["dialogue_id"]) for talk in raw]
    assert sum(len(s.text.split("\n")) for i in imported for s in i.speeches) == sum(len(talk["chat_logs"]) for talk in raw) == 541
    assert sum(len(i.codes) for i in imported) == 572
    assert len({(n, c.place) for n, i in enumerate(imported) for c in i.codes}) == 447


def test_questions_with_coders_of_the_shared_samples_are_no_talk() -> None:
    with pytest.raises(QualcodeError, match="no talk was found"):
        JSON.read(shared("real/square_ko_128_three_coders.json").read_bytes(), "a.json")
