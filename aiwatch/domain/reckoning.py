"""Reckoning with days: from the numbers of a date, or from today, to a day or period that is there.

What is not there is refused in a sentence that quotes the text as typed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from aiwatch.domain.dates import FIRST_YEAR, LAST_YEAR, MONTHS, Period, quote
from aiwatch.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Reckoner:
    """The text `typed`, and what it may depend on: the day it is read, if that is known, and
    whether `05/04/2025` has the day first."""

    typed: str
    read_on: date | None
    day_first: bool | None

    def refusal(self, why: str, cure: str) -> InvalidInput:
        """Return the error that says why the text is refused and what to do about it."""
        return InvalidInput(f"{quote(self.typed)} {why}. {cure}")

    def no_date(self) -> InvalidInput:
        """Return the error for a text that is no date at all."""
        what = f"No date in {quote(self.typed)}" if self.typed.strip() else "No date given"
        return InvalidInput(f"{what}. Write it as 2025-05-12 or 12 May 2025.")

    @property
    def today(self) -> date:
        """The day the text is read; raises InvalidInput if it is not known."""
        if self.read_on is None:
            why = "depends on the day it is read"
            raise self.refusal(why, "Write it in full, such as 12 May 2025.")
        return self.read_on

    def year(self, year: int) -> int:
        """Return `year` if dates may have it; raises InvalidInput otherwise."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            why = f"is not within the years {FIRST_YEAR} to {LAST_YEAR}"
            raise self.refusal(why, "Check the year.")
        return year

    def months(self, year: int, month: int, count: int = 1) -> Period:
        """Return the `count` months from `month` of `year`; raises InvalidInput if there is no
        such month."""
        self.year(year)
        if not 1 <= month <= 12:
            raise self.refusal(f"is no date: there is no month {month}", "Check the month.")
        following = month - 1 + count
        until = date(year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
        return Period(date(year, month, 1), until)

    def day(self, year: int, month: int, day: int) -> date:
        """Return that day; raises InvalidInput if there is none."""
        last = self.months(year, month).until.day
        if not 1 <= day <= last:
            why = f"is no date: {MONTHS[month - 1]} {year} has {last} days"
            raise self.refusal(why, "Check the day.")
        return date(year, month, day)

    def latest(self, month: int, day: int) -> date:
        """Return the latest such day that is not after today."""
        if self.read_on is None:
            raise self.refusal("has no year", "Write it in full, such as 12 May 2025.")
        # 29 February comes at least once in nine years.
        for year in range(self.today.year, self.today.year - 9, -1):
            is_there = 1 <= day <= self.months(year, month).until.day
            if is_there and date(year, month, day) <= self.today:
                return date(year, month, day)
        return self.day(self.today.year, month, day)

    def latest_weekday(self, weekday: int) -> date:
        """Return the latest such weekday (Monday is 0) before today."""
        return self.days_later(-((self.today.weekday() - weekday - 1) % 7 + 1))

    def days_later(self, days: int) -> date:
        """Return the day so many days after today."""
        try:
            day = self.today + timedelta(days=days)
        except OverflowError:
            day = date.max
        self.year(day.year)
        return day

    def months_later(self, months: int) -> date:
        """Return the day so many months after today, the month's last if it is too short."""
        number = self.today.year * 12 + self.today.month - 1 + months
        month = self.months(number // 12, number % 12 + 1)
        return month.since.replace(day=min(self.today.day, month.until.day))

    def week(self, back: int) -> Period:
        """Return the week, Monday to Sunday, so many weeks before this one."""
        monday = -self.today.weekday() - 7 * back
        return Period(self.days_later(monday), self.days_later(monday + 6))

    def calendar_months(self, count: int, back: int) -> Period:
        """Return the month (`count` 1), quarter (3) or year (12) so many before this one."""
        into = (self.today.month - 1) % count
        first = self.months_later(-into - back * count)
        return self.months(first.year, first.month, count)
