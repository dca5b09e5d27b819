"""What columns of tables are called, in Korean and English: which jobs a name may stand for; data, no logic but look-up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    "speaker": "speaker speakers speakername speakerid speakerlabel speakernames talker spk whospeaks whosaid whosaidit whospoke "
    "voice 화자 발화자 발언자 말하는이 말한이 말한사람 말씀하신분 화자명 화자이름 화자구분 화자정보 화자번호 발화자명 발화주체 발언주체",
    "person": "name names fullname firstname participant participants participantid participantname participantcode "
    "participantno role roles person user username usernames author sender from who whom respondent interviewee "
    "informant narrator nickname 이름 성명 참여자 참여자번호 참여자명 참여자id 연구참여자 참가자 참석자 응답자 "
    "응답자번호 응답자id 대상자 대상자번호 역할 구분 닉네임 작성자 보낸사람 사용자",
    "case": "case cases caseid caseno casenumber casename id ids pid key uid respondentid responseid responseno recordid "
    "subject subjectid participant participantid participantcode participantno respondent interviewee informant "
    "informantid 사례 사례번호 사례명 사례id 사례코드 참여자 참여자번호 참여자id 참여자코드 연구참여자 "
    "연구참여자번호 응답자 응답자번호 응답자id 응답번호 대상자 대상자번호 아이디 고유번호 식별번호 식별자",
    "text": "text texts utterance utterances transcript transcripts transcription words speech speechtext content contents "
    "sentence sentences dialogue dialog segment segmenttext segments quotationcontent excerpt excerptcopy quote "
    "quotation message messages said whatissaid whatwassaid verbatim value annotation caption captions subtitle subtitles talk statement "
    "response responses answer answers utterancetext transcripttext reply 발화 발화문 발화내용 내용 문장 본문 텍스트 "
    "대사 전사 전사문 전사내용 녹취 녹취문 녹취내용 답변 답변내용 응답 응답내용 답 면담내용 인터뷰내용 인용 인용문 "
    "원문 말 말한내용 스크립트 발언 발언내용 진술 진술내용 대화 대화내용 메시지 의미단위 단락 문단",
    "time": "time times timestamp timestamps start starts begin starttime begintime startsec startseconds startms beginms "
    "onset timein timecode timecodein timespan tc tcin hhmmss clock datetime date 시각 시간 시작 시작시간 시작시각 "
    "시점 시작시점 타임코드 타임스탬프 구간 시간대 일시 날짜 발화시각 발화시간",
    "end": "end ends stop endtime stoptime endsec endseconds endms finish timeout tcout timecodeout duration length offset "
    "dur 종료 끝 종료시간 종료시각 끝시간 종료시점 길이 소요시간",
    "code": "code codes coding codings codename codenames codesapplied codesappliedcombined appliedcodes tag tags theme "
    "themes subtheme subthemes topic topics category categories subcategory node nodes subcode subcodes label labels "
    "코드 코딩 코드명 태그 주제 소주제 대주제 범주 하위범주 상위범주 하위코드 상위코드 주제어 분류 개념 주제코드 "
    "하위주제 상위주제 부호",
    "document": "document documents documentname documentid doc docs docid docname file files filename fileid interview "
    "interviews interviewid interviewno interviewnumber interviewname session sessionid sessionno conversation "
    "conversationid dialogueid dialogid talkid transcriptid transcriptname recording recordingid audio audiofile "
    "media mediatitle medianame mediafile meeting meetingid 문서 문서명 문서번호 파일 파일명 파일이름 인터뷰 "
    "인터뷰번호 인터뷰id 면담 면담번호 면담id 면담명 면담자료 자료 자료명 회차 차수 세션 녹음 녹음파일 회의 대화번호 "
    "대화id",
    "note": "note notes memo memos comment comments remark remarks observation observations fieldnote fieldnotes 비고 메모 "
    "참고 참고사항 코멘트 주석 특이사항 관찰 관찰내용",
    "index": "no nr num number index idx row rowid rowno rownumber line lineno linenumber lines seq sequence order segmentid "
    "segmentno utteranceid uttid uttno unit unitid sentenceid sentenceno cue id 번호 순번 연번 순서 일련번호 행 줄 "
    "행번호 줄번호 문장번호 발화번호 글번호",
    "turn": "turn turns turnno turnnumber turnid turnindex 차례 턴 발화차례 발화순서 차례번호",
    "question": "question questions questiontext item items prompt prompts 질문 문항 질문내용 질문지 물음 문항내용 설문문항",
    "definition": "definition definitions description descriptions meaning inclusion exclusion example examples 정의 설명 의미 "
    "예시 포함기준 제외기준 코드정의 코드설명",
    "group": "group groupid focusgroup fg source sources sourceid sourcename 출처 집단 그룹 조 모둠",
    "attribute": "gender sex age ages agegroup ageband district region city town country area occupation job profession education "
    "degree status level income ethnicity race religion affiliation organisation organization department year cohort "
    "sector type 성별 나이 연령 연령대 연령층 지역 자치구 구 시군구 거주지 거주지역 동네 직업 직종 직책 직위 소속 "
    "기관 학력 학년 전공 경력 기수 참여연도 연도 소득 혼인상태 가구형태 유형",
}
"""``person`` is a name that is a speaker where its values recur, and a case where they do not."""

_JOBS: dict[str, frozenset[str]] = {}
for _job, _names in _NAMES.items():
    for _name in _names.split():
        _JOBS[_name] = _JOBS.get(_name, frozenset()) | {_job}

_SUFFIXES = (
    ("내용", "text"),
    ("발화", "text"),
    ("코드", "code"),
    ("코딩", "code"),
    ("범주", "code"),
    ("화자", "speaker"),
    ("비고", "note"),
    ("메모", "note"),
)
_NO_CODES = ("우편", "지역", "행정", "법정", "국가", "바", "큐알", "qr", "인코드", "유니코드")
_LAST = frozenset({"text", "note", "time", "end"})
"""Jobs that the last word of a name tells: ``utterance text``; not ``zip code`` or ``phone number``."""
_OF_PERSONS = frozenset({"first", "last", "full", "given", "family", "display", "user", "interviewee", "person"})
"""Words before ``name`` that make it one of a person."""
_FIRST = frozenset({"speaker", "text", "code", "document", "turn", "time"})
_TOTALS = frozenset(
    "total totals grandtotal subtotal sum sums average mean count percent percentage share % 합계 총계 총합 소계 계 총 평균 총합계 "  # noqa: SIM905 - a list of words
    "비율 백분율 건수 빈도".split()
)
"""What a row of sums or means is called."""
_ABOUT = frozenset("type types date status language count length score format version".split())  # noqa: SIM905 - a list of words
"""Words that make a name one of a datum: ``response type``, ``text language``."""
_MOST_TOKENS = 3
_LONGEST = 40
_MOST_LETTERS = 200
"""Of a name no more is looked at."""
_NO_CODE = re.compile(
    r"(?:\d{1,3}\s*[-–.:)]\s*)?(?:없음|없다|무|해당\s*없음|해당\s*사항\s*없음|미해당|none|no\s+codes?|null|nil|nan|n/?a|n\.a\.|not\s+applicable"
    r"|uncoded|미코딩|코드\s*없음|[-–—_./×]{1,3}|0(?:\.0)?)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:\?|까요?|나요|가요|세요|시오|주십시오|바랍니다|부탁드립니다|는지|은지|인지|이유|의견|생각|느낌|소감|바라는\s*[점것]|[은는한된될할던]\s*[점것바])"
    r"\s*[.)*]*$"
)
_HINT = re.compile(r"\s*[(\[（][^()\[\]（）]{0,120}[)\]）][\s.*]*$")
"""What a question adds in brackets at its end: the steps of a scale, whether it must be answered."""
_OF = re.compile(r"\s*(?P<what>name|text|time|number|id|code)s?\s+of\s+(?:the\s+|a\s+)?(?P<whose>\w+)\s*", re.IGNORECASE)
_ASKS_ENGLISH = re.compile(
    r"^(?:what|how|why|which|when|where|who|please|describe|tell|do|did|are|is|can|could|would|if|any)\b", re.IGNORECASE
)


def folded(name: str) -> str:
    """Give the form in which names of columns are compared: composed, no case, no blanks, marks or brackets."""
    bare = re.sub(r"[(\[（].*?[)\]）]", "", unicodedata.normalize("NFC", name[:_MOST_LETTERS]).casefold())
    return re.sub(r"[\s_\-./:：*'\"|]+", "", bare)


@lru_cache(maxsize=4096)
def jobs_of(name: str) -> frozenset[str]:
    """Give the jobs that a column of this name may have; none for a name that says none, or for a sentence."""
    if len(name.strip()) > _LONGEST:
        return frozenset()
    key = folded(name)
    if name.strip() in {"#", "№", "No", "Nº"}:
        return frozenset({"index"})
    if not key:
        return frozenset()
    if (of := _OF.fullmatch(name)) is not None:
        return jobs_of(f"{of['whose']} {of['what']}")
    return _JOBS.get(key) or _JOBS.get(key.rstrip("0123456789차")) or _by_parts(name, key)


def _by_parts(name: str, key: str) -> frozenset[str]:
    korean = next((job for end, job in _SUFFIXES if key.rstrip("0123456789").endswith(end)), None)
    if korean and not (korean == "code" and key.startswith(_NO_CODES)):
        return frozenset({korean})
    tokens = [t for t in re.split(r"[\s_\-./:()\[\]]+", name.casefold()) if t and not t.isdigit()]
    if not 1 < len(tokens) <= _MOST_TOKENS:
        return frozenset()
    if tokens[-1] == "name" and tokens[0] in _OF_PERSONS:
        return frozenset({"person"})
    last, first = _JOBS.get(tokens[-1], frozenset()) & _LAST, _JOBS.get(tokens[0], frozenset()) & _FIRST
    return last or (frozenset() if tokens[-1] in _ABOUT else first)


def is_whole_name(name: str) -> bool:
    """Tell whether a name says a job and nothing else: ``code 2``, not ``Code: trust``."""
    return folded(name).rstrip("0123456789차") in _JOBS


def is_total(name: str) -> bool:
    """Tell whether a cell names a row of sums or means: 합계, Total, Average."""
    return folded(name) in _TOTALS


def is_no_code(value: str) -> bool:
    """Tell whether a code cell says that there is no code: 없음, none, n/a, -, 0, "1 - 없음"."""
    return _NO_CODE.fullmatch(value.strip()) is not None


def is_question(name: str) -> bool:
    """Tell whether a column's name reads like a question of a survey."""
    bare = name.strip()[-_MOST_LETTERS:]
    if _ASKS.search(bare) or _ASKS.search(_HINT.sub("", bare)):
        return True
    return _ASKS_ENGLISH.match(name.strip()) is not None and len(name.split()) > _MOST_TOKENS
