"""The pages of the site, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files as resources
from itertools import pairwise
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aiwatch.domain.briefing import extent, late_told
from aiwatch.domain.corrections import correction_told
from aiwatch.domain.dates import MONTHS, show_day
from aiwatch.domain.development import Development, language_label
from aiwatch.domain.issue import Issue
from aiwatch.domain.text import visible
from aiwatch.writers.html_note import isolated
from aiwatch.writers.hypertext import turns, words
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue, Tag, catalogue, related
from aiwatch.writers.site.metadata import development_metadata, list_metadata
from aiwatch.writers.site.paths import development_path, issue_path, month_path
from aiwatch.writers.site.view import Item, Link, full_source, heading, item, line, tag_link
from aiwatch.writers.summary import one_line, summary

LATEST = 200
"""How many developments the index has; older ones are on the pages of their months."""

ASSETS = ("site.css", "site.js")


class Section(NamedTuple):
    """A section of a page as its template unpacks it."""

    anchor: str
    title: Markup
    items: list[Item]


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each page and asset: its path in the folder and its bytes."""
    found = catalogue(site.developments)
    for name in ASSETS:
        yield f"assets/{name}", _asset(name)
    yield "index.html", _index(site, found)
    yield from _developments(site, found)
    yield from _months(site, found)
    yield from _tags(site, found)
    yield from _issues(site, found)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("aiwatch", "templates/site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> bytes:
    return (resources("aiwatch") / "templates" / "site" / "assets" / name).read_bytes()


def _page(template: str, site: Site, path: str, title: str, **filled: Any) -> bytes:
    """Return a page: `path` is its own, `title` (plain text) the window's."""
    name = visible(" ".join(site.title.split()))
    html = (
        _environment()
        .get_template(template)
        .render(
            site_title=words(name),
            window_title=title if title == name else f"{title} – {name}",
            path=path,
            root="../" * path.count("/"),
            has_issues=bool(site.issues),
            **filled,
        )
    )
    return f"{html}\n".encode()


def _index(site: Site, found: Catalogue) -> bytes:
    latest = site.developments[:LATEST]
    return _page(
        "index.html",
        site,
        "index.html",
        visible(" ".join(site.title.split())),
        metadata=list_metadata(site, "index.html", site.title, site.developments),
        date=site.day.isoformat(),
        day=show_day(site.day),
        count=len(site.developments),
        overview=_overview(site.overview),
        sections=_sections(site, found, latest),
        older=len(site.developments) - len(latest),
        filters=_filters(site, found),
        months=_by_year(_month_links(found)),
        issues=[_issue_link(issue) for issue in reversed(site.issues)],
        tags=_tag_links(found),
    )


def _filters(site: Site, found: Catalogue) -> dict[str, Any]:
    """Return what the controls of the filter offer."""
    sources = [source for development in site.developments for source in development.sources]
    languages = sorted({source.language for source in sources if source.language})
    titles = {key: site.section(key) for key in _section_keys(site, site.developments)}
    return {
        "sections": [(visible(key), visible(title)) for key, title in titles.items()],
        "languages": [(language, language_label(language)) for language in languages],
        "tags": [tag.name for tag in found.tags.values()],
        "publishers": sorted({visible(s.publisher) for s in sources if s.publisher}),
    }


def _overview(markdown: str) -> Markup:
    if not markdown.strip():
        return Markup()
    from aiwatch.writers.html_overview import overview_html

    return overview_html(markdown, styled=False)


def _section_keys(site: Site, developments: Any) -> list[str]:
    there = {development.section for development in developments}
    others = sorted(there - {*site.sections})
    return [*(key for key in site.sections if key in there), *others]


def _sections(site: Site, found: Catalogue, developments: Any) -> list[Section]:
    """Return `developments` in their sections, in the order in which they come."""
    groups: dict[str, list[Item]] = {key: [] for key in _section_keys(site, developments)}
    for each in developments:
        groups[each.section].append(item(each, found.tags_of(each), development_path(each.id)))
    return [
        Section(f"section-{number}", _one_line(site.section(key)), items)
        for number, (key, items) in enumerate(groups.items(), 1)
    ]


def _one_line(text: str) -> Markup:
    return words(visible(" ".join(text.split())))


def _developments(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    all_of_them = found.developments
    for number, (each, near) in enumerate(zip(all_of_them, related(found), strict=True)):
        newer = all_of_them[number - 1] if number else None
        older = all_of_them[number + 1] if number + 1 < len(all_of_them) else None
        path = development_path(each.id)
        title, paragraphs = heading(each)
        yield (
            path,
            _page(
                "development.html",
                site,
                path,
                summary(each),
                metadata=development_metadata(site, each),
                title=title,
                paragraphs=paragraphs,
                direction=turns(each.text) or turns(each.headline),
                date=each.date.isoformat(),
                day=show_day(each.date),
                month=_month_link(each.date),
                section=_one_line(site.section(each.section)),
                sources=[full_source(source) for source in each.sources],
                tags=[tag_link(tag) for tag in found.tags_of(each)],
                issues=[Link(issue_path(n), Markup(n)) for n in site.carried.get(each.id, ())],
                related=[line(other, site.section) for other in near],
                newer=newer and line(newer, site.section),
                older=older and line(older, site.section),
            ),
        )


def _month_link(day: date, beside: str = "") -> Link:
    return Link(month_path(day), Markup(f"{MONTHS[day.month - 1]} {day.year}"), beside)


def _month_links(found: Catalogue) -> list[Link]:
    return [_month_link(items[0].date, f"{len(items)}") for items in found.months.values()]


def _by_year(months: list[Link]) -> dict[str, list[Link]]:
    years: dict[str, list[Link]] = {}
    for month in months:
        years.setdefault(month.path[7:11], []).append(month)
    return years


def _months(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    links = [None, *_month_links(found), None]
    for (newer, here), (_, older), items in zip(
        pairwise(links), pairwise(links[1:]), found.months.values(), strict=True
    ):
        assert here is not None
        page = _page(
            "month.html",
            site,
            here.path,
            str(here.shown),
            metadata=list_metadata(site, here.path, str(here.shown), items),
            title=here.shown,
            count=len(items),
            sections=_sections(site, found, items),
            newer=newer,
            older=older,
        )
        yield here.path, page


def _tag_links(found: Catalogue) -> list[Link]:
    return [
        tag_link(tag)._replace(beside=str(len(tag.developments))) for tag in found.tags.values()
    ]


def _tags(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    for tag in found.tags.values():
        years: dict[int, list[Any]] = {}
        for each in tag.developments:
            years.setdefault(each.date.year, []).append(line(each, site.section))
        page = _page(
            "tag.html",
            site,
            tag.path,
            tag.name,
            metadata=list_metadata(site, tag.path, tag.name, tag.developments),
            title=isolated(tag.name),
            count=len(tag.developments),
            years=years,
            together=[tag_link(other) for other in _together(tag, found)],
        )
        yield tag.path, page


def _together(tag: Tag, found: Catalogue) -> list[Tag]:
    """Return the tags that most often stand beside `tag`."""
    counts: dict[str, int] = {}
    for development in tag.developments:
        for other in found.tags_of(development):
            if other is not tag:
                counts[other.path] = counts.get(other.path, 0) + 1
    by_path = {each.path: each for each in found.tags.values() if each.path in counts}
    return [by_path[path] for path in sorted(counts, key=lambda path: (-counts[path], path))[:8]]


def _issue_link(issue: Issue) -> Link:
    briefing = issue.briefing
    shown = f"{visible(' '.join(briefing.title.split()))}, {show_day(briefing.day)}"
    return Link(issue_path(issue.number), words(shown), extent(briefing))


def _issues(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    there = {development.id for development in site.developments}
    links = [None, *(_issue_link(issue) for issue in site.issues), None]
    for issue, older, newer in zip(site.issues, links, links[2:], strict=False):
        briefing = issue.briefing
        path = issue_path(issue.number)
        name = f"Issue {issue.number}, {show_day(briefing.day)}"
        carried = [
            each
            for section in briefing.sections
            for each in section.developments
            if each.id in there
        ]
        corrections = [
            (
                correction_told(change),
                change.now and _as_told(change.now, there, found),
                words(one_line(summary(change.carried))),
            )
            for change in briefing.corrections
        ]
        sections = [
            Section(
                f"section-{number}",
                _one_line(section.title),
                [
                    _as_told(
                        each, there, found, late_told(each) if each.id in briefing.late else ""
                    )
                    for each in section.developments
                ],
            )
            for number, section in enumerate(briefing.sections, 1)
        ]
        page = _page(
            "issue.html",
            site,
            path,
            name,
            metadata=list_metadata(site, path, name, carried),
            title=_one_line(briefing.title),
            date=briefing.day.isoformat(),
            day=show_day(briefing.day),
            extent=extent(briefing),
            overview=_overview(briefing.overview),
            corrections=corrections,
            sections=sections,
            newer=newer,
            older=older,
        )
        yield path, page


def _as_told(each: Development, there: Any, found: Catalogue, mark: str = "") -> Item:
    """Return a development as an issue told it, linked to its page if there still is one, without
    tags that no other has any more."""
    path = development_path(each.id) if each.id in there else ""
    return item(each, (), path, mark)
