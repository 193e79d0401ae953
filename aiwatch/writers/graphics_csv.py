"""The graphics dashboard as CSV for spreadsheets: a count a row."""

import csv
import io
from collections.abc import Iterator

from aiwatch.domain.graphics import Graphics
from aiwatch.domain.text import visible
from aiwatch.writers.csv import defuse

_Row = tuple[str, str, str, int | str]


def write(graphics: Graphics, title: str) -> str:
    """Return the counts of `graphics` as CSV (RFC 4180, UTF-8 with a byte order mark, lines ending
    in CRLF) with the columns figure, label, series and count; `title` is not in it.

    A cell that a spreadsheet would run begins with `'`. A section that was silent all the time has
    no count.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(("figure", "label", "series", "count"))
    for figure, label, series, count in _rows(graphics):
        writer.writerow((figure, defuse(visible(label)), defuse(visible(series)), count))
    return out.getvalue()


def _rows(graphics: Graphics) -> Iterator[_Row]:
    period = f"{graphics.period.since.isoformat()}/{graphics.period.until.isoformat()}"
    yield "developments", period, "Now", graphics.count
    if graphics.before is not None:
        yield "developments", period, "Before", graphics.before
    for name, figure in graphics.figures.items():
        for bar in figure.bars:
            for series, count in zip(figure.series, bar.counts, strict=True):
                yield name, bar.label, series, count
    for silence in graphics.silences:
        yield "silences", silence.section, "days", "" if silence.days is None else silence.days
    for day, count in graphics.calendar.counts.items():
        yield "calendar", day.isoformat(), "", count
