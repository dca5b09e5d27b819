"""What a person should know about an import: why this layout, what is doubtful, and that no letter is lost or doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from qualcode.formats.plain.found import Found
from qualcode.formats.plain.labels import Head
from qualcode.formats.plain.lines import Page, characters
from qualcode.formats.plain.talk import Talk
from qualcode.model.diagnostic import Diagnostic, Location, error, note, warning
from qualcode.model.source import HEADING, UNKNOWN_SPEAKER, Speaker

_TIE = 0.8
_MUCH = 0.4
_LITTLE = 400
_SHOWN = 5
_NAMED = 3


def why(found: Sequence[Found], page: Page) -> str:
    """Say in a sentence what speaks for the layout that won, and what came second."""
    best = found[0]
    heads = [h for h in best.heads if h.kind == "label"]
    counts = Counter(h.label for h in heads)
    most = ", ".join(f"{label} {n}" for label, n in counts.most_common(_NAMED))
    alone = sum(h.alone for h in heads)
    own = f" ({alone} on a line of their own)" if alone and best.layout == "label" else ""
    more = f" and {len(counts) - _NAMED} more" if len(counts) > _NAMED else ""
    second = f"; next: {found[1].says}, {len(found[1].heads)} lines" if len(found) > 1 else ""
    wrapped = "; lines broken at a margin are joined" if page.wrapped else ""
    return f"{len(heads)} lines with {best.says}{own}: {most}{more}{wrapped}{second}"


def in_doubt(found: Sequence[Found], talk: Talk, path: str) -> list[Diagnostic]:
    """Find what a person should look at: labels that occur once, look-alikes left in speech, a layout as good as another."""
    best = found[0]
    doubts = [_once(h.label, Location(path, h.line + 1)) for h in best.single]
    spoken = {piece.line for piece in talk.pieces}
    inside = [h for h in best.refused if h.line in spoken]
    implied = [h for h in best.heads if h.kind == "implied"]
    slips = [h for h in best.heads if "slip" in h.form]
    doubts += [_refused(inside, path)] if inside else []
    doubts += [_slipped(slips, path)] if slips else []
    doubts += [_tied(best, found[1], path)] if len(found) > 1 and _as_good(found[1], best) else []
    return [*doubts, _implied(implied, path)] if implied else doubts


def _as_good(second: Found, best: Found) -> bool:
    """Tell whether the runner-up sees nearly as many turns, and other ones."""
    return second.score >= _TIE * best.score and {h.line for h in second.heads} != {h.line for h in best.heads}


def _tied(best: Found, second: Found, path: str) -> Diagnostic:
    message = f"the layout could also be {second.layout} ({second.says}, {len(second.heads)} lines); it was read as {best.layout}"
    return warning("QC057", message, Location(path), "put a label and a colon before each turn if that is wrong")


def once(talk: Talk, path: str) -> list[Diagnostic]:
    """Find labels that begin one turn only."""
    counts = Counter(s.speaker for s in talk.speeches)
    return [_once(label, Location(path)) for label, n in counts.items() if n == 1 and label not in {HEADING, UNKNOWN_SPEAKER}]


def _once(label: str, where: Location) -> Diagnostic:
    return note("QC057", f"{label!r} begins one turn only and is taken as a speaker", where, "if it is none, edit the line")


def _refused(heads: Sequence[Head], path: str) -> Diagnostic:
    labels = list(dict.fromkeys(h.label for h in heads))
    shown = ", ".join(map(repr, labels[:_SHOWN])) + (" …" if len(labels) > _SHOWN else "")
    mark = "a label and a semicolon" if any("slip" in h.form for h in heads) else "words and a colon"
    message = f"{len(heads)} lines begin with {mark} and are read as speech: {shown}"
    return note("QC057", message, Location(path, heads[0].line + 1), "a speaker's label recurs")


def _slipped(heads: Sequence[Head], path: str) -> Diagnostic:
    who = ", ".join(sorted({repr(h.label) for h in heads}))
    message = f"{len(heads)} lines begin with a label and a semicolon and are read as turns: {who}"
    return note("QC057", message, Location(path, heads[0].line + 1), "put a colon there; if it is speech, join it to the line before")


def _implied(heads: Sequence[Head], path: str) -> Diagnostic:
    who = ", ".join(sorted({repr(h.label) for h in heads}))
    where, help_ = Location(path, heads[0].line + 1), "put labels where that is wrong"
    return warning("QC059", f"{len(heads)} answers stand without a label after a question; they are given to {who}", where, help_)


def gaps(talk: Talk, speakers: Iterable[Speaker], path: str) -> list[Diagnostic]:
    """Find what is missing from a talk: words, speakers, a label where somebody goes on; and a talk that is mostly cut."""
    spoken = [s for s in talk.speeches if s.speaker != HEADING]
    silent = _silent([s.speaker for s in spoken if not s.text], path)
    if not any(s.text for s in spoken):
        return [error("QC050", "nothing is said in this file", Location(path), "each turn needs words after its label"), *silent]
    unnamed = all(s.label == UNKNOWN_SPEAKER for s in speakers)
    return [*([_nobody(path)] if unnamed else []), *silent, *_resumed(talk, path), *_labels_cut(talk, path), *_mostly_cut(talk, path)]


def _nobody(path: str) -> Diagnostic:
    help_ = "everything stands under ? then; begin each turn with the speaker's label and a colon, and import again"
    return warning("QC051", "no speaker found", Location(path), help_)


def _resumed(talk: Talk, path: str) -> list[Diagnostic]:
    if not talk.resumed:
        return []
    message = f"{len(talk.resumed)} passages go on after a heading or a note without a label; they are given to the speaker before"
    return [warning("QC059", message, Location(path, talk.resumed[0] + 1), "put labels where that is wrong")]


def _labels_cut(talk: Talk, path: str) -> list[Diagnostic]:
    if not talk.after:
        return []
    message = f"{len(talk.after)} lines with speakers' labels stand below a heading of notes or a summary and are taken as no speech"
    return [warning("QC059", message, Location(path, talk.after[0] + 1), "take the heading out if they are turns")]


def _mostly_cut(talk: Talk, path: str) -> list[Diagnostic]:
    said, cut = sum(len(s.text) for s in talk.speeches), sum(map(len, talk.cut))
    if cut <= max(_MUCH * (said + cut), _LITTLE):
        return []
    message = f"{100 * cut // (said + cut)} % of this file is taken as no speech: {talk.cut[0][:60]!r} …"
    return [warning("QC059", message, Location(path), "see what was cut; a turn needs a label")]


def _silent(labels: Sequence[str], path: str) -> list[Diagnostic]:
    if not labels:
        return []
    shown = ", ".join(f"{label!r} ({n})" for label, n in Counter(labels).most_common(_SHOWN))
    return [warning("QC058", f"{len(labels)} turns have a label and no words: {shown}", Location(path))]


def unaccounted(text: str, talk: Talk, path: str) -> list[Diagnostic]:
    """Count letters and digits: those of the file are those of the turns, of what was cut and of labels taken off."""
    given = _letters([text])
    kept = _letters([*(s.text for s in talk.speeches), *talk.cut, *talk.removed])
    lost, doubled = given - kept, kept - given
    if not lost and not doubled:
        return []
    message = f"{lost.total()} letters of this file are lost and {doubled.total()} doubled in reading"
    return [error("QC059", message, Location(path), "please report this: it is a fault of the reader")]


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter({c: n for c, n in characters("".join(texts)).items() if c.isalnum()})
