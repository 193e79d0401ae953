"""Dates and periods, read from what analysts type and written as briefings show them.

English and Chinese, full-width digits too. Nothing is ever guessed: a form that could be two days
is refused with both readings, and a part that is missing is never filled in, but for `5月12日` and
`12 May`, which mean the latest such day not after today.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from aiwatch.domain.errors import InvalidInput

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST = 60
"""The most characters a date may have; what is longer is no date."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both included; raises InvalidInput if they are reversed."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise InvalidInput(
                f"A period cannot begin on {show_day(self.since)} and end on {show_day(self.until)}."
            )


def show_day(day: date) -> str:
    """Return `day` as `12 May 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def note_day(day: date) -> str:
    """Return `day` as source notes have it: `May 12, 2025`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def show_period(period: Period) -> str:
    """Return `period` as `19 April – 19 May 2025`, `12–19 May 2025` or, for a day, that day."""
    since, until = period.since, period.until
    if since == until:
        return show_day(since)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{show_day(until)}"
    if since.year == until.year:
        return f"{since.day} {MONTHS[since.month - 1]} – {show_day(until)}"
    return f"{show_day(since)} – {show_day(until)}"


def read_day(text: str, today: date | None, day_first: bool | None = None) -> date:
    """Return the day that `text` names.

    Without `today` relative forms and days without a year are refused. `day_first` says how
    `05/04/2025` is read; None refuses it. Raises InvalidInput, with the cure.
    """
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
        try:
            return _in_range(date.fromisoformat(text))
        except ValueError:
            pass
    period = _read(text, today, day_first)
    if period.since != period.until:
        raise InvalidInput(
            f"{_quoted(text)} is more than a day ({show_period(period)}); give the day, "
            f"such as {period.since.isoformat()}."
        )
    return period.since


def read_period(text: str, today: date, day_first: bool | None = None) -> Period:
    """Return the period that `text` names: a day, a week, month, quarter or year, or the days
    from `30d` before today until today. Raises InvalidInput, with the cure."""
    return _read(text, today, day_first)


def is_relative(text: str) -> bool:
    """Tell whether what `text` names depends on today."""
    wanted = _normal(text)
    try:
        _read(text, None, True)
    except InvalidInput:
        return any(pattern.fullmatch(wanted) for pattern in _RELATIVE)
    return False


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: LONGEST * 4]).strip().lower()
    return re.sub(r" +", " ", plain)


def _quoted(text: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    return repr(shown)


def _read(text: str, today: date | None, day_first: bool | None) -> Period:
    normal = _normal(text)
    if not normal:
        raise InvalidInput("The date is empty. Write it as 2025-05-12 or 12 May 2025.")
    if len(text) > LONGEST or not normal.isprintable():
        raise _none(text)
    for pattern, read in _ABSOLUTE.items():
        found = pattern.fullmatch(normal)
        if found:
            return read(found, text)
    found = _NUMERIC.fullmatch(normal)
    if found:
        return _day(_numeric(found, text, day_first))
    for pattern, relative in _RELATIVE.items():
        found = pattern.fullmatch(normal)
        if found:
            if today is None:
                raise InvalidInput(f"The date {_quoted(text)} needs a year, such as 2025-05-12.")
            try:
                return relative(found, today, text)
            except OverflowError:
                raise InvalidInput(f"{_quoted(text)} is too long ago.") from None
    return _day(_free_form(normal, text))


def _none(text: str) -> InvalidInput:
    return InvalidInput(f"No date in {_quoted(text)}. Write it as 2025-05-12 or 12 May 2025.")


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput(f"The year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def _day(day: date) -> Period:
    return Period(day, day)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        if not 1 <= month <= 12:
            why = f"there is no month {month}"
        elif not 1 <= year <= MAXYEAR:
            why = f"there is no year {year}"
        else:
            why = f"{MONTHS[month - 1]} {year} has no day {day}"
        raise InvalidInput(f"No such date as {_quoted(text)}: {why}.") from None


def _months(year: int, month: int, count: int, text: str) -> Period:
    first = _date(year, month, 1, text)
    last = month + count - 1
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(1)
    return Period(first, end)


def _back(day: date, months: int) -> date:
    """Return the day `months` before `day`, the month's last where it has no such day."""
    number = day.year * 12 + day.month - 1 - months
    if number < 12 * FIRST_YEAR:
        raise OverflowError
    first = date(number // 12, number % 12 + 1, 1)
    end = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return first.replace(day=min(day.day, end.day))


_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS["sept"] = 9
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _number(text: str) -> int:
    """Return a number in digits, English words or Chinese characters (`二〇二五`, `二十三`)."""
    if text.isdecimal():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[sign]) for sign in text))


