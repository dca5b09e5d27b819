"""Who asks and who answers: roles proposed from the file's own words, else from how people talk; likeness of labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import combinations

from qualcode.formats.plain.lexicon import ROLE_OF, fold, is_prompt, role_word
from qualcode.formats.plain.lines import characters
from qualcode.formats.plain.names import is_near, is_plural, joins
from qualcode.match.letters import HANGUL
from qualcode.model.diagnostic import Diagnostic, Location, note, warning
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speaker, Speech
from qualcode.model.text import count_words

_QUESTION = re.compile(
    r"(?:\?|까요|나요|가요|던가요|는지요|[습십]니까|주세요|주십시오|주시겠어요|궁금한데요|궁금합니다|여쭤볼게요|말씀해\s*주신다면)[\"'”’)\].]*$"
    r"|\b(?:tell|talk) (?:me|us)\b[^.?!]*[.?!]*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:^|\b(?:and|so|but|okay|ok|right|then|is|me|you|earlier|later) )(?:(?:and|so|but|okay|ok|right|then|well|yeah)\W+)*"
    r"(?:(?:what|how|why|when|where|who|which)\b(?! i\b| we\b)"
    r"|(?:do|did|does|can|could|would|will|are|were|have|had|was|is) (?:you|there|that|it|they|people|anybody|anyone|he|she)\b)"
    r"|\b(?:what|how|why|when|where|who|which)(?: \w+)? (?:do|did|does|can|could|would|will|are|were|have|had)"
    r" (?:you|it|they|he|she|people)\b"
    r"|(?:^|\s)(?:어떻게|왜|언제|어디|누가|누구|무엇|무슨|어떤|몇|얼마)\S*(?:\s\S+){0,6}?\s?\S*(?<!고)(?<!든)(?<!니까)(?<!잖아)(?<!네)(?<!대)(?:요|까|죠)$",
    re.IGNORECASE,
)
"""How English questions begin, and what is in Korean ones, in speech that was written down without signs."""
_MOST_ASKED = 40
"""Without signs, a turn of more words than this is no question."""
_NAMED = re.compile(
    r"(?P<role>interviewer|moderator|facilitator|host|면담자|면접자|질문자|조사자|인터뷰어|사회자|진행자)(?:s\b|들)?\s*(?:is|was|:|은|는|=|-)?\s*(?P<names>.{1,60})",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bSt)(?<!\b[DJMS]r)(?<!\bMs)(?<!\bMrs)(?<!\bProf)\.")
_COUNTERPARTS = {
    "a": {"q"},
    "r": {"i", "q", "int", "iv", "interviewer"},
    "i": {"r", "p", "respondent", "participant", "interviewee"},
    "m": {"r", "p", "respondent", "participant"},
}
"""A letter that may also be an initial says a role only beside its counterpart."""
_MANY = 4
"""From so many talkers on, the one who asks leads a group."""
_ENOUGH = 0.7
_MARGIN = 0.25
_FEWEST_TURNS = 2
_SHARE = 0.1
"""Who has fewer of the turns than this does not lead the talk, nor who asks in fewer of them."""
_ASKS = 0.25
_CLEARLY = 1.2
"""Who asks does so in more than a quarter of the turns, and so much more often than anybody else."""
_MOST_LABELS = 40
_LAST_WORDS = 400
"""So many characters at the end of a turn tell whether it asks."""
_MARK = re.compile(r"[?？]")
_LATE_TIME = re.compile(r"\s*[\[(][\d:.,]+[\])]$")
_KOREAN = 0.85
_LITTLE = 0.1
_HANGUL = re.compile(f"[{HANGUL}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class _Habit:
    """How somebody talks: turns, share of them that ask, words a turn, and whether the talk begins and ends with them."""

    turns: int
    asks: float
    words: float
    opens: bool
    closes: bool


def guess_speakers(speeches: Sequence[Speech], cut: Sequence[str], path: str) -> tuple[tuple[Speaker, ...], tuple[Diagnostic, ...]]:
    """Propose a role for each label, in the order in which they first speak, and say what is only a guess.

    From, in this order: a word in the label, the lines before the talk that name the interviewer, how they talk.
    """
    labels = [s for s in dict.fromkeys(s.speaker for s in speeches) if s not in {HEADING, UNKNOWN_SPEAKER}]
    roles = _said_roles(labels)
    roles |= {label: role for label, role in _named_in_front(labels, cut).items() if roles[label] is None}
    found = [*_guess_asker(roles, speeches, path)] if not {"interviewer", "moderator"} & set(roles.values()) else []
    speakers = [Speaker(label, roles[label] or "respondent") for label in labels]
    alike = _near_pairs(labels)
    findings = (*found, *(_alike(a, b, path) for a, b in alike))
    return (*_like_their_twins(speakers, alike, roles), *_unnamed(speeches, labels)), findings


def _unnamed(speeches: Sequence[Speech], labels: Sequence[str]) -> list[Speaker]:
    """Propose the moderator for what nobody is named for, where it is only questions written out between named turns."""
    unnamed = [s for s in speeches if s.speaker == UNKNOWN_SPEAKER]
    prompts = bool(labels) and all(is_prompt(s.text) for s in unnamed)
    return [Speaker(UNKNOWN_SPEAKER, "moderator" if prompts else "unknown")] if unnamed else []


def _said_roles(labels: Sequence[str]) -> dict[str, str | None]:
    """Give the roles that labels say by themselves, each once over all labels."""
    folded = frozenset(map(fold, labels))
    bare = {re.sub(r"\d+", "", key) for key in folded}
    return {label: _said_role(label, folded, bare) for label in labels}


def _said_role(label: str, folded: AbstractSet[str], bare: AbstractSet[str]) -> str | None:
    if joins(label, folded) or is_plural(label, bare):
        return "group"
    counterparts = _COUNTERPARTS.get(fold(label))
    return role_word(label) if counterparts is None or counterparts & bare else None


def _named_in_front(labels: Iterable[str], cut: Sequence[str]) -> dict[str, str]:
    """Find who is named as interviewer or moderator outside the talk."""
    found: dict[str, str] = {}
    for match in (m for line in cut for m in _NAMED.finditer(line)):
        names = _FULL_STOP.split(match["names"])[0]
        for label in labels:
            if len(label) > 1 and re.search(re.escape(fold(label)) + r"(?!\d|명)", fold(names)):
                found.setdefault(label, ROLE_OF[match["role"].casefold()])
    return found


def habits(speeches: Sequence[Speech]) -> dict[str, _Habit]:
    """Measure how each speaker talks."""
    said: dict[str, list[str]] = {}
    for speech in speeches:
        said.setdefault(speech.speaker, []).append(speech.text)
    order = [s.speaker for s in speeches if s.speaker not in {HEADING, UNKNOWN_SPEAKER}]
    ends = (order[0], order[-1]) if order else ("", "")
    asks = _asks if any(_MARK.search(s.text) for s in speeches) else _asks_without_signs
    return {who: _habit(texts, who == ends[0], who == ends[1], asks) for who, texts in said.items()}


def _habit(texts: Sequence[str], opens: bool, closes: bool, asks: Callable[[str], bool]) -> _Habit:  # noqa: FBT001 - two facts, not options
    n = len(texts)
    return _Habit(n, sum(map(asks, texts)) / n, sum(map(count_words, texts)) / n, opens, closes)


def _asks(text: str) -> bool:
    return _QUESTION.search(_LATE_TIME.sub("", text[-_LAST_WORDS:].rstrip())) is not None


def _asks_without_signs(text: str) -> bool:
    return _asks(text) or (len(text) <= _LAST_WORDS and count_words(text) <= _MOST_ASKED and _ASKED.search(text) is not None)


def _guess_asker(roles: dict[str, str | None], speeches: Sequence[Speech], path: str) -> list[Diagnostic]:
    """Propose, in ``roles``, who asks, when one speaker's habits stand out; say so, or that nobody's do."""
    known = habits(speeches)
    few = max(_FEWEST_TURNS, _SHARE * sum(known[label].turns for label in roles))
    talkers = [label for label, role in roles.items() if role is None and known[label].turns >= few]
    if len(talkers) < 2:  # noqa: PLR2004 - asking takes two
        return []
    mean = sum(known[t].words * known[t].turns for t in talkers) / sum(known[t].turns for t in talkers)
    (best, who), (second, _) = sorted(((_asking(known[t], mean), t) for t in talkers), reverse=True)[:2]
    group = sum(role is None and known[label].turns >= _FEWEST_TURNS for label, role in roles.items()) >= _MANY
    others = [known[t].asks for t in talkers if t != who]
    if not _stands_out(known[who], others, mean, group=group) or best < _ENOUGH or best - second < _MARGIN:
        message = "no interviewer was recognised; all speakers are taken as respondents"
        return [note("QC054", message, Location(path), "import again with --interviewer NAME if somebody asks here")]
    roles[who] = "moderator" if group else "interviewer"
    message = f"{who!r} is taken as the {roles[who]}, a guess: {_signs(known[who], mean)}"
    return [note("QC054", message, Location(path), "if not, import again with --interviewer NAME, or --role NAME=ROLE")]


def _stands_out(habit: _Habit, others: Iterable[float], mean: float, *, group: bool) -> bool:
    """Tell whether somebody asks often and clearly more than the others, or leads a group: begins and ends it, and is brief."""
    leads = group and habit.opens and habit.closes and habit.words < mean
    return (leads and habit.asks >= _SHARE) or (habit.asks > _ASKS and habit.asks >= _CLEARLY * max(others))


def _signs(habit: _Habit, mean: float) -> str:
    asked = f"asks in {round(habit.asks * habit.turns)} of {habit.turns} turns"
    more = {"opens the talk": habit.opens, "closes it": habit.closes, "is brief": habit.words < mean}
    return ", ".join([asked, *(sign for sign, holds in more.items() if holds)])


def _asking(habit: _Habit, mean: float) -> float:
    """Weigh the signs of somebody who asks (0 to 2.3): questions most, then who begins, is brief, and ends."""
    return habit.asks + 0.5 * habit.opens + 0.5 * (habit.words < mean) + 0.3 * habit.closes


def _near_pairs(labels: Sequence[str]) -> list[tuple[str, str]]:
    folded = frozenset(map(fold, labels))
    own = [label for label in labels if not joins(label, folded)]
    return [(a, b) for a, b in combinations(own[:_MOST_LABELS], 2) if is_near(a, b)]


def _like_their_twins(speakers: Iterable[Speaker], alike: Sequence[tuple[str, str]], said: Mapping[str, str | None]) -> list[Speaker]:
    """Give a label without a role of its own the role of the one whose misspelling it may be."""
    twins = {a: b for pair in alike for a, b in (pair, pair[::-1])}
    return [replace(s, role=said[twins[s.label]] or s.role) if s.label in twins and said[s.label] is None else s for s in speakers]


def _alike(one: str, other: str, path: str) -> Diagnostic:
    help_ = f"if they are, name {other!r} among the aliases of {one!r} in the sidecar"
    return warning("QC055", f"{one!r} and {other!r} may be one person; they are kept apart", Location(path), help_)


def languages_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Tell by letters which of Korean and English a talk is in: ``("ko",)``, ``("en",)``, both, or none."""
    counts = characters("".join(texts))
    korean = 2 * sum(n for c, n in counts.items() if _HANGUL.match(c))
    latin = sum(n for c, n in counts.items() if _LATIN.match(c))
    if not korean + latin:
        return ()
    share = korean / (korean + latin)
    return ("ko",) if share >= _KOREAN else ("en",) if share <= _LITTLE else ("ko", "en")
