"""The engine finds what a slow search finds that looks at each place for each keyword: on random talk and on real sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest
from by_hand import Join, Parts, Said, Talk, Unit, itself, read_back, stored, texts_of
from dev_sentences import DATA, OWN, written
from dev_sentences import stored as analysed
from plain_search import Kept, Search

from qualcode.files.layout import Layout
from qualcode.files.study import load
from qualcode.files.units import UnitStore
from qualcode.match import engine
from qualcode.match.compile import compile_keywords
from qualcode.match.letters import has_hangul
from qualcode.match.units import CHAIN_TAG, LATIN_TAG, NOUN, VERB, kind_of
from qualcode.model.codebook import Code, Keyword
from qualcode.model.text import canonical
from qualcode.session.analysed import WORDS, document, passing_analysis
from support import SAMPLES

Row = tuple[int, int, int, int, str]
TIERS = ("verb", "chain", "part", "light", "noun", "compound", "word", "phrase")


def by_engine(keywords: Sequence[Keyword], texts: Sequence[engine.Text], store: UnitStore) -> dict[Row, bool]:
    """Give the hits of keywords, each a code of its own: text, keyword, start, end, tier; and whether it is denied."""
    matcher = compile_keywords([Code(id=f"c{n}", keywords=(k,)) for n, k in enumerate(keywords)], store)
    assert matcher.unreadable == ()
    chunk, hits, _ = engine.find(matcher, texts)
    text = chunk.text_at(hits.start)
    base = chunk.bases[text]
    columns = (text, hits.entry, hits.start - base, hits.end - base, hits.tier, hits.negated)
    rows = list(zip(*(c.tolist() for c in columns), strict=True))
    assert len({row[:4] for row in rows}) == len(rows)
    return {(t, e, start, end, engine.TIERS[tier]): negated for t, e, start, end, tier, negated in rows}


def compare(
    keywords: Sequence[Keyword], talks: Sequence[Talk], texts: Sequence[engine.Text], store: UnitStore, search: Search
) -> dict[Row, bool]:
    """Compare the two, and give the hits."""
    found = by_engine(keywords, texts, store)
    slow: dict[Row, Kept] = {(n, k.keyword, k.start, k.end, k.tier): k for n, one in enumerate(talks) for k in search.find(keywords, one)}
    assert sorted(found) == sorted(slow)
    assert [row for row, kept in slow.items() if found[row] not in kept.negated] == []
    return found


def sound(form: str, tag: str) -> list[tuple[str, int, int]]:
    """Know some parts of long nouns and of long verbs, the same ones each time."""
    if kind_of(tag) not in {NOUN, VERB} or len(form) < 3:
        return []
    cuts = [(i, j) for i in range(len(form)) for j in range(i + 1, len(form) + 1) if 0 < j - i < len(form)]
    return [(form[i:j], i, j) for i, j in cuts if (3 * i + j + len(form)) % 4]


def forms(word: str) -> frozenset[str]:
    """Know the forms of one word."""
    return frozenset({"run", "runs", "ran"}) if word in {"run", "runs", "ran"} else itself(word)


KOREAN = [("하", "XSV"), ("하", "VV"), ("되", "VX"), ("있", "VX"), ("안", "MAG"), ("못", "MAG"), ("않", "VX"), ("없", "VA-R"), ("지", "EC"),
          ("는데", "EC"), ("를", "JKO"), ("도", "JX"), ("늘", "MAG"), ("그", "MM"), (".", "SF"), ("이", "VCP")]  # fmt: skip
ENGLISH = ["run", "runs", "co", "op", "coop", "not", "only", "never", "neither", "nor", "no", "time", ",", "n't"]
TAGS = ["NNG", "NNG", "NNP", "VV", "VV-I", "MAG", "IC"]


@dataclass(frozen=True, slots=True)
class Dice:
    """Talk and keywords of few letters, so that they meet often."""

    random: Random

    def letters(self) -> str:
        return "".join(self.random.choices("가나", k=self.random.choice((1, 1, 1, 2, 2, 3))))

    def entry(self, *, korean: bool) -> tuple[str, str]:
        if not korean or self.random.random() < 0.05:
            return self.random.choice(ENGLISH), self.random.choice([LATIN_TAG, LATIN_TAG, LATIN_TAG + ":NOUN"])
        if self.random.random() < 0.6:
            return self.letters(), self.random.choice(TAGS)
        return self.random.choice(KOREAN[:3] if self.random.random() < 0.3 else KOREAN)

    def turn(self, start: int) -> tuple[str, Said]:
        """Make a turn: units beside each other or apart, some overlapping, without letters or in brackets, some readable as one."""
        text, korean = "", self.random.random() < 0.7
        units: list[Unit] = []
        for _ in range(self.random.randrange(25)):
            form, tag = self.entry(korean=korean)
            shape = self.random.choice(["plain"] * 12 + ["over", "empty", "mark"])
            at = len(text) - (shape == "over" and bool(units) and start + len(text) == units[-1].end > units[-1].start)
            surface = "" if shape == "empty" and text[-1:].strip() else form
            text = text[:at] + (f"[{surface}]" if shape == "mark" else surface or text[at:])
            begin = start + at + (shape == "mark")
            units.append(Unit(form, tag, begin, begin + len(surface)))
            text += self.random.choice(["", "", " ", " ", " ", ". "])
        joins = [self.join(len(units)) for _ in range(self.random.randrange(4)) if units]
        return text, Said(start, start + len(text), tuple(sorted(units, key=lambda unit: unit.start)), tuple(joins))

    def join(self, units: int) -> Join:
        first = self.random.randrange(units)
        form, tag = self.random.choice([(self.letters(), CHAIN_TAG), ("coop", LATIN_TAG), ("run", LATIN_TAG)])
        return Join(form, tag, first, min(first + self.random.randrange(4), units - 1))

    def talk(self) -> Talk:
        text, said = "", []
        for _ in range(self.random.randrange(4)):
            more, turn = self.turn(len(text))
            said.append(turn)
            text += more + "\n"
        return Talk(text, tuple(said))

    def some(self, make: Callable[[], str]) -> str:
        """Make a word or a phrase."""
        return " ".join(make() for _ in range(self.random.choice((1, 1, 1, 2, 2, 3))))

    def terms(self) -> str:
        """Make what is looked for without an operator."""
        if self.random.random() < 0.3:
            return self.some(lambda: self.random.choice(["run", "co", "op", "coop", "co-op", "don't", "time"]))
        ends = ["", "", "", "다", "하다", "되다", "를"]
        words = self.some(lambda: self.letters() + self.random.choice(ends))
        return self.random.choice([words] * 6 + [words + " 있다", words + " 늘", "그 " + words])

    def keyword(self) -> Keyword:
        """Make a word or phrase, one in three with others beside it."""
        one, other, third = self.terms(), self.terms(), self.terms()
        tie, last = (self.random.choice(["|", "AND", "NOT", "NEAR/1", "NEAR/3", "SEQ/2", "SEQ/6"]) for _ in range(2))
        find = self.random.choice([one] * 4 + [f"{one} {tie} {other}", f"({one} {tie} {other}) {last} {third}"])
        plain = Keyword(find)
        if find == one and self.random.random() < 0.2:
            tag = self.random.choice(["NNG", "VV", "VV-I", "V", "MAG"])
            return replace(plain, pos=tag) if has_hangul(one) else replace(plain, language="ko")
        with_options = (replace(plain, match="compound"), replace(plain, not_=(other,)), replace(plain, scope="turn"))
        return self.random.choice([plain, plain, plain, *with_options])


def compared(seed: int) -> Counter[str]:
    """Compare many keywords on some talks, and count the hits by tier."""
    dice = Dice(Random(seed))
    keywords, every = [dice.keyword() for _ in range(40)], [dice.talk() for _ in range(3)]
    store = stored(every, sound, forms)
    found = compare(keywords, every, texts_of(every, store), store, Search(sound, forms))
    seen = Counter(tier for *_, tier in found)
    seen["denied"] = sum(found.values())
    seen["combined"] = sum(any(tie in keywords[row[1]].find for tie in (" AND ", " NEAR", " SEQ", " NOT ")) for row in found)
    return seen


def test_on_random_talk() -> None:
    seen = sum((compared(seed) for seed in range(150)), Counter[str]())
    assert min(seen[kind] for kind in (*TIERS, "denied", "combined")) >= 20, seen  # else the comparison says little


def real_parts(store: UnitStore) -> Parts:
    """Look parts up as they were stored."""
    known: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for entry, tag, part, start, end in store.db.execute(
        'SELECT v.form, v.tag, p.form, p.start, p."end" FROM piece p JOIN vocab v ON v.id = p.id'
    ):
        known.setdefault((entry, tag), []).append((part, start, end))
    return lambda form, tag: known.get((form, tag), ())


def real_search(store: UnitStore) -> Search:
    def inflections(word: str) -> frozenset[str]:
        return store.inflections({word})[word]

    return Search(real_parts(store), inflections)


@pytest.mark.parametrize("one", [*DATA["sets"], *OWN["sets"]], ids=lambda one: str(one["id"]))
def test_on_sentences_with_known_answers(one: dict[str, object]) -> None:
    sentences, keywords = one["sentences"], one["keywords"]
    assert isinstance(sentences, list)
    assert isinstance(keywords, list)
    store, texts = analysed([canonical(written(s))[0] for s in sentences])
    talks = [read_back(text, store) for text in texts]
    assert len(compare([Keyword(k) for k in keywords], talks, texts, store, real_search(store))) >= 20


@pytest.mark.parametrize(("study", "names"), [("residents-technology-school", ("P01", "P10")), ("lifelong-learning-city", ("L01",))])
def test_on_the_sample_studies(study: str, names: tuple[str, ...]) -> None:
    project = load(Layout(SAMPLES / study))
    sources = [project.sources[name] for name in names]
    analysis = passing_analysis()
    documents = [document(source) for source in sources]
    analysis.ensure(documents, WORDS)
    [(_, texts)] = analysis.chunks(documents, written=False)
    dev = [k for one in (*DATA["sets"], *OWN["sets"]) for k in one["keywords"]]
    book = [k for code in project.codebook.tree() for k in code.keywords if k.match == "lemma" and k.find[0] not in '"/']
    talks = [read_back(text, analysis.store) for text in texts]
    keywords = [*book, *(Keyword(k) for k in dict.fromkeys(dev))]
    assert len(compare(keywords, talks, texts, analysis.store, real_search(analysis.store))) >= 100
