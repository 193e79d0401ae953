"""OPML 2.0 (http://opml.org/spec2.opml): the feeds that another program subscribes to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiwatch.domain.addresses import is_page
from aiwatch.domain.entry import Feed
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.text import clean
from aiwatch.readers import signs
from aiwatch.readers.foreign_xml import decoded, read_xml

_SCHEME = re.compile(r"feed:(?://)?(?=https?:)", re.IGNORECASE)
_FEED = re.compile(r"feed://", re.IGNORECASE)


@dataclass(frozen=True)
class Outline:
    """A feed of an outline: `places` names the folders it is in, its own first, and its
    categories; `line` is where it stands."""

    feed: Feed
    places: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Outlines:
    """The feeds of a file in its order, and what is to be told of it."""

    outlines: tuple[Outline, ...]
    problems: tuple[str, ...]


def outlines_of(data: bytes) -> Outlines:
    """Return the feeds that the OPML file `data` names. A feed whose address is not one of the web
    is left out and told. Raises InvalidInput, with the line, for what is broken, or no OPML."""
    text, told = decoded(data)
    if not signs.opml(text):
        raise InvalidInput("It is no OPML file.")
    found: list[Outline] = []
    problems = list(told)
    folders: list[str] = []

    def started(tag: str, given: Mapping[str, str], line: int, depth: int) -> None:
        if tag.lower() != "outline":
            return
        attributes = {name.lower(): _one_line(value) for name, value in given.items()}
        title = attributes.get("text") or attributes.get("title") or ""
        del folders[max(depth - 2, 0) :]
        address = attributes.get("xmlurl") or (
            attributes.get("url", "") if attributes.get("type", "").lower() == "rss" else ""
        )
        if address:
            feed = _feed(address, title, attributes)
            if feed is None:
                what = f"The feed {title[:60]!r} has no address of the web that can be asked for"
                problems.append(f"Line {line}: {what}; left out.")
            else:
                categories = re.split("[,/]", attributes.get("category", ""))
                places = (*reversed(folders), *(c.strip() for c in categories))
                found.append(Outline(feed, tuple(filter(None, places)), line))
        folders.append(title)

    _, repaired = read_xml(text, started)
    return Outlines(tuple(found), (*problems, *repaired))


def _feed(address: str, title: str, attributes: Mapping[str, str]) -> Feed | None:
    address = _FEED.sub("http://", _SCHEME.sub("", address)).replace(" ", "%20")
    if not is_page(address):
        return None
    site = attributes.get("htmlurl", "").replace(" ", "%20")
    try:
        language = tag_language(attributes.get("language", ""))
    except InvalidInput:
        language = ""
    return Feed(address, title, site if is_page(site) else "", language)


def _one_line(value: str) -> str:
    return " ".join(clean(value)[0].split())
