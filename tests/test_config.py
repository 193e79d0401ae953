"""aiwatch.toml changed in its layout: what stands in it before, and after."""

from pathlib import Path

import pytest

from aiwatch.config import STARTER, parse
from aiwatch.config_change import changed
from aiwatch.domain.errors import InvalidInput

Steps = list[tuple[str, str | bool | None]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "# mine\ntitle = AI watch # x\n",
            ', line 2, column 9: A text stands in straight quotes. Write: title = "AI watch"',
        ),
        ("title = “AI watch”", 'Write: title = "AI watch"'),
        ("title = C:\\x", "Write: title = 'C:\\x'"),
        ("day_first = Yes", ", line 1, column 13: Yes is true and no is false, in small letters."),
        ("title =\n", ", line 1, column 8: The value is missing"),
        ("[sections]\n科技 = '科技'", 'stands in straight quotes. Write: "科技" = …'),
        ("[sections]\nAI policy = 'x'", 'Write: "AI policy" = …'),
        ("title: 'x'", 'its name before the = and its value behind it: title = "AI watch"'),
        ("title = 'x", ", line 1, column 11: The quote that ends the text is missing."),
        ('title = "x\nday_first = true', ", line 1, column 11: The quote that ends the text"),
        ('title = "a "b" c"', "A text that has double quotes in it is put in single ones"),
        ('title = "C:\\x"', "A backslash in a text is written twice"),
        ("title = 'a'\ntitle = 'b'\n# end", ", line 2, column 12: This is set a second time"),
        ("[sections]\na='A'\n[sections]\nb='B'", ", line 3, column 10: This heading stands twice"),
        ("[sections\na='A'", "lacks its closing bracket"),
        (f"title = {'[' * 5000}", ": Its values are nested too deep."),
        ("# x\ntitle = 5", ", line 2, column 1: title is a text in quotes, not 5."),
        (
            'day_first = "yes"',
            ', line 1, column 1: day_first is true or false, without quotes, not "yes".',
        ),
        (
            "tech = 1\n[sections]\r\nrobots = 'R'\r\ntech = 5",
            ", line 4, column 1: A section has a title of one line, in quotes",
        ),
        ("sections = 5", ", line 1, column 1: Below [sections] stand lines such as"),
        (
            "[sections]\ntech = 'T'\ntitle = 'X'",
            ", line 3, column 1: title stands below [sections], which makes it a section",
        ),
        (
            "default_section = 'x'",
            ", line 1, column 1: default_section is 'x', which is no section",
        ),
        ("mail = 'a@b.org'", ", line 1, column 1: Below [mail] stand lines such as  to ="),
        ("[mail]\nto = 5", ", line 2, column 1: to is a text in quotes, or a list of such texts."),
        ("[mail]\ncc = ['a@b.org', 5]", "cc is a text in quotes, or a list of such texts."),
        ("[mail]\nfrom = ['a@b.org']", "from is a text in quotes."),
        ("[mail]\nto = 'a@b.org'\ncc = 'lin'", ", line 3, column 1: 'lin' is no mail address:"),
        ("[mail]\nfrom = 'a@b.org, c@d.org'", "from is one address."),
        ('[mail]\nsubject = "a\\nb"', "subject is one line."),
        ("web = 1", "Below [web] stand lines such as  allow"),
        ("[web]\nallow = 1", "line 2, column 1: allow is a list of texts in quotes"),
        (
            '[web]\nallow = ["*.corp.example"]',
            "'*.corp.example' is no host, IP address or network.",
        ),
        ('[web]\nallow = ["10.0.0.0/99"]', "'10.0.0.0/99' is no host, IP address or network."),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_cure(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse(text.encode(), Path("aiwatch.toml"))
    assert str(error.value).startswith("aiwatch.toml")
    assert told in str(error.value)


def test_a_setting_that_is_not_known_is_told_with_its_place(aiwatch, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text("# x\ntitel = 'X'\n[section]\nquux = 1\n", "utf-8")
    told = aiwatch("list").err
    assert told.startswith(
        "aiwatch.toml, line 2, column 1: This version does not know the setting 'titel'; "
        "it is left alone. Did you mean title?\n"
    )
    assert ", line 3, column 2: " in told
    assert "Did you mean sections?" in told
    assert "line 2, column 1\tThis version" in aiwatch("doctor").out


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
# Settings of this aiwatch archive. Every key is optional; what stands here are examples.

title = "Desk \\"A\\""          # of the briefings
# default_section = "tech"    # for `aiwatch add` without --section
day_first = true            # read 05/04/2025 as 5 April; without it such a date is refused

# The sections of a briefing, in order: a short key for the command line, and the title.
[sections]
tech = "Tech progress"
domestic = "Domestic dynamics"
robots = "Robotics"

# How severe a rule of `aiwatch check` is: "error", "warning" or "off". All: aiwatch check --rules
# [check]
# draft = "error"             # TODO, XXX, ?? and other draft marks
# no-headline = "warning"     # no headline where most others of the section have one

# Hosts that are not public and may be asked for pages all the same: names, addresses, networks.
# [web]
# allow = ["intranet.example", "10.0.0.0/8"]

# Where `aiwatch brief -f eml` sends a briefing; --to, --cc, --from and --subject beat it.
# [mail]
# to = "desk@example.org, Lin Wei <lin@example.org>"
# from = "AI watch <watch@example.org>"
"""
    )


def test_of_the_starters_mail_only_what_is_set_becomes_a_setting() -> None:
    steps: Steps = [("mail.cc", "c@d.org"), ("mail.from", "a@b.org"), ("title", "X")]
    text = after(STARTER.encode(), steps).decode()
    assert (
        """
[mail]
# to = "desk@example.org, Lin Wei <lin@example.org>"
from = "a@b.org"
cc = "c@d.org"
"""
        in text
    )
    assert '\ntitle = "X" ' in text
    assert "\n# [sections]\n" in text


def test_an_example_line_elsewhere_stays_a_comment() -> None:
    example = '# from = "AI watch <watch@example.org>"\n'
    text = f"[mail]\nto = 'a@b.org'\n\n[sections]\na = 'A'\n{example}"
    found = after(text.encode(), [("mail.from", "c@d.org")])
    assert parse(found, Path("aiwatch.toml")).sections == {"a": "A"}
    assert found.decode() == text.replace("'a@b.org'\n", "'a@b.org'\nfrom = \"c@d.org\"\n")


def test_control_characters_are_taken_out_of_lists_too() -> None:
    found = parse(b'[mail]\nto = ["A\\u001b <a@b.org>", "c@d.org"]', Path("aiwatch.toml"))
    assert (found.mail.to, found.removed) == ("A <a@b.org>, c@d.org", 1)


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
