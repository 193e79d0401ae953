"""Dates as analysts write them, in English and Chinese, read on Monday, 19 May 2025."""

import locale
import subprocess
import sys
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.domain.chinese_numbers import read_number
from aiwatch.domain.dates import (
    Period,
    is_relative,
    note_day,
    read_day,
    read_period,
    show_day,
    show_period,
)
from aiwatch.domain.errors import AiwatchError, InvalidInput

TODAY = date(2025, 5, 19)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))

WRITTEN_12_MAY = """
2025-05-12
2025-5-12
2025/5/12
2025/05/12
2025.05.12
20250512
2025-05-12T08:00:00Z
2025-05-12T23:59:59.5+08:00
2025-05-12 08:00
12 May 2025
  12   May 2025
12 MAY 2025
12 May, 2025
12-May-2025
12May2025
12. May 2025
12th May 2025
12th of May, 2025
May 12, 2025
May 12 2025
May 12,2025
may 12th, 2025
Monday, 12 May 2025
Mon 12 May 2025
Mon., May 12, 2025
May 12, 2025 (Monday)
Monday 2025-05-12
2025 May 12
2025, May 12th
12 of May of 2025
2025年5月12日
2025年05月12号
2025 年 5 月 12 日
2025年5月12日 星期一
2025年5月12日（周一）
二〇二五年五月十二日
二零二五年五月十二日
２０２５年５月１２日
２０２５－０５－１２
Ｍａｙ　１２，　２０２５
2025–05–12
""".strip("\n").split("\n")

OTHER_DAYS = {
    "Apr. 9, 2025": date(2025, 4, 9),
    "3 Sept 2024": date(2024, 9, 3),
    "21st June 2024": date(2024, 6, 21),
    "22nd Feb 2025": date(2025, 2, 22),
    "3rd Aug. 2024": date(2024, 8, 3),
    "11th Nov 2024": date(2024, 11, 11),
    "29 February 2024": date(2024, 2, 29),
    "1 January 1900": date(1900, 1, 1),
    "December 31, 2100": date(2100, 12, 31),
    "13/04/2025": date(2025, 4, 13),
    "04/13/2025": date(2025, 4, 13),
    "30.4.2025": date(2025, 4, 30),
    "5/5/2025": date(2025, 5, 5),
    "二〇二四年十二月三十一日": date(2024, 12, 31),
    "二〇二四年十一月廿五日": date(2024, 11, 25),
    "2024年十月3日": date(2024, 10, 3),
}

RELATIVE_DAYS = {
    "today": date(2025, 5, 19),
    "Today": date(2025, 5, 19),
    "yesterday": date(2025, 5, 18),
    "monday": date(2025, 5, 12),
    "last Monday": date(2025, 5, 12),
    "sunday": date(2025, 5, 18),
    "tue": date(2025, 5, 13),
    "3 weeks ago": date(2025, 4, 28),
    "two weeks ago": date(2025, 5, 5),
    "a month ago": date(2025, 4, 19),
    "30 days ago": date(2025, 4, 19),
    "twelve months ago": date(2024, 5, 19),
    "1 year ago": date(2024, 5, 19),
    "12 May": date(2025, 5, 12),
    "19 May": date(2025, 5, 19),
    "20 May": date(2024, 5, 20),
    "May 12": date(2025, 5, 12),
    "Dec. 24th": date(2024, 12, 24),
    "29 February": date(2024, 2, 29),
    "Monday, 12 May": date(2025, 5, 12),
    "今天": date(2025, 5, 19),
    "昨天": date(2025, 5, 18),
    "昨日": date(2025, 5, 18),
    "前天": date(2025, 5, 17),
    "大前天": date(2025, 5, 16),
    "周一": date(2025, 5, 12),
    "週五": date(2025, 5, 16),
    "星期天": date(2025, 5, 18),
    "礼拜三": date(2025, 5, 14),
    "上周一": date(2025, 5, 12),
    "上周日": date(2025, 5, 18),
    "上星期五": date(2025, 5, 16),
    "上個星期五": date(2025, 5, 16),
    "上上周五": date(2025, 5, 9),
    "本周一": date(2025, 5, 19),
    "3天前": date(2025, 5, 16),
    "３天前": date(2025, 5, 16),
    "两周前": date(2025, 5, 5),
    "兩個星期前": date(2025, 5, 5),
    "三个月前": date(2025, 2, 19),
    "十二天之前": date(2025, 5, 7),
    "一年前": date(2024, 5, 19),
    "5月12日": date(2025, 5, 12),
    "五月二十日": date(2024, 5, 20),
    "１２月１日": date(2024, 12, 1),
    "5月12日，星期一": date(2025, 5, 12),
}

