"""What is counted over developments, under which labels, and which silences are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence, dashboard, silence_told
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
MONTH = Period(date(2025, 4, 19), date(2025, 5, 19))


def on(day: date, section: str = "tech", **changes: object) -> Development:
    return Development(section, "Text.", day, **changes)  # type: ignore[arg-type]


def sourced(*publishers: str, language: str = "zh") -> Development:
    return on(date(2025, 5, 12), sources=tuple(Source(language, name) for name in publishers))


def counted(items: Sequence[Development], period: Period = MONTH) -> Dashboard:
    return dashboard(items, SECTIONS, period)


def figure(items: Sequence[Development], title: str, period: Period = MONTH) -> Figure:
    (found,) = (f for f in counted(items, period).figures if f.title.startswith(title))
    return found


def labels(since: date, until: date) -> list[str]:
    """The labels of the spans of a period."""
    return [bar.label for bar in figure([on(since)], "Developments", Period(since, until)).bars]


def test_weeks_are_those_of_the_calendar_and_no_longer_than_the_period() -> None:
    assert labels(MONTH.since, MONTH.until) == [
        "19–20 Apr", "21–27 Apr", "28 Apr – 4 May", "5–11 May", "12–18 May", "19 May",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "title", "bars"),
    [
        (1, "Developments by week", 1),
        (92, "Developments by week", 14),
        (93, "Developments by month", 4),
        (3 * 366, "Developments by month", 37),
        (3 * 366 + 1, "Developments by year", 4),
    ],
)
def test_the_longer_the_period_the_longer_its_spans(days: int, title: str, bars: int) -> None:
    until = date(2025, 5, 19)
    since = until - timedelta(days - 1)
    found = figure([on(until)], "Developments", Period(since, until))
    assert (found.title, len(found.bars)) == (title, bars)


def test_labels_over_the_turn_of_a_year() -> None:
    assert labels(date(2024, 12, 30), date(2025, 1, 8)) == ["30 Dec – 5 Jan", "6–8 Jan"]
    assert labels(date(2024, 11, 15), date(2025, 2, 28)) == [
        "November 2024", "December 2024", "January 2025", "February 2025",
    ]  # fmt: skip
    assert labels(date(2021, 9, 30), date(2025, 1, 1)) == ["2021", "2022", "2023", "2024", "2025"]


def test_each_is_counted_in_its_span_and_section_and_a_gap_is_zeros() -> None:
    items = [
        on(date(2025, 4, 19)),
        on(date(2025, 4, 21), "domestic"),
        on(date(2025, 5, 18)),
        on(date(2025, 5, 18), "domestic"),
        on(date(2025, 5, 12)),
    ]
    assert figure(items, "Developments") == Figure(
        "Developments by week",
        ("Tech progress", "Domestic dynamics"),
        (
            Bar("19–20 Apr", (1, 0)),
            Bar("21–27 Apr", (0, 1)),
            Bar("28 Apr – 4 May", (0, 0)),
            Bar("5–11 May", (0, 0)),
            Bar("12–18 May", (2, 1)),
            Bar("19 May", (0, 0)),
        ),
    )


def test_a_late_one_neither_stretches_the_spans_nor_is_lost() -> None:
    items = [on(date(2019, 1, 1)), on(date(2025, 5, 19)), on(date(2025, 6, 1))]
    bars = figure(items, "Developments").bars
    assert bars[0] == Bar("Earlier", (1,))
    assert bars[-1] == Bar("Later", (1,))
    assert [bar.label for bar in bars[1:-1]] == labels(MONTH.since, MONTH.until)


def test_a_section_that_is_not_configured_is_counted_under_its_key() -> None:
    assert figure([on(MONTH.until, "econ")], "Developments").series == ("econ",)


def test_the_day_that_counts_can_be_another() -> None:
    late = on(date(2025, 5, 1), sources=(Source("en", "Sina", date(2025, 5, 19)),))
    found = dashboard(
        [late, on(date(2025, 5, 2))],
        SECTIONS,
        Period(date(2025, 5, 12), date(2025, 5, 19)),
        lambda item: item.sources[0].published if item.sources else None,
    )
    assert [bar.counts for bar in found.figures[0].bars] == [(0,), (1,)]


def test_the_most_are_first_and_ties_go_by_name() -> None:
    items = [sourced("Xinhua", "sina", "新华社"), sourced("Xinhua", "CCTV"), sourced("新华社")]
    assert [(bar.label, bar.total) for bar in figure(items, "Publishers").bars] == [
        ("Xinhua", 2), ("新华社", 2), ("CCTV", 1), ("sina", 1),
    ]  # fmt: skip


def test_spellings_are_counted_together_under_the_most_frequent() -> None:
    items = [sourced("XINHUA"), sourced("Xinhua"), sourced("Ｘinhua", "Xinhua")]
    assert figure(items, "Publishers").bars == (Bar("Xinhua", (4,)),)
    tagged = [on(MONTH.until, tags=("安全", "Chips")), on(MONTH.until, tags=("chips", "chips 2"))]
    assert [bar.label for bar in figure(tagged, "Tags").bars] == ["Chips", "chips 2", "安全"]


def test_a_title_says_that_there_are_more() -> None:
    assert figure([sourced(*"ABCDE")], "Publishers").title == "Publishers"
    more = figure([sourced(*"GFEDCBA", "C")], "Publishers")
    assert more.title == "Publishers, 5 of 7"
    assert [bar.label for bar in more.bars] == ["C", "A", "B", "D", "E"]


def test_languages_are_shown_as_in_notes() -> None:
    items = [sourced("新华社"), sourced("Sina", language="en"), sourced("?", language="")]
    assert figure(items, "Languages").bars == (Bar("CN", (1,)), Bar("EN", (1,)))


def test_figures_without_bars_are_left_out() -> None:
    found = counted([on(MONTH.until)])
    assert [shown.title for shown in found.figures] == ["Developments by week"]
    assert counted([]).figures == ()
    assert Figure("None", ("",), ()).most == 0


def test_silences() -> None:
    quiet = [on(MONTH.until - timedelta(7)), on(MONTH.since - timedelta(3), "domestic")]
    assert counted(quiet).silences == (
        Silence("Tech progress", 7),
        Silence("Domestic dynamics", None),
    )
    assert counted([on(MONTH.until - timedelta(6)), on(MONTH.until, "domestic")]).silences == ()


def test_a_silence_in_words() -> None:
    assert (
        silence_told(Silence("Tech progress", 16))
        == "Nothing logged under Tech progress for 16 days."
    )
    assert (
        silence_told(Silence("Tech progress", 1)) == "Nothing logged under Tech progress for 1 day."
    )
    assert (
        silence_told(Silence("法律与标准", None))
        == "Nothing logged under 法律与标准 in this period."
    )
