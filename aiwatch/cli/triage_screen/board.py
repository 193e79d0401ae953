"""What the screen shows: the list, the chosen entry, what is like it, and the lines around them."""

from collections.abc import Callable
from datetime import date
from functools import partial

from rich.style import Style
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from aiwatch.cli.triage_screen.entry_list import EntryList, Marks, matching, next_place
from aiwatch.cli.triage_screen.footer import footer_lines, key_of_sections
from aiwatch.cli.triage_screen.insight import Insight
from aiwatch.cli.triage_screen.line_pane import MORE, LinePane, nothing
from aiwatch.cli.triage_screen.preview import Telling, preview_lines
from aiwatch.cli.triage_screen.prompt import Prompt
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.text import fold, visible
from aiwatch.writers.cells import display_width, truncate
from aiwatch.writers.styling import MARK, STRONG, line, styled_lines
from aiwatch.writers.summary import heading

WIDE = 100
"""From so many columns on, the preview is beside the list."""
SMALLEST = 60, 15
STATUS_LINES = 5
"""So many at most, as in the style sheet: a sentence that names a long path says at its end what to
do."""
PAUSE = 0.05
"""Seconds that the cursor rests before it is looked up what an entry is like."""
AT_ONCE = 100
"""So many entries are compared with what is logged at once, for the marks in the list."""

_PLAIN = Style()


