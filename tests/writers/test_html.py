"""A briefing as HTML: what a mail program or a browser makes of it, and that nothing in it runs.

html5lib reads it as browsers do (the HTML standard's algorithm), strictly: what a browser would
have to repair is an error.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Hostile

from aiwatch.archive import open_archive
from aiwatch.domain.briefing import Briefing, extent
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence, dashboard
from aiwatch.domain.dates import Period, show_day
from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.selection import Selection
from aiwatch.domain.source_note import source_parts
from aiwatch.domain.text import paragraphs, visible
from aiwatch.writers.html import GMAIL_SHOWS, shown_by_gmail, write
from aiwatch.writers.noted_sources import noted_sources
from aiwatch.writers.summary import summary
from briefings import NAMES, SECTIONS, XINHUA, brief_of, development, read_briefing

Golden = Callable[[str, str], None]

ELEMENTS = frozenset(
    "html head meta title style body div table tbody tr td th h1 h2 h3 h4 h5 h6 p ul ol li a b "
    "span bdi em strong s hr br blockquote pre code thead".split()
)
ATTRIBUTES = frozenset(
    "lang charset http-equiv content name class style id href role width align cellpadding "
    "cellspacing border dir scope start title".split()
)
CSS = frozenset(
    "margin margin-top margin-bottom padding padding-left padding-bottom font font-size "
    "font-family font-weight line-height color background background-color border border-top "
    "border-bottom border-left border-collapse list-style text-align white-space width max-width "
    "max-height overflow overflow-wrap word-break display table-layout mso-hide".split()
)


def read(html: str) -> Element:
    """Return the root of `html`, which must be HTML without any mistake."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root


def words(element: Element) -> str:
    return "".join(element.itertext())


def items(root: Element) -> list[Element]:
    """The developments of the sections, which have ids."""
    return [element for element in root.iter("li") if "id" in element.attrib]


