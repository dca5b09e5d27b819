"""The cache of analysed texts: one SQLite file in ``.qualcode/`` with units as arrays, and the vocabulary of their ids.

It is disposable. What cannot be read is a miss; a file of another version, or a damaged one, is made anew; where none can
be written, the cache lives in memory. Deleting it changes no result.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from qualcode.match.lexicon import Entry, Piece
from qualcode.match.units import LATIN_TAG, SEPARATOR, Units, unit_id
from qualcode.model.failure import QualcodeError

_SCHEMA = """
CREATE TABLE meta (signature TEXT);
CREATE TABLE vocab (id INTEGER PRIMARY KEY, form TEXT NOT NULL, tag TEXT NOT NULL, UNIQUE (form, tag));
CREATE TABLE piece (form TEXT NOT NULL, id INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE INDEX piece_form ON piece (form);
CREATE TABLE inflection (word TEXT PRIMARY KEY, forms TEXT NOT NULL);
CREATE TABLE stem (form TEXT PRIMARY KEY, stem TEXT NOT NULL);
CREATE INDEX stem_stem ON stem (stem);
CREATE TABLE row (layer TEXT NOT NULL, key TEXT NOT NULL, blob BLOB NOT NULL, PRIMARY KEY (layer, key));
"""
_KEPT = 4
"""Rows of old text versions are kept up to so many for each text there is, so that going back to a branch costs nothing."""

_ENGLISH_TEXT = 0.2
"""From this share of Latin words among new ones on, English keywords are to be expected; a few in Korean talk are none."""

Pieces = Callable[[Sequence[tuple[str, str]]], Iterable[tuple[int, str, int, int]]]


@dataclass(frozen=True, slots=True)
class Languages:
    """What the vocabulary asks of language analysis, when something new comes: parts of words, forms, stems."""

    pieces: Pieces
    inflections: Callable[[str], frozenset[str]]
    stem: Callable[[str], str]
    bases: Callable[[str], frozenset[str]]


class DamagedCache(QualcodeError):
    """The cache can be opened but not be read to its end. It is deleted, and holds nothing that cannot be made again."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was damaged and is deleted", "run the command again: the texts are then analysed anew")


