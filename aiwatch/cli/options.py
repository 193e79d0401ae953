"""The options that several commands share."""

from collections.abc import Callable
from typing import Annotated

import typer

from aiwatch.domain.errors import InvalidInput

FILTERS = "Filters"
DEVELOPMENT = "Development"
SOURCE = "Source"
INPUT = "Input"
OUTPUT = "Output"
MAIL = "Mail"
ISSUES = "Issues"
LINKS = "Links"
"""The headings that they stand under in the help."""


def offers(what: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Return what Tab offers by the function `what` of `completion`, loaded when Tab is pressed."""

    def offered(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from aiwatch.cli import completion

        found: list[tuple[str, str]] = getattr(completion, what)(context, incomplete)
        return found

    return offered


def not_negative(number: int) -> int:
    """Return the value of --number; raises InvalidInput for a negative one."""
    if number < 0:
        raise InvalidInput(f"--number is {number}; it can be 0 (all) or more.")
    return number


def check_width(columns: int | None) -> None:
    """Raise InvalidInput for a --width that nothing can be written in."""
    if columns is not None and not 20 <= columns <= 1000:
        raise InvalidInput(f"--width is {columns}; it can be from 20 to 1000 columns.")


Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID…",
        autocompletion=offers("ids"),
        help="Ids such as 2505-k7fq3m, k7fq3m, k7 or last.",
    ),
]

Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        rich_help_panel=FILTERS,
        help="From this day on: 2025-05-12, monday, 'last week', 30d, 昨天 …",
    ),
]
SinceOrLast = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        rich_help_panel=FILTERS,
        help="From this day on: 2025-05-12, monday, 'last week', 30d, 昨天 …; last: from the "
        "day after the last issue's period.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="DATE", rich_help_panel=FILTERS, help="Up to and with this day."
    ),
]
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        "-s",
        metavar="KEY",
        autocompletion=offers("sections"),
        rich_help_panel=FILTERS,
        help="In this section; given again, in any of them.",
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        "-t",
        metavar="TAG",
        autocompletion=offers("tags"),
        rich_help_panel=FILTERS,
        help="With this tag.",
    ),
]
Publishers = Annotated[
    list[str] | None,
    typer.Option(
        "--publisher",
        "-p",
        metavar="NAME",
        autocompletion=offers("publishers"),
        rich_help_panel=FILTERS,
        help="From a publisher with this in its name.",
    ),
]
Languages = Annotated[
    list[str] | None,
    typer.Option(
        "--lang",
        "-l",
        metavar="LANG",
        autocompletion=offers("languages"),
        rich_help_panel=FILTERS,
        help="With a source in this language: en, zh …",
    ),
]
Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="TEXT",
        rich_help_panel=FILTERS,
        help="With this in it, literally, in any script; case does not matter.",
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="DAY",
        autocompletion=offers("bases"),
        rich_help_panel=FILTERS,
        help="Which day counts for --since and --until: date (it happened), published or logged.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", rich_help_panel=OUTPUT, help="Write an array of records.")
]
IdOrJson = Annotated[
    bool,
    typer.Option("--json", rich_help_panel=OUTPUT, help="Write the record instead of the id."),
]
Replace = Annotated[
    bool,
    typer.Option("--force", rich_help_panel=OUTPUT, help="Replace a file that is there already."),
]

Width = Annotated[
    int | None,
    typer.Option(
        "--width",
        metavar="NUMBER",
        rich_help_panel=OUTPUT,
        help="The longest line, in columns; 72 in a text.",
    ),
]
NoPager = Annotated[
    bool,
    typer.Option(
        "--no-pager",
        rich_help_panel=OUTPUT,
        help="Print a long briefing at once instead of by the page.",
    ),
]

Number = Annotated[
    int,
    typer.Option(
        "--number",
        "-n",
        metavar="NUMBER",
        callback=not_negative,
        rich_help_panel=OUTPUT,
        help="How many at most, the newest of them; 0 is all.",
    ),
]

# Where a briefing goes as a mail.

MailTo = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="ADDRESS",
        rich_help_panel=MAIL,
        help="Whom an eml is for: desk@example.org, 'Lin Wei <lin@example.org>'; commas between "
        "several, or given again.",
    ),
]
MailCc = Annotated[
    list[str] | None,
    typer.Option("--cc", metavar="ADDRESS", rich_help_panel=MAIL, help="Who gets a copy."),
]
MailFrom = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ADDRESS",
        rich_help_panel=MAIL,
        help="Whom it is from; without it sendmail fills that in.",
    ),
]
MailSubject = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar="TEXT",
        rich_help_panel=MAIL,
        help="Its subject, instead of the title and the day.",
    ),
]

# What a briefing has of the series of issues.

New = Annotated[
    bool,
    typer.Option("--new", rich_help_panel=ISSUES, help="Only what no issue has carried so far."),
]
Late = Annotated[
    bool,
    typer.Option(
        "--late",
        rich_help_panel=ISSUES,
        help="Also what is dated before the period and was logged too late for an issue.",
    ),
]

# What describes one development, for add and edit.

Section = Annotated[
    str | None,
    typer.Option(
        "--section",
        "-s",
        metavar="KEY",
        autocompletion=offers("sections"),
        rich_help_panel=DEVELOPMENT,
        help="Its section: tech, domestic or another of the archive's.",
    ),
]
Headline = Annotated[
    str | None,
    typer.Option(
        "--headline",
        metavar="TEXT",
        rich_help_panel=DEVELOPMENT,
        help="A headline, printed before the text.",
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        "-d",
        metavar="DATE",
        rich_help_panel=DEVELOPMENT,
        help="The day it happened.",
    ),
]
Publisher = Annotated[
    str | None,
    typer.Option(
        "--publisher",
        "-p",
        metavar="NAME",
        autocompletion=offers("publishers"),
        rich_help_panel=SOURCE,
        help="Who published it.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang",
        "-l",
        metavar="LANG",
        autocompletion=offers("languages"),
        rich_help_panel=SOURCE,
        help="Its language: en, zh …",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", "-u", metavar="ADDRESS", rich_help_panel=SOURCE, help="Its address on the web."
    ),
]
Fetch = Annotated[
    bool,
    typer.Option(
        "--fetch",
        rich_help_panel=SOURCE,
        help="Ask for the page at its address, and fill in what it says.",
    ),
]
Title = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", rich_help_panel=SOURCE, help="Its original title."),
]
Archived = Annotated[
    str | None,
    typer.Option(
        "--archived",
        metavar="ADDRESS",
        rich_help_panel=SOURCE,
        help="The address of an archived copy of it.",
    ),
]
Tag = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        "-t",
        metavar="TAG",
        autocompletion=offers("tags"),
        rich_help_panel=DEVELOPMENT,
        help="A tag; give it again for more, or separate them: 'a; b'.",
    ),
]
Rank = Annotated[
    str | None,
    typer.Option(
        "--rank",
        metavar="NUMBER",
        rich_help_panel=DEVELOPMENT,
        help="Its place in the section: 1 is first, without a rank it comes after.",
    ),
]
Comment = Annotated[
    str | None,
    typer.Option(
        "--comment",
        metavar="TEXT",
        rich_help_panel=DEVELOPMENT,
        help="A word for the desk; no briefing prints it.",
    ),
]
Edit = Annotated[
    bool,
    typer.Option(
        "--edit",
        "-e",
        rich_help_panel=DEVELOPMENT,
        help="Write it in your editor ($VISUAL, $EDITOR).",
    ),
]
