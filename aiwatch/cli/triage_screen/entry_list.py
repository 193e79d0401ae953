"""The list of what waits: a line an entry, one of them chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from aiwatch.cli.triage_screen.line_pane import strip
from aiwatch.domain.dates import MONTHS
from aiwatch.domain.entry import Entry
from aiwatch.writers.cells import pad, truncate
from aiwatch.writers.styling import ACCENT, MARK, QUIET, line
from aiwatch.writers.summary import heading

_CHOSEN = Style(reverse=True, bold=True)


@dataclass(frozen=True)
class Marks:
    """What the list tells of entries beside what their feeds say: the ids of those that look like
    something logged, and the days that the analyst gave."""

    alike: set[str]
    days: dict[str, date]


class EntryList(Widget, can_focus=True):
    """The entries, of which those that fit are seen; `cursor` is the place of the chosen one."""

    class Moved(Message):
        """Another entry is chosen, or none any more."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)"),
        Binding("up,k", "move(-1)"),
        Binding("pagedown,ctrl+f,ctrl+d", "page(1)"),
        Binding("pageup,ctrl+b,ctrl+u", "page(-1)"),
        Binding("home,g", "first"),
        Binding("end,G,shift+g", "last"),
        Binding("right_square_bracket", "feed(1)"),
        Binding("left_square_bracket", "feed(-1)"),
    ]

    def __init__(self, today: date, marks: Marks, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.entries: Sequence[Entry] = ()
        self.cursor = 0
        self.instead: Sequence[str] = ()
        self._top = 0
        self._today = today
        self._marks = marks

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor; None if there is none."""
        return self.entries[self.cursor] if self.entries else None

    def show(self, entries: Sequence[Entry], cursor: int, instead: Sequence[str] = ()) -> None:
        """Show `entries`, the one at `cursor` chosen, or the sentences `instead` if there are
        none."""
        self.entries, self.instead = entries, instead
        self.cursor = max(0, min(cursor, len(entries) - 1))
        self._follow()

    def move_to(self, place: int) -> None:
        """Choose the entry at `place`, or the one nearest to it."""
        place = max(0, min(place, len(self.entries) - 1))
        if place != self.cursor:
            self.cursor = place
            self._follow()

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.move_to(self.cursor + by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(len(self.entries) - 1)

    def action_feed(self, by: int) -> None:
        """Choose the next entry, or the one before, that is from another feed."""
        here = self.chosen
        place = self.cursor
        while here and 0 <= place < len(self.entries):
            if self.entries[place].feed != here.feed:
                self.move_to(place)
                return
            place += by

    def on_resize(self, event: Resize) -> None:
        self._keep_in_sight()

    def _follow(self) -> None:
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height)
        around = 1 if height > 4 else 0
        top = min(self._top, self.cursor - around)
        top = max(top, self.cursor + around - height + 1)
        self._top = max(0, min(top, len(self.entries) - height))

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is seen."""
        width, place = self.size.width, self._top + y
        if not self.entries:
            told = self.instead[y - 1] if 0 < y <= len(self.instead) else ""
            return strip(line((f"  {truncate(told, width - 2)}", Style())), width, self)
        if place >= len(self.entries):
            return strip(Text(), width, self)
        entry = self.entries[place]
        row = entry_line(
            entry,
            width,
            self._today,
            self._marks.days.get(entry.id, entry.clipping.published),
            alike=entry.id in self._marks.alike,
            chosen=place == self.cursor,
        )
        return strip(row, width, self)


def entry_line(
    entry: Entry, width: int, today: date, day: date | None, *, alike: bool, chosen: bool
) -> Text:
    """Return the line of `entry` in `width` cells: its `day`, publisher and title."""
    clipping = entry.clipping
    who = heading(clipping.publisher or entry.feed_title)
    room = min(18, max(8, width // 5))
    title = heading(clipping.title or clipping.summary or clipping.url)
    sign = "▸" if chosen else " "
    parts = [
        (sign, ACCENT),
        ("≈ " if alike else "  ", MARK),
        (pad(short_day(day, today), 6), QUIET),
        (f"  {pad(truncate(who, room), room)}  ", ACCENT),
        (pad(truncate(title, width - room - 14), width - room - 13), Style()),
    ]
    if chosen:
        return line(*((words, _CHOSEN) for words, _ in parts))
    return line(*parts)


def short_day(day: date | None, today: date) -> str:
    """Return `day` in at most six cells: `12 May`, of another year than today's the year alone."""
    if day is None:
        return "—"
    if day.year != today.year:
        return str(day.year)
    return f"{day.day:2} {MONTHS[day.month - 1][:3]}"


def matching(entries: Sequence[Entry], folded: dict[str, str], wanted: str) -> list[Entry]:
    """Return those of `entries` in which each word of `wanted`, folded, stands; `folded` is the
    text that is searched by an entry's id."""
    words = wanted.split()
    return [entry for entry in entries if all(word in folded[entry.id] for word in words)]


def next_place(before: Sequence[Entry], cursor: int, places: Mapping[str, int]) -> int:
    """Return the place, of those in `places` by id, of the entry that was under the `cursor`
    in `before`, else of the first one after it that is still there, else the last place; the
    first place where there was none."""
    for entry in before[cursor:]:
        if entry.id in places:
            return places[entry.id]
    return len(places) - 1 if before else 0
