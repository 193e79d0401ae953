"""Looking at developments: list, search, show."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.shell import Session, cleaned, session
from aiwatch.cli.streams import answer, console, on_terminal, say
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.writers.summary import one_line
from aiwatch.writers.summary import summary as in_short

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
    number: options.Number = 0,
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
    shown = _newest(found, number)
    if as_json:
        _answer_records(shown)
    else:
        write_list(shown[::-1], desk)
    _tell_older(len(found) - len(shown))


def _newest(found: list[Development], number: int) -> list[Development]:
    """Return the newest `number` of what was `found`, all for 0, by date, then id."""
    return sorted(found, key=lambda development: (development.date, development.id))[-number:]


def _tell_older(left: int) -> None:
    if left:
        are = "one is" if left == 1 else "ones are"
        say(f"{left:,} older {are} not shown; -n 0 shows all.")


def _answer_records(developments: Sequence[Development]) -> None:
    from aiwatch.writers.json import records

    answer(records(developments))


def write_list(developments: Sequence[Development], desk: Session) -> None:
    """Write a table of `developments` for whoever reads stdout."""
    if not developments:
        say("No developments.")
    elif on_terminal():
        from aiwatch.writers.terminal_table import DevelopmentTable

        console().print(DevelopmentTable(developments))
    else:
        answer("".join(f"{_line(development)}\n" for development in developments))


def _line(development: Development) -> str:
    day = development.date.isoformat()
    return "\t".join((development.id, day, one_line(development.section), in_short(development)))


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
    number: options.Number = 0,
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
    shown = _newest(found, number)[::-1]
    if as_json:
        _answer_records(shown)
    elif not found:
        say(f"Nothing found for {wanted!r}.")
    elif on_terminal():
        from aiwatch.writers.terminal_table import SearchHits

        console().print(SearchHits(shown, wanted))
    else:
        from aiwatch.domain.match import find_match
        from aiwatch.writers.snippet import snippet

        for development in shown:
            place = find_match(development, wanted)
            hit = str(snippet(place, 80)) if place else in_short(development)
            day = development.date.isoformat()
            answer("\t".join((development.id, day, one_line(development.section), hit)) + "\n")
    _tell_older(len(found) - len(shown))


@app.command()
def show(context: typer.Context, ids: options.Ids, as_json: options.Json = False) -> None:
    """Show developments with all their fields.

    An id may be shortened as long as it means one development; last is the one touched last.
    It also says which issues told of them, and where evidence of their pages is kept.

    Example: aiwatch show last
    """
    desk = session(context)
    found = [desk.archive.find(id) for id in ids]
    if as_json:
        _answer_records(found)
        return
    from aiwatch.cli.series import known_carried

    sections, carried = desk.config.sections, known_carried(desk)
    issues = [[number for number, _ in carried.get(each.id, ())] for each in found]
    kept = [
        [(each.path, each.at) for each in desk.archive.evidence(*one.merged, one.id)]
        for one in found
    ]
    if on_terminal():
        from aiwatch.writers.terminal_card import DevelopmentCard

        for index, development in enumerate(found):
            if index:
                console().print()
            console().print(DevelopmentCard(development, sections, issues[index], kept[index]))
    else:
        from aiwatch.writers.card import write

        cards = zip(found, issues, kept, strict=True)
        answer("\n".join(write(each, sections, told, pages) for each, told, pages in cards))
