"""Subscriptions for a terminal, drawn by Rich: a table, below each feed what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.entry import Feed
from aiwatch.domain.text import first_sentence
from aiwatch.writers.cells import display_width, pad, truncate
from aiwatch.writers.styling import ACCENT, MARK, QUIET, isolated, line
from aiwatch.writers.summary import one_line

_PLAIN = Style()
_GAP = "  "
_HEADS = ("", "Feed", "Address", "Section", "Asked")
_NARROWEST = 16


class FeedTable:
    """What `console.print` draws feeds with, by their numbers: title, address, section and the day
    (ISO 8601, local time) each was asked last; on a line of its own the problem of one that
    failed, without its cure, which would be cut off."""

    def __init__(self, feeds: Mapping[int, Feed], days: Sequence[str]) -> None:
        self.feeds = feeds
        self.days = days

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _table(self.feeds, self.days, options.max_width)


def _table(feeds: Mapping[int, Feed], days: Sequence[str], width: int) -> Iterator[Text]:
    rows = [
        (str(number), one_line(feed.title), one_line(_address(feed)), feed.section, day)
        for (number, feed), day in zip(feeds.items(), days, strict=True)
    ]
    widths = [max(map(display_width, column)) for column in zip(_HEADS, *rows, strict=True)]
    fixed = widths[0] + widths[3] + widths[4] + 4 * len(_GAP)
    left = max(width - fixed, 2 * _NARROWEST)
    widths[1] = min(widths[1], max(left // 2, left - widths[2]))
    widths[2] = min(widths[2], left - widths[1])
    yield line((_row(_HEADS, widths), QUIET))
    for row, feed in zip(rows, feeds.values(), strict=True):
        number, rest = row[0].rjust(widths[0]), _row(row[1:], widths[1:])
        yield line((number, ACCENT), (_GAP + isolated(rest), _PLAIN))
        if feed.problem:
            indent = " " * (widths[0] + len(_GAP))
            room = max(width - len(indent), _NARROWEST)
            problem = truncate(first_sentence(one_line(feed.problem)), room)
            yield line((indent + isolated(problem), MARK))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return _GAP.join(pad(truncate(cell, wide), wide) for cell, wide in pairs).rstrip()


def _address(feed: Feed) -> str:
    return feed.url.partition("://")[2].removeprefix("www.") or feed.url
