"""The feeds that a web page names, as browsers look for them."""

from urllib.parse import urljoin

from aiwatch.domain.addresses import is_page
from aiwatch.domain.html_tokens import attributes, tokens

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


def feed_links(data: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that the page `data` at `url` names with `<link
    rel="alternate" type="application/rss+xml">`; the first is the page's own (HTML, 4.6.7.1)."""
    text = data.decode("utf-8", "replace")  # what is looked for is ASCII, whatever the page is in
    found = []
    for kind, name, content, _ in tokens(text):
        if kind != "open" or name not in ("base", "link"):
            continue
        given = attributes(content)
        address = _joined(url, given.get("href", ""))
        if name == "base":
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
