"""Captions: samples with their gold, what real exports do to cues, names that are none, lines shown twice, broken files."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.captions.subtitles import SUBTITLES, read_console
from qualcode.model.failure import QualcodeError
from qualcode.model.imported import Imported, Wish
from turns import SAMPLES, comes_back, gold_rows, joined, read_rows, turn_f1

FILES = {"s04": "zoom.vtt", "s05": "voice_tags.vtt"}
ROLES = {
    "s04": {
        "Dana Whitfield (Council)": "moderator",
        **dict.fromkeys(["lee_j", "Mira | North Hub", "Rosa Delgado", "Ifeoma Obi"], "respondent"),
        "?": "unknown",
    },
    "s05": {"윤서정": "interviewer", "백도현": "respondent", "진하늘": "respondent", "?": "unknown"},
}
Rows = list[tuple[str, str]]


def read(text: str, name: str = "talk.vtt") -> Imported:
    (imported,) = SUBTITLES.read(text.encode("utf-8"), name, Wish())
    return imported


def said(imported: Imported) -> Rows:
    return [(s.speaker, s.text) for s in imported.speeches]


def vtt(*cues: str) -> str:
    """Write cues of two seconds each, one after another."""
    blocks = [f"00:00:{2 * i:02}.000 --> 00:00:{2 * i + 2:02}.000\n{cue}" for i, cue in enumerate(cues)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def rules(imported: Imported) -> list[str]:
    return [d.rule for d in imported.findings]


@pytest.mark.parametrize("id_", FILES)
def test_samples_give_the_turns_of_their_gold(id_: str) -> None:
    (imported,) = SUBTITLES.read((SAMPLES / FILES[id_]).read_bytes(), FILES[id_])
    gold = joined(gold_rows(SAMPLES / "gold" / f"{id_}.jsonl"))
    assert joined(read_rows(imported)) == gold
    assert turn_f1(gold, joined(read_rows(imported))) == 1.0
    assert {s.label: s.role for s in imported.speakers} == ROLES[id_]
    assert sum(s.speaker == "?" for s in imported.speeches) == 2
    assert imported.cut[1].startswith("NOTE ")


def test_a_turn_has_the_time_of_its_first_cue_and_its_cues_are_joined_by_a_blank() -> None:
    imported = read(vtt("Ana: One", "Ana: two.", "Bo: Three."))
    assert [(s.speaker, s.text, s.time) for s in imported.speeches] == [("Ana", "One two.", "00:00:00"), ("Bo", "Three.", "00:00:04")]


def test_words_and_a_colon_are_no_speaker_where_they_are_prose_a_time_or_an_address() -> None:
    imported = read(
        vtt(
            "P1: One thing: it worked.",
            "Two things: money and time.",
            "At 7: 30 we left",
            "see https://x.example: there",
            "P1: Yes.",
            "P2: No.",
        )
    )
    assert {s.label for s in imported.speakers} == {"P1", "P2", "?"}
    assert said(imported)[0] == ("P1", "One thing: it worked.")
    assert said(imported)[1] == ("?", "Two things: money and time.")
    assert "QC057" in rules(imported)


def test_lone_words_before_a_colon_name_nobody_in_captions_without_names() -> None:
    imported = read(
        vtt("Actually: it rained", "so we left.", "Conclusion: stay home.", "That was it.", "Remember: no shoes.", "Remember: hats.")
    )
    assert {s.label for s in imported.speakers} == {"?"}
    assert "QC051" in rules(imported)


def test_a_participant_who_speaks_once_is_one_where_all_others_have_names_and_is_shown() -> None:
    imported = read(vtt("Ana: a", "Bo: b", "Ana: c", "Maria: d", "Bo: e"))
    assert ("Maria", "d") in said(imported)
    assert any(d.rule == "QC057" and "'Maria'" in d.message for d in imported.findings)


def test_a_cue_without_a_name_is_never_given_to_the_speaker_before() -> None:
    imported = read(vtt("Ana: and so", "we went home.", "Ana: Yes.", "Bo: No."))
    assert said(imported)[1] == ("?", "we went home.")
    assert "QC059" in rules(imported)


def test_names_at_changes_only_leave_the_cues_between_to_nobody_in_whole_sentences() -> None:
    cues = [
        "INTERVIEWER: and so",
        "we ask",
        "you.",
        "Tell us",
        "more.",
        "P1: It was",
        "good",
        "and cheap.",
        "INTERVIEWER: When?",
        "P1: In",
        "May.",
    ]
    texts = [text for who, text in said(read(vtt(*cues))) if who == "?"]
    assert texts == ["we ask you.", "Tell us more.", "good and cheap.", "May."]


def test_one_name_that_recurs_twice_among_many_cues_is_none() -> None:
    cues = ["Big Bonus: a", "and b.", "c.", "d.", "Big Bonus: e", "f.", "g.", "h.", "i.", "j.", "k."]
    assert {s.label for s in read(vtt(*cues)).speakers} == {"?"}


def test_voice_tags_win_with_classes_without_an_end_and_twice_in_a_cue() -> None:
    imported = read(vtt("<v.loud Ana Berg>Hello <i>there</i>.</v> aside", "<v Bo:>TOM: yes", "<v Ana Berg>a</v>\n<v Bo>b", "<v Bo>Bo: c"))
    assert said(imported) == [("Ana Berg", "Hello there."), ("?", "aside"), ("Bo", "TOM: yes"), ("Ana Berg", "a"), ("Bo", "b c")]
    assert any("the tag names the speaker" in d.message for d in imported.findings)


def test_marks_of_type_go_other_angle_brackets_stay_and_entities_are_read_once() -> None:
    text = "<b>a</b> <c.red>b</c><00:01.000> <웃음> &lt;현장 회의&gt; R&amp;D<br>&amp;lt;i&amp;gt; {\\an8}<font size=1>e</font> <i don't>"
    assert said(read(vtt(text))) == [("?", "a b <웃음> <현장 회의> R&D &lt;i&gt; e <i don't>")]


def test_notes_styles_ids_and_settings_are_no_words() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\nfirst\nsecond\n\n"
        "d1b2c3d4-0000-1111-2222-333344445555/12-0\n00:01.000 --> 00:02.000 align:start position:0%\n<v Ana>Hello\n\n"
        "NOTE aside\nmore of it\n\nintro-2\n00:02.000 --> 00:03.000 line:0\n<v Ana>you."
    )
    imported = read(text)
    assert said(imported) == [("Ana", "Hello you.")]
    assert {"first", "second", "more of it", "id:a", "WEBVTT - a title"} <= set(imported.cut)


SRT = "1\n00:00:01,000 --> 00:00:02,000\n[Interviewer] How was it?\n{0}2\n00:00:02,000 --> 00:00:04,000\n[Maria] Fine.\nI have 2\n{0}3\n00:00:05,000 --> 00:00:06,000\n[Interviewer] Good: when?\n{0}4\n00:00:06,000 --> 00:00:07,000\n[Maria] In May.\n"  # noqa: E501 - one file


@pytest.mark.parametrize("gap", ["\n", "", "\r\n"])
def test_srt_with_and_without_blank_lines_and_a_byte_order_mark(gap: str) -> None:
    imported = read("\ufeff" + SRT.format(gap), "talk.srt")
    assert said(imported) == [
        ("Interviewer", "How was it?"),
        ("Maria", "Fine. I have 2"),
        ("Interviewer", "Good: when?"),
        ("Maria", "In May."),
    ]
    assert imported.speeches[2].time == "00:00:05"


def test_srt_without_numbers_and_without_a_header_in_vtt() -> None:
    text = (
        "00:00:01,000 --> 00:00:02,000\nANNA: yes\n\n00:00:02,000 --> 00:00:03,000\nBERT: no\n\n00:00:03,000 --> 00:00:04,000\nANNA: well\n"
    )
    assert said(read(text, "a.srt")) == said(read(text, "a.vtt")) == [("ANNA", "yes"), ("BERT", "no"), ("ANNA", "well")]


def test_sounds_in_brackets_are_no_speakers() -> None:
    imported = read(vtt("[Music] one.", "(웃음) two.", "[Music] three.", "(웃음) four."))
    assert {s.label for s in imported.speakers} == {"?"}
    assert said(imported)[0] == ("?", "[Music] one.")
    imported = read(vtt("[Ana] one.", "[laughs] two.", "[Ana] three.", "[Bo] four.", "[laughs] five.", "[Bo] six."))
    assert {s.label for s in imported.speakers} == {"Ana", "Bo", "?"}


def test_dashes_and_arrows_part_unknown_speakers() -> None:
    dashed = read(vtt("- How are you?\n- Fine.", "Good - really."))
    assert said(dashed) == [("?", "How are you?"), ("?", "Fine."), ("?", "Good - really.")]
    arrows = read(vtt("&gt;&gt; how are", "you &gt;&gt; fine and", "well", ">> ANNA: ok"))
    assert said(arrows) == [("?", "how are you"), ("?", "fine and well"), ("?", "ANNA: ok")]
    named = read(vtt(">> ANNA: a", ">> BERT: b", ">> ANNA: c"))
    assert said(named) == [("ANNA", "a"), ("BERT", "b"), ("ANNA", "c")]
    assert said(read(vtt("- one", "two"))) == [("?", "- one two")]


def test_sentences_of_nobody_are_whole_and_end_at_marks_and_pauses() -> None:
    cues = (("00:01", "I think"), ("00:02", "so."), ("00:03", "and"), ("01:00:09", "then"))
    imported = read("\n\n".join(f"{start}.000 --> {start}.900\n{words}" for start, words in cues))
    assert imported.speeches[-1].time == "01:00:09"
    assert said(imported) == [("?", "I think so."), ("?", "and"), ("?", "then")]


ROLLING = (
    ("hello and welcome",),
    ("hello and welcome", "to this<00:00:02.480><c> talk</c>"),
    ("to this talk",),
    ("to this talk", "about about"),
    ("about about", "repairs"),
    ("repairs",),
)


def test_rolling_captions_give_each_word_once_and_say_so() -> None:
    imported = read(vtt(*("\n".join(lines) for lines in ROLLING)))
    assert " ".join(s.text for s in imported.speeches) == "hello and welcome to this talk about about repairs"
    assert any(d.message.startswith("rolling captions: 5 lines") for d in imported.findings)
    growing = read(vtt("hello", "hello and", "hello and welcome", "hello and welcome home"))
    assert " ".join(s.text for s in growing.speeches) == "hello and welcome home"


def test_what_is_said_twice_is_kept_where_captions_do_not_roll() -> None:
    imported = read(vtt("Ana: Yes.", "Bo: Yes.", "Bo: Yes.", "no no", "no no", "Ana: So it is.", "Bo: Right."))
    assert ("Bo", "Yes. Yes.") in said(imported)
    assert said(imported).count(("?", "no no")) == 2


def test_a_cue_that_stands_twice_with_the_same_times_is_read_once_and_said() -> None:
    cue = "00:00:01.000 --> 00:00:02.000\nAna: Yes.\n\n"
    imported = read(f"WEBVTT\n\n{cue}{cue}00:00:02.000 --> 00:00:03.000\nAna: Yes.\n")
    assert said(imported) == [("Ana", "Yes. Yes.")]
    assert any("stand twice" in d.message for d in imported.findings)


def test_broken_times_and_blank_lines_inside_cues_keep_their_words() -> None:
    imported = read("1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo\n\n2\n00:00:0x,000 --> 00:00:04,000\nthree\n", "a.srt")
    assert " ".join(s.text for s in imported.speeches) == "one two three"
    assert [(d.rule, d.where.line) for d in imported.findings if d.rule == "QC064" and d.where] == [("QC064", 8), ("QC064", 5)]


def test_other_captions() -> None:
    assert said(read("0:00:01.000,0:00:02.000\nHello.\n\n0:00:02.000,0:00:03.000\nBye.\n", "a.sbv")) == [("?", "Hello."), ("?", "Bye.")]
    lyrics = read("[ti:A talk]\n[00:01.00] Hello.\n[01:02.50] Bye.\n", "a.lrc")
    assert [(s.text, s.time) for s in lyrics.speeches] == [("Hello.", "00:00:01"), ("Bye.", "00:01:02")]
    assert lyrics.cut == ("[ti:A talk]",)


@pytest.mark.parametrize("text", ["", "WEBVTT\n\nNOTE nothing\n", "just prose: and more\n"])
def test_a_file_without_cues_is_refused(text: str) -> None:
    with pytest.raises(QualcodeError, match=r"no caption|empty"):
        read(text)


def test_korean_encodings_are_found() -> None:
    text = vtt("면담자: 어떠셨어요?", "참여자: 좋았습니다.", "면담자: 네.", "참여자: 네, 그래요.")
    (imported,) = SUBTITLES.read(text.encode("cp949"), "a.vtt")
    assert imported.encoding == "cp949"
    assert said(imported)[0] == ("면담자", "어떠셨어요?")


def test_console_lines_of_a_recogniser() -> None:
    imported = read_console("Detected language: English\n[00:43.810 --> 00:47.850]  Hello\n[00:47.850 --> 01:05:50.000]  you.\n", "a.txt")
    assert imported is not None
    assert said(imported) == [("?", "Hello you.")]
    assert imported.cut == ("Detected language: English",)
    named = read_console("[00:00.000 --> 00:05.000] SPEAKER_00: Hi.\n[00:05.000 --> 00:06.000] SPEAKER_01: Yes.\n", "a.txt")
    assert named is not None
    assert said(named) == [("SPEAKER_00", "Hi."), ("SPEAKER_01", "Yes.")]
    captions = read_console(vtt("Ana: a", "Bo: b"), "a.txt")
    assert captions is not None
    assert said(captions) == [("Ana", "a"), ("Bo", "b")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ana: hello\nBo: you\n",
        "[00:43.810 --> 00:47.850]  Hello\nprose\n",
        "[00:43] hello\n",
        "1\n00:01.000 --> 00:02.000\na\n\nprose\n",
    ],
)
def test_other_text_is_no_console_output(text: str) -> None:
    assert read_console(text, "a.txt") is None


WORDS = st.lists(st.sampled_from(["yes", "no", "안녕", "well", "A", "2", "R&D"]), min_size=1, max_size=6).map(" ".join)
CUES = st.lists(st.tuples(st.sampled_from(["Ana Berg", "Bo", "김 위원", ""]), WORDS), min_size=1, max_size=12)


@given(CUES, st.sampled_from(["{0}: {1}", "<v {0}>{1}", "[{0}]: {1}"]))
@settings(max_examples=150, deadline=None)
def test_letters_of_the_talk_are_neither_lost_nor_doubled(cues: list[tuple[str, str]], form: str) -> None:
    imported = read(vtt(*(form.format(*cue) if cue[0] else cue[1] for cue in cues)))
    again = any(d.message.startswith("rolling") for d in imported.findings)
    spoken = Counter(c for _, text in cues for c in text if c.isalnum())
    kept = Counter(c for s in imported.speeches for c in s.text if c.isalnum())
    labels = Counter(c for label, _ in cues for c in label if c.isalnum())
    assert again or spoken <= kept <= spoken + labels


PIECES = [
    "<v ",
    "</v>",
    "-->",
    "00:00:01.000 --> 00:00:02.000",
    "\n",
    "\n\n",
    "NOTE ",
    ">> ",
    "- ",
    "[A] ",
    "A: ",
    "&amp;",
    "<",
    "\r",
    "WEBVTT",
    "12\n",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join), st.sampled_from(["a.vtt", "a.srt", "a.lrc"]))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_in_only_our_errors_come_out(text: str, name: str) -> None:
    with suppress(QualcodeError):
        assert all(map(comes_back, SUBTITLES.read(text.encode("utf-8", "surrogatepass"), name)))
    found = read_console(text, name)
    assert found is None or comes_back(found)


@given(st.binary(max_size=80))
@settings(max_examples=100, deadline=None)
def test_random_bytes_raise_only_our_errors(raw: bytes) -> None:
    with suppress(QualcodeError):
        assert all(map(comes_back, SUBTITLES.read(raw, "a.vtt")))


def test_cues_a_little_out_of_order_are_put_into_the_order_of_time_and_said() -> None:
    times = [("01", "03"), ("07", "09"), ("04", "06"), ("10", "12")]
    lines = ["<v Ana>one", "<v Ana>three", "<v Bo>two", "<v Bo>four"]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:{a}.000 --> 00:00:{b}.000\n{x}" for (a, b), x in zip(times, lines, strict=True))
    imported = read(text)
    assert said(imported) == [("Ana", "one"), ("Bo", "two"), ("Ana", "three"), ("Bo", "four")]
    assert any(d.rule == "QC059" and "1 cues begin before" in d.message for d in imported.findings)


def test_cues_of_a_second_recording_stay_behind_those_of_the_first() -> None:
    text = "WEBVTT\n\n00:10:00.000 --> 00:10:02.000\n<v Ana>a\n\n00:00:01.000 --> 00:00:02.000\n<v Bo>b\n"
    assert said(read(text)) == [("Ana", "a"), ("Bo", "b")]


def test_a_named_speaker_goes_on_up_to_the_next_chevrons_but_not_into_events_or_unnamed_ones() -> None:
    imported = read(
        vtt(
            ">> HOST: Hello.",
            "Welcome here.",
            "(applause)",
            ">> GUEST: Thanks.",
            "Really.",
            ">> Me too.",
            ">> HOST: Good.",
            ">> GUEST: Yes.",
        )
    )
    assert said(imported) == [
        ("HOST", "Hello. Welcome here."),
        ("?", "(applause)"),
        ("GUEST", "Thanks. Really."),
        ("?", "Me too."),
        ("HOST", "Good."),
        ("GUEST", "Yes."),
    ]
    assert any(d.rule == "QC059" and "2 of" in d.message and "speaker before" in d.message for d in imported.findings)


def test_a_cue_number_with_control_characters_beside_it_is_a_number() -> None:
    imported = read("1\n00:00:01,000 --> 00:00:02,000\nAna: Hello.\n\n2\x1d\x1d\n00:00:02,000 --> 00:00:03,000\nBo: Yes.\n", "a.srt")
    assert [s.speaker for s in imported.speeches] == ["Ana", "Bo"]
