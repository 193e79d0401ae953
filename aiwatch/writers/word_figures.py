"""The dashboard in Word: a table a figure, its bars beside their numbers.

A bar is made of block characters on a ground of their own colour: it is solid whatever the font,
an editor can change it, and a program that takes out the text still shows it.
"""

from typing import Any

from aiwatch.domain.dashboard import Bar, Dashboard, Figure, silence_told
from aiwatch.domain.text import visible
from aiwatch.writers.bars import shares
from aiwatch.writers.word_body import Body, Run, element
from aiwatch.writers.word_package import TEXT_WIDTH

_LABEL_WIDTH = 2900
_NUMBER_WIDTH = 1180
_BLOCK_WIDTH = 108  # of Courier New at the size of the style, in twips
_PADDING = 120
_MOST_SERIES = 4
_MOST_TOGETHER = 20  # how many rows are kept on one page

# How a series is drawn: its block, its colour, and that of letters on it. They are told apart in
# greys, and by the blocks where there is no colour.
_SHADES = (
    ("█", "1B4F72", "FFFFFF"),
    ("░", "A9C7DD", "1F2933"),
    ("▓", "5D8AA8", "FFFFFF"),
    ("▒", "D8DEE4", "1F2933"),
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


def _table(body: Body, figure: Figure) -> Any:
    """Return the table of `figure`: a row a bar, with its label, the bar, and a number a series.
    Of very many series, the bar has the total, and below it stands what it is made of."""
    single = len(figure.series) > _MOST_SERIES
    numbers = 1 if single else len(figure.series)
    bar_width = TEXT_WIDTH - _LABEL_WIDTH - numbers * _NUMBER_WIDTH
    widths = [_LABEL_WIDTH, bar_width, *[_NUMBER_WIDTH] * numbers]
    steps = (bar_width - _PADDING) // _BLOCK_WIDTH
    rows = [_head(body, figure, widths)] if numbers > 1 else []
    for bar in figure.bars:
        parts = zip(figure.series, bar.counts, strict=True)
        made_of = ", ".join(f"{name} {count}" for name, count in parts if count) if single else ""
        shown = Bar(bar.label, (bar.total,)) if single else bar
        rows.append(_row(body, shown, made_of, shares(shown.counts, figure.most, steps), widths))
    if len(rows) <= _MOST_TOGETHER:
        for row in rows[:-1]:
            row.find("{*}tc/{*}p/{*}pPr").append(element("keepNext"))
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("tblBorders", element("insideH", val="single", sz=18, space=0, color="FFFFFF")),
            element("tblLayout", type="fixed"),
            element(
                "tblCellMar",
                element("left", w=_PADDING // 2, type="dxa"),
                element("right", w=_PADDING // 2, type="dxa"),
            ),
            element("tblCaption", val=visible(figure.title)),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *rows,
    )


def _head(body: Body, figure: Figure, widths: list[int]) -> Any:
    cells = [_cell(width, body.inline("FigureText", [])) for width in widths[:2]]
    for name, width, (_, fill, ink) in zip(figure.series, widths[2:], _SHADES, strict=False):
        title = _centred(body.inline("FigureText", [Run(name, strong=True)]))
        for properties in title.iter("{*}rPr"):
            properties.append(element("color", val=ink))
        cells.append(_cell(width, title, fill))
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)


def _row(body: Body, bar: Bar, made_of: str, taken: list[int], widths: list[int]) -> Any:
    drawn = body.inline("FigureText", [Run(f"\n{made_of}", "SourceNote")] if made_of else [])
    blocks = [
        _blocks(block * length, colour)
        for length, (block, colour, _) in zip(taken, _SHADES, strict=False)
        if length
    ]
    drawn[1:1] = blocks  # behind its properties
    paragraphs = [body.inline("FigureText", [Run(bar.label)]), drawn]
    paragraphs += [_centred(body.inline("FigureText", [Run(str(count))])) for count in bar.counts]
    cells = map(_cell, widths, paragraphs)
    return element("tr", element("trPr", element("cantSplit")), *cells)


def _blocks(blocks: str, colour: str) -> Any:
    properties = element(
        "rPr",
        element("rStyle", val="FigureBar"),
        element("color", val=colour),
        element("shd", val="clear", color="auto", fill=colour),
    )
    return element("r", properties, element("t", text=blocks))


def _cell(width: int, paragraph: Any, fill: str = "") -> Any:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill))
    properties.append(element("vAlign", val="center"))
    return element("tc", properties, paragraph)


def _centred(paragraph: Any) -> Any:
    paragraph.find("{*}pPr").append(element("jc", val="center"))
    return paragraph
