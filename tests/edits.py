"""Edits of transcripts in which every character remembers where it came from, to judge how codings follow an edit.

A tracked text is a list of ``(character, origin)``: the offset in the old text, or None for what was typed anew. Every
edit moves, drops or adds such pairs, so the truth about a coding is never found by comparing texts. A character typed
*in the place of* another (a typo, a word put right, a name replaced everywhere) stands for it and keeps its origin.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Tracked = list[tuple[str, int | None]]

HEAD = re.compile(r"(?P<label>[^\s:][^:\n]{0,63}?)(?: *\[[\d:.]+\])? *: *")
_WORD = re.compile(r"\S+\s*|\s+")
_FILLERS = {
    "ko": [
        "사실",
        "그러니까",
        "정말",
        "조금",
        "아마",
        "이제",
        "그때는",
        "어쨌든",
        "되게",
        "당연히",
        "주민들이",
        "우리가",
        "동네에서",
        "계속",
    ],
    "en": ["actually", "really", "perhaps", "somehow", "then", "certainly", "honestly", "we", "people", "locally", "mostly"],
}
_STRANGERS = {
    "ko": ["이 부분은 나중에 다시 확인하기로 했다.", "장비 점검 때문에 잠시 쉬었다.", "네, 그건 회의록에 따로 적어 두었습니다."],
    "en": ["This part will be checked again later.", "There was a short break here.", "Yes, that is in the minutes of the meeting."],
}


@dataclass(slots=True)
class Block:
    """A turn while it is edited: its label with the colon, and its sentences as lists of words with the blanks after them."""

    head: Tracked
    sentences: list[list[Tracked]] = field(default_factory=list)

    @property
    def words(self) -> list[Tracked]:
        """All words of the turn."""
        return [word for sentence in self.sentences for word in sentence]


@dataclass(frozen=True, slots=True)
class Edited:
    """An old text, the text that an edit made of it, and where each character of the new one came from."""

    old: str
    tracked: Tracked

    @property
    def new(self) -> str:
        """The new text."""
        return plain(self.tracked)


def tracked(text: str) -> Tracked:
    """Let every character of a text remember its offset."""
    return [(char, offset) for offset, char in enumerate(text)]


def plain(text: Tracked) -> str:
    """Give the characters alone."""
    return "".join(char for char, _ in text)


def typed(text: str) -> Tracked:
    """Give characters that come from nowhere."""
    return [(char, None) for char in text]


def instead(old: Tracked, new: str) -> Tracked:
    """Type new characters in the place of old ones; each stands for one of them."""
    return [(char, old[i * len(old) // len(new)][1]) for i, char in enumerate(new)] if old else typed(new)


def blocks_of(text: Tracked) -> list[Block]:
    """Cut a transcript into turns, sentences and words."""
    blocks = []
    for part in _split(text, "\n\n"):
        match = HEAD.match(plain(part))
        cut = match.end() if match else 0
        blocks.append(Block(part[:cut], _sentences(part[cut:])))
    return blocks


def _split(text: Tracked, sign: str) -> list[Tracked]:
    bounds = [0, *(m.start() for m in re.finditer(sign, plain(text))), len(text)]
    return [text[a + (len(sign) if a else 0) : b] for a, b in pairwise(bounds)]


def _sentences(body: Tracked) -> list[list[Tracked]]:
    found: list[list[Tracked]] = [[]]
    for match in _WORD.finditer(plain(body)):
        found[-1].append(body[match.start() : match.end()])
        if match.group().rstrip()[-1:] in tuple(".!?…"):
            found.append([])
    return [sentence for sentence in found if sentence]


def join(blocks: Iterable[Block]) -> Tracked:
    """Write turns as a transcript again, one blank line between them."""
    text: Tracked = []
    for block in blocks:
        body = [pair for word in block.words for pair in word]
        while body and body[-1][0].isspace():
            body.pop()
        if body:
            text += [*(typed("\n\n") if text else []), *block.head, *body]
    return [*text, *typed("\n")]


# ---------------------------------------------------------------- small edits: characters and words


def _core(word: Tracked) -> tuple[Tracked, Tracked]:
    """Part a word from the blanks after it."""
    length = len(plain(word).rstrip())
    return word[:length], word[length:]


def typo(word: Tracked, rng: random.Random) -> Tracked:
    """Swap, drop, double or mistype one character of a word."""
    core, blank = _core(word)
    if len(core) < 2:
        return word
    at = rng.randrange(len(core) - 1)
    kind = rng.choice(("swap", "drop", "double", "mistype"))
    if kind == "swap":
        core = [*core[:at], core[at + 1], core[at], *core[at + 2 :]]
    elif kind == "drop":
        core = core[:at] + core[at + 1 :]
    elif kind == "double":
        core = [*core[: at + 1], *core[at:]]
    else:
        core = core[:at] + instead(core[at : at + 1], _mistyped(core[at][0])) + core[at + 1 :]
    return core + blank


def _mistyped(char: str) -> str:
    hangul = "가" <= char <= "힣"
    return chr(ord(char) + 1) if hangul and char != "힣" else "e"


def punctuate(word: Tracked, rng: random.Random) -> Tracked:
    """Put a sign after a word, or take away the one it has."""
    core, blank = _core(word)
    if core and core[-1][0] in ",.…?!":
        return (core[:-1] or core) + blank
    return core + typed(rng.choice((",", ".", "…", "!"))) + blank


def _at_random_word(block: Block, rng: random.Random, change: Callable[[Tracked], Sequence[Tracked]]) -> None:
    places = [(s, w) for s in block.sentences for w in range(len(s))]
    if places:
        sentence, at = rng.choice(places)
        sentence[at : at + 1] = change(sentence[at])


def language_of(text: Tracked) -> str:
    """Tell whether a text is Korean or English, by its letters."""
    hangul = sum("가" <= char <= "힣" for char, _ in text)
    return "ko" if 2 * hangul > sum(char.isalpha() for char, _ in text) else "en"


def _small(block: Block, rng: random.Random) -> None:
    edit = rng.choice((typo, punctuate))
    _at_random_word(block, rng, lambda word: [edit(word, rng)])


def _insert_delete_replace(block: Block, rng: random.Random, fillers: Sequence[str]) -> None:
    kind, filler = rng.choice(("insert", "delete", "replace")), rng.choice(fillers)
    if kind == "insert":
        _at_random_word(block, rng, lambda word: [typed(filler + " "), word])
    elif kind == "delete":
        _at_random_word(block, rng, lambda _: [])
    else:
        _at_random_word(block, rng, lambda word: [instead(_core(word)[0], filler) + _core(word)[1]])


def relabel(blocks: Iterable[Block], number: int) -> None:
    """Rename every speaker."""
    names: dict[str, str] = {}
    for block in blocks:
        if match := HEAD.match(plain(block.head)):
            label, length = match["label"], match.end("label")
            new = names.setdefault(label, f"{'참여자' if '가' <= label[0] <= '힣' else 'Speaker '}{len(names) + number}")
            block.head = instead(block.head[:length], new) + block.head[length:]


# ---------------------------------------------------------------- large edits: sentences and turns


def rewrite(sentence: list[Tracked], rng: random.Random, fillers: Sequence[str]) -> list[Tracked]:
    """Say a sentence in other words: about two thirds of its words stay, a fifth of the time its halves change places."""
    out: list[Tracked] = []
    for word in sentence:
        luck = rng.random()
        if luck < 0.12:
            out.append(instead(_core(word)[0], rng.choice(fillers)) + typed(" "))
        elif luck < 0.24:
            out.append(typed(rng.choice(fillers) + " "))
            out.append(word)
        elif luck < 0.36:
            continue
        else:
            out.append(word)
    half = len(out) // 2
    if len(out) > 4 and rng.random() < 0.2:
        core, sign = _sign(out[-1])
        out = [*out[half:-1], core, *out[: half - 1], _core(out[half - 1])[0] + sign]
    return [_spaced(w) for w in out]


def _sign(word: Tracked) -> tuple[Tracked, Tracked]:
    """Part a word from the signs that end its sentence."""
    core = _core(word)[0]
    length = len(plain(core).rstrip(".!?…"))
    return core[:length], core[length:]


def _spaced(word: Tracked) -> Tracked:
    return word if word and word[-1][0].isspace() else word + typed(" ")


def _on_sentences(block: Block, rng: random.Random, fillers: Sequence[str]) -> None:
    kept = []
    for sentence in block.sentences:
        luck = rng.random()
        if luck >= 0.06:
            kept.append(rewrite(sentence, rng, fillers) if luck < 0.16 else sentence)
    block.sentences = kept


def merge(blocks: list[Block], at: int) -> None:
    """Make one turn of two."""
    blocks[at].sentences = [[_spaced(w) for w in s] for s in blocks[at].sentences] + blocks.pop(at + 1).sentences


def cut(blocks: list[Block], at: int, rng: random.Random) -> None:
    """Make two turns of one, between two sentences or within one; the second gets a label of its own."""
    block = blocks[at]
    words = block.words
    if len(words) < 2:
        return
    where = rng.randrange(1, len(words))
    blocks[at : at + 1] = [Block(block.head, [words[:where]]), Block(typed(plain(block.head) or "?: "), [words[where:]])]


def move(blocks: list[Block], at: int, rng: random.Random) -> None:
    """Carry a turn, or three in a row, to another place."""
    length = rng.choice((1, 3))
    taken = blocks[at : at + length]
    del blocks[at : at + length]
    where = rng.randrange(len(blocks) + 1)
    blocks[where:where] = taken


def _on_turns(blocks: list[Block], rng: random.Random, share: float) -> None:
    for _ in range(max(1, int(len(blocks) * share))):
        merge(blocks, rng.randrange(len(blocks) - 1))
        cut(blocks, rng.randrange(len(blocks)), rng)
        move(blocks, rng.randrange(len(blocks)), rng)
        del blocks[rng.randrange(len(blocks))]


def replace_all(text: Tracked, word: str, new: str) -> Tracked:
    """Replace every occurrence of a string."""
    out: Tracked = []
    end = 0
    for match in re.finditer(re.escape(word), plain(text)):
        out += text[end : match.start()] + instead(text[match.start() : match.end()], new)
        end = match.end()
    return out + text[end:]


def _common_words(text: Tracked, rng: random.Random, many: int) -> list[str]:
    words = [w for w in re.findall(r"\w{2,}", plain(text)) if not w.isdigit()]
    return sorted({rng.choice(words) for _ in range(many)}) if words else []


def retype(block: Block, rng: random.Random) -> None:
    """Type a whole turn again, with a slip in every fifth word."""
    block.sentences = [[typo(w, rng) if rng.random() < 0.2 else w for w in s] for s in block.sentences]


def stranger(rng: random.Random, language: str) -> Block:
    """Make a turn that was not there."""
    return Block(typed("#: "), [[typed(word + " ") for word in rng.choice(_STRANGERS[language]).split()]])


def copy_of(block: Block) -> Block:
    """Make a second turn with the same words, which come from nowhere."""
    return Block(typed(plain(block.head)), [[typed(plain(w)) for w in s] for s in block.sentences])


# ---------------------------------------------------------------- four strengths


def _times(block: Block, rate: float, rng: random.Random) -> range:
    """Draw how many edits a turn gets: so many for each of its words, on average."""
    return range(int(len(block.words) * rate + rng.random()))


def light(text: Tracked, rng: random.Random) -> Tracked:
    """Correct typing errors and signs in an eighth of the turns."""
    blocks = blocks_of(text)
    for block in rng.sample(blocks, max(1, len(blocks) // 8)):
        for _ in _times(block, 0.1, rng):
            _small(block, rng)
    return join(blocks)


def _many_words(blocks: list[Block], rng: random.Random, language: str) -> None:
    relabel(blocks, rng.randint(1, 9))
    for block in rng.sample(blocks, len(blocks) * 6 // 10):
        for _ in _times(block, 0.1, rng):
            _insert_delete_replace(block, rng, _FILLERS[language])
        for _ in _times(block, 0.05, rng):
            _small(block, rng)


def medium(text: Tracked, rng: random.Random) -> Tracked:
    """Insert, delete and replace words in most turns, and rename all labels."""
    blocks = blocks_of(text)
    _many_words(blocks, rng, language_of(text))
    return join(blocks)


def _rework(text: Tracked, rng: random.Random) -> list[Block]:
    blocks = blocks_of(text)
    language = language_of(text)
    _many_words(blocks, rng, language)
    for block in blocks:
        _on_sentences(block, rng, _FILLERS[language])
    _on_turns(blocks, rng, 0.04)
    return blocks


def heavy(text: Tracked, rng: random.Random) -> Tracked:
    """Do what medium does; besides delete and rewrite sentences, and merge, split, move and delete turns."""
    return join(_rework(text, rng))


def very_heavy(text: Tracked, rng: random.Random) -> Tracked:
    """Do what heavy does; besides retype turns, paste over and on top, and replace words everywhere by longer ones."""
    language = language_of(text)
    blocks = _rework(text, rng)
    for block in rng.sample(blocks, len(blocks) // 5):
        retype(block, rng)
    for at in rng.sample(range(len(blocks)), max(1, len(blocks) // 25)):
        blocks[at] = stranger(rng, language)
    blocks[:0] = [stranger(rng, language), *(copy_of(b) for b in rng.sample(blocks, min(3, len(blocks))))]
    edited = join(blocks)
    for word in _common_words(edited, rng, 3):
        edited = replace_all(edited, word, f"{word}-{rng.choice(_FILLERS[language])}")
    return edited


STRENGTHS: dict[str, Callable[[Tracked, random.Random], Tracked]] = {
    "light": light,
    "medium": medium,
    "heavy": heavy,
    "very heavy": very_heavy,
}


def edit(text: str, strength: str, seed: object) -> Edited:
    """Edit a transcript at one of four strengths, by seed."""
    return Edited(text, STRENGTHS[strength](tracked(text), random.Random(f"{strength} {seed}")))
