"""Keeping developments in order: list, search, show, edit, remove, undo, redo, log."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.archive import Change
from aiwatch.cli import options
from aiwatch.cli.shell import Session, cleaned, decode_text, session, told
from aiwatch.cli.streams import answer, can_ask, on_terminal, read_stdin, say
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.writers.summary import one_line
from aiwatch.writers.summary import summary as in_short

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Read and correct")


@app.command("list")
def list_(
    context: typer.Context,
    since: options.Since = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    as_json: options.Json = False,
) -> None:
    """List developments, newest first.

    Filters choose among them; they are the same in list, search, brief and export. Into a pipe
    goes a line each, tab-separated: id, date, section, headline or first sentence.

    Example: aiwatch list --since "last month" --lang zh
    """
    desk = session(context)
    selection = desk.selection(context.params)
    found = desk.archive.select(selection)
    if as_json:
        _answer_records(found)
        return
    write_list(sorted(found, key=lambda d: (d.date, d.id), reverse=True), desk)


def _answer_records(developments: Sequence[Development]) -> None:
    from aiwatch.writers.json import records

    answer(records(developments))


def write_list(developments: Sequence[Development], desk: Session) -> None:
    """Write a table of `developments` for whoever reads stdout."""
    if not developments:
        say("No developments.")
    elif on_terminal():
        from aiwatch.writers.terminal_table import DevelopmentTable

        _console().print(DevelopmentTable(developments))
    else:
        answer("".join(f"{_line(development)}\n" for development in developments))


def _line(development: Development) -> str:
    day = development.date.isoformat()
    return "\t".join((development.id, day, one_line(development.section), in_short(development)))


def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False)


@app.command()
def search(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="TEXT", help="What to find.")],
    since: options.Since = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    as_json: options.Json = False,
) -> None:
    """Find a text in developments and show it in its context.

    It is found literally, in any script, also as part of a word; case and full-width forms do
    not matter. Headlines, texts, comments, tags and sources are looked through.

    Example: aiwatch search 芯片 --since 2025
    """
    desk = session(context)
    wanted = cleaned(words, "The search").strip()
    if not wanted:
        raise InvalidInput("There is nothing to search for; give a text.")
    selection = desk.selection(context.params)
    found = desk.archive.select(replace(selection, match=wanted))
    if match:
        extra = replace(selection, match=cleaned(match, "The search"))
        found = [development for development in found if extra.matches(development)]
    found.sort(key=lambda d: (d.date, d.id), reverse=True)
    if as_json:
        _answer_records(found)
    elif not found:
        say(f"Nothing found for {wanted!r}.")
    elif on_terminal():
        from aiwatch.writers.terminal_table import SearchHits

        _console().print(SearchHits(found, wanted))
    else:
        from aiwatch.domain.match import find_match
        from aiwatch.writers.snippet import snippet

        for development in found:
            place = find_match(development, wanted)
            hit = str(snippet(place, 80)) if place else in_short(development)
            day = development.date.isoformat()
            answer("\t".join((development.id, day, one_line(development.section), hit)) + "\n")


@app.command()
def show(context: typer.Context, ids: options.Ids, as_json: options.Json = False) -> None:
    """Show developments with all their fields.

    An id may be shortened as long as it means one development; last is the one touched last.

    Example: aiwatch show last
    """
    desk = session(context)
    found = [desk.archive.find(id) for id in ids]
    if as_json:
        _answer_records(found)
    elif on_terminal():
        from aiwatch.writers.terminal_card import DevelopmentCard

        for number, development in enumerate(found):
            if number:
                _console().print()
            _console().print(DevelopmentCard(development, desk.config.sections))
    else:
        from aiwatch.writers.card import write

        answer("\n".join(write(development, desk.config.sections) for development in found))


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
    tag: options.Tag = None,
    rank: options.Rank = None,
    comment: options.Comment = None,
    add_source: options.AddedSources = None,
    as_json: options.IdOrJson = False,
) -> None:
    """Change a development, by options or in the editor.

    Only what the options say is changed; without options your editor opens. An empty option,
    such as --headline "", empties its field.

    Example: aiwatch edit last --date 2025-05-13
    """
    from aiwatch.cli.edits import by_options, changed_fields, in_editor
    from aiwatch.cli.fields import Given

    desk = session(context)
    given = Given(section, headline, date, publisher, lang, url, title, tag, rank, comment)
    old = desk.archive.find(id)
    kept = None
    if given or text is not None or add_source:
        if text == "-":
            text = decode_text(read_stdin(), "The text on stdin")
        new = by_options(desk, old, given, text, add_source or [])
    else:
        if not can_ask():
            raise InvalidInput("Nothing to change. Give options, such as --date 2025-05-13.")
        new, kept = in_editor(desk, old)
    if new == old:
        if kept:
            kept.unlink(missing_ok=True)
        say("Nothing was changed.")
        return
    try:
        with desk.archive.desk(desk.stamp("edit")) as table:
            if table.find(old.id) != old:
                raise AiwatchError(
                    f"{old.id} was changed elsewhere in the meantime; edit it again."
                )
            new = table.replace(new)
            table.describe(f"{changed_fields(old, new)}: {in_short(new)}")
    except AiwatchError as error:
        if kept:
            raise type(error)(f"{error} What was typed is in {kept}") from error
        raise
    if kept:
        kept.unlink(missing_ok=True)
    say(told(new, desk.config.sections.items()))
    if as_json:
        _answer_records([new])
    else:
        answer(f"{new.id}\n")


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
    say("aiwatch undo brings it back." if len(found) == 1 else "aiwatch undo brings them back.")


@app.command()
def undo(context: typer.Context) -> None:
    """Take back the last change; again, the one before it.

    A change is what one command did, also an import of a hundred developments.

    Example: aiwatch undo
    """
    desk = session(context)
    say(f"Taken back: {_describe(desk.archive.undo(desk.stamp('undo')))}")


@app.command()
def redo(context: typer.Context) -> None:
    """Put back what the last undo took back.

    It can be done until something else is changed.

    Example: aiwatch redo
    """
    desk = session(context)
    say(f"Put back: {_describe(desk.archive.redo(desk.stamp('redo')))}")


def _describe(change: Change) -> str:
    at = change.stamp.at.astimezone().strftime("%Y-%m-%d %H:%M")
    what = change.ids[0] if len(change.ids) == 1 else ""
    words = " ".join(part for part in (change.stamp.command, what, change.about) if part)
    return f"{words} ({', '.join(part for part in (change.stamp.by, at) if part)})"


@app.command()
def log(
    context: typer.Context,
    number: Annotated[
        int, typer.Option("--number", "-n", metavar="NUMBER", help="How many; 0 is all.")
    ] = 20,
) -> None:
    """List changes, newest first: when, who, what.

    Nothing that was done to the archive is forgotten. Into a pipe goes a line each,
    tab-separated.

    Example: aiwatch log -n 50
    """
    if number < 0:
        raise InvalidInput(f"--number is {number}; it can be 0 (all) or more.")
    desk = session(context)
    changes = desk.archive.changes(number or None)
    for change in changes:
        at = change.stamp.at.astimezone().strftime("%Y-%m-%d %H:%M")
        what = change.ids[0] if len(change.ids) == 1 else ""
        cells = (at, change.stamp.by, change.stamp.command, what, change.about)
        answer(_log_line(cells) + "\n")
    if not changes:
        say("Nothing has been changed yet.")


def _log_line(cells: tuple[str, ...]) -> str:
    shown = [one_line(cell) for cell in cells]
    if not on_terminal():
        return "\t".join(shown)
    from shutil import get_terminal_size

    from aiwatch.writers.wrapping import pad, truncate

    at, by, command, what, about = shown
    head = f"{at}  {pad(truncate(by, 10), 10)}  {command:<7} {what:<11}"
    return f"{head}  {truncate(about, max(10, get_terminal_size().columns - 52))}"
