"""What looks like something that is logged already, as the shell looks for it and tells it."""

from datetime import timedelta

from aiwatch.archive import Archive, Desk
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import TEXT_DAYS, Likeness, likenesses
from aiwatch.domain.selection import Selection
from aiwatch.domain.stories import Wording
from aiwatch.writers.summary import summary as in_short

MOST = 5
"""So many look-alikes are told of one development."""


def alike(candidate: Development, archive: Archive | Desk) -> list[Likeness]:
    """Return what in `archive` tells the story of `candidate`, at most MOST, best first: what cites
    the same page, whenever that was, then what has nearly the same text within TEXT_DAYS."""
    day = candidate.date
    near = Selection(since=day - timedelta(TEXT_DAYS), until=day + timedelta(TEXT_DAYS))
    others = archive.citing(source.url for source in candidate.sources)
    others += archive.select(near, telling=Wording.of(candidate).resembles)
    return likenesses(candidate, others)[:MOST]


def in_words(like: Likeness) -> str:
    """Return what is alike: `same address`, or `nearly the same text (87%)`."""
    if like.by == "address":
        return "same address"
    return "the same text" if like.share >= 1 else f"nearly the same text ({like.share:.0%})"


def named(like: Likeness) -> str:
    """Return which development it is: `2505-k7fq3m, 12 May 2025, 'Qwen3 is out.'`"""
    earlier = like.development
    return f"{earlier.id}, {show_day(earlier.date)}, {in_short(earlier)[:80]!r}"
