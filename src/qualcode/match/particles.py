"""What may follow a Korean name in the same word, and which form of it goes with another name.

Built by rule, from the order in which Korean stacks these parts behind a noun: the friendly 이 (영숙이), a title (씨, 언니,
선생님), 네 or 들, case particles (한테서), auxiliary particles (만, 까지, 도), a second case particle (까지를), and forms of
the copula with their endings (이라고, 인데요). What no such stack spells is another word: 민수기, 영희망, 수민수업.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from qualcode.match.korean import final_consonant

Sound = Literal["vowel", "rieul", "consonant", "unknown"]
"""What a name ends in when it is read aloud; 으로 and 로 ask for more than the others: after ㄹ stands 로."""

TITLES = (  # noqa: SIM905 - a list of words
    "씨 님 군 양 형 누나 언니 오빠 이모 삼촌 고모 쌤 샘 선생 선생님 아저씨 아주머니 아줌마 할머니 할아버지 어르신 어머니 어머님 아버지 "
    "아버님 엄마 아빠 여사 여사님 회장 회장님 부회장 반장 반장님 통장 통장님 이장 이장님 팀장 팀장님 과장 과장님 국장 국장님 부장 부장님 "
    "센터장 센터장님 원장 원장님 소장 소장님 관장 관장님 대표 대표님 이사 이사님 이사장 이사장님 사장 사장님 총무 총무님 간사 간사님 "
    "주무관 주무관님 주임 주임님 대리 대리님 위원 위원님 위원장 위원장님 의원 의원님 강사 강사님 박사 박사님 교수 교수님 코치 코치님 "
    "사무장 사무장님 사무국장 사무국장님 활동가 매니저 매니저님 기사 기사님 목사 목사님 신부님 스님 장로님 집사님 권사님"
).split()
_GROUP = "네 네들 네서 들 측 쪽 댁".split()  # noqa: SIM905 - a list of words
_CASE = (  # noqa: SIM905 - a list of words
    "에게 에게서 에게로 한테 한테서 한테로 께 께서 더러 보고 의 에 에서 와 과 랑 이랑 하고 로 으로 로서 으로서 로써 으로써 로부터 "
    "에다 에다가 한테다 으로부터 을 를 처럼 같이 보다 만큼 만치 대로 답게"
).split()
_AUXILIARY = (  # noqa: SIM905 - a list of words
    "은 는 이 가 도 만 까지 부터 마저 조차 밖에 뿐 마다 나 이나 이나마 나마 라도 이라도 든지 이든지 든 이든 야말로 이야말로 "
    "커녕 은커녕 는커녕 치고 말고 따라 요"
).split()
_LAST_CASE = "을 를 의 에 와 과 로 으로 은 는 이 가 랑 이랑 하고 처럼 보다".split()  # noqa: SIM905 - a list of words
_QUOTED = (  # noqa: SIM905 - a list of words
    "라고 라고는 라고도 라고요 라는 라던 라면 라면서 라며 라서 라도 라니 라니까 라든가 라든지 란 래 래요 랬어 랬어요 랬는데 랬잖아"
).split()
_BARE = (  # noqa: SIM905 - a list of words
    "다 고 고요 며 면 지 지만 지요 죠 네 네요 니 니까 니까요 니깐 거든 거든요 거나 건 잖아 잖아요 예요 에요 여요 세요 신데 구나 군요 "
    "더라 더라고 더라고요"
).split()
_COPULA = (  # noqa: SIM905 - a list of words
    "인 인데 인데요 인지 인지도 인가 인가요 인가봐요 인걸 인걸요 인거 인줄 입니다 입니까 입니다만 일 일까 일까요 임 이야 이에요 이예요 "
    "이여 이었 이었다 이었어 이었어요 이었는데 이었는데요 이었지 이었지요 이었죠 이었거든요 이었습니다 이었고 "
    "였다 였어 였어요 였는데 였는데요 였지 였지요 였죠 였거든요 였습니다 였고"
).split()


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda w: (-len(w), w)))})"


_STACK = (
    f"(?:이(?=.))?{_one_of(TITLES)}?{_one_of(_GROUP)}?{_one_of(_CASE)}{{0,2}}{_one_of(_AUXILIARY)}{{0,2}}"
    f"{_one_of(_LAST_CASE)}?(?:{_one_of([*_COPULA, *('이' + w for w in (*_QUOTED, *_BARE)), *_QUOTED])}요?)?"
)
_BEHIND_VOWEL = f"{_STACK}|야|여|{_one_of(_BARE)}요?"
_BEHIND_CONSONANT = f"{_STACK}|아|이여"
_ENDINGS: dict[Sound, re.Pattern[str]] = {
    "vowel": re.compile(_BEHIND_VOWEL),
    "rieul": re.compile(_BEHIND_CONSONANT),
    "consonant": re.compile(_BEHIND_CONSONANT),
    "unknown": re.compile(f"{_BEHIND_VOWEL}|아|이여"),
}
_IS_TITLED = re.compile(_one_of(TITLES))
_HAS_TITLE = re.compile(f"이?{_IS_TITLED.pattern}")
TITLE_NEXT = re.compile(rf"[ \t]?{_one_of(TITLES)}(?![가-힣])|[ \t]?(?:씨|님|쌤|선생님)")
"""A title directly behind a name, or after a blank."""


@cache
def follows(rest: str, sound: Sound) -> bool:
    """Tell whether the rest of a word, behind a name that ends in this sound, is a stack of particles and endings."""
    return not rest or _ENDINGS[sound].fullmatch(rest) is not None


def begins_with_title(rest: str) -> bool:
    """Tell whether the rest of a word begins with a title."""
    return _HAS_TITLE.match(rest) is not None


_DIGITS: dict[str, Sound] = dict(zip("0123456789", ("consonant", "rieul", "vowel", "consonant", "vowel",
                                                   "vowel", "consonant", "rieul", "rieul", "vowel"), strict=True))  # fmt: skip
_LETTERS: dict[str, Sound] = {
    **dict.fromkeys("ABCDEFGHIJKOPQSTUVWXYZ", "vowel"),
    **dict.fromkeys("LR", "rieul"),
    **dict.fromkeys("MN", "consonant"),
}
_LAST = re.compile(r"(?P<before>.*?)(?P<last>\w)\W*", re.DOTALL)


def sound(name: str) -> Sound:
    """Give what a name ends in: the last syllable, the last digit read in Korean (3 is 삼), a letter that stands alone by its name.

    A Latin word is unknown: how it is read aloud does not show. Closing brackets behind it are not read.
    """
    match = _LAST.fullmatch(name)
    if not match:
        return "unknown"
    last, before = match["last"], match["before"]
    if "가" <= last <= "힣":
        final = final_consonant(last)
        return "vowel" if not final else "rieul" if final == "ㄹ" else "consonant"
    if last in _LETTERS and not before[-1:].isalpha():
        return _LETTERS[last]
    return _DIGITS.get(last, "unknown")


_PAIRS = (
    ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"), ("은커녕", "는커녕"), ("으로", "로"), ("으로부터", "로부터"),
    ("으로서", "로서"), ("으로써", "로써"), ("이었", "였"), ("이에요", "예요"), ("이예요", "예요"),
    *(("이" + w, w) for w in (
        *_QUOTED, "랑", "나", "나마", "든지", "든", "야말로", "다", "고", "고요", "며", "면", "지", "지요", "지만", "죠", "네요", "니까",
        "거든", "거든요", "잖아", "잖아요", "여", "요", "세요", "신데", "구나", "더라", "더라고", "야",
    )),
)  # fmt: skip
"""Particles and copulas by what stands before them: a consonant, a vowel."""


def _form(pair: tuple[str, str], before: Sound) -> str:
    """Give the form of a particle behind this sound; behind ㄹ stands 로."""
    closed, open_ = pair
    return open_ if before == "vowel" or (before == "rieul" and closed.startswith("으로")) else closed


def _forms(before: Sound) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Give every particle as it stands behind a sound, longest first; behind an unknown one in both forms."""
    found = {(form, pair) for pair in _PAIRS for form in (pair if before == "unknown" else (_form(pair, before),))}
    return tuple(sorted(found, key=lambda f: (-len(f[0]), _PAIRS.index(f[1]))))


