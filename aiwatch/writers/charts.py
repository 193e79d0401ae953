"""The charts of a page: each a drawing, and a table of what it shows."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dashboard import Dashboard, Figure
from aiwatch.domain.dates import show_day
from aiwatch.domain.graphics import Calendar, Graphics
from aiwatch.domain.text import visible
from aiwatch.writers.html_note import isolated
from aiwatch.writers.svg import calendar_chart, chart


class Chart(NamedTuple):
    """A chart as its template unpacks it: its name, its title, the drawing (SVG), and its data:
    the heads of the columns, and rows of a label and counts."""

    name: str
    title: str
    drawing: Markup
    heads: list[Markup]
    rows: list[tuple[Markup, tuple[int, ...]]]


def charts(graphics: Graphics) -> list[Chart]:
    """Return the charts of `graphics`, in their order."""
    return list(_charts(graphics))


def issue_charts(dashboard: Dashboard) -> list[Chart]:
    """Return the charts of an issue's dashboard; the first, with sections, is over time."""
    return [
        _chart("time" if any(figure.series) and not number else f"bars{number}", figure)
        for number, figure in enumerate(dashboard.figures)
    ]


def _charts(graphics: Graphics) -> Iterator[Chart]:
    for name, figure in graphics.figures.items():
        yield _chart(name, figure)
    if graphics.calendar.counts:
        drawing = Markup(calendar_chart(graphics.calendar))
        heads = [Markup("Developments")]
        yield Chart("calendar", "Developments by day", drawing, heads, _days(graphics.calendar))


def _chart(name: str, figure: Figure) -> Chart:
    drawing = Markup(chart(name, figure))
    return Chart(name, visible(figure.title), drawing, _heads(figure), _rows(figure))


def _heads(figure: Figure) -> list[Markup]:
    return [isolated(visible(name)) if name else Markup("Count") for name in figure.series]


def _rows(figure: Figure) -> list[tuple[Markup, tuple[int, ...]]]:
    return [(isolated(visible(bar.label)), bar.counts) for bar in figure.bars]


def _days(calendar: Calendar) -> list[tuple[Markup, tuple[int, ...]]]:
    return [(Markup(show_day(day)), (count,)) for day, count in sorted(calendar.counts.items())]
