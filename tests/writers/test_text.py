"""A briefing as plain text looks good in a mail and is read back by the importer."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from aiwatch import readers
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.domain.text import visible
from aiwatch.writers.cells import display_width
from aiwatch.writers.text import write
from briefings import NAMES, SECTIONS, TODAY, XINHUA, brief_of, development, read_briefing

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Golden) -> None:
    golden(f"text/{name}.txt", write(read_briefing(name)))


def test_the_whole_page() -> None:
    briefing = brief_of(
        development("Text of the first.", headline="A headline", sources=(XINHUA,)),
        development("Text of the second.\n\nIts end.", section="domestic"),
        period=Period(date(2025, 5, 12), TODAY),
    )
    assert write(briefing, 60) == (
        "AI watch, 19 May 2025\n"
        "=====================\n\n"
        "12–19 May 2025 · 2 developments\n\n"
        "Tech progress\n"
        "-------------\n\n"
        "- A headline\n\n"
        "  Text of the first. (Source (EN): Xinhua\n"
        "  <https://english.news.cn/c.html>, May 13, 2025)\n\n"
        "Domestic dynamics\n"
        "-----------------\n\n"
        "- Text of the second.\n\n"
        "  Its end.\n"
    )


def test_one_development_and_no_period() -> None:
    assert "\n\n1 development\n\n" in write(brief_of(development()))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [20, 33, 72, 140])
def test_only_a_web_address_makes_a_line_too_wide(name: str, width: int) -> None:
    for line in write(read_briefing(name), width).split("\n"):
        assert line == line.rstrip()
        assert display_width(line) <= width or re.fullmatch(r"(?:[ -] )?\S*https?://\S+", line), (
            line
        )


def test_a_web_address_is_never_broken() -> None:
    url = "https://www.gov.cn/" + "zhengce/" * 12 + "清朗"
    briefing = brief_of(development(sources=(Source("zh", "State Council", None, url),)))
    assert f"\n  <{url}>)\n" in write(briefing, 40)


@pytest.mark.parametrize("name", NAMES)
def test_hidden_characters_are_visible(name: str) -> None:
    shown = write(read_briefing(name))
    assert visible(shown) == shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_the_hostile_is_shown_as_typed() -> None:
    shown = write(read_briefing("hostile"))
    for typed in ("[red]Markup[/red] :skull: [/] and \\", "␛[31m", "⟨U+202E⟩", "⟨U+009B⟩"):
        assert typed in shown


def conventions() -> readers.Conventions:
    return readers.Conventions(
        sections=SECTIONS, section_map={}, section="", date=TODAY, day_first=None, today=TODAY
    )


def kept(item: Development) -> Development:
    """Return `item` as plain text can carry it: without what it does not print, the headline as a
    paragraph of the text."""
    text = f"{item.headline}\n\n{item.text}" if item.headline else item.text
    sources = tuple(replace(source, archived="") for source in item.sources)
    day = next((s.published for s in sources if s.published), TODAY)
    return Development(item.section, text, day, sources=sources)


def check_read_back(briefing: Briefing, width: int) -> None:
    reading = readers.read("text", write(briefing, width).encode(), conventions())
    expected = [kept(item) for section in briefing.sections for item in section.developments]
    assert list(reading.developments) == expected
    assert not reading.unread


@pytest.mark.parametrize("width", [30, 50, 72, 100])
def test_it_reads_back(width: int) -> None:
    for name in ("english", "mixed", "long"):
        briefing = read_briefing(name)
        check_read_back(replace(briefing, overview=""), width)


@pytest.mark.parametrize("width", [20, 40, 72])
def test_parts_are_not_read_back(width: int) -> None:
    briefing = replace(read_briefing("everything"), overview="The backgrounder.")
    sections = {section.key: section.title for section in briefing.sections}
    written = write(briefing, width).encode()
    reading = readers.read("text", written, replace(conventions(), sections=sections))
    items = [item for section in briefing.sections for item in section.developments]
    assert [item.text for item in reading.developments] == [kept(item).text for item in items]
    late = next(item for item in items if item.id in briefing.late)
    assert late.date in [item.date for item in reading.developments]
    assert reading.overview == "The backgrounder."
    assert reading.unread == ()
    (remark,) = reading.remarks
    assert "3 items under Corrections are not imported" in remark
