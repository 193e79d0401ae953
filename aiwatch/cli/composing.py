"""Composing the briefing that was asked for: which period, which developments, which parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import typer

from aiwatch.archive import Archive, Desk
from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period, show_day, show_period
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.domain.corrections import Correction
    from aiwatch.domain.dashboard import Dashboard
    from aiwatch.domain.series import Series

Compose = Callable[[Archive | Desk], Briefing]
"""What composes a briefing of an archive, or of one that a change is open of."""

USUAL_DAYS = 30
"""How many days back a briefing goes without a period."""


class Parts(NamedTuple):
    """What a briefing is to have besides its sections."""

    overview: bool = False
    takeaways: bool = False
    contents: bool = False
    dashboard: bool = False


class Place(NamedTuple):
    """The place a briefing takes in the series of issues: whether it is to be the next one; has
    only what is `new` to it, or also begins `after_last`, where the last one ended; has what came
    too `late` for earlier ones and, unless that is left out, `corrections` of them."""

    publish: bool = False
    new: bool = False
    after_last: bool = False
    late: bool = False
    corrections: bool = True


APART = Place()
"""The place of a briefing that is none of the series."""


def composed(
    desk: Session,
    selection: Selection,
    title: str | None,
    parts: Parts,
    place: Place = APART,
    there: Archive | Desk | None = None,
    *,
    skip_empty: bool = False,
    warn: bool = True,
) -> Briefing:
    """Return the briefing of what `selection` chooses, and tell what an editor would want to know
    of it.

    Without a period it has what no issue has carried or, where there is no issue yet, that of the
    usual days. A briefing of the series without a first day covers the days since the last issue;
    what is older in it comes late. Corrections, and what else came late, are of interest to a
    briefing of the series only: one without a period, or for which `place` says more than that it
    has no corrections. `there` is the archive, unless a change of it is open. Raises typer.Exit,
    having told it, if there is nothing to print and that is to be skipped (`skip_empty`). Without
    `warn` nothing is told of what is wrong with developments.
    """
    there = there or desk.archive
    series = _series(there, selection, place)
    asked = selection
    selection, is_new = _chosen(desk, selection, place, series)
    whose = series.is_new if series and is_new else None
    found = there.select(selection, whose=whose)
    today = desk.clock.today
    days = [day for development in found if (day := selection.day(development))]
    since = selection.since or min(days, default=selection.until or today)
    until = selection.until or max([today, since, *days])
    late: set[str] = set()
    if series and is_new and not asked.since and until >= series.begins:
        since = min(series.next_day, until)
        late = {each.id for each in found if (day := selection.day(each)) and day < since}
    is_ahead = not found and not selection.until and since > today
    if is_ahead:
        since = until = _nothing_yet(since, today, series if place.after_last else None)
    changes: tuple[Correction, ...] = ()
    if series:
        from aiwatch.cli import series as lookup

        older = lookup.late(there, series, selection, include=place.late)
        found += older
        late.update(development.id for development in older)
        if place.corrections:
            changes = lookup.corrections_of(there, series, selection, found)
    if not (found or is_ahead or skip_empty):
        untold = "that no issue has carried" if whose else "in this period"
        say(f"No developments {untold}.")
    if skip_empty and not (found or changes):
        say("Nothing new; nothing written.")
        raise typer.Exit
    if warn:
        _warn(found, today)
    period = Period(since, until)
    return compose(
        found,
        sections=desk.config.sections,
        title=cleaned(title, "The title").strip() if title else desk.config.title,
        day=today,
        period=period,
        selection=selection,
        overview=_overview(desk, there) if parts.overview else "",
        takeaways=parts.takeaways,
        contents=parts.contents,
        dashboard=figures(found, desk.config.sections, selection, period, today)
        if parts.dashboard
        else None,
        corrections=changes,
        late=frozenset(late),
    )


def _series(there: Archive | Desk, selection: Selection, place: Place) -> Series | None:
    """Return the series that a briefing is one of, None if it is of none or no issue is there."""
    asks = place.publish or place.new or place.after_last or place.late
    if not asks and (selection.since or selection.until):
        return None
    issues = there.issues()
    if not issues:
        return None
    from aiwatch.domain.series import Series

    return Series(tuple(issues), there.merged())


def _chosen(
    desk: Session, selection: Selection, place: Place, series: Series | None
) -> tuple[Selection, bool]:
    """Return `selection` with the period that is meant, telling which if none was given, and
    whether only what is new is."""
    today = desk.clock.today
    desk.config  # noqa: B018 - an archive that is not there is told before its period
    if place.after_last:
        return _after_last(selection, series), True
    if selection.since or (selection.until and not place.new):
        return selection, place.new
    if selection.until and (series is None or selection.until < series.begins):
        return selection, place.new
    if series is None:
        usual = Period(today - timedelta(USUAL_DAYS), today)
        say(f"The last {USUAL_DAYS} days: {show_period(usual)}")
        return replace(selection, since=usual.since, until=usual.until), False
    until = selection.until or max(today, series.begins)
    period = Period(series.begins, until)
    say(f"What no issue has carried, of {show_period(period)}")
    return replace(selection, since=period.since, until=until), True


def _nothing_yet(since: date, today: date, series: Series | None) -> date:
    """Return `today` as all that a briefing covers which goes on where the `series` ended, `since`
    a day to come, having told it. Raises InvalidInput if it was asked for such a day."""
    if series is None:
        raise InvalidInput(
            f"--since {show_day(since)} is after today, {show_day(today)}, and nothing is dated so "
            "late."
        )
    covered = show_day(since - timedelta(1))
    last = series.issues[-1].number
    say(f"Issue {last} covers the days up to {covered}; nothing is after it yet.")
    return today


def _after_last(selection: Selection, series: Series | None) -> Selection:
    if series is None:
        from aiwatch.domain.errors import NotFound

        raise NotFound("There is no issue yet that --since last could follow. Write a day.")
    if selection.until and selection.until < series.next_day:
        raise InvalidInput(
            f"--since last, {show_day(series.next_day)}, is after --until "
            f"{show_day(selection.until)}."
        )
    say(f"--since last = {show_day(series.next_day)}")
    return replace(selection, since=series.next_day)


def figures(
    found: list[Development],
    sections: Mapping[str, str],
    selection: Selection,
    period: Period,
    today: date,
) -> Dashboard:
    """Return the figures of `found`, which `selection` chose; `sections` is key to title. Days to
    come are no silence; nor is it told of a section that was not asked for, or where only a topic
    was."""
    from aiwatch.domain.dashboard import dashboard

    chosen = {*(selection.sections or sections), *(development.section for development in found)}
    titles = {key: title for key, title in sections.items() if key in chosen}
    until = max(period.since, min(period.until, today))
    counted = dashboard(found, titles, Period(period.since, until), selection.day)
    return replace(counted, silences=()) if selection.is_topic else counted


def _overview(desk: Session, there: Archive | Desk) -> str:
    text = there.overview()
    if not text.strip():
        say(f"There is no overview; write one in {desk.root / 'overview.md'}.")
    return text


def some_of(ids: list[str]) -> str:
    """Return the first of `ids` as a list in words, and how many more there are."""
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return f"{', '.join(ids[:5])}{more}"


def _warn(developments: Iterable[Development], today: date) -> None:
    """Tell what an editor would want to see to before the briefing goes out."""
    for problem, ids in (
        ("no source", [item.id for item in developments if not item.sources]),
        ("a date after today", [item.id for item in developments if item.date > today]),
    ):
        if ids:
            say(f"With {problem}: {some_of(ids)}")
