"""The help of the screen: every key, over what is shown."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from aiwatch.cli.triage_screen.footer import key_of_sections
from aiwatch.cli.triage_screen.line_pane import MORE, LinePane
from aiwatch.writers.styling import STRONG, TITLE, hang, line, styled_lines
from aiwatch.writers.summary import heading

_LOGGING = (
    ("Enter", "log it in the suggested section, with the suggested tags"),
    ("e", "edit it first, in your editor; an empty form logs nothing"),
    ("m", "add it as a source to what it looks like, or to an id you give"),
    ("Tab", "choose among those it looks like"),
    ("f", "log it although it looks like one that is logged"),
    ("s", "skip it: it never comes back"),
    ("d", "give it a date: 12 May, yesterday, 昨天"),
    ("u", "undo the last act on this screen; again, the one before"),
    ("o", "open its address in the browser"),
)
_MOVING = (
    ("j k ↓ ↑", "the next, the one before; PgDn and PgUp by pages"),
    ("g G", "the first, the last (Home, End)"),
    ("] [", "the next, the previous feed"),
    ("Space b", "read on in the preview, back"),
    ("/", "filter by words of title, text, publisher, feed; Esc ends it"),
    ("?  q", "this help, leave"),
    ("≈", "marks what looks like something that is logged"),
)
_LABEL = 10


class HelpScreen(ModalScreen[None]):
    """All keys; any of the usual ones closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss"),
        Binding("down,j,space,pagedown", "scroll(1)"),
        Binding("up,k,b,pageup", "scroll(-1)"),
    ]

    def __init__(self, sections: Mapping[str, str]) -> None:
        super().__init__()
        self._sections = sections

    def compose(self) -> ComposeResult:
        yield LinePane(id="help")

    def on_mount(self) -> None:
        self.query_one(LinePane).show(self._lines)

    def on_line_pane_moved(self, event: LinePane.Moved) -> None:
        event.pane.border_subtitle = MORE if event.pane.goes_on else "Esc: close"

    def action_scroll(self, pages: int) -> None:
        self.query_one(LinePane).scroll(pages)

    def _lines(self, width: int) -> Sequence[Text]:
        keys = key_of_sections(self._sections)
        into = [(key, f"log it in {heading(self._sections[name])}") for name, key in keys.items()]
        lines = [line(("Log or pass over", TITLE))]
        for key, what in (*into, *_LOGGING):
            lines += _row(key, what, width)
        lines += [line(), line(("Find your way", TITLE))]
        for key, what in _MOVING:
            lines += _row(key, what, width)
        return lines


def _row(key: str, what: str, width: int) -> list[Text]:
    words = styled_lines([[(what, Style())]], max(20, width - _LABEL))
    return hang(words, line((f"{key:{_LABEL}}", STRONG)), _LABEL)