class Board(Container):
    """Shows entries, one of them chosen. `days` are those that the analyst gave some of them and
    that stand in no file. Beside the screen `look_over` finds out which of them look like something
    logged and, once the cursor rests, `look_up` what the chosen one is like."""

    class Found(Message):
        """What `entry` is like was found out."""

        def __init__(self, entry: Entry, insight: Insight) -> None:
            super().__init__()
            self.entry = entry
            self.insight = insight

    class Marked(Message):
        """Which of `some` of the `entries` are `alike`, look like something logged, was found out,
        unless that is None."""

        def __init__(self, entries: list[Entry], some: list[Entry], alike: set[str] | None) -> None:
            super().__init__()
            self.entries = entries
            self.some = some
            self.alike = alike

    def __init__(
        self,
        sections: dict[str, str],
        today: date,
        days: dict[str, date],
        look_up: Callable[[Entry, date | None], Insight],
        look_over: Callable[[list[Entry]], set[str] | None],
    ) -> None:
        super().__init__()
        self._found: tuple[Entry, Insight] | None = None
        self.days = days
        self.wanted = ""
        self._sections = sections
        self._today = today
        self._look_up = look_up
        self._look_over = look_over
        self._all: list[Entry] = []
        self._marked = self._all
        self._folded: dict[str, str] = {}
        self._marks = Marks(set(), self.days)
        self._place = 0
        self._resting: Timer | None = None
        self._troubled: str | None = None

    def compose(self) -> ComposeResult:
        yield LinePane(id="head")
        with Container(id="body"):
            yield EntryList(self._today, self._marks, id="list")
            with Vertical(id="side"):
                yield LinePane(id="preview")
                yield LinePane(id="insight")
        yield LinePane(id="status")
        yield Prompt(id="prompt")
        yield LinePane(id="foot")
        yield LinePane(id="too-small")

    def on_mount(self) -> None:
        self.query_one(Prompt).display = False

    @property
    def entry_list(self) -> EntryList:
        """The list."""
        return self.query_one(EntryList)

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor; None if there is none."""
        return self.entry_list.chosen

    @property
    def insight(self) -> Insight | None:
        """What the chosen entry is like; None while it is not known, also where keys were typed
        so fast that it is still known of another one."""
        if self._found and self._found[0] is self.chosen:
            return self._found[1]
        return None

    @property
    def given(self) -> date | None:
        """The day that the analyst gave the chosen entry."""
        return self.days.get(self.chosen.id) if self.chosen else None

    @property
    def alike(self) -> Development | None:
        """The logged development that the chosen entry looks like; of several, the chosen one."""
        found = self.insight.alike if self.insight else ()
        return found[self._place].development if found else None

    @property
    def number(self) -> int:
        """How many entries wait, whether they are seen or not."""
        return len(self._all)

    def show(self, entries: list[Entry], cursor_on: str = "") -> None:
        """Show `entries`, the cursor on the one with the id `cursor_on`, else where it was or on
        the next one that is left."""
        self._all = entries
        for entry in entries:
            if entry.id not in self._folded:
                clipping = entry.clipping
                words = clipping.title, clipping.summary, clipping.publisher, entry.feed_title
                self._folded[entry.id] = fold("\n".join((*words, entry.feed)))
        self.filter(self.wanted, cursor_on)
        self._mark(entries)

    def filter(self, wanted: str, cursor_on: str = "") -> None:
        """Show those entries in which each word of `wanted` stands."""
        self.wanted = wanted
        shown = matching(self._all, self._folded, fold(wanted))
        places = {entry.id: place for place, entry in enumerate(shown)}
        cursor = next_place(self.entry_list.entries, self.entry_list.cursor, places)
        self.entry_list.show(shown, places.get(cursor_on, cursor), self._instead())

    def choose_alike(self, by: int) -> None:
        """Choose the next one, or the one before, of those that the entry looks like."""
        if self.insight and self.insight.alike:
            self._place = (self._place + by) % len(self.insight.alike)
            self._show_insight()

    def read_on(self, pages: int) -> None:
        """Move the preview by so many pages."""
        self._pane("preview").scroll(pages)

    def tell(self, sentence: str, *, trouble: bool = False) -> None:
        """Show `sentence` above the foot; `trouble` is what did not come about, and goes once
        another entry is chosen."""
        self._troubled = (self.chosen.id if self.chosen else "") if trouble else None
        words = " ".join(visible(sentence).split())
        sign = (("! ", MARK), (words, STRONG)) if trouble else ((words, _PLAIN),)
        self._pane("status").show(lambda width: styled_lines([sign], width)[:STATUS_LINES])

    def on_resize(self, event: Resize) -> None:
        width, height = event.size
        self.set_class(width >= WIDE, "-wide")
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-small")
        told = f"The window has {width} × {height}; the inbox needs {SMALLEST[0]} × {SMALLEST[1]}."
        words = f"{told} Make it larger, or press q to leave."
        self._pane("too-small").show(lambda width: styled_lines([[(words, _PLAIN)]], width))
        if self.chosen:
            self._show_insight()

    def on_line_pane_moved(self, event: LinePane.Moved) -> None:
        if event.pane.id == "preview":
            self._pane("insight").border_title = MORE if event.pane.goes_on else ""

    def on_entry_list_moved(self) -> None:
        entry, given = self.chosen, self.given
        self._found, self._place = None, 0
        if self._resting:
            self._resting.stop()
        if self._troubled is not None and self._troubled != (entry.id if entry else ""):
            self.tell("")
        self._show_head()
        self._show_insight()
        if entry is None:
            self._pane("preview").show(nothing)
            return
        self._pane("preview").show(partial(preview_lines, entry, given))
        self._resting = self.set_timer(PAUSE, partial(self._find_out, entry, given))

    @property
    def is_marked(self) -> bool:
        """Whether the list tells of all that waits now what looks like something logged."""
        return self._marked is self._all

    @work(thread=True, exclusive=True, group="marks")
    def _mark(self, entries: list[Entry]) -> None:
        # By parts, so that who decides on or leaves does not wait for thousands.
        worker = get_current_worker()
        for start in range(0, max(1, len(entries)), AT_ONCE):
            if worker.is_cancelled:
                return
            some = entries[start : start + AT_ONCE]
            self.post_message(self.Marked(entries, some, self._look_over(some)))

    def on_board_marked(self, event: Marked) -> None:
        if event.entries is not self._all:
            return
        if event.alike is not None:
            self._marks.alike.difference_update(each.id for each in event.some)
            self._marks.alike.update(event.alike)
            self.entry_list.refresh()
        if event.some[-1:] == self._all[-1:]:
            self._marked = self._all

    @work(thread=True, exclusive=True, group="insight")
    def _find_out(self, entry: Entry, given: date | None) -> None:
        self.post_message(self.Found(entry, self._look_up(entry, given)))

    def on_board_found(self, event: Found) -> None:
        self.learn(event.entry, event.insight)

    def learn(self, entry: Entry, insight: Insight) -> None:
        """Show what `entry` is like, if it is still the chosen one."""
        seen = self._marks.alike
        (seen.add if insight.alike else seen.discard)(entry.id)
        if self.chosen is entry:
            if self.insight is None:
                self._place = 0
            self._found = entry, insight
            self.entry_list.refresh()
            self._show_insight()

    def _show_head(self) -> None:
        number, shown = len(self._all), len(self.entry_list.entries)
        count = f"{number} {'entry' if number == 1 else 'entries'}"
        if self.wanted:
            count = f"{shown} of {count} with “{heading(self.wanted)}”"
        place = f"{self.entry_list.cursor + 1}/{shown}" if shown else ""

        def lines(width: int) -> list[Text]:
            left = truncate(count, max(1, width - len(place) - 9))
            gap = " " * max(1, width - display_width(left) - len(place) - 8)
            return [line((" Inbox ", STRONG), (f"{left}{gap}{place} ", _PLAIN))]

        self._pane("head").show(lines)

    def _show_insight(self) -> None:
        keys = key_of_sections(self._sections)
        roomy = self.has_class("-wide")
        telling = Telling(self.insight, self._place, self._sections, keys, roomy)
        self._pane("insight").show(telling.lines if self.chosen else nothing)
        suggestion = self.insight.suggestion if self.insight and self.chosen else None
        suggested = suggestion.section if suggestion else ""
        self._pane("foot").show(partial(footer_lines, self._sections, suggested))

    def _instead(self) -> tuple[str, ...]:
        if self.wanted and self._all:
            return (f"Nothing matches “{heading(self.wanted)}”.", "Esc shows all again.")
        return (
            "The inbox is empty.",
            "",
            "Ask the feeds:  aiwatch feeds fetch",
            "Subscribe:      aiwatch feeds add URL",
        )

    def _pane(self, name: str) -> LinePane:
        return self.query_one(f"#{name}", LinePane)
