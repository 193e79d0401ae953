"""Horizontal bars with their labels and counts, as the template `bars.svg` draws them."""

from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dashboard import Figure
from aiwatch.writers.svg_columns import LINE, SIZE, WIDTH
from aiwatch.writers.svg_words import ems, label, plain, shorten

_MOST = 12
"""How many rows are drawn; the last line tells of the others."""
_BESIDE = 150
"""How wide a label may be to stand beside its bar; a wider one puts all above theirs."""


class Measure(NamedTuple):
    """A bar: its class, where it stands, its length and height, and what stands after it."""

    kind: str
    y: float
    length: float
    height: float
    told: str


class Row(NamedTuple):
    """A row as the template unpacks it: its label, whole if it is cut, where that stands."""

    label: Markup
    whole: Markup
    y: float
    bars: list[Measure]


class Bars(NamedTuple):
    """What the template is filled with; bars begin at `left`, 0 if labels stand above."""

    height: float
    left: float
    first: float
    last: float
    rows: list[Row]
    more: str


def bars(figure: Figure, top: float) -> Bars:
    """Return the drawing of `figure` below `top`: a row a bar, in it a bar a series."""
    shown = figure.bars[:_MOST]
    most = max((count for bar in shown for count in bar.counts), default=0)
    paired = len(figure.series) > 1
    widest = max((ems(plain(bar.label)[:200]) for bar in shown), default=0) * SIZE
    beside = widest <= _BESIDE
    left = widest + 8 if beside else 0
    counts = [_counts(figure, number) for number in range(len(shown))]
    room = WIDTH - left - max((ems(text) for row in counts for text in row), default=0) * SIZE - 8
    thick, pitch = (12.0, 14.0) if paired else (14.0, 16.0) if beside else (9.0, 13.0)
    rows, y = [], top + 4
    for bar, texts in zip(shown, counts, strict=True):
        named = label(bar.label, (left - 8 if beside else WIDTH) / SIZE)
        height = pitch * len(bar.counts)
        middle = y + height / 2 + SIZE * 0.35
        start = y if beside else y + LINE + 2
        drawn = [
            Measure(
                ("before" if number == 0 else "s0") if paired else "s0",
                start + number * pitch + (pitch - thick) / 2,
                count / most * room if most else 0,
                thick,
                text,
            )
            for number, (count, text) in enumerate(zip(bar.counts, texts, strict=True))
        ]
        rows.append(Row(named.shown, named.whole, middle if beside else y + SIZE, drawn))
        y = start + height + 8
    more = len(figure.bars) - len(shown)
    return Bars(
        height=max(y, top + 3 * LINE) + (LINE + 4 if more else 0),
        left=left,
        first=top + 2,
        last=y - 6,
        rows=rows,
        more=f"and {more:,} more" if more else "",
    )


def _counts(figure: Figure, number: int) -> list[str]:
    """Return what stands after the bars of a row: counts, in the first with the series' names."""
    names = [shorten(plain(name), 10) if number == 0 else "" for name in figure.series]
    counts = figure.bars[number].counts
    return [f"{count:,} {name}".strip() for count, name in zip(counts, names, strict=True)]
