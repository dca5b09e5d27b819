"""A keyword cut into tokens, with all that is wrong in any of them; what stands between them is the parser's business."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from qualcode.match.query import Exact, Leaf, Problem, Reference, Regex

OPEN, CLOSE, OR, AND, NOT, NEAR, SEQ = "(", ")", "|", "AND", "NOT", "NEAR", "SEQ"
WORD, LEAF, END = "word", "leaf", "end"
WIDEST = 50
"""The most words that NEAR and SEQ may ask for."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a keyword, its text as typed; ``within`` is the number of a NEAR or SEQ, ``leaf`` what is read already."""

    kind: str
    text: str
    column: int
    within: int = 0
    leaf: Leaf | None = None


def scan(text: str) -> tuple[list[Token], list[Problem]]:
    """Cut a composed keyword into tokens, and say at once what is wrong in each."""
    scanner = _Scanner(text)
    at = 0
    while found := _TOKEN.match(text, at):
        at = scanner.read(found)
    return scanner.tokens, scanner.problems


def has_letters(text: str) -> bool:
    """Tell whether anything in a text can be found: a letter or a digit."""
    return any(char.isalnum() for char in text)


def has_signs(text: str) -> bool:
    """Tell whether a text holds a sign that people write for what it says, such as an emoji; marks of punctuation are none."""
    return any(unicodedata.category(char) == "So" for char in text)


_MARKS = {OPEN: OPEN, CLOSE: CLOSE, OR: OR, "\uff08": OPEN, "\uff09": CLOSE, "\uff5c": OR}
_QUOTES = '"\u201c\u201d\uff02'
_BREAK = rf"\s{re.escape(''.join(_MARKS))}{_QUOTES}"
_NO_ID = r"\s<>=\-)|\uff09\uff5c"  # what begins no id of a code: "a <- b" and "(a <)" are letters
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<mark>[{re.escape("".join(_MARKS))}])
    | (?P<quote>[{_QUOTES}])
    | (?P<regex>/(?=[^\s)|]))                               # "a / b" and "(a /)" are letters
    | (?P<reference><(?:\s*|\d[^\s<>]*|[^\d{_NO_ID}][^<>]*)>)  # "<3 and 4>" is letters
    | (?P<opened><(?=[^\d{_NO_ID}]))
    | (?P<word>[^{_BREAK}]+)
    )""",
    re.VERBOSE,
)
_CLOSING_QUOTE = re.compile(f"[{_QUOTES}]")
_REGEX = re.compile(r"/((?:\\.|[^\\/])*)/", re.DOTALL)
_FLAGS = re.compile(rf"[^{_BREAK}]*")
_PROXIMITY = re.compile(r"(NEAR|SEQ)(?:/(.*))?", re.DOTALL)
_STRAY_NUMBER = re.compile(r"\s*/\s*\d+")
_WILDCARDS = str.maketrans("\uff0a\uff1f", "*?")
_AS_LETTERS = "to find these letters themselves, put them in double quotes"


class _Scanner:
    """What has been read so far; each method reads one token and says where the next begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []

    def read(self, found: re.Match[str]) -> int:
        kind = found.lastgroup or ""
        column = found.start(kind)
        match kind:
            case "quote":
                return self.quoted(column)
            case "regex":
                return self.regex(column)
            case "opened":
                return self.unclosed("<", ">", "behind the id of the code", column)
            case "mark":
                self.tokens.append(Token(_MARKS[found[kind]], found[kind], column))
            case "reference":
                self.reference(found[kind], column)
            case _:
                return self.word(found[kind], column)
        return found.end()

    def quoted(self, column: int) -> int:
        closing = _CLOSING_QUOTE.search(self.text, column + 1)
        if not closing:
            return self.unclosed("quote", '"', "at the end of the words", column)
        inside = " ".join(self.text[column + 1 : closing.start()].split())
        if has_letters(inside) or has_signs(inside):
            self.leaf(Exact(inside, column), closing.end())
        else:
            self.problem("between these quotes stands no letter", column, "write the words to find between them")
        return closing.end()

    def reference(self, typed: str, column: int) -> None:
        code = typed[1:-1].strip()
        if code:
            self.leaf(Reference(code, column), column + len(typed))
        else:
            self.problem("between < and > stands no code", column, "write the id of a code between them: <code>")

    def regex(self, column: int) -> int:
        found = _REGEX.match(self.text, column)
        if not found:
            return self.unclosed("/", "/", r"at the end of the regular expression (a slash inside it is \/)", column)
        flags = _FLAGS.match(self.text, found.end())
        typed, end = (flags[0], flags.end()) if flags else ("", found.end())
        if typed not in {"", "i"}:
            self.wrong_flag(typed, found.end())
            return end
        fault = _fault(found[1])
        if fault:
            self.problem(fault.message, column + 1 + fault.at, fault.help)
        else:
            self.leaf(Regex(_without_escapes(found[1]), typed == "i", column), end)
        return end

    def wrong_flag(self, typed: str, column: int) -> None:
        at = typed.startswith("i")  # the first letter is right then
        help_ = rf"only i (capitals or not) may stand there; a slash inside is \/; {_AS_LETTERS}"
        self.problem(f"{typed[at]} behind a regular expression means nothing", column + at, help_)

    def word(self, word: str, column: int) -> int:
        """Read what stands between blanks: an operator, a word, or a word with wildcards."""
        proximity = _PROXIMITY.fullmatch(word)
        if proximity:
            return self.proximity(proximity, column)
        if word in {AND, NOT, "&", "\uff06"}:
            self.tokens.append(Token(NOT if word == NOT else AND, word, column))
        elif word == "OR":
            self.problem("OR is no operator of keywords", column, f"for either of two words write a | b; {_AS_LETTERS}")
        else:
            self.letters(word.translate(_WILDCARDS), word, column)
        return column + len(word)

    def letters(self, word: str, typed: str, column: int) -> None:
        """Read a word; one with wildcards needs two letters, or it would stand for nearly every word."""
        if {"*", "?"}.isdisjoint(word):
            self.tokens.append(Token(WORD, typed, column))
        elif sum(char.isalnum() for char in word) > 1:
            self.tokens.append(Token(WORD, word, column))
        else:
            what = f"{typed} has fewer than 2 letters beside its wildcards * and ?"
            self.problem(what, column, f"write at least 2 letters with them; {_AS_LETTERS}")

    def proximity(self, found: re.Match[str], column: int) -> int:
        """Read NEAR/n or SEQ/n, n in decimal digits of any script."""
        operator, number = found.groups()
        end = column + len(found[0])
        fault = _wrong_number(operator, number)
        if not fault:
            self.tokens.append(Token(operator, found[0], column, int(number)))
            return end
        self.problem(fault, column, f"write how many words apart at most, 1 to {WIDEST}, without blanks: a {operator}/5 b; {_AS_LETTERS}")
        stray = _STRAY_NUMBER.match(self.text, end)  # "NEAR /5" is one mistake, and no regular expression begins there
        return stray.end() if stray else end

    def leaf(self, leaf: Leaf, end: int) -> None:
        self.tokens.append(Token(LEAF, self.text[leaf.column : end], leaf.column, leaf=leaf))

    def problem(self, message: str, column: int, advice: str) -> None:
        self.problems.append(Problem(message, column, advice))

    def unclosed(self, what: str, closing: str, place: str, column: int) -> int:
        """Say that the rest of the keyword lies behind an opening mark, so that nothing else can be read."""
        more = "" if what == "quote" else f"; {_AS_LETTERS}"
        self.problem(f"this {what} is never closed", column, f"write {closing} {place}{more}")
        return len(self.text)


