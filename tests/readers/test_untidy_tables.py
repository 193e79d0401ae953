"""Tables as programs and desks leave them: HTML in cells, words for nothing, numbers for days."""

from __future__ import annotations

import json
import re

import pytest

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.readers import identify
from tests.readers.test_tables import read_text

HEAD = "Title,Date,Source,Summary\n"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>First&nbsp;one.</p><p>Second <b>bold</b></p>", "First one.\n\nSecond bold"),
        ("AI <b>law</b> &amp; order", "AI law & order"),
        ("WP &#8217;s title", "WP ’s title"),
        ("Line<br>two<br/>three", "Line two three"),
        ("一<br>二", "一二"),
        ("&lt;p&gt;Twice&amp;nbsp;escaped&lt;/p&gt;", "Twice escaped"),
        ("Plain.\n\nWith <em>some</em>", "Plain.\n\nWith some"),
        ("<jats:p>摘要一</jats:p><jats:p>二</jats:p>", "摘要一\n\n二"),
        ('<img src="a.png">', ""),
    ],
)
def test_what_is_plainly_html_becomes_plain_text(text: str, plain: str) -> None:
    assert plain_of(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "if a<b and c>d",
        "x < y & z > w",
        "AT&T; R&D",
        "use the <p> tag of HTML",
        "List<String> of <a>",
        "<script>alert(1)</script>",
        "two\n\nparagraphs & a <3",
    ],
)
def test_what_only_has_such_signs_stays(text: str) -> None:
    assert plain_of(text) == text


def test_html_in_tables_is_taken_as_text_and_told() -> None:
    reading = read_text(
        f"{HEAD}R&amp;D,2025-05-12,Xinhua,<p>One&nbsp;two</p><p>Three</p>\nB,2025-05-12,Xinhua,b\n"
    )
    first = reading.developments[0]
    assert (first.headline, first.text) == ("R&D.", "One two\n\nThree")
    assert first.sources[0].title == "R&D"
    assert "HTML became plain text in 2 cells on line 2." in reading.remarks


def test_words_for_nothing_are_no_publishers_and_no_dates() -> None:
    rows = f"{HEAD}A,2025-05-12,NULL,a\nB,2025-05-12,N/A,-\n"
    reading = read_text(rows)
    assert [each.sources[0].publisher for each in reading.developments] == ["", ""]
    assert reading.developments[1].text == "B"
    told = "Taken for an empty cell: 'NULL', 'N/A', '-' on lines 2, 3."
    assert told in reading.remarks
    with pytest.raises(InvalidInput, match=r"No date on lines 2, 3\."):
        read_text(f"{HEAD}A,n/a,X,a\nB,暂无,X,b\n")


def test_all_that_is_wrong_is_told_at_once_but_not_without_end() -> None:
    rows = "".join(f"T{n},2025-05-12,X,s,Klingon\n" for n in range(3000))
    with pytest.raises(InvalidInput) as refused:
        read_text(f"Title,Date,Source,Summary,Language\n{rows}")
    assert str(refused.value).count("Klingon") == 5
    assert "And 2995 more such lines." in str(refused.value)


def test_a_section_that_is_none_of_ours_is_told() -> None:
    rows = "Title,Date,Category\n" + "".join(f"T{n},2025-05-12,Cat {n % 7}\n" for n in range(40))
    remarks = " ".join(read_text(rows).remarks)
    assert "No section 'Cat 0', 'Cat 1', 'Cat 2', 'Cat 3', 'Cat 4' and 2 more" in remarks
    assert "taken into tech on lines 2, 3, 4, 5, 6 and 35 more." in remarks


def test_an_instant_is_no_day_and_its_day_is_only_told() -> None:
    item = {"title": "A", "published": 1747008000, "summary": "s"}
    with pytest.raises(InvalidInput, match=re.escape("12 May 2025 in UTC and maybe another day")):
        read_text(json.dumps([item]))
    with pytest.raises(InvalidInput, match="12 May 2025 in UTC"):
        read_text(json.dumps([item | {"published": 1747008000000}]))
    with pytest.raises(InvalidInput, match="write 2025-05-14 if that is the day"):
        read_text(f"{HEAD}A,45791,X,s\n")


@pytest.mark.parametrize(
    "told",
    ["12 May 2025 at 08:00", "2025/05/12 上午8:30", "2025年5月12日 下午11:59", "2025-05-12T23:59Z"],
)
def test_a_time_behind_a_day_moves_nothing(told: str) -> None:
    assert read_text(f"{HEAD}A,{told},X,s\n").developments[0].date.isoformat() == "2025-05-12"


def test_a_refused_date_is_told_as_it_stands() -> None:
    with pytest.raises(InvalidInput, match="No date in 'about 8:00'"):
        read_text(f"{HEAD}A,about 8:00,X,s\n")


def test_columns_that_were_not_taken_are_told_where_the_date_is_missing() -> None:
    with pytest.raises(InvalidInput, match="Not taken are: Timestamp"):
        read_text("Timestamp,Title,Summary\n2025-05-12,A,s\n")


