"""A weekly in Markdown: lists of links, as newsletters and the weeklies of Chinese developers are.

An item begins with a line of a link, maybe with a day or a language beside it: `- [title](url)`,
`3、[title](url)（英文）`, `### [title](url)`. What stands below it, up to the next item, title or
rule, is its text; below a bullet, that is what is indented or follows at once. The nearest title
that names a section says which it is of. A day counts only where it stands on that line: what a
title says of the whole file is no item's date.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from aiwatch.domain.addresses import is_web
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.note_parts import label_language
from aiwatch.domain.published_day import published_day
from aiwatch.domain.source_note import note_start
from aiwatch.domain.text import paragraphs
from aiwatch.readers import Conventions, Reading, Unread
from aiwatch.readers.clippings import Found, few, one_by_one, one_line, read_clippings
from aiwatch.readers.inline import Link, plain
from aiwatch.readers.lines import BOLD, Line, read_lines

_FEWEST = 2
"""How many items tell a weekly: one link on a line of its own stands in any text."""

_ITEM = re.compile(
    r"(?P<before>[^\[\]()]{0,30}?)(?P<bold>(?:\*\*|__)?)"
    r"(?P<link>\[(?:\\.|\[[^\[\]]*\]|[^\[\]\\])+\]"
    r"\((?:<[^<>]*>|(?:[^()\s]|\([^()\s]*\))+)(?:\s+\"[^\"]*\")?\))"
    r"(?P=bold)(?P<after>.*)"
)
_AT_END = re.compile(r"[(（\[【](?P<said>[^()（）\[\]【】]*)[)）\]】]\Z")
_AROUND = " \t-–—:：|·,，()（）[]【】"
_LONGEST_DAY = 40
_FENCES = ("`", "~")


class _First(NamedTuple):
    """The first line of an item: its link, the day and the language beside it, and the rest."""

    link: Link
    day: date | None
    language: str
    rest: str


@dataclass
class _Item:
    """An item being read: its line, the titles above it, and the lines below it."""

    line: Line
    first: _First
    titles: tuple[str, ...]
    below: list[str] = field(default_factory=list)


def is_weekly(text: str) -> bool:
    """Tell whether the Markdown `text` has items whose whole first line is a link, and no source
    note."""
    if text.count("](") < _FEWEST:
        return False
    lines = read_lines(text, quotes=True)
    firsts = filter(None, map(_first, lines))
    if sum(not first.rest for first in firsts) < _FEWEST:
        return False
    return all(note_start(line.text) < 0 for line in lines if line.text[-1:] in tuple(")）]】.。"))


def read(text: str, conventions: Conventions) -> Reading:
    """Return what the weekly `text` says: a link's words are headline and original title, what
    stands below it is the text. Raises InvalidInput, naming the lines, for what has no day or no
    section."""
    cleaned, removed = one_by_one(text)
    walk = _Walk(conventions)
    for line in read_lines(cleaned, quotes=True):
        walk.take(line)
    found, lost = [], dict[int, int]()
    for item in walk.items:
        shown, links = _plain(paragraphs("\n".join([item.first.rest, *item.below])))
        if links:
            lost[item.line.number] = links
        clipping = Clipping(
            title=one_line(item.first.link.words),
            summary=shown,
            url=item.first.link.address,
            language=item.first.language,
            published=item.first.day,
        )
        found.append(Found(item.line.number, clipping, titles=item.titles))
    remarks = []
    if lost:
        count = sum(lost.values())
        what = "link or image" if count == 1 else "links or images"
        where = few(map(str, lost))
        remarks.append(f"Not kept: {count} {what} in what is said of the items on {where}.")
    return read_clippings(
        found,
        conventions,
        overview="\n".join(walk.overview).strip("\n"),
        unread=walk.unread,
        remarks=remarks,
        removed=removed,
    )


def _plain(markdown: Iterable[str]) -> tuple[str, int]:
    """Return what the paragraphs `markdown` show, and how many links and images are in them."""
    shown, links = [], 0
    for paragraph in markdown:
        words, inside = plain(paragraph)
        shown.append(words.strip())
        links += len(inside)
    return "\n\n".join(filter(None, shown)), links


class _Walk:
    """What a walk over the lines has gathered. `titles` are those above a line, with their levels;
    `after_blank` tells that a blank line is right above."""

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.items: list[_Item] = []
        self.item: _Item | None = None
        self.titles: list[tuple[int, str]] = []
        self.overview: list[str] = []
        self.unread: list[Unread] = []
        self.after_blank = False

    def take(self, line: Line) -> None:
        """Read the next line."""
        first = _first(line)
        if first and not (self.item and self._is_indented(line, self.item)):
            if line.level:
                self._leave(line.level)
            if not self.items and len(self.titles) > 1:
                self._end_overview()
            titles = tuple(title for _, title in self.titles)
            self.item = _Item(line, first, titles)
            self.items.append(self.item)
        elif line.level and not (line.level == BOLD and self.item and not self._names(line.title)):
            self.item = None
            self._leave(line.level)
            self.titles.append((line.level, line.title))
            self._other(line, told=False)
        elif line.rule and line.text[0] not in _FENCES:
            self.item = None
        elif self.item and self._goes_on(line, self.item):
            self.item.below += ["", line.text] if line.marker else [line.text]
        else:
            self.item = None
            self._other(line, told=bool(line.text))
        self.after_blank = not line.text

    def _leave(self, level: int) -> None:
        self.titles = [title for title in self.titles if title[0] < level]

    def _names(self, title: str) -> bool:
        return bool(self.conventions.key(title))

    def _is_indented(self, line: Line, item: _Item) -> bool:
        return bool(item.line.marker) and line.indent >= item.line.indent + 2

    def _goes_on(self, line: Line, item: _Item) -> bool:
        """Tell whether `line` is of the text of `item`."""
        if not line.text or self._is_indented(line, item):
            return True
        if item.line.level:
            return True
        if line.marker:
            return False
        return bool(item.line.count) or not self.after_blank

    def _other(self, line: Line, *, told: bool) -> None:
        """Take a line that is of no item: before the first one it is of the overview."""
        if not self.items and not any(self._names(title) for _, title in self.titles):
            self.overview.append(line.raw.rstrip())
        elif told:
            self.unread.append(Unread(line.number, line.text))

    def _end_overview(self) -> None:
        """Leave out the title of the first items if it stands at the overview's end."""
        while self.overview and not self.overview[-1]:
            self.overview.pop()
        if self.overview and self.overview[-1].lstrip("# ").startswith(self.titles[-1][1]):
            self.overview.pop()


