"""References of others (RIS, CSL-JSON), bookmarks and weeklies: each file under golden/readers with
what it becomes beside it, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.archive.record import to_record
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import Conventions, Reading, identify, read

FOLDER = Path(__file__).parent.parent / "golden" / "readers"
SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}
DAY = date(2025, 5, 19)
FILES = {
    "zotero.ris": "ris",
    "endnote.ris": "ris",
    "zotero.csl.json": "csl",
    "firefox.html": "bookmarks",
    "weekly-numbers.md": "markdown",
    "weekly-links.md": "markdown",
}


def conventions(**changes: object) -> Conventions:
    given = {"sections": SECTIONS, "today": DAY, "section": "tech", **changes}
    return Conventions(**given)  # type: ignore[arg-type]


def read_text(text: str, **changes: object) -> Reading:
    data = text.encode()
    return read(identify("", data), data, conventions(**changes))


def told(reading: Reading) -> str:
    """Return `reading` as the golden files have it; what is not known is left out."""
    items = []
    for line, development in zip(reading.lines, reading.developments, strict=True):
        record = {"line": line, **to_record(development)}
        record["sources"] = [
            {name: value for name, value in source.items() if value} for source in record["sources"]
        ]
        items.append({name: value for name, value in record.items() if value})
    whole = {
        "developments": items,
        "overview": reading.overview,
        "unread": [f"{each.line}: {each.text}" for each in reading.unread],
        "remarks": list(reading.remarks),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", FILES)
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    data = (FOLDER / name).read_bytes()
    assert identify(name, data) == identify("", data) == FILES[name]
    golden(f"readers/{name}.json", told(read(FILES[name], data, conventions(date=DAY))))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("zotero.ris", ""),
        ("firefox.html", "No date on lines 10 (bookmarked on 12 May 2025), 16 (its address says "
         "14 March 2025), 23 (bookmarked on 12 May 2025) and 25."),
        ("weekly-numbers.md", "No date on lines 9 and 24. Give --date DAY for all that have none."),
    ],
)  # fmt: skip
def test_what_has_no_date_is_told_at_once(name: str, sentence: str) -> None:
    def day_in(url: str) -> date | None:
        return date(2025, 3, 14) if "/2025-03/14/" in url else None

    data = (FOLDER / name).read_bytes()
    if not sentence:
        assert read(FILES[name], data, conventions(day_in=day_in)).developments
        return
    with pytest.raises(InvalidInput) as refusal:
        read(FILES[name], data, conventions(day_in=day_in))
    assert sentence in str(refusal.value)


def ris(*fields: str) -> str:
    return "TY  - NEWS\r\nTI  - A title\r\n" + "".join(f"{each}\r\n" for each in fields)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        (["DA  - 2025/05/12/"], date(2025, 5, 12)),
        (["DA  - 2025/5/2"], date(2025, 5, 2)),
        (["Y1  - 2025/05/12/noon"], date(2025, 5, 12)),
        (["PY  - 2025", "DA  - 12 May 2025"], date(2025, 5, 12)),
        (["PY  - 2025///", "DA  - 2025年5月12日"], date(2025, 5, 12)),
        (["PY  - 2025", "DA  - May 12"], date(2025, 5, 12)),
        (["PY  - 2025", "DA  - 2025-05-12"], date(2025, 5, 12)),
    ],
)
def test_the_day_of_a_reference(fields: list[str], day: date) -> None:
    found = read_text(ris(*fields)).developments[0]
    assert found.date == found.sources[0].published == day


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (["PY  - 2025"], "No date on line 1 ('2025')."),
        (["DA  - 2025/05//"], "No date on line 1 ('2025/05//')."),
        (["PY  - 2025", "DA  - May"], "No date on line 1 ('May')."),
        (["DA  - Spring 2025"], "No date on line 1 ('Spring 2025')."),
        (["Y2  - 2025/05/12/"], "No date on line 1."),
        (["DA  - 2025/02/30/"], "Line 1: .*2025-02-30"),
        (["DA  - 05/04/2025"], "Line 1: .*05/04/2025"),
    ],
)
def test_no_day_is_guessed(fields: list[str], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        read_text(ris(*fields))


def test_a_day_that_could_be_two_is_read_by_the_configuration() -> None:
    found = read_text(ris("DA  - 05/04/2025"), day_first=True).developments[0]
    assert found.date == date(2025, 4, 5)


def test_a_month_is_dated_by_the_option_and_told() -> None:
    reading = read_text(ris("DA  - 2025/05//"), date=DAY)
    assert reading.developments[0].date == DAY
    assert reading.developments[0].sources[0].published is None
    assert reading.remarks == ("Dated 19 May 2025: line 1 ('2025/05//').",)


def test_many_lines_are_told_in_short() -> None:
    text = "".join(map(ris, ["ER  - \r\n"] * 9))
    with pytest.raises(InvalidInput, match=r"No date on lines 1, 5, 9, 13, 17 and 4 more\. "):
        read_text(text)


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        ({"date-parts": [[2025, 5, 12]]}, date(2025, 5, 12)),
        ({"date-parts": [["2025", "05", "12"]]}, date(2025, 5, 12)),
        ({"raw": "2025-05-12"}, date(2025, 5, 12)),
        ({"literal": "May 12, 2025"}, date(2025, 5, 12)),
        ({"date-parts": [[2025, 5]]}, None),
        ({"date-parts": [[2025]]}, None),
        ({"date-parts": [[2025, 5, 12], [2025, 5, 14]]}, None),
        ({"date-parts": [[2025, 5, 12]], "circa": True}, None),
        ({"date-parts": []}, None),
        ({"literal": "forthcoming"}, None),
        ({}, None),
    ],
)
def test_the_day_of_csl(issued: object, day: date | None) -> None:
    text = json.dumps([{"id": "a", "type": "webpage", "title": "A title", "issued": issued}])
    if day is None:
        with pytest.raises(InvalidInput, match="No date on line 1"):
            read_text(text)
    else:
        assert read_text(text).developments[0].date == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[{"id": 1, "type": "webpage", "title": 5}]', "Line 1: 'title' of a reference is text"),
        ('[{"id": "a"}, 5]', "Line 1: a reference is an object"),
        ('[{"id": "a", "title": "A"}', "no JSON"),
        ('[{"id": "a", "title": "A"}] x', "More follows"),
        ('{"items": 5}', "no list"),
        ("[\n{}\n]", "Line 2: A source needs a publisher"),
        ("[]", ""),
    ],
)
def test_csl_that_cannot_be_is_told(text: str, sentence: str) -> None:
    if not sentence:
        assert read("csl", text.encode(), conventions()).developments == ()
        return
    with pytest.raises(InvalidInput, match=sentence):
        read("csl", text.encode(), conventions(date=DAY))


@pytest.mark.parametrize(
    "text",
    [
        '[{"section": "tech", "text": "a", "date": "2025-05-01", "id": "a", "type": "webpage"}]',
        '[{"text": "a", "date": "2025-05-01", "type": "webpage", "title": "b"}]',
        '[{"id": 1, "type": "article", "kind": "x"}]',
        '{"title": "AI watch", "sections": []}',
        '[{"id": 1, "type": ["webpage"], "title": "x"}]',
        "[]",
    ],
)
def test_other_json_is_no_reference(text: str) -> None:
    assert identify("", text.encode()) == "json"


@pytest.mark.parametrize("wrapped", ['{"items": %s}', '{ "references" : %s }', "%s"])
def test_a_list_of_references_may_stand_in_an_object(wrapped: str) -> None:
    item = '{"id": "a", "type": "report", "title": "T", "issued": {"raw": "2025-05-12"}}'
    assert len(read_text(wrapped % f"[{item}, {item}]").developments) == 2
    assert len(read_text(item).developments) == 1


def test_records_end_where_the_next_begins_and_lines_outside_are_told() -> None:
    text = ris("DA  - 2025/05/12/") + ris("DA  - 2025/05/13/", "ER  -") + "Provider: X\r\n"
    reading = read_text(f"Database: Y\r\n\r\n{text}")
    assert [item.date.day for item in reading.developments] == [12, 13]
    unread = [(each.line, each.text) for each in reading.unread]
    assert unread == [(1, "Database: Y"), (10, "Provider: X")]


def test_every_clipping_is_completed() -> None:
    def complete(clipping: Clipping) -> Clipping:
        from dataclasses import replace

        return replace(clipping, publisher="Register", language="zh")

    for name, format in FILES.items():
        data = (FOLDER / name).read_bytes()
        found = read(format, data, conventions(date=DAY, complete=complete)).developments
        assert {source.publisher for item in found for source in item.sources} == {"Register"}


def test_what_names_no_section_is_refused() -> None:
    with pytest.raises(
        InvalidInput, match=r"Line 1: nothing says its section\. Give --section KEY"
    ):
        read_text(ris("DA  - 2025/05/12/"), section="")
    data = (FOLDER / "weekly-numbers.md").read_bytes()
    with pytest.raises(
        InvalidInput, match=r"No sections '科技动态' \(line 9\), '文章' \(line 24\)"
    ):
        read("markdown", data, conventions(section="", date=DAY))
    mapped = {"科技动态": "tech", "文章": "domestic"}
    found = read("markdown", data, conventions(section="", section_map=mapped, date=DAY))
    assert [item.section for item in found.developments] == ["tech", "tech", "domestic"]


# weeklies


@pytest.mark.parametrize(
    ("line", "title", "day", "language", "text"),
    [
        ("- [A](https://a.example)", "A", None, "", "A"),
        ("* **[A](https://a.example)**", "A", None, "", "A"),
        ("1. [A [b]](<https://a.example/x y>)", "A [b]", None, "", "A [b]"),
        ('12、[A](https://a.example "hint")', "A", None, "", "A"),
        ("### [A](https://a.example/b_(c))", "A", None, "", "A"),
        ("- [A](https://a.example) 2025-05-12", "A", date(2025, 5, 12), "", "A"),
        ("- 2025-05-12 [A](https://a.example)", "A", date(2025, 5, 12), "", "A"),
        ("- [A](https://a.example)（2025年5月12日）", "A", date(2025, 5, 12), "", "A"),
        ("- [A](https://a.example)（英文）", "A", None, "en", "A"),
        ("- [A](https://a.example) - B said so.", "A", None, "", "B said so."),
        ("- [A](https://a.example): B said. (12 May 2025)", "A", date(2025, 5, 12), "", "B said."),
        ("- [A](https://a.example) May 2025", "A", None, "", "May 2025"),
        ("- [A](https://a.example) 5月12日", "A", None, "", "5月12日"),
    ],
)
def test_the_first_line_of_an_item(
    line: str, title: str, day: date | None, language: str, text: str
) -> None:
    two = "- [One](https://one.example)\n- [Two](https://two.example)\n\n"
    item = read_text(f"{two}{line}\n", date=DAY).developments[2]
    assert (item.sources[0].title, item.sources[0].published) == (title, day)
    assert (item.sources[0].language, item.text, item.date) == (language, text, day or DAY)
    assert item.sources[0].url.startswith("https://a.example")


@pytest.mark.parametrize(
    "text",
    [
        "- [A](https://a.example) (Source: Sina, May 12, 2025)\n- [B](https://b.example)\n",
        "- [A](https://a.example)\n- Text with [a link](https://b.example) in it\n",
        "- [A](#a)\n- [B](#b)\n- Text\n",
        "- ![A](https://a.example)\n- ![B](https://b.example)\n",
    ],
)
def test_other_markdown_is_no_weekly(text: str) -> None:
    found = read_text(text, date=DAY).developments
    assert not any(source.title for item in found for source in item.sources)


BITS = [
    *("TY  - NEWS", "ER  - ", "TI  - x", "DA  - 2025/05/12/", "KW  - ;", "N1  - <p>x", "AB  -", ""),
    *(
        "# A",
        "## Tech progress",
        "### [a](https://a.b)",
        "- [a](https://a.b) x",
        "1、[b](http://b)",
    ),
    *("  - [c](https://c.d)", "text", "> quote", "***", "```", "- x", "[", "](", "(Source: x"),
    *("<DL><p>", "</DL>", "<H3>Tech progress</H3>", '<DT><A HREF="https://a.b">x</A>', "<DD>y"),
    *('<A HREF="', "</A>", "<!--", "&#0;", "\x1b", "\u202e", "\u2028", "[{", '"id":', "}]"),
]


@pytest.mark.parametrize(
    "hostile",
    ["<a " * 20_000, "<![" * 20_000, "<dl><dt><a href='" * 5_000, f"&#{'9' * 5_000};"],
    ids=["open", "declared", "nested", "number"],
)
def test_markup_of_any_kind_is_read_in_time(hostile: str) -> None:
    head = '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT><A HREF="https://a.example/">A story</A><DD>'
    (found, *_) = read("bookmarks", f"{head}{hostile}".encode(), conventions(date=DAY)).developments
    assert found.sources[0].title == "A story"
    note = f"TY  - NEWS\nTI  - A story\nUR  - https://a.example/\nN1  - <p>{hostile}\nER  - \n"
    (found,) = read("ris", note.encode(), conventions(date=DAY)).developments
    assert found.sources[0].title == "A story"


@pytest.mark.parametrize("format", ["ris", "bookmarks", "markdown", "csl"])
@given(lines=st.lists(st.sampled_from(BITS), max_size=12))
@settings(max_examples=60)
def test_whatever_stands_in_a_file_it_is_read_or_refused(format: str, lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    try:
        reading = read(format, data, conventions(date=DAY))
    except InvalidInput:
        return
    assert len(reading.lines) == len(reading.developments)
    # A briefing of ours is counted by all line ends there are, U+2028 among them.
    most = max(len(lines), len(data.decode().splitlines())) + 1
    assert all(0 < line <= most for line in reading.lines)


def test_html_of_reference_managers_becomes_plain_text() -> None:
    ris = (
        "TY  - JOUR\nTI  - R&amp;D in <i>China</i>\nDA  - 2025/05/12/\nT2  - A &amp; B\n"
        "AB  - <p>One&nbsp;two</p><p>Three</p>\nER  - \n"
    )
    item = {
        "id": "x",
        "type": "article-journal",
        "title": "R&amp;D in <i>China</i>",
        "container-title": "A &amp; B",
        "abstract": "<jats:p>One two</jats:p><jats:p>Three</jats:p>",
        "issued": {"date-parts": [[2025, 5, 12]]},
    }
    for format, text in (("ris", ris), ("csl", json.dumps([item]))):
        reading = read(format, text.encode(), conventions())
        found = reading.developments[0]
        assert (found.headline, found.text) == ("R&D in China.", "One two\n\nThree")
        assert found.sources[0].publisher == "A & B"
        assert "HTML became plain text on line 1." in reading.remarks


def test_the_same_remark_on_many_lines_is_one() -> None:
    record = "TY  - JOUR\nTI  - {}\nDA  - 2025/05/12/\nLA  - Klingon\nER  - \n"
    ris = "".join(record.format(f"Title {number}") for number in range(300))
    remarks = read("ris", ris.encode(), conventions()).remarks
    known = "'Klingon' is no language that is known; it is left out."
    assert remarks == (f"Lines 1, 6, 11, 16, 21 and 295 more: {known}",)


def test_lines_are_those_that_an_editor_counts() -> None:
    dated = "TY  - JOUR\nTI  - A\u2028b\u2029c\nDA  - 2025/05/12/\nER  - \n"
    ris = f"{dated}TY  - JOUR\nTI  - B\nER  - \n"
    with pytest.raises(InvalidInput, match="No date on line 5"):
        read("ris", ris.encode(), conventions())
