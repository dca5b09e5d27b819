"""What may tell who somebody is, by its form alone: telephone numbers, addresses of e-mail, numbers of persons and accounts.

Each pattern is narrow on purpose: a lint that cries at dates, sums of money and times is not read. Pure functions over a
text and rules over a project; the numbers are not kept or shown, only where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from qualcode.model.diagnostic import Diagnostic, Location, warning
from qualcode.model.project import Project
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Source
from qualcode.model.text import Span

Kind = Literal["phone", "e-mail", "resident registration number", "card number", "account number"]


@dataclass(frozen=True, slots=True)
class Personal:
    """Something personal in a text: what it is, its range, and whether a check sum or a word beside it makes it certain."""

    kind: Kind
    span: Span
    certain: bool = True


_FREE = r"(?<![\w.+-])(?<!\d[:,/])"
_ENDS = r"(?![\d-]|[.,:/]\d)(?![A-Za-z_])"
_MOBILE = r"01[016789](?:[-. ]\d{3,4}[-. ]\d{4}|\d{7,8})"
_LANDLINE = r"(?:\(0(?:2|[3-6]\d)\) ?|0(?:2|[3-6]\d|70|50\d)[-)] ?)[1-9]\d{2,3}-\d{4}"
_KOREAN = r"\+?82[- ]?\(?0?\)?(?:1[016789]|2|[3-6]\d|70)[- ]?\d{3,4}[- ]?\d{4}"
_FOREIGN = r"\+(?!82)[1-9]\d{0,2}[- .]?\(?\d{1,4}\)?(?:[- .]?\d{2,4}){2,4}"
_PHONE = re.compile(f"(?:{_FREE}(?:{_MOBILE}|{_LANDLINE}|{_KOREAN})|(?<![\\w+]){_FOREIGN}){_ENDS}")
_FEWEST_DIGITS = 9
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9])", re.ASCII)
_RESIDENT = re.compile(
    f"{_FREE}(?P<birth>\\d{{6}})(?: ?[-–] ?(?P<long>[1-8](?:\\d{{6}}|[*xX●]{{6}}|\\d[*xX●]{{5}}))|(?P<bare>[1-8]\\d{{6}})){_ENDS}"
)
_CARD = re.compile(f"{_FREE}(?:\\d{{4}}[- ]){{3}}\\d{{4}}{_ENDS}|{_FREE}3[47]\\d{{2}}[- ]\\d{{6}}[- ]\\d{{5}}{_ENDS}")
_GROUPS = re.compile(f"{_FREE}\\d{{2,6}}(?:-\\d{{2,7}}){{2,3}}{_ENDS}|{_FREE}\\d{{10,14}}{_ENDS}")
_BANK = re.compile(
    r"계좌|통장 ?번호|입금|송금|예금주|(?:국민|신한|우리|하나|농협|기업|수협|제일|씨티|대구|부산|광주|전북|경남|산업|우체국)은행|농협|수협"
    r"|신협|새마을금고|우체국|카카오뱅크|케이뱅크|토스뱅크|\b(?:bank account|account (?:number|no)|IBAN)\b",
    re.IGNORECASE,
)
_NEAR = 25
"""How many code points before a number a word about banks may stand."""

_DIGITS_OF_ACCOUNT = range(10, 15)
_YEARLY = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}")


@lru_cache(maxsize=256)
def personal(text: str) -> tuple[Personal, ...]:
    """Find what is personal by its form, in order and apart: a number that is a telephone is no account."""
    found: list[Personal] = []
    for search in (_emails, _residents, _phones, _cards, _accounts):
        taken = [p.span for p in found]
        found += [p for p in search(text) if not any(p.span.overlaps(t) for t in taken)]
    return tuple(sorted(found, key=lambda p: p.span))


def _emails(text: str) -> Iterator[Personal]:
    yield from (Personal("e-mail", Span(*m.span())) for m in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[Personal]:
    yield from (Personal("phone", Span(*m.span())) for m in _PHONE.finditer(text) if sum(c.isdigit() for c in m[0]) >= _FEWEST_DIGITS)


def _residents(text: str) -> Iterator[Personal]:
    """Find YYMMDD-Gxxxxxx with a date that there is; without the hyphen only where the check sum agrees."""
    for m in _RESIDENT.finditer(text):
        number = m["birth"] + (m["long"] or m["bare"])
        agrees = number.isdigit() and _has_check_digit(number)
        if _is_birth(m["birth"], number[6]) and (m["long"] or agrees):
            yield Personal("resident registration number", Span(*m.span()), agrees)


def _is_birth(digits: str, sex: str) -> bool:
    """Tell whether six digits are a day; the digit behind the hyphen tells the century (3, 4, 7, 8 for 2000 and after)."""
    century = 2000 if sex in "3478" else 1900
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _has_check_digit(number: str) -> bool:
    """Tell whether the last of 13 digits is the check digit (numbers given since October 2020 have none)."""
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(number[12])


def _cards(text: str) -> Iterator[Personal]:
    for m in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", m[0])):
            yield Personal("card number", Span(*m.span()))


def _luhn(digits: str) -> bool:
    """Tell whether the digits pass the check of ISO/IEC 7812-1, appendix B."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0 and len(set(digits)) > 1


def _accounts(text: str) -> Iterator[Personal]:
    for m in _GROUPS.finditer(text):
        near = text[max(0, m.start() - _NEAR) : m.start()].rsplit("\n", maxsplit=1)[-1]
        n_digits = sum(c.isdigit() for c in m[0])
        if n_digits in _DIGITS_OF_ACCOUNT and not _YEARLY.match(m[0]) and _BANK.search(near):
            yield Personal("account number", Span(*m.span()))


