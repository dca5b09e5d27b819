"""Keywords with a comment: the comment stands where it hides nothing, and every byte that was there still is."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.files.codebook import parse_codebook
from qualcode.files.splice import CannotSplice, add_keyword
from qualcode.model.codebook import Keyword
from support import ROOT

WHY = "from suggest-keywords 2026-11-24: G2 12.3, 7 in 5 sources"


def added(tmp_path: Path, text: str, *keywords: str, comment: str = WHY) -> str:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(text.encode())
    before = parse_codebook(path.read_bytes(), "b")[0].by_id["a"].keywords
    for keyword in keywords:
        add_keyword(path, "a", keyword, comment)
    new = path.read_bytes().decode()
    after = parse_codebook(new.encode(), "b")[0].by_id["a"].keywords
    assert after == (*before, *map(Keyword, keywords))
    assert is_within(text, new)
    return new


def is_within(old: str, new: str) -> bool:
    """Tell whether all of the old text is there in its order."""
    letters = iter(new)
    return all(char in letters for char in old)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # a list line by line: behind the keyword
            "  keywords:\n  - 예산  # 하나\n  # 끝\n  brief: 뜻\n",
            "  keywords:\n  - 예산  # 하나\n  - 새  # {why}\n  # 끝\n  brief: 뜻\n",
        ),
        (
            "  keywords:\n    - 예산\n    - {find: 구청, match: form}  # 둘\n",
            "  keywords:\n    - 예산\n    - {find: 구청, match: form}  # 둘\n    - 새  # {why}\n",
        ),
        (  # on one line: above, for behind it what follows would be a comment too
            "  keywords: [예산, 돈]  # 낱말들\n  brief: 뜻\n",
            "  # 새: {why}\n  keywords: [예산, 돈, 새]  # 낱말들\n  brief: 뜻\n",
        ),
        ("  keywords: []\n", "  # 새: {why}\n  keywords: [새]\n"),
        (  # over several lines
            "  keywords: [예산,  # 하나\n    돈,\n    ]\n",
            "  # 새: {why}\n  keywords: [예산,  # 하나\n    돈, 새\n    ]\n",
        ),
        ("  keywords:\n    [예산,\n    돈]\n", "  # 새: {why}\n  keywords:\n    [예산,\n    돈, 새]\n"),
        (  # none yet
            "  brief: 뜻  # 끝\n",
            "  keywords:\n    - 새  # {why}\n  brief: 뜻  # 끝\n",
        ),
        ("  keywords:  # 아직 없음\n  brief: 뜻\n", "  keywords:  # 아직 없음\n    - 새  # {why}\n  brief: 뜻\n"),
        ("  keywords:\n", "  keywords:\n    - 새  # {why}\n"),
        (  # behind other kinds of values
            "  definition: |\n    글\n    # 글\n  keywords: [예산]\n",
            "  definition: |\n    글\n    # 글\n  # 새: {why}\n  keywords: [예산, 새]\n",
        ),
        ("  brief: 하나\n    둘\n  keywords: [예산]\n", "  brief: 하나\n    둘\n  # 새: {why}\n  keywords: [예산, 새]\n"),
        ("  definition: |+\n    글\n\n  keywords: [예산]\n", "  definition: |+\n    글\n\n  # 새: {why}\n  keywords: [예산, 새]\n"),
    ],
)
def test_the_comment_stands_where_it_hides_nothing(tmp_path: Path, before: str, after: str, end: str) -> None:
    head, tail = "# 머리\ncodes:\n- id: a   # 코드\n", "- id: b\n"
    new = added(tmp_path, (head + before + tail).replace("\n", end), "새")
    assert (
        new == (head + after.format_map({"why": WHY}) + tail).replace("\n", end) if "{find" not in after else "- 새  # " + WHY + end in new
    )


def test_several_keywords_keep_their_own_comments(tmp_path: Path) -> None:
    head = "codes:\n- id: a\n"
    assert added(tmp_path, head + "  keywords: [예산]\n", "새", "x*", comment="왜") == (
        head + '  # 새: 왜\n  # "x*": 왜\n  keywords: [예산, 새, "x*"]\n'
    )
    assert added(tmp_path, head, "새", "x*", comment="왜") == head + '  keywords:\n    - 새  # 왜\n    - "x*"  # 왜\n'


def test_a_code_whose_keywords_come_first_and_a_file_without_a_last_line_end(tmp_path: Path) -> None:
    text = "codes:\n- id: z\n  brief: 뜻\n- keywords: [예산]\n  id: a"
    assert added(tmp_path, text, "새") == text.replace("- keywords: [예산]", f"  # 새: {WHY}\n- keywords: [예산, 새]")
    assert added(tmp_path, "codes:\n- id: a", "새") == f"codes:\n- id: a\n  keywords:\n    - 새  # {WHY}"
    assert added(tmp_path, "\ufeffcodes:\n- id: a\n", "새") == f"\ufeffcodes:\n- id: a\n  keywords:\n    - 새  # {WHY}\n"


@pytest.mark.parametrize("comment", ["한 줄\n둘째 줄", "가\r나", "가\u2028나\x85다", "\ufeff가\x00\ud800"])
def test_a_comment_stays_on_one_line(tmp_path: Path, comment: str) -> None:
    new = added(tmp_path, "codes:\n- id: a\n  keywords: [예산]\n- id: b\n", "새", comment=comment)
    assert new.split("\n")[2].startswith("  # 새: ")
    assert new.split("\n")[3] == "  keywords: [예산, 새]"


@pytest.mark.parametrize(
    "text",
    [
        "codes:\n- {id: a, keywords: [예산]}\n",
        "codes:\n- id: a\n  keywords: 예산\n",
        "codes:\n- id: a\n  keywords: {find: 예산}\n",
        "codes:\n- id: b\n",
        "codes:\n- id: a\n- id: a\n",
        "codes:\n- id: &x a\n  keywords: [예산]\n  label: *x\n",
        "codes:\r- id: a\r  keywords: [예산]\r",
        "codes:\n- id: a\n  definition: |\n    글\n  examples: [글\n",
    ],
)
def test_what_cannot_be_edited_with_certainty_is_refused_and_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(text.encode())
    with pytest.raises(CannotSplice, match="was not edited"):
        add_keyword(path, "a", "새", WHY)
    assert path.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("path", sorted((ROOT / "codebooks").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_code_of_the_shipped_codebooks_takes_a_keyword_with_a_comment(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    before, _ = parse_codebook(copy.read_bytes(), "b")
    for owner in before.by_id:
        add_keyword(copy, owner, "새 낱말 | 둘", WHY)
    after, problems = parse_codebook(copy.read_bytes(), "b")
    assert problems == ()
    assert all(code.keywords[-1] == Keyword("새 낱말 | 둘") for code in after.by_id.values())
    assert copy.read_text(encoding="utf-8").count(WHY) == len(before.by_id)
