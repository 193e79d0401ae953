"""A pane of final lines: what it shows was wrapped by our own rules and is only cut off here."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.text import Text
from textual.events import Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

Lines = Callable[[int], Sequence[Text]]
"""Makes the lines of a pane for as many cells as there are."""


def nothing(width: int) -> Sequence[Text]:
    """Make no lines."""
    return ()


MORE = "▾ Space: more"
"""Told in the border below what goes on."""


class LinePane(Widget):
    """Lines that `show` was given, those from `top` on that fit. What it is given makes them anew
    when the pane has another width."""

    class Moved(Message):
        """The pane shows something else, or another part of it."""

        def __init__(self, pane: "LinePane") -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.top = 0
        self._make: Lines = nothing
        self._made: tuple[int, Sequence[Text]] | None = None

    def show(self, make: Lines) -> None:
        """Show what `make` makes, from its beginning."""
        self._make, self._made, self.top = make, None, 0
        self.refresh(layout=True)
        self.post_message(self.Moved(self))

    @property
    def lines(self) -> Sequence[Text]:
        """What there is, seen or not, in as many cells as there are now."""
        width = self.size.width
        if self._made is None or self._made[0] != width:
            self._made = width, self._make(width)
        return self._made[1]

    @property
    def last_top(self) -> int:
        """The line that is on top when the last one is at the bottom."""
        return max(0, len(self.lines) - self.size.height)

    @property
    def goes_on(self) -> bool:
        """Whether there is more below what is seen."""
        return self.top < self.last_top

    def scroll(self, pages: int) -> None:
        """Move on by so many pages, a line of each staying in sight."""
        self.top = max(0, min(self.top + pages * max(1, self.size.height - 1), self.last_top))
        self.refresh()
        self.post_message(self.Moved(self))

    def on_resize(self, event: Resize) -> None:
        self.top = min(self.top, self.last_top)
        self.refresh(layout=True)
        self.post_message(self.Moved(self))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return how many lines there are in `width` cells."""
        return len(self._make(width))

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is seen, by how far it has moved."""
        width, number = self.size.width, self.top + y
        return strip(self.lines[number] if number < len(self.lines) else Text(), width, self)


def strip(line: Text, width: int, widget: Widget) -> Strip:
    """Return `line` as the strip of `width` cells that `widget` shows."""
    style = widget.rich_style
    segments = [segment for segment in line.render(widget.app.console) if segment.text != "\n"]
    found = Strip(Segment.apply_style(segments, style)).adjust_cell_length(width, style)
    return Strip([*found], width)
