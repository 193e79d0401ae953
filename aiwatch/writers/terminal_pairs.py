"""Pairs of developments that look like one story, for a terminal, drawn by Rich."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style

from aiwatch.domain.development import Development
from aiwatch.writers.cells import truncate
from aiwatch.writers.styling import ACCENT, QUIET, isolated, line
from aiwatch.writers.summary import summary

_GAP = "  "


class PairTable:
    """What `console.print` draws pairs with: for each what is alike, and below it a line for each
    of the two, with id, date and what happened."""

    def __init__(self, pairs: Sequence[tuple[Development, Development, str]]) -> None:
        self.pairs = pairs

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for index, (one, other, alike) in enumerate(self.pairs):
            if index:
                yield line()
            yield line((alike[:1].upper() + alike[1:], QUIET))
            for development in (one, other):
                day = development.date.isoformat()
                room = max(10, options.max_width - len(development.id) - len(day) - 2 * len(_GAP))
                yield line(
                    (development.id, ACCENT),
                    (f"{_GAP}{day}{_GAP}", QUIET),
                    (isolated(truncate(summary(development), room)), Style()),
                )
