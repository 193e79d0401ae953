"""The dashboard for a terminal, drawn by Rich: bars that are read without colour, too."""

from collections.abc import Iterator

from rich.style import Style
from rich.text import Text

from aiwatch.domain.dashboard import Dashboard, silence_told
from aiwatch.writers.bars import ASCII_SIGNS, SIGNS, Piece, figure_lines
from aiwatch.writers.styling import ACCENT, QUIET, STRONG, isolated, line, styled_lines
from aiwatch.writers.summary import heading

_SERIES = (ACCENT, *(Style(color=color) for color in ("yellow", "magenta", "green", "blue")))
_PLAIN = Style()


def dashboard_lines(dashboard: Dashboard, width: int, *, ascii_only: bool) -> Iterator[Text]:
    """Yield the lines of `dashboard` in `width` cells, a blank one before each figure and before
    the silences."""
    for figure in dashboard.figures:
        yield line()
        for pieces in figure_lines(figure, width, ASCII_SIGNS if ascii_only else SIGNS):
            yield line(*((isolated(piece.text), style_of(piece)) for piece in pieces))
    if dashboard.silences:
        yield line()
        told = " ".join(map(silence_told, dashboard.silences))
        yield from styled_lines([[(heading(told), _PLAIN)]], width)


def style_of(piece: Piece) -> Style:
    """Return the style of a piece of a figure."""
    if piece.kind == "bar":
        return _SERIES[piece.series % len(_SERIES)]
    if piece.kind == "day":
        return ACCENT if piece.series else QUIET
    return STRONG if piece.kind == "title" else _PLAIN
