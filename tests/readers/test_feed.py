"""Feeds as they come: every dialect of them, their dates, their faults, their tricks."""

import builtins
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.readers import Conventions, read
from aiwatch.readers.feed import NoFeed, feed_of
from aiwatch.readers.feed_entries import FeedReading
from tests.conftest import GOLDEN, Hostile

FOLDER = GOLDEN / "feeds"
FEED = "https://wire.example/feed.xml"
CONVENTIONS = Conventions(
    sections={"tech": "Tech progress", "domestic": "Domestic dynamics"},
    today=date(2025, 5, 19),
    section="tech",
)


def rss(*items: str, title: str = "T", head: str = "") -> bytes:
    inside = "\n".join(f"<item>{item}</item>" for item in items)
    text = f'<?xml version="1.0"{head}?>\n<rss version="2.0"><channel><title>{title}</title>\n'
    return f"{text}{inside}\n</channel></rss>".encode()


def told(feed: FeedReading) -> str:
    """Return all that is known of a feed, as JSON."""
    return (
        json.dumps(
            {
                "title": feed.title,
                "site": feed.site,
                "language": feed.language,
                "problems": feed.problems,
                "entries": [
                    {
                        "line": line,
                        "key": entry.key,
                        "title": entry.clipping.title,
                        "summary": entry.clipping.summary,
                        "url": entry.clipping.url,
                        "publisher": entry.clipping.publisher,
                        "language": entry.clipping.language,
                        "published": str(entry.clipping.published or ""),
                        "undated": entry.undated,
                    }
                    for entry, line in zip(feed.entries, feed.lines, strict=True)
                ],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


@pytest.mark.parametrize("name", ["rss20", "chinese", "rss10", "rss091", "atom", "json_feed"])
def test_a_feed_says_what_its_golden_file_has(
    golden: Callable[[str, str | bytes], None], name: str
) -> None:
    path = FOLDER / (f"{name}.json" if name == "json_feed" else f"{name}.xml")
    url = "https://www.cac.gov.cn/rss.xml" if name == "chinese" else FEED
    golden(f"feeds/{name}.expected.json", told(feed_of(path.read_bytes(), url)))


@pytest.mark.parametrize("declared", ["gbk", "GB2312", "utf-8", ""])
def test_gb18030_is_read_however_it_is_declared(declared: str) -> None:
    text = (FOLDER / "chinese.xml").read_text("utf-8")
    head = f' encoding="{declared}"' if declared else ""
    data = text.replace(' encoding="utf-8"', head).encode("gb18030")
    feed = feed_of(data, "https://www.cac.gov.cn/rss.xml")
    assert feed.title == "网信要闻"
    assert feed.entries[0].clipping.published == date(2025, 4, 30)
    assert bool(feed.problems) == (declared in ("utf-8", ""))
    assert all("GB18030" in problem for problem in feed.problems)


def test_utf8_declared_as_gbk_is_told_and_read() -> None:
    data = (FOLDER / "chinese.xml").read_bytes().replace(b'"utf-8"', b'"gbk"')
    feed = feed_of(data)
    assert (feed.title, feed.problems) == ("网信要闻", ("It says gbk, but it is UTF-8.",))


def test_utf8_with_a_character_cut_in_half_is_still_utf8() -> None:
    data = rss("<title>国家网信办部署专项行动，整治技术滥用，分两个阶段</title>").replace(
        "段".encode(), "段".encode()[:2]
    )
    feed = feed_of(data)
    assert feed.entries[0].clipping.title.startswith("国家网信办部署专项行动")
    assert "1 character in it cannot be read" in feed.problems[0]


def test_utf16_is_read() -> None:
    data = (FOLDER / "chinese.xml").read_text("utf-8").replace('"utf-8"', '"utf-16"')
    assert feed_of(data.encode("utf-16")).title == "网信要闻"


def test_the_charset_that_the_sender_tells_is_used() -> None:
    data = rss("<title>人工知能の開発</title>").decode().encode("shift_jis")
    assert feed_of(data, charset="shift_jis").entries[0].clipping.title == "人工知能の開発"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2025年5月12日", date(2025, 5, 12)),  # feedparser: 1 November
        ("2025-05-12T23:59:59-11:00", date(2025, 5, 12)),
        ("Mon, 12 May 2025 00:30:00 +0800", date(2025, 5, 12)),
        ("Mon, 12 May 2025 00:30:00 CST", date(2025, 5, 12)),
        ("2025-05-12 08:00:00", date(2025, 5, 12)),
        ("Tue, 12 May 2025 00:30:00 GMT", None),  # it was a Monday
        ("12 May 25 08:00 GMT", None),
        ("05/04/2025", None),
        ("2025-05", None),
        ("yesterday", None),
        ("刚刚", None),
        ("3小时前", None),
    ],
)
def test_a_day_is_read_by_our_grammar_or_not_at_all(raw: str, day: date | None) -> None:
    entry = feed_of(rss(f"<title>A</title><pubDate>{raw}</pubDate>"), FEED).entries[0]
    assert entry.clipping.published == day
    assert entry.undated == ("" if day else raw)


def test_day_first_reads_what_has_two_readings() -> None:
    data = rss("<title>A</title><pubDate>05/04/2025</pubDate>")
    assert feed_of(data, FEED, day_first=True).entries[0].clipping.published == date(2025, 4, 5)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 2099 00:00:00 GMT", None),
        ("2025-05-16", None),
        ("2025-05-15", date(2025, 5, 15)),  # where the publisher is, it is tomorrow already
    ],
)
def test_a_day_that_cannot_be_right_is_left_out_and_told(said: str, day: date | None) -> None:
    data = rss(f"<title>A</title><pubDate>{said}</pubDate>")
    entry = feed_of(data, FEED, today=date(2025, 5, 14)).entries[0]
    assert (entry.clipping.published, entry.undated) == (day, "" if day else said)


