"""Issues in a terminal: the table of them, and what differs between two."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console, RenderableType

from aiwatch.domain.briefing import Briefing, BriefingSection
from aiwatch.domain.dates import Period
from aiwatch.domain.development import Development
from aiwatch.domain.issue import Issue
from aiwatch.writers.cells import display_width
from aiwatch.writers.difference import write
from aiwatch.writers.terminal_issues import IssueDifference, IssueTable

OLD = Development("tech", "Alibaba released models.", date(2025, 5, 13), id="2505-aaaaaa")
NEW = replace(OLD, text="Alibaba released open models. [bold]x[/bold]\x1b[31m")


def issue(number: int, title: str, *developments: Development) -> Issue:
    section = BriefingSection("tech", "Tech progress", developments)
    period = Period(date(2025, 4, 28), date(2025, 5, 19))
    return Issue(Briefing(title, date(2025, 5, 19), period, (section,), number=number), "")


def draw(shown: RenderableType, width: int, *, color: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},
    )
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [30, 44, 60, 80, 140])
def test_a_table_of_issues_fits(width: int) -> None:
    issues = [issue(9, "AI watch", OLD), issue(1200, "人工智能周报，中国与世界" * 9, OLD, OLD)]
    lines = draw(IssueTable(issues), width).rstrip("\n").split("\n")
    assert max(map(display_width, lines)) <= width
    assert lines[0].startswith("Issue  Date")
    joined = " ".join(" ".join(lines).split())
    assert "9 2025-05-19 1 28 April – 19 May 2025 AI watch" in joined
    assert "1200 2025-05-19 2 28 April – 19 May 2025 人工智能" in joined


def test_titles_stand_in_a_column() -> None:
    lines = draw(IssueTable([issue(9, "周报", OLD), issue(10, "AI watch", OLD)]), 80).split("\n")
    assert (
        len({line.index(word) for line, word in zip(lines, ("Title", "周报", "AI"), strict=False)})
        == 1
    )


def test_a_difference_is_legible_without_colour() -> None:
    first, second = issue(1, "AI watch", OLD), issue(2, "AI watch", NEW)
    plain = " ".join(draw(IssueDifference(first, second), 60).split())
    assert "Changed in issue 2 ~ 2505-aaaaaa" in plain
    assert "text: Alibaba released {+open +}models." in plain
    coloured = draw(IssueDifference(first, second), 60, color=True)
    assert re.search(r"\x1b\[[\d;]*32m\{\+open", coloured)
    assert draw(IssueDifference(first, first), 60) == ""


def test_what_an_archive_holds_is_neither_markup_nor_control() -> None:
    first, second = issue(1, "AI watch", OLD), issue(2, "AI watch", NEW)
    for text in (write(first, second), draw(IssueDifference(first, second), 200)):
        assert "[bold]x[/bold]" in text
        assert "\x1b" not in text
