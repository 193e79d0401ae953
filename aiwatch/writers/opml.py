"""Subscriptions as OPML 2.0 (http://opml.org/spec2.opml), for another reader of feeds."""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from aiwatch.domain.entry import Feed
from aiwatch.domain.text import visible

_UNSEEN = re.compile("[\ufffe\uffff\ud800-\udfff\x00-\x1f]")


def write(feeds: Iterable[Feed], title: str, sections: Mapping[str, str]) -> str:
    """Return the OPML file of `feeds`, called `title`: those of a section in an outline with the
    title that `sections` has for its key, the others above. A feed on a disk is left out."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = _safe(title)
    body = SubElement(root, "body")
    groups: dict[str, Element] = {"": body}
    feeds = [feed for feed in feeds if "://" in feed.url]
    for feed in sorted(feeds, key=lambda feed: bool(feed.section)):
        if feed.section not in groups:
            name = _safe(sections.get(feed.section, feed.section))
            groups[feed.section] = SubElement(body, "outline", text=name, title=name)
        named = {"text": feed.title or feed.url, "title": feed.title or feed.url, "type": "rss"}
        told = named | {"xmlUrl": feed.url, "htmlUrl": feed.site, "language": feed.language}
        attributes = {name: _safe(value) for name, value in told.items() if value}
        SubElement(groups[feed.section], "outline", attributes)
    indent(root)
    written: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _safe(text: str) -> str:
    return _UNSEEN.sub("\ufffd", visible(text))
