"""What the screen can do: the archive and the inbox behind it. Each act tells in a sentence what
came of it, in the words and keys of the screen."""

import webbrowser
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from aiwatch.cli import likeness, triage
from aiwatch.cli.fields import Given
from aiwatch.cli.inbox_suggestions import Suggestions
from aiwatch.cli.shell import Clock, Session
from aiwatch.cli.triage_screen.forms import Form, Forms
from aiwatch.cli.triage_screen.insight import Insight, look_up
from aiwatch.domain.addresses import is_web
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import AiwatchError, InvalidInput, Refused
from aiwatch.writers.cells import truncate
from aiwatch.writers.summary import heading


class Done(NamedTuple):
    """What came of an act; the cursor goes to the entry `cursor_on`, if there is one."""

    told: str
    cursor_on: str = ""


class Acts:
    """What is done at the screen of `session`; `tally` counts it by what was decided."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sections = session.config.sections
        self.today = session.clock.today
        self.tally: Counter[str] = Counter()
        self.forms = Forms(session)
        self._done: list[tuple[Entry, str]] = []

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

    def day(self, text: str) -> date:
        """Return the day that `text` names; raises InvalidInput."""
        return self.session.day(text)

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
        if not (given or entry.clipping.published):
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

    def merge(self, entry: Entry, reference: str, given: date | None) -> Done:
        """Add the source of `entry` to the development that `reference` names. An entry without a
        date of its own was published on the day that is `given`. Raises AiwatchError."""
        self._begin()
        if given and not entry.clipping.published:
            entry = replace(entry, clipping=replace(entry.clipping, published=given))
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
        entry, what = self._done[-1]
        lately = self.session.inbox.decided()
        if not lately or lately[0].entry.id != entry.id:
            raise InvalidInput("Another aiwatch changed the inbox since; nothing was undone.")
        triage.undo(self.session)
        self._done.pop()
        self.tally[what] -= 1
        return Done(f"Not {what} any more: “{_short(entry)}”", entry.id)

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
        self._done.append((entry, what))
        return Done(f"{told} · u undoes")


def _short(entry: Entry) -> str:
    return truncate(heading(entry.clipping.title or entry.clipping.summary), 40)
