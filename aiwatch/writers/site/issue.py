"""The page of an issue: the briefing as it was published."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from markupsafe import Markup

from aiwatch.domain.briefing import Briefing, extent, late_told
from aiwatch.domain.corrections import correction_told
from aiwatch.domain.dashboard import silence_told
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.issue import Issue
from aiwatch.domain.text import visible
from aiwatch.writers.charts import issue_charts
from aiwatch.writers.html_note import isolated
from aiwatch.writers.hypertext import words
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue
from aiwatch.writers.site.lists import Section, neighbours, one_line
from aiwatch.writers.site.metadata import list_metadata
from aiwatch.writers.site.paths import development_path, issue_path
from aiwatch.writers.site.template import page
from aiwatch.writers.site.view import Item, Link, item
from aiwatch.writers.summary import summary, takeaways


def issue_pages(site: Site, found: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Yield the page of each issue: its path in the folder and its bytes."""
    from aiwatch.writers.site.index import overview

    there = {development.id for development in site.developments}
    between = neighbours(
        Link(issue_path(issue.number), Markup(_name(issue))) for issue in site.issues
    )
    for issue, (older, newer) in zip(site.issues, between, strict=True):
        briefing, path = issue.briefing, issue_path(issue.number)
        name = _name(issue)
        yield (
            path,
            page(
                "issue.html",
                site,
                found,
                path,
                name,
                list_metadata(site, path, name, list(_with_pages(briefing, there))),
                title=one_line(briefing.title),
                date=briefing.day.isoformat(),
                day=show_day(briefing.day),
                extent=extent(briefing),
                overview=overview(briefing.overview),
                takeaways=list(_takeaways(briefing)),
                charts=issue_charts(briefing.dashboard) if briefing.dashboard else [],
                silences=_silences(briefing),
                corrections=list(_corrections(briefing, there)),
                sections=list(_sections(briefing, there)),
                newer=newer,
                older=older,
            ),
        )


def issue_link(issue: Issue) -> Link:
    """Return the link to the page of `issue`, and what it covers."""
    briefing = issue.briefing
    shown = Markup("{}: {}").format(_name(issue), one_line(briefing.title))
    return Link(issue_path(issue.number), shown, extent(replace(briefing, number=None)))


def _name(issue: Issue) -> str:
    return f"Issue {issue.number}, {show_day(issue.briefing.day)}"


def _takeaways(briefing: Briefing) -> Iterator[Markup]:
    return map(isolated, takeaways(briefing) if briefing.takeaways else ())


def _silences(briefing: Briefing) -> list[Markup]:
    silences = briefing.dashboard.silences if briefing.dashboard else ()
    return [words(visible(silence_told(silence))) for silence in silences]


def _with_pages(briefing: Briefing, there: Collection[str]) -> Iterator[Development]:
    """Yield the developments of `briefing` that still have a page."""
    for section in briefing.sections:
        yield from (each for each in section.developments if each.id in there)


def _sections(briefing: Briefing, there: Collection[str]) -> Iterator[Section]:
    taken: set[str] = set()
    for number, section in enumerate(briefing.sections, 1):
        items = []
        for each in section.developments:
            told = _as_told(each, there, late_told(each) if each.id in briefing.late else "")
            items.append(told._replace(id="") if told.id in taken else told)
            taken.add(told.id)
        yield Section(f"section-{number}", one_line(section.title), items)


def _corrections(
    briefing: Briefing, there: Collection[str]
) -> Iterator[tuple[str, Item | None, Markup]]:
    """Yield what is told of each, the development as it is now, and, if there is none any more,
    what it came to."""
    for correction in briefing.corrections:
        now = _as_told(correction.now, there) if correction.now else None
        told = now._replace(id="") if now else None
        yield correction_told(correction), told, words(summary(correction.carried))


def _as_told(development: Development, there: Collection[str], mark: str = "") -> Item:
    """Return `development` as an issue told it, linked to its page if it still has one."""
    path = development_path(development.id) if development.id in there else ""
    return item(development, (), path, mark)
