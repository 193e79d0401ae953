"""The tracker page: an archive as a folder of static pages, feeds and data.

    index.html                      overview, figures, recent developments in their sections
    developments/2505-k7fq3m.html   one development, its permanent address
    months/2025-05.html  issues/12.html  tags/chips.html
    feed.xml  feed.json  developments.csv  developments.json  sitemap.xml  robots.txt
    assets/                         style sheet, script, search data

Links are relative, so that the folder can be read from a disk and moved. Only the index and the
feeds know what day it is. The templates are in `templates/site`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aiwatch.domain.development import Development
from aiwatch.domain.issue import Issue

if TYPE_CHECKING:
    from aiwatch.domain.graphics import Graphics


@dataclass(frozen=True)
class Site:
    """What the pages tell: the archive's `title`, `overview` (Markdown) and `sections` (key to
    title, in order), as of `day`; all `developments`, newest first, without what is not for the
    public (comments, who logged them); the `issues`, lowest number first, and by id in which of
    them each was `carried`; the figures. `address` is where the folder will be published,
    `https://example.org/ai/`, empty if that is not known."""

    title: str
    address: str
    day: date
    overview: str
    sections: Mapping[str, str]
    developments: Sequence[Development]
    issues: Sequence[Issue]
    carried: Mapping[str, tuple[int, ...]]
    graphics: Graphics

    def section(self, key: str) -> str:
        """Return the title of the section `key`; the key of one that is not configured."""
        return self.sections.get(key, key)


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each file of `site`: its path in the folder, with `/`, and its bytes. The same site
    gives the same files."""
    from aiwatch.writers.site.feeds import feeds
    from aiwatch.writers.site.pages import pages

    written = []
    for path, content in pages(site):
        written.append(path)
        yield path, content
    yield from feeds(site, [path for path in written if path.endswith(".html")])
