"""Markdown: what is escaped, what stays clean, and that CommonMark shows what was written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from strategies import SECTIONS, lines, noted_developments

from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development, Source
from aiwatch.domain.source_note import write_note
from aiwatch.writers.markdown import escape, write
from briefings import NAMES, read_briefing

JUDGE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
DAY = date(2025, 5, 19)
MONTH = Period(date(2025, 4, 19), DAY)
SINA = Source("en", "Sina", date(2025, 4, 30))


def shown(inline: Token) -> str:
    """The text that a reader sees of a paragraph or heading."""
    words = ""
    for token in inline.children or []:
        assert token.type not in {"html_inline", "image", "hardbreak", "softbreak"}, token
        words += token.content
    return words


def paragraphs_of(markdown: str) -> list[str]:
    """What a reader sees of `markdown`, which must be paragraphs of text and nothing else."""
    tokens = JUDGE.parse(markdown)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    for token in tokens:
        assert {child.type for child in token.children or []} <= {"text", "text_special"}
    return [shown(token) for token in tokens if token.type == "inline"]


def briefing_of(
    *developments: Development, overview: str = "", period: Period | None = MONTH
) -> Briefing:
    return compose(
        developments,
        sections=SECTIONS,
        title="AI watch",
        day=DAY,
        period=period,
        overview=overview,
    )


def item(text: str, headline: str = "", *, section: str = "tech", sources=(SINA,)) -> Development:
    return Development(
        section, text, sources[0].published or DAY, headline=headline, sources=sources
    )


def only_item(development: Development) -> str:
    return write(briefing_of(development)).split("\n\n", 3)[3].removesuffix("\n")


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"markdown/{name}.md", write(read_briefing(name)))


# What stays clean, what is escaped


@pytest.mark.parametrize(
    "text",
    [
        "GPT-3.5-turbo, C++ and snake_case; 5 * 3 = 15, 2*3, AT&T, R&D; Q&A",
        "It raised $5 million, or US$5bn, at HK$7 a share; #1 ranked, item #3",
        "If a < b and b > a, 3 <= 4 -> 5 | 6; 10~20亿元; x^2 + y^2",
        "C++ *args 5 * 3 a_b_c #hashtag in the middle, 3.5%, 1.5B, \"quotes\", ~, $, 100% & more",
        "AT&T, R&D, <3, x < y, a<b, e-mail, [sic], [1], it's, rock 'n' roll, #1, no. 1, 3.14",
        "https://a.example/a_b_c?d=e&f=g_h#i~j and www.a.example/x_y, me@a.example, 10:30",
        "价格为￥5～10亿元，增长3.5%（同比）；“清朗”《办法》〔2025〕12号、【快讯】——……「引」·",
        "2025年5月12日，国务院发布：（一）总则；1、总体要求", "①第一 ②第二 • 要点 – 其二",
        "He said: -- no; 1.5-2.0; a|b, 5 | 6; 50/50; w/o; =SUM(A1); @handle; key: value; (c) 2025",
        "Qwen3-235B-A22B, DeepSeek-R1-0528, o4-mini (high), f(x) = x^2, n!, {x: 1}, a → b, 5 > 3",
        "[2025] No. 12 [sic], (see below), {braces}, 50%, e.g. 1.5 - 2.0, user@example.com",
        "“Quoted” 《办法》〔2025〕12号 —— 「引」；10:30 https://example.com/a_b?c=d&e=f 'x' \"y\"",
        "-5 percent", "+86 line", "1.5 times", "2025 was", "#hashtag", "I. M. Pei said",
        "=", "~5 percent", "<3 is love", "$5 is a price", "[sic] he said", "“引”",
        "n<m and so on", "I </3 it",
        "Qwen* is starred", "An_ending underscore_", "1.Qwen", "a)b", "3", "A.I. is",
    ],
)  # fmt: skip
def test_prose_stays_clean(text: str) -> None:
    assert escape(text) == text
    assert paragraphs_of(text) == [text]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("1. item", r"1\. item"),
        ("2025) item", r"2025\) item"),
        ("(1) item", r"\(1) item"),
        ("> quote", r"\> quote"),
        ("| a | b |", r"\| a | b |"),
        ("***", r"\***"),
        ("- - -", r"\- - -"),
        ("~~~ code", r"\~~~ code"),
        ("```", r"\`\`\`"),
        ("*not* emphasis", r"\*not\* emphasis"),
        ("中文**强调**中文", r"中文\*\*强调\*\*中文"),
        ("_not_ snake_case", r"\_not\_ snake_case"),
        ("~~struck~~", r"\~\~struck\~\~"),
        ("10~20亿，30~40亿", r"10\~20亿，30\~40亿"),
        ("[a](http://b.c)", r"\[a](http://b.c)"),
        ("[a](javascript:alert(1))", r"\[a](javascript:alert(1))"),
        ("![a](b)", r"!\[a](b)"),
        ("[a]: http://b.c", r"\[a]: http://b.c"),
        ("[x] done", r"\[x] done"),
        ("<b>bold</b> <!-- -->", r"\<b>bold\</b> \<!-- -->"),
        ("<http://x.y>", r"\<http://x.y>"),
        ("<div", r"\<div"),
        ("an open <!-- comment, </b", r"an open \<!-- comment, \</b"),
        ("mail <1@a.example> or <a_b@a.example>", r"mail \<1@a.example> or \<a_b@a.example>"),
        ("a<b and c>d, e<f, g>h", r"a\<b and c>d, e<f, g>h"),
        ("&amp; &#42; AT&T", r"\&amp; \&#42; AT&T"),
        (r"C:\*.* ends \ ", r"C:\\\*.\* ends \\ "),
        ("~5 to 10~20", r"\~5 to 10\~20"),
        ("*", r"\*"),
        ("a formula $x$", r"a formula \$x\$"),
        ("2^10^", r"2\^10^"),
    ],
)
def test_markup_is_escaped_and_nothing_more(text: str, markdown: str) -> None:
    assert escape(text) == markdown
    assert paragraphs_of(markdown) == [text.strip()]


@given(lines())
@settings(max_examples=300)
@example("a\u3000*b* 中。*文*")
@example("*a* _b_ [c](d) <e> &lt; `f` \\")
def test_commonmark_shows_any_line_as_it_is(text: str) -> None:
    assert paragraphs_of(escape(text)) == [text]


# The briefing


def test_a_briefing_has_the_form_of_the_design() -> None:
    council = Source("zh", "State Council", date(2025, 5, 12))
    developments = [
        item("Alibaba released the Qwen3 models.", "Qwen3 is out."),
        item("A white paper.\n\nIts second part.", section="domestic", sources=(council, SINA)),
    ]
    assert write(briefing_of(*developments, overview="The *state* of things.\n")) == (
        "# AI watch, 19 May 2025\n"
        "\n"
        "*19 April – 19 May 2025 · 2 developments*\n"
        "\n"
        "The *state* of things.\n"
        "\n"
        "## Tech progress\n"
        "\n"
        "- **Qwen3 is out.** Alibaba released the Qwen3 models. "
        "(Source (EN): Sina, April 30, 2025)\n"
        "\n"
        "## Domestic dynamics\n"
        "\n"
        "- A white paper.\n"
        "\n"
        "  Its second part. "
        "(Source (CN): State Council, May 12, 2025; Source (EN): Sina, April 30, 2025)\n"
    )


def test_one_development_without_period() -> None:
    assert "\n*1 development*\n" in write(briefing_of(item("Text."), period=None))


def test_items_stand_directly_under_each_other() -> None:
    text = write(briefing_of(item("One."), item("Two.\n\nMore."), item("Three.")))
    assert "\n- Two." in text
    assert "2025)\n- " in text


def test_text_that_ends_like_a_note_is_no_note() -> None:
    text = only_item(item("As told (Source: X, May 1, 2025)"))
    assert text == r"- As told \(Source: X, May 1, 2025) (Source (EN): Sina, April 30, 2025)"


def test_hidden_characters_are_made_visible() -> None:
    text = write(briefing_of(item("a\x1b[31mb\u202ec", "h\x07")))
    assert "␛[31mb⟨U+202E⟩c" in text
    assert "**h␇**" in text


def test_a_link_in_the_overview_reaches_no_text() -> None:
    overview = "See [1].\n\n[1]: http://example.com"
    tokens = JUDGE.parse(write(briefing_of(item("As in [1] said."), overview=overview)))
    links = [c for token in tokens for c in token.children or [] if c.type == "link_open"]
    assert len(links) == 1


def test_headings_of_the_overview_stand_below_the_sections() -> None:
    overview = "# Background\n\ntext\n\nPlan\n----\n\n```\n# code\n```\n\n### Deep ###\n"
    text = write(briefing_of(item("Text."), overview=overview))
    assert "\n### Background\n\ntext\n\n#### Plan\n\n```\n# code\n```\n\n##### Deep ###\n" in text
    again = briefing_of(item("Text."), overview=text.split("\n\n", 2)[2].split("\n\n## ")[0])
    assert write(again) == text


@pytest.mark.parametrize(
    "overview",
    [
        "[x](javascript:alert(1))",
        "[x]( <JavaScript:alert(1)> 'title')",
        "[x](java&#115;cript&colon;alert(1))",
        "[x](&#1;javascript:alert(1))",
        "[x](javascript\\:alert(1))",
        "[x](\n  vbscript:x)",
        "<javascript:alert(1)>",
        "[x]\n\n[x]: data:text/html,hi",
        "> [x]: <javascript:alert(1)>\n\n[x]",
        "![x](data:text/html;base64,aGk=)",
        "<a href='javascript:alert(1)'>x</a>",
        "<a title='>' href = java&#x73;cript:x>",
        "<a\nhref=javascript:x>",
        "<div>\n<script>alert(1)</script>\n</div>",
        "<iframe src=//evil.example></iframe>",
    ],
)
def test_nothing_in_the_overview_runs(overview: str) -> None:
    trusting = MarkdownIt("commonmark")
    trusting.validateLink = lambda url: True  # type: ignore[method-assign]
    shown = write(briefing_of(item("Text."), overview=overview))
    page = trusting.render(shown)
    assert not re.search(r"<(?:a|img)[ \n][^>]*(?:script|data)", page)
    assert not re.search(r"<(?:script|iframe)", page)
    again = briefing_of(item("Text."), overview=shown.split("\n\n", 2)[2].split("\n\n## ")[0])
    assert write(again) == shown


def test_other_links_and_html_of_the_overview_stay() -> None:
    overview = (
        "[a](https://b.example/?javascript:1) <https://c.example> <d@e.example> [f](g.md)\n\n"
        "A metadata: note, H<sub>2</sub>O ![i](data:image/png;base64,iVBO)\n\n"
        "<!-- hidden -->\n\n1.  one\n    two"
    )
    assert f"\n\n{overview}\n\n## " in write(briefing_of(item("Text."), overview=overview))
    tabbed = write(briefing_of(item("Text."), overview="1.\tone\n\ttwo"))
    assert "\n\n1.  one\n    two\n\n## " in tabbed


def test_an_open_fence_in_the_overview_is_closed() -> None:
    tokens = JUDGE.parse(write(briefing_of(item("Text."), overview="~~~~ py\ncode")))
    assert [t.content for t in tokens if t.type == "fence"] == ["code\n"]
    assert any(t.type == "bullet_list_open" for t in tokens)


@pytest.mark.parametrize(
    "headline",
    [
        "《办法》。",
        "“引”",
        "(A)",
        "**",
        "a *",
        "_x_",
        "-",
        "# 1",
        "1.",
        "`c`",
        "<b>",
        "x\\",
        "！",
    ],
)
@pytest.mark.parametrize("text", ["文本", "“引”文", "Text * b**", "- text", "[x"])
def test_any_headline_is_bold(headline: str, text: str) -> None:
    inline = next(t for t in JUDGE.parse(only_item(item(text, headline))) if t.type == "inline")
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    assert children[0].type == "strong_open"
    end = next(i for i, child in enumerate(children) if child.type == "strong_close")
    assert "".join(child.content for child in children[:end]) == headline
    rest = "".join(child.content for child in children[end:])
    assert rest == f" {text} (Source (EN): Sina, April 30, 2025)"


@pytest.mark.parametrize(
    ("headline", "markdown"),
    [
        ("“清朗”行动启动。", "**“清朗”行动启动。**"),
        ("《办法》（试行）", "**《办法》（试行）**"),
        ("【快讯】国务院：“人工智能+”！", "**【快讯】国务院：“人工智能+”！**"),
        ("……而且？", "**……而且？**"),
        ("[Opinion] R&D, AT&T [sic]", "**[Opinion] R&D, AT&T [sic]**"),
        ("Open [1", r"**Open \[1**"),
    ],
)
def test_a_headline_in_bold_stays_clean(headline: str, markdown: str) -> None:
    written = only_item(item("正文](x)", headline))
    assert written.startswith(f"- {markdown} 正文](x) (Source")
    page = MarkdownIt("commonmark").render(written)
    assert page.startswith(
        f"<ul>\n<li><strong>{html.escape(headline, quote=False)}</strong> 正文](x)"
    )


@given(st.lists(noted_developments(), min_size=1, max_size=3))
@settings(max_examples=100)
def test_a_briefing_is_lists_of_what_was_logged(developments: list[Development]) -> None:
    briefing = briefing_of(*developments)
    tokens = JUDGE.parse(write(briefing))
    assert {t.type.removesuffix("_open").removesuffix("_close") for t in tokens} <= {
        "heading", "inline", "paragraph", "bullet_list", "list_item",
    }  # fmt: skip
    assert sum(t.type == "list_item_open" for t in tokens) == briefing.count
    seen = [shown(t) for t in tokens if t.type == "inline"][2:]
    expected = []
    for section in briefing.sections:
        expected.append(section.title)
        for development in section.developments:
            first, *others = development.text.split("\n\n")
            headline = f"{development.headline} " if development.headline else ""
            expected += [headline + first, *others]
            note = write_note(development.sources)
            expected[-1] += f" {shown(JUDGE.parse(note)[1])}"
    assert seen == expected
    links = [c for t in tokens for c in t.children or [] if c.type == "link_open"]
    assert all(str(link.attrs["href"]).startswith("https://") for link in links)
