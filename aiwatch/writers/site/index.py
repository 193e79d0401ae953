"""The index: overview, figures, the latest developments, and what leads to all others."""

from itertools import groupby
from typing import Any

from markupsafe import Markup

from aiwatch.domain import graphics
from aiwatch.domain.dashboard import silence_told
from aiwatch.domain.dates import show_day, show_period
from aiwatch.domain.development import language_label
from aiwatch.domain.text import visible
from aiwatch.writers.charts import charts
from aiwatch.writers.hypertext import words
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue
from aiwatch.writers.site.issue import issue_link
from aiwatch.writers.site.lists import count_told, month_link, section_keys, sections
from aiwatch.writers.site.metadata import list_metadata
from aiwatch.writers.site.template import page
from aiwatch.writers.site.view import tag_link

LATEST = 200
"""How many developments the index has; older ones are on the pages of their months."""


def index(site: Site, found: Catalogue) -> bytes:
    """Return the page that stands at the top of the folder."""
    latest = site.developments[:LATEST]
    figures = site.graphics
    months = [month_link(developments) for developments in found.months.values()]
    tags = [
        tag_link(tag)._replace(beside=f"{len(tag.developments):,}") for tag in found.tags.values()
    ]
    return page(
        "index.html",
        site,
        found,
        "index.html",
        "",
        list_metadata(site, "index.html", site.title, site.developments),
        date=site.day.isoformat(),
        day=show_day(site.day),
        count=count_told(len(site.developments)),
        overview=overview(site.overview),
        charts=charts(figures),
        charts_told=f"{show_period(figures.period)}: {graphics.count_told(figures)}.",
        silences=[words(visible(silence_told(silence))) for silence in figures.silences],
        sections=sections(site, found, latest),
        older=_older(len(site.developments) - len(latest)),
        filters=_filters(site, found),
        months=[(year, list(of)) for year, of in groupby(months, lambda link: link.path[7:11])],
        tags=tags,
        issues=[issue_link(issue) for issue in reversed(site.issues)],
    )


def overview(markdown: str) -> Markup:
    """Return the overview as HTML for a page with a style sheet, its headings from h3 on."""
    if not markdown.strip():
        return Markup()
    from aiwatch.writers.html_overview import overview_html

    return overview_html(markdown, styled=False)


def _older(count: int) -> str:
    return f"{count:,} older {'one is' if count == 1 else 'ones are'}" if count else ""


def _filters(site: Site, found: Catalogue) -> dict[str, Any]:
    """Return what the controls of the filter offer."""
    sources = [source for development in site.developments for source in development.sources]
    languages = sorted({source.language for source in sources if source.language})
    keys = section_keys(site, site.developments)
    return {
        "sections": [(visible(key), visible(site.section(key))) for key in keys],
        "languages": [(language, language_label(language)) for language in languages],
        "tags": [tag.name for tag in found.tags.values()],
        "publishers": sorted({visible(s.publisher) for s in sources if s.publisher}),
    }
