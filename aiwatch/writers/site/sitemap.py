"""What search engines read of a site: `sitemap.xml` (sitemaps.org, 0.9) and `robots.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from aiwatch.archive.record import show_instant
from aiwatch.writers.site.addresses import absolute
from aiwatch.writers.site.feed_entries import updated
from aiwatch.writers.site.paths import development_path
from aiwatch.writers.site.xml import document

if TYPE_CHECKING:
    from aiwatch.writers.site import Site

MOST = 50_000
"""How many addresses one sitemap may have."""


def sitemaps(site: Site, pages: Sequence[str], most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemaps of `pages`, the paths of the pages of `site`: one `sitemap.xml`, or, of
    more than `most` pages, several and an index of them. Without an address there is none."""
    if not site.address:
        return
    changed = {
        development_path(development.id): show_instant(updated(development))
        for development in site.developments
    }
    if len(pages) <= most:
        yield "sitemap.xml", _sitemap(site.address, pages, changed)
        return
    parts = []
    for number, start in enumerate(range(0, len(pages), most), 1):
        parts.append(f"sitemap-{number}.xml")
        yield parts[-1], _sitemap(site.address, pages[start : start + most], changed)
    yield "sitemap.xml", _written("sitemapindex", "sitemap", site.address, parts, {})


def robots(site: Site) -> bytes:
    """Return `robots.txt`: everything may be read, and where the sitemap is, if there is one."""
    sitemap = f"\nSitemap: {absolute(site.address, 'sitemap.xml')}\n" if site.address else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()


def _sitemap(base: str, pages: Sequence[str], changed: Mapping[str, str]) -> bytes:
    return _written("urlset", "url", base, pages, changed)


def _written(
    root: str, each: str, base: str, paths: Sequence[str], changed: Mapping[str, str]
) -> bytes:
    sitemap = Element(root, {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for path in paths:
        entry = SubElement(sitemap, each)
        SubElement(entry, "loc").text = absolute(base, path)
        if path in changed:
            SubElement(entry, "lastmod").text = changed[path]
    return document(sitemap)
