"""The graphics dashboard for a terminal, drawn by Rich."""

from rich.console import Console, ConsoleOptions, RenderResult

from aiwatch.domain.graphics import Graphics
from aiwatch.writers.graphics_lines import graphics_lines
from aiwatch.writers.styling import isolated, line
from aiwatch.writers.terminal_dashboard import style_of


class TerminalGraphics:
    """What `console.print` draws `graphics` under `title` with, in the console's width."""

    def __init__(self, graphics: Graphics, title: str) -> None:
        self.graphics = graphics
        self.title = title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width, 20)
        shown = graphics_lines(self.graphics, self.title, width, ascii_only=options.ascii_only)
        for pieces in shown:
            yield line(*((isolated(piece.text), style_of(piece)) for piece in pieces))
