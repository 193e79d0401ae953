"""The dashboard in Word: a table a figure, its bars as shaded cells beside their numbers."""

from typing import Any

from aiwatch.domain.dashboard import Bar, Dashboard, Figure, silence_told
from aiwatch.domain.text import visible
from aiwatch.writers.word_body import Body, Run, element
from aiwatch.writers.word_package import TEXT_WIDTH

_STEPS = 40  # how many cells a bar can take
_NUMBER_WIDTH = 1180
_LABEL_WIDTH = 2500
_MOST_SERIES = 4

# What a series is shaded with, and the letters on it; told apart in greys, too.
_SHADES = (
    ("1B4F72", "FFFFFF"),
    ("A9C7DD", "1F2933"),
    ("5D8AA8", "FFFFFF"),
    ("D8DEE4", "1F2933"),
)


def add_figures(body: Body, dashboard: Dashboard) -> None:
    """Add the figures and silences of `dashboard` to `body`."""
    for figure in dashboard.figures:
        body.paragraph("Heading2", [Run(figure.title)])
        body.append(_table(body, figure))
    if dashboard.silences:
        body.paragraph("Heading2", [Run("Silences")])
        for silence in dashboard.silences:
            body.paragraph("ListBullet", [Run(silence_told(silence))])
    elif dashboard.figures:
        body.paragraph("FigureText", [])  # Word wants a paragraph after a table


def segments(bar: Bar, most: int) -> list[int]:
    """Return how many of the steps each count of `bar` takes where the longest bar has all of
    them: one at least, unless the count is 0."""
    taken = [max(1, round(count / most * _STEPS)) if count else 0 for count in bar.counts]
    while sum(taken) > _STEPS:
        taken[taken.index(max(taken))] -= 1
    return taken


def _table(body: Body, figure: Figure) -> Any:
    """Return the table of `figure`: a row a bar, with its label, the bar, and a number a series.
    Of very many series, the bar has the total, and the label what it is made of."""
    named = len(figure.series) > 1
    single = len(figure.series) > _MOST_SERIES
    numbers = len(figure.series) if named and not single else 1
    step = (TEXT_WIDTH - _LABEL_WIDTH - numbers * _NUMBER_WIDTH) // _STEPS
    label = TEXT_WIDTH - numbers * _NUMBER_WIDTH - step * _STEPS
    widths = [label, *[step] * _STEPS, *[_NUMBER_WIDTH] * numbers]
    rows = [_head(body, figure, label, step)] if named and not single else []
    for bar in figure.bars:
        parts = zip(figure.series, bar.counts, strict=True)
        made_of = ", ".join(f"{name} {count}" for name, count in parts if count) if single else ""
        shown = Bar(bar.label, (bar.total,)) if single else bar
        rows.append(_row(body, shown, made_of, figure.most, label, step))
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("tblBorders", element("insideH", val="single", sz=24, space=0, color="FFFFFF")),
            element("tblLayout", type="fixed"),
            element(
                "tblCellMar",
                element("left", w=60, type="dxa"),
                element("right", w=60, type="dxa"),
            ),
            element("tblCaption", val=visible(figure.title)),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *rows,
    )


def _head(body: Body, figure: Figure, label: int, step: int) -> Any:
    cells = [_cell(label, body.inline("FigureText", []))]
    cells.append(_cell(step * _STEPS, body.inline("FigureText", []), span=_STEPS))
    for number, name in enumerate(figure.series):
        fill, ink = _SHADES[number]
        title = body.inline("FigureText", [Run(name, strong=True)])
        _centred(title)
        for properties in title.iter("{*}rPr"):
            properties.append(element("color", val=ink))
        cells.append(_cell(_NUMBER_WIDTH, title, fill=fill))
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)


def _row(body: Body, bar: Bar, made_of: str, most: int, label: int, step: int) -> Any:
    words = [Run(bar.label)]
    if made_of:
        words.append(Run(f"\n{made_of}", "SourceNote"))
    cells = [_cell(label, body.inline("FigureText", words))]
    taken = segments(bar, most)
    for number, steps in enumerate(taken):
        if steps:
            empty = body.inline("FigureText", [])
            cells.append(_cell(step * steps, empty, span=steps, fill=_SHADES[number][0]))
    if rest := _STEPS - sum(taken):
        cells.append(_cell(step * rest, body.inline("FigureText", []), span=rest))
    for count in bar.counts:
        number_shown = body.inline("FigureText", [Run(str(count))])
        _centred(number_shown)
        cells.append(_cell(_NUMBER_WIDTH, number_shown))
    return element("tr", element("trPr", element("cantSplit")), *cells)


def _cell(width: int, paragraph: Any, *, span: int = 1, fill: str = "") -> Any:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=span))
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    properties.append(element("vAlign", val="center"))
    return element("tc", properties, paragraph)


def _centred(paragraph: Any) -> None:
    paragraph.find("{*}pPr").append(element("jc", val="center"))
