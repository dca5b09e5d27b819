"""The saved chat of a meeting: its forms, messages of several lines, private ones, and text that is no chat."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.formats.captions.chat import read_chat


def said(text: str) -> list[tuple[str, str, str | None]] | None:
    imported = read_chat(text, "chat.txt")
    return None if imported is None else [(s.speaker, s.text, s.time) for s in imported.speeches]


def test_tabs_between_time_name_and_words_and_more_lines_below() -> None:
    text = "00:58:04\tAlex:\tDepends, I guess.\r\n00:58:20\tMia Lo:\tsee https://x.example\r\nand this: too\r\n00:58:30\tAlex:\tok\r\n"
    assert said(text) == [
        ("Alex", "Depends, I guess.", "00:58:04"),
        ("Mia Lo", "see https://x.example\nand this: too", "00:58:20"),
        ("Alex", "ok", "00:58:30"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "09:15:02\t From Jane Doe to Everyone:\n\thi: there\n09:16:02\t From Tom to Everyone:\n\tyo\n",
        "09:15:02\t From  Jane Doe  to  Everyone : hi: there\n09:16:02\t From  Tom : yo\n",
        "2023-01-05 09:15:02 From Jane Doe to Everyone:\n\thi: there\n2023-01-05 09:16:02 From Tom to 모두:\n\tyo\n",
        "09:15:02 보낸 사람 Jane Doe 받는 사람 모두:\n\thi: there\n09:16:02 보낸 사람 Tom 받는 사람 모두:\n\tyo\n",
    ],
)
def test_from_name_to_everyone(text: str) -> None:
    assert said(text) == [("Jane Doe", "hi: there", "09:15:02"), ("Tom", "yo", "09:16:02")]


def test_private_messages_are_reported() -> None:
    imported = read_chat("09:15:02 From Ana to Bo(Direct Message):\n\tpsst\n09:15:05 From Bo to Everyone:\n\tso\n", "chat.txt")
    assert imported is not None
    assert [s.speaker for s in imported.speeches] == ["Ana", "Bo"]
    assert any("1 messages were sent to one person only" in d.message for d in imported.findings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ana: hello\nBo: yes\n",
        "Chat of Monday\n00:58:04\tAlex:\tok\n",
        "10:00:01 From here we went\n",
        "00:00:51\nAna: hello\n",
        "10:00:01\tA:\tb\n" * 2 + "prose\n" * 20,
    ],
)
def test_other_text_is_no_chat(text: str) -> None:
    assert said(text) is None


@given(
    st.lists(st.sampled_from(["09:15:02", "\t", " From ", " to ", ":", "\n", "(Direct Message)", "Ana"]) | st.text(max_size=4)).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_left(text: str) -> None:
    imported = read_chat(text, "chat.txt")
    assert imported is None or imported.layout == "chat"


def test_the_words_around_names_may_be_korean() -> None:
    text = "10:01:02\t 시작  김하나  수신자  모두:\n\t안녕하세요\n10:01:09\t 시작  이준 : 네\n"
    assert said(text) == [("김하나", "안녕하세요", "10:01:02"), ("이준", "네", "10:01:09")]
