"""Days and periods, as analysts write them in English and Chinese and as briefings show them."""

from dataclasses import dataclass
from datetime import date

from aiwatch.domain.errors import InvalidInput

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that dates may have; others are typing mistakes."""

# Not from `calendar`, whose names follow the locale.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both included.

    Raises InvalidInput if it would end before it starts.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise InvalidInput(
                f"A period cannot start on {show_day(self.since)} and end on "
                f"{show_day(self.until)}, which is earlier. Swap the two."
            )


def show_day(day: date) -> str:
    """Return `day` as people read it: `12 May 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def note_day(day: date) -> str:
    """Return `day` as a source note has it: `May 12, 2025`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def read_note_day(text: str) -> date | None:
    """Return the day of `May 12, 2025`, as `note_day` writes it; None for anything else."""
    month, _, rest = text.partition(" ")
    day, comma, year = rest.partition(", ")
    if not (comma and month in MONTHS and rest.isascii() and len(year) == 4):
        return None
    if not (day.isdigit() and len(day) <= 2 and year.isdigit()):
        return None
    try:
        found = date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def show_period(period: Period) -> str:
    """Return `period` without repeating what its ends share: `12–19 May 2025`,
    `19 April – 19 May 2025`, `28 December 2024 – 3 January 2025`; one day as `show_day` does."""
    since, until = period.since, period.until
    if since == until:
        return show_day(since)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{show_day(until)}"
    if since.year == until.year:
        return f"{since.day} {MONTHS[since.month - 1]} – {show_day(until)}"
    return f"{show_day(since)} – {show_day(until)}"


def read_day(text: str, today: date | None = None, day_first: bool | None = None) -> date:
    """Return the day that `text` names.

    `today` is what relative days (`yesterday`, `上周一`) and days without a year (`12 May`: the
    latest one not after today) count from; without it, as in notes and files, they are refused.
    `day_first` says how to read `05/04/2025`; without it, what has two readings is refused.

    Raises InvalidInput for periods, for impossible, ambiguous and partial dates, for years of two
    digits or outside 1900 to 2100, and for whatever else is no date.
    """
    found = _read(text, today, day_first)
    if isinstance(found, Period):
        raise InvalidInput(
            f"{quote(text)} is a period, {show_period(found)}. "
            f"Write one day, such as {show_day(found.since)}."
        )
    return found


def read_period(text: str, today: date, day_first: bool | None = None) -> Period:
    """Return the first and last day of what `text` names: one day (`3 weeks ago`); a calendar
    month, quarter, year or week, Monday to Sunday, whole even if it is this one (`last week`,
    `this month`); or a span until today: `30d`, `2w`, `6m`, `last 30 days` and `近30天` start on
    the day that long before today.

    The other arguments and the errors are those of `read_day`.
    """
    found = _read(text, today, day_first)
    return found if isinstance(found, Period) else Period(found, found)


def is_relative(text: str) -> bool:
    """Tell whether what `text` names depends on today, as `last week` and `12 May` do."""
    if _iso(text) or read_note_day(text):
        return False
    from aiwatch.domain import date_grammar

    return date_grammar.is_relative(text)


def quote(text: str) -> str:
    """Return the start of what was typed, 40 characters at most, in quotation marks and with
    unprintable characters as escapes."""
    shown = repr(text[:41])[1:-1]
    return f"'{shown}'" if len(shown) <= 40 else f"'{shown[:39]}…'"


def _iso(text: str) -> date | None:
    """Read `2025-05-12`; None for anything else, which the grammar reads or refuses."""
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def _read(text: str, today: date | None, day_first: bool | None) -> date | Period:
    if day := _iso(text) or read_note_day(text):
        return day
    # Only here: most dates are one of those, and the grammar takes 10 ms to compile.
    from aiwatch.domain import date_grammar

    return date_grammar.read(text, today, day_first)