_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"a": 1, "an": 1}

_NAME = "(?P<month>" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = "|".join(f"{day.lower()}|{day.lower()[:3]}" for day in WEEKDAYS)
_OF_WEEK = rf"(?:(?P<weekday>{_WEEKDAY})\.?,? )?"
_ZH = "[零〇一二两三四五六七八九十]"
_ZH_YEAR = r"(?P<year>\d{4}|[零〇一二三四五六七八九]{4})\s?年"
_ZH_DAY = rf"(?P<month>\d{{1,2}}|{_ZH}{{1,2}})\s?月\s?(?P<day>\d{{1,2}}|{_ZH}{{1,3}})\s?[日号]"
_ZH_WEEKDAYS = "一二三四五六日"


def _named_day(found: re.Match[str], text: str) -> Period:
    day = _date(int(found["year"]), _MONTH_NUMBERS[found["month"]], int(found["day"]), text)
    told = found["weekday"]
    if told and not WEEKDAYS[day.weekday()].lower().startswith(told):
        raise InvalidInput(
            f"{show_day(day)} was a {WEEKDAYS[day.weekday()]}, not as {_quoted(text)} says; "
            "which of the two is wrong?"
        )
    return _day(day)


def _plain_day(found: re.Match[str], text: str) -> Period:
    parts = (_number(found[name]) for name in ("year", "month", "day"))
    return _day(_date(*parts, text))


def _compact(found: re.Match[str], text: str) -> Period:
    digits = found[0]
    return _day(_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]), text))


_ABSOLUTE: Mapping[re.Pattern[str], Callable[[re.Match[str], str], Period]] = {
    re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"): _plain_day,
    re.compile(
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[t ]\d\d:\d\d(:\d\d(\.\d+)?)?"
        r"(z|[+-]\d\d:?\d\d)?"
    ): _plain_day,
    re.compile(r"\d{8}"): _compact,
    re.compile(rf"{_ZH_YEAR}\s?{_ZH_DAY}"): _plain_day,
    re.compile(
        rf"{_OF_WEEK}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]{_NAME},?[ -](?P<year>\d{{4}})"
    ): _named_day,
    re.compile(
        rf"{_OF_WEEK}{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"
    ): _named_day,
    re.compile(rf"{_NAME},? (?P<year>\d{{4}})"): lambda found, text: _months(
        int(found["year"]), _MONTH_NUMBERS[found["month"]], 1, text
    ),
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})"): lambda found, text: _months(
        int(found["year"]), int(found["month"]), 1, text
    ),
    re.compile(rf"{_ZH_YEAR}\s?(?P<month>\d{{1,2}}|{_ZH}{{1,2}})\s?月份?"): lambda found, text: _months(
        _number(found["year"]), _number(found["month"]), 1, text
    ),
    re.compile(r"(?P<year>\d{4})[- ]?q(?P<quarter>[1-4])"): lambda found, text: _months(
        int(found["year"]), int(found["quarter"]) * 3 - 2, 3, text
    ),
    re.compile(r"q(?P<quarter>[1-4])[- ]?(?P<year>\d{4})"): lambda found, text: _months(
        int(found["year"]), int(found["quarter"]) * 3 - 2, 3, text
    ),
    re.compile(rf"{_ZH_YEAR}|(?P<plain>\d{{4}})"): lambda found, text: _months(
        _number(found["plain"] or found["year"]), 1, 12, text
    ),
}

_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")


def _numeric(found: re.Match[str], text: str, day_first: bool | None) -> date:
    one, other, year = int(found[1]), int(found[3]), found[4]
    if len(year) == 2:
        raise InvalidInput(f"The year of {_quoted(text)} needs four digits, such as 2025-05-12.")
    if one <= 12 and other <= 12 and one != other and day_first is None:
        first = _date(int(year), other, one, text)
        second = _date(int(year), one, other, text)
        raise InvalidInput(
            f"{_quoted(text)} could be {show_day(first)} or {show_day(second)}. "
            f"Write {first.isoformat()} or {second.isoformat()}, "
            "or set day_first in aiwatch.toml."
        )
    day, month = (other, one) if other > 12 or (day_first is False and one <= 12) else (one, other)
    return _date(int(year), month, day, text)


def _weekday(found: re.Match[str], today: date, text: str) -> Period:
    wanted = next(i for i, day in enumerate(WEEKDAYS) if day.lower().startswith(found["weekday"]))
    return _day(today - timedelta((today.weekday() - wanted - 1) % 7 + 1))


def _chinese_weekday(found: re.Match[str], today: date, text: str) -> Period:
    wanted = _ZH_WEEKDAYS.index("日" if found["weekday"] == "天" else found["weekday"])
    if found["last"]:
        return _day(today - timedelta(today.weekday() + 7 * len(found["last"].replace("个", "")) - wanted))
    return _day(today - timedelta((today.weekday() - wanted - 1) % 7 + 1))


