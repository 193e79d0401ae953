"""What is found out of an entry when the cursor rests on it: what it is like, where it belongs."""

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


def look_up(session: Session, entry: Entry, day: date, suggestions: Suggestions) -> Insight:
    """Return what `entry` of the `day` is like, with what `suggestions` say of it. Raises
    AiwatchError if the archive cannot be read."""
    clipping = entry.clipping
    if not (clipping.title or clipping.summary):
        return Insight()
    found = likeness.alike_to_entry(session, entry, day)
    alike = tuple(Alike(like.development, likeness.in_words(like)) for like in found)
    return Insight(suggestions.of(entry), alike)
