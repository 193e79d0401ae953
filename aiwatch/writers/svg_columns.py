"""Stacked columns over time, as the template `columns.svg` draws them.

A series is one path in the chart's own measure, a column wide and a development high: the numbers
in it are the counts summed from below, so that it is small, exact and starts at zero. The sums are
drawn from the largest to the smallest, one over the other.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from markupsafe import Markup

from aiwatch.domain.dashboard import Bar, Figure
from aiwatch.writers.cells import display_width
from aiwatch.writers.svg_axis import Tick, heights, ticks
from aiwatch.writers.svg_colours import SERIES
from aiwatch.writers.svg_words import ems, marked, plain, shorten, whole
from aiwatch.writers.wrapping import line_spans

WIDTH = 400
"""How wide a drawing is; with the size of letters it is legible on a phone."""
SIZE = 13.5
"""The size of letters."""
LINE = 16
"""The height of a line of them."""

_HEIGHT = 168
_TOTALS_UP_TO = 14
_GAPS_UP_TO = 60
_SWATCH = 15
_BROADEST = 72
"""How broad a column is at most, with its gap."""
_WIDEST_LABEL = 16
"""How many cells wide the labels of series are at most, on two lines."""


class Series(NamedTuple):
    """A series as the template unpacks it: its class; its path; the lines of its label, with
    where each stands; the whole name if the label is cut; where its square stands."""

    number: int
    path: str
    lines: list[tuple[float, Markup]]
    whole: Markup
    square: float


class Columns(NamedTuple):
    """What the template is filled with; the plot is from `left` to `right` and down to `base`."""

    height: float
    left: float
    right: float
    base: float
    pitch: float
    unit: float
    grid: list[tuple[float, str]]
    ticks: list[tuple[float, str, str]]
    totals: list[tuple[float, float, str]]
    series: list[Series]


def columns(figure: Figure, top: float, *, share: bool) -> Columns:
    """Return the drawing of `figure` below `top`; of a `share`, each column is parts of 100."""
    figure = _of_few_series(figure)
    bars = figure.bars
    most = 100 if share else max(figure.most, 1)
    sums = [_sums(bar, len(bars), share=share) for bar in bars]
    named = any(figure.series) and figure.most > 0
    lines, widest = _label_lines(figure.series) if named else ([[] for _ in figure.series], 0)
    totals = [f"{bar.total:,}" for bar in bars]
    # Totals above all columns say more than lines behind them would.
    told = not share and 0 < len(bars) <= _TOTALS_UP_TO and figure.most > 0
    room = WIDTH - (widest * SIZE + _SWATCH + 7) * named - 6
    told = told and (max(map(ems, totals)) + 0.2) * SIZE * len(bars) <= room
    numbers = [] if told else [0, 50, 100] if share else heights(figure.most)
    shown = [f"{number:,}" + "%" * share for number in numbers]
    left = max(ems(number) for number in shown) * SIZE + 6 if shown else 0
    right = room
    pitch = (right - left) / max(len(bars), 1)
    if bars and pitch > _BROADEST:
        pitch = _BROADEST
        right = left + len(bars) * pitch
    top += LINE if told else 8
    height = max(_HEIGHT, sum(len(two) * LINE + 3 for two in lines))
    base, unit = top + height, height / most
    placed = [
        (_within(left + (tick.column + 0.5) * pitch, tick), tick.line, tick.below)
        for tick in ticks([bar.label for bar in bars], pitch / SIZE)
    ]
    return Columns(
        height=base + LINE * (bool(placed) + any(below for *_, below in placed)) + 8,
        left=left,
        right=right,
        base=base,
        pitch=pitch,
        unit=unit,
        grid=[(base - number * unit, text) for number, text in zip(numbers, shown, strict=True)],
        ticks=placed,
        totals=[
            (left + (place + 0.5) * pitch, base - bar.total * unit - 5, text)
            for place, (bar, text) in enumerate(zip(bars, totals, strict=True))
            if told and bar.total
        ],
        series=_series(figure, sums, lines, base, height, unit),
    )


def _within(x: float, tick: Tick) -> float:
    half = max(ems(tick.line), ems(tick.below)) * SIZE / 2
    return min(max(x, half), WIDTH - half)


def _of_few_series(figure: Figure) -> Figure:
    """Return `figure` with no more series than there are colours: the smallest ones as one."""
    if len(figure.series) <= SERIES:
        return figure
    counted = [sum(counts) for counts in zip(*(bar.counts for bar in figure.bars), strict=True)]
    order = sorted(range(len(figure.series)), key=lambda n: -counted[n] if counted else n)
    kept, rest = sorted(order[: SERIES - 1]), order[SERIES - 1 :]
    return Figure(
        figure.title,
        (*(figure.series[number] for number in kept), f"{len(rest)} others"),
        tuple(
            Bar(
                bar.label,
                (
                    *(bar.counts[number] for number in kept),
                    sum(bar.counts[number] for number in rest),
                ),
            )
            for bar in figure.bars
        ),
    )


def _sums(bar: Bar, columns: int, *, share: bool) -> list[float]:
    """Return the counts of `bar` summed from below, of a `share` in parts of 100."""
    sums = list(accumulate(bar.counts))
    if not share:
        return list(sums)
    digits = 1 if columns <= _GAPS_UP_TO else None
    return [round(100 * number / sums[-1], digits) if sums[-1] else 0 for number in sums]


def _label_lines(names: Sequence[str]) -> tuple[list[list[str]], float]:
    """Return each name on one or two lines, and how wide they are in ems."""
    told = [plain(name) for name in names]
    widest_word = max((display_width(word) for name in told for word in name.split()), default=0)
    half = max((display_width(name) // 2 + 2 for name in told), default=0)
    cells = min(max(widest_word, half, 10), _WIDEST_LABEL)
    lines = []
    for name in told:
        _, second, *_ = *(start for start, _ in line_spans(name, cells)), len(name), len(name)
        lines.append([name[:second]])
        if name[second:]:
            lines[-1].append(shorten(name[second:], cells * 0.66))
    return lines, max((ems(line.rstrip()) for two in lines for line in two), default=0)


def _series(
    figure: Figure,
    sums: list[list[float]],
    lines: list[list[str]],
    base: float,
    height: float,
    unit: float,
) -> list[Series]:
    """Return the series, the largest sums first; labels stand beside the last column that has
    anything, from below, none on another."""
    latest = next((each for each in reversed(sums) if any(each)), [0.0] * len(figure.series))
    middles = [
        base - (low + high) / 2 * unit for low, high in zip([0.0, *latest], latest, strict=False)
    ]
    places = _apart(middles, [len(two) * LINE + 3 for two in lines], base, height)
    drawn = []
    for number, (name, two) in enumerate(zip(figure.series, lines, strict=True)):
        first = places[number] - (len(two) - 1) * LINE / 2 + SIZE * 0.35
        # So many columns leave no room for whole names: the drawing would not be small.
        cut = bool(two) and two[-1].endswith("…") and len(sums) <= _GAPS_UP_TO
        drawn.append(
            Series(
                number,
                _path([each[number] for each in sums]),
                [(first + line * LINE, marked(text)) for line, text in enumerate(two) if text],
                whole(plain(name)) if cut else Markup(),
                first - SIZE * 0.35,
            )
        )
    return drawn[::-1]


def _apart(middles: list[float], lengths: list[int], base: float, height: float) -> list[float]:
    """Return the `middles`, from below, moved as little as keeps the lengths apart and inside."""
    places: list[float] = []
    floor = base + 2
    for middle, length in zip(middles, lengths, strict=True):
        places.append(min(middle, floor - length / 2))
        floor = places[-1] - length / 2
    ceiling = base - height
    for number in reversed(range(len(places))):
        places[number] = max(places[number], ceiling + lengths[number] / 2)
        ceiling = places[number] + lengths[number] / 2
    return places


def _path(tops: list[float]) -> str:
    """Return the outline of columns as high as `tops`; many of them stand without gaps."""
    gaps = len(tops) <= _GAPS_UP_TO
    pieces, level, skipped = ["M0 0"], 0.0, 0.0
    for top in tops:
        if gaps:
            if top:
                pieces.append(f"h{_number(0.1 + skipped)}V{_number(top)}h.8V0")
                skipped = 0.1
            else:
                skipped = round(skipped + 1, 1)
            continue
        if top != level and skipped:
            pieces.append(f"h{_number(skipped)}")
            skipped = 0.0
        if top != level:
            pieces.append(f"V{_number(top)}")
            level = top
        skipped += 1
    if not gaps:
        pieces.append(f"h{_number(skipped)}V0")
    return "".join(pieces)


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.removeprefix("0") if text.startswith("0.") else text
