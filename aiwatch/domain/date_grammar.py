"""The grammar of dates: what each form means, in English and Chinese.

It is ours because a date is never guessed: what could be two dates is refused with both readings.
python-dateutil is asked only about what is left (`2025, May 12`), once a day, the name of a month
and a year of four digits are known to stand there, and has to agree with them.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from aiwatch.domain.chinese_numbers import NUMERALS, to_digits
from aiwatch.domain.dates import MONTHS, Period, show_day
from aiwatch.domain.reckoning import Reckoner

LONGEST = 60
"""The most characters a date may have."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "123456日天"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNTS = {"a": 1, "an": 1} | {word: n for n, word in enumerate(_WORDS.split("|"), 1)}
_BACK = {
    "today": 0,
    "今天": 0,
    "今日": 0,
    "yesterday": 1,
    "昨天": 1,
    "昨日": 1,
    "前天": 2,
    "大前天": 3,
}
# A Chinese unit by its last character (天, 周, 星期, 礼拜, 个月, 季度, 年) as an English one.
_UNITS = dict(zip("天日周期拜月度年", "ddwwwmqy", strict=True))
_VARIANTS = str.maketrans("週禮兩個號這過‐‑‒–—−", "周礼两个号这过------")

# Rules and their parts; each is compiled when it is first tried.
_AROUND_CHINESE = r"(?<=[\u3007-\u9fff]) | (?=[\u3007-\u9fff])"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)"
)
_DAY = r"(?P<day>\d{1,2})(?P<nth>st|nd|rd|th)?"
_GAP = "[ ,./-]{1,2}"
_SEAM = "[ ,./-]{0,2}"
_UNIT = "(?P<unit>[dwmy]|days?|weeks?|months?|years?)"
_CHINESE_WEEK = "周|星期|礼拜"
_CHINESE_WEEKDAY = f"(?:{_CHINESE_WEEK})(?P<weekday>[{_CHINESE_WEEKDAYS}])"
_CHINESE_UNIT = "天|周|个?星期|个?礼拜|个月|年"
_CHINESE_WHICH = "(?P<which>上{1,2}个?|本|这个?)"


def read(text: str, today: date | None, day_first: bool | None) -> date | Period:
    """Return the day or period that `text` names, as `dates.read_day` and `dates.read_period`
    describe it. Raises InvalidInput."""
    reckoner = Reckoner(text, today, day_first)
    plain, weekday = _split_weekday(_plain(text))
    for rule, meaning in _ABSOLUTE + _RELATIVE:
        if m := re.fullmatch(rule, plain, re.ASCII):
            found = meaning(m, reckoner)
            break
    else:
        found = _free_form(plain, reckoner)
    if weekday is None:
        return found
    if isinstance(found, Period):
        raise reckoner.no_date()
    if found.weekday() != weekday:
        why = f"contradicts itself: {show_day(found)} is a {_WEEKDAYS[found.weekday()]}"
        raise reckoner.refusal(why, "Correct the weekday or the date.")
    return found


def is_relative(text: str) -> bool:
    """Tell whether what `text` names depends on today."""
    plain, _ = _split_weekday(_plain(text))
    return any(re.fullmatch(rule, plain, re.ASCII) for rule, _ in _RELATIVE)


def _plain(text: str) -> str:
    """Return `text` narrow, in lower case, with single spaces and its numbers as ASCII digits;
    empty if it cannot be a date."""
    if len(text) > LONGEST:
        return ""
    if not text.isascii():
        text = text.translate(_VARIANTS)
        # NFKC would make the footnote in `May 1², 2025` a digit of the day.
        if any(c.isnumeric() and not c.isdecimal() and c not in NUMERALS for c in text):
            return ""
        text = re.sub(" +", " ", unicodedata.normalize("NFKC", text))
        text = to_digits(re.sub(_AROUND_CHINESE, "", text))
    return re.sub(" +", " ", text.strip(" ")).lower() if text.isprintable() else ""


def _split_weekday(plain: str) -> tuple[str, int | None]:
    """Take the weekday before or after a day (`Mon, 12 May`, `5月12日(周1)`) off it."""
    for rule in (
        rf"{_WEEKDAY}\.?,? ?(?P<rest>.*\d.*)",
        rf"(?P<rest>.*\d),? ?\(?{_WEEKDAY}\.?\)?",
        rf"(?P<rest>.*\d[日号]),?\(?{_CHINESE_WEEKDAY}\)?",
    ):
        if m := re.fullmatch(rule, plain, re.ASCII):
            return m["rest"], _weekday(m)
    return plain, None


