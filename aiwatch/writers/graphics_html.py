"""The graphics dashboard as a page of its own: the charts, each with the table of its counts."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aiwatch.domain.dashboard import silence_told
from aiwatch.domain.dates import show_period
from aiwatch.domain.graphics import Graphics, count_told
from aiwatch.domain.text import visible
from aiwatch.writers.charts import charts
from aiwatch.writers.hypertext import words
from aiwatch.writers.summary import heading
from aiwatch.writers.svg import css


def write(graphics: Graphics, title: str) -> str:
    """Return `graphics` under `title` as an HTML document that needs no other file."""
    environment = Environment(
        loader=PackageLoader("aiwatch", "templates/html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = heading(title)
    filled = {
        "title": shown,
        "heading": words(shown),
        "period": show_period(graphics.period),
        "told": f"{count_told(graphics)}.",
        "charts": charts(graphics),
        "silences": [words(visible(silence_told(silence))) for silence in graphics.silences],
        # A style sheet has no entities; ours has nothing of an archive in it.
        "css": Markup(css()),
    }
    return environment.get_template("dashboard.html").render(filled) + "\n"