def links(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("a"):
        yield element.attrib["href"], words(element)


def headings(root: Element, tag: str) -> list[str]:
    return [words(element) for element in root.iter(tag)]


def note(development: Development) -> str:
    """The source note as it is read, publishers by name and the addresses behind them."""
    told = []
    for source in noted_sources(development):
        label, name, day = source_parts(source)
        title = f' "{source.title}"' if source.title and source.publisher else ""
        live = re.match(r"(?:https?://|mailto:)", source.url) and visible(source.url) == source.url
        url = f" <{source.url}>" if source.url and not live and name != source.url else ""
        kept = "archived" if source.archived.startswith("http") else ""
        what = ", ".join(filter(None, (f"{name}{title}{url}", day, kept)))
        told.append(f"{label}: {what}")
    return visible(f"({'; '.join(told)})") if told else ""


def check_item(shown: Element, item: Development) -> None:
    """Assert that `shown` has all of `item`, letter by letter, and nothing else."""
    headline = visible(item.headline).strip()
    expected = [headline] * bool(headline) + list(paragraphs(visible(item.text)))
    expected += [note(item)] * bool(item.sources)
    assert [words(child) for child in shown if child.attrib.get("class") != "l"] == expected
    assert not (shown.text or "").strip()


def check_harmless(root: Element) -> None:
    """Assert that nothing in the document runs, loads or leads astray."""
    anchors = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(anchors) == len(set(anchors))
    for element in root.iter():
        assert element.tag in ELEMENTS, element.tag
        assert element.attrib.keys() <= ATTRIBUTES, element.attrib
        for rule in filter(None, element.attrib.get("style", "").split(";")):
            assert rule.split(":")[0] in CSS, rule
    sheets = [words(element) for element in root.iter("style")]
    assert len(sheets) == 2
    assert not re.search(r"url\(|@import|expression", "".join(sheets))
    for target, _ in links(root):
        if target.startswith("#"):
            assert target[1:] in anchors
        else:
            assert re.match(r"(?:https?://|mailto:)\S+$", target, re.IGNORECASE), target


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Golden) -> None:
    golden(f"html/{name}.html", write(read_briefing(name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_and_nothing_runs(name: str) -> None:
    briefing = read_briefing(name)
    root = read(write(briefing))
    check_harmless(root)
    title = visible(" ".join(briefing.title.split()))
    assert headings(root, "h1") == [f"{title}, {show_day(briefing.day)}"]
    assert words(next(root.iter("title"))) == f"{title}, {show_day(briefing.day)}"
    assert extent(briefing) in [words(element) for element in root.iter("p")]
    told = [f"{section.title} {len(section.developments)}" for section in briefing.sections]
    shown = headings(root, "h2")
    assert shown[len(shown) - len(told) :] == told
    developments = [item for section in briefing.sections for item in section.developments]
    assert len(items(root)) == len(developments)
    for element, item in zip(items(root), developments, strict=True):
        check_item(element, item)


def test_the_parts_stand_in_order_and_are_linked() -> None:
    briefing = read_briefing("everything")
    root = read(write(briefing))
    sections = [f"{section.title} {len(section.developments)}" for section in briefing.sections]
    assert headings(root, "h2") == [
        "Takeaways",
        "Contents",
        "Dashboard",
        "Corrections 3",
        *sections,
    ]
    developments = [item for section in briefing.sections for item in section.developments]
    inner = [(target, shown) for target, shown in links(root) if target.startswith("#")]
    takeaways = [(f"#{item.id}", summary(item)) for item in developments]
    assert inner[: len(takeaways)] == takeaways
    contents = [shown for _, shown in inner[len(takeaways) :]]
    assert contents == ["Dashboard", "Corrections", *(s.title for s in briefing.sections)]


def test_what_is_not_asked_for_is_not_there() -> None:
    root = read(write(brief_of(development())))
    assert headings(root, "h2") == ["Tech progress 1"]
    assert headings(root, "h3") == []
    assert list(links(root)) == []


def test_a_late_development_is_marked_before_its_headline() -> None:
    late = development("Text.", id="2505-k7fq3m", headline="Headline", date=date(2025, 5, 3))
    other = development("Other.", id="2505-abcdef")
    root = read(write(brief_of(late, other, late=frozenset({late.id}))))
    shown = {element.attrib["id"]: [words(child) for child in element] for element in items(root)}
    assert shown[late.id] == ["Late, 3 May 2025", "Headline", "Text."]
    assert shown[other.id] == ["Other."]


def test_corrections_tell_what_changed_and_what_is_withdrawn() -> None:
    carried = development("It was so.", headline="Old", sources=(XINHUA,))
    now = replace(carried, text="It is so.\n\nAnd more.")
    corrections = (Correction(11, carried, now), Correction(9, carried, None))
    root = read(write(brief_of(development(), corrections=corrections)))
    told = [element for element in root.iter("li") if "id" not in element.attrib]
    assert [[words(child) for child in element] for element in told] == [
        [
            "Issue 11, corrected: text",
            "Old",
            "It is so.",
            "And more.",
            "(Source (EN): Xinhua, May 13, 2025)",
        ],
        ["Issue 9, withdrawn", "Old"],
    ]


def test_the_bars_of_a_figure_are_cells_with_their_numbers() -> None:
    bars = (Bar("Week 1", (1, 3)), Bar("Week 2", (0, 0)), Bar("Week 3", (2, 0)))
    figures = Dashboard(
        (Figure("By week", ("Tech", "法律"), bars), Figure("Tags", ("",), (Bar("<i>", (7,)),))),
        (Silence("Tech", 9), Silence("法律", None)),
    )
    root = read(write(brief_of(development(), dashboard=figures)))
    assert headings(root, "h3") == ["By week", "Tags"]
    rows = [row for row in root.iter("tr") if row.find("th") is not None]
    assert [words(row).split() for row in rows] == [
        ["Week", "1", "1", "3", "4"],
        ["Week", "2", "0"],
        ["Week", "3", "2", "2"],
        ["<i>", "7"],
    ]
    inner = [row.find("td/table") for row in rows]
    assert [table is not None and table.attrib["width"] for table in inner] == [
        "100%", False, "50%", "100%",
    ]  # fmt: skip
    assert inner[0] is not None
    cells = [(cell.attrib["title"], cell.attrib["width"]) for cell in inner[0].iter("td")]
    assert cells == [("Tech", "25%"), ("法律", "75%")]
    shown = [" ".join(words(element).split()) for element in root.iter("p")]
    assert "Tech 法律" in shown
    assert "Nothing logged under Tech for 9 days." in shown
    assert "Nothing logged under 法律 in this period." in shown


def test_an_inbox_shows_the_first_takeaways() -> None:
    first = development("A first thing. And more.", rank=1)
    root = read(write(brief_of(first, *(development(f"Thing {n}.") for n in range(40)))))
    preview = next(element for element in root.iter("div"))
    assert "display:none" in preview.attrib["style"]
    assert words(preview).startswith("A first thing. · Thing")
    assert len(words(preview)) <= 160
    assert words(preview).endswith("…")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Plain English, “quoted” — and more…", []),
        ("Ascend (昇腾) chips and 《办法》.", ["昇腾", "《办法》"]),
        ("开展“清朗·整治AI技术滥用”专项行动，为期3个月。", None),
        ("“清朗”行动", None),
        ("The “清朗” campaign", ["“清朗”"]),
        ("The “人工智能+” plan", ["人工智能"]),
    ],
)
def test_chinese_is_marked_as_such(text: str, marked: list[str] | None) -> None:
    root = read(write(brief_of(development(text))))
    found = [words(e) for e in root.iter("span") if e.attrib.get("lang") == "zh"]
    assert found == ([text] if marked is None else marked)


def test_japanese_and_korean_have_their_language_and_arabic_its_direction() -> None:
    sources = (
        Source("ja", "日本経済新聞のニュース"),
        Source("ko", "연합뉴스"),
        Source("ar", "وام"),
    )
    root = read(write(brief_of(development("أعلنت الصين.", sources=sources))))
    assert [e.attrib["lang"] for e in root.iter("span") if "lang" in e.attrib] == ["ja", "ko"]
    assert [words(element) for element in root.iter("bdi")] == ["وام"]
    assert [words(e) for e in root.iter("p") if e.attrib.get("dir") == "auto"] == ["أعلنت الصين."]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.example/b?c=d&e=“f”", "https://a.example/b?c=d&e=“f”"),
        ("HTTP://a.example/a b", "HTTP://a.example/a%20b"),
        ("mailto:desk@a.example", "mailto:desk@a.example"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("vbscript:x", None),
        ("//evil.example", None),
        ("file:///etc/passwd", None),
        ("https:evil", None),
        ("https:///path", None),
        ("mailto:desk", None),
        ("https://a.example/\u202egpj.exe", None),
        (
            'https://a.example/" onmouseover="alert(1)',
            'https://a.example/"%20onmouseover="alert(1)',
        ),
    ],
)
def test_only_web_and_mail_addresses_are_links(url: str, target: str | None) -> None:
    root = read(write(brief_of(development(sources=(Source("", "Publisher", None, url),)))))
    assert list(links(root)) == ([(target, "Publisher")] if target else [])
    shown = "(Source: Publisher)" if target else f"(Source: Publisher <{visible(url)}>)"
    assert words(items(root)[0][-1]) == shown


