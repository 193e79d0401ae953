"""The graphics dashboard in characters: to any width, with Chinese, without colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from test_terminal import draw, plain

from aiwatch.domain.dashboard import Bar, Figure, Silence
from aiwatch.domain.dates import Period
from aiwatch.domain.graphics import Calendar, Graphics
from aiwatch.writers import graphics_csv, graphics_text
from aiwatch.writers.bars import ASCII_SIGNS, pair_lines, share_lines
from aiwatch.writers.cells import display_width
from aiwatch.writers.heat_map import ASCII_LEVELS, LEVELS, heat_lines
from aiwatch.writers.terminal_graphics import TerminalGraphics

TODAY = date(2025, 5, 19)
FIRST = date(2024, 5, 20)
COUNTS = {FIRST: 1, date(2024, 12, 31): 3, date(2025, 1, 1): 7, TODAY: 9}
SECTIONS = ("Tech progress", "国内动态")
LONG = "国家互联网信息办公室 Cyberspace Administration of China (regulator)"
FULL = Graphics(
    Period(FIRST, TODAY),
    20,
    32,
    {
        "time": Figure(
            "Developments by month", SECTIONS, (Bar("May 2024", (0, 0)), Bar("June 2024", (12, 7)))
        ),
        "languages": Figure(
            "Share of source languages by month",
            ("CN", "EN"),
            (Bar("May 2024", (3, 1)), Bar("June", (0, 0))),
        ),
        "publishers": Figure(
            "Publishers", ("",), (Bar(LONG, (1200,)), Bar("新华社 (state media)", (3,)))
        ),
        "tags": Figure("Tags", ("",), (Bar("大模型", (12,)), Bar("chips", (3,)))),
        "rising": Figure("Tags that rose most", ("Before", "Now"), (Bar("大模型", (2, 12)),)),
        "lag": Figure("Days from publication to logging", ("",), (Bar("1 day", (4,)),)),
        "before": Figure(
            "Compared with the year before",
            ("Before", "Now"),
            (Bar("国内动态", (9, 3)), Bar("T", (0, 1))),
        ),
    },
    (Silence("国内动态", 16),),
    Calendar(FIRST, TODAY, COUNTS),
)


def lines_of(lines: list[list[object]]) -> list[str]:
    return ["".join(piece.text for piece in line).rstrip() for line in lines]  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [50, 80, 120])
def test_golden(width: int, golden: Callable[[str, str], None]) -> None:
    golden(f"dashboard/full-{width}.ansi", draw(TerminalGraphics(FULL, "AI 观察"), width))


@pytest.mark.parametrize("width", [20, 21, 33, 57, 61, 79, 99, 100, 101, 140, 300])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_fits_its_width(width: int, encoding: str) -> None:
    shown = plain(TerminalGraphics(FULL, "AI 观察"), width).split("\n")
    assert max(map(display_width, shown)) <= width
    assert "Nothing logged under 国内动态 for 16 days." in " ".join(shown)
    assert "20 developments, 12 fewer than in the year before." in " ".join(shown)


def test_it_is_the_same_as_text_and_without_colour() -> None:
    text = graphics_text.write(FULL, "AI watch")
    assert text == "".join(
        f"{line.rstrip()}\n" for line in plain(TerminalGraphics(FULL, "AI watch")).split("\n")[:-1]
    )
    assert max(map(display_width, text.split("\n"))) <= 80


def test_two_figures_stand_side_by_side_where_there_is_room() -> None:
    wide = plain(TerminalGraphics(FULL, "AI watch"), 100).split("\n")
    (heads,) = (line for line in wide if line.startswith("Developments by month"))
    assert heads.index("Share of source languages by month") == 52
    narrow = plain(TerminalGraphics(FULL, "AI watch"), 99).split("\n")
    assert "Share of source languages by month" in [line.rstrip() for line in narrow]


def test_shares_are_of_one_length() -> None:
    figure = Figure(
        "T", ("A", "B", "C"), (Bar("x", (1, 1, 1)), Bar("y", (999, 0, 1)), Bar("z", (0, 0, 0)))
    )
    bars = [line.split()[2:] for line in lines_of(share_lines(figure, 60, "abc"))[2:]]
    assert bars == [["a" * 8 + "b" * 8 + "c" * 8], ["a" * 23 + "c"], []]


def test_before_and_now_have_a_line_each() -> None:
    lines = lines_of(pair_lines(FULL.figures["before"], 40, ASCII_SIGNS))
    assert lines == [
        "Compared with the year before",
        "国内动态  Before  9  ==================",
        "          Now     3  ######",
        "T         Before  0",
        "          Now     1  ##",
    ]


def test_the_calendar_shows_as_many_weeks_as_there_is_room_for() -> None:
    whole = lines_of(heat_lines(FULL.calendar, 57))
    assert whole[0] == "Developments by day, 20 May 2024 – 19 May 2025"
    assert whole[1].split() == "Jun Jul Aug Sep Oct Nov Dec Jan Feb Mar Apr May".split()
    assert whole[2] == f"Mon ░{'·' * 51}█"
    assert whole[3] == f"Tue {'·' * 32}░{'·' * 19}"
    assert whole[4] == f"Wed {'·' * 32}▓{'·' * 19}"
    assert whole[9] == "    · none  ░ 1–3  ▒ 4–5  ▓ 6–7  █ 8–9"
    recent = lines_of(heat_lines(FULL.calendar, 24))
    assert recent[0:2] == ["Developments by day,", "6 January – 19 May 2025"]
    assert recent[3] == f"Mon {'·' * 19}█"
    wide = lines_of(heat_lines(FULL.calendar, 110))
    assert wide[2] == f"Mon ░ {'· ' * 51}█"


def test_levels_differ_without_colour_and_without_unicode() -> None:
    assert len(set(LEVELS)) == len(set(ASCII_LEVELS)) == 5
    assert ASCII_LEVELS.isascii()
    shown = lines_of(heat_lines(FULL.calendar, 57, ASCII_LEVELS))
    assert "".join(shown[2:9]).count("#") == 1


@pytest.mark.parametrize("days", range(7))
def test_days_to_come_are_blank(days: int) -> None:
    last = TODAY + timedelta(days)
    shown = lines_of(heat_lines(Calendar(FIRST, last, {FIRST: 1}), 60))
    assert [len(line) for line in shown[2:9]] == [57] * (days + 1) + [56] * (6 - days)


def test_what_a_spreadsheet_would_run_is_defused() -> None:
    tags = Figure("Tags", ("",), (Bar("=1+1", (1,)), Bar("a\u202eb", (1,))))
    text = graphics_csv.write(replace(FULL, figures={"tags": tags}), "AI watch")
    assert "\r\ntags,'=1+1,,1\r\ntags,a⟨U+202E⟩b,,1\r\n" in text
