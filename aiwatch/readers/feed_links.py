"""The feeds that a web page names, as browsers look for them."""

import html
import re
from urllib.parse import urljoin

from aiwatch.domain.addresses import is_page

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_TAG = re.compile(r"<(?P<name>link|base)\s(?P<inside>[^>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?P<name>[\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def feed_links(data: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that the page `data` at `url` names with `<link
    rel="alternate" type="application/rss+xml">`; the first is the page's own (HTML, 4.6.7.1)."""
    text = data.decode("utf-8", "replace")  # what is looked for is ASCII, whatever the page is in
    found = []
    for tag in _TAG.finditer(text):
        given = {
            attribute["name"].lower(): html.unescape("".join(filter(None, attribute.groups()[1:])))
            for attribute in _ATTRIBUTE.finditer(tag["inside"])
        }
        address = _joined(url, given.get("href", ""))
        if tag["name"].lower() == "base":
            url = address or url
        elif (
            address
            and "alternate" in given.get("rel", "").lower().split()
            and given.get("type", "").partition(";")[0].strip().lower() in _TYPES
        ):
            found.append(address)
    return list(dict.fromkeys(found))


def _joined(url: str, href: str) -> str:
    try:
        joined = urljoin(url, href.strip())
    except ValueError:
        return ""
    return joined if href.strip() and is_page(joined) else ""
