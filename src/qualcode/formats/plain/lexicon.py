"""The words by which transcripts say who speaks and what is no speech, in Korean and English; data, no logic but look-up."""

from __future__ import annotations

import re
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """Give the words of a list that is written as text."""
    return frozenset(text.split())


_ROLE_WORDS = {
    "interviewer": "q interviewer int iv ivr researcher questioner question interviewers "
    "면담자 면접자 질문자 질문 문 조사자 연구자 연구원 인터뷰어 인터뷰자 기자 진행 i",
    "moderator": "moderator mod facilitator host chair chairperson chairman chairwoman convener presenter m "
    "사회자 사회 진행자 모더레이터 퍼실리테이터 촉진자 위원장 의장 좌장",
    "respondent": "a r answer resp respondent participant interviewee informant narrator guest subject "
    "답 답변 답변자 참여자 응답자 구술자 피면담자 피면접자 인터뷰이 면담대상자 대상자 연구참여자",
    "group": "everyone everybody all group several both participants together audience voices students children "
    "모두 전체 일동 전원 다같이 다함께 참여자들 여럿 여러명 여러사람 다수 학생들 아이들 청중",
    "system": "automation automated system recording operator announcement zoom bot 시스템 자동안내 안내음성 안내방송 녹음안내",
    "unknown": "unknown unidentified unclear 미상 불명 알수없음 모름 누군가",
}
ROLE_OF = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}
_ALONE = words(
    "q a i r m int iv all both group host question answer students children audience voices 문 답 질문 답변 진행 사회 전체 guest subject"
)
"""Words too short or too common to say a role inside a longer label."""

TITLES = words(
    "위원 위원장 부위원장 의원 의장 팀장 과장 국장 부장 실장 대표 이사 이사장 회장 총무 간사 선생님 선생 씨 님 교수 박사 센터장 "
    "소장 사무국장 강사 활동가 매니저 코디네이터 통장 반장 조합원 수료생 주무관 전문위원 담당자 주민 기자"
)

_METADATA = words(
    "일시 날짜 일자 시간 장소 면담일시 면담일자 면담장소 면담대상 대상 참여자 참석자 면담자 질문자 조사자 기록 기록자 작성자 작성일 전사 "
    "전사자 녹취 녹취자 녹음 파일 파일명 파일이름 제목 과제 연구과제 연구제목 주제 소속 성별 나이 연령 연령대 직업 직책 방법 면담방법 "
    "소요시간 분량 언어 번호 면담번호 사례번호 비고 메모 출처 참고 참고문헌 주의 정리 녹음시간 녹음일시 면담시간 구술자 연구자 응답자 "
    "date time place location venue interviewer interviewers interviewee interviewees participant participants respondent "
    "present attendees file filename title project topic duration length language recorder transcriber transcription transcript "
    "subject age gender sex occupation organisation organization id interview recording note notes format speakers source number "
    "memo website url contact copyright version code case study setting "
    "moderator facilitator host chair consent confidentiality status pseudonym legend 사회자 진행자 촉진자 퍼실리테이터"
)
_METADATA_ENDS = ("일시", "장소", "날짜", "일자", "대상", "파일명", "과제", "제목", "시간", "번호")
_METADATA_PHRASES = re.compile(
    r"(?:date|time|place|location|length|duration|file|title|name|id|number|language|type|method)\s+of\b.*"
    r"|(?:interview|recording|file|study|project|case|participant|audio|interviewer|interviewee|session)\s+"
    r"(?:date|time|place|location|length|duration|name|number|id|title|code|type|file)"
    r"|(?:recorded|transcribed|conducted|translated|checked|edited)\s+(?:by|on|at)",
    re.IGNORECASE,
)

_PROSE = words(
    "결론 예 예시 참고 첫째 둘째 셋째 넷째 다음 문제 문제점 이유 장점 단점 요약 정리 즉 그리고 하지만 왜냐하면 핵심 주의 한가지 또하나 "
    "마지막 마지막으로 결과 원인 해결 방법 조건 목적 목표 의견 생각 제안 요점 요컨대 예컨대 가령 그래서 근데 그런데 아무튼 "
    "example examples conclusion result results reason reasons problem problems first second third firstly secondly thirdly point "
    "points pros cons summary note notes fact plan idea again also lastly finally anyway so but and or well "
    "because namely warning remember step option rule lesson advice tip goal issue issues probe probes prompt prompts"
)
_PROSE_STARTS = words(
    "my our your his her their the one two three a an this that these those so and but for i we he she they it what because "
    "like there here in on at if when"
)
_VERBS = words(
    "is are was were be been has have had do did does will would can could said says say asked asks told tells went got means meant"
)
_SECTION = re.compile(r"(?:section|part|topic|theme|module|chapter)\s+(?:\d{1,2}|[A-Z])", re.IGNORECASE)
_PROSE_ENDS = ("면", "은", "는", "을", "를", "데", "고", "서", "게", "요", "다", "죠", "까", "로", "도", "것", "어")