_TAKE_OUT = "write what it is in its place, such as {}: codings move along with the text"


def telephone_numbers(project: Project) -> Iterator[Diagnostic]:
    """QC070: a text holds a telephone number."""
    for where, _ in _standing(project, "phone"):
        yield warning("QC070", "this is a telephone number", where, _TAKE_OUT.format("[전화번호]"))


def mail_addresses(project: Project) -> Iterator[Diagnostic]:
    """QC071: a text holds an address of e-mail."""
    for where, _ in _standing(project, "e-mail"):
        yield warning("QC071", "this is an address of e-mail", where, _TAKE_OUT.format("[이메일]"))


def registration_numbers(project: Project) -> Iterator[Diagnostic]:
    """QC072: a text holds a resident registration number."""
    for where, one in _standing(project, "resident registration number"):
        message = "this is a resident registration number" + ("" if one.certain else " by its form")
        yield warning("QC072", message, where, _TAKE_OUT.format("[주민번호]"))


def account_numbers(project: Project) -> Iterator[Diagnostic]:
    """QC073: a text holds the number of a card or of a bank account."""
    for where, one in _standing(project, "card number", "account number"):
        yield warning("QC073", f"this is {'a' if one.kind.startswith('c') else 'an'} {one.kind}", where, _TAKE_OUT.format("[계좌번호]"))


def _standing(project: Project, *kinds: Kind) -> Iterator[tuple[Location, Personal]]:
    for source in project.sources.values():
        for one in personal(source.text):
            if one.kind in kinds:
                yield _place(source, one.span), one


def _place(source: Source, span: Span) -> Location:
    where = source.line_of(span.start)
    return Location(where.path, where.line, where.column, max(1, span.end - span.start))


_FIELDS = frozenset(("이름", "성명", "실명", "name", "full name", "real name", "participant name"))
_SUBJECT = "성 ?명|실명|이름|(?:참여자|면담자|응답자|참석자|연구자|대상자)[ _]?(?:이름|성명)|(?i:(?:participant |full |real )?name)"
_DATUM = re.compile(rf"^(?:#:[ \t]*)?[-*•|]?[ \t]*(?:{_SUBJECT})[ \t]*[:：|][ \t]*(?P<value>[^\n|]{{2,40}}?)[ \t]*\|?$", re.MULTILINE)
_HIDDEN = re.compile(
    r"[A-Za-z]{0,3}[-_ ]?\d+|.*[O○◯X×*●].*|.*(?:가명|익명|비공개|anonym|pseudonym|withheld|n/a|미상|없음).*", re.IGNORECASE
)
_FAMILY = "김이박최정강조윤장임한오서신권황안송류유홍"
_GIVEN = "민수지영희은정미경숙자현진우선혜연순옥성호준서윤하예주원동훈재상철기태승규인석광용명종병창덕복남길란화향림나라빈슬아인유소채율"
_PERSON = re.compile(f"(?<![가-힣])[{_FAMILY}][{_GIVEN}][{_GIVEN}](?:님|씨)?(?![가-힣])")
_NO_PERSON = frozenset(
    (
        "이주민",
        "이수자",
        "이용자",
        "이민자",
        "조정자",
        "임원진",
        "최우수",
        "정주민",
        "정상인",
        "조기유",
        "이재민",
        "서기관",
        "유아기",
        "신용자",
        "이동기",
    )
)
"""Words for kinds of persons and things that have the form of a name."""

_MASKED = "give it a pseudonym in pseudonyms.csv (name,pseudonym), then qualcode pseudonymise"


RULES = (telephone_numbers, mail_addresses, registration_numbers, account_numbers)


def names_in_metadata(project: Project) -> Iterator[Diagnostic]:
    """QC075: a datum is a name (이름: …), or a source, a case or a speaker's label has the form of one."""
    for source in project.sources.values():
        for m in _DATUM.finditer(source.text):
            if not _HIDDEN.fullmatch(m["value"]):
                yield warning("QC075", "this line seems to give a person's name", _place(source, Span(*m.span("value"))), _MASKED)
    for what, text, where in _labels(project):
        if looks_like_a_person(text):
            yield warning("QC075", f"the {what} {text!r} has the form of a person's name", where, _MASKED)
    for case in project.cases.values():
        for name, value in case.attributes.items():
            if name.casefold().strip() in _FIELDS and value and not _HIDDEN.fullmatch(value):
                yield warning("QC075", f"the column {name!r} of case {case.id!r} seems to hold a person's name", case.where, _MASKED)


def _labels(project: Project) -> Iterator[tuple[str, str, Location | None]]:
    """Give what the files of a study are called by: sources, cases, speakers."""
    for source in project.sources.values():
        sidecar = Location(source.path.removesuffix(".txt") + ".yaml")
        yield "source", source.id, Location(source.path)
        for speaker in source.speakers.values():
            if speaker.label not in {UNKNOWN_SPEAKER, HEADING}:
                yield "speaker", speaker.label, sidecar
        if source.case and source.case != source.id and source.case not in project.cases:
            yield "case", source.case, sidecar
    for case in project.cases.values():
        yield "case", case.id, case.where


def looks_like_a_person(label: str) -> bool:
    """Tell whether a label holds a frequent surname with two syllables that are frequent in given names (김민수, P01_김민수)."""
    return any(m[0].rstrip("님씨") not in _NO_PERSON for m in _PERSON.finditer(label))
