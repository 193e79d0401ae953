"""The files of a site that are for programs, read as those programs read them."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import feedparser
import html5lib
import pytest
from conftest import Done, Hostile

from aiwatch.domain.dates import Period
from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.graphics import Calendar, Graphics
from aiwatch.domain.text import visible
from aiwatch.readers import Conventions, read
from aiwatch.writers.site import Site, files
from aiwatch.writers.site.atom import atom
from aiwatch.writers.site.data import developments_csv, developments_json
from aiwatch.writers.site.feeds import feeds
from aiwatch.writers.site.json_feed import json_feed
from aiwatch.writers.site.metadata import development_metadata, list_metadata
from aiwatch.writers.site.search_data import search_data
from aiwatch.writers.site.sitemap import robots, sitemaps
from briefings import SECTIONS, TODAY, XINHUA, development

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = "https://example.org/ai/"
NOON = datetime(2025, 5, 19, 12, tzinfo=UTC)
YEAR = Period(date(2024, 5, 20), TODAY)
CHINA = Source(
    "zh", "国务院", date(2025, 5, 12), "https://www.gov.cn/a?b=c&d=e", "新时代的中国国家安全"
)
FULL = Development(
    id="2505-k7fq3m",
    section="domestic",
    text="The State Council published a white paper. It names AI & chips.\n\n国务院发布白皮书。",
    date=date(2025, 5, 12),
    sources=(CHINA, XINHUA, Source("en", "A radio", None, "javascript:alert(1)")),
    tags=("safety", "芯片"),
    rank=2,
    comment="Not for the world: ask Li.",
    logged=NOON - timedelta(days=2),
    edited=NOON,
    by="lin",
    unknown={"reviewer": "Zhao"},
)


def identity(number: int) -> str:
    return f"2505-{ID_ALPHABET[number // 30]}{ID_ALPHABET[number % 30]}aaaa"


def site_of(*developments: Development, **changes: Any) -> Site:
    """A site of `developments` that is published at ADDRESS."""
    given: dict[str, Any] = {
        "title": "AI watch",
        "address": ADDRESS,
        "day": TODAY,
        "overview": "",
        "sections": SECTIONS,
        "developments": developments,
        "issues": (),
        "carried": {},
        "graphics": Graphics(YEAR, 0, None, {}, (), Calendar(YEAR.since, YEAR.until, {})),
    }
    return Site(**{**given, **changes})


def hostile_site(hostile: list[Hostile]) -> Site:
    """A site in which every text is from the corpus."""

    def of(number: int, text: str) -> Development:
        line = " ".join(text.splitlines()).strip() or "-"
        sources = (
            Source("en", line, None, line, line, line),
            Source("", line, None, f"https://{line}"),
        )
        return development(
            text if text.strip() else "-",
            id=identity(number),
            headline=line if number % 2 else "",
            sources=sources,
            tags=(line.replace(";", ",").strip() or "-",),
            logged=NOON,
        )

    texts = [each.text for each in hostile]
    return site_of(
        *(of(number, text) for number, text in enumerate(texts)),
        title="".join(texts[:40]),
        overview="\n\n".join(texts),
        sections={"tech": "".join(texts[40:])},
    )


def in_parts(site: Site, size: int = 50) -> Iterator[Site]:
    """The site in sites of as many developments as a feed has."""
    for start in range(0, len(site.developments), size):
        yield replace(site, developments=site.developments[start : start + size])


def words(html: str) -> str:
    """What a reader sees of a piece of HTML, which must be free of mistakes and of anything but
    paragraphs, words and links."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    for element in root.iter():
        assert element.tag in {"DOCUMENT_FRAGMENT", "p", "a", "span", "bdi"}, element.tag
        assert element.attrib.keys() <= {"href", "lang"}
        assert re.match("https?://|mailto:|$", element.attrib.get("href", ""))
    return "\n".join("".join(part.itertext()) for part in root.findall("p"))


# Atom


def one(parent: Element, name: str) -> str:
    """The text of the one element `name` in `parent`."""
    found = parent.findall(ATOM + name)
    assert len(found) == 1, name
    return found[0].text or ""


