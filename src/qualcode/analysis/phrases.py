"""The words on tables in Korean and English, so that no analysis holds a sentence of its own."""

from __future__ import annotations

from typing import Final

_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "code": ("코드", "code"),
    "label": ("이름", "label"),
    "theme": ("주제", "theme"),
    "case": ("사례", "case"),
    "cases": ("사례", "cases"),
    "study": ("연구", "study"),
    "source": ("자료", "source"),
    "sources": ("자료", "sources"),
    "coders": ("코더", "coders"),
    "waiting": ("대기", "waiting"),
    "coder": ("코더", "coder"),
    "codings": ("코딩", "codings"),
    "quote": ("인용", "quote"),
    "before": ("앞", "before"),
    "after": ("뒤", "after"),
    "address": ("위치", "address"),
    "speaker": ("화자", "speaker"),
    "speaker_role": ("발화 역할", "speaker role"),
    "by": ("근거", "by"),
    "at": ("때", "at"),
    "memo": ("메모", "memo"),
    "id": ("번호", "id"),
    "words": ("어절", "words"),
    "share": ("비율", "share"),
    "brief": ("요약", "brief"),
    "definition": ("정의", "definition"),
    "use": ("쓸 때", "use"),
    "not": ("쓰지 않을 때", "not"),
    "examples": ("보기", "examples"),
    "keywords": ("키워드", "keywords"),
    "summary": ("요약", "Summary"),
    "quotes": ("인용문", "Quotes"),
    "codebook": ("코드북", "Codebook"),
    "matrix": ("코드×{by}", "Code by {by}"),
    "count": ("코드 빈도", "Counts"),
    "total": ("Σ", "Σ"),
    "cell codings": ("칸: 코딩 수", "Cells: codings"),
    "cell cases": ("칸: 사례 수", "Cells: cases"),
    "cell words": ("칸: 코딩된 어절 수(겹침은 한 번)", "Cells: words coded (overlaps once)"),
    "cell share": ("칸: 자기 발화 어절 중 코딩된 비율", "Cells: share of own words that are coded"),
    "cell present": ("칸: 있음 1, 없음 0", "Cells: present 1, absent 0"),
    "cell quotes": ("칸: 인용문", "Cells: quotes"),
    "cell together sentence": ("칸: 두 코드가 함께 있는 문장 수", "Cells: sentences that carry both codes"),
    "cell together answer": ("칸: 두 코드가 함께 있는 응답 수", "Cells: answers (turns) that carry both codes"),
    "one coder": ("같은 코더가 둘 다 코딩한 것만", "both codes by one and the same coder"),
    "diagonal": ("대각선: 그 코드가 있는 단위 수", "diagonal: units that carry the code"),
    "coders once": ("여러 코더의 겹치는 구간은 한 번", "overlapping segments of several coders count once"),
    "coder only": ("코더: {coders}", "coder: {coders}"),
    "respondents": ("응답자 발화만({left} 제외)", "respondents only (without {left})"),
    "all speech": ("모든 발화", "all speech"),
    "theme once": ("주제 행은 구간을 한 번만 셈", "a theme counts a segment once"),
    "blank": ("{names}: 코딩 전(0 아님)", "{names}: not coded yet (not 0)"),
    "begun": ("* 코딩 중: {names}의 0은 아직 확정이 아님", "* begun, not finished: 0 is not final for {names}"),
    "several": ("값이 여럿인 칸({names})은 각각에 셈", "cells with several values ({names}) count in each"),
    "no value": ("{attribute} 값이 없는 사례: {names}", "cases without {attribute}: {names}"),
    "no case": ("사례가 없는 코딩 {n}건 제외", "{n} codings of no case left out"),
    "adrift": ("자리를 잃은 코딩 {n}건 제외: qualcode check", "{n} codings adrift left out: qualcode check"),
    "excluded": ("제외된 역할의 발화에만 있는 코딩 {n}건 제외: --speech all", "{n} codings only in excluded turns left out: --speech all"),
    "provisional": (
        "코드북에 없는 코드의 코딩 {n}건: qualcode check",
        "{n} codings use codes not in the codebook: qualcode check",
    ),
    "split": ("나뉜 코드의 코딩 {n}건은 결정 대기: qualcode check", "{n} codings of split codes wait for a person: qualcode check"),
    "uncoded": ("코딩 전(0 아님): {names}", "not coded yet (not 0): {names}"),
    "unfinished": ("코딩 중이라 0은 아직 확정이 아님: {names}", "begun, not finished, so that 0 is not final: {names}"),
    "share of": ("비율의 분모: 코딩을 시작한 자료의 어절", "shares divide by the words of sources that are begun or finished"),
    "interviewer": ("면담자", "interviewer"),
    "moderator": ("진행자", "moderator"),
    "system": ("시스템", "system"),
    "not in codebook": ("코드북에 없음", "not in the codebook"),
}


def phrase(key: str, lang: str, **values: object) -> str:
    """Give a phrase in Korean or English; a key that is no phrase (an attribute's name) stands for itself."""
    pair = _PHRASES.get(key)
    if pair is None:
        return key
    return pair[0 if lang == "ko" else 1].format(**values)
