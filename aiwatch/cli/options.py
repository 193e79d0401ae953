"""The options that several commands share."""

from collections.abc import Callable
from typing import Annotated

import typer

_FILTERS = "Filters"


def offers(what: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Return what Tab offers by the function `what` of `completion`, loaded when Tab is pressed."""

    def offered(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from aiwatch.cli import completion

        found: list[tuple[str, str]] = getattr(completion, what)(context, incomplete)
        return found

    return offered


Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        rich_help_panel=_FILTERS,
        help="From this day on: 2025-05-12, monday, 'last week', 30d, 2025年5月12日 …",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="DATE", rich_help_panel=_FILTERS, help="Up to this day, included."
    ),
]
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        "-s",
        metavar="KEY",
        autocompletion=offers("sections"),
        rich_help_panel=_FILTERS,
        help="Of this section.",
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        "-t",
        metavar="TAG",
        autocompletion=offers("tags"),
        rich_help_panel=_FILTERS,
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
        rich_help_panel=_FILTERS,
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
        rich_help_panel=_FILTERS,
        help="With a source in this language: en, zh (or cn) …",
    ),
]
Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="TEXT",
        rich_help_panel=_FILTERS,
        help="With this in it, literally, in any script; case and width do not matter.",
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="date|published|logged",
        autocompletion=offers("bases"),
        rich_help_panel=_FILTERS,
        help="Which day --since and --until mean.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write an array of records.")]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file; its ending says the format.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Go on where this would be refused.")]

# What describes one development, for add and edit.

Section = Annotated[
    str | None,
    typer.Option(
        "--section",
        "-s",
        metavar="KEY",
        autocompletion=offers("sections"),
        help="tech, domestic, …",
    ),
]
Headline = Annotated[
    str | None, typer.Option("--headline", metavar="TEXT", help="A line put before the text.")
]
Day = Annotated[
    str | None,
    typer.Option("--date", "-d", metavar="DATE", help="The day it happened."),
]
Publisher = Annotated[
    str | None,
    typer.Option(
        "--publisher",
        "-p",
        metavar="NAME",
        autocompletion=offers("publishers"),
        rich_help_panel="Source",
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
        rich_help_panel="Source",
        help="The source's language: en, zh (or cn) …",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", "-u", metavar="ADDRESS", rich_help_panel="Source", help="The source's address."
    ),
]
Title = Annotated[
    str | None,
    typer.Option(
        "--title", metavar="TEXT", rich_help_panel="Source", help="The source's original title."
    ),
]
Tag = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", "-t", metavar="TAG", autocompletion=offers("tags"), help="A tag; may be repeated."
    ),
]
Rank = Annotated[
    str | None,
    typer.Option("--rank", metavar="NUMBER", help="Its place in the section, 1 first."),
]
Comment = Annotated[
    str | None, typer.Option("--comment", metavar="TEXT", help="For the desk; never printed.")
]
