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
- Text before the first section is the overview, but for takeaways and the like (`parts.py`), which
  are skipped. Any other line that belongs to no item is unread.
- A heading that names no section, as deep as the sections' titles or less deep, is refused if
  items stand under it. A deeper one is unread, and its items stay in the section.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import read_note
from aiwatch.domain.text import clean
from aiwatch.readers import Conventions, Reading, Unread
from aiwatch.readers.items import Item, Walk
from aiwatch.readers.lines import Line, read_lines
from aiwatch.readers.parts import part_lines, skipped_remark
from aiwatch.readers.titles import find_titles


@dataclass(frozen=True)
class Words:
    """The words of an item: headline, text, the addresses its links lead to, remarks, and the day
    if they name it."""

    headline: str
    text: str
    addresses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    day: date | None = None


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
    walk = Walk(titles)
    for line in lines:
        walk.take(line)
    walk.close()
    others = titles.sections.keys() | titles.unknown
    parts = part_lines(lines, titles.parts, others, markdown=markdown)
    skipped = _without_parts(walk, parts, lines)
    _place(walk, conventions)
    first = _first(walk, conventions, len(lines))
    understood = titles.head.union(parts)
    head = [line for line in lines[:first] if line.number not in understood]
    unread = {line.number: line for line in walk.unread if line.number > first}
    for number in parts:
        if titles.head:
            unread.pop(number, None)
        else:
            unread[number] = lines[number - 1]
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
        unread=tuple(Unread(number, unread[number].text) for number in sorted(unread)),
        remarks=(*skipped, *remarks, *reading.remarks),
        removed=removed,
    )


def _without_parts(walk: Walk, parts: dict[int, int], lines: list[Line]) -> list[str]:
    """Take the items on the lines of `parts` out of `walk`, and return the remarks on them: those
    that are no repetition, since they correct something or name a source, are told."""
    told: Counter[int] = Counter()
    kept = []
    for item in walk.items:
        title = parts.get(item.line.number, 0)
        if not title:
            kept.append(item)
            continue
        walk.unread += item.lines
        told[title] += item.complete or walk.titles.parts[title] == "corrections"
    walk.items = kept
    own = bool(walk.titles.head)
    return [
        skipped_remark(lines[title - 1], count, own=own) for title, count in told.items() if count
    ]


def _place(walk: Walk, conventions: Conventions) -> None:
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


def _first(walk: Walk, conventions: Conventions, end: int) -> int:
    """Return how many lines stand before the first section."""
    starts = [walk.titles.first] if walk.titles.first else []
    if conventions.section:
        starts += [item.line.number for item in walk.items[:1]]
        starts += [item.title.number for item in walk.items[:1] if item.title]
    return min(starts) - 1 if starts else end


def _developments(
    items: list[Item], conventions: Conventions, words: Callable[[str], Words]
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
    item: Item, conventions: Conventions, words: Callable[[str], Words]
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
    day = said.day or (sources[0].published if sources else None) or conventions.date
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
