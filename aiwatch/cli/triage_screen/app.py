"""The screen of `aiwatch inbox`: a key for each decision, and what comes of it."""

import signal
from asyncio import get_running_loop, to_thread
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key

from aiwatch.cli.triage_screen.acts import Acts, Done
from aiwatch.cli.triage_screen.board import Board
from aiwatch.cli.triage_screen.footer import key_of_sections
from aiwatch.cli.triage_screen.help import HelpScreen
from aiwatch.cli.triage_screen.insight import Insight
from aiwatch.cli.triage_screen.prompt import Prompt
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import AiwatchError, Refused

Act = Callable[[], Done]
Found = TypeVar("Found")

_OF_ENTRY = frozenset("enter e s m d o f tab shift+tab".split())
"""Keys that mean nothing where no entry is chosen."""


class TriageApp(App[None]):
    """Triages what `acts` offers, until the analyst leaves. `away` gives the terminal to another
    program as long as it is entered; without it, as Textual does."""

    TITLE = "aiwatch inbox"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "triage.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "quit", priority=True),
        Binding("ctrl+z", "suspend_process"),
    ]
    _KEYS: ClassVar[dict[str, str]] = {
        "enter": "accept_suggested",
        "e": "edit",
        "s": "skip",
        "m": "merge",
        "f": "force",
        "u": "undo",
        "d": "date",
        "o": "open",
        "slash": "filter",
        "question_mark": "help",
        "q": "quit",
        "escape": "clear",
        "tab": "choose_alike(1)",
        "shift+tab": "choose_alike(-1)",
        "space": "read_on(1)",
        "b": "read_on(-1)",
    }

    def __init__(
        self, acts: Acts, away: Callable[[], AbstractContextManager[None]] | None = None
    ) -> None:
        super().__init__(watch_css=False, ansi_color=True)
        self.theme = "ansi-dark"
        self.acts = acts
        sections = dict(acts.sections)
        self.board = Board(sections, acts.today, acts.days, acts.insight, acts.look_over)
        self._away = away or self.suspend
        self._sections = {key: name for name, key in key_of_sections(acts.sections).items()}
        self._insisting: tuple[str, Act] | None = None

    def compose(self) -> ComposeResult:
        yield self.board

    def on_mount(self) -> None:
        # Killed otherwise, it would leave the terminal in the state that the screen needs.
        with suppress(NotImplementedError, ValueError, RuntimeError):  # Windows, another thread
            leave = partial(self.exit, return_code=128 + signal.SIGTERM)
            get_running_loop().add_signal_handler(signal.SIGTERM, leave)
        self.board.entry_list.focus()
        self._reread()

    def _reread(self, cursor_on: str = "") -> None:
        try:
            entries = self.acts.entries()
        except (AiwatchError, OSError) as error:
            self.board.tell(str(error), trouble=True)
        else:
            self.board.show(entries, cursor_on)

    async def on_key(self, event: Key) -> None:
        """Do what a key means, unless a word is being typed or the help is shown."""
        if len(self.screen_stack) > 1 or self.prompt.display:
            return
        entry, key = self.board.chosen, event.key
        action = self._KEYS.get(key)
        if not action and key not in self._sections:
            return
        event.stop()
        event.prevent_default()
        if entry is None and (key in _OF_ENTRY or not action):
            return
        if action:
            await self.run_action(action)
        elif entry:
            await self._accept(entry, self._sections[key])

    @property
    def prompt(self) -> Prompt:
        """The line in which a word is asked for."""
        return self.query_one(Prompt)

    # Decisions.

    async def action_accept_suggested(self) -> None:
        """Accept the chosen entry into the suggested section, if there is one."""
        section = (await self._insight()).suggestion.section
        if self.board.chosen and section in self.acts.sections:
            await self._accept(self.board.chosen, section)
        else:
            first, *others = self._sections
            keys = f"{first}–{others[-1]} log" if others else f"{first} logs"
            self.board.tell(f"No section is suggested; {keys} it in one.", trouble=True)

    async def _insight(self) -> Insight:
        """Return what the chosen entry is like; it is found out now if the cursor did not rest."""
        entry = self.board.chosen
        if entry and self.board.insight is None:
            insight = await to_thread(self.acts.insight, entry, self.board.given)
            self.board.learn(entry, insight)
            return insight
        return self.board.insight or Insight()

    async def _accept(self, entry: Entry, section: str) -> None:
        suggestion = (await self._insight()).suggestion
        # What speaks for another section speaks for tags that may not fit in here.
        tags = suggestion.tags if suggestion.section in ("", section) else ()
        act = partial(self.acts.accept, entry, section, tags, self.board.given)
        await self._do(act, (entry.id, partial(act, force=True)))

    async def action_edit(self) -> None:
        """Let the analyst edit the chosen entry, and log what comes of it."""
        entry = self.board.chosen
        if entry is None:
            return
        suggestion = (await self._insight()).suggestion
        edit = partial(self.acts.forms.edit, entry, suggestion, self.board.given)
        try:
            form = self._outside(edit)
        except AiwatchError as error:
            self.board.tell(str(error), trouble=True)
            return
        if form is None:
            self.board.tell("Nothing was logged: the form was left empty.")
            return
        act = partial(self.acts.accept_form, entry, form)
        await self._do(act, (entry.id, partial(act, force=True)))

    def _outside(self, act: Callable[[], Found]) -> Found:
        """Return what comes of `act`, to which the terminal is left. Raises what it raises, and
        AiwatchError for Ctrl-C."""
        found: list[Found] = []
        trouble: BaseException | None = None
        with self._away():
            # What is raised in here would leave the screen away for good.
            before = signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                found.append(act())
            except KeyboardInterrupt:
                trouble = AiwatchError("Interrupted; nothing was logged.")
            except BaseException as error:
                trouble = error
            finally:
                signal.signal(signal.SIGINT, before)
        if trouble:
            raise trouble
        return found[0]

    async def action_force(self) -> None:
        """Log what was just refused, as it looks like something logged."""
        entry = self.board.chosen
        if entry and self._insisting and self._insisting[0] == entry.id:
            await self._do(self._insisting[1])
        else:
            self.board.tell("f logs what was refused; nothing was.", trouble=True)

    async def action_skip(self) -> None:
        """Skip the chosen entry; it never comes back."""
        if entry := self.board.chosen:
            await self._do(partial(self.acts.skip, entry))

    async def action_merge(self) -> None:
        """Add the chosen entry to the development it looks like, or to one that is asked for."""
        await self._insight()
        entry, known = self.board.chosen, self.board.alike
        if entry and known:
            await self._do(partial(self.acts.merge, entry, known.id))
        elif entry:
            self.prompt.ask("merge")

    async def action_undo(self) -> None:
        """Take back what was done last on this screen."""
        await self._do(self.acts.undo)

    async def _do(self, act: Act, insisting: tuple[str, Act] | None = None) -> None:
        """Do `act` and tell what came of it; `insisting` is what does it for an entry although it
        is refused."""
        patience = get_running_loop().call_later(0.5, self.board.tell, "Waiting for the archive …")
        self._insisting = None
        try:
            done = await to_thread(act)
        except Refused as error:
            self._insisting = insisting
            self.board.tell(str(error), trouble=True)
        except (AiwatchError, OSError) as error:
            self._reread()
            self.board.tell(str(error), trouble=True)
        else:
            self._reread(done.cursor_on)
            self.board.tell(done.told)
        finally:
            patience.cancel()

    # Looking around.

    def action_choose_alike(self, by: int) -> None:
        """Choose another one of those that the entry looks like."""
        self.board.choose_alike(by)

    def action_read_on(self, pages: int) -> None:
        """Read on in the preview, or back."""
        self.board.read_on(pages)

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(HelpScreen(self.acts.sections))

    def action_open(self) -> None:
        """Show the entry's page in the browser, if its address is one of the web."""
        if self.board.chosen:
            try:
                self.board.tell(self.acts.open(self.board.chosen, self._outside))
            except AiwatchError as error:
                self.board.tell(str(error), trouble=True)

    # What is typed.

    def action_filter(self) -> None:
        """Ask for the words that the entries shown have."""
        self.prompt.ask("filter", self.board.wanted)

    def action_date(self) -> None:
        """Ask for the date of the chosen entry."""
        self.prompt.ask("date")

    def action_clear(self) -> None:
        """Show all entries again."""
        if self.board.wanted:
            self.board.filter("", self.board.chosen.id if self.board.chosen else "")

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        if event.purpose == "filter":
            self.board.filter(event.text)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        self._close_prompt()
        if event.purpose == "filter":
            self.action_clear()

    async def on_prompt_done(self, event: Prompt.Done) -> None:
        self._close_prompt()
        entry = self.board.chosen
        if not (entry and event.text):
            return
        if event.purpose == "merge":
            await self._do(partial(self.acts.merge, entry, event.text))
        elif event.purpose == "date":
            await self._give_date(entry, event.text)

    async def _give_date(self, entry: Entry, text: str) -> None:
        try:
            day = self.acts.day(text)
        except AiwatchError as error:
            self.board.tell(str(error), trouble=True)
            self.prompt.ask("date", text)
            return
        await self._do(partial(self.acts.give_day, entry, day))

    def _close_prompt(self) -> None:
        self.prompt.display = False
        self.board.entry_list.focus()
