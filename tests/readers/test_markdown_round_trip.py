"""What the Markdown writer prints, the reader reads back, and printing that gives the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import SECTIONS, lines, noted_developments

from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import dashboard
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.readers import Conventions, Reading, identify, read
from aiwatch.readers.inline import plain
from aiwatch.writers.markdown import escape, write

DAY = date(2025, 5, 19)
PERIOD = Period(date(2025, 4, 19), DAY)
CONVENTIONS = Conventions(SECTIONS, DAY)


def in_file_order(developments: list[Development]) -> list[Development]:
    """The developments with ids in the order of a briefing that lists them as they stand."""
    ids = ("2505-" + "".join("23456789"[number >> shift & 7] for shift in (15, 12, 9, 6, 3, 0))
           for number in range(len(developments)))  # fmt: skip
    return [replace(d, id=id) for d, id in zip(developments, ids, strict=True)]


def briefing_of(developments: list[Development], overview: str = "", **parts: Any) -> Briefing:
    return compose(
        developments,
        sections=SECTIONS,
        title="AI watch",
        day=DAY,
        period=PERIOD,
        overview=overview,
        **parts,
    )


def parts_of(developments: list[Development]) -> dict[str, Any]:
    """Every part there is, made from `developments`: each is late and has been corrected, and the
    first was withdrawn."""
    printed = [d for section in briefing_of(developments).sections for d in section.developments]
    corrections = [Correction(11, item, replace(item, headline="New")) for item in printed]
    corrections += [Correction(10, printed[0], None)]
    return {
        "number": 12,
        "takeaways": True,
        "contents": True,
        "dashboard": dashboard(developments, SECTIONS, PERIOD),
        "corrections": tuple(corrections),
        "late": frozenset(item.id for item in developments),
    }


def read_back(markdown: str) -> Reading:
    data = markdown.encode()
    assert identify("", data) == "markdown"
    return read("markdown", data, CONVENTIONS)


def sourced(text: str) -> list[Development]:
    """Return one development, of `text`, from Sina."""
    return [Development("tech", text, DAY, sources=(Source(publisher="Sina", published=DAY),))]


@given(st.lists(noted_developments(), min_size=1, max_size=4))
@example(sourced("[Source: [source: Xinhua, May 12, 2025]"))
@example(sourced("*[Source: ([source: Xinhua, May 12, 2025]"))
@settings(max_examples=150)
def test_nothing_is_lost_and_the_bytes_are_the_same(developments: list[Development]) -> None:
    briefing = briefing_of(in_file_order(developments))
    printed = write(briefing)
    reading = read_back(printed)
    assert reading.unread == ()
    assert reading.overview == ""
    written = [d for section in briefing.sections for d in section.developments]
    assert [replace(d, id="") for d in written] == list(reading.developments)
    numbers = printed.split("\n")
    assert all(numbers[line - 1].startswith("- ") for line in reading.lines)
    assert write(briefing_of(in_file_order(list(reading.developments)))) == printed


@given(st.lists(noted_developments(), min_size=1, max_size=4))
@example(sourced("*Late, 3 May 2025:* It was late."))
@example(sourced("## Dashboard"))
@example(sourced("| a | b |\n\n| --- | --- |"))
@example(sourced("Nothing logged under Tech progress for 7 days."))
@settings(max_examples=80)
def test_parts_are_no_developments(developments: list[Development]) -> None:
    developments = in_file_order(developments)
    briefing = briefing_of(
        developments, "Words.\n\n### Contents\n\n- one", **parts_of(developments)
    )
    printed = write(briefing)
    reading = read_back(printed)
    assert reading.unread == ()
    assert reading.overview == "Words.\n\n### Contents\n\n- one"
    written = [d for section in briefing.sections for d in section.developments]
    assert [replace(d, id="") for d in written] == list(reading.developments)
    again = in_file_order(list(reading.developments))
    assert write(briefing_of(again, reading.overview, **parts_of(again))) == printed


@given(noted_developments(), st.lists(st.sampled_from(
    ["# A", "## Tech progress", "text", "", "- item", "Domestic dynamics", "B\n---", "1. x", "***"]
), max_size=6))  # fmt: skip
@settings(max_examples=60)
def test_an_overview_comes_back_as_it_was_printed(item: Development, blocks: list[str]) -> None:
    overview = "\n".join(blocks)
    printed = write(briefing_of([item], overview))
    reading = read_back(printed)
    assert list(reading.developments) == [item]
    assert write(briefing_of([*reading.developments], reading.overview)) == printed


@given(lines())
@settings(max_examples=300)
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    assert plain(escape(text))[0] == text


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("", "*Late, 3 May 2025:* It was late."),
        ("*Late, 3 May 2025:*", "It was late."),
        ("Late, 3 May 2025:", "It was late."),
        ("", "[Late, 3 May 2025] It was late."),
        ("", "*Late, 31 February 2025:* It was late."),
        ("", "## Dashboard"),
        ("## Corrections", "**Issue 11, withdrawn.** Gone."),
        ("", "## Takeaways\n\n- One\n\n## Contents\n\n- [Tech](#tech)"),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_text_that_looks_like_a_part_is_text(headline: str, text: str, late: bool) -> None:
    (item,) = sourced(text)
    item = replace(item, headline=headline, id="2505-222222")
    printed = write(briefing_of([item], late=frozenset([item.id] * late)))
    assert printed.count("\n- *Late, 19 May 2025:* ") == late
    assert read_back(printed).developments == (replace(item, id=""),)
    assert read_back(printed).unread == ()


def test_a_late_mark_is_the_day_it_happened() -> None:
    (item,) = sourced("It was late.")
    item = replace(item, id="2505-222222", date=date(2025, 4, 3))
    printed = write(briefing_of([item], late=frozenset([item.id])))
    assert "\n- *Late, 3 April 2025:* It was late. (Source" in printed
    assert read_back(printed).developments[0].date == item.date