def _week(found: re.Match[str], today: date, text: str) -> Period:
    monday = today - timedelta(today.weekday())
    if found["this"]:
        return Period(monday, today)
    return Period(monday - timedelta(7), monday - timedelta(1))


def _month(found: re.Match[str], today: date, text: str) -> Period:
    first = today.replace(day=1)
    if found["this"]:
        return Period(first, today)
    return Period(_back(first, 1), first - timedelta(1))


def _year(found: re.Match[str], today: date, text: str) -> Period:
    if found["this"]:
        return Period(today.replace(month=1, day=1), today)
    return _months(today.year - 1, 1, 12, text)


def _ago(found: re.Match[str], today: date, text: str) -> Period:
    count, unit = _number(found["count"]), found["unit"]
    if unit[0] in "d天日":
        day = today - timedelta(count)
    elif unit[0] in "w周星礼":
        day = today - timedelta(weeks=count)
    else:
        day = _back(today, count if unit[0] in "m个月" else 12 * count)
    if day.year < FIRST_YEAR:
        raise OverflowError
    return _day(day)


def _last(found: re.Match[str], today: date, text: str) -> Period:
    return Period(_ago(found, today, text).since, today)


def _latest(found: re.Match[str], today: date, text: str) -> Period:
    month, day = found["month"], _number(found["day"])
    number = _MONTH_NUMBERS.get(month) or _number(month)
    _date(2024, number, day, text)  # a leap year, so that only what never exists is refused
    for year in range(today.year, today.year - 9, -1):
        try:
            found_day = date(year, number, day)
        except ValueError:
            continue
        if found_day <= today:
            return _day(found_day)
    raise _none(text)


_COUNT = r"(?P<count>\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?P<unit>days?|weeks?|months?|years?)"
_RELATIVE: Mapping[re.Pattern[str], Callable[[re.Match[str], date, str], Period]] = {
    re.compile("today|now|今天|今日"): lambda _, today, text: _day(today),
    re.compile("yesterday|昨天|昨日"): lambda _, today, text: _day(today - timedelta(1)),
    re.compile("前天"): lambda _, today, text: _day(today - timedelta(2)),
    re.compile(rf"(?:last )?(?P<weekday>{_WEEKDAY})"): _weekday,
    re.compile(
        rf"(?P<last>上{{0,2}}个?)(?:周|星期|礼拜)(?P<weekday>[{_ZH_WEEKDAYS}天])"
    ): _chinese_weekday,
    re.compile("(?P<this>this week|本周|这周|本星期)|last week|上周|上个?星期"): _week,
    re.compile("(?P<this>this month|本月|这个月)|last month|上个?月"): _month,
    re.compile("(?P<this>this year|今年)|last year|去年"): _year,
    re.compile(rf"{_COUNT} {_UNIT} ago"): _ago,
    re.compile(rf"(?P<count>\d{{1,4}}|{_ZH}{{1,3}})个?(?P<unit>天|日|周|星期|礼拜|月|年)之?前"): _ago,
    re.compile(rf"(?:the )?(?:last|past) {_COUNT} {_UNIT}"): _last,
    re.compile(r"(?P<count>\d{1,4}) ?(?P<unit>[dwmy])"): _last,
    re.compile(rf"(?:最近|近|过去)(?P<count>\d{{1,4}}|{_ZH}{{1,3}})个?(?P<unit>天|日|周|星期|月|年)"): _last,
    re.compile(_ZH_DAY): _latest,
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_NAME}"): _latest,
    re.compile(rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"): _latest,
}

_FREE = re.compile(r"[a-z0-9 ,.'/-]{8,40}")


def _free_form(normal: str, text: str) -> date:
    """Return a day in any other English form that names day, month and year, by dateutil, which
    fills in what is missing: so it is asked twice, and both answers must be the same day."""
    names = re.findall("[a-z]+", normal)
    if not _FREE.fullmatch(normal) or not any(name in _MONTH_NUMBERS for name in names):
        raise _none(text)
    if not re.search(r"(?<!\d)\d{4}(?!\d)", normal) or re.search(r"\d{5}", normal):
        raise _none(text)
    from datetime import datetime

    from dateutil import parser

    try:
        days = {
            parser.parse(normal, default=datetime(year, month, day)).date()
            for year, month, day in ((2001, 1, 1), (2004, 12, 28))
        }
    except (ValueError, OverflowError, TypeError):
        raise _none(text) from None
    if len(days) != 1:
        raise _none(text)
    return _in_range(days.pop())
