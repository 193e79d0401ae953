"""Takeaways, contents, dashboard, corrections and late marks in Markdown, text and a terminal."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from shutil import which
from urllib.parse import unquote

import pytest
from conftest import Hostile
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_terminal import ESCAPES, draw, plain

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence
from aiwatch.domain.development import Development, Source
from aiwatch.domain.text import visible
from aiwatch.writers import markdown, text
from aiwatch.writers.anchors import anchors
from aiwatch.writers.bars import ASCII_SIGNS, SIGNS, figure_lines
from aiwatch.writers.cells import display_width
from aiwatch.writers.summary import summary
from aiwatch.writers.terminal import TerminalBriefing
from briefings import XINHUA, brief_of, development, read_briefing

JUDGE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FIGURE = Figure("Tags", ("",), (Bar("安全", (12,)), Bar("chips", (3,)), Bar("none", (0,))))


def of_figures(*figures: Figure, silences: Sequence[Silence] = ()) -> Briefing:
    return brief_of(development(), dashboard=Dashboard(figures, tuple(silences)))


def shown(inline: Token) -> str:
    """The text that a reader sees of a paragraph, heading or cell."""
    words = ""
    for token in inline.children or []:
        assert token.type not in {"html_inline", "image", "hardbreak", "softbreak"}, token
        words += token.content
    return words


def under(markdown: str, title: str) -> list[Token]:
    """The tokens under a heading of the second level."""
    tokens = JUDGE.parse(markdown)
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    for start in starts:
        if tokens[start].tag == "h2" and shown(tokens[start + 1]) == title:
            ends = (i for i in starts if i > start and tokens[i].tag == "h2")
            return tokens[start + 3 : next(ends, len(tokens))]
    raise AssertionError(f"no {title}")


def texts(tokens: Sequence[Token]) -> list[str]:
    return [shown(token) for token in tokens if token.type == "inline"]


# what each format writes


def test_the_parts_of_a_markdown_briefing() -> None:
    late = development("Late.", id="2505-222222", section="domestic", date=date(2025, 5, 3))
    now = development("Now.", headline="It is *so*", sources=(XINHUA,))
    briefing = brief_of(
        development("One. Two."),
        late,
        number=12,
        takeaways=True,
        contents=True,
        dashboard=Dashboard(
            (
                Figure("By week", ("A|B", "乙"), (Bar("12–18 May", (1, 0)),)),
                Figure("Tags", ("",), (Bar("a | b", (2,)), Bar("安全", (1,)))),
            ),
            (Silence("A*B*", 9), Silence("乙", None)),
        ),
        corrections=(
            Correction(11, replace(now, headline="It was"), now),
            Correction(9, development("Gone. All of it."), None),
        ),
        late=frozenset([late.id]),
    )
    assert markdown.write(briefing) == (
        "# AI watch, 19 May 2025\n\n*Issue 12 · 2 developments*\n\n"
        "## Takeaways\n\n- One.\n- Late.\n\n"
        "## Contents\n\n- [Dashboard](#dashboard)\n- [Corrections](#corrections) (2)\n"
        "- [Tech progress](#tech-progress) (1)\n- [Domestic dynamics](#domestic-dynamics) (1)\n\n"
        "## Dashboard\n\n### By week\n\n"
        "|  | A\\|B | 乙 | Total |\n| --- | ---: | ---: | ---: |\n| 12–18 May | 1 | 0 | 1 |\n\n"
        "### Tags\n\n|  | Number |\n| --- | ---: |\n| a \\| b | 2 |\n| 安全 | 1 |\n\n"
        "Nothing logged under A\\*B\\* for 9 days. Nothing logged under 乙 in this period.\n\n"
        "## Corrections\n\n"
        "- **Issue 11, corrected: headline.** **It is \\*so\\*** Now. "
        "(Source (EN): [Xinhua](https://english.news.cn/c.html), May 13, 2025)\n"
        "- **Issue 9, withdrawn.** Gone.\n\n"
        "## Tech progress\n\n- One. Two.\n\n"
        "## Domestic dynamics\n\n- *Late, 3 May 2025:* Late.\n"
    )


@pytest.mark.parametrize("format", ["markdown", "text", "terminal"])
def test_parts_without_content_are_left_out(format: str) -> None:
    write: dict[str, Callable[[Briefing], str]] = {
        "markdown": markdown.write,
        "text": text.write,
        "terminal": lambda briefing: plain(TerminalBriefing(briefing)),
    }
    bare = brief_of()
    asked = replace(bare, takeaways=True, contents=True, dashboard=Dashboard(()))
    assert write[format](asked) == write[format](bare)
    full = brief_of(development(), takeaways=True, contents=True)
    assert "Dashboard" not in write[format](full)
    assert "Corrections" not in write[format](full)


def test_a_text_of_a_late_one_and_a_correction() -> None:
    item = development("Now.", headline="Head", id="2505-222222")
    briefing = brief_of(
        item,
        late=frozenset([item.id]),
        corrections=(
            Correction(11, replace(item, text="Then."), item),
            Correction(9, development("Gone. All of it."), None),
        ),
    )
    assert text.write(briefing).split("\n\n", 2)[2] == (
        "Corrections\n-----------\n\n- Issue 11, corrected: text.\n\n  Head\n\n  Now.\n\n"
        "- Issue 9, withdrawn.\n\n  Gone.\n\n"
        "Tech progress\n-------------\n\n- [Late, 12 May 2025] Head\n\n  Now.\n"
    )


def test_bars_in_a_text() -> None:
    weeks = Figure(
        "By week", ("Tech progress", "国内动态"), (Bar("12–18 May", (2, 1)), Bar("19 May", (0, 0)))
    )
    briefing = of_figures(weeks, FIGURE, silences=[Silence("国内动态", 9)])
    assert "\n\nDashboard\n---------\n\n" in text.write(briefing)
    assert text.write(briefing, 40).split("\n\n")[3:6] == [
        "By week\n█ Tech progress 2  ░ 国内动态 1\n"
        "12–18 May  3  ██████░░░\n19 May     0",
        "Tags\n"
        f"安全   12  {'█' * 24}\nchips   3  {'█' * 6}\nnone    0",
        "Nothing logged under 国内动态 for 9\ndays.",
    ]  # fmt: skip


def test_a_long_label_goes_on_below_itself() -> None:
    figure = Figure(
        "Publishers", ("",), (Bar("Cyberspace Administration", (1,)), Bar("新华社", (2,)))
    )
    lines = ["".join(piece.text for piece in line).rstrip() for line in figure_lines(figure, 26)]
    assert lines == [
        "Publishers",
        "Cyberspace     1  ███",
        "Administratio",
        "n",
        "新华社         2  ██████",
    ]


@pytest.mark.parametrize("width", [20, 21, 33, 50, 92, 200])
@pytest.mark.parametrize("most", [1, 7, 40, 999, 123_456])
@pytest.mark.parametrize("signs", [SIGNS, ASCII_SIGNS])
def test_a_figure_fits_its_width_and_its_bars_their_counts(
    width: int, most: int, signs: str
) -> None:
    names = ("Tech progress", "国内动态", "A section with a title that is far too long for it", "D")
    counts = [(most, 0, 0, 0), (most // 2, most // 3, 0, 1), (0, 0, 1, 0), (0, 0, 0, 0)]
    labels = ("12–18 May", "国家互联网信息办公室" * 3, "x" * 70, "n")
    figure = Figure("A title", names, tuple(map(Bar, labels, counts)))
    lines = figure_lines(figure, width, signs)
    assert all(display_width("".join(p.text for p in line)) <= width for line in lines)
    bars = [
        [len(piece.text) for piece in line if piece.kind == "bar"]
        for line in lines
        if any(piece.kind == "count" for piece in line)
    ]
    assert len(bars) == 4
    assert sum(bars[0]) == max(map(sum, bars))
    assert sum(bars[0]) or most == 123_456
    assert bars[3] == []
    legend = [p.text for line in lines for p in line if p.kind == "bar" and len(p.text) == 1]
    assert [sign for sign in legend if sign in signs][:4] == list(signs[:4])
    shown = "".join(p.text.strip() for line in lines for p in line if p.kind == "label")
    assert shown == "".join(labels)


def test_a_terminal_shows_the_figures_without_colour() -> None:
    briefing = read_briefing("everything")
    drawn = plain(TerminalBriefing(briefing), 60)
    assert "\n█ Tech progress 3  ░ Domestic dynamics 2  ▓ 法律与标准 1\n" in drawn
    assert "\n28 Apr – 4 May  2  ███░░░\n" in drawn
    assert "\n• Late, 14 April 2025: Huawei ships CloudMatrix 384\n" in drawn
    assert "\n• Issue 10, withdrawn.\n  A humanoid wins a half marathon\n" in drawn
    assert ESCAPES.sub("", draw(TerminalBriefing(briefing), 60, color_system=None)) == drawn


# links and tables


def test_anchors_are_those_of_github() -> None:
    titles = [
        "AI watch, 19 May 2025", "Tech progress", "Tech progress", "tech-progress-1", "法律与标准",
        "R&D: C++ / “AI”", "snake_case · Ünïté", "《办法》（试行）", "！", "हिन्दी ２",
        "Tech progress",
    ]  # fmt: skip
    assert anchors(titles) == [
        "ai-watch-19-may-2025", "tech-progress", "tech-progress-1", "tech-progress-1-1",
        "法律与标准", "rd-c--ai", "snake_case--ünïté", "办法试行", "", "हिन्दी-２",
        "tech-progress-2",
    ]  # fmt: skip


def pandoc(markdown: str, format: str) -> str:
    command = ["pandoc", "-f", "gfm", "-t", format]
    return subprocess.run(
        command, input=markdown, capture_output=True, text=True, check=True
    ).stdout


def headings_by_anchor(html: str) -> dict[str, str]:
    """The headings of a page that have an id: its text by that."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        id = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if re.fullmatch("h[1-6]", tag):
                self.id = dict(attrs).get("id") or ""
                found[self.id] = ""

        def handle_endtag(self, tag: str) -> None:
            self.id = "" if re.fullmatch("h[1-6]", tag) else self.id

        def handle_data(self, data: str) -> None:
            if self.id:
                found[self.id] += data

    Reader().feed(html)
    return found


