"""What the Markdown writer prints, the reader reads back, and printing that gives the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import SECTIONS, lines, noted_developments

from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.readers import Conventions, Reading, identify, read
from aiwatch.readers.inline import plain
from aiwatch.writers.markdown import escape, write

DAY = date(2025, 5, 19)
CONVENTIONS = Conventions(SECTIONS, DAY)


def in_file_order(developments: list[Development]) -> list[Development]:
    """The developments with ids in the order of a briefing that lists them as they stand."""
    ids = ("2505-" + "".join("23456789"[number >> shift & 7] for shift in (15, 12, 9, 6, 3, 0))
           for number in range(len(developments)))  # fmt: skip
    return [replace(d, id=id) for d, id in zip(developments, ids, strict=True)]


def briefing_of(developments: list[Development], overview: str = "") -> Briefing:
    return compose(
        developments,
        sections=SECTIONS,
        title="AI watch",
        day=DAY,
        period=Period(date(2025, 4, 19), DAY),
        overview=overview,
    )


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
