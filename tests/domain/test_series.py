"""The series of issues: what it has carried, what is new to it, what is late, what is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from aiwatch.domain.briefing import Briefing, BriefingSection
from aiwatch.domain.corrections import Correction, corrections
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development
from aiwatch.domain.difference import difference, words_changed
from aiwatch.domain.issue import Issue
from aiwatch.domain.selection import Selection
from aiwatch.domain.series import Series, carried_by, last_told

A = Development("tech", "A.", date(2025, 5, 13), id="2505-aaaaaa")
B = Development("tech", "B.", date(2025, 5, 14), id="2505-bbbbbb")
C = Development("tech", "C.", date(2025, 5, 21), id="2505-cccccc")
A2 = replace(A, text="A, put right.")


def issue(
    number: int, *developments: Development, day: int, changes: tuple[Correction, ...] = ()
) -> Issue:
    """An issue of May 2025 that came out on `day` and covers the week up to it."""
    section = BriefingSection("tech", "Tech progress", developments)
    period = Period(date(2025, 5, day - 7), date(2025, 5, day))
    briefing = Briefing("AI watch", date(2025, 5, day), period, (section,), number=number)
    return Issue(replace(briefing, corrections=changes), "")


FIRST = issue(1, A, B, day=19)
SECOND = issue(2, C, day=26, changes=(Correction(1, A, A2), Correction(1, B, None)))


def test_what_issues_have_told() -> None:
    assert carried_by([FIRST, SECOND]) == {
        A.id: [(1, A), (2, A2)],
        B.id: [(1, B), (2, None)],
        C.id: [(2, C)],
    }
    assert last_told([(1, A), (2, A2)]) == (2, A2)
    assert last_told([(1, B), (2, None)]) is None
    assert last_told([]) is None


def test_what_is_new() -> None:
    series = Series((FIRST, SECOND))
    assert not series.is_new(A.id)
    assert series.is_new(B.id)
    assert series.is_new("2505-dddddd")
    assert (series.begins, series.next_day) == (date(2025, 5, 12), date(2025, 5, 27))


def test_what_is_late() -> None:
    series = Series((FIRST,))
    weekly = Selection(since=date(2025, 5, 20), sections=("tech",))

    def is_late(day: date, logged: datetime) -> bool:
        one = replace(C, date=day, logged=logged)
        return series.is_late(one, weekly) and any(
            each.matches(one) for each in series.late(weekly)
        )

    before, after = datetime(2025, 5, 18, 12, tzinfo=UTC), datetime(2025, 5, 23, 12, tzinfo=UTC)
    assert is_late(date(2025, 5, 19), after)
    assert is_late(date(2025, 5, 12), before)
    assert is_late(date(2024, 1, 1), after)
    # What was there when the series began was left out of it on purpose.
    assert not is_late(date(2025, 5, 11), before)
    assert not is_late(date(2025, 5, 20), after)
    assert not series.is_late(A, weekly)
    assert series.late(Selection()) == ()
    by_logging = replace(weekly, by="logged")
    assert series.late(by_logging) == (
        replace(by_logging, since=date(2025, 5, 12), until=date(2025, 5, 19)),
    )


def test_corrections_are_told_by_issue_then_id() -> None:
    told = {C.id: (2, C), B.id: (1, B), A.id: (1, A)}
    present = {A.id: A2, C.id: replace(C, tags=("new",))}
    assert corrections(told, present) == (Correction(1, A, A2), Correction(1, B, None))
    assert corrections(told, {A.id: A, B.id: B}) == (Correction(2, C, None),)
    assert corrections({}, present) == ()


def test_the_difference_of_two_issues() -> None:
    found = difference(FIRST.briefing, SECOND.briefing)
    assert found.changed == ((A, A2),)
    assert found.withdrawn == (B,)
    assert (found.first_only, found.second_only) == ((), (C,))


def test_a_correction_of_another_issue_is_not_new() -> None:
    third = issue(3, day=31, changes=(Correction(2, A2, A), Correction(1, B, None)))
    second = issue(2, C, day=26)
    found = difference(second.briefing, third.briefing)
    assert (found.changed, found.withdrawn, found.second_only) == ((), (), ())
    assert (found.first_only, found.corrections) == ((C,), third.briefing.corrections)
    # What the first issue told is compared with that.
    found = difference(FIRST.briefing, third.briefing)
    assert (found.withdrawn, found.corrections) == ((B,), ())
    assert (found.changed, found.first_only) == ((), ())


def test_words_that_went_and_came() -> None:
    assert words_changed("The old plan.", "The new plan.") == [
        ("=", "The "),
        ("-", "old"),
        ("+", "new"),
        ("=", " plan."),
    ]
    assert words_changed("发布白皮书", "发布了白皮书") == [
        ("=", "发布"),
        ("+", "了"),
        ("=", "白皮书"),
    ]
    assert words_changed("", "New.") == [("+", "New.")]
    assert words_changed("Same.", "Same.") == [("=", "Same.")]
