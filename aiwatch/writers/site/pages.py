"""The pages of the site, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.script import turns
from aiwatch.writers.html_note import isolated
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue, Tag, catalogue, related
from aiwatch.writers.site.index import index
from aiwatch.writers.site.issue import issue_pages
from aiwatch.writers.site.lists import count_told, month_link, neighbours, one_line, sections
from aiwatch.writers.site.metadata import development_metadata, list_metadata
from aiwatch.writers.site.paths import development_path, issue_path
from aiwatch.writers.site.template import asset, page
from aiwatch.writers.site.view import Link, full_source, heading, line, tag_link
from aiwatch.writers.summary import summary
from aiwatch.writers.svg import css

_TOGETHER = 8


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each page and asset: its path in the folder and its bytes."""
    found = catalogue(site.developments)
    yield "assets/site.css", asset("site.css") + css().encode()
    yield "assets/site.js", asset("site.js")
    yield "assets/icon.svg", asset("icon.svg")
    yield "index.html", index(site, found)
    yield from _developments(site, found)
    yield from _months(site, found)
    yield from _tags(site, found)
    yield from issue_pages(site, found)


def _developments(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    links = (
        Link(development_path(each.id), isolated(summary(each))) for each in found.developments
    )
    for each, (newer, older), near in zip(
        found.developments, neighbours(links), related(found), strict=True
    ):
        path = development_path(each.id)
        yield path, _development(site, found, each, near, newer, older)


def _development(
    site: Site,
    found: Catalogue,
    development: Development,
    near: list[Development],
    newer: Link | None,
    older: Link | None,
) -> bytes:
    title, paragraphs = heading(development)
    return page(
        "development.html",
        site,
        found,
        development_path(development.id),
        summary(development),
        development_metadata(site, development),
        title=title,
        is_sentence=not development.headline.strip(),
        paragraphs=paragraphs,
        direction=turns(development.text) or turns(development.headline),
        date=development.date.isoformat(),
        day=show_day(development.date),
        month=month_link([development]),
        section=one_line(site.section(development.section)),
        sources=[full_source(source) for source in development.sources],
        tags=[tag_link(tag) for tag in found.tags_of(development)],
        issues=[(issue_path(number), number) for number in site.carried.get(development.id, ())],
        related=[line(other, site.section) for other in near],
        newer=newer,
        older=older,
    )


def _months(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    links = [month_link(developments) for developments in found.months.values()]
    for here, (newer, older), developments in zip(
        links, neighbours(links), found.months.values(), strict=True
    ):
        filled = page(
            "month.html",
            site,
            found,
            here.path,
            str(here.shown),
            list_metadata(site, here.path, str(here.shown), developments),
            title=here.shown,
            count=count_told(len(developments)),
            sections=sections(site, found, developments),
            newer=newer,
            older=older,
        )
        yield here.path, filled


def _tags(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    for tag in found.tags.values():
        lines = (line(development, site.section) for development in tag.developments)
        filled = page(
            "tag.html",
            site,
            found,
            tag.path,
            tag.name,
            list_metadata(site, tag.path, tag.name, tag.developments),
            title=isolated(tag.name),
            count=count_told(len(tag.developments)),
            years=[(year, list(of)) for year, of in groupby(lines, lambda each: each.date[:4])],
            together=[tag_link(other) for other in _together(tag, found)],
        )
        yield tag.path, filled


def _together(tag: Tag, found: Catalogue) -> list[Tag]:
    """Return the tags that most often stand beside `tag`."""
    counts: dict[str, int] = {}
    by_path: dict[str, Tag] = {}
    for development in tag.developments:
        for other in found.tags_of(development):
            counts[other.path] = counts.get(other.path, 0) + 1
            by_path[other.path] = other
    del counts[tag.path]
    most = sorted(counts, key=lambda path: (-counts[path], path))
    return [by_path[path] for path in most[:_TOGETHER]]
