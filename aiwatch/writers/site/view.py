"""What the templates of the site unpack: text as safe markup, addresses seen from the folder."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.script import turns
from aiwatch.domain.text import first_sentence, paragraphs, visible
from aiwatch.writers.html_note import NotedSource, isolated, note
from aiwatch.writers.hypertext import address, words
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.site.catalogue import Tag
from aiwatch.writers.site.paths import development_path
from aiwatch.writers.summary import one_line, summary


class Link(NamedTuple):
    """A link: its path in the folder, what is shown, and what stands beside it, such as a count."""

    path: str
    shown: Markup
    beside: str = ""


class Item(NamedTuple):
    """A development in a list: its id and the path of its page, empty if it has none; day, as ISO
    8601 and as shown; a mark, such as that it comes late; headline, paragraphs, whether they may be
    written from right to left; its sources and its tags."""

    id: str
    path: str
    date: str
    day: str
    mark: str
    headline: Markup
    paragraphs: list[Markup]
    direction: bool
    note: list[NotedSource]
    tags: list[Link]


class FullSource(NamedTuple):
    """A source on the page of its development: its language's label; its publisher, or what else
    names it, and where that links to; an address that is no link; its day, as ISO 8601 and as
    shown; its original title; where an archived copy is, and an address of one that is no link."""

    label: str
    name: Markup
    target: str
    address: Markup
    date: str
    day: str
    title: Markup
    archived: str
    copy: Markup


class Line(NamedTuple):
    """A development in one line: path, day as ISO 8601 and as shown, what it comes to, section."""

    path: str
    date: str
    day: str
    summary: Markup
    section: str


def item(development: Development, tags: Iterable[Tag], path: str, mark: str = "") -> Item:
    """Return `development`, whose page is at `path`, as an item of a list."""
    text = visible(development.text)
    headline = one_line(development.headline).strip()
    return Item(
        development.id,
        path,
        development.date.isoformat(),
        show_day(development.date),
        mark,
        words(headline),
        [words(paragraph) for paragraph in paragraphs(text)],
        turns(text) or turns(headline),
        list(note(noted_sources(development))),
        [tag_link(tag) for tag in tags],
    )


def line(development: Development, section: Callable[[str], str]) -> Line:
    """Return `development` in one line; `section` gives a section's title."""
    return Line(
        development_path(development.id),
        development.date.isoformat(),
        show_day(development.date),
        isolated(summary(development)),
        visible(section(development.section)),
    )


def tag_link(tag: Tag) -> Link:
    """Return the link to the page of `tag`."""
    return Link(tag.path, isolated(tag.name))


def heading(development: Development) -> tuple[Markup, list[Markup]]:
    """Return the heading of the page of `development` and the paragraphs below it: the headline
    and the text, or the first sentence and what follows it."""
    text = visible(development.text).strip()
    if headline := one_line(development.headline).strip():
        return words(headline), [words(paragraph) for paragraph in paragraphs(text)]
    sentence = first_sentence(text)
    rest = text[len(sentence) :]
    return words(sentence.strip()), [words(paragraph) for paragraph in paragraphs(rest)]


def full_source(source: Source) -> FullSource:
    """Return `source` with all that is known of it."""
    target, archived = address(source.url), address(source.archived)
    name = source.publisher or source.title or source.url or source.archived
    return FullSource(
        language_label(source.language) if source.language else "",
        isolated(visible(name)),
        target,
        words("" if target or name == source.url else visible(source.url)),
        source.published.isoformat() if source.published else "",
        show_day(source.published) if source.published else "",
        isolated(visible(source.title) if source.publisher else ""),
        archived,
        words("" if archived or name == source.archived else visible(source.archived)),
    )
