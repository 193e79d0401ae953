"""The Wayback Machine: whether it has a copy of a page."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import urlencode

from aiwatch.domain.addresses import is_web_address
from aiwatch.domain.errors import Unreachable
from aiwatch.web.client import Client

AVAILABILITY = "https://archive.org/wayback/available"
"""Where it is asked, by https://archive.org/help/wayback_api.php."""

_COPIES = "://web.archive.org/web/"


def nearest_copy(client: Client, url: str, day: date) -> str:
    """Return the address of the copy of `url` taken nearest to `day`, empty if there is none.

    Raises Unreachable if that cannot be found out.
    """
    question = urlencode({"url": url, "timestamp": day.strftime("%Y%m%d")})
    answer = client.get(f"{AVAILABILITY}?{question}")
    if answer.status != 200:
        raise Unreachable(f"The Wayback Machine answers {answer.status}.")
    try:
        told = json.loads(answer.body)
        found = told["archived_snapshots"].get("closest") or {}
        copy, status = found.get("url", ""), str(found.get("status", "200"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Unreachable("The Wayback Machine's answer cannot be read.") from None
    # A copy of an error page is none.
    if not (isinstance(copy, str) and _COPIES in copy and status.startswith("2")):
        return ""
    copy = "https://" + copy.partition("://")[2]
    return copy if is_web_address(copy) and copy.isprintable() else ""
