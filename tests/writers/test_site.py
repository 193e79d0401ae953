"""The pages of the site: what a browser makes of them, where their links lead, that nothing runs.

html5lib reads them as browsers do (the HTML standard's algorithm), strictly: what a browser would
have to repair is an error.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Hostile

from aiwatch.domain.briefing import compose
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence, dashboard
from aiwatch.domain.dates import Period
from aiwatch.domain.development import ID_ALPHABET, Development, Source, is_id
from aiwatch.domain.graphics import graphics
from aiwatch.domain.issue import Issue
from aiwatch.domain.series import carried_by
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.site import Site, files
from aiwatch.writers.site.index import LATEST
from aiwatch.writers.site.paths import tag_path
from briefings import SECTIONS, TODAY, XINHUA, brief_of, development

XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
RUNS = frozenset("iframe object embed base applet frame frameset audio video img style".split())


def numbered(number: int) -> str:
    """Return an id for the development with this number."""
    return f"2505-k7fq{ID_ALPHABET[number // 30]}{ID_ALPHABET[number % 30]}"


def site_of(*developments: Development, **changes: Any) -> Site:
    """Return the site of `developments`, newest first; those without an id get one."""
    found = [
        each if each.id else replace(each, id=numbered(number))
        for number, each in enumerate(developments)
    ]
    period = Period(date(2024, 5, 20), TODAY)
    issues = changes.get("issues", ())
    given: dict[str, Any] = {
        "title": "AI watch",
        "address": "",
        "day": TODAY,
        "overview": "",
        "sections": SECTIONS,
        "developments": found,
        "issues": issues,
        "carried": {
            id: tuple(number for number, _ in tellings)
            for id, tellings in carried_by(issues).items()
        },
        "graphics": graphics(
            found,
            None,
            SECTIONS,
            period,
            TODAY,
            kinds=lambda source: "",
            counts=Counter(each.date for each in found),
        ),
    }
    return Site(**{**given, **changes})


def read(data: bytes) -> Element:
    """Return the root of a page, which must be HTML without any mistake."""
    parser = html5lib.HTMLParser(strict=True)
    root: Element = parser.parse(data.decode("utf-8"))
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(XHTML)
    return root


def pages(site: Site) -> dict[str, Element]:
    return {path: read(data) for path, data in files(site) if path.endswith(".html")}


def words(element: Element) -> str:
    return "".join(element.itertext())


def all_words(element: Element, tag: str) -> list[str]:
    return [" ".join(words(each).split()) for each in element.iter(tag)]


def links(root: Element) -> Iterator[str]:
    for element in root.iter():
        for name in ("href", "src"):
            if name in element.attrib:
                yield element.attrib[name]


def check_links(found: dict[str, Element], others: set[str]) -> None:
    """Assert that each relative link leads to a file, and each anchor to an element."""
    anchors = {path: {e.attrib.get("id") for e in root.iter()} for path, root in found.items()}
    for path, root in found.items():
        for link in links(root):
            if re.match(r"(?:https?|mailto):", link, re.IGNORECASE):
                continue
            target, _, anchor = link.partition("#")
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
            whole = whole if target else path
            assert whole in found or whole in others, (path, link)
            assert not anchor or anchor in anchors[whole], (path, link)


def check_harmless(root: Element) -> None:
    """Assert that nothing in the page runs or loads, and that its policy is in it."""
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    metas = [each.attrib for each in root.iter("meta") if "http-equiv" in each.attrib]
    assert [meta["http-equiv"] for meta in metas] == ["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in metas[0]["content"]
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in RUNS, element.tag
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib), element.attrib
        if element.tag == "script" and element.attrib.get("type") != "application/ld+json":
            assert element.attrib.get("src", "").endswith("assets/site.js")
            assert not words(element)
    for link in links(root):
        assert re.match(r"(?:https?://|mailto:)\S|(?![a-z+.-]+:|//|/)", link, re.IGNORECASE), link


def issue_of(number: int, *developments: Development, **changes: Any) -> Issue:
    return Issue(brief_of(*developments, number=number, **changes), "0" * 64)


def full_site() -> Site:
    """Return a site that has a page of each kind, with all that can be on it."""
    sources = (
        XINHUA,
        Source(
            "zh", "国务院", date(2025, 5, 11), "https://a.example", "关于人工智能的通知",
            "https://web.archive.org/a",
        ),
    )  # fmt: skip
    now = development(
        "Chips (芯片) came. More.\n\nAnd more.",
        headline="Headline",
        tags=("chips", "AI safety"),
        sources=sources,
        id=numbered(1),
    )
    other = development(
        "Others came. And went.", section="domestic", tags=("Chips",), id=numbered(2)
    )
    older = development("Older.", date=date(2025, 4, 2), tags=("芯片",), id=numbered(3))
    gone = development("Gone.", id=numbered(4))
    issues = (
        issue_of(11, replace(now, headline="Old headline"), gone, overview="# Why\n\nSo."),
        issue_of(
            12,
            other,
            corrections=(Correction(11, gone, None), Correction(11, now, now)),
            late=frozenset({other.id}),
            dashboard=dashboard([other], SECTIONS, Period(date(2025, 5, 1), TODAY)),
        ),
    )
    return site_of(
        now, other, older, issues=issues, overview="So *it* is.\n\n- a\n\n|a|b|\n|-|-:|\n|c|d|\n"
    )


def test_pages_are_html_whose_links_lead_somewhere() -> None:
    site = full_site()
    written = dict(files(site))
    found = pages(site)
    assert {path.partition("/")[0] for path in found} == {
        *("index.html", "developments", "months", "issues", "tags")
    }
    check_links(found, written.keys() - found.keys())
    for root in found.values():
        check_harmless(root)
        assert root.attrib["lang"] == "en"
        assert len(all_words(root, "h1")) == len(list(root.iter("main"))) == 1
        assert {"header", "main", "footer", "nav"} <= {element.tag for element in root.iter()}
        levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_page_is_reached_from_the_index() -> None:
    found = pages(full_site())
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached or path not in found:
            continue
        reached.add(path)
        for link in links(found[path]):
            target = unquote(link.partition("#")[0])
            waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)))
    assert reached == found.keys()


def test_chinese_is_marked_as_such() -> None:
    for path, root in pages(full_site()).items():
        for element in root.iter("body"):
            for each in element.iter():
                if str(each.tag).startswith(SVG):
                    continue
                for text in (each.text, *(child.tail for child in each)):
                    if re.search("[\u4e00-\u9fff]", text or ""):
                        assert each.attrib.get("lang") == "zh", (path, text)


def test_the_index_has_its_parts_in_order() -> None:
    root = pages(full_site())["index.html"]
    assert all_words(root, "h1") == ["AI watch"]
    parts = ["In figures", "Recent developments", "Months", "Tags", "Issues"]
    assert all_words(root, "h2") == parts
    shown = words(root)
    assert "As of 19 May 2025 · 3 developments" in " ".join(shown.split())
    assert shown.index("So it is.") < shown.index("In figures")
    sections = [t for t in all_words(root, "h3") if t in SECTIONS.values()]
    assert sections == list(SECTIONS.values())
    items = [id for each in root.iter("li") if is_id(id := each.attrib.get("id", ""))]
    assert items == [numbered(1), numbered(3), numbered(2)]
    charts = list(root.iter("figure"))
    assert charts
    for chart in charts:
        assert list(chart.iter(f"{SVG}svg"))
        assert list(chart.iter("table"))
    form = next(root.iter("form"))
    assert "hidden" in form.attrib
    labels = {each.attrib["for"] for each in form.iter("label")}
    controls = {each.attrib["id"] for each in form.iter() if each.tag in ("input", "select")}
    assert labels == controls
    assert len(controls) == 7


def test_the_page_of_a_development_tells_all_that_is_known() -> None:
    root = pages(full_site())[f"developments/{numbered(1)}.html"]
    shown = " ".join(words(root).split())
    assert all_words(root, "title")[0] == "Headline – AI watch"
    assert all_words(root, "h1") == ["Headline"]
    assert "Chips (芯片) came. More." in shown
    assert all_words(root, "cite")[-1] == "关于人工智能的通知"
    assert {"https://a.example", "https://web.archive.org/a"} <= set(links(root))
    assert {"../issues/11.html", "../issues/12.html", "../tags/chips.html"} <= set(links(root))
    related = all_words(root, "h2").index("Related developments")
    assert related
    assert "Others came." in shown[shown.index("Related developments") :]


def test_without_a_headline_the_first_sentence_is_the_heading_and_is_told_once() -> None:
    root = pages(full_site())[f"developments/{numbered(2)}.html"]
    assert all_words(root, "h1") == ["Others came."]
    assert words(next(root.iter("article"))).count("Others came.") == 1
    assert "And went." in words(next(root.iter("article")))


def test_an_issue_stays_as_it_was_published() -> None:
    found = pages(full_site())
    first = " ".join(words(found["issues/11.html"]).split())
    assert "Issue 11 · " in first
    assert "Old headline" in first
    assert "Gone." in first
    assert f"../developments/{numbered(4)}.html" not in set(links(found["issues/11.html"]))
    second = " ".join(words(found["issues/12.html"]).split())
    assert "Issue 11, withdrawn Gone." in second
    assert "Late, 12 May 2025" in second
    assert "Nothing logged under Tech progress in this period." in second
    charts = list(found["issues/12.html"].iter("figure"))
    assert [all_words(chart, "h3")[0] for chart in charts] == ["Developments by week", "Tags"]


def test_tags_that_differ_in_case_only_are_one() -> None:
    found = pages(full_site())
    assert sorted(path for path in found if path.startswith("tags/")) == sorted(
        ["tags/ai_safety.html", "tags/chips.html", tag_path("芯片")]
    )
    assert "2 developments" in words(found["tags/chips.html"])


def test_paths_of_tags_are_safe_and_apart() -> None:
    tags = ["AI safety", "ai_safety", "ai-safety", "C++", "c--", "芯片", "芯", "con", "a" * 300]
    tags += [tag_path("C++")[5:-5], " ".join(["w" * 60] * 5), "w_" * 40]
    tags += ["..", "a/b", "a\\b", "a:b", "%2e", "con.x", ".hidden", "ﬀ", "x ", " "]
    paths = [tag_path(tag) for tag in tags]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert re.fullmatch(r"tags/[a-z0-9][a-z0-9_-]{0,80}\.html", path), path
    assert tag_path("ＡＩ  Safety") == tag_path("ai safety")


def test_the_index_has_the_latest_and_leads_to_the_others() -> None:
    many = [development(f"Text {n}.", tags=("models",)) for n in range(LATEST + 5)]
    site = site_of(*many)
    found = pages(site)
    items = [e for e in found["index.html"].iter("li") if is_id(e.attrib.get("id", ""))]
    assert len(items) == LATEST
    assert "5 older ones are on the pages of their months." in words(found["index.html"])
    check_links(found, {path for path, _ in files(site)})


def test_an_archive_without_anything_has_an_index() -> None:
    found = pages(site_of())
    assert list(found) == ["index.html"]
    assert "No developments yet." in words(found["index.html"])
    check_harmless(found["index.html"])


def test_the_same_site_gives_the_same_files() -> None:
    assert dict(files(full_site())) == dict(files(full_site()))


def hostile_site(hostile: list[Hostile]) -> Site:
    """Return a site with the corpus in all of its fields."""
    developments = []
    for number, text in enumerate(hostile):
        line = " ".join(text.text.split("\n")).strip()[:300]
        url = ("https://a.example/", "javascript:", "")[number % 3] + line
        developments.append(
            development(
                text.text,
                section=("tech", "<script>alert(1)</script>", line)[number % 3] or "tech",
                headline=line if number % 4 else "",
                sources=(
                    Source("en", line, date(2025, 5, 12), url, line, url),
                    Source("zh", url="x:y", archived="javascript:alert(1)"),
                ),
                tags=(line.replace(";", ",").strip() or "x", "</a>"),
                id=numbered(number),
            )
        )
    title = '</title><script>alert("\u202e")</script>'
    everything = "\n\n".join(text.text for text in hostile)
    bars = tuple(Bar(item.headline or "x", (1, 2)) for item in developments)
    figures = Dashboard((Figure("<b>", ("</td>", "<!--"), bars),), (Silence("<i>", 8),))
    corrections = tuple(Correction(1, item, item) for item in developments)
    briefing = compose(
        developments, sections={"tech": title}, title=title, day=TODAY, period=None, number=2,
        overview=everything, corrections=corrections, dashboard=figures,
    )  # fmt: skip
    return site_of(
        *developments,
        title=title,
        overview=everything,
        sections={"tech": title, "domestic": "<b>"},
        issues=(Issue(briefing, "0" * 64),),
    )


def test_the_hostile_corpus_is_text_on_every_page(hostile: list[Hostile]) -> None:
    site = hostile_site(hostile)
    written = dict(files(site))
    found = {}
    for path, data in written.items():
        if path.endswith(".html"):
            assert data.decode() == visible(data.decode()), path
            found[path] = read(data)
            check_harmless(found[path])
    check_links(found, written.keys() - found.keys())
    for item in site.developments:
        shown = " ".join(words(found[f"developments/{item.id}.html"]).split())
        for paragraph in paragraphs(visible(item.text)):
            assert " ".join(paragraph.split())[-40:] in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "x"])
def test_only_web_and_mail_addresses_are_links(url: str) -> None:
    source = Source("en", "Sina", None, url, "", url)
    for root in pages(site_of(development(sources=(source,)))).values():
        assert url not in set(links(root))
