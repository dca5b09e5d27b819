"""Which column of a table does which job, told by its name and by what it holds; and what kind of table it therefore is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from qualcode.formats.plain.lexicon import role_word
from qualcode.formats.tables.column import Column
from qualcode.formats.tables.header import Table
from qualcode.formats.tables.words import folded, is_question, is_whole_name
from qualcode.model.failure import QualcodeError

Kind = Literal["talk", "survey", "cases", "codes", "none"]
Jobs = dict[str, tuple[Column, ...]]

WISHES = ("document", "speaker", "time", "text", "code", "case", "note")
"""The jobs that a person can give a column."""
_ASKING = frozenset({"interviewer", "moderator"})
_SHORT = 60
_WIDE = 16.0
_FULL = 0.8
_HALF = 0.5
_MANY = 2
_MOST_SPEAKERS = 12
_APART = 0.9
_FEW = 0.3
_TWO_WORDS = 1.5
_NEARLY = 0.6
_WHOLE_TALK = 60
"""Cells of so many words may be whole interviews; shorter ones beside ids that never recur are clips of one."""


class UnknownColumn(QualcodeError):
    """A person names a column that the table does not have."""

    def __init__(self, name: str, columns: Iterable[str]) -> None:
        super().__init__(f"this table has no column {name!r}", f"its columns are: {', '.join(columns)}")


class UnknownJob(QualcodeError):
    """A person gives a column a job that there is not."""

    def __init__(self, job: str) -> None:
        super().__init__(f"no column of a table can be the {job!r}", f"columns can be: {', '.join(WISHES)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is read: its kind, the columns by their jobs, whether names or habits say so beyond doubt, and why.

    ``by_column`` means that each column of text is a speaker's, named by its header.
    """

    kind: Kind
    table: Table
    jobs: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    sure: bool = False
    by_column: bool = False

    def of(self, job: str) -> tuple[Column, ...]:
        """Give the columns that have a job."""
        return self.jobs.get(job, ())

    def first(self, job: str) -> Column | None:
        """Give the column that has a job; None where none has."""
        return next(iter(self.of(job)), None)

    @property
    def unused(self) -> tuple[Column, ...]:
        """The columns that have no job and are not empty."""
        used = {c.index for columns in self.jobs.values() for c in columns}
        return tuple(c for c in self.table.columns if c.index not in used and c.filled)

    def why(self, data: Mapping[str, Sequence[Column]] | None = None) -> str:
        """Say which column was taken for what, those with ``data`` about cases among them, and where the names stand."""
        said = [f"{job}: {', '.join(_said(c, job) for c in columns)}" for job, columns in self.jobs.items() if columns]
        header = f"names of columns in row {self.table.header}" if self.table.header else "no names of columns"
        said += [f"{what}: {', '.join(c.shown for c in columns)}" for what, columns in (data or {}).items() if columns]
        taken = {c.index for columns in (data or {}).values() for c in columns}
        left = [c.shown for c in self.unused if c.index not in taken]
        return "; ".join([header, *said, *([f"not used: {', '.join(left)}"] if left else [])])


def _said(column: Column, job: str) -> str:
    named = job in {*column.jobs, "attribute"} or (job in {"speaker", "case"} and "person" in column.jobs)
    by = "" if named else " (by what it holds)"
    return f"{column.shown}{by}"


def make_plan(table: Table, wishes: Mapping[str, str] | None = None) -> Plan:
    """Give each column its job; raises :class:`UnknownColumn` and :class:`UnknownJob` for what a person wishes."""
    wished = _wished(table.columns, wishes or {})
    wished = {job: tuple(c.named_alone() for c in columns) if job == "speaker" else columns for job, columns in wished.items()}
    taken = {c.index for columns in wished.values() for c in columns}
    free = [c.named_alone() for c in table.columns if c.filled and c.index not in taken]
    finder = _Finder(table, free, wished)
    return finder.plan()


def has_columns(table: Table, wishes: Mapping[str, str]) -> bool:
    """Tell whether a table has all the columns that a person names."""
    return all(_meant(table.columns, name) for name in wishes.values())


def _wished(columns: Sequence[Column], wishes: Mapping[str, str]) -> Jobs:
    found: Jobs = {}
    for job, name in wishes.items():
        if job not in WISHES:
            raise UnknownJob(job)
        found[job] = _meant(columns, name)
        if not found[job]:
            raise UnknownColumn(name, [c.name or c.letter for c in columns])
    return found


