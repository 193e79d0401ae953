"""What is found out of an entry when the cursor rests on it: what it is like, where it belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aiwatch.cli import likeness
from aiwatch.cli.inbox_suggestions import Suggestions
from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.suggestion import Suggestion

NO_SUGGESTION = Suggestion()


@dataclass(frozen=True)
class Alike:
    """A logged development that an entry looks like, and what is alike, in a few words."""

    development: Development
    why: str


@dataclass(frozen=True)
class Insight:
    """What is suggested for an entry and what it looks like, best first; `problem` is what kept
    that from being known."""

    suggestion: Suggestion = NO_SUGGESTION
    alike: tuple[Alike, ...] = ()
    problem: str = ""


def look_over(session: Session, entries: Sequence[Entry], days: Mapping[str, date]) -> set[str]:
    """Return the ids of those of `entries` that look like something logged; `days` are those of
    some of them, by id, instead of their own. Raises AiwatchError if the archive cannot be read."""
    told = ((each, likeness.draft_of(session, each, days.get(each.id))) for each in entries)
    drafts = {entry.id: draft for entry, draft in told if draft}
    found = likeness.all_alike(list(drafts.values()), session.archive)
    return {id for id, alike in zip(drafts, found, strict=True) if alike}


def look_up(session: Session, entry: Entry, day: date, suggestions: Suggestions) -> Insight:
    """Return what `entry` of the `day` is like, with what `suggestions` say of it. Raises
    AiwatchError if the archive cannot be read."""
    clipping = entry.clipping
    if not (clipping.title or clipping.summary):
        return Insight()
    found = likeness.alike_to_entry(session, entry, day)
    alike = tuple(Alike(like.development, likeness.in_words(like)) for like in found)
    return Insight(suggestions.of(entry), alike)
