"""Decisions on branches of a repository, and beside the program what must come of them.

What must stand is worked out without a log: each branch keeps plain sets of what was put, ended, rejected and taken back,
and sets are merged as sets. Where words must stand is known because every word of a transcript has a number.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

from qualcode.files.layout import Layout
from qualcode.model.coding import Anchor
from qualcode.model.text import Span, text_version
from qualcode.ops import Op
from studies import CODES, INTERVIEWS, KIM, LEE, NINE, record

# ---------------------------------------------------------------- a transcript whose words have numbers


@dataclass
class Script:
    """A transcript as heads and sentences of numbered words; a number stays with its word whatever is corrected."""

    heads: list[str]
    turns: list[list[list[int]]]
    words: dict[int, str]
    top: str = ""

    @classmethod
    def of(cls, source: str) -> Self:
        """Make the script of an interview of the study."""
        speeches = INTERVIEWS[source].speeches
        words = dict(enumerate(word for s in speeches for word in s.text.split(" ")))
        script = cls([f"{s.speaker} [{s.time}]:" if s.time else f"{s.speaker}:" for s in speeches], [], words)
        numbers = iter(words)
        for speech in speeches:
            turn: list[list[int]] = [[]]
            for word in speech.text.split(" "):
                turn[-1].append(next(numbers))
                turn += [[]] if word[-1] in ".?" else []
            script.turns.append(turn[:-1])
        assert script.write()[0] == INTERVIEWS[source].text
        return script

    def write(self) -> tuple[str, dict[int, Span]]:
        """Give the text, and where each word stands in it."""
        text, places = self.top, dict[int, Span]()
        for head, turn in zip(self.heads, self.turns, strict=True):
            text += head
            for number in (n for sentence in turn for n in sentence):
                places[number] = Span(len(text) + 1, len(text) + 1 + len(self.words[number]))
                text += " " + self.words[number]
            text += "\n\n"
        return text.removesuffix("\n"), places

    def passage(self, chance: random.Random) -> range:
        """Draw three or more words that follow each other in one sentence."""
        sentence = chance.choice([s for turn in self.turns for s in turn if len(s) > 2])
        start = chance.randrange(len(sentence) - 2)
        return range(sentence[start], sentence[chance.randrange(start + 2, len(sentence))] + 1)

    def correct(self, chance: random.Random) -> None:
        """Take a sentence out or not, put right a few typing errors in other turns, and put a line on top or not.

        An error right beside a sentence that was taken out is left alone: where such words end, nobody can say for sure.
        """
        cut = chance.choice([t for t in self.turns if len(t) > 1])
        if chance.random() < 0.6:
            cut.pop(chance.randrange(len(cut)))
        long = [n for turn in self.turns if turn is not cut for s in turn for n in s if len(self.words[n]) > 3]
        for number in chance.sample(long, 3):
            word, at = self.words[number], chance.randrange(1, len(self.words[number]) - 1)
            self.words[number] = word[:at] + chance.choice("르e") + word[at + chance.randrange(2) :]
        self.top = chance.choice(["", "#: 2026년 11월 21일, 두 번째 만남\n\n"])

    def place(self, passage: range) -> Span | None:
        """Give where a passage must stand; None when its sentence was taken out."""
        _, places = self.write()
        return Span(places[passage[0]].start, places[passage[-1]].end) if passage[0] in places else None


# ---------------------------------------------------------------- what was decided on a branch, kept as plain sets


@dataclass(frozen=True)
class Put:
    """One coding or rejection: whose, of what, which code, which words."""

    coder: str
    source: str
    code: str
    words: range


@dataclass
class Desk:
    """A branch on which people decide: what they put, ended and took back, by the ids of the lines."""

    layout: Layout
    scripts: dict[str, Script]
    puts: dict[str, Put] = field(default_factory=dict)
    rejects: dict[str, Put] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    done: dict[str, list[str]] = field(default_factory=lambda: {KIM: [], LEE: []})
    undone: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {KIM: [], LEE: []})
    sources: dict[str, str] = field(default_factory=dict)

    def standing(self) -> dict[str, Put]:
        """Give the codings that nobody ended."""
        ended = {of for id_, of in self.ends.items() if id_ not in self.taken_back}
        return {id_: put for id_, put in self.puts.items() if id_ not in self.taken_back | ended}

    def rejected(self) -> dict[str, Put]:
        """Give the rejections that nobody took back."""
        return {id_: put for id_, put in self.rejects.items() if id_ not in self.taken_back}

    def merged(self, ours: Desk, theirs: Desk) -> Desk:
        """Merge what two branches made of this one: what either put or ended is there, what either changed is changed."""
        both = replace(self, scripts=theirs.scripts, puts=ours.puts | theirs.puts, rejects=ours.rejects | theirs.rejects)
        both.ends = ours.ends | theirs.ends
        changed = (ours.taken_back ^ self.taken_back) | (theirs.taken_back ^ self.taken_back)
        both.taken_back = self.taken_back ^ changed
        return both


@dataclass
class Hand:
    """A coder at a machine, who decides by chance and writes it at a desk and into the study."""

    desk: Desk
    coder: str
    chance: random.Random
    codes: tuple[str, ...] = CODES
    source: str = "P01"

    def __post_init__(self) -> None:
        self.clock = NINE + timedelta(seconds=self.chance.randrange(-3000, 3000))

    def decide(self, times: int) -> None:
        """Decide so many times; first something new, since a redo right after the start would belong to both branches."""
        self.code()
        kinds = (self.code, self.recode, self.move, self.uncode, self.reject, self.undo, self.redo)
        for _ in range(times):
            self.source = self.chance.choice(["P01", "P01", "P02"])
            self.chance.choices(kinds, (4, 2, 1, 2, 2, 3, 1))[0]()

    def code(self) -> None:
        put = self._new()
        self.desk.puts[self._write(Op("code", code=put.code, anchor=self._anchor(put.words)))] = put

    def reject(self) -> None:
        put = self._new()
        self.desk.rejects[self._write(Op("reject", code=put.code, anchor=self._anchor(put.words), by=("keyword:전등",)))] = put

    def recode(self) -> None:
        for of, put in self._own():
            other = self.chance.choice(self.codes)
            self._end(of, Op("recode", of=of, code=other), replace(put, code=other))

    def move(self) -> None:
        for of, put in self._own():
            words = self._script.passage(self.chance)
            self._end(of, Op("move", of=of, anchor=self._anchor(words)), replace(put, words=words))

    def uncode(self) -> None:
        for of, _ in self._own():
            self._end(of, Op("uncode", of=of))

    def undo(self) -> None:
        done = self.desk.done[self.coder]
        if done:
            id_ = done.pop()
            self.desk.taken_back.add(id_)
            self.desk.undone[self.coder].append((id_, self._append(Op("undo", of=id_), self.desk.sources[id_])))

    def redo(self) -> None:
        undone = self.desk.undone[self.coder]
        if undone:
            id_, undo = undone.pop()
            self.desk.taken_back.remove(id_)
            self.desk.done[self.coder].append(id_)
            self._append(Op("undo", of=undo), self.desk.sources[id_])

    def _new(self) -> Put:
        return Put(self.coder, self.source, self.chance.choice(self.codes), self._script.passage(self.chance))

    def _own(self) -> Iterable[tuple[str, Put]]:
        """Give one of the coder's standing codings of the source, or none."""
        own = [(id_, p) for id_, p in self.desk.standing().items() if (p.coder, p.source) == (self.coder, self.source)]
        return [self.chance.choice(own)] if own else []

    def _end(self, of: str, op: Op, put: Put | None = None) -> None:
        id_ = self._write(op)
        self.desk.ends[id_] = of
        self.desk.puts |= {id_: put} if put else {}

    def _write(self, op: Op) -> str:
        id_ = self._append(op, self.source)
        self.desk.sources[id_] = self.source
        self.desk.done[self.coder].append(id_)
        self.desk.undone[self.coder].clear()
        return id_

    def _append(self, op: Op, source: str) -> str:
        self.clock += timedelta(seconds=self.chance.choice([0, 0.2, 5, -60]))
        (made,) = record(self.desk.layout, self.coder, source, op, now=self.clock)
        return made.id

    @property
    def _script(self) -> Script:
        return self.desk.scripts[self.source]

    def _anchor(self, words: range) -> Anchor:
        text, places = self._script.write()
        return Anchor.at(Span(places[words[0]].start, places[words[-1]].end), text, text_version(text))