_OUTLINED = re.compile(r"\s*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,4}|\d{1,2})[.)]\s+")
_TALK_HEADINGS = re.compile(
    r"(?:full\s+)?(?:transcript(?:ion)?|interview(?:\s+transcript)?|conversation|dialogue|the\s+talk)"
    r"|(?:면담|대화|인터뷰|구술|녹취|전사)\s*(?:내용|전문|기록|본문|록|전사문?|전사본|녹취록?)?|본문|녹취록|전사본|대화록",
    re.IGNORECASE,
)
_BACK_HEADINGS = re.compile(
    r"(?:(?:면담|현장|연구자|정리|관찰|사후|후속|면담\s*후|분석)\s*)?(?:메모|노트|후기|비고|소감)|참고\s*문헌|부록|출처|인용|각주"
    r"|(?:(?:field|researcher|interviewer|post-interview|analytic|closing)\s+)?(?:notes?|memos?)"
    r"|references|bibliography|appendix|footnotes|endnotes|sources?|citation|(?:name\s+)?index|찾아보기|색인",
    re.IGNORECASE,
)
_RESULTS = re.compile(r"(?:결정|의결|합의|조치)\s*사항|향후\s*(?:일정|계획)|decisions?(?:\s+(?:taken|made))?", re.IGNORECASE)
"""What minutes end with: words of speech, too, so only with a number before them."""
_SUMMARY_HEADINGS = re.compile(
    r"(?:(?:ai|auto|meeting|call|interview)[\s-]+)?(?:summary|overview|recap|minutes)(?:\s+keywords)?|key\s+(?:takeaways?|points|topics|insights)"
    r"|action\s+(?:items?|points)|next\s+steps|follow[\s-]?ups?|(?:to-?dos?|chapters|outline|highlights)"
    r"|(?:(?:ai|회의|면담|대화|전체|핵심|내용|자동)\s*)?요약|(?:주요|핵심)\s*(?:주제|내용|키워드|요점|논의)|(?:다음\s*)?할\s*일|후속\s*조치|다음\s*단계",
    re.IGNORECASE,
)
"""What recognisers write about a talk: too common as words of speech to end it unless alone on a line."""
_FOOTERS = re.compile(
    r"(?:this\s+(?:transcript|file|document)\s+(?:was|is)\s+)?"
    r"(?:(?:transcribed|transcript|transcription|generated|exported|created|powered)(?:\s+(?:is|was))?(?:\s+provided)?\s+(?:by|with|using)\b.{0,80})"
    r"|(?:end\s+of\s+(?:the\s+)?(?:recording|transcript|interview|audio|tape|file|session)|the\s+end|end|fin)\.?"
    r"|(?:.{1,40}\s)?(?:meeting|transcription|recording|interview|focus\s+group|session|녹음|회의|면담|면접)\s*(?:has\s+)?"
    r"(?:ended|stopped|finished|closed|종료)(?:\s+(?:at|after))?(?:\s*:?\s*[\d:.]+)?\.?"
    r"|.{1,40}\s(?:started|stopped|ended)\s+(?:the\s+)?(?:transcription|recording)\.?"
    r"|this\s+(?:editable\s+)?transcript\s+(?:was|is)\s+computer[\s-]generated.{0,80}"
    r"|(?:https?://)?(?:[\w-]+\.)+(?:com|ai|net|org|io|kr|me|app)(?:/\S*)?|(?:https?://|www\.)\S+"
    r"|[ⓒ©]\s*\S.{0,80}|.{0,60}무단\s*전재.{0,60}"
    r"|(?:(?:녹음|면담|녹취|인터뷰|이상)\s*)?(?:끝|종료|마침)\.?|이상\.?"
    r"|(?:page|쪽)\s*\d+(?:\s*(?:of|/)\s*\d+)?",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(r"\s*[\[(]\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?[\])]\s*(?=\S)")
_END = re.compile(
    r"[\[(<]?\s*end\s+of\s+(?:the\s+)?(?:recording|transcript|interview|audio)\s*[\])>]?|[\[(<]\s*(?:녹음|면담|녹취|인터뷰|구술)\s*(?:끝|종료)\s*[\])>]",
    re.IGNORECASE,
)
_AGENDA = re.compile(r"(?:의사일정\s*)?(?:제?\d{1,2}(?:항)?[.,]?)\s+\S.{0,100}의\s*건(?:\([^()]*\))?")
_CLOSING = re.compile(
    r"※\s*\S.*|this\s+(?:interview|conversation|transcript|account)\s+(?:has\s+been|was|is)\s+.{0,60}\b(?:edited|condensed|abridged|translated|anonymi[sz]ed)\b.*",
    re.IGNORECASE,
)
_TAPE_PARTS = r"(?:\d{1,2}|[ABIVX]{1,4}|one|two|three|four|five|six)"
_TAPE = re.compile(
    rf"(?:(?:tape|cassette|reel|dis[ck]|side|track|session|part)\s+(?:no\.?\s*)?{_TAPE_PARTS}(?:\s*[,:;/–-]?\s*side\s+{_TAPE_PARTS})?"
    r"|(?:테이프|녹음\s*파일|파일|트랙)\s*\d{1,2}(?:\s*[,:-]?\s*(?:[앞뒤]면|[AB]면))?|제?\s?\d{1,2}\s?[부차]\s*(?:면담|구술|녹음)?)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\s*(?:[\[(<【]\s*(?:사진|그림|표|photo|picture|image|figure)\b|(?:사진|photo(?:graph)?s?)\s*[=:：])", re.IGNORECASE)
_PASSERS_BY = words(
    "child boy girl man woman son daughter wife husband mother father mum mom dad brother sister baby toddler grandson "
    "granddaughter grandmother grandfather neighbour neighbor visitor secretary receptionist nurse waiter waitress caller "
    "colleague driver stranger friend passer-by voice "
    "아이 아기 아들 딸 며느리 사위 손자 손녀 남편 아내 부인 배우자 어머니 아버지 엄마 아빠 할머니 할아버지 시어머니 "
    "언니 오빠 누나 동생 이웃 이웃주민 교감 교장 원장 사장 "
    "경비원 배달기사 손님 직원 비서 간호사 점원 친구 동료 행인 지나가던사람 지나가는사람"
)
"""Those who come in once and say something."""
_SIGNED = re.compile(r"\(\s*(?:서명|인|자필|signed|signature)\s*\)\s*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$|(?:[요다까죠]|니다)$")
_SOUNDS = re.compile(
    r"laugh|inaudible|crosstalk|pause|music|applause|silence|unclear|cough|sigh|noise|웃음|침묵|기침|박수|한숨|울음|잡음|휴지|청취\s*불가|들리지",
    re.IGNORECASE,
)

_PROMPT = re.compile(
    r"\s*[■◆▶▣◈]\s*\S.*(?:\?|[까요]\.?)\s*$"
    r"|\s*(?:[*_]{1,3})?(?:(?:Question|Prompt|Topic|질문|문항|주제|Q|문)\s*\d+(?:-\d+)?\s*[.):：]|Q\s*[.:：])(?:[*_]{1,3})?\s+\S",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Give the form in which labels are compared: no blanks, no case."""
    return "".join(label.split()).casefold()


@lru_cache(maxsize=4096)
def role_word(label: str) -> str | None:
    """Give the role that a label says by a word of its own, or None: 면담자, Interviewer 2, Q1, 참여자 C, Everyone."""
    bare = re.sub(r"\(.*\)$|\d+(?:-\d+)?", "", label.casefold()).strip(" .-_")
    whole = ROLE_OF.get(fold(bare))
    if whole is not None:
        return whole
    tokens = [t for t in re.split(r"[\s_]+", bare) if t and t not in _ALONE]
    inside = re.search(r"\(([^()]{2,})\)$", label.casefold().strip())
    said = [ROLE_OF[t] for t in tokens if t in ROLE_OF]
    return said[0] if said else ROLE_OF.get(fold(inside[1])) if inside else None


def is_metadata(label: str) -> bool:
    """Tell whether a label names a datum about the talk: 일시, 면담 대상, Date, File name, Recorded by."""
    label = re.sub(r"\s*\([^()]*\)$", "", label)
    parts = re.split(r"\s*[/·,&]\s*|\s+and\s+", label)
    if len(parts) > 1 and all(parts):
        return all(map(is_metadata, parts))
    folded = fold(label).strip("*_-•· ")
    korean = folded.endswith(_METADATA_ENDS) and not folded.isascii()
    return folded in _METADATA or korean or _METADATA_PHRASES.fullmatch(label.strip("*_-•· ")) is not None


def is_datum_only(label: str) -> bool:
    """Tell whether a label names a datum and never a speaker."""
    return is_metadata(label) and role_word(label) is None


def is_prose(label: str) -> bool:
    """Tell whether words before a colon read as the start of a sentence: 예를 들면, 제 생각은, one thing, Conclusion."""
    tokens = label.casefold().split()
    if fold(label) in _PROSE or not _VERBS.isdisjoint(tokens[1:]) or _SECTION.fullmatch(label):
        return True
    if len(tokens) < 2 or any(c.isdigit() for c in label) or role_word(label):  # noqa: PLR2004 - a phrase has two words
        return False
    return tokens[0] in _PROSE_STARTS or (tokens[-1].endswith(_PROSE_ENDS) and len(tokens[-1]) > 1)


def is_talk_heading(text: str) -> bool:
    """Tell whether a heading announces the talk: Transcript, 면담, 녹취록."""
    return _TALK_HEADINGS.fullmatch(_OUTLINED.sub("", text).strip(" *_:#[]<>")) is not None


def is_back_heading(text: str) -> bool:
    """Tell whether a heading announces what was written after the talk: 정리 메모, Field notes, References."""
    bare = _OUTLINED.sub("", text).strip(" *_:#[]<>")
    return _BACK_HEADINGS.fullmatch(bare) is not None or (_OUTLINED.match(text) is not None and _RESULTS.fullmatch(bare) is not None)


def is_summary_heading(text: str) -> bool:
    """Tell whether a line announces what a recogniser wrote about the talk: Summary, Action items:, 요약, 다음 할 일."""
    return _SUMMARY_HEADINGS.fullmatch(text.strip(" *_:：#[]<>")) is not None


def is_agenda(text: str) -> bool:
    """Tell whether a line is an item of a council's agenda: 1. 예산안 심의의 건."""
    return _AGENDA.fullmatch(text.strip()) is not None


def is_footer(text: str) -> bool:
    """Tell whether a line is a service's or a typist's last word: its address, "끝.", "End of recording"."""
    return _FOOTERS.fullmatch(_TIME_FIRST.sub("", text).strip(" *_[]()<>~-–—")) is not None


def is_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _SENTENCE_END.search(text) is not None


def is_closing(text: str) -> bool:
    """Tell whether a paragraph after the last turn is the editor's: ※ 소요 시간 ..., This interview has been edited ..."""
    return _CLOSING.fullmatch(text.strip()) is not None


def is_tape_mark(text: str) -> bool:
    """Tell whether a line says which tape, file or part begins: TAPE 1, SIDE B; 테이프 2 앞면."""
    return _TAPE.fullmatch(text.strip(" *_[]()<>.")) is not None


def is_caption(text: str) -> bool:
    """Tell whether a line stands under a picture: [사진] ..., (Photo: ...)."""
    return _PICTURE.match(text) is not None


def is_passer_by(label: str) -> bool:
    """Tell whether a label is somebody who comes in once: Son, Neighbour (passing), 며느리."""
    return fold(re.sub(r"\s*\([^()]*\)$", "", label)) in _PASSERS_BY


def is_signed(text: str) -> bool:
    """Tell whether a line is signed, as forms are: 연구자: 이름 (서명)."""
    return _SIGNED.search(text) is not None


def is_end_mark(text: str) -> bool:
    """Tell whether a line says that the recording ends here: [End of interview], [녹음 종료]."""
    return _END.fullmatch(text.strip(" *_.~-–—")) is not None


def is_sound(text: str) -> bool:
    """Tell whether the words in a bracket describe a sound or a pause: [laughs], (침묵), [inaudible 00:03:37]."""
    return _SOUNDS.search(text) is not None


def is_prompt(text: str) -> bool:
    """Tell whether a line is a question that is written out with its number or mark: Question 2. ..., **Q. ...**."""
    return _PROMPT.match(text) is not None
