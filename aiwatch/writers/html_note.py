"""A source note in HTML: its sources as templates unpack them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.addresses import is_web
from aiwatch.domain.development import Source, language_label
from aiwatch.domain.script import turns
from aiwatch.domain.source_note import source_parts, told_sources
from aiwatch.domain.text import visible
from aiwatch.writers.hypertext import address, words


class NotedSource(NamedTuple):
    """A source as a template unpacks it: its language's label; its name and title and where it
    links to; an address that is no link; its day; where its archived copy is."""

    label: str
    name: Markup
    target: str
    title: Markup
    address: Markup
    day: str
    archived: str


def note(sources: Iterable[Source]) -> Iterator[NotedSource]:
    """Yield those of `sources` that have something to show."""
    for source in told_sources(sources):
        _, name, day = source_parts(source)
        target = address(source.url)
        title = visible(source.title) if source.publisher else ""
        shown = "" if target or name == source.url else visible(source.url)
        yield NotedSource(
            language_label(source.language) if source.language else "",
            isolated(visible(name)),
            target,
            isolated(title),
            words(shown),
            day,
            address(source.archived) if is_web(source.archived) else "",
        )


def isolated(name: str) -> Markup:
    """Return `name` for HTML, kept from turning what stands beside it."""
    shown = words(name)
    return Markup(f"<bdi>{shown}</bdi>") if turns(name) else shown
