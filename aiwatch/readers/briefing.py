"""A briefing in lines: its sections, its items, and what is neither.

What Markdown and plain text copied from a web page have in common:

- A title is a heading, a line all in bold, or a line of its own, that names a section. Where
  sections have headings, lines before the first of them are no titles (a page's menu), nor are
  leading ones under which nothing stands.
- An item begins with a bullet, or is a paragraph without one that ends in a source note. It goes
  on, joined, to a note at a line's end, to an unindented line after a blank one, or to the next
  bullet or title. After a blank line an indented line begins a further paragraph; a bullet
  indented under an unfinished item is a paragraph of it, sign included. A note that stands alone
  belongs to the unfinished item before it.
- Text before the first section is the overview. Any other line that belongs to no item is unread.
- A heading that names no section, as deep as the sections' titles or less deep, is refused if
  items stand under it. A deeper one is unread, and its items stay in the section.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import note_start, read_note
from aiwatch.domain.text import clean, join_lines
from aiwatch.readers import Conventions, Reading, Unread
from aiwatch.readers.lines import BOLD, Line, read_lines
from aiwatch.readers.titles import Titles, find_titles

_ENDS_IN_BRACKET = re.compile(r"[)）\]】］][*_]{0,3}\s?[.。．｡]?[*_]{0,3}\Z")
_LONGEST_NOTE = 40
"""The most lines over which a note may be wrapped."""


@dataclass(frozen=True)
class Words:
    """The words of an item: headline, text, the addresses its links lead to, and remarks."""

    headline: str
    text: str
    addresses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Item:
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
class _Walk:
    """What a walk over the lines has gathered."""

    titles: Titles
    items: list[_Item] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    item: _Item | None = None
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
        elif line.number in self.titles.unknown:
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

    def _continues(self, item: _Item, line: Line) -> bool:
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

    def _is_bullet(self, line: Line, item: _Item) -> bool:
        """Tell whether the bullet of `line`, right after a line of `item`, is one: a wrapped line
        may begin with a dash or a number."""
        if line.count:
            return line.count == self.count + 1
        return line.marker not in "–·+" or item.marker in ("", line.marker)

    def _append(self, item: _Item, line: Line) -> None:
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
        self.item = _Item(line, line.marker, [[words] if words else []], [line])
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


def read_briefing(
    text: str, conventions: Conventions, words: Callable[[str], Words], *, markdown: bool
) -> Reading:
    """Return what `text` says. `words` reads the raw text of an item without its note, whose
    paragraphs are separated by blank lines.

    Raises InvalidInput, naming the line, for a title of no section, an item without a date, and
    what cannot be a development.
    """
    cleaned, removed = clean(text, "The file")
    lines = read_lines(cleaned, quotes=markdown)
    titles = find_titles(lines, conventions)
    walk = _Walk(titles)
    for line in lines:
        walk.take(line)
    walk.close()
    _place(walk, conventions)
    first = _first(walk, conventions, len(lines))
    head = [line for line in lines[:first] if line.number not in titles.head]
    reading = _developments([item for item in walk.items if item.section], conventions, words)
    early = (item for item in walk.items if not item.section)
    remarks = [
        f"Line {item.line.number}: an item stands before the first section; it is taken for a "
        "part of the overview. Name its section with --section KEY."
        for item in early
        if item.complete
    ]
    return replace(
        reading,
        overview="\n".join(line.raw.rstrip() for line in head).strip("\n"),
        unread=tuple(Unread(line.number, line.text) for line in walk.unread if line.number > first),
        remarks=(*remarks, *reading.remarks),
        removed=removed,
    )


def _place(walk: _Walk, conventions: Conventions) -> None:
    """Give a section to the items under no title or an unknown one, or refuse them."""
    known = walk.titles.first
    unknown: dict[str, int] = {}
    for item in walk.items:
        if item.section:
            continue
        if conventions.section:
            item.section = conventions.section
        elif item.title and (item.complete or not known or item.line.number > known):
            unknown.setdefault(item.title.title or item.title.text, item.title.number)
        elif not known:
            raise InvalidInput(
                f"Line {item.line.number}: an item, but no section's title is above it. "
                f"Sections: {', '.join(conventions.sections.values())}. Give --section KEY."
            )
    if unknown:
        raise conventions.unknown(unknown)


def _first(walk: _Walk, conventions: Conventions, end: int) -> int:
    """Return how many lines stand before the first section."""
    starts = [walk.titles.first] if walk.titles.first else []
    if conventions.section:
        starts += [item.line.number for item in walk.items[:1]]
        starts += [item.title.number for item in walk.items[:1] if item.title]
    return min(starts) - 1 if starts else end


def _developments(
    items: list[_Item], conventions: Conventions, words: Callable[[str], Words]
) -> Reading:
    developments: list[Development] = []
    remarks: list[str] = []
    for item in items:
        where = f"Line {item.line.number}"
        try:
            development, told = _development(item, conventions, words)
        except InvalidInput as error:
            raise InvalidInput(f"{where}: {error}") from None
        developments.append(development)
        remarks += [f"{where}: {remark}" for remark in told]
    numbers = tuple(item.line.number for item in items)
    return Reading(tuple(developments), numbers, remarks=tuple(remarks))


def _development(
    item: _Item, conventions: Conventions, words: Callable[[str], Words]
) -> tuple[Development, tuple[str, ...]]:
    """Return the development of `item`, and the remarks on it."""
    note = read_note(item.raw, conventions.day_first)
    said = words(note.text)
    remarks = [*note.remarks, *said.remarks]
    sources = note.sources
    kept = {source.url for source in sources}
    if not sources:
        sources = tuple(Source(url=url) for url in dict.fromkeys(said.addresses) if _is_web(url))
        kept = {source.url for source in sources}
    remarks += [
        f"the link to {url} is not kept; its words are."
        for url in dict.fromkeys(said.addresses)
        if url not in kept
    ]
    day = (sources[0].published if sources else None) or conventions.date
    if day is None:
        if note.problem:
            raise InvalidInput(f"the source note was not understood: {note.problem}")
        raise InvalidInput("no date. Give --date or a dated source.")
    return Development(
        section=item.section,
        text=said.text,
        date=day,
        headline=said.headline,
        sources=sources,
    ), tuple(remarks)


def _is_web(url: str) -> bool:
    return re.match(r"https?://", url, re.IGNORECASE) is not None
