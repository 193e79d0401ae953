"""Tables of others: CSV, TSV, JSON and JSONL of any shape, golden files with what they become."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.domain.address_reading import read_address
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.domain.joint_publishers import publishers_in
from aiwatch.domain.text import clean, tidy
from aiwatch.readers import Conventions, Reading, identify, read
from aiwatch.readers.cells import is_placeholder
from aiwatch.register import register
from tests.conftest import Hostile
from tests.readers.test_foreign_briefings import FOLDER, SECTIONS, TODAY, told


def conventions(**changes: Any) -> Conventions:
    known = register()
    return Conventions(
        **{
            "sections": SECTIONS,
            "today": TODAY,
            "publishers_in": lambda name: publishers_in(name, known),
            "day_in": lambda url: read_address(url, known).day,
            **changes,
        }
    )


def read_text(text: str, name: str = "", **changes: Any) -> Reading:
    data = text.encode()
    return read(identify(name, data), data, conventions(**{"section": "tech", **changes}))


MAPPED = {
    "spreadsheet.csv": {},
    "chinese-gb18030.csv": {"section_map": {"国内动态": "domestic", "科技进展": "tech"}},
    "table.tsv": {},
    "api.json": {"columns": {"description": "text"}, "section": "tech"},
    "items.jsonl": {
        "columns": {
            "fields.headline": "title",
            "fields.trail": "text",
            "fields.issued": "date",
            "fields.where": "publisher",
        },
        "section": "domestic",
    },
    "semicolon.csv": {
        "columns": {"Titel": "title", "website": "url"},
        "section": "tech",
        "day_first": True,
    },
}


@pytest.mark.parametrize("name", MAPPED)
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    data = (FOLDER / name).read_bytes()
    reading = read(identify(name, data), data, conventions(**MAPPED[name]))
    golden(f"readers/{name}.json", told(reading))


@pytest.mark.parametrize("name", ["spreadsheet.csv", "table.tsv", "api.json", "items.jsonl"])
def test_a_table_is_known_by_its_content(name: str) -> None:
    data = (FOLDER / name).read_bytes().removeprefix(b"Weekly tracker of the desk,,,,,,,,,\n")
    assert identify("", data) == {"tsv": "csv"}.get(name[-3:], name.partition(".")[2])


@pytest.mark.parametrize(
    "text",
    [
        "Summary, sources and dates\n\nTwo, three.\n",
        "Title | Date\n--- | ---\nx | y\n",
        "| Title | Date |\n| --- | --- |\n| x | y |\n",
        "Title, date\n\n- An item. (Source: Sina, May 1, 2025)\n",
        "标题，摘要\n\n一件事。\n",
    ],
)
def test_a_briefing_is_no_table(text: str) -> None:
    assert identify("", text.encode()) in ("text", "markdown")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("PubDate", "published"),
        ("publication_date", "published"),
        (" Ｔｉｔｌｅ ", "title"),
        ("来 源：", "publisher"),
        ("发布时间", "published"),
        ("日期", "date"),
        ("关键词", "tags"),
        ("LANG", "lang"),
        ("source.name", "publisher"),
        ("source.url", ""),
        ("author", ""),
        ("序号", ""),
    ],
)
def test_headings(heading: str, field: str) -> None:
    from aiwatch.readers.headings import field_of

    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("text", "columns", "sentence"),
    [
        (
            "title,summary,content,date\na,b,c,2025-05-01\n",
            {},
            r"^The columns 'summary' and 'content' could both be text\. "
            r'Say which it is: --map text="summary" or --map text="content"\.$',
        ),
        ("title,link,Link,date\n", {}, "Two columns are called 'link' and 'Link'"),
        ("name,date\na,2025-05-01\n", {}, "--map title=COLUMN. Columns: name, date"),
        (
            "title,date\na,2025-05-01\n",
            {"issued": "date"},
            r"^--map date=issued: no column 'issued'\. Columns: title, date\.$",
        ),
        ("title,date\na,2025-05-01,c\n", {}, "Line 2: 3 cells under 2 headings"),
        ('title,date\n"a,2025-05-01\n', {}, "Line 2: no CSV"),
        ("title,date,lang\na,2025-05-01,xx\n", {}, "Line 2: No language 'xx'"),
        ("title,date,rank\na,2025-05-01,first\n", {}, "Line 2: .*whole number"),
        ("title,date,link\n,2025-05-01,http://a.b\n", {}, r"^Neither text nor title on line 2\.$"),
        (
            "title,date,link\na,05/04/2025,http://a.b\nb,45789,\nc,last week,\n",
            {},
            "^Line 2: 'date': '05/04/2025' could be 5 April 2025 or 4 May 2025.*"
            "Line 3: 'date': '45789' may be a spreadsheet's number of a day.*Line 4: 'date': 'last",
        ),
        ('{"items": [{"title": "a"}], "others": [{"title": "b"}]}', {}, "items, others.*jq .items"),
        ('[{"title": "a", "date": "2025-05-01"}, 7]', {}, "Line 1: this is no object"),
        ('{"title": "a", "date": "x"}\n{"title": "b"}\n', {}, "No date on line 2.*Line 1: 'date'"),
    ],
)
def test_what_cannot_be_is_told(text: str, columns: dict[str, str], sentence: str) -> None:
    data = text.encode()
    with pytest.raises(InvalidInput, match=sentence):
        read(
            identify("a.csv", data) if text[0] not in "[{" else identify("", data),
            data,
            conventions(section="tech", columns=columns),
        )


def test_all_rows_without_a_date_are_told_at_once() -> None:
    address = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
    rows = [f'a,"two\nlines",{address}', "b,c,", *["d,e,"] * 8]
    text = "title,text,link\n" + "\n".join(rows)
    with pytest.raises(InvalidInput) as refusal:
        read_text(text)
    assert str(refusal.value) == (
        "No date on lines 2 (its address says 14 March 2025), 4, 5, 6, 7 and 5 more. Give --date "
        "DATE for those without one, or say which column has it: --map date=COLUMN."
    )
    dated = read_text(text, date=date(2025, 5, 2)).developments
    assert {item.date for item in dated} == {date(2025, 5, 2)}
    assert {source.published for item in dated for source in item.sources} == {None}


def test_the_date_dates_the_source_unless_a_column_does() -> None:
    both = "title,date,published,source\na,2025-05-01,2025-05-03,Sina\nb,2025-05-02,,Sina\n"
    first, second = read_text(both).developments
    assert (first.date, first.sources[0].published) == (date(2025, 5, 1), date(2025, 5, 3))
    assert (second.date, second.sources[0].published) == (date(2025, 5, 2), None)
    one = read_text("title,date\na,2025-05-01\n").developments[0]
    assert one.sources[0].published == date(2025, 5, 1)
    assert read_text("text,date\na,2025-05-01\n").developments[0].sources == ()


def test_unknown_sections_are_told_and_mapped() -> None:
    text = "title,date,category\na,2025-05-01,Policy\nb,2025-05-01,Chips\nc,2025-05-01,tech\n"
    with pytest.raises(InvalidInput, match=r"No sections 'Policy' \(line 2\), 'Chips' \(line 3\)"):
        read_text(text, section="")
    mapped = read_text(text, section_map={"Policy": "domestic"}).developments
    assert [item.section for item in mapped] == ["domestic", "tech", "tech"]
    with pytest.raises(InvalidInput, match=r"No section on lines 2, 3\. Give --section KEY"):
        read_text("title,date\na,2025-05-01\nb,2025-05-01\n", section="")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Xinhua; CCTV", ("Xinhua", "CCTV")),
        ("新华社、央视", ("新华社", "央视")),
        ("MIIT & CAC", ("MIIT", "CAC")),
        ("MIIT, CAC and Xinhua", ("MIIT", "CAC", "Xinhua")),
        ("新华社和央视", ("新华社", "央视")),
        ("Reuters / The Harbour Gazette", ("Reuters / The Harbour Gazette",)),
        (
            "Ministry of Industry and Information Technology",
            ("Ministry of Industry and Information Technology",),
        ),
        ("Xinhua; ", ("Xinhua;",)),
        ("", ()),
    ],
)
def test_joint_publishers_become_several_or_stay_whole(cell: str, names: tuple[str, ...]) -> None:
    assert publishers_in(cell, register()) == names


def test_title_and_address_belong_to_the_first_of_joint_publishers() -> None:
    row = 'a,"Xinhua; CCTV",https://www.news.cn/x,2025-05-01,zh'
    first, second = read_text(f"title,source,url,date,lang\n{row}\n").developments[0].sources
    assert (first.publisher, first.title, first.url) == ("Xinhua", "a", "https://www.news.cn/x")
    assert (second.publisher, second.title, second.url) == ("CCTV", "", "")
    assert first.published == second.published == date(2025, 5, 1)
    assert first.language == second.language == "zh"


def test_an_address_in_the_publishers_column_is_the_address() -> None:
    found = read_text("title,source,date\na,https://www.news.cn/x,2025-05-01\n").developments[0]
    assert (found.sources[0].publisher, found.sources[0].url) == ("", "https://www.news.cn/x")


def test_records_of_our_own_stay_ours_unless_columns_are_mapped() -> None:
    own = "section,text,url\ntech,a,https://x.org/\n"
    reading = read_text(own, date=date(2025, 5, 1))
    assert reading.developments[0].unknown == {"url": "https://x.org/"}
    mapped = read_text(own, date=date(2025, 5, 1), columns={"url": "url"}).developments[0]
    assert mapped.sources[0].url == "https://x.org/"
    record = {"section": "tech", "text": "a", "date": "2025-05-01", "score": 1}
    for data in (json.dumps([record]), json.dumps(record)):
        assert read_text(data).developments[0].unknown == {"score": 1}
    extended = {"text": "a", "date": "2025-05-01", "score": 1}
    assert read_text(json.dumps([extended])).developments[0].unknown == {"score": 1}
    foreign = {"section": "tech", "title": "a", "date": "2025-05-01", "url": "https://x.org/"}
    assert read_text(json.dumps([foreign])).developments[0].sources[0].url == "https://x.org/"


def test_columns_without_a_heading_are_told_when_something_stands_in_them() -> None:
    reading = read_text("title,date,,\na,2025-05-01,,\nb,2025-05-02,,note\n")
    assert reading.remarks[1:] == ("Column 4 has no heading and is not taken: line 3.",)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_cells_are_kept_whole(rows: list[tuple[str, str]]) -> None:
    objects = [{"title": f"T{title}", "summary": text, "when": 1} for title, text in rows]
    reading = read_text(json.dumps(objects), date=date(2025, 5, 1))
    assert len(reading.developments) == len(rows)
    for (title, text), found in zip(rows, reading.developments, strict=True):
        cell = clean(text.strip())[0].strip()
        whole = "" if is_placeholder(cell) else tidy(plain_of(cell))
        whole = whole or " ".join(plain_of(clean(f"T{title}")[0]).split())
        assert found.text == whole


def test_hostile_texts_are_cleaned_and_kept(hostile: list[Hostile]) -> None:
    objects = [
        {"title": f"x {each.text}", "summary": each.text, "source": each.text, "x": each.text}
        for each in hostile
        if each.text.strip()
    ]
    reading = read_text(json.dumps(objects), date=date(2025, 5, 1))
    assert len(reading.developments) == len(objects)
    for found in reading.developments:
        assert found.text == clean(found.text)[0]
        assert "\n" not in found.sources[0].title + found.sources[0].publisher
