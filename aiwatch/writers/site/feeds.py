"""The files of a site that are for programs: feeds, data, search data, sitemap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aiwatch.writers.site.atom import atom
from aiwatch.writers.site.data import developments_csv, developments_json
from aiwatch.writers.site.json_feed import json_feed
from aiwatch.writers.site.search_data import search_data
from aiwatch.writers.site.sitemap import robots, sitemaps

if TYPE_CHECKING:
    from aiwatch.writers.site import Site


def feeds(site: Site, pages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each such file of `site`, whose pages are at the paths `pages`: its path in the folder
    and its bytes."""
    yield "feed.xml", atom(site)
    yield "feed.json", json_feed(site)
    yield "developments.csv", developments_csv(site)
    yield "developments.json", developments_json(site)
    yield "assets/search.js", search_data(site)
    yield from sitemaps(site, pages)
    yield "robots.txt", robots(site)