class UnitStore:
    """Units by layer and key, and the lexicon of all units ever stored. ``signature`` names what analysis depends on."""

    def __init__(self, path: Path | None, signature: str, languages: Languages) -> None:
        self.path = path
        self.languages = languages
        self.db = _open(path, signature)

    def __enter__(self) -> Self:
        """Use the store and close it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file; one that turned out to be damaged is deleted, and the command stops. Raises DamagedCache."""
        self.db.close()
        if self.path is not None and type(value) is sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                self.path.unlink()
            raise DamagedCache(self.path) from value

    def get(self, layer: str, keys: Sequence[str]) -> dict[str, Units]:
        """Give the units that are stored under these keys."""
        rows = self.db.execute(
            "SELECT key, blob FROM row WHERE layer = ? AND key IN (SELECT value FROM json_each(?))", (layer, json.dumps(list(keys)))
        )
        found: dict[str, Units] = {}
        for key, blob in rows:
            try:
                found[key] = Units.from_bytes(blob)
            except ValueError:
                raise sqlite3.DatabaseError("a row is damaged") from None
        return found

    def missing(self, layer: str, keys: Sequence[str]) -> list[str]:
        """Give those of the keys under which nothing is stored."""
        rows = self.db.execute(
            "SELECT key FROM row WHERE layer = ? AND key IN (SELECT value FROM json_each(?))", (layer, json.dumps(list(keys)))
        )
        there = {key for (key,) in rows}
        return [key for key in keys if key not in there]

    def put(
        self, layer: str, keys: Sequence[str], units: Sequence[Units], entries: Sequence[tuple[str, str]], known: list[int] | None = None
    ) -> None:
        """Store units whose ids are numbers of these entries (form, tag); new entries join the vocabulary.

        ``known`` are the ids of the first entries from a call before; those of the others are added to it.
        """
        ids = known if known is not None else []
        with _writing(self.db):
            ids.extend(self._ids(entries[len(ids) :]))
            numbers = np.array(ids, np.int32)
            rows = ((layer, key, one.renumbered(numbers).to_bytes()) for key, one in zip(keys, units, strict=True))
            self.db.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", rows)

    def prune(self, layer: str, keys: Collection[str]) -> None:
        """Forget the oldest rows of a layer that are none of these, where there are far more than these."""
        with _writing(self.db):
            self.db.execute(
                "DELETE FROM row WHERE layer = ? AND key NOT IN (SELECT value FROM json_each(?)) AND rowid NOT IN "
                "(SELECT rowid FROM row WHERE layer = ? ORDER BY rowid DESC LIMIT ?)",
                (layer, json.dumps(list(keys)), layer, _KEPT * (len(keys) + 1)),
            )

    def _ids(self, entries: Sequence[tuple[str, str]]) -> list[int]:
        """Give the id of each entry, of new ones too; the entry without letters is the separator."""
        every = {(form, tag): id_ for form, tag, id_ in self.entries({form for form, _ in entries})} | {("", ""): SEPARATOR}
        new = [entry for entry in dict.fromkeys(entries) if entry not in every]
        (count,) = self.db.execute("SELECT count(*) FROM vocab").fetchone()
        made = {(form, tag): unit_id(count + n, tag) for n, (form, tag) in enumerate(new, 1)}
        self.db.executemany("INSERT INTO vocab VALUES (?, ?, ?)", ((id_, form, tag) for (form, tag), id_ in made.items()))
        inside = ((form, made[new[n]], start, end, len(new[n][0])) for n, form, start, end in self.languages.pieces(new))
        self.db.executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?)", inside)
        latin = {form for form, tag in new if tag.startswith(LATIN_TAG)}
        if len(latin) > len(new) * _ENGLISH_TEXT:
            self._inflect(latin)
        every |= made
        return [every[entry] for entry in entries]

    def _inflect(self, words: Collection[str]) -> None:
        """Keep the forms of words that may be keywords, those in texts and the words they are forms of.

        A convenience: what is not kept is asked for when a keyword needs it, and loads lemminflect then.
        """
        wanted = {word for word in words if word.isalpha() and len(word) > 1}
        self.inflections({base for word in wanted for base in self.languages.bases(word)} | wanted)

    def entries(self, forms: Collection[str]) -> Iterator[Entry]:
        """Give all entries of these forms."""
        query = "SELECT v.form, v.tag, v.id FROM json_each(?) j JOIN vocab v ON v.form = j.value"
        yield from map(Entry._make, self.db.execute(query, (_list(forms),)))

    def forms_of(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Give form and tag of units by id; what is in no vocabulary, as the separator, is left out."""
        query = "SELECT v.id, v.form, v.tag FROM json_each(?) j JOIN vocab v ON v.id = j.value"
        return {id_: (form, tag) for id_, form, tag in self.db.execute(query, (json.dumps(list(ids)),))}

    def pieces(self, forms: Collection[str]) -> Iterator[Piece]:
        """Give all longer words that hold one of these forms as a sound part."""
        query = 'SELECT p.form, p.id, p.start, p."end", p.length FROM json_each(?) j JOIN piece p ON p.form = j.value'
        yield from map(Piece._make, self.db.execute(query, (_list(forms),)))

    def inflections(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Give all forms of English words, kept from before or made now."""
        query = "SELECT i.word, i.forms FROM json_each(?) j JOIN inflection i ON i.word = j.value"
        known = {word: frozenset(forms.split()) for word, forms in self.db.execute(query, (_list(words),))}
        made = {word: self.languages.inflections(word) for word in sorted(words) if word not in known}
        if made:
            with _writing(self.db):
                rows = ((word, " ".join(sorted(forms))) for word, forms in made.items())
                self.db.executemany("INSERT OR REPLACE INTO inflection VALUES (?, ?)", rows)
        return known | made

    def families(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Give, of English words, the forms in the vocabulary that have the same stem."""
        query = "SELECT DISTINCT form FROM vocab WHERE tag >= ? AND tag < ? AND form NOT IN (SELECT form FROM stem)"
        new = [form for (form,) in self.db.execute(query, (LATIN_TAG, LATIN_TAG + "\uffff"))]
        with _writing(self.db):
            self.db.executemany("INSERT OR REPLACE INTO stem VALUES (?, ?)", ((form, self.languages.stem(form)) for form in new))
        stems = {word: self.languages.stem(word) for word in words}
        return {
            word: frozenset(f for (f,) in self.db.execute("SELECT form FROM stem WHERE stem = ?", (stem,))) for word, stem in stems.items()
        }

    def written(self, globs: Collection[str]) -> Mapping[str, frozenset[int]]:
        """Give the ids of the written words that fit a pattern of letters, ``*`` and ``?``."""
        return {glob: frozenset(id_ for (id_,) in self._fitting(glob)) for glob in sorted(globs)}

    def _fitting(self, glob: str) -> Iterable[tuple[int]]:
        fixed = glob.split("*", maxsplit=1)[0].split("?", maxsplit=1)[0]
        query = "SELECT id FROM vocab WHERE form >= ? AND form < ? AND form GLOB ? AND tag = 'written'"
        return self.db.execute(query, (fixed, fixed + "\U0010ffff", glob.replace("[", "[[]")))


def _list(forms: Iterable[str]) -> str:
    return json.dumps(sorted(forms))


@contextlib.contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[None]:
    """Write in one transaction, which others wait for; inside another it is that one."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _open(path: Path | None, signature: str) -> sqlite3.Connection:
    """Open the file where it is ours and of this version, else make it anew; where that cannot be, in memory."""
    if path is not None:
        for _ in range(2):
            with contextlib.suppress(sqlite3.Error, OSError):
                return _opened(path, signature)
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return _made(sqlite3.connect(":memory:", isolation_level=None), signature)


def _opened(path: Path, signature: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = OFF")
        return db if _is_current(db, signature) else _made(db, signature)
    except BaseException:
        db.close()
        raise


def _is_current(db: sqlite3.Connection, signature: str) -> bool:
    """Tell whether the tables are ours and of this version."""
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    return "meta" in names and db.execute("SELECT signature FROM meta").fetchone() == (signature,)


def _made(db: sqlite3.Connection, signature: str) -> sqlite3.Connection:
    """Make all tables anew, unless somebody else did while we waited to."""
    db.execute("BEGIN IMMEDIATE")
    if _is_current(db, signature):
        db.rollback()
        return db
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
        db.execute(f'DROP TABLE "{name}"')
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    db.execute("INSERT INTO meta VALUES (?)", (signature,))
    db.commit()
    return db