WRITTEN_PERIODS = {
    "May 2025": "1–31 May 2025",
    "Feb. 2024": "1–29 February 2024",
    "2025 May": "1–31 May 2025",
    "2025-05": "1–31 May 2025",
    "2025/5": "1–31 May 2025",
    "2025年5月": "1–31 May 2025",
    "二〇二五年五月份": "1–31 May 2025",
    "2024-12": "1–31 December 2024",
    "2025-Q2": "1 April – 30 June 2025",
    "Q4 2024": "1 October – 31 December 2024",
    "2025q1": "1 January – 31 March 2025",
    "2025年第二季度": "1 April – 30 June 2025",
    "2025": "1 January – 31 December 2025",
    "2025年": "1 January – 31 December 2025",
    "2100": "1 January – 31 December 2100",
}

RELATIVE_PERIODS = {
    "last week": "12–18 May 2025",
    "this week": "19–25 May 2025",
    "last month": "1–30 April 2025",
    "this month": "1–31 May 2025",
    "last quarter": "1 January – 31 March 2025",
    "last year": "1 January – 31 December 2024",
    "30d": "19 April – 19 May 2025",
    "30D": "19 April – 19 May 2025",
    "30 days": "19 April – 19 May 2025",
    "last 30 days": "19 April – 19 May 2025",
    "the past two weeks": "5–19 May 2025",
    "2w": "5–19 May 2025",
    "6m": "19 November 2024 – 19 May 2025",
    "1y": "19 May 2024 – 19 May 2025",
    "上周": "12–18 May 2025",
    "上个星期": "12–18 May 2025",
    "上上周": "5–11 May 2025",
    "本周": "19–25 May 2025",
    "這週": "19–25 May 2025",
    "上个月": "1–30 April 2025",
    "上月": "1–30 April 2025",
    "本月": "1–31 May 2025",
    "上季度": "1 January – 31 March 2025",
    "去年": "1 January – 31 December 2024",
    "今年": "1 January – 31 December 2025",
    "近30天": "19 April – 19 May 2025",
    "最近两周": "5–19 May 2025",
    "过去三个月": "19 February – 19 May 2025",
}

REFUSED = {
    "05/04/2025": "'05/04/2025' could be 5 April 2025 or 4 May 2025. "
    "Write 2025-04-05 or 2025-05-04, or set day_first in aiwatch.toml.",
    "5.4.2025": "'5.4.2025' could be 5 April 2025 or 4 May 2025. "
    "Write 2025-04-05 or 2025-05-04, or set day_first in aiwatch.toml.",
    "2025-02-30": "'2025-02-30' is no date: February 2025 has 28 days. Check the day.",
    "31 April 2025": "'31 April 2025' is no date: April 2025 has 30 days. Check the day.",
    "31/04/2025": "'31/04/2025' is no date: April 2025 has 30 days. Check the day.",
    "30 February": "'30 February' is no date: February 2025 has 28 days. Check the day.",
    "2025 April 31": "'2025 April 31' is no date: April 2025 has 30 days. Check the day.",
    "0 May 2025": "'0 May 2025' is no date: May 2025 has 31 days. Check the day.",
    "2025年2月30日": "'2025年2月30日' is no date: February 2025 has 28 days. Check the day.",
    "2025-13-01": "'2025-13-01' is no date: there is no month 13. Check the month.",
    "2025年13月": "'2025年13月' is no date: there is no month 13. Check the month.",
    "20/20/2025": "'20/20/2025' is no date: there is no month 20. Check the month.",
    "1899-12-31": "'1899-12-31' is not within the years 1900 to 2100. Check the year.",
    "1 Jan 2101": "'1 Jan 2101' is not within the years 1900 to 2100. Check the year.",
    "May 12, 20255": "'May 12, 20255' is not within the years 1900 to 2100. Check the year.",
    "200 years ago": "'200 years ago' is not within the years 1900 to 2100. Check the year.",
    "999y": "'999y' is not within the years 1900 to 2100. Check the year.",
    "12 May 25": "'12 May 25' has no full year. Write its four digits, as in 12 May 2025.",
    "12 May '25": "'12 May '25' has no full year. Write its four digits, as in 12 May 2025.",
    "12/05/25": "'12/05/25' has no full year. Write its four digits, as in 12 May 2025.",
    "25年5月12日": "'25年5月12日' has no full year. Write its four digits, as in 12 May 2025.",
    "Tuesday, 12 May 2025": "'Tuesday, 12 May 2025' contradicts itself: 12 May 2025 is a Monday. "
    "Correct the weekday or the date.",
    "2025年5月12日（周日）": "'2025年5月12日（周日）' contradicts itself: 12 May 2025 is a Monday. "
    "Correct the weekday or the date.",
    "12st May 2025": "'12st May 2025' says '12st'. Write 12th, if that is the day.",
    "2025-05-12T28:00": "'2025-05-12T28:00' has a time that cannot be read. "
    "Write 2025-05-12 without it.",
    "": "No date given. Write it as 2025-05-12 or 12 May 2025.",
    "   ": "No date given. Write it as 2025-05-12 or 12 May 2025.",
    "mai 12": "No date in 'mai 12'. Write it as 2025-05-12 or 12 May 2025.",
}

