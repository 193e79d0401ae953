"""The axes of a chart of columns: round numbers upwards, labels of time below, thinned out."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from aiwatch.domain.dates import MONTHS
from aiwatch.domain.patterns import pattern
from aiwatch.writers.svg_words import ems, plain, shorten

_MONTH = pattern(r"([A-Z][a-z]+) (\d{4})")
_YEAR = pattern(r"\d{4}")
_WEEK = pattern(r"(\d{1,2})(?:–\d{1,2})? ([A-Z][a-z]{2})(?: – \d{1,2} [A-Z][a-z]{2})?")
_SPACE = 0.4
"""The least space between two labels, in ems."""
_MOVED = 0.8
"""How far a label at an end may be moved to stay within the drawing, in ems."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


def heights(most: int) -> list[int]:
    """Return the numbers that have a line, from 0 up to `most`, four or fewer above it."""
    step = 1
    while most // step > 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, most + 1, step))


class Tick(NamedTuple):
    """A label below a column, by its number: a line, and a second one where that changes."""

    column: int
    line: str
    below: str


class _Time(NamedTuple):
    """A label taken apart; `place` orders it among those of its kind, "" for no kind."""

    kind: str
    place: int
    line: str
    below: str


def ticks(labels: Sequence[str], pitch: float) -> list[Tick]:
    """Return which of the columns with `labels`, `pitch` ems apart, get a label: months, weeks and
    years by what is round in them (January before June), any other label if it has room."""
    times = [_time(place, label) for place, label in enumerate(labels)]
    kinds = [time.kind for time in times if time.kind]
    kind = max(set(kinds), key=kinds.count) if kinds else ""
    regular = [_regular(times, step, kind) for step in _steps(kind)]
    for chosen in regular:
        step_fits = all(
            (right.column - left.column) * pitch >= _apart(left.line, right.line)
            for left, right in pairwise(chosen)
        )
        if step_fits:
            break
    others = [
        Tick(column, shorten(time.line, 7), "")
        for column, time in enumerate(times)
        if time.kind != kind or not kind
    ]
    return _second_lines(_without_overlaps(others, chosen, pitch), pitch)


def _steps(kind: str) -> Sequence[int]:
    return _MONTH_STEPS if kind == "month" else _STEPS


def _apart(left: str, right: str) -> float:
    return (ems(left) + ems(right)) / 2 + _SPACE


def _time(place: int, label: str) -> _Time:
    label = plain(label)
    if (month := _MONTH.fullmatch(label)) and month[1] in MONTHS:
        number = MONTHS.index(month[1])
        return _Time("month", int(month[2]) * 12 + number, month[1][:3], month[2])
    if _YEAR.fullmatch(label):
        return _Time("year", int(label), label, "")
    if week := _WEEK.fullmatch(label):
        return _Time("week", place, week[1], week[2])
    return _Time("", place, label, "")


def _regular(times: list[_Time], step: int, kind: str) -> list[Tick]:
    """Return the ticks of every `step`th time; of months a year apart, the year."""
    by_year = kind == "month" and step >= 12
    return [
        Tick(column, time.below if by_year else time.line, "" if by_year else time.below)
        for column, time in enumerate(times)
        if time.kind == kind and kind and time.place % step == 0
    ]


def _without_overlaps(first: list[Tick], then: list[Tick], pitch: float) -> list[Tick]:
    """Return both in order, without those that would touch one that comes first."""
    placed: list[Tick] = []
    for tick in [*first, *then]:
        if all(
            abs(tick.column - other.column) * pitch
            >= _apart(tick.line, other.line) + _MOVED * (other in first)
            for other in placed
        ):
            placed.append(tick)
    return sorted(placed)


def _second_lines(placed: list[Tick], pitch: float) -> list[Tick]:
    """Return `placed`, a second line only where it differs from the one before; the first one
    gives way if the next is too near."""
    shown: list[Tick] = []
    latest = ""
    for tick in placed:
        changed = tick.below if tick.below != latest else ""
        latest = tick.below or latest
        before = next((other for other in reversed(shown) if other.below), None)
        if changed and before:
            room = (tick.column - before.column) * pitch
            if room < _apart(changed, before.below):
                shown[shown.index(before)] = before._replace(below="")
        shown.append(tick._replace(below=changed))
    return shown
