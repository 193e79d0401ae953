"""A title that a reader has just read is not printed again behind the text."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from aiwatch.domain.briefing import compose
from aiwatch.domain.development import Development, Source
from aiwatch.writers import BRIEFINGS
from aiwatch.writers.noted_sources import noted_sources

SINA = Source("en", "Sina", date(2025, 5, 12), "https://sina.example", "Huawei unveils Ascend 970")
ITEM = Development(
    section="tech",
    headline="Huawei unveils  ascend 970.",
    text="It is a chip.",
    date=date(2025, 5, 12),
    sources=(SINA, replace(SINA, publisher="Xinhua", title="华为发布昇腾970")),
    id="2505-aaaaaa",
)


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        replace(ITEM, headline="", text="Huawei unveils Ascend 970."),
        replace(ITEM, headline="HUAWEI UNVEILS ASCEND 970。"),
    ],
)
def test_the_title_that_repeats_is_left_out_alone(item: Development) -> None:
    assert [source.title for source in noted_sources(item)] == ["", "华为发布昇腾970"]


def test_a_title_that_says_more_or_stands_for_the_publisher_stays() -> None:
    other = replace(ITEM, headline="Huawei unveils a chip.")
    nameless = replace(ITEM, sources=(replace(SINA, publisher=""),))
    for item in (other, nameless, replace(ITEM, sources=())):
        assert noted_sources(item) == item.sources


def printed(format: str) -> str:
    day = date(2025, 5, 19)
    sections = {"tech": "Tech"}
    briefing = compose([ITEM], sections=sections, title="AI watch", day=day, period=None)
    return str(import_module(BRIEFINGS[format]).write(briefing))


@pytest.mark.parametrize("format", ["html", "text"])
def test_it_is_printed_once(format: str) -> None:
    assert "华为发布昇腾" in printed(format)
    assert "Huawei unveils Ascend 970" not in printed(format)


def test_markdown_keeps_it_for_the_way_back() -> None:
    assert '"Huawei unveils Ascend 970"' in printed("markdown")
