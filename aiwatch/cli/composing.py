"""Composing the briefing that was asked for: which period, which developments, which parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period, show_period
from aiwatch.domain.development import Development
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.domain.dashboard import Dashboard

USUAL_DAYS = 30
"""How many days back a briefing goes without a period."""


class Parts(NamedTuple):
    """What a briefing is to have besides its sections."""

    overview: bool = False
    takeaways: bool = False
    contents: bool = False
    dashboard: bool = False


def composed(desk: Session, selection: Selection, title: str | None, parts: Parts) -> Briefing:
    """Return the briefing of what `selection` chooses, of the usual days if it has no period, and
    tell what an editor would want to know of it."""
    today = desk.clock.today
    if not selection.since and not selection.until:
        selection = replace(selection, since=today - timedelta(USUAL_DAYS), until=today)
        usual = Period(today - timedelta(USUAL_DAYS), today)
        desk.config  # noqa: B018 - an archive that is not there is told before its period
        say(f"The last {USUAL_DAYS} days: {show_period(usual)}")
    found = desk.archive.select(selection)
    _warn(found, today)
    days = [day for development in found if (day := selection.day(development))]
    since = selection.since or min(days, default=selection.until or today)
    until = selection.until or max([today, since, *days])
    period = Period(since, until)
    return compose(
        found,
        sections=desk.config.sections,
        title=cleaned(title, "The title").strip() if title else desk.config.title,
        day=today,
        period=period,
        selection=selection,
        overview=_overview(desk) if parts.overview else "",
        takeaways=parts.takeaways,
        contents=parts.contents,
        dashboard=_dashboard(desk, found, selection, period) if parts.dashboard else None,
    )


def _dashboard(
    desk: Session, found: list[Development], selection: Selection, period: Period
) -> Dashboard:
    from aiwatch.domain.dashboard import dashboard

    return dashboard(found, desk.config.sections, period, selection.day)


def _overview(desk: Session) -> str:
    text = desk.archive.overview()
    if not text.strip():
        say(f"There is no overview; write one in {desk.root / 'overview.md'}.")
    return text


def _warn(developments: list[Development], today: date) -> None:
    """Tell what an editor would want to see to before the briefing goes out."""
    for problem, ids in (
        ("no source", [item.id for item in developments if not item.sources]),
        ("a date after today", [item.id for item in developments if item.date > today]),
    ):
        if ids:
            more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
            say(f"With {problem}: {', '.join(ids[:5])}{more}")
