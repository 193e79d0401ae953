"""Excel files as tables: made here with openpyxl, some broken by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.domain.text import clean, tidy
from aiwatch.readers import Conventions, Reading, identify, read
from tests.conftest import Hostile

CONVENTIONS = Conventions(
    {"tech": "Tech progress", "domestic": "Domestic dynamics"}, date(2025, 5, 19), section="tech"
)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows: list[Any], change: Callable[[Any, Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Items"
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    return saved(book)


def read_book(data: bytes, **changes: Any) -> Reading:
    assert identify("a.xlsx", data) == "excel"
    return read("excel", data, Conventions(**{**vars_of(CONVENTIONS), **changes}))


def vars_of(conventions: Conventions) -> dict[str, Any]:
    return {name: getattr(conventions, name) for name in ("sections", "today", "section")}


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The file with a part of it rewritten."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def reckoned(value: str) -> Callable[[str], str]:
    """Put the value of its formulas into a sheet, as Excel does."""
    return lambda xml: re.sub(
        r'<c (r="\w+")>(<f>[^<]*</f>)<v></v>', rf'<c \1 t="str">\2<v>{value}</v>', xml
    )


@pytest.mark.parametrize("mac", [False, True])
def test_rows_become_developments(mac: bool) -> None:
    def change(book: Any, sheet: Any) -> None:
        if mac:
            book.epoch = CALENDAR_MAC_1904
        sheet["A3"] = datetime(2025, 4, 30, 9, 0)
        sheet["A3"].number_format = 'yyyy"年"m"月"d"日"'

    data = book_of(
        ["AI tracker"],
        ["日期", "标题", "摘要", "来源", "Rank", "序号"],
        [None, "清朗", "第一段\n\n第二段", "国家网信办", 2.0, 17],
        [],
        [date(2025, 5, 1), "b", None, None, None, True],
        ["12 May 2025", 3.5, "c", None, None, None],
        change=change,
    )
    reading = read_book(data)
    first, second, third = reading.developments
    assert reading.lines == (3, 5, 6)
    assert (first.date, first.headline, first.text) == (
        date(2025, 4, 30),
        "清朗。",
        "第一段\n\n第二段",
    )
    assert (first.rank, first.sources[0].publisher) == (2, "国家网信办")
    assert (second.date, second.text) == (date(2025, 5, 1), "b")
    assert (third.date, third.headline) == (date(2025, 5, 12), "3.5.")
    assert reading.remarks == (
        "Sheet 'Items': 日期 as date and published, 标题 as title and headline, 摘要 as text, "
        "来源 as publisher, Rank as rank; not taken: 序号.",
        "Sheet 'Items': Above the headings, not taken: line 1.",
    )


def test_a_number_is_no_date() -> None:
    with pytest.raises(InvalidInput, match=r"^Sheet 'Items': Line 2: 'Date': '45789' may be a sp"):
        read_book(book_of(["Date", "Title"], [45789, "a"]))


def test_links_are_addresses_where_no_column_has_them() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A2"].hyperlink = "https://x.org/1"
        sheet["A3"].hyperlink = "mailto:a@b.c"

    rows = [["Title", "Date"], ["a", date(2025, 5, 1)], ["b", date(2025, 5, 2)]]
    rows.append(['=HYPERLINK("https://x.org/3","c")', date(2025, 5, 3)])
    data = changed(book_of(*rows, change=change), SHEET, reckoned("c"))
    urls = [item.sources[0].url for item in read_book(data).developments]
    assert urls == ["https://x.org/1", "", "https://x.org/3"]
    rows[0].append("Link")
    rows[1].append("https://y.org/")
    found = read_book(book_of(*rows[:3], change=change)).developments
    assert [item.sources[0].url for item in found] == ["https://y.org/", ""]


def test_formulas_have_their_value_and_one_without_is_told() -> None:
    data = book_of(["Title", "Date"], ['="a"&"b"', date(2025, 5, 1)], ["c", date(2025, 5, 2)])
    reading = read_book(changed(data, SHEET, reckoned("ab")))
    assert [item.text for item in reading.developments] == ["ab", "c"]
    assert len(reading.remarks) == 1
    rows = [["Title", "Text", "Date"], ['="a"&"b"', "t", date(2025, 5, 1)]]
    assert read_book(book_of(*rows)).remarks[1] == (
        "Sheet 'Items': the formula in A2 has no value; open and save the file in Excel."
    )


def test_a_cell_merged_downwards_stands_in_each_row() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    rows = [["Date", "Title"], [date(2025, 5, 1), "a"], [None, "b"], [date(2025, 5, 2), "c"]]
    found = read_book(book_of(*rows, change=change)).developments
    assert [item.date.day for item in found] == [1, 1, 2]
    with pytest.raises(InvalidInput, match=r"^Sheet 'Items': No date on line 3\."):
        read_book(book_of(*rows))


def test_all_sheets_with_headings_are_taken_and_others_told() -> None:
    book = openpyxl.Workbook()
    for title in ("May", "June", "Notes", "Old"):
        sheet = book.create_sheet(title)
        if title != "Notes":
            sheet.append(["Title", "Date"])
            sheet.append([title, date(2025, 5, 1)])
    book["Old"].sheet_state = "hidden"
    book["Notes"].append(["to do"])
    reading = read_book(saved(book))
    assert [item.text for item in reading.developments] == ["May", "June"]
    assert reading.remarks[2:] == (
        "Sheet 'Sheet' is empty.",
        "Sheet 'Notes' has no headings that are known and was not taken.",
        "Sheet 'Old' is hidden and was not taken.",
    )
    with pytest.raises(InvalidInput, match=r"No sheet has headings that are known\..*--map"):
        read_book(book_of(["a", "b"], ["c", "d"]))
    mapped = read_book(book_of(["a", "b"], ["c", "2025-05-01"]), columns={"a": "text", "b": "date"})
    assert mapped.developments[0].text == "c"


def bomb(data: bytes) -> bytes:
    """The file with a sheet of 120 MB more, which packed are 120 kB."""
    filler = b"<!--" + b" " * 120_000_000 + b"-->"
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", filler)
    return file.getvalue()


def far(xml: str) -> str:
    return xml.replace('row r="2"', 'row r="99999999999"')


def declaring(xml: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY a "b">]>{xml}'


PLAIN = book_of(["Title", "Date"], ["a", date(2025, 5, 1)])


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (bomb, "Unpacked it would have 120 MB; at most 100 are read"),
        (lambda data: changed(data, SHEET, far), "more than 1,048,576 rows"),
        (lambda data: changed(data, SHEET, declaring), "no Excel file.*declares entities"),
        (lambda data: changed(data, SHEET, lambda xml: xml[:-40]), "no Excel file that can"),
        (lambda data: changed(data, "xl/workbook.xml", lambda xml: "<a/>"), "no Excel file that"),
        (
            lambda data: changed(data, SHEET, lambda xml: xml.replace('r="A2"', 'r="?"')),
            "no Excel file that can",
        ),
        (lambda data: data.replace(b"xl/worksheets", b"xl/worksheetz"), "it has no sheet"),
    ],
    ids=["bomb", "far row", "entities", "cut off", "no workbook", "odd cell", "no sheet"],
)
def test_a_file_that_cannot_be_is_refused(broken: Callable[[bytes], bytes], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_book(broken(PLAIN))


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["mimetype", "content.xml"], "OpenDocument.*Save it as an Excel file"),
        (["Index/Document.iwa"], "Numbers"),
        (["xl/workbook.bin"], "xlsb"),
    ],
)
def test_tables_of_other_programs_say_what_to_do(names: list[str], sentence: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    with pytest.raises(InvalidInput, match=sentence):
        identify("a", file.getvalue())


def test_hostile_texts_are_cleaned_and_kept(hostile: list[Hostile]) -> None:
    escaped = [
        (each.text, re.sub("[\x00-\x1f]", lambda found: f"_x{ord(found[0]):04X}_", each.text))
        for each in hostile
        if not each.text.startswith("=") and is_xml(each.text) and "_x" not in each.text
    ]
    rows = [["x", told, date(2025, 5, 1)] for _, told in escaped]
    reading = read_book(book_of(["Title", "Summary", "Date"], *rows))
    assert len(reading.developments) == len(escaped) > 50
    for found, (text, _) in zip(reading.developments, escaped, strict=True):
        assert found.text == (tidy(plain_of(clean(text)[0])) or "x")


def is_xml(text: str) -> bool:
    """Whether XML can hold all but control characters of the text."""
    return not re.search("[\ud800-\udfff\ufffe\uffff]", text)


def test_the_link_behind_words_is_the_address() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["标题", "日期", "链接"])
    sheet.append(["一", "2025-05-12", "点击查看"])
    sheet.append(["二", "2025-05-12", "https://x.org/2"])
    sheet.append(["三", "2025-05-12", None])
    sheet.append(["四", "2025-05-12", "见附件"])
    sheet["C2"].hyperlink = "https://x.org/1"
    sheet["C3"].hyperlink = "https://x.org/other"
    sheet["A4"].hyperlink = "https://x.org/3"
    reading = read_book(saved(book))
    urls = [each.sources[0].url for each in reading.developments]
    assert urls == ["https://x.org/1", "https://x.org/2", "https://x.org/3", "见附件"]
    assert reading.remarks[-1].endswith("No link can be made of the address on line 5 ('见附件').")
