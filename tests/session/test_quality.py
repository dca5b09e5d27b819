"""What the quality of keywords says: all they find, what waits, what was coded by hand without them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from lamps import ASKED, BOTH, DRILL, LAMP, NONE, ONE, REPAIR, TAP, TOOLS, TWICE, accept, change, lamps, reject, rewrite_book, study
from qualcode.files.layout import Layout
from qualcode.session import open_study
from qualcode.session.quality import CodeQuality, Found, KeywordQuality, quality
from qualcode.session.suggesting import queue
from qualcode.session.verdicts import Tally


@pytest.fixture
def at(tmp_path: Path) -> Layout:
    return lamps(tmp_path)


def code(layout: Layout, id_: str = REPAIR, coder: str | None = None) -> CodeQuality:
    found = quality(study(layout), coders=frozenset({coder}) if coder else None)
    return next(c for c in found.codes if c.code == id_)


def keyword(layout: Layout, name: str, coder: str | None = None) -> KeywordQuality:
    return next(k for k in code(layout, coder=coder).keywords if k.keyword == name)


def test_everything_found_is_counted_whoever_decided_what(at: Layout) -> None:
    accept(at, BOTH, LAMP, "keyword:tap")
    reject(at, "One lamp", LAMP)
    assert keyword(at, "lamp").found == Found(hits=5, segments=4, sources=2, waiting=3, denied=1)
    assert keyword(at, "tap").found == Found(hits=2, segments=2, sources=1, waiting=1)
    assert keyword(at, "fuse").found == Found()
    assert code(at).found == Found(hits=7, segments=5, sources=2, waiting=4, denied=1)
    assert code(at).tally == Tally(1, 1)


def test_what_waits_for_one_coder_is_the_queue_of_that_coder_and_for_nobody_what_nobody_decided(at: Layout) -> None:
    accept(at, BOTH, LAMP, "keyword:tap")
    reject(at, "Her lamp", LAMP, coder="lee")
    accept(at, TAP, "manual", coder="lee")
    for coder, waits in (("kim", 4), ("lee", 3)):
        assert code(at, coder=coder).found.waiting == waits == len(queue(study(at, coder), codes=frozenset({REPAIR})))
    assert code(at).found.waiting == 2


def test_what_one_coder_decided_is_counted_alone(at: Layout) -> None:
    accept(at, ONE, LAMP)
    reject(at, "Her lamp", LAMP, coder="lee")
    accept(at, NONE, "manual", coder="lee")
    assert code(at).tally == Tally(1, 1)
    assert code(at, coder="lee").tally == Tally(0, 1)
    assert code(at, coder="kim").by_hand == ()
    assert len(code(at, coder="lee").by_hand) == 1


def test_recall_is_measured_on_what_was_coded_by_hand_or_imported(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, TAP, "manual")
    accept(at, NONE, "import:table.xlsx")
    accept(at, ASKED, "manual")
    assert [c.by for c in code(at).by_hand] == [("manual",), ("import:table.xlsx",)]
    assert [c.anchor.exact for c in code(at).missed] == [NONE]
    assert code(at).recall == 0.5


def test_a_coding_recoded_by_hand_is_by_hand_and_one_that_was_only_moved_is_not(at: Layout) -> None:
    change(at, "move", accept(at, ONE, LAMP), "Her lamp")
    change(at, "recode", accept(at, TWICE, LAMP), code=TOOLS)
    assert code(at).by_hand == ()
    assert code(at).recall is None
    assert [c.anchor.exact for c in code(at, TOOLS).missed] == [TWICE]


def test_words_beside_a_hit_are_missed_and_words_that_hold_it_are_not(at: Layout) -> None:
    accept(at, "is not mine.", "manual")
    accept(at, "Her lamp is", "manual")
    assert [c.anchor.exact for c in code(at).missed] == ["is not mine."]


def test_keywords_that_decided_and_are_gone_are_listed_apart(at: Layout) -> None:
    accept(at, ONE, LAMP)
    accept(at, TAP, "keyword:tap")
    rewrite_book(at, "[lamp, tap, fuse]", "[tap, fuse]")
    assert keyword(at, "lamp") == KeywordQuality("lamp", None, Tally(1, 0), in_codebook=False)
    assert [k.keyword for k in code(at).keywords] == ["tap", "fuse", "lamp"]
    assert code(at).tally == Tally(1, 0)


def test_decisions_of_a_code_that_is_gone_are_not_lost(at: Layout) -> None:
    reject(at, "Her lamp", LAMP)
    rewrite_book(at, "skill.repair", "skill.mend")
    assert [(k.keyword, k.in_codebook, k.tally) for k in code(at).keywords] == [("lamp", False, Tally(0, 1))]


def test_a_keyword_that_cannot_be_read_is_not_said_to_find_nothing(at: Layout) -> None:
    rewrite_book(at, "[lamp, tap, fuse]", '[lamp, "tap AND"]')
    assert keyword(at, "tap AND").found is None
    assert keyword(at, "lamp").found == Found(hits=5, segments=4, sources=2, waiting=4, denied=1)


def test_only_the_codes_that_are_asked_for_and_none_without_anything_to_say(at: Layout) -> None:
    assert [c.code for c in quality(study(at)).codes] == [REPAIR, TOOLS]
    accept(at, DRILL, "manual", code="skill")
    assert [c.code for c in quality(study(at)).codes] == ["skill", REPAIR, TOOLS]
    assert [c.code for c in quality(study(at), frozenset({TOOLS})).codes] == [TOOLS]
    assert code(at, "skill").recall == 0


def test_the_sample_study_is_what_its_logs_say(school: Path) -> None:
    """In the samples nothing was taken back, and no segment has two hits of one keyword with different answers."""
    logs = [path.read_text(encoding="utf-8") for path in school.glob("codings/*/*.jsonl")]
    lines = [json.loads(line) for log in logs for line in log.split("\n") if line]
    said = Counter((d["code"], by.removeprefix("keyword:"), d["op"]) for d in lines for by in d.get("by", ()))
    assert {d["op"] for d in lines} <= {"code", "reject", "note", "done"}
    found = quality(open_study(school, "kim"))
    for one in found.codes:
        for k in one.keywords:
            assert k.tally == Tally(said[one.code, k.keyword, "code"], said[one.code, k.keyword, "reject"]), (one.code, k.keyword)
    assert sum(said.values()) == sum(k.tally.decided for one in found.codes for k in one.keywords) > 200
    assert sum(len(c.by_hand) for c in found.codes) == sum(d["op"] == "code" and "by" not in d for d in lines)
