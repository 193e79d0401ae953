"""The newest developments as a JSON Feed (version 1.1, https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiwatch.archive.record import show_instant, to_json
from aiwatch.writers.site.addresses import absolute
from aiwatch.writers.site.feed_entries import FeedEntry, newest
from aiwatch.writers.site.paths import development_path
from aiwatch.writers.summary import one_line

if TYPE_CHECKING:
    from aiwatch.writers.site import Site


def json_feed(site: Site) -> bytes:
    """Return the feed of `site` as JSON in UTF-8, an item a line. Addresses in it are whole, so
    that without an address of the site there are only those of sources."""
    title = one_line(site.title)
    home = absolute(site.address, "")
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": absolute(site.address, "feed.json"),
        "language": "en",
        "authors": [_known({"name": title, "url": home})],
    }
    lines = [f"{to_json(name)}: {to_json(value)}," for name, value in _known(head).items()]
    items = ",\n".join(to_json(_item(entry, site)) for entry in newest(site))
    return ("{\n" + "\n".join([*lines, f'"items": [\n{items}\n]']) + "\n}\n").encode()


def _item(entry: FeedEntry, site: Site) -> dict[str, Any]:
    title = one_line(site.title)
    return _known(
        {
            "id": entry.id,
            "url": absolute(site.address, development_path(entry.development.id)),
            "external_url": entry.links[0][0] if entry.links else "",
            "title": entry.title,
            "content_html": entry.html,
            "content_text": entry.text,
            "date_published": show_instant(entry.published),
            "date_modified": show_instant(entry.updated),
            "authors": [_known({"name": title, "url": absolute(site.address, "")})],
            "tags": list(dict.fromkeys((entry.section, *entry.tags))),
            "language": entry.language,
        }
    )


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
