"""The inbox for a terminal, drawn by Rich: a table of what waits, and one entry in full."""

from collections.abc import Collection, Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.entry import Entry
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.cells import display_width, pad, truncate
from aiwatch.writers.entry_card import fields, from_whom, title_of
from aiwatch.writers.styling import (
    ACCENT,
    MEASURE,
    QUIET,
    STRONG,
    TITLE,
    Part,
    hang,
    isolated,
    line,
    link_style,
    styled_lines,
)
from aiwatch.writers.summary import one_line

_PLAIN = Style()
_GAP = "  "
_HEADS = ("Id", "Date", "Section", "Publisher", "Title")
_MOST = (6, 10, 12, 22, 0)
"""The most cells of each column; 0 is what is left."""

_PUBLISHER, _TITLE = 3, 4
_NARROWEST, _SHORTEST = 28, 10
"""The fewest cells for a title: to have them the publisher is shortened, to no fewer than the
second number, else left out, and then section and date."""

_LABEL = 11
"""How many cells the names of the fields take, with the space after them."""


LIKE = "≈"
"""The mark of what looks like something logged."""


class InboxTable:
    """What `console.print` draws entries with, each with the section suggested for it; one line
    each, with a mark before the title of those with an id in `alike`."""

    def __init__(
        self, entries: Sequence[tuple[Entry, str]], alike: Collection[str] = frozenset()
    ) -> None:
        self.entries = entries
        self.alike = alike

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        mark = "~ " if options.ascii_only else f"{LIKE} "
        rows = [
            _cells(entry, section, mark * (entry.id in self.alike))
            for entry, section in self.entries
        ]
        yield from _table(rows, options.max_width)


class EntryCard:
    """What `console.print` draws `entry` with, in full. `suggested` are the reasons of what is
    suggested for it, `alike` what it looks like, in words."""

    def __init__(self, entry: Entry, suggested: Sequence[str], alike: Sequence[str]) -> None:
        self.entry = entry
        self.suggested = suggested
        self.alike = alike

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, MEASURE)
        told = list(fields(self.entry, self.suggested, self.alike))
        head: list[Part] = [(self.entry.id, TITLE), (f" {one_line(from_whom(self.entry))}", _PLAIN)]
        yield from styled_lines([head], width)
        yield line((("-" if options.ascii_only else "─") * width, ACCENT))
        yield from self._words(width)
        before = ""
        for name, value in told:
            if name == "title":
                continue
            style = link_style(value, ACCENT) if name == "url" else _PLAIN
            label = "" if name == before else name.capitalize()
            lines = styled_lines([[(one_line(value), style)]], width - _LABEL)
            yield from hang(lines, line((label.ljust(_LABEL), QUIET)), _LABEL)
            before = name

    def _words(self, width: int) -> Iterator[Text]:
        clipping = self.entry.clipping
        if title := visible(clipping.title).strip():
            yield from styled_lines([[(title, STRONG)]], width)
            yield line()
        for paragraph in paragraphs(visible(clipping.summary)):
            yield from styled_lines([[(paragraph, _PLAIN)]], width)
            yield line()


def _table(told: Sequence[Sequence[str]], width: int) -> Iterator[Text]:
    rows = [tuple(map(one_line, cells)) for cells in told]
    widths = [max(map(display_width, column)) for column in zip(_HEADS, *rows, strict=True)]
    widths = [min(wide, most) if most else wide for wide, most in zip(widths, _MOST, strict=True)]
    shown = list(range(len(_HEADS)))
    for column in (_PUBLISHER, 2, 1):
        others = sum(widths[place] + len(_GAP) for place in shown if place != _TITLE)
        lacking = others + min(_NARROWEST, widths[_TITLE]) - width
        if lacking <= 0:
            break
        if column == _PUBLISHER and widths[column] - lacking >= _SHORTEST:
            widths[column] -= lacking
            break
        shown.remove(column)
    others = sum(widths[place] + len(_GAP) for place in shown if place != _TITLE)
    widths[_TITLE] = max(1, min(widths[_TITLE], width - others))
    yield line((_GAP.join(pad(_HEADS[place], widths[place]) for place in shown).rstrip(), QUIET))
    for row in rows:
        cells = [pad(truncate(row[place], widths[place]), widths[place]) for place in shown]
        cells[-1] = cells[-1].rstrip()
        head, *rest = map(isolated, cells)
        yield line((head, ACCENT), *((_GAP + cell, _PLAIN) for cell in rest))


def _cells(entry: Entry, section: str, mark: str) -> tuple[str, ...]:
    published = entry.clipping.published
    day = published.isoformat() if published else "no date"
    return entry.id, day, section, from_whom(entry), mark + title_of(entry)
