"""A selection: what the filters choose, the same in every command."""

from dataclasses import dataclass
from datetime import date

from aiwatch.domain.development import Development
from aiwatch.domain.text import fold

BASES = ("date", "published", "logged")
"""The days a period can be counted by."""


def searchable(development: Development) -> tuple[str, ...]:
    """Return the texts of `development` that a search looks through."""
    sources = development.sources
    return (
        development.headline,
        development.text,
        development.comment,
        *development.tags,
        *(source.publisher for source in sources),
        *(source.title for source in sources),
        *(source.url for source in sources),
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """What to choose; what is empty or None chooses everything.

    `since` and `until` are the first and last day, counted by `by`: the development's date, its
    first source's publication, or the local day it was logged. Several sections, tags, publishers
    or languages choose what has any of them; tags and publishers ignore case and width, a
    publisher may be a part of the name. `match` is found literally, ignoring case and width.
    """

    since: date | None = None
    until: date | None = None
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    match: str = ""
    by: str = "date"

    @property
    def is_topic(self) -> bool:
        """Whether it chooses by what developments are about or come from; a section's silence in
        such a selection says nothing of the section."""
        return bool(self.tags or self.publishers or self.languages or self.match)

    def day(self, development: Development) -> date | None:
        """Return the day of `development` that this selection counts by, None if it has none."""
        if self.by == "date":
            return development.date
        if self.by == "published":
            return development.sources[0].published if development.sources else None
        return development.logged.astimezone().date() if development.logged else None

    def matches(self, development: Development) -> bool:
        """Tell whether this selection chooses `development`."""
        if self.since or self.until:
            day = self.day(development)
            if (
                day is None
                or (self.since and day < self.since)
                or (self.until and day > self.until)
            ):
                return False
        if self.sections and development.section not in self.sections:
            return False
        if self.languages and not any(s.language in self.languages for s in development.sources):
            return False
        if self.tags and {fold(tag) for tag in self.tags}.isdisjoint(map(fold, development.tags)):
            return False
        if self.publishers:
            names = [fold(source.publisher) for source in development.sources]
            if not any(fold(wanted) in name for wanted in self.publishers for name in names):
                return False
        if self.match:
            wanted = fold(self.match)
            return any(wanted in fold(text) for text in searchable(development))
        return True
