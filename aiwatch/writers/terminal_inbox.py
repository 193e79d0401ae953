"""The inbox for a terminal, drawn by Rich: a table of what waits, and one entry in full."""

from collections.abc import Iterator, Sequence

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

_TITLE, _NARROWEST = 4, 30
"""The column that is cut last, and the fewest cells for it: publisher, then section, then date are
left out to have them."""

_LABEL = 11
"""How many cells the names of the fields take, with the space after them."""


class InboxTable:
    """What `console.print` draws entries with, each with the section suggested for it; one line
    each."""

    def __init__(self, entries: Sequence[tuple[Entry, str]]) -> None:
        self.entries = entries

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _table(self.entries, options.max_width)


class EntryCard:
    """What `console.print` draws `entry` with, in full. `suggested` are the reasons of what is
    suggested for it, `alike` what it looks like, in words."""

    def __init__(self, entry: Entry, suggested: Sequence[str], alike: Sequence[str]) -> None:
        self.entry = entry
        self.suggested = suggested
        self.alike = alike

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, MEASURE)
        clipping = self.entry.clipping
        if title := visible(clipping.title).strip():
            yield from styled_lines([[(title, STRONG)]], width)
        for paragraph in paragraphs(visible(clipping.summary)):
            yield line()
            yield from styled_lines([[(paragraph, _PLAIN)]], width)
        yield line()
        for label, value in fields(self.entry, self.suggested, self.alike):
            if label == "title":
                continue
            style = link_style(value, ACCENT) if label == "url" else _PLAIN
            parts: list[Part] = [(one_line(value), style)]
            lines = styled_lines([parts], width - _LABEL)
            yield from hang(lines, line((label.capitalize().ljust(_LABEL), QUIET)), _LABEL)


def _table(entries: Sequence[tuple[Entry, str]], width: int) -> Iterator[Text]:
    rows = [tuple(map(one_line, _cells(entry, section))) for entry, section in entries]
    widths = [max(map(display_width, column)) for column in zip(_HEADS, *rows, strict=True)]
    widths = [min(wide, most) if most else wide for wide, most in zip(widths, _MOST, strict=True)]
    left_out: list[int] = []
    for column in (3, 2, 1, -1):
        shown = [place for place in range(len(_HEADS)) if place not in left_out]
        others = sum(widths[place] + len(_GAP) for place in shown if place != _TITLE)
        if column == -1 or width - others >= min(_NARROWEST, widths[_TITLE]):
            break
        left_out.append(column)
    widths[_TITLE] = max(1, min(widths[_TITLE], width - others))
    yield line((_GAP.join(pad(_HEADS[place], widths[place]) for place in shown).rstrip(), QUIET))
    for row in rows:
        cells = [pad(truncate(row[place], widths[place]), widths[place]) for place in shown]
        cells[-1] = cells[-1].rstrip()
        head, *rest = map(isolated, cells)
        yield line((head, ACCENT), *((_GAP + cell, _PLAIN) for cell in rest))


def _cells(entry: Entry, section: str) -> tuple[str, ...]:
    published = entry.clipping.published
    day = published.isoformat() if published else "no date"
    return entry.id, day, section, from_whom(entry), title_of(entry)
