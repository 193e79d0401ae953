"""The heat map of a year, as the template `calendar.svg` draws it: a column a week, a square a day.

A day without any is a dot; the more there are, the larger and darker the square, so that colour
alone tells nothing. The year stands in two rows, wide enough for a phone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple, Protocol

from aiwatch.domain.dates import MONTHS
from aiwatch.writers.svg_columns import LINE, SIZE, WIDTH
from aiwatch.writers.svg_words import ems

_WEEKS = 27
_LEFT = 35
_PITCH = (WIDTH - _LEFT) / _WEEKS
_SIDES = (0.24, 0.5, 0.64, 0.78, 0.92)
"""How long the sides of a day's square are, of its place; the first is that of no development."""


class Calendar(Protocol):
    """The days from `first` to `last` and the counts of those that have any."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def counts(self) -> Mapping[date, int]: ...


class Level(NamedTuple):
    """How days of one level are drawn, and what they stand for; where in the key, 0 if nowhere."""

    number: int
    side: float
    path: str
    range: str
    x: float


class Drawing(NamedTuple):
    """What the template is filled with: the levels of each row of weeks, and the names."""

    height: float
    left: float
    pitch: float
    top: float
    levels: list[Level]
    months: list[tuple[float, float, str]]
    weekdays: list[tuple[float, str]]
    key: float


def drawing(calendar: Calendar, top: float) -> Drawing:
    """Return the drawing of `calendar` below `top`."""
    monday = calendar.first - timedelta(calendar.first.weekday())
    weeks = (calendar.last - monday).days // 7 + 1
    rows = ceil(weeks / _WEEKS)
    deep = 7 + (LINE + 10) / _PITCH
    days = defaultdict(list)
    limits = _limits(max(calendar.counts.values(), default=0))
    for number in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + timedelta(number)
        count = calendar.counts.get(day, 0)
        days[sum(count > limit for limit in limits)].append((day - monday).days)
    first = top + LINE + 4
    key = first + rows * deep * _PITCH + 2
    return Drawing(
        height=key + LINE + 4,
        left=_LEFT,
        pitch=_PITCH,
        top=first,
        levels=list(_levels(days, limits, deep)),
        months=list(_months(calendar, monday, first, deep * _PITCH)),
        weekdays=[
            (first + (row * deep + place + 0.5) * _PITCH + SIZE * 0.35, name)
            for row in range(rows)
            for place, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"))
        ],
        key=key,
    )


def _limits(most: int) -> list[int]:
    """Return the largest counts of the levels but the last: 0, and up to three more, so that a
    level is about twice the one before."""
    if most <= 4:
        return list(range(most))
    return sorted({0, *(max(1, round(most * part)) for part in (0.12, 0.28, 0.55))})


def _levels(
    days: Mapping[int, Sequence[int]], limits: Sequence[int], deep: float
) -> Iterator[Level]:
    most = len(limits)
    x = float(_LEFT)
    for number in range(most + 1):
        low = limits[number - 1] + 1 if number else 0
        high = limits[number] if number < most else None
        text = f"{low:,}" if high == low else f"{low:,}–{high:,}" if high else f"{low:,} or more"
        if number == most == 0:
            text = "0"
        # With few levels the last ones are used: one development is seen.
        look = number if most >= 4 or not number else number + (1 if most < 4 else 0)
        side = _SIDES[look]
        yield Level(look, side, "".join(_squares(days.get(number, ()), side, deep)), text, x)
        x += _PITCH + 6 + ems(text) * SIZE + 14


def _squares(days: Sequence[int], side: float, deep: float) -> Iterator[str]:
    """Yield the squares of `days` after the first Monday, as strokes as wide as they are long."""
    for day in days:
        week, weekday = divmod(day, 7)
        row, column = divmod(week, _WEEKS)
        x = column + (1 - side) / 2
        y = row * deep + weekday + 0.5
        yield f"M{_short(x)} {_short(y)}h{_short(side)}"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def _months(
    calendar: Calendar, monday: date, first: float, deep: float
) -> Iterator[tuple[float, float, str]]:
    """Yield where the name of each month stands, in the week that has its first day, with its year
    where that is new; a month that begins too near to the next one or the edge has none."""
    begin = calendar.first.replace(day=1)
    starts = [calendar.first]
    while (begin := (begin + timedelta(32)).replace(day=1)) <= calendar.last:
        starts.append(begin)
    places = [divmod((start - monday).days // 7, _WEEKS) for start in starts]
    year = 0
    for (row, week), after, start in zip(places, [*places[1:], (-1, 0)], starts, strict=True):
        room = ((after[1] if after[0] == row else _WEEKS) - week) * _PITCH
        short = MONTHS[start.month - 1][:3]
        long = f"{short} {start.year}"
        fitting = [name for name in (long, short) if ems(name) * SIZE <= room]
        if start.year == year:
            fitting = fitting[-1:]
        if not fitting:
            continue
        if fitting[0] == long:
            year = start.year
        yield _LEFT + week * _PITCH, first + row * deep - 5, fitting[0]
