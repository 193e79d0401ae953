"""The items of a briefing, as a walk over its lines finds them.

`briefing.py` says what an item is.
"""

import re
from dataclasses import dataclass, field

from aiwatch.domain.source_note import note_start, read_note
from aiwatch.domain.text import join_lines
from aiwatch.readers.lines import BOLD, Line
from aiwatch.readers.titles import Titles

_ENDS_IN_BRACKET = re.compile(r"[)）\]】］][*_]{0,3}\s?[.。．｡]?[*_]{0,3}\Z")
_LONGEST_NOTE = 40
"""The most lines over which a note may be wrapped."""


@dataclass
class Item:
    """An item being read. `paragraphs` are the lines of each, `marker` is empty without bullet."""

    line: Line
    marker: str
    paragraphs: list[list[str]]
    lines: list[Line]
    complete: bool = False
    blank: bool = False
    section: str = ""
    title: Line | None = None

    @property
    def raw(self) -> str:
        """The item as it stands in the file, its paragraphs each on one line."""
        joined = (join_lines("\n".join(lines)) for lines in self.paragraphs)
        return "\n\n".join(paragraph for paragraph in joined if paragraph)


@dataclass
class Walk:
    """What a walk over the lines has gathered."""

    titles: Titles
    items: list[Item] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    item: Item | None = None
    section: str = ""
    title: Line | None = None
    count: int = 0

    def close(self) -> None:
        """End the open item; a paragraph without bullet and note was none."""
        item, self.item = self.item, None
        if item is None:
            return
        if (item.marker or item.complete) and item.raw:
            item.section, item.title = self.section, self.title
            self.items.append(item)
        else:
            self.unread += item.lines

    def take(self, line: Line) -> None:
        """Read the next line."""
        item = self.item
        if not line.text:
            if item:
                item.blank = True
        elif line.number in self.titles.sections and not self._is_nested(line):
            self.close()
            self.section, self.title, self.count = self.titles.sections[line.number], None, 0
        elif line.number in self.titles.head or line.number in self.titles.underlines:
            self.close()
        elif item and self._continues(item, line):
            self._append(item, line)
        elif line.number in self.titles.unknown or line.number in self.titles.parts:
            self.close()
            self.section, self.title, self.count = "", line, 0
            self.unread.append(line)
        elif line.rule or 0 < line.level < BOLD:
            self.close()
            self.unread.append(line)
        else:
            self._begin(line)

    def _is_nested(self, line: Line) -> bool:
        """Tell whether `line` is indented to the text of an unfinished item with a bullet."""
        item = self.item
        if not item or not item.marker or item.complete or 0 < line.level < BOLD:
            return False
        return line.indent >= item.line.indent + 2

    def _continues(self, item: Item, line: Line) -> bool:
        """Tell whether `line` goes on with the open `item`."""
        if _is_note(line):
            return not item.complete or not item.blank
        if item.complete or 0 < line.level < BOLD:
            return False
        if item.blank or line.rule:
            return self._is_nested(line)
        if line.marker:
            return self._is_nested(line) or not self._is_bullet(line, item)
        return True

    def _is_bullet(self, line: Line, item: Item) -> bool:
        """Tell whether the bullet of `line`, right after a line of `item`, is one: a wrapped line
        may begin with a dash or a number."""
        if line.count:
            return line.count == self.count + 1
        return line.marker not in "–·+" or item.marker in ("", line.marker)

    def _append(self, item: Item, line: Line) -> None:
        nested_bullet = bool(line.marker) and self._is_nested(line)
        if (item.blank or nested_bullet) and item.paragraphs[-1]:
            item.paragraphs.append([])
        item.paragraphs[-1].append(line.text)
        item.lines.append(line)
        item.blank = False
        item.complete = item.complete or _ends_in_note(item.paragraphs[-1])

    def _begin(self, line: Line) -> None:
        self.close()
        self.count = line.count
        words = line.content if line.marker else line.text
        self.item = Item(line, line.marker, [[words] if words else []], [line])
        self.item.complete = bool(words) and _ends_in_note([words])


def _ends_in_note(lines: list[str]) -> bool:
    if not _ENDS_IN_BRACKET.search(lines[-1][-9:]):
        return False
    return note_start("\n".join(lines[-_LONGEST_NOTE:])) >= 0


def _is_note(line: Line) -> bool:
    """Tell whether `line` is nothing but a source note."""
    if line.marker or not _ENDS_IN_BRACKET.search(line.text[-9:]):
        return False
    reading = read_note(line.text)
    return not reading.text if reading.sources else note_start(line.text) == 0
