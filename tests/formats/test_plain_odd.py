"""Small transcripts as programs and typists write them, each in a layout of its own: who speaks, with which first words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qualcode.formats.plain import read_text
from qualcode.model.diagnostic import Severity
from turns import Said, fold, joined, read_rows, turn_f1

DATA = Path(__file__).parents[1] / "data" / "odd_transcripts.txt"
GOAL = 0.98


@dataclass(frozen=True, slots=True)
class Odd:
    """A transcript, the speakers and first words of its turns, and lines that are no part of the talk."""

    name: str
    lines: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def gold(self) -> list[Said]:
        """Give who speaks with which first words."""
        return [(who.strip(), words.strip()) for who, words in (line.split(" | ", 1) for line in self.turns if line)]


def odd_ones(text: str) -> list[Odd]:
    """Read the data file: ``@@ name``, the transcript, ``@@ turns`` with "speaker | words", ``@@ cut`` with lines."""
    found: list[Odd] = []
    into: list[str] = []
    for line in text.split("\n"):
        if line in {"@@ turns", "@@ cut"}:
            into = found[-1].turns if line == "@@ turns" else found[-1].cut
        elif line.startswith("@@ "):
            found.append(Odd(line.removeprefix("@@ ")))
            into = found[-1].lines
        else:
            into.append(line)
    return found


ODD = odd_ones(DATA.read_text(encoding="utf-8"))


def held_against(gold: Sequence[Said], read: Sequence[Said]) -> list[Said]:
    """Shorten each turn read to the words expected of its speaker, where it begins with them."""
    left = list(gold)
    shortened = []
    for who, text in read:
        match = next((g for g in left if g[0] == who and fold(text).startswith(fold(g[1]))), None)
        shortened.append(match or (who, text))
        if match:
            left.remove(match)
    return shortened


@pytest.mark.parametrize("odd", ODD, ids=lambda o: o.name)
def test_turns_of_an_odd_transcript(odd: Odd) -> None:
    imported = read_text(odd.text, "a.txt")
    gold, read = odd.gold(), joined(read_rows(imported))
    assert {who for who, _ in read} <= {who for who, _ in gold}
    assert not gold or turn_f1(gold, held_against(gold, read)) >= GOAL
    assert [line for line in odd.cut if line and line not in imported.cut] == []
    assert [d.message for d in imported.findings if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize("odd", ODD, ids=lambda o: o.name)
def test_a_transcript_without_speakers_says_so(odd: Odd) -> None:
    rules = {d.rule for d in read_text(odd.text, "a.txt").findings}
    assert ("QC051" in rules) == (not odd.gold())


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_difference(ending: str) -> None:
    for odd in ODD:
        assert read_text(ending.join(odd.lines), "a.txt").speeches == read_text(odd.text, "a.txt").speeches


def test_a_time_on_a_line_of_its_own_is_that_of_the_next_turn() -> None:
    imported = read_text("A1: Why?\n\nB2: So.\n\n[00:05:00]\n\nA1: Oh?\n\nB2: Yes.\n", "a.txt")
    assert [s.time for s in imported.speeches] == [None, None, "00:05:00", None]
    assert imported.cut == ("[00:05:00]",)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("오후 3:12", "15:12"),
        ("오전 12:05", "0:05"),
        ("3:12 PM", "15:12"),
        ("12:05 p.m.", "12:05"),
        ("10:32 AM", "10:32"),
        ("63:12", "63:12"),
    ],
)
def test_halves_of_the_day_become_hours(written: str, time: str) -> None:
    imported = read_text(f"[{written}] Ann: Why?\n[{written}] Ben: So.\n" * 2, "a.txt")
    assert [(s.speaker, s.time) for s in imported.speeches] == [("Ann", time), ("Ben", time)] * 2


def test_a_summary_that_names_speakers_is_cut_with_all_that_follows() -> None:
    talk = "Dana: Why?\nRuth: So.\n" * 4
    imported = read_text(talk + "\nAction items\n\nDana: book the hall\nRuth: print flyers\n", "a.txt")
    assert imported.cut == ("Action items", "Dana: book the hall", "Ruth: print flyers")
    inside = read_text(talk + "\nSummary\n\n" + talk, "a.txt")
    assert len(inside.speeches) == 16


@pytest.mark.parametrize(
    "after",
    ["Dana: Any last words?\nRuth: No.\n", "Dana: any last words\nRuth: no\nDana: ok\n"],
    ids=["sentences", "more than one turn"],
)
@pytest.mark.parametrize("heading", ["Summary", "요약", "Action items", "Summary:"])
def test_a_bare_word_for_a_summary_does_not_end_a_talk_that_goes_on(heading: str, after: str) -> None:
    talk = "Dana: Why?\nRuth: So.\n" * 4
    imported = read_text(f"{talk}\n{heading}\n\n{after}", "a.txt")
    assert imported.cut == ()
    assert [s.speaker for s in imported.speeches] == ["Dana", "Ruth"] * 4 + ["Dana", "Ruth", "Dana"][: after.count(":")]


def test_a_time_below_a_summary_is_speech() -> None:
    talk = "".join(f"나래 00:{n}0\n네\n\n가람 00:{n}5\n왜요\n\n" for n in range(4))
    assert read_text(talk + "요약\n\n나래 01:10\n감사합니다\n", "a.txt").speeches[-1].text == "감사합니다"


def test_labels_below_notes_that_are_cut_are_told() -> None:
    imported = read_text("Dana: Why?\nRuth: So.\n" * 4 + "\n## Notes\n\nDana: seemed tired.\nRuth: late.\n", "a.txt")
    assert imported.cut == ("## Notes", "Dana: seemed tired.", "Ruth: late.")
    assert [str(d.where) for d in imported.findings if d.rule == "QC059"] == ["a.txt:12:1"]
