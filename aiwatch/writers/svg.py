"""Figures as SVG: small, without script, for a page of ours or as a file of its own.

Every colour is an attribute, for programs that know nothing else, and a class, which the style
sheet of the page (`css`) or of the file itself changes in the dark. The title and description are
read to who cannot see the drawing. The templates are in `templates/svg/`.
"""

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from aiwatch.domain.dashboard import Figure
from aiwatch.domain.dates import show_day
from aiwatch.domain.graphics import Calendar
from aiwatch.writers.svg_bars import bars
from aiwatch.writers.svg_calendar import drawing
from aiwatch.writers.svg_colours import LIGHT, css, dark_only
from aiwatch.writers.svg_columns import SIZE, WIDTH, columns
from aiwatch.writers.svg_words import escaped, marked, plain, shorten

__all__ = ["calendar_chart", "chart", "css"]

_TITLE = 30
"""How much room the title takes in a file of its own; on a page it is the page's heading."""
_NONE = "None in this period"
_TOLD = 6
"""How many series or bars the description tells of."""


def chart(name: str, figure: Figure, *, alone: bool = False) -> str:
    """Return `figure` as an SVG element whose ids have `name` in them: `time` and `languages` as
    columns over time (languages as shares of 100), any other as horizontal bars. It stands in a
    page that has `css()`, or, `alone`, in a file of its own with the title and dark colours in it.
    """
    top = _TITLE if alone else 0
    if name in ("time", "languages"):
        share = name == "languages"
        drawn: object = columns(figure, top, share=share)
        template, told = "columns.svg", _columns_told(figure)
    else:
        drawn = bars(figure, top)
        template, told = "bars.svg", _bars_told(figure)
    empty = "" if figure.most else _NONE
    return _filled(template, name, figure.title, told, drawn, empty, alone=alone)


def calendar_chart(calendar: Calendar, *, alone: bool = False) -> str:
    """Return the heat map of `calendar` as an SVG element, as `chart` does."""
    top = _TITLE if alone else 0
    counts = calendar.counts
    days = f"{show_day(calendar.first)} to {show_day(calendar.last)}"
    told = f"A square a day, {days}. {sum(counts.values()):,} on {len(counts):,} days"
    if counts:
        most = max(counts, key=lambda day: (counts[day], day))
        told += f"; most on {show_day(most)}: {counts[most]:,}"
    drawn = drawing(calendar, top)
    return _filled(
        "calendar.svg", "calendar", "Developments by day", f"{told}.", drawn, "", alone=alone
    )


def _filled(
    template: str, name: str, title: str, told: str, drawn: object, empty: str, *, alone: bool
) -> str:
    filled = {
        "name": "".join(letter for letter in name if letter.isascii() and letter.isalnum()),
        "title": escaped(shorten(plain(title), 40)),
        "heading": marked(shorten(plain(title), WIDTH / 17)),
        "told": escaped(told),
        "drawn": drawn,
        "empty": empty,
        "alone": alone,
        "colours": LIGHT,
        "width": WIDTH,
        "size": SIZE,
        "sheet": "",
    }
    ready = _template(template)
    if alone:
        filled["sheet"] = dark_only(ready.render(filled))
    return ready.render(filled)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("aiwatch", "templates/svg"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["n"] = _rounded
    return environment.get_template(name)


def _rounded(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _columns_told(figure: Figure) -> str:
    """Return the description of columns: from when to when, how many of each, the most."""
    if not figure.bars:
        return f"{_NONE}."
    first, last = figure.bars[0], figure.bars[-1]
    span = _short(first.label) + (f" to {_short(last.label)}" if last is not first else "")
    sums = [sum(counts) for counts in zip(*(bar.counts for bar in figure.bars), strict=True)]
    pairs = list(zip(figure.series, sums, strict=True))
    named = ", ".join(f"{_short(name)} {count:,}".strip() for name, count in pairs[:_TOLD])
    most = max(figure.bars, key=lambda bar: bar.total)
    peak = f" Most in {_short(most.label)}: {most.total:,}." if figure.most else ""
    return f"Columns, {span}. {named}{_and_more(len(pairs))}.{peak}"


def _bars_told(figure: Figure) -> str:
    """Return the description of bars: each with its counts, as far as they are few."""
    if not figure.bars:
        return f"{_NONE}."
    named = "; ".join(
        f"{_short(bar.label)}: {_of_series(figure.series, bar.counts)}"
        for bar in figure.bars[:_TOLD]
    )
    return f"Bars. {named}{_and_more(len(figure.bars))}."


def _short(name: str) -> str:
    return shorten(plain(name), 20)


def _and_more(number: int) -> str:
    return f"; and {number - _TOLD} more" if number > _TOLD else ""


def _of_series(names: Iterable[str], counts: Iterable[int]) -> str:
    pairs = zip(names, counts, strict=True)
    return ", ".join(f"{_short(name).lower()} {count:,}".strip() for name, count in pairs)
