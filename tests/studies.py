"""A small invented study to test on: three interviews in Korean and English, a codebook in both, two coders.

Tests make it in a folder of their own and decide with :func:`record`, so that no test needs a session, a terminal or git.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from qualcode.files.cases import read_cases, write_cases
from qualcode.files.layout import GITATTRIBUTES, GITIGNORE, Layout, write_whole
from qualcode.files.log import append
from qualcode.files.settings import settings_text
from qualcode.files.sources import Sidecar, SpeakerFile, keep_version, read_source, write_source
from qualcode.model.case import Case
from qualcode.model.coding import Anchor
from qualcode.model.source import Speech, compose
from qualcode.model.text import Span
from qualcode.ops import Op, next_at

KIM, LEE = "kim", "lee"
NINE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""When everything is decided, unless a test says otherwise; times within a log still differ."""

EXPERTISE, PRIDE, TRUST, RESOURCES = "resident.expertise", "resident.pride", "community.trust", "community.resources"
CODES = (EXPERTISE, PRIDE, TRUST, RESOURCES)
BOOK = "codebooks/capacity.yaml"
CODEBOOK = """\
codebook: Resident and community capacity
codes:
  - id: resident
    label: {ko: 주민역량, en: Resident capacity}
    brief: 주민 한 사람에게 생긴 힘
    codes:
      - id: resident.expertise
        label: {ko: 전문성 향상, en: Improved expertise}
        brief: 생활기술을 배우고 스스로 해내게 됨
        keywords: [전등, 자격증, "learn* NEAR/3 repair"]
      - id: resident.pride
        label: {ko: 자신감, en: Pride}
        brief: 스스로를 자랑스러워함
        keywords: [뿌듯하다, proud]
  - id: community
    label: {ko: 지역사회 역량, en: Community capacity}
    brief: 동네에 생긴 힘
    codes:
      - id: community.trust
        label: {ko: 신뢰, en: Trust}
        brief: 이웃을 믿고 집에 들이게 됨
        keywords: [믿다, trust]
      - id: community.resources
        label: {ko: 자원, en: Resources}
        brief: 공간, 예산, 공구
        keywords: [예산, budget]
"""


@dataclass(frozen=True, slots=True)
class Interview:
    """One invented interview: its languages, who speaks, and what they say."""

    languages: tuple[str, ...]
    speakers: Mapping[str, SpeakerFile]
    speeches: tuple[Speech, ...]

    @property
    def text(self) -> str:
        """The canonical transcript."""
        return compose(self.speeches, self.speakers)


def _respondent(case: str) -> SpeakerFile:
    return SpeakerFile("respondent", case)


_ASKS = SpeakerFile("interviewer")
INTERVIEWS: Mapping[str, Interview] = {
    "P01": Interview(
        ("ko",),
        {"면담자": _ASKS, "P01": _respondent("P01")},
        (
            Speech("면담자", "기술학교에는 어떻게 오시게 되었나요?"),
            Speech("P01", "처음에는 전등 하나 갈 줄도 몰랐어요. 옆집 언니가 같이 가자고 해서 따라갔지요. 지금은 도배까지 혼자서 해냅니다."),
            Speech("면담자", "배우고 나서 무엇이 달라졌습니까?"),
            Speech("P01", "혼자 사는 어르신 댁 수도꼭지를 고쳐 드렸어요. 고맙다고 손을 꼭 잡아 주시는데 정말 뿌듯했습니다."),
            Speech("면담자", "이웃과의 관계는 어떻게 바뀌었나요?"),
            Speech("P01", "전에는 인사도 안 하던 사람들과 이제 반찬을 나눠 먹어요. 서로 믿으니까 열쇠도 맡기고 다닙니다."),
            Speech("면담자", "아쉬운 점도 말씀해 주세요."),
            Speech("P01", "구청 예산이 끊기면 공구를 빌릴 데가 없습니다. 작업할 공간이라도 계속 남아 있었으면 좋겠어요."),
        ),
    ),
    "P02": Interview(
        ("en",),
        {"Q": _ASKS, "P02": _respondent("P02")},
        (
            Speech("Q", "What did the school change for you?", "00:00:05"),
            Speech("P02", "I learned how to repair a leaking tap on my own. My husband did not believe it until he saw it.", "00:00:12"),
            Speech("Q", "And among the neighbours?", "00:01:40"),
            Speech("P02", "We trust each other enough to lend out the expensive drill. Nobody has ever kept it for too long.", "00:01:44"),
            Speech("Q", "What is still missing?", "00:02:30"),
            Speech("P02", "The budget of the district runs out every autumn. I am proud that we carry on without it.", "00:02:33"),
        ),
    ),
    "F01": Interview(
        ("ko", "en"),
        {"진행자": SpeakerFile("moderator"), "가": _respondent("P03"), "나": _respondent("P04")},
        (
            Speech("진행자", "수료한 뒤의 이야기를 나눠 볼까요?"),
            Speech("가", "자격증을 따고 나서 동네 수리 봉사단을 만들었습니다. 스무 명이 달마다 모여요."),
            Speech("나", "My neighbours call me the electrician now. 그 말이 싫지 않아요."),
        ),
    ),
}
ROLES_OF_CASES = {"P01": "참여자", "P02": "참여자", "P03": "봉사단", "P04": "봉사단"}


def make_study(root: Path, interviews: Mapping[str, Interview] = INTERVIEWS, codebook: str = CODEBOOK) -> Layout:
    """Write the study into a folder, as qualcode writes one; nothing is coded yet and loading it finds nothing wrong."""
    layout = Layout(root)
    files = {".gitattributes": GITATTRIBUTES, ".gitignore": GITIGNORE, BOOK: codebook}
    files["qualcode.yaml"] = settings_text("주민기술학교", ("ko", "en"), BOOK)
    for name, text in files.items():
        write_whole(root / name, text.encode("utf-8"))
    for id_, interview in interviews.items():
        case = id_ if id_ in ROLES_OF_CASES else None
        write_source(layout, id_, interview.text, Sidecar(case, interview.languages, interview.speakers))
    table, _ = read_cases(layout)
    write_cases(layout, table, {case: Case(case, {"role": role}) for case, role in ROLES_OF_CASES.items()})
    return layout


def quote(layout: Layout, source: str, words: str) -> Anchor:
    """Make the anchor of words that stand exactly once in a transcript as it is now, and keep that text version."""
    read, _, _ = read_source(layout, source)
    assert read.text.count(words) == 1, f"{words!r} stands {read.text.count(words)} times in {source}"
    keep_version(layout, read)
    start = read.text.index(words)
    return Anchor.at(Span(start, start + len(words)), read.text, read.version)


def record(layout: Layout, coder: str, source: str, *drafts: Op, now: datetime = NINE) -> tuple[Op, ...]:
    """Append decisions to a coder's log, each at a later time than all before it; gives them as written."""

    def make(last: str) -> Sequence[Op]:
        made: list[Op] = []
        for draft in drafts:
            last = next_at(now, last)
            made.append(replace(draft, at=last))
        return made

    return append(layout, coder, source, make)


def code(layout: Layout, coder: str, source: str, words: str, code: str) -> Op:
    """Code words that stand exactly once in a source; gives the line as written."""
    (op,) = record(layout, coder, source, Op("code", code=code, anchor=quote(layout, source, words)))
    return op
