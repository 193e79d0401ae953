"""A briefing as JSON: all it has, a record of a development a line, and read back as it was."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from strategies import briefings

from aiwatch.archive import briefing_record, strict_json
from aiwatch.archive.record import to_line
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import visible
from aiwatch.readers import Conventions
from aiwatch.readers.json import read
from aiwatch.writers import json as writer
from briefings import NAMES, TODAY, read_briefing


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"json/{name}.json", writer.write(read_briefing(name)))


@given(briefings())
@settings(max_examples=60, deadline=None)
def test_every_briefing_is_read_back_as_it_was(briefing: Briefing) -> None:
    written = writer.write(briefing)
    record = strict_json.load(written)
    assert tuple(record) == briefing_record.FIELDS
    assert briefing_record.read_briefing(record) == briefing
    assert visible(written) == written


def test_each_record_has_a_line_of_its_own() -> None:
    briefing = read_briefing("everything")
    lines = writer.write(briefing).split("\n")
    items = [item for section in briefing.sections for item in section.developments]
    items += [correction.carried for correction in briefing.corrections]
    items += [correction.now for correction in briefing.corrections if correction.now]
    for item in items:
        assert [to_line(item) in line for line in lines].count(True) == 1
    assert not any(line.count('{"id"') > 1 for line in lines)


def test_what_is_imported_is_what_the_sections_hold() -> None:
    briefing = read_briefing("everything")
    assert briefing.corrections
    conventions = Conventions({each.key: each.title for each in briefing.sections}, TODAY)
    found = read(writer.write(briefing), conventions)
    listed = tuple(item for section in briefing.sections for item in section.developments)
    assert found.developments == listed
    assert found.overview == briefing.overview


SELECTION: dict[str, object] = dict.fromkeys(("since", "until", "match"), "")
SELECTION |= {name: [] for name in ("sections", "tags", "publishers", "languages")}
WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no title": (lambda record: record.pop("title"), "'title'"),
    "a field more": (lambda record: record.update(colour="red"), "'colour'"),
    "newer": (lambda record: record.update(schema=2), "newer aiwatch"),
    "no schema": (lambda record: record.update(schema="1"), "'schema'"),
    "a date in words": (lambda record: record.update(date="May 2025"), "'date'"),
    "a week for a date": (lambda record: record.update(date="2025-W20-1"), "'date'"),
    "no period": (lambda record: record.update(period=[]), "'period'"),
    "an endless period": (lambda record: record["period"].pop("until"), "'until'"),
    "a period backwards": (
        lambda record: record["period"].update(since="2025-06-01"),
        "19 May 2025",
    ),
    "a number in words": (lambda record: record.update(number="12"), "'number'"),
    "a true number": (lambda record: record.update(number=True), "'number'"),
    "no flag": (lambda record: record.update(takeaways=1), "'takeaways'"),
    "late in words": (lambda record: record.update(late="2504-b9wj6c"), "'late'"),
    "late numbers": (lambda record: record.update(late=[1]), "'late'"),
    "no sections": (lambda record: record.update(sections={}), "'sections'"),
    "a section that is none": (lambda record: record["sections"].append("tech"), "a section"),
    "no key": (lambda record: record["sections"][0].pop("key"), "'key'"),
    "a bad record": (
        lambda record: record["sections"][0]["developments"][0].update(rank="first"),
        "'rank'",
    ),
    "a bad carried one": (lambda record: record["corrections"][0].update(carried=None), "object"),
    "a correction of nothing": (lambda record: record["corrections"][0].pop("issue"), "'issue'"),
    "a figure without bars": (
        lambda record: record["dashboard"]["figures"][0].pop("bars"),
        "'bars'",
    ),
    "counts without series": (
        lambda record: record["dashboard"]["figures"][0]["bars"][0]["counts"].append(1),
        "'counts'",
    ),
    "a silence in words": (
        lambda record: record["dashboard"].update(silences=[{"section": "a", "days": "many"}]),
        "'days'",
    ),
    "a selection by chance": (
        lambda record: record.update(selection=SELECTION | {"by": "chance"}),
        "'by'",
    ),
}


@pytest.mark.parametrize(("spoil", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_right_is_told(spoil: Callable[[Any], object], told: str) -> None:
    record = json.loads(writer.write(read_briefing("everything")))
    briefing_record.read_briefing(record)
    spoil(record)
    with pytest.raises(InvalidInput, match=told):
        briefing_record.read_briefing(record)


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_what_is_no_object_is_no_briefing(value: object) -> None:
    with pytest.raises(InvalidInput, match="object"):
        briefing_record.read_briefing(value)
