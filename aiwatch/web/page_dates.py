"""The day that a page says it was published."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.published_day import published_day

if TYPE_CHECKING:
    from aiwatch.web.page_facts import Facts

Told = tuple[str, str]
"""What is said, and what says it."""

_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time"),
    *("og:release_date", "citation_publication_date", "citation_online_date", "citation_date"),
    *("dc.date.issued", "dcterms.issued", "pubdate", "publishdate", "publish_date"),
    *("publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "datepublished"),
    *("weibo: article:create_at", "weibo:article:create_at"),
)
"""Meta tags that say when a page was published."""

_DATED = ("dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "date")
"""Meta tags that only say that they are a date."""

_SPELLED = {"pubdate": "PubDate", "dc.date": "DC.date", "dc.date.issued": "DC.date.issued"}


def days_told(facts: "Facts", article: Mapping[str, str]) -> dict[str, date]:
    """Return the day that each place which says when the page was published names; where there is
    none, what bare dates and the times in its text say. What is understood as no single day is
    passed over: a day without its year may be one of any."""
    sure = [
        (article.get("datePublished", ""), "JSON-LD"),
        *facts.told(*_PUBLISHED),
        *((when, "<time>") for when in facts.published),
        (facts.texts.get("publish_time", ""), "publish_time"),
        (facts.created, "createTime"),
    ]
    return (
        _days(sure)
        or _days(list(facts.told(*_DATED)))
        or _days([(when, "<time>") for when in facts.times])
    )


def _days(told: list[Told]) -> dict[str, date]:
    """Return the days that are `told`, by what tells them; a second, other day gets a name of its
    own."""
    found: dict[str, date] = {}
    told = [(text, origin) for text, origin in told if text.strip() and len(text) <= 100]
    instants = {text: when for text, _ in told if (when := _instant(text))}
    local = {when for when in instants.values() if when.utcoffset()}
    for text, origin in told:
        when = instants.get(text)
        # The same instant in the site's own time: midnight in London is no other day there.
        if when in local and when and not when.utcoffset():
            continue
        try:
            day = published_day(text)
        except InvalidInput:
            continue
        name = _SPELLED.get(origin, origin)
        while found.get(name, day) != day:
            name += ", again"
        found[name] = day
    return found


def _instant(text: str) -> datetime | None:
    """Return the instant that `text` names with its zone, by ISO 8601; None if it does not."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return when if when.tzinfo else None