@pytest.mark.parametrize(
    ("source", "shown", "linked"),
    [
        (Source("zh", "", None, "https://a.example"), "(Source (CN): https://a.example)", True),
        (Source("zh", "", None, "", "标题"), "(Source (CN): 标题)", False),
        (Source("zh", "", None, "https://a.example", "标题"), "(Source (CN): 标题)", True),
        (Source("zh", "", date(2025, 5, 1)), "(Source (CN): May 1, 2025)", False),
        (Source("en", "A", None, "x:y", "T"), '(Source (EN): A "T" <x:y>)', False),
        (Source("en", "", None, "x:y"), "(Source (EN): x:y)", False),
    ],
)
def test_a_source_with_little_known_of_it(source: Source, shown: str, linked: bool) -> None:
    root = read(write(brief_of(development(sources=(source,)))))
    assert words(items(root)[0][-1]) == shown
    assert len(list(links(root))) == linked


@pytest.mark.parametrize(
    ("archived", "linked"),
    [
        ("https://web.archive.org/web/2025/https://a.example/", True),
        ("HTTP://archive.example/1", True),
        ("mailto:desk@a.example", False),
        ("javascript:alert(1)", False),
        ("https://a.example/\u202egpj.exe", False),
        ("copies/1.pdf", False),
    ],
)
def test_an_archived_copy_is_linked_behind_the_day(archived: str, linked: bool) -> None:
    source = Source("zh", "国务院", date(2025, 5, 12), "https://a.example/", "标题", archived)
    root = read(write(brief_of(development(sources=(source, XINHUA)))))
    kept = ", archived" * linked
    assert words(items(root)[0][-1]) == (
        f'(Source (CN): 国务院 "标题", May 12, 2025{kept}; Source (EN): Xinhua, May 13, 2025)'
    )
    assert [target for target, shown in links(root) if shown == "archived"] == [archived] * linked


