"""The feeds that a page names."""

from aiwatch.readers.feed_links import feed_links

PAGE = "https://site.example/a/b.html"


def test_the_feeds_of_a_page_are_found_in_its_order() -> None:
    page = """<!DOCTYPE html><html><head>
    <link rel=stylesheet href=/x.css>
    <LINK REL="feed alternate" TYPE='application/rss+xml; charset=utf-8' href="rss.xml?a=1&amp;b=2">
    <link href=https://other.example/atom type=application/atom+xml rel=alternate>
    <link rel="alternate" type="text/html" hreflang="zh" href="/zh/">
    <link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
    <link rel="alternate" type="application/rss+xml" href="//[">
    """
    assert feed_links(page.encode(), PAGE) == [
        "https://site.example/a/rss.xml?a=1&b=2",
        "https://other.example/atom",
    ]


def test_the_base_of_a_page_counts() -> None:
    page = '<base href="/feeds/"><link rel=alternate type=application/rss+xml href=rss.xml>'
    assert feed_links(page.encode(), PAGE) == ["https://site.example/feeds/rss.xml"]


def test_a_page_in_gb18030_is_read() -> None:
    page = '<title>网信办</title><link rel="alternate" type="application/rss+xml" href="/r.xml">'
    assert feed_links(page.encode("gb18030"), PAGE) == ["https://site.example/r.xml"]


def test_a_page_that_is_built_to_take_long_is_read() -> None:
    assert feed_links(b"<link " * 50_000, PAGE) == []
    assert feed_links(b"<link a=" * 50_000 + b">", PAGE) == []
