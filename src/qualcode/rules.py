"""What ``check`` looks at beyond what loading found: one small function a rule, Project to findings, all in one table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from qualcode.model.codebook import Code
from qualcode.model.coding import Coding
from qualcode.model.diagnostic import Diagnostic, Location, error, note, warning
from qualcode.model.project import Project
from qualcode.model.source import ROLES, Source, declared_label, undeclared_labels
from qualcode.model.text import Span
from qualcode.personal import account_numbers, mail_addresses, names_in_metadata, registration_numbers, telephone_numbers

_LONG = 60
_RECURS = 2
"""An undeclared label is worth a finding when this many lines begin with it."""

Rule = Callable[[Project], Iterable[Diagnostic]]


def ids_used_twice(project: Project) -> Iterator[Diagnostic]:
    """QC112: two codes have one id."""
    seen: dict[str, Code] = {}
    for code in project.codebook.tree():
        first = seen.setdefault(code.id, code)
        if first is not code:
            line = first.where.line if first.where else 0
            yield error("QC112", f"the id {code.id!r} is used twice (first in line {line})", code.where, "give one of them another id")


def old_ids_in_use(project: Project) -> Iterator[Diagnostic]:
    """QC113: an id that `was:` or `split:` names is also a code, or is claimed by two codes."""
    claimed: dict[str, Code] = {}
    for code in project.codebook.tree():
        for old in code.was:
            if old in project.codebook.by_id:
                yield error("QC113", f"{old!r} is said to be an old name of {code.id!r}, but is a code itself", code.where, "drop one")
            elif old in claimed:
                yield error("QC113", f"{old!r} is an old name of {claimed[old].id!r} and of {code.id!r}", code.where, "drop one")
            claimed.setdefault(old, code)


def dots_against_the_tree(project: Project) -> Iterator[Diagnostic]:
    """QC114: an id whose dots do not say the theme it stands under."""
    for code in project.codebook.tree():
        parent = project.codebook.parents[code.id]
        said = code.id.rpartition(".")[0] or None
        if said != parent:
            place = f"stands under {parent!r}" if parent else "stands at the top"
            wish = f"{parent}.{code.id.rpartition('.')[2]}" if parent else code.id.rpartition(".")[2]
            yield warning("QC114", f"the id {code.id!r} {place}", code.where, f"an id repeats its theme: {wish}")


def unknown_ids_in_split(project: Project) -> Iterator[Diagnostic]:
    """QC115: a split names codes that are not there."""
    for code in project.codebook.tree():
        for target in code.split:
            if target not in project.codebook.by_id:
                yield error("QC115", f"{code.id!r} is split into {target!r}, which is no code", code.where, nearest(project, target))


def keywords_of_two_codes(project: Project) -> Iterator[Diagnostic]:
    """QC121: one keyword stands at two codes, so that every hit is suggested twice."""
    owners: dict[str, Code] = {}
    for code in project.codebook.tree():
        for keyword in code.keywords:
            first = owners.setdefault(keyword.find.casefold(), code)
            if first is not code:
                message = f"the keyword {keyword.find!r} stands at {first.id!r} too"
                yield warning("QC121", message, keyword.where, "each hit is suggested for both; keep it where it decides")


def codes_without_definition(project: Project) -> Iterator[Diagnostic]:
    """QC302: a code that nobody can apply alike, because it says nowhere what it means."""
    for code in project.codebook.tree():
        if not (code.brief or code.definition):
            yield note("QC302", f"{code.id!r} has neither brief nor definition", code.where, "two coders need one sentence to agree on")


def codings_adrift(project: Project) -> Iterator[Diagnostic]:
    """QC201: a coding no longer finds its words, or finds them in more than one place; it counts in nothing."""
    for c in (c for c in project.codings if c.span is None and c.source in project.sources):
        source = project.sources[c.source]
        where = source.line_of(c.nearest.start) if c.nearest else Location(source.path)
        length = c.nearest.end - c.nearest.start if c.nearest else 1
        place = Location(where.path, where.line, where.column, max(1, length))
        what = "finds its words in more than one place" if c.ambiguous else "no longer finds its words"
        words = c.anchor.exact if len(c.anchor.exact) <= _LONG else c.anchor.exact[:_LONG] + "…"
        help_ = f'the coded words were "{words}"; put them right: qualcode apply --from FILE, op move, of {c.id}'
        yield error("QC201", f"this coding {what} ({c.coder}, {c.code}, {c.where})", place, help_)


def codings_where_nobody_counts(project: Project) -> Iterator[Diagnostic]:
    """QC206: codings lie only in turns of excluded roles and count in no table; a warning where an edit brought them there."""
    for source in project.sources.values():
        lost = [c for c in project.codings if c.source == source.id and c.span and not _counts(project, source, c.span)]
        moved = [c for c in lost if c.anchor.text != source.version]
        if lost:
            say, some = (warning, moved) if moved else (note, lost)
            since = ", since the transcript was edited" if moved else ""
            span = some[0].span or Span(0, 0)
            roles = ", ".join(project.settings.exclude)
            message = f"{len(some)} codings of {source.id} lie only in turns of {roles}{since}: they count in no table"
            help_ = "look at the labels and roles there; qualcode quotes --speech all shows the codings"
            yield say("QC206", message, source.line_of(span.start), help_)


def _counts(project: Project, source: Source, span: Span) -> bool:
    return any(project.is_evidence(source, t) for t in source.turns_in(span))


def labels_used_twice(project: Project) -> Iterator[Diagnostic]:
    """QC116: two codes have one label, so that a table can only tell them apart by their ids."""
    first: dict[tuple[str, str], Code] = {}
    for code in project.codebook.by_id.values():
        known = [first.setdefault((lang, code.title(lang)), code) for lang in ("ko", "en")]
        twin = next((other for other in known if other is not code), None)
        if twin and code.label:
            yield warning("QC116", f"{code.id!r} has a label of {twin.id!r}", code.where, "give one of them another label")


def codings_without_source(project: Project) -> Iterator[Diagnostic]:
    """QC205: codings of a source that is not in the study."""
    lost = {(c.coder, c.source): c.where for c in reversed(project.codings) if c.source not in project.sources}
    for (coder, source), where in sorted(lost.items(), key=lambda item: item[0]):
        message = f"codings of {coder} are of a source that is not in the study: {source}"
        yield warning("QC205", message, where, "restore its transcript, or move the log away")


def provisional_codes(project: Project) -> Iterator[Diagnostic]:
    """QC301: codings use a code that is not in the codebook."""
    counts: dict[str, int] = defaultdict(int)
    first: dict[str, Location | None] = {}
    for coding in project.codings:
        if coding.code not in project.codebook.by_id:
            counts[coding.code] += 1
            first.setdefault(coding.code, coding.where)
    for code, n in counts.items():
        help_ = f"{nearest(project, code)} qualcode codebook adopt {code} writes it into the codebook".strip()
        yield warning("QC301", f"{n} codings use {code!r}, which is not in the codebook", first[code], help_)


def codings_of_split_codes(project: Project) -> Iterator[Diagnostic]:
    """QC303: codings of a code that was split wait for a person."""
    for code in project.codebook.tree():
        waiting = [c for c in project.codings if code.split and c.code == code.id]
        if waiting:
            message = f"{len(waiting)} codings of {code.id!r}, which was split into {', '.join(code.split)}, wait for a person"
            yield warning("QC303", message, waiting[0].where, "recode each: qualcode apply --from FILE with op recode")


def retired_codes_in_use(project: Project) -> Iterator[Diagnostic]:
    """QC304: codings made with a code after it was retired, or before; history stays readable."""
    for code in project.codebook.tree():
        n = sum(c.code == code.id for c in project.codings)
        if code.retired and n:
            yield note(
                "QC304",
                f"{n} codings have the retired code {code.id!r}",
                code.where,
                "they count; recode them if they should not",
            )


def exclusive_codes_together(project: Project) -> Iterator[Diagnostic]:
    """QC305: one coder gave two codes of an exclusive theme to overlapping words."""
    for theme in (c for c in project.codebook.tree() if c.exclusive):
        inside = project.codebook.family(theme.id) - {theme.id}
        by_log = defaultdict(list)
        for c in project.codings:
            if c.code in inside and c.span:
                by_log[c.coder, c.source].append((c.span, c))
        for codings in by_log.values():
            for a, b in _of_two_codes(codings):
                message = f"{a.code!r} and {b.code!r} overlap ({a.coder}), but {theme.id!r} is exclusive"
                yield warning("QC305", message, b.where, "take one back: qualcode undo " + b.id)


def _of_two_codes(codings: Iterable[tuple[Span, Coding]]) -> Iterator[tuple[Coding, Coding]]:
    """Give each coding that overlaps one of another code which begins before it, with the first such."""
    open_: list[tuple[Span, Coding]] = []
    for span, coding in sorted(codings, key=lambda c: (c[0], c[1].id)):
        open_ = [(s, c) for s, c in open_ if s.overlaps(span)]
        other = next((c for _, c in open_ if c.code != coding.code), None)
        if other:
            yield other, coding
        open_.append((span, coding))


def sources_without_turns(project: Project) -> Iterator[Diagnostic]:
    """QC032: no turn was found: no line begins with a declared label."""
    for source in project.sources.values():
        if not source.turns:
            message = "no turn was found: no line begins with a declared label"
            help_ = f"qualcode import finds speakers; or declare them in {_sidecar(source)}"
            yield error("QC032", message, Location(source.path), help_)


def undeclared_speakers(project: Project) -> Iterator[Diagnostic]:
    """QC033: what looks like a label begins several lines and is not declared as a speaker."""
    for source in project.sources.values():
        for label, offsets in undeclared_labels(source.text, source.labels).items():
            if len(offsets) >= _RECURS:
                message = f"{label!r} begins {len(offsets)} lines and is not declared as a speaker; its lines belong to the turn before"
                yield warning("QC033", message, source.line_of(offsets[0]), f"declare it in {_sidecar(source)} if it is one")


def nearly_turns(project: Project) -> Iterator[Diagnostic]:
    """QC035: a line that a person may have meant as a turn: a declared label and a colon, but `P03:yes` or `P03：yes`."""
    message = "this line begins with a label but is not read as a turn: its words belong to the turn before"
    for source in project.sources.values():
        labels = "|".join(map(re.escape, source.labels))
        lines = re.finditer(rf"^(?:{labels})[ \t]*(?:\[.*?\][ \t]*)?[:：].*", source.text, re.MULTILINE) if labels else ()
        for m in lines:
            if not declared_label(source.text, Span(*m.span()), source.labels):
                yield warning("QC035", message, source.line_of(m.start()), "write  Label: text  or  Label [00:02:33]: text")


def _sidecar(source: Source) -> str:
    return source.path.removesuffix(".txt") + ".yaml"


def speaker_roles(project: Project) -> Iterator[Diagnostic]:
    """QC034: a speaker has a role that is none."""
    for source in project.sources.values():
        for speaker in source.speakers.values():
            if speaker.role not in ROLES:
                where = Location(_sidecar(source))
                yield error("QC034", f"{speaker.label!r} has the role {speaker.role!r}", where, f"roles are: {', '.join(ROLES)}")


def sources_without_case(project: Project) -> Iterator[Diagnostic]:
    """QC310: words that count belong to no case, or to one that is not in cases.csv."""
    for source in project.sources.values():
        cases = {source.case_of(t) for t in source.turns if project.is_evidence(source, t)}
        if None in cases:
            where = Location(_sidecar(source))
            yield warning("QC310", f"{source.id} has words of no case: no matrix by cases can count them", where, "add a line  case: ID")
        for case in sorted(c for c in cases if c and c not in project.cases):
            yield note(
                "QC311",
                f"the case {case!r} ({source.id}) has no row in cases.csv",
                Location("cases.csv"),
                f"qualcode cases {case} role=…",
            )


RULES: tuple[Rule, ...] = (
    sources_without_turns,
    undeclared_speakers,
    nearly_turns,
    codings_adrift,
    codings_where_nobody_counts,
    codings_without_source,
    ids_used_twice,
    old_ids_in_use,
    dots_against_the_tree,
    labels_used_twice,
    unknown_ids_in_split,
    keywords_of_two_codes,
    speaker_roles,
    telephone_numbers,
    mail_addresses,
    registration_numbers,
    account_numbers,
    names_in_metadata,
    codes_without_definition,
    provisional_codes,
    codings_of_split_codes,
    retired_codes_in_use,
    exclusive_codes_together,
    sources_without_case,
)


def check(project: Project, rules: Iterable[Rule] = RULES) -> tuple[Diagnostic, ...]:
    """Give every finding of a study: those of loading, then those of the rules, in the order of places."""
    found = [*project.diagnostics, *(d for rule in rules for d in rule(project))]
    return tuple(sorted(found, key=lambda d: (d.where.path, d.where.line, d.where.column) if d.where else ("", 0, 0)))


def nearest(project: Project, typed: str) -> str:
    """Say which code a mistyped one may mean, or nothing."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    names = {name: code for code in project.codebook.tree() for name in (code.id, code.title("ko"), code.title("en"))}
    near = difflib.get_close_matches(typed, names, n=1, cutoff=0.5)
    if not near:
        return ""
    code = names[near[0]]
    return f"Did you mean {code.id} ({' · '.join(dict.fromkeys((code.title('ko'), code.title('en'))))})?"