@pytest.mark.parametrize(
    ("overview", "shown", "targets"),
    [
        ("[a](https://a.example) *b* **c**", "a b c", ["https://a.example"]),
        ("<https://a.example/中>", "https://a.example/中", ["https://a.example/%E4%B8%AD"]),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))", []),
        ("[a](g.md) and [b](#c)", "a <g.md> and b", []),
        ("<ftp://a.example/b>", "ftp://a.example/b", []),
        ("[ftp://a.example](ftp://a.example)", "ftp://a.example", []),
        ("[a](file:///etc/passwd)", "[a](file:///etc/passwd)", []),
        ("![a *b*](https://a.example/c.png)", "a *b*", ["https://a.example/c.png"]),
        ("![](data:image/png;base64,iVBO)", "<data:image/png;base64,iVBO>", []),
        ("[![a](https://b.example/c.png)](https://a.example)", "a", ["https://a.example"]),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", []),
        ('<img src=x onerror="alert(1)">', '<img src=x onerror="alert(1)">', []),
        ("```html\n<b>\n```", "<b>", []),
        ("a\u202eb\x1b", "a⟨U+202E⟩b␛", []),
    ],
)
def test_the_overview_is_read_and_nothing_in_it_runs(
    overview: str, shown: str, targets: list[str]
) -> None:
    root = read(write(brief_of(development(), overview=overview)))
    check_harmless(root)
    body = next(element for element in root.iter("div") if "margin-top" in element.attrib["style"])
    assert words(body).strip() == shown
    assert [target for target, _ in links(root)] == targets


def test_headings_of_the_overview_stand_below_those_of_the_sections() -> None:
    root = read(write(brief_of(development(), overview="# One\n\n## Two\n\nThree\n=====\n")))
    assert headings(root, "h1") == ["AI watch, 19 May 2025"]
    assert headings(root, "h2") == ["Tech progress 1"]
    assert headings(root, "h3") == ["One", "Three"]
    assert headings(root, "h4") == ["Two"]


def hostile_briefing(hostile: list[Hostile]) -> Briefing:
    """Return a briefing with the corpus in all of its fields."""
    developments = []
    for number, text in enumerate(hostile):
        line = " ".join(text.text.split("\n")).strip()[:300]
        url = ("https://a.example/", "javascript:", "")[number % 3] + line
        developments.append(
            development(
                text.text,
                section=("tech", "<script>alert(1)</script>", line)[number % 3] or "tech",
                headline=line if number % 4 else "",
                sources=(Source("en", line, date(2025, 5, 12), url, line), Source("zh", url="x:y")),
                tags=(line.replace(";", ",").strip() or "x",),
                id=f"2505-k7fq{ID_ALPHABET[number // 30]}{ID_ALPHABET[number % 30]}",
            )
        )
    bars = tuple(Bar(item.headline or "x", (1, 2)) for item in developments)
    return brief_of(
        *developments,
        title='</title><script>alert("\u202e")</script>',
        overview="\n\n".join(text.text for text in hostile),
        takeaways=True,
        contents=True,
        dashboard=Dashboard((Figure("<b>", ("</td>", "<!--"), bars),), (Silence("<i>", 8),)),
        corrections=tuple(Correction(1, item, item) for item in developments),
        late=frozenset(item.id for item in developments),
    )


