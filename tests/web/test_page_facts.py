"""What a page says of itself: golden pages, near misses, pages that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aiwatch.register import register
from aiwatch.web.page import Page, read_page

TODAY = date(2025, 5, 19)
PAGES = Path(__file__).parent.parent / "golden" / "pages"
ADDRESSES = {
    "ministry": "https://www.miit.gov.cn/zwgk/zcwj/art/2025/art_1.html",
    "agency": "https://www.news.cn/politics/20250512/0123456789abcdef0123456789abcdef/c.html",
    "wechat": "https://mp.weixin.qq.com/s/uYYvMPVqXz5IMcQpBKzKZg",
    "news": "https://daily.example/2025/chips",
}


def as_json(page: Page) -> str:
    clipping = page.clipping
    told = {
        "title": clipping.title,
        "summary": clipping.summary,
        "publisher": clipping.publisher,
        "language": clipping.language,
        "published": clipping.published.isoformat() if clipping.published else None,
        "account": page.account,
        "credited": page.credited,
        "encoding": page.encoding,
        "origins": dict(page.origins),
        "days": {origin: day.isoformat() for origin, day in page.days.items()},
        "text": page.text.split("\n\n"),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_golden_pages(golden: Callable[[str, str], None], path: Path) -> None:
    url = ADDRESSES.get(path.stem, f"https://www.example.org/{path.name}")
    page = read_page(path.read_bytes(), url, "text/html", TODAY, register())
    golden(f"pages/{path.stem}.json", as_json(page))


def read(html: str | bytes, content_type: str = "text/html", url: str = "https://a.example/x"):
    data = html.encode() if isinstance(html, str) else html
    return read_page(data, url, content_type, TODAY, register())


def meta(**named: str) -> str:
    return "".join(f'<meta name="{name}" content="{told}">' for name, told in named.items())


def data_of(*nodes: object) -> str:
    scripts = (f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return "<html>" + "".join(scripts)


@pytest.mark.parametrize(
    ("title", "more", "expected"),
    [
        ("What is new | The Site", '<meta property="og:site_name" content="the site">', ""),
        ("What is new - The Site", "", "What is new - The Site"),
        ("What is new | Site", "<h1>What is <b>new</b></h1>", ""),
        ("The Desk - What is it?", "<h1>The Desk</h1>", "The Desk - What is it?"),
        ("GPT-4 - Site - Site", '<meta property="og:site_name" content="Site">', "GPT-4 - Site"),
        ("The Site", '<meta property="og:site_name" content="The Site">', "The Site"),
        ("What is new_新华网", "", ""),
        ("What is new_人民网", "", "What is new_人民网"),
    ],
)
def test_a_title_loses_its_site_only_if_that_is_sure(title: str, more: str, expected: str) -> None:
    page = read(f"<title>{title}</title>{more}", url="https://www.news.cn/tech/a.html")
    assert page.clipping.title == (expected or "What is new")


ARTICLE = {"@type": "NewsArticle", "headline": "One", "datePublished": "2025-05-12T23:30:00Z"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (data_of(ARTICLE), ("One", "2025-05-12")),
        (data_of([ARTICLE]), ("One", "2025-05-12")),
        (data_of({"@graph": [{"@type": "Person", "name": "P"}, ARTICLE]}), ("One", "2025-05-12")),
        (data_of(ARTICLE, ARTICLE), ("One", "2025-05-12")),
        # A list of articles is no article, unless one of them says that it is this page.
        (data_of(ARTICLE, {**ARTICLE, "headline": "Two"}), ("", None)),
        (
            data_of(
                {**ARTICLE, "url": "http://A.example/x?ref=1#top"}, {**ARTICLE, "headline": "B"}
            ),
            ("One", "2025-05-12"),
        ),
        (
            data_of({"@type": "Organization", "name": "O", "datePublished": "2025-05-12"}),
            ("", None),
        ),
        (data_of({"@type": ["Thing", "TechArticle"], "name": "Named"}), ("Named", None)),
        (data_of({"@type": {"a": 1}, "headline": 3}, 3, None, "x"), ("", None)),
        (data_of(ARTICLE).replace("}</script>", "};\n</script>"), ("One", "2025-05-12")),
        (data_of(ARTICLE).replace("One", "A\nB"), ("A B", "2025-05-12")),
        (data_of(ARTICLE)[:-30], ("", None)),
        (data_of({**ARTICLE, "headline": "\ud800 &amp; x"}), ("? & x", "2025-05-12")),
        (data_of({**ARTICLE, "datePublished": "05/04/2025"}), ("One", None)),
        (data_of({**ARTICLE, "datePublished": "yesterday"}), ("One", None)),
        (data_of({**ARTICLE, "datePublished": "2025-05-21"}), ("One", None)),
        (data_of({**ARTICLE, "datePublished": "2025-05-20"}), ("One", "2025-05-20")),
    ],
)
def test_linked_data(html: str, expected: tuple[str, str | None]) -> None:
    clipping = read(html).clipping
    day = clipping.published.isoformat() if clipping.published else None
    assert (clipping.title, day) == expected


def test_a_publisher_is_an_object_a_text_or_a_reference() -> None:
    organisation = {"@type": "Organization", "@id": "#us", "name": "Us"}
    for publisher in ("Us", organisation, [organisation], {"@id": "#us"}):
        graph = {"@graph": [organisation, {**ARTICLE, "publisher": publisher}]}
        assert read(data_of(graph)).clipping.publisher == "Us"
    assert read(data_of({**ARTICLE, "publisher": ["A", "B"]})).clipping.publisher == ""


def test_when_a_page_was_sent_or_changed_is_no_day_of_publication() -> None:
    html = '<meta http-equiv="Date" content="2025-05-10"><meta http-equiv="Last-Modified" '
    html += 'content="2025-05-10"><meta property="article:modified_time" content="2025-05-10">'
    html += '<meta property="og:updated_time" content="2025-05-10">'
    html += data_of({**ARTICLE, "datePublished": "", "dateModified": "2025-05-10"})
    assert read(html).days == {}


def test_what_only_is_a_date_counts_where_nothing_says_published() -> None:
    html = meta(date="2025-05-10") + '<time datetime="2025-05-09">'
    assert read(html).clipping.published == date(2025, 5, 10)
    page = read(html + meta(PubDate="2025年05月12日 08:30"))
    assert (page.clipping.published, page.origins["published"]) == (date(2025, 5, 12), "PubDate")
    page = read('<time datetime="2025-05-09"><time datetime="2025-05-10">')
    assert page.clipping.published is None
    assert page.days == {"<time>": date(2025, 5, 9), "<time>, again": date(2025, 5, 10)}


CHINESE = (
    "<p>本文说明人工智能产业发展的各项政策与预算，并介绍国内外厂商的最新动态，"
    "以及相关标准的制定情况和下一步安排。</p>"
)
JAPANESE = "<p>人工知能の研究開発に関する政策についての説明です。これは日本語の文章です。"
ENGLISH = "<p>This text is about the policies of the industry, and about budgets.</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f'<html lang="zh-CN">{CHINESE}', "zh"),
        (f'<html lang="en">{CHINESE}', "zh"),
        (f'<html lang="en-GB">{ENGLISH}', "en"),
        (f'<html lang="zh">{ENGLISH}', ""),
        (f'<html lang="xx-weird">{ENGLISH}', ""),
        (f'<html lang="en"><meta property="og:locale" content="fr_FR">{ENGLISH}', "fr"),
        (f'<html lang="ja">{JAPANESE}', "ja"),
        (CHINESE, "zh"),
        (ENGLISH, ""),
    ],
)
def test_a_language_that_the_text_belies_is_not_believed(html: str, expected: str) -> None:
    assert read(html).clipping.language == expected


@pytest.mark.parametrize(
    ("encoding", "declared", "expected"),
    [
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8", "iso-8859-1", "utf-8"),
        ("utf-8-sig", "gbk", "utf-8-sig"),
        ("utf-16", "", "utf-16"),
        ("gbk", "utf-8", "gb18030"),
        ("gbk", "windows-1252", "gb18030"),
        ("gbk", "no-such-charset", "gb18030"),
        ("gbk", "big5", "gb18030"),
        ("gb18030", "GB2312", "gb18030"),
        ("gbk", "base64", "gb18030"),
    ],
)
def test_an_encoding_is_told_by_the_bytes(encoding: str, declared: str, expected: str) -> None:
    data = f"<title>中文标题：人工智能</title>{CHINESE}".encode(encoding)
    for page in (
        read(data, f"text/html; charset={declared}"),
        read(data if encoding[:4] == "utf-" else f'<meta charset="{declared}">'.encode() + data),
    ):
        assert page.clipping.title == "中文标题：人工智能"
        assert page.encoding == expected


def test_other_encodings_are_believed_where_they_can_be() -> None:
    assert (
        read("<p>한국어 문장입니다".encode("euc-kr"), "text/html; charset=euc-kr").text[0] == "한"
    )
    assert read("<p>café".encode("cp1252"), "text/html; charset=iso-8859-1").text == "café"
    assert read("<p>café".encode("cp1252")).text == "café"
    assert (
        read("<p>Привет, мир".encode("koi8-r"), "text/html; charset=koi8-r").text == "Привет, мир"
    )
    broken = CHINESE.encode() + b"\xe4\xb8<p>"
    assert read(broken, "text/html; charset=gbk").encoding == "utf-8"


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (b"%PDF-1.7\n<html>", "text/html", "PDF"),
        (b"\x89PNG", "image/png", "image/png"),
        (b"PK\x03\x04", "", "application/octet-stream"),
        (b"{}", "application/json; charset=utf-8", "application/json"),
    ],
)
def test_what_is_no_page_says_nothing(data: bytes, content_type: str, kind: str) -> None:
    page = read(data, content_type)
    assert (page.kind, page.text) == (kind, "")
    assert page.clipping == type(page.clipping)(url="https://a.example/x")


def test_a_page_is_known_by_itself_and_a_text_has_its_text() -> None:
    assert read("\n <!DOCTYPE html><title>A</title>", "application/octet-stream").clipping.title
    page = read("One\nline.\n\nAnother.", "text/plain")
    assert (page.kind, page.text, page.clipping.title) == (
        "text/plain",
        "One line.\n\nAnother.",
        "",
    )


def test_what_is_hidden_or_around_is_no_text() -> None:
    html = """<body><header>H</header><nav>N<nav>N</nav>N</nav><div style="DISPLAY : none">X</div>
    <p hidden>X<p>One &lt;b&gt;<script>var a = "</p>X";</script><style>X</style><!-- X > X -->
    <div aria-hidden="true">X<div>X</div>X</div><noscript>X</noscript>
    <p title='a > b' data-x="</p>">two<br>three</p><select><option>X</select><footer>X</footer>"""
    assert read(html).text == "One <b>\n\ntwo\n\nthree"


def test_a_page_that_is_all_form_is_read_all_the_same() -> None:
    html = f"<form><nav>Menu</nav><p>{'Words. ' * 30}</form>"
    assert read(html).text.startswith("Words.")


LONG = "The regulator told what it did this week, and why it did so, in a long sentence. "


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # An article in several parts is whole.
        (
            f'<p>{LONG}<div class="article-body"><p>{LONG}</div><div>Advertisement</div>'
            '<div class="article-body"><p>And more.</div><footer>',
            f"{LONG.strip()}\n\nAnd more.",
        ),
        # What is called an article may point to another page.
        (
            f"<main><p>{LONG * 5}</p><article><p>{LONG}</article></main>",
            f"{(LONG * 5).strip()}\n\n{LONG.strip()}",
        ),
        (f'<form><div id="zoom"><p>{LONG}</div></form><div>{LONG * 2}</div>', LONG.strip()),
        (f'<body style="display:none" aria-hidden="true"><p>{LONG}', LONG.strip()),
        (f'<main><p>{LONG}<div class="x related-posts"><p>Other</div></main>', LONG.strip()),
        (f'<article><p>{LONG}<ol id="comments"><li>Nice!</ol></article>', LONG.strip()),
        (f'<article class="related-x comments-open"><p>{LONG}', LONG.strip()),
    ],
)
def test_the_text_is_the_article_whole_and_nothing_else(html: str, text: str) -> None:
    assert read(html).text == text


PATHOLOGICAL = {
    "nested": "<div>" * 100_000 + "x",
    "nested articles": "<article>" * 100_000 + "words " * 50 + "</article>" * 100_000,
    "open quotes": "x" + '<a b="' * 100_000,
    "signs": "x" + "<" * 500_000,
    "comments": "x" + "<!--" * 300_000,
    "scripts": "x" + "<script>" * 100_000,
    "ends": "x" + "<style>" + "</styl" * 200_000,
    "ampersands": "x" + "&" * 1_000_000,
    "a number": "x&#" + "9" * 100_000 + ";",
    "NULs": "<p>x\x00 and more</p>" * 50_000,
    "attributes": "x<p " + "a " * 300_000 + ">",
    "equals": "x<p " + "=" * 1_000_000 + ">",
    "spaces": "x<p" + " " * 1_000_000 + ">",
    "brackets": '<script type="application/ld+json">' + "[" * 300_000 + "</script>x",
    "dates": '<meta name="pubdate" content="2025-05-12">' * 20_000 + "x",
    "metas": "x" + "<meta " * 200_000,
    "hidden": "x" + "<p hidden>" * 100_000,
    "closed": "x" + "</div>" * 200_000,
    "times": "x" + '<time datetime="2025-05-12">' * 50_000,
    "boxes": "x<time>" + '<div class="related-x a b">' * 50_000,
    "words": "x<time>" + "word<b>" * 100_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pages_that_mean_harm_are_read_in_one_pass(name: str) -> None:
    page = read(PATHOLOGICAL[name])
    assert page.text.startswith(("x", "words"))
    assert "\x00" not in page.text


def test_hostile_texts_come_out_clean(hostile) -> None:
    for each in hostile:
        if "\ud800" <= max(each.text) <= "\udfff":
            continue
        page = read(meta(**{"og:title": each.text.replace('"', "&quot;")}) + f"<p>{each.text}")
        for told in (page.clipping.title, page.text):
            assert not set(told) & set("\x00\x1b\x07\x9b\r")
        assert "\n" not in page.clipping.title


PROSE = "<p>The company said on Monday that its model costs less to run than the one before it.</p>"


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<article><h1>A</h1><time datetime="2025-05-12">', 12),
        (f'<h1>A</h1><p>By Ann · <time datetime="2025-05-12">12 May</time></p>{PROSE}', 12),
        (
            '<article><p><time datetime="2025-05-12">12 May</time> Updated '
            f'<time datetime="2025-05-14">14 May</time></p>{PROSE}',
            12,
        ),
        (
            f'<article><time datetime="2025-05-12">12 May</time>{PROSE}</article>'
            '<div class="post related-posts"><article><time datetime="2025-04-01">',
            12,
        ),
        (f'<article>{PROSE}</article><ol id="comments"><time datetime="2025-05-16">', 0),
        (f'<article>{PROSE}</article><aside><time datetime="2025-05-16">', 0),
        (f'<article>{PROSE}</article><p><time datetime="2025-05-16">', 0),
        (f'<article>{PROSE}<article class="x"><time datetime="2025-05-16" pubdate>', 0),
        ('<article><time datetime="2025-05-16"></article><article>', 0),
        ('<article><time class="updated" datetime="2025-05-16">', 0),
        ('<article><time datetime="2025-05-16">Updated 16 May</time>', 0),
        ('<dl><dt>Last modified</dt><dd><time datetime="2025-05-16">', 0),
        (f'<article>{PROSE[:-4]} It opens on <time datetime="2025-05-16">16 May</time>.', 0),
        (f'<article>{PROSE * 10}<p><time datetime="2025-05-16">', 0),
    ],
)
def test_of_times_only_those_of_the_page_itself_count(html: str, day: int) -> None:
    published = read(html).clipping.published
    assert published == (date(2025, 5, day) if day else None)


def test_an_article_at_another_address_is_not_this_page() -> None:
    elsewhere = {**ARTICLE, "url": "https://a.example/other"}
    page = read(data_of(elsewhere) + "<title>Report</title>")
    assert (page.clipping.title, page.days) == ("Report", {})
    for more in (
        "<title>One - The Site</title>",
        '<meta property="og:title" content="“One”">',
        '<link rel="canonical" href="https://a.example/other">',
        '<meta property="og:url" content="http://a.example/other?from=x">',
    ):
        assert read(data_of(elsewhere) + more).clipping.published == date(2025, 5, 12)


def test_one_instant_in_two_zones_is_one_day() -> None:
    html = data_of({**ARTICLE, "datePublished": "2025-05-11T23:30:00.000Z"})
    more = '<meta property="article:published_time" content="2025-05-12T07:30:00+08:00">'
    assert read(html + more).days == {"article:published_time": date(2025, 5, 12)}
    other = read(html + more.replace("07:30", "07:31"))
    assert (len(other.days), other.clipping.published) == (2, None)


def test_the_sites_name_is_no_title() -> None:
    html = meta(**{"og:title": "The Desk", "og:site_name": "The Desk"})
    assert read(f"<title>A rule - The Desk</title>{html}").clipping.title == "A rule"
    assert read(html).clipping.title == "The Desk"


def test_what_baidu_is_told_counts() -> None:
    told = {"@context": "https://ziyuan.baidu.com/contexts/cambrian.jsonld"}
    told |= {"@id": "https://a.example/x", "pubDate": "2025-05-12T08:30:00", "upDate": "2025-05-14"}
    assert read(data_of(told)).clipping.published == date(2025, 5, 12)
    assert read(data_of({**told, "@id": "https://a.example/y"})).days == {}


def test_wechat_tells_in_seconds() -> None:
    # 23:00 on 11 May in London.
    html = '<a id="js_name">Desk</a><script>var ct = "1747000800";</script>'
    assert read(html).clipping.published == date(2025, 5, 12)
    assert read(html.replace("js_name", "name")).days == {}


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access Denied",
        "Log in | The Site",
        "Sign in to continue to the Site",
        "404 Not Found",
        "Page not found - Ministry",
        "百度安全验证",
        "404 页面不存在",
    ],
)
def test_what_stands_in_for_a_page_says_nothing_of_it(title: str) -> None:
    html = f'<html lang="en"><title>{title}</title><p>Enable JavaScript and cookies to continue.'
    page = read(html)
    assert (page.text, page.clipping) == ("", type(page.clipping)(url="https://a.example/x"))
    # It may be the title of an article.
    assert read(html + meta(PubDate="2025-05-12")).clipping.title
    assert read(html + PROSE * 10).clipping.title
    assert read(html.replace(title, f"Why “{title}”")).clipping.title


def test_whom_a_text_is_from_and_an_address_are_no_publisher() -> None:
    page = read(meta(source="来源：人民日报", **{"og:site_name": "https://a.example/"}))
    assert (page.clipping.publisher, page.credited) == ("", "人民日报")


def test_a_title_that_was_escaped_twice_is_read() -> None:
    assert (
        read(
            '<meta property="og:title" content="AI &amp;amp; &amp;#8220;chips&amp;#8221;">'
        ).clipping.title
        == "AI & “chips”"
    )
