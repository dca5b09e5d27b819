"""How interviews that come in are shown: as rows, in detail before anything is written, and as turns for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.table import Column, Table
from qualcode.cli.view import Screen, show
from qualcode.model.diagnostic import Diagnostic
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speech
from qualcode.session.beside import Beside, codes_line, footnote_findings
from qualcode.session.bring import Bring, Incoming
from qualcode.session.incoming import Reading, roles_line

if TYPE_CHECKING:
    from qualcode.session.study import Session

STATES = {
    "new": "new",
    "changed": "changed: codings settle by their words",
    "roles": "roles or cases changed",
    "same": "unchanged",
    "edited": "changed here since it was imported",
    "other": "another file than before",
    "cases": "data about cases, no talk",
    "bad": "not read",
}
_CUT_SHOWN = 12
_FORMS_SHOWN = 12
_CUT_WIDTH = 60


def preview(found: Sequence[Incoming]) -> Table:
    """Give one interview a row: what it would become, how it was read, who speaks."""
    keys = (("file", "text"), ("source", "text"), ("lang", "text"), ("speakers", "text"), ("turns", "number"), ("words", "number"),
            ("read as", "text"), ("state", "text"))  # fmt: skip
    columns = tuple(Column(k.replace(" ", "_"), k, kind, note=k in {"speakers", "read as"}) for k, kind in keys)  # type: ignore[arg-type]
    rows = tuple(
        (one.path.name, one.source, "+".join(one.imported.languages), roles_line(list(one.reading.voices), one.sidecar.speakers),
         one.reading.n_turns, one.reading.n_words, f"{one.imported.layout}, {one.imported.encoding}", STATES[one.state])
        for one in found
    )  # fmt: skip
    cut = sum(len(one.imported.cut) for one in found)
    lines = "1 line of headings or notes is" if cut == 1 else f"{cut} lines of headings and notes are"
    notes = (f"{lines} no speech and left out",) if cut else ()
    return Table("qualcode.import/1", "import", columns, rows, notes)


class TurnRows:
    """Collects the turns of interviews as rows, for whoever reads them by program."""

    columns = tuple(Column(k, k, "number" if k == "turn" else "text") for k in ("source", "turn", "speaker", "role", "time", "text"))

    def __init__(self) -> None:
        self._rows: list[tuple[str, int, str, str, str]] = []

    def add(self, reading: Reading, speeches: Sequence[Speech]) -> None:
        """Take the turns of one interview; their roles are known when all files are read."""
        spoken = (s for s in speeches if s.speaker != HEADING)
        self._rows += [(reading.source, n, s.speaker, s.time or "", s.text) for n, s in enumerate(spoken, 1)]

    def table(self, items: Sequence[Incoming]) -> Table:
        """Give one turn a row."""
        roles = {(one.source, label): s.role for one in items for label, s in one.sidecar.speakers.items()}
        rows = tuple((source, n, who, roles.get((source, who), "unknown"), time, text) for source, n, who, time, text in self._rows)
        return Table("qualcode.turns/1", "turns", self.columns, rows)


def detailed(found: Sequence[Incoming], screen: Screen) -> Iterator[str]:
    """Show how each interview was read: encoding, layout and why, speakers, what was cut, what stands beside the talk."""
    for one in found:
        imported = one.imported
        yield f"{one.path.name} → {one.source}   {STATES[one.state]}"
        if one.state == "bad":
            yield ""
            continue
        yield f"  encoding  {imported.encoding}"
        yield f"  layout    {imported.layout}: {imported.why}"
        if imported.attributes or imported.cases:
            yield "  data      " + " · ".join(f"{name}: {value}" for name, value in imported.attributes.items()) + _cases_note(one)
        for line in show(_voices(one), screen):
            yield f"  {line}"
        yield from _cut(imported.cut)
        yield from _beside(one)
        yield ""


def _cases_note(one: Incoming) -> str:
    return f"   a table of {len(one.imported.cases)} cases: {', '.join(one.imported.cases)}" if one.imported.cases else ""


def _voices(one: Incoming) -> Table:
    columns = (Column("speaker", "speaker"), Column("role", "role"), Column("case", "case"), Column("turns", "turns", "number"),
               Column("words", "words", "number"), Column("first", "first words", note=True))  # fmt: skip
    rows = tuple(
        ("(nobody named)" if label == UNKNOWN_SPEAKER else label, speaker.role if speaker else "unknown",
         (speaker.case if speaker else None) or one.sidecar.case or "", voice.turns, voice.words, voice.first)
        for label, voice in one.reading.voices.items()
        for speaker in [one.sidecar.speakers.get(label)]
    )  # fmt: skip
    return Table("qualcode.speakers/1", "speakers", columns, rows)


def _cut(lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"  cut       {len(lines)} lines that are no speech:"
    for line in lines[:_CUT_SHOWN]:
        yield f"            {line if len(line) <= _CUT_WIDTH else line[:_CUT_WIDTH] + '…'}"
    if len(lines) > _CUT_SHOWN:
        yield f"            and {len(lines) - _CUT_SHOWN} more"


def _beside(one: Incoming) -> Iterator[str]:
    kinds = Counter(r.kind for r in one.imported.remarks)
    if kinds:
        yield "  beside    " + ", ".join(f"{n} {kind}s" for kind, n in kinds.items()) + " become memos"
    if one.imported.codes:
        yield f"  codes     {codes_line([one])}"


def findings_of(bring: Bring) -> Iterator[Diagnostic]:
    """Give all that is to be said about the files and about the table of attributes."""
    for one in bring.items:
        yield from one.findings
        yield from footnote_findings(one)
    yield from bring.attributes.findings


def closing(bring: Bring, written: Sequence[Incoming], beside: Beside, *, dry_run: bool, codings: bool) -> Iterator[str]:
    """Say what was written, and how the codings of changed texts fared."""
    states = Counter(one.state for one in bring.items)
    said = ", ".join(f"{n} {STATES[state].split(':')[0]}" for state, n in states.items())
    if bring.items:
        yield f"{len(bring.items)} interview{'s' * (len(bring.items) != 1)}: {said}." + (
            " Nothing written: run again without --dry-run." if dry_run else ""
        )
    yield from _fared(bring.session, [one for one in written if one.state not in {"new", "roles"}])
    yield from _masked(bring)
    if bring.attributes.why:
        yield bring.attributes.why
    if bring.attributes.count:
        yield f"attributes for cases.csv: {bring.attributes.count} {'would be' if dry_run else ''} written".replace("  ", " ") + "."
    if beside.memos or beside.codings:
        yield f"{beside.memos} memos and {beside.codings} codings written for {bring.session.coder}."
    left = codes_line([one for one in bring.items if one.state != "bad"])
    if left and not codings and not dry_run:
        yield left
    if written:
        yield "Next: qualcode cases CASE role=…     qualcode suggest     qualcode status"


def _masked(bring: Bring) -> Iterator[str]:
    """Say which names were taken out of the files, in which forms."""
    found = list(bring.redactor.found.values()) if bring.redactor else []
    if found:
        n, files = sum(r.count for r in found), len({r.path for r in found})
        forms = Counter({(r.form, r.pseudonym): 0 for r in found})
        for r in found:
            forms[r.form, r.pseudonym] += r.count
        shown = ", ".join(f"{form} → {new} ({times})" for (form, new), times in forms.most_common(_FORMS_SHOWN))
        more = " …" if len(forms) > _FORMS_SHOWN else ""
        yield f"pseudonyms: {n} names replaced in {files} file{'s' * (files != 1)}: {shown}{more}"


def _fared(session: Session, replaced: Sequence[Incoming]) -> Iterator[str]:
    for one in replaced:
        own = [c for c in session.project.codings if c.source == one.source]
        adrift = sum(c.span is None for c in own)
        moved = sum(c.span is not None and c.span.start != c.anchor.start for c in own)
        stayed = len(own) - adrift - moved
        yield f"{one.source}: codings: {stayed} stayed, {moved} moved with their words, {adrift} to look at (qualcode check)"
