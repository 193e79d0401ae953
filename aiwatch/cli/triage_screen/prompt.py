"""The line in which the screen asks for a word: a filter, a date, an id."""

from typing import Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

Purpose = Literal["filter", "date", "merge"]

_LABELS: dict[Purpose, str] = {"filter": "Filter", "date": "Date", "merge": "Merge into"}
_HINTS: dict[Purpose, str] = {
    "filter": "words of title, text, publisher or feed",
    "date": "12 May, yesterday, 2025-05-12",
    "merge": "an id such as 2505-k7fq3m, or last",
}


class Prompt(Horizontal):
    """Asks for one word at a time; hidden while it asks for none."""

    BINDINGS: list[BindingType] = [Binding("escape", "leave"), Binding("down,up", "done")]

    class Changed(Message):
        """Something was typed."""

        def __init__(self, purpose: Purpose, text: str) -> None:
            super().__init__()
            self.purpose: Purpose = purpose
            self.text = text

    class Done(Changed):
        """What was typed is meant."""

    class Left(Message):
        """Nothing is meant."""

        def __init__(self, purpose: Purpose) -> None:
            super().__init__()
            self.purpose: Purpose = purpose

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._purpose: Purpose = "filter"

    def compose(self) -> ComposeResult:
        yield Static(id="prompt-label", markup=False)
        yield Input(compact=True, select_on_focus=False, id="prompt-input")

    def ask(self, purpose: Purpose, text: str = "") -> None:
        """Ask for what `purpose` says, `text` being there to begin with."""
        self._purpose = purpose
        self.query_one("#prompt-label", Static).update(Text(f"{_LABELS[purpose]} ▸ "))
        field = self.query_one(Input)
        field.placeholder = _HINTS[purpose]
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self._purpose, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        self.post_message(self.Done(self._purpose, self.query_one(Input).value.strip()))

    def action_leave(self) -> None:
        self.post_message(self.Left(self._purpose))