# ---------------------------------------------------------------- git


@dataclass
class Repository:
    """A git repository in the study's folder, untouched by anybody's configuration."""

    root: Path

    def __call__(self, *arguments: str, refuses: bool = False) -> str:
        """Run git; it must succeed, or stop with 1 where it is to refuse."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        who = {f"GIT_{role}_{what}": "kim@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        env = clean | who | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        command = ["git", "-c", "gc.auto=0", "-c", "core.fsync=none", *arguments]
        run = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        assert run.returncode == int(refuses), run.stdout + run.stderr
        return run.stdout

    def commit(self, message: str) -> None:
        """Commit all that changed."""
        self("add", "--all")
        self("commit", "--quiet", "--message", message)

    def begin(self) -> None:
        """Make the repository, with all there is on main, and a branch beside it."""
        self("init", "--quiet", "--initial-branch=main", "--template=")
        self.commit("base")
        self("branch", "side")

    def cross(self) -> None:
        """Commit what was done on main, and go over to the branch beside it."""
        self.commit("ours")
        self("checkout", "--quiet", "side")

    def merge(self, *options: str, refuses: bool = False) -> None:
        """Commit what was done on the branch, go back to main, and merge."""
        self.commit("theirs")
        self("checkout", "--quiet", "main")
        self(*options, "merge", "--quiet", "--no-edit", "side", refuses=refuses)
