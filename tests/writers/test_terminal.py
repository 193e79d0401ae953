"""What stands in a terminal: briefings, lists, single developments and search hits."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console, RenderableType

from aiwatch.domain.development import Development, Source
from aiwatch.domain.text import paragraphs
from aiwatch.writers.cells import display_width
from aiwatch.writers.styling import MEASURE, link_style
from aiwatch.writers.terminal import TerminalBriefing
from aiwatch.writers.terminal_card import DevelopmentCard
from aiwatch.writers.terminal_table import DevelopmentTable, SearchHits
from briefings import NAMES, SECTIONS, XINHUA, brief_of, development, read_briefing

Golden = Callable[[str, str], None]
ESCAPES = re.compile(r"\x1b\]8;[^\x1b\x07]*\x1b\\|\x1b\[[\d;]*m")


def draw(shown: RenderableType, width: int = 80, **options: object) -> str:
    """Return what a terminal is sent; the random ids of links are taken out."""
    settings: dict[str, object] = {
        "force_terminal": True,
        "color_system": "standard",
        "no_color": False,
        "legacy_windows": False,
        "_environ": {},
        **options,
    }
    console = Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
        **settings,  # type: ignore[arg-type]
    )
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return re.sub(r"\x1b]8;id=\d+;", "\x1b]8;;", console.file.getvalue())


def plain(shown: RenderableType, width: int = 80) -> str:
    """Return the characters that `shown` puts on the screen."""
    return ESCAPES.sub("", draw(shown, width))


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Golden) -> None:
    golden(f"terminal/{name}.ansi", draw(TerminalBriefing(read_briefing(name))))


def test_the_whole_page() -> None:
    briefing = brief_of(
        development("Text of the first.", headline="A headline", sources=(XINHUA,)),
        development("Text of the second.\n\nIts end.", section="domestic"),
    )
    assert plain(TerminalBriefing(briefing), 50) == (
        "AI watch, 19 May 2025 ────────────────────────────\n"
        "2 developments\n\n"
        "Tech progress 1\n\n"
        "• A headline\n"
        "  Text of the first. (Source (EN): Xinhua,\n"
        "  May 13, 2025)\n\n"
        "Domestic dynamics 1\n\n"
        "• Text of the second.\n\n"
        "  Its end.\n"
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_lines_fit_the_terminal_and_the_measure(name: str, width: int) -> None:
    for line in plain(TerminalBriefing(read_briefing(name)), width).split("\n"):
        assert display_width(line) <= min(width, MEASURE)


def test_a_measure_that_was_asked_for() -> None:
    shown = plain(TerminalBriefing(read_briefing("english"), 120), 120)
    assert max(map(display_width, shown.split("\n"))) > MEASURE


@pytest.mark.parametrize("name", ["english", "chinese", "mixed", "long"])
def test_nothing_of_the_text_is_lost(name: str) -> None:
    briefing = read_briefing(name)
    shown = "".join(plain(TerminalBriefing(briefing), 40).split())
    shown = shown.replace("\u2068", "").replace("\u2069", "")
    for section in briefing.sections:
        for item in section.developments:
            for part in (item.headline, *paragraphs(item.text)):
                assert "".join(part.split()) in shown
            assert not item.comment or "".join(item.comment.split()) not in shown


def test_publishers_are_links() -> None:
    drawn = draw(TerminalBriefing(brief_of(development(sources=(XINHUA,)))))
    assert "\x1b]8;;https://english.news.cn/c.html\x1b\\" in drawn
    assert "english.news.cn" not in ESCAPES.sub("", drawn)


def test_a_source_of_which_only_a_copy_is_known_is_not_told() -> None:
    copy = Source("en", archived="https://archive.example/1")
    assert "Text. (Source (EN): Xinhua, May 13, 2025)\n" in plain(
        TerminalBriefing(brief_of(development("Text.", sources=(copy, XINHUA))))
    )
    assert plain(TerminalBriefing(brief_of(development("Text.", sources=(copy,))))).endswith(
        "Text.\n"
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://例子.cn/清朗", "https://%E4%BE%8B%E5%AD%90.cn/%E6%B8%85%E6%9C%97"),
        ("https://a.example/%E6%B8%85", "https://a.example/%E6%B8%85"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://a.example/\x1b]8;;x", None),
        ("https://a.example/\x07", None),
        ("https://a.example/\x9c", None),
        ("https://a.example/\u202e", None),
        ("https://a.example/ b", None),
        ("", None),
    ],
)
def test_only_plain_web_and_mail_addresses_are_links(url: str, link: str | None) -> None:
    assert link_style(url).link == link


def test_no_color_keeps_bold_and_drops_colour() -> None:
    drawn = draw(TerminalBriefing(read_briefing("english")), no_color=True)
    assert "\x1b[1m" in drawn
    assert not re.search(r"\x1b\[(?:\d+;)*3\d", drawn)


def test_an_ascii_terminal_gets_ascii_signs() -> None:
    text = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    console = Console(file=text, width=60, _environ={})
    console.print(TerminalBriefing(brief_of(development(section="tech"))))
    text.flush()
    assert isinstance(text.buffer, io.BytesIO)
    shown = text.buffer.getvalue().decode()
    assert "AI watch, 19 May 2025 ---" in shown
    assert "\n* A text.\n" in shown


def hostile() -> list[Development]:
    return [item for part in read_briefing("hostile").sections for item in part.developments]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_text_is_shown_and_never_obeyed(width: int) -> None:
    everything = [
        TerminalBriefing(read_briefing("hostile")),
        DevelopmentTable(hostile()),
        *(DevelopmentCard(item, {}) for item in hostile()),
        SearchHits(hostile(), "e"),
    ]
    for shown in everything:
        drawn = draw(shown, width)
        addresses = re.findall(r"\x1b\]8;;([^\x1b]*)\x1b\\", drawn)
        assert all(re.fullmatch(r"|(?:https:|mailto:)[!-~]+", address) for address in addresses)
        assert not [address for address in addresses if "other.example" in address]
        left = ESCAPES.sub("", drawn)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200f\u202a-\u202e]", left)
    joined = " ".join(plain(everything[0], width).split())
    for typed in ("[red]Markup[/red] :skull: [/] and \\", "␛[31m", "old]section[/]"):
        assert typed in joined


def test_right_to_left_text_is_isolated_from_its_surroundings() -> None:
    item = development("تقرير عن الذكاء", sources=(Source("ar", "وام", XINHUA.published),))
    shown = plain(TerminalBriefing(brief_of(item)))
    assert "• \u2068تقرير عن الذكاء\u2069 \u2068(Source (AR): وام, May 13, 2025)\u2069\n" in shown
    assert "\u2068" not in plain(TerminalBriefing(read_briefing("chinese")))
    assert "tech     \u2068تقرير عن الذكاء\u2069\n" in plain(DevelopmentTable([item]))


def test_a_table() -> None:
    items = [
        development("First. More.", id="2505-k7fq3m", tags=("safety", "清朗")),
        development("国家互联网信息办公室宣布开展专项行动。", id="2505-h3pq7w", section="domestic"),
        development("Text.", id="2505-m4tz8r", headline="A headline that is far too long to stand"),
    ]
    assert plain(DevelopmentTable(items), 64) == (
        "Id           Date        Section   Development\n"
        "2505-k7fq3m  2025-05-12  tech      First.  #safety #清朗\n"
        "2505-h3pq7w  2025-05-12  domestic  国家互联网信息办公室宣布开展…\n"
        "2505-m4tz8r  2025-05-12  tech      A headline that is far too l…\n"
    )


def test_a_narrow_table_puts_what_happened_below() -> None:
    item = development("The first sentence of this one is long.", id="2505-k7fq3m")
    assert plain(DevelopmentTable([item]), 40) == (
        "2505-k7fq3m  2025-05-12  tech\n  The first sentence of this one is lon…\n"
    )


def test_a_card_has_all_fields() -> None:
    logged = datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC)
    item = development(
        "One.\n\nTwo.",
        id="2505-k7fq3m",
        headline="A headline",
        sources=(
            replace(XINHUA, archived="https://archive.example/1"),
            Source("zh", "新华社", None, "", "国务院", unknown={"page": 3}),
        ),
        tags=("safety", "清朗"),
        rank=2,
        comment="Call them.",
        logged=logged,
        edited=logged.replace(day=20),
        by="Anna",
        unknown={"zotero": {"键": "A1"}},
    )
    local = logged.astimezone()
    assert plain(DevelopmentCard(item, SECTIONS), 60) == (
        "2505-k7fq3m  12 May 2025 · Tech progress\n"
        f"{'─' * 60}\n"
        "A headline\n"
        "One.\n\n"
        "Two.\n\n"
        "Source 1  EN Xinhua, 13 May 2025\n"
        "          https://english.news.cn/c.html\n"
        "          archived https://archive.example/1\n"
        "Source 2  CN 新华社\n"
        "          国务院\n"
        "Other     page 3\n"
        "Tags      safety, 清朗\n"
        "Rank      2\n"
        "Comment   Call them.\n"
        f"Logged    {local.day} May 2025, {local:%H:%M} by Anna\n"
        f"Edited    {local.day + 1} May 2025, {local:%H:%M}\n"
        'Other     zotero {"键": "A1"}\n'
    )


def test_a_card_of_the_least() -> None:
    assert plain(DevelopmentCard(development(), {}), 40) == (
        f"12 May 2025 · tech\n{'─' * 40}\nA text.\n\nSource    none\n"
    )


def test_hits_stand_in_their_context() -> None:
    text = "国家互联网信息办公室宣布开展“清朗·整治AI技术滥用”专项行动，分两个阶段、为期三个月。" * 9
    items = [
        development(text, id="2504-x2n5vd", headline="A headline", section="domestic"),
        development(id="2504-b9wj6c", tags=("清朗",)),
    ]
    drawn = draw(SearchHits(items, "期三"), 60)
    assert "\x1b[1;7m期三\x1b[0m" in drawn
    shown = plain(SearchHits(items, "清朗"), 60)
    assert (
        "2504-x2n5vd  2025-05-12  domestic\n  A headline\n  国家互联网信息办公室宣布开展“清朗"
        in shown
    )
    assert shown.endswith("2504-b9wj6c  2025-05-12  tech\n  A text.\n  tag: 清朗\n")
    assert max(map(display_width, shown.split("\n"))) <= 60
    assert shown.count("\n") == 8