@pytest.mark.parametrize(
    ("title", "said", "day"),
    [
        ("工信部印发指南", "Sun, 11 May 2025 16:00:00 GMT", 12),
        ("工信部印发指南", "2025-05-11T16:00:00.000Z", 12),
        ("工信部印发指南", "2025-05-11T16:00:00+00:00", 12),
        ("工信部印发指南", "Sun, 11 May 2025 16:00:01 GMT", 11),
        ("工信部印发指南", "Sun, 11 May 2025 16:00:00 +0800", 11),
        ("工信部印发指南", "Sun, 11 May 2025 00:00:00 GMT", 11),
        ("MIIT issues a guide", "Sun, 11 May 2025 16:00:00 GMT", 11),
    ],
)
def test_midnight_in_china_is_the_day_there(title: str, said: str, day: int) -> None:
    data = rss(f"<title>{title}</title><pubDate>{said}</pubDate>")
    assert feed_of(data, FEED).entries[0].clipping.published == date(2025, 5, day)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.8, 0.99])
def test_a_feed_cut_off_is_not_taken(cut: float) -> None:
    data = (FOLDER / "chinese.xml").read_bytes()
    data = data[: int(len(data) * cut)]
    with pytest.raises(InvalidInput, match=r"Line \d+: The XML is broken or cut off there"):
        feed_of(data)


def test_a_feed_broken_in_its_middle_is_not_taken_and_its_line_told() -> None:
    data = rss("<title>A</title>", "<title>B</titel>", "<title>C</title>")
    with pytest.raises(InvalidInput, match=r"Line 4: The XML is broken"):
        feed_of(data)


def test_a_json_feed_cut_off_is_not_taken() -> None:
    data = (FOLDER / "json_feed.json").read_bytes()
    with pytest.raises(InvalidInput, match=r"Line 8: The JSON is broken"):
        feed_of(data[:400])


def test_what_stands_before_the_declaration_and_control_characters_do_no_harm() -> None:
    data = b"\n\n  " + rss("<title>A\x08B &#11;C</title>")
    feed = feed_of(data)
    assert feed.entries[0].clipping.title == "AB C"
    assert feed.lines == (5,)
    assert feed.problems[0] == "1 control character taken out."
    assert feed.problems[1].startswith("1 character reference not right in XML")


def test_a_prefix_that_is_not_declared_does_no_harm() -> None:
    feed = feed_of(rss("<title>A</title><media:credit>X</media:credit>", "<title>B</title>"))
    assert [entry.clipping.title for entry in feed.entries] == ["A", "B"]


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


@pytest.mark.parametrize(
    "declared",
    [
        BOMB,
        '<!ENTITY l9 SYSTEM "file:///etc/hostname">',
        '<!ENTITY % l9 SYSTEM "http://127.0.0.1:9/x.dtd"> %l9;',
    ],
)
def test_entities_are_refused(declared: str) -> None:
    data = rss("<title>&l9;</title>").replace(
        b"<rss", f"<!DOCTYPE rss [{declared}]>\n<rss".encode()
    )
    with pytest.raises(InvalidInput):
        feed_of(data)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nested 250 deep"):
        feed_of(rss("<a>" * 100_000 + "</a>" * 100_000))


def test_html_of_any_depth_and_kind_is_read_in_time() -> None:
    for hostile in (
        "<div>" * 20_000,
        "<a " * 20_000,
        "<!--" * 20_000,
        "&" * 20_000,
        "<script>",
        "<![" * 20_000,
        "<a '>'" * 20_000,
        f"&#{'9' * 5_000};",
    ):
        inside = hostile.replace("&", "&amp;").replace("<", "&lt;")
        feed = feed_of(rss(f"<title>A</title><description>{inside}</description>"), FEED)
        assert feed.entries[0].clipping.title == "A"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"<html><head></head></html>",
        "<html><title>人工知能".encode("shift_jis"),
        b"<opml version='2.0'/>",
        b"<a/>",
        b"[]",
    ],
)
def test_what_is_no_feed_is_told(data: bytes) -> None:
    with pytest.raises(NoFeed):
        feed_of(data)