def check_atom(data: bytes) -> Element:
    """Assert what RFC 4287 requires of a feed, and return its root."""
    root = fromstring(data)
    assert root.tag == f"{ATOM}feed"
    ids = [one(root, "id")]
    names = {"id", "title", "updated", "author", "link", "generator", "entry"}
    assert {child.tag for child in root} <= {ATOM + name for name in names}
    assert one(root, "title").strip()
    author = root.find(f"{ATOM}author")
    assert author is not None
    assert one(author, "name").strip()
    of_entry = {"id", "title", "published", "updated", "link", "category", "content"}
    for entry in root.findall(f"{ATOM}entry"):
        assert {child.tag for child in entry} <= {ATOM + name for name in of_entry}
        ids.append(one(entry, "id"))
        one(entry, "title")
        content = entry.findall(f"{ATOM}content")
        assert [(part.attrib, len(part)) for part in content] == [({"type": "html"}, 0)]
        alternates = [
            link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert len(alternates) == 1
        assert instant(one(entry, "published")) <= instant(one(entry, "updated"))
        assert instant(one(entry, "updated")) <= instant(one(root, "updated"))
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", id) for id in ids)
    for link in root.iter(f"{ATOM}link"):
        assert link.attrib["href"]
        assert link.attrib["rel"] in {"self", "alternate", "via"}
        assert re.fullmatch("[a-z]{2}", link.get("hreflang", "en"))
    for category in root.iter(f"{ATOM}category"):
        assert category.attrib["term"]
    return root


def instant(text: str) -> datetime:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)
    return datetime.fromisoformat(text)


def test_a_feed_reader_sees_an_entry_with_all_that_is_known() -> None:
    found = feedparser.parse(atom(site_of(FULL)))
    assert not found.bozo
    assert found.version == "atom10"
    assert (found.feed.title, found.feed.author) == ("AI watch", "AI watch")
    assert found.feed.updated == "2025-05-19T12:00:00Z"
    links = {link.rel: link.href for link in found.feed.links}
    assert links == {"self": f"{ADDRESS}feed.xml", "alternate": ADDRESS}
    (entry,) = found.entries
    assert entry.title == "The State Council published a white paper."
    assert (entry.published, entry.updated) == ("2025-05-17T12:00:00Z", "2025-05-19T12:00:00Z")
    assert entry.link == f"{ADDRESS}developments/2505-k7fq3m.html"
    assert [link.href for link in entry.links if link.rel == "via"] == [CHINA.url, XINHUA.url]
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("domestic", "Domestic dynamics"), ("safety", None), ("芯片", None),
    ]  # fmt: skip
    (content,) = entry.content
    assert (content.type, content.language) == ("text/html", "en")
    assert words(content.value) == (
        "The State Council published a white paper. It names AI & chips.\n"
        "国务院发布白皮书。\n"
        '(Source (CN): 国务院 "新时代的中国国家安全", May 12, 2025; Source (EN): Xinhua, '
        "May 13, 2025; Source (EN): A radio <javascript:alert(1)>)"
    )
    assert 'href="https://www.gov.cn/a?b=c&amp;d=e"' in content.value
    assert '<span lang="zh">国务院发布白皮书。</span>' in content.value


def test_a_feed_has_the_fifty_that_were_logged_last() -> None:
    old = development("Found late.", id="2401-aaaaaa", date=date(2024, 1, 2), logged=NOON)
    others = [
        development(f"Number {n}.", id=identity(n), logged=NOON - timedelta(hours=n + 1))
        for n in range(60)
    ]
    site = site_of(*others, old)
    told = ["Found late.", *(f"Number {n}." for n in range(49))]
    assert [entry.title for entry in feedparser.parse(atom(site)).entries] == told
    assert [item["title"] for item in json.loads(json_feed(site))["items"]] == told
    check_atom(atom(site))


def test_an_entry_keeps_its_id_wherever_the_site_is() -> None:
    here, there, nowhere = (
        check_atom(atom(site_of(FULL, address=address)))
        for address in (ADDRESS, "https://elsewhere.example/", "")
    )
    ids = {
        one(root, "id") for entry in (here, there, nowhere) for root in entry.iter(f"{ATOM}entry")
    }
    assert ids == {"urn:uuid:69045f34-ee65-5b86-84a3-fa56de39cff5"}
    assert one(here, "id") != one(there, "id")
    assert {link.attrib["href"] for link in nowhere.iter(f"{ATOM}link")} == {
        "index.html", "developments/2505-k7fq3m.html", CHINA.url, XINHUA.url,
    }  # fmt: skip


def test_a_development_that_was_never_logged_is_of_its_day() -> None:
    root = check_atom(atom(site_of(development(id="2505-aaaaaa", text="国务院发布白皮书。"))))
    (entry,) = root.iter(f"{ATOM}entry")
    assert one(entry, "published") == one(entry, "updated") == "2025-05-12T00:00:00Z"
    assert entry.attrib == {"{http://www.w3.org/XML/1998/namespace}lang": "zh"}
    empty = check_atom(atom(site_of()))
    assert one(empty, "updated") == "2025-05-19T00:00:00Z"


