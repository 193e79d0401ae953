"""What is suggested for the entries of the inbox: by their feed, and by what was logged lately."""

from dataclasses import replace
from datetime import timedelta

from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.selection import Selection
from aiwatch.domain.suggestion import Habits, Suggestion

LATELY = timedelta(366)
"""What was logged of these days tells how the desk sorts."""

MOST = 1500
"""So many of the newest developments of them."""


SOON = timedelta(124)
"""Where these days have MOST, the others need not be read."""


def _lately(desk_session: Session) -> list[Development]:
    past: list[Development] = []
    for days in (SOON, LATELY):
        if len(past) < MOST:
            since = desk_session.clock.today - days
            past = desk_session.archive.select(Selection(since=since))
    return past[-MOST:]


class Suggestions:
    """What is suggested at the desk `desk_session`. Raises Damaged if the archive, or the feeds,
    cannot be read."""

    def __init__(self, desk_session: Session) -> None:
        sections = desk_session.config.sections
        self.habits = Habits(_lately(desk_session), sections)
        feeds = desk_session.inbox.feeds()
        self.of_feed = {feed.url: feed.section for feed in feeds if feed.section in sections}

    def of(self, entry: Entry) -> Suggestion:
        """Return what is suggested for `entry`; the section that its feed is set to goes first."""
        found = self.habits.suggest(entry.clipping)
        section = self.of_feed.get(entry.feed)
        if not section or section == found.section:
            return found
        tags = [why for why in found.reasons if why.startswith("tag ")]
        why = f"section {section}: its feed is set to it"
        return replace(found, section=section, reasons=(why, *tags))

    def section(self, entry: Entry) -> str:
        """Return the section suggested for `entry`, alone."""
        return self.of_feed.get(entry.feed) or self.habits.section(entry.clipping)
