"""The newest developments as an Atom feed (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from aiwatch.archive.record import show_instant
from aiwatch.domain.text import visible
from aiwatch.writers.site.addresses import absolute
from aiwatch.writers.site.feed_entries import FeedEntry, feed_id, feed_updated, newest
from aiwatch.writers.site.paths import development_path
from aiwatch.writers.site.xml import document
from aiwatch.writers.summary import one_line

if TYPE_CHECKING:
    from aiwatch.writers.site import Site


def atom(site: Site) -> bytes:
    """Return the feed of `site` as XML in UTF-8. Without an address of the site, links to its pages
    are relative to the feed, and the link to itself is left out."""
    entries = newest(site)
    # Without prefixes, as the readers that take XML for text expect it.
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    title = one_line(site.title)
    _add(feed, "id", feed_id(site))
    _add(feed, "title", title)
    _add(feed, "updated", show_instant(feed_updated(site, entries)))
    author = SubElement(feed, "author")
    _add(author, "name", title)
    if site.address:
        _add(author, "uri", absolute(site.address, ""))
        _link(feed, "self", absolute(site.address, "feed.xml"), type="application/atom+xml")
    home = absolute(site.address, "") or "index.html"
    _link(feed, "alternate", home, type="text/html")
    _add(feed, "generator", "aiwatch")
    for entry in entries:
        feed.append(_entry(entry, site))
    return document(feed)


def _entry(entry: FeedEntry, site: Site) -> Element:
    development = entry.development
    element = Element("entry", {"xml:lang": entry.language})
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", show_instant(entry.published))
    _add(element, "updated", show_instant(entry.updated))
    path = development_path(development.id)
    _link(element, "alternate", absolute(site.address, path) or path, type="text/html")
    for target, source in entry.links:
        known = {"hreflang": source.language, "title": one_line(source.title or source.publisher)}
        _link(element, "via", target, **{name: value for name, value in known.items() if value})
    _category(element, development.section, label=entry.section)
    for tag in entry.tags:
        _category(element, tag)
    _add(element, "content", entry.html, type="html")
    return element


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    """Add an element; what XML has no place for is among what `visible` shows."""
    SubElement(parent, name, attributes).text = visible(text)


def _link(parent: Element, relation: str, target: str, **attributes: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": target, **attributes})


def _category(parent: Element, term: str, **attributes: str) -> None:
    SubElement(parent, "category", {"term": one_line(term), **attributes})