def _wrong_number(operator: str, number: str | None) -> str:
    if number is None:
        return f"{operator} has no number"
    if not number.isdecimal():
        return f"behind {operator}/ stands no whole number"
    digits = number.lstrip("0")
    if len(digits) > len(str(WIDEST)) or int(number) > WIDEST:
        return f"{operator}/{number} is above {WIDEST}"
    return "" if int(number) else f"{operator}/{number} leaves no room for a second word"


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a regular expression; ``at`` counts from behind its slash, -1 is the slash itself."""

    message: str
    at: int
    help: str


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LEAST = re.compile(r"(?<!\\)\{([\s0-9]+)(?:,[\s0-9]*)?\}")
_MOST_LETTERS = 1_000_000
_PATIENCE = 0.2
"""Seconds for a look at nothing: only a recursion without end needs more."""


def _without_escapes(typed: str) -> str:
    r"""Take the backslash off each ``\/``, which only the slashes around the regular expression make necessary."""
    return _ESCAPED.sub(lambda found: "/" if found[1] == "/" else found[0], typed)


def _fault(typed: str) -> _Fault | None:
    """Say why a regular expression as typed between its slashes cannot be used, None where it can."""
    if not typed:
        return _Fault("between these slashes stands nothing", -1, f"write a regular expression between them; {_AS_LETTERS}")
    return _endless(typed) or _broken(typed)


def _endless(typed: str) -> _Fault | None:
    """Find counted repeats that fill the memory: the package writes ``a{1000}`` out a thousand times, and so each level."""
    least = [(int("".join(count[1].split())[:9] or 0), count.start()) for count in _LEAST.finditer(typed)]
    if len(typed) * math.prod(max(1, number) for number, _ in least) <= _MOST_LETTERS:
        return None
    largest = max(least, default=(0, -1))[1]
    return _Fault("this regular expression repeats its letters too often", largest, "write a smaller number, or + for any number")


def _broken(typed: str) -> _Fault | None:
    import regex  # noqa: PLC0415 - has no stubs; few keywords need it, and loading takes time

    try:
        everything = regex.compile(_without_escapes(typed)).fullmatch("", timeout=_PATIENCE)
    except regex.error as error:
        return _Fault(f"this regular expression is broken: {error.msg}", _as_typed(typed, error.pos or 0), "mend it at this place")
    except TimeoutError:
        return _Fault("this regular expression never comes to an end", -1, "take the recursion out")
    except Exception as error:  # noqa: BLE001 - beside its own error: ValueError for flags, RecursionError, MemoryError
        return _Fault(f"this regular expression is broken: {str(error) or type(error).__name__}", -1, "write a simpler one")
    if everything:
        advice = "take out a *, a ? or an empty alternative"
        return _Fault("this regular expression matches everything, for it matches where nothing stands", -1, advice)
    return None


def _as_typed(typed: str, position: int) -> int:
    """Give the place in the regular expression as typed of a place in it without its escapes."""
    for escape in _ESCAPED.finditer(typed):
        if escape[1] == "/" and escape.start() <= position:
            position += 1
    return position
