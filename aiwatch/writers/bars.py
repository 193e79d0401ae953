"""A figure drawn with characters, the same for plain text and for the terminal.

A bar stands for the counts of its series side by side, each in a sign of its own, so that it is
read without colour. Before it stand its label and its total.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    of the series of that number, `day`, of that level, or empty for what is between them."""

    text: str
    kind: str = ""
    series: int = 0


Line = list[Piece]
"""A line, as the pieces it is made of."""


def figure_lines(figure: Figure, width: int, signs: str = SIGNS) -> list[Line]:
    """Return the lines of `figure` in `width` cells (20 or more): its title, a legend if its series
    have names, and its bars. Labels that are too long go on below themselves."""
    return _stacked(figure, width, signs, lambda counts, room: _cells(counts, figure.most, room))


def share_lines(figure: Figure, width: int, signs: str = SIGNS) -> list[Line]:
    """Return the lines of `figure` as `figure_lines` does, but with bars of one length, which show
    the share that each series has."""
    return _stacked(figure, width, signs, lambda counts, room: _whole(counts, min(room, _ENOUGH)))


def pair_lines(figure: Figure, width: int, signs: str = SIGNS) -> list[Line]:
    """Return the lines of `figure`, whose series are not parts of a whole: a line for each of
    them, the last series in the first sign."""
    most = max((count for bar in figure.bars for count in bar.counts), default=0)
    digits = len(str(most))
    named = max(map(display_width, figure.series), default=0)
    heads = [f"{name}{' ' * (named - display_width(name))}{_GAP}" for name in figure.series]
    counts = [
        [f"{head}{count:>{digits}}" for head, count in zip(heads, bar.counts, strict=True)]
        for bar in figure.bars
    ]
    last = len(figure.series) - 1

    def drawn(bar: Bar, room: int) -> list[Line]:
        pairs = [(last - series, count) for series, count in enumerate(bar.counts)]
        return [
            _bar(_cells([count], most, room) if count else [], signs, at) for at, count in pairs
        ]

    return [*title_lines(figure.title, width), *_rows(figure.bars, counts, drawn, width)]


def _stacked(
    figure: Figure, width: int, signs: str, cells: Callable[[Sequence[int], int], list[int]]
) -> list[Line]:
    """Return the lines of `figure`, a bar taking the `cells` of its counts in a room."""

    def drawn(bar: Bar, room: int) -> list[Line]:
        taken = cells(bar.counts, room) if bar.total else []
        return [_bar(taken, signs)]

    counts = [[str(bar.total)] for bar in figure.bars]
    return [
        *title_lines(figure.title, width),
        *_legend(figure, width, signs),
        *_rows(figure.bars, counts, drawn, width),
    ]


def title_lines(title: str, width: int) -> list[Line]:
    """Return the lines of a figure's title."""
    return [[Piece(words, "title")] for words in wrap(heading(title), width)]


def _rows(
    bars: Sequence[Bar],
    counts: Sequence[Sequence[str]],
    drawn: Callable[[Bar, int], list[Line]],
    width: int,
) -> Iterator[Line]:
    """Yield the lines of `bars`: label, one of its `counts`, and what is `drawn` in the room that
    is left."""
    labels = [heading(bar.label) for bar in bars]
    most = max((display_width(count) for each in counts for count in each), default=0)
    widest = max(width // 2, width - most - 2 * len(_GAP) - _ENOUGH)
    widest = max(1, min(widest, width - most - 2 * len(_GAP) - 1))
    column = min(max(map(display_width, labels), default=0), widest)
    room = max(0, min(width - column - most - 2 * len(_GAP), _LONGEST))
    for bar, label, each in zip(bars, labels, counts, strict=True):
        lines = []
        for count, signs in zip(each, drawn(bar, room), strict=True):
            number = " " * (most - display_width(count)) + count
            before = [Piece(_GAP), Piece(number, "count")]
            lines.append([*before, Piece(_GAP), *signs] if signs else before)
        for words, rest in zip_longest(wrap(label, column), lines, fillvalue=None):
            shown = words or ""
            space = " " * (column - display_width(shown)) if rest else ""
            yield [Piece(shown, "label"), Piece(space), *(rest or [])]


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


def _bar(cells: Iterable[int], signs: str, first: int = 0) -> Line:
    """Return the bar in which series, from the one of the number `first`, take so many `cells`."""
    return [
        Piece(_sign(signs, series) * number, "bar", series)
        for series, number in enumerate(cells, first)
        if number
    ]


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


def _whole(counts: Sequence[int], room: int) -> list[int]:
    """Return how many of `room` cells, all of them, each of `counts`, not all zero, takes."""
    taken = shares(counts, sum(counts), room)
    taken[counts.index(max(counts))] += room - sum(taken)
    return taken


def _sign(signs: str, series: int) -> str:
    return signs[series % len(signs)]
