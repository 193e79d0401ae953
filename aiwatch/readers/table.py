"""Foreign tables: rows under headings become clippings, and those developments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from aiwatch.domain.addresses import is_web_address
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.domain.text import clean
from aiwatch.readers import Conventions, Reading
from aiwatch.readers.cells import Value, is_placeholder, line_of
from aiwatch.readers.changes import MOST, Changes, on_lines
from aiwatch.readers.columns import Columns, columns_of
from aiwatch.readers.day_order import DayOrders
from aiwatch.readers.row import Row

_MOST_LEFT = 40
_FORMULA = re.compile(r'\s*="(?P<text>[^"]*)"\s*\Z')  # so programs keep Excel from reading a text

_PROSE = ("title", "headline", "text", "publisher", "comment")
"""The fields in which others have HTML."""

Rows = Iterable[tuple[int, Sequence[Value]]]
"""Rows, each with its line, in the order of the headings; one may be shorter than these."""


def read_table(headings: Sequence[str], rows: Rows, conventions: Conventions) -> Reading:
    """Return the developments of `rows` under `headings`, each with what its address tells filled
    in. What is taken for what is the first remark.

    Raises InvalidInput as `columns_of`; for rows without date, all at once by their lines, and so
    for those without text or section; and naming its line for a value that cannot be right.
    """
    names, removed = _cleaned(list(headings))
    columns = columns_of([line_of(name) for name in names], conventions.columns)
    table = _Table(columns, conventions, removed)
    for line, cells in rows:
        table.take(line, cells)
    table.refuse()
    return Reading(
        tuple(table.developments),
        tuple(table.lines),
        remarks=(columns.told, *table.unnamed(), *table.changes.told(conventions.section)),
        removed=table.removed,
    )


@dataclass
class _Table:
    """What is made of a table's rows, and what is wrong with which."""

    columns: Columns
    conventions: Conventions
    removed: int = 0
    developments: list[Development] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    nameless: dict[int, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    orders: DayOrders = field(default_factory=DayOrders)

    def take(self, line: int, cells: Sequence[Value]) -> None:
        """Make a development of a row, unless nothing stands in it or something is wrong."""
        try:
            cleaned, removed = _cleaned(cells)
            if not any(cleaned):
                return
            self.removed += removed
            self._make_plain(cleaned, line)
            for place in self.columns.nameless:
                if place < len(cleaned) and cleaned[place]:
                    self.nameless.setdefault(place, line)
            development = self._development(Row(self.columns, cleaned), line)
        except InvalidInput as error:
            self.wrong.append(f"Line {line}: {error}")
            return
        if development:
            urls = (url for source in development.sources for url in (source.url, source.archived))
            self.changes.unlinked += [
                (line, url) for url in urls if url and not is_web_address(url)
            ]
            self.developments.append(development)
            self.lines.append(line)

    def _make_plain(self, cells: list[Value], line: int) -> None:
        """Make plain text of HTML in `cells`, and empty ones of those that only say that they are,
        such as N/A."""
        for place in self.columns.taken.values():
            cell = cells[place] if place < len(cells) else ""
            if isinstance(cell, str) and is_placeholder(cell):
                self.changes.emptied.setdefault(cell, []).append(line)
                cells[place] = ""
        for name in _PROSE:
            place = self.columns.taken.get(name, len(cells))
            cell = cells[place] if place < len(cells) else ""
            if isinstance(cell, date) or not cell:
                continue
            plain = plain_of(cell) if isinstance(cell, str) else tuple(map(plain_of, cell))
            if plain != cell:
                self.changes.unmarked.append(line)
                cells[place] = plain

    def _development(self, row: Row, line: int) -> Development | None:
        clipping = self.conventions.complete(row.clipping())
        headline = row.line("headline")
        section = self._section(row, line)
        happened, clipping = self._days(row, clipping, line)
        if not (clipping.summary or clipping.title or headline):
            self.untold.append(str(line))
            return None
        if not (section and happened):
            return None
        sources = tuple(self._sources(row, clipping))
        if not (clipping.summary or clipping.title):
            clipping, headline = replace(clipping, summary=headline), ""
        made = (
            clipping.development(section, happened, row.tags())
            if clipping.is_sourced
            else Development(section=section, text=clipping.summary, date=happened, tags=row.tags())
        )
        headline = "" if headline == made.text else headline or made.headline
        return replace(
            made, headline=headline, sources=sources, comment=row.comment(), rank=row.rank()
        )

    def _section(self, row: Row, line: int) -> str:
        name = row.line("section")
        key = (self.conventions.key(name) if name else "") or self.conventions.section
        if not key and name:
            self.unknown.setdefault(name, line)
        elif not key:
            self.unplaced.append(str(line))
        elif name and not self.conventions.key(name):
            self.changes.placed.setdefault(name, []).append(line)
        return key

    def _days(self, row: Row, clipping: Clipping, line: int) -> tuple[date | None, Clipping]:
        """Return when it happened, None if that is not known, and the clipping dated. The date
        dates the source as well where no column is for that, as it does in `add`."""
        for name in ("published", "date"):
            self.orders.note(name, row.line(name), line)
        try:
            published = row.day("published", self.conventions.day_first)
            happened = row.day("date", self.conventions.day_first)
        except InvalidInput as error:
            self.wrong.append(f"Line {line}: {error}")
            return None, clipping
        if happened and not published and "published" not in self.columns.taken and row.is_sourced:
            published = happened
        happened = happened or published or self.conventions.date
        if not happened:
            told = self.conventions.day_in(clipping.url) if clipping.url else None
            self.undated.append(
                f"{line} (its address says {show_day(told)})" if told else f"{line}"
            )
        return happened, replace(clipping, published=published)

    def _sources(self, row: Row, clipping: Clipping) -> Iterator[Source]:
        """Yield the sources: the first address and the title are the first publisher's, and so on
        where there are as many of both; what is left is a source by itself."""
        names, urls = row.publishers(self.conventions), row.urls
        archived = row.line("archived")
        if names or archived or clipping.is_sourced:
            yield Source(
                clipping.language,
                next(iter(names), clipping.publisher),
                clipping.published,
                clipping.url,
                clipping.title,
                archived,
            )
        of_each = len(names) == len(urls)
        for place, name in enumerate(names[1:], 1):
            url = urls[place] if of_each else ""
            yield Source(row.language(), name, clipping.published, url)
        for url in () if of_each else urls[1:]:
            told = self.conventions.complete(Clipping(url=url, published=clipping.published))
            yield told.source()

    def unnamed(self) -> list[str]:
        """Return what is told of the columns without heading that something stands in."""
        return [
            f"Column {place + 1} has no heading and is not taken: line {line}."
            for place, line in sorted(self.nameless.items())
        ]

    def refuse(self) -> None:
        """Raise InvalidInput if something is wrong with rows, telling all of it."""
        day_first = self.conventions.day_first
        self.orders.refuse_mixed(self.columns, day_first)
        if self.unknown:
            raise self.conventions.unknown(self.unknown)
        told = []
        if self.unplaced:
            told.append(f"No section{on_lines(self.unplaced)}. Give --section KEY.")
        if self.untold:
            told.append(f"Neither text nor title{on_lines(self.untold)}.")
        if self.undated:
            cure = "Give --date DATE for those without one"
            if not {"date", "published"} & self.columns.taken.keys():
                cure += ", or say which column has it: --map date=COLUMN"
                if left := self.columns.left:
                    cure += f". Not taken are: {', '.join(left[:_MOST_LEFT])}"
            told.append(f"No date{on_lines(self.undated)}. {cure}.")
        told += self.wrong[:MOST]
        if len(self.wrong) > MOST:
            told.append(f"And {len(self.wrong) - MOST} more such lines.")
        told += self.orders.told(self.columns, day_first)
        if told:
            raise InvalidInput(" ".join(told))


def _cleaned(cells: Sequence[Value]) -> tuple[list[Value], int]:
    """Return `cells` with their texts as `clean` has them, and how many characters went."""
    found: list[Value] = []
    removed = 0
    for cell in cells:
        if isinstance(cell, str):
            text, count = clean(_FORMULA.sub(r"\g<text>", cell))
            found.append(text.strip())
            removed += count
        elif isinstance(cell, tuple):
            pairs = [clean(each) for each in cell]
            found.append(tuple(text.strip() for text, _ in pairs if text.strip()))
            removed += sum(count for _, count in pairs)
        else:
            found.append(cell)
    return found, removed
