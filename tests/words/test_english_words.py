"""English words, their forms, and the pipelines behind the door."""

from __future__ import annotations

import pytest

from qualcode.match.english import matching_form, parts
from qualcode.words.analyser import Text, read
from qualcode.words.english import inflections, regular
from qualcode.words.pipelines import NoPipeline, pipeline
from qualcode.words.spelling import counterpart


def units(text: str, pipelines: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Give form, tag and surface of the units of a text that is one turn."""
    batch = read([Text(text, ((0, len(text), 0),))], (), pipelines)
    [one] = batch.units
    rows = zip(one.ids.tolist(), one.starts.tolist(), one.ends.tolist(), strict=True)
    return [(*batch.entries[id_], text[start:end]) for id_, start, end in rows][1:]


def joined(text: str) -> list[tuple[str, str]]:
    """Give form and surface of the units that can be read as one."""
    batch = read([Text(text, ((0, len(text), 0),))])
    [one] = batch.units
    rows = one.joins.reshape(-1, 3).tolist()
    return [(batch.entries[id_][0], text[one.starts[first] : one.ends[last]]) for id_, first, last in rows]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Learning", "learning"),
        ("didn\u2019t", "didn't"),
        ("co\u2011operative", "co-operative"),
        ("co\u00adoperative", "cooperative"),
        ("co\u200boperative", "cooperative"),
        ("ﬁrst", "first"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("e\u0301tude", "étude"),
        ("Ｓ", "s"),
    ],
)
def test_matching_form(word: str, form: str) -> None:
    assert matching_form(word) == form
    assert matching_form(form) == form


CONTRACTIONS = (
    "don't can't won't shouldn't it'll they'll we've I've I'd she'd I'm they're you're shouldn't've could've isn't didn\u2019t we\u2019re"
)


@pytest.mark.parametrize("word", CONTRACTIONS.split())
def test_contractions_are_cut_as_spacy_cuts_them(word: str) -> None:
    tokens = pipeline("en")(word)
    assert [(t.idx, t.idx + len(t), matching_form(t.text)) for t in tokens] == [(p.start, p.end, p.form) for p in parts(word)]


def test_possessives_are_cut_off() -> None:
    assert [p.form for p in parts("resident's")] == ["resident"]
    assert [p.form for p in parts("residents'")] == ["residents"]
    assert [p.form for p in parts("'quoted'")] == ["'", "quoted", "'"]
    assert [p.form for p in parts("o'clock")] == ["o'clock"]


def test_hyphens_glue_words_and_dashes_do_not() -> None:
    assert [(p.form, p.glued) for p in parts("co-op\u2011run")] == [("co", False), ("op", True), ("run", True)]
    assert [(p.form, p.glued) for p in parts("well--being")] == [("well", False), ("-", False), ("-", False), ("being", False)]


@pytest.mark.parametrize(
    ("word", "some", "none"),
    [
        ("learn", "learn learns learned learnt learning", "learner"),
        ("leave", "leaves left leaving", "leaf"),
        ("good", "good better best", "well"),
        ("child", "child children", "childhood"),
        ("children", "children child", "childhood"),
        ("learned", "learned learn learning", "learner"),
        ("meeting", "meeting meetings", "meet met"),
        ("networking", "networking", "network networks"),
        ("upskill", "upskill upskills upskilled upskilling", "upskilla"),
        ("organise", "organise organised organising organize organized organizes", "organiser organisation"),
        ("organization", "organization organizations organisation organisations", "organize"),
        ("neighbour", "neighbour neighbours neighbor neighbors", "neighborhood"),
        ("programme", "programme programmes program programs", "programmer"),
        ("travel", "travelled traveled travelling traveling", "traveller"),
        ("for", "for", "four"),
        ("prize", "prize prizes", "prise"),
    ],
)
def test_inflections(word: str, some: str, none: str) -> None:
    assert set(some.split()) <= inflections(word)
    assert not set(none.split()) & inflections(word)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("upcycle", "upcycle upcycles upcycled upcycling"),
        ("fundify", "fundify fundifies fundified fundifying"),
        ("vlog", "vlog vlogs vloged vlogged vloging vlogging"),
        ("zoomwalk", "zoomwalk zoomwalks zoomwalked zoomwalking"),
        ("webmatch", "webmatch webmatches webmatched webmatching"),
        ("upplay", "upplay upplays upplayed upplaying"),
    ],
)
def test_regular_endings(word: str, forms: str) -> None:
    assert regular(word) == set(forms.split())


@pytest.mark.parametrize(("british", "american"), [("centre", "center"), ("organising", "organizing"), ("neighbourhood", "neighborhood")])
def test_spellings_are_pairs(british: str, american: str) -> None:
    assert counterpart(british) == {american}
    assert counterpart(american) == {british}


@pytest.mark.parametrize("word", ["four", "hour", "prise", "wise", "exercise", "our", "size", "rise", "tire", "story", ""])
def test_what_only_looks_like_a_pair_is_none(word: str) -> None:
    assert counterpart(word) == frozenset()


def test_white_space_is_no_word() -> None:
    assert units(" a  b\n\nc ") == [("a", "latin", "a"), ("b", "latin", "b"), ("c", "latin", "c")]


def test_the_language_is_decided_turn_by_turn() -> None:
    batch = read([Text("배웠어요 OK\nWe learned, OK", ((0, 7, 0), (8, 22, 0), (22, 22, 0)))])
    forms = [batch.entries[id_] for id_ in batch.units[0].ids.tolist()]
    assert forms == [
        ("", ""), ("배우", "VV"), ("었", "EP"), ("어요", "EF"), ("ok", "SL"),
        ("", ""), ("we", "latin"), ("learned", "latin"), (",", "latin"), ("ok", "latin"), ("", ""),
    ]  # fmt: skip


def test_words_of_another_script_in_korean_can_be_read_as_such() -> None:
    assert joined("Workshop을 co-op이랑 했어요") == [("workshop", "Workshop"), ("co", "co"), ("op", "op"), ("coop", "co-op")]
    assert joined("We had a co-op") == [("coop", "co-op")]


def test_other_languages_and_those_named_plain_are_cut_at_letters() -> None:
    turn = "Wir haben's gelernt…"
    assert [form for form, _, _ in units(turn)] == ["wir", "haben", "gelernt", "…"]
    assert units(turn, {"en": "plain"}) == units(turn)


def test_a_pipeline_of_ones_own_gives_words_its_tags(tmp_path_factory: pytest.TempPathFactory) -> None:
    import spacy

    own = spacy.blank("en")
    own.add_pipe("attribute_ruler").add([[{"LOWER": "learned"}]], {"POS": "VERB"})  # type: ignore[attr-defined]
    path = tmp_path_factory.mktemp("own")
    own.to_disk(path)
    assert units("We  learned it", {"en": str(path)})[1] == ("learned", "latin:VERB", "learned")
    assert units("배웠어요", {"en": str(path)})[0] == ("배우", "VV", "배웠")


def test_a_pipeline_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(NoPipeline, match="en_core_web_none") as raised:
        units("We learned", {"en": "en_core_web_none"})
    assert "spacy download en_core_web_none" in raised.value.help
    with pytest.raises(NoPipeline, match="no language qq"):
        pipeline("qq")


def test_blank_pipelines_by_language() -> None:
    assert [t.text for t in pipeline("ko")("배웠어요")] == ["배웠", "어요"]
    assert [t.text for t in pipeline("de")("Er lernt.")] == ["Er", "lernt", "."]