def test_a_column_shows_where_its_day_stands() -> None:
    rows = "Title,Date\nA,05/04/2025\nB,13/04/2025\n"
    with pytest.raises(
        InvalidInput, match=r"'Date' has the day first on line 3: .* day_first true"
    ):
        read_text(rows)
    days = [str(each.date) for each in read_text(rows, day_first=True).developments]
    assert days == ["2025-04-05", "2025-04-13"]
    with pytest.raises(InvalidInput, match=r"has the day first .* config day_first true"):
        read_text(rows, day_first=False)
    american = "Title,Date\nA,5/4/2025\nB,4/13/2025 9:30:00\n"
    with pytest.raises(InvalidInput, match=r"has the day second .* config day_first false"):
        read_text(american, day_first=True)
    with pytest.raises(InvalidInput, match="has the day second on line 3"):
        read_text(american)
    assert len(read_text("Title,Date\nA,13/04/2025\nB,4/13/2025\n").developments) == 2


def test_tsv_that_quotes_nothing_is_read_as_it_stands() -> None:
    table = 'Title\tDate\tSummary\n"Made in China" plan\t2025-05-12\tA 5" screen\n'
    reading = read_text(table, "sheet.tsv")
    assert reading.developments[0].headline == '"Made in China" plan.'
    assert "quotation marks stay where they stand" in reading.remarks[-1]
    quoted = 'Title\tDate\tSummary\n"A ""B"" C"\t2025-05-12\t"One\ntwo"\n'
    assert read_text(quoted, "sheet.tsv").developments[0].headline == 'A "B" C.'


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", f'{HEAD}A,2025-05-12,X,"open\nB,2025-05-12,X,b\n', "Line 2: .* none ends it"),
        ("a.csv", f'{HEAD}A,2025-05-12,X,"an "open" word"\n', "Line 2: .* written twice"),
        ("a.jsonl", '{"title": "a"}\n{"title": "b', "Line 2, column 11: no JSON: unterminated str"),
        ("a.csv", "", "It is empty"),
        ("a.json", " \n", "It is empty"),
    ],
)
def test_what_is_broken_or_empty_is_told_as_such(name: str, text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_text(text, name)


def test_an_answer_without_results_is_no_mistake() -> None:
    reading = read_text('{"status": "ok", "totalResults": 0, "articles": []}')
    assert (reading.developments, reading.remarks) == ((), ("Its list articles is empty.",))


def test_languages_are_known_by_what_libraries_call_them() -> None:
    rows = "Title,Date,Language\nA,2025-05-12,Chinese (Simplified)\nB,2025-05-12,Simplified Chinese"
    languages = [each.sources[0].language for each in read_text(rows).developments]
    assert languages == ["zh", "zh"]


def test_several_addresses_in_a_cell_are_several_sources() -> None:
    rows = (
        "Title,Date,Source,Link\n"
        "A,2025-05-12,,https://x.org/1 https://www.news.cn/2\n"
        "B,2025-05-12,Xinhua; CCTV,https://x.org/3;https://x.org/4\n"
        'C,2025-05-12,,"https://x.org/a,b"\n'
        "D,2025-05-12,,https://x.org/5 见附件\n"
    )
    reading = read_text(rows)
    found = [[(s.publisher, s.url) for s in each.sources] for each in reading.developments]
    assert found == [
        [("", "https://x.org/1"), ("", "https://www.news.cn/2")],
        [("Xinhua", "https://x.org/3"), ("CCTV", "https://x.org/4")],
        [("", "https://x.org/a,b")],
        [("", "https://x.org/5 见附件")],
    ]
    told = "No link can be made of the address on line 5 ('https://x.org/5 见附件')."
    assert told in reading.remarks


def test_what_keeps_a_spreadsheet_from_reading_a_cell_is_no_part_of_it() -> None:
    reading = read_text('Title,Date\n"=""007""",\'2025-05-12\nB,"=""2025-05-12"""\n')
    assert [each.text for each in reading.developments] == ["007", "B"]
    assert {str(each.date) for each in reading.developments} == {"2025-05-12"}


def test_bibtex_is_told_what_makes_references_of_it() -> None:
    with pytest.raises(InvalidInput, match=r"pandoc -f bibtex -t csljson 'my refs\.bib'"):
        identify("my refs.bib", b"@article{wang2025,\n  title = {A}\n}\n")
    assert identify("note.md", b"@someone {x} wrote\n") == "markdown"


def test_a_table_without_headings_is_told_to_be_one() -> None:
    rows = "2025-05-12,One,Xinhua,https://x.org/1\n2025-05-13,Two,Xinhua,https://x.org/2\n"
    with pytest.raises(InvalidInput, match=r"first line is a row .* names the columns, such as"):
        read_text(rows, "a.csv")
    with pytest.raises(InvalidInput, match="No column is known to be a text"):
        read_text("Foo,Bar\n2025-05-12,One\n", "a.csv")


@pytest.mark.parametrize(
    "cell",
    [
        "[words](https://x.org/1)",
        "<https://x.org/1>",
        '=HYPERLINK("https://x.org/1","words")',
        '<a class="x" href="https://x.org/1">words</a>',
    ],
)
def test_an_address_is_taken_out_of_what_makes_it_a_link(cell: str) -> None:
    item = {"title": "A", "date": "2025-05-12", "link": cell}
    assert read_text(json.dumps([item])).developments[0].sources[0].url == "https://x.org/1"