@pytest.mark.skipif(which("pandoc") is None, reason="pandoc is not installed")
def test_the_contents_lead_to_their_headings_in_pandoc() -> None:
    sections = {
        "tech": "Tech progress",
        "law": "法律与标准",
        "rd": "R&D: [C++] *x*",
        "tags": "Tags",
        "again": "tags",
        "of": "Contents",
    }
    briefing = brief_of(
        *(development(section=key) for key in sections),
        sections=sections,
        overview="## Tech progress\n\nText.\n\nDashboard\n=========\n\n```\n# no heading\n```",
        contents=True,
        dashboard=Dashboard((FIGURE,)),
    )
    written = markdown.write(briefing)
    page = pandoc(written, "html")
    headings = headings_by_anchor(page)
    links = {
        str(link.attrs["href"]): shown(token)
        for token in JUDGE.parse(written)
        for link in token.children or []
        if link.type == "link_open"
    }
    led = {headings[unquote(href).removeprefix("#")] for href in links}
    assert led == {"Dashboard", *sections.values()}
    for href, words in links.items():
        assert words.startswith(headings[unquote(href).removeprefix("#")])
    assert "#dashboard-1" in links
    assert "#tech-progress-1" in links
    assert page.count("<table") == 1
    assert re.findall(r"<td[^>]*>([^<]*)</td>", page) == ["安全", "12", "chips", "3", "none", "0"]


