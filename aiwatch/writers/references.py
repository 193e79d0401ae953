"""The sources of developments as references, for a program that keeps literature.

Each source is one, of a page of the web: its title is the original one, else the headline, else
the text's first sentence, its abstract what the development says, its keywords the tags. What the
desk notes for itself is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from aiwatch.domain.clipping import without_stop
from aiwatch.domain.development import Development
from aiwatch.domain.text import visible
from aiwatch.writers.summary import heading, summary


class Reference(NamedTuple):
    """A source as a reference; what is not known is empty. `name` is the development's id and the
    source's number, `2505-k7fq3m-1`: it stays the same from one export to the next. `short_title`
    is the title where that is not the original one, but for a headline's full stop, which only this
    one has: the readers know by it what the headline was. Hidden characters are visible."""

    name: str
    title: str
    short_title: str
    publisher: str
    published: date | None
    url: str
    language: str
    archived: str
    abstract: str
    tags: tuple[str, ...]


def references(developments: Iterable[Development]) -> Iterator[Reference]:
    """Yield the references of `developments`, in their order; one without source has none."""
    for development in developments:
        abstract = visible(development.text)
        tags = tuple(map(heading, development.tags))
        for number, source in enumerate(development.sources, 1):
            original = heading(source.title)
            told = "" if original else _title(development)
            yield Reference(
                f"{development.id}-{number}",
                original or without_stop(told),
                told,
                heading(source.publisher),
                source.published,
                visible(source.url).strip(),
                source.language,
                visible(source.archived).strip(),
                abstract,
                tags,
            )


def _title(development: Development) -> str:
    """Return what stands for an original title: the headline, else the first sentence without its
    full stop, which styles of citation put there themselves."""
    title = heading(summary(development))
    return title if development.headline else without_stop(title)
