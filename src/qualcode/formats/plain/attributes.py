"""What the lines before a talk say about it and its case, as attributes: date, place, age; never who somebody is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.formats.plain.lexicon import fold, is_metadata, role_word, words

_PAIR = re.compile(r"(?P<key>[^:：]{1,40}?)\s*[:：](?!//)\s*(?P<value>.*)")
_CELLS = re.compile(r"\t+|\s+\|\s+")
_MARKS = " \t*_-•·■□●▪>"
_MISSING = frozenset({"", "-", "–", "—", "미상", "n/a"})
_LONGEST = 200
_REACHES = re.compile(r"\S@\S|https?://|www\.|\d{2,4}[-. ]\d{3,4}[-. ]\d{4}(?!\d)")
"""An address or a telephone number."""
_CASE = words(
    "성별 연령 연령대 나이 직업 직책 직위 직급 소속 기관 역할 자치구 구 동 지역 거주지 거주지역 거주기간 학력 전공 경력 근무기간 "
    "참여기간 기수 국적 혼인상태 종교 가구형태 교육기간 교육과정 age gender sex role district region area city country occupation "
    "organisation organization affiliation position job education experience ethnicity nationality cohort wave round site group"
)
_PERSONS = re.compile(
    r"이름|성명|성함|연락처|전화|휴대폰|메일|주소|생년월일|주민등록|계좌|파일|참여자|참석자|면담자|대상자?$|작성자|기록|전사|녹취|담당자|발화자|화자|메모|비고|참고|주의|제목|출처|정리"
    r"|\bnames?\b|phone|\btel\b|mobile|e-?mail|\baddress\b|birth|\bcontact|\bfile|transcri|record|present\b|attendees|speakers?\b|initials"
    r"|pseudonym|\bby$|website|\burl\b|title|notes?\b|memo|copyright|source|filename|legend",
    re.IGNORECASE,
)


def attributes_of(cut: Sequence[str]) -> dict[str, str]:
    """Give the data in lines before a talk (``key: value``, or cells parted by tabs or strokes) as attributes, in order.

    The first of a key wins. Keys that name persons or say how to reach them are left out, with notes and titles: they would carry names
    into a shared table. Keys stay as written, values are trimmed; an empty one, ``-``, ``n/a`` and 미상 are missing.
    """
    found: dict[str, tuple[str, str]] = {}
    for key, value in (pair for line in cut if len(line) <= _LONGEST for pair in _pairs(line)):
        if value.casefold() not in _MISSING and is_attribute(key) and not _REACHES.search(value):
            found.setdefault(fold(key), (key, value))
    return dict(found.values())


def _pairs(line: str) -> list[tuple[str, str]]:
    """Read the keys and values of a line: cells by turns, as forms have them, or words around a colon."""
    cells = [c.strip(_MARKS) for c in _CELLS.split(line.strip("| "))]
    if len(cells) > 1 and len(cells) % 2 == 0:
        return [(k.rstrip(":："), v) for k, v in zip(cells[::2], cells[1::2], strict=True)]
    match = _PAIR.fullmatch(line.strip(_MARKS))
    return [(match["key"].strip(_MARKS), match["value"].lstrip("*_ ").strip())] if match else []


def is_attribute(key: str) -> bool:
    """Tell whether a key names a datum about a talk or its case, and no person: 일시, 성별/연령, Participant age."""
    bare = re.sub(r"\s*\([^()]*\)$", "", key).strip()
    parts = [p for p in re.split(r"\s*[/·,&]\s*", bare) if p]
    return bool(parts) and all(map(_is_datum, parts))


def _is_datum(key: str) -> bool:
    """Tell whether a key without others beside it is a datum; of a role's datum, the last word says what it is."""
    if fold(key) in _CASE:
        return True
    *before, last = key.split()
    if before and role_word(" ".join(before)):
        return fold(last) in _CASE
    return is_metadata(key) and role_word(key) is None and _PERSONS.search(key) is None
