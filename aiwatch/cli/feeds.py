"""Feeds: subscribed to, listed, asked for what is new, which lands in the inbox."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.feed_list import NONE, chosen_feeds, numbered_feeds, show_feeds
from aiwatch.cli.shell import Session, cleaned, session
from aiwatch.cli.streams import answer, say
from aiwatch.domain.development import read_language
from aiwatch.domain.entry import Entry, Feed
from aiwatch.domain.errors import InvalidInput, Unreachable
from aiwatch.domain.text import counted

if TYPE_CHECKING:
    from aiwatch.cli.feed_fetching import FetchedFeed

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Log")

NEW = "A feed to add"
WORDS = ("list", "add", "import", "fetch", "remove", "export")


@app.command()
def feeds(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[list | add URL | import OPML | fetch [FEED…] | remove FEED… | export]",
            autocompletion=options.offers("feed_words"),
            show_default=False,
            help="What to do; without it they are listed. URL is a feed's address, that of a page "
            "that names one, or a feed's file; FEED its number in the list, or a part of its "
            "title or address that no other has.",
        ),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            "-s",
            metavar="KEY",
            autocompletion=options.offers("sections"),
            rich_help_panel=NEW,
            help="Where its entries mostly belong; the inbox suggests it.",
        ),
    ] = None,
    publisher: Annotated[
        str | None,
        typer.Option(
            "--publisher",
            "-p",
            metavar="NAME",
            autocompletion=options.offers("publishers"),
            rich_help_panel=NEW,
            help="Who publishes in it, where the register does not know; else its title is taken.",
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            "-l",
            metavar="LANG",
            autocompletion=options.offers("languages"),
            rich_help_panel=NEW,
            help="Its language, where neither the register nor the feed tells: en, zh …",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel=options.OUTPUT,
            help="Export to this file (.opml).",
        ),
    ] = None,
    force: options.Replace = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", rich_help_panel=options.OUTPUT, help="List as an array of objects."),
    ] = False,
) -> None:
    """Subscribe to feeds, and ask them for what is new.

    A feed is RSS, Atom or JSON Feed. add uses the network, and fetch, which asks all feeds or
    those named; import does for an address. What is new waits in the inbox until you log it or
    pass it over, and comes only once. A feed that fails does not stop the others: the list says
    what is wrong with it, and the exit code is 1 only if none could be had. A feed that is broken
    or cut off in its middle is not taken at all, and a date that cannot be read for certain is
    left out, never guessed.

    import subscribes to the feeds of an OPML file, as every feed reader exports it, and takes
    those in a folder named as a section for that; export writes one. Into a pipe the list goes
    a line each, tab-separated: number, address, title, section, language, publisher, when it was
    asked, problem.

    Example: aiwatch feeds list
    """
    desk = session(context)
    told = [cleaned(word, "What is to be done").strip() for word in words or ["list"]]
    task, *named = told
    if task not in WORDS:
        raise InvalidInput(
            f"feeds cannot {task!r}. It can: {', '.join(WORDS)}; such as: aiwatch feeds add URL"
        )
    _refuse_strays(task, {"--publisher": publisher, "--lang": lang}, ("add",))
    _refuse_strays(task, {"--section": section}, ("add", "import"))
    _refuse_strays(task, {"--output": output, "--force": force or None}, ("export",))
    _refuse_strays(task, {"--json": as_json or None}, ("list",))
    if named and task in ("list", "export"):
        raise InvalidInput(f"feeds {task} takes no {named[0]!r}.")
    if not named and task in ("add", "import", "remove"):
        what = {"add": "URL", "import": "FILE.opml", "remove": "FEED"}[task]
        raise InvalidInput(f"Say which: aiwatch feeds {task} {what}")
    key = desk.section(section) if section is not None else ""
    match task:
        case "add":
            _add(desk, named, _given(publisher, lang, key))
        case "import":
            _import(desk, named, key)
        case "fetch":
            _fetch(desk, named)
        case "remove":
            _remove(desk, named)
        case "export":
            _export(desk, output, force=force)
        case _:
            show_feeds(desk, as_json=as_json)


def _refuse_strays(task: str, given: dict[str, object], tasks: Sequence[str]) -> None:
    if task not in tasks and (
        stray := [name for name, value in given.items() if value is not None]
    ):
        raise InvalidInput(f"{stray[0]} is for: aiwatch feeds {tasks[0]}")


def _given(publisher: str | None, language: str | None, section: str) -> Feed:
    """Return what the options say of a feed whose address is still to be found."""
    return Feed(
        url="",
        publisher=cleaned(publisher or "", "The publisher").strip(),
        language=read_language(language) if language is not None else "",
        section=section,
    )


def _add(desk: Session, places: list[str], given: Feed) -> None:
    from aiwatch.cli.feed_fetching import settle
    from aiwatch.cli.subscribing import place_of, subscribed
    from aiwatch.readers.feed import library

    desk.config  # noqa: B018 - an archive that is not there is told before anything is asked for
    library()
    for told in places:
        one = subscribed(desk, replace(given, url=place_of(told)))
        if one is None:
            continue
        new = settle(desk.inbox, [one])
        for remark in one.remarks:
            say(remark)
        name = one.feed.title or one.feed.url
        say(f"Subscribed to {name}, which brought {_count(new)}.{_undated(new)}{_way_on(new)}")


def _import(desk: Session, names: list[str], section: str) -> None:
    from aiwatch.cli.subscribing import imported

    new, there = imported(desk, names, section)
    already = f", {there} there already" if there else ""
    way_on = " Ask them for what is new: aiwatch feeds fetch" if new else ""
    say(f"{counted(new, 'feed')} subscribed to{already}.{way_on}")


def _fetch(desk: Session, named: list[str]) -> None:
    from aiwatch.cli.feed_fetching import fetch, fetch_all, settle
    from aiwatch.cli.progress import Progress
    from aiwatch.readers.feed import library

    numbered = numbered_feeds(desk)
    chosen = chosen_feeds(numbered, named) if named else numbered
    if not chosen:
        say(NONE)
        return
    library()
    desk.clock, desk.register, desk.client  # noqa: B018 - made before there are threads
    done: list[FetchedFeed] = []
    new: list[Entry] = []
    try:
        with Progress() as progress:
            asked = fetch_all(list(chosen.values()), lambda feed: fetch(desk, feed), progress)
            for batch in asked:
                new += settle(desk.inbox, batch)
                done += batch
    except KeyboardInterrupt:
        say(f"Before that, {counted(len(done), 'feed')} brought {_count(new)}.{_way_on(new)}")
        raise
    _tell(chosen, done, new)
    failed = sum(bool(one.feed.problem) for one in done)
    if failed == len(done):
        raise Unreachable(
            "None of the feeds could be had." if failed > 1 else "The feed could not be had."
        )
    brought = len({entry.feed for entry in new}) if new else len(done) - failed
    failures = f"; {counted(failed, 'feed')} failed" if failed else ""
    count = _count(new)
    result = f"{count[0].upper()}{count[1:]} from {counted(brought, 'feed')}{failures}."
    say(f"{result}{_undated(new)}{_way_on(new)}")


def _tell(chosen: dict[int, Feed], done: "list[FetchedFeed]", new: list[Entry]) -> None:
    """Tell what is to be told of each feed, in the order of the list."""
    from aiwatch.cli.feed_fetching import GONE

    came = {entry.feed for entry in new}
    by_url = {one.asked.url: one for one in done}
    there = {feed.url for feed in chosen.values()}
    for number, feed in chosen.items():
        one = by_url[feed.url]
        name = f"{number} {one.feed.title or feed.url}"
        if one.feed.problem:
            gone = one.feed.problem == GONE
            end = f" To unsubscribe: aiwatch feeds remove {number}" if gone else ""
            say(f"{name}: {one.feed.problem}{end}")
        elif one.feed.url != feed.url and one.feed.url in there:
            say(f"{name} is now at {one.feed.url}, which is subscribed to as well.")
        elif one.feed.url != feed.url:
            say(f"{name} has moved for good; it is asked at {one.feed.url} from now on.")
        # What is wrong with a feed that brought nothing new was told before.
        for remark in one.remarks if one.feed.url in came else ():
            say(f"{name}: {remark}")


def _remove(desk: Session, named: list[str]) -> None:
    chosen = {feed.url for feed in chosen_feeds(numbered_feeds(desk), named).values()}
    gone: list[Feed] = []

    def change(there: list[Feed]) -> list[Feed]:
        gone[:] = [feed for feed in there if feed.url in chosen]
        return [feed for feed in there if feed.url not in chosen]

    desk.inbox.change_feeds(change)
    for feed in gone:
        say(f"No longer subscribed to {feed.title or feed.url}; what it brought stays.")


def _export(desk: Session, output: str | None, *, force: bool) -> None:
    from aiwatch.writers.opml import write

    there = desk.inbox.feeds()
    text = write(there, desk.config.title, desk.config.sections)
    if left := [feed for feed in there if "://" not in feed.url]:
        places = ", ".join(feed.url for feed in left)
        say(f"{counted(len(left), 'feed')} on this disk left out: {places}")
    if output is None:
        answer(text)
    else:
        from aiwatch.cli.delivery import write_file

        write_file(Path(output), text, force=force)


def _count(entries: Sequence[Entry]) -> str:
    return counted(len(entries), "new entry", "new entries") if entries else "no new entries"


def _undated(entries: Sequence[Entry]) -> str:
    number = sum(entry.clipping.published is None for entry in entries)
    if not number:
        return ""
    which = f"{number} of the entries" if len(entries) > 1 else "The entry"
    return f" {which} {'has' if number == 1 else 'have'} no date that can be read."


def _way_on(entries: Sequence[Entry]) -> str:
    return " Triage them: aiwatch inbox" if entries else ""
