"""The entries that the Atom feed and the JSON feed have in common.

An entry's id is `urn:uuid:` and a UUID made of the development's id (RFC 9562, version 5), so that
it stays when a site moves to another address, or gets its first. A `tag:` would need a name that
is registered to whoever publishes, and a URL changes with the address: a feed reader would then
show everything as new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from markupsafe import Markup

from aiwatch.domain.development import Development, Source
from aiwatch.domain.script import has_chinese, is_chinese
from aiwatch.domain.source_note import visible_note
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.html_note import NotedSource, note
from aiwatch.writers.hypertext import address, words
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.summary import one_line, summary

if TYPE_CHECKING:
    from aiwatch.writers.site import Site

MOST = 50
"""How many entries a feed has."""

_BEGINNING = 200

_OURS = UUID("0b1b8f0e-6d2c-5d55-9a57-4f4b9c1a8e21")
"""The namespace of our UUIDs; it must never change."""


@dataclass(frozen=True)
class FeedEntry:
    """A development as feeds tell it, nothing hidden in its texts. `html` and `text` end in the
    source note; `published` and `updated` are instants in UTC; `links` are the sources that can be
    followed, each with its address on the web."""

    development: Development
    id: str
    title: str
    html: str
    text: str
    language: str
    published: datetime
    updated: datetime
    section: str
    tags: tuple[str, ...]
    links: tuple[tuple[str, Source], ...]


def newest(site: Site) -> list[FeedEntry]:
    """Return the entries of the developments that were logged last, newest first: whoever follows
    a feed also gets what is logged weeks after it happened."""
    chosen = sorted(
        site.developments, key=lambda item: (published(item), item.date, item.id), reverse=True
    )
    return [_entry(item, site) for item in chosen[:MOST]]


def feed_id(site: Site) -> str:
    """Return the id of the site's feeds: that of its address, as two archives may have the same
    title; of its title if it has no address yet."""
    return _urn(site.address.rstrip("/") or site.title)


def feed_updated(site: Site, entries: list[FeedEntry]) -> datetime:
    """Return when the feed changed last; without entries, the start of the site's day."""
    start = datetime.combine(site.day, time(), UTC)
    return max((entry.updated for entry in entries), default=start)


def published(development: Development) -> datetime:
    """Return when `development` was logged; of one that came without it, the start of its day."""
    return development.logged or datetime.combine(development.date, time(), UTC)


def updated(development: Development) -> datetime:
    """Return when `development` was edited last."""
    return max(published(development), development.edited or published(development))


def text_language(text: str) -> str:
    """Return the language that `text` is in, `zh` or `en`, as its beginning tells."""
    return "zh" if has_chinese(text) and is_chinese(text[:_BEGINNING]) else "en"


def content_html(development: Development) -> str:
    """Return the paragraphs of `development` and its source note as HTML without styles."""
    shown = [
        Markup("<p>{}</p>\n").format(words(paragraph))
        for paragraph in paragraphs(visible(development.text))
    ]
    if told := list(map(_source_html, note(noted_sources(development)))):
        shown.append(Markup("<p>({})</p>\n").format(Markup("; ").join(told)))
    return "".join(shown)


def _source_html(source: NotedSource) -> Markup:
    label = f" ({source.label})" if source.label else ""
    shown = source.name
    if source.target:
        shown = Markup('<a href="{}">{}</a>').format(source.target, shown)
    if source.title:
        shown += Markup(' "{}"').format(source.title)
    if source.address:
        shown += Markup(" &lt;{}&gt;").format(source.address)
    return Markup("Source{}: {}").format(
        label, Markup(", ").join(filter(None, (shown, source.day)))
    )


def _entry(development: Development, site: Site) -> FeedEntry:
    text = visible(development.text)
    parts = [*paragraphs(text)]
    if sources := visible_note(noted_sources(development), links=False):
        parts[-1] += f" {sources}"
    return FeedEntry(
        development,
        _urn(development.id),
        summary(development),
        content_html(development),
        "\n\n".join(parts),
        text_language(text),
        published(development),
        updated(development),
        one_line(site.section(development.section)),
        tuple(one_line(tag) for tag in development.tags),
        tuple(_links(development.sources)),
    )


def _links(sources: Iterable[Source]) -> Iterator[tuple[str, Source]]:
    for source in sources:
        target = address(source.url)
        if target.lower().startswith("http"):
            yield target, source


def _urn(name: str) -> str:
    return uuid5(_OURS, name.encode("utf-8", "replace").decode()).urn