@pytest.mark.parametrize(
    "label",
    [
        *("a|b", "|", r"a\|b", "\\", "`a|b`", "a|", "[x](y|z)", "**a**", "&#124;"),
        *("--- | ---", ":-:", "<b>|</b>"),
    ],
)
def test_a_cell_is_what_was_counted(label: str) -> None:
    written = markdown.write(of_figures(Figure("F", ("",), (Bar(label, (1,)), Bar("z", (2,))))))
    assert texts(under(written, "Dashboard")) == ["F", "", "Number", label, "1", "z", "2"]
    if which("pandoc"):
        assert label in pandoc(written, "plain")


# what asks for trouble


def of_hostile(hostile: list[Hostile]) -> Briefing:
    """A briefing whose every part is made of the corpus."""
    from aiwatch.domain.dashboard import dashboard
    from aiwatch.domain.dates import Period

    sections = {"tech": "Tech progress", "domestic": "Domestic | dynamics"}
    items: list[Development] = []
    for number, one in enumerate(hostile):
        line = " ".join(one.text.split("\n")).strip()[:300]
        digits = "".join("23456789"[number >> shift & 7] for shift in (15, 12, 9, 6, 3, 0))
        items.append(
            Development(
                list(sections)[number % 2],
                one.text,
                date(2025, 5, 12),
                id=f"2505-{digits}",
                headline=line if number % 3 else "",
                sources=(Source("en", line, date(2025, 5, 12), "https://news.example/a_b", line),),
                tags=(line.replace(";", ","),),
            )
        )
    counted = dashboard(items, sections, Period(date(2025, 5, 12), date(2025, 5, 19)))
    labels = [item.sources[0].publisher for item in items]
    everyone = Figure("Everyone", ("",), tuple(Bar(label, (1,)) for label in labels))
    named = Figure("Named", tuple(labels[:12]), (Bar("12–18 May", (1,) * 12),))
    silences = tuple(Silence(label, None) for label in labels)
    corrections = [Correction(11, replace(item, text="Old."), item) for item in items[:60]]
    corrections += [Correction(10, item, None) for item in items[60:]]
    return brief_of(
        *items,
        sections=sections,
        number=12,
        takeaways=True,
        contents=True,
        dashboard=Dashboard((*counted.figures, everyone, named), silences),
        corrections=tuple(corrections),
        late=frozenset(item.id for item in items),
    )


