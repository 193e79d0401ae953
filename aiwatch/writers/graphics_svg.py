"""The graphics dashboard as SVG: a file a chart."""

from collections.abc import Iterator

from aiwatch.domain.graphics import Graphics
from aiwatch.writers.svg import calendar_chart, chart


def charts(graphics: Graphics) -> Iterator[tuple[str, str]]:
    """Yield the name and the file of each chart of `graphics`, the calendar last."""
    for name, figure in graphics.figures.items():
        yield name, chart(name, figure, alone=True)
    if graphics.calendar.counts:
        yield "calendar", calendar_chart(graphics.calendar, alone=True)
