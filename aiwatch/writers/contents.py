"""The table of contents: which parts and sections of a briefing follow it."""

from typing import NamedTuple

from aiwatch.domain.briefing import Briefing


class Entry(NamedTuple):
    """A line of the table: the title of a part or a section, and how many items stand there; the
    dashboard has none."""

    title: str
    items: int | None

    def __str__(self) -> str:
        return self.title if self.items is None else f"{self.title} ({self.items})"


def contents(briefing: Briefing) -> list[Entry]:
    """Return what follows the table of contents of `briefing`, in order; titles as configured, on
    one line."""
    parts = []
    if briefing.dashboard:
        parts.append(Entry("Dashboard", None))
    if briefing.corrections:
        parts.append(Entry("Corrections", len(briefing.corrections)))
    return parts + [
        Entry(" ".join(section.title.split()), len(section.developments))
        for section in briefing.sections
    ]
