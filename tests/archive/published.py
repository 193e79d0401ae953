"""Issues for tests to publish."""

from datetime import date
from hashlib import sha256
from typing import Any

from aiwatch.archive import Desk
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development
from aiwatch.domain.issue import Issue
from aiwatch.domain.selection import Selection

TODAY = date(2025, 5, 19)


def briefing(number: int, *developments: Development, **parts: Any) -> Briefing:
    """Return a briefing with this number."""
    given: dict[str, Any] = {
        "sections": {"tech": "Tech progress", "domestic": "Domestic dynamics"},
        "title": "AI watch",
        "day": TODAY,
        "period": Period(date(2025, 5, 12), TODAY),
    }
    return compose(developments, **(given | {"number": number} | parts))


def issue(briefing: Briefing, markdown: bytes) -> Issue:
    """Return the issue of which `markdown` is printed."""
    return Issue(briefing, sha256(markdown).hexdigest())


def publish(desk: Desk, markdown: str = "# AI watch\n", **parts: Any) -> Issue:
    """Publish all that is in the archive, which is printed as `markdown`, as the next issue."""
    found = briefing(desk.next_number(), *desk.select(Selection()), **parts)
    made = issue(found, markdown.encode())
    desk.publish(made, markdown.encode())
    return made