_SOUNDS: tuple[Sound, ...] = ("vowel", "rieul", "consonant", "unknown")
_BEHIND: dict[Sound, tuple[tuple[str, tuple[str, str]], ...]] = {before: _forms(before) for before in _SOUNDS}
_FRIENDLY = "이"


def adapted(rest: str, was: Sound, now: Sound) -> tuple[int, str]:
    """Give how many letters of the rest of a word go, and what is put there, when its name gives way to another.

    ``(1, "이")`` for the 가 of 민수가 when P03 takes the place of 민수. Where ``was`` is unknown the particle itself tells.
    Nothing changes where ``now`` is unknown. The friendly 이 (영숙이는) goes with the name.
    """
    if now == "unknown":
        return 0, ""
    form, pair = next((f for f in _BEHIND[was] if _stands(rest, f[0])), ("", ("", "")))
    if len(rest) > 1 and (form == _FRIENDLY or (not form and _is_friendly(rest))):
        length, put = adapted(rest[1:], "vowel", now)
        return (1 + length, put) if length else (2, rest[1])
    other = _form(pair, now)
    return (len(form), other) if other != form else (0, "")


def _stands(rest: str, form: str) -> bool:
    return rest.startswith(form) and (form in {"이었", "였"} or follows(rest[len(form) :], "unknown"))


def _is_friendly(rest: str) -> bool:
    """Tell whether the 이 that a rest begins with belongs to the name even behind a vowel (민수이가)."""
    return rest[0] == _FRIENDLY and not _IS_TITLED.match(rest) and follows(rest[1:], "vowel")
