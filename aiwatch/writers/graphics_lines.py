"""The graphics dashboard drawn with characters, the same for plain text and for the terminal."""

from collections.abc import Iterator

from aiwatch.domain.dashboard import silence_told
from aiwatch.domain.dates import show_period
from aiwatch.domain.graphics import NOW, Graphics, count_told
from aiwatch.writers.bars import (
    ASCII_SIGNS,
    SIGNS,
    Line,
    Piece,
    figure_lines,
    pair_lines,
    share_lines,
    title_lines,
)
from aiwatch.writers.cells import display_width
from aiwatch.writers.heat_map import ASCII_LEVELS, LEVELS, heat_lines
from aiwatch.writers.summary import heading
from aiwatch.writers.wrapping import wrap

MEASURE = 140
"""The widest that it is set."""

_TWO_COLUMNS = 100
_BETWEEN = 4


def graphics_lines(
    graphics: Graphics, title: str, width: int, *, ascii_only: bool = False
) -> Iterator[Line]:
    """Yield the lines of `graphics` under `title` in `width` cells (20 or more): period and count,
    the figures, side by side where there is room, the silences and the calendar."""
    signs, levels = (ASCII_SIGNS, ASCII_LEVELS) if ascii_only else (SIGNS, LEVELS)
    yield from title_lines(f"{title}, {show_period(graphics.period)}", width)
    yield from _paragraph(f"{count_told(graphics)}.", width)
    columns = 2 if width >= _TWO_COLUMNS else 1
    room = (min(width, MEASURE) - _BETWEEN * (columns - 1)) // columns
    blocks = []
    for name, figure in graphics.figures.items():
        if figure.series[-1:] == (NOW,):
            blocks.append(pair_lines(figure, room, signs))
        elif name == "languages":
            blocks.append(share_lines(figure, room, signs))
        else:
            blocks.append(figure_lines(figure, room, signs))
    if columns == 2:
        yield from _beside(blocks, room)
    else:
        for block in blocks:
            yield []
            yield from block
    if graphics.silences:
        yield []
        yield from _paragraph(" ".join(map(silence_told, graphics.silences)), width)
    if graphics.calendar.counts:
        yield []
        yield from heat_lines(graphics.calendar, width, levels)


def _paragraph(words: str, width: int) -> list[Line]:
    return [[Piece(line)] for line in wrap(heading(words), width)]


def _beside(blocks: list[list[Line]], room: int) -> Iterator[Line]:
    """Yield the lines of `blocks` in two columns of `room` cells, two blocks beside each other."""
    columns: tuple[list[Line], list[Line]] = ([], [])
    for block in blocks:
        # The next one goes where there is less, so that what belongs together stays together.
        column = min(columns, key=len)
        column += [[], *block]
    left, right = columns
    for number in range(max(map(len, columns))):
        line = left[number] if number < len(left) else []
        if number < len(right) and right[number]:
            used = sum(display_width(piece.text) for piece in line)
            line = [*line, Piece(" " * (room - used + _BETWEEN)), *right[number]]
        yield line
