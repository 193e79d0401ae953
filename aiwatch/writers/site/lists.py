"""Lists of a page: developments in their sections, neighbours, counts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dates import MONTHS
from aiwatch.domain.development import Development
from aiwatch.domain.text import counted
from aiwatch.writers.hypertext import words
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue
from aiwatch.writers.site.paths import development_path, month_path
from aiwatch.writers.site.view import Item, Link, item
from aiwatch.writers.summary import heading


class Section(NamedTuple):
    """A section of a page as its template unpacks it."""

    anchor: str
    title: Markup
    items: list[Item]


def sections(site: Site, found: Catalogue, developments: Sequence[Development]) -> list[Section]:
    """Return `developments` in their sections, in the order in which they come."""
    groups: dict[str, list[Item]] = {key: [] for key in section_keys(site, developments)}
    for each in developments:
        groups[each.section].append(item(each, found.tags_of(each), development_path(each.id)))
    return [
        Section(f"section-{number}", one_line(site.section(key)), items)
        for number, (key, items) in enumerate(groups.items(), 1)
    ]


def section_keys(site: Site, developments: Iterable[Development]) -> list[str]:
    """Return the sections that `developments` are of, in their order, those last that are not
    configured."""
    there = {development.section for development in developments}
    return [*(key for key in site.sections if key in there), *sorted(there - {*site.sections})]


def neighbours(links: Iterable[Link]) -> Iterator[tuple[Link | None, Link | None]]:
    """Yield for each of `links` the one before it and the one after it."""
    padded = [None, *links, None]
    yield from zip(padded, padded[2:], strict=False)


def month_link(developments: Sequence[Development]) -> Link:
    """Return the link to the month of `developments`, all of which are of it, and their number."""
    day = developments[0].date
    shown = Markup(f"{MONTHS[day.month - 1]} {day.year}")
    return Link(month_path(day), shown, f"{len(developments):,}")


def one_line(text: str) -> Markup:
    """Return `text` on one line."""
    return words(heading(text))


def count_told(count: int) -> str:
    """Return `1,234 developments`."""
    return counted(count, "development")
