"""A calendar drawn with characters: a week a column, the fuller a day the more ink."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from aiwatch.domain.dates import MONTHS, Period, show_period
from aiwatch.domain.graphics import Calendar
from aiwatch.writers.bars import Line, Piece, title_lines
from aiwatch.writers.cells import display_width

LEVELS = "·░▒▓█"
ASCII_LEVELS = ".:+*#"
"""The signs of a day's level, from nothing; each has more ink than the one before."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MARGIN = len("Mon ")
_GAP = 2


def heat_lines(calendar: Calendar, width: int, signs: str = LEVELS) -> list[Line]:
    """Return the lines of `calendar` in `width` cells: its title, the months, the days of its
    latest weeks, as many as there is room for, and what the signs mean."""
    mondays = list(_mondays(calendar))
    step = 2 if _MARGIN + 2 * len(mondays) <= width else 1
    mondays = mondays[-((width - _MARGIN) // step) :]
    since = max(mondays[0], calendar.first)
    period = Period(since, calendar.last)
    lines = title_lines(f"Developments by day, {show_period(period)}", width)
    lines.append([Piece(" " * _MARGIN + _months(mondays, step), "label")])
    for number, name in enumerate(_DAYS):
        days = [monday + timedelta(number) for monday in mondays]
        lines.append(
            [
                Piece(f"{name} ", "label"),
                *(_sign(calendar, day, signs, " " * (step - 1)) for day in days),
            ]
        )
    return lines + _legend(calendar.levels, width, signs)


def _mondays(calendar: Calendar) -> Iterator[date]:
    day = calendar.first - timedelta(calendar.first.weekday())
    while day <= calendar.last:
        yield day
        day += timedelta(7)


def _sign(calendar: Calendar, day: date, signs: str, space: str) -> Piece:
    if not calendar.first <= day <= calendar.last:
        return Piece(f" {space}")
    level = calendar.level(day)
    return Piece(signs[level] + space, "day", level)


def _months(mondays: Sequence[date], step: int) -> str:
    """Return the line of months, each above the week that has its first day; one that the next
    would run into is left out."""
    starts = [(0, mondays[0])]
    for place, (before, monday) in enumerate(pairwise(mondays), 1):
        first = (monday + timedelta(6)).replace(day=1)
        if before + timedelta(6) < first:
            starts.append((place, first))
    line = ""
    for number, (place, day) in enumerate(starts):
        name = MONTHS[day.month - 1][:3]
        # One more after the last, which no other name follows.
        ends = starts[number + 1][0] if number + 1 < len(starts) else len(mondays) + 1
        if (ends - place) * step > len(name):
            line = line.ljust(place * step) + name
    return line


def _legend(levels: Sequence[int], width: int, signs: str) -> list[Line]:
    """Return the lines that tell which counts have which sign."""
    told = ["none"]
    for below, most in pairwise((0, *levels)):
        told.append(str(most) if most == below + 1 else f"{below + 1:,}–{most:,}")
    lines: list[Line] = []
    used = width
    for level, words in enumerate(told):
        needed = 2 + display_width(words)
        if used + _GAP + needed > width:
            lines.append([Piece(" " * _MARGIN)])
            used = _MARGIN - _GAP
        else:
            lines[-1].append(Piece(" " * _GAP))
        lines[-1] += [Piece(signs[level], "day", level), Piece(f" {words}")]
        used += _GAP + needed
    return lines