# JSON Feed


def check_json_feed(data: bytes) -> Any:
    """Assert what JSON Feed 1.1 requires, and return what is read."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    known = {"version", "title", "home_page_url", "feed_url", "language", "authors", "items"}
    assert feed.keys() <= known
    assert all(author["name"] for author in feed["authors"])
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item["content_html"].strip()
        assert item["content_text"].strip()
        instant(item["date_published"])
        instant(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert all(author["name"] for author in item["authors"])
        for name in ("url", "external_url"):
            assert re.match("https?://", item.get(name, "https://"), re.IGNORECASE)
    return feed


def test_the_json_feed_has_the_same_entries() -> None:
    feed = check_json_feed(json_feed(site_of(FULL)))
    assert (feed["home_page_url"], feed["feed_url"]) == (ADDRESS, f"{ADDRESS}feed.json")
    (item,) = feed["items"]
    (entry,) = feedparser.parse(atom(site_of(FULL))).entries
    assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
    assert item["external_url"] == CHINA.url
    assert item["tags"] == ["Domestic dynamics", "safety", "芯片"]
    assert (item["date_published"], item["date_modified"]) == (entry.published, entry.updated)
    assert words(item["content_html"]) == words(entry.content[0].value)
    assert item["content_text"].startswith(FULL.text)
    assert "Source (EN): Xinhua <https://english.news.cn/c.html>, May 13" in item["content_text"]
    assert item["language"] == "en"


def test_without_an_address_the_json_feed_has_no_relative_ones() -> None:
    feed = check_json_feed(json_feed(site_of(FULL, address="")))
    assert not {"home_page_url", "feed_url"} & feed.keys()
    assert "url" not in feed["items"][0]


# Data


@pytest.mark.parametrize("format", ["csv", "json"])
def test_the_data_are_read_back_without_what_is_for_the_desk(format: str) -> None:
    write = {"csv": developments_csv, "json": developments_json}[format]
    theirs = replace(XINHUA, unknown={"seen by": "Zhao"})
    plain = development(id="2505-aaaaaa", sources=(theirs,), by="wang")
    data = write(site_of(FULL, plain))
    reading = read(format, data, Conventions(SECTIONS, TODAY))
    assert reading.developments == (
        replace(FULL, comment="", by="", unknown={}),
        replace(plain, by="", sources=(XINHUA,)),
    )
    assert not re.search('lin[,"]|wang|Zhao|ask Li', data.decode())


@pytest.mark.parametrize("format", ["csv", "json"])
def test_the_data_go_into_another_archive(
    aiwatch: Callable[..., Done], tmp_path: Path, format: str
) -> None:
    write = {"csv": developments_csv, "json": developments_json}[format]
    file = tmp_path / f"developments.{format}"
    file.write_bytes(write(site_of(FULL)))
    done = aiwatch("import", str(file))
    assert (done.code, aiwatch("list").out.split("\t")[0]) == (0, FULL.id), done.err
    (record,) = json.loads(aiwatch("export", "-f", "json").out)
    assert (record["text"], record["tags"]) == (FULL.text, list(FULL.tags))
    assert record["logged"] == "2025-05-17T12:00:00Z"


# Search data


def search_constant(site: Site) -> dict[str, Any]:
    script = search_data(site).decode()
    found = re.fullmatch(r"const DEVELOPMENTS = (\{.*\});\n", script, re.DOTALL)
    assert found
    assert not re.search("[<>&\u2028\u2029]", found[1])
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_the_search_data_have_what_is_searched_and_nothing_for_the_desk() -> None:
    other = development(
        id="2505-aaaaaa",
        section="law",
        tags=("safety", "ＳＡＦＥＴＹ", "AI chips"),
        sources=(XINHUA,),
    )
    data = search_constant(site_of(FULL, other))
    assert data["sections"] == [*map(list, SECTIONS.items()), ["law", "law"]]
    assert data["publishers"] == ["国务院", "Xinhua", "A radio"]
    assert data["languages"] == ["zh", "en"]
    assert [name for name, _ in data["tags"]] == ["AI chips", "safety", "芯片"]
    assert all(re.fullmatch(r"tags/[a-z0-9_-]+\.html", path) for _, path in data["tags"])
    assert data["developments"] == [
        [
            *("2505-k7fq3m", "2025-05-12", 1, "", FULL.text),
            *([0, 1, 2], [0, 1], [1, 2], [CHINA.title]),
        ],
        ["2505-aaaaaa", "2025-05-12", 2, "", "A text.", [1], [1], [1, 0], []],
    ]


# Sitemap


def test_the_sitemap_has_every_page() -> None:
    pages = ["index.html", "developments/2505-k7fq3m.html", "tags/a b&c.html"]
    ((path, data),) = sitemaps(site_of(FULL), pages)
    assert path == "sitemap.xml"
    root = fromstring(data)
    assert root.tag == f"{SITEMAP}urlset"
    assert [[child.text for child in url] for url in root] == [
        [ADDRESS],
        [f"{ADDRESS}developments/2505-k7fq3m.html", "2025-05-19T12:00:00Z"],
        [f"{ADDRESS}tags/a%20b%26c.html"],
    ]
    assert robots(site_of(FULL)).decode() == (
        f"User-agent: *\nAllow: /\n\nSitemap: {ADDRESS}sitemap.xml\n"
    )


def test_a_large_site_has_an_index_of_sitemaps() -> None:
    found = dict(sitemaps(site_of(), [f"{n}.html" for n in range(7)], most=3))
    assert [*found] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    assert [len(fromstring(data)) for data in found.values()] == [3, 3, 1, 3]
    index = fromstring(found["sitemap.xml"])
    assert (index.tag, index[0].tag) == (f"{SITEMAP}sitemapindex", f"{SITEMAP}sitemap")
    assert index[2][0].text == f"{ADDRESS}sitemap-3.xml"


def test_without_an_address_there_is_no_sitemap() -> None:
    site = site_of(FULL, address="")
    assert not list(sitemaps(site, ["index.html"]))
    assert robots(site) == b"User-agent: *\nAllow: /\n"


# Metadata


def test_others_read_what_a_development_is() -> None:
    found = development_metadata(site_of(FULL), FULL)
    page = f"{ADDRESS}developments/2505-k7fq3m.html"
    told = json.loads(found.json_ld)
    assert (told["@context"], told["@type"]) == ("https://schema.org", "NewsArticle")
    assert told["headline"] == "The State Council published a white paper."
    assert (told["url"], found.address) == (page, page)
    assert told["datePublished"] == "2025-05-17T12:00:00Z"
    assert told["dateModified"] == "2025-05-19T12:00:00Z"
    assert told["keywords"] == ["safety", "芯片"]
    assert (told["inLanguage"], told["articleSection"]) == ("en", "Domestic dynamics")
    assert told["isBasedOn"] == [CHINA.url, XINHUA.url]
    assert told["citation"][0] == {
        "@type": "CreativeWork",
        "name": "新时代的中国国家安全",
        "url": CHINA.url,
        "inLanguage": "zh",
        "datePublished": "2025-05-12",
        "publisher": {"@type": "Organization", "name": "国务院"},
    }
    properties = dict(found.properties)
    assert properties["og:type"] == "article"
    assert properties["og:title"] == told["headline"]
    assert properties["og:url"] == page
    assert properties["og:description"] == found.description
    assert properties["article:section"] == "Domestic dynamics"


def test_others_read_what_a_list_has() -> None:
    overview = "# AI in China\n\nA *short* account ([State Council](https://www.gov.cn)).\n\nMore."
    items = [development(f"Number {n}.", id=identity(n)) for n in range(60)]
    found = list_metadata(site_of(*items, overview=overview), "index.html", "AI watch", items)
    told = json.loads(found.json_ld)
    assert (told["url"], told["description"]) == (ADDRESS, "A short account (State Council).")
    listed = told["mainEntity"]
    assert (listed["@type"], listed["numberOfItems"]) == ("ItemList", 60)
    assert len(listed["itemListElement"]) == 50
    assert listed["itemListElement"][1] == {
        "@type": "ListItem",
        "position": 2,
        "url": f"{ADDRESS}developments/{items[1].id}.html",
        "name": "Number 1.",
    }
    month = list_metadata(site_of(*items, address=""), "months/2025-05.html", "May 2025", items)
    assert month.description == "Number 0. · Number 1. · Number 2."
    assert (month.address, dict(month.properties).get("og:url")) == ("", None)


@pytest.mark.parametrize(
    ("text", "end"), [("word " * 60, "word…"), ("字" * 300, "字字…"), ("A short one.", "one.")]
)
def test_a_description_is_cut_between_words(text: str, end: str) -> None:
    found = development_metadata(site_of(), development(text, id="2505-aaaaaa")).description
    assert found.endswith(end)
    assert len(found) <= 200


# All of them


def test_nothing_hostile_gets_through(hostile: list[Hostile]) -> None:
    for site in in_parts(hostile_site(hostile)):
        texts = {visible(item.text) for item in site.developments}
        root = check_atom(atom(site))
        found = feedparser.parse(atom(site))
        assert not found.bozo
        assert len(found.entries) == len(site.developments)
        items = check_json_feed(json_feed(site))["items"]
        shown = [words(item["content_html"]) for item in items]
        entries = [one(entry, "content") for entry in root.iter(f"{ATOM}entry")]
        assert list(map(words, entries)) == shown
        assert {row[4] for row in search_constant(site)["developments"]} == texts
        described = [development_metadata(site, item) for item in site.developments]
        described.append(list_metadata(site, "index.html", site.title, site.developments))
        for metadata in described:
            assert not re.search("[<>&\u2028\u2029]", metadata.json_ld)
            json.loads(metadata.json_ld)
            assert all(visible(text) == text for pair in metadata.properties for text in pair)


def test_hostile_texts_stay_data(hostile: list[Hostile]) -> None:
    site = hostile_site(hostile)
    records = json.loads(developments_json(site))
    assert [record["text"] for record in records] == [item.text for item in site.developments]
    for format, data in (("csv", developments_csv(site)), ("json", developments_json(site))):
        assert visible(data.decode().removeprefix("\ufeff").replace("\r\n", "\n")) == (
            data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
        )
        reading = read(format, data, Conventions({"tech": "Tech"}, TODAY))
        assert len(reading.developments) == len(site.developments)


def test_the_same_site_gives_the_same_files_and_feeds_do_not_change_from_day_to_day() -> None:
    pages = ["index.html", "developments/2505-k7fq3m.html"]
    today = dict(feeds(site_of(FULL), pages))
    assert today == dict(feeds(site_of(FULL, day=TODAY + timedelta(days=1)), pages))
    assert [*today] == [
        *("feed.xml", "feed.json", "developments.csv", "developments.json", "assets/search.js"),
        *("sitemap.xml", "robots.txt"),
    ]
    assert not any(b"ask Li" in data or b"Zhao" in data for data in today.values())


# What stands in the pages


def head_of(page: bytes) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    head: Element = parser.parse(page.decode()).find("head")
    return head


def described(page: bytes) -> Any:
    """What the JSON-LD of a page says, which must be its only script that is not a file."""
    scripts = [script for script in head_of(page).iter("script") if "src" not in script.attrib]
    assert [script.attrib for script in scripts] == [{"type": "application/ld+json"}]
    return json.loads(scripts[0].text or "")


def test_the_pages_say_it_in_their_heads() -> None:
    pages = {path: data for path, data in files(site_of(FULL)) if path.endswith(".html")}
    kinds = {path.split("/")[0]: described(data)["@type"] for path, data in pages.items()}
    assert kinds == {
        "index.html": "CollectionPage",
        "developments": "NewsArticle",
        "months": "CollectionPage",
        "tags": "CollectionPage",
    }
    page = f"developments/{FULL.id}.html"
    head = head_of(pages[page])
    links = {
        link.get("type") or link.attrib["rel"]: link.attrib["href"] for link in head.iter("link")
    }
    assert links["application/atom+xml"] == "../feed.xml"
    assert links["application/feed+json"] == "../feed.json"
    assert links["canonical"] == f"{ADDRESS}{page}"
    properties = {meta.get("property"): meta.get("content") for meta in head.iter("meta")}
    expected = dict(development_metadata(site_of(FULL), replace(FULL, tags=())).properties)
    assert {name: properties[name] for name in expected} == expected


def test_every_link_of_the_feeds_and_the_sitemap_leads_to_a_file() -> None:
    site = site_of(FULL, development(id="2505-aaaaaa", tags=("a/b", "芯片")))
    written = dict(files(site))
    addresses = {url[0].text or "" for url in fromstring(written["sitemap.xml"])}
    paths = {address.removeprefix(ADDRESS) or "index.html" for address in addresses}
    assert paths == {path for path in written if path.endswith(".html")}
    linked = {entry.link for entry in feedparser.parse(written["feed.xml"]).entries}
    assert linked <= addresses
    assert {path for _, path in search_constant(site)["tags"]} <= written.keys()


def test_no_hostile_text_breaks_out_of_a_head(hostile: list[Hostile]) -> None:
    site = hostile_site(hostile)
    for path, data in files(replace(site, developments=site.developments[60:100])):
        if path.startswith(("index", "developments/")):
            described(data)


def test_golden(golden: Callable[[str, bytes], None]) -> None:
    plain = development(id="2505-aaaaaa", headline="A headline <b>", tags=("Safety",))
    for path, data in feeds(site_of(FULL, plain), ["index.html"]):
        golden(f"site/{path.removeprefix('assets/')}", data)
