"""The publisher register for a terminal, drawn by Rich: a table."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from aiwatch.domain.development import language_label
from aiwatch.domain.publishers import Publisher
from aiwatch.writers.cells import display_width, pad, truncate
from aiwatch.writers.styling import ACCENT, QUIET, isolated, line
from aiwatch.writers.summary import one_line

_PLAIN = Style()
_GAP = "  "
_HEADS = ("Domain", "Name", "Chinese", "", "Kind")
_MOST = (28, 0, 26, 2, 16)
"""The most cells of each column; 0 is what is left."""

_NARROWEST = 16
"""The fewest cells for a name; columns are left out, the last one first, to have them."""


class PublisherTable:
    """What `console.print` draws publishers with: domain, name with the short one, Chinese name,
    language, kind."""

    def __init__(self, publishers: Sequence[Publisher]) -> None:
        self.publishers = publishers

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _table(self.publishers, options.max_width)


def _table(publishers: Sequence[Publisher], width: int) -> Iterator[Text]:
    rows = [tuple(map(one_line, _cells(each))) for each in publishers]
    widths = [max(map(display_width, column)) for column in zip(_HEADS, *rows, strict=True)]
    widths = [min(wide, most) if most else wide for wide, most in zip(widths, _MOST, strict=True)]
    widths[0] = min(widths[0], width // 2)
    shown = [0, 1, 3, 2, 4]
    while True:
        others = sum(widths[place] + len(_GAP) for place in shown if place != 1)
        if width - others >= min(_NARROWEST, widths[1]) or len(shown) == 2:
            break
        shown.pop()
    shown.sort()
    widths[1] = max(1, min(widths[1], width - others))
    yield line((_GAP.join(pad(_HEADS[place], widths[place]) for place in shown).rstrip(), QUIET))
    for row in rows:
        cells = [pad(truncate(row[place], widths[place]), widths[place]) for place in shown]
        cells[-1] = cells[-1].rstrip()
        head, *rest = map(isolated, cells)
        yield line((head, ACCENT), *((_GAP + cell, _PLAIN) for cell in rest))


def _cells(publisher: Publisher) -> tuple[str, ...]:
    name = publisher.name
    if publisher.short:
        name += f" ({publisher.short})"
    language = language_label(publisher.language) if publisher.language else ""
    return publisher.domain, name, publisher.chinese, language, publisher.kind
