"""What the screen can do: the archive and the inbox behind it. Each act tells in a sentence what
came of it, in the words and keys of the screen."""

import webbrowser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from aiwatch.cli import likeness, triage
from aiwatch.cli.fields import Given
from aiwatch.cli.inbox_suggestions import Suggestions
from aiwatch.cli.shell import Clock, Session
from aiwatch.cli.triage_screen.forms import Form, Forms
from aiwatch.cli.triage_screen.insight import Insight, look_over, look_up
from aiwatch.domain.addresses import is_web
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import AiwatchError, InvalidInput, Refused
from aiwatch.writers.cells import truncate
from aiwatch.writers.summary import heading


class Done(NamedTuple):
    """What came of an act; the cursor goes to the entry `cursor_on`, if there is one."""

    told: str
    cursor_on: str = ""


class _Act(NamedTuple):
    """An act that can be taken back: of which entry, what it was if it is counted, how it is taken
    back, and what is told then."""

    entry: Entry
    what: str
    take_back: Callable[[], None]
    told: str


class Acts:
    """What is done at the screen of `session`; `tally` counts it by what was decided. `days` are
    those that entries are logged on, by their ids, although their feeds tell another one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sections = session.config.sections
        self.today = session.clock.today
        self.tally: Counter[str] = Counter()
        self.forms = Forms(session)
        self.days: dict[str, date] = {}
        self._done: list[_Act] = []

    def entries(self) -> list[Entry]:
        """Return what waits, the oldest first. Raises AiwatchError."""
        return self.session.inbox.entries()

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is suggested, by what was logged lately; what this screen adds changes it little."""
        return Suggestions(self.session)

    def insight(self, entry: Entry, given: date | None) -> Insight:
        """Return what is suggested for `entry` and what it is like; `given` is the day that the
        analyst gave it. What keeps it from being known is told in it."""
        try:
            day = given or entry.clipping.published or self.today
            return look_up(self.session, entry, day, self.suggestions)
        except (AiwatchError, OSError) as error:
            return Insight(problem=str(error))

    def look_over(self, entries: Sequence[Entry]) -> set[str] | None:
        """Return the ids of those of `entries` that look like something logged; None if that cannot
        be known, which is told of each as an `insight`."""
        try:
            return look_over(self.session, entries, self.days)
        except (AiwatchError, OSError):
            return None

    def day(self, text: str) -> date:
        """Return the day that `text` names; raises InvalidInput."""
        self._begin()
        return self.session.day(text)

    def give_day(self, entry: Entry, day: date) -> Done:
        """Give `entry` the date `day`. What has none of its feed keeps that in the inbox; another
        one is logged on that day, but its source keeps what the feed tells. Raises AiwatchError."""
        self._begin()
        told = show_day(day) + ", which is after today" * (day > self.session.clock.today)
        published = entry.clipping.published
        if published and not entry.given:
            before: date | None = self.days.get(entry.id) or published
            take_back = partial(self._set_day, entry, self.days.get(entry.id))
            self._set_day(entry, day)
            told = f"On this screen its date is {told}; its source keeps {show_day(published)}"
        else:
            before = published
            with _unchanged("The entry was changed by another aiwatch; it was given no date."):
                new = self.session.inbox.give_day(entry, day)
            take_back = partial(self._put_back, new, entry)
            told = f"Its date is {told}"
        again = f"Its date is {show_day(before)} again" if before else "It has no date again"
        self._done.append(_Act(entry, "", take_back, f"{again}: “{_short(entry)}”"))
        return Done(f"{told} · u undoes", entry.id)

    def _set_day(self, entry: Entry, day: date | None) -> None:
        if day:
            self.days[entry.id] = day
        else:
            self.days.pop(entry.id, None)

    def _put_back(self, new: Entry, old: Entry) -> None:
        with _unchanged("Another aiwatch changed the entry since; nothing was undone."):
            self.session.inbox.replace(new, old)

    def accept(
        self,
        entry: Entry,
        section: str,
        tags: Sequence[str],
        given: date | None,
        *,
        force: bool = False,
    ) -> Done:
        """Log `entry` in `section`, on its day or the one that is `given`.

        Raises Refused, unless `force`, if it looks like what is logged; AiwatchError.
        """
        if not entry.clipping.published:
            raise InvalidInput("It has no date; d gives it one.")
        if not (entry.clipping.title or entry.clipping.summary):
            raise InvalidInput("It has neither title nor text; e lets you write it, o opens it.")
        day = Given(date=given.isoformat()) if given else None
        development = triage.draft(self.session, entry, section, day)
        return self._log(entry, replace(development, tags=tuple(tags)), force=force)

    def accept_form(self, entry: Entry, form: Form, *, force: bool = False) -> Done:
        """Log what a form says of `entry`; as `accept`. What was typed is not lost."""
        try:
            done = self._log(entry, form.development, force=force)
        except AiwatchError as error:
            stop = "" if str(error).endswith(".") else "."
            raise type(error)(f"{error}{stop} What was typed is in {form.file}") from None
        self.forms.logged(entry, form)
        return done

    def _log(self, entry: Entry, development: Development, *, force: bool) -> Done:
        self._begin()
        try:
            logged = triage.accept_all(self.session, [(entry, development)], force=force)[0]
        except Refused:
            found = likeness.alike(development, self.session.archive)
            if not found:
                raise
            id = found[0].development.id
            if found[0].by == "address":
                told = f"Its page is in {id} already: s skip, f log it anyway"
            else:
                told = f"Looks like {id}, logged already: m merge, f log it anyway, s skip"
            raise Refused(told) from None
        title = self.sections.get(logged.section, logged.section)
        tags = f", tagged {', '.join(logged.tags)}" if logged.tags else ""
        return self._decided(entry, "logged", f"Logged {logged.id} in {title}{tags}")

    def skip(self, entry: Entry) -> Done:
        """Skip `entry` for good. Raises AiwatchError."""
        self._begin()
        triage.skip(self.session, [entry])
        return self._decided(entry, "skipped", f"Skipped “{_short(entry)}”")

    def merge(self, entry: Entry, reference: str) -> Done:
        """Add the source of `entry` to the development that `reference` names. Raises
        AiwatchError."""
        self._begin()
        try:
            merged = triage.merge(self.session, entry, reference)
        except Refused:
            raise InvalidInput(f"{reference} has that source already; s skips it.") from None
        return self._decided(entry, "merged", f"Added its source to {merged.id}")

    def undo(self) -> Done:
        """Take back what was done last on this screen. Raises AiwatchError."""
        if not self._done:
            raise InvalidInput("Nothing was done on this screen that could be undone.")
        self._begin()
        act = self._done[-1]
        act.take_back()
        self._done.pop()
        if act.what:
            self.tally[act.what] -= 1
        return Done(act.told, act.entry.id)

    def _undecide(self, entry: Entry) -> None:
        lately = self.session.inbox.decided()
        if not lately or lately[0].entry.id != entry.id:
            raise InvalidInput("Another aiwatch changed the inbox since; nothing was undone.")
        triage.undo(self.session)

    def open(self, entry: Entry, outside: Callable[[Callable[[], bool]], bool]) -> str:
        """Show the page of `entry` in the browser; one that needs the terminal is started by
        `outside`. Raises InvalidInput if its address is none of the web or there is no browser."""
        url = entry.clipping.url
        if not url:
            raise InvalidInput("It has no address that could be opened.")
        if not is_web(url):
            raise InvalidInput(f"Only pages of http and https are opened, not {url}")
        try:
            browser = webbrowser.get()
            start = partial(browser.open, url)
            is_of_terminal = type(browser) is webbrowser.GenericBrowser
            opened = outside(start) if is_of_terminal else start()
        except (webbrowser.Error, OSError):
            opened = False
        if not opened:
            raise InvalidInput(f"No browser could be started; the address is {url}")
        return f"Opened {url}"

    def farewell(self) -> str:
        """Return what was done at this screen, in a sentence. Raises AiwatchError if what is left
        cannot be read."""
        left = len(self.entries())
        parts = [f"{what} {self.tally[what]}" for what in ("logged", "skipped", "merged")]
        done = ", ".join(part for part in parts if not part.endswith(" 0"))
        rest = f"{left} {'is' if left == 1 else 'are'} left"
        return f"{done.capitalize()}; {rest}." if done else f"Nothing was decided; {rest}."

    def _begin(self) -> None:
        """Look at the clock: the screen may have been open for hours."""
        self.session.clock = Clock.read()

    def _decided(self, entry: Entry, what: str, told: str) -> Done:
        self.tally[what] += 1
        undone = f"Not {what} any more: “{_short(entry)}”"
        self._done.append(_Act(entry, what, partial(self._undecide, entry), undone))
        return Done(f"{told} · u undoes")


@contextmanager
def _unchanged(told: str) -> Iterator[None]:
    """Tell `told` where the inbox refuses what is done, as its entry is another one by now."""
    try:
        yield
    except Refused:
        raise InvalidInput(told) from None


def _short(entry: Entry) -> str:
    return truncate(heading(entry.clipping.title or entry.clipping.summary), 40)
