"""What may tell who somebody is: found by its form, and nothing else taken for it."""

from __future__ import annotations

import pytest

from qualcode.files.layout import Layout
from qualcode.files.study import load
from qualcode.model.case import Case
from qualcode.model.project import Project
from qualcode.model.source import Speaker, make_source
from qualcode.personal import RULES, looks_like_a_person, names_in_metadata, personal
from support import SAMPLES


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        *(("phone", n) for n in ("010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678", "011-234-5678", "02-123-4567",
        "02-2123-4567",
                                 "031-345-6789", "(02) 345-6789", "070-4234-5678", "+82 10 1234 5678", "+82-10-1234-5678",
                                 "+82 2 345 6789",
                                 "+1 (415) 555-0123", "+44 20 7946 0958")),
        *(("e-mail", n) for n in ("minsu@naver.com", "a.b-c@mail.co.kr", "kim+list@example.org")),
        *(("resident registration number", n) for n in ("850101-1234567", "850101-1******", "040229-3123456", "850101 - 2345678")),
        *(("card number", n) for n in ("4111-1111-1111-1111", "4111 1111 1111 1111", "3782-822463-10005")),
    ],
)  # fmt: skip
def test_it_is_found_with_its_range(kind: str, said: str) -> None:
    for text in (said, f"제 번호는 {said}이에요. 적으세요.", f"({said})"):
        (found,) = personal(text)
        assert (found.kind, text[found.span.start : found.span.end]) == (kind, said)


@pytest.mark.parametrize(
    "said",
    [
        "2025.09.18", "2025-09-18", "2025-09-18 14:00", "10:23:45", "[00:02:33]", "[01:02:33.450]", "1,000,000원", "1000000원",
        "2024년", "119", "120",
        "1588-1234", "P03", "20250918", "2024-11-21T09:14:03Z", "192.168.10.12", "ISBN 978-89-123-4567-8", "100-200명",
        "1998-2003", "3-4-5",
        "850199-1234567", "851301-1234567", "850101-9234567", "8501011234567", "1234567890123", "4111-1111-1111-1112",
        "0000-0000-0000-0000",
        "123456-04-123456", "2,010-1234-5678", "010-1234-56789", "+3 -5", "+10 20 30 40", "트위터 @minsu", "a@b", "통장 2025-09-18-01",
        "예산 12,345,678원 입금", "00:10:12-00:10:34", "국민은행 12-34-56",
    ],
)  # fmt: skip
def test_it_is_not_taken_for_anything_personal(said: str) -> None:
    for text in (said, f"그때 {said} 그랬지.", f"P03 [{said}]: 예."):
        assert personal(text) == ()


@pytest.mark.parametrize("said", ["국민은행 123456-04-123456", "농협 계좌는 301-0123-4567-89", "계좌번호: 12345678901234"])
def test_a_number_is_an_account_beside_a_word_of_banks(said: str) -> None:
    assert [p.kind for p in personal(said)] == ["account number"]
    assert personal(said.replace("은행", "구민").replace("농협", "동네").replace("계좌", "전체")) == ()


def test_a_check_sum_makes_a_number_certain_and_is_needed_without_a_hyphen() -> None:
    digits = "850101123456"
    total = sum(int(d) * w for d, w in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    whole = f"{digits}{(11 - total % 11) % 10}"
    assert personal(f"{whole[:6]}-{whole[6:]}")[0].certain
    assert not personal(f"{whole[:6]}-{whole[6:12]}{(int(whole[12]) + 1) % 10}")[0].certain
    assert [p.kind for p in personal(whole)] == ["resident registration number"]


@pytest.mark.parametrize("label", ["김민수", "P01_김민수_강북", "이영희님", "박지은"])
def test_a_label_has_the_form_of_a_person(label: str) -> None:
    assert looks_like_a_person(label)


@pytest.mark.parametrize(
    "label",
    [
        "P03",
        "면담자",
        "진행자",
        "강북구",
        "고양시",
        "이주민",
        "이수자",
        "전문가",
        "공무원",
        "주민회",
        "참여자 1",
        "조정자",
        "이해관계자",
        "Kim",
    ],
)
def test_a_label_has_not(label: str) -> None:
    assert not looks_like_a_person(label)


TEXT = "#: 이름: 김민수\n\n#: 성명: OOO\n\n면담자: 이름: 그건 나중에\n\nP03: 010-1234-5678이고 이름은 몰라요.\n이름: 010\n"


def study(**cases: Case) -> Project:
    speakers = {label: Speaker(label) for label in ("면담자", "P03", "박영희")}
    return Project(sources={"김민수": make_source("김민수", TEXT, speakers, path="transcripts/김민수.txt")}, cases=cases)


def test_findings_say_where_and_not_what() -> None:
    (found,) = (d for rule in RULES for d in rule(study()))
    assert (found.rule, str(found.where), found.where and found.where.length) == ("QC070", "transcripts/김민수.txt:7:6", 13)
    assert "1234" not in found.message


def test_names_in_metadata_are_found() -> None:
    cases = {"P03": Case("P03", {"이름": "김민수", "role": "참여자"}), "P04": Case("P04", {"이름": "P04", "name": "김OO"})}
    found = [(d.rule, d.message, str(d.where)) for d in names_in_metadata(study(**cases))]
    assert found == [
        ("QC075", "this line seems to give a person's name", "transcripts/김민수.txt:1:8"),
        ("QC075", "the source '김민수' has the form of a person's name", "transcripts/김민수.txt:1:1"),
        ("QC075", "the speaker '박영희' has the form of a person's name", "transcripts/김민수.yaml:1:1"),
        ("QC075", "the column '이름' of case 'P03' seems to hold a person's name", "None"),
    ]


@pytest.mark.parametrize("name", ["residents-technology-school", "lifelong-learning-city"])
def test_the_samples_hold_nothing_personal(name: str) -> None:
    project = load(Layout(SAMPLES / name))
    assert [d for rule in (*RULES, names_in_metadata) for d in rule(project)] == []
