"""Records as CSV, JSON and JSONL: what is written is read back, and what cannot be is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aiwatch.archive.record import from_record, to_line, to_record
from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, tidy
from aiwatch.readers import Conventions, identify, read
from aiwatch.writers import RECORDS, writer

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
CONVENTIONS = Conventions(SECTIONS, date(2025, 5, 19))

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
TEXTS = st.text(st.one_of(CHARACTERS, st.sampled_from("=+-@'\"\\,;\n清朗<&[](")), max_size=40)
TEXT = TEXTS.map(lambda text: tidy(clean(text)[0])).filter(bool)
LINE = TEXTS.map(lambda text: " ".join(clean(text)[0].split()))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
UNKNOWN = st.dictionaries(
    st.sampled_from(["theirs", "score"]), st.one_of(st.none(), st.integers(), LINE, st.lists(LINE))
)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    return Source(
        language=draw(st.sampled_from(["", "en", "zh", "ja"])),
        publisher=draw(LINE) or "Sina",
        published=draw(st.none() | DAYS),
        url=draw(LINE),
        title=draw(LINE),
        archived=draw(LINE),
        unknown=draw(UNKNOWN),
    )


TAG = LINE.map(lambda tag: tag.replace(";", "")).filter(str.strip) | st.sampled_from(
    ["fund, money", "基金、钱", "a；b", ","]
)


@st.composite
def developments(draw: st.DrawFn) -> Development:
    tail = draw(st.text(st.sampled_from(ID_ALPHABET), min_size=6, max_size=6))
    return Development(
        id=f"2505-{tail}",
        section=draw(st.sampled_from(list(SECTIONS))),
        text=draw(TEXT),
        date=draw(DAYS),
        headline=draw(LINE),
        sources=tuple(draw(st.lists(sources(), max_size=3))),
        tags=tuple(draw(st.lists(TAG, max_size=3))),
        rank=draw(st.none() | st.integers(1, 99)),
        comment=draw(TEXT | st.just("")),
        logged=draw(INSTANTS),
        edited=draw(INSTANTS),
        by=draw(LINE),
        unknown=draw(UNKNOWN),
    )


@given(developments())
def test_a_record_reads_back(development: Development) -> None:
    assert from_record(json.loads(json.dumps(to_record(development)))) == development


def unescaped(development: Development) -> str:
    return json.dumps(to_record(development), ensure_ascii=False)


@pytest.mark.parametrize("format", RECORDS)
@given(data=st.data())
@settings(max_examples=60)
def test_records_read_back(format: str, data: st.DataObject) -> None:
    given_ = data.draw(st.lists(developments(), min_size=1, max_size=3))
    # CSV has no escapes: what cannot be seen stands in it as a visible token.
    assume(format != "csv" or all(to_line(d) == unescaped(d) for d in given_))
    written = writer(format, RECORDS).records(given_).encode()
    assert list(read(format, written, CONVENTIONS).developments) == given_


FULL = Development(
    id="2505-k7fq3m",
    section="domestic",
    text='国务院发布白皮书。\n\n=Second paragraph, "quoted".',
    date=date(2025, 5, 12),
    headline="-headline",
    sources=(
        Source("zh", "国务院", date(2025, 5, 12), "https://www.gov.cn/x", "新时代的中国国家安全"),
        Source("en", "@Xinhua", date(2025, 5, 13), archived="https://web.archive.org/1"),
    ),
    tags=("safety", "芯片"),
    rank=2,
    comment="+1",
    logged=datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC),
    edited=datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC),
    by="lin",
    unknown={"theirs": {"a": 1}},
)


@pytest.mark.parametrize("format", RECORDS)
def test_golden(format: str, golden: Callable[[str, str], None]) -> None:
    plain = Development(section="tech", text="Plain.", date=date(2025, 5, 1), id="2505-aaaaaa")
    golden(f"records/records.{format}", writer(format, RECORDS).records([FULL, plain]))


def test_a_spreadsheet_runs_no_cell() -> None:
    rows = writer("csv", RECORDS).records([FULL])
    for cell in ("'-headline", "'+1", "'@Xinhua"):
        assert f",{cell}," in rows
    assert rows.startswith("\ufeff")


@pytest.mark.parametrize(
    ("format", "data", "sentence"),
    [
        ("jsonl", '{"section": "tech", "text": "a"}\n', "Line 1: no date"),
        ("jsonl", '{"section": "tech", "date": "2025-05-01"}\n', "Line 1.*text"),
        ("jsonl", '{"section": "tech", "text": "a", "date": "x"}\n', "Line 1.*'date'.*'x'"),
        ("jsonl", '{"section": "econ", "text": "a", "date": "2025-05-01"}\n', "econ.*line 1"),
        (
            "jsonl",
            '{"section": "tech", "text": "a", "rank": "b", "date": "2025-05-01"}\n',
            "'rank'",
        ),
        ("jsonl", '{"section": "tech", "text"\n', "(?i)line 1"),
        ("json", '[{"section": "tech", "text": "a",\n "date": "2025-05-01",}]', "(?i)line 2"),
        ("json", "[" * 3000, "."),
        ("json", '[{"section": "tech", "text": "a", "text": "b", "date": "2025-05-01"}]', "text"),
        ("csv", "section,text,date\ntech,a,2025-02-30\n", "Line 2.*2025-02-30"),
        ("csv", "section,text,date\ntech,a,0001-01-01\n", "Line 2.*0001-01-01"),
        ("csv", "section,text,date\ntech,a,2025-05-01,extra\n", "Line 2"),
        ("csv", "section,date\ntech,2025-05-01\n", "text"),
    ],
)
def test_what_cannot_be_names_its_line(format: str, data: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read(format, data.encode(), CONVENTIONS)


def test_only_section_and_text_are_required() -> None:
    record = {"section": "Tech Progress", "text": "a", "sources": [{"published": "2025-05-01"}]}
    data = json.dumps(record).encode()
    assert identify("", data) == "json"
    found = read("json", data, CONVENTIONS).developments[0]
    assert (found.section, found.date) == ("tech", date(2025, 5, 1))
    assert identify("x.csv", b"text,section,date\na,tech,2025-05-01\n") == "csv"


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("fund; money", ("fund", "money")),
        ("fund；money；", ("fund", "money")),
        ("fund, money", ("fund", "money")),
        ("基金，钱、人", ("基金", "钱", "人")),
        ("fund, money;", ("fund, money",)),
        ("fund, money; chips", ("fund, money", "chips")),
        ("chips", ("chips",)),
        (" ; ", ()),
    ],
)
def test_the_tags_of_a_cell(cell: str, tags: tuple[str, ...]) -> None:
    data = f'section,text,date,tags\ntech,a,2025-05-01,"{cell}"\n'.encode()
    assert read("csv", data, CONVENTIONS).developments[0].tags == tags


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_all_unknown_sections_are_named_at_once(format: str) -> None:
    names = ["econ", "tech", "law", "econ"]
    rows = [{"section": name, "text": "a", "date": "2025-05-01"} for name in names]
    data = "\n".join(map(json.dumps, rows))
    if format == "csv":
        data = "section,text,date\n" + "\n".join(",".join(row.values()) for row in rows)
    first = 2 if format == "csv" else 1
    with pytest.raises(InvalidInput) as refusal:
        read(format, data.encode(), CONVENTIONS)
    assert f"No sections 'econ' (line {first}), 'law' (line {first + 2})." in str(refusal.value)
    assert '--section "econ=KEY" --section "law=KEY"' in str(refusal.value)