def dense(words: str) -> str:
    return "".join(words.split())


def test_hostile_parts_as_markdown_are_what_was_logged(hostile: list[Hostile]) -> None:
    briefing = of_hostile(hostile)
    items = [item for section in briefing.sections for item in section.developments]
    written = markdown.write(briefing)
    assert visible(written) == written
    assert [dense(words) for words in texts(under(written, "Takeaways"))] == [
        dense(summary(item)) for item in items
    ]
    assert texts(under(written, "Contents")) == [
        "Dashboard",
        f"Corrections ({len(items)})",
        *(f"{section.title} ({len(section.developments)})" for section in briefing.sections),
    ]
    assert briefing.dashboard is not None
    expected: list[str] = []
    for figure in briefing.dashboard.figures:
        total = ["Total"] * (len(figure.series) > 1)
        expected += [figure.title, "", *(name or "Number" for name in figure.series), *total]
        for bar in figure.bars:
            expected += [bar.label, *map(str, bar.counts), *(str(bar.total) for _ in total)]
    *cells, silences = texts(under(written, "Dashboard"))
    assert [dense(cell) for cell in cells] == [dense(visible(cell)) for cell in expected]
    assert silences.count(" in this period.") == len(briefing.dashboard.silences)
    corrections = "".join(map(dense, texts(under(written, "Corrections"))))
    for correction in briefing.corrections:
        if correction.now is None:
            assert dense(f"Issue 10, withdrawn. {summary(correction.carried)}") in corrections
        else:
            words = visible(f"{correction.now.headline}\n\n{correction.now.text}")
            assert dense(f"Issue 11, corrected: text. {words}") in corrections
    for section in briefing.sections:
        tokens = under(written, section.title)
        assert sum(t.type == "list_item_open" for t in tokens) == len(section.developments)
        assert sum(words.startswith("Late, 12 May 2025: ") for words in texts(tokens)) == len(
            section.developments
        )


def test_hostile_parts_are_shown_and_never_obeyed(hostile: list[Hostile]) -> None:
    briefing = of_hostile(hostile)
    for width in (20, 72):
        written = text.write(briefing, width)
        assert visible(written) == written
    for width in (40, 120):
        drawn = ESCAPES.sub("", draw(TerminalBriefing(briefing), width))
        assert all(display_width(line) <= width for line in drawn.split("\n"))
        for line in drawn.split("\n"):
            assert line.count("\u2068") == line.count("\u2069")
        left = drawn.replace("\u2068", "").replace("\u2069", "")
        assert visible(left) == left