NO_DATE = [
    *("soon", "May", "5月", "12", "5/12", "1/2", "202505", "next week", "上周末", "12 Mai 2025"),
    *("May 1-7, 2025", "12 or 13 May 2025", "12 May 2025 13", "12 May 2025 08:00", "May/June 2025"),
    *(
        "Mon, 12 May 2025 08:00:00 +0800",
        "2025-W20-1",
        "2025-05/12",
        "2025-Q5",
        "-5d",
        "1e3d",
        "2025 week",
    ),
    *("Mon May 2025", "May 12, 2025\nand more", "12\tMay 2025", "2025-05-12\n", "2025-05-12\x00"),
    *(
        "三五天前",
        "3 十天前",
        "十2日",
        "二三月",
        "半年前",
        "12月前",
        "一百天前",
        "2025年5月12日前后",
    ),
    # Footnotes, circled and other scripts' digits are no part of a date.
    *("May 1², 2025", "May 12, 2025²", "① May 2025", "2025-05-1২", "١٢ May 2025", "½ May 2025"),
    *("May 12, 2025 \u200b", "\udc80", "12 May 2025" + " " * 50),
]


@pytest.mark.parametrize("text", WRITTEN_12_MAY)
def test_a_full_date_needs_no_today(text: str) -> None:
    assert read_day(text, None) == date(2025, 5, 12)
    assert read_period(text, date(1999, 1, 1)) == Period(date(2025, 5, 12), date(2025, 5, 12))
    assert not is_relative(text)


@pytest.mark.parametrize(("text", "day"), OTHER_DAYS.items())
def test_other_days(text: str, day: date) -> None:
    assert read_day(text, None) == day


@pytest.mark.parametrize(("text", "day"), RELATIVE_DAYS.items())
def test_a_relative_day_counts_from_today(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day
    assert read_period(text, TODAY) == Period(day, day)
    assert is_relative(text)
    with pytest.raises(InvalidInput, match=r"Write it in full, such as 12 May 2025\.$"):
        read_day(text, None)


@pytest.mark.parametrize(("text", "shown"), {**WRITTEN_PERIODS, **RELATIVE_PERIODS}.items())
def test_a_period_is_read_as_such_but_is_no_day(text: str, shown: str) -> None:
    assert show_period(read_period(text, TODAY)) == shown
    assert is_relative(text) == (text in RELATIVE_PERIODS)
    with pytest.raises(InvalidInput) as caught:
        read_day(text, TODAY)
    assert str(caught.value).startswith(f"'{text}' is a period, {shown}. Write one day, such as ")


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_cannot_be_right_is_refused_with_the_reason(text: str, sentence: str) -> None:
    for refuse in (lambda: read_day(text, TODAY), lambda: read_period(text, TODAY)):
        with pytest.raises(InvalidInput) as caught:
            refuse()
        assert str(caught.value) == sentence


@pytest.mark.parametrize("text", NO_DATE)
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_period(text, TODAY)
    sentence = str(caught.value)
    assert sentence.startswith("No date in '")
    assert sentence.endswith("'. Write it as 2025-05-12 or 12 May 2025.")
    assert sentence.isprintable()
    assert not is_relative(text)


def test_without_today_a_note_says_what_is_missing() -> None:
    with pytest.raises(InvalidInput, match=r"^'12 May' has no year\. Write it in full"):
        read_day("12 May", None)
    with pytest.raises(InvalidInput, match=r"^'昨天' depends on the day it is read\. Write it in"):
        read_day("昨天", None)


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("05/04/2025", True, date(2025, 4, 5)),
        ("05/04/2025", False, date(2025, 5, 4)),
        ("5.4.2025", True, date(2025, 4, 5)),
        ("5-4-2025", False, date(2025, 5, 4)),
        # What has one reading only keeps it, whatever the configuration prefers.
        ("13/04/2025", False, date(2025, 4, 13)),
        ("04/13/2025", True, date(2025, 4, 13)),
        ("2025/05/04", True, date(2025, 5, 4)),
    ],
)
def test_day_first_settles_what_has_two_readings(text: str, day_first: bool, day: date) -> None:
    assert read_day(text, None, day_first) == day