def _meant(columns: Sequence[Column], name: str) -> tuple[Column, ...]:
    """Give the column of this name, or those of several names parted by a comma or a semicolon."""
    whole = next((c for c in columns if c.is_called(name)), None)
    if whole:
        return (whole,)
    names = [part for part in name.replace(";", ",").split(",") if part.strip()]
    found = [next((c for c in columns if c.is_called(part)), None) for part in names]
    return tuple(c for c in found if c) if len(names) > 1 and all(found) else ()


def _has_interviewer(column: Column) -> bool:
    """Tell whether one of a column's values is what an interviewer is called."""
    return any(role_word(value) in _ASKING for value in column.counts)


@dataclass(slots=True)
class _Finder:
    """Looks for columns that are still free, job by job, the surest first."""

    table: Table
    free: list[Column]
    jobs: Jobs

    def plan(self) -> Plan:
        wished = set(self.jobs)
        texts = self._texts()
        key = self._key(texts)
        if self._is_list_of_codes(texts):
            return Plan("codes", self.table)
        if not wished & {"speaker", "document", "time"} and (key or self._is_form(texts)):
            return self._one_case_a_row(key, texts)
        if not texts:
            return Plan("none", self.table)
        return self._talk(texts)

    def _called(self, job: str) -> list[Column]:
        return [c for c in self.free if job in c.jobs]

    def _take(self, job: str, *columns: Column | None) -> None:
        taken = tuple(c for c in columns if c)
        if taken:
            self.jobs[job] = (*self.jobs.get(job, ()), *taken)
            self.free = [c for c in self.free if c not in taken]

    def _has(self, *jobs: str) -> bool:
        """Tell whether a column of such a name is there, or wished."""
        return any(self.jobs.get(job) or self._called(job) for job in jobs)

    def _texts(self) -> list[Column]:
        """Give the columns that may be the talk: named as text, or texts by what they hold."""
        if self.jobs.get("text"):
            return list(self.jobs["text"])
        theirs = [c for c in self.free if role_word(c.name) and c.distinct >= _HALF and c.words >= _TWO_WORDS and c.coverage < _APART]
        if len({role_word(c.name) for c in theirs}) > 1:
            return theirs
        named = [c for c in self._called("text") if not c.is_numbers and not c.is_time and not c.is_marks]
        held = [c for c in self.free if c.is_text and not c.jobs & {"note", "definition", "time", "code"}]
        return [c for c in self.free if c in named or c in held] or self._only_texts() or self._odd_texts()

    def _odd_texts(self) -> list[Column]:
        """Give the column that is named as text beside speakers, even if they say nothing but numbers or times."""
        return self._called("text")[:1] if self._has("speaker") else []

    def _only_texts(self) -> list[Column]:
        """Where nothing is clearly a text: the question column of a list of questions, else the one wide column of varied cells."""
        asked = [c for c in self._called("question") if c.words >= _MANY]
        varied = [c for c in self.free if c.distinct >= _HALF and c.words >= _MANY and not c.jobs and not c.is_numbers and not c.is_time]
        speaks = self._has("speaker", "person") or any(c.is_names for c in self.free) or len(self.free) == 1
        widest = max(varied, key=lambda c: c.width, default=None)
        return asked or ([widest] if widest and speaks and widest.width >= _WIDE / 2 else [])

    def _key(self, texts: Sequence[Column]) -> Column | None:
        """Give the column of ids where each row is a case: named so, or a name that does not recur, or the first of all."""
        if self.jobs.get("case"):
            return self.jobs["case"][0] if self.jobs["case"][0].is_unique else None
        if self._has("speaker", "turn") or self.jobs.get("speaker") or any(c.distinct < 1 for c in self._called("document")):
            return None
        if self._has("text") and any(c.is_time for c in self._called("time")):
            return None
        named = [c for c in self.free if c.jobs & {"case", "person"} and self._tells_apart(c, texts) and c not in texts]
        counts = [c for c in named if c.is_index and "index" in c.jobs]
        if counts and len(texts) == 1 and not self._asks(texts) and self._has("text") and not self._has("attribute"):
            named = [c for c in named if c not in counts]
        sure = [c for c in named if c not in counts]
        return next(iter(sure), None) or next(iter(named), None) or self._first_ids(texts)

    def _tells_apart(self, column: Column, texts: Sequence[Column]) -> bool:
        """Tell whether a column's values are ids of cases: they differ, but for slips where the table is surely a survey."""
        slips = self._asks(texts) and column.distinct > _NEARLY and column.coverage > _NEARLY and "case" in column.jobs
        return column.is_unique or slips

    def _asks(self, texts: Sequence[Column]) -> bool:
        return any(is_question(c.name) for c in texts)

    def _first_ids(self, texts: Sequence[Column]) -> Column | None:
        """Give the first column of short ids that differ, where the table is surely no talk."""
        first = next((c for c in self.free if not c.is_index), None)
        if (
            self.table.header is None
            or first is None
            or first in texts
            or not first.is_unique
            or first.jobs - {"document"}
            or first.is_time
        ):
            return None
        if self._has("text", "speaker", "person", "code") or len(first.filled) < _MANY:
            return None
        return first if first.words < _MANY or not texts else None

    def _is_form(self, texts: Sequence[Column]) -> bool:
        """Tell whether rows are answers to a form without ids: columns of text are called questions, and nobody is an interviewer."""
        theirs = any(c.is_names and _has_interviewer(c) for c in self.free)
        asked = self._asks(texts) and not self._has("speaker", "person", "code", "document", "turn", "case")
        return bool(texts) and asked and not theirs

    def _is_list_of_codes(self, texts: Sequence[Column]) -> bool:
        """Tell whether this is a codebook: codes that do not recur, with what they mean."""
        codes = [c for c in self._called("code") if c.distinct == 1.0 and c.coverage >= _FULL]
        meant = self._called("definition") + self._called("note")
        return bool(codes and meant) and not self._has("speaker", "time", "document") and not any("text" in c.jobs for c in texts)

    def _one_case_a_row(self, key: Column | None, texts: Sequence[Column]) -> Plan:
        self._take("case", key) if "case" not in self.jobs else None
        answers = [c for c in texts if c is not key]
        if "text" not in self.jobs:
            self._take("text", *answers)
        for column in [c for c in self.free if "code" in c.jobs and self._follows_text(c)]:
            self._take("code", column)
        self._take("index", *(c for c in self.free if c.is_index and (not c.name or "index" in c.jobs)))
        self._take("attribute", *self.free)
        return Plan("survey" if answers else "cases", self.table, self.jobs, sure=key is not None)

    def _follows_text(self, column: Column) -> bool:
        """Tell whether a column of codes stands after a column of text: then it codes the answers, and is no attribute."""
        return any(c.index < column.index for c in self.jobs.get("text", ()))

    def _talk(self, texts: Sequence[Column]) -> Plan:
        if "speaker" not in self.jobs:
            self._take("speaker", self._find_speaker(texts))
        if "document" not in self.jobs:
            case = self.jobs.pop("case", ())
            self._take("document", *(case or (self._find_document(texts),)))
        theirs = self._columns_of_speakers(texts) if "text" not in self.jobs else []
        if "text" not in self.jobs:
            self._take("text", *(theirs or [self._best_text(texts)]))
        self._take_times()
        self._take("turn", next((c for c in self._called("turn") if c.is_numbers), None))
        if "code" not in self.jobs:
            self._take("code", *self._codes())
        self._take("question", next((c for c in self._called("question") if c.is_names), None))
        self._take("note", *self._called("note"))
        self._take_index()
        sure = bool(self.table.header) and any(self.jobs.get(j) for j in ("speaker", "time", "code", "document", "turn"))
        return Plan("talk", self.table, self.jobs, sure, bool(theirs))

    def _find_speaker(self, texts: Sequence[Column]) -> Column | None:
        left = [c for c in self.free if c not in texts]
        named = [c for c in left if "speaker" in c.jobs and not c.is_text]
        persons = [c for c in left if "person" in c.jobs and not c.is_index and c.width <= _SHORT]
        recurring = [c for c in persons if c.is_names and c.coverage >= _HALF]
        alternating = sorted(recurring, key=lambda c: -c.changes)
        found = next(iter(named or alternating), None)
        if found or (self.table.header is not None and len(persons) == 1 and "case" not in persons[0].jobs):
            return found or persons[0]
        return self._speaker_by_cells([c for c in left if not c.jobs], texts)

    def _speaker_by_cells(self, left: Sequence[Column], texts: Sequence[Column]) -> Column | None:
        """Take a column of short recurring names before the talk, or with an interviewer; of two, the one that changes more often."""
        end = max(c.index for c in texts)
        names = [c for c in left if c.is_names and not c.is_numbers and c.coverage >= _HALF and len(c.counts) > 1]
        names = [c for c in names if c.index < end or _has_interviewer(c)]
        few = [c for c in names if len(c.counts) <= max(_MOST_SPEAKERS, _FEW * len(c.filled)) and not c.is_marks]
        return max(few, key=lambda c: (c.changes, c.index), default=None)

    def _find_document(self, texts: Sequence[Column]) -> Column | None:
        left = [c for c in self.free if c not in texts and not c.is_text and not c.is_time]
        alone = not self.jobs.get("speaker") or self._best_text(texts).words >= _WHOLE_TALK
        named = [c for c in left if "document" in c.jobs and (c.distinct < 1 or c.coverage < 1 or alone)]
        named.sort(key=lambda c: not is_whole_name(c.name))
        named += [c for c in left if "group" in c.jobs and c.counts and len(c.counts) > 1 and c.changes < _FEW and not alone]
        cases = [c for c in left if "case" in c.jobs and c.is_names and not c.is_index]
        found = next(iter(named or cases), None)
        if found or self.table.header is not None:
            return found
        speaker = next(iter(self.jobs.get("speaker", ())), None)
        blocks = [c for c in left if speaker and c.index < speaker.index and c.is_names and not c.is_turns and len(c.counts) > 1]
        return next((c for c in blocks if speaker and c.changes < speaker.changes / 2), None)

    def _columns_of_speakers(self, texts: Sequence[Column]) -> list[Column]:
        """Give the columns of text if each has its own speaker: two roles in the names, or rows that fill one of them."""
        asked = [c for c in self._called("question") if c not in texts and c.distinct > _HALF and c.words >= _MANY]
        columns = sorted([*asked, *texts], key=lambda c: c.index)
        if self.jobs.get("speaker") or len(columns) < _MANY or not all(c.name for c in columns):
            return []
        roles = {role_word(c.name) for c in columns}
        if None not in roles and len(roles) > 1:
            return columns
        alone = sum(sum(bool(c.cells[i]) for c in columns) == 1 for i in range(len(self.table.rows)))
        apart = alone >= _APART * len(self.table.rows) and not any("text" in c.jobs for c in columns)
        return columns if apart else []

    def _best_text(self, texts: Sequence[Column]) -> Column:
        """Give the talk among several columns: a name of text before a translation, a full one before a sparse one, then the widest."""
        return max(texts, key=lambda c: ("text" in c.jobs, c.is_text, round(c.coverage, 1), c.width))

    def _take_times(self) -> None:
        if "time" not in self.jobs:
            named = [c for c in self._called("time") if c.may_be_time or c.has_times]
            better = [c for c in named if c.may_be_time]
            self._take("time", next(iter(better or named), None) or next((c for c in self.free if c.is_time), None))
        self._take("end", next((c for c in self._called("end") if c.may_be_time), None))

    def _codes(self) -> list[Column]:
        named = [c for c in self._called("code") if not c.is_text or c.coverage < _FULL]
        marks = [c for c in self.free if c.is_marks and c.name and c not in named and not c.jobs]
        prefixed = [c for c in marks if folded(c.name).startswith(("code", "코드", "theme", "tag", "주제"))]
        return named or (marks if len(marks) >= _MANY else prefixed) or self._codes_by_cells()

    def _codes_by_cells(self) -> list[Column]:
        """Without names: short values after the talk that recur."""
        if self.table.header is not None:
            return []
        end = self.jobs["text"][0].index
        return [c for c in self.free if c.index > end and c.is_names and not c.is_numbers and c.words < _MANY]

    def _take_index(self) -> None:
        named = [c for c in self.free if ("index" in c.jobs or not c.name) and (c.is_index or c.is_turns or c.is_numbers)]
        self._take("index", *named, *(c for c in self._called("index") if c not in named and c.is_unique))
