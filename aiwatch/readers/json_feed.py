"""JSON Feed (https://www.jsonfeed.org/version/1.1/), as feedparser would tell it."""

import json
from collections.abc import Mapping
from typing import Any

from aiwatch.domain.errors import InvalidInput


def as_parsed(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the feed `text` and its entries by feedparser's names. Raises InvalidInput, with the
    line, for what is no JSON or has no list of items."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"Line {error.lineno}: The JSON is broken or cut off there ({error.msg})."
        ) from None
    except RecursionError:
        raise InvalidInput("Its JSON is nested too deep.") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InvalidInput("A JSON Feed has a list of items; this one has none.")
    feed = {
        "title": found.get("title"),
        "link": found.get("home_page_url"),
        "language": found.get("language"),
    }
    return feed, [_entry(item) for item in items]


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    own = item.get("id")
    link = item.get("url") or item.get("external_url")
    return {
        "id": str(own) if isinstance(own, (str, int)) else "",
        "title": item.get("title"),
        "link": link,
        "links": [link],
        "summary": item.get("summary"),
        "summary_detail": {"type": "text/plain"},
        "content": [
            {"value": item.get("content_text"), "type": "text/plain"},
            {"value": item.get("content_html"), "type": "text/html"},
        ],
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "language": item.get("language"),
    }