@pytest.mark.parametrize(
    ("text", "today", "shown"),
    [
        ("monday", date(2025, 5, 20), "19 May 2025"),
        ("last monday", date(2025, 5, 21), "19 May 2025"),
        ("周一", date(2025, 5, 21), "19 May 2025"),
        ("上周一", date(2025, 5, 21), "12 May 2025"),
        ("上周一", date(2025, 5, 25), "12 May 2025"),
        ("last week", date(2025, 5, 25), "12–18 May 2025"),
        ("last week", date(2025, 1, 1), "23–29 December 2024"),
        ("this week", date(2025, 1, 1), "30 December 2024 – 5 January 2025"),
        ("last month", date(2025, 1, 31), "1–31 December 2024"),
        ("last quarter", date(2025, 1, 31), "1 October – 31 December 2024"),
        ("one month ago", date(2025, 3, 31), "28 February 2025"),
        ("12个月前", date(2024, 2, 29), "28 February 2023"),
        ("29 Feb", date(2025, 1, 1), "29 February 2024"),
        ("29 Feb", date(1908, 2, 28), "29 February 1904"),
        ("2月29日", date(2024, 2, 29), "29 February 2024"),
    ],
)
def test_edges_of_the_calendar(text: str, today: date, shown: str) -> None:
    assert show_period(read_period(text, today)) == shown


@pytest.mark.parametrize("today", [date.min, date(1900, 1, 1), date(2100, 12, 31), date.max])
def test_a_strange_today_is_an_error_of_ours_at_most(today: date) -> None:
    without_weekday = [text for text in RELATIVE_DAYS if not {",", "，"} & set(text)]
    for text in (*without_weekday, *RELATIVE_PERIODS, "29 Feb", "999w", "999y"):
        reason = ""
        try:
            period = read_period(text, today)
        except InvalidInput as error:
            reason = str(error)
        else:
            assert date(1900, 1, 1) <= period.since <= period.until <= date(2100, 12, 31)
        assert not reason or reason.endswith(
            "is not within the years 1900 to 2100. Check the year."
        )


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        (date(2025, 5, 12), date(2025, 5, 12), "12 May 2025"),
        (date(2025, 5, 12), date(2025, 5, 19), "12–19 May 2025"),
        (date(2025, 4, 19), date(2025, 5, 19), "19 April – 19 May 2025"),
        (date(2024, 12, 28), date(2025, 1, 3), "28 December 2024 – 3 January 2025"),
        (date(2024, 5, 12), date(2025, 5, 12), "12 May 2024 – 12 May 2025"),
    ],
)
def test_a_period_is_shown_without_repeating_itself(since: date, until: date, shown: str) -> None:
    assert show_period(Period(since, until)) == shown


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(InvalidInput) as caught:
        Period(date(2025, 5, 19), date(2025, 5, 12))
    assert str(caught.value) == (
        "A period cannot start on 19 May 2025 and end on 12 May 2025, which is earlier. "
        "Swap the two."
    )


@pytest.mark.parametrize(
    "text", ["1" * 1_000_000, "五" * 100_000, "May 12, " * 50_000, "\n" * 99_999]
)
def test_a_huge_text_is_refused_with_a_short_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_period(text, TODAY)
    assert len(str(caught.value)) < 100
    assert not is_relative(text)


def test_iso_days_load_neither_the_grammar_nor_dateutil() -> None:
    script = (
        "import sys; from aiwatch.domain.dates import is_relative, read_day;"
        "read_day('2025-05-12'); is_relative('2025-05-12');"
        "print({'dateutil', 'aiwatch.domain.date_grammar'} & set(sys.modules));"
        "read_day('May 12, 2025'); read_day('2025年5月12日'); print('dateutil' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["set()", "False"]


def test_month_names_are_english_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("de_DE.UTF-8", "zh_CN.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert show_day(date(2025, 5, 12)) == "12 May 2025"
            assert read_day("12 December 2024") == date(2024, 12, 12)
    finally:
        locale.setlocale(locale.LC_TIME, before)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("一", 1), ("两", 2), ("〇", 0), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99)),
        *(("廿", 20), ("廿五", 25), ("卅一", 31), ("二〇二五", 2025), ("二零二五", 2025)),
        *(
            ("三五", None),
            ("二十二十", None),
            ("一十", None),
            ("两十", None),
            ("", None),
            ("12", None),
        ),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert read_number(text) == number


