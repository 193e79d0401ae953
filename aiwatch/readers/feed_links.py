"""The feeds that a web page names, as browsers look for them."""

from html.parser import HTMLParser
from urllib.parse import urljoin

from aiwatch.readers.foreign_xml import decoded
from aiwatch.readers.opml import is_page

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_LONGEST = 500_000


def feed_links(data: bytes, url: str, charset: str = "") -> list[str]:
    """Return the addresses of the feeds that the page `data` at `url` names with `<link
    rel="alternate" type="application/rss+xml">`; the first is the page's own (HTML, 4.6.7.1)."""
    text, _ = decoded(data, charset)
    reading = _Links(url)
    reading.feed(text[:_LONGEST])
    reading.close()
    return list(dict.fromkeys(reading.found))


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.base = url
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = self._joined(given["href"]) or self.base
        elif (
            tag == "link"
            and "alternate" in given.get("rel", "").lower().split()
            and given.get("type", "").partition(";")[0].strip().lower() in _TYPES
            and (address := self._joined(given.get("href", "")))
        ):
            self.found.append(address)

    def _joined(self, href: str) -> str:
        try:
            url = urljoin(self.base, href)
        except ValueError:
            return ""
        return url if href and is_page(url) else ""
