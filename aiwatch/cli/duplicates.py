"""The same story twice: duplicates, merge."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from aiwatch.cli import options
from aiwatch.cli.likeness import in_words, near
from aiwatch.cli.shell import Session, session, told
from aiwatch.cli.streams import answer, console, on_terminal, say
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.duplicates import Likeness
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.writers.summary import summary as in_short

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Read and correct")


class Twins(NamedTuple):
    """Two developments that look like one story: that which was logged first, and the other one
    with what is alike."""

    keep: Development
    like: Likeness


@app.command()
def duplicates(
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
    """List pairs that look like one story.

    The newest come first. They cite the same page, whenever that was, or have nearly the same text
    within two weeks. Of each pair at least one is such as the filters choose. Of several that cite
    one page, each is paired with the first.

    Into a pipe goes a line a pair, tab-separated: for both id, date and headline or first sentence,
    then what is alike; with --json an object a pair. aiwatch merge makes one of two.

    Example: aiwatch duplicates --since "last month"
    """
    desk = session(context)
    found = _twins(desk, desk.selection(context.params))
    if as_json:
        answer(_json(found))
    elif not found:
        say("Nothing looks like the same story twice.")
    elif on_terminal():
        from aiwatch.writers.terminal_pairs import PairTable

        rows = [(twins.keep, twins.like.development, in_words(twins.like)) for twins in found]
        console().print(PairTable(rows))
        first = found[0]
        say(f"One story? aiwatch merge {first.keep.id} {first.like.development.id}")
    else:
        answer("".join(f"{_line(twins)}\n" for twins in found))


def _twins(desk: Session, selection: Selection) -> list[Twins]:
    from aiwatch.cli.progress import Progress
    from aiwatch.domain.repeats import pairs

    with Progress("Reading") as progress:
        chosen = desk.archive.select(selection)
        everything = selection == Selection(by=selection.by)
        others = near(chosen, desk.archive) if chosen and not everything else []
        there = [*others, *chosen]
        twins = []
        each = pairs(there, len(others), lambda order: progress.each("Comparing", order))
        for first, second, by, share in each:
            keep, other = sorted((there[first], there[second]), key=_logged)
            twins.append(Twins(keep, Likeness(other, by, share)))
    return sorted(twins, key=lambda each: (each.like.development.date, each.keep.id), reverse=True)


def _logged(development: Development) -> tuple[str, str, str]:
    return str(development.logged or ""), str(development.date), development.id


def _line(twins: Twins) -> str:
    cells = []
    for development in (twins.keep, twins.like.development):
        cells += [development.id, development.date.isoformat(), in_short(development)]
    return "\t".join((*cells, in_words(twins.like)))


def _json(found: Sequence[Twins]) -> str:
    from aiwatch.archive.record import json_array, to_json, to_record

    items = [
        {
            "alike": twins.like.by,
            "share": round(twins.like.share, 2),
            "developments": [to_record(twins.keep), to_record(twins.like.development)],
        }
        for twins in found
    ]
    return f"{json_array(map(to_json, items))}\n"


@app.command()
def merge(
    context: typer.Context,
    keep: Annotated[
        str,
        typer.Argument(
            metavar="KEEP",
            autocompletion=options.offers("ids"),
            help="The development that stays, with its text, date and id.",
        ),
    ],
    others: Annotated[
        list[str],
        typer.Argument(
            metavar="OTHER…",
            autocompletion=options.offers("ids"),
            help="Those that tell the same story.",
        ),
    ],
    as_json: options.IdOrJson = False,
) -> None:
    """Make one of several that tell one story.

    KEEP gets the sources and tags that only OTHER has, and in its comment what OTHER says in other
    words. OTHER's id finds KEEP from then on. aiwatch undo takes them apart again.

    Example: aiwatch merge 2505-n8e2py last
    """
    from aiwatch.cli.series import tell_corrections
    from aiwatch.domain.merging import merged

    desk = session(context)
    with desk.archive.desk(desk.stamp("merge")) as table:
        old = new = table.find(keep)
        gone: dict[str, Development] = {}
        for told_id in others:
            other = table.find(told_id)
            if other.id == old.id:
                named = (told_id.strip().lower(), keep.strip().lower())
                is_in = [word for word in named for id in old.merged if word in (id, id[5:])]
                same = f"in {old.id} already" if is_in else f"itself {old.id}"
                raise InvalidInput(f"{(*is_in, told_id)[0]} is {same}; give two developments.")
            gone.setdefault(other.id, other)
        for other in gone.values():
            new = merged(new, other)
            table.remove(other)
        new = table.replace(new)
        table.describe(f"{', '.join(gone)} into {new.id}: {in_short(new)}")
    for other in gone.values():
        days = show_day(other.date), show_day(new.date)
        dated = f" Its date was {days[0]}; {days[1]} stays." if days[0] != days[1] else ""
        say(f"{other.id} is merged into {new.id}.{dated}")
    say(told(new, desk.config.sections.items()))
    tell_corrections(desk, [new.id, *gone])
    if as_json:
        from aiwatch.writers.json import records

        answer(records([new]))
    else:
        answer(f"{new.id}\n")