def _first(line: Line) -> _First | None:
    """Return what `line` says if it is the first of an item, else None."""
    is_heading = 0 < line.level < BOLD
    words = line.text.strip("#").strip() if is_heading else line.content
    found = _ITEM.fullmatch(words) if "](" in words else None
    if not found:
        return None
    _, links = plain(found["link"])
    if len(links) != 1 or links[0].image or not is_web(links[0].address):
        return None
    before, after = found["before"].strip(_AROUND), found["after"].strip()
    day, language = _beside(before)
    if not links[0].words.strip() or (before and not (day or language)):
        return None
    told = _beside(after.strip(_AROUND))
    if any(told):
        return _First(links[0], day or told[0], language or told[1], "")
    end = _AT_END.search(after)
    told = _beside(end["said"]) if end else told
    rest = after[: end.start()] if end and any(told) else after
    return _First(links[0], day or told[0], language or told[1], rest.strip(" \t-–—:：|·,，"))


def _beside(words: str) -> tuple[date | None, str]:
    """Return the day, or the language, that `words` beside a link name and nothing else."""
    if 0 < len(words) <= _LONGEST_DAY:
        with suppress(InvalidInput):
            return published_day(words), ""
        with suppress(InvalidInput):
            return None, label_language(words)
    return None, ""
