"""Putting developments right: edit, remove."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.series import tell_corrections
from aiwatch.cli.shell import Session, decode_text, session, told
from aiwatch.cli.streams import answer, can_ask, read_stdin, say
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, InvalidInput, NotFound
from aiwatch.writers.summary import summary as in_short

if TYPE_CHECKING:
    from aiwatch.cli.fetching import FetchedPage

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Read and correct")


NewTags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        "-t",
        metavar="TAG",
        autocompletion=options.offers("tags"),
        rich_help_panel=options.DEVELOPMENT,
        help="A tag instead of those it has; give it again for more.",
    ),
]
AddedTags = Annotated[
    list[str] | None,
    typer.Option(
        "--add-tag",
        metavar="TAG",
        autocompletion=options.offers("tags"),
        rich_help_panel=options.DEVELOPMENT,
        help="A further tag.",
    ),
]
RemovedTags = Annotated[
    list[str] | None,
    typer.Option(
        "--remove-tag",
        metavar="TAG",
        autocompletion=options.offers("own_tags"),
        rich_help_panel=options.DEVELOPMENT,
        help="A tag to take off.",
    ),
]
AddedSources = Annotated[
    list[str] | None,
    typer.Option(
        "--add-source",
        metavar="NOTE",
        rich_help_panel=options.SOURCE,
        help="A further source, as a note such as '(EN): Xinhua, May 13, 2025'.",
    ),
]
RemovedSources = Annotated[
    list[str] | None,
    typer.Option(
        "--remove-source",
        metavar="NUMBER",
        autocompletion=options.offers("own_sources"),
        rich_help_panel=options.SOURCE,
        help="A source to take off: 1 is the first that show lists.",
    ),
]


@app.command()
def edit(
    context: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=options.offers("ids"),
            help="An id such as 2505-k7fq3m, k7fq3m, k7 or last.",
        ),
    ],
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT",
            help="A new text; with a source note it replaces the sources, too; - reads it from "
            "stdin.",
        ),
    ] = None,
    section: options.Section = None,
    headline: options.Headline = None,
    date: options.Day = None,
    publisher: options.Publisher = None,
    lang: options.Language = None,
    url: options.Url = None,
    title: options.Title = None,
    archived: options.Archived = None,
    tag: NewTags = None,
    add_tag: AddedTags = None,
    remove_tag: RemovedTags = None,
    rank: options.Rank = None,
    comment: options.Comment = None,
    add_source: AddedSources = None,
    remove_source: RemovedSources = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            rich_help_panel=options.SOURCE,
            help="Keep the text of its sources' pages, as they are now; fetches them.",
        ),
    ] = False,
    as_json: options.IdOrJson = False,
) -> None:
    """Change a development, by options or in the editor.

    Only what the options say is changed; without options your editor opens. An empty option,
    such as --headline "", empties its field.

    With --evidence the pages of its sources are asked for, and their text is kept in the folder
    evidence/ of the archive, with its SHA-256 and the time. A page that cannot be had is told.

    Example: aiwatch edit last --date 2025-05-13 --add-tag safety
    """
    from aiwatch.cli.editor import keeping
    from aiwatch.cli.edits import Amendments, by_options, in_editor
    from aiwatch.cli.fields import Given, tell_dead_addresses

    desk = session(context)
    given = Given(
        section, headline, date, publisher, lang, url, title, tag, rank, comment, archived
    )
    amendments = Amendments(add_tag, remove_tag, add_source, remove_source)
    old = desk.archive.find(id)
    kept = None
    if given or amendments or evidence or text is not None:
        if text == "-":
            text = decode_text(read_stdin(), "The text on stdin")
        elif text is not None:
            _refuse_id(desk, text)
        new = by_options(desk, old, given, text, amendments)
    else:
        if not can_ask():
            raise InvalidInput("Nothing to change. Give options, such as --date 2025-05-13.")
        new, kept = in_editor(desk, old)
    pages: list[FetchedPage] = []
    if evidence:
        from aiwatch.cli.fetching import pages_of

        pages = pages_of(desk, new, needed=new == old)
    with keeping(kept):
        if new != old or pages:
            new = _replaced(desk, old, new, pages)
    if new == old and not pages:
        say("Nothing was changed.")
        return
    say(told(new, desk.config.sections.items()))
    tell_dead_addresses(new.sources, old.sources)
    tell_corrections(desk, [new.id], {new.id: new})
    if as_json:
        from aiwatch.writers.json import records

        answer(records([new]))
    else:
        answer(f"{new.id}\n")


def _refuse_id(desk: Session, text: str) -> None:
    """Raise InvalidInput for a text that is but the name of a development, as `remove` and `show`
    take several."""
    if len(text.strip()) < 4 or len(text.split()) != 1:
        return
    with suppress(NotFound):
        desk.archive.find(text)
        raise InvalidInput(f"{text.strip()!r} is an id; edit changes one development at a time.")


def _replaced(
    desk: Session, old: Development, new: Development, pages: "list[FetchedPage]"
) -> Development:
    """Put `new` in the place of `old`, keep the `pages` as evidence of it, and return it as it
    stands there."""
    from aiwatch.cli.edits import changed_fields

    with desk.archive.desk(desk.stamp("edit")) as table:
        if table.find(old.id) != old:
            raise AiwatchError(f"{old.id} was changed elsewhere in the meantime; edit it again.")
        changes, told_of_pages = changed_fields(old, new), []
        if new != old:
            new = table.replace(new)
        if pages:
            from aiwatch.cli.fetching import keep

            told_of_pages = keep(table, new.id, pages)
            changes = ", ".join(filter(None, (changes, f"evidence of {new.id}")))
        table.describe(f"{changes}: {in_short(new)}")
    for sentence in told_of_pages:
        say(sentence)
    return new


@app.command()
def remove(context: typer.Context, ids: options.Ids) -> None:
    """Remove developments; undo brings them back.

    All of them are removed, or, if one is not there, none.

    Example: aiwatch remove last
    """
    desk = session(context)
    with desk.archive.desk(desk.stamp("remove")) as table:
        found = list({development.id: development for development in map(table.find, ids)}.values())
        for development in found:
            table.remove(development)
        table.describe("; ".join(in_short(development) for development in found)[:160])
    for development in found:
        say(f"Removed {development.id}: {in_short(development)}")
    tell_corrections(desk, [development.id for development in found], {})
    say("aiwatch undo brings it back." if len(found) == 1 else "aiwatch undo brings them back.")