def in_chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    ten = ("" if tens == 1 else "〇一二三四五六七八九"[tens]) + "十" if tens else ""
    return ten + ("一二三四五六七八九"[units - 1] if units else "")


def full_width(text: str) -> str:
    return "".join(
        "　" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    )


@settings(max_examples=150)
@given(DAYS)
def test_every_way_of_writing_a_day_reads_back(day: date) -> None:
    years = str(day.year).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    ways = [
        show_day(day),
        note_day(day),
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.isoformat()}T00:00:00Z",
        f"{day.year} {show_day(day).rsplit(' ', 1)[0]}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{years}年{in_chinese(day.month)}月{in_chinese(day.day)}日",
    ]
    assert [read_day(way, None) for way in ways] == [day] * len(ways)
    assert [read_day(full_width(way), None) for way in ways] == [day] * len(ways)
    assert read_day(f"{show_day(day)[:-5]}", day) == day


@settings(max_examples=150)
@given(DAYS)
def test_a_numeric_date_is_read_one_way_or_refused_with_both(day: date) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    assert read_day(text, None, True) == day
    if day.day > 12 or day.day == day.month:
        assert read_day(text, None) == day
    else:
        with pytest.raises(InvalidInput, match=f"could be {show_day(day)} or "):
            read_day(text, None)


@settings(max_examples=150)
@given(st.dates(date(1910, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_periods_hold_what_their_names_say(today: date, count: int) -> None:
    assert read_period("this week", today).since.weekday() == 0
    assert read_period("this week", today).until.weekday() == 6
    for unit in ("week", "month", "quarter", "year"):
        this, last = read_period(f"this {unit}", today), read_period(f"last {unit}", today)
        assert this.since <= today <= this.until
        assert last.until + timedelta(days=1) == this.since
    ago = today - timedelta(days=count)
    assert read_period(f"{count}d", today) == Period(ago, today)
    assert read_day(f"{count} days ago", today) == read_day(f"{count}天前", today) == ago
    for weekday in ("monday", "周日"):
        assert 1 <= (today - read_day(weekday, today)).days <= 7


PIECES = st.sampled_from(
    [
        *("2025", "25", "12", "5", "31", "05", "3", "q2", "may", "May", "sept", "monday", "th"),
        *("last", "this", "week", "month", "ago", "d", "two", "of", *" ,./-:TZ'"),
        *(
            "年",
            "月",
            "日",
            "号",
            "上",
            "周",
            "一",
            "十",
            "二〇",
            "两",
            "个",
            "前",
            "天",
            "最近",
            "季度",
        ),
        *(
            "（",
            "）",
            "２",
            "１２",
            "²",
            "①",
            "Ⅻ",
            "٣",
            "𝟙",
            "㋀",
            "㏠",
            "ﷺ",
            "🙂",
            "\t",
            "\n",
            "\x00",
        ),
        "\ud800",
    ]
)
ANY_TEXT = st.one_of(
    st.text(max_size=70),
    st.lists(PIECES, max_size=8).map("".join),
    st.lists(PIECES, max_size=8).map(" ".join),
)


@settings(max_examples=400)
@given(ANY_TEXT, st.sampled_from([None, True, False]))
def test_any_text_is_a_date_or_an_error_of_ours(text: str, day_first: bool | None) -> None:
    relative = is_relative(text)
    refusal = ""
    try:
        period = read_period(text, TODAY, day_first)
        # Whatever was read has a digit, a numeral or a word of ours in it.
        assert any(c.isalnum() for c in unicodedata.normalize("NFKC", text))
        assert "\n" not in text
        if not relative:
            assert read_period(text, date(1999, 12, 31), day_first) == period
    except AiwatchError as error:
        refusal = str(error)
    assert refusal.isprintable()
    assert len(refusal) < 250
    try:
        day = read_day(text, None, day_first)
    except AiwatchError:
        return
    # Only what was written in full needs no today, and it means the same every day.
    assert not relative
    assert read_period(text, TODAY, day_first) == Period(day, day)
