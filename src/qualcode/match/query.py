"""The keyword language: what a person writes behind ``keywords:`` becomes a tree, or errors with their columns.

This version reads words, phrases, ``a | b``, brackets around alternatives and double quotes. What the language will
have later (AND, NOT, NEAR/n, SEQ/n, globs, regular expressions, ``<code>``) is an error here, never read as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from qualcode.model.text import nfc


@dataclass(frozen=True, slots=True)
class Terms:
    """A word or a phrase in all its forms, its words parted by single blanks."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """These letters as whole words, in no other form."""

    text: str


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several queries."""

    options: tuple[Query, ...]


Query: TypeAlias = Terms | Exact | Either


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a keyword cannot be read; ``column`` counts code points of the composed keyword, from 0."""

    message: str
    column: int
    help: str


def parse(keyword: str) -> Query | list[Problem]:
    """Read a keyword; composed first, so that columns count composed letters. A list holds at least one problem."""
    tokens, problems = _scan(nfc(keyword))
    if problems:
        return problems
    if not tokens:
        return [Problem("an empty keyword finds nothing", 0, "write a word, or take the line out")]
    try:
        return _Parser(tokens, len(nfc(keyword))).read()
    except _UnreadableError as error:
        return [error.problem]


def leaves(query: Query) -> Iterator[Terms | Exact]:
    """Give the words and phrases of a query, from left to right."""
    if isinstance(query, Either):
        for option in query.options:
            yield from leaves(option)
    else:
        yield query


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


_OPEN, _CLOSE, _OR, _WORD, _EXACT = "(", ")", "|", "word", "exact"
_FULL_WIDTH = {"\uff08": _OPEN, "\uff09": _CLOSE, "\uff5c": _OR}
_MARKS = {_OPEN: _OPEN, _CLOSE: _CLOSE, _OR: _OR, **_FULL_WIDTH}
_QUOTES = '"\u201c\u201d\uff02'
_BREAK = rf"\s{re.escape(''.join(_MARKS))}{_QUOTES}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<mark>[{re.escape(''.join(_MARKS))}])|(?P<quote>[{_QUOTES}])|(?P<later>/(?=\S)|<)|(?P<word>[^{_BREAK}]+))",
)
_OPERATOR = re.compile(r"(?:AND|OR|NOT|NEAR|SEQ)(?:/\S*)?|[&\uff06]")
_GLOB = re.compile(r"[*?\uff0a\uff1f]")
_AS_LETTERS = "to find these letters themselves, put them in double quotes"


def _scan(text: str) -> tuple[list[_Token], list[Problem]]:
    """Cut a keyword into tokens, and say at once all that this version does not understand."""
    tokens: list[_Token] = []
    problems: list[Problem] = []
    position = 0
    while match := _TOKEN.match(text, position):
        token, position = _token(text, match)
        if isinstance(token, Problem):
            problems.append(token)
        else:
            tokens.append(token)
    return tokens, problems


def _token(text: str, match: re.Match[str]) -> tuple[_Token | Problem, int]:
    """Read one token and say where the next begins; a problem that swallows the rest ends the keyword."""
    kind = match.lastgroup or ""
    column = match.start(kind)
    if kind == "mark":
        return _Token(_MARKS[match[kind]], match[kind], column), match.end()
    if kind == "quote":
        return _quoted(text, column)
    if kind == "later":
        return _later(text, column)
    return _bare(match[kind], column), match.end()


def _quoted(text: str, column: int) -> tuple[_Token | Problem, int]:
    closing = re.compile(f"[{_QUOTES}]").search(text, column + 1)
    if not closing:
        return Problem("this quote is never closed", column, 'write " at the end of the words'), len(text)
    inside = " ".join(text[column + 1 : closing.start()].split())
    if not _has_letters(inside):
        return Problem("between these quotes stands no letter", column, "write the words to find between them"), closing.end()
    return _Token(_EXACT, inside, column), closing.end()


def _later(text: str, column: int) -> tuple[Problem, int]:
    """Refuse a regular expression or a reference to a code, up to its closing mark."""
    what, mark = ("a regular expression", "/") if text[column] == "/" else ("a reference to a code's keywords", ">")
    closing = text.find(mark, column + 1)
    if closing < 0:
        return Problem(f"this {text[column]} is never closed, and {what} is not understood by this version", column, _AS_LETTERS), len(text)
    flags = re.compile(r"[A-Za-z]*").match(text, closing + 1)
    return _not_understood(f"{text[column : closing + 1]}, {what},", column), flags.end() if flags else closing + 1


def _bare(word: str, column: int) -> _Token | Problem:
    glob = _GLOB.search(word)
    if glob:
        return _not_understood(f"the wildcard {glob.group()}", column + glob.start())
    if _OPERATOR.fullmatch(word):
        return _not_understood(f"the operator {word}", column, "for either of two words write a | b; " if word == "OR" else "")
    return _Token(_WORD, word, column)


def _not_understood(what: str, column: int, more: str = "") -> Problem:
    return Problem(f"{what} is not understood by this version", column, more + _AS_LETTERS)


def _has_letters(text: str) -> bool:
    return any(char.isalnum() for char in text)


class _UnreadableError(Exception):
    """Inside the parser only: leave all levels of brackets at once."""

    def __init__(self, message: str, column: int, advice: str) -> None:
        self.problem = Problem(message, column, advice)
        super().__init__(message)


class _Parser:
    """Recursive descent over the tokens: ``either`` is one or several ``operand``, parted by ``|``."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens = [*tokens, _Token("end", "", end)]
        self.at = 0

    def read(self) -> Query:
        query = self.either()
        token = self.tokens[self.at]
        if token.kind == _CLOSE:
            raise _UnreadableError("this bracket was never opened", token.column, "take it out, or write ( before the first alternative")
        if token.kind != "end":
            raise _UnreadableError("between these two an operator is missing", token.column, "write | between alternatives")
        return query

    def either(self) -> Query:
        options = [self.operand()]
        while self.tokens[self.at].kind == _OR:
            self.at += 1
            options.append(self.operand())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def operand(self) -> Query:
        token = self.tokens[self.at]
        if token.kind == _WORD:
            return self.phrase()
        self.at += 1
        if token.kind == _EXACT:
            return Exact(token.text)
        if token.kind == _OPEN:
            return self.bracket(token)
        raise self.sideless(token)

    def phrase(self) -> Terms:
        first = self.at
        while self.tokens[self.at].kind == _WORD:
            self.at += 1
        text = " ".join(token.text for token in self.tokens[first : self.at])
        if not _has_letters(text):
            raise _UnreadableError("here stands no letter to find", self.tokens[first].column, "write a word")
        return Terms(text)

    def bracket(self, opened: _Token) -> Query:
        if self.tokens[self.at].kind == _CLOSE:
            raise _UnreadableError("between these brackets stands nothing", opened.column, "write the alternatives between them: (a | b)")
        query = self.either()
        closing = self.tokens[self.at]
        if closing.kind == "end":
            raise _UnreadableError("this bracket is never closed", opened.column, "write ) after the last alternative")
        if closing.kind != _CLOSE:
            raise _UnreadableError("between these two an operator is missing", closing.column, "write | between alternatives")
        self.at += 1
        return query

    def sideless(self, token: _Token) -> _UnreadableError:
        """Say which operator has nothing on which side; the token is where an operand should have stood."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if before and before.kind == _OR:
            return _UnreadableError("this | has nothing on its right", before.column, "write the other word, or take the | out")
        if token.kind == _OR:
            return _UnreadableError("this | has nothing on its left", token.column, "write the other word, or take the | out")
        if before and before.kind == _OPEN:
            return _UnreadableError("this bracket is never closed", before.column, "write ) after the last alternative")
        return _UnreadableError("this bracket was never opened", token.column, "take it out, or write ( before the first alternative")