def test_the_hostile_corpus_is_text_in_every_field(hostile: list[Hostile]) -> None:
    briefing = hostile_briefing(hostile)
    written = write(briefing)
    assert written == visible(written)
    root = read(written)
    check_harmless(root)
    developments = [item for section in briefing.sections for item in section.developments]
    for element, item in zip(items(root), developments, strict=True):
        check_item(element, item)
    corrected = [
        element
        for element in root.iter("li")
        if len(element) and words(element[0]) == "Issue 1, corrected"
    ]
    for element, correction in zip(corrected, briefing.corrections, strict=True):
        check_item(element, correction.carried)


def test_what_gmail_would_clip_is_counted() -> None:
    few = write(brief_of(*(development(f"Text {n}.") for n in range(100))))
    assert shown_by_gmail(few) is None
    many = write(brief_of(*(development(f"{n}. {'文' * 500}") for n in range(100))))
    shown = shown_by_gmail(many)
    assert shown is not None
    read_part = html5lib.parse(many.encode()[:GMAIL_SHOWS], namespaceHTMLElements=False)
    whole = [e for e in items(read_part) if words(e).count("文") == 500]
    assert len(whole) == shown < 100


def test_a_hundred_developments_fit_into_a_mail() -> None:
    sample = Path(__file__).parents[2] / "aiwatch" / "data" / "sample"
    found = open_archive(sample).select(Selection())
    hundred = [
        replace(
            found[number % len(found)],
            id=f"2505-k7fq{ID_ALPHABET[number // 30]}{ID_ALPHABET[number % 30]}",
        )
        for number in range(100)
    ]
    period = Period(date(2024, 4, 1), date(2025, 6, 30))
    written = write(
        brief_of(
            *hundred,
            overview=open_archive(sample).overview(),
            takeaways=True,
            contents=True,
            dashboard=dashboard(hundred, SECTIONS, period),
        )
    )
    assert len(items(read(written))) == 100
    assert shown_by_gmail(written) is None


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
WIDTHS = (360, 900)


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_a_browser_shows_no_part_out_of_sight_and_asks_for_nothing(
    hostile: list[Hostile], tmp_path: Path
) -> None:
    """Each briefing in a frame of each width: nothing to scroll sideways, nothing loaded."""
    briefings = [*map(read_briefing, NAMES), hostile_briefing(hostile)]
    frames = "".join(
        f'<iframe width="{width}" height="600" srcdoc="{escape(write(briefing))}"></iframe>'
        for briefing in briefings
        for width in WIDTHS
    )
    script = """
      addEventListener("load", () => {
        const told = [...document.querySelectorAll("iframe")].map(frame => {
          const root = frame.contentDocument.documentElement;
          const loaded = frame.contentWindow.performance.getEntriesByType("resource");
          return [root.clientWidth, root.scrollWidth, loaded.length];
        });
        document.body.textContent = JSON.stringify(told);
      });
    """
    page = tmp_path / "frames.html"
    page.write_text(f"<!DOCTYPE html><body>{frames}<script>{script}</script>", "utf-8")
    done = subprocess.run(
        [
            CHROMIUM,
            *"--headless --no-sandbox --disable-gpu --hide-scrollbars --dump-dom".split(),
            f"--user-data-dir={tmp_path}/profile",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(re.findall(r"\[\[.*\]\]", done.stdout)[0])
    assert [width for width, _, _ in told] == [*WIDTHS] * len(briefings)
    assert [scroll for _, scroll, _ in told] == [width for width, _, _ in told]
    assert {loaded for _, _, loaded in told} == {0}
