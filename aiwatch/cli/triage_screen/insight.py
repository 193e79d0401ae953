"""What is found out of an entry when the cursor rests on it: what it is like, where it belongs."""

from dataclasses import dataclass
from datetime import date

from aiwatch.cli import triage
from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.suggestion import Habits, Suggestion


@dataclass(frozen=True)
class Alike:
    """A logged development that an entry looks like, and what is alike, in a few words."""

    development: Development
    why: str


@dataclass(frozen=True)
class Insight:
    """What is suggested for an entry and what it looks like, best first; `problem` is what kept
    that from being known."""

    suggestion: Suggestion = Suggestion()
    alike: tuple[Alike, ...] = ()
    problem: str = ""


def look_up(session: Session, entry: Entry, day: date, habits: Habits) -> Insight:
    """Return what `entry` of the `day` is like; `habits` tell where the like of it
    was put. Raises AiwatchError
    if the archive cannot be read."""
    clipping = entry.clipping
    if not (clipping.title or clipping.summary):
        return Insight()
    suggestion = habits.suggest(clipping)
    draft = clipping.development(next(iter(session.config.sections)), day)
    return Insight(suggestion, tuple(alike(session, draft)))


def alike(session: Session, development: Development) -> list[Alike]:
    """Return what is logged that `development` looks like, best first. Raises AiwatchError."""
    found = triage.alike(development, session.archive)
    if found is None:
        return []
    return [Alike(found.development, "same address" if found.by == "address" else "similar text")]