def test_nothing_is_opened_and_nobody_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    feed_of(rss("<title>A</title>"))  # what is imported is opened now
    asked: list[object] = []
    monkeypatch.setattr(builtins, "open", lambda *a, **k: asked.append(a))
    monkeypatch.setattr("socket.socket", lambda *a, **k: asked.append(a))
    for data in (b"/etc/hostname", b"https://wire.example/feed.xml"):
        with pytest.raises(NoFeed):
            feed_of(data)
    feed_of(
        rss("<title>A</title>").replace(
            b"<rss",
            b'<?xml-stylesheet href="http://127.0.0.1:9/x.css"?><!DOCTYPE rss SYSTEM "/x"><rss',
        )
    )
    assert asked == []


def test_entries_are_known_again_by_their_id_where_it_is_one() -> None:
    first = feed_of(
        rss(
            "<title>A</title><guid>12</guid>",
            "<title>B</title><guid>https://WIRE.example/b/?utm_source=x</guid>",
            "<title>C</title><guid>same</guid><link>https://wire.example/c</link>",
            "<title>D</title><guid>same</guid><pubDate>2025-05-12</pubDate>",
        ),
        FEED,
    )
    assert [entry.key for entry in first.entries] == [
        "#12",
        "wire.example/b",
        "wire.example/c",
        "D 2025-05-12",
    ]


def test_what_is_too_long_is_cut_and_told() -> None:
    words, long = "word " * 1000, "<p>A paragraph.</p>" * 10_000
    feed = feed_of(rss(f"<title>{words}</title><description><![CDATA[{long}]]></description>"))
    clipping = feed.entries[0].clipping
    assert (len(clipping.title), clipping.title[-1]) == (1000, "…")
    assert clipping.summary.endswith("\n\nA paragraph.")
    assert 90_000 < len(clipping.summary) <= 100_000
    assert len(feed.problems) == 2


def test_a_reference_in_plain_text_is_one_only_with_its_semicolon() -> None:
    feed = feed_of(rss("<title>A&amp;region R&amp;D</title>"))
    assert feed.entries[0].clipping.title == "A&region R&D"


def test_hostile_texts_are_whole_and_harmless(hostile: list[Hostile]) -> None:
    from xml.sax.saxutils import escape

    for text in hostile:
        typed = re.sub("[\ud800-\udfff]", "", text.text)
        sound = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", typed)
        feed = feed_of(rss(f"<title>{escape(sound)}</title><link>https://wire.example/</link>"))
        title = feed.entries[0].clipping.title
        assert not re.search("[\x00-\x1f\x7f-\x9f]", title), text.name


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 900))
def test_any_bytes_are_a_feed_or_told(junk: bytes, place: int) -> None:
    data = (FOLDER / "atom.xml").read_bytes()
    try:
        feed_of(data[:place] + junk + data[place + len(junk) :], FEED)
    except InvalidInput:
        return


def test_a_missing_library_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "feedparser", None)
    with pytest.raises(AiwatchError, match=r"Feeds need feedparser.* install .*feedparser$"):
        feed_of(rss("<title>A</title>"))


def test_a_feed_file_becomes_developments() -> None:
    data = rss(
        "<title>Qwen3 is out</title><description>It has two sizes.</description>"
        "<pubDate>2025年4月30日</pubDate><link>https://wire.example/1</link>",
        "<title>Only a title</title><pubDate>2025-05-12</pubDate>",
        title="Wire",
    )
    reading = read("feed", data, CONVENTIONS)
    one, two = reading.developments
    assert (one.headline, one.text, one.date) == (
        "Qwen3 is out.",
        "It has two sizes.",
        date(2025, 4, 30),
    )
    assert (one.sources[0].publisher, one.sources[0].url) == ("Wire", "https://wire.example/1")
    assert (two.headline, two.text) == ("", "Only a title")
    assert reading.lines == (3, 4)


def test_what_an_address_tells_goes_before_the_title_of_the_feed() -> None:
    data = rss(
        "<title>A</title><link>https://a.example/</link><pubDate>2025-05-12</pubDate>",
        "<title>B</title><pubDate>2025-05-12</pubDate>",
        title="Wire",
    )

    def complete(clipping: Clipping) -> Clipping:
        return replace(clipping, publisher="Alpha") if clipping.url else clipping

    conventions = replace(CONVENTIONS, complete=complete)
    found = read("feed", data, conventions).developments
    assert [each.sources[0].publisher for each in found] == ["Alpha", "Wire"]


def test_an_undated_entry_is_refused_with_its_line_or_dated_by_the_option() -> None:
    data = rss(
        "<title>A</title><pubDate>2025-05-01</pubDate>", "<title>B</title><pubDate>昨天</pubDate>"
    )
    with pytest.raises(InvalidInput, match=r"Line 4: The entry 'B' says '昨天'"):
        read("feed", data, CONVENTIONS)
    dated = Conventions(
        CONVENTIONS.sections, CONVENTIONS.today, section="tech", date=date(2025, 5, 2)
    )
    assert [d.date.day for d in read("feed", data, dated).developments] == [1, 2]


def test_a_feed_without_a_section_is_refused() -> None:
    without = Conventions(CONVENTIONS.sections, CONVENTIONS.today)
    with pytest.raises(InvalidInput, match="--section KEY"):
        read("feed", rss("<title>A</title>"), without)
