"""What others read of a page: a description, Open Graph (ogp.me) and schema.org's JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from aiwatch.archive.record import show_instant
from aiwatch.domain.development import Development, Source
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.hypertext import address
from aiwatch.writers.overview import overview_blocks
from aiwatch.writers.site.addresses import absolute
from aiwatch.writers.site.feed_entries import published, text_language, updated
from aiwatch.writers.site.paths import development_path
from aiwatch.writers.site.script_json import script_json
from aiwatch.writers.summary import one_line, summary

if TYPE_CHECKING:
    from aiwatch.writers.site import Site

_DESCRIBED = 200
"""How many characters of a description others show."""

_ADDRESS = re.compile(r"\s*<[^<>\s]+:[^<>\s]*>")

_LISTED = 50
"""How many developments a list has for machines; feeds and data have the others."""


@dataclass(frozen=True)
class Metadata:
    """What stands in the head of a page: the title of the site, the page's address (empty if
    unknown), a description, the properties of Open Graph in order, and JSON-LD for a script
    element."""

    site: str
    address: str
    description: str
    properties: tuple[tuple[str, str], ...]
    json_ld: Markup


def list_metadata(
    site: Site, path: str, title: str, developments: Sequence[Development]
) -> Metadata:
    """Return what others read of the page at `path` that lists `developments` under `title`; the
    index (`index.html`) is described by the site's overview."""
    is_index = path == "index.html"
    where = absolute(site.address, path)
    told = _overview(site.overview) if is_index else ""
    description = _cut(told or " · ".join(summary(item) for item in developments[:3]))
    name = one_line(title)
    listed: dict[str, Any] = {
        "@type": "ItemList",
        "numberOfItems": len(developments),
        "itemListOrder": "https://schema.org/ItemListOrderDescending",
        "itemListElement": [
            _known(
                {
                    "@type": "ListItem",
                    "position": position,
                    "url": absolute(site.address, development_path(item.id)),
                    "name": summary(item),
                }
            )
            for position, item in enumerate(developments[:_LISTED], 1)
        ],
    }
    page = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": name,
        "url": where,
        "description": description,
        "inLanguage": "en",
        "publisher": _organization(site),
        "mainEntity": listed,
    }
    return Metadata(
        one_line(site.title),
        where,
        description,
        _properties(site, "website", name, where, description),
        script_json(_known(page)),
    )


def development_metadata(site: Site, development: Development) -> Metadata:
    """Return what others read of the page of `development`."""
    where = absolute(site.address, development_path(development.id))
    title = summary(development)
    text = " ".join(paragraphs(visible(development.text)))
    description = _cut(text)
    section = one_line(site.section(development.section))
    tags = [one_line(tag) for tag in development.tags]
    first, last = show_instant(published(development)), show_instant(updated(development))
    sources = [_source(source) for source in development.sources]
    organization = _organization(site)
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "identifier": development.id,
        "url": where,
        "mainEntityOfPage": where,
        "datePublished": first,
        "dateModified": last,
        "temporalCoverage": development.date.isoformat(),
        "inLanguage": text_language(text),
        "articleSection": section,
        "keywords": tags,
        "description": description,
        "author": organization,
        "publisher": organization,
        "citation": sources,
        "isBasedOn": [source["url"] for source in sources if "url" in source],
    }
    properties = _properties(site, "article", title, where, description)
    properties += (
        ("article:published_time", first),
        ("article:modified_time", last),
        ("article:section", section),
        *(("article:tag", tag) for tag in tags),
    )
    return Metadata(
        one_line(site.title), where, description, properties, script_json(_known(article))
    )


def _properties(
    site: Site, kind: str, title: str, where: str, description: str
) -> tuple[tuple[str, str], ...]:
    properties = (
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", where),
        ("og:site_name", one_line(site.title)),
    )
    return tuple((name, content) for name, content in properties if content)


def _organization(site: Site) -> dict[str, Any]:
    name = one_line(site.title)
    return _known({"@type": "Organization", "name": name, "url": absolute(site.address, "")})


def _source(source: Source) -> dict[str, Any]:
    """Return `source` as a work that is cited; what is no web address is none here, either."""
    target = address(source.url)
    publisher = one_line(source.publisher)
    return _known(
        {
            "@type": "CreativeWork",
            "name": one_line(source.title) or publisher,
            "url": target,
            "inLanguage": source.language,
            "datePublished": source.published.isoformat() if source.published else "",
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        }
    )


def _overview(markdown: str) -> str:
    """Return the first paragraph of the overview without its markup and addresses."""
    blocks = (block.words for block in overview_blocks(markdown) if block.kind == "text")
    return one_line(_ADDRESS.sub("", next(blocks, "")))


def _cut(text: str) -> str:
    if len(text) <= _DESCRIBED:
        return text
    start, space, _ = text[: _DESCRIBED - 1].rpartition(" ")
    # Chinese has no spaces to be cut at.
    whole = start if space and len(start) > _DESCRIBED // 2 else text[: _DESCRIBED - 1]
    return f"{whole.rstrip(' ,;:，；：')}…"


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
