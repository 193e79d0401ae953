"""A figure drawn with characters, the same for plain text and for the terminal.

A bar stands for the counts of its series side by side, each in a sign of its own, so that it is
read without colour. Before it stand its label and its total.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from aiwatch.domain.dashboard import Bar, Figure
from aiwatch.domain.text import visible
from aiwatch.writers.cells import display_width
from aiwatch.writers.summary import heading
from aiwatch.writers.wrapping import wrap

SIGNS = "█░▓▒#=+o*x"
ASCII_SIGNS = "#=+o*x%:.-"
"""The signs of a figure's series; neighbours differ in how much ink they have."""

_GAP = "  "
_LONGEST = 40
"""The most cells that a bar takes."""
_ENOUGH = 24
"""The cells for bars that labels leave free, if they need half of the width."""
_WIDEST = 3
"""The most cells that stand for one development."""


class Piece(NamedTuple):
    """A piece of a line: its text, visible; `kind` is `title`, `label`, `count` or `bar`, which is
    of the series of that number, or empty for what is between them."""

    text: str
    kind: str = ""
    series: int = 0


def figure_lines(figure: Figure, width: int, signs: str = SIGNS) -> list[list[Piece]]:
    """Return the lines of `figure` in `width` cells (20 or more): its title, a legend if its series
    have names, and its bars. Labels that are too long go on below themselves."""
    title = heading(figure.title)
    lines = [[Piece(words, "title")] for words in wrap(title, width)]
    lines += _legend(figure, width, signs)
    labels = [heading(bar.label) for bar in figure.bars]
    most = len(str(figure.most))
    widest = max(width // 2, width - most - 2 * len(_GAP) - _ENOUGH)
    column = min(max(map(display_width, labels), default=0), widest)
    room = min(width - column - most - 2 * len(_GAP), _LONGEST)
    for bar, label in zip(figure.bars, labels, strict=True):
        cells = [[Piece(_GAP), Piece(str(bar.total).rjust(most), "count")]]
        if bar.total:
            cells[0].append(Piece(_GAP))
            cells[0] += _bar(bar, figure.most, room, signs)
        for words, rest in zip_longest(wrap(label, column), cells, fillvalue=None):
            shown = words or ""
            space = " " * (column - display_width(shown)) if rest else ""
            lines.append([Piece(shown, "label"), Piece(space), *(rest or [])])
    return lines


def _legend(figure: Figure, width: int, signs: str) -> list[list[Piece]]:
    """Return the lines that say which sign is whose, and how many each has in all."""
    lines: list[list[Piece]] = []
    used = width
    for series, name in enumerate(figure.series):
        if not name:
            continue
        total = sum(bar.counts[series] for bar in figure.bars)
        words = wrap(" ".join([*visible(name).split(), str(total)]), width - 2)
        needed = 2 + display_width(words[0])
        if used + len(_GAP) + needed > width or len(words) > 1:
            lines.append([])
            used = -len(_GAP)
        else:
            lines[-1].append(Piece(_GAP))
        used += len(_GAP) + needed
        lines[-1] += [Piece(_sign(signs, series), "bar", series), Piece(f" {words[0]}")]
        for further in words[1:]:
            lines.append([Piece(f"  {further}")])
            used = width
    return lines


def _bar(bar: Bar, most: int, room: int, signs: str) -> Iterable[Piece]:
    for series, cells in enumerate(_cells(bar.counts, most, room)):
        if cells:
            yield Piece(_sign(signs, series) * cells, "bar", series)


def _cells(counts: Sequence[int], most: int, room: int) -> list[int]:
    """Return how many cells each of `counts` takes if `most` takes `room` of them at the most."""
    if most <= room:
        each = min(room // most, _WIDEST)
        return [count * each for count in counts]
    return shares(counts, most, room)


def shares(counts: Sequence[int], most: int, room: int) -> list[int]:
    """Return how much of `room` each of `counts` takes where `most` takes all of it; one that is
    not zero has 1, as long as there is enough."""
    taken = [max(1, round(count * room / most)) if count else 0 for count in counts]
    while sum(taken) > room:
        longest = max(range(len(taken)), key=lambda series: (taken[series], series))
        taken[longest] -= 1
    return taken


def _sign(signs: str, series: int) -> str:
    return signs[series % len(signs)]
