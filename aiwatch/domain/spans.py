"""The spans of a period that developments are counted in: its weeks, months or years."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aiwatch.domain.dates import MONTHS, Period

_WEEKS_UP_TO = 92
_MONTHS_UP_TO = 3 * 366


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of a period: what each is (`unit`: week, month or year), their `labels`, and their
    last days (`ends`) after the day before the period.

    The first label is of what is earlier than the period, the last of what is later.
    """

    unit: str
    labels: tuple[str, ...]
    ends: tuple[date, ...]

    def number(self, day: date) -> int:
        """Return the number of the label that `day` belongs under."""
        return bisect_left(self.ends, day)


def spans_of(period: Period) -> Spans:
    """Return the spans of `period`: weeks up to a quarter, months up to three years, else years;
    the first and the last as much as is in it."""
    days = (period.until - period.since).days + 1
    if days <= _WEEKS_UP_TO:
        unit, last_of, label = "week", _week_end, _days
    elif days <= _MONTHS_UP_TO:
        unit, last_of, label = "month", _month_end, _month
    else:
        unit, last_of, label = "year", _year_end, _year
    spans = list(_cut(period, last_of))
    labels = ("Earlier", *map(label, spans), "Later")
    ends = (period.since - timedelta(1), *(span.until for span in spans))
    return Spans(unit, labels, ends)


def _cut(period: Period, last_of: Callable[[date], date]) -> Iterator[Period]:
    since = period.since
    while since <= period.until:
        until = min(last_of(since), period.until)
        yield Period(since, until)
        since = until + timedelta(1)


def _week_end(day: date) -> date:
    return day + timedelta(6 - day.weekday())


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)


def _year_end(day: date) -> date:
    return date(day.year, 12, 31)


def _days(span: Period) -> str:
    """Return a label such as `12–18 May`, `28 Apr – 4 May`, `19 May`."""
    since, until = (f"{day.day} {MONTHS[day.month - 1][:3]}" for day in (span.since, span.until))
    if span.since == span.until:
        return until
    same_month = span.since.month == span.until.month
    return f"{span.since.day}–{until}" if same_month else f"{since} – {until}"


def _month(span: Period) -> str:
    return f"{MONTHS[span.since.month - 1]} {span.since.year}"


def _year(span: Period) -> str:
    return str(span.since.year)