def _weekday(m: re.Match[str]) -> int:
    name = m["weekday"]
    if name in _CHINESE_WEEKDAYS:
        return min(_CHINESE_WEEKDAYS.index(name), 6)
    return next(n for n, day in enumerate(_WEEKDAYS) if day.lower().startswith(name))


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    return next(n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name))


def _year(m: re.Match[str], reckoner: Reckoner) -> int:
    digits = m["year"].lstrip("'")
    if len(digits) < 4:
        raise reckoner.refusal("has no full year", "Write its four digits, as in 12 May 2025.")
    return reckoner.year(int(digits))


def _unit(m: re.Match[str]) -> str:
    return _UNITS.get(m["unit"][-1], m["unit"][0])


def _nth(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _written(m: re.Match[str], reckoner: Reckoner) -> date | Period:
    """A month with a year, a day, or both, in whatever order."""
    parts, month = m.groupdict(), _month(m["month"])
    if "day" not in parts:
        return reckoner.months(_year(m, reckoner), month)
    day, nth = int(m["day"]), parts.get("nth")
    if nth and nth != _nth(day):
        raise reckoner.refusal(f"says '{day}{nth}'", f"Write {day}{_nth(day)}, if that is the day.")
    if "year" not in parts:
        return reckoner.latest(month, day)
    return reckoner.day(_year(m, reckoner), month, day)


def _numeric(m: re.Match[str], reckoner: Reckoner) -> date:
    """`13/04/2025` can be read in one way only, `05/04/2025` in two."""
    first, second, year = int(m[1]), int(m[3]), _year(m, reckoner)
    if first > 12 or (second <= 12 and reckoner.day_first):
        return reckoner.day(year, second, first)
    month_first = reckoner.day(year, first, second)
    if second > 12 or first == second or reckoner.day_first is False:
        return month_first
    day_first = reckoner.day(year, second, first)
    raise reckoner.refusal(
        f"could be {show_day(day_first)} or {show_day(month_first)}",
        f"Write {day_first} or {month_first}, or set day_first in aiwatch.toml.",
    )


def _timestamp(m: re.Match[str], reckoner: Reckoner) -> date:
    """The calendar date as written, whatever the zone."""
    day = reckoner.day(_year(m, reckoner), int(m["month"]), int(m["day"]))
    try:
        datetime.fromisoformat(m[0].upper())
    except ValueError:
        why = "has a time that cannot be read"
        raise reckoner.refusal(why, f"Write {day} without it.") from None
    return day


def _quarter(m: re.Match[str], reckoner: Reckoner) -> Period:
    return reckoner.months(_year(m, reckoner), 3 * int(m["quarter"]) - 2, 3)


def _whole_year(m: re.Match[str], reckoner: Reckoner) -> Period:
    return reckoner.months(_year(m, reckoner), 1, 12)


def _days_back(m: re.Match[str], reckoner: Reckoner) -> date:
    return reckoner.days_later(-_BACK[m[0]])


def _latest_weekday(m: re.Match[str], reckoner: Reckoner) -> date:
    return reckoner.latest_weekday(_weekday(m))


def _weekday_of_week(m: re.Match[str], reckoner: Reckoner) -> date:
    monday = reckoner.week(m["which"].count("上")).since
    return reckoner.days_later((monday - reckoner.today).days + _weekday(m))


def _calendar(m: re.Match[str], reckoner: Reckoner) -> Period:
    """The week, month, quarter or year that today is in, or one before it."""
    back = 1 if m["which"] in ("last", "去") else m["which"].count("上")
    if _unit(m) == "w":
        return reckoner.week(back)
    return reckoner.calendar_months({"m": 1, "q": 3, "y": 12}[_unit(m)], back)


def _ago(m: re.Match[str], reckoner: Reckoner) -> date:
    count = m["count"].strip()
    number = _COUNTS[count] if count in _COUNTS else int(count)
    if _unit(m) in "dw":
        return reckoner.days_later(-number * (7 if _unit(m) == "w" else 1))
    return reckoner.months_later(-number * (12 if _unit(m) == "y" else 1))


def _span(m: re.Match[str], reckoner: Reckoner) -> Period:
    return Period(_ago(m, reckoner), reckoner.days_later(0))


def _free_form(plain: str, reckoner: Reckoner) -> date:
    """An English day in an order that no rule has."""
    names = re.findall(_MONTH, plain)
    numbers = sorted(re.findall(r"\d+", plain, re.ASCII), key=len)
    if len(names) != 1 or [len(number) for number in numbers] not in ([1, 4], [2, 4]):
        raise reckoner.no_date()
    nth = _nth(int(numbers[0]))
    if set(re.findall("[a-z]+", plain)) - {names[0], "of", nth} or re.search(
        "[^a-z0-9 ,./-]", plain
    ):
        raise reckoner.no_date()
    day = reckoner.day(int(numbers[1]), _month(names[0]), int(numbers[0]))
    from dateutil.parser import parse

    # It fills in what it does not find: from two defaults, so that this would show.
    for default in (datetime(2001, 1, 1), datetime(2004, 12, 28, 1, 1, 1, 1)):
        try:
            found = parse(plain, default=default)
        except (ValueError, ArithmeticError, TypeError):
            raise reckoner.no_date() from None
        if found != datetime.combine(day, default.time()):
            raise reckoner.no_date()
    return day


_Rules = tuple[tuple[str, Callable[[re.Match[str], Reckoner], date | Period]], ...]

_ABSOLUTE: _Rules = (
    (r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", _written),
    (r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", _written),
    (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[t ]\d\d:\d\d.*", _timestamp),
    (r"(\d{1,2})([-/.])(\d{1,2})\2(?P<year>\d{4}|'?\d\d)", _numeric),
    (rf"{_DAY}(?: of)?{_SEAM}{_MONTH}{_SEAM}(?P<year>'?\d+)", _written),
    (rf"{_MONTH}{_SEAM}{_DAY}{_GAP}(?P<year>'?\d+)", _written),
    (rf"{_MONTH}{_SEAM}(?P<year>\d{{4,}}|'\d\d)", _written),
    (rf"(?P<year>\d{{4}}){_SEAM}{_MONTH}", _written),
    (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", _written),
    (r"(?P<year>\d+)年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]", _written),
    (r"(?P<year>\d+)年(?P<month>\d{1,2})月份?", _written),
    (r"(?P<year>\d{4})[- 年]?q(?P<quarter>[1-4])", _quarter),
    (r"q(?P<quarter>[1-4])[- ]?(?P<year>\d{4})", _quarter),
    (r"(?P<year>\d{4})年第?(?P<quarter>[1-4])季度", _quarter),
    (r"(?P<year>\d{4}|\d+(?=年))年?", _whole_year),
)

# A count has three digits at most: `2025 week` has a year in it.
_RELATIVE: _Rules = (
    ("|".join(_BACK), _days_back),
    (rf"(?:last )?{_WEEKDAY}", _latest_weekday),
    (_CHINESE_WEEKDAY, _latest_weekday),
    (_CHINESE_WHICH + _CHINESE_WEEKDAY, _weekday_of_week),
    ("(?P<which>last|this) (?P<unit>week|month|quarter|year)", _calendar),
    (rf"{_CHINESE_WHICH}(?P<unit>{_CHINESE_WEEK}|月|季度)", _calendar),
    ("(?P<which>去|今)(?P<unit>年)", _calendar),
    (rf"(?P<count>\d{{1,3}} ?|(?:an?|{_WORDS}) ){_UNIT} ago", _ago),
    (rf"(?P<count>\d{{1,3}})(?P<unit>{_CHINESE_UNIT})[之以]?前", _ago),
    (rf"(?:(?:the )?(?:last|past) )?(?P<count>\d{{1,3}} ?|(?:{_WORDS}) ){_UNIT}", _span),
    (rf"(?:最?近|过去)(?P<count>\d{{1,3}})(?P<unit>{_CHINESE_UNIT}|日)", _span),
    (rf"{_DAY}(?: of)?{_SEAM}{_MONTH}", _written),
    (rf"{_MONTH}{_SEAM}{_DAY}", _written),
    (r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]", _written),
)
