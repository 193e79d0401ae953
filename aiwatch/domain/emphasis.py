"""Emphasis: the asterisks and underscores that a reader sees as they were typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aiwatch.domain.markup import flanking
from aiwatch.domain.patterns import pattern
from aiwatch.domain.script import without_addresses

_STRONG = pattern(
    r"(?<![*\\A-Za-z0-9])(\*{2,3}|__)(?=[^\s*_])(?P<words>(?:(?!\1).)*[^\s*_])\1(?![*A-Za-z0-9])"
)
_LIGHT = pattern(r"(?<![*\\\w])([*_])(?=[^\s*_])(?P<words>[^*_]*[^\s*_])\1(?![*\w])")
_CODE = pattern(r"(?<![`\\])(`+)(?!`)(?P<words>.*?[^`])\1(?!`)")
_LINK_END = pattern(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|<[^<>\s]+>")
_ESCAPED = pattern(r"\\[!-/:-@\[-`{-~]")
_RULE = pattern(r"\s*(?:(?:\*\s*){3,}|(?:_\s*){3,})")
_BULLET = pattern(r"\s*[*+-]\s+")
_HEADING = pattern(r" {0,3}#{1,6}\s")
_FENCE = pattern(r" {0,3}(?:```|~~~)")
_RUN = pattern(r"\*+|_+")


def without_typed_emphasis(text: str) -> str:
    """Return `text`, which is data, without the signs of Markdown's emphasis around its words: they
    would be printed."""
    plain = without_addresses(text)
    gone: set[int] = set()
    for kind in (_STRONG, _LIGHT):
        for found in kind.finditer(plain):
            left, right = found.span("words")
            gone.update(range(found.start(), left), range(right, found.end()))
    return "".join(sign for place, sign in enumerate(text) if place not in gone)


@dataclass(frozen=True, slots=True)
class DeadEmphasis:
    """Emphasis in Markdown that will not render: its line, from 1, whether that is a heading, and
    the text of it."""

    line: int
    is_heading: bool
    text: str


def dead_emphasis(markdown: str) -> list[DeadEmphasis]:
    """Return where in `markdown` two or more asterisks or underscores are left as they were typed,
    because by CommonMark's rules (0.31.2, section 6.2) they can neither open nor close: as in
    `**“清朗”**行动`, whose closing ones stand between punctuation and a letter."""
    found = []
    for number, lines in _blocks(markdown):
        block = "\n".join(lines)
        plain = _without_code(block)
        for place in _left_over(plain):
            line = plain.count("\n", 0, place)
            words = lines[line].strip()
            one = DeadEmphasis(number + line, _HEADING.match(lines[line]) is not None, words)
            if one not in found:
                found.append(one)
    return found


def _blocks(markdown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the paragraphs, items and headings of `markdown`, each with the number of its first
    line; emphasis does not go over their ends."""
    block: list[str] = []
    first, fenced = 1, False
    for number, line in enumerate(markdown.replace("\r\n", "\n").split("\n"), 1):
        fence = _FENCE.match(line) is not None
        heading = _HEADING.match(line) is not None
        apart = fence or fenced or not line.strip() or _RULE.fullmatch(line) is not None
        if block and (apart or heading or _BULLET.match(line)):
            yield first, block
            block = []
        fenced ^= fence
        if apart:
            continue
        if not block:
            first = number
        block.append(line)
        if heading:
            yield first, block
            block = []
    if block:
        yield first, block


def _without_code(block: str) -> str:
    """Return `block`, as long as it was, with letters in place of code and addresses, whose signs
    are no emphasis, and of the sign of a bullet."""
    for kind in (_CODE, _LINK_END, _ESCAPED):
        block = kind.sub(_covered, block)
    bullet = _BULLET.match(block)
    return " " * bullet.end() + block[bullet.end() :] if bullet else block


def _covered(found: re.Match[str]) -> str:
    # Its first and last sign are punctuation, which decides what emphasis beside it can do.
    inside = re.sub(r"[^\n]", "x", found[0][1:-1])
    return f".{inside}."


@dataclass(slots=True)
class _Run:
    place: int
    sign: str
    length: int
    left: int
    opens: bool
    closes: bool


def _left_over(text: str) -> list[int]:
    """Return the places of runs of which two signs or more are left when all emphasis is made."""
    runs = []
    for found in _RUN.finditer(text):
        opens, closes = flanking(text, *found.span())
        length = len(found[0])
        runs.append(_Run(found.start(), found[0][0], length, length, opens, closes))
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        # Below its bottom there is nothing for a closer of this kind, as one before has seen.
        kind = run.sign, run.opens, run.length % 3
        place = len(openers)
        while run.closes and run.left and place > bottoms.get(kind, 0):
            place -= 1
            opener = openers[place]
            while _match(opener, run):
                used = 2 if min(opener.left, run.left) >= 2 else 1
                opener.left -= used
                run.left -= used
                del openers[place + 1 :]
        if run.closes and run.left:
            bottoms[kind] = len(openers)
        if run.opens and run.left:
            openers.append(run)
    left = [run for run in runs if run.left >= 2 and not _is_in_word(run, text)]
    # One between spaces multiplies or raises to a power; two may have been meant for emphasis.
    alone = len(left) == 1 and not (left[0].opens or left[0].closes)
    return [] if alone else [run.place for run in left]


def _match(opener: _Run, closer: _Run) -> bool:
    if opener.sign != closer.sign or not (opener.left and closer.left):
        return False
    either = opener.closes or closer.opens
    multiple = (opener.length + closer.length) % 3 == 0
    return not (either and multiple and (opener.length % 3 or closer.length % 3))


def _is_in_word(run: _Run, text: str) -> bool:
    """Tell whether underscores stand within a word or make a gap to fill in."""
    if run.sign != "_":
        return False
    end = run.place + run.length
    around = text[run.place - 1 : run.place] + text[end : end + 1]
    return run.length > 2 or (len(around) == 2 and around.isalnum())
