"""The options of import: how it reads a file."""

from typing import Annotated

import typer

from aiwatch.cli import options

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        autocompletion=options.offers("formats"),
        rich_help_panel=options.INPUT,
        help="markdown, text, csv, json, jsonl, feed, ris, csl, bookmarks, docx or excel; if not "
        "given, seen from the file.",
    ),
]
SectionMap = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        "-s",
        metavar="[TITLE=]KEY",
        autocompletion=options.offers("sections"),
        rich_help_panel=options.INPUT,
        help="Take the file's section TITLE as KEY; a bare KEY is for all else.",
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        "-d",
        metavar="DATE",
        rich_help_panel=options.INPUT,
        help="The date of items that have none.",
    ),
]
NoComparing = Annotated[
    bool,
    typer.Option(
        "--no-compare",
        rich_help_panel=options.INPUT,
        help="Do not look for what tells a story that is logged already.",
    ),
]
Overview = Annotated[
    bool,
    typer.Option(
        "--overview",
        rich_help_panel=options.INPUT,
        help="Take the text before the first section as the archive's overview.",
    ),
]
ColumnMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        autocompletion=options.offers("mappings"),
        rich_help_panel=options.INPUT,
        help="Take the file's column THEIRS (a.b within nested JSON) as text, headline, date, "
        "section, publisher, lang, url, title, published, tags, comment, rank or archived; date is "
        "when it happened, published its source's. A name alone is a mapping that was kept.",
    ),
]
SaveMap = Annotated[
    str | None,
    typer.Option(
        "--save-map",
        metavar="NAME",
        rich_help_panel=options.INPUT,
        help="Keep what --map says in aiwatch.toml, for --map NAME.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        autocompletion=options.offers("encodings"),
        rich_help_panel=options.INPUT,
        help="What a text is written in, such as big5 or windows-1252; UTF-8, UTF-16 and GB18030 "
        "are seen from the file.",
    ),
]
