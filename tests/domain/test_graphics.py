"""What the graphics dashboard counts, and what it compares with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from aiwatch.domain.dashboard import Bar, Figure, Silence
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.domain.graphics import (
    Calendar,
    Graphics,
    calendar_period,
    count_told,
    graphics,
    period_before,
    year_up_to,
)

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
TODAY = date(2025, 5, 19)
YEAR = Period(date(2024, 5, 20), TODAY)
KINDS = {"Xinhua": "state media", "新华社": "state media", "CAC": "regulator"}


def on(day: date, section: str = "tech", **changes: object) -> Development:
    return Development(section, "Text.", day, **changes)  # type: ignore[arg-type]


def of(*sources: Source) -> Development:
    return on(TODAY, sources=sources)


def tagged(*tags: str) -> Development:
    return on(TODAY, tags=tags)


def counted(
    items: Sequence[Development],
    earlier: Sequence[Development] | None = None,
    period: Period = YEAR,
    today: date = TODAY,
) -> Graphics:
    counts = Counter(item.date for item in items)
    return graphics(
        items,
        earlier,
        SECTIONS,
        period,
        today,
        kinds=lambda source: KINDS.get(source.publisher, ""),
        counts=counts,
    )


def rows(figure: Figure) -> list[tuple[str, tuple[int, ...]]]:
    return [(bar.label, bar.counts) for bar in figure.bars]


# Over time


def test_a_year_is_counted_by_month_and_section_and_gaps_are_zeros() -> None:
    time = counted([on(YEAR.since), on(TODAY, "domestic"), on(TODAY)]).figures["time"]
    assert (time.title, time.series) == ("Developments by month", tuple(SECTIONS.values()))
    assert len(time.bars) == 13
    assert rows(time)[0] == ("May 2024", (1, 0))
    assert rows(time)[-1] == ("May 2025", (1, 1))
    assert {bar.total for bar in time.bars[1:-1]} == {0}


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "week"), (92, "week"), (93, "month"), (1098, "month"), (1099, "year")]
)
def test_the_longer_the_period_the_longer_its_spans(days: int, unit: str) -> None:
    figures = counted([of(Source("en", "Sina"))], None, Period(TODAY - timedelta(days - 1), TODAY))
    assert figures.figures["time"].title == f"Developments by {unit}"
    assert figures.figures["languages"].title == f"Share of source languages by {unit}"


def test_days_to_come_are_no_gap() -> None:
    period = Period(date(2025, 5, 12), date(2025, 12, 31))
    found = counted([on(TODAY), on(date(2025, 5, 12), "domestic")], None, period)
    assert rows(found.figures["time"]) == [("12–18 May", (0, 1)), ("19 May", (1, 0))]
    assert found.silences == (Silence("Domestic dynamics", 7),)
    assert found.period == period


def test_languages_are_counted_in_the_same_spans_by_the_most_frequent() -> None:
    cn, en = Source("zh", "新华社"), Source("en", "Sina")
    items = [of(cn, en), of(cn), on(YEAR.since, sources=(en, cn, Source("", "?")))]
    languages = counted(items).figures["languages"]
    assert languages.series == ("CN", "EN")
    assert rows(languages)[0] == ("May 2024", (1, 1))
    assert rows(languages)[-1] == ("May 2025", (2, 1))
    assert len(languages.bars) == 13


def test_rare_languages_are_one_series() -> None:
    week = Period(TODAY, TODAY)
    five = [of(Source(language, "?")) for language in ("zh", "zh", "en", "de", "fr", "ja")]
    assert counted(five, None, week).figures["languages"].series == ("CN", "DE", "EN", "FR", "JP")
    seven = [*five, of(Source("ko", "?")), of(Source("ru", "?"))]
    languages = counted(seven, None, week).figures["languages"]
    assert languages.series == ("CN", "DE", "EN", "FR", "Other")
    assert rows(languages) == [("19 May", (2, 1, 1, 1, 3))]


# The most


def test_publishers_have_their_kind_where_it_is_known() -> None:
    items = [of(Source("en", "Xinhua"), Source("en", "XINHUA")), of(Source("zh", "新华社"))]
    items += [of(Source("zh", "新华社")), of(Source("zh", "CAC")), of(Source("en", "A blog"))]
    assert rows(counted(items).figures["publishers"]) == [
        ("XINHUA (state media)", (2,)),
        ("新华社 (state media)", (2,)),
        ("A blog", (1,)),
        ("CAC (regulator)", (1,)),
    ]


def test_ten_are_shown_ties_by_name() -> None:
    items = [tagged(*"lkjihgfedcba"), tagged("l", "安全"), tagged("安全")]
    tags = counted(items).figures["tags"]
    assert tags.title == "Tags, 10 of 13"
    assert [bar.label for bar in tags.bars] == ["l", "安全", *"abcdefgh"]


def test_tags_that_rose_most() -> None:
    items = [
        tagged("芯片", "Chips"),
        tagged("chips", "芯片"),
        tagged("chips", "old"),
        tagged("new"),
    ]
    earlier = [tagged("CHIPS", "old"), tagged("gone", "old")]
    rising = counted(items, earlier).figures["rising"]
    assert rising.series == ("Before", "Now")
    assert rows(rising) == [("chips", (1, 3)), ("芯片", (0, 2)), ("new", (0, 1))]


def test_of_as_many_more_those_that_are_more_come_first() -> None:
    items = [tagged("a", "b"), tagged("b"), tagged("c")]
    assert rows(counted(items, [tagged("b")]).figures["rising"]) == [
        ("b", (1, 2)),
        ("a", (0, 1)),
        ("c", (0, 1)),
    ]


def test_nothing_rose() -> None:
    assert "rising" not in counted([tagged("a")], [tagged("a", "b")]).figures


# Lag


def logged(days: int, published: date = date(2025, 5, 1)) -> Development:
    noon = datetime(2025, 5, 1, 12, tzinfo=UTC)
    source = Source("en", "Sina", published)
    return on(TODAY, sources=(source,), logged=noon + timedelta(days))


def test_days_from_publication_to_logging() -> None:
    days = (-1, 0, 1, 2, 3, 4, 7, 8, 30, 31, 400)
    lag = counted([*map(logged, days), on(TODAY), of(Source("en", "Sina"))]).figures["lag"]
    assert rows(lag) == [
        ("Same day", (2,)),
        ("1 day", (1,)),
        ("2–3 days", (2,)),
        ("4–7 days", (2,)),
        ("8–30 days", (2,)),
        ("Longer", (2,)),
    ]


def test_without_a_date_of_publication_there_is_no_lag() -> None:
    assert "lag" not in counted([of(Source("en", "Sina")), on(TODAY)]).figures


# The period before


def test_sections_beside_the_period_before() -> None:
    items = [on(TODAY), on(TODAY), on(TODAY, "econ")]
    found = counted(items, [on(YEAR.since, "domestic"), on(YEAR.since)])
    assert found.figures["before"] == Figure(
        "Compared with the year before",
        ("Before", "Now"),
        (Bar("Tech progress", (1, 2)), Bar("Domestic dynamics", (1, 0)), Bar("econ", (0, 1))),
    )
    assert (found.count, found.before) == (3, 2)


@pytest.mark.parametrize("earlier", [None, []])
def test_nothing_to_compare_with(earlier: list[Development] | None) -> None:
    found = counted([tagged("a")], earlier)
    assert list(found.figures) == ["time", "tags"]
    assert found.before == (None if earlier is None else 0)


def test_the_order_of_the_figures() -> None:
    full = logged(1)
    item = on(TODAY, tags=("a",), sources=full.sources, logged=full.logged)
    assert list(counted([item], [on(YEAR.since)]).figures) == [
        *("time", "languages", "publishers", "tags", "rising", "lag", "before"),
    ]


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        (date(2025, 5, 19), date(2025, 5, 19), Period(date(2025, 5, 18), date(2025, 5, 18))),
        (date(2025, 3, 1), date(2025, 3, 31), Period(date(2025, 1, 29), date(2025, 2, 28))),
        (date(2024, 1, 1), date(2024, 12, 31), Period(date(2022, 12, 31), date(2023, 12, 31))),
    ],
)
def test_the_period_before_is_as_long_and_ends_the_day_before(
    since: date, until: date, before: Period
) -> None:
    assert period_before(Period(since, until)) == before


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (TODAY, date(2024, 5, 20)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_the_year_up_to_a_day(day: date, since: date) -> None:
    assert year_up_to(day) == Period(since, day)


@pytest.mark.parametrize(
    ("now", "earlier", "told"),
    [
        (44, 32, "44 developments, 12 more than in the year before"),
        (1, 3, "1 development, 2 fewer than in the year before"),
        (2, 2, "2 developments, as many as in the year before"),
        (2, 0, "2 developments, none in the year before"),
        (0, 3, "No developments, 3 in the year before"),
        (0, 0, "No developments, nor any in the year before"),
        (1234, None, "1,234 developments"),
    ],
)
def test_the_count_in_words(now: int, earlier: int | None, told: str) -> None:
    before = None if earlier is None else [on(YEAR.since)] * earlier
    assert count_told(counted([on(TODAY)] * now, before)) == told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "the day"),
        (7, "the week"),
        (30, "the 30 days"),
        (365, "the year"),
        (3650, "the 3,650 days"),
    ],
)
def test_the_period_before_in_words(days: int, told: str) -> None:
    period = Period(TODAY - timedelta(days - 1), TODAY)
    assert count_told(counted([on(TODAY)], [on(TODAY)], period)) == (
        f"1 development, as many as in {told} before"
    )


# Silences and nothing at all


def test_silences() -> None:
    assert counted([on(TODAY - timedelta(16))]).silences == (
        Silence("Tech progress", 16),
        Silence("Domestic dynamics", None),
    )


def test_nothing() -> None:
    found = counted([])
    assert (found.count, found.figures, found.silences) == (0, {}, ())
    assert found.calendar.counts == {}
    assert list(counted([], [on(YEAR.since)]).figures) == ["before"]


# The calendar


def test_the_calendar_is_of_53_weeks_from_a_monday() -> None:
    sunday = date(2025, 5, 25)
    for day in (TODAY, date(2025, 5, 21), sunday):
        assert calendar_period(day) == Period(date(2024, 5, 20), day)
    assert calendar_period(sunday + timedelta(1)).since == date(2024, 5, 27)


def test_the_calendar_has_what_is_in_it_whatever_the_period() -> None:
    days = [date(2024, 5, 19), date(2024, 5, 20), TODAY, TODAY, TODAY + timedelta(1)]
    found = counted([on(day) for day in days], None, Period(TODAY, TODAY)).calendar
    assert found == Calendar(date(2024, 5, 20), TODAY, {date(2024, 5, 20): 1, TODAY: 2})


@pytest.mark.parametrize(
    ("counts", "levels", "found"),
    [
        ((), (), []),
        ((1, 1), (1,), [1, 1]),
        ((1, 2, 3), (1, 2, 3), [1, 2, 3]),
        ((1, 3, 4, 9), (3, 5, 7, 9), [1, 1, 2, 4]),
        ((1, 25, 26, 100), (25, 50, 75, 100), [1, 1, 2, 4]),
    ],
)
def test_levels_of_days(counts: tuple[int, ...], levels: tuple[int, ...], found: list[int]) -> None:
    days = [YEAR.since + timedelta(number) for number in range(len(counts))]
    calendar = Calendar(YEAR.since, TODAY, dict(zip(days, counts, strict=True)))
    assert calendar.levels == levels
    assert [calendar.level(day) for day in days] == found
    assert calendar.level(TODAY) == 0
