"""The charts of a graphics dashboard for a page: each a drawing, and a table of what it shows."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dates import show_day
from aiwatch.domain.graphics import Graphics
from aiwatch.domain.text import visible
from aiwatch.writers.hypertext import words
from aiwatch.writers.svg import calendar_chart, chart


class Chart(NamedTuple):
    """A chart as its template unpacks it: its name, its title, the drawing (SVG), and its data:
    the heads of the columns, and rows of a label and counts."""

    name: str
    title: str
    drawing: Markup
    heads: list[Markup]
    rows: list[tuple[Markup, tuple[int, ...]]]


def charts(graphics: Graphics) -> Iterator[Chart]:
    """Yield the charts of `graphics` in their order, the calendar, if it has anything, last."""
    for name, figure in graphics.figures.items():
        heads = [words(visible(series)) if series else Markup("Count") for series in figure.series]
        rows = [(words(visible(bar.label)), bar.counts) for bar in figure.bars]
        # Our own templates escape what stands in the drawing.
        yield Chart(name, figure.title, Markup(chart(name, figure)), heads, rows)
    calendar = graphics.calendar
    if calendar.counts:
        days: list[tuple[Markup, tuple[int, ...]]]
        days = [(Markup(show_day(day)), (count,)) for day, count in calendar.counts.items()]
        drawing = Markup(calendar_chart(calendar))
        yield Chart("calendar", "Developments by day", drawing, [Markup("Count")], days)
