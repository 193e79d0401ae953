"""Which lines of a briefing are titles, and of which sections."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from aiwatch.readers import Conventions
from aiwatch.readers.lines import BARE, BOLD, Line
from aiwatch.readers.parts import part_of

_EXTENT = re.compile(r"\*?(?:[^*]+ · )?\d+ developments?\*?")
_OWN_LEVEL = 2
"""The level of the sections in a briefing of our own; the headings of its overview are deeper."""
_SENTENCE_END = tuple(".。!！?？;；,，、…)）]】")
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Titles:
    """Lines that are titles, by number: of `sections` (with their keys), of `unknown` ones, and of
    `parts` that are no sections (with what they are).

    `head` are the title and the extent of a briefing of our own, `underlines` what stands under a
    title; both are understood, and say nothing of an item.
    """

    sections: dict[int, str]
    unknown: frozenset[int]
    parts: dict[int, str]
    head: frozenset[int]
    underlines: frozenset[int]

    @property
    def first(self) -> int:
        """The number of the first section's title, 0 if there is none."""
        return min(self.sections, default=0)


def find_titles(lines: list[Line], conventions: Conventions) -> Titles:
    """Return the titles among `lines`."""
    head = frozenset(_own_head(lines))
    rest = [line for line in lines if line.text and not line.rule and line.number not in head]
    named = [(line, key) for line in rest if (key := _key(line, lines, conventions))]
    if head and any(line.level == _OWN_LEVEL for line, _ in named):
        named = [(line, key) for line, key in named if line.level == _OWN_LEVEL]
        named = list(_without_parts(named))
    sections = dict(_without_menu(named, lines))
    own_parts = [line.number for line in rest if head and _is_own_part(line)]
    titled = [*sections, *own_parts]
    deepest = max((_level(lines[number - 1]) for number in titled), default=0)
    times = Counter(line.text for line in rest if not (line.level or line.marker))
    others = frozenset(
        line.number
        for line in rest
        if line.number not in sections
        and (0 < line.level <= (deepest or BOLD) if line.level else _is_bare(line, lines, times))
        and (line.level or deepest in (0, BARE))
    )
    parts = {
        number: part
        for number in (others.intersection(own_parts) if head else others)
        if (part := part_of(lines[number - 1].title or lines[number - 1].text))
    }
    unknown = others.difference(parts)
    underlines = frozenset(
        line.number
        for line in lines
        if line.rule and (line.number - 1 in sections or line.number - 1 in others)
    )
    return Titles(sections, unknown, parts, head, underlines)


def _is_own_part(line: Line) -> bool:
    return line.level == _OWN_LEVEL and bool(part_of(line.title))


def _without_parts(named: list[tuple[Line, str]]) -> Iterator[tuple[Line, str]]:
    """Yield the titles of `named`, those of sections of our own, but for that of a part which a
    section further down has the same title as."""
    for index, (line, key) in enumerate(named):
        if not (part_of(line.title) and any(key == later for _, later in named[index + 1 :])):
            yield line, key


def _level(line: Line) -> int:
    return line.level or BARE


def _own_head(lines: list[Line]) -> Iterator[int]:
    """Yield the lines to the end of the extent, if this is a briefing of our own. In a narrow text
    both title and extent may be wrapped."""
    head = [line for line in lines[:6] if line.text and not line.rule][:2]
    if len(head) == 2 and head[0].level == 1 and _EXTENT.fullmatch(head[1].text):
        yield from range(1, head[1].number + 1)
        return
    blocks = [
        list(block)
        for there, block in groupby(lines[:20], key=lambda line: bool(line.text))
        if there
    ]
    if len(blocks) > 1 and set(blocks[0][-1].text) == {"="}:
        extent = blocks[1]
        if _EXTENT.fullmatch(" ".join(line.text for line in extent)):
            yield from range(1, extent[-1].number + 1)


def _key(line: Line, lines: list[Line], conventions: Conventions) -> str:
    """Return the key of the section that `line` may be the title of, empty if of none."""
    if line.level:
        return conventions.key(line.title)
    if not line.marker:
        return conventions.key(line.text)
    key = conventions.key(line.content)
    below = _next(line, lines) if key else None
    nested = below and below.marker and below.indent >= line.indent + 2
    return key if line.count or nested else ""


def _without_menu(named: list[tuple[Line, str]], lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Yield the numbers and keys of `named` lines but for those that belong to a page's menu:
    lines before the first heading among them, and leading lines under which no item stands."""
    headings = [index for index, (line, _) in enumerate(named) if line.level and line.level < BOLD]
    start = headings[0] if headings else 0
    if not headings:
        ends = [line.number for line, _ in named[1:]] + [len(lines) + 1]
        for index, (line, _) in enumerate(named):
            if any(_may_be_item(other) for other in lines[line.number : ends[index] - 1]):
                start = index
                break
    yield from ((line.number, key) for line, key in named[start:])


def _may_be_item(line: Line) -> bool:
    return bool(line.marker) or line.text[-2:].rstrip(".。*_ ").endswith((")", "）"))


def _is_bare(line: Line, lines: list[Line], times: Counter[str]) -> bool:
    """Tell whether `line` looks like a title that is no heading: short, no sentence, there once,
    after a blank line and right above a bullet."""
    if line.marker or len(line.text) > _LONGEST_TITLE or line.text.endswith(_SENTENCE_END):
        return False
    if times[line.text] > 1 or (line.number > 1 and lines[line.number - 2].text):
        return False
    below = _next(line, lines)
    return below is not None and bool(below.marker) and below.indent <= line.indent + 4


def _next(line: Line, lines: list[Line]) -> Line | None:
    """Return the next line after `line` that is neither blank nor an underline."""
    for other in lines[line.number : line.number + 5]:
        if other.text and not other.rule:
            return other
    return None
