"""What an importer knows of a passage in a speech holds for the transcript that is written, and speeches come back as they were."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech, compose, passages, speeches_of

LABELS = ("면담자", "P03", "Mira | North Hub", "박솔·정하윤")
_LINE = st.one_of(
    st.text("가나다 :.\\?#" + string.ascii_letters, min_size=1, max_size=20),
    st.builds("{}: {}".format, st.sampled_from([*LABELS, "?", "#"]), st.text("가나 :", max_size=5)),
    st.builds("\\{}: {}".format, st.sampled_from(LABELS), st.text("가나", max_size=5)),
).map(str.strip).filter(bool)  # fmt: skip
_TEXT = st.lists(_LINE, min_size=0, max_size=4).map("\n".join)
_SPEECH = st.builds(Speech, st.sampled_from([*LABELS, UNKNOWN_SPEAKER, HEADING]), _TEXT, st.sampled_from([None, "00:01:02", "63:12"]))


@given(st.lists(_SPEECH, max_size=6))
def test_each_character_of_a_speech_is_where_passages_says(speeches: list[Speech]) -> None:
    text = compose(speeches, LABELS)
    places = [(n, i, i + 1) for n, s in enumerate(speeches) for i in range(len(s.text))]
    spans = passages(speeches, LABELS, places)
    assert [text[span.start] for span in spans] == [speeches[n].text[i] for n, i, _ in places]
    assert all(a.start < b.start for a, b in pairwise(spans))


@given(st.lists(_SPEECH, max_size=6))
def test_speeches_come_back_as_they_were_written(speeches: list[Speech]) -> None:
    assert list(speeches_of(compose(speeches, LABELS), LABELS)) == speeches
