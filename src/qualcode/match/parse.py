"""The keyword language: what a person writes behind ``keywords:`` becomes a tree, or errors with their columns.

From tight to loose: words (several are a phrase), NEAR/n and SEQ/n, NOT, AND, ``|``; brackets group. Operators are
capitals that stand alone; ``&`` is AND, and the full-width forms of ``| ( ) &`` are read too.
"""

from __future__ import annotations

from collections.abc import Callable

from qualcode.match.query import Both, Either, Glob, Near, Problem, Query, Terms, Without, children
from qualcode.match.scan import AND, CLOSE, END, NEAR, NOT, OPEN, OR, SEQ, WORD, Token, has_letters, has_signs, scan
from qualcode.model.text import nfc

DEEPEST = 30
"""The most levels of a tree, and of brackets: nobody reads more, and whoever walks a tree may do it by recursion."""

_OPERATORS = {OR, AND, NOT, NEAR, SEQ}


def parse(keyword: str) -> Query | list[Problem]:
    """Read a keyword; composed first, so that columns count composed letters. A list holds at least one problem."""
    composed = nfc(keyword)
    tokens, problems = scan(composed)
    if problems:
        return problems
    if not tokens:
        return [Problem("an empty keyword finds nothing", 0, "write a word, or take the line out")]
    try:
        return _shallow(_Parser(tokens, len(composed)).read())
    except _UnreadableError as error:
        return [error.problem]


class _UnreadableError(Exception):
    """Inside the parser only: leave all levels of brackets at once."""

    def __init__(self, message: str, column: int, advice: str) -> None:
        self.problem = Problem(message, column, advice)
        super().__init__(message)


class _Parser:
    """Recursive descent over the tokens, a method for each level of precedence, from loose to tight."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self.tokens = [*tokens, Token(END, "", end)]
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def read(self) -> Query:
        query = self.either()
        if self.next.kind == CLOSE:
            raise _never_opened(self.next)
        if self.next.kind != END:
            raise _no_operator(self.next)
        return query

    def either(self) -> Query:
        column = self.next.column
        options = self.sides(OR, self.both)
        if len(options) == 1:
            return options[0]
        return Either(tuple(o for one in options for o in (one.options if isinstance(one, Either) else (one,))), column)

    def both(self) -> Query:
        column = self.next.column
        parts = self.sides(AND, self.without)
        if len(parts) == 1:
            return parts[0]
        return Both(tuple(p for one in parts for p in (one.parts if isinstance(one, Both) else (one,))), column)

    def sides(self, operator: str, side: Callable[[], Query]) -> list[Query]:
        """Read one or several of the next tighter level, parted by an operator."""
        found = [side()]
        while self.next.kind == operator:
            self.at += 1
            found.append(side())
        return found

    def without(self) -> Query:
        column = self.next.column
        query = self.near()
        while self.next.kind == NOT:
            self.at += 1
            query = Without(query, self.near(), column)
        return query

    def near(self) -> Query:
        column = self.next.column
        query = self.operand()
        while self.next.kind in {NEAR, SEQ}:
            operator = self.next
            self.at += 1
            query = Near(query, self.operand(), operator.within, operator.kind == SEQ, column)
        return query

    def operand(self) -> Query:
        token = self.next
        if token.kind == WORD:
            return self.phrase()
        if token.leaf:
            self.at += 1
            return token.leaf
        if token.kind == OPEN:
            return self.bracket()
        raise _sideless(self.tokens[self.at - 1] if self.at else None, token)

    def phrase(self) -> Terms | Glob:
        first = self.at
        while self.next.kind == WORD:
            self.at += 1
        text, column = " ".join(token.text for token in self.tokens[first : self.at]), self.tokens[first].column
        if not has_letters(text):
            advice = f'put the sign in double quotes: "{text}"' if has_signs(text) else "write a word"
            raise _UnreadableError("here stands no letter to find", column, advice)
        return Terms(text, column) if {"*", "?"}.isdisjoint(text) else Glob(text, column)

    def bracket(self) -> Query:
        opened = self.next
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(opened.column)
        if self.next.kind == CLOSE:
            raise _UnreadableError("between these brackets stands nothing", opened.column, "write the alternatives between them: (a | b)")
        query = self.either()
        if self.next.kind == END:
            raise _never_closed(opened)
        if self.next.kind != CLOSE:
            raise _no_operator(self.next)
        self.at += 1
        self.depth -= 1
        return query


def _sideless(before: Token | None, token: Token) -> _UnreadableError:
    """Say which operator has nothing on which side; the token is where a word should have stood."""
    if token.kind == NOT and not (before and before.kind in {NOT, NEAR, SEQ}):
        return _only_not(before, token)
    if before and before.kind in _OPERATORS:
        return _half(before, "right")
    if token.kind in _OPERATORS:
        return _half(token, "left")
    return _never_closed(before) if before and before.kind == OPEN else _never_opened(token)


def _half(operator: Token, side: str) -> _UnreadableError:
    advice = f"write the other word, or take the {operator.text} out"
    if has_letters(operator.text):
        advice += f'; to find these letters themselves, write "{operator.text}"'
    return _UnreadableError(f"this {operator.text} has nothing on its {side}", operator.column, advice)


def _only_not(before: Token | None, token: Token) -> _UnreadableError:
    """Refuse to find all that lacks a word, which is nearly the whole study; behind AND, say that NOT alone says it."""
    if before and before.kind == AND:
        advice = f"NOT alone means it: write a NOT b, without the {before.text}"
    else:
        advice = 'write what to find before it: a NOT b finds a where b is not; to find these letters themselves, write "NOT"'
    return _UnreadableError("this NOT has nothing on its left", token.column, advice)


def _no_operator(token: Token) -> _UnreadableError:
    advice = "write | between alternatives, AND between words that must both be there, NEAR/5 between words close together"
    return _UnreadableError("between these two an operator is missing", token.column, advice)


def _never_opened(token: Token) -> _UnreadableError:
    return _UnreadableError("this bracket was never opened", token.column, "take it out, or write ( before the first alternative")


def _never_closed(token: Token) -> _UnreadableError:
    return _UnreadableError("this bracket is never closed", token.column, "write ) after the last alternative")


def _too_deep(column: int) -> _UnreadableError:
    advice = "take needless brackets out, write a NOT (b | c) for a NOT b NOT c, or make it several keywords"
    return _UnreadableError(f"this keyword has more than {DEEPEST} levels, one within the other", column, advice)


def _shallow(query: Query) -> Query:
    """Let a tree through whose depth recursion can walk: a row of NOT or NEAR is as deep as brackets."""
    waiting = [(query, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise _too_deep(one.column)
        waiting.extend((child, depth + 1) for child in children(one))
    return query
