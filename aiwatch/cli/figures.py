"""The figures of a selection, for the dashboard and the website: what is counted, and what it is
compared with."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from aiwatch.cli.shell import Session
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.domain.graphics import (
    Graphics,
    calendar_period,
    graphics,
    period_before,
    year_up_to,
)
from aiwatch.domain.selection import Selection


def to_select(desk: Session, selection: Selection) -> Selection:
    """Return what to read for the figures of `selection` in one go: also what they are compared
    with, and the year of the calendar."""
    period, year = _period(desk, selection), calendar_period(desk.clock.today)
    since = min(period_before(period).since, year.since)
    return replace(selection, since=since, until=max(period.until, year.until))


def graphics_of(
    desk: Session, selection: Selection, developments: Iterable[Development]
) -> Graphics:
    """Return the figures of what `selection` chooses of `developments`, without a period of the
    last year; these are what `to_select` chooses, or more of other days."""
    period = _period(desk, selection)
    before = period_before(period)
    now: list[Development] = []
    earlier: list[Development] = []
    counts: Counter[date] = Counter()
    for item in developments:
        day = selection.day(item)
        if day is None:
            continue
        counts[day] += 1
        if period.since <= day <= period.until:
            now.append(item)
        elif before.since <= day <= before.until:
            earlier.append(item)
    chosen = selection.sections or desk.config.sections
    sections = {key: title for key, title in desk.config.sections.items() if key in chosen}
    found = graphics(
        now,
        earlier,
        sections,
        period,
        desk.clock.today,
        kinds=_kinds_known(desk),
        counts=counts,
        day_of=selection.day,
    )
    return replace(found, silences=()) if selection.is_topic else found


def _period(desk: Session, selection: Selection) -> Period:
    until = selection.until or max(desk.clock.today, selection.since or desk.clock.today)
    return Period(selection.since or year_up_to(until).since, until)


def _kinds_known(desk: Session) -> Callable[[Source], str]:
    """Return what tells the kind of a source's publisher: by its name, which is what is shown,
    else by where it was published."""
    from aiwatch.domain.addresses import host_of, original_address

    known = desk.register
    named = cache(known.publisher_named)
    at = cache(known.publisher_at)

    def kind(source: Source) -> str:
        found = named(source.publisher) or (
            at(host_of(original_address(source.url))) if source.url else None
        )
        return found.kind if found else ""

    return kind
