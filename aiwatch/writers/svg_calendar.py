"""The heat map of a year, as the template `calendar.svg` draws it: a column a week, a square a day.

A day without any is a dot; the more there are, the larger and darker the square, so that colour
alone tells nothing. The year stands in two rows, wide enough for a phone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from aiwatch.domain.dates import MONTHS
from aiwatch.domain.graphics import Calendar
from aiwatch.writers.svg_columns import LINE, SIZE, WIDTH
from aiwatch.writers.svg_words import ems

_WEEKS = 27
_LEFT = 40
_PITCH = (WIDTH - _LEFT) / _WEEKS
_SIDES = (0.24, 0.5, 0.64, 0.78, 0.92)
"""How long the sides of a day's square are, of its place; the first is that of no development."""


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
    first = top + LINE + 4
    key = first + rows * deep * _PITCH - LINE
    return Drawing(
        height=key + LINE + 4,
        left=_LEFT,
        pitch=_PITCH,
        top=first,
        levels=list(_levels(calendar, monday, deep)),
        months=list(_months(calendar, monday, first, deep * _PITCH)),
        weekdays=[
            (first + (row * deep + place + 0.5) * _PITCH + SIZE * 0.35, name)
            for row in range(rows)
            for place, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"))
        ],
        key=key,
    )


def _levels(calendar: Calendar, monday: date, deep: float) -> Iterator[Level]:
    """Yield the levels, that of days without any first, and from left to right in the key."""
    days = defaultdict(list)
    for number in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + timedelta(number)
        days[calendar.level(day)].append((day - monday).days)
    x = float(_LEFT)
    for number, (before, most) in enumerate(pairwise([-1, 0, *calendar.levels])):
        text = f"{most:,}" if most == before + 1 else f"{before + 1:,}–{most:,}"
        # Where there are few levels the first look is left out: one development is seen.
        look = number + (number > 0 and len(calendar.levels) < len(_SIDES) - 1)
        side = _SIDES[look]
        yield Level(look, side, "".join(_squares(days[number], side, deep)), text, x)
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
    """Yield where the name of each month stands: above the week that has its first day, the year
    in place of January and before the first one; none too near to the next one or to the edge."""
    begin = calendar.first.replace(day=1)
    starts = [calendar.first]
    while (begin := (begin + timedelta(32)).replace(day=1)) <= calendar.last:
        starts.append(begin)
    places = [divmod((start - monday).days // 7, _WEEKS) for start in starts]
    told = set[int]()
    for (row, week), after, start in zip(places, [*places[1:], (-1, 0)], starts, strict=True):
        y = first + row * deep - 5
        is_new = start.year not in told
        if is_new and start.month > 1:
            yield 0, y, str(start.year)
        name = MONTHS[start.month - 1][:3]
        if is_new and start.month == 1:
            name = str(start.year)
        told.add(start.year)
        room = ((after[1] if after[0] == row else _WEEKS) - week) * _PITCH
        if ems(name) * SIZE <= room:
            yield _LEFT + week * _PITCH, y, name
