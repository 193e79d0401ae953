"""aiwatch.toml changed in its layout: what stands in it before, and after."""

from pathlib import Path

import pytest

from aiwatch.config import STARTER, changed, parse

Steps = list[tuple[str, str | bool | None]]


def after(data: bytes, steps: Steps) -> bytes:
    for key, value in steps:
        data = changed(data, key, value)
        parse(data, Path("aiwatch.toml"))
    return data


def test_what_the_starter_holds_as_comments_becomes_the_settings() -> None:
    steps: Steps = [("title", 'Desk "A"'), ("sections.robots", "Robotics"), ("day_first", True)]
    assert (
        after(STARTER.encode(), steps).decode()
        == """\
# Settings of this aiwatch archive. Every key is optional; these are the defaults.

title = "Desk \\"A\\""          # of the briefings
# default_section = "tech"    # for `aiwatch add` without --section
day_first = true            # read 05/04/2025 as 5 April; without it such a date is refused

# The sections of a briefing, in order: a short key for the command line, and the title.
[sections]
tech = "Tech progress"
domestic = "Domestic dynamics"
robots = "Robotics"
"""
    )


@pytest.mark.parametrize(
    ("before", "steps", "expected"),
    [
        ("", [("title", "中国")], 'title = "中国"\n'),
        (
            "# mine\ntitle = 'x' # t\n\n# about b\n[b]\nx = 1\n",
            [("day_first", False), ("title", "y")],
            '# mine\ntitle = "y" # t\nday_first = false\n\n# about b\n[b]\nx = 1\n',
        ),
        (
            "[sections]\n# first\na = 'A' # 1\nc = 'C'\n\n# about b\n[b]\nx = 1\n",
            [("sections.d e", "D"), ("sections.a", "B"), ("sections.c", None)],
            '[sections]\n# first\na = "B" # 1\n"d e" = "D"\n\n# about b\n[b]\nx = 1\n',
        ),
        (
            "title = 'x'\n",
            [("sections.tech", None), ("title", None)],
            '\n[sections]\ndomestic = "Domestic dynamics"\n',
        ),
        (
            "sections = { a = 'A' } # in a line\n",
            [("sections.b", "B")],
            "sections = { a = 'A', b = \"B\"} # in a line\n",
        ),
        (
            "sections.a = 'A'\nsections.b = 'B'\n",
            [("sections.c", "C")],
            '\n[sections]\na = "A"\nb = "B"\nc = "C"\n',
        ),
        (
            "\ufeff[sections]\r\na = 'A'\r\n",
            [("sections.b", "B"), ("title", "T")],
            '\ufefftitle = "T"\r\n\r\n[sections]\r\na = \'A\'\r\nb = "B"\r\n',
        ),
    ],
)
def test_comments_order_and_line_ends_stay(before: str, steps: Steps, expected: str) -> None:
    assert after(before.encode(), steps).decode() == expected


def test_a_commented_setting_of_the_users_own_stays_a_comment() -> None:
    own = '# title = "The old one"\n'
    assert changed(own.encode(), "title", "New").decode() == f'{own}title = "New"\n'
